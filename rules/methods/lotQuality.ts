import { binomialChances, hypergeometricChances } from './chances.ts';

/** A plan of fixed size: so many files are read, and at most so many may fail. */
export interface LotPlan {
  read: number;
  mayFail: number;
}

/**
 * What a lot is held against, as failures: shares from 0 to 1 where there are more files than anybody counts, whole numbers
 * of a caseload that is known.
 */
export interface LotQuality {
  /** Null where the caseload is taken as without end. */
  caseload: number | null;
  /** At most so many fail in a service that is as it should be. */
  good: number;
  /** At least so many in one that is not. */
  bad: number;
}

/** How often a plan is wrong; probabilities from 0 to 1. */
export interface LotRisks {
  /** A good service is called one that misses the standard. */
  missesGood: number;
  /** A bad one is called one that meets it. */
  passesBad: number;
}

/** The most files of a plan: beyond them nobody would read. */
export const LOT_MAXIMUM = 1000;

/**
 * Both risks of a fixed plan, exact: lot quality assurance sampling.
 *
 * @throws RangeError for what cannot be
 * @see Dodge and Romig, Bell System Technical Journal 1929; 8: 613-631; Lwanga and Lemeshow, Sample Size Determination in
 *   Health Studies, 1991; Robertson and Valadez, Social Science and Medicine 2006; 62: 1-11
 * @example lotRisks({ read: 19, mayFail: 6 }, { caseload: null, good: 0.2, bad: 0.5 }) // 0.0676 and 0.0835
 */
export function lotRisks({ read, mayFail }: LotPlan, { caseload, good, bad }: LotQuality): LotRisks {
  if (!(good < bad)) throw new RangeError('a good service has fewer failures than a bad one');
  const passes = (failures: number) => {
    const chances =
      caseload === null
        ? binomialChances(read, failures)
        : hypergeometricChances({ drawn: read, yes: failures, caseload });
    return chances.subarray(0, mayFail + 1).reduce((sum, chance) => sum + chance, 0);
  };
  return { missesGood: Math.max(0, 1 - passes(good)), passesBad: Math.min(1, passes(bad)) };
}

/**
 * The plan with the fewest files whose two risks are both small enough.
 *
 * @param most - the most that each risk may be
 * @returns null where more than 1,000 files, or the whole caseload, would have to be read
 * @throws RangeError for what cannot be
 */
export function smallestLotPlan(quality: LotQuality, most: LotRisks): LotPlan | null {
  const last = Math.min(LOT_MAXIMUM, quality.caseload === null ? LOT_MAXIMUM : quality.caseload - 1);
  for (let read = 1, mayFail = 0; read <= last; read += 1) {
    // The more are read the more may fail: of each size the most that keeps a bad service out.
    while (
      mayFail + 1 < read &&
      lotRisks({ read, mayFail: mayFail + 1 }, quality).passesBad <= most.passesBad
    ) {
      mayFail += 1;
    }
    const risks = lotRisks({ read, mayFail }, quality);
    if (risks.passesBad <= most.passesBad && risks.missesGood <= most.missesGood) return { read, mayFail };
  }
  return null;
}
