import { periodLabel, recomputed } from '../../rules/index.ts';
import type { Measure, Observation } from '../../rules/index.ts';
import type { MeasurePlace } from '../measures/repository.ts';
import type { ApiMeasureFigures, ApiMeasureList } from './schemas.ts';

const presentMeasure = ({ id, label, unit, better, numerator, denominator, partOf }: Measure) => ({
  id,
  label,
  unit,
  better,
  numerator,
  denominator,
  partOf,
});

export function presentMeasureList(found: {
  measures: readonly Measure[];
  places: readonly MeasurePlace[];
}): ApiMeasureList {
  return {
    measures: found.measures.map(presentMeasure),
    places: found.places.map(({ id, name, kind }) => ({ id, name, kind })),
  };
}

export function presentMeasureFigures(
  measure: Measure,
  observations: readonly Observation[],
): ApiMeasureFigures {
  return {
    measure: presentMeasure(measure),
    figures: observations.map((one) => ({
      place: one.place,
      period: { name: periodLabel(one.period), ...one.period },
      kind: one.kind,
      asPrinted: one.asPrinted,
      value: one.value,
      low: one.low,
      high: one.high,
      numerator: one.numerator,
      denominator: one.denominator,
      recomputed: recomputed(one, measure),
      source: one.source,
    })),
  };
}
