import { BETTER, measureIdOf, PERCENT, PLACE_KINDS } from '../../rules/index.ts';
import type { Better, Measure, PlaceKind } from '../../rules/index.ts';
import type { SheetLine } from '../formats/csv.ts';
import type { FieldError } from '../platform/errors.ts';
import { textOf } from '../web/form.ts';
import type { FormBody } from '../web/form.ts';
import { fold, idProblem, LONGEST } from './reading.ts';
import type { KeptMeasure, MeasurePlace } from './repository.ts';
import type { TravelLeftOut } from './wideSheet.ts';

/** What stands in a sheet and is not known yet, so that it is asked about before anything is kept. */
export interface NewNames {
  /** Measures, and whether any of their figures is written as a share. */
  measures: { name: string; isShare: boolean }[];
  places: string[];
  /** Columns of an indicator sheet that are not read. */
  columns: string[];
  /** Travels in it that no figure of the period before can be worked out of. */
  travels: TravelLeftOut[];
}

/** What was answered about them. */
export interface NamedAnew {
  measures: Measure[];
  places: Omit<MeasurePlace, 'id'>[];
  /** Folded name in the sheet to the id of the measure that it is, or null where its rows are left out. */
  measureOf: ReadonlyMap<string, string | null>;
  /** Folded name in the sheet to the name of the place that it is. */
  placeOf: ReadonlyMap<string, string>;
}

/** With more new measures than this the sheet is more likely to be of something else. */
const MOST_ASKED = 300;
const SHARE = /%|\bof\b/;

/**
 * Names in a sheet of figures that are not known; null where there are none, or where the sheet is none of figures.
 *
 * @param lines - one figure a row
 * @param leftOut - what of them is not read, once they have been read to their end
 */
export async function newNamesIn(
  lines: AsyncIterable<SheetLine>,
  known: { measures: readonly Measure[]; places: readonly MeasurePlace[] },
  leftOut: () => Pick<NewNames, 'columns' | 'travels'>,
): Promise<NewNames | null> {
  const measures = new Set(known.measures.flatMap(({ id, label }) => [id, fold(label)]));
  const places = new Set(known.places.map(({ name }) => fold(name)));
  const [newMeasures, newPlaces] = [
    new Map<string, { name: string; isShare: boolean }>(),
    new Map<string, string>(),
  ];
  let heading: string[] | null = null;
  for await (const { cells } of lines) {
    if (heading === null) {
      heading = cells.map((cell) => fold(cell.replaceAll('_', ' ')));
      if (!heading.includes('measure') || !heading.includes('figure')) return null;
      continue;
    }
    const at = heading;
    const cell = (name: string) => (cells[at.indexOf(name)] ?? '').trim();
    const measure = cell('measure');
    const isShare = SHARE.test(cell('figure')) || cell('denominator') !== '';
    if (measure !== '' && !measures.has(fold(measure))) {
      const one = newMeasures.get(fold(measure)) ?? { name: measure, isShare };
      newMeasures.set(fold(measure), { ...one, isShare: one.isShare || isShare });
    }
    const place = cell('place');
    if (place !== '' && cell('place kind') === '' && !places.has(fold(place)))
      newPlaces.set(fold(place), place);
    if (newMeasures.size > MOST_ASKED || newPlaces.size > MOST_ASKED) return null;
  }
  const found = {
    measures: [...newMeasures.values()],
    places: [...newPlaces.values()],
    ...leftOut(),
  };
  return Object.values(found).some((ones) => ones.length > 0) ? found : null;
}

/** The fields in which it is said what a name is, and those that carry the name that was asked about. */
export const nameFields = {
  measure: (i: number): string => `measure-${i}`,
  measureName: (i: number): string => `measure-name-${i}`,
  unit: (i: number): string => `unit-${i}`,
  place: (i: number): string => `place-${i}`,
  placeName: (i: number): string => `place-name-${i}`,
};

/** What a form says of names, found by the name: what is new may have changed since the form was made. */
export function saidIn(body: FormBody) {
  const positionsOf = (field: (i: number) => string): ReadonlyMap<string, number> => {
    const found = new Map<string, number>();
    for (let i = 0; field(i) in body && i < MOST_ASKED; i += 1) found.set(fold(textOf(body, field(i))), i);
    return found;
  };
  const [measures, places] = [positionsOf(nameFields.measureName), positionsOf(nameFields.placeName)];
  const said = (field: (i: number) => string, at: number | undefined) =>
    at === undefined ? '' : textOf(body, field(at));
  return {
    ofMeasure: (name: string): string => said(nameFields.measure, measures.get(fold(name))),
    unitOf: (name: string): string => said(nameFields.unit, measures.get(fold(name))),
    ofPlace: (name: string): string => said(nameFields.place, places.get(fold(name))),
  };
}

export const LEAVE_OUT = 'leave-out';
export const newMeasureValue = (better: Better): string => `new-${better}`;
export const newPlaceValue = (kind: PlaceKind): string => `new-${kind}`;
export const sameValue = (id: string | number): string => `same-${id}`;

/** Reads what was answered about new names; each that is not answered is told at its field. */
export function readNewNames(
  body: FormBody,
  { measures, places }: NewNames,
  known: { measures: readonly KeptMeasure[]; places: readonly MeasurePlace[] },
): { values: NamedAnew; errors?: undefined } | { values?: undefined; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const { ofMeasure, unitOf, ofPlace } = saidIn(body);
  const placeOf = new Map<string, string>();
  const madePlaces: NamedAnew['places'] = [];
  places.forEach((name, i) => {
    const said = ofPlace(name);
    const same = known.places.find(({ id }) => sameValue(id) === said);
    const kind = PLACE_KINDS.find((one) => newPlaceValue(one) === said);
    if (same) placeOf.set(fold(name), same.name);
    else if (kind) madePlaces.push({ name, kind });
    else errors.push({ field: nameFields.place(i), text: `Say what “${name}” is.` });
  });
  const made: Measure[] = [];
  const measureOf = new Map<string, string | null>();
  const taken = new Set(known.measures.map(({ id }) => id));
  measures.forEach(({ name }, i) => {
    const field = nameFields.measure(i);
    const said = ofMeasure(name);
    const same = known.measures.find(({ id }) => sameValue(id) === said);
    const better = BETTER.find((one) => newMeasureValue(one) === said);
    if (said === LEAVE_OUT || same) {
      measureOf.set(fold(name), same?.id ?? null);
      return;
    }
    if (!better) errors.push({ field, text: `Say what “${name}” is.` });
    const unit = fold(unitOf(name));
    if (unit === '' || unit.length > LONGEST.unit) {
      errors.push({
        field: nameFields.unit(i),
        text: `Enter the unit of “${name}”: percent, or a word such as people.`,
      });
    }
    if (name.length > LONGEST.label) {
      errors.push({ field, text: `“${name.slice(0, 40)}…” is longer than ${LONGEST.label} characters.` });
    }
    const id = freeId(name, taken);
    taken.add(id);
    measureOf.set(fold(name), id);
    made.push({
      id,
      label: name,
      unit: unit === '%' ? PERCENT : unit,
      better: better ?? 'neither',
      numerator: '',
      denominator: '',
      partOf: null,
    });
  });
  return errors.length > 0
    ? { errors }
    : { values: { measures: made, places: madePlaces, measureOf, placeOf } };
}

/** An id made of a label that no other measure has. */
function freeId(label: string, taken: ReadonlySet<string>): string {
  const made = measureIdOf(label);
  const base = idProblem(made) === null ? made.slice(0, LONGEST.id - 4) : 'measure';
  let id = idProblem(made) === null ? made : base;
  for (let i = 2; taken.has(id); i += 1) id = `${base}_${i}`;
  return id;
}

/** The rows of a sheet under the names that they were said to be; without those that were left out. */
export async function* namedAnew(
  lines: AsyncIterable<SheetLine>,
  { measureOf, placeOf }: Pick<NamedAnew, 'measureOf' | 'placeOf'>,
): AsyncGenerator<SheetLine> {
  let heading: string[] | null = null;
  for await (const line of lines) {
    if (heading === null) {
      heading = line.cells.map((cell) => fold(cell.replaceAll('_', ' ')));
      yield line;
      continue;
    }
    const [measureAt, placeAt] = [heading.indexOf('measure'), heading.indexOf('place')];
    const id = measureOf.get(fold(line.cells[measureAt] ?? ''));
    if (id === null) continue;
    const place = placeOf.get(fold(line.cells[placeAt] ?? ''));
    yield {
      ...line,
      cells: line.cells.map((cell, i) =>
        i === measureAt ? (id ?? cell) : i === placeAt ? (place ?? cell) : cell,
      ),
    };
  }
}
