import { CLEAR_BELOW } from '../comparison.ts';
import { holm } from '../multiplicity.ts';
import { mcNemar } from './pairs.ts';

/** What became of one check in files that were read in both of two audits. */
export interface ChangeInSameFiles {
  id: string;
  /** Files with a yes or a no both times. */
  both: number;
  /** Of these: from no to yes, and from yes to no. */
  toYes: number;
  toNo: number;
  /** McNemar's exact probability, of this check alone. */
  p: number;
  /** Whether it is below 0.05 after Holm's correction for all checks that are given. */
  isClear: boolean;
}

/**
 * Holds the answers of files against those that the same files had before, check by check. What stayed as it was says nothing
 * of a change, so only files that changed are weighed.
 *
 * @param files - of those that were read both times, the two answers by check
 * @param checks - ids
 * @see mcNemar, holm
 */
export function changesInSameFiles(
  files: readonly { before: ReadonlyMap<string, string>; now: ReadonlyMap<string, string> }[],
  checks: readonly string[],
): ChangeInSameFiles[] {
  const counted = checks.map((id) => {
    const pairs = files.map(({ before, now }) => `${before.get(id) ?? ''} ${now.get(id) ?? ''}`);
    const count = (...what: string[]) => pairs.filter((pair) => what.includes(pair)).length;
    const [toYes, toNo] = [count('no yes'), count('yes no')];
    return { id, both: toYes + toNo + count('yes yes', 'no no'), toYes, toNo, p: mcNemar(toYes, toNo) };
  });
  const told = counted.filter(({ both }) => both > 0);
  const corrected = holm(told.map(({ p }) => p));
  return told.map((one, i) => ({ ...one, isClear: (corrected[i] ?? 1) < CLEAR_BELOW }));
}
