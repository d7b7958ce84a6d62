/**
 * The p-values of a family of tests, corrected so that the chance of even one that comes out by chance alone stays
 * below the level that they are held against, however the tests hang together: Holm's step-down method.
 *
 * @param ps - probabilities from 0 to 1
 * @returns in the same order, 1 at the most; what R's p.adjust gives for method "holm"
 * @throws RangeError for what is no probability
 * @see Holm, Scand J Stat 1979; 6: 65-70
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(ps: readonly number[]): number[] {
  let most = 0;
  return inOrder(ps, (p, rank) => (most = Math.max(most, Math.min(1, p * (ps.length - rank)))));
}

/**
 * The p-values of a family of tests, corrected so that of those below the level no more than that share is expected
 * to be there by chance, where tests are independent or go up together: the step-up method of Benjamini and Hochberg.
 *
 * @param ps - probabilities from 0 to 1
 * @returns in the same order, 1 at the most; what R's p.adjust gives for method "BH"
 * @throws RangeError for what is no probability
 * @see Benjamini and Hochberg, J R Stat Soc B 1995; 57: 289-300
 * @example benjaminiHochberg([0.01, 0.04, 0.03]) // [0.03, 0.04, 0.04]
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  let least = 1;
  return inOrder(ps, (p, rank) => (least = Math.min(least, (p * ps.length) / (rank + 1))), 'from the top');
}

/** Corrects one after the other by its rank among all, from 0, and gives them back in the order in which they came. */
function inOrder(
  ps: readonly number[],
  correct: (p: number, rank: number) => number,
  from: 'from the bottom' | 'from the top' = 'from the bottom',
): number[] {
  for (const p of ps) if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is no probability`);
  const ranked = ps.map((p, place) => ({ p, place })).toSorted((a, b) => a.p - b.p);
  const steps = ranked.map(({ p, place }, rank) => ({ p, place, rank }));
  const corrected = [...ps];
  for (const { p, place, rank } of from === 'from the top' ? steps.toReversed() : steps) {
    corrected[place] = correct(p, rank);
  }
  return corrected;
}
