import { checkCount } from '../counts.ts';
import type { Share } from '../disclosure.ts';

/** A share of few files beside what it would be expected to be next time, drawn towards that of all. */
export interface ShrunkShare {
  /** As it was counted; null without files. */
  plain: number | null;
  /** Null where it cannot be told: without files, or of fewer than four groups. */
  shrunk: number | null;
}

/**
 * Shares of many small groups drawn towards the share of all: what differs between small groups is mostly chance, and the
 * fewer files a group has the more so. Only to be shown beside the plain figure.
 *
 * How much groups differ in truth is estimated from the groups themselves; each is then weighed as if the share of all came
 * with so many files as a beta distribution of that spread stands for. With groups of one size it is the estimator of James
 * and Stein.
 *
 * @returns in the same order
 * @throws RangeError for what cannot be a count
 * @see Morris, J Am Stat Assoc 1983; 78: 47-55, 1.18 and 5.1 to 5.5; Efron and Morris, J Am Stat Assoc 1975; 70: 311-319
 * @example Of 18 batters with 45 at bats each, 0.400 becomes 0.2939 and 0.156 becomes 0.2422.
 */
export function shrinkShares(groups: readonly Share[]): ShrunkShare[] {
  groups.forEach(({ yes, applicable }) => {
    [yes, applicable].forEach(checkCount);
    if (yes > applicable) throw new RangeError(`${yes} of ${applicable} cannot be`);
  });
  const own = groups.filter(({ applicable }) => applicable > 0);
  const shareOf = ({ yes, applicable }: Share) => yes / applicable;
  const canTell = own.length >= LEAST_GROUPS;
  const { mean, between } = canTell ? spreadOf(own) : { mean: 0, between: 0 };
  const chance = mean * (1 - mean);
  const lost = (own.length - 3) / (own.length - 1);
  return groups.map((group) => {
    if (group.applicable === 0) return { plain: null, shrunk: null };
    const plain = shareOf(group);
    if (!canTell) return { plain, shrunk: null };
    const variance = chance / group.applicable;
    const towards = variance === 0 ? 0 : (lost * variance) / (variance + between);
    return { plain, shrunk: plain + towards * (mean - plain) };
  });
}

/** Three groups tell nothing of how much groups differ: the estimator draws nothing. */
const LEAST_GROUPS = 4;
/** The weights settle within a few rounds; more than these would go round in circles. */
const ROUNDS = 200;

/** The weighted mean of groups, and the variance between them beyond chance, by Morris's iteration. */
function spreadOf(groups: readonly Share[]): { mean: number; between: number } {
  const sum = (of: (group: Share) => number) => groups.reduce((total, group) => total + of(group), 0);
  const pooled = sum(({ yes }) => yes) / sum(({ applicable }) => applicable);
  const variance = ({ applicable }: Share) => (pooled * (1 - pooled)) / applicable;
  let between = 0;
  let mean = pooled;
  if (pooled === 0 || pooled === 1) return { mean, between };
  for (let round = 0; round < ROUNDS; round += 1) {
    const weight = (group: Share) => 1 / (variance(group) + between);
    const weights = sum(weight);
    mean = sum((group) => weight(group) * (group.yes / group.applicable)) / weights;
    const scale = groups.length / (groups.length - 1);
    const next = Math.max(
      0,
      sum((group) => weight(group) * (scale * (group.yes / group.applicable - mean) ** 2 - variance(group))) /
        weights,
    );
    if (Math.abs(next - between) < 1e-14) break;
    between = next;
  }
  return { mean, between };
}
