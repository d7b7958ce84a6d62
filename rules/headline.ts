import { shareIn } from './denominator.ts';
import type { Denominator, ShownShare } from './denominator.ts';
import type { ShownWeighted, WeightedCheck } from './howChosen.ts';
import type { ShownTable } from './shown.ts';

/** Which of two figures of all files an audit goes by, as was decided at set-up: the recommended one first. */
export const HEADLINES = ['weighted', 'unweighted'] as const;
export type Headline = (typeof HEADLINES)[number];

/** A figure of all files: every file that was read counted once, or each group counted by its list. */
export type OverallFigure =
  { by: 'unweighted'; figure: ShownShare } | { by: 'weighted'; figure: ShownWeighted };

/** The figures of all files of one check: that which the audit goes by, and the other one, where there is one. */
export interface OverallFigures {
  headline: OverallFigure;
  beside: OverallFigure | null;
}

/**
 * By which figure the figures of all files are headed: as was decided, where there is anything to weigh. Where there is not,
 * both would be the same, or the weighted one cannot be had.
 */
export const headlineOf = (decided: Headline, weighted: readonly WeightedCheck[] | null): Headline =>
  weighted === null ? 'unweighted' : decided;

/**
 * The figures of all files for one check, the headline first: the one definition for every page, document, export and command.
 * A weighted figure that is suppressed stays the headline, and says so: which of two is one is not changed by what they show.
 *
 * @returns null where the check is not in the table
 */
export function overallFigures(
  of: { table: Pick<ShownTable, 'overall'>; weighted: readonly WeightedCheck[] | null; headline: Headline },
  checkId: string,
  denominator: Denominator,
): OverallFigures | null {
  const { overall } = of.table;
  const figure = overall.checks.find(({ id }) => id === checkId);
  if (!figure) return null;
  const unweighted: OverallFigure = {
    by: 'unweighted',
    figure: shareIn(figure, overall.files, denominator),
  };
  const found = of.weighted?.find(({ id }) => id === checkId)?.[denominator];
  if (!found) return { headline: unweighted, beside: null };
  const weighted: OverallFigure = { by: 'weighted', figure: found };
  return headlineOf(of.headline, of.weighted) === 'weighted'
    ? { headline: weighted, beside: unweighted }
    : { headline: unweighted, beside: weighted };
}
