import type { SheetChoices } from '../transfer/caseSheet.ts';
import type { WordQuestion } from '../transfer/questions.ts';

/** A caseload list with words that the program does not know or rows that nobody sees, while its sender is asked about them. */
export interface WaitingList {
  asked: readonly WordQuestion[];
  /** Rows that the workbook does not show, while they are asked about. */
  hidden: number;
  /** Which rows those are. */
  hiddenRows: ReadonlySet<number>;
  said: Pick<SheetChoices, 'words' | 'stopped' | 'hidden'>;
}
