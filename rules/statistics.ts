import { checkCount, checkSquare } from './counts.ts';
import { logFactorialsTo } from './methods/chances.ts';
import { criticalValue, studentValue } from './quantiles.ts';

/** A share or coefficient with its interval. */
interface Interval {
  low: number;
  high: number;
}

export interface Estimate extends Interval {
  value: number;
}

/** The confidence that every interval has unless a page says otherwise. */
export const CONFIDENCE = 0.95;

/**
 * The interval in which the share behind `yes` of `n` lies, by Wilson's score method, also right for few files.
 *
 * @param yes - how many had a yes, a whole number from 0 to n
 * @param n - of how many
 * @param confidence - from 0 to 1
 * @returns shares from 0 to 1, or null where n is 0
 * @throws RangeError for what cannot be a count
 * @see Wilson, J Am Stat Assoc 1927; Newcombe, Stat Med 1998; 17: 857-872, method 3
 * @example wilson(81, 263) // { low: 0.2553, high: 0.3662 }
 */
export function wilson(yes: number, n: number, confidence = CONFIDENCE): Interval | null {
  checkShare(yes, n);
  if (n === 0) return null;
  return scoreInterval(yes, n, criticalValue(confidence));
}

/**
 * The same for a share of a number of files that need not be whole, such as what files drawn at different rates are worth.
 *
 * @param share - from 0 to 1
 * @param n - above 0
 * @param critical - how many standard errors the interval reaches, such as 1.96
 */
export const wilsonOf = (share: number, n: number, critical: number): Interval =>
  scoreInterval(share === 1 ? n : share * n, n, critical);

function scoreInterval(yes: number, n: number, z: number): Interval {
  const centre = 2 * yes + z * z;
  const spread = z * Math.sqrt(z * z + 4 * yes * (1 - yes / n));
  const scale = 2 * (n + z * z);
  // At 0 of n and n of n the bound is exact; floating point would miss it by a hair.
  return {
    low: yes === 0 ? 0 : (centre - spread) / scale,
    high: yes === n ? 1 : (centre + spread) / scale,
  };
}

/**
 * The difference of two shares with its interval, by Newcombe's hybrid score method.
 *
 * @returns shares from -1 to 1, or null where one of the two is of none
 * @throws RangeError for what cannot be a count
 * @see Newcombe, Stat Med 1998; 17: 873-890, method 10
 * @example newcombe(56, 70, 48, 80) // { difference: 0.2, low: 0.0524, high: 0.3339 }
 */
export function newcombe(
  yes1: number,
  n1: number,
  yes2: number,
  n2: number,
  confidence = CONFIDENCE,
): (Interval & { difference: number }) | null {
  const first = wilson(yes1, n1, confidence);
  const second = wilson(yes2, n2, confidence);
  if (!first || !second) return null;
  const p1 = yes1 / n1;
  const p2 = yes2 / n2;
  const difference = p1 - p2;
  return {
    difference,
    low: difference - Math.hypot(p1 - first.low, second.high - p2),
    high: difference + Math.hypot(first.high - p1, p2 - second.low),
  };
}

/**
 * The interval in which the mean behind some numbers lies, by Student's t.
 *
 * @param values - numbers, each with how often it is there
 * @returns null for fewer than two numbers, and where all are alike: of those t knows nothing
 * @throws RangeError for what cannot be a count
 * @see Student, Biometrika 1908; 6: 1-25; Altman and others, Statistics with Confidence, 2nd edition 2000, chapter 4
 * @example meanInterval([[1, 2], [2, 3], [3, 4], [4, 1]]) // { low: 1.7089, high: 3.0911 }
 */
export function meanInterval(
  values: readonly (readonly [value: number, times: number])[],
  confidence = CONFIDENCE,
): Interval | null {
  values.forEach(([, times]) => checkCount(times));
  const total = (of: (value: number) => number) =>
    values.reduce((sum, [value, times]) => sum + of(value) * times, 0);
  const n = total(() => 1);
  if (n < 2) return null;
  const mean = total((value) => value) / n;
  const isAlike = new Set(values.flatMap(([value, times]) => (times > 0 ? [value] : []))).size < 2;
  if (isAlike) return null;
  const variance = total((value) => (value - mean) ** 2) / (n - 1);
  const spread = studentValue(confidence, n - 1) * Math.sqrt(variance / n);
  return { low: mean - spread, high: mean + spread };
}

/**
 * How likely a table of two by two as uneven as this one, or more, is by chance alone: Fisher's exact test in its
 * mid-p form, two-sided. All tables with the same margins that are less likely count whole, those that are as likely,
 * the observed one among them, by half: without the half the test says "not clear" too often where counts are small.
 *
 * @returns a probability from 0 to 1, or null for an empty table
 * @throws RangeError for what cannot be a count
 * @see Lancaster, J Am Stat Assoc 1961; 56: 223-234; Fagerland, Lydersen and Laake, Statistical Analysis of Contingency
 *   Tables, 2017, chapter 4
 * @example fisherMidP([[1, 9], [11, 3]]) // 0.001413
 */
export function fisherMidP(table: readonly (readonly number[])[]): number | null {
  const tables = tablesLike(table);
  if (!tables) return null;
  let midP = 0;
  for (const p of tables.probabilities) {
    if (p < tables.observed * (1 - SAME)) midP += p;
    else if (p <= tables.observed * (1 + SAME)) midP += p / 2;
  }
  return Math.min(1, midP);
}

/**
 * How often fisherMidP comes out below a level although nothing differs, over all tables with the margins of this one.
 * Since a handful of files has but a handful of tables, that is seldom the level itself.
 *
 * @returns a probability from 0 to 1; 0 for an empty table
 * @throws RangeError for what cannot be a count
 */
export function chanceOfMidPBelow(level: number, table: readonly (readonly number[])[]): number {
  const fromLeast = tablesLike(table)?.probabilities.toSorted() ?? new Float64Array();
  let chance = 0;
  for (let first = 0; first < fromLeast.length;) {
    const least = fromLeast[first] ?? 0;
    let together = 0;
    let next = first;
    for (; next < fromLeast.length && (fromLeast[next] ?? 0) <= least * (1 + SAME); next += 1) {
      together += fromLeast[next] ?? 0;
    }
    if (chance + together / 2 >= level) break;
    chance += together;
    first = next;
  }
  return Math.min(1, chance);
}

/** Up to which part of themselves probabilities differ that are equal in theory. */
const SAME = 1e-7;

/** How likely each table with the margins of this one is when nothing differs; null for an empty table. */
function tablesLike(table: readonly (readonly number[])[]) {
  checkSquare(table);
  if (table.length !== 2) throw new RangeError('the test is for tables of two by two');
  const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = table;
  const n = a + b + c + d;
  if (n === 0) return null;
  const logFactorials = logFactorialsTo(n);
  const log = (k: number) => logFactorials[k] ?? 0;
  const margins = log(a + b) + log(c + d) + log(a + c) + log(b + d) - log(n);
  const probability = (k: number) =>
    Math.exp(margins - log(k) - log(a + b - k) - log(a + c - k) - log(d - a + k));
  const least = Math.max(0, a - d);
  const probabilities = Float64Array.from({ length: Math.min(a + b, a + c) - least + 1 }, (_, i) =>
    probability(least + i),
  );
  return { observed: probability(a), probabilities };
}

/**
 * How many files have to be read to know a share to within a given precision, in a population that is finite.
 *
 * @param of.population - files there are to draw from, one at least
 * @param of.expected - the share one expects, from 0 to 1; 0.5 is the most cautious
 * @param of.precision - half the width of the interval one wants, such as 0.05
 * @param of.confidence - from 0 to 1, such as 0.95
 * @returns a whole number, rounded up
 * @throws RangeError for what cannot be
 * @see n = z²Np(1-p) / (A²N + z²p(1-p)); Cochran, Sampling Techniques, 1977
 * @example sampleSize({ population: 400, expected: 0.7, precision: 0.05, confidence: 0.95 }) // 179
 */
export function sampleSize(of: {
  population: number;
  expected: number;
  precision: number;
  confidence: number;
}): number {
  const { population, expected, precision, confidence } = of;
  checkCount(population);
  if (population === 0) throw new RangeError('there are no files to draw from');
  if (!(expected >= 0 && expected <= 1)) throw new RangeError('the expected share lies between 0 and 1');
  if (!(precision > 0 && precision < 1)) throw new RangeError('the precision lies between 0 and 1');
  const spread = criticalValue(confidence) ** 2 * expected * (1 - expected);
  return Math.ceil((spread * population) / (precision ** 2 * population + spread));
}

function checkShare(yes: number, n: number): void {
  checkCount(yes);
  checkCount(n);
  if (yes > n) throw new RangeError(`${yes} of ${n} cannot be`);
}
