import { periodLabel, recomputed } from '../../rules/index.ts';
import type { Measure, Observation } from '../../rules/index.ts';
import type { MeasureView, PlaceView } from '../measures/measurePresenter.ts';
import type { MeasurePlace } from '../measures/repository.ts';
import type { MeasureTable } from '../measures/words.ts';
import type { ApiMeasureFigures, ApiMeasureList, ApiMeasureView, ApiPlaceView } from './schemas.ts';

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

const presentTable = ({ heads, rows }: MeasureTable) => ({
  heads,
  rows: rows.map(({ name, note, cells }) => ({
    name,
    note,
    cells: cells.map((cell) => ({
      text: cell.text,
      note: cell.note,
      value: cell.value,
      judged: cell.verdict?.text ?? null,
    })),
  })),
});

/** A measure as its page shows it. */
export const presentMeasureView = (view: MeasureView): ApiMeasureView => ({
  measure: presentMeasure(view.measure),
  period: view.period || null,
  places: view.table && presentTable(view.table),
  series: view.series && {
    place: view.series.place,
    summary: view.series.summary,
    method: view.series.method,
    periods: view.series.rows.map(({ period, figure, limits, signals }) => ({
      period,
      figure: figure.text,
      limits,
      signals,
    })),
  },
  contradictions: view.contradictions,
});

/** A place as its page shows it. */
export const presentPlaceView = (view: PlaceView): ApiPlaceView => ({
  place: view.place.name,
  period: view.period || null,
  summary: view.summary,
  measures: view.table && presentTable(view.table),
  contradictions: view.contradictions,
});
