import type { SheetChoices } from '../transfer/caseSheet.ts';
import { createKeptFiles } from '../transfer/keptFiles.ts';
import type { KeptFile } from '../transfer/keptFiles.ts';
import type { WordQuestion } from '../transfer/questions.ts';

/** A caseload list with words that the program does not know or rows that nobody sees, while its sender is asked about them. */
export interface WaitingList extends KeptFile {
  asked: readonly WordQuestion[];
  /** Rows that the workbook does not show, while they are asked about. */
  hidden: number;
  /** Which rows those are. */
  hiddenRows: ReadonlySet<number>;
  said: Pick<SheetChoices, 'words' | 'stopped' | 'hidden'>;
  /** Rises with every look at it, so that answers to an earlier one are told. */
  looks: number;
}

export type WaitingLists = ReturnType<typeof createWaitingLists>;

export const createWaitingLists = () => createKeptFiles<WaitingList>('lists');
