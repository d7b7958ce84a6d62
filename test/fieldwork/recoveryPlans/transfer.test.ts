import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';
import { aGoal, aPlan, savePlan } from '../../support/plans.ts';

onOneEngine('plans in and out', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;

  beforeAll(async () => {
    test = await startApp(engine);
    auditId = await withExample(test);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const plansOf = async (id: number) =>
    (await test.deps.results.withPlans(id)).plans.map(({ reference, entry }) => ({ reference, plan: entry }));
  const send = (id: number, content: unknown) =>
    lena.upload(urls.importPlans(id), typeof content === 'string' ? content : JSON.stringify(content));

  it('are said not to be in the sheets, and exported beside them', async () => {
    const { text } = await lena.get(urls.files(auditId));
    expect(wordsOf(text)).toContain('Export the recovery plans (not in the sheets)');
    const { body, headers } = await download(lena, urls.exportPlans(auditId));
    expect(headers['content-disposition']).toContain('.json');
    expect(JSON.parse(body.toString('utf8'))).toEqual({ plans: await plansOf(auditId) });
  });

  it('are the same audit when case files and plans are imported again', async () => {
    const exported = (await download(lena, urls.exportPlans(auditId))).body;
    const sheet = (await download(lena, urls.exportFiles(auditId, 'csv'))).body;
    const before = await test.deps.results.withPlans(auditId);
    const copy = await newAudit(test, {
      title: 'Copy',
      groups: before.groups.map(({ name, exclusions, providers }) => ({
        name,
        exclusions,
        providers: providers.map((provider) => provider.name),
      })),
    });
    await test.deps.audits.update(test.ids.lena, copy.auditId, {
      ...before.audit,
      title: 'Copy',
    });
    const preview = await lena.upload(urls.importFiles(copy.auditId), sheet);
    await lena.post(preview.headers['location'] ?? '', { intent: 'import' });
    const sent = await lena.upload(urls.importPlans(copy.auditId), exported);
    expect(sent.status).toBe(303);
    expect(wordsOf((await lena.get(urls.files(copy.auditId))).text)).toContain('15 recovery plans imported.');
    expect(await plansOf(copy.auditId)).toEqual(await plansOf(auditId));
    const after = await test.deps.results.withPlans(copy.auditId);
    expect(after.figures).toEqual(before.figures);
    expect(after.copied).toEqual(before.copied);
    // A plan that is there is never replaced.
    const again = await lena.upload(urls.importPlans(copy.auditId), exported);
    expect(again.status).toBe(422);
    expect(wordsOf(again.text)).toContain('BR-02: this file has a plan already.');
  });

  it('are taken whole or not at all, with every problem named', async () => {
    const { auditId: open, groupIds } = await newAudit(test, { title: 'Whole' });
    for (const reference of ['W-1', 'W-2']) {
      await test.deps.recording.create(test.ids.lena, open, { reference, groupId: groupIds[0] ?? 0 });
    }
    await savePlan(
      test,
      'lena',
      open,
      (await test.deps.recording.lines(open, (await test.deps.results.of(open)).tool))[1]?.id ?? 0,
      aPlan(),
    );
    const sent = await send(open, {
      plans: [
        { reference: 'w-1', plan: aPlan() },
        { reference: 'W-1', plan: aPlan() },
        { reference: 'W-2', plan: aPlan({ goals: [aGoal('Ring 07700 900123')] }) },
        { reference: 'W-9', plan: { date: 'soon', extra: 1 } },
      ],
    });
    expect(sent.status).toBe(422);
    const words = wordsOf(sent.text);
    for (const problem of [
      'W-1: there are two plans of this file.',
      'W-2: this file has a plan already.',
      'W-2, goals 1 text: holds what looks like a phone number.',
      'W-9: there is no such case file in this audit.',
      'W-9, date: must be a date, YYYY-MM-DD',
    ]) {
      expect(words).toContain(problem);
    }
    expect(await plansOf(open)).toHaveLength(1);
  });

  it.each([
    ['Choose the file of recovery plans.', null],
    ['The file is empty.', ''],
    ['The file is not JSON.', 'reference,group'],
    ['The file is JSON, but not one of plans.', '{"goals": []}'],
    ['There are no plans in the file.', '{"plans": []}'],
  ])('are refused with a sentence: %s', async (sentence, content) => {
    const { auditId: open } = await newAudit(test, { title: 'Refused' });
    const sent = await lena.upload(urls.importPlans(open), content);
    expect(sent.status).toBe(422);
    expect(wordsOf(sent.text)).toContain(sentence);
  });

  it('are not taken into a closed audit', async () => {
    const { auditId: closed, groupIds } = await newAudit(test, { title: 'Closed' });
    await test.deps.recording.create(test.ids.lena, closed, { reference: 'C-1', groupId: groupIds[0] ?? 0 });
    await test.deps.steps.changeState(test.ids.lena, closed, 'close');
    const sent = await send(closed, { plans: [{ reference: 'C-1', plan: aPlan() }] });
    expect(sent.status).toBe(409);
    expect(wordsOf((await lena.get(urls.importPlans(closed))).text)).toContain(
      'Plans can be imported while the audit is open.',
    );
  });
});
