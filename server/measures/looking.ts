import {
  chosenPeriod,
  earlierThan,
  periodCounts,
  placeRows,
  seriesOf,
  shownPeriods,
  periodsOf,
} from '../../rules/index.ts';
import type { Period, PeriodCount, PlaceRow, Series } from '../../rules/index.ts';
import type { Database } from '../platform/db/database.ts';
import { fold } from './reading.ts';
import type { KeptMeasure, KeptObservation, MeasurePlace, MeasureRepository } from './repository.ts';

/** Measures, places and figures. */
export interface Figures {
  measures: KeptMeasure[];
  places: MeasurePlace[];
  observations: KeptObservation[];
}

/** What of the figures there is, and which of it is looked at. */
interface Look extends Figures {
  counts: PeriodCount[];
  period: Period | null;
  /** Whether `observations` are all there are; if not, they are those that the tables of the period need. */
  isWhole: boolean;
}

/** A measure in one period at all places, and at one place over time. */
export interface MeasureLook extends Look {
  rows: PlaceRow[];
  /** Those with a figure of it, and the one that is shown over time. */
  ofMeasure: MeasurePlace[];
  place: MeasurePlace | null;
  series: Series | null;
}

/** A place in one period. */
export type PlaceLook = Look;

export interface Asked {
  period: string;
  place: string;
}

/** Up to so many figures all are loaded and held against each other; of more, those of one period. */
const MOST_WHOLE = 10_000;

/** The measures of which figures are needed for one: itself, its parts, and the estimate that it is a share of. */
const besideMeasure = ({ id, denominator }: KeptMeasure, all: readonly KeptMeasure[]): KeptMeasure[] =>
  all.filter(
    (one) => one.id === id || one.partOf === id || one.label.toLowerCase() === denominator.toLowerCase(),
  );

const totalOf = (counts: readonly PeriodCount[]): number =>
  counts.reduce((sum, { figures }) => sum + figures, 0);

/** A measure as somebody asks to see it, of figures that are all at hand. */
export function lookAtMeasure(found: Figures, measure: KeptMeasure, asked: Asked): MeasureLook {
  const own = found.observations.filter((one) => one.measure === measure.id);
  const counts = periodCounts(own);
  const period = chosenPeriod(shownPeriods(counts), counts, asked.period);
  const ids = new Set(own.map(({ placeId }) => placeId));
  const { rows, ofMeasure, place } = placesIn(found, measure, { period, ids, asked });
  const series = place && seriesOf(measure, place.name, own);
  return { ...found, counts, period, isWhole: true, rows, ofMeasure, place, series };
}

/** A place as somebody asks to see it, of its figures that are all at hand. */
export function lookAtPlace(found: Figures, askedPeriod: string): PlaceLook {
  const counts = periodCounts(found.observations);
  return { ...found, counts, period: chosenPeriod(periodsOf(counts), counts, askedPeriod), isWhole: true };
}

function placesIn(
  found: Figures,
  measure: KeptMeasure,
  { period, ids, asked }: { period: Period | null; ids: ReadonlySet<number>; asked: Asked },
) {
  const rows = period ? placeRows(measure, period, found.measures, found.observations) : [];
  const ofMeasure = found.places.filter(({ id }) => ids.has(id));
  const first = rows.find(({ value }) => value !== null)?.place;
  const place =
    ofMeasure.find(({ id, name }) => String(id) === asked.place || fold(name) === fold(asked.place)) ??
    ofMeasure.find(({ name }) => name === first) ??
    ofMeasure[0] ??
    null;
  return { rows, ofMeasure, place };
}

/** What the pages of measures and places are made from; of very many figures no more than a page needs is loaded. */
export function createLooking(parts: {
  database: Database;
  measures: MeasureRepository;
  mostWhole?: number;
}) {
  const { database, measures: store, mostWhole = MOST_WHOLE } = parts;

  /** The figures of a place that its sheet of one period needs: beside those of the period where it began and the ones before. */
  async function ofSheet(placeId: number, period: Period, counts: readonly PeriodCount[]) {
    const shown = await store.observations({ placeId, period, kinds: ['baseline'] });
    const actual = counts.flatMap((one) => (one.kind === 'actual' ? one.period : []));
    const earlier = earlierThan(actual, period);
    if (!earlier) return shown;
    const last = (await store.observations({ placeId, period: earlier })).filter(
      ({ kind }) => kind === 'actual',
    );
    // Of measures that have none there, one further back.
    const has = new Set(last.map(({ measure }) => measure));
    const names = new Set(shown.map(({ measure }) => measure).filter((measure) => !has.has(measure)));
    const measureKeys = (await store.measures()).flatMap(({ id, key }) => (names.has(id) ? key : []));
    const further =
      measureKeys.length === 0
        ? []
        : await store.observations({ placeId, measureKeys, kinds: ['actual'], endsBefore: period.start });
    return [...further, ...last, ...shown];
  }

  return {
    /** A measure as somebody asks to see it. */
    atMeasure: (measure: KeptMeasure, asked: Asked): Promise<MeasureLook> =>
      database.read(async () => {
        const [measures, places] = [await store.measures(), await store.places()];
        const measureKeys = besideMeasure(measure, measures).map(({ key }) => key);
        if (totalOf(await store.periods({ measureKeys })) <= mostWhole) {
          const observations = await store.observations({ measureKeys });
          return lookAtMeasure({ measures, places, observations }, measure, asked);
        }
        const counts = await store.periods({ measureKeys: [measure.key] });
        const period = chosenPeriod(shownPeriods(counts), counts, asked.period);
        const observations = period
          ? await store.observations({ measureKeys, period, kinds: ['baseline', 'estimate'] })
          : [];
        const found = { measures, places, observations };
        const ids = await store.placesOf(measure.key);
        const { rows, ofMeasure, place } = placesIn(found, measure, { period, ids, asked });
        const of = { measureKeys: [measure.key], kinds: ['actual'] as const };
        const series =
          place && seriesOf(measure, place.name, await store.observations({ ...of, placeId: place.id }));
        return { ...found, counts, period, isWhole: false, rows, ofMeasure, place, series };
      }),

    /** A place as somebody asks to see it. */
    atPlace: (placeId: number, askedPeriod: string): Promise<PlaceLook> =>
      database.read(async () => {
        const [measures, places] = [await store.measures(), await store.places()];
        const counts = await store.periods({ placeId });
        if (totalOf(counts) <= mostWhole) {
          const observations = await store.observations({ placeId });
          return lookAtPlace({ measures, places, observations }, askedPeriod);
        }
        const period = chosenPeriod(periodsOf(counts), counts, askedPeriod);
        const observations = period ? await ofSheet(placeId, period, counts) : [];
        return { measures, places, observations, counts, period, isWhole: false };
      }),

    /** The actual figures of a place, of those measures alone of which one came in at a moment or later. */
    freshAt: (placeId: number, from: string): Promise<KeptObservation[]> =>
      database.read(async () => {
        const measureKeys = await store.enteredSince(placeId, from);
        return store.observations({ placeId, measureKeys, kinds: ['actual'] });
      }),
  };
}
