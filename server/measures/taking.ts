import { conflictsIn, conflictText, isWorkedOut, parsePeriod, PERIODS_WRITTEN } from '../../rules/index.ts';
import type { Measure, Observation, Period } from '../../rules/index.ts';
import type { SheetLine } from '../formats/csv.ts';
import type { ActivityRepository } from '../people/activity/repository.ts';
import type { Database } from '../platform/db/database.ts';
import { InputError } from '../platform/errors.ts';
import type { FieldError } from '../platform/errors.ts';
import { namedAnew, newNamesIn } from './newNames.ts';
import type { NamedAnew, NewNames } from './newNames.ts';
import { fold, readMeasureSheet, toldProblems } from './reading.ts';
import type { CellProblem, ReadRow, ReadSheet } from './reading.ts';
import type {
  KeptMeasure,
  KeptObservation,
  MeasurePlace,
  MeasureRepository,
  NewObservation,
} from './repository.ts';
import { columnsLeftOut, oneFigureARow } from './wideSheet.ts';
import type { SheetDefaults, TravelLeftOut } from './wideSheet.ts';

/** What came of a sheet. */
export type TakenSheet =
  | { kind: 'measures'; added: number; changed: number }
  | {
      kind: 'figures';
      added: number;
      replaced: number;
      unchanged: number;
      /** Figures of the period before that follow from a printed travel. */
      workedOut: number;
      /** Travels that no such figure could be worked out of, where nobody was told of them before. */
      travelsLeftOut: TravelLeftOut[];
      /** Places that were added, and the one place and period that all figures are of, if they are. */
      places: number;
      only: { placeId: number; period: Period } | null;
    };

/** Refuses a measure whose label another one has, or that is a part of itself. */
export function refuseMeasure(measure: Measure, all: readonly KeptMeasure[], own: KeptMeasure | null): void {
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

export type SheetTaking = ReturnType<typeof createSheetTaking>;

/** Takes sheets of measures and of figures over. */
export function createSheetTaking(parts: {
  database: Database;
  measures: MeasureRepository;
  activity: ActivityRepository;
  moment: () => string;
}) {
  const { database, measures: store, activity, moment } = parts;

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
    { rows: all }: ReadSheet & { kind: 'figures' },
    { replace, travelsLeftOut }: { replace: boolean; travelsLeftOut: TravelLeftOut[] },
  ): Promise<TakenSheet> {
    const problems: CellProblem[] = [];
    const { known, made } = await placesFor(all, problems);
    const measures = new Map((await store.measures()).map((measure) => [measure.id, measure]));
    for (const { row, observation } of all) {
      // The sheet was read before, and somebody may have removed it since.
      if (!measures.has(observation.measure))
        problems.push({ row, text: `measure: there is no measure "${observation.measure}" any more.` });
    }
    refuseProblems(problems);
    const touched = new Set(all.flatMap(({ observation }) => measures.get(observation.measure)?.key ?? []));
    const nameOf = (place: string) => known.get(fold(place))?.name ?? made.get(fold(place))?.name ?? place;
    const { rows, kept, gone } = givingWay(
      all.map((one) => ({
        ...one,
        observation: { ...one.observation, place: nameOf(one.observation.place) },
      })),
      await store.observations({ measureKeys: [...touched] }),
    );
    const named = rows.map(({ observation }) => observation);
    const both = [...kept, ...named];
    let [replaced, unchanged] = [0, 0];
    for (const { at, other, why } of conflictsIn(both)) {
      const [later, earlier] = [both[at], both[other]];
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
    await store.removeObservations(gone.map(({ key }) => key));
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
    const workedOut = named.filter(isWorkedOut).length;
    return {
      kind: 'figures',
      added: rows.length - replaced - unchanged - workedOut,
      replaced,
      unchanged,
      workedOut,
      travelsLeftOut,
      places: made.size,
      only: onlyOne(
        rows.filter(({ observation }) => !isWorkedOut(observation)),
        (name) => ids.get(fold(name)) ?? 0,
      ),
    };
  }

  /** Adds measures and places that a sheet brings, as they were named. */
  async function addNamed(actorId: number | null, { measures, places }: NamedAnew): Promise<void> {
    const known = await store.measures();
    for (const measure of measures) {
      refuseMeasure(measure, known, null);
      await store.addMeasure(measure, moment());
    }
    await store.addPlaces(places);
    if (measures.length > 0) {
      const detail = { measures: measures.length };
      await activity.add({ userId: actorId, action: 'measure.created', detail });
    }
  }

  /**
   * Takes a sheet over, all or nothing.
   *
   * @param options - place and period: for a sheet that has no such column; points and named: what was said of travels
   *   without % and of names that are new
   */
  async function takeOver(
    actorId: number | null,
    lines: AsyncIterable<SheetLine>,
    {
      replace,
      place: at = '',
      period = '',
      points = false,
      named = null,
    }: { replace: boolean; named?: NamedAnew | null } & Partial<SheetDefaults>,
  ): Promise<TakenSheet> {
    if (period !== '' && !parsePeriod(period)) {
      const text = `"${period}" is no period. Write it like ${PERIODS_WRITTEN}.`;
      throw new InputError([{ field: 'period', text }]);
    }
    const travelsLeftOut: TravelLeftOut[] = [];
    const rows = oneFigureARow(lines, {
      place: at,
      period,
      points,
      passOver: named !== null,
      onTravelLeftOut: (travel) => travelsLeftOut.push(travel),
    });
    const known = [...(await store.measures()), ...(named?.measures ?? [])];
    const read = await readMeasureSheet(named ? namedAnew(rows, named) : rows, known);
    refuseProblems(read.problems);
    const size = read.kind === 'measures' ? read.measures.length : read.rows.length;
    if (size === 0) refuseProblems([{ row: 2, text: 'There is a heading and no row under it.' }]);
    return database.alone('measures', async () => {
      if (named) await addNamed(actorId, named);
      return read.kind === 'measures'
        ? takeMeasures(actorId, read)
        : // Who answered about names was told of these travels in the same place.
          takeFigures(actorId, read, { replace, travelsLeftOut: named ? [] : travelsLeftOut });
    });
  }

  /** What stands in a sheet of figures and is not known, or not read; null where there is nothing to ask. */
  async function newNames(
    lines: AsyncIterable<SheetLine>,
    at: Pick<SheetDefaults, 'place' | 'period'>,
  ): Promise<NewNames | null> {
    let columns: string[] | null = null;
    const watched = async function* () {
      for await (const line of lines) {
        if (!line.hidden) columns ??= columnsLeftOut(line.cells);
        yield line;
      }
    };
    const known = { measures: await store.measures(), places: await store.places() };
    const travels: TravelLeftOut[] = [];
    const rows = oneFigureARow(watched(), {
      ...at,
      passOver: true,
      onTravelLeftOut: (travel) => travels.push(travel),
    });
    return newNamesIn(rows, known, () => ({ columns: columns ?? [], travels }));
  }

  return { takeOver, newNames };
}

/**
 * What stays of a sheet and of what is kept where worked-out figures give way: to every printed figure, and one that is
 * kept to one that is worked out anew. One that is worked out as it stands already is left as it is.
 *
 * @returns gone: kept figures that are taken away
 */
function givingWay(
  all: readonly ReadRow[],
  kept: readonly KeptObservation[],
): { rows: ReadRow[]; kept: KeptObservation[]; gone: KeptObservation[] } {
  const keptWorkedOut = kept.filter(isWorkedOut);
  const isOfRow = ({ observation }: ReadRow) => isWorkedOut(observation);
  if (keptWorkedOut.length === 0 && !all.some(isOfRow)) return { rows: [...all], kept: [...kept], gone: [] };
  const keptPrinted = kept.filter((one) => !isWorkedOut(one));
  const printedRows = all.filter((row) => !isOfRow(row));
  const left = withoutConflicts(
    all.filter(isOfRow),
    [...keptPrinted, ...printedRows.map(({ observation }) => observation)],
    ({ observation }) => observation,
  );
  const standing = new Set(keptWorkedOut.map(textOfWhole));
  const rows = all.filter(
    (row) => !isOfRow(row) || (left.has(row) && !standing.has(textOfWhole(row.observation))),
  );
  const stays = withoutConflicts(
    keptWorkedOut,
    rows.map(({ observation }) => observation),
    (one) => one,
  );
  return { rows, kept: [...keptPrinted, ...stays], gone: keptWorkedOut.filter((one) => !stays.has(one)) };
}

/** Those that have neither the period of one that goes before them nor share days with it. */
function withoutConflicts<T>(
  ones: readonly T[],
  before: readonly Observation[],
  observationOf: (one: T) => Observation,
): ReadonlySet<T> {
  const conflicts = conflictsIn([...before, ...ones.map(observationOf)]);
  const lost = new Set(conflicts.filter(({ other }) => other < before.length).map(({ at }) => at));
  return new Set(ones.filter((_, i) => !lost.has(before.length + i)));
}

const textOfWhole = ({ measure, place, kind, period, asPrinted, source }: Observation): string =>
  JSON.stringify([measure, place, kind, period.start, period.end, asPrinted, source]);

/** The one place and period of all rows; null where there are several. */
function onlyOne(rows: readonly ReadRow[], idOf: (place: string) => number) {
  const [first] = rows;
  if (!first) return null;
  const { place, period } = first.observation;
  const isIt = ({ observation }: ReadRow) =>
    fold(observation.place) === fold(place) &&
    observation.period.start === period.start &&
    observation.period.end === period.end;
  return rows.every(isIt) ? { placeId: idOf(place), period } : null;
}

const isSame = (a: KeptObservation | NewObservation | object, b: object): boolean => {
  const figureOf = (one: Partial<KeptObservation>) =>
    JSON.stringify([one.asPrinted, one.numerator, one.denominator, one.source]);
  return figureOf(a) === figureOf(b);
};

/** Refuses a sheet with all that is wrong in it. */
function refuseProblems(problems: readonly CellProblem[]): void {
  if (problems.length === 0) return;
  throw new InputError(toldProblems(problems).map(({ text, field = 'table' }) => ({ field, text })));
}
