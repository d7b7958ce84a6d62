import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Measure } from '../../rules/index.ts';
import { readCsv } from '../formats/csv.ts';
import type { ActivityRepository } from '../people/activity/repository.ts';
import type { Database } from '../platform/db/database.ts';
import { InputError, NotFoundError } from '../platform/errors.ts';
import { fold, readMeasureSheet } from './reading.ts';
import type { ReadRow } from './reading.ts';
import type { MeasureRepository } from './repository.ts';
import type { SheetTaking } from './taking.ts';

/** The examples that can be loaded, by their folder. */
export const MEASURE_EXAMPLES = [
  { id: 'oxfordshire-2008-09', title: 'Oxfordshire 2008/09: targets and penetration' },
  { id: 'southampton-2011-12', title: 'Southampton 2011/12: indicators' },
  { id: 'north-east-lincolnshire-2009-10', title: 'North East Lincolnshire 2009/10: who is in treatment' },
] as const;

/** What was taken away of an example, and how many of its measures stay because there are other figures of them. */
export interface RemovedExample {
  figures: number;
  measures: number;
  places: number;
  kept: number;
}

/** The printed examples: loaded, and taken away again without what others have entered meanwhile. */
export function createMeasureExamples(parts: {
  database: Database;
  measures: MeasureRepository;
  activity: ActivityRepository;
  folder: string;
  takeOver: SheetTaking['takeOver'];
}) {
  const { database, measures: store, activity, folder, takeOver } = parts;
  const linesOf = async (id: string, name: string) =>
    readCsv(Readable.from([await readFile(path.join(folder, 'audits/examples/measures', id, name))]));

  /** The measures and figures of an example; its files do not change while the program runs. */
  const known = new Map<string, Promise<{ measures: Measure[]; rows: ReadRow[] }>>();
  function contentOf(id: string) {
    if (!MEASURE_EXAMPLES.some((example) => example.id === id)) throw new NotFoundError();
    const found = known.get(id) ?? readExample(id);
    known.set(id, found);
    return found;
  }
  async function readExample(id: string): Promise<{ measures: Measure[]; rows: ReadRow[] }> {
    const sheet = await readMeasureSheet(await linesOf(id, 'measures.csv'), []);
    const measures = sheet.kind === 'measures' ? sheet.measures.map(({ measure }) => measure) : [];
    const figures = await readMeasureSheet(await linesOf(id, 'observations.csv'), measures);
    return { measures, rows: figures.kind === 'figures' ? figures.rows : [] };
  }

  return {
    /** The ids of the examples whose measures are all there. */
    loadedExamples: async (all: readonly Measure[]): Promise<ReadonlySet<string>> => {
      const ids = new Set(all.map(({ id }) => id));
      const loaded = new Set<string>();
      for (const { id } of MEASURE_EXAMPLES) {
        const { measures } = await contentOf(id);
        if (measures.every((measure) => ids.has(measure.id))) loaded.add(id);
      }
      return loaded;
    },

    /**
     * Loads one of the examples of the program: its measures, then its figures.
     *
     * @throws InputError where a measure of one's own has the id of one of them
     */
    async loadExample(actorId: number | null, id: string): Promise<void> {
      const { measures } = await contentOf(id);
      await database.alone('measures', async () => {
        const own = await store.measures();
        const other = own.find((one) =>
          measures.some(({ id: its, label }) => its === one.id && label !== one.label),
        );
        if (other) {
          const text = `Your measure ${other.label} has the id ${other.id}, as one of the example has. Nothing was loaded.`;
          throw new InputError([{ field: 'example', text }]);
        }
        await takeOver(actorId, await linesOf(id, 'measures.csv'), { replace: true });
        await takeOver(actorId, await linesOf(id, 'observations.csv'), { replace: true });
      });
    },

    /** Takes an example away: its figures as they were printed, then its measures and places of which there is no other figure. */
    async removeExample(actorId: number, id: string): Promise<RemovedExample> {
      const { measures, rows } = await contentOf(id);
      return database.alone('measures', async () => {
        const nameOf = (
          of: Pick<ReadRow['observation'], 'measure' | 'place' | 'period' | 'kind' | 'asPrinted'>,
        ) =>
          JSON.stringify([of.measure, fold(of.place), of.period.start, of.period.end, of.kind, of.asPrinted]);
        const printed = new Set(rows.map(({ observation }) => nameOf(observation)));
        const ids = new Set(measures.map((measure) => measure.id));
        const own = (await store.measures()).filter((measure) => ids.has(measure.id));
        const all = await store.observations({ measureKeys: own.map(({ key }) => key) });
        const gone = all.filter((one) => printed.has(nameOf(one)));
        await store.removeObservations(gone.map(({ key }) => key));
        const stays = new Set(all.filter((one) => !printed.has(nameOf(one))).map(({ measure }) => measure));
        const bare = own.filter((measure) => !stays.has(measure.id));
        for (const measure of bare) await store.removeMeasure(measure);
        const places = await store.removeBarePlaces([...new Set(gone.map(({ placeId }) => placeId))]);
        await activity.add({
          userId: actorId,
          action: 'measure.removed',
          subject: `example ${id}`,
          detail: { measures: bare.length, figures: gone.length },
        });
        return { figures: gone.length, measures: bare.length, places, kept: own.length - bare.length };
      });
    },
  };
}
