import { periodLabel, perWord, recomputed, valueOf } from '../../rules/index.ts';
import type {
  Better,
  Measure,
  Observation,
  ObservationKind,
  PlaceKind,
  TravelVerdict,
} from '../../rules/index.ts';

export const BETTER_WORDS: Record<Better, string> = {
  higher: 'Higher is better',
  lower: 'Lower is better',
  neither: 'Neither way is better',
};

export const KIND_WORDS: Record<ObservationKind, string> = {
  actual: 'Actual',
  baseline: 'Baseline',
  target: 'Target',
  top_quartile: 'Top quartile',
  national: 'National',
  estimate: 'Estimate',
};

export const PLACE_WORDS: Record<PlaceKind, string> = {
  partnership: 'Partnership',
  provider: 'Provider',
  region: 'Region',
  cluster: 'Cluster',
  country: 'Country',
};

/** A cell of a table of measures; the same in page, PDF, CSV and workbook. */
export interface MeasureCell {
  text: string;
  note: string;
  verdict: { text: string; kind: TravelVerdict } | null;
  /** The number behind the text, for programs; null where there is none. */
  value: number | null;
}

export const NO_CELL: MeasureCell = { text: '', note: '', verdict: null, value: null };

/** A table of measures: its columns are only those in which there is anything. */
export interface MeasureTable {
  caption: string;
  first: string;
  heads: string[];
  rows: { name: string; href: string; note: string; cells: MeasureCell[] }[];
}

/** Leaves out columns in which there is nothing. */
export function tableOf<Row>(
  parts: { caption: string; first: string },
  rows: readonly Row[],
  nameOf: (row: Row) => { name: string; href: string; note: string },
  columns: readonly { head: string; cell: (row: Row) => MeasureCell }[],
): MeasureTable {
  const filled = columns.filter(({ cell }) => rows.some((row) => cell(row).text !== ''));
  return {
    ...parts,
    heads: filled.map(({ head }) => head),
    rows: rows.map((row) => ({ ...nameOf(row), cells: filled.map(({ cell }) => cell(row)) })),
  };
}

const signOf = ({ unit }: Pick<Measure, 'unit'>): string => (unit === 'percent' ? '%' : '');

const formats = new Map<string, Intl.NumberFormat>();

/** A number in British writing. Each way to write one is made once: it takes longer than the number. */
function britishNumber(value: number, least: number, most: number): string {
  const key = `${least} ${most}`;
  const known =
    formats.get(key) ??
    new Intl.NumberFormat('en-GB', { minimumFractionDigits: least, maximumFractionDigits: most });
  formats.set(key, known);
  return known.format(value);
}

/** A number in the unit of a measure. @example numberText(1986, { unit: 'people' }) // '1,986' */
export const numberText = (value: number, measure: Pick<Measure, 'unit'>, decimals = 2, least = 0): string =>
  `${britishNumber(value, least, decimals).replace('-', '−')}${signOf(measure)}`;

/** A step or a change, with its sign. */
export const signedText = (value: number, decimals: number, least = 0): string => {
  const text = britishNumber(Math.abs(value), least, decimals);
  return Number(text.replaceAll(',', '')) === 0 ? '0' : `${value > 0 ? '+' : '−'}${text}`;
};

/** A figure as it was printed; its range by its ends, with the order of print where that is another. */
export function figureCell(one: Observation | null, measure: Measure): MeasureCell {
  if (!one) return NO_CELL;
  const { value, low, high, numerator, denominator, asPrinted } = one;
  const of =
    numerator !== null && denominator !== null
      ? `${numberText(numerator, { unit: '' })} ${perWord(measure)} ${numberText(denominator, { unit: '' })}`
      : '';
  const range = low !== null && high !== null ? rangeText(low, high, measure) : '';
  const number = valueOf(one, measure);
  const text =
    value !== null
      ? printedText(asPrinted, measure)
      : range || (number === null ? asPrinted : numberText(number, measure, 1));
  const turned = value === null && range !== '' && !isInOrder(asPrinted) ? `printed ${asPrinted}` : '';
  return {
    text,
    note: [of, value !== null ? range : '', turned].filter((part) => part !== '').join(', '),
    verdict: null,
    value: number,
  };
}

const rangeText = (low: number, high: number, measure: Measure): string =>
  `${numberText(low, { unit: '' })} to ${numberText(high, measure)}`;

/** Whether the first number of a printed range is the smaller one. */
function isInOrder(asPrinted: string): boolean {
  const [first = 0, second = 0] = [...asPrinted.replaceAll(',', '').matchAll(/\d+(?:\.\d+)?/g)].map(Number);
  return first <= second;
}

/** The first number of what was printed, with the sign of its unit. */
function printedText(asPrinted: string, measure: Measure): string {
  const number = /^[^([]*/.exec(asPrinted)?.[0].trim() ?? '';
  return measure.unit === 'percent' && !number.endsWith('%') ? `${number}%` : number.replace(/^-/, '−');
}

/** What the rate recomputes to, beside the printed one; nothing where there is no printed one. */
export function recomputedCell(one: Observation | null, measure: Measure, decimals: number): MeasureCell {
  const made = one && one.value !== null ? recomputed(one, measure) : null;
  return made === null
    ? NO_CELL
    : { ...NO_CELL, text: numberText(made, measure, decimals, decimals), value: made };
}

/** The period of a figure that is not of the period of its table. */
export const periodOf = (one: Observation | null): string => (one ? periodLabel(one.period) : '');

/** A period as it fits under a point of a chart. @example shortPeriod('March 2012') // 'Mar 12' */
export const shortPeriod = (label: string): string =>
  label.replace(/^([A-Z][a-z]{2})[a-z]* \d\d(\d\d)$/, '$1 $2').replace(/^(Q\d) \d\d(\d\d\/\d\d)$/, '$1 $2');
