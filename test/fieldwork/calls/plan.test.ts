import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { complete } from '../../support/complete.ts';
import { formTo } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf } from '../../support/readPdf.ts';
import { saveReading } from '../../support/readings.ts';

/** What a page says, without its tags. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');

onBothEngines('planning scripted calls', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let auditId = 0;
  let [ash, birch, cedar] = [0, 0, 0];

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    amir = await app.as('amir');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    const groups = ['Ash', 'Birch', 'Cedar'].map((name) => ({ name, plannedFiles: 6 }));
    const made = await newAudit(app, { tool: 'scripted_calls', groups });
    auditId = made.auditId;
    [ash = 0, birch = 0, cedar = 0] = made.groupIds;
  });

  const wishes = () => ({
    intent: 'plan',
    seed: 'SEED-1',
    [`calls-${ash}`]: '6',
    [`calls-${birch}`]: '6',
    [`calls-${cedar}`]: '3',
    'caller-0': 'k-1',
    'not-0': [String(ash)],
    'caller-1': 'K2',
    'not-1': [String(birch), String(cedar)],
    'caller-2': 'K10',
    scenarios: ['crack', 'son_heroin', 'alcohol_work'],
    times: ['morning', 'afternoon', 'evening'],
    weeks: '3',
  });
  const plan = (changes: Record<string, string | string[]> = {}) =>
    lena.post(urls.calls(auditId), { ...wishes(), ...changes });
  const page = async (visitor = lena) => (await visitor.get(urls.calls(auditId))).text;
  const drawn = () => app.deps.sampling.files(auditId);
  const tableOf = async (caption: string) =>
    tablesOf(await page())
      .find((table) => table.caption === caption)
      ?.rows.slice(1) ?? [];
  const state = async () => app.deps.calls.state(await app.deps.audits.get(auditId));

  it('makes records to be recorded of a plan, with scenario, caller and time of day in them', async () => {
    expect((await plan()).status).toBe(303);
    const files = await drawn();
    expect(files.map(({ reference }) => reference).toSorted()).toEqual(
      Array.from({ length: 15 }, (_, i) => `C${String(i + 1).padStart(2, '0')}`),
    );
    const { calls } = await state();
    expect(calls.filter(({ caller, groupId }) => caller === 'K1' && groupId === ash)).toEqual([]);
    expect(calls.filter(({ caller, groupId }) => caller === 'K2' && groupId !== ash)).toEqual([]);
    // K2 may call Ash alone, where it has three stories to tell: a fourth call would tell one again.
    expect(['K1', 'K2', 'K10'].map((one) => calls.filter(({ caller }) => caller === one).length)).toEqual([
      6, 3, 6,
    ]);
    expect(new Set(calls.map(({ week }) => week))).toEqual(
      new Set(['2012-02-28', '2012-03-06', '2012-03-13']),
    );
    const [first] = files;
    const begun = await amir.post(urls.sampledFileBegin(auditId, first?.id ?? 0));
    const url = String(begun.headers['location']);
    const call = calls.find(({ reference }) => reference === first?.reference);
    const recorded = (await amir.get(url)).text;
    // A call has no papers, and is read in no notes.
    expect(textOf(recorded)).toContain('This call cannot be recorded');
    expect(textOf(recorded)).not.toMatch(/papers|the notes/);
    const form = formTo(recorded, url);
    expect(form.fields).toMatchObject({
      'answer.scenario': call?.scenario,
      'answer.caller': call?.caller,
      'answer.time_of_day': call?.time,
      groupId: String(call?.groupId),
    });
  });

  it('gives the same plan for the same wishes and seed, and another for another seed', async () => {
    await plan();
    const first = (await state()).calls;
    await plan({ seed: 'SEED-2' });
    expect((await state()).calls).not.toEqual(first);
    await plan();
    expect((await state()).calls).toEqual(first);
    expect(await page()).toContain('the last of 3 plans');
    // What was asked stands in the form again.
    const { fields } = formTo(await page(), urls.calls(auditId));
    expect(fields).toMatchObject({
      'caller-0': 'K1',
      'not-0': String(ash),
      [`calls-${cedar}`]: '3',
      weeks: '3',
    });
    expect(fields['not-1']).toEqual([String(birch), String(cedar)]);
  });

  it('says which services are short of callers, keeps what was typed, and plans nothing', async () => {
    const response = await plan({ 'most-0': '4', 'most-2': '4' });
    expect(response.status).toBe(422);
    expect(textOf(response.text)).toContain(
      'Birch and Cedar are to get 9 calls, and only K1 and K10 may call them, together at most 8 times. Enter another caller who may, let somebody make more, or plan 1 fewer.',
    );
    expect(formTo(response.text, urls.calls(auditId)).fields).toMatchObject({
      'most-0': '4',
      seed: 'SEED-1',
    });
    expect(await drawn()).toEqual([]);
    const nobody = await plan({ 'not-0': [String(ash)], 'not-2': [String(ash)], 'not-1': [String(ash)] });
    expect(textOf(nobody.text)).toContain('Nobody may call Ash.');
  });

  it.each([
    [
      'a name for a pseudonym',
      { 'caller-0': 'Mary' },
      'Enter a pseudonym of one or two letters and a number',
    ],
    ['an NHS number', { 'caller-0': '943 476 5919' }, 'Enter a pseudonym of one or two letters'],
    ['a pseudonym twice', { 'caller-1': 'k1' }, 'K1 is there twice.'],
    ['a limit without a caller', { 'most-3': '4' }, 'Enter a pseudonym of one or two letters'],
    ['no story', { scenarios: [] }, 'Choose at least one story.'],
    ['no time of day', { times: ['night'] }, 'Choose at least one time of day.'],
    ['no week', { weeks: '0' }, 'Enter over how many weeks, from 1 to 26.'],
    ['a date of birth as seed', { seed: '01-02-1970' }, 'nothing about a person'],
    ['too many calls', { 'most-0': 'many' }, 'K1: enter how many calls at most'],
  ])('refuses %s', async (_, changes, text) => {
    const response = await plan(changes);
    expect(response.status).toBe(422);
    expect(textOf(response.text)).toContain(text);
    expect(await drawn()).toEqual([]);
  });

  it('offers more rows for callers without keeping anything', async () => {
    const response = await plan({ intent: 'more' });
    expect(response.status).toBe(200);
    expect(response.text).toContain('name="caller-6"');
    expect(await drawn()).toEqual([]);
  });

  it('shows how many calls to each service are made, and is fixed from the first on', async () => {
    await plan();
    const ofAsh = (await drawn()).filter(({ groupId }) => groupId === ash);
    expect((await tableOf('How far the calls to each service are')).map((row) => row.join(' '))).toEqual([
      'Ash 0 of 6 calls made',
      'Birch 0 of 6 calls made',
      'Cedar 0 of 3 calls made',
    ]);
    const begin = async (at: number) =>
      String((await amir.post(urls.sampledFileBegin(auditId, ofAsh[at]?.id ?? 0))).headers['location']);
    const first = await begin(0);
    await complete(amir, first, formTo((await amir.get(first)).text, first));
    await begin(1);
    await amir.post(urls.sampledFileNotFound(auditId, ofAsh[2]?.id ?? 0), {
      reason: 'The line is closed down.',
    });
    expect((await tableOf('How far the calls to each service are'))[0]?.join(' ')).toMatch(
      /Ash 1 of 6 calls made 1 begun, 1 cannot be made/,
    );
    expect((await plan()).status).toBe(409);
    expect((await lena.post(urls.callsRemove(auditId))).status).toBe(409);
    expect(await page()).toContain('so the plan is fixed');
  });

  it('numbers calls past references that are taken', async () => {
    await amir.post(urls.files(auditId), { reference: 'c02', groupId: String(ash) });
    await plan();
    const references = (await drawn()).map(({ reference }) => reference);
    expect(references).toHaveLength(15);
    expect(references).not.toContain('C02');
    expect(references).toContain('C16');
  });

  it('forgets who was to call whom when the audit is closed', async () => {
    await plan();
    const [first] = await drawn();
    const callId = await app.deps.fromSample.begin(app.ids.amir, auditId, first?.id ?? 0);
    await saveReading(app, 'amir', auditId, callId, { answers: { greeting: 'good' } });
    await app.deps.steps.changeState(app.ids.lena, auditId, 'close');
    expect(await page()).toContain('Who was to call whom is forgotten');
    const { kept, calls } = await state();
    expect(kept).toBeNull();
    expect(new Set(calls.map(({ caller }) => caller))).toEqual(new Set([null]));
    expect((await lena.get(urls.callerSheet(auditId, 1))).status).toBe(404);
    expect((await lena.get(urls.rightAnswers(auditId))).status).toBe(200);
  });

  it('writes to the activity that calls were planned, and nothing of who calls', async () => {
    await plan();
    await lena.post(urls.callsRemove(auditId));
    expect((await activityOf(app, auditId)).slice(-2)).toEqual(['calls.planned', 'calls.planRemoved']);
    const lines = JSON.stringify(await app.deps.activity.list({ auditId, limit: 100 }));
    expect(lines).not.toMatch(/K1|K2|K10/);
    expect(textOf((await lena.get(urls.auditActivity(auditId))).text)).toContain('planned the calls');
    expect(await drawn()).toEqual([]);
  });

  it('takes the place of a caseload list, and is offered where a tool plans calls only', async () => {
    expect((await lena.get(urls.sample(auditId))).headers['location']).toBe(urls.calls(auditId));
    expect((await lena.upload(urls.sampleList(auditId), 'Ref,Group\nA-1,Ash')).status).toBe(409);
    const { auditId: ordinary } = await newAudit(app);
    expect((await lena.get(urls.calls(ordinary))).status).toBe(404);
    expect((await lena.get(urls.sample(ordinary))).text).not.toContain('Plan the calls');
  });

  it('prints for each caller whom they call, when and with which story, without a right answer', async () => {
    await plan();
    const { calls } = await state();
    const own = calls.filter(({ caller }) => caller === 'K2');
    const sheet = await download(lena, urls.callerSheet(auditId, 2));
    expect(sheet.status).toBe(200);
    const text = (await readPdf(sheet.body)).text.replaceAll(/\s+/g, ' ');
    expect(text).toContain('Caller K2');
    for (const { reference } of own) expect(text).toContain(`${reference}: Ash, week of`);
    expect(text).toContain('Your son is 23');
    expect(text).toContain('How was the call opened?');
    expect(text).toContain('1 Weak 2 Fair 3 Good 4 Excellent');
    expect(text).not.toMatch(/☐|__/);
    expect(text).not.toMatch(/Right:|Wrong:|naloxone/);
    expect(text).not.toMatch(/K1\b|K10|Birch|Cedar/);
    const all = (await readPdf((await download(lena, urls.callerSheet(auditId, 'all'))).body)).text;
    for (const caller of ['K1', 'K2', 'K10']) expect(all).toContain(`Caller ${caller}`);
    expect((await lena.get(urls.callerSheet(auditId, 4))).status).toBe(404);
    const answers = (await readPdf((await download(lena, urls.rightAnswers(auditId))).body)).text.replaceAll(
      /\s+/g,
      ' ',
    );
    expect(answers).toContain('naloxone');
    expect(answers).not.toMatch(/K1\b|K2|K10/);
    for (const { reference } of calls) expect(answers).toContain(reference);
  });

  it('is for the lead alone', async () => {
    await plan();
    for (const url of [urls.calls(auditId), urls.callerSheet(auditId, 1), urls.rightAnswers(auditId)]) {
      expect((await amir.get(url)).status).toBe(403);
      expect((await (await app.as('stan')).get(url)).status).toBe(404);
    }
    expect((await amir.post(urls.calls(auditId), wishes())).status).toBe(403);
  });

  it('has the right answers beside the items of accuracy, those of the scenario only', async () => {
    const { headers } = await amir.post(urls.files(auditId), { reference: 'X-1', groupId: String(ash) });
    await plan();
    const [first] = await drawn();
    const begun = await amir.post(urls.sampledFileBegin(auditId, first?.id ?? 0));
    const { text } = await amir.get(String(begun.headers['location']));
    const call = (await state()).calls.find(({ reference }) => reference === first?.reference);
    const beside = text.split('data-right-answers="answer.scenario"').slice(1);
    expect(beside).toHaveLength(4);
    for (const part of beside) {
      const shown = [...part.matchAll(/<p data-option="(\w+)"( hidden)?>/g)].slice(0, 3);
      expect(shown.filter(([, , hidden]) => hidden === undefined).map(([, option]) => option)).toEqual([
        call?.scenario,
      ]);
    }
    // Nothing is chosen in a call that was on no plan.
    const other = (await amir.get(String(headers['location']))).text;
    expect(other).toMatch(/data-right-answers="answer.scenario" hidden>/);
  });
});
