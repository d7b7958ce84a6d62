import {
  COMMENT_MAXIMUM_LENGTH,
  parseAnswer,
  parseCheckWord,
  readDate,
  saysNotRecorded,
  tidyComment,
} from './answers.ts';
import type { Answers } from './answers.ts';
import { foldName, tidyGroup } from './fold.ts';
import { looksLikeNhsNumber, sheetReferenceProblem, tidyReference } from './reference.ts';
import type { BesideAnswer, SheetColumns } from './sheetColumns.ts';
import { ENTRY_IN_FUTURE, PLACE_MAXIMUM_LENGTH, tidyPlace } from './whereSeen.ts';
import { columnName } from './sheetProblem.ts';
import type { SheetProblem } from './sheetProblem.ts';
import { COMMENT_PREFIX, ENTRY_DATE_PREFIX, itemsOf, PLACE_PREFIX } from './tool.ts';
import type { Item, Tool } from './tool.ts';
import type { SubjectWords } from './subjectWords.ts';

/** Where a word of a sheet may stand that is no answer to an item: its group, or whether the file is complete. */
export const GROUP_PLACE = 'group.';
export const COMPLETE_PLACE = 'complete.';

/**
 * What somebody said that words of a sheet mean, by {@link wordKey}: what might have been written in their place.
 */
export type WordMeanings = ReadonlyMap<string, string>;

/** By what a word under an item, or in another place, is known. */
export const wordKey = (place: string, word: string): string => `${place}\n${foldName(word)}`;

/** What has to be said of rows that a workbook hides before any is taken; null where there are none. */
export function hiddenRowsProblem(hidden: number): SheetProblem | null {
  if (hidden === 0) return null;
  const rows = hidden === 1 ? '1 row of the workbook is' : `${hidden} rows of the workbook are`;
  const problem = `${rows} hidden or filtered out. Say whether to take them or to leave them out (on the command line: --hidden take or --hidden leave)`;
  return { row: 1, column: '', value: '', problem };
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
  /** Where answers were seen, and the days of the entries there, by item id. */
  places: Map<string, string>;
  entryDates: Map<string, string>;
  /** Whether the reading is complete; null where the sheet does not say. */
  complete: boolean | null;
}

/** What is wrong with a sheet that has no heading or nothing under it, or null. */
export function emptySheetProblem(
  hasHeading: boolean,
  caseFiles: number,
  words: SubjectWords,
): SheetProblem | null {
  if (!hasHeading)
    return { row: 1, column: '', value: '', problem: 'the sheet is empty: there is no heading' };
  if (caseFiles > 0) return null;
  return { row: 1, column: '', value: '', problem: `there are no ${words.many} under the heading` };
}

/** A row of a sheet while it is read. */
interface RowReader {
  row: number;
  /** The text of a cell, without blanks around it. */
  cell: (index: number) => string;
  /** What was said that a word in this place means, or the word itself. */
  meant: (place: string, word: string) => string;
  problems: SheetProblem[];
}

/** How rows of a sheet are read. */
export interface RowOptions {
  /** Whether a row may be without a reference. */
  withoutReference?: boolean;
  meanings?: WordMeanings;
  /** YYYY-MM-DD: no entry that was seen can be of a later day. */
  today?: string;
  /** What a group is not asked, by its name: there it may be not applicable whatever the tool says. */
  exclusionsOf?: (group: string) => readonly string[];
}

/** Reads one row of a sheet; every problem of the row is reported. An empty answer is one that was not recorded. */
export function readRow(
  columns: SheetColumns,
  cells: string[],
  row: number,
  { withoutReference = false, meanings, today, exclusionsOf = () => [] }: RowOptions = {},
): { caseFile: SheetRow; problems: SheetProblem[] } {
  const problems: SheetProblem[] = [];
  const cell = (index: number) => (cells[index] ?? '').trim();
  const meant = (place: string, word: string) =>
    (meanings?.size ?? 0) === 0 ? word : (meanings?.get(wordKey(place, word)) ?? word);
  const reader: RowReader = { row, cell, meant, problems };
  const { reference, group } = readPlace(reader, columns, withoutReference);
  const { answers, notRecorded } = readAnswers(reader, columns, exclusionsOf(group));
  const comments = besideOf(reader, columns, 'itemComment', commentAt);
  const places = besideOf(reader, columns, 'itemPlace', placeAt);
  const entryDates = besideOf(reader, columns, 'itemEntryDate', (...at) => entryDateAt(today, ...at));
  const comment = columns.comment < 0 ? '' : commentAt(reader, columns.comment, 'comment');
  const complete = readComplete(reader, columns);
  noteStrayCells(reader, columns, cells.length);
  // No page of ours sends it, and PostgreSQL cannot hold it.
  if (cells.some((text) => text.includes('\0')))
    problems.push({ row, column: '', value: '', problem: 'there is a character that cannot be kept (NUL)' });
  return {
    caseFile: { reference, group, answers, notRecorded, comment, comments, places, entryDates, complete },
    problems,
  };
}

/** The reference of a file and its sample group. */
function readPlace(
  { row, cell, meant, problems }: RowReader,
  columns: SheetColumns,
  withoutReference: boolean,
): Pick<SheetRow, 'reference' | 'group'> {
  const reference = tidyReference(cell(columns.reference));
  // A no-break space in a name would stand on pages as another name that looks the same.
  const group = columns.group < 0 ? columns.onlyGroup : meant(GROUP_PLACE, tidyGroup(cell(columns.group)));
  const wrongReference =
    reference === '' && withoutReference ? null : sheetReferenceProblem(reference, columns.words);
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

/** Whether a file is complete; null where the sheet does not say. */
function readComplete({ row, cell, meant, problems }: RowReader, columns: SheetColumns): boolean | null {
  if (columns.complete < 0) return null;
  const entered = cell(columns.complete);
  const said = parseCheckWord(meant(COMPLETE_PLACE, entered));
  if (said === 'yes') return true;
  if (said === 'no') return false;
  if (said === undefined || said === 'na') {
    const problem = 'must be yes or no';
    problems.push({ row, column: 'complete', value: entered, problem, unknownIn: COMPLETE_PLACE });
  }
  return null;
}

function readAnswers(
  { row, cell, meant, problems }: RowReader,
  columns: SheetColumns,
  exclusions: readonly string[],
): Pick<SheetRow, 'answers' | 'notRecorded'> {
  const answers = new Map<string, string>();
  const notRecorded = new Set<string>();
  for (const { index, heading, item } of columns.items) {
    const entered = cell(index);
    const said = meant(item.id, entered);
    const parsed = parseAnswer(exclusions.includes(item.id) ? letOff(item) : item, said);
    if ('problem' in parsed) {
      const telling = looksLikeNhsNumber(entered);
      const value = telling ? '(not shown)' : entered;
      const unknownIn = telling || isLongText(item) ? {} : { unknownIn: item.id };
      problems.push({ row, column: heading, value, problem: parsed.problem, ...unknownIn });
    } else if (parsed.value !== null) answers.set(item.id, parsed.value);
    else if (saysNotRecorded(said)) notRecorded.add(item.id);
  }
  return { answers, notRecorded };
}

/** An item as a group has it that is not asked it. */
const letOff = (item: Item): Item => ('na' in item ? { ...item, na: true } : item);

const isLongText = (item: Item) => item.kind === 'field' && item.type === 'text';

/** What stands beside the answers of a row in the columns of one kind, by item id. */
function besideOf(
  reader: RowReader,
  columns: SheetColumns,
  kind: BesideAnswer,
  readAt: (reader: RowReader, index: number, column: string) => string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const { index, heading, item } of columns.beside.filter((column) => column.kind === kind)) {
    const text = readAt(reader, index, heading);
    if (text !== '') found.set(item.id, text);
  }
  return found;
}

function placeAt({ row, cell, problems }: RowReader, index: number, column: string): string {
  const place = tidyPlace(cell(index));
  if (place.length > PLACE_MAXIMUM_LENGTH) {
    const problem = `can have at most ${PLACE_MAXIMUM_LENGTH} characters`;
    problems.push({ row, column, value: place, problem });
  }
  noteNhsNumber({ row, problems }, place, column);
  return place;
}

function entryDateAt(
  today: string | undefined,
  { row, cell, problems }: RowReader,
  index: number,
  column: string,
): string {
  const entered = cell(index);
  if (entered === '') return '';
  const read = readDate(entered);
  const problem =
    'problem' in read
      ? read.problem
      : today !== undefined && (read.value ?? '') > today
        ? ENTRY_IN_FUTURE
        : null;
  if (problem !== null) problems.push({ row, column, value: entered, problem });
  return 'problem' in read ? '' : (read.value ?? '');
}

function noteNhsNumber({ row, problems }: Pick<RowReader, 'row' | 'problems'>, text: string, column: string) {
  if (!looksLikeNhsNumber(text)) return;
  const problem = 'holds what looks like an NHS number: take it out';
  problems.push({ row, column, value: '(not shown)', problem });
}

function commentAt({ row, cell, problems }: RowReader, index: number, column: string): string {
  const comment = tidyComment(cell(index));
  if (comment.length > COMMENT_MAXIMUM_LENGTH) {
    const problem = `is a comment of more than ${COMMENT_MAXIMUM_LENGTH} characters`;
    problems.push({ row, column, value: comment, problem });
  }
  noteNhsNumber({ row, problems }, comment, column);
  return comment;
}

/** Reports what stands under no heading, of so many cells. */
function noteStrayCells({ row, cell, problems }: RowReader, columns: SheetColumns, cells: number): void {
  const beyond = Array.from({ length: Math.max(0, cells - columns.width) }, (_, i) => columns.width + i);
  for (const index of [...columns.unnamed, ...beyond]) {
    if (cell(index) !== '' && !columns.leftOut.has(index)) {
      problems.push({
        row,
        column: columnName(index),
        value: cell(index),
        problem: 'stands under no heading',
        strayColumn: index,
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
  /** Ids of the items that its group is not asked. */
  exclusions: readonly string[];
  comment: string;
  comments: ReadonlyMap<string, string>;
  places: ReadonlyMap<string, string>;
  entryDates: ReadonlyMap<string, string>;
}

/** The items of which any file of a sheet has something beside the answer; only they get a column for it. */
export interface BesideColumns {
  comments: ReadonlySet<string>;
  places: ReadonlySet<string>;
  entryDates: ReadonlySet<string>;
}

/** In the order of their columns, after the comment about the whole file. */
const BESIDE_IN_ORDER = [
  ['comments', COMMENT_PREFIX],
  ['places', PLACE_PREFIX],
  ['entryDates', ENTRY_DATE_PREFIX],
] as const;

/** The heading of a sheet that holds everything of an audit's case files. */
export function headingOf(tool: Tool, beside: BesideColumns): string[] {
  const ids = itemsOf(tool).map((item) => item.id);
  return [
    'reference',
    'group',
    'complete',
    ...ids,
    'comment',
    ...BESIDE_IN_ORDER.flatMap(([kind, prefix]) =>
      ids.filter((id) => beside[kind].has(id)).map((id) => `${prefix}${id}`),
    ),
  ];
}

/**
 * A case file as a row under {@link headingOf}. A check without an answer, and any other item that the file's group is
 * not asked, is `nr` and not empty: reading it again must not answer it.
 */
export function rowOf(tool: Tool, beside: BesideColumns, file: SheetCaseFile): string[] {
  const items = itemsOf(tool);
  const isSaid = (item: Item) =>
    item.kind === 'check' || (file.exclusions.includes(item.id) && !isLongText(item));
  return [
    file.reference,
    file.group,
    file.complete ? 'yes' : 'no',
    ...items.map((item) => file.answers.get(item.id) ?? (isSaid(item) ? 'nr' : '')),
    file.comment,
    ...BESIDE_IN_ORDER.flatMap(([kind]) =>
      items.filter((item) => beside[kind].has(item.id)).map((item) => file[kind].get(item.id) ?? ''),
    ),
  ];
}
