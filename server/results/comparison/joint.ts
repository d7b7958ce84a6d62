import { holdShares, judgeView } from '../../../rules/index.ts';
import type { Share, ShareDifference } from '../../../rules/index.ts';
import type { CompareView } from './presenter.ts';
import type { CompareRow } from './view.ts';

/** Whether a difference of a provider holds only with files of joint work, as far as its reader can be told. */
export type OnlyJoint = (found: { row: CompareRow }) => boolean;

/** What is said of such a difference. */
export const onlyJointText = (files: string): string => `only with joint ${files}`;

/**
 * Judges a comparison by provider once more without files of joint work, by the same rule and as a family of its own: what
 * holds only with files that are of another provider, too, is no finding on this one alone.
 *
 * What a provider has without them is the sum of its groups as this reader is shown them, so it tells nothing that the table
 * of groups does not. Where one of these is suppressed, or all its groups are joint work, nothing is said.
 *
 * @param groups - the comparison by sample group
 */
export function onlyJointOf(groups: CompareView, providers: CompareView): OnlyJoint {
  if (!groups.groups.some((group) => group.providers.length > 1)) return () => false;
  const entries = providers.checks.flatMap((check) =>
    check.rows.flatMap((row) => {
      const { difference, figure } = row;
      if (row.total || figure?.kind !== 'figure' || !difference?.other) return [];
      const isJoint = groups.groups.some(({ providers: of }) => of.length > 1 && of.includes(row.unit));
      const own = isJoint ? aloneIn(groups, check.id, row) : figure;
      return own ? [{ row, difference, held: holdShares(own, difference.other) }] : [];
    }),
  );
  const judged = judgeView(entries.map(({ held }) => held));
  const only = new Set(
    entries.flatMap(({ row, difference }, i) => {
      const alone = judged[i];
      return alone && isLess(alone, difference) ? [row] : [];
    }),
  );
  return ({ row }) => only.has(row);
}

/** What a provider has of a check in the groups that are its alone; null where that is not shown, or there are none. */
function aloneIn(groups: CompareView, checkId: string, { unit }: CompareRow): Share | null {
  const alone = groups.groups.flatMap(({ name, providers }) =>
    providers.length === 1 && providers[0] === unit ? [name] : [],
  );
  const rows = groups.checks.find(({ id }) => id === checkId)?.rows ?? [];
  const figures = alone.map((name) => rows.find((row) => !row.total && row.unit === name)?.figure ?? null);
  if (figures.length === 0 || figures.some((figure) => figure === null || figure.kind === 'suppressed'))
    return null;
  return figures.reduce(
    (sum, figure) =>
      figure?.kind === 'figure'
        ? { yes: sum.yes + figure.yes, applicable: sum.applicable + figure.applicable }
        : sum,
    { yes: 0, applicable: 0 },
  );
}

/** Whether less may be said of a difference, or the opposite. */
function isLess(alone: ShareDifference, told: ShareDifference): boolean {
  const sureness = ({ verdict }: ShareDifference) =>
    verdict.startsWith('clearly') ? 2 : verdict.startsWith('perhaps') ? 1 : 0;
  const isTurned = (alone.difference ?? 0) * (told.difference ?? 0) < 0;
  return sureness(told) > 0 && (isTurned || sureness(alone) < sureness(told));
}
