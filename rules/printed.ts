import { foldName } from './tool.ts';

/** What can be wrong with a figure of a printed table. */
export type TableProblemKind = 'sum' | 'percentage' | 'impossible' | 'contradiction' | 'unexplained';

/** One thing wrong with a printed table, with the cell by its labels and the value that would be right there. */
export interface TableProblem extends Place {
  expected: string;
  kind: TableProblemKind;
  /** What is wrong, as sentences for people. */
  explanation: string;
}

/** Something that a reader of a printed table should know though it is no error. */
export interface TableNote {
  row: string;
  column: string;
  note: string;
}

/** What the check of a printed table came to. */
export interface Reconciliation {
  problems: TableProblem[];
  notes: TableNote[];
}

/** Where a figure stands in a printed table, by its labels, and the whole text of the cell. */
export interface Place {
  row: string;
  column: string;
  printed: string;
  cell: CellRange;
}

/** Cells side by side: the line counts from 1 as in a spreadsheet, the columns from 0. */
interface CellRange {
  line: number;
  from: number;
  to: number;
}

/** A problem as it is handed on in JSON or CSV. */
export function problemRecord({ row, column, printed, expected, kind, explanation }: TableProblem) {
  return { row, column, printed, expected, kind, explanation };
}

/** A printed number as a whole number of its last digit: 78.8 is 788 with one decimal place. */
export interface Decimal {
  units: number;
  decimals: number;
}

/** Why a cell has no figure. */
export type MissingReason = 'notApplicable' | 'missing' | 'empty';

/** What stands in a cell: figures, a count suppressed because it is small, nothing, or something that is no figure. */
type PrintedCell =
  | { kind: 'figure'; count: number | null; of: number | null; percent: Decimal | null }
  | { kind: 'suppressed'; atMost: number }
  | { kind: 'gap'; why: MissingReason }
  | { kind: 'other' };

const GAPS = new Map<string, MissingReason>([
  ['', 'empty'],
  ['-', 'empty'],
  ['–', 'empty'],
  ['—', 'empty'],
  ['*', 'notApplicable'],
  ['na', 'notApplicable'],
  ['n/a', 'notApplicable'],
  ['n.a.', 'notApplicable'],
  ['not applicable', 'notApplicable'],
  ['missing', 'missing'],
  ['nr', 'missing'],
  ['n/r', 'missing'],
  ['not recorded', 'missing'],
  ['not known', 'missing'],
]);

// Nine digits and four decimal places at most: all that is done with them stays exact.
const COUNT = String.raw`(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})(?:\.0+)?`;
const NUMBER = String.raw`(\d{1,6}(?:\.\d{1,4})?)`;
const SIGN = String.raw`(?:%|per ?cent|pct)`;
const OF = String.raw`\s*(?:/|of|out of)\s*`;
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);
const ONLY_COUNT = whole(String.raw`(?:n ?= ?)?${COUNT}(?:${OF}${COUNT})?`);
const COUNT_AND_PERCENT = [
  whole(String.raw`${COUNT}(?:${OF}${COUNT})?[\s,;:]*[(\[]\s*${NUMBER}\s*${SIGN}?\s*[)\]]`),
  whole(String.raw`${COUNT}(?:${OF}${COUNT})?[,;:]?\s+${NUMBER}\s*${SIGN}`),
];
const PERCENT_AND_COUNT = whole(
  String.raw`${NUMBER}\s*${SIGN}\s*[(\[]\s*(?:n ?= ?)?${COUNT}(?:${OF}${COUNT})?\s*[)\]]`,
);
const ONLY_PERCENT = whole(String.raw`[(\[]?\s*${NUMBER}\s*${SIGN}\s*[)\]]?`);
const ONLY_NUMBER = whole(String.raw`[(\[]?\s*${NUMBER}\s*[)\]]?`);
const SUPPRESSED = whole(String.raw`(?:<|less than|fewer than|under)\s*(\d{1,3})`);

/**
 * Reads a cell of a printed table, whatever its spacing; marks of footnotes behind a figure are passed over.
 *
 * @param bare - what a number without a sign is here: a count, or a percentage under a heading that says so
 * @example readPrinted('41(79%)', 'count') // { kind: 'figure', count: 41, of: null, percent: { units: 79, decimals: 0 } }
 */
export function readPrinted(printed: string, bare: 'count' | 'percent'): PrintedCell {
  const spaced = printed.replace(/\s+/g, ' ').trim().toLowerCase();
  const gap = GAPS.get(spaced);
  if (gap) return { kind: 'gap', why: gap };
  const text = spaced.replace(/(?<=[\d%)\]])\s*[*†‡§¹²³]+$/, '');
  const figure = (count?: string, of?: string, percent?: string): PrintedCell => ({
    kind: 'figure',
    count: toCount(count),
    of: toCount(of),
    percent: percent === undefined ? null : toDecimal(percent),
  });

  const percent = ONLY_PERCENT.exec(text) ?? (bare === 'percent' ? ONLY_NUMBER.exec(text) : null);
  if (percent) return figure(undefined, undefined, percent[1]);
  const count = ONLY_COUNT.exec(text);
  if (count) return figure(count[1], count[2]);
  for (const pattern of COUNT_AND_PERCENT) {
    const both = pattern.exec(text);
    if (both) return figure(both[1], both[2], both[3]);
  }
  const turned = PERCENT_AND_COUNT.exec(text);
  if (turned) return figure(turned[2], turned[3], turned[1]);
  const suppressed = SUPPRESSED.exec(text);
  if (suppressed) return { kind: 'suppressed', atMost: Math.max(0, Number(suppressed[1]) - 1) };
  return { kind: 'other' };
}

/** Reads a plain number such as 2.5; null for anything else. */
export function readDecimal(printed: string): Decimal | null {
  const text = /^\d{1,6}(?:\.\d{1,4})?$/.exec(printed.trim());
  return text ? toDecimal(text[0]) : null;
}

function toCount(text: string | undefined): number | null {
  return text === undefined ? null : Number(text.replaceAll(',', ''));
}

function toDecimal(text: string): Decimal {
  const [before = '', after = ''] = text.split('.');
  return { units: Number(before + after), decimals: after.length };
}

/** The number with its decimal places. @example decimalText({ units: 370, decimals: 1 }) // '37.0' */
export function decimalText({ units, decimals }: Decimal): string {
  return (units / 10 ** decimals).toFixed(decimals);
}

/** The percentage as it would be printed. @example percentText({ units: 788, decimals: 1 }) // '78.8%' */
export const percentText = (percent: Decimal): string => `${decimalText(percent)}%`;

/**
 * A share in percent with so many decimal places, rounded half up from the integers; the base is above 0.
 *
 * @example roundedPercent(41, 52, 1) // { units: 788, decimals: 1 }
 */
export function roundedPercent(count: number, base: number, decimals: number): Decimal {
  return { units: Math.floor((200 * count * 10 ** decimals + base) / (2 * base)), decimals };
}

/** The same share, cut off instead of rounded. */
export function cutOffPercent(count: number, base: number, decimals: number): Decimal {
  return { units: Math.floor((100 * count * 10 ** decimals) / base), decimals };
}

/** Whether a printed percentage is this share, rounded half up to as many places as were printed. */
export function isShare(percent: Decimal, count: number, base: number): boolean {
  return base > 0 && roundedPercent(count, base, percent.decimals).units === percent.units;
}

/** Which counts out of n a printed percentage can stand for, from the lowest to the highest, or null for none. */
export function possibleCounts(percent: Decimal, n: number): { low: number; high: number } | null {
  // Lowest c with (200 c s + n) / (2 n) >= units, and the highest before it reaches the next unit.
  const scale = 200 * 10 ** percent.decimals;
  const low = Math.max(0, Math.ceil(((2 * percent.units - 1) * n) / scale));
  const high = Math.min(n, Math.ceil(((2 * percent.units + 1) * n) / scale) - 1);
  return low <= high ? { low, high } : null;
}

/** Whether a heading says that percentages stand under it, and of what: 'weak_pct' of 'weak', a bare '%' of ''. */
export function percentHeading(heading: string): { of: string } | null {
  const text = heading.trim();
  const before = /^(?:%|per ?cent(?:age)?)\s+(?:of\s+)?(?<of>\S.*)$/i.exec(text);
  if (before) return { of: foldName(before.groups?.['of'] ?? '') };
  const after = /^(?<of>.*?)[\s_]*\(?(?:%|(?<![a-z])(?:pct|per ?cent(?:age)?))\)?$/i.exec(text);
  return after ? { of: foldName(after.groups?.['of'] ?? '') } : null;
}

const SIZE_HEADINGS = [
  'n',
  'n=',
  'no',
  'no.',
  'number',
  'files',
  'case files',
  'number of files',
  'no. of files',
  'number of case files',
  'total files',
  'all files',
  'size',
  'sample',
  'sample size',
  'base',
  'count',
  'cases',
  'respondents',
  'responses',
  'returns',
];

/** Which column gives the size of each row, or -1. */
export function sizeColumn(heading: readonly string[]): number {
  const folded = heading.map(foldName);
  // Beside a column of yes, "No" is an answer and not a number.
  const isAnswer = (name: string) => name === 'no' && folded.includes('yes');
  return folded.findIndex((name, i) => i > 0 && SIZE_HEADINGS.includes(name) && !isAnswer(name));
}

/** What cannot be checked at all, and where; rows count from 1 as in a spreadsheet. */
export interface Unreadable {
  row: number;
  column: string;
  value: string;
  problem: string;
}

/** What keeps a table from being read, as a sentence that names the spot. */
export function unreadableText({ row, column, value, problem }: Unreadable): string {
  const at = column === '' ? `row ${row}` : `row ${row}, column ${column}`;
  return value === '' ? `${at}: ${problem}` : `${at}: "${value}" ${problem}`;
}

/** A printed table as its heading and the rows under it. */
export interface PrintedTable {
  heading: string[];
  rows: { number: number; cells: string[] }[];
}

/**
 * Finds heading and rows of a table as it was typed or pasted: empty rows and a title above the heading do no harm.
 *
 * @param lines - every line of the sheet, empty ones as well, so that rows can be named as a spreadsheet has them
 */
export function readTable(lines: readonly (readonly string[])[]): PrintedTable | { unreadable: Unreadable } {
  const filled = lines
    .map((cells, i) => ({ number: i + 1, cells: cells.map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const refuse = (row: number, problem: string, column = '', value = '') => ({
    unreadable: { row, column, value, problem },
  });
  const first = filled.findIndex(({ cells }) => cells.filter((cell) => cell !== '').length > 1);
  const top = filled[first];
  if (!top) return refuse(filled[0]?.number ?? 1, 'there is no heading with at least two columns');
  const rows = filled.slice(first + 1);
  if (rows.length === 0) return refuse(top.number, 'there are no rows under the heading');
  const width = rows.reduce((widest, { cells }) => Math.max(widest, cells.length), top.cells.length);
  const heading = Array.from({ length: width }, (_, i) => top.cells[i] ?? '');
  for (const { number, cells } of rows) {
    const stray = cells.findIndex((cell, i) => i > 0 && cell !== '' && heading[i] === '');
    if (stray >= 0) {
      return refuse(number, 'stands under no heading', `number ${stray + 1}`, cells[stray] ?? '');
    }
  }
  return { heading, rows };
}

/** One or several things in a sentence. @example inWords(['1', '2', '3'], 'or') // '1, 2 or 3' */
export function inWords(things: string[], last: 'and' | 'or'): string {
  return things.length < 2
    ? (things[0] ?? '')
    : `${things.slice(0, -1).join(', ')} ${last} ${things.at(-1) ?? ''}`;
}

/** The percentages next to a printed one that whole numbers out of n can give. */
export function nearestShares(percent: Decimal, n: number): string {
  const below = Math.floor((percent.units * n) / (100 * 10 ** percent.decimals));
  return inWords(
    [below, below + 1]
      .filter((count) => count <= n)
      .map((count) => percentText(roundedPercent(count, n, percent.decimals))),
    'or',
  );
}
