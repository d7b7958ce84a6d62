import {
  allUnits,
  possibleCounts,
  cutOffPercent,
  inWords,
  isShare,
  nearestShares,
  percentText,
  rightShare,
  roundedPercent,
} from './printed.ts';
import type { Decimal } from './printed.ts';
import { complain } from './reconcileFigures.ts';
import type { Base, PrintedPercent, Work } from './reconcileFigures.ts';

// Printed percentages held against the counts that they are of.

export const tooMuch = ({ units, decimals }: Decimal) => units > allUnits(decimals);

export const tooMuchText = (percent: Decimal) => `${percentText(percent)} is more than all.`;

/** A percentage without its count: some whole number of files has to give it. */
export function checkPercentAlone(
  work: Work,
  percent: PrintedPercent,
  n: number,
): { low: number; high: number } | null {
  const { at, value } = percent;
  work.checked.add(percent);
  const counts = possibleCounts(value, n);
  if (counts) return counts;
  const count = Math.ceil((value.units * n) / allUnits(value.decimals));
  if (work.percentStep > 0) return null;
  if (cutOffPercent(count, n, value.decimals).units === value.units) {
    const right = rightShare(count, n, value);
    complain(work, at, 'percentage', right, `${count} of ${n} is ${right}. ${cutOffText(count, n, value)}`);
    return { low: count, high: count };
  }
  const near = nearestShares(value, n);
  const explanation = `No number of files out of ${n} is ${percentText(value)}; next to it are ${near}.`;
  complain(work, at, 'unexplained', near, explanation);
  return null;
}

interface Shares {
  /** The right count first, then others that the table prints. */
  counts: number[];
  /** The right base first. */
  bases: Base[];
  /** The files counted under the check that this one hangs on. */
  parent: Base | null;
}

/** Which of the bases each percentage is of; those that fit none are reported. */
export function checkPercents(work: Work, percents: PrintedPercent[], shares: Shares): (Base | null)[] {
  const { counts, bases } = shares;
  return percents.map((percent) => {
    const { at, value } = percent;
    if (tooMuch(value) || (bases.length > 0 && counts.length > 0)) work.checked.add(percent);
    const fit = bases.find(({ files }) => counts.some((count) => isShare(value, count, files)));
    const base = bases[0];
    const count = counts[0];
    const right = base && count !== undefined ? rightShare(count, base.files, value) : null;
    if (tooMuch(value)) complain(work, at, 'impossible', right ?? 'at most 100%', tooMuchText(value));
    else if (!fit && right !== null && base && count !== undefined && !isRounded(work, value, count, base)) {
      complain(work, at, 'percentage', right, explain(value, { ...shares, count, base, right }));
    }
    return fit ?? null;
  });
}

/** Whether a percentage is right for figures that are only printed rounded. */
function isRounded(
  { percentStep: step }: Work,
  { units, decimals }: Decimal,
  count: number,
  { files }: Base,
): boolean {
  if (step === 0) return false;
  const all = allUnits(decimals);
  const least = (all * Math.max(0, count - step / 2)) / (files + step / 2);
  const most = (all * (count + step / 2)) / Math.max(1, files - step / 2);
  return units >= least - 0.5 && units <= most + 0.5;
}

function explain(
  value: Decimal,
  { count, base, right, bases, parent }: Shares & { count: number; base: Base; right: string },
): string {
  const printed = percentText(value);
  const others = bases.slice(1).map(({ files, name }) => `${rightShare(count, files, value)} of ${name}`);
  const inPercent = value.proportion ? ` (${percentText(roundedPercent(count, base.files, 0))})` : '';
  const parts = [`${count} of ${base.name} is ${right}${inPercent}, not ${printed}.`];
  if (others.length > 0) parts.push(`It would be ${inWords(others, 'and')}.`);
  if (value.bound || value.decimals < 0) return parts.join(' ');
  const cutOff = bases.find(({ files }) => cutOffPercent(count, files, value.decimals).units === value.units);
  if (cutOff) parts.push(cutOffText(count, cutOff.files, value));
  const most = Math.max(...bases.map(({ files }) => files));
  const range = basesBehind(value, count, most);
  if (range) {
    const list = range.low === range.high ? `${range.low}` : `${range.low} to ${range.high}`;
    const plan =
      parent && parent.files >= range.low && parent.files <= range.high
        ? `; ${parent.files} is ${parent.name}`
        : '';
    parts.push(`${printed} fits ${count} of ${list}${plan}.`);
  } else if (!cutOff) {
    const meant = possibleCounts(value, base.files);
    const instead = !meant
      ? ''
      : meant.low === meant.high
        ? ` Of ${base.files}, ${printed} is ${meant.low}.`
        : ` Of ${base.files}, ${printed} is ${meant.low} to ${meant.high}.`;
    parts.push(`${count} is ${printed} of no number of files up to ${most}.${instead}`);
  }
  return parts.join(' ');
}

function cutOffText(count: number, base: number, value: Decimal): string {
  const share = cutOffPercent(count, base, value.decimals + 1);
  const finer = percentText(value.proportion ? { ...share, proportion: true } : share);
  // The half is exact where doubling what is left over gives the whole step.
  const exactHalf = (2 * allUnits(value.decimals) * count) % (2 * base) === base;
  if (!exactHalf) return `${finer} was cut off instead of rounded.`;
  return value.units % 2 === 0
    ? `${finer} was cut off, or rounded half to even; half is rounded up.`
    : `${finer} was cut off; half is rounded up.`;
}

/** Of how many files, up to so many, a count is a printed percentage; all numbers between low and high are. */
function basesBehind(value: Decimal, count: number, most: number): { low: number; high: number } | null {
  // 0% of a count above 0 takes a base that rounds it away, which then is one of those tried already.
  if (count === 0 || value.units === 0) return null;
  const scaled = 2 * allUnits(value.decimals) * count;
  const low = Math.max(count, Math.floor(scaled / (2 * value.units + 1)) + 1);
  const high = Math.min(most, Math.floor(scaled / (2 * value.units - 1)));
  return low <= high ? { low, high } : null;
}
