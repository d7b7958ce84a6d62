import { travelOf } from './change.ts';
import type { TravelVerdict } from './change.ts';
import { valueOf } from './figure.ts';
import type { Measure, Observation } from './measure.ts';
import { rareEvents } from './rare.ts';
import type { RareEvents, RareMove } from './rare.ts';
import { canSignal } from './views.ts';
import type { Series } from './views.ts';
import type { ChartSignal } from '../controlChart.ts';

/** A measure whose latest figure is more than chance. */
export type Moved = {
  latest: Observation;
  /** By polarity. */
  verdict: TravelVerdict;
} & (
  | {
      rare: null;
      signals: ChartSignal[];
      /** What it is judged against: the mean of all periods, or of a row in one direction the figure before. */
      against: { value: number; isMean: boolean };
    }
  /** What is rare is judged by how long it is from one to the next. */
  | { rare: RareEvents & { moved: RareMove } }
);

/**
 * Whether the latest figure of a series is more than chance by the rules of its control chart, or where it is rare by the
 * limits of what lies between one and the next, and which way that is by the polarity of the measure.
 *
 * @returns null where all can be chance, or too few periods are there to tell
 */
export function movedOf(measure: Measure, series: Series): Moved | null {
  const latest = series.points.at(-1);
  if (!latest || latest.value === null || !canSignal(series)) return null;
  const rare = rareEvents(measure, series);
  if (rare) {
    const { moved } = rare;
    if (!moved) return null;
    const { verdict } = travelOf(moved.to === 'rarer' ? -1 : 1, 0, measure.better);
    return { latest: latest.observation, verdict, rare: { ...rare, moved } };
  }
  if (latest.signals.length === 0) return null;
  const earlier = series.points.at(-2);
  const isMean = latest.signals.some((signal) => signal !== 'trend');
  const value = isMean ? series.mean : earlier ? valueOf(earlier.observation, measure) : null;
  if (value === null) return null;
  const { verdict } = travelOf(latest.value, value, measure.better);
  return {
    latest: latest.observation,
    verdict,
    rare: null,
    signals: latest.signals,
    against: { value, isMean },
  };
}
