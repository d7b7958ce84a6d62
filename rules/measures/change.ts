import { rounded } from './figure.ts';
import type { Better, MeasureFigure } from './measure.ts';

/** What a step from one figure to another is, judged by which way is better. */
export type TravelVerdict = 'better' | 'worse' | 'same' | 'changed';

/**
 * By how many percent something is above a baseline, below it where negative.
 *
 * @returns null where the baseline is 0: there is no such percentage
 * @example changeOf(1986, 1636) // 21.39…
 */
export const changeOf = (value: number, baseline: number): number | null =>
  baseline === 0 ? null : (100 * (value - baseline)) / Math.abs(baseline);

/**
 * The step from the figure before to this one, in the unit of the measure, and what it is by polarity. Noise of binary
 * fractions is no step.
 */
export function travelOf(
  now: number,
  before: number,
  better: Better,
): { by: number; verdict: TravelVerdict } {
  const by = rounded(now - before, 6);
  if (by === 0) return { by, verdict: 'same' };
  if (better === 'neither') return { by, verdict: 'changed' };
  return { by, verdict: by > 0 === (better === 'higher') ? 'better' : 'worse' };
}

/**
 * Whether a figure reaches what was wanted: a number, or a range, whose worse end is enough. The worse end is told by
 * polarity, never by the order in which the range was printed.
 *
 * @returns null where neither way is better, or nothing was wanted
 */
export function isReached(
  value: number,
  wanted: Pick<MeasureFigure, 'low' | 'high'> & { value: number | null },
  better: Better,
): boolean | null {
  if (better === 'neither') return null;
  const least = wanted.value ?? (better === 'higher' ? wanted.low : wanted.high);
  if (least === null) return null;
  return better === 'higher' ? value >= least : value <= least;
}

/**
 * The rank of each value, 1 the best; equal values share one, and the next leaves as many out. Where neither way is better
 * the greatest is the first.
 */
export function ranksOfValues(values: readonly (number | null)[], better: Better): (number | null)[] {
  const known = values.filter((value) => value !== null);
  const sorted = known.toSorted((a, b) => (better === 'lower' ? a - b : b - a));
  const first = new Map<number, number>();
  sorted.forEach((value, i) => {
    if (!first.has(value)) first.set(value, i + 1);
  });
  return values.map((value) => (value === null ? null : (first.get(value) ?? null)));
}

/**
 * Between which percentages a penetration lies because the number of users is an estimate: so many in treatment of the
 * greater and of the smaller end.
 *
 * @example penetrationInterval(755, { low: 1039, high: 1600 }) // [47.2, 72.7], nearly
 */
export function penetrationInterval(
  treated: number,
  { low, high }: Pick<MeasureFigure, 'low' | 'high'>,
): [low: number, high: number] | null {
  if (low === null || high === null || low <= 0) return null;
  return [(100 * treated) / high, (100 * treated) / low];
}
