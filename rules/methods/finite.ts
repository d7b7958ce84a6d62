import { checkCount } from '../counts.ts';
import { checkConfidence } from '../quantiles.ts';
import { CONFIDENCE } from '../statistics.ts';
import { logFactorialsTo } from './chances.ts';

/**
 * The interval in which the share of yes in a whole caseload lies, when some of its files were drawn and read: exact, and
 * always one that the caseload can have, since what was read is known and only the rest is not.
 *
 * The ends are the least and the greatest number of yes in the caseload under which what was read, or more of it the same
 * way, is not rarer than half of what the confidence leaves. So it holds at least as often as the confidence says.
 *
 * @param yes - of the files that were read
 * @param read - files drawn at random without putting any back
 * @param caseload - files there are, at least as many
 * @returns shares from 0 to 1; null where all files were read, since nothing is left to estimate, and where none was
 * @throws RangeError for what cannot be
 * @see Buonaccorsi, The American Statistician 1987; 41: 215-218; Wright, Exact Confidence Bounds when Sampling from Small
 *   Finite Universes, 1991
 * @example finiteInterval(18, 20, 25) // { low: 0.8, high: 0.92 }
 */
export function finiteInterval(
  yes: number,
  read: number,
  caseload: number,
  confidence = CONFIDENCE,
): { low: number; high: number } | null {
  [yes, read, caseload].forEach(checkCount);
  if (yes > read || read > caseload) throw new RangeError(`${yes} of ${read} of ${caseload} cannot be`);
  checkConfidence(confidence);
  if (read === 0 || read === caseload) return null;
  const rare = (1 - confidence) / 2;
  const low = leastOf(yes, read, caseload, rare);
  // What is the greatest number of yes is the least number of no.
  const high = caseload - leastOf(read - yes, read, caseload, rare);
  return { low: low / caseload, high: high / caseload };
}

/** The least number of yes in the caseload under which as many yes or more among the read are not rarer than that. */
function leastOf(yes: number, read: number, caseload: number, rare: number): number {
  const logs = logFactorialsTo(caseload);
  const choose = (n: number, k: number) => (logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0);
  const all = choose(caseload, read);
  const isNotRare = (total: number) => {
    let tail = 0;
    for (let k = Math.max(yes, read - (caseload - total)); k <= Math.min(read, total); k += 1) {
      tail += Math.exp(choose(total, k) + choose(caseload - total, read - k) - all);
    }
    return tail > rare;
  };
  // The more have a yes the likelier it is, so the middle tells which half to look into.
  let [low, high] = [yes, caseload - (read - yes)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isNotRare(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
