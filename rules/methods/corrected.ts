import { criticalValue } from '../quantiles.ts';
import { CONFIDENCE } from '../statistics.ts';
import type { Estimate } from '../statistics.ts';

/** What files are worth at most, where nothing about them is left to chance. */
const NO_END = 1e9;

/** How readers read files of which the right answer is settled. */
export interface ReaderQuality {
  /** Files whose settled answer is yes, and how many of them were read as a yes. */
  settledYes: { read: number; files: number };
  /** Files whose settled answer is no, and how many of them were read as a no. */
  settledNo: { read: number; files: number };
}

/** Which part of the files that a share is of are settled, of those with a yes and with a no: from 0 to 1. */
export type Within = Record<'yes' | 'no', number>;

/**
 * The share that stands behind the one that was read, when readers are known to err: Rogan and Gladen's.
 *
 * @param share - as read, from 0 to 1
 * @param sensitivity - the share of true yes that is read as yes
 * @param specificity - the share of true no that is read as no
 * @returns from 0 to 1; null where readers do no better than a coin, so that nothing can be told
 * @throws RangeError for what is no share
 * @see Rogan and Gladen, Am J Epidemiol 1978; 107: 71-76
 * @example correctedShare(0.7, 0.95, 0.85) // 0.6875
 */
export function correctedShare(share: number, sensitivity: number, specificity: number): number | null {
  for (const one of [share, sensitivity, specificity]) {
    if (!(one >= 0 && one <= 1)) throw new RangeError(`a share lies between 0 and 1, not at ${one}`);
  }
  const better = sensitivity + specificity - 1;
  if (better <= 0) return null;
  return Math.min(1, Math.max(0, (share + specificity - 1) / better));
}

/**
 * The same with its interval, which takes together that few files were read and that it is known of few files how well
 * readers read. Groups drawn at different rates and small caseloads come in by what the files that were read are worth.
 *
 * @param share - as read, weighted where it is
 * @param worth - how many files, drawn at random from a long list, would tell as much; above 0, need not be whole
 * @param options.within - where the settled files are among those that the share is of; else they are others
 * @returns null where readers do no better than a coin, or no settled file has a yes, or none a no
 * @throws RangeError for what cannot be
 * @see Lang and Reiczigel, Preventive Veterinary Medicine 2014; 113: 13-22
 */
export function correctedEstimate(
  share: number,
  worth: number,
  { settledYes, settledNo }: ReaderQuality,
  { within, confidence = CONFIDENCE }: { within?: Within; confidence?: number } = {},
): Estimate | null {
  if (!(worth > 0)) throw new RangeError(`${worth} files tell nothing`);
  if (settledYes.files === 0 || settledNo.files === 0) return null;
  const value = correctedShare(share, settledYes.read / settledYes.files, settledNo.read / settledNo.files);
  const z = criticalValue(confidence);
  const files = Math.min(worth, NO_END);
  const read = smoothed(share * files, files, z ** 2 / 2);
  const yes = smoothed(settledYes.read, settledYes.files, 1);
  const no = smoothed(settledNo.read, settledNo.files, 1);
  const better = yes.share + no.share - 1;
  if (value === null || better <= 0) return null;
  const middle = (read.share + no.share - 1) / better;
  // What a settled file among these adds by its error to the share it takes away again in correcting.
  const [alsoYes, alsoNo] = [1 - 2 * (within?.yes ?? 0), 1 - 2 * (within?.no ?? 0)];
  const shift =
    2 *
    z ** 2 *
    (middle * Math.max(0, alsoYes) * yes.variance - (1 - middle) * Math.max(0, alsoNo) * no.variance);
  const byReading = middle ** 2 * alsoYes * yes.variance + (1 - middle) ** 2 * alsoNo * no.variance;
  const variance = Math.max(0, read.variance + byReading) / better ** 2;
  const [low, high] = [-1, 1].map((way) => middle + shift + way * z * Math.sqrt(variance));
  const capped = (end: number | undefined) => Math.min(1, Math.max(0, end ?? 0));
  return { value, low: Math.min(value, capped(low)), high: Math.max(value, capped(high)) };
}

/** A group as first readings read it, and what is known of how well they read it. */
export interface ReadStratum {
  /** How many files of all each file that was read stands for. */
  weight: number;
  /** Which part of its list was read, from 0 to 1; 0 where it was not drawn from one. */
  fraction: number;
  /** Files that were read, of these the ones to which the check applies, and of these a yes. */
  read: number;
  applicable: number;
  yes: number;
  /** Files that were read twice, and how first readings read those of which the right answer is known. */
  twice: number;
  quality: ReaderQuality;
  /** The same by who read first, where that is known: together all files of the group. */
  readers?: readonly ReadByOne[];
}

/** What one reader, or several together, read first of a group, and how well. */
export type ReadByOne = Pick<ReadStratum, 'read' | 'twice' | 'quality'>;

/**
 * The corrected share of all files with an interval that takes four things together: that few files were read, that groups
 * were drawn at different rates, that a list ends, and that readers err, in one group more than in another.
 *
 * How well readers read is weighed as the share is: a file that was read twice stands for all that its reader read of its group
 * for each of these. So rates of error may differ between groups and between readers, also where more of what one reader read
 * was read twice. What was read of a list leaves nothing to chance in what its files are, but as much as ever in how they were
 * read.
 *
 * @returns null as correctedEstimate, and where the check applies to no file
 * @see correctedEstimate; Cochran, Sampling Techniques, 1977, 6.11; Kish, Survey Sampling, 1965, for what weighted files are
 *   worth
 */
export function correctedOver(strata: readonly ReadStratum[], confidence = CONFIDENCE): Estimate | null {
  const sum = (of: (stratum: ReadStratum) => number) => strata.reduce((total, one) => total + of(one), 0);
  const all = sum(({ weight, applicable }) => weight * applicable);
  if (all === 0) return null;
  const share = sum(({ weight, yes }) => weight * yes) / all;
  const quality = { settledYes: weighed(strata, 'settledYes'), settledNo: weighed(strata, 'settledNo') };
  const within = { yes: quality.settledYes.within, no: quality.settledNo.within };
  if (quality.settledYes.files === 0 || quality.settledNo.files === 0) return null;
  const [yes, no] = [quality.settledYes, quality.settledNo].map((of) => smoothed(of.read, of.files, 1).share);
  const misread = (truth: number) =>
    truth * (yes ?? 1) * (1 - (yes ?? 1)) + (1 - truth) * (no ?? 1) * (1 - (no ?? 1));
  const variance =
    sum((one) => {
      const truth = correctedShare(one.yes / Math.max(1, one.applicable), yes ?? 1, no ?? 1) ?? 0.5;
      const drawn = (1 - one.fraction) * one.read * squareOf(one, share);
      return one.weight ** 2 * (drawn + one.fraction * one.applicable * misread(truth));
    }) /
    all ** 2;
  const byVariance = variance === 0 ? Infinity : (share * (1 - share)) / variance;
  // A group that says one thing throughout has no variance of its own, as if a handful of files had settled the matter.
  const isBare =
    share === 0 ||
    share === 1 ||
    strata.some(({ yes: own, applicable, read }) => read < 2 || own === 0 || own === applicable);
  const most = all ** 2 / sum(({ weight, applicable }) => weight ** 2 * applicable);
  const worth = isBare ? Math.min(byVariance || most, most) : byVariance;
  return correctedEstimate(share, worth, quality, { within, confidence });
}

/** The variance among the files of a group of what each has beyond the share of all, where the check applies to it. */
function squareOf({ read, applicable, yes }: ReadStratum, share: number): number {
  if (read < 2) return share * (1 - share);
  const left = yes - share * applicable;
  return Math.max(0, yes - 2 * share * yes + share ** 2 * applicable - left ** 2 / read) / (read - 1);
}

/** How first readings read, weighed, with as many files as would tell as much if each stood for equally many. */
function weighed(
  strata: readonly ReadStratum[],
  of: keyof ReaderQuality,
): { read: number; files: number; within: number } {
  const sums = { read: 0, files: 0, squares: 0, shared: 0, variance: 0 };
  for (const stratum of strata) {
    const { weight, read, twice } = stratum;
    for (const one of byReader(stratum)) {
      const { read: rightly, files } = one.quality[of];
      const stands = twice === 0 ? 0 : (weight * one.share * read) / one.twice;
      sums.read += stands * rightly;
      sums.files += stands * files;
      sums.squares += stands ** 2 * files;
      sums.shared += weight * stands * files;
      if (files > 0) sums.variance += (stands ** 2 * rightly * (files - rightly)) / files;
    }
  }
  if (sums.squares === 0) return { read: 0, files: 0, within: 0 };
  const alike = sums.files ** 2 / sums.squares;
  // Where those who err most stand for most, less is known than if all erred alike.
  const share = sums.read / sums.files;
  const unlike = sums.variance === 0 ? alike : (sums.files ** 2 * share * (1 - share)) / sums.variance;
  const worth = Math.min(alike, unlike);
  return { read: share * worth, files: worth, within: sums.shared / sums.squares };
}

/** So many files of a reader have to be read twice, for one of them to stand for what that reader read. */
export const LEAST_TWICE = 3;

/**
 * Who read a group, each with the part of it that they stand for. Readers of whose files too few were read twice are taken
 * together; where those are too few as well, what is known of the others is taken to hold for them.
 */
function byReader({ read, twice, quality, readers }: ReadStratum): (ReadByOne & { share: number })[] {
  const all = { read, twice, quality };
  const own = (readers ?? []).filter((one) => one.twice >= LEAST_TWICE);
  if (own.length === 0) return twice === 0 ? [] : [{ ...all, share: 1 }];
  const rest = own.reduce((left, one) => without(left, one), all);
  const parts = rest.twice >= LEAST_TWICE ? [...own, rest] : own;
  const known = parts.reduce((sum, one) => sum + one.read, 0);
  return parts.map((one) => ({ ...one, share: one.read / known }));
}

/** What is left of the files of a group without those of one reader. */
function without(all: ReadByOne, one: ReadByOne): ReadByOne {
  const less = (of: keyof ReaderQuality) => ({
    read: all.quality[of].read - one.quality[of].read,
    files: all.quality[of].files - one.quality[of].files,
  });
  return {
    read: Math.max(0, all.read - one.read),
    twice: all.twice - one.twice,
    quality: { settledYes: less('settledYes'), settledNo: less('settledNo') },
  };
}

/** A share with some files of each answer added, which keeps its variance from nothing where all are alike. */
function smoothed(yes: number, n: number, added: number): { share: number; variance: number } {
  const files = n + 2 * added;
  const share = (yes + added) / files;
  return { share, variance: (share * (1 - share)) / files };
}
