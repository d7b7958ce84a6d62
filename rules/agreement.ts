import { checkSquare } from './counts.ts';
import { studentValue } from './quantiles.ts';
import { CONFIDENCE, wilson } from './statistics.ts';
import type { Estimate } from './statistics.ts';

/** How far two readers agree beyond chance, from -1 to 1, with its 95% interval. */
export interface Coefficient extends Estimate {
  /**
   * What the interval comes from: Student's t around the coefficient, or the Wilson interval of the plain agreement,
   * chance taken out, where the coefficient's own formula has no width.
   */
  intervalFrom: 't' | 'wilson';
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
 * @see Cohen, Educ Psychol Meas 1960; variance: Fleiss, Cohen and Everitt, Psychol Bull 1969
 * @example kappa([[13, 0, 0], [0, 20, 7], [0, 4, 56]]) // value 0.796
 */
export function kappa(matrix: readonly (readonly number[])[]): Coefficient | null {
  const table = sharesOf(matrix);
  if (!table) return null;
  const { shares, rows, columns, agreed } = table;
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
  return { value, ...intervalOf(table, { value, expected, variance }) };
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
export function gwetAc1(matrix: readonly (readonly number[])[]): Coefficient | null {
  const table = sharesOf(matrix);
  if (!table) return null;
  const { shares, rows, columns, agreed } = table;
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
  return { value, ...intervalOf(table, { value, expected, variance }) };
}

/** The readers' answers as shares of all files, with both margins. */
function sharesOf(matrix: readonly (readonly number[])[]) {
  checkSquare(matrix);
  const n = sum(matrix.flat());
  if (n === 0) return null;
  const shares = matrix.map((line) => line.map((count) => count / n));
  const agreements = sum(matrix.map((line, i) => at(line, i)));
  return {
    n,
    agreements,
    shares,
    rows: shares.map((line) => sum(line)),
    columns: shares.map((_, j) => sum(shares.map((line) => at(line, j)))),
    // From the counts, so that full agreement is 1 and not 0.9999999.
    agreed: agreements / n,
  };
}

type Shares = NonNullable<ReturnType<typeof sharesOf>>;

/** Below which a variance is none but for the last digits of the machine. */
const NO_WIDTH = 1e-12;

/**
 * The interval of a coefficient, cut off at -1 and 1: by Student's t with n - 1 degrees of freedom, as the R package
 * irrCAC has it.
 *
 * Where the readers always agree, never do, or one of them gives every file the same answer, the formula of the
 * variance comes to nothing, as if a handful of files had settled the matter. There the ends of the Wilson interval of
 * the plain agreement are put through the same formula as the agreement itself.
 *
 * @param of.variance - of the coefficient, before it is divided by n (1 - expected)²
 * @see Gwet, Handbook of Inter-Rater Reliability, 4th edition, 2014, chapter 5; irrCAC 1.0, kappa2.table
 */
function intervalOf(
  { n, agreements, agreed }: Shares,
  { value, expected, variance }: { value: number; expected: number; variance: number },
): Pick<Coefficient, 'low' | 'high' | 'intervalFrom'> {
  if (n === 1 || agreed === 0 || agreed === 1 || variance < NO_WIDTH) {
    const { low, high } = wilson(agreements, n) ?? { low: 0, high: 1 };
    const beyondChance = (share: number) => Math.max(-1, (share - expected) / (1 - expected));
    return { low: beyondChance(low), high: beyondChance(high), intervalFrom: 'wilson' };
  }
  const spread = (studentValue(CONFIDENCE, n - 1) * Math.sqrt(variance / n)) / (1 - expected);
  return { low: Math.max(-1, value - spread), high: Math.min(1, value + spread), intervalFrom: 't' };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const at = (numbers: readonly number[], i: number): number => numbers[i] ?? 0;
