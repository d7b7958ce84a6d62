import {
  headingLikeness,
  itemsOf,
  readHeading,
  readRow,
  recogniseColumns,
  subjectWords,
} from '../../../rules/index.ts';
import type { RowOptions, SheetColumns, SheetRow, Tool } from '../../../rules/index.ts';
import type { SheetLine } from '../../formats/csv.ts';
import { readSheetOf } from './sheetReading.ts';
import type { ReadSheet, SheetChoices, SheetKind } from './sheetReading.ts';

/** The most case files that one sheet can bring: on SQLite others wait while they are written, and give up after five seconds. */
export const IMPORT_MAXIMUM_FILES = 10_000;

/** A sheet of case files, read to its end or to where going on makes no sense. */
export type CaseSheet = ReadSheet<SheetRow & { row: number }>;

/** What rows are read by beside what was said of the sheet: the day, and what each group is not asked. */
type RowsOf = Required<Pick<RowOptions, 'today' | 'exclusionsOf'>>;

/**
 * Reads a sheet of case files, of which nothing may be used where it broke off.
 *
 * @param of - onlyGroup: where there is but one; today: no entry that was seen can be of a later day
 */
export function readCaseSheet(
  tool: Tool,
  lines: AsyncIterable<SheetLine>,
  choices: SheetChoices,
  { onlyGroup, today, exclusionsOf }: { onlyGroup: string } & RowsOf,
): Promise<CaseSheet> {
  const words = subjectWords(tool.subject);
  const kind: SheetKind<SheetColumns, SheetRow & { row: number }> = {
    words,
    onlyGroup,
    maximum: IMPORT_MAXIMUM_FILES,
    tooMany: (row) => {
      const most = IMPORT_MAXIMUM_FILES.toLocaleString('en-GB');
      const problem = `there are more than ${most} ${words.many}, the most that one sheet can bring; split it`;
      return { row, column: '', value: '', problem };
    },
    likeness: (cells, chosen) => headingLikeness(tool, cells, chosen),
    recognise: (heading, chosen) => recogniseColumns(tool, heading, chosen),
    readHeading: (heading, row, chosen) => readHeading(tool, heading, row, chosen, onlyGroup),
    missing(columns) {
      const brought = new Set(
        columns.flatMap(({ meaning }) => (meaning.kind === 'answer' ? meaning.item.id : [])),
      );
      return itemsOf(tool).filter((item) => !brought.has(item.id));
    },
    readRow(columns, { cells, row }) {
      const read = readRow(columns, cells, row, { meanings: choices.words, today, exclusionsOf });
      return { row: { ...read.caseFile, row }, problems: read.problems };
    },
    shown: (_columns, line) => line,
  };
  return readSheetOf(kind, lines, choices);
}
