import { shareIn } from './denominator.ts';
import { missesStandard, missesStandardShare } from './improvement.ts';
import type { Denominator, ShownShare } from './denominator.ts';
import type { ShownWeighted, WeightedCheck } from './howChosen.ts';
import type { ShownFigure, ShownTable } from './shown.ts';
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

/** How the figure of all files stands to the standard of its check; `cannot tell` where there is no figure to be seen. */
export type StandardVerdict = 'met' | 'not met' | 'cannot tell';

/**
 * Whether all files meet the standard of a check, by the figure that the audit goes by where there is one: the one definition
 * for pages and documents. Compared as it is, never as it is printed.
 *
 * @param of - figure: the counts of all files; overall: both figures of them, where there may be a weighted one
 * @returns null where there is no standard to be held against
 * @see missesStandard, by which reports to providers go too
 */
export function standardVerdict(
  check: Pick<Check, 'polarity' | 'standard'>,
  { figure, overall }: { figure: ShownFigure | null; overall: OverallFigures | null },
): StandardVerdict | null {
  if (check.standard === undefined || check.polarity === 'neither') return null;
  if (figure?.kind !== 'figure') return 'cannot tell';
  const headline = overall?.headline;
  if (headline?.by === 'weighted' && headline.figure.kind !== 'figure') return 'cannot tell';
  const misses =
    headline?.by === 'weighted' && headline.figure.kind === 'figure'
      ? missesStandardShare(check, headline.figure.share)
      : missesStandard(check, figure);
  return misses ? 'not met' : 'met';
}
