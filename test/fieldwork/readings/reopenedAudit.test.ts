import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { formTo, wordsOf } from '../../support/form.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

onOneEngine('second readings of an audit that is closed and reopened', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let beth: Visitor;
  beforeAll(async () => {
    test = await startApp(engine);
    [lena, amir, beth] = await Promise.all([test.as('lena'), test.as('amir'), test.as('beth')]);
  });
  afterAll(() => test.close());

  /** An audit whose files Amir has read, all drawn to be read again. */
  async function drawnAudit(references: string[]) {
    const { auditId, groupIds } = await newAudit(test);
    const files: number[] = [];
    for (const reference of references) {
      const id = await test.deps.recording.create(test.ids.amir, auditId, {
        reference,
        groupId: groupIds[0] ?? 0,
      });
      await saveReading(test, 'amir', auditId, id, { answers: { recovery_plan: 'yes', smart: 'no' } });
      files.push(id);
    }
    await drawAll(test, auditId);
    return { auditId, files };
  }
  const step = async (auditId: number, name: 'close' | 'reopen') =>
    expect((await lena.post(urls.auditState(auditId), { step: name })).status).toBe(303);
  const overviewOf = async (auditId: number) => wordsOf((await lena.get(urls.audit(auditId))).text);

  it('are given up when they are not complete: nobody reads a file blind after the results', async () => {
    const { auditId, files } = await drawnAudit(['A-1', 'A-2', 'A-3']);
    const [unread = 0, begun = 0, done = 0] = files;
    await saveReading(test, 'beth', auditId, begun, { answers: { smart: 'yes' }, complete: false });
    await saveReading(test, 'beth', auditId, done, { answers: { recovery_plan: 'yes', smart: 'yes' } });
    expect((await beth.get(urls.results(auditId))).status).toBe(403);
    expect(await overviewOf(auditId)).toContain(
      '2 files drawn for a second reading are not read twice yet. Reopening the audit later does not bring 2 second readings back',
    );

    await step(auditId, 'close');
    expect((await beth.get(urls.results(auditId))).status).toBe(200);
    // Closing alone takes nothing away.
    expect(await test.deps.readings.leftToDo(await test.deps.audits.get(auditId))).toMatchObject({
      incomplete: 2,
      begun: 1,
    });
    expect(await overviewOf(auditId)).toContain(
      '2 second readings are not complete. The panel has been able to see the results since the audit was closed, so nobody can read them blind any more: they are given up. 1 of them is begun: what was recorded in it is deleted.',
    );

    await step(auditId, 'reopen');
    for (const file of [unread, begun]) {
      expect(await test.deps.recording.get(auditId, file, test.ids.beth)).toMatchObject({ number: 1 });
    }
    // What two people have read stays as it is.
    expect(await test.deps.recording.get(auditId, done, test.ids.beth)).toMatchObject({
      number: 2,
      frozen: true,
    });
    expect((await beth.get(urls.results(auditId))).status).toBe(200);
    const lines = await test.deps.activity.list({ auditId, limit: 100 });
    expect(lines.find((line) => line.action === 'audit.reopened')?.detail).toEqual({
      secondReadingsGivenUp: 2,
    });
  });

  it('cannot be sent from a page that was opened before', async () => {
    const { auditId, files } = await drawnAudit(['B-1']);
    const url = urls.file(auditId, files[0] ?? 0);
    const form = formTo((await beth.get(url)).text, url);
    await step(auditId, 'close');
    await step(auditId, 'reopen');
    const answer = await beth.post(url, { ...form.fields, 'answer.smart': 'yes', intent: 'complete' });
    expect(answer.status).toBe(409);
    expect(await test.deps.recording.get(auditId, files[0] ?? 0, test.ids.amir)).toMatchObject({
      number: 1,
    });
    expect((await amir.get(url)).text).not.toContain('Second reading');
  });

  it('can be drawn anew, and hide the results from whoever may make them', async () => {
    const { auditId } = await drawnAudit(['C-1']);
    await step(auditId, 'close');
    await step(auditId, 'reopen');
    expect((await beth.get(urls.results(auditId))).status).toBe(200);
    expect(await drawAll(test, auditId)).toBe(1);
    expect((await beth.get(urls.results(auditId))).status).toBe(403);
    expect((await amir.get(urls.results(auditId))).status).toBe(200);
  });

  it('ask nothing where all are complete', async () => {
    const { auditId, files } = await drawnAudit(['D-1']);
    await saveReading(test, 'beth', auditId, files[0] ?? 0, { answers: { smart: 'yes' } });
    await step(auditId, 'close');
    const text = await overviewOf(auditId);
    expect(text).toContain('Reopen this audit?');
    expect(text).not.toContain('given up');
  });
});
