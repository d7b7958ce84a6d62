import {
  columnName,
  emptySheetProblem,
  foldHeading,
  ignoredColumns,
  ignoredInVain,
} from '../../../rules/index.ts';
import type {
  ColumnChooser,
  Item,
  SheetColumn,
  SheetProblem,
  SubjectWords,
  WordMeanings,
} from '../../../rules/index.ts';
import { SheetFormatError } from '../../formats/csv.ts';
import type { SheetLine } from '../../formats/csv.ts';
import { findHeading, headingNote } from '../../formats/heading.ts';
import { createRoom } from '../../formats/room.ts';
import type { Place } from '../../formats/room.ts';

/** A tool asks some dozens of questions, each of which may have a comment. */
const MAXIMUM_COLUMNS = 500;
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
const AND = new Intl.ListFormat('en-GB');

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

/** A sheet, read to its end or to where going on makes no sense. */
export interface ReadSheet<Row> {
  /** Empty where the sheet has no heading. */
  columns: SheetColumn[];
  /** Which row the heading is. */
  headingRow: number;
  /** Says so where the heading is not the first row. */
  headingNote: string;
  /** Items of the tool that no column brings, where that is worth knowing. */
  missing: Item[];
  /** The first rows under the heading, as they are. */
  firstRows: SheetLine[];
  /** Files in the sheet, sound or not. */
  files: number;
  /** Rows that the workbook does not show. */
  hidden: number;
  problems: SheetProblem[];
  /** Why the sheet could not be read to its end, or null. */
  brokeOff: string | null;
  /** Whether the sheet says itself which files are complete. */
  saysComplete: boolean;
  rows: Row[];
  /** To be called when the rows are needed no more: they take room that other sheets wait for. */
  leave: () => void;
}

/** What a sheet holds and would do, before anything is done. */
export type SheetPreview = Omit<ReadSheet<unknown>, 'rows' | 'leave'>;

/** What is read of one kind of sheet, such as case files or a caseload list. */
export interface SheetKind<Columns, Row> {
  words: SubjectWords;
  /** The group of every row of a sheet without a column for it; empty where there are several. */
  onlyGroup: string;
  /** The most rows that are taken, and what is said of the first beyond them. */
  maximum: number;
  tooMany: (row: number) => SheetProblem;
  likeness: (cells: readonly string[], chosen: ColumnChooser) => 0 | 1 | 2;
  recognise: (heading: readonly string[], chosen: ColumnChooser) => SheetColumn[];
  readHeading: (
    heading: readonly string[],
    row: number,
    chosen: ColumnChooser,
  ) => { columns: Columns } | { problems: SheetProblem[] };
  missing: (columns: readonly SheetColumn[]) => Item[];
  readRow: (columns: Columns, line: SheetLine) => { row: Row; problems: SheetProblem[] };
  /** A row as a preview may show it. */
  shown: (columns: readonly SheetColumn[], line: SheetLine) => SheetLine;
}

/** A sheet of which nothing is read yet. */
export const bareSheet = (): SheetPreview => ({
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
});

/** Reads a sheet of one kind, of which nothing may be used where it broke off. */
export async function readSheetOf<Columns extends { group: number }, Row>(
  kind: SheetKind<Columns, Row>,
  lines: AsyncIterable<SheetLine>,
  choices: SheetChoices,
): Promise<ReadSheet<Row>> {
  const place = rowsRoom.enter();
  const sheet: ReadSheet<Row> = { ...bareSheet(), rows: [], leave: () => place.leave() };
  const ignored = ignoredColumns(choices.ignore);
  const chosen: ColumnChooser = (column) =>
    choices.columns.get(column.index) ?? choices.headings.get(foldHeading(column.heading)) ?? ignored(column);
  try {
    const found = await findHeading(lines, (cells, row) => {
      if (choices.headingRow !== null) return row === choices.headingRow ? 2 : 0;
      return kind.likeness(cells, chosen);
    });
    const columns = found.heading ? takeHeading(kind, sheet, found.heading, choices, chosen) : null;
    const withoutGroup =
      columns !== null && columns.group < 0
        ? `The sheet has no column "group", so all of it goes to ${kind.onlyGroup}, the only sample group.`
        : '';
    sheet.headingNote = [headingNote(found), withoutGroup].filter(Boolean).join(' ');
    await takeRows(kind, sheet, columns, found.below, { choices, place });
    sheet.files = sheet.rows.length;
    const isAsked = choices.hidden === null && sheet.hidden > 0;
    const empty =
      (columns === null && found.heading) || (isAsked && sheet.files === 0)
        ? null
        : emptySheetProblem(found.heading !== null, sheet.files, kind.words);
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

/** Takes the columns of a sheet in; null where its rows cannot be read by them. */
function takeHeading<Columns, Row>(
  kind: SheetKind<Columns, Row>,
  sheet: ReadSheet<Row>,
  { row, cells }: SheetLine,
  choices: SheetChoices,
  chosen: ColumnChooser,
): Columns | null {
  if (cells.length > MAXIMUM_COLUMNS) {
    const count = cells.length.toLocaleString('en-GB');
    throw new SheetFormatError(
      `The heading has ${count} columns, and a sheet of ${kind.words.many} can have at most ${MAXIMUM_COLUMNS}. Delete those that are not needed, or look for a line end that is missing.`,
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
  const heading = Array.from({ length: Math.min(width, MAXIMUM_COLUMNS) }, (_, i) => cells[i] ?? '');
  const read = kind.readHeading(heading, row, chosen);
  sheet.headingRow = row;
  sheet.columns = kind.recognise(heading, chosen);
  sheet.missing = kind.missing(sheet.columns);
  sheet.saysComplete = sheet.columns.some(({ meaning }) => meaning.kind === 'complete');
  const inVain = ignoredInVain(choices.ignore, heading, row);
  sheet.problems.push(...('problems' in read ? read.problems : []), ...inVain);
  return 'columns' in read && inVain.length === 0 ? read.columns : null;
}

async function takeRows<Columns, Row>(
  kind: SheetKind<Columns, Row>,
  sheet: ReadSheet<Row>,
  columns: Columns | null,
  lines: AsyncIterable<SheetLine>,
  { choices, place }: { choices: SheetChoices; place: Place },
): Promise<void> {
  const { rows, problems, firstRows } = sheet;
  let wrong = 0;
  for await (const line of lines) {
    if (line.hidden) sheet.hidden += 1;
    // Whether it is taken is asked first: what is wrong with a row that is none of the sheet keeps nobody.
    if (line.hidden && choices.hidden !== 'take') continue;
    if (firstRows.length < PREVIEW_ROWS) firstRows.push(kind.shown(sheet.columns, line));
    if (columns === null) {
      // Without its columns no row can be judged, but the first ones help to see what is wrong.
      if (firstRows.length === PREVIEW_ROWS) return;
      continue;
    }
    if (rows.length === kind.maximum) {
      problems.push(kind.tooMany(line.row));
      return;
    }
    place.take(line.cells.reduce((sum, cell) => sum + cell.length * BYTES_A_CHARACTER + BYTES_A_CELL, 0));
    const read = kind.readRow(columns, line);
    problems.push(...read.problems);
    rows.push(read.row);
    wrong += read.problems.filter(({ unknownIn }) => unknownIn === undefined).length;
    // Words that are not known are asked about once each, however many rows have them.
    if (wrong >= MAXIMUM_PROBLEMS || problems.length >= MAXIMUM_PROBLEMS * 10) {
      sheet.brokeOff = 'After so many problems the rest was not read.';
      return;
    }
  }
}

/** The rows of a sheet that have no problem; null where there are none, or where the sheet itself is wrong. */
export function soundRows<Row extends { row: number }>(
  rows: readonly Row[],
  problems: readonly SheetProblem[],
): Row[] | null {
  const wrong = new Set(problems.map(({ row }) => row));
  const there = new Set(rows.map(({ row }) => row));
  if ([...wrong].some((row) => !there.has(row))) return null;
  const sound = rows.filter(({ row }) => !wrong.has(row));
  return sound.length === 0 ? null : sound;
}

/** Names each column that is not read because its question is left out of the audit, or because no list may bring it. */
export function leftOutNotes(columns: readonly SheetColumn[]): string[] {
  const never = new Map<string, string[]>();
  const notes: string[] = [];
  for (const { heading, meaning } of columns) {
    if (meaning.kind !== 'leftOut') continue;
    const named = `“${heading.trim()}”`;
    if (meaning.item)
      notes.push(`The column ${named} is not read: “${meaning.item.label}” is left out of this audit.`);
    else if (meaning.why !== undefined) never.set(meaning.why, [...(never.get(meaning.why) ?? []), named]);
  }
  const together = [...never].map(
    ([why, names]) =>
      `Nothing is kept of ${names.length === 1 ? 'the column' : 'the columns'} ${AND.format(names)}: ${why}.`,
  );
  return [...notes, ...together];
}
