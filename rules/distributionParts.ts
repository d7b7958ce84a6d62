import { possibleCounts, decimalText, inWords, percentText } from './printed.ts';
import type { Decimal, Place, TableNote, TableProblem } from './printed.ts';
import type { Bare } from './printedCell.ts';

// The printed parts of a distribution: what each can be before rounding, their sum, and the means that they allow.

/** A column of a distribution: how much of a row falls into one category. */
export interface Category {
  index: number;
  heading: string;
  name: string;
  /** What the category counts for in the mean, or null where the heading does not tell. */
  score: number | null;
  /** What a number without a sign is under it. */
  bare: Bare;
  /** The column of counts beside its percentages, or -1. */
  beside: number;
}

/** Names something that is wrong. */
export type Complain = (at: Place, kind: TableProblem['kind'], expected: string, explanation: string) => void;

export function withDecimals({ units, decimals }: Decimal, least: number): Decimal {
  return decimals >= least
    ? { units, decimals }
    : { units: units * 10 ** (least - decimals), decimals: least };
}

/** What a percentage can stand for, in steps of which `total` make a row; `open` where `high` itself is not meant. */
interface Reach {
  low: number;
  high: number;
  open: boolean;
}

export interface Part {
  category: Category;
  at: Place;
  percent: Decimal;
  reach: Reach;
}

/** In steps of half the last printed decimal place of the row. */
export function reachOf({ units, decimals }: Decimal): Reach {
  const all = 200 * 10 ** decimals;
  const high = 2 * units + 1;
  return { low: Math.max(0, 2 * units - 1), high: Math.min(all, high), open: high <= all };
}

/** The parts of one row with the same number of decimal places, and what they have to add up to. */
function alike(parts: Part[], n: number | null): { reaches: Reach[]; total: number } {
  if (n !== null) return { reaches: parts.map(({ reach }) => reach), total: n };
  const decimals = Math.max(...parts.map(({ percent }) => percent.decimals));
  const reaches = parts.map(({ percent, reach }) => {
    const steps = 10 ** (decimals - percent.decimals);
    return { low: reach.low * steps, high: reach.high * steps, open: reach.open };
  });
  return { reaches, total: 200 * 10 ** decimals };
}

export function addsUp(parts: Part[], n: number | null): boolean {
  const { reaches, total } = alike(parts, n);
  const low = reaches.reduce((sum, reach) => sum + reach.low, 0);
  const high = reaches.reduce((sum, reach) => sum + reach.high, 0);
  return low <= total && (high > total || (high === total && !reaches.some(({ open }) => open)));
}

export function sumOf(parts: Part[]): Decimal {
  const decimals = Math.max(...parts.map(({ percent }) => percent.decimals));
  const units = parts.reduce((sum, { percent }) => sum + withDecimals(percent, decimals).units, 0);
  return { units, decimals };
}

/** The lowest and the highest mean that the row allows, as fractions of 'total'. */
export function meansOf(parts: Part[], n: number | null) {
  const { reaches, total } = alike(parts, n);
  const scores = parts.map(({ category }) => category.score ?? 0);
  // All begin at their lowest; what is left to share out goes to the lowest scores first, or to the highest.
  const fill = (order: number[]) => {
    let left = total - reaches.reduce((sum, { low }) => sum + low, 0);
    let points = 0;
    let open = false;
    for (const i of order) {
      const { low, high, open: upToHigh } = reaches[i] ?? { low: 0, high: 0, open: false };
      const more = Math.min(left, high - low);
      left -= more;
      points += (low + more) * (scores[i] ?? 0);
      if (upToHigh && more > 0 && more === high - low) open = true;
    }
    return { points, open };
  };
  const byScore = scores.map((_, i) => i).toSorted((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  return { lowest: fill(byScore), highest: fill(byScore.toReversed()), total };
}

/** Whether a printed mean is what one of the means that the row allows rounds to. */
export function meanFits(mean: Decimal, parts: Part[], n: number | null): boolean {
  const { lowest, highest, total } = meansOf(parts, n);
  const scale = 2 * 10 ** mean.decimals;
  const from = (2 * mean.units - 1) * total;
  const before = (2 * mean.units + 1) * total;
  const reached = highest.points * scale > from || (highest.points * scale === from && !highest.open);
  return reached && lowest.points * scale < before;
}

/** The mean of the printed percentages themselves, rounded half up. */
export function plainMean(
  parts: readonly { percent: Decimal; category: Pick<Category, 'score'> }[],
  decimals: number,
): Decimal {
  const places = Math.max(...parts.map(({ percent }) => percent.decimals));
  const weights = parts.map(({ percent }) => withDecimals(percent, places).units);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const points = parts.reduce((sum, { category }, i) => sum + (category.score ?? 0) * (weights[i] ?? 0), 0);
  if (all === 0) return { units: 0, decimals };
  return { units: Math.floor((2 * points * 10 ** decimals + all) / (2 * all)), decimals };
}

export function roundingInWords(parts: Part[], n: number | null): string {
  if (n !== null) return `no whole numbers that add up to ${n} are printed like this`;
  if (parts.length === 1) return 'a single figure has to be 100%';
  const { decimals } = sumOf(parts);
  const most = (parts.length / 2 / 10 ** decimals).toFixed(decimals + (parts.length % 2));
  const point = most === '1' ? 'point' : 'points';
  return `with ${parts.length} figures it moves the sum by ${most} ${point} at the very most`;
}

export function sumNote(row: string, parts: Part[], sum: Decimal): TableNote {
  const from = parts[0]?.at.column ?? '';
  const to = parts.at(-1)?.at.column ?? '';
  return {
    row,
    column: `${from} to ${to}`,
    note: `The percentages add up to ${percentText(sum)}, which rounding explains.`,
  };
}

/** Which single figure, put right, would make the row add up and agree with its mean; often that is the slip. */
export function repairs(parts: Part[], sum: Decimal, mean: Decimal, n: number | null): string {
  const found = parts.flatMap((part, i) => {
    const percent = withDecimals(part.percent, sum.decimals);
    const units = percent.units + 100 * 10 ** sum.decimals - sum.units;
    if (units < 0 || units > 100 * 10 ** sum.decimals) return [];
    const right = { units, decimals: sum.decimals };
    const counts = n === null ? null : possibleCounts(right, n);
    if (n !== null && counts === null) return [];
    const reach = counts ? { ...counts, open: false } : reachOf(right);
    const repaired = parts.map((other, j) => (j === i ? { ...part, percent: right, reach } : other));
    if (!addsUp(repaired, n) || !meanFits(mean, repaired, n)) return [];
    return [`${decimalText(right)} in place of ${decimalText(part.percent)} under ${part.at.column}`];
  });
  if (found.length === 0 || found.length > 2) return '';
  return ` With ${inWords(found, 'or')} the row would add up and agree with its mean.`;
}
