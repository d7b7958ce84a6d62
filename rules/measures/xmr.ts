import { markRuns } from '../controlChart.ts';
import type { ChartSignal } from '../controlChart.ts';

/** A point of an XmR chart; null where a period has no figure. */
export interface XmrPoint {
  value: number;
  signals: ChartSignal[];
}

/** What three standard deviations are of the mean of ranges of two neighbours: 3 / d2, with d2 = 1.128. */
const PER_RANGE = 3 / 1.128;

/**
 * An XmR chart: single values with their mean and the limits of chance, from how far neighbours differ. Rules as of every
 * control chart here: outside the limits, seven in a row on one side of the mean, seven in a row in one direction. A
 * period without a figure breaks rows and gives no range.
 *
 * @param values - in the order of time
 * @returns null limits where fewer than two neighbours have a figure
 * @see Shewhart's individuals chart, as in the NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2
 */
export function xmrChart(values: readonly (number | null)[]): {
  mean: number | null;
  limits: [low: number, high: number] | null;
  meanRange: number | null;
  points: (XmrPoint | null)[];
} {
  const known = values.filter((value) => value !== null);
  const points = values.map((value): XmrPoint | null => (value === null ? null : { value, signals: [] }));
  if (known.length === 0) return { mean: null, limits: null, meanRange: null, points };
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const ranges = values.flatMap((value, i) => {
    const next = values[i + 1];
    return value === null || next === undefined || next === null ? [] : [Math.abs(next - value)];
  });
  if (ranges.length === 0) return { mean, limits: null, meanRange: null, points };
  const meanRange = ranges.reduce((sum, range) => sum + range, 0) / ranges.length;
  const limits: [number, number] = [mean - PER_RANGE * meanRange, mean + PER_RANGE * meanRange];
  for (const point of points) {
    if (point && (point.value < limits[0] || point.value > limits[1])) point.signals.push('outside');
  }
  markRuns(points, mean, ({ value }) => value);
  return { mean, limits, meanRange, points };
}
