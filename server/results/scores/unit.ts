import type { CriterionTally, PrintedAnswers, WhyUnscored } from '../../../rules/index.ts';

/** How many are in each band as a published table has it, and the mean where it has one. */
export interface PrintedFigures {
  bands: PrintedAnswers['percents'];
  mean: PrintedAnswers['mean'];
}

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
  /** As a published table has it: no record is known. */
  | ({ kind: 'printed'; id: string; scored: number } & PrintedFigures)
  /** Not shown, by the rule on small numbers. */
  | { kind: 'suppressed'; id: string };

/** Some records together, with a figure for every criterion in the order of the tool. */
export interface ShownScoreUnit {
  key: string;
  name: string;
  records: number;
  criteria: ShownCriterion[];
}

/** The id of the criterion that a figure is of. */
export const criterionIdOf = (figure: ShownCriterion): string =>
  figure.kind === 'figure' ? figure.tally.id : figure.id;
