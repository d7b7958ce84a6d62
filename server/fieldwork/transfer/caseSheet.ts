import {
  columnName,
  emptySheetProblem,
  foldHeading,
  headingLikeness,
  ignoredColumns,
  ignoredInVain,
  itemsOf,
  readHeading,
  readRow,
  recogniseColumns,
  subjectWords,
} from '../../../rules/index.ts';
import type {
  ColumnChooser,
  RowOptions,
  Item,
  SheetColumn,
  SheetColumns,
  SheetProblem,
  SheetRow,
  Tool,
  WordMeanings,
} from '../../../rules/index.ts';
import { SheetFormatError } from '../../formats/csv.ts';
import type { SheetLine } from '../../formats/csv.ts';
import { findHeading, headingNote } from '../../formats/heading.ts';
import { createRoom } from '../../formats/room.ts';
import type { Place } from '../../formats/room.ts';

/** The most case files that one sheet can bring: on SQLite others wait while they are written, and give up after five seconds. */
export const IMPORT_MAXIMUM_FILES = 10_000;
/** A tool asks some dozens of questions, each of which may have a comment. */
const IMPORT_MAXIMUM_COLUMNS = 500;
/** After so many problems it is the sheet that is wrong and not its rows, and the rest is not read. */
const MAXIMUM_PROBLEMS = 5_000;
/** How many rows a preview shows as they are. */
const PREVIEW_ROWS = 8;

/** A heading is a question and no text. */
const LONGEST_HEADING = 300;
/** So much of the rows of all sheets that are read or imported at the same time is kept in memory. */
const rowsRoom = createRoom(256 * 1024 * 1024);
const BYTES_A_CHARACTER = 2;
const BYTES_A_CELL = 16;

/** What somebody said of a sheet before it is read. */
export interface SheetChoices {
  /** Which row is the heading, once somebody has seen it; what was said of columns is said of them under this one. */
  headingRow: number | null;
  /** What columns are, by their place from 0. */
  columns: ReadonlyMap<number, string>;
  /** What was said of columns of earlier sheets, by their headings. */
  headings: ReadonlyMap<string, string>;
  words: WordMeanings;
  /** Words of which somebody said that they have to be put right in the sheet, by their keys. */
  stopped: ReadonlySet<string>;
  /** Whether rows that the workbook does not show are taken; null where nobody has said. */
  hidden: 'take' | 'leave' | null;
  /** Headings of columns that are to be left out. */
  ignore: readonly string[];
}

export const NO_CHOICES: SheetChoices = {
  headingRow: null,
  columns: new Map(),
  headings: new Map(),
  words: new Map(),
  stopped: new Set(),
  hidden: null,
  ignore: [],
};

/** A sheet of case files, read to its end or to where going on makes no sense. */
export interface CaseSheet {
  /** Empty where the sheet has no heading. */
  columns: SheetColumn[];
  /** Which row the heading is. */
  headingRow: number;
  /** Says so where the heading is not the first row. */
  headingNote: string;
  /** Items of the tool that no column brings. */
  missing: Item[];
  /** The first rows under the heading, as they are. */
  firstRows: SheetLine[];
  /** Case files in the sheet, sound or not. */
  files: number;
  /** Rows that the workbook does not show. */
  hidden: number;
  problems: SheetProblem[];
  /** Why the sheet could not be read to its end, or null. */
  brokeOff: string | null;
  /** Whether the sheet says itself which files are complete. */
  saysComplete: boolean;
  rows: (SheetRow & { row: number })[];
  /** To be called when the rows are needed no more: they take room that other sheets wait for. */
  leave: () => void;
}

/** What rows are read by beside what was said of the sheet: the day, and what each group is not asked. */
type RowsOf = Required<Pick<RowOptions, 'today' | 'exclusionsOf'>>;

/**
 * Reads a sheet of case files, of which nothing may be used where it broke off.
 *
 * @param of - onlyGroup: where there is but one; today: no entry that was seen can be of a later day
 */
export async function readCaseSheet(
  tool: Tool,
  lines: AsyncIterable<SheetLine>,
  choices: SheetChoices,
  { onlyGroup, ...of }: { onlyGroup: string } & RowsOf,
): Promise<CaseSheet> {
  const place = rowsRoom.enter();
  const sheet: CaseSheet = {
    columns: [],
    headingRow: 1,
    headingNote: '',
    missing: [],
    firstRows: [],
    files: 0,
    hidden: 0,
    problems: [],
    brokeOff: null,
    saysComplete: false,
    rows: [],
    leave: () => place.leave(),
  };
  const words = subjectWords(tool.subject);
  const ignored = ignoredColumns(choices.ignore);
  const chosen: ColumnChooser = (column) =>
    choices.columns.get(column.index) ?? choices.headings.get(foldHeading(column.heading)) ?? ignored(column);
  try {
    const found = await findHeading(lines, (cells, row) => {
      if (choices.headingRow !== null) return row === choices.headingRow ? 2 : 0;
      return headingLikeness(tool, cells, chosen);
    });
    const columns = found.heading
      ? takeHeading(tool, sheet, found.heading, choices, { chosen, onlyGroup })
      : null;
    const withoutGroup =
      columns !== null && columns.group < 0
        ? `The sheet has no column "group", so all of it goes to ${onlyGroup}, the only sample group.`
        : '';
    sheet.headingNote = [headingNote(found), withoutGroup].filter(Boolean).join(' ');
    await takeRows(sheet, columns, found.below, { ...choices, ...of }, place);
    sheet.files = sheet.rows.length;
    const isAsked = choices.hidden === null && sheet.hidden > 0;
    const empty =
      (columns === null && found.heading) || (isAsked && sheet.files === 0)
        ? null
        : emptySheetProblem(found.heading !== null, sheet.files, words);
    if (empty) sheet.problems.push(empty);
  } catch (error) {
    // What was found before the text broke off is worth knowing too.
    if (!(error instanceof SheetFormatError)) {
      place.leave();
      throw error;
    }
    sheet.brokeOff = error.message;
    sheet.files = sheet.rows.length;
  }
  return sheet;
}

/** Names each column that is not read because its question is left out of the audit. */
export const leftOutNotes = (columns: readonly SheetColumn[]): string[] =>
  columns.flatMap(({ heading, meaning }) =>
    meaning.kind === 'leftOut' && meaning.item
      ? [`The column “${heading}” is not read: “${meaning.item.label}” is left out of this audit.`]
      : [],
  );

/** Takes the columns of a sheet in; null where its rows cannot be read by them. */
function takeHeading(
  tool: Tool,
  sheet: CaseSheet,
  { row, cells }: SheetLine,
  choices: SheetChoices,
  { chosen, onlyGroup }: { chosen: ColumnChooser; onlyGroup: string },
): SheetColumns | null {
  if (cells.length > IMPORT_MAXIMUM_COLUMNS) {
    const count = cells.length.toLocaleString('en-GB');
    throw new SheetFormatError(
      `The heading has ${count} columns, and a sheet of ${subjectWords(tool.subject).many} can have at most ${IMPORT_MAXIMUM_COLUMNS}. Delete those that are not needed, or look for a line end that is missing.`,
    );
  }
  const long = cells.findIndex((cell) => cell.length > LONGEST_HEADING);
  if (long >= 0) {
    const length = (cells[long] ?? '').length.toLocaleString('en-GB');
    throw new SheetFormatError(
      `The heading of column ${columnName(long)} has ${length} characters, and can have at most ${LONGEST_HEADING}. Look for a line end that is missing.`,
    );
  }
  // Something may have been said of a column beyond the last that has a heading.
  const width = Math.max(cells.length, ...[...choices.columns.keys()].map((index) => index + 1));
  const heading = Array.from({ length: Math.min(width, IMPORT_MAXIMUM_COLUMNS) }, (_, i) => cells[i] ?? '');
  const read = readHeading(tool, heading, row, chosen, onlyGroup);
  sheet.headingRow = row;
  sheet.columns = recogniseColumns(tool, heading, chosen);
  const brought = new Set(
    sheet.columns.flatMap(({ meaning }) => (meaning.kind === 'answer' ? meaning.item.id : [])),
  );
  sheet.missing = itemsOf(tool).filter((item) => !brought.has(item.id));
  sheet.saysComplete = sheet.columns.some(({ meaning }) => meaning.kind === 'complete');
  const inVain = ignoredInVain(choices.ignore, heading, row);
  sheet.problems.push(...('problems' in read ? read.problems : []), ...inVain);
  return 'columns' in read && inVain.length === 0 ? read.columns : null;
}

async function takeRows(
  sheet: CaseSheet,
  columns: SheetColumns | null,
  lines: AsyncIterable<SheetLine>,
  choices: SheetChoices & RowsOf,
  place: Place,
): Promise<void> {
  const { rows, problems, firstRows } = sheet;
  let wrong = 0;
  for await (const line of lines) {
    if (line.hidden) sheet.hidden += 1;
    // Whether it is taken is asked first: what is wrong with a row that is none of the sheet keeps nobody.
    if (line.hidden && choices.hidden !== 'take') continue;
    if (firstRows.length < PREVIEW_ROWS) firstRows.push(line);
    if (columns === null) {
      // Without its columns no row can be judged, but the first ones help to see what is wrong.
      if (firstRows.length === PREVIEW_ROWS) return;
      continue;
    }
    if (rows.length === IMPORT_MAXIMUM_FILES) {
      const most = IMPORT_MAXIMUM_FILES.toLocaleString('en-GB');
      const problem = `there are more than ${most} ${columns.words.many}, the most that one sheet can bring; split it`;
      problems.push({ row: line.row, column: '', value: '', problem });
      return;
    }
    place.take(line.cells.reduce((sum, cell) => sum + cell.length * BYTES_A_CHARACTER + BYTES_A_CELL, 0));
    const read = readRow(columns, line.cells, line.row, {
      meanings: choices.words,
      today: choices.today,
      exclusionsOf: choices.exclusionsOf,
    });
    problems.push(...read.problems);
    rows.push({ ...read.caseFile, row: line.row });
    wrong += read.problems.filter(({ unknownIn }) => unknownIn === undefined).length;
    // Words that are not known are asked about once each, however many rows have them.
    if (wrong >= MAXIMUM_PROBLEMS || problems.length >= MAXIMUM_PROBLEMS * 10) {
      sheet.brokeOff = 'After so many problems the rest was not read.';
      return;
    }
  }
}
