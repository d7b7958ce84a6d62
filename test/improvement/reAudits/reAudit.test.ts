import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { BRIDGE, byCounts, closedAudit, recordFile, sentPlan } from '../../support/improvement.ts';
import type { Closed } from '../../support/improvement.ts';

const DAYS = { fieldworkStart: '10/02/2027', fieldworkEnd: '12/02/2027' };

onOneEngine('a re-audit', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let at: Closed;
  let moment = '';

  beforeAll(async () => {
    moment = '2027-02-10T09:00:00Z';
    test = await startApp(engine, { now: () => new Date(moment) });
    lena = await test.as('lena');
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    moment = '2027-02-10T09:00:00Z';
    at = await closedAudit(test);
  });

  const repeat = async (changes: Record<string, string> = {}) => {
    const form = formTo((await lena.get(urls.repeatAudit(at.auditId))).text, urls.repeatAudit(at.auditId));
    const answer = await lena.post(
      form.action,
      filledIn(form, { ...DAYS, ...changes }, 'Set up the re-audit'),
    );
    return { answer, id: Number(/\/audits\/(\d+)$/.exec(answer.headers['location'] ?? '')?.[1] ?? 0) };
  };
  const tellingOf = async (person: 'lena' | 'carl' | 'paula', url: string) => {
    const page = await (await test.as(person)).get(url);
    expect(page.status).toBe(200);
    return { text: wordsOf(page.text), tables: tablesOf(page.text) };
  };

  it('asks for the days of fieldwork, which nobody can know for the panel', async () => {
    const page = await lena.get(urls.repeatAudit(at.auditId));
    const form = formTo(page.text, urls.repeatAudit(at.auditId));
    expect([form.fields['fieldworkStart'], form.fields['fieldworkEnd']]).toEqual(['', '']);
    expect(wordsOf(page.text)).toContain('The fieldwork of this audit: 28 February 2012');
    const answer = await lena.post(form.action, filledIn(form, {}, 'Set up the re-audit'));
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('Enter the first day of fieldwork');
  });

  it('is set up with its days alone: tool, groups, providers and panel, and nothing that is an answer or a status', async () => {
    const { answer, id } = await repeat();
    expect(answer.status).toBe(303);
    const made = await test.deps.audits.get(id);
    expect(made).toMatchObject({
      title: 'Spring audit: re-audit',
      partnership: 'Southampton',
      state: 'draft',
      toolId: 'rodt',
      // The newest, which the page chooses beforehand.
      toolVersion: 2,
      fieldworkStart: '2027-02-10',
      predecessorId: at.auditId,
      isBaseline: false,
    });
    const shape = async (of: number) =>
      (await test.deps.audits.groups(of)).map(({ name, plannedFiles, providers, exclusions }) => ({
        name,
        plannedFiles,
        providers,
        exclusions,
      }));
    expect(await shape(id)).toEqual(await shape(at.auditId));
    expect((await test.deps.audits.groups(id)).map(({ files }) => files)).toEqual([0, 0]);
    expect(made.panel).toEqual((await test.deps.audits.get(at.auditId)).panel);
    expect(await test.deps.feedback.of(id)).toMatchObject([{ issued: null }, { issued: null }]);
    expect((await test.deps.improvement.of(id, at.bridge)).plan).toBeNull();
    expect((await activityOf(test, id)).at(-1)).toBe(`audit.repeated audit ${at.auditId}`);
  });

  it('can be set up once the audit is final, and its plans are still reached', async () => {
    moment = '2027-02-25T09:00:00Z';
    await test.deps.steps.changeState(test.ids.lena, at.auditId, 'finish');
    expect(wordsOf((await lena.get(urls.audit(at.auditId))).text)).toContain('Set up a re-audit');
    const feedback = await lena.get(urls.feedback(at.auditId));
    expect(feedback.text).toContain(`href="${urls.improvement(at.auditId)}"`);
    expect((await repeat()).answer.status).toBe(303);
  });

  it('says what is wrong with its title and dates, keeps them, and makes nothing', async () => {
    const { answer } = await repeat({ title: '', fieldworkStart: '10/02/2027', fieldworkEnd: '09/02/2027' });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('Enter a title');
    const late = await repeat({ fieldworkStart: '10/02/2027', fieldworkEnd: '09/02/2027' });
    expect(late.answer.status).toBe(422);
    expect(formTo(late.answer.text, urls.repeatAudit(at.auditId)).fields['fieldworkEnd']).toBe('09/02/2027');
    const form = formTo((await lena.get(urls.repeatAudit(at.auditId))).text, urls.repeatAudit(at.auditId));
    const odd = { ...filledIn(form, DAYS, 'Set up the re-audit'), toolVersion: '7' };
    expect((await lena.post(form.action, odd)).status).toBe(422);
    expect(await test.deps.reAudits.successors(at.auditId)).toEqual([]);
  });

  it('leaves the panel behind when asked to', async () => {
    const form = formTo((await lena.get(urls.repeatAudit(at.auditId))).text, urls.repeatAudit(at.auditId));
    const { samePanel: _, ...fields } = filledIn(form, DAYS, 'Set up the re-audit');
    const answer = await lena.post(form.action, fields);
    const id = Number(/\/audits\/(\d+)$/.exec(answer.headers['location'] ?? '')?.[1]);
    expect([...(await test.deps.audits.get(id)).panel]).toEqual([[test.ids.lena, 'lead']]);
  });

  it('puts the figures and the promised actions of before beside those of now', async () => {
    const actionId = await sentPlan(test, at, '2027-01-31');
    await test.deps.improvement.report(test.ids.paula, at.auditId, at.bridge, actionId, 'done', '');
    const { id } = await repeat();
    await test.deps.steps.changeState(test.ids.lena, id, 'open');
    const [own] = await test.deps.audits.groups(id);
    for (let i = 0; i < 10; i += 1) {
      await recordFile(test, id, own?.id ?? 0, `N${i}`, {
        recovery_plan: 'yes',
        smart: i < 8 ? 'yes' : 'no',
        top_missing: 'yes',
      });
    }
    // Lena sees what there is so far; a commissioner waits until it is closed.
    expect((await tellingOf('lena', urls.thenAndNow(id))).text).toContain('This audit is not closed yet');
    expect((await (await test.as('carl')).get(urls.thenAndNow(id))).status).toBe(403);
    await test.deps.steps.changeState(test.ids.lena, id, 'close');

    const { tables, text } = await tellingOf('lena', urls.thenAndNow(id));
    // The other provider, which sent no plan in and was not read again, takes two sentences.
    expect(text).toContain('No improvement plan was sent in after the audit before.');
    expect(text).toContain('No case file of it was read in this audit, so nothing can be told');
    expect(text).toContain('In both audits: The files were chosen beforehand, not drawn at random.');
    const [promised, figures] = tables;
    // 4 of 10 then, 10 of 10 now: the difference is 60 points, Newcombe's interval 20.05 to 83.2, Fisher's
    // exact 0.0108 with a mirror that is as likely, so mid-p 0.0054; the other of the two changes has 0.24.
    expect(promised?.rows[1]).toEqual([
      'Write a recovery plan with everybody at their next visit',
      expect.stringContaining('recovery plan'),
      '31 January 2027',
      'Done',
      'Clear rise better +60 points (+20 to +84); chance 0.005; raised 0.011; raised less 0.011',
    ]);
    const rowOf = (part: string) => figures?.rows.find(([label]) => label?.includes(part));
    expect(rowOf('SMART')?.slice(1)).toEqual([
      '10 of 10, 100%',
      '8 of 10, 80%',
      'No change that these files can show −20 points (−51 to +12); chance 0.24; raised 0.24; raised less 0.24',
    ]);
    expect(rowOf('TOP')?.slice(1)).toEqual(['–', '10 of 10, 100%', 'Cannot be told']);

    // By counts 4 of 10 is a small number for a commissioner, and so is what follows from it.
    const seen = (await tellingOf('carl', urls.thenAndNow(id))).tables;
    expect(seen[0]?.rows[1]?.at(-1)).toContain('Clear rise better +60 points (+20 to +84)');
    await byCounts(test, at.auditId);
    const outside = (await tellingOf('carl', urls.thenAndNow(id))).tables;
    expect(outside[0]?.rows[1]?.at(-1)).toBe('Cannot be told: small number');
    expect(JSON.stringify(outside)).not.toContain('4 of 10');

    // The provider sees its own once the report of the re-audit is out.
    const paula = await test.as('paula');
    expect((await paula.get(urls.providerThenAndNow(id, at.bridge))).status).toBe(404);
    expect((await paula.get(urls.thenAndNow(id))).status).toBe(404);
    await test.deps.reports.issue(test.ids.lena, id, at.bridge);
    const told = await tellingOf('paula', urls.providerThenAndNow(id, at.bridge));
    expect(told.text).toContain('Clear rise');
    expect(told.text).toContain('4 of 10, 40%');
    expect(told.text).toContain(BRIDGE);
    expect(told.text).not.toContain('Drug Intervention');
    expect((await (await test.as('dora')).get(urls.providerThenAndNow(id, at.bridge))).status).toBe(404);
  });

  it('tells of the same files read again by what became of each, to the panel alone', async () => {
    const { id } = await repeat();
    await test.deps.steps.changeState(test.ids.lena, id, 'open');
    const [own] = await test.deps.audits.groups(id);
    expect((await tellingOf('lena', urls.thenAndNow(id))).text).not.toContain('The same files again');
    for (let i = 0; i < 10; i += 1) {
      await recordFile(test, id, own?.id ?? 0, `R0-${i}`, { recovery_plan: 'yes' });
    }
    await test.deps.steps.changeState(test.ids.lena, id, 'close');
    const { tables, text } = await tellingOf('lena', urls.thenAndNow(id));
    expect(text).toContain('10 files of this audit were read in the audit before, by the reference.');
    // 4 of 10 had a plan: six came to one and none went. 2 · 0.5⁶ = 0.03125.
    expect(tables.find(({ caption }) => caption?.startsWith('The same files'))?.rows.slice(1)).toEqual([
      ['Is there a recovery plan on file?', '10', '6', '0', 'Clearly more went to yes probability 0.031'],
    ]);
    expect((await tellingOf('carl', urls.thenAndNow(id))).text).not.toContain('The same files again');
  });

  it('shows nothing of an audit that its reader has no part in', async () => {
    const { id } = await repeat();
    await test.deps.audits.addMember(test.ids.lena, id, test.ids.stan, 'lead');
    const stan = await test.as('stan');
    const answer = await stan.get(urls.thenAndNow(id));
    expect(answer.status).toBe(404);
    expect(wordsOf(answer.text)).toContain('repeats another one that you have no part in');
    expect((await lena.get(urls.thenAndNow(at.auditId))).status).toBe(404);
  });
});
