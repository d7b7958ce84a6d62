import { PERCENT } from './measure.ts';
import type { Measure, MeasureFigure, Observation } from './measure.ts';

const NUMBER = String.raw`[-−+]?£?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`;
const SINGLE = new RegExp(`^(${NUMBER}) ?(%?)$`);
const OF = new RegExp(`^(${NUMBER}) (?:of|out of) (${NUMBER})$`);
const RANGE = new RegExp(`^(${NUMBER}) ?%? ?(?:to|–|-) ?(${NUMBER}) ?(%?)$`);
const WITH = new RegExp(String.raw`^(${NUMBER}) ?(%?) ?[(\[](.+)[)\]]$`);
/** What a figure is written like, for sentences that say what to do. */
const WRITTEN = 'Write it like 57%, 755 of 1,321, 57% (755 of 1,321), 10 to 15% or 1,321 (1,039 to 1,600).';

/** What was read of a cell, or why nothing was. */
export type ReadFigure =
  { figure: MeasureFigure; problem?: undefined } | { figure?: undefined; problem: string };

/**
 * Reads a figure as it was printed: a number, a share, so many of so many, a range, or a number with its interval. A range
 * is kept by its smaller and greater end, in whatever order it was printed; the text itself is kept beside.
 *
 * @param unit - of the measure
 * @returns why not, as a sentence, for what is no figure
 */
export function readFigure(text: string, { unit }: Pick<Measure, 'unit'>): ReadFigure {
  const asPrinted = text.trim();
  const written = asPrinted.replace(/\s+/g, ' ');
  const figure = bare(written);
  if (figure === null) return { problem: `"${asPrinted}" is no figure. ${WRITTEN}` };
  if (figure.isPercent && unit !== PERCENT) {
    return { problem: `"${asPrinted}" is a percentage, and the measure counts ${unit}.` };
  }
  if (figure.denominator === 0) {
    return {
      problem: `"${asPrinted}" has a denominator of 0, of which there is no rate. Leave the cell empty.`,
    };
  }
  if ((figure.numerator ?? 0) < 0 || (figure.denominator ?? 0) < 0) {
    return { problem: `"${asPrinted}" counts less than nothing. ${WRITTEN}` };
  }
  const { isPercent: _, ...kept } = figure;
  return { figure: { ...kept, asPrinted } };
}

type Bare = Omit<MeasureFigure, 'asPrinted'> & { isPercent: boolean };
const NOTHING: Bare = {
  value: null,
  low: null,
  high: null,
  numerator: null,
  denominator: null,
  isPercent: false,
};

function bare(text: string): Bare | null {
  const single = SINGLE.exec(text);
  if (single) return { ...NOTHING, value: numberOf(single[1]), isPercent: single[2] === '%' };
  const of = OF.exec(text);
  if (of) return { ...NOTHING, numerator: numberOf(of[1]), denominator: numberOf(of[2]) };
  const range = RANGE.exec(text);
  if (range) {
    const ends = [numberOf(range[1]), numberOf(range[2])];
    return {
      ...NOTHING,
      low: Math.min(...ends),
      high: Math.max(...ends),
      isPercent: text.includes('%'),
    };
  }
  const [, value, percent, inside] = WITH.exec(text) ?? [];
  const more = inside === undefined || WITH.test(inside) || SINGLE.test(inside) ? null : bare(inside.trim());
  return more && { ...more, value: numberOf(value), isPercent: percent === '%' || more.isPercent };
}

const numberOf = (text = ''): number => Number(text.replace(/[,£+]/g, '').replace('−', '-'));

/** A whole number of people or of anything else, or null. */
export const countOfText = (text: string): number | null =>
  /^(\d{1,3}(,\d{3})+|\d+)$/.test(text.trim()) ? numberOf(text.trim()) : null;

/** How many decimal places a figure was printed with. */
export const decimalsOf = (asPrinted: string): number =>
  /^\D*[\d,]+(?:\.(\d+))?/.exec(asPrinted)?.[1]?.length ?? 0;

/** The rate that numerator and denominator make, in the unit of the measure; null where it has not both. */
export function recomputed(figure: MeasureFigure, { unit }: Pick<Measure, 'unit'>): number | null {
  const { numerator, denominator } = figure;
  if (numerator === null || denominator === null || denominator === 0) return null;
  return ((unit === PERCENT ? 100 : 1) * numerator) / denominator;
}

/** What stands between the two numbers of a rate: some of all for a share, and so much for so many for anything else. */
export const perWord = ({ unit }: Pick<Measure, 'unit'>): 'of' | 'for' => (unit === PERCENT ? 'of' : 'for');

/** The one number of a figure: as printed where a number was, else what it recomputes to; null of a range. */
export const valueOf = (figure: MeasureFigure, measure: Pick<Measure, 'unit'>): number | null =>
  figure.value ?? recomputed(figure, measure);

/** A printed rate beside the one that its own numbers make. */
export interface RateCheck {
  printed: number;
  recomputed: number;
  decimals: number;
  /** printed - recomputed, both at the decimals of print. */
  difference: number;
  agrees: boolean;
  /** Whether the printed rate was cut off instead of rounded. */
  cut: boolean;
  /** Whether a denominator that was rounded to a whole number can explain the difference. */
  byRounding: boolean;
}

/** Holds a printed rate against its numbers; null where there is not both. */
export function checkRate(figure: MeasureFigure, measure: Pick<Measure, 'unit'>): RateCheck | null {
  const made = recomputed(figure, measure);
  if (figure.value === null || made === null) return null;
  const decimals = decimalsOf(figure.asPrinted);
  const at = rounded(made, decimals);
  const difference = rounded(figure.value - at, decimals);
  const { denominator } = figure;
  const ends = [-0.5, 0.5].map((by) =>
    recomputed({ ...figure, denominator: (denominator ?? 0) + by }, measure),
  );
  const step = 0.5 / 10 ** decimals;
  return {
    printed: figure.value,
    recomputed: made,
    decimals,
    difference,
    agrees: difference === 0,
    cut: difference !== 0 && figure.value === Math.trunc(made * 10 ** decimals + NOISE) / 10 ** decimals,
    byRounding:
      difference !== 0 &&
      figure.value >= (ends[1] ?? made) - step - NOISE &&
      figure.value <= (ends[0] ?? made) + step + NOISE,
  };
}

const NOISE = 1e-9;

/** Rounded half up, in decimal places: what binary fractions lose of a half is given back. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.floor(value * scale + 0.5 + NOISE) / scale + 0;
}

/** What parts a label of a series: its measure, place and kind. */
export const seriesKey = ({
  measure,
  place,
  kind,
}: Pick<Observation, 'measure' | 'place' | 'kind'>): string => JSON.stringify([measure, place, kind]);
