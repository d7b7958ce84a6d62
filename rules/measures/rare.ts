import { gapChart } from '../methods/series.ts';
import { PERCENT } from './measure.ts';
import type { Measure } from './measure.ts';
import { isNext } from './period.ts';
import type { Series } from './views.ts';

/** What is known of something so rare that most periods have none of it. */
export interface RareEvents {
  /** Periods with it, of all that were counted. */
  periods: number;
  of: number;
  /** Periods without it between one with it and the next, on average, and between which numbers chance alone leaves them. */
  mean: number;
  least: number;
  greatest: number;
  /** Whether periods before these are left out, since one in between is missing or has no figure. */
  isLatestOnly: boolean;
  /** Gaps that chance alone does not leave. */
  outside: number;
  /** Periods without it since the latest. */
  since: number;
  /** What is more than chance by now; null where all can be chance, or only earlier gaps cannot. */
  moved: RareMove | null;
}

/** That something rare has become rarer or comes more often, and by what gap that is known. */
export interface RareMove {
  to: 'rarer' | 'more often';
  gap: number;
  /** Whether the gap is still open, since the latest period with it; else it lies between the latest two. */
  isSince: boolean;
}

/** So many gaps are the fewest that a mean of them says something. */
const FEWEST_GAPS = 3;

/**
 * How long it is from one to the next, where what is counted happens in fewer than half of the periods and then mostly once: of
 * such counts a chart shows little but zeros. A period that is missing or has no figure ends the row, since what was there is
 * not known.
 *
 * @returns null where it is not rare, or happened too seldom to tell
 * @see gapChart
 */
export function rareEvents(measure: Measure, { method, points }: Series): RareEvents | null {
  if (method !== 'xmr' || measure.unit === PERCENT) return null;
  const from = latestRow(points);
  const values = points.slice(from).map(({ value }) => value ?? 0);
  const isCount = values.every((value) => Number.isInteger(value) && value >= 0);
  const at = values.flatMap((value, i) => (value > 0 ? [i] : []));
  const isOnce = at.filter((i) => values[i] === 1).length * 2 > at.length;
  if (!isCount || !isOnce || at.length * 2 >= values.length) return null;
  const gaps = at.slice(1).map((i, g) => i - (at[g] ?? i) - 1);
  if (gaps.length < FEWEST_GAPS) return null;
  const found = gapChart(gaps);
  if (!found) return null;
  const { mean, least, greatest, outside } = found;
  const since = values.length - 1 - (at.at(-1) ?? 0);
  const last = gaps.at(-1) ?? 0;
  const isLastOutside = outside.includes(gaps.length - 1);
  return {
    periods: at.length,
    of: values.length,
    mean,
    least,
    greatest,
    isLatestOnly: from > 0,
    outside: outside.length,
    since,
    moved:
      since > greatest
        ? { to: 'rarer', gap: since, isSince: true }
        : isLastOutside
          ? { to: last > greatest ? 'rarer' : 'more often', gap: last, isSince: false }
          : null,
  };
}

/** Where the latest row of periods begins that follow each other and all have a figure. */
function latestRow(points: Series['points']): number {
  const empty = points.findLastIndex(({ value }) => value === null);
  const afterGap = points.findLastIndex(({ observation }, i) => {
    const before = points[i - 1];
    return before !== undefined && !isNext(observation.period, before.observation.period);
  });
  return Math.max(empty + 1, afterGap, 0);
}
