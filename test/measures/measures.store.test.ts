import { afterAll, beforeAll, expect, it } from 'vitest';
import { indicatorRows, periodLabel, WORKED_OUT } from '../../rules/index.ts';
import { createLooking, lookAtMeasure, lookAtPlace } from '../../server/measures/looking.ts';
import { createMeasureRepository } from '../../server/measures/repository.ts';
import type { MeasureRepository } from '../../server/measures/repository.ts';
import { MEASURE_EXAMPLES } from '../../server/measures/examples.ts';
import { createMeasureService } from '../../server/measures/service.ts';
import type { MeasureService } from '../../server/measures/service.ts';
import { createActivityRepository } from '../../server/people/activity/repository.ts';
import { InputError } from '../../server/platform/errors.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { onBothEngines } from '../support/app.ts';
import { sheetOf } from '../support/measures.ts';
import { NOON, startStore } from '../support/store.ts';
import type { StoreTest } from '../support/store.ts';

const MEASURES = [
  ['id', 'label', 'unit', 'better', 'part of'],
  ['treated', 'People in treatment', 'people', 'higher', ''],
  ['new', 'New in treatment', 'people', 'higher', 'treated'],
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HEADING = ['measure', 'place', 'place kind', 'period', 'kind', 'figure', 'numerator', 'denominator'];

onBothEngines('the store of measures', (engine) => {
  let test: StoreTest;
  let store: MeasureRepository;
  let measures: MeasureService;
  const now = () => new Date(NOON);
  beforeAll(async () => {
    test = await startStore(engine);
    const { database } = test;
    store = createMeasureRepository(database);
    measures = createMeasureService({
      database,
      measures: store,
      activity: createActivityRepository(database, now, 'a key of the tests'),
      folder: projectFolder(),
      now,
    });
  });
  afterAll(() => test.close());

  const take = (lines: readonly (readonly string[])[], replace = false) =>
    measures.takeOver(test.people.lena, sheetOf(lines), { replace });
  const problems = async (lines: readonly (readonly string[])[], replace = false) => {
    const error: unknown = await take(lines, replace).catch((fault: unknown) => fault);
    return error instanceof InputError ? error.errors.map(({ text }) => text) : [];
  };
  const figures = async () =>
    (await store.observations()).map((one) => [
      one.measure,
      one.place,
      periodLabel(one.period),
      one.kind,
      one.asPrinted,
    ]);

  it('takes a sheet over whole or not at all, and names every problem by its row', async () => {
    // An id that is a page of the program.
    expect(await problems(MEASURES)).toEqual([
      'Row 3, id: new cannot be an id, since the program has a page of that name.',
    ]);
    expect(await store.measures()).toEqual([]);
    const sheet = MEASURES.map((row) => row.map((cell) => (cell === 'new' ? 'newly' : cell)));
    expect(await take(sheet)).toEqual({ kind: 'measures', added: 2, changed: 0 });
    expect(await take(sheet)).toEqual({ kind: 'measures', added: 0, changed: 2 });

    const good = ['treated', 'Ash', 'partnership', '2011/12', 'actual', '1,986', '', ''];
    expect(
      await problems([
        HEADING,
        good,
        ['People in TREATMENT', 'ash', '', '2011/12', 'actual', '1986', '', ''],
        ['treated', 'Ash', '', '2011', 'actual', '5', '', ''],
        ['waiting', 'Elm', 'town', 'soon', 'hope', 'some', '', ''],
        ['treated', 'Ash', '', '2012/13', 'actual', '', '3', '0'],
        ['treated', 'Ash', '', '2013/14', 'actual', '3%', '', ''],
      ]),
    ).toEqual([
      'Row 5, measure: there is no measure "waiting". Add it first, or correct its name.',
      'Row 5, period: "soon" is no period. Write it like 2011/12, Q4 2011/12, March 2012, 2012, or 1/4/2011 to 31/3/2012.',
      'Row 5, kind: "hope" is not known. Write actual, baseline, target, top quartile, national, estimate.',
      'Row 5, place kind: "town" is not known. Write partnership, provider, region, cluster, country.',
      'Row 6, denominator: of 0 there is no rate. Leave the row out.',
      'Row 7, figure: "3%" is a percentage, and the measure counts people.',
    ]);
    expect(
      await problems([
        HEADING,
        good,
        ['treated', 'ash', '', '2011/12', 'actual', '1986', '', ''],
        ['treated', 'Ash', '', '2011', 'actual', '5', '', ''],
      ]),
    ).toEqual([
      'Row 3, period: There is a figure of this measure, place, period and kind already: 1,986. Leave one of them out. It is in row 2.',
      'Row 4, period: The period shares days with 2011/12, of which there is a figure already. A series needs periods that follow each other, or lie in one another. It is in row 2.',
    ]);
    expect(await problems([HEADING, ['treated', 'Elm', '', '2011/12', 'actual', '5', '', '']])).toEqual([
      expect.stringContaining('Row 2, place: there is no place "Elm" yet.'),
    ]);
    expect(await problems([['measure', 'place', 'colour']])).toHaveLength(4);
    expect([await figures(), await store.places()]).toEqual([[], []]);
  });

  it('keeps figures as printed, replaces them only when told to, and goes with a renamed place', async () => {
    const row = (text: string) => ['treated', 'Ash', 'partnership', '2011/12', 'actual', text, '', ''];
    expect(
      await take([HEADING, row('1,986'), ['newly', 'Ash', '', 'Q1 2011/12', 'target', '13 to 9', '', '']]),
    ).toEqual({
      kind: 'figures',
      added: 2,
      replaced: 0,
      unchanged: 0,
      workedOut: 0,
      travelsLeftOut: [],
      places: 1,
      only: null,
    });
    expect(await take([HEADING, row('1,986')])).toMatchObject({ added: 0, unchanged: 1 });
    expect(await problems([HEADING, row('1,990')])).toEqual([
      expect.stringContaining(
        'there is 1,986 of this measure, place, period and kind already, and here is 1,990',
      ),
    ]);
    expect(await take([HEADING, row('1,990')], true)).toMatchObject({ added: 0, replaced: 1, places: 0 });
    const [place] = await store.places();
    await measures.savePlace(test.people.lena, place?.id ?? 0, { name: 'Ash and Elm', kind: 'region' });
    expect(await figures()).toEqual([
      ['treated', 'Ash and Elm', '2011/12', 'actual', '1,990'],
      ['newly', 'Ash and Elm', 'Q1 2011/12', 'target', '13 to 9'],
    ]);
    const [, range] = await store.observations();
    expect(range).toMatchObject({ low: 9, high: 13, value: null });
  });

  it('saves changed cells of a table, and tells of what somebody else entered', async () => {
    const [treated] = await store.measures();
    const [place] = await store.places();
    if (!treated || !place) throw new Error('nothing was taken over');
    const at = {
      placeId: place.id,
      period: { start: '2011-04-01', end: '2012-03-31' },
      source: 'The return of April',
    };
    const cell = (text: string, shown: string) => [
      { field: 'f', measure: treated, kind: 'actual' as const, text, shown },
    ];
    const enter = (text: string, shown: string) =>
      measures
        .enter(test.people.lena, at, cell(text, shown))
        .catch((fault: unknown) =>
          fault instanceof InputError ? fault.errors.map((error) => error.text) : fault,
        );
    expect(await enter('1,990', '1,990')).toBe(0);
    expect(await enter('2,000', '1,986')).toEqual([
      'People in treatment: somebody else has entered 1,990 since you opened the page. Enter yours again if it is right.',
    ]);
    expect(await enter('2 thousand', '1,990')).toEqual([expect.stringContaining('is no figure')]);
    expect(await enter('2,000', '1,990')).toBe(1);
    expect((await store.observations({ placeId: place.id }))[0]).toMatchObject({
      asPrinted: '2,000',
      source: 'The return of April',
    });
    expect(await enter('', '2,000')).toBe(1);
    expect(await figures()).toHaveLength(1);
    await measures.remove(test.people.lena, 'treated');
    expect((await store.measures()).map(({ id, partOf }) => [id, partOf])).toEqual([['newly', null]]);
  });

  it('loads every example, twice as well as once, and keeps nothing of 100,000 rows of which the last is wrong', async () => {
    for (const { id } of [...MEASURE_EXAMPLES, ...MEASURE_EXAMPLES]) await measures.loadExample(null, id);
    const before = (await figures()).length;
    expect(before).toBe(1 + 8 + 118 + 163);
    const lines = async function* (many: number) {
      yield { row: 1, cells: HEADING };
      for (let i = 0; i < many; i += 1) {
        const period = `${MONTHS[i % 12]} ${1900 + (Math.floor(i / 12) % 200)}`;
        yield {
          row: i + 2,
          cells: ['newly', `Place ${Math.floor(i / 2400)}`, 'provider', period, 'actual', `${i}`],
        };
      }
    };
    const wrongAtTheEnd = async function* () {
      yield* lines(100_000);
      yield { row: 100_002, cells: ['newly', 'Place 1', '', 'soon', 'actual', '1'] };
    };
    const refused: unknown = await measures
      .takeOver(test.people.lena, wrongAtTheEnd(), { replace: false })
      .catch((fault: unknown) => fault);
    expect(refused).toMatchObject({ errors: [{ text: expect.stringContaining('Row 100002, period') }] });
    expect(await figures()).toHaveLength(before);
    const taken = await measures.takeOver(test.people.lena, lines(6000), { replace: false });
    expect(taken).toMatchObject({ added: 6000, places: 3 });
    expect([...(await store.counts()).values()].reduce((sum, one) => sum + one.figures, 0)).toBe(
      before + 6000,
    );
  });

  it('takes an example away without what others have entered, and loads no example over a measure of somebody', async () => {
    const example = 'southampton-2011-12';
    await measures.removeExample(test.people.lena, example);
    const before = await figures();
    await measures.loadExample(test.people.lena, example);
    await take([
      HEADING.slice(0, 6),
      ['done_opiate', 'Southampton', 'partnership', 'Q1 2012/13', 'actual', '9%'],
    ]);
    const gone = await measures.removeExample(test.people.lena, example);
    expect(gone).toEqual({ figures: 163, measures: 66, places: expect.any(Number) as number, kept: 1 });
    const inOrder = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted();
    const left = ['done_opiate', 'Southampton', 'Q1 2012/13', 'actual', '9%'];
    expect(inOrder(await figures())).toEqual(inOrder([...before, left]));
    // A second press finds nothing more.
    expect(await measures.removeExample(test.people.lena, example)).toMatchObject({ figures: 0, kept: 1 });
    const own = await measures.get('done_opiate');
    await measures.change(test.people.lena, own.id, { ...own, label: 'Ours' });
    await expect(measures.loadExample(test.people.lena, example)).rejects.toThrow(
      'Your measure Ours has the id done_opiate',
    );
    await measures.remove(test.people.lena, own.id);
  });

  it('shows of very many figures what it shows of few: only those that a page needs are loaded', async () => {
    const { database } = test;
    for (const { id } of MEASURE_EXAMPLES) await measures.loadExample(test.people.lena, id);
    await take([
      ['id', 'label', 'unit', 'better'],
      ['ash_all', 'All of Ash', 'people', 'higher'],
      ['ash_new', 'New in Ash', 'people', 'higher'],
    ]);
    await take([
      HEADING.slice(0, 6),
      // Of one measure the figure before is further back than of the others.
      ...['Q1 2010/11', 'Q2 2010/11', 'Q3 2011/12', 'Q4 2011/12'].map((period, i) => [
        i === 1 || i === 2 ? 'ash_new' : 'ash_all',
        'Ash',
        'partnership',
        period,
        'actual',
        `${100 + i}`,
      ]),
      ['ash_new', 'Ash', 'partnership', 'Q4 2011/12', 'actual', '90'],
    ]);
    const looking = createLooking({ database, measures: store, mostWhole: 0 });
    const [all, places, observations] = [
      await store.measures(),
      await store.places(),
      await store.observations(),
    ];
    expect(observations.length).toBeGreaterThan(280);
    for (const measure of all) {
      const asked = { period: '', place: '' };
      const whole = lookAtMeasure({ measures: all, places, observations }, measure, asked);
      const part = await looking.atMeasure(measure, asked);
      expect([part.period, part.rows, part.ofMeasure, part.place, part.series]).toEqual([
        whole.period,
        whole.rows,
        whole.ofMeasure,
        whole.place,
        whole.series,
      ]);
    }
    for (const place of places) {
      const own = observations.filter(({ placeId }) => placeId === place.id);
      const whole = lookAtPlace({ measures: all, places, observations: own }, '');
      const part = await looking.atPlace(place.id, '');
      expect(part.period).toEqual(whole.period);
      if (!whole.period) continue;
      expect(part.isWhole).toBe(false);
      expect(indicatorRows(all, part.observations, whole.period)).toEqual(
        indicatorRows(all, own, whole.period),
      );
    }
  });

  it('lets a worked-out figure give way: to one that is worked out anew, and to any that is printed', async () => {
    const sheet = (local: string, travel: string) => [
      ['measure', 'place', 'place kind', 'period', 'local', 'travel'],
      ['newly', 'Rowan', 'partnership', 'Q2 2012/13', local, travel],
    ];
    const printed = (text: string, period = 'Q1 2012/13') => [
      HEADING,
      ['newly', 'Rowan', '', period, 'actual', text, '', ''],
    ];
    const ofRowan = async () =>
      (await store.observations())
        .filter(({ place }) => place === 'Rowan')
        .map(({ period, asPrinted, source }) => [periodLabel(period), asPrinted, source]);
    const later = (text: string) => ['Q2 2012/13', text, ''];
    expect(await take(sheet('200', '+10'))).toMatchObject({ added: 1, workedOut: 1 });
    expect(await ofRowan()).toEqual([['Q1 2012/13', '190', WORKED_OUT], later('200')]);
    // The same once more is the same.
    expect(await take(sheet('200', '+10'))).toMatchObject({ added: 0, workedOut: 0, unchanged: 1 });
    expect(await take(sheet('210', '+10'), true)).toMatchObject({ replaced: 1, workedOut: 1 });
    expect(await ofRowan()).toEqual([['Q1 2012/13', '200', WORKED_OUT], later('210')]);
    // Printed goes before it without a question, and stays.
    expect(await take(printed('198'))).toMatchObject({ added: 1, replaced: 0 });
    expect(await ofRowan()).toEqual([['Q1 2012/13', '198', ''], later('210')]);
    expect(await take(sheet('220', '+10'), true)).toMatchObject({ replaced: 1, workedOut: 0 });
    expect(await ofRowan()).toEqual([['Q1 2012/13', '198', ''], later('220')]);
    expect(await problems(printed('199'))).toHaveLength(1);
  });

  it('lets a worked-out figure give way to a printed one that shares days with it, on a sheet and in the table', async () => {
    const sheet = [
      ['measure', 'place', 'place kind', 'period', 'local', 'travel'],
      ['newly', 'Hazel', 'partnership', 'Q2 2012/13', '200', '+10'],
    ];
    const printed = (text: string, period: string) => [
      HEADING,
      ['newly', 'Hazel', '', period, 'actual', text, '', ''],
    ];
    const ofHazel = async () =>
      (await figures())
        .filter(([, place]) => place === 'Hazel')
        .map(([, , period, , text]) => [period, text]);
    await take(sheet);
    expect(await take(printed('70', '1/6/2012 to 10/6/2012'))).toMatchObject({ added: 1 });
    expect((await ofHazel()).map(([, text]) => text)).toEqual(['190', '70', '200']);
    const across = '15/3/2012 to 15/4/2012';
    expect(await take(printed('60', across))).toMatchObject({ added: 1 });
    expect((await ofHazel()).map(([, text]) => text)).toEqual(['60', '70', '200']);
    // Nor does it come back beside it.
    expect(await take(sheet)).toMatchObject({ workedOut: 0 });
    await store.removeObservations(
      (await store.observations()).filter(({ asPrinted }) => asPrinted === '60').map(({ key }) => key),
    );
    expect(await take(sheet)).toMatchObject({ workedOut: 1 });
    const newly = (await store.measures()).find(({ id }) => id === 'newly');
    const hazel = (await store.places()).find(({ name }) => name === 'Hazel');
    if (!newly || !hazel) throw new Error('nothing was taken over');
    const at = { placeId: hazel.id, period: { start: '2012-03-15', end: '2012-04-15' }, source: '' };
    const cell = { field: 'f', measure: newly, kind: 'actual' as const, text: '61', shown: '' };
    expect(await measures.enter(test.people.lena, at, [cell])).toBe(1);
    expect((await ofHazel()).map(([, text]) => text)).toEqual(['61', '70', '200']);
  });
});
