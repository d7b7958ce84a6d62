import { shareIn } from './denominator.ts';
import { asShare, verdictOnStandard } from './standard.ts';
import type { Denominator, ShownShare } from './denominator.ts';
import type { ShownWeighted, WeightedCheck } from './howChosen.ts';
import type { Outcome } from './outcomes.ts';
import type { ShownFigure, ShownTable } from './shown.ts';
import type { StandardVerdict } from './standard.ts';
import type { Check } from './tool.ts';

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

/**
 * Whether all files meet the standard of a check: by what the rule says by which the panel may stop reading, where there is
 * one, else by the figure that the audit goes by.
 *
 * @param of - figure: the counts of all files; overall: both figures of them, where there may be a weighted one
 * @returns null where there is no standard to be held against
 */
export function standardVerdict(
  check: Pick<Check, 'polarity' | 'standard'>,
  of: { figure: ShownFigure | null; overall: OverallFigures | null; outcome?: Outcome | null },
): StandardVerdict | null {
  return verdictOnStandard(check, shareOfAll(of), of.outcome);
}

/** What all files are held against a standard by; null where there is no figure to be seen. */
function shareOfAll({
  figure,
  overall,
}: {
  figure: ShownFigure | null;
  overall: OverallFigures | null;
}): { yes: number; applicable: number } | null {
  if (figure?.kind !== 'figure') return null;
  const headline = overall?.headline;
  if (headline?.by !== 'weighted') return figure;
  return headline.figure.kind === 'figure' ? asShare(headline.figure.share) : null;
}
