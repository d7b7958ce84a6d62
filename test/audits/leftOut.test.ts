import { afterAll, beforeAll, expect, it } from 'vitest';
import request from 'supertest';
import type { ApiResults } from '../../server/api/schemas.ts';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { activityOf, newAudit } from '../support/audit.ts';
import { takeAlong, takeFrom } from '../support/exports.ts';
import { closedAudit } from '../support/fedBack.ts';
import { filledIn, formTo, wordsOf } from '../support/form.ts';
import { recordFile } from '../support/improvement.ts';
import { download, tablesOf } from '../support/page.ts';
import { drawAll, saveReading } from '../support/readings.ts';
import { readPdf, words } from '../support/readPdf.ts';

const SMART = 'Are the plan’s goals SMART?';
const PLAN = 'Is there a recovery plan on file?';
const WHY = 'it was read in two ways';
const SAYS = `Left out of this audit, so asked nowhere and in no figure: “${SMART}” (${WHY}).`;

onOneEngine('a question left out of a whole audit', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let example: number;

  beforeAll(async () => {
    test = await startApp(engine);
    [lena, amir] = [await test.as('lena'), await test.as('amir')];
    example = await withExample(test);
  });
  afterAll(() => test.close());

  const leaveOut = (auditId: number, itemId: string, reason = WHY) =>
    test.deps.leftOut.leaveOut(test.ids.lena, auditId, { itemId, reason });
  const putBack = (auditId: number, itemId: string) =>
    test.deps.leftOut.putBack(test.ids.lena, auditId, itemId);
  const tallyOf = async (auditId: number) => (await test.deps.results.of(auditId)).tally;
  const pageOf = async (visitor: Visitor, url: string) => {
    const answer = await visitor.get(url);
    expect([url, answer.status]).toEqual([url, 200]);
    return answer.text;
  };

  it('is left out by the lead with a reason, and put back with one press; who and when is kept', async () => {
    const { auditId } = await newAudit(test, { state: 'draft' });
    const url = urls.leftOut(auditId);
    expect(await pageOf(lena, urls.audit(auditId))).toContain(`href="${url}"`);
    const form = formTo(await pageOf(lena, url), url);
    for (const reason of ['', 'misread']) {
      const refused = await lena.post(url, filledIn(form, { itemId: 'smart', reason }));
      expect(refused.status).toBe(422);
      expect(wordsOf(refused.text)).toContain('Say in a few words why this question is left out');
      expect(formTo(refused.text, url).fields['itemId']).toBe('smart');
    }
    const telling = await lena.post(url, filledIn(form, { itemId: 'smart', reason: 'as 943 476 5919 says' }));
    expect(wordsOf(telling.text)).toContain('looks like an NHS number');
    expect((await lena.post(url, filledIn(form, { itemId: 'smart', reason: `${WHY}.` }))).status).toBe(303);
    const page = await pageOf(lena, url);
    const [head, row] = tablesOf(page)[0]?.rows ?? [];
    expect(head).toEqual(['Question', 'Why', 'Left out by', 'Put back']);
    expect(row?.slice(0, 2)).toEqual([SMART, `${WHY}.`]);
    expect(row?.[2]).toMatch(/^Lena Lead, \d{1,2} \w+ \d{4}$/);
    // It cannot be left out twice.
    expect(formTo(page, url).choices['itemId']).not.toContain('smart');
    const again = await lena.post(url, filledIn(form, { itemId: 'smart', reason: WHY }));
    expect(wordsOf(again.text)).toContain('Choose a question that is still asked.');
    expect(wordsOf(await pageOf(lena, urls.audit(auditId)))).toContain(SAYS);
    // Its auditors read it, and cannot change it.
    expect(wordsOf(await pageOf(amir, urls.audit(auditId)))).toContain(SAYS);
    expect(await pageOf(amir, urls.audit(auditId))).not.toContain(url);

    expect((await lena.post(urls.putBack(auditId, 'smart'))).status).toBe(303);
    expect((await lena.post(urls.putBack(auditId, 'smart'))).status).toBe(303);
    expect(wordsOf(await pageOf(lena, url))).toContain('Nothing is left out');
    expect((await activityOf(test, auditId)).filter((line) => line.startsWith('item.'))).toEqual([
      'item.leftOut',
      'item.putBack',
    ]);
    expect(wordsOf(await pageOf(lena, urls.auditActivity(auditId)))).toContain(
      'left a question out of the audit',
    );
  });

  it('keeps the tool, and its last question', async () => {
    const { auditId } = await newAudit(test, { state: 'draft', groups: [{ name: 'Ash' }] });
    await leaveOut(auditId, 'smart');
    const details = urls.auditDetails(auditId);
    const form = formTo(await pageOf(lena, details), details);
    const other = await lena.post(details, filledIn(form, { tool: 'rodt:2' }));
    expect(wordsOf(other.text)).toContain('First put back the questions that are left out of this audit');
    for (const item of test.deps.tools.must('rodt', 1).sections.flatMap(({ items }) => items)) {
      if (!['smart', 'recovery_plan'].includes(item.id)) await leaveOut(auditId, item.id);
    }
    await expect(leaveOut(auditId, 'recovery_plan')).rejects.toThrow();
  });

  it('is in no figure; the others are as they were, and all are again once it is put back', async () => {
    const before = await tallyOf(example);
    await leaveOut(example, 'abstinence');
    const without = await tallyOf(example);
    expect(without.overall.checks).toEqual(before.overall.checks.filter(({ id }) => id !== 'abstinence'));
    expect(without.groups.map(({ checks }) => checks)).toEqual(
      before.groups.map(({ checks }) => checks.filter(({ id }) => id !== 'abstinence')),
    );
    // In two groups of the example files without a plan aim at abstinence.
    expect(before.contradictions.map(({ check }) => check)).toEqual(['abstinence', 'abstinence']);
    expect(without.contradictions).toEqual([]);
    await putBack(example, 'abstinence');
    expect(await tallyOf(example)).toEqual(before);
  });

  it('frees what hangs on it: counted among all files, and contradicting nothing', async () => {
    const before = await tallyOf(example);
    await leaveOut(example, 'recovery_plan', 'the plans were kept elsewhere');
    const { overall, contradictions } = await tallyOf(example);
    const smart = overall.checks.find(({ id }) => id === 'smart');
    const { among, ...own } = before.overall.checks.find(({ id }) => id === 'smart') ?? { among: null };
    expect(among).not.toBeNull();
    expect(smart).toEqual(own);
    expect(contradictions).toEqual([]);
    const page = await pageOf(lena, urls.results(example));
    expect(wordsOf(page)).toContain(`“${PLAN}” (the plans were kept elsewhere)`);
    expect(wordsOf(page)).not.toContain('Files with a yes to “Rec plan”');
    expect(wordsOf(await pageOf(lena, urls.leftOut(example)))).toContain(
      'hang on it and are asked by themselves meanwhile',
    );
    // Plans are entered all the same, and lead there.
    const [file] = await test.deps.recording.lines(example, test.deps.tools.must('rodt', 1));
    const reading = urls.file(example, file?.id ?? 0);
    expect(await pageOf(lena, reading)).toContain(`href="${urls.filePlan(example, file?.id ?? 0)}`);
    await putBack(example, 'recovery_plan');
  });

  it('is said once on every page, and stands in every export, with why', async () => {
    await leaveOut(example, 'smart');
    const before = (await tallyOf(example)).overall.checks.length;
    expect(before).toBe(16);
    for (const url of [
      urls.audit(example),
      urls.results(example),
      urls.compare(example),
      urls.files(example),
      urls.progress(example),
      urls.readings(example),
    ]) {
      const found = wordsOf(await pageOf(lena, url)).split(SAYS).length - 1;
      expect([url, found]).toEqual([url, 1]);
    }
    expect(await pageOf(lena, urls.results(example))).not.toContain('<abbr title="Are the plan');

    const taken = await takeAlong(lena, example, {});
    const rows = taken.csv.filter((row) => row[2] === 'smart');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.slice(0, 4)).toEqual(['All files', '52', 'smart', SMART]);
    expect(rows[0]?.[13]).toBe(`left out of this audit: ${WHY}`);
    expect(rows[0]?.[4]).toBe('–');
    expect(new Set(taken.csv.map((row) => row.length)).size).toBe(1);
    expect(JSON.stringify(taken.xlsx)).toContain(SAYS);
    expect(taken.json).toMatchObject({ leftOut: [{ id: 'smart', label: SMART, reason: WHY }] });
    expect(taken.json.overall.checks.map(({ id }) => id)).not.toContain('smart');

    const compared = await takeFrom(lena, (format) => urls.exportComparison(example, format));
    expect(compared.csv.filter((row) => row[0] === 'smart')).toHaveLength(1);
    expect(new Set(compared.csv.map((row) => row.length)).size).toBe(1);
    expect(JSON.stringify(compared.xlsx)).toContain(SAYS);
    expect(compared.json).toMatchObject({ leftOut: [SAYS], audits: [{ leftOut: [{ id: 'smart' }] }] });
    const pdf = await readPdf((await download(lena, urls.resultsPdf(example))).body);
    expect(words(pdf.text)).toContain(SAYS);

    const expiresOn = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const issued = await test.deps.tokens.issue(test.ids.adam, {
      userId: test.ids.lena,
      name: 'Left out',
      expiresOn,
    });
    for (const url of [urls.apiAudit(example), urls.apiResults(example)]) {
      const answer = await request(test.app).get(url).set('Authorization', `Bearer ${issued.token}`);
      const { checks, leftOut } = answer.body as ApiResults;
      expect(leftOut).toEqual([{ id: 'smart', label: SMART, reason: WHY }]);
      expect(checks.map(({ id }) => id)).not.toContain('smart');
    }
    await putBack(example, 'smart');
  });

  it('is not asked when a file is read; an answer that it has is kept, even one sent from an older page', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const [groupId = 0] = groupIds;
    const fileId = await test.deps.recording.create(test.ids.amir, auditId, { reference: 'LEFT-1', groupId });
    const url = urls.file(auditId, fileId);
    const older = formTo(await pageOf(amir, url), url);
    expect(older.fields).toHaveProperty(['answer.smart']);
    await leaveOut(auditId, 'smart');
    expect(formTo(await pageOf(amir, url), url).fields).not.toHaveProperty(['answer.smart']);
    const sent = filledIn(older, { 'answer.recovery_plan': 'yes', 'answer.smart': 'no' }, 'Save');
    expect((await amir.post(url, sent)).status).toBe(303);
    const saved = await test.deps.recording.get(auditId, fileId);
    expect(saved.answers.get('smart')).toBe('no');
    const page = await pageOf(amir, url);
    expect(wordsOf(page)).toContain(`${SAYS} The answer that this file has to it is kept and not counted.`);
    expect(wordsOf(page)).toContain('1 of 21 answers recorded');
    // One change of an older page, by itself.
    const change = await amir.post(urls.fileAnswers(auditId, fileId), {
      _csrf: String(older.fields['_csrf']),
      version: String(saved.version),
      'answer.smart': 'yes',
    });
    expect(change.status).toBe(200);
    expect((await test.deps.recording.get(auditId, fileId)).answers.get('smart')).toBe('yes');
    expect((await tallyOf(auditId)).overall.checks.map(({ id }) => id)).not.toContain('smart');
    await putBack(auditId, 'smart');
    expect((await tallyOf(auditId)).overall.checks.find(({ id }) => id === 'smart')).toMatchObject({
      yes: 1,
    });
  });

  it('is no missing answer, neither of the file nor of the progress', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const [groupId = 0] = groupIds;
    const fileId = await test.deps.recording.create(test.ids.amir, auditId, { reference: 'LEFT-2', groupId });
    const all = test.deps.tools.must('rodt', 1).sections.flatMap(({ items }) => items);
    const answers = Object.fromEntries(
      all.flatMap(({ id, kind }) => (kind === 'check' && id !== 'smart' ? [[id, 'yes'] as const] : [])),
    );
    await saveReading(test, 'amir', auditId, fileId, { answers });
    expect(wordsOf(await pageOf(lena, urls.progress(auditId)))).toContain('6 answers not recorded');
    await leaveOut(auditId, 'smart');
    expect(wordsOf(await pageOf(lena, urls.progress(auditId)))).toContain('5 answers not recorded');
  });

  it('has no column in sheets that are given out, and is named where a sheet brings it', async () => {
    const { auditId } = await newAudit(test);
    await leaveOut(auditId, 'smart');
    const template = (await download(lena, urls.importTemplate(auditId, 'csv'))).body.toString('utf8');
    expect(template).toContain(PLAN);
    expect(template).not.toContain(SMART);
    const sheet = `reference,group,recovery_plan,${SMART}\nLEFT-3,Ash,yes,no\n`;
    const sent = await lena.upload(urls.importFiles(auditId), { name: 'sheet.csv', content: sheet });
    expect(sent.status).toBe(303);
    const address = String(sent.headers['location']);
    const page = await pageOf(lena, address);
    expect(wordsOf(page)).toContain(
      `The column “${SMART}” is not read: “${SMART}” is left out of this audit.`,
    );
    await lena.post(address, { intent: 'import', complete: 'yes' });
    const [line] = await test.deps.recording.lines(auditId, test.deps.tools.must('rodt', 1));
    const { answers } = await test.deps.recording.get(auditId, line?.id ?? 0);
    expect(Object.fromEntries(answers)).toEqual({ recovery_plan: 'yes' });
    const exported = (await download(lena, urls.exportFiles(auditId, 'csv'))).body.toString('utf8');
    expect(exported).toContain('recovery_plan');
    expect(exported).not.toContain('smart');
  });

  it('is not compared between two readings', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const [groupId = 0] = groupIds;
    const fileId = await test.deps.recording.create(test.ids.amir, auditId, { reference: 'LEFT-4', groupId });
    await saveReading(test, 'amir', auditId, fileId, { answers: { recovery_plan: 'yes', smart: 'yes' } });
    await drawAll(test, auditId);
    await saveReading(test, 'beth', auditId, fileId, { answers: { recovery_plan: 'yes', smart: 'no' } });
    const page = async () => wordsOf(await pageOf(lena, urls.readings(auditId)));
    expect(await page()).toContain('1 to settle');
    await leaveOut(auditId, 'smart');
    expect(await page()).toContain('Read twice, alike');
    await putBack(auditId, 'smart');
    expect(await page()).toContain('1 to settle');
  });

  it('leaves an issued report as it is; the next version says so, without what was written about it', async () => {
    const { auditId, bridge } = await closedAudit(test);
    await test.deps.findings.add(test.ids.lena, auditId, bridge, {
      kind: 'shortcoming',
      itemId: 'smart',
      text: 'Goals are seldom dated.',
    });
    await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    const textOf = async (url: string) => words((await readPdf((await download(lena, url)).body)).text);
    const first = await textOf(urls.feedbackPdf(auditId, bridge));
    expect(first).toContain(SMART);
    expect(first).toContain('Goals have no dates.');
    await leaveOut(auditId, 'smart');

    expect(await textOf(urls.feedbackPdf(auditId, bridge))).toBe(first);
    const list = wordsOf(await pageOf(lena, urls.feedback(auditId)));
    expect(list).toContain(`${SMART} (left out of this audit)`);
    const draft = wordsOf(await pageOf(lena, urls.feedbackDraft(auditId, bridge)));
    expect(draft.split(SAYS)).toHaveLength(2);
    expect(draft).not.toContain('Goals have no dates.');
    expect(draft).not.toContain('Goals are seldom dated.');
    expect(wordsOf(await pageOf(lena, urls.findings(auditId, bridge)))).toContain(
      `${SMART} (left out of this audit)`,
    );

    await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    const second = await textOf(urls.feedbackPdf(auditId, bridge));
    expect(second).toContain(SAYS);
    expect(second).toContain('A tidy file.');
    expect(second).not.toContain('Goals have no dates.');
    expect(wordsOf(await pageOf(lena, urls.feedback(auditId)))).not.toContain('(left out of this audit)');
  });

  it('is question 4.2 of the review of 2007, which was taken out after the returns', async () => {
    const auditId = await test.deps.audits.create(test.ids.lena, {
      title: 'Review of 2007',
      partnership: 'England',
      toolId: 'service_review_2007',
      toolVersion: 1,
      fieldworkStart: '2007-02-28',
      fieldworkEnd: '2007-03-02',
    });
    const group = { name: 'All', plannedFiles: 149, providerIds: [], exclusions: [] };
    const groupId = await test.deps.audits.createGroup(test.ids.lena, auditId, group);
    await test.deps.steps.changeState(test.ids.lena, auditId, 'open');
    const file = { reference: 'P-001', groupId };
    const fileId = await test.deps.recording.create(test.ids.lena, auditId, file);
    await saveReading(test, 'lena', auditId, fileId, { answers: { q4_1: 'good', q4_2: 'weak' } });
    const url = urls.file(auditId, fileId);
    expect(formTo(await pageOf(lena, url), url).fields).toHaveProperty(['answer.q4_2']);
    await leaveOut(auditId, 'q4_2', 'it was taken out after the returns');
    const page = await pageOf(lena, url);
    expect(formTo(page, url).fields).toHaveProperty(['answer.q4_1']);
    expect(formTo(page, url).fields).not.toHaveProperty(['answer.q4_2']);
    expect(wordsOf(page)).toContain('(it was taken out after the returns)');
    // It is in no score: the instrument that answers are tallied and scored by is without it, too.
    const { tool } = await test.deps.results.of(auditId);
    expect(JSON.stringify(tool.instrument)).not.toContain('"q4_2"');
    expect(JSON.stringify(tool.sections)).not.toContain('"q4_2"');
    const { answers } = await test.deps.recording.get(auditId, fileId);
    expect(answers.get('q4_2')).toBe('weak');
    await putBack(auditId, 'q4_2');
    expect(await test.deps.results.of(auditId)).toMatchObject({
      tool: test.deps.tools.must('service_review_2007', 1),
    });
  });

  it('can be neither left out nor put back in a final audit', async () => {
    const { auditId } = await newAudit(test);
    await leaveOut(auditId, 'smart');
    await test.deps.database.pool('audits').where({ id: auditId }).update({ state: 'final' });
    const page = wordsOf(await pageOf(lena, urls.leftOut(auditId)));
    expect(page).toContain('The audit is final, so its questions stay as they are.');
    expect(page).toContain(SMART);
    await expect(leaveOut(auditId, 'balance')).rejects.toThrow('final');
    expect((await lena.post(urls.putBack(auditId, 'smart'))).status).toBe(409);
  });

  it('is not held against an audit that asked it, and is named there', async () => {
    const { auditId, bridge } = await closedAudit(test, 'Then');
    await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    await leaveOut(auditId, 'balance');
    expect(wordsOf(await pageOf(lena, urls.repeatAudit(auditId)))).toContain('The re-audit asks it again');
    await putBack(auditId, 'balance');
    const again = await test.deps.reAudits.create(test.ids.lena, auditId, {
      title: 'Now',
      fieldworkStart: '2013-02-28',
      fieldworkEnd: '2013-03-02',
      toolVersion: 1,
      samePanel: true,
    });
    await test.deps.steps.changeState(test.ids.lena, again, 'open');
    const [own] = await test.deps.audits.groups(again);
    await recordFile(test, again, own?.id ?? 0, 'NOW-1', { recovery_plan: 'yes', smart: 'yes' });
    const url = urls.thenAndNow(again);
    const labels = async () =>
      tablesOf(await pageOf(lena, url)).flatMap(({ rows }) => rows.map(([one]) => one));
    expect((await labels()).join()).toContain(SMART);
    for (const [of, title] of [
      [again, 'Now'],
      [auditId, 'Then'],
    ] as const) {
      await leaveOut(of, 'smart');
      expect((await labels()).join()).not.toContain(SMART);
      expect(wordsOf(await pageOf(lena, url))).toContain(`${title}: ${SAYS} It is not compared.`);
      await putBack(of, 'smart');
    }
  });
});
