import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCaseFileRepository } from '../../../server/fieldwork/caseFiles/repository.ts';
import { readCsv } from '../../../server/formats/csv.ts';
import { urls } from '../../../server/web/urls.ts';
import { toolOf } from '../../audits/instruments.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { exampleOf, scoredAudit } from '../../support/scoredAudit.ts';

// What else than figures of groups and of one field is held against what was shown before. Each test plants what would leak.

type Step = 'close' | 'reopen';

onOneEngine('what was shown before of an audit of case files', (engine) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  /** An audit with a commissioner, in which fewer than three are few. */
  async function started(predecessor?: number) {
    const { auditId } = await newAudit(app, { groups: [{ name: 'Ash' }] });
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.carl, 'commissioner');
    await app.deps.database.pool('audits').where({ id: auditId }).update({ small_number_threshold: 3 });
    if (predecessor !== undefined) await app.deps.auditRepository.setPredecessor(auditId, predecessor);
    return auditId;
  }
  /** Files with a plan and without one in turn, by drug and months in treatment. */
  async function record(auditId: number, rows: { reference: string; drug: string; months?: number }[]) {
    const lines = rows.map(
      ({ reference, drug, months = 1 }, i) =>
        `${reference},Ash,${i % 2 === 0 ? 'yes' : 'no'},${drug},${months}`,
    );
    const text = ['reference,group,recovery_plan,primary_drug,months_in_treatment', ...lines].join('\n');
    const sheet = readCsv(Readable.from([Buffer.from(text)]));
    await app.deps.importer.importCaseFiles(app.ids.lena, auditId, sheet, { complete: true });
  }
  const files = (drug: string, count: number, months = 1) =>
    Array.from({ length: count }, (_, i) => ({ reference: `${drug}-${months}-${i}`, drug, months }));
  /** Enough of everybody in every band that none of them is few. */
  const evenly = (drug: string) => [1, 4, 8, 20, 30, 60].flatMap((months) => files(drug, 12, months));
  const step = (auditId: number, name: Step) => app.deps.steps.changeState(app.ids.lena, auditId, name, true);
  const seenBy = async (auditId: number, ...fields: [string] | [string, string]) => {
    const carl = await app.deps.accounts.get(app.ids.carl);
    return app.deps.results.shown(auditId, { by: 'fields', fields }, carl);
  };
  const kindsIn = ({ table }: Awaited<ReturnType<typeof seenBy>>) => [
    ...new Set(table.units.flatMap(({ checks }) => checks.map(({ kind }) => kind))),
  ];

  it('hides figures by two fields once others were seen, and shows them again of the same records', async () => {
    const auditId = await started();
    await record(auditId, [...evenly('heroin'), ...evenly('alcohol'), ...evenly('crack')]);
    await step(auditId, 'close');
    const crossed = () => seenBy(auditId, 'primary_drug', 'months_in_treatment');
    expect(kindsIn(await crossed())).toContain('figure');
    await step(auditId, 'reopen');
    await step(auditId, 'close');
    expect(kindsIn(await crossed())).toContain('figure');
    await step(auditId, 'reopen');
    // One file more: beside the figures of before each crossing would tell whether it is that file’s.
    await record(auditId, [{ reference: 'late', drug: 'alcohol', months: 30 }]);
    await step(auditId, 'close');
    expect(kindsIn(await crossed())).toEqual(['suppressed']);
    expect((await crossed()).isCrossedBefore).toBe(true);
    const page = await (
      await app.as('carl')
    ).get(urls.compare(auditId, '?by=primary_drug&and=months_in_treatment'));
    expect(wordsOf(page.text)).toContain('Figures by two fields are all suppressed');
    expect(kindsIn(await seenBy(auditId, 'primary_drug'))).toContain('figure');
    // The panel sees them as before.
    const lena = await app.deps.accounts.get(app.ids.lena);
    const own = await app.deps.results.shown(
      auditId,
      { by: 'fields', fields: ['primary_drug', 'months_in_treatment'] },
      lena,
    );
    expect(kindsIn(own)).toContain('figure');
  });

  it('hides a number in other bands than it was shown in', async () => {
    const auditId = await started();
    // Two in the seventh month, who would be told by a band that begins a month later.
    await record(auditId, [...evenly('heroin'), ...evenly('alcohol'), ...files('alcohol', 2, 6)]);
    await step(auditId, 'close');
    expect(kindsIn(await seenBy(auditId, 'months_in_treatment'))).toContain('figure');
    await step(auditId, 'reopen');
    const lena = await app.as('lena');
    const page = (await lena.get(urls.bands(auditId))).text;
    expect(wordsOf(page)).toContain('Figures in these bands were seen outside the panel.');
    await lena.post(urls.bands(auditId), { 'begins.months_in_treatment': '3, 7, 12, 24, 48' });
    await step(auditId, 'close');
    expect(kindsIn(await seenBy(auditId, 'months_in_treatment'))).toEqual(['suppressed']);
    expect(kindsIn(await seenBy(auditId, 'primary_drug'))).toContain('figure');
  });

  it('hides answers of all files about persons as the table by that field hides them', async () => {
    const auditId = await started();
    await record(auditId, [
      ...files('heroin', 2),
      ...files('crack', 3),
      ...files('cannabis', 3),
      ...files('alcohol', 7),
    ]);
    await step(auditId, 'close');
    const answers = async () => {
      const carl = await app.deps.accounts.get(app.ids.carl);
      const { items } = await app.deps.results.shown(auditId, { by: 'group' }, carl, { items: true });
      return items?.overall.items.find(({ id }) => id === 'primary_drug')?.counts;
    };
    const hiddenIn = async () =>
      Object.entries((await answers()) ?? {}).flatMap(([drug, count]) => (count === null ? [drug] : []));
    const first = await hiddenIn();
    expect(first).toHaveLength(2);
    expect(first).toContain('heroin');
    await step(auditId, 'reopen');
    await record(auditId, files('crack', 3, 2));
    await step(auditId, 'close');
    const second = await hiddenIn();
    expect(second).toContain('heroin');
    const table = (await seenBy(auditId, 'primary_drug')).table.units;
    const notShown = table.flatMap(({ key, files: own }) => (own === null ? [key] : []));
    expect(second.toSorted()).toEqual(notShown.toSorted());
    // What was hidden beside it is as it was, so that showing it now would leave heroin over in both together.
    expect(second.filter((drug) => first.includes(drug)).length).toBeGreaterThan(1);
  });

  it('hides who the few are that a re-audit reads beside the files of the audit before', async () => {
    const before = await started();
    await record(before, [...files('heroin', 6), ...files('alcohol', 6), ...files('crack', 6)]);
    await step(before, 'close');
    const hiddenIn = async (auditId: number) =>
      (await seenBy(auditId, 'primary_drug')).table.units.flatMap(({ key, files: own }) =>
        own === null ? [key] : [],
      );
    expect(await hiddenIn(before)).toEqual([]);
    const again = await started(before);
    const same = [...files('heroin', 6), ...files('alcohol', 6), ...files('crack', 6)];
    await record(again, [
      ...same,
      { reference: 'new-1', drug: 'heroin' },
      { reference: 'new-2', drug: 'crack' },
    ]);
    await step(again, 'close');
    // One more of heroin and one more of crack: each of the two new files would be told by the difference.
    expect(await hiddenIn(again)).toEqual(expect.arrayContaining(['heroin', 'crack']));
    const other = await started(before);
    await record(other, [
      ...files('heroin', 6, 2),
      ...files('alcohol', 6, 2),
      ...files('crack', 6, 2),
      { reference: 'new-1', drug: 'heroin' },
      { reference: 'new-2', drug: 'crack' },
    ]);
    await step(other, 'close');
    // Of other files nothing follows.
    expect(await hiddenIn(other)).toEqual([]);
  });

  it('keeps of a view that leaves an open audit what is in that view, and no more', async () => {
    const auditId = await started();
    await record(auditId, [...evenly('heroin'), ...evenly('alcohol')]);
    const lena = await app.as('lena');
    await lena.get(urls.exportResults(auditId, 'csv', { by: 'primary_drug' }));
    const kept = async () => {
      const rows: { figures: string }[] = await app.deps.database
        .pool('shown_releases')
        .where({ audit_id: auditId })
        .orderBy('id');
      return rows.map(
        ({ figures }) => JSON.parse(figures) as { fields: object; crossed: boolean; items?: object },
      );
    };
    const [byField] = await kept();
    expect(Object.keys(byField?.fields ?? {})).toEqual(['primary_drug']);
    expect(byField).toMatchObject({ crossed: false });
    expect(byField?.items).toBeUndefined();
    await lena.get(urls.exportResults(auditId, 'csv', {}));
    const byGroup = (await kept()).at(-1);
    expect(byGroup?.fields).toEqual({});
    expect(byGroup?.items).toBeDefined();
    // So bands can still be set without anything being hidden by them.
    await lena.post(urls.bands(auditId), { 'begins.months_in_treatment': '6, 12' });
    await step(auditId, 'close');
    expect(kindsIn(await seenBy(auditId, 'months_in_treatment'))).toContain('figure');
    expect(kindsIn(await seenBy(auditId, 'primary_drug', 'months_in_treatment'))).toContain('figure');
  });
});

onOneEngine('scores that were shown before', (engine) => {
  const quality = toolOf('record_quality');
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  /** The records of the example, twice. */
  const all = () =>
    ['', 'again '].flatMap((which) =>
      Object.entries(exampleOf(quality, 'examples/record-quality/case-files.csv')).map(
        ([reference, answers]): [string, ReadonlyMap<string, string>] => [`${which}${reference}`, answers],
      ),
    );

  async function add(auditId: number, name: string, records: [string, ReadonlyMap<string, string>][]) {
    const group = (await app.deps.auditRepository.groups(auditId)).find((one) => one.name === name);
    const at = new Date(Date.now() + 1000).toISOString();
    await createCaseFileRepository(app.deps.database).create(
      auditId,
      records.map(([reference, answers]) => ({
        groupId: group?.id ?? 0,
        reference,
        answers,
        completedAt: at,
      })),
      app.ids.lena,
      at,
    );
  }
  const step = (auditId: number, name: Step) => app.deps.steps.changeState(app.ids.lena, auditId, name, true);
  /** Of the first criterion: records with a score in all, and by group, null where it is suppressed. */
  const seen = async (auditId: number) => {
    const carl = await app.deps.accounts.get(app.ids.carl);
    const { overall, units } = await app.deps.scores.shown(auditId, 'group', carl);
    const scored = ({ criteria }: typeof overall) =>
      criteria[0]?.kind === 'figure' ? criteria[0].tally.scored : null;
    return { all: scored(overall), units: (units ?? []).map(scored) };
  };

  it('hide what three records more in each of two groups would tell, and show what as many as are enough do', async () => {
    const files = all();
    const groups = {
      Ash: Object.fromEntries(files.slice(0, 25)),
      Birch: Object.fromEntries(files.slice(25, 50)),
    };
    const auditId = await scoredAudit(app, quality, groups, { closed: true });
    expect(await seen(auditId)).toEqual({ all: 50, units: [25, 25] });
    await step(auditId, 'reopen');
    await add(auditId, 'Ash', files.slice(50, 53));
    await add(auditId, 'Birch', files.slice(53, 56));
    await step(auditId, 'close');
    // The six of both can be told of all; the three of a group would be by its means of before and of now.
    expect(await seen(auditId)).toEqual({ all: 56, units: [null, null] });
    await step(auditId, 'reopen');
    await add(auditId, 'Ash', files.slice(56, 58));
    await add(auditId, 'Birch', files.slice(58, 60));
    await step(auditId, 'close');
    // Five more each than when they were shown.
    expect(await seen(auditId)).toEqual({ all: 60, units: [30, 30] });
  });

  it('ask the lead where few records show in the scores of all, and are kept where they leave an open audit', async () => {
    const files = all();
    const groups = {
      Ash: Object.fromEntries(files.slice(0, 10)),
      Birch: Object.fromEntries(files.slice(10, 20)),
    };
    const auditId = await scoredAudit(app, quality, groups);
    const lena = await app.as('lena');
    expect((await lena.get(urls.exportScores(auditId, 'json'))).status).toBe(200);
    await add(auditId, 'Ash', files.slice(50, 51));
    const told = await app.deps.results.toldByShowing(await app.deps.results.of(auditId));
    expect(told).toContainEqual({ id: null, check: 'Scores', groups: ['Ash'] });
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain('Scores (Ash)');
  });
});
