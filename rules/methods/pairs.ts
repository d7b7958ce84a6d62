import { checkCount } from '../counts.ts';
import { binomialChances } from './chances.ts';

/**
 * How likely the files that changed are parted as unevenly as they are, or more, when nothing changes: McNemar's test, exact
 * and two-sided. Where the same files are read twice, those that stayed as they were say nothing of a change.
 *
 * @param better - files that had a no and now have a yes
 * @param worse - files that had a yes and now have a no
 * @returns a probability from 0 to 1; 1 where no file changed
 * @throws RangeError for what cannot be a count
 * @see McNemar, Psychometrika 1947; 12: 153-157; Fagerland, Lydersen and Laake, Statistical Analysis of Contingency Tables,
 *   2017, chapter 8
 * @example mcNemar(10, 2) // 0.03857
 */
export function mcNemar(better: number, worse: number): number {
  [better, worse].forEach(checkCount);
  const changed = better + worse;
  if (changed === 0) return 1;
  const tail = binomialChances(changed, 0.5)
    .subarray(0, Math.min(better, worse) + 1)
    .reduce((sum, chance) => sum + chance, 0);
  return Math.min(1, 2 * tail);
}
