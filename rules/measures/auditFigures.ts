import type { OverallFigure } from '../headline.ts';
import { ndtmsReached, ndtmsStandards } from '../ndtmsCompleteness.ts';
import type { NdtmsMeasure, ShownNdtmsCount } from '../ndtmsCompleteness.ts';
import type { Outcome } from '../outcomes.ts';
import { SUPPRESSED_MARK } from '../shown.ts';
import type { ShownFigure } from '../shown.ts';
import { asShare, verdictOnStandard } from '../standard.ts';
import type { Check } from '../tool.ts';
import type { MeasureFigure, Observation } from './measure.ts';

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
  /** Null without a standard, where there is no figure, and where it is not sure. */
  reached: boolean | null;
}

const NOTHING: Omit<MeasureFigure, 'asPrinted'> = {
  value: null,
  low: null,
  high: null,
  numerator: null,
  denominator: null,
};

const targetOf = (about: AboutFigure, percent: number, word: string): Observation => ({
  ...about,
  ...NOTHING,
  kind: 'target',
  value: percent,
  asPrinted: `${word} ${percent}%`,
});

/** What there is to see, or the word for why there is nothing. */
type Found = string | (Partial<typeof NOTHING> & Pick<Observation, 'asPrinted'>);

/** The one shape of every figure of an audit. */
const auditFigure = (
  about: AboutFigure,
  found: Found,
  target: Observation | null = null,
  reached: boolean | null = null,
): AuditFigure => ({
  place: about.place,
  target,
  ...(typeof found === 'string'
    ? { observation: null, missing: found, reached: null }
    : { observation: { ...about, ...NOTHING, kind: 'actual', ...found }, missing: '', reached }),
});

const inPercent = (interval: readonly [number, number] | null) => ({
  low: interval && 100 * interval[0],
  high: interval && 100 * interval[1],
});

/**
 * The share of a check, as the results print it: whole percent, with its numbers and its 95% interval. Of all files it is the
 * figure that the audit goes by: weighted by the lists where that is its headline, with the counts beside it.
 *
 * @param figure - as it is shown to the reader, of the files where the check applied
 * @param beside - headline: of all files, none of a provider's; outcome: what the rule by which the panel may stop reading says
 *   of these files, where there is one
 */
export function figureOfCheck(
  about: AboutFigure,
  check: Pick<Check, 'polarity' | 'standard'>,
  figure: ShownFigure | undefined,
  { headline = null, outcome = null }: { headline?: OverallFigure | null; outcome?: Outcome | null } = {},
): AuditFigure {
  const { polarity, standard } = check;
  const word = polarity === 'yes_is_bad' ? 'at most' : 'at least';
  const target = standard === undefined ? null : targetOf(about, standard, word);
  if (figure?.kind !== 'figure') {
    const why =
      figure?.kind === 'suppressed' ? SUPPRESSED_MARK : (figure?.reason ?? 'not asked in this audit');
    return auditFigure(about, why, target);
  }
  const { yes, applicable, percentOfApplicable, interval } = figure;
  if (headline?.by === 'weighted' && headline.figure.kind !== 'none') {
    if (headline.figure.kind === 'suppressed') return auditFigure(about, SUPPRESSED_MARK, target);
    const { share, percent, interval: weighted } = headline.figure;
    const asPrinted = `${percent}% weighted (${yes} of ${applicable})`;
    const reached = isReached(verdictOnStandard(check, asShare(share), outcome));
    return auditFigure(about, { value: percent, ...inPercent(weighted), asPrinted }, target, reached);
  }
  const asPrinted = `${percentOfApplicable ?? 0}% (${yes} of ${applicable})`;
  const counts = { numerator: yes, denominator: applicable };
  const reached = isReached(verdictOnStandard(check, figure, outcome));
  const found = { value: percentOfApplicable, ...inPercent(interval), ...counts, asPrinted };
  return auditFigure(about, found, target, reached);
}

/** Null where it cannot be said, be it that reading goes by a rule that has not told. */
const isReached = (verdict: ReturnType<typeof verdictOnStandard>): boolean | null =>
  verdict === 'met' ? true : verdict === 'not met' ? false : null;

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
  if (shown === null) return auditFigure(about, SUPPRESSED_MARK);
  const { mean, scored, records, interval } = shown;
  if (mean === null) return auditFigure(about, 'no score');
  const [low = null, high = null] = interval ?? [];
  const asPrinted = `${mean.toFixed(2)} (mean of ${scored} of ${records})`;
  return auditFigure(about, { value: mean, low, high, asPrinted });
}

const NO_COUNT = { suppressed: SUPPRESSED_MARK, none: 'nothing due', absent: 'not in the extract' };

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
  if (count?.kind !== 'count') {
    return auditFigure(about, NO_COUNT[count?.kind ?? 'absent'], target);
  }
  const { complete, due, percent } = count;
  const asPrinted = `${percent}% (${complete} of ${due})`;
  const reached = least === undefined ? null : ndtmsReached(count, standards) !== null;
  return auditFigure(
    about,
    { value: percent, numerator: complete, denominator: due, asPrinted },
    target,
    reached,
  );
}
