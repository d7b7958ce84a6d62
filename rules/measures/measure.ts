import type { Period } from './period.ts';

/** Which way a measure is better; `neither` where it only describes. */
export const BETTER = ['higher', 'lower', 'neither'] as const;
export type Better = (typeof BETTER)[number];

/** What an observation is: what was reached, where it began, what was wanted, what it is held against. */
export const OBSERVATION_KINDS = [
  'actual',
  'baseline',
  'target',
  'top_quartile',
  'national',
  'estimate',
] as const;
export type ObservationKind = (typeof OBSERVATION_KINDS)[number];

/** Of what a figure can be. */
export const PLACE_KINDS = ['partnership', 'provider', 'region', 'cluster', 'country'] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** The unit of a measure that is a share; every other unit is a word such as "people" or "years". */
export const PERCENT = 'percent';

/** Units in which places of different size can be held against each other, and a country against both. */
const COMPARABLE = /^(percent|rank|score|points?|years?|months?|weeks?|days?|hours?|minutes?)$|\bper\b/;

/** Whether a measure is a rate, a duration or a score; of what is counted a country has more than a place in any case. */
export const isComparable = ({ unit }: Pick<Measure, 'unit'>): boolean => COMPARABLE.test(unit);

/** A number that a partnership is steered by. */
export interface Measure {
  /** Lower case, digits and underscores: how sheets and other programs name it. */
  id: string;
  label: string;
  /** {@link PERCENT} or what is counted, such as "people". */
  unit: string;
  better: Better;
  /** What is counted, and of what, in words or as the label of another measure; empty where it is no rate. */
  numerator: string;
  denominator: string;
  /** The id of the measure that this one adds up to with its sisters; null for none. */
  partOf: string | null;
}

/** A value as it was printed or entered; what was not printed is null. */
export interface MeasureFigure {
  value: number | null;
  /** The smaller and the greater end of a range or of an interval, whatever the order of print. */
  low: number | null;
  high: number | null;
  numerator: number | null;
  denominator: number | null;
  /** The text itself. */
  asPrinted: string;
}

/** One figure of a measure for a place and a period. */
export interface Observation extends MeasureFigure {
  /** The id of the measure. */
  measure: string;
  /** The name of the place. */
  place: string;
  period: Period;
  kind: ObservationKind;
  /** Where it was taken from. */
  source: string;
}

/** The most characters of the id of a measure. */
export const LONGEST_MEASURE_ID = 60;

/** An id made of the label of a measure. @example measureIdOf('Waiting over 3 weeks') // 'waiting_over_3_weeks' */
export const measureIdOf = (label: string): string =>
  label
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '')
    .slice(0, LONGEST_MEASURE_ID);

/** The measure that a tool names, by its id or by its label; null where there is none of that name. */
export const measureNamed = <M extends Pick<Measure, 'id' | 'label'>>(
  all: readonly M[],
  name: string,
): M | null =>
  all.find(({ id }) => id === name) ?? all.find(({ label }) => measureIdOf(label) === name) ?? null;
