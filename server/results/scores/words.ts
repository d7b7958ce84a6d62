import { bandAt, bandIdsOf, criteriaOf, instrumentItemsOf, optionsOf } from '../../../rules/index.ts';
import type { Criterion, CriterionScore, Instrument } from '../../../rules/index.ts';
import { countOf, decimalText, listOf } from '../../formats/english.ts';

/** A band of a criterion, or for a judgement an answer that can be chosen; the cut of an answer is null. */
export interface BandWords {
  id: string;
  label: string;
  from: number | null;
  score: number | null;
}

/** The bands of a criterion from the lowest; none where it has none. */
export function bandsOf(instrument: Instrument, criterion: Criterion): BandWords[] {
  if (criterion.bands) {
    return criterion.bands.map(({ id, label, from, score }) => ({ id, label, from, score: score ?? null }));
  }
  const options = instrument.scales[criterion.scale ?? '']?.options ?? [];
  return bandIdsOf(instrument, criterion).map((id) => {
    const option = options.find((one) => one.id === id);
    return { id, label: option?.label ?? id, from: null, score: option?.score ?? null };
  });
}

/** How items and criteria are called where there is little room: by their short label, or their title. */
export function shortNames(instrument: Instrument): Map<string, string> {
  return new Map([
    ...instrumentItemsOf(instrument).map(({ id, shortLabel }) => [id, shortLabel] as const),
    ...criteriaOf(instrument).map(({ id, title }) => [id, title] as const),
  ]);
}

/** A score with its band, such as "27, good"; a judgement without scores by its word; a dash where there is none. */
export function scoreWords(
  instrument: Instrument,
  criterion: Criterion,
  { score, band }: Pick<CriterionScore, 'score' | 'band'>,
): string {
  const chosen = bandsOf(instrument, criterion).find(({ id }) => id === band)?.label;
  if (score === null) return chosen ?? '–';
  const label = chosen?.toLowerCase();
  return label === undefined ? decimalText(score) : `${decimalText(score)}, ${label}`;
}

/** What validation changed of a score or mean, without the noise of fractions; null where either is missing. */
export const differenceOf = (counting: number | null, own: number | null): number | null =>
  counting === null || own === null ? null : Math.round((counting - own) * 1e6) / 1e6 + 0;

const AGGREGATES = {
  mean: 'Mean',
  sum: 'Sum',
  least: 'Lowest',
  most: 'Highest',
  median: 'Median',
} as const;

const MOST_PLACES = 6;

/** A value with so many places that it is not taken for a cut that it lies beside. */
export function valueText(value: number, cuts: readonly number[]): string {
  const rounded = (places: number) => Math.round(value * 10 ** places) / 10 ** places;
  for (let places = 2; places < MOST_PLACES; places += 1) {
    const shown = rounded(places);
    if (cuts.every((cut) => Math.sign(shown - cut) === Math.sign(rounded(MOST_PLACES) - cut))) {
      return String(shown);
    }
  }
  return String(rounded(MOST_PLACES));
}

/** How the score of one record on a criterion came about, as one or two sentences. */
export function ruleInWords(instrument: Instrument, criterion: Criterion, own: CriterionScore): string {
  const names = shortNames(instrument);
  const bands = bandsOf(instrument, criterion);
  if (criterion.aggregate === 'judgement') {
    const chosen = bands.find(({ id }) => id === own.band)?.label;
    if (chosen !== undefined) {
      return `Judged by a person${criterion.of.length > 0 ? ' with the answers in view' : ''}: ${chosen.toLowerCase()}.`;
    }
    return own.notApplicable ? 'Judged not to apply, so it has no score.' : 'Nobody has judged it yet.';
  }
  if (own.notApplicable) return 'Nothing of it applies, so it has no score and leaves what it is part of.';
  const applying = own.parts.filter(({ notApplicable }) => !notApplicable);
  const things = criterion.of.every((part) => typeof part === 'string') ? 'answer' : 'score';
  if (own.value === null) {
    const named = own.missing.map((id) => names.get(id) ?? id);
    return `No score: ${own.missing.length} of ${countOf(applying.length, things)} ${own.missing.length === 1 ? 'is' : 'are'} missing (${listOf(named)}).`;
  }
  const cuts = bands.flatMap(({ from }) => from ?? []);
  const weighted = Object.keys(criterion.weights ?? {}).length > 0;
  const made = weighted
    ? `Weighted ${AGGREGATES[criterion.aggregate].toLowerCase()}`
    : AGGREGATES[criterion.aggregate];
  const left = own.parts.length - applying.length;
  const first = `${made} of ${countOf(applying.length, things)} ${valueText(own.value, cuts)}`;
  const without = left > 0 ? ` (${left} not applicable)` : '';
  const limits = limitWords(instrument, criterion, own);
  return `${first}${without}${bandWords(criterion, own.value)}.${limits}`;
}

/** In which band a value falls and why, to follow the value. */
function bandWords(criterion: Criterion, value: number): string {
  const { bands = [], scoredBy } = criterion;
  if (bands.length === 0) return '';
  const band = bandAt(criterion, value);
  const next = band === null ? undefined : bands[bands.indexOf(band) + 1];
  if (!band) return `, below ${decimalText(bands[0]?.from ?? 0)}, where the lowest band begins, so no score`;
  const counts =
    scoredBy === 'band' && band.score !== undefined ? `, which counts ${decimalText(band.score)}` : '';
  const edge =
    next === undefined || decimalText(value) === decimalText(band.from)
      ? `${band.label.toLowerCase()} begins at ${decimalText(band.from)}`
      : `${next.label.toLowerCase()} begins at ${decimalText(next.from)}`;
  return `, ${edge}, so ${band.label.toLowerCase()}${counts}`;
}

/** The limits that brought a score down, each with the answer that it hangs on. */
function limitWords(instrument: Instrument, criterion: Criterion, own: CriterionScore): string {
  return own.limitedBy
    .map(({ item, atMost }) => {
      const asked = instrumentItemsOf(instrument).find(({ id }) => id === item);
      const limit = criterion.limits.find((one) => one.item === item && one.atMost === atMost);
      const answers = (asked ? optionsOf(instrument, asked) : [])
        .filter(({ id }) => limit?.answers.includes(id))
        .map(({ label }) => label.toLowerCase());
      return ` But “${asked?.label ?? item}” is ${answers.join(' or ')}, and then it comes to ${decimalText(atMost)} at most: ${scoreWords(instrument, criterion, own)}.`;
    })
    .join('');
}
