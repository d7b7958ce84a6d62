import type { CriterionTally, WhyUnscored } from '../../../rules/index.ts';

/** What records scored on one criterion, as one reader may see it. */
export type ShownCriterion =
  | {
      kind: 'figure';
      tally: CriterionTally;
      /** Of the mean, 95%; null where there are too few scores, or all are alike. */
      interval: [low: number, high: number] | null;
      /** Null for whom small numbers are suppressed: of each reason there are few. */
      why: WhyUnscored | null;
    }
  /** Not shown, by the rule on small numbers. */
  | { kind: 'suppressed'; id: string };

/** Some records together, with a figure for every criterion in the order of the tool. */
export interface ShownScoreUnit {
  key: string;
  name: string;
  records: number;
  criteria: ShownCriterion[];
}
