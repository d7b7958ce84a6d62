import { grouped } from './grouped.ts';
import { checkRate, decimalsOf, perWord, rounded, seriesKey, valueOf } from './figure.ts';
import { PERCENT } from './measure.ts';
import type { Measure, Observation } from './measure.ts';
import { overlaps, periodLabel } from './period.ts';

/** Two observations that cannot both be kept, by their places in what was given; the second is the later one of it. */
export interface ObservationConflict {
  at: number;
  other: number;
  /** `twice`: the same period; `overlap`: periods that share days, and none holds the other. */
  why: 'twice' | 'overlap';
}

/**
 * Finds observations of one measure, place and kind whose periods are the same, or share days without one holding the
 * other: a quarter of a year beside the year is none. Of each observation the first conflict is given.
 */
export function conflictsIn(observations: readonly Observation[]): ObservationConflict[] {
  const series = grouped(
    observations.map((observation, at) => ({ at, key: seriesKey(observation), period: observation.period })),
    ({ key }) => key,
  );
  const found: ObservationConflict[] = [];
  for (const ones of series.values()) {
    // Sorted so that whatever may hold a period stands before it; those that ended before it begins are let go.
    const sorted = ones.toSorted(
      (a, b) =>
        a.period.start.localeCompare(b.period.start) ||
        b.period.end.localeCompare(a.period.end) ||
        a.at - b.at,
    );
    let open: typeof sorted = [];
    for (const one of sorted) {
      open = open.filter(({ period }) => period.end >= one.period.start);
      const same = open.find(
        ({ period }) => period.start === one.period.start && period.end === one.period.end,
      );
      const other = same ?? open.find(({ period }) => overlaps(period, one.period));
      if (other) {
        const [first, second] = [Math.min(other.at, one.at), Math.max(other.at, one.at)];
        found.push({ at: second, other: first, why: same ? 'twice' : 'overlap' });
      }
      if (!same) open.push(one);
    }
  }
  const sorted = found.toSorted((a, b) => a.at - b.at);
  return sorted.filter(({ at }, i) => sorted[i - 1]?.at !== at);
}

/** What of printed figures does not agree with itself. */
export interface Contradiction {
  /** The observation, by its place in what was given. */
  at: number;
  kind: 'rate' | 'sum' | 'interval' | 'baseline';
  /** A sentence with the figures. */
  text: string;
  /** Whether rounding in print can be all of it. */
  explained: boolean;
}

/**
 * Finds what arithmetic can find: rates that differ from their own numbers, parts that do not add up to their whole,
 * values outside their own interval, and targets without anything they begin from.
 */
export function printContradictionsIn(
  measures: readonly Measure[],
  observations: readonly Observation[],
): Contradiction[] {
  const byId = new Map(measures.map((measure) => [measure.id, measure]));
  const based = new Set(
    observations.filter(({ kind }) => kind === 'baseline').map(({ measure, place }) => `${measure} ${place}`),
  );
  const estimated = new Set(measures.map(({ label }) => label.toLowerCase()));
  const single = observations.flatMap((observation, at): Contradiction[] => {
    const measure = byId.get(observation.measure);
    if (!measure) return [];
    return [
      ...rateProblem(observation, measure, estimated.has(measure.denominator.toLowerCase())).map((found) => ({
        ...found,
        at,
      })),
      ...intervalProblem(observation).map((text) => ({
        at,
        kind: 'interval' as const,
        text,
        explained: false,
      })),
      ...(observation.kind === 'target' &&
      measure.unit !== PERCENT &&
      !based.has(`${observation.measure} ${observation.place}`)
        ? [
            {
              at,
              kind: 'baseline' as const,
              text: `The target ${observation.asPrinted} has no baseline, so nobody can tell what change it asks for.`,
              explained: false,
            },
          ]
        : []),
    ];
  });
  return [...single, ...sumProblems(measures, observations)].toSorted((a, b) => a.at - b.at);
}

function rateProblem(
  observation: Observation,
  measure: Measure,
  isOfEstimate: boolean,
): Omit<Contradiction, 'at'>[] {
  const check = checkRate(observation, measure);
  if (!check || check.agrees) return [];
  const sign = measure.unit === PERCENT ? '%' : '';
  const made = rounded(check.recomputed, check.decimals).toFixed(check.decimals);
  const of = `${number(observation.numerator)} ${perWord(measure)} ${number(observation.denominator)}`;
  // People who were counted are whole; an estimate is a figure that was rounded for print.
  const explained = isOfEstimate && check.byRounding;
  const why = check.cut
    ? ' It was cut off instead of rounded.'
    : explained
      ? ' An estimate that was not whole before it was printed explains that.'
      : '';
  const printed = check.printed.toFixed(check.decimals);
  return [
    {
      kind: 'rate',
      text: `Printed is ${printed}${sign}, but ${of} is ${made}${sign}.${why}`,
      explained,
    },
  ];
}

function intervalProblem({ value, low, high, asPrinted }: Observation): string[] {
  if (value === null || low === null || high === null || (value >= low && value <= high)) return [];
  return [`"${asPrinted}": the value is outside its own interval.`];
}

function sumProblems(measures: readonly Measure[], observations: readonly Observation[]): Contradiction[] {
  const wholeIds = new Set(measures.flatMap(({ partOf }) => partOf ?? []));
  const wholes = measures.filter(({ id }) => wholeIds.has(id));
  if (wholes.length === 0) return [];
  const key = (id: string, { place, period, kind }: Observation) =>
    JSON.stringify([id, place, kind, period.start, period.end]);
  const partIds = new Set(measures.flatMap(({ id, partOf }) => (partOf === null ? [] : id)));
  const known = new Map(
    observations.filter((one) => partIds.has(one.measure)).map((one) => [key(one.measure, one), one]),
  );
  return wholes.flatMap((whole) => {
    const parts = measures.filter(({ partOf }) => partOf === whole.id);
    return observations.flatMap((observation, at): Contradiction[] => {
      const total = observation.measure === whole.id ? valueOf(observation, whole) : null;
      if (total === null) return [];
      const figures = parts.map((part) => {
        const found = known.get(key(part.id, observation));
        return { found, value: found ? valueOf(found, part) : null };
      });
      if (figures.some(({ value }) => value === null)) return [];
      const decimals = Math.max(
        decimalsOf(observation.asPrinted),
        ...figures.map(({ found }) => decimalsOf(found?.asPrinted ?? '')),
      );
      const sum = rounded(
        figures.reduce((all, { value }) => all + (value ?? 0), 0),
        decimals,
      );
      if (sum === total) return [];
      const isRounded = whole.unit === PERCENT || decimals > 0;
      const explained =
        isRounded && Math.abs(sum - total) <= ((parts.length + 1) * 0.5) / 10 ** decimals + 1e-9;
      const names = figures.map(({ value }) => number(value)).join(' + ');
      return [
        {
          at,
          kind: 'sum',
          text: `${names} is ${number(sum)}, and printed is ${number(total)}.${explained ? ' Rounding explains that.' : ''}`,
          explained,
        },
      ];
    });
  });
}

const number = (value: number | null): string =>
  (value ?? 0).toLocaleString('en-GB', { maximumFractionDigits: 6 });

/** One conflict as a sentence; what is named is the place and the period of the other one. */
export const conflictText = ({ why }: Pick<ObservationConflict, 'why'>, other: Observation): string =>
  why === 'twice'
    ? `There is a figure of this measure, place, period and kind already: ${other.asPrinted}. Leave one of them out.`
    : `The period shares days with ${periodLabel(other.period)}, of which there is a figure already. A series needs periods that follow each other, or lie in one another.`;
