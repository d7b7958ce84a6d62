import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { actionFields, closedAudit, sentPlan } from '../../support/improvement.ts';
import type { Closed } from '../../support/improvement.ts';
import { madePdf } from '../../support/madePdf.ts';

const TEXT = 'Ask Mrs Brown of 12 Hill Lane, file R0-3';
const WARNING = 'This may tell who somebody is:';

onOneEngine('words in an improvement plan that may tell who somebody is', (engine) => {
  let test: TestApp;
  let paula: Visitor;
  let carl: Visitor;
  let at: Closed;

  beforeAll(async () => {
    test = await startApp(engine);
    [paula, carl] = await Promise.all([test.as('paula'), test.as('carl')]);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    at = await closedAudit(test);
  });

  const plan = () => test.deps.improvement.of(at.auditId, at.bridge);
  const notesOf = async (actionId: number) =>
    (await test.deps.improvement.action(at.auditId, at.bridge, actionId)).notes;
  const kept = async () =>
    (await test.deps.activity.list({ auditId: at.auditId, limit: 50 })).filter(
      ({ action }) => action === 'text.kept',
    );

  it('are pointed at in an action, which is saved when they are kept, and only these', async () => {
    const url = urls.planActions(at.auditId, at.bridge);
    const warned = await paula.post(url, actionFields({ action: TEXT }));
    expect(warned.status).toBe(422);
    const page = wordsOf(warned.text);
    for (const part of [WARNING, '“Mrs Brown” looks like a name', '“R0-3” is the reference of a case file']) {
      expect(page).toContain(part);
    }
    expect((await plan()).actions).toEqual([]);

    const form = formTo(warned.text, url);
    expect(form.fields).toMatchObject({ action: TEXT, ownerRole: 'Service manager' });
    const keep = form.choices['keep']?.[0] ?? '';
    const other = { action: 'Ask Mrs Green first', keep };
    expect((await paula.post(url, filledIn(form, other, 'Save the action'))).status).toBe(422);
    expect(await kept()).toEqual([]);
    expect((await paula.post(url, filledIn(form, { keep }, 'Save the action'))).status).toBe(303);
    const [action] = (await plan()).actions;
    expect(action?.action).toBe(TEXT);

    const [line, ...more] = await kept();
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      subject: `action ${action?.id}`,
      detail: { provider: at.bridge, reasons: ['name', 'address', 'caseReference'] },
    });
    expect(JSON.stringify(line)).not.toMatch(/Brown|Hill|R0-3/);
  });

  it('are asked about once: what is saved can be left as it is while the rest is changed', async () => {
    const { improvement } = test.deps;
    const url = urls.planActions(at.auditId, at.bridge);
    const form = formTo((await paula.post(url, actionFields({ action: TEXT }))).text, url);
    await paula.post(url, filledIn(form, { keep: form.choices['keep']?.[0] ?? '' }, 'Save the action'));
    const [action] = (await plan()).actions;
    if (!action) throw new Error('nothing was saved');
    const editUrl = urls.planActionEdit(at.auditId, at.bridge, action.id);
    const change = async (changes: Record<string, string>) =>
      paula.post(editUrl, {
        ...actionFields({ action: TEXT, ...changes }),
        version: String((await improvement.action(at.auditId, at.bridge, action.id)).action.version),
      });
    expect((await change({ due: '30/04/2027' })).status).toBe(303);
    const warned = await change({ measure: 'Jane Smith has seen ten files' });
    expect(warned.status).toBe(422);
    expect(wordsOf(warned.text)).toContain('“Jane Smith” looks like a name');
    expect(wordsOf(warned.text)).not.toContain('“Mrs Brown”');
    expect(await kept()).toHaveLength(1);
  });

  it('are pointed at in a reason for no action', async () => {
    const url = urls.planReason(at.auditId, at.bridge, 'smart');
    await test.deps.improvement.mark(test.ids.lena, at.auditId, at.bridge, ['smart']);
    const warned = await paula.post(url, { reason: 'Mrs Brown has put it right.' });
    expect(warned.status).toBe(422);
    expect(wordsOf(warned.text)).toContain(WARNING);
    expect((await plan()).reasons.size).toBe(0);
    const form = formTo(warned.text, url);
    expect(form.fields['reason']).toBe('Mrs Brown has put it right.');
    const keep = form.choices['keep']?.[0] ?? '';
    expect((await paula.post(url, filledIn(form, { keep }, 'Save the reason'))).status).toBe(303);
    expect((await plan()).reasons.get('smart')).toBe('Mrs Brown has put it right.');
    expect((await kept())[0]).toMatchObject({ subject: `provider ${at.bridge}` });
  });

  it('are pointed at in progress, notes and the names of files, and nothing moves before', async () => {
    const actionId = await sentPlan(test, at);
    const before = await notesOf(actionId);
    const ids = [at.auditId, at.bridge, actionId] as const;
    const progress = await paula.post(urls.planActionProgress(...ids), {
      report: 'done',
      text: 'Mrs Brown has signed.',
    });
    expect(progress.status).toBe(422);
    expect(wordsOf(progress.text)).toContain('“Mrs Brown” looks like a name');
    expect((await plan()).actions[0]?.progress).toBe('notStarted');

    const notesUrl = urls.planActionNotes(...ids);
    expect((await paula.upload(notesUrl, null, { text: 'Mrs Brown has signed.' })).status).toBe(422);
    const file = { name: 'letter_to_Mrs_Brown.pdf', content: madePdf() };
    const warned = await paula.upload(notesUrl, file, { text: 'The letter.' });
    expect(warned.status).toBe(422);
    expect(wordsOf(warned.text)).toContain('Choose the PDF again, too.');
    expect(await notesOf(actionId)).toEqual(before);

    const keep = formTo(warned.text, notesUrl).choices['keep']?.find((value) => value.length === 64) ?? '';
    expect((await paula.upload(notesUrl, file, { text: 'The letter.', keep })).status).toBe(303);
    expect((await notesOf(actionId)).at(-1)?.file?.name).toBe(file.name);
    expect((await kept())[0]).toMatchObject({ subject: `action ${actionId}`, detail: { reasons: ['name'] } });
  });

  it('are pointed at in the comment with which a plan is sent back', async () => {
    await sentPlan(test, at);
    const { plan: sent } = await plan();
    const url = urls.planStep(at.auditId, at.bridge);
    const fields = { step: 'sendBack', version: String(sent?.version), comment: 'What of Mrs Brown?' };
    const warned = await carl.post(url, fields);
    expect(warned.status).toBe(422);
    expect(wordsOf(warned.text)).toContain(WARNING);
    expect((await plan()).state).toBe('sent');
    const keep = formTo(warned.text, url).choices['keep']?.[0] ?? '';
    expect((await carl.post(url, { ...fields, keep })).status).toBe(303);
    expect((await plan()).plan?.comment).toBe('What of Mrs Brown?');
  });
});
