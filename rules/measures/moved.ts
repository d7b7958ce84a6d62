import { travelOf } from './change.ts';
import type { TravelVerdict } from './change.ts';
import { valueOf } from './figure.ts';
import type { Measure, Observation } from './measure.ts';
import { canSignal } from './views.ts';
import type { Series } from './views.ts';
import type { ChartSignal } from '../controlChart.ts';

/** A measure whose latest figure is more than chance. */
export interface Moved {
  latest: Observation;
  signals: ChartSignal[];
  /** What it is judged against: the mean of all periods, or of a row in one direction the figure before. */
  against: { value: number; isMean: boolean };
  /** By polarity. */
  verdict: TravelVerdict;
}

/**
 * Whether the latest figure of a series is more than chance by the rules of its control chart, and which way that is by
 * the polarity of the measure.
 *
 * @returns null where all can be chance, or too few periods are there to tell
 */
export function movedOf(measure: Measure, series: Series): Moved | null {
  const latest = series.points.at(-1);
  if (!latest || latest.value === null || latest.signals.length === 0 || !canSignal(series)) return null;
  const earlier = series.points.at(-2);
  const isMean = latest.signals.some((signal) => signal !== 'trend');
  const value = isMean ? series.mean : earlier ? valueOf(earlier.observation, measure) : null;
  if (value === null) return null;
  const { verdict } = travelOf(latest.value, value, measure.better);
  return {
    latest: latest.observation,
    signals: latest.signals,
    against: { value, isMean },
    verdict,
  };
}
