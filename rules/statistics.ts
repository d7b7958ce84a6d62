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
  const z = criticalValue(confidence);
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
 * How likely a table of two by two as uneven as this one, or more, is by chance alone: Fisher's exact test, two-sided
 * by adding up all tables that are no more likely.
 *
 * @returns a probability from 0 to 1, or null for an empty table
 * @throws RangeError for what cannot be a count
 * @see Fisher, Statistical Methods for Research Workers, 1934
 * @example fisherExact([[1, 9], [11, 3]]) // 0.002759
 */
export function fisherExact(table: readonly (readonly number[])[]): number | null {
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
  // Tables that are equally likely in theory differ in the last digits.
  const observed = probability(a) * (1 + 1e-7);
  let sum = 0;
  for (let k = Math.max(0, a - d); k <= Math.min(a + b, a + c); k += 1) {
    const p = probability(k);
    if (p <= observed) sum += p;
  }
  return Math.min(1, sum);
}

/**
 * Between which shares units of n files lie by chance alone when the share behind them all is p: a funnel plot's
 * limits, by the normal approximation, clipped to 0 and 1.
 *
 * @param level - of confidence, from 0 to 1; usual are 0.95 and 0.998
 * @returns null where n is 0
 * @throws RangeError for what cannot be a count or a share
 * @see Spiegelhalter, Stat Med 2005; 24: 1185-1202
 */
export function funnelLimits(p: number, n: number, level: number): Interval | null {
  checkCount(n);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a share lies between 0 and 1, not at ${p}`);
  if (n === 0) return null;
  const spread = criticalValue(level) * Math.sqrt((p * (1 - p)) / n);
  return { low: Math.max(0, p - spread), high: Math.min(1, p + spread) };
}

/**
 * The share of files on which two readers agree.
 *
 * @param matrix - files by the first reader's answer (rows) and the second's (columns), in the same order
 * @returns a share from 0 to 1, or null without files
 * @throws RangeError for what cannot be a table of counts
 */
export function agreement(matrix: readonly (readonly number[])[]): number | null {
  const table = sharesOf(matrix);
  return table ? table.agreed : null;
}

/**
 * How far two readers agree beyond what chance would bring about: Cohen's kappa. It misleads when nearly all answers
 * are alike, so it is always shown beside Gwet's AC1 and the plain agreement.
 *
 * @param matrix - files by the first reader's answer (rows) and the second's (columns), in the same order
 * @returns 1 for full agreement, 0 for chance, with its 95% interval; null without files, or where both readers
 *   gave every file the one same answer
 * @throws RangeError for what cannot be a table of counts
 * @see Cohen, Educ Psychol Meas 1960; interval: Fleiss, Cohen and Everitt, Psychol Bull 1969
 * @example kappa([[13, 0, 0], [0, 20, 7], [0, 4, 56]]) // value 0.796
 */
export function kappa(matrix: readonly (readonly number[])[]): Estimate | null {
  const table = sharesOf(matrix);
  if (!table) return null;
  const { n, shares, rows, columns, agreed } = table;
  const expected = sum(rows.map((row, i) => row * at(columns, i)));
  if (expected === 1) return null;
  const value = (agreed - expected) / (1 - expected);
  let variance = -((value - expected * (1 - value)) ** 2);
  shares.forEach((line, i) => {
    line.forEach((share, j) => {
      variance +=
        i === j
          ? share * (1 - (at(rows, i) + at(columns, i)) * (1 - value)) ** 2
          : share * ((1 - value) * (at(columns, i) + at(rows, j))) ** 2;
    });
  });
  return around(value, variance / (n * (1 - expected) ** 2));
}

/**
 * How far two readers agree beyond chance, also when nearly all answers are alike: Gwet's AC1.
 *
 * @param matrix - files by the first reader's answer (rows) and the second's (columns), in the same order
 * @returns 1 for full agreement, 0 for chance, with its 95% interval; null without files
 * @throws RangeError for what cannot be a table of counts
 * @see Gwet, Br J Math Stat Psychol 2008; 61: 29-48
 * @example gwetAc1([[118, 5], [2, 0]]) // value 0.9408
 */
export function gwetAc1(matrix: readonly (readonly number[])[]): Estimate | null {
  const table = sharesOf(matrix);
  if (!table) return null;
  const { n, shares, rows, columns, agreed } = table;
  const others = shares.length - 1;
  const means = rows.map((row, i) => (row + at(columns, i)) / 2);
  const expected = sum(means.map((mean) => mean * (1 - mean))) / others;
  const value = (agreed - expected) / (1 - expected);
  const diagonal = sum(shares.map((line, i) => at(line, i) * (1 - at(means, i)))) / others;
  const spread =
    sum(
      shares.flatMap((line, i) =>
        line.map((share, j) => share * (1 - (at(means, i) + at(means, j)) / 2) ** 2),
      ),
    ) /
    others ** 2;
  const variance =
    agreed * (1 - agreed) -
    4 * (1 - value) * (diagonal - agreed * expected) +
    4 * (1 - value) ** 2 * (spread - expected ** 2);
  return around(value, variance / (n * (1 - expected) ** 2));
}

/**
 * How many files have to be read to know a share to within a given precision, in a population that is finite.
 *
 * @param of.population - files there are to draw from
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
  if (!(expected >= 0 && expected <= 1)) throw new RangeError('the expected share lies between 0 and 1');
  if (!(precision > 0 && precision < 1)) throw new RangeError('the precision lies between 0 and 1');
  const spread = criticalValue(confidence) ** 2 * expected * (1 - expected);
  return Math.ceil((spread * population) / (precision ** 2 * population + spread));
}

/** The readers' answers as shares of all files, with both margins. */
function sharesOf(matrix: readonly (readonly number[])[]) {
  checkSquare(matrix);
  const n = sum(matrix.flat());
  if (n === 0) return null;
  const shares = matrix.map((line) => line.map((count) => count / n));
  return {
    n,
    shares,
    rows: shares.map((line) => sum(line)),
    columns: shares.map((_, j) => sum(shares.map((line) => at(line, j)))),
    // From the counts, so that full agreement is 1 and not 0.9999999.
    agreed: sum(matrix.map((line, i) => at(line, i))) / n,
  };
}

function around(value: number, variance: number): Estimate {
  const spread = criticalValue(CONFIDENCE) * Math.sqrt(Math.max(0, variance));
  return { value, low: Math.max(-1, value - spread), high: Math.min(1, value + spread) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const at = (numbers: readonly number[], i: number): number => numbers[i] ?? 0;

function checkCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a count`);
}

function checkShare(yes: number, n: number): void {
  checkCount(yes);
  checkCount(n);
  if (yes > n) throw new RangeError(`${yes} of ${n} cannot be`);
}

function checkSquare(matrix: readonly (readonly number[])[]): void {
  if (matrix.length < 2 || matrix.some((line) => line.length !== matrix.length)) {
    throw new RangeError('the table has to be square, two by two at least');
  }
  matrix.flat().forEach(checkCount);
}

function logFactorialsTo(n: number): Float64Array {
  const logs = new Float64Array(n + 1);
  for (let k = 2; k <= n; k += 1) logs[k] = (logs[k - 1] ?? 0) + Math.log(k);
  return logs;
}

/**
 * How many standard deviations a two-sided interval of this confidence reaches to each side.
 *
 * @throws RangeError for what is no confidence
 * @example criticalValue(0.95) // 1.959964
 */
function criticalValue(confidence: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`${confidence} is no confidence from 0 to 1`);
  return normalQuantile((1 + confidence) / 2);
}

/**
 * The quantile of the standard normal distribution, to about 16 digits.
 *
 * @see Wichura, Algorithm AS 241, J R Stat Soc C 1988; 37: 477-484 (PPND16)
 */
function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const tail =
    r <= 5
      ? polynomial(MIDDLE_TOP, r - 1.6) / polynomial(MIDDLE_BOTTOM, r - 1.6)
      : polynomial(FAR_TOP, r - 5) / polynomial(FAR_BOTTOM, r - 5);
  return q < 0 ? -tail : tail;
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((value, coefficient) => value * x + coefficient, 0);
}

const CENTRE_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const CENTRE_BOTTOM = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const MIDDLE_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const MIDDLE_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const FAR_TOP = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const FAR_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];
