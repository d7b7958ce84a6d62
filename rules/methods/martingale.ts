/** A run of bets against "the mean of this caseload is at most so much", in whole hundredths so that nothing is rounded. */
export interface Bets {
  /** Files there are. */
  caseload: number;
  /** The most that all of them may come to under the hypothesis, in hundredths of a file. */
  most: number;
  /**
   * How much is staked on the next file being above the mean of those that are left.
   *
   * @param mean - of the files left under the hypothesis, above 0 and below 1
   * @returns from 0 to 1 / mean
   */
  stake: (mean: number) => number;
}

/**
 * What betting against a hypothesis has made of 1 after each file: the evidence against it. Under the hypothesis each bet is
 * fair or worse, so the chance that the evidence ever comes to 1 / error, however often one looks, is at most the error
 * (Ville). Files are drawn at random without putting any back: the mean of those left follows from what was read.
 *
 * @param values - what each file counts, from 0 to 100 hundredths, in the order of the draw
 * @returns as long as values; Infinity from the file on that the hypothesis does not allow
 * @throws RangeError for more files than there are
 * @see Waudby-Smith and Ramdas, J R Stat Soc B 2024; 86: 1-27, section 5; Stark, Annals of Applied Statistics 2023; 17:
 *   641-679 (ALPHA is the stake (η - mean) / (mean (1 - mean))); Ville, Étude critique de la notion de collectif, 1939
 */
export function evidenceAfter(values: readonly number[], { caseload, most, stake }: Bets): number[] {
  if (values.length > caseload) throw new RangeError(`${values.length} of ${caseload} files cannot be`);
  let evidence = 1;
  let sum = 0;
  return values.map((value, read) => {
    const mean = (most - sum) / (100 * (caseload - read));
    sum += value;
    // What has come together, or this file alone, is more than the hypothesis allows.
    if (sum > most) evidence = Infinity;
    else if (mean > 0 && mean < 1) {
      const next = 1 + stake(mean) * (value / 100 - mean);
      // A stake of all that there is may come to a hair less than nothing.
      evidence *= Math.max(0, next);
    }
    return evidence;
  });
}
