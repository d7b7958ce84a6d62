import { COMMENT_MAXIMUM_LENGTH, parseAnswer, saysNotRecorded, tidyComment } from './answers.ts';
import type { Answers } from './answers.ts';
import { looksLikeNhsNumber, referenceProblem } from './reference.ts';
import { COMMENT_PREFIX, foldName, itemsOf, namesOf } from './tool.ts';
import type { Item, Tool } from './tool.ts';

/** One thing wrong with a sheet of case files. Rows count as in a spreadsheet: the heading is row 1. */
export interface SheetProblem {
  row: number;
  column: string;
  value: string;
  problem: string;
}

/** What a column of a sheet was taken for, and by which of an item's names. */
export type ColumnMeaning =
  | { kind: 'reference' | 'group' | 'complete' | 'comment' }
  | { kind: 'answer' | 'itemComment'; item: Item; by: 'id' | 'label' | 'short label' | 'alias' }
  /** Nothing in its heading. */
  | { kind: 'unnamed' }
  | { kind: 'problem'; problem: string };

/** One column of a sheet, as it is headed and as it was understood. */
export interface SheetColumn {
  index: number;
  heading: string;
  meaning: ColumnMeaning;
}

/** A sheet's columns by what they hold; -1 where there is no such column. */
export interface SheetColumns {
  reference: number;
  group: number;
  complete: number;
  comment: number;
  items: { index: number; heading: string; item: Item }[];
  itemComments: { index: number; heading: string; item: Item }[];
  /** How many columns have a heading of their own or stand before one that has. */
  width: number;
  /** Columns among them with nothing in their heading. */
  unnamed: number[];
}

/** A case file as a row of a sheet gives it. */
export interface SheetRow {
  reference: string;
  group: string;
  answers: Map<string, string>;
  /** Items of which the sheet says outright that nothing was recorded; an empty cell says nothing. */
  notRecorded: Set<string>;
  /** The comment about the whole file; empty where there is none. */
  comment: string;
  /** Comments by item id. */
  comments: Map<string, string>;
  /** Whether the reading is complete; null where the sheet does not say. */
  complete: boolean | null;
}

/**
 * A problem as one line of text.
 *
 * @example problemText({ row: 7, column: 'smart', value: 'maybe', problem: 'must be yes, no, na or nr' })
 * // 'row 7, column smart: "maybe" must be yes, no, na or nr'
 */
export function problemText({ row, column, value, problem }: SheetProblem): string {
  const at = column === '' ? `row ${row}` : `row ${row}, column ${printable(column)}`;
  return value === '' ? `${at}: ${problem}` : `${at}: "${printable(value)}" ${problem}`;
}

const LONGEST_PRINTED = 60;

/** What was entered, without anything that a terminal would obey or that would break the line. */
function printable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > LONGEST_PRINTED ? `${line.slice(0, LONGEST_PRINTED)}…` : line;
}

/** The name of a column as spreadsheets have it. @example columnName(26) // 'AA' */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

const RESERVED = ['reference', 'group', 'complete', 'comment'] as const;
const NAMED_BY = ['id', 'label', 'short label'] as const;

/**
 * What each column of a sheet stands for: `reference`, `group`, `complete`, `comment`, an item by id, label, short
 * label or alias, or the comment on an item as `comment.` and one of the item's names.
 */
export function recogniseColumns(tool: Tool, heading: string[]): SheetColumn[] {
  const byName = new Map(
    itemsOf(tool).flatMap((item) =>
      namesOf(item)
        .map((name, i) => [name, { item, by: NAMED_BY[i] ?? 'alias' }] as const)
        // The same word may be the label and an alias; the first of its names is what counts.
        .toReversed(),
    ),
  );
  const seen = new Map<string, string>();
  return heading.map((text, index): SheetColumn => {
    const name = foldName(text);
    const column = (meaning: ColumnMeaning) => ({ index, heading: text, meaning });
    // Spreadsheets save columns that were once used; they do no harm while nothing stands under them.
    if (name === '') return column({ kind: 'unnamed' });
    const reserved = RESERVED.find((word) => word === name);
    const isComment = name.startsWith(COMMENT_PREFIX);
    const found = byName.get(isComment ? name.slice(COMMENT_PREFIX.length).trim() : name);
    const key = found ? `${isComment ? COMMENT_PREFIX : ''}${found.item.id}` : name;
    const earlier = seen.get(key);
    if (earlier !== undefined)
      return column({ kind: 'problem', problem: `means the same as the column "${earlier}"` });
    seen.set(key, text);
    if (reserved) return column({ kind: reserved });
    if (found) return column({ kind: isComment ? 'itemComment' : 'answer', ...found });
    return column({ kind: 'problem', problem: `is not an item of ${tool.id} version ${tool.version}` });
  });
}

/** Recognises the columns of a sheet by id, label, short label or alias of the tool's items, or says what is wrong. */
export function readHeading(
  tool: Tool,
  heading: string[],
  row = 1,
): { columns: SheetColumns } | { problems: SheetProblem[] } {
  const problems: SheetProblem[] = [];
  const columns: SheetColumns = {
    reference: -1,
    group: -1,
    complete: -1,
    comment: -1,
    items: [],
    itemComments: [],
    width: heading.length,
    unnamed: [],
  };
  for (const { index, heading: text, meaning } of recogniseColumns(tool, heading)) {
    switch (meaning.kind) {
      case 'unnamed':
        columns.unnamed.push(index);
        break;
      case 'problem':
        problems.push({ row, column: text, value: text, problem: meaning.problem });
        break;
      case 'answer':
        columns.items.push({ index, heading: text, item: meaning.item });
        break;
      case 'itemComment':
        columns.itemComments.push({ index, heading: text, item: meaning.item });
        break;
      case 'reference':
      case 'group':
      case 'complete':
      case 'comment':
        columns[meaning.kind] = index;
        break;
    }
  }
  for (const required of ['reference', 'group'] as const) {
    if (columns[required] < 0) {
      problems.push({ row, column: required, value: '', problem: `there is no column "${required}"` });
    }
  }
  return problems.length > 0 ? { problems } : { columns };
}

/** What is wrong with a sheet that has no heading or nothing under it, or null. */
export function emptySheetProblem(hasHeading: boolean, caseFiles: number): SheetProblem | null {
  if (!hasHeading)
    return { row: 1, column: '', value: '', problem: 'the sheet is empty: there is no heading' };
  if (caseFiles > 0) return null;
  return { row: 1, column: '', value: '', problem: 'there are no case files under the heading' };
}

const COMPLETE_WORDS = new Map<string, boolean | null>([
  ['yes', true],
  ['y', true],
  ['no', false],
  ['n', false],
  ['', null],
]);

/** A row of a sheet while it is read. */
interface RowReader {
  row: number;
  /** The text of a cell, without blanks around it. */
  cell: (index: number) => string;
  checkReference: boolean;
  problems: SheetProblem[];
}

/** Reads one row of a sheet; every problem of the row is reported. An empty answer is one that was not recorded. */
export function readRow(
  columns: SheetColumns,
  cells: string[],
  row: number,
  options: { checkReference: boolean },
): { caseFile: SheetRow; problems: SheetProblem[] } {
  const problems: SheetProblem[] = [];
  const cell = (index: number) => (cells[index] ?? '').trim();
  const reader: RowReader = { row, cell, problems, checkReference: options.checkReference };
  const { reference, group } = readPlace(reader, columns);
  const { answers, notRecorded } = readAnswers(reader, columns);
  const { comments, comment } = readComments(reader, columns);
  const saysComplete = columns.complete < 0 ? '' : cell(columns.complete);
  const complete = COMPLETE_WORDS.get(foldName(saysComplete));
  if (complete === undefined)
    problems.push({ row, column: 'complete', value: saysComplete, problem: 'must be yes or no' });
  noteStrayCells(reader, columns, cells.length);
  // No page of ours sends it, and PostgreSQL cannot hold it.
  if (cells.some((text) => text.includes('\0')))
    problems.push({ row, column: '', value: '', problem: 'there is a character that cannot be kept (NUL)' });
  return {
    caseFile: { reference, group, answers, notRecorded, comment, comments, complete: complete ?? null },
    problems,
  };
}

/** The reference of a file and its sample group. */
function readPlace(
  { row, cell, checkReference, problems }: RowReader,
  columns: SheetColumns,
): Pick<SheetRow, 'reference' | 'group'> {
  const reference = cell(columns.reference);
  const group = cell(columns.group);
  const wrongReference = checkReference ? referenceProblem(reference) : null;
  if (wrongReference) {
    // What looks like a person's number is not repeated in a message that may be copied on.
    const telling = wrongReference.startsWith('looks like');
    problems.push({
      row,
      column: 'reference',
      value: telling ? '(not shown)' : reference,
      problem: wrongReference,
    });
  }
  if (group === '')
    problems.push({ row, column: 'group', value: '', problem: 'is missing: name the sample group' });
  return { reference, group };
}

function readAnswers(
  { row, cell, problems }: RowReader,
  columns: SheetColumns,
): Pick<SheetRow, 'answers' | 'notRecorded'> {
  const answers = new Map<string, string>();
  const notRecorded = new Set<string>();
  for (const { index, heading, item } of columns.items) {
    const entered = cell(index);
    const parsed = parseAnswer(item, entered);
    if ('problem' in parsed) problems.push({ row, column: heading, value: entered, problem: parsed.problem });
    else if (parsed.value !== null) answers.set(item.id, parsed.value);
    else if (saysNotRecorded(entered)) notRecorded.add(item.id);
  }
  return { answers, notRecorded };
}

function readComments(reader: RowReader, columns: SheetColumns): Pick<SheetRow, 'comments' | 'comment'> {
  const comments = new Map<string, string>();
  for (const { index, heading, item } of columns.itemComments) {
    const comment = commentAt(reader, index, heading);
    if (comment !== '') comments.set(item.id, comment);
  }
  return { comments, comment: columns.comment < 0 ? '' : commentAt(reader, columns.comment, 'comment') };
}

function commentAt(
  { row, cell, checkReference, problems }: RowReader,
  index: number,
  column: string,
): string {
  const comment = tidyComment(cell(index));
  if (comment.length > COMMENT_MAXIMUM_LENGTH) {
    const problem = `is a comment of more than ${COMMENT_MAXIMUM_LENGTH} characters`;
    problems.push({ row, column, value: comment, problem });
  }
  if (checkReference && looksLikeNhsNumber(comment)) {
    const problem = 'holds what looks like an NHS number: take it out';
    problems.push({ row, column, value: '(not shown)', problem });
  }
  return comment;
}

/** Reports what stands under no heading, of so many cells. */
function noteStrayCells({ row, cell, problems }: RowReader, columns: SheetColumns, cells: number): void {
  const beyond = Array.from({ length: Math.max(0, cells - columns.width) }, (_, i) => columns.width + i);
  for (const index of [...columns.unnamed, ...beyond]) {
    if (cell(index) !== '') {
      problems.push({
        row,
        column: columnName(index),
        value: cell(index),
        problem: 'stands under no heading',
      });
    }
  }
}

/** A case file as a sheet is to hold it. */
interface SheetCaseFile {
  reference: string;
  group: string;
  complete: boolean;
  answers: Answers;
  comment: string;
  comments: ReadonlyMap<string, string>;
}

/**
 * The heading of a sheet that holds everything of an audit's case files.
 *
 * @param commented - ids of the items on which any file has a comment; only they get a column for it
 */
export function headingOf(tool: Tool, commented: ReadonlySet<string>): string[] {
  const ids = itemsOf(tool).map((item) => item.id);
  const commentIds = ids.filter((id) => commented.has(id)).map((id) => `${COMMENT_PREFIX}${id}`);
  return ['reference', 'group', 'complete', ...ids, 'comment', ...commentIds];
}

/**
 * A case file as a row under {@link headingOf}. A check without an answer is `nr` and not empty: reading it again
 * must not answer it, even where the check does not apply to the file's group.
 */
export function rowOf(tool: Tool, commented: ReadonlySet<string>, file: SheetCaseFile): string[] {
  const items = itemsOf(tool);
  return [
    file.reference,
    file.group,
    file.complete ? 'yes' : 'no',
    ...items.map((item) => file.answers.get(item.id) ?? (item.kind === 'check' ? 'nr' : '')),
    file.comment,
    ...items.filter((item) => commented.has(item.id)).map((item) => file.comments.get(item.id) ?? ''),
  ];
}
