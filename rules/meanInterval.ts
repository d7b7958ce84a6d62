import { studentValue } from './quantiles.ts';
import { CONFIDENCE } from './statistics.ts';

/**
 * The interval in which the mean behind some values lies, by Student's t, no further than values can reach.
 *
 * @param values - at least two that differ
 * @param range - the least and the most that a value can be
 * @returns null where there are fewer than two values or all are alike: how far they scatter cannot be told from them
 * @see Student, Biometrika 1908; 6: 1-25
 * @example meanInterval([2, 4, 4, 4, 5, 5, 7, 9]) // [3.2126, 6.7874]
 */
export function meanInterval(
  values: readonly number[],
  range?: { least: number; most: number },
): [low: number, high: number] | null {
  const n = values.length;
  if (n < 2 || values.every((value) => value === values[0])) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = studentValue(CONFIDENCE, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return [
    Math.max(mean - reach, range?.least ?? Number.NEGATIVE_INFINITY),
    Math.min(mean + reach, range?.most ?? Number.POSITIVE_INFINITY),
  ];
}
