import { BETTER, OBSERVATION_KINDS, PLACE_KINDS } from '../../rules/index.ts';
import type {
  Measure,
  Observation,
  ObservationKind,
  Period,
  PeriodCount,
  PlaceKind,
} from '../../rules/index.ts';
import type { Database } from '../platform/db/database.ts';

export interface MeasurePlace {
  id: number;
  name: string;
  kind: PlaceKind;
}

/** A measure with the number under which figures hang on it. */
export interface KeptMeasure extends Measure {
  key: number;
}

/** A figure as it is kept, with whose and of what it is. */
export interface KeptObservation extends Observation {
  key: number;
  placeId: number;
  /** When it was entered or taken over last, ISO 8601, UTC. */
  enteredAt: string;
}

/** A figure that is to be kept, by the numbers of its measure and place. */
export type NewObservation = Omit<Observation, 'measure' | 'place'> & { measureKey: number; placeId: number };

/** Which figures are asked for; what is not named may be anything. */
export interface WhichFigures {
  measureKeys?: readonly number[];
  placeId?: number;
  /** Of a period, or of these kinds in any. */
  period?: Period;
  kinds?: readonly ObservationKind[];
  endsBefore?: string;
}

interface Row {
  id: number;
  code: string;
  place_id: number;
  place: string;
  period_start: string;
  period_end: string;
  kind: string;
  value: number | null;
  low: number | null;
  high: number | null;
  numerator: number | null;
  denominator: number | null;
  as_printed: string;
  source: string;
  entered_at: string;
}

/** So many rows go into one statement: SQLite takes no more than 500. */
const AT_ONCE = 400;

const oneOf = <T extends string>(all: readonly T[], value: string): T => {
  const found = all.find((one) => one === value);
  if (found === undefined) throw new Error(`"${value}" is not kept by this program`);
  return found;
};

export type MeasureRepository = ReturnType<typeof createMeasureRepository>;

/** Measures, the places that they are of, and their figures. */
export function createMeasureRepository(database: Database) {
  return {
    /** All measures in the order in which they were added. */
    async measures(): Promise<KeptMeasure[]> {
      const rows = await database.query('measures').orderBy('id').select<
        {
          id: number;
          code: string;
          label: string;
          unit: string;
          better: string;
          numerator: string;
          denominator: string;
          part_of: string | null;
        }[]
      >('id', 'code', 'label', 'unit', 'better', 'numerator', 'denominator', 'part_of');
      return rows.map(({ id, code, better, part_of: partOf, ...rest }) => ({
        ...rest,
        key: id,
        id: code,
        better: oneOf(BETTER, better),
        partOf,
      }));
    },

    async addMeasure(measure: Measure, at: string): Promise<number> {
      const [row] = await database
        .query('measures')
        .insert({ ...columnsOf(measure), code: measure.id, created_at: at })
        .returning<{ id: number }[]>('id');
      return row?.id ?? 0;
    },

    async changeMeasure(key: number, measure: Measure): Promise<void> {
      await database.query('measures').where({ id: key }).update(columnsOf(measure));
    },

    /** Takes a measure away with its figures; what was a part of it is none any more. */
    async removeMeasure({ key, id }: KeptMeasure): Promise<void> {
      await database.query('measures').where({ part_of: id }).update({ part_of: null });
      await database.query('observations').where({ measure_id: key }).delete();
      await database.query('measures').where({ id: key }).delete();
    },

    /** All places by name. */
    async places(): Promise<MeasurePlace[]> {
      const rows = await database
        .query('measure_places')
        .orderBy('name')
        .select<{ id: number; name: string; kind: string }[]>('id', 'name', 'kind');
      return rows.map((row) => ({ ...row, kind: oneOf(PLACE_KINDS, row.kind) }));
    },

    /** Adds places; returns the number of each by its name. */
    async addPlaces(places: readonly Omit<MeasurePlace, 'id'>[]): Promise<ReadonlyMap<string, number>> {
      const ids = new Map<string, number>();
      for (let from = 0; from < places.length; from += AT_ONCE) {
        const rows = await database
          .query('measure_places')
          .insert(places.slice(from, from + AT_ONCE).map(({ name, kind }) => ({ name, kind })))
          .returning<{ id: number; name: string }[]>(['id', 'name']);
        for (const { id, name } of rows) ids.set(name, id);
      }
      return ids;
    },

    async changePlace({ id, name, kind }: MeasurePlace): Promise<void> {
      await database.query('measure_places').where({ id }).update({ name, kind });
    },

    /** Takes those of places away of which there is no figure; returns how many. */
    async removeBarePlaces(ids: readonly number[]): Promise<number> {
      return database
        .query('measure_places')
        .whereIn('id', [...ids])
        .whereNotIn('id', database.query('observations').distinct('place_id'))
        .delete();
    },

    /** Figures in the order of time, of all measures and places but where something of them is named. */
    async observations(of: WhichFigures = {}): Promise<KeptObservation[]> {
      const query = database
        .query('observations as o')
        .join('measures as m', 'm.id', 'o.measure_id')
        .join('measure_places as p', 'p.id', 'o.place_id')
        .orderBy([{ column: 'o.period_start' }, { column: 'o.id' }]);
      if (of.measureKeys) void query.whereIn('o.measure_id', [...of.measureKeys]);
      if (of.placeId !== undefined) void query.where('o.place_id', of.placeId);
      if (of.endsBefore !== undefined) void query.where('o.period_end', '<', of.endsBefore);
      const { period, kinds } = of;
      if (period || kinds) {
        void query.where((either) => {
          if (period) {
            void either.where({ 'o.period_start': period.start, 'o.period_end': period.end });
          }
          if (kinds) void either.orWhereIn('o.kind', [...kinds]);
        });
      }
      const rows = await query.select<Row[]>('o.*', 'm.code as code', 'p.name as place');
      return rows.map((row) => ({
        key: row.id,
        placeId: row.place_id,
        measure: row.code,
        place: row.place,
        period: { start: row.period_start, end: row.period_end },
        kind: oneOf(OBSERVATION_KINDS, row.kind),
        value: row.value,
        low: row.low,
        high: row.high,
        numerator: row.numerator,
        denominator: row.denominator,
        asPrinted: row.as_printed,
        source: row.source,
        enteredAt: row.entered_at,
      }));
    },

    /** How many figures of each kind there are in each period, of what is named. */
    async periods(of: Pick<WhichFigures, 'measureKeys' | 'placeId'>): Promise<PeriodCount[]> {
      const query = database.query('observations').groupBy('period_start', 'period_end', 'kind');
      if (of.measureKeys) void query.whereIn('measure_id', [...of.measureKeys]);
      if (of.placeId !== undefined) void query.where('place_id', of.placeId);
      const rows = await query
        .select<{ period_start: string; period_end: string; kind: string; figures: number | string }[]>(
          'period_start',
          'period_end',
          'kind',
        )
        .count('id as figures');
      return rows.map((row) => ({
        period: { start: String(row.period_start), end: String(row.period_end) },
        kind: oneOf(OBSERVATION_KINDS, String(row.kind)),
        figures: Number(row.figures),
      }));
    },

    /** The numbers of the places of which there is a figure of a measure. */
    async placesOf(measureKey: number): Promise<ReadonlySet<number>> {
      const rows = await database
        .query('observations')
        .where({ measure_id: measureKey })
        .distinct<{ place_id: number }[]>('place_id');
      return new Set(rows.map((row) => row.place_id));
    },

    /** The numbers of the measures of which an actual figure of a place came in at a moment or later. */
    async enteredSince(placeId: number, from: string): Promise<number[]> {
      const rows = await database
        .query('observations')
        .where({ place_id: placeId, kind: 'actual' })
        .where('entered_at', '>=', from)
        .distinct<{ measure_id: number }[]>('measure_id');
      return rows.map((row) => row.measure_id);
    },

    /** How many figures there are of each measure, by its number, and the last day that any of them is of. */
    async counts(): Promise<ReadonlyMap<number, { figures: number; last: string }>> {
      const rows = await database
        .query('observations')
        .groupBy('measure_id')
        .select<{ measure_id: number; figures: number | string; last: string }[]>('measure_id')
        .count('id as figures')
        .max('period_end as last');
      return new Map(
        rows.map((row) => [Number(row.measure_id), { figures: Number(row.figures), last: String(row.last) }]),
      );
    },

    /** How many figures there are of each place, by its number. */
    async countsOfPlaces(): Promise<ReadonlyMap<number, number>> {
      const rows = await database
        .query('observations')
        .groupBy('place_id')
        .select<{ place_id: number; figures: number | string }[]>('place_id')
        .count('id as figures');
      return new Map(rows.map((row) => [Number(row.place_id), Number(row.figures)]));
    },

    /** Keeps figures; one of the same measure, place, kind and period is replaced. */
    async put(observations: readonly NewObservation[], by: number | null, at: string): Promise<void> {
      for (let from = 0; from < observations.length; from += AT_ONCE) {
        const rows = observations.slice(from, from + AT_ONCE).map((one) => ({
          measure_id: one.measureKey,
          place_id: one.placeId,
          period_start: one.period.start,
          period_end: one.period.end,
          kind: one.kind,
          value: one.value,
          low: one.low,
          high: one.high,
          numerator: one.numerator,
          denominator: one.denominator,
          as_printed: one.asPrinted,
          source: one.source,
          entered_by: by,
          entered_at: at,
        }));
        await database
          .query('observations')
          .insert(rows)
          .onConflict(['measure_id', 'place_id', 'kind', 'period_start', 'period_end'])
          .merge();
      }
    },

    async removeObservations(keys: readonly number[]): Promise<void> {
      await database
        .query('observations')
        .whereIn('id', [...keys])
        .delete();
    },
  };
}

const columnsOf = ({ label, unit, better, numerator, denominator, partOf }: Measure) => ({
  label,
  unit,
  better,
  numerator,
  denominator,
  part_of: partOf,
});
