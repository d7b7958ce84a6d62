import { checkCount } from './counts.ts';
import { studentValue } from './quantiles.ts';
import { CONFIDENCE, wilsonOf } from './statistics.ts';

/** A group of which files were drawn from a list, with the answers of those that were read. */
export interface Stratum {
  /** Files on the list, at least as many as were read. */
  listed: number;
  /** Files that were read. */
  read: number;
  yes: number;
  no: number;
}

/** A share of all files on the lists, as the files that were drawn from them tell it. */
export interface WeightedShare {
  share: number;
  /** Null where it cannot be estimated: of a group with more files on its list, one alone was read. */
  standardError: number | null;
  /** 95%, as shares from 0 to 1; null where there is no standard error. */
  interval: [low: number, high: number] | null;
}

/** Whether groups were drawn at different rates, so that all files together are not like the lists they come from. */
export function areRatesUneven(strata: readonly Pick<Stratum, 'listed' | 'read'>[]): boolean {
  const withFiles = strata.filter(({ read }) => read > 0);
  const [first] = withFiles;
  return (
    first !== undefined && withFiles.some(({ listed, read }) => listed * first.read !== first.listed * read)
  );
}

/**
 * The share of yes, of yes or no, in all files on the lists: each file that was read stands for as many as its group has
 * on its list for each that was read.
 *
 * The estimate is the combined ratio of two stratified totals, since a check does not apply to every file; where it does
 * it is the stratified mean of proportions. The standard error is by linearisation with the finite population correction
 * of every group: what was read whole adds nothing to it. The interval is Wilson's with the number of files that would
 * give this standard error if they were drawn from one list (Korn and Graubard), never more than the weights leave
 * (Kish), and Student's t with files less groups degrees of freedom.
 *
 * @returns null where no file has a yes or a no
 * @throws RangeError for what cannot be
 * @see Cochran, Sampling Techniques, 1977, 5.10, 6.11 and 5A.14; Lohr, Sampling, 2010, 3.2 and 4.3; Korn and Graubard,
 *   Survey Methodology 1998; 24: 193-201; Kish, Survey Sampling, 1965
 */
export function weightedShare(strata: readonly Stratum[]): WeightedShare | null {
  strata.forEach(checkStratum);
  const own = strata.filter(({ read }) => read > 0);
  const sum = (of: (stratum: Stratum) => number) => own.reduce((total, stratum) => total + of(stratum), 0);
  const weight = ({ listed, read }: Stratum) => listed / read;
  const applicable = sum((of) => weight(of) * (of.yes + of.no));
  if (applicable === 0) return null;
  const share = sum((of) => weight(of) * of.yes) / applicable;
  if (own.some(({ read, listed }) => read === 1 && listed > 1)) {
    return { share, standardError: null, interval: null };
  }
  const variance = sum((of) => varianceOf(of, share)) / applicable ** 2;
  const unread = 1 - sum(({ read }) => read) / sum(({ listed }) => listed);
  const squares = sum((of) => weight(of) ** 2 * (of.yes + of.no));
  const most = applicable ** 2 / squares / unread;
  const effective = Math.min(variance === 0 ? Infinity : (share * (1 - share)) / variance, most);
  const degrees = sum(({ read }) => read) - own.length;
  const interval =
    unread === 0
      ? { low: share, high: share }
      : wilsonOf(share, effective, studentValue(CONFIDENCE, Math.max(1, degrees)));
  return { share, standardError: Math.sqrt(variance), interval: [interval.low, interval.high] };
}

/** What a group adds to the variance of the difference between the total of yes and the share of that of yes or no. */
function varianceOf({ listed, read, yes, no }: Stratum, share: number): number {
  if (read === listed) return 0;
  const mean = (yes - share * (yes + no)) / read;
  const squares = yes * (1 - share) ** 2 + no * share ** 2 - read * mean ** 2;
  return (listed * (listed - read) * Math.max(0, squares)) / (read * (read - 1));
}

function checkStratum({ listed, read, yes, no }: Stratum): void {
  [listed, read, yes, no].forEach(checkCount);
  if (yes + no > read || read > listed) {
    throw new RangeError(`${yes} and ${no} of ${read} of ${listed} files cannot be`);
  }
}
