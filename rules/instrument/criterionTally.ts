import { criteriaOf } from './parts.ts';
import type { Criterion, Instrument } from './schema.ts';
import type { CriterionScore } from './score.ts';

/** What the records of a group scored on one criterion. */
export interface CriterionTally {
  id: string;
  /** Records with a score, or with a judgement on a scale without scores. */
  scored: number;
  /** Records without one: an answer is missing, or nothing of it applies. */
  unscored: number;
  sum: number;
  /** Sum by scored; null without a score, as of judgements on a scale without scores. */
  mean: number | null;
  least: number | null;
  most: number | null;
  /** Records by band, every band in its order; empty where the criterion has none. */
  bands: Record<string, number>;
}

/** The ids of a criterion's bands, from the lowest; those of a judgement are the options of its scale. */
export const bandIdsOf = ({ scales }: Pick<Instrument, 'scales'>, criterion: Criterion): string[] =>
  (criterion.bands ?? scales[criterion.scale ?? '']?.options ?? []).map(({ id }) => id);

/** What is kept of a score to be counted, ranked and told. */
export type ScoreInBrief = Pick<CriterionScore, 'id' | 'score' | 'band'>;

/** Whether a criterion came to something: a score, or a judgement on a scale whose options have none. */
export const hasResult = ({ score, band }: Pick<CriterionScore, 'score' | 'band'>): boolean =>
  score !== null || band !== null;

/**
 * Tallies what records scored on each criterion.
 *
 * @param records - the scores of each record, of `scoreRecord`
 */
export function tallyCriteria(
  instrument: Instrument,
  records: readonly (readonly ScoreInBrief[])[],
): CriterionTally[] {
  return criteriaOf(instrument).map((criterion) => {
    const own = records.flatMap((scores) => scores.filter(({ id }) => id === criterion.id));
    const scores = own.flatMap(({ score }) => (score === null ? [] : [score]));
    const sum = scores.reduce((total, score) => total + score, 0);
    const scored = own.filter(hasResult).length;
    const bands = bandIdsOf(instrument, criterion).map((id): [string, number] => [
      id,
      own.filter(({ band }) => band === id).length,
    ]);
    return {
      id: criterion.id,
      scored,
      unscored: records.length - scored,
      sum,
      mean: scores.length === 0 ? null : sum / scores.length,
      least: scores.length === 0 ? null : Math.min(...scores),
      most: scores.length === 0 ? null : Math.max(...scores),
      bands: Object.fromEntries(bands),
    };
  });
}

/**
 * The rank of each record by the tool's criteria, the first before the next: 1 is the best, records with equal scores
 * share a rank, and the next rank leaves as many out.
 *
 * @param records - the scores of each record
 * @returns one rank a record, in their order; null for a record that lacks one of the scores, and for all where the
 *   tool does not rank
 */
export function ranksOf(
  { rankBy = [] }: Pick<Instrument, 'rankBy'>,
  records: readonly (readonly ScoreInBrief[])[],
): (number | null)[] {
  if (rankBy.length === 0) return records.map(() => null);
  const keys = records.map((scores) => {
    const byId = new Map(scores.map(({ id, score }) => [id, score]));
    const own = rankBy.map((id) => byId.get(id) ?? null);
    return own.includes(null) ? null : own.map((score) => score ?? 0);
  });
  const isBetter = (a: readonly number[], b: readonly number[]) => {
    const at = a.findIndex((score, k) => score !== b[k]);
    return at !== -1 && (a[at] ?? 0) > (b[at] ?? 0);
  };
  return keys.map((own) =>
    own === null ? null : 1 + keys.filter((other) => other !== null && isBetter(other, own)).length,
  );
}
