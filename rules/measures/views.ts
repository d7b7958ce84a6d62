import { grouped } from './grouped.ts';
import { changeOf, isReached, penetrationInterval, ranksOfValues, travelOf } from './change.ts';
import type { TravelVerdict } from './change.ts';
import { checkRate, valueOf } from './figure.ts';
import type { RateCheck } from './figure.ts';
import { isComparable } from './measure.ts';
import type { Measure, Observation, ObservationKind } from './measure.ts';
import { isNext, isPeriod, lengthOf } from './period.ts';
import type { Period } from './period.ts';
import { earlierThan } from './periods.ts';
import { controlChart } from '../controlChart.ts';
import type { ChartSignal } from '../controlChart.ts';
import { isWorkedOut } from './workedOut.ts';
import { xmrChart } from './xmr.ts';

/** The observation of a kind in a period; null where there is none. */
const inPeriod = (
  observations: readonly Observation[],
  kind: ObservationKind,
  period: Period,
): Observation | null =>
  observations.find((one) => one.kind === kind && isPeriod(one.period, period)) ?? null;

/** The latest observation of a kind that begins no later than a period, else the earliest of all. */
function towards(
  observations: readonly Observation[],
  kind: ObservationKind,
  period: Period,
): Observation | null {
  const sorted = observations
    .filter((one) => one.kind === kind)
    .toSorted((a, b) => a.period.start.localeCompare(b.period.start));
  return sorted.findLast((one) => one.period.start <= period.start) ?? sorted[0] ?? null;
}

/** The figure before a period: the latest one of the same length that has ended by then. */
function before(observations: readonly Observation[], period: Period): Observation | null {
  const earlier = earlierThan(
    observations.flatMap((one) => (one.kind === 'actual' ? one.period : [])),
    period,
  );
  return earlier && inPeriod(observations, 'actual', earlier);
}

/** What a figure is held against beside its target: others, and what was printed of them. */
interface Standing {
  topQuartile: Observation | null;
  inTopQuartile: boolean | null;
  national: Observation | null;
  /** The local figure against the national one; null of what is counted, which the country has more of in any case. */
  againstNational: TravelVerdict | null;
}

/** @param own - the observations of one measure and place */
function standingOf(
  measure: Measure,
  own: readonly Observation[],
  value: number | null,
  period: Period,
): Standing {
  const [topQuartile, national] = [inPeriod(own, 'top_quartile', period), inPeriod(own, 'national', period)];
  const other = national && valueOf(national, measure);
  return {
    topQuartile,
    inTopQuartile:
      value === null || !topQuartile
        ? null
        : isReached(value, { ...topQuartile, value: valueOf(topQuartile, measure) }, measure.better),
    national,
    againstNational:
      value === null || other === null || !isComparable(measure)
        ? null
        : travelOf(value, other, measure.better).verdict,
  };
}

/** One place on the page of a measure, in one period. */
export interface PlaceRow extends Standing {
  place: string;
  actual: Observation | null;
  value: number | null;
  /** The printed rate beside what its numbers make. */
  rate: RateCheck | null;
  rank: number | null;
  baseline: Observation | null;
  target: Observation | null;
  /** In percent of the baseline: what was wanted, and what became of it. */
  wanted: number | null;
  change: number | null;
  changeRank: number | null;
  reached: boolean | null;
  estimate: Observation | null;
  /** Where the denominator is an estimate with an interval: between which percentages the rate lies. */
  interval: [low: number, high: number] | null;
}

/**
 * All places with a figure of a measure in a period, the best first, with what was wanted of each.
 *
 * @param measures - all; that whose label is the denominator's words gives the interval of an estimate
 * @param observations - of all measures, or at least of these two
 */
export function placeRows(
  measure: Measure,
  period: Period,
  measures: readonly Measure[],
  observations: readonly Observation[],
): PlaceRow[] {
  const own = grouped(
    observations.filter((one) => one.measure === measure.id),
    ({ place }) => place,
  );
  const estimated = measures.find(
    ({ id, label }) => id !== measure.id && label.toLowerCase() === measure.denominator.toLowerCase(),
  );
  const estimates = grouped(
    observations.filter((one) => one.measure === estimated?.id && one.kind === 'estimate'),
    ({ place }) => place,
  );
  const rows = [...own]
    .map(([place, ones]) => {
      const actual = inPeriod(ones, 'actual', period);
      const target = inPeriod(ones, 'target', period);
      const estimate = inPeriod(ones, 'estimate', period);
      return actual || target || estimate ? { place, ones, actual, target, ownEstimate: estimate } : null;
    })
    .filter((row) => row !== null)
    .map(({ place, ones, actual, target, ownEstimate }) => {
      const baseline = towards(ones, 'baseline', period);
      const [value, from, to] = [actual, baseline, target].map((one) => (one ? valueOf(one, measure) : null));
      const estimate = towards(estimates.get(place) ?? [], 'estimate', period);
      const treated = actual?.numerator ?? null;
      return {
        place,
        actual,
        value: value ?? null,
        rate: actual && checkRate(actual, measure),
        baseline,
        target,
        wanted: changed(to, from),
        change: changed(value, from),
        reached:
          value === null || value === undefined || !target
            ? null
            : isReached(value, { ...target, value: to ?? null }, measure.better),
        estimate: ownEstimate,
        interval: estimate && treated !== null ? penetrationInterval(treated, estimate) : null,
        ...standingOf(measure, ones, value ?? null, period),
      };
    });
  const ranks = ranksOfValues(
    rows.map(({ value }) => value),
    measure.better,
  );
  const changeRanks = ranksOfValues(
    rows.map(({ change }) => change),
    measure.better,
  );
  return rows
    .map((row, i) => ({ ...row, rank: ranks[i] ?? null, changeRank: changeRanks[i] ?? null }))
    .toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.place.localeCompare(b.place));
}

const changed = (value: number | null | undefined, from: number | null | undefined): number | null =>
  value === null || value === undefined || from === null || from === undefined ? null : changeOf(value, from);

/** One measure on the sheet of a place, in one period. */
export interface IndicatorRow extends Standing {
  measure: Measure;
  local: Observation | null;
  estimate: Observation | null;
  before: Observation | null;
  /** The step since the figure before, in points, and what it is by polarity. */
  travel: { by: number; verdict: TravelVerdict } | null;
  baseline: Observation | null;
  target: Observation | null;
  change: number | null;
  reached: boolean | null;
}

/**
 * The measures of a place in one period, in their order: those with any figure of it.
 *
 * @param observations - of the place
 */
export function indicatorRows(
  measures: readonly Measure[],
  observations: readonly Observation[],
  period: Period,
): IndicatorRow[] {
  const byMeasure = grouped(observations, ({ measure }) => measure);
  return measures.flatMap((measure): IndicatorRow[] => {
    const own = byMeasure.get(measure.id) ?? [];
    const at = (kind: ObservationKind) => inPeriod(own, kind, period);
    if (!own.some((one) => isPeriod(one.period, period))) return [];
    const local = at('actual');
    const target = at('target');
    const earlier = before(own, period);
    const baseline = towards(own, 'baseline', period);
    const number = (one: Observation | null) => (one ? valueOf(one, measure) : null);
    const value = number(local);
    const step = (other: number | null) =>
      value === null || other === null ? null : travelOf(value, other, measure.better);
    const reaches = (one: Observation | null) =>
      value === null || !one ? null : isReached(value, { ...one, value: number(one) }, measure.better);
    return [
      {
        measure,
        local,
        estimate: at('estimate'),
        before: earlier,
        travel: step(number(earlier)),
        ...standingOf(measure, own, value, period),
        baseline,
        target,
        change: changed(value, number(baseline)),
        reached: reaches(target),
      },
    ];
  });
}

/** A measure of a place over time, with the limits of chance. */
export interface Series {
  /** `p`: shares with their numbers; `xmr`: single values. */
  method: 'p' | 'xmr';
  mean: number | null;
  points: {
    observation: Observation;
    value: number | null;
    limits: [low: number, high: number] | null;
    signals: ChartSignal[];
    /** Whether it is shown and nothing else: worked out, without the numbers that the other shares have. */
    isLeftOut: boolean;
  }[];
}

/** So few single figures can never lie outside limits that are made of them, whatever they are. */
const FEWEST_OF_XMR = 5;
const FEWEST_OF_SHARES = 2;

/** Whether a series is long enough for its latest figure to be told from chance at all. */
export const canSignal = ({
  method,
  points,
}: Pick<Series, 'method'> & { points: readonly Pick<Series['points'][number], 'isLeftOut'>[] }): boolean =>
  countedIn({ points }) >= (method === 'p' ? FEWEST_OF_SHARES : FEWEST_OF_XMR);

/** Of how many figures the mean and the limits of a series are. */
export const countedIn = ({
  points,
}: {
  points: readonly Pick<Series['points'][number], 'isLeftOut'>[];
}): number => points.filter(({ isLeftOut }) => !isLeftOut).length;

/**
 * The actual figures of a place, of the length of period of which there are most, in the order of time. With too few of
 * them to tell anything from chance there are no limits. A figure that was worked out has no numbers: among shares that
 * have theirs it is shown, and stands outside mean, limits and rows.
 */
export function seriesOf(measure: Measure, place: string, observations: readonly Observation[]): Series {
  const own = observations.filter(
    (one) => one.measure === measure.id && one.place === place && one.kind === 'actual',
  );
  const lengths = [...grouped(own, ({ period }) => lengthOf(period)).values()];
  const most = lengths.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const sorted = most.toSorted((a, b) => a.period.start.localeCompare(b.period.start));
  const isBare = (one: Observation) => isWorkedOut(one) && one.numerator === null;
  const counted = sorted.filter((one) => !isBare(one));
  // What was in a period that nobody entered is not known, so that rows end there.
  const inRows = sorted.flatMap((one, i) => {
    const earlier = sorted[i - 1];
    return earlier && !isNext(one.period, earlier.period) ? [null, one] : [one];
  });
  const isEntered = inRows.flatMap((one, i) => (one === null ? [] : [i]));
  const isShares = counted.length > 0 && measure.unit === 'percent' && counted.every(hasCounts);
  if (isShares) {
    const { mean, points } = controlChart(
      inRows.map((one) =>
        one === null || isBare(one) ? null : { yes: one.numerator ?? 0, applicable: one.denominator ?? 0 },
      ),
    );
    return {
      method: 'p',
      mean: mean === null ? null : 100 * mean,
      points: sorted.map((observation, i) => {
        const point = points[isEntered[i] ?? -1] ?? null;
        return {
          observation,
          value: valueOf(observation, measure),
          limits: point && [100 * point.low, 100 * point.high],
          signals: point?.signals ?? [],
          isLeftOut: isBare(observation),
        };
      }),
    };
  }
  const values = sorted.map((one) => valueOf(one, measure));
  const { mean, limits, points } = xmrChart(inRows.map((one) => one && valueOf(one, measure)));
  const isTold = sorted.length >= FEWEST_OF_XMR;
  return {
    method: 'xmr',
    mean,
    points: sorted.map((observation, i) => {
      const point = points[isEntered[i] ?? -1] ?? null;
      return {
        observation,
        value: values[i] ?? null,
        limits: isTold && point ? limits : null,
        signals: isTold ? (point?.signals ?? []) : [],
        isLeftOut: false,
      };
    }),
  };
}

/** Whether a share has the whole numbers that it is made of. */
const hasCounts = ({ numerator, denominator }: Observation): boolean =>
  numerator !== null &&
  denominator !== null &&
  Number.isInteger(numerator) &&
  Number.isInteger(denominator) &&
  numerator <= denominator;
