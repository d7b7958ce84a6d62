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

/** A column, a row or a cell that was not read, or percentages that could not be checked, and why. */
export interface NotRead {
  where: string;
  why: string;
}

/** How many of the printed figures were held against others. */
export interface Checked {
  checked: number;
  printed: number;
}

/** What the check of a printed table came to. */
export interface Reconciliation {
  problems: TableProblem[];
  notes: TableNote[];
  notRead: NotRead[];
  /** Of all that was read. */
  checked: { percentages: Checked; sums: Checked };
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

/** A printed percentage as a whole number of its last digit: 78.8 is 788 with one decimal place. */
export interface Decimal {
  units: number;
  decimals: number;
  /** Printed as <1%, >99% or ~67%: a bound, or a figure that is not meant to the last digit. */
  bound?: 'below' | 'above' | 'about';
  /** Printed as a share of 1: 0.67 is 67 in percent. */
  proportion?: true;
}

/** The number with its decimal places. @example decimalText({ units: 370, decimals: 1 }) // '37.0' */
export function decimalText({ units, decimals }: Decimal): string {
  return (units / 10 ** decimals).toFixed(Math.max(0, decimals));
}

const BOUND_SIGNS = { below: '<', above: '>', about: '~' } as const;

/** The percentage as it would be printed. @example percentText({ units: 788, decimals: 1 }) // '78.8%' */
export function percentText(percent: Decimal): string {
  const sign = percent.bound ? BOUND_SIGNS[percent.bound] : '';
  const { units, decimals, proportion } = percent;
  if (!proportion) return `${sign}${decimalText(percent)}%`;
  return sign + (units / 10 ** (decimals + 2)).toFixed(Math.max(0, decimals + 2));
}

/** What 100% is in units of the last digit; shares of 1 have up to two decimals less than none. */
export const allUnits = (decimals: number): number => 100 * 10 ** decimals;

/**
 * A share in percent with so many decimal places, rounded half up from the integers; the base is above 0.
 *
 * @example roundedPercent(41, 52, 1) // { units: 788, decimals: 1 }
 */
export function roundedPercent(count: number, base: number, decimals: number): Decimal {
  return { units: Math.floor((2 * allUnits(decimals) * count + base) / (2 * base)), decimals };
}

/** The same share, cut off instead of rounded. */
export function cutOffPercent(count: number, base: number, decimals: number): Decimal {
  return { units: Math.floor((allUnits(decimals) * count) / base), decimals };
}

/** The right share as a printed one would have it: in percent or of 1, with as many places. */
export function rightShare(count: number, base: number, { decimals, proportion }: Decimal): string {
  const right = roundedPercent(count, base, decimals);
  return percentText(proportion ? { ...right, proportion } : right);
}

/** A percentage that is called about so much may be off by this many points. */
const ABOUT_POINTS = 2.5;

/** Whether a printed percentage is this share, rounded half up to as many places as were printed, or within its bound. */
export function isShare(percent: Decimal, count: number, base: number): boolean {
  if (base <= 0) return false;
  const { units, decimals, bound } = percent;
  const exact = allUnits(decimals) * count;
  if (bound === 'below') return exact <= units * base;
  if (bound === 'above') return exact >= units * base;
  if (bound === 'about')
    return Math.abs(exact - units * base) <= (ABOUT_POINTS / 100) * allUnits(decimals) * base;
  return roundedPercent(count, base, decimals).units === units;
}

/** Which counts out of n a printed percentage can stand for, from the lowest to the highest, or null for none. */
export function possibleCounts(percent: Decimal, n: number): { low: number; high: number } | null {
  const { units, decimals, bound } = percent;
  const all = allUnits(decimals);
  const tolerance = bound === 'about' ? (ABOUT_POINTS / 100) * all : 0;
  const most = Math.floor(((units + tolerance) * n) / all);
  const least = Math.ceil(((units - tolerance) * n) / all);
  // Lowest c with (2 c all + n) / (2 n) >= units, and the highest before it reaches the next unit.
  const low = bound === 'below' ? 0 : bound ? least : Math.ceil(((2 * units - 1) * n) / (2 * all));
  const high = bound === 'above' ? n : bound ? most : Math.ceil(((2 * units + 1) * n) / (2 * all)) - 1;
  const range = { low: Math.max(0, low), high: Math.min(n, high) };
  return range.low <= range.high ? range : null;
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

/** One or several things in a sentence. @example inWords(['1', '2', '3'], 'or') // '1, 2 or 3' */
export function inWords(things: string[], last: 'and' | 'or'): string {
  return things.length < 2
    ? (things[0] ?? '')
    : `${things.slice(0, -1).join(', ')} ${last} ${things.at(-1) ?? ''}`;
}

/** The percentages next to a printed one that whole numbers out of n can give. */
export function nearestShares(percent: Decimal, n: number): string {
  const below = Math.floor((percent.units * n) / allUnits(percent.decimals));
  return inWords(
    [below, below + 1].filter((count) => count <= n).map((count) => rightShare(count, n, percent)),
    'or',
  );
}
