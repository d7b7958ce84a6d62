import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

/** The audit of newAudit has its last day of fieldwork on 2 March 2012. */
const WITHIN = '2012-03-02T23:30:00.000Z';
const AFTER = '2012-03-03T00:30:00.000Z';

interface Plan {
  key: string;
  pages: string[];
  assets: string[];
}

/** What the server says of a file that was begun. */
interface Begun {
  file: string;
  answers: string;
  version: number;
}

onOneEngine('copies on devices', (engine) => {
  let test: TestApp;
  let today = WITHIN;
  let lena: Visitor;
  let amir: Visitor;
  let auditId: number;
  let ash: number;
  let birch: number;

  beforeAll(async () => {
    test = await startApp(engine, { now: () => new Date(today) });
    [lena, amir] = await Promise.all([test.as('lena'), test.as('amir')]);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    today = WITHIN;
    ({
      auditId,
      groupIds: [ash = 0, birch = 0],
    } = await newAudit(test));
  });

  const keys = () =>
    test.deps.database
      .query('device_copies')
      .where({ audit_id: auditId })
      .select<{ user_id: number }[]>('user_id');
  const prepare = async (visitor = amir) => (await visitor.post(urls.device(auditId))).body as Plan;
  const plan = async (visitor = amir) => (await visitor.get(urls.devicePlan(auditId))).body as Plan;
  const begin = (reference: string, groupId = ash, visitor = amir) =>
    visitor.post(urls.deviceBegin(auditId), { reference, groupId: String(groupId) });

  it('have a key of their own for each person, the same at every time of asking, and a line of activity', async () => {
    const first = await amir.post(urls.device(auditId));
    expect(first.status).toBe(200);
    expect(first.headers['cache-control']).toBe('no-store');
    const { key } = first.body as Plan;
    expect(Buffer.from(key, 'base64url')).toHaveLength(32);
    expect((await prepare()).key).toBe(key);
    expect((await prepare(lena)).key).not.toBe(key);
    expect(await plan()).toMatchObject({ key, title: 'Spring audit' });
    const lines = await test.deps.activity.list({ auditId, limit: 100 });
    expect(lines.filter((line) => line.action === 'device.prepared')).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain(key);
  });

  it('hold the list, the tool, a page for each group and every file, until the end of the last day', async () => {
    const file = await test.deps.recording.create(test.ids.amir, auditId, { reference: 'A-1', groupId: ash });
    const body = await prepare();
    expect(body).toMatchObject({
      pages: [
        urls.files(auditId),
        urls.tool('rodt', 1),
        urls.deviceGroup(auditId, ash),
        urls.deviceGroup(auditId, birch),
      ],
      files: [urls.file(auditId, file)],
      second: [],
      ends: Date.parse('2012-03-03T00:00:00Z'),
      sessionMilliseconds: 30 * 60 * 60 * 1000,
    });
    expect(body.assets).toContain('/offline.html');
    expect(body.assets).not.toContain('/sw.js');
    for (const url of [...body.pages, ...body.assets]) expect((await amir.get(url)).status, url).toBe(200);
    const page = (await amir.get(urls.deviceGroup(auditId, birch))).text;
    // A check that does not apply to the group is answered from the beginning.
    expect(page).toMatch(/id="answer\.top_missing-na"[^>]* checked/);
  });

  it('cannot be had before the audit is open, after it is closed, or after its last day', async () => {
    const draft = await newAudit(test, { state: 'draft' });
    expect((await amir.post(urls.device(draft.auditId))).status).toBe(409);
    today = AFTER;
    const late = await amir.post(urls.device(auditId));
    expect(late.status).toBe(409);
    expect(late.text).toContain('The last day of fieldwork was 2 March 2012.');
    expect((await amir.get(urls.device(auditId))).text).toContain(
      'The last day of fieldwork was 2 March 2012.',
    );
    expect(await keys()).toEqual([]);
  });

  it('end with the audit, with its last day, and with the seat on the panel: the key is destroyed', async () => {
    await test.deps.recording.create(test.ids.amir, auditId, { reference: 'A-1', groupId: ash });
    await amir.post(urls.device(auditId));
    await lena.post(urls.device(auditId));
    await test.deps.audits.removeMember(test.ids.lena, auditId, test.ids.amir);
    expect((await keys()).map((row) => row.user_id)).toEqual([test.ids.lena]);
    expect((await amir.get(urls.devicePlan(auditId))).status).toBe(404);
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    expect(await keys()).toEqual([]);
    expect(await plan(lena)).toEqual({ ended: true });
    // Reopened, the device has to be prepared anew: the old key is gone.
    await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
    expect(await plan(lena)).toEqual({ ended: true });

    await lena.post(urls.device(auditId));
    expect(await keys()).toHaveLength(1);
    today = AFTER;
    await test.deps.devices.removeEnded();
    expect(await keys()).toEqual([]);
  });

  it('say which files are to be read a second time, so that no first reading stays on a device', async () => {
    const file = await test.deps.recording.create(test.ids.amir, auditId, { reference: 'A-1', groupId: ash });
    await saveReading(test, 'amir', auditId, file, { answers: { smart: 'yes' } });
    await amir.post(urls.device(auditId));
    await lena.post(urls.device(auditId));
    await drawAll(test, auditId);
    expect(await plan(lena)).toMatchObject({ second: [urls.file(auditId, file)] });
    expect(await plan(amir)).toMatchObject({ second: [] });
  });

  it('begin files at the server, once, however often a device asks', async () => {
    const first = await begin('A-7', birch);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      version: 1,
      state: { reference: 'A-7', groupId: String(birch), 'answer.top_missing': 'na', 'answer.smart': '' },
    });
    expect((await begin('a-7', birch)).body).toEqual(first.body);
    const lines = await activityOf(test, auditId);
    expect(lines.filter((line) => line.startsWith('caseFile.created'))).toHaveLength(1);
  });

  it('join a file that somebody else has begun, and never write over what they recorded', async () => {
    const theirs = await test.deps.recording.create(test.ids.lena, auditId, {
      reference: 'A-8',
      groupId: ash,
    });
    const joined = (await begin('A-8')).body as Begun;
    expect(joined).toMatchObject({ file: urls.file(auditId, theirs), version: 1 });
    await saveReading(test, 'lena', auditId, theirs, { answers: { smart: 'yes' }, complete: false });
    const late = (await begin('A-8')).body as Begun;
    const saved = await amir.post(late.answers, { version: String(late.version), 'answer.smart': 'no' });
    expect(saved.status).toBe(409);
    expect(saved.body).toMatchObject({ code: 'stale', by: 'Lena Lead' });

    // Imported files have answers at their first version.
    const imported = await test.deps.recording.create(test.ids.lena, auditId, {
      reference: 'A-9',
      groupId: ash,
    });
    const review = await test.deps.recording.get(auditId, imported, test.ids.lena);
    await test.deps.database.query('answers').insert({ review_id: review.id, item_id: 'smart', value: 'no' });
    const over = (await begin('A-9')).body as Begun;
    expect(over.file).toBe(urls.file(auditId, imported));
    expect(
      (await amir.post(over.answers, { version: String(over.version), 'answer.smart': 'yes' })).body,
    ).toMatchObject({
      code: 'stale',
    });
  });

  it('begin nothing under a reference that is none, in a group that is gone, or in a closed audit', async () => {
    const wrong = await begin('943 476 5919');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('looks like an NHS number');
    expect((await begin('A-1', 999_999)).status).toBe(422);
    await test.deps.recording.create(test.ids.amir, auditId, { reference: 'A-0', groupId: ash });
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    expect((await begin('A-2')).status).toBe(409);
    expect(await test.deps.recording.lines(auditId, test.deps.tools.must('rodt', 1))).toHaveLength(1);
  });
});
