import { parseAnswer } from './answers.ts';
import { foldGroup, foldHeading, tidyGroup } from './fold.ts';
import {
  looksLikeDateOfBirth,
  looksLikeNhsNumber,
  referenceKey,
  sheetReferenceProblem,
  tidyReference,
} from './reference.ts';
import { tidyWorker, workerProblem } from './interests.ts';
import { GROUP_PLACE, wordKey } from './sheet.ts';
import type { WordMeanings } from './sheet.ts';
import { identifyingKind } from './ndtmsColumns.ts';
import { recogniseColumns } from './sheetColumns.ts';
import type { ColumnChooser, ColumnMeaning, SheetColumn } from './sheetColumns.ts';
import { columnName } from './sheetProblem.ts';
import type { SheetProblem } from './sheetProblem.ts';
import type { Item, Tool } from './tool.ts';
import { subjectWords } from './subjectWords.ts';
import type { SubjectWords } from './subjectWords.ts';

/** The most files that a caseload list may have. */
export const CASELOAD_MAXIMUM = 100_000;

/** A file of a caseload list: all that is kept of its row. */
export interface CaseloadFile {
  row: number;
  reference: string;
  group: string;
  /** The code of whoever works with the person, where the list has one. */
  worker?: string;
  /** By item id, in the form in which answers are kept. */
  fields: Map<string, string>;
}

/** Where the columns of a caseload list stand; -1 where there is no such column. */
export interface CaseloadColumns {
  reference: number;
  group: number;
  /** The group of every row of a list that has no column for it, where there is but one. */
  onlyGroup: string;
  /** Where the list says who works with whom, by codes. */
  worker?: number;
  /** Fields of the tool, such as gender, that the case file has from the beginning. */
  fields: { index: number; heading: string; item: Item }[];
  /** How many columns have a heading of their own or stand before one that has. */
  width: number;
  /** Columns with nothing in their heading, of which nobody has said that they are left out. */
  unnamed: number[];
  words: SubjectWords;
}

/**
 * Whether a list may bring an item with it: a field with a choice, a number or a date. What a check or a rating says
 * comes from reading the file, and free text of a register has words in it that tell of people.
 */
export const mayBeListed = (item: Item): boolean => item.kind === 'field' && item.type !== 'text';

// Not "key worker": such a column has names, and is asked about.
const WORKER_NAMES = new Set(['worker code', 'key worker code', 'keyworker code'].map(foldHeading));

/** A heading as it may be shown and kept: where a list has none, its first row tells of somebody. */
export const shownListHeading = (heading: string): string =>
  looksLikeNhsNumber(heading) || (/^[\d\s./-]+$/.test(heading) && looksLikeDateOfBirth(heading))
    ? '(not shown)'
    : heading;

const WRITTEN: ReadonlySet<ColumnMeaning['kind']> = new Set([
  'complete',
  'comment',
  'itemComment',
  'itemPlace',
  'itemEntryDate',
]);
const WRITTEN_LATER = 'it is written while the notes are read';
const READ_LATER = 'it is answered by reading the notes';

/**
 * What each column of a caseload list stands for: `reference`, `group`, the code of the worker, or an item that a list may
 * bring. What comes from reading, and what is headed as telling who somebody is, is left out, whatever anybody says.
 *
 * @param chosen - what somebody said of a column; it goes before what its heading says
 */
export function recogniseListColumns(
  tool: Tool,
  headings: readonly string[],
  chosen: ColumnChooser = () => undefined,
): SheetColumn[] {
  const heading = headings.map(shownListHeading);
  const { personal } = subjectWords(tool.subject);
  const says = (column: { index: number; heading: string }) =>
    chosen(column) ?? (WORKER_NAMES.has(foldHeading(column.heading)) ? 'worker' : undefined);
  const columns = recogniseColumns(tool, heading, (column) =>
    says(column) === 'worker' ? 'out' : chosen(column),
  );
  const worker = columns.find((column) => says(column) === 'worker');
  return columns.map((column) => {
    if (says(column) === 'worker') {
      const problem = `means the same as the column "${worker?.heading ?? ''}"`;
      return { ...column, meaning: column === worker ? { kind: 'worker' } : { kind: 'problem', problem } };
    }
    const why = neverListed(column, personal);
    return why === null ? column : { ...column, meaning: { kind: 'leftOut', why } };
  });
}

/** Why no list may bring what a column has, or null. */
function neverListed({ heading, meaning }: SheetColumn, personal: boolean): string | null {
  if (meaning.kind === 'answer' && meaning.by !== 'choice')
    return mayBeListed(meaning.item) ? null : READ_LATER;
  if (WRITTEN.has(meaning.kind)) return WRITTEN_LATER;
  if (meaning.kind === 'answer' && !mayBeListed(meaning.item)) return READ_LATER;
  // Of a list of something else than people a name is no person's.
  const kind = personal ? identifyingKind(heading) : null;
  return kind === null ? null : `its heading says that it has ${kind}`;
}

/**
 * Recognises the columns of a caseload list, or says what is wrong with its heading.
 *
 * @param onlyGroup - where there is but one sample group, so that a list need not name it
 */
export function readCaseloadHeading(
  tool: Tool,
  heading: readonly string[],
  row = 1,
  chosen?: ColumnChooser,
  onlyGroup = '',
): { columns: CaseloadColumns } | { problems: SheetProblem[] } {
  const problems: SheetProblem[] = [];
  const columns: CaseloadColumns = {
    reference: -1,
    group: -1,
    onlyGroup,
    fields: [],
    width: heading.length,
    unnamed: [],
    words: subjectWords(tool.subject),
  };
  for (const { index, heading: text, meaning } of recogniseListColumns(tool, heading, chosen)) {
    if (meaning.kind === 'answer') columns.fields.push({ index, heading: text.trim(), item: meaning.item });
    else if (meaning.kind === 'unnamed') columns.unnamed.push(index);
    else if (meaning.kind === 'problem')
      problems.push({ row, column: text, value: text, problem: meaning.problem });
    else if (meaning.kind === 'reference' || meaning.kind === 'group' || meaning.kind === 'worker')
      columns[meaning.kind] = index;
  }
  for (const column of ['reference', 'group'] as const) {
    const mayBeMissing = column === 'group' && onlyGroup !== '';
    if (columns[column] < 0 && !mayBeMissing) {
      problems.push({ row, column, value: '', problem: `there is no column "${column}"` });
    }
  }
  return problems.length > 0 ? { problems } : { columns };
}

/**
 * Reads one row of a caseload list; what looks like a person's number or date is not repeated in a message.
 *
 * @param meanings - what words of the list were said to mean
 */
export function readCaseloadRow(
  columns: CaseloadColumns,
  cells: string[],
  row: number,
  meanings: WordMeanings = new Map(),
): { file: CaseloadFile; problems: SheetProblem[] } {
  const meant = (place: string, word: string) => meanings.get(wordKey(place, word)) ?? word;
  const worker = columns.worker === undefined ? '' : tidyWorker(cells[columns.worker] ?? '');
  const file: CaseloadFile = {
    row,
    reference: tidyReference(cells[columns.reference] ?? ''),
    group: columns.group < 0 ? columns.onlyGroup : meant(GROUP_PLACE, tidyGroup(cells[columns.group] ?? '')),
    ...(worker !== '' && { worker }),
    fields: new Map(),
  };
  const problems: SheetProblem[] = [];
  const wrong = sheetReferenceProblem(file.reference, columns.words);
  if (wrong) {
    problems.push({ row, column: 'reference', value: shownValue(file.reference), problem: wrong });
  }
  if (file.group === '') {
    problems.push({ row, column: 'group', value: '', problem: 'is missing: name the sample group' });
  }
  const wrongWorker = worker === '' ? null : workerProblem(worker);
  // What is no code may be a name, so it is not shown again.
  if (wrongWorker !== null) {
    problems.push({ row, column: 'worker', value: '(not shown)', problem: wrongWorker });
  }
  for (const { index, heading, item } of columns.fields) {
    const cell = cells[index] ?? '';
    const parsed = parseAnswer(item, meant(item.id, cell));
    if ('problem' in parsed) {
      problems.push({ row, column: heading, problem: parsed.problem, ...unknownWord(item.id, cell.trim()) });
    } else if (parsed.value !== null) file.fields.set(item.id, parsed.value);
  }
  const beyond = Array.from(
    { length: Math.max(0, cells.length - columns.width) },
    (_, i) => columns.width + i,
  );
  for (const index of [...columns.unnamed, ...beyond]) {
    if ((cells[index] ?? '').trim() === '') continue;
    // Nobody knows what it is, so it may be a name.
    const problem = 'stands under no heading';
    problems.push({ row, column: columnName(index), value: '(not shown)', problem, strayColumn: index });
  }
  return { file, problems };
}

/** What the files of a list have wrong with each other, with the audit's groups and with its case files. */
export function caseloadProblems(
  files: readonly CaseloadFile[],
  audit: { groups: readonly string[]; references: readonly string[]; words: SubjectWords },
): SheetProblem[] {
  const groups = new Set(audit.groups.map(foldGroup));
  const seenAt = new Map<string, string>(
    audit.references.map((reference) => [
      referenceKey(reference),
      `is ${audit.words.aOne} of this audit already`,
    ]),
  );
  return files.flatMap(({ row, reference, group }) => {
    const problems: SheetProblem[] = [];
    if (group !== '' && !groups.has(foldGroup(group))) {
      problems.push({
        row,
        column: 'group',
        problem: 'is not a sample group of this audit',
        ...unknownWord(GROUP_PLACE, group),
      });
    }
    const key = referenceKey(reference);
    const earlier = seenAt.get(key);
    if (reference !== '' && earlier !== undefined) {
      problems.push({ row, column: 'reference', value: shownValue(reference), problem: earlier });
    } else seenAt.set(key, `is in row ${row} already`);
    return problems;
  });
}

const telling = (text: string) => looksLikeNhsNumber(text) || looksLikeDateOfBirth(text);
const LONGEST_SHOWN = 60;

/** A word that is not known in its place, which may be asked about as it stands where it tells of nobody. */
const unknownWord = (place: string, word: string): Pick<SheetProblem, 'value' | 'unknownIn'> =>
  word === shownValue(word) ? { value: word, unknownIn: place } : { value: shownValue(word) };

function shownValue(value: string): string {
  if (telling(value)) return '(not shown)';
  return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
}

/** The longest reason why a drawn file was not found. */
export const REASON_MAXIMUM_LENGTH = 200;

/** What is wrong with the reason why a drawn file was not found, or null; the provider will read it. */
export function reasonProblem(reason: string, words: SubjectWords): string | null {
  const trimmed = reason.trim();
  if (trimmed === '')
    return `Say why the ${words.file} cannot be read, such as “The notes are at another site”.`;
  if (trimmed.length > REASON_MAXIMUM_LENGTH) {
    return `The reason can have at most ${REASON_MAXIMUM_LENGTH} characters.`;
  }
  if (looksLikeNhsNumber(trimmed)) return 'The reason seems to hold an NHS number. Say it without one.';
  if (looksLikeDateOfBirth(trimmed))
    return 'The reason seems to hold a date of birth. Say it without a date.';
  return null;
}
