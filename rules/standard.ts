import type { Outcome } from './outcomes.ts';
import type { Check } from './tool.ts';

/**
 * How files stand to the standard of their check: `not sure` where reading goes by a rule that has not told yet, `cannot tell`
 * where there is nothing to be seen.
 */
export type StandardVerdict = 'met' | 'not met' | 'not sure' | 'cannot tell';

/**
 * Whether the standard of a check is met: the one judgement, by which every page, document and list of what has to be answered
 * goes. Where an audit may stop reading when it is sure, what its rule says of these files is the answer, and the share a figure
 * beside it; anywhere else the share, compared as it is and never as it is printed.
 *
 * @param share - null where there is none to be seen
 * @param outcome - what the rule says of the same files; null where they are not under one
 * @returns null where there is no standard to be held against
 */
export function verdictOnStandard(
  check: Pick<Check, 'polarity' | 'standard'>,
  share: { yes: number; applicable: number } | null,
  outcome: Outcome | null = null,
): StandardVerdict | null {
  if (check.standard === undefined || check.polarity === 'neither') return null;
  if (outcome !== null) return BY_RULE[outcome];
  if (share === null || share.applicable === 0) return 'cannot tell';
  return missesStandard(check, share) ? 'not met' : 'met';
}

const BY_RULE: Record<Outcome, StandardVerdict> = {
  met: 'met',
  'not met': 'not met',
  'read on': 'not sure',
  none: 'cannot tell',
  suppressed: 'cannot tell',
};

/** A weighted share, behind which no count stands, as what a standard is held against. */
export const asShare = (share: number): { yes: number; applicable: number } => ({
  yes: share,
  applicable: 1,
});

/**
 * Whether a share misses the standard of its check: below it where a yes is good, above it where a yes is bad. False
 * without a standard, and where nothing was applicable. Compared as integers, never as rounded percentages. A part of
 * `verdictOnStandard`, which alone knows of rules that stop reading.
 *
 * @example missesStandard({ polarity: 'yes_is_good', standard: 90 }, { yes: 89, applicable: 99 }) // true: 89.9%
 */
export function missesStandard(
  check: Pick<Check, 'polarity' | 'standard'>,
  share: { yes: number; applicable: number },
): boolean {
  const { polarity, standard } = check;
  if (standard === undefined || share.applicable === 0 || polarity === 'neither') return false;
  const above = 100 * share.yes - standard * share.applicable;
  return polarity === 'yes_is_good' ? above < -TOLERANCE : above > TOLERANCE;
}

/** What adding up weights can leave of nothing: counts differ by whole numbers, and are not touched by it. */
const TOLERANCE = 1e-9;
