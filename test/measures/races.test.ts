import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Measure } from '../../rules/index.ts';
import { onBothEngines, startApp, withExample } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { beside } from '../support/beside.ts';
import { sheetOf } from '../support/measures.ts';

onBothEngines('measures that two change at the same moment', (engine) => {
  let app: TestApp;
  let placeId: number;
  beforeAll(async () => {
    app = await startApp(engine);
    placeId = await app.deps.measures.savePlace(app.ids.lena, null, { name: 'Here', kind: 'partnership' });
  });
  afterAll(() => app.close());

  const measure = (id: string, label = id): Measure => ({
    id,
    label,
    unit: '%',
    better: 'higher',
    numerator: '',
    denominator: '',
    partOf: null,
  });
  const add = (id: string, label = id) => app.deps.measures.add(app.ids.lena, measure(id, label));
  const added = async (id: string) => {
    await add(id);
    return app.deps.measures.get(id);
  };
  const enterOf = (of: Awaited<ReturnType<typeof added>>) => (start: string, end: string, text: string) =>
    app.deps.measures.enter(app.ids.lena, { placeId, period: { start, end }, source: '' }, [
      { field: 'cell', measure: of, kind: 'actual', text, shown: '' },
    ]);
  const figuresOf = async (id: string) =>
    (await app.deps.measures.figures({ ids: [id] })).observations.map(({ asPrinted }) => asPrinted);

  it('have each id, label and place once', async () => {
    const sameId = await beside(
      app,
      () => add('same'),
      () => add('same', 'Another label'),
    );
    const sameLabel = await beside(
      app,
      () => add('one', 'The label'),
      () => add('two', 'the label'),
    );
    const place = (name: string) => () =>
      app.deps.measures.savePlace(app.ids.lena, null, { name, kind: 'partnership' });
    const samePlace = await beside(app, place('Riverside'), place('riverside'));
    expect([sameId, sameLabel, samePlace]).toMatchObject([
      { errors: [{ field: 'id' }] },
      { errors: [{ field: 'label' }] },
      { errors: [{ field: 'name' }] },
    ]);
  });

  it('keep the figure that was entered first, and periods apart', async () => {
    const enter = enterOf(await added('entered'));
    const other = await beside(
      app,
      () => enter('2026-01-01', '2026-03-31', '10'),
      () => enter('2026-01-01', '2026-03-31', '20'),
    );
    expect(String((other as { errors?: { text: string }[] }).errors?.[0]?.text)).toContain(
      'somebody else has entered 10',
    );
    const overlapping = await beside(
      app,
      () => enter('2027-01-01', '2027-03-31', '30'),
      () => enter('2027-03-01', '2027-05-31', '40'),
    );
    expect(String((overlapping as { errors?: { text: string }[] }).errors?.[0]?.text)).toContain(
      'shares days',
    );
    expect((await figuresOf('entered')).toSorted()).toEqual(['10', '30']);
  });

  it('take no figure of a measure that is removed, or counted otherwise, meanwhile', async () => {
    const { measures, measureLinks, audits } = app.deps;
    const [removed, changed, taken] = [await added('removed'), await added('changed'), await added('taken')];
    const linked = await added('linked');
    const audit = await audits.get(await withExample(app));
    const outcomes = [
      await beside(
        app,
        () => measures.remove(app.ids.lena, 'removed'),
        () => enterOf(removed)('2026-01-01', '2026-03-31', '10'),
      ),
      await beside(
        app,
        () => measures.change(app.ids.lena, 'changed', { ...changed, unit: 'people' }),
        () => enterOf(changed)('2026-01-01', '2026-03-31', '10'),
      ),
    ];
    expect(outcomes.map(String)).toEqual([
      expect.stringContaining('removed or changed: removed'),
      expect.stringContaining('removed or changed: changed'),
    ]);
    const sheet = sheetOf([
      ['measure', 'place', 'period', 'kind', 'figure'],
      [taken.id, 'Here', '2026', 'actual', '10'],
    ]);
    const sheetOfRemoved = await beside(
      app,
      () => measures.remove(app.ids.lena, 'taken'),
      () => measures.takeOver(app.ids.lena, sheet, { replace: false }),
    );
    expect(sheetOfRemoved).toMatchObject({ errors: [{ text: expect.stringContaining('taken') as string }] });
    const link = await beside(
      app,
      () => measures.remove(app.ids.lena, linked.id),
      () => measureLinks.add(app.ids.lena, audit, linked.id, 'check', 'smart'),
    );
    expect(link).toMatchObject({ errors: [{ field: 'measure' }] });
    expect(await figuresOf('changed')).toEqual([]);
  });
});
