import { criticalValue } from '../quantiles.ts';
import { CONFIDENCE } from '../statistics.ts';
import type { Estimate } from '../statistics.ts';

/** How readers read files of which the right answer is settled. */
export interface ReaderQuality {
  /** Files whose settled answer is yes, and how many of them were read as a yes. */
  settledYes: { read: number; files: number };
  /** Files whose settled answer is no, and how many of them were read as a no. */
  settledNo: { read: number; files: number };
}

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
 * @returns null where readers do no better than a coin, or no settled file has a yes, or none a no
 * @throws RangeError for what cannot be
 * @see Lang and Reiczigel, Preventive Veterinary Medicine 2014; 113: 13-22
 */
export function correctedEstimate(
  share: number,
  worth: number,
  { settledYes, settledNo }: ReaderQuality,
  confidence = CONFIDENCE,
): Estimate | null {
  if (!(worth > 0)) throw new RangeError(`${worth} files tell nothing`);
  if (settledYes.files === 0 || settledNo.files === 0) return null;
  const value = correctedShare(share, settledYes.read / settledYes.files, settledNo.read / settledNo.files);
  const z = criticalValue(confidence);
  const read = smoothed(share * worth, worth, z ** 2 / 2);
  const yes = smoothed(settledYes.read, settledYes.files, 1);
  const no = smoothed(settledNo.read, settledNo.files, 1);
  const better = yes.share + no.share - 1;
  if (value === null || better <= 0) return null;
  const middle = (read.share + no.share - 1) / better;
  const shift = 2 * z ** 2 * (middle * yes.variance - (1 - middle) * no.variance);
  const variance =
    (read.variance + middle ** 2 * yes.variance + (1 - middle) ** 2 * no.variance) / better ** 2;
  const [low, high] = [-1, 1].map((way) => middle + shift + way * z * Math.sqrt(variance));
  const within = (end: number | undefined) => Math.min(1, Math.max(0, end ?? 0));
  return { value, low: Math.min(value, within(low)), high: Math.max(value, within(high)) };
}

/** A share with some files of each answer added, which keeps its variance from nothing where all are alike. */
function smoothed(yes: number, n: number, added: number): { share: number; variance: number } {
  const files = n + 2 * added;
  const share = (yes + added) / files;
  return { share, variance: (share * (1 - share)) / files };
}
