/** The share of one check in one group: yes of those applicable. */
export interface Share {
  yes: number;
  applicable: number;
}

/** What may be shown of a column of shares with their total: true where the figure has to be masked. */
export interface Mask {
  groups: boolean[];
  overall: boolean;
}

/** The threshold below which a count is masked unless an audit sets another. */
export const DEFAULT_SMALL_NUMBER_THRESHOLD = 5;

/**
 * Whether a share may not leave the panel as it is: the yes, or the no that follows from it by subtraction, is a
 * count below the threshold, zero included. A share of nothing tells nothing about anybody.
 */
export function isSmall(share: Share, threshold: number): boolean {
  if (share.applicable === 0) return false;
  return share.yes < threshold || share.applicable - share.yes < threshold;
}

/**
 * Decides which shares of one check may be shown side by side with their total outside the panel.
 *
 * Primary masking hides small shares. Secondary masking then hides the next smallest until what is hidden, worked
 * out as total minus what is shown, is at least two groups and not small itself; where that cannot be had, the
 * total is hidden too.
 *
 * Source: the rule on small numbers in docs/architecture.md; the method is complementary cell suppression.
 */
export function maskShares(shares: Share[], threshold: number): Mask {
  const total = add(shares);
  const groups = shares.map((share) => isSmall(share, threshold));
  if (isSmall(total, threshold))
    return { groups: shares.map((share) => share.applicable > 0), overall: true };

  const bySize = shares
    .map((share, i) => ({
      i,
      size: Math.min(share.yes, share.applicable - share.yes),
      applicable: share.applicable,
    }))
    .filter((candidate) => candidate.applicable > 0)
    .toSorted((a, b) => a.size - b.size || a.applicable - b.applicable);
  for (;;) {
    const hidden = shares.filter((_, i) => groups[i]);
    if (hidden.length === 0) return { groups, overall: false };
    if (hidden.length > 1 && !isSmall(add(hidden), threshold)) return { groups, overall: false };
    const next = bySize.find(({ i }) => !groups[i]);
    if (!next) return { groups, overall: true };
    groups[next.i] = true;
  }
}

/**
 * Whether the share of a whole partnership is withheld from a provider that sees its own beside it: when it is small,
 * or when the files that are not the provider's, which are left by subtraction, are so few that it would tell of them.
 */
export function isWithheldBeside(own: Share, all: Share, threshold: number): boolean {
  const others = all.applicable - own.applicable;
  return isSmall(all, threshold) || (others > 0 && others < threshold);
}

function add(shares: Share[]): Share {
  return shares.reduce(
    (sum, share) => ({ yes: sum.yes + share.yes, applicable: sum.applicable + share.applicable }),
    {
      yes: 0,
      applicable: 0,
    },
  );
}
