import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { conflictsIn, conflictText } from '../../rules/index.ts';
import type { Measure, Period } from '../../rules/index.ts';
import { readCsv } from '../formats/csv.ts';
import type { SheetLine } from '../formats/csv.ts';
import type { ActivityRepository } from '../people/activity/repository.ts';
import type { Database } from '../platform/db/database.ts';
import { InputError, NotFoundError } from '../platform/errors.ts';
import type { FieldError } from '../platform/errors.ts';
import { readCells } from './entering.ts';
import type { EnteredCell } from './entering.ts';
import { fold, readMeasureSheet } from './reading.ts';
import type { CellProblem, ReadRow, ReadSheet } from './reading.ts';
import type {
  KeptMeasure,
  KeptObservation,
  MeasurePlace,
  MeasureRepository,
  NewObservation,
} from './repository.ts';
import { oneFigureARow } from './wideSheet.ts';
import type { SheetDefaults } from './wideSheet.ts';

/** What came of a sheet. */
export type TakenSheet =
  | { kind: 'measures'; added: number; changed: number }
  | { kind: 'figures'; added: number; replaced: number; unchanged: number; places: number };

/** The examples that can be loaded, by their folder. */
export const MEASURE_EXAMPLES = [
  { id: 'oxfordshire-2008-09', title: 'Oxfordshire 2008/09: targets and penetration' },
  { id: 'southampton-2011-12', title: 'Southampton 2011/12: indicators' },
  { id: 'north-east-lincolnshire-2009-10', title: 'North East Lincolnshire 2009/10: who is in treatment' },
] as const;

/** So many problems of a sheet are named one by one. */
const MOST_PROBLEMS = 30;

export type MeasureService = ReturnType<typeof createMeasureService>;

/** Measures, their places and figures: kept, entered and taken over from sheets. */
export function createMeasureService(parts: {
  database: Database;
  measures: MeasureRepository;
  activity: ActivityRepository;
  folder: string;
  now: () => Date;
}) {
  const { database, measures: store, activity, folder, now } = parts;
  const moment = () => now().toISOString();

  async function get(id: string): Promise<KeptMeasure> {
    const found = (await store.measures()).find((measure) => measure.id === id);
    if (!found) throw new NotFoundError();
    return found;
  }

  async function place(id: number): Promise<MeasurePlace> {
    const found = (await store.places()).find((one) => one.id === id);
    if (!found) throw new NotFoundError();
    return found;
  }

  /** Refuses a measure whose label another one has, or that is a part of itself. */
  function refuse(measure: Measure, all: readonly KeptMeasure[], own: KeptMeasure | null): void {
    const errors: FieldError[] = [];
    const others = all.filter(({ key }) => key !== own?.key);
    if (others.some(({ label }) => fold(label) === fold(measure.label))) {
      errors.push({ field: 'label', text: `There is a measure "${measure.label}" already.` });
    }
    if (!own && others.some(({ id }) => id === measure.id)) {
      errors.push({ field: 'id', text: `There is a measure with the id ${measure.id} already.` });
    }
    const { partOf } = measure;
    if (partOf !== null && !others.some(({ id }) => id === partOf)) {
      errors.push({ field: 'partOf', text: 'Choose another measure that this one is a part of, or none.' });
    }
    if (errors.length > 0) throw new InputError(errors);
  }

  async function takeMeasures(
    actorId: number | null,
    read: ReadSheet & { kind: 'measures' },
  ): Promise<TakenSheet> {
    const known = await store.measures();
    const ids = new Set([...known.map(({ id }) => id), ...read.measures.map(({ measure }) => measure.id)]);
    const problems: CellProblem[] = [];
    const rowOf = new Map<string, number>();
    for (const { row, measure } of read.measures) {
      const first = rowOf.get(measure.id) ?? rowOf.get(`label ${fold(measure.label)}`);
      if (first !== undefined) problems.push({ row, text: `This measure stands in row ${first} already.` });
      rowOf.set(measure.id, row).set(`label ${fold(measure.label)}`, row);
      if (measure.partOf !== null && (!ids.has(measure.partOf) || measure.partOf === measure.id)) {
        problems.push({ row, text: `part of: there is no other measure with the id "${measure.partOf}".` });
      }
      if (known.some(({ id, label }) => id !== measure.id && fold(label) === fold(measure.label))) {
        problems.push({ row, text: `label: there is a measure "${measure.label}" with another id already.` });
      }
    }
    refuseProblems(problems);
    let changed = 0;
    for (const { measure } of read.measures) {
      const own = known.find(({ id }) => id === measure.id);
      if (own) {
        await store.changeMeasure(own.key, measure);
        changed += 1;
      } else await store.addMeasure(measure, moment());
    }
    await activity.add({
      userId: actorId,
      action: 'measure.created',
      detail: { measures: read.measures.length },
    });
    return { kind: 'measures', added: read.measures.length - changed, changed };
  }

  /** The places that a sheet names, with those that it makes. */
  async function placesFor(rows: readonly ReadRow[], problems: CellProblem[]) {
    const known = new Map((await store.places()).map((one) => [fold(one.name), one]));
    const made = new Map<string, Omit<MeasurePlace, 'id'>>();
    for (const { row, placeKind, observation } of rows) {
      const name = fold(observation.place);
      if (known.has(name) || made.has(name)) continue;
      if (placeKind) made.set(name, { name: observation.place, kind: placeKind });
      else {
        problems.push({
          row,
          text: `place: there is no place "${observation.place}" yet. Say in a column "place kind" what it is (partnership, provider, region, cluster, country), or correct its name.`,
        });
      }
    }
    return { known, made };
  }

  async function takeFigures(
    actorId: number | null,
    { rows }: ReadSheet & { kind: 'figures' },
    replace: boolean,
  ): Promise<TakenSheet> {
    const problems: CellProblem[] = [];
    const { known, made } = await placesFor(rows, problems);
    refuseProblems(problems);
    const measures = new Map((await store.measures()).map((measure) => [measure.id, measure]));
    const touched = new Set(rows.flatMap(({ observation }) => measures.get(observation.measure)?.key ?? []));
    const kept = await store.observations({ measureKeys: [...touched] });
    const named = rows.map(({ observation }) => ({
      ...observation,
      place:
        known.get(fold(observation.place))?.name ??
        made.get(fold(observation.place))?.name ??
        observation.place,
    }));
    const all = [...kept, ...named];
    let [replaced, unchanged] = [0, 0];
    for (const { at, other, why } of conflictsIn(all)) {
      const [later, earlier] = [all[at], all[other]];
      const row = rows[at - kept.length]?.row;
      if (!later || !earlier || row === undefined) continue;
      if (other < kept.length && why === 'twice') {
        if (isSame(later, earlier)) {
          unchanged += 1;
          continue;
        }
        if (replace) {
          replaced += 1;
          continue;
        }
        problems.push({
          row,
          text: `figure: there is ${earlier.asPrinted} of this measure, place, period and kind already, and here is ${later.asPrinted}. Tick that figures may be replaced, or leave the row out.`,
        });
      } else {
        const where = rows[other - kept.length];
        problems.push({
          row,
          text: `period: ${conflictText({ why }, earlier)}${where ? ` It is in row ${where.row}.` : ''}`,
        });
      }
    }
    refuseProblems(problems);
    const ids = new Map([...known].map(([name, one]) => [name, one.id]));
    for (const [name, id] of await store.addPlaces([...made.values()])) ids.set(fold(name), id);
    await store.put(
      named.map(({ measure, place: name, ...rest }): NewObservation => ({
        ...rest,
        measureKey: measures.get(measure)?.key ?? 0,
        placeId: ids.get(fold(name)) ?? 0,
      })),
      actorId,
      moment(),
    );
    await activity.add({
      userId: actorId,
      action: 'figures.imported',
      detail: { figures: rows.length, replaced },
    });
    return {
      kind: 'figures',
      added: rows.length - replaced - unchanged,
      replaced,
      unchanged,
      places: made.size,
    };
  }

  /**
   * Takes a sheet over, all or nothing.
   *
   * @param options - place and period: for a sheet that has no such column
   */
  async function takeOver(
    actorId: number | null,
    lines: AsyncIterable<SheetLine>,
    { replace, place: at = '', period = '' }: { replace: boolean } & Partial<SheetDefaults>,
  ): Promise<TakenSheet> {
    const read = await readMeasureSheet(oneFigureARow(lines, { place: at, period }), await store.measures());
    refuseProblems(read.problems);
    const size = read.kind === 'measures' ? read.measures.length : read.rows.length;
    if (size === 0) refuseProblems([{ row: 2, text: 'There is a heading and no row under it.' }]);
    return database.write(() =>
      read.kind === 'measures' ? takeMeasures(actorId, read) : takeFigures(actorId, read, replace),
    );
  }

  return {
    get,
    place,
    takeOver,

    /** Everything that the list of measures shows. */
    overview: () =>
      database.read(async () => ({
        measures: await store.measures(),
        places: await store.places(),
        counts: await store.counts(),
        countsOfPlaces: await store.countsOfPlaces(),
      })),

    /** Whether there is any measure. */
    areInUse: async (): Promise<boolean> => (await store.measures()).length > 0,

    /** All measures, with the figures of those that are named, or of one place. */
    figures: (of: { ids?: readonly string[]; placeId?: number }) =>
      database.read(async () => {
        const measures = await store.measures();
        const { ids, placeId } = of;
        return {
          measures,
          places: await store.places(),
          observations: await store.observations({
            ...(ids && { measureKeys: measures.filter(({ id }) => ids.includes(id)).map(({ key }) => key) }),
            ...(placeId !== undefined && { placeId }),
          }),
        };
      }),

    async add(actorId: number, measure: Measure): Promise<void> {
      await database.write(async () => {
        refuse(measure, await store.measures(), null);
        await store.addMeasure(measure, moment());
        await activity.add({ userId: actorId, action: 'measure.created', subject: `measure ${measure.id}` });
      });
    },

    async change(actorId: number, id: string, measure: Measure): Promise<void> {
      await database.write(async () => {
        const own = await get(id);
        refuse(measure, await store.measures(), own);
        if (measure.unit !== own.unit && (await store.observations({ measureKeys: [own.key] })).length > 0) {
          const text = `There are figures in ${own.unit}, so the unit cannot change. Add another measure.`;
          throw new InputError([{ field: 'unit', text }]);
        }
        await store.changeMeasure(own.key, { ...measure, id: own.id });
        await activity.add({ userId: actorId, action: 'measure.changed', subject: `measure ${id}` });
      });
    },

    async remove(actorId: number, id: string): Promise<void> {
      await database.write(async () => {
        await store.removeMeasure(await get(id));
        await activity.add({ userId: actorId, action: 'measure.removed', subject: `measure ${id}` });
      });
    },

    /** Adds a place, or changes one: all its figures go with the new name. */
    async savePlace(actorId: number, id: number | null, one: Omit<MeasurePlace, 'id'>): Promise<number> {
      return database.write(async () => {
        const other = (await store.places()).find(({ name }) => fold(name) === fold(one.name));
        if (other && other.id !== id) {
          throw new InputError([{ field: 'name', text: `There is a place called ${other.name} already.` }]);
        }
        if (id === null) {
          const added = (await store.addPlaces([one])).get(one.name) ?? 0;
          await activity.add({ userId: actorId, action: 'place.created', subject: `place ${added}` });
          return added;
        }
        await store.changePlace({ ...(await place(id)), ...one });
        await activity.add({ userId: actorId, action: 'place.changed', subject: `place ${id}` });
        return id;
      });
    },

    /**
     * Keeps what was changed in the table of a place and a period; a cell that was emptied takes its figure away.
     *
     * @returns how many cells were changed
     * @throws InputError that names each cell, and then nothing is kept
     */
    async enter(
      actorId: number,
      at: { placeId: number; period: Period; source: string },
      cells: readonly EnteredCell[],
    ): Promise<number> {
      return database.write(async () => {
        const { name } = await place(at.placeId);
        const changed = cells.filter(({ text, shown }) => text.trim() !== shown.trim());
        const keys = [...new Set(changed.map(({ measure }) => measure.key))];
        const kept = await store.observations({ measureKeys: keys, placeId: at.placeId });
        const { errors, put, gone } = readCells(changed, kept, { ...at, place: name });
        if (errors.length > 0) throw new InputError(errors);
        await store.removeObservations(gone);
        await store.put(put, actorId, moment());
        if (changed.length > 0) {
          await activity.add({
            userId: actorId,
            action: 'figures.entered',
            subject: `place ${at.placeId}`,
            detail: { figures: put.length, removed: gone.length },
          });
        }
        return changed.length;
      });
    },

    /** Loads one of the examples of the program: its measures, then its figures. */
    async loadExample(actorId: number | null, id: string): Promise<void> {
      if (!MEASURE_EXAMPLES.some((example) => example.id === id)) throw new NotFoundError();
      const read = async (name: string) =>
        readCsv(Readable.from([await readFile(path.join(folder, 'audits/examples/measures', id, name))]));
      await database.write(async () => {
        await takeOver(actorId, await read('measures.csv'), { replace: true });
        await takeOver(actorId, await read('observations.csv'), { replace: true });
      });
    },
  };
}

const isSame = (a: KeptObservation | NewObservation | object, b: object): boolean => {
  const figureOf = (one: Partial<KeptObservation>) =>
    JSON.stringify([one.asPrinted, one.numerator, one.denominator, one.source]);
  return figureOf(a) === figureOf(b);
};

/** Refuses a sheet with all that is wrong in it; of very many the first ones and how many more. */
function refuseProblems(problems: readonly CellProblem[]): void {
  if (problems.length === 0) return;
  const sorted = problems.toSorted((a, b) => a.row - b.row);
  const errors = sorted
    .slice(0, MOST_PROBLEMS)
    .map(({ row, text }) => ({ field: 'table', text: `Row ${row}, ${text}` }));
  const more = problems.length - errors.length;
  if (more > 0)
    errors.push({ field: 'table', text: `And ${more.toLocaleString('en-GB')} more of the kind.` });
  throw new InputError(errors);
}
