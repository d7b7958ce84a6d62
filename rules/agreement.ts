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

/** How much two answers agree, from 0 to 1, by their places; 1 where they are the same. */
export type AgreementWeights = readonly (readonly number[])[];

/** No answer agrees with another one: for categories without an order. */
const alone = (size: number): AgreementWeights => weightsOf(size, () => 0);

/**
 * Answers on an ordered scale agree the less the further they are apart, by the square of the steps between them: of a
 * scale of four the next one agrees by 8/9, the other end not at all. Recommended for ordered scales, since the
 * coefficient is then about what the correlation of the two readers would be.
 *
 * @param size - points of the scale, at least 2
 * @see Fleiss and Cohen, Educ Psychol Meas 1973; 33: 613-619; quadratic.weights of the R package irrCAC
 * @example quadraticWeights(3) // [[1, 0.75, 0], [0.75, 1, 0.75], [0, 0.75, 1]]
 */
export const quadraticWeights = (size: number): AgreementWeights =>
  weightsOf(size, (steps) => 1 - (steps / (size - 1)) ** 2);

/**
 * The same by the steps themselves: of a scale of four the next one agrees by 2/3.
 *
 * @see Cicchetti and Allison, Am J EEG Technol 1971; 11: 101-110; linear.weights of irrCAC
 */
export const linearWeights = (size: number): AgreementWeights =>
  weightsOf(size, (steps) => 1 - steps / (size - 1));

const weightsOf = (size: number, of: (steps: number) => number): AgreementWeights =>
  Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? 1 : of(Math.abs(i - j)))),
  );

/** Weights of a scale with one more category at its end, such as "not applicable", that agrees with no point of it. */
export const withCategoryApart = (weights: AgreementWeights): AgreementWeights => [
  ...weights.map((line) => [...line, 0]),
  [...weights.map(() => 0), 1],
];

/**
 * How far two readers agree beyond what chance would bring about: Cohen's kappa, weighted where it is said how much
 * different answers agree. It misleads when nearly all answers are alike, so it is always shown beside Gwet's AC1 or
 * AC2 and the plain agreement.
 *
 * @param matrix - files by the first reader's answer (rows) and the second's (columns), in the same order
 * @param weights - of the same size; left out, different answers do not agree at all
 * @returns 1 for full agreement, 0 for chance, with its 95% interval; null without files, or where both readers
 *   gave every file the one same answer
 * @throws RangeError for what cannot be a table of counts
 * @see Cohen, Educ Psychol Meas 1960, and Psychol Bull 1968; variance: Fleiss, Cohen and Everitt, Psychol Bull 1969
 * @example kappa([[13, 0, 0], [0, 20, 7], [0, 4, 56]]) // value 0.796
 * @example kappa([[13, 0, 0], [0, 20, 7], [0, 4, 56]], quadraticWeights(3)) // value 0.892
 */
export function kappa(
  matrix: readonly (readonly number[])[],
  weights: AgreementWeights = alone(matrix.length),
): Coefficient | null {
  const table = sharesOf(matrix, weights);
  if (!table) return null;
  const { shares, rows, columns, agreed } = table;
  const expected = sum(
    rows.flatMap((row, i) => columns.map((column, j) => row * column * weightAt(weights, i, j))),
  );
  if (expected === 1) return null;
  const value = (agreed - expected) / (1 - expected);
  // How much each answer of one reader agrees with those of the other by chance.
  const ofRow = rows.map((_, i) => sum(columns.map((column, j) => column * weightAt(weights, i, j))));
  const ofColumn = columns.map((_, j) => sum(rows.map((row, i) => row * weightAt(weights, i, j))));
  const spread = sum(
    shares.flatMap((line, i) =>
      line.map(
        (share, j) => share * (weightAt(weights, i, j) - (at(ofRow, i) + at(ofColumn, j)) * (1 - value)) ** 2,
      ),
    ),
  );
  const variance = spread - (value - expected * (1 - value)) ** 2;
  return { value, ...intervalOf(table, { value, expected, variance }) };
}

/**
 * How far two readers agree beyond chance, also when nearly all answers are alike: Gwet's AC1, and AC2 where it is said
 * how much different answers agree.
 *
 * @param matrix - files by the first reader's answer (rows) and the second's (columns), in the same order
 * @param weights - of the same size; left out, different answers do not agree at all
 * @returns 1 for full agreement, 0 for chance, with its 95% interval; null without files
 * @throws RangeError for what cannot be a table of counts
 * @see Gwet, Br J Math Stat Psychol 2008; 61: 29-48, and Handbook of Inter-Rater Reliability, 4th edition, 2014
 * @example gwetAc1([[118, 5], [2, 0]]) // value 0.9408
 */
export function gwetAc1(
  matrix: readonly (readonly number[])[],
  weights: AgreementWeights = alone(matrix.length),
): Coefficient | null {
  const table = sharesOf(matrix, weights);
  if (!table) return null;
  const { shares, rows, columns, agreed } = table;
  const size = shares.length;
  const means = rows.map((row, i) => (row + at(columns, i)) / 2);
  const perPair = sum(weights.flat()) / (size * (size - 1));
  const expected = perPair * sum(means.map((mean) => mean * (1 - mean)));
  const value = (agreed - expected) / (1 - expected);
  const spread = sum(
    shares.flatMap((line, i) =>
      line.map((share, j) => {
        const byChance = perPair * (1 - (at(means, i) + at(means, j)) / 2);
        return share * (weightAt(weights, i, j) - 2 * (1 - value) * byChance) ** 2;
      }),
    ),
  );
  const variance = spread - (agreed - 2 * (1 - value) * expected) ** 2;
  return { value, ...intervalOf(table, { value, expected, variance }) };
}

/**
 * Gwet's AC1 of any number of readers, not all of whom have read every file; of two readers who have it is that of
 * `gwetAc1` where the same answers are used.
 *
 * @param files - the answers of each file, one a reader
 * @returns null where no file has two answers
 * @see Gwet, Br J Math Stat Psychol 2008; 61: 29-48, for many readers; gwet.ac1.raw of the R package irrCAC
 * @example gwetAc1Of([['yes', 'yes', 'no'], ['no', 'no']]) // 0.340
 */
export function gwetAc1Of(files: readonly (readonly string[])[]): number | null {
  const read = files.filter(({ length }) => length > 0);
  const twice = read.filter(({ length }) => length > 1);
  if (twice.length === 0) return null;
  const answers = [...new Set(read.flat())];
  const times = (file: readonly string[], answer: string) => file.filter((one) => one === answer).length;
  const agreed =
    sum(
      twice.map(
        (file) =>
          sum(answers.map((answer) => times(file, answer) * (times(file, answer) - 1))) /
          (file.length * (file.length - 1)),
      ),
    ) / twice.length;
  const shares = answers.map(
    (answer) => sum(read.map((file) => times(file, answer) / file.length)) / read.length,
  );
  // There are two ends, even where every answer is the same.
  const expected = sum(shares.map((share) => share * (1 - share))) / (Math.max(answers.length, 2) - 1);
  return (agreed - expected) / (1 - expected);
}

/**
 * How far two readers agree beyond what they would by choosing any answer as often as any other: kappa adjusted for
 * prevalence and bias, of two answers twice the plain agreement less one. For the record; AC1 is what is looked at.
 *
 * @param matrix - files by the first reader's answer (rows) and the second's (columns), in the same order
 * @returns 1 for full agreement, 0 for chance; null without files
 * @throws RangeError for what cannot be a table of counts
 * @see Byrt, Bishop and Carlin, J Clin Epidemiol 1993; 46: 423-429; of more answers Bennett, Alpert and Goldstein's S, Public
 *   Opinion Quarterly 1954; 18: 303-308
 * @example pabak([[80, 10], [5, 5]]) // 0.7
 */
export function pabak(matrix: readonly (readonly number[])[]): number | null {
  const table = sharesOf(matrix, alone(matrix.length));
  return table && (matrix.length * table.agreed - 1) / (matrix.length - 1);
}

/** The readers' answers as shares of all files, with both margins; how far they agree counts by the weights. */
function sharesOf(matrix: readonly (readonly number[])[], weights: AgreementWeights) {
  checkSquare(matrix);
  const n = sum(matrix.flat());
  if (n === 0) return null;
  const shares = matrix.map((line) => line.map((count) => count / n));
  const agreements = sum(
    matrix.flatMap((line, i) => line.map((count, j) => count * weightAt(weights, i, j))),
  );
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
    // Weighted agreements are no whole number of files: the interval is that of the nearest ones outwards.
    const low = wilson(Math.floor(agreements + NO_WIDTH), n)?.low ?? 0;
    const high = wilson(Math.ceil(agreements - NO_WIDTH), n)?.high ?? 1;
    const beyondChance = (share: number) => Math.max(-1, (share - expected) / (1 - expected));
    return { low: beyondChance(low), high: beyondChance(high), intervalFrom: 'wilson' };
  }
  const spread = (studentValue(CONFIDENCE, n - 1) * Math.sqrt(variance / n)) / (1 - expected);
  return { low: Math.max(-1, value - spread), high: Math.min(1, value + spread), intervalFrom: 't' };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const weightAt = (weights: AgreementWeights, i: number, j: number): number => weights[i]?.[j] ?? 0;
const at = (numbers: readonly number[], i: number): number => numbers[i] ?? 0;
