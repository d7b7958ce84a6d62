import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { toolOf } from '../../audits/instruments.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { closedAudit } from '../../support/fedBack.ts';
import { wordsOf } from '../../support/form.ts';
import { newAudit } from '../../support/audit.ts';
import { codesOf, surveyAudit } from '../../support/questionnaire.ts';
import { scoredAudit } from '../../support/scoredAudit.ts';

onOneEngine('whoever declared an interest finds nothing of those files', (engine) => {
  let app: TestApp;
  let lena: Visitor;

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
  });
  afterAll(() => app.close());
  beforeEach(() => app.deps.database.pool('declared_interests').delete());

  /** Declares the services of the first group of an audit. */
  const declare = async (who: 'lena' | 'amir', auditId: number) => {
    const [first] = await app.deps.audits.groups(auditId);
    const providerIds = (first?.providers ?? []).map(({ id }) => id);
    await app.deps.interests.declare(app.ids[who], auditId, { providerIds, workers: [] });
  };

  it('among the scores, whose figures count them all the same', async () => {
    const tool = toolOf('diversity_review_2008');
    const record = () => new Map<string, string>();
    const groups = { One: { 'ONE-1': record() }, Two: { 'TWO-1': record(), 'TWO-2': record() } };
    const auditId = await scoredAudit(app, tool, groups, { providers: ['Scored service'] });
    const [, two] = await app.deps.audits.groups(auditId);
    await app.deps.auditRepository.updateGroup(two?.id ?? 0, {
      name: 'Two',
      plannedFiles: 2,
      providerIds: [
        (await app.deps.providers.byName('The Bridge'))?.id ??
          (await app.deps.providers.create(null, 'The Bridge')),
      ],
      exclusions: [],
    });
    const page = async () => wordsOf((await lena.get(urls.scores(auditId))).text);
    expect(await page()).toContain('ONE-1');
    await declare('lena', auditId);
    const words = await page();
    expect(words).not.toContain('ONE-1');
    expect(words).toContain('TWO-1');
    expect(words).toMatch(/1 \S+ counts but is not named here, since you declared an interest/);
    expect(words).toContain('3 of 3');
    const { records, overall } = await app.deps.scores.shown(
      auditId,
      'group',
      await app.deps.accounts.get(app.ids.lena),
    );
    expect([records?.length, overall.records]).toEqual([2, 3]);
    // What a lead takes along is about all, what an auditor takes is not.
    await declare('amir', auditId);
    const taken = { by: 'group', format: 'json', all: false };
    for (const [who, names] of [
      ['lena', 3],
      ['amir', 2],
    ] as const) {
      const own = await app.deps.scores.take(await app.deps.accounts.get(app.ids[who]), auditId, taken);
      expect(own.records).toHaveLength(names);
    }
  });

  it('under a query of a provider, where no answer of theirs is put right by this lead', async () => {
    const { auditId, bridge, fileIds } = await closedAudit(app);
    await app.deps.reports.issue(app.ids.lena, auditId, bridge);
    const queryId = await app.deps.queries.raise(app.ids.paula, auditId, bridge, {
      about: { itemId: 'recovery_plan' },
      text: 'Is that so?',
    });
    const audit = await app.deps.audits.get(auditId);
    const listed = async () =>
      (await app.deps.queries.answersTo(audit, bridge, 'recovery_plan', app.ids.lena)).map(
        ({ fileId }) => fileId,
      );
    const [fileId = 0] = await listed();
    expect(fileIds).toContain(fileId);
    await app.deps.interests.declare(app.ids.lena, auditId, { providerIds: [bridge], workers: [] });
    expect(await listed()).toEqual([]);
    const before = await app.deps.results.of(auditId);
    const answer = await lena.post(urls.queryCorrection(auditId, bridge, queryId), {
      itemId: 'recovery_plan',
      fileId: String(fileId),
      value: 'no',
      reason: 'Looked again',
    });
    expect([answer.status, wordsOf(answer.text)]).toEqual([
      422,
      expect.stringContaining('so another lead of the panel corrects it.'),
    ]);
    expect((await app.deps.results.of(auditId)).tally).toEqual(before.tally);
  });

  it('among the notes on the first page', async () => {
    const { auditId, groupIds } = await newAudit(app, { groups: [{ name: 'Ash' }] });
    const file = { reference: 'NOTED-1', groupId: groupIds[0] ?? 0 };
    const fileId = await app.deps.recording.create(app.ids.amir, auditId, file);
    const note = { reading: 1, text: 'Is there a plan in it?', keep: '' };
    await app.deps.notes.add(await app.deps.accounts.get(app.ids.amir), auditId, fileId, note);
    const home = async () => wordsOf((await lena.get(urls.home())).text);
    expect(await home()).toContain('A note on NOTED-1');
    await declare('lena', auditId);
    expect(await home()).not.toContain('NOTED-1');
  });

  it('among the texts that are left to code, which do not lead to what is refused', async () => {
    const { auditId, ash, birch } = await surveyAudit(app, { title: 'The survey of two' });
    const other =
      (await app.deps.providers.byName('Dovetail'))?.id ??
      (await app.deps.providers.create(null, 'Dovetail'));
    await app.deps.auditRepository.updateGroup(birch, {
      name: 'Birch',
      plannedFiles: 3,
      providerIds: [other],
      exclusions: [],
    });
    for (const groupId of [ash, birch]) {
      const [code = ''] = await codesOf(app, auditId, groupId);
      const value = groupId === ash ? 'A flat' : 'A job';
      await app.deps.respondents.answer(code, 'recovery_words', { is: 'answer', value });
      await app.deps.respondents.handIn(code);
    }
    const [item] = (await app.deps.coding.of(auditId, app.ids.lena)).items;
    const itemId = item?.code.id ?? '';
    const fileOf = (groupId: number) => item?.texts.find((text) => text.groupId === groupId)?.fileId ?? 0;
    // Two others differ on both texts, so that the lead has both before her.
    for (const groupId of [ash, birch]) {
      const [one = '', two = ''] = item?.code.options.map(({ id }) => id) ?? [];
      await app.deps.coding.code(app.ids.amir, auditId, itemId, fileOf(groupId), one);
      if (groupId === birch) await app.deps.coding.code(app.ids.beth, auditId, itemId, fileOf(groupId), two);
    }
    const left = async () => (await app.deps.coding.of(auditId, app.ids.lena)).items[0]?.left;
    expect([await left(), await app.deps.coding.next(auditId, itemId, app.ids.lena)]).toEqual([
      1,
      fileOf(ash),
    ]);
    await declare('lena', auditId);
    expect([await left(), await app.deps.coding.next(auditId, itemId, app.ids.lena)]).toEqual([0, null]);
    const page = async () => wordsOf((await lena.get(urls.coding(auditId))).text);
    expect(await page()).toContain('A job');
    await app.deps.interests.declare(app.ids.lena, auditId, { providerIds: [other], workers: [] });
    expect(await page()).not.toContain('A job');
    expect((await lena.get(urls.codingNext(auditId, itemId))).headers['location']).toBe(
      urls.codingText(auditId, itemId, fileOf(ash)),
    );
  });
});
