import { hasResult } from './criterionTally.ts';
import { criteriaOf, instrumentItemsOf } from './parts.ts';
import type { Instrument } from './schema.ts';
import type { CriterionScore } from './score.ts';

/** Why records have no score on a criterion; what is counted here adds up to its `unscored`. */
export interface WhyUnscored {
  /** An answer, or a judgement, is missing. */
  missing: number;
  /** Nothing of the criterion applies. */
  notApplicable: number;
  /** What it came to lies below its lowest band, or below that of a criterion in it. */
  belowBands: number;
  /** The items and judgements that are missing, in the order of the tool, each with how many records lack it. */
  lacking: { id: string; records: number }[];
}

type Scores = readonly CriterionScore[];

/** The items and judgements for want of which a record has no score on a criterion, whatever lies between. */
export function lackingIn(scores: Scores, criterion: string): string[] {
  const byId = new Map(scores.map((score) => [score.id, score]));
  const walk = (id: string): string[] => {
    const own = byId.get(id);
    if (!own) return [id];
    return own.missing.flatMap((part) => (part === id ? [id] : walk(part)));
  };
  return byId.get(criterion)?.score === null ? [...new Set(walk(criterion))] : [];
}

/**
 * Why records have no score, criterion by criterion.
 *
 * @param records - the scores of each record, of `scoreRecord`
 * @returns by the id of every criterion
 */
export function whyUnscored(instrument: Instrument, records: readonly Scores[]): Map<string, WhyUnscored> {
  const criteria = criteriaOf(instrument);
  const inOrder = [...instrumentItemsOf(instrument), ...criteria].map(({ id }) => id);
  return new Map(
    criteria.map(({ id }) => {
      const why: WhyUnscored = { missing: 0, notApplicable: 0, belowBands: 0, lacking: [] };
      const lacking = new Map<string, number>();
      for (const scores of records) {
        const own = scores.find((score) => score.id === id);
        if (!own || hasResult(own)) continue;
        const parts = lackingIn(scores, id);
        if (own.notApplicable) why.notApplicable += 1;
        else if (parts.length === 0) why.belowBands += 1;
        else why.missing += 1;
        for (const part of own.notApplicable ? [] : parts) lacking.set(part, (lacking.get(part) ?? 0) + 1);
      }
      why.lacking = inOrder.flatMap((part) => {
        const n = lacking.get(part);
        return n === undefined ? [] : [{ id: part, records: n }];
      });
      return [id, why] as const;
    }),
  );
}
