import { conflictsIn, conflictText, isWorkedOut, readFigure } from '../../rules/index.ts';
import type { ObservationKind, Period } from '../../rules/index.ts';
import type { FieldError } from '../platform/errors.ts';
import { LONGEST } from './reading.ts';
import type { KeptMeasure, KeptObservation, NewObservation } from './repository.ts';

/** One cell of the table in which figures are entered. */
export interface EnteredCell {
  /** The name of its field. */
  field: string;
  measure: KeptMeasure;
  kind: ObservationKind;
  text: string;
  /** What it held when the page was made. */
  shown: string;
}

/** What is to be kept and taken away of changed cells, and what is wrong with them. */
export function readCells(
  changed: readonly EnteredCell[],
  kept: readonly KeptObservation[],
  at: { placeId: number; place: string; period: Period; source: string },
) {
  const errors: FieldError[] = [];
  const put: NewObservation[] = [];
  const gone: number[] = [];
  for (const { field, measure, kind, text, shown } of changed) {
    const own = kept.find(
      (one) =>
        one.measure === measure.id &&
        one.kind === kind &&
        one.period.start === at.period.start &&
        one.period.end === at.period.end,
    );
    const stands = own?.asPrinted ?? '';
    if (stands !== shown.trim() && stands !== text.trim()) {
      const now = stands === '' ? 'taken the figure away' : `entered ${stands}`;
      errors.push({
        field,
        text: `${measure.label}: somebody else has ${now} since you opened the page. Enter yours again if it is right.`,
      });
      continue;
    }
    if (text.trim() === '') {
      if (own) gone.push(own.key);
      continue;
    }
    const { figure, problem } = readFigure(text, measure);
    if (!figure || figure.asPrinted.length > LONGEST.figure) {
      errors.push({
        field,
        text: `${measure.label}: ${problem ?? `this must be at most ${LONGEST.figure} characters.`}`,
      });
      continue;
    }
    const { placeId, place, period, source } = at;
    const observation = { ...figure, measure: measure.id, place, period, kind, source };
    const series = kept.filter((one) => one.measure === measure.id && one.kind === kind && one !== own);
    const others = series.filter((one) => !isWorkedOut(one));
    const [conflict] = conflictsIn([...others, observation]);
    const other = conflict && others[conflict.other];
    if (conflict && other) errors.push({ field, text: `${measure.label}: ${conflictText(conflict, other)}` });
    else {
      put.push({ ...figure, period, kind, source, measureKey: measure.key, placeId });
      gone.push(
        ...series
          .filter((one) => isWorkedOut(one) && conflictsIn([one, observation]).length > 0)
          .map(({ key }) => key),
      );
    }
  }
  return { errors, put, gone };
}
