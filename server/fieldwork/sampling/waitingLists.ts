import type { SheetChoices } from '../transfer/caseSheet.ts';
import { createKeptFiles } from '../transfer/keptFiles.ts';
import type { KeptFile } from '../transfer/keptFiles.ts';
import type { WordQuestion } from '../transfer/questions.ts';

/** A caseload list with words that the program does not know, while its sender says what they mean. */
export interface WaitingList extends KeptFile {
  asked: readonly WordQuestion[];
  said: Pick<SheetChoices, 'words' | 'stopped'>;
  /** Rises with every look at it, so that answers to an earlier one are told. */
  looks: number;
}

export type WaitingLists = ReturnType<typeof createWaitingLists>;

export const createWaitingLists = () => createKeptFiles<WaitingList>('lists');
