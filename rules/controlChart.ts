import type { Share } from './disclosure.ts';
import { chanceLimits } from './methods/series.ts';

/** Why a point of a control chart says more than chance, by the rules as the NHS names them. */
export type ChartSignal = 'outside' | 'shift' | 'trend';

/** A point of a control chart; null where there is no figure, or none that the reader sees. */
export interface ControlPoint {
  share: number;
  /** Between which shares chance alone leaves a round of this size. */
  low: number;
  high: number;
  signals: ChartSignal[];
}

/** How many points on one side of the mean, or in one direction, are no chance; fewer than MANY make no sure limits. */
const SHIFT = 7;
const TREND = 7;
/** From so many rounds on the limits are more than provisional. */
export const ROUNDS_FOR_LIMITS = 12;
/** What lies within three standard deviations of a normal distribution; beyond it on each side 0.00135. */
const WITHIN = 0.9973;

/**
 * A p-chart: shares over rounds of an audit with the mean of all files and the limits of chance for each round.
 *
 * The limits are exact: the shares of the least and the greatest count that is not rarer, with all that is beyond it,
 * than 0.00135 of a binomial distribution with the mean. Unlike three standard deviations of a normal distribution they
 * never lie below 0 or above 100%, and hold for few files.
 *
 * Rules: `outside`, a point beyond its limits; `shift`, seven points in a row on one side of the mean (a point on the mean
 * neither counts nor breaks the row); `trend`, seven points in a row that each go up, or each down. A round without a
 * figure breaks rows: what it would have said is not known.
 *
 * @param rounds - in the order of time
 * @returns null mean where no round has a figure
 * @throws RangeError for what cannot be a count
 * @see Shewhart, Economic Control of Quality of Manufactured Product, 1931; Montgomery, Introduction to Statistical
 *   Quality Control, chapter 7; the rules as in NHS England, Making Data Count
 */
export function controlChart(rounds: readonly (Share | null)[]): {
  mean: number | null;
  points: (ControlPoint | null)[];
} {
  const seen = rounds.filter((round): round is Share => round !== null && round.applicable > 0);
  for (const { yes, applicable } of seen) {
    if (!(Number.isInteger(yes) && Number.isInteger(applicable) && yes >= 0 && yes <= applicable)) {
      throw new RangeError(`${yes} of ${applicable} cannot be`);
    }
  }
  const of = seen.reduce((sum, { applicable }) => sum + applicable, 0);
  if (of === 0) return { mean: null, points: rounds.map(() => null) };
  const mean = seen.reduce((sum, { yes }) => sum + yes, 0) / of;
  const points = rounds.map((round): ControlPoint | null => {
    if (round === null || round.applicable === 0) return null;
    const share = round.yes / round.applicable;
    const [low, high] = limitsOf(round.applicable, mean);
    return { share, low, high, signals: share < low || share > high ? ['outside'] : [] };
  });
  markRuns(points, mean, ({ share }) => share);
  return { mean, points };
}

/** Marks the points of rows that are no chance: on one side of the mean, and in one direction. */
export function markRuns<P extends { signals: ChartSignal[] }>(
  points: readonly (P | null)[],
  mean: number,
  valueOf: (point: P) => number,
): void {
  mark(points, 'shift', SHIFT, (point) => Math.sign(valueOf(point) - mean));
  mark(
    points,
    'trend',
    TREND - 1,
    (point, before) => (before === null ? 0 : Math.sign(valueOf(point) - valueOf(before))),
    true,
  );
}

/** The shares of the least and the greatest count that chance alone gives often enough. */
function limitsOf(n: number, mean: number): [low: number, high: number] {
  const { least, greatest } = chanceLimits(mean, n, WITHIN);
  return [least / n, greatest / n];
}

/**
 * Marks all points of rows that are long enough and go one way.
 *
 * @param wayOf - 1 or -1; 0 for neither
 * @param withFirst - whether the point before a row belongs to it, as where ways lie between points
 */
function mark<P extends { signals: ChartSignal[] }>(
  points: readonly (P | null)[],
  signal: ChartSignal,
  length: number,
  wayOf: (point: P, before: P | null) => number,
  withFirst = false,
): void {
  let row: P[] = [];
  let way = 0;
  let before: P | null = null;
  const close = () => {
    if (row.length >= length + (withFirst ? 1 : 0)) for (const point of row) point.signals.push(signal);
    row = [];
    way = 0;
  };
  for (const point of points) {
    if (point === null) {
      close();
      before = null;
      continue;
    }
    const own = wayOf(point, before);
    // On the mean a point says nothing of a shift; where nothing moves a trend has ended.
    if (own === 0 && !withFirst) continue;
    if (own !== way || own === 0) {
      close();
      if (withFirst && before !== null) row.push(before);
      way = own;
    }
    if (own !== 0) row.push(point);
    before = point;
  }
  close();
}
