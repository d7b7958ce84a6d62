import { CLEAR_BELOW } from './comparison.ts';
import { binomialChances } from './methods/chances.ts';
import { fisherMidP, newcombe } from './statistics.ts';

/** A change that an audit and its re-audit are to find; shares from 0 to 1. */
export interface SoughtChange {
  before: number;
  after: number;
  /** Files in each of the two rounds to which the check applies. */
  files: number;
  /** How many comparisons the reader sees beside this one, itself included; 1 for this one alone. */
  comparisons: number;
}

/** The most files a round for which it is worked out by how many: beyond them nobody would read. */
const MOST_FILES = 400;

/**
 * How likely a change between two rounds of equal size comes out as clear, in the direction in which it is: the
 * binomial probability of every pair of counts, added up over those that the program would call clear.
 *
 * Clear is what judgeView calls so: Newcombe's interval leaves zero out, and Fisher's mid-p is below 0.05 divided by
 * the comparisons of the view, which is the first step of Holm's correction. With several comparisons it is therefore
 * the least likelihood: where others of them change too, Holm's later steps ask for less.
 *
 * @returns a probability from 0 to 1
 * @throws RangeError for what cannot be a share or a count
 * @see judgeView; exact unconditional power by enumeration: Casagrande, Pike and Smith, Applied Statistics 1978; 27:
 *   176-180, there for Fisher's test in its usual form
 * @example powerOf({ before: 0.6, after: 0.8, files: 20, comparisons: 1 }) // 0.2647
 */
export function powerOf({ before, after, files, comparisons }: SoughtChange): number {
  for (const share of [before, after]) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`a share lies between 0 and 1, not at ${share}`);
  }
  for (const count of [files, comparisons]) {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`${count} is no number of files or comparisons`);
  }
  const isRise = after > before;
  const first = binomialChances(files, isRise ? before : 1 - before);
  const second = binomialChances(files, isRise ? after : 1 - after);
  const level = CLEAR_BELOW / comparisons;
  // Of one count in the first round, the more have a yes in the second the clearer it is: the least that is clear, and
  // all above it.
  const from = new Float64Array(files + 2);
  for (let yes = files; yes >= 0; yes -= 1) from[yes] = (from[yes + 1] ?? 0) + (second[yes] ?? 0);
  let power = 0;
  let least = 0;
  for (let yes = 0; yes <= files; yes += 1) {
    // All that is passed over so comes to less than a billionth.
    if ((first[yes] ?? 0) < NEGLIGIBLE) continue;
    least = Math.max(least, yes + 1);
    while (least <= files && !isClearRise(yes, least, files, level)) least += 1;
    if (least > files) break;
    power += (first[yes] ?? 0) * (from[least] ?? 0);
  }
  return Math.min(1, power);
}

/**
 * With how few files a round a change is found with at least this likelihood, at any larger number up to 400 too: the
 * likelihood goes up in small steps and back, since counts are whole.
 *
 * @returns a whole number, or null where more than 400 would be needed
 * @throws RangeError as powerOf
 * @example filesFor({ before: 0.6, after: 0.8, comparisons: 1 }, 0.8) // 82
 */
export function filesFor(change: Omit<SoughtChange, 'files'>, likelihood: number): number | null {
  const isEnough = (files: number) => powerOf({ ...change, files }) >= likelihood;
  let low = 1;
  let high = SEARCH_FROM;
  while (!isEnough(high)) {
    if (high === MOST_FILES) return null;
    low = high + 1;
    high = Math.min(2 * high, MOST_FILES);
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  // The steps go back by a hair: what is found may still be followed by one that is not enough.
  for (let files = low; files < Math.min(low + STEPS_BACK, MOST_FILES); files += 1) {
    if (!isEnough(files)) low = files + 1;
  }
  return low;
}

const STEPS_BACK = 6;
const NEGLIGIBLE = 1e-12;
/** Where the search begins, since small numbers of files are worked out in no time and large ones are not. */
const SEARCH_FROM = 25;

function isClearRise(before: number, after: number, files: number, level: number): boolean {
  const interval = newcombe(after, files, before, files);
  if (interval === null || interval.low <= 0) return false;
  const midP = fisherMidP([
    [after, files - after],
    [before, files - before],
  ]);
  return midP !== null && midP < level;
}
