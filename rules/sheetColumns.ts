import { foldHeading } from './fold.ts';
import { bookOfNames, perhapsText } from './itemNames.ts';
import type { BookOfNames } from './itemNames.ts';
import { isLeftOut } from './leftOut.ts';
import type { SheetProblem } from './sheetProblem.ts';
import { COMMENT_PREFIX, ENTRY_DATE_PREFIX, itemById, itemsOf, namesOf, PLACE_PREFIX } from './tool.ts';
import type { Item, Tool } from './tool.ts';
import { subjectWords } from './subjectWords.ts';
import type { SubjectWords } from './subjectWords.ts';

/** What may stand beside an answer: the comment on it, where it was seen, and the day of the entry there. */
export type BesideAnswer = 'itemComment' | 'itemPlace' | 'itemEntryDate';

/** How the heading of a column begins that stands beside an answer. */
const BESIDE: readonly (readonly [prefix: string, kind: BesideAnswer])[] = [
  [COMMENT_PREFIX, 'itemComment'],
  [PLACE_PREFIX, 'itemPlace'],
  [ENTRY_DATE_PREFIX, 'itemEntryDate'],
];

/** What a column of a sheet was taken for, and by which of an item's names. */
export type ColumnMeaning =
  | { kind: 'reference' | 'group' | 'complete' | 'comment' }
  | { kind: 'answer' | BesideAnswer; item: Item; by: ItemName['by'] | 'other name' | 'choice' }
  /** Nothing in its heading. */
  | { kind: 'unnamed' }
  /**
   * Not read: somebody said so, the program itself wrote it into a sheet that it gave back, or it is an item that is left
   * out of the audit; `why` says why no list of its kind may bring it, whatever anybody says.
   */
  | { kind: 'leftOut'; item?: Item; why?: string }
  /** Of a caseload list: the code of whoever works with the person. */
  | { kind: 'worker' }
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
  /** The group of every row of a sheet that has no column for it, where there is but one. */
  onlyGroup: string;
  complete: number;
  comment: number;
  items: { index: number; heading: string; item: Item }[];
  /** Of what stands beside answers, which column is which. */
  beside: { index: number; heading: string; item: Item; kind: BesideAnswer }[];
  /** How many columns have a heading of their own or stand before one that has. */
  width: number;
  /** Columns with nothing in their heading, and beyond the last that has one: whether any is left out. */
  unnamed: number[];
  leftOut: ReadonlySet<number>;
  /** What a row is. */
  words: SubjectWords;
}

/**
 * What somebody says that a column is: `out`, one of the sheet's own columns, or an item or the comment on it, as
 * `item.` and `comment.` with its id.
 */
export type ColumnChooser = (column: { index: number; heading: string }) => string | undefined;

/** Leaves out the columns of these names. @example --ignore Auditor */
export function ignoredColumns(names: readonly string[]): ColumnChooser {
  const folded = new Set(names.map(foldHeading));
  return ({ heading }) => (folded.has(foldHeading(heading)) ? 'out' : undefined);
}

/** Names of columns to leave out that the sheet does not have: perhaps another one was meant. */
export function ignoredInVain(
  names: readonly string[],
  heading: readonly string[],
  row: number,
): SheetProblem[] {
  const there = new Set(heading.map(foldHeading));
  return names
    .filter((name) => !there.has(foldHeading(name)))
    .map((name) => ({ row, column: name, value: '', problem: 'there is no such column to leave out' }));
}

/** Heads the column that says what is wrong with each row of a sheet that is given back; it is never read. */
export const WRONG_HEADING = 'What is wrong';
export const ITEM_PREFIX = 'item.';

const OWN = ['reference', 'group', 'complete', 'comment'] as const;
/** What else these columns are called, where no item of the tool is. */
const OTHER_NAMES = new Map<string, (typeof OWN)[number]>([
  ...['ref', 'file reference', 'case reference', 'case file', 'pseudonym'].map(
    (name) => [name, 'reference'] as const,
  ),
  ...['sample group', 'stratum', 'strata'].map((name) => [name, 'group'] as const),
]);
const NAMED_BY = ['id', 'label', 'short label'] as const;

/**
 * What each column of a sheet stands for: `reference`, `group`, `complete`, `comment`, an item by id, label, short
 * label or alias, or what stands beside an answer as `comment.`, `seen.` or `dated.` and one of the item's names.
 *
 * @param chosen - what somebody said of a column; it goes before what its heading says
 */
export function recogniseColumns(
  tool: Tool,
  heading: readonly string[],
  chosen: ColumnChooser = () => undefined,
): SheetColumn[] {
  const items = [...(tool.leftOut ?? []).map(({ item }) => item), ...itemsOf(tool)];
  const others = bookOfNames(items);
  const byName = new Map(
    items.flatMap((item) =>
      namesOf(item)
        .map((name, i) => [foldHeading(name), { item, by: NAMED_BY[i] ?? 'alias' }] as const)
        // The same word may be the label and an alias; the first of its names is what counts.
        .toReversed(),
    ),
  );
  const seen = new Map<string, string>();
  return heading.map((text, index): SheetColumn => {
    const column = (meaning: ColumnMeaning) => ({ index, heading: text, meaning });
    const found = withoutLeftOut(
      tool,
      meaningChosen(tool, chosen({ index, heading: text })) ?? meaningOf({ byName, others }, text),
    );
    if (found === null) {
      const perhaps = others.perhaps(text);
      const more = perhaps ? `, and ${perhapsText(perhaps)} (${perhaps.id})` : '';
      const problem = `is not an item of ${tool.id} version ${tool.version}${more}`;
      return column({ kind: 'problem', problem });
    }
    if (found.kind === 'unnamed' || found.kind === 'leftOut') return column(found);
    const key = 'item' in found ? `${found.kind}.${found.item.id}` : found.kind;
    const earlier = seen.get(key);
    if (earlier !== undefined) {
      return column({ kind: 'problem', problem: `means the same as the column "${earlier}"` });
    }
    seen.set(key, text);
    return column(found);
  });
}

/** An answer to an item that is left out of the audit, and what stands beside it, is not read. */
function withoutLeftOut(tool: Tool, meaning: ColumnMeaning | null): ColumnMeaning | null {
  if (meaning?.kind === 'leftOut' || meaning === null || !('item' in meaning)) return meaning;
  return isLeftOut(tool, meaning.item.id) ? { kind: 'leftOut', item: meaning.item } : meaning;
}

type ItemName = { item: Item; by: 'id' | 'label' | 'short label' | 'alias' };

/** What a heading says by itself, or null where it says nothing that is known. */
function meaningOf(
  { byName, others }: { byName: ReadonlyMap<string, ItemName>; others: BookOfNames<Item> },
  heading: string,
): ColumnMeaning | null {
  const name = foldHeading(heading);
  // Spreadsheets save columns that were once used; they do no harm while nothing stands under them.
  if (name === '' && heading.trim() === '') return { kind: 'unnamed' };
  if (name === foldHeading(WRONG_HEADING)) return { kind: 'leftOut' };
  const own = OWN.find((word) => word === name);
  if (own) return { kind: own };
  const answer = byName.get(name);
  if (answer) return { kind: 'answer', ...answer };
  const prefixed = BESIDE.find(([prefix]) => name.startsWith(prefix));
  const called = prefixed ? name.slice(prefixed[0].length).trim() : name;
  const found = prefixed ? byName.get(called) : undefined;
  if (prefixed && found) return { kind: prefixed[1], ...found };
  const other = OTHER_NAMES.get(name);
  if (other) return { kind: other };
  const item = others.find(called);
  return item ? { kind: prefixed ? prefixed[1] : 'answer', item, by: 'other name' } : null;
}

/** What somebody said of a column; null where nothing was said that makes sense with this tool. */
function meaningChosen(tool: Tool, choice: string | undefined): ColumnMeaning | null {
  if (choice === undefined) return null;
  if (choice === 'out') return { kind: 'leftOut' };
  const own = OWN.find((word) => word === choice);
  if (own) return { kind: own };
  for (const [prefix, kind] of [[ITEM_PREFIX, 'answer'] as const, ...BESIDE]) {
    const id = choice.slice(prefix.length);
    const item = choice.startsWith(prefix)
      ? (itemById(tool, id) ?? tool.leftOut?.find((out) => out.item.id === id)?.item)
      : undefined;
    if (item) return { kind, item, by: 'choice' };
  }
  return null;
}

/**
 * How sure it is that a line of a sheet is its heading: 2 where the columns that have to be there are, 1 where some
 * column is known, 0 where none is.
 */
export function headingLikeness(tool: Tool, cells: readonly string[], chosen?: ColumnChooser): 0 | 1 | 2 {
  const kinds = recogniseColumns(tool, cells, chosen).map(({ meaning }) => meaning.kind);
  if (kinds.includes('reference') && kinds.includes('group')) return 2;
  const known = kinds.filter((kind) => !['unnamed', 'problem', 'leftOut'].includes(kind)).length;
  return kinds.includes('reference') || known > 1 ? 1 : 0;
}

/**
 * Recognises the columns of a sheet by id, label, short label or alias of the tool's items, or says what is wrong.
 *
 * @param onlyGroup - where there is but one sample group, so that a sheet need not name it
 */
export function readHeading(
  tool: Tool,
  heading: readonly string[],
  row = 1,
  chosen?: ColumnChooser,
  onlyGroup = '',
): { columns: SheetColumns } | { problems: SheetProblem[] } {
  const problems: SheetProblem[] = [];
  const leftOut = new Set<number>();
  const columns: SheetColumns = {
    reference: -1,
    group: -1,
    onlyGroup,
    complete: -1,
    comment: -1,
    items: [],
    beside: [],
    width: heading.length,
    unnamed: [],
    leftOut,
    words: subjectWords(tool.subject),
  };
  for (const { index, heading: text, meaning } of recogniseColumns(tool, heading, chosen)) {
    switch (meaning.kind) {
      case 'unnamed':
        columns.unnamed.push(index);
        break;
      case 'leftOut':
      case 'worker':
        leftOut.add(index);
        break;
      case 'problem':
        problems.push({ row, column: text, value: text, problem: meaning.problem });
        break;
      case 'answer':
        columns.items.push({ index, heading: text, item: meaning.item });
        break;
      case 'itemComment':
      case 'itemPlace':
      case 'itemEntryDate':
        columns.beside.push({ index, heading: text, item: meaning.item, kind: meaning.kind });
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
    const mayBeLeftOut = required === 'group' && onlyGroup !== '';
    if (columns[required] < 0 && !mayBeLeftOut) {
      problems.push({ row, column: required, value: '', problem: `there is no column "${required}"` });
    }
  }
  return problems.length > 0 ? { problems } : { columns };
}
