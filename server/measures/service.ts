import type { Measure, Period } from '../../rules/index.ts';
import type { ActivityRepository } from '../people/activity/repository.ts';
import type { Database } from '../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../platform/errors.ts';
import { readCells } from './entering.ts';
import type { EnteredCell } from './entering.ts';
import { createMeasureExamples } from './examples.ts';
import { createLooking } from './looking.ts';
import { fold } from './reading.ts';
import type { KeptMeasure, MeasurePlace, MeasureRepository } from './repository.ts';
import { createSheetTaking, refuseMeasure } from './taking.ts';

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
  const taking = createSheetTaking({ database, measures: store, activity, moment });
  const { takeOver } = taking;
  const examples = createMeasureExamples({ database, measures: store, activity, folder, takeOver });

  async function get(id: string): Promise<KeptMeasure> {
    const found = (await store.measures()).find((measure) => measure.id === id);
    if (!found) throw new NotFoundError();
    return found;
  }

  /** A measure may be gone since its cells were shown, or counted in another unit. */
  async function refuseChanged(entered: readonly EnteredCell[]): Promise<void> {
    const all = new Map((await store.measures()).map((one) => [one.key, one]));
    const changed = new Set(
      entered.flatMap(({ measure }) => (all.get(measure.key)?.unit === measure.unit ? [] : measure.label)),
    );
    if (changed.size === 0) return;
    throw new StateError(
      `Since you opened the page somebody has removed or changed: ${[...changed].join(', ')}. Open it again; nothing was saved.`,
    );
  }

  async function place(id: number): Promise<MeasurePlace> {
    const found = (await store.places()).find((one) => one.id === id);
    if (!found) throw new NotFoundError();
    return found;
  }

  return {
    get,
    place,
    takeOver,
    newNames: taking.newNames,
    ...createLooking({ database, measures: store }),
    ...examples,

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
      await database.alone('measures', async () => {
        refuseMeasure(measure, await store.measures(), null);
        await store.addMeasure(measure, moment());
        await activity.add({ userId: actorId, action: 'measure.created', subject: `measure ${measure.id}` });
      });
    },

    async change(actorId: number, id: string, measure: Measure): Promise<void> {
      await database.alone('measures', async () => {
        const own = await get(id);
        refuseMeasure(measure, await store.measures(), own);
        if (measure.unit !== own.unit && (await store.observations({ measureKeys: [own.key] })).length > 0) {
          const text = `There are figures in ${own.unit}, so the unit cannot change. Add another measure.`;
          throw new InputError([{ field: 'unit', text }]);
        }
        await store.changeMeasure(own.key, { ...measure, id: own.id });
        await activity.add({ userId: actorId, action: 'measure.changed', subject: `measure ${id}` });
      });
    },

    async remove(actorId: number, id: string): Promise<void> {
      await database.alone('measures', async () => {
        await store.removeMeasure(await get(id));
        await activity.add({ userId: actorId, action: 'measure.removed', subject: `measure ${id}` });
      });
    },

    /** Adds a place, or changes one: all its figures go with the new name. */
    async savePlace(actorId: number, id: number | null, one: Omit<MeasurePlace, 'id'>): Promise<number> {
      return database.alone('measures', async () => {
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
      return database.alone('measures', async () => {
        const { name } = await place(at.placeId);
        const changed = cells.filter(({ text, shown }) => text.trim() !== shown.trim());
        await refuseChanged(changed);
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
  };
}
