import type { Observation, ObservationKind } from './measure.ts';
import { isPeriod, lengthOf, periodLabel } from './period.ts';
import type { Period } from './period.ts';

/** How many figures of a kind there are in a period. */
export interface PeriodCount {
  period: Period;
  kind: ObservationKind;
  figures: number;
}

/** Of figures that are all at hand, one count a figure. */
export const periodCounts = (observations: readonly Observation[]): PeriodCount[] =>
  observations.map(({ period, kind }) => ({ period, kind, figures: 1 }));

/** All periods once, the latest first; of those that end together the longest first. */
export function periodsOf(of: readonly { period: Period }[]): Period[] {
  const once = new Map(of.map(({ period }) => [nameOf(period), period]));
  return [...once.values()].toSorted((a, b) => b.end.localeCompare(a.end) || a.start.localeCompare(b.start));
}

const nameOf = ({ start, end }: Period): string => `${start} ${end}`;

/** The periods with a figure, a target or an estimate of their own. */
export const shownPeriods = (counts: readonly PeriodCount[]): Period[] =>
  periodsOf(counts.filter(({ kind }) => kind === 'actual' || kind === 'target' || kind === 'estimate'));

/**
 * The period that somebody names; otherwise, of those that end last with what was reached in them, the one with most
 * figures: targets stand years ahead, and a period with nothing but targets tells nobody how it went. Null where there is
 * no figure at all.
 */
export function chosenPeriod(
  periods: readonly Period[],
  counts: readonly PeriodCount[],
  asked: string,
): Period | null {
  const figures = new Map<string, { all: number; isReached: boolean }>();
  for (const { period, kind, figures: more } of counts) {
    const { all, isReached } = figures.get(nameOf(period)) ?? { all: 0, isReached: false };
    figures.set(nameOf(period), { all: all + more, isReached: isReached || kind === 'actual' });
  }
  const reached = periods.filter((period) => figures.get(nameOf(period))?.isReached);
  const among = reached.length > 0 ? reached : periods;
  const last = among.filter(({ end }) => end === among[0]?.end);
  const figuresIn = (period: Period) => figures.get(nameOf(period))?.all ?? 0;
  return (
    (asked === '' ? null : periods.find((period) => periodLabel(period) === asked)) ??
    last.toSorted((a, b) => figuresIn(b) - figuresIn(a))[0] ??
    null
  );
}

/** The latest of these periods that is as long as one and has ended before it begins; null where there is none. */
export function earlierThan(periods: readonly Period[], period: Period): Period | null {
  const length = lengthOf(period);
  let latest: Period | null = null;
  for (const one of periods) {
    const isLater = one.end < period.start && (!latest || one.end > latest.end) && !isPeriod(one, period);
    if (isLater && lengthOf(one) === length) latest = one;
  }
  return latest;
}
