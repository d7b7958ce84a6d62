import { checkCount } from '../counts.ts';
import type { Share } from '../disclosure.ts';
import { checkConfidence } from '../quantiles.ts';
import { binomialChances } from './chances.ts';

/**
 * How many files a round needs for a chart of shares to be worth drawing, and to be able to signal that things got better:
 * with fewer, what is drawn is mostly 100%, and no round can lie above it.
 *
 * @param share - the mean of the series, from 0 to below 1
 * @returns whole numbers, rounded up
 * @throws RangeError for a share of 1, where nothing can be better, and for what is no share
 * @see Hart, Robertson, Hart and Lee, Quality Management in Health Care 2004; 13: 27-39
 * @example hartSizes(0.9) // { toPlot: 10, toSignal: 40 }
 */
export function hartSizes(share: number): { toPlot: number; toSignal: number } {
  if (!(share >= 0 && share < 1)) throw new RangeError(`${share} is no share below 1`);
  // 1 less 0.9 is a hair less than 0.1 for a machine, and would make eleven of ten.
  const up = (size: number) => Math.ceil(size - 1e-9);
  return { toPlot: up(1 / (1 - share)), toSignal: up(4 / (1 - share)) };
}

/**
 * Between which counts units of n files lie by chance alone when the share behind them all is known: the counts that are not
 * rarer, with all that is beyond them, than half of what the level leaves. Exact, so never below 0 or above n.
 *
 * @param level - of confidence, from 0 to 1; usual are 0.95 (alert) and 0.998 (alarm)
 * @returns least and greatest count inside
 * @throws RangeError for what cannot be a count or a share
 * @see Spiegelhalter, Stat Med 2005; 24: 1185-1202, appendix A.1.1, without its interpolation between counts
 * @example chanceLimits(0.9, 30, 0.95) // { least: 23, greatest: 30 }
 */
export function chanceLimits(share: number, n: number, level: number): { least: number; greatest: number } {
  checkConfidence(level);
  const rare = (1 - level) / 2;
  const chances = binomialChances(n, share);
  let least = 0;
  for (let tail = chances[0] ?? 0; tail <= rare; tail += chances[least] ?? 0) least += 1;
  let greatest = n;
  for (let tail = chances[n] ?? 0; tail <= rare; tail += chances[greatest] ?? 0) greatest -= 1;
  return { least, greatest };
}

/**
 * The same as shares, for a funnel plot.
 *
 * @param tauSquared - how much units differ in truth, by which the limits stand further from the share: as many times as
 *   the standard error with it is that of chance alone
 * @returns null where n is 0; never below 0 or above 1
 * @throws RangeError for what cannot be a count or a share
 * @see Spiegelhalter, Stat Med 2005; 24: 1185-1202, section 4.2, about exact limits in the place of normal ones
 */
export function funnelLimits(
  share: number,
  n: number,
  level: number,
  tauSquared = 0,
): { low: number; high: number } | null {
  const { least, greatest } = chanceLimits(share, n, level);
  if (n === 0) return null;
  const chance = (share * (1 - share)) / n;
  // Not worked out by way of the share, which is off by a hair: a line on the limit would lie outside it.
  if (chance === 0 || tauSquared === 0) return { low: least / n, high: greatest / n };
  const wider = Math.sqrt((chance + tauSquared) / chance);
  return {
    low: Math.max(0, share - (share - least / n) * wider),
    high: Math.min(1, share + (greatest / n - share) * wider),
  };
}

/**
 * Whether units differ by so much more than chance that limits of chance alone would call many of them outliers: φ beyond two
 * standard deviations of what chance makes of it.
 *
 * @see Spiegelhalter, Stat Med 2005; 24: 1185-1202, section 4.1: φ has a mean of 1 and a variance of about 2 / units
 */
export const isOverDispersed = ({ phi }: OverDispersion, units: number): boolean =>
  phi > 1 + 2 * Math.sqrt(2 / units);

/** How much more units differ than chance alone would let them. */
export interface OverDispersion {
  /** The mean of the squared z-scores; about 1 where chance is all there is. */
  phi: number;
  /** The variance between units of what they differ by in truth, of shares from 0 to 1; 0 where there is no sign of it. */
  tauSquared: number;
}

/**
 * Whether units differ by more than chance around a target, and by how much: the additive model, for limits that call an
 * outlier only what differs from units that differ anyway.
 *
 * @param units - at least two with files
 * @param target - the share behind them all; the pooled one where it is left out
 * @returns null where fewer than two units have files, and where the target is 0 or 1 and leaves no variance
 * @throws RangeError for what cannot be a count
 * @see Spiegelhalter, Stat Med 2005; 24: 1185-1202, section 4.2; DerSimonian and Laird, Controlled Clinical Trials 1986; 7:
 *   177-188
 */
export function overDispersion(units: readonly Share[], target?: number): OverDispersion | null {
  units.forEach(({ yes, applicable }) => {
    [yes, applicable].forEach(checkCount);
    if (yes > applicable) throw new RangeError(`${yes} of ${applicable} cannot be`);
  });
  const own = units.filter(({ applicable }) => applicable > 0);
  const sum = (of: (unit: Share) => number) => own.reduce((total, unit) => total + of(unit), 0);
  const share = target ?? sum(({ yes }) => yes) / sum(({ applicable }) => applicable);
  if (own.length < 2 || !(share > 0 && share < 1)) return null;
  const weight = ({ applicable }: Share) => applicable / (share * (1 - share));
  const squares = sum((unit) => weight(unit) * (unit.yes / unit.applicable - share) ** 2);
  const weights = sum(weight);
  const excess = squares - (own.length - 1);
  const scale = weights - sum((unit) => weight(unit) ** 2) / weights;
  return { phi: squares / own.length, tauSquared: Math.max(0, excess / scale) };
}

/**
 * Limits for how many files lie between two that have what is rare: a g-chart. Counts of something rare are nearly always 0
 * and say nothing; the gaps between them do.
 *
 * The limits are exact: the least and the greatest gap that is not rarer, with all beyond it, than 0.00135 of a geometric
 * distribution with the mean gap, as many as lie beyond three standard deviations of a normal one.
 *
 * @param gaps - files between one and the next, in the order of time
 * @returns null without a gap
 * @throws RangeError for what cannot be a count
 * @see Benneyan, Health Care Management Science 2001; 4: 305-318
 */
export function gapChart(gaps: readonly number[]): {
  mean: number;
  least: number;
  greatest: number;
  outside: number[];
} | null {
  gaps.forEach(checkCount);
  if (gaps.length === 0) return null;
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  // The chance that a gap is g or longer is q to the power of g.
  const q = mean / (mean + 1);
  const BEYOND = 0.00135;
  const greatest = q === 0 ? 0 : Math.max(0, Math.ceil(Math.log(BEYOND) / Math.log(q)) - 1);
  // A gap below this one has, with all shorter, at most that chance: 1 - q^least.
  const least = q === 0 ? 0 : Math.max(0, Math.floor(Math.log(1 - BEYOND) / Math.log(q)));
  return {
    mean,
    least,
    greatest,
    outside: gaps.flatMap((gap, i) => (gap < least || gap > greatest ? [i] : [])),
  };
}
