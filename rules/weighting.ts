import { checkCount } from './counts.ts';
import { ratioOfTotals } from './methods/stratified.ts';
import { criticalValue } from './quantiles.ts';
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
  /**
   * How many files, drawn from one long list, would tell as much; null where there is no standard error, and where every file
   * was read.
   */
  effective: number | null;
  /** 95%, as shares from 0 to 1; null where there is no standard error, and where every file was read. */
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
 * it is the stratified mean of proportions. The interval is Wilson's with the number of files that would give this
 * standard error if they were drawn from one long list (Korn and Graubard). Where a group that was read in part says one thing
 * throughout, its part in the standard error comes to nothing, as if a handful of files had settled the matter: there the
 * number is never taken for more than the weights leave (Kish).
 *
 * @returns null where no file has a yes or a no
 * @throws RangeError for what cannot be
 * @see ratioOfTotals; Korn and Graubard, Survey Methodology 1998; 24: 193-201; Kish, Survey Sampling, 1965
 * @example 18, 12 and 8 of 20 from lists of 200, 60 and 40: 0.7733, worth 74.79 files, 0.6665 to 0.8535
 */
export function weightedShare(strata: readonly Stratum[]): WeightedShare | null {
  strata.forEach(checkStratum);
  const own = strata.filter(({ read }) => read > 0);
  const found = ratioOfTotals(
    own.map(({ listed, read, yes, no }) => {
      const applicable = yes + no;
      return { listed, read, y: yes, yy: yes, x: applicable, xx: applicable, xy: yes };
    }),
  );
  if (!found) return null;
  const { ratio: share, variance, total } = found;
  if (variance === null) return { share, standardError: null, effective: null, interval: null };
  const standardError = Math.sqrt(variance);
  const unread = 1 - sumOf(own, ({ read }) => read) / sumOf(own, ({ listed }) => listed);
  if (unread === 0) return { share, standardError, effective: null, interval: null };
  const squares = sumOf(own, ({ listed, read, yes, no }) => (listed / read) ** 2 * (yes + no));
  const weightsLeave = total ** 2 / squares / unread;
  const byError = variance === 0 ? Infinity : (share * (1 - share)) / variance;
  const effective = own.some(isAlike) ? Math.min(byError, weightsLeave) : byError;
  const { low, high } = wilsonOf(share, effective, criticalValue(CONFIDENCE));
  return { share, standardError, effective, interval: [low, high] };
}

/** Whether files of a group that was read in part all say the same, as far as they say anything. */
const isAlike = ({ listed, read, yes, no }: Stratum): boolean => read < listed && (yes === 0 || no === 0);

const sumOf = (strata: readonly Stratum[], of: (stratum: Stratum) => number): number =>
  strata.reduce((total, stratum) => total + of(stratum), 0);

function checkStratum({ listed, read, yes, no }: Stratum): void {
  [listed, read, yes, no].forEach(checkCount);
  if (yes + no > read || read > listed) {
    throw new RangeError(`${yes} and ${no} of ${read} of ${listed} files cannot be`);
  }
}
