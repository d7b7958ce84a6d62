import type { OverallFigure } from '../headline.ts';
import { missesStandard, missesStandardShare } from '../improvement.ts';
import { ndtmsReached, ndtmsStandards } from '../ndtmsCompleteness.ts';
import type { NdtmsMeasure, ShownNdtmsCount } from '../ndtmsCompleteness.ts';
import { SUPPRESSED_MARK } from '../shown.ts';
import type { ShownFigure } from '../shown.ts';
import type { Check } from '../tool.ts';
import type { Observation } from './measure.ts';

/** What of an audit can bear on a measure: a check, a criterion that is scored, or how complete NDTMS records are. */
export const AUDIT_FIGURE_KINDS = ['check', 'criterion', 'completeness'] as const;
export type AuditFigureKind = (typeof AUDIT_FIGURE_KINDS)[number];

/** Of which measure, place and days an audit's figure is, and which audit found it. */
export type AboutFigure = Pick<Observation, 'measure' | 'place' | 'period' | 'source'>;

/** An audit's figure as one reader may see it: an observation, with the standard as a target on it. */
export interface AuditFigure {
  place: string;
  observation: Observation | null;
  /** Why there is none, in a word or the mark of what is suppressed; empty where there is one. */
  missing: string;
  target: Observation | null;
  /** Null without a standard, and where there is no figure. */
  reached: boolean | null;
}

const NOTHING = { value: null, low: null, high: null, numerator: null, denominator: null };

const targetOf = (about: AboutFigure, percent: number, word: string): Observation => ({
  ...about,
  ...NOTHING,
  kind: 'target',
  value: percent,
  asPrinted: `${word} ${percent}%`,
});

/**
 * The share of a check, as the results print it: whole percent, with its numbers and its 95% interval. Of all files it is the
 * figure that the audit goes by: weighted by the lists where that is its headline, with the counts beside it.
 *
 * @param figure - as it is shown to the reader, of the files where the check applied
 * @param headline - of all files; null of a provider's
 */
export function figureOfCheck(
  about: AboutFigure,
  check: Pick<Check, 'polarity' | 'standard'>,
  figure: ShownFigure | undefined,
  headline: OverallFigure | null = null,
): AuditFigure {
  const { polarity, standard } = check;
  const word = polarity === 'yes_is_bad' ? 'at most' : 'at least';
  const target = standard === undefined ? null : targetOf(about, standard, word);
  const none = { place: about.place, observation: null, target, reached: null };
  if (figure?.kind !== 'figure') {
    const missing =
      figure?.kind === 'suppressed' ? SUPPRESSED_MARK : (figure?.reason ?? 'not asked in this audit');
    return { ...none, missing };
  }
  const { yes, applicable, percentOfApplicable, interval } = figure;
  if (headline?.by === 'weighted' && headline.figure.kind !== 'none') {
    if (headline.figure.kind === 'suppressed') return { ...none, missing: SUPPRESSED_MARK };
    const { share, percent, interval: weighted } = headline.figure;
    return {
      ...none,
      missing: '',
      observation: {
        ...about,
        ...NOTHING,
        kind: 'actual',
        value: percent,
        low: weighted && 100 * weighted[0],
        high: weighted && 100 * weighted[1],
        asPrinted: `${percent}% weighted (${yes} of ${applicable})`,
      },
      reached: standard === undefined ? null : !missesStandardShare(check, share),
    };
  }
  return {
    ...none,
    missing: '',
    observation: {
      ...about,
      kind: 'actual',
      value: percentOfApplicable,
      low: interval && 100 * interval[0],
      high: interval && 100 * interval[1],
      numerator: yes,
      denominator: applicable,
      asPrinted: `${percentOfApplicable ?? 0}% (${yes} of ${applicable})`,
    },
    reached: standard === undefined ? null : !missesStandard(check, figure),
  };
}

/** A criterion's mean over the records that have a score, with the interval of the mean. */
export function figureOfCriterion(
  about: AboutFigure,
  shown: {
    mean: number | null;
    scored: number;
    records: number;
    interval: readonly [number, number] | null;
  } | null,
): AuditFigure {
  const none = { place: about.place, observation: null, target: null, reached: null };
  if (shown === null) return { ...none, missing: SUPPRESSED_MARK };
  const { mean, scored, records, interval } = shown;
  if (mean === null) return { ...none, missing: 'no score' };
  return {
    ...none,
    missing: '',
    observation: {
      ...about,
      ...NOTHING,
      kind: 'actual',
      value: mean,
      low: interval && interval[0],
      high: interval && interval[1],
      asPrinted: `${mean.toFixed(2)} (mean of ${scored} of ${records})`,
    },
  };
}

/** How complete a part of the NDTMS records is, of what was due; the lowest of its standards is the target. */
export function figureOfCompleteness(
  about: AboutFigure,
  measure: NdtmsMeasure,
  count: ShownNdtmsCount | undefined,
  threshold: number | null,
): AuditFigure {
  const standards = ndtmsStandards(measure, threshold);
  const [least] = standards;
  const target = least === undefined ? null : targetOf(about, least, 'at least');
  const none = { place: about.place, observation: null, target, reached: null };
  if (count?.kind !== 'count') {
    const missing =
      count?.kind === 'suppressed'
        ? SUPPRESSED_MARK
        : count?.kind === 'none'
          ? 'nothing due'
          : 'not in the extract';
    return { ...none, missing };
  }
  const { complete, due, percent } = count;
  return {
    ...none,
    missing: '',
    observation: {
      ...about,
      ...NOTHING,
      kind: 'actual',
      value: percent,
      numerator: complete,
      denominator: due,
      asPrinted: `${percent}% (${complete} of ${due})`,
    },
    reached: least === undefined ? null : ndtmsReached(count, standards) !== null,
  };
}
