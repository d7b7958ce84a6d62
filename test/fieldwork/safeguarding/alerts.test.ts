import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { isAlertOverdue } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { PersonName, TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';

const SEEN = 'The letter of 3 May says that two small children are left alone overnight.';

onBothEngines('safeguarding alerts', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let adam: Visitor;
  let auditId = 0;
  let fileId = 0;

  beforeAll(async () => {
    app = await startApp(engine);
    [lena, amir, adam] = [await app.as('lena'), await app.as('amir'), await app.as('adam')];
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.deps.database.pool('safeguarding_alerts').delete();
    const made = await newAudit(app);
    auditId = made.auditId;
    fileId = await app.deps.recording.create(app.ids.amir, auditId, {
      reference: 'F-1',
      groupId: made.groupIds[0] ?? 0,
    });
  });

  const setUp = () => urls.safeguarding(auditId);
  const name = async (who: PersonName | null) =>
    lena.post(
      setUp(),
      filledIn(formTo((await lena.get(setUp())).text, setUp()), {
        leadId: who === null ? 'nobody' : String(app.ids[who]),
        phone: '023 8000 0000',
        rule: 'Phone first, then send the alert.',
      }),
    );
  const raise = async (fields: Record<string, string> = {}) => {
    const url = urls.raiseAlert(auditId, fileId);
    const form = formTo((await amir.get(url)).text, url);
    return amir.post(url, filledIn(form, { urgency: 'today', seen: SEEN, ...fields }));
  };
  const sent = async () => {
    const lead = await app.deps.accounts.get(app.ids.lena);
    return (await app.deps.safeguarding.alertsOf(await app.deps.audits.get(auditId), lead))[0];
  };
  const home = async (visitor: Visitor) => wordsOf((await visitor.get(urls.home())).text);

  it('go to the person who is named, who need not be on the panel, first of all on their page', async () => {
    expect((await name('adam')).status).toBe(303);
    const form = wordsOf((await amir.get(urls.raiseAlert(auditId, fileId))).text);
    expect(form).toContain('Phone: 023 8000 0000');
    expect(form).toContain('Phone first, then send the alert.');
    expect(wordsOf((await amir.get(urls.file(auditId, fileId))).text)).toContain('023 8000 0000');
    expect((await raise({ providerCase: 'BR-CASE-17' })).status).toBe(303);
    const alert = await sent();
    expect(alert).toMatchObject({
      seen: SEEN,
      providerCase: 'BR-CASE-17',
      toUserId: app.ids.adam,
      urgency: 'today',
    });
    expect(await home(adam)).toContain('Read the safeguarding alert 1 alert waits to be acknowledged.');
    // He has no part in the audit, and sees of it this one page.
    expect((await adam.get(urls.audit(auditId))).status).toBe(404);
    const url = urls.alert(auditId, alert?.id ?? 0);
    const read = await adam.get(url);
    expect(wordsOf(read.text)).toContain(SEEN);
    const done = await adam.post(url, filledIn(formTo(read.text, url), { outcome: 'SG-2026-4' }));
    expect(done.status).toBe(303);
    expect(await home(adam)).not.toContain('safeguarding alert');
    const after = await sent();
    expect([after?.acknowledgedByName, after?.outcome]).toEqual(['Adam Admin', 'SG-2026-4']);
    expect(wordsOf((await amir.get(urls.raiseAlert(auditId, fileId))).text)).toContain('and acknowledged on');
  });

  it('are the next step of the lead of the panel too, who sees when nobody took them in time', async () => {
    await name('adam');
    await raise();
    const overview = async () => wordsOf((await lena.get(urls.audit(auditId))).text);
    expect(await overview()).toContain('Next step Read the safeguarding alert');
    expect(await home(lena)).toContain('sent to Adam Admin.');
    const long = new Date(app.deps.now().getTime() - 5 * 3_600_000).toISOString();
    await app.deps.database.pool('safeguarding_alerts').update({ raised_at: long });
    expect(await overview()).toContain('Next step Phone: a safeguarding alert is not acknowledged');
    expect(await home(lena)).toContain('The time for it is over.');
    // An auditor has raised it, and reads neither its words nor that it waits.
    expect((await amir.get(urls.alert(auditId, (await sent())?.id ?? 0))).status).toBe(403);
    expect(await home(amir)).not.toContain('safeguarding alert');
  });

  it('go to the leads of the panel where nobody is named or the account is disabled', async () => {
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain('Nobody is named.');
    await raise();
    expect((await sent())?.toUserId).toBeNull();
    expect(await home(lena)).toContain('Read the safeguarding alert');
  });

  it('are none of an audit about no person, which asks for nobody to tell', async () => {
    const review = await newAudit(app, { tool: 'service_review_2007', groups: [{ name: 'All' }] });
    const words = wordsOf((await lena.get(urls.audit(review.auditId))).text);
    expect(words).not.toContain('at risk');
    const refused = await lena.get(urls.safeguarding(review.auditId));
    expect(refused.status).toBe(403);
    expect(wordsOf(refused.text)).toContain('This audit is about partnerships and no person');
  });

  it('ask a draft, before it is opened, who is told', async () => {
    const draft = await newAudit(app, { state: 'draft' });
    const page = async () => wordsOf((await lena.get(urls.audit(draft.auditId))).text);
    expect(await page()).toContain('Who is told if somebody may be at risk?');
    await app.deps.safeguarding.setUp(app.ids.lena, draft.auditId, {
      leadId: app.ids.adam,
      phone: '',
      rule: '',
    });
    expect(await page()).not.toContain('Who is told if somebody may be at risk?');
  });

  it.each([
    [{ seen: '' }, 'Say what you saw.'],
    [{ seen: 'The NHS number is 943 476 5919.' }, 'looks like an NHS number'],
    [{ providerCase: '943 476 5919' }, 'looks like an NHS number'],
  ])('are not sent with %o, and what was typed stays', async (fields, why) => {
    const answer = await raise(fields);
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain(why);
    expect(await sent()).toBeUndefined();
  });

  it('ask about a name, and are sent with it where that is meant', async () => {
    const url = urls.raiseAlert(auditId, fileId);
    const asked = await raise({ seen: 'Mr Jonathan Smith has hit his wife again.' });
    expect(asked.status).toBe(422);
    expect(wordsOf(asked.text)).toContain('may tell who somebody is');
    expect(await sent()).toBeUndefined();
    const again = await amir.post(url, filledIn(formTo(asked.text, url), {}, 'Send it as it is'));
    expect(again.status).toBe(303);
    expect((await sent())?.seen).toContain('Jonathan');
  });

  it('are one alert where the same is sent twice within a minute, answered alike', async () => {
    await name('adam');
    const sentAll = async () => {
      const lead = await app.deps.accounts.get(app.ids.lena);
      return app.deps.safeguarding.alertsOf(await app.deps.audits.get(auditId), lead);
    };
    const url = urls.raiseAlert(auditId, fileId);
    const fields = filledIn(formTo((await amir.get(url)).text, url), { urgency: 'today', seen: SEEN });
    const answers = await Promise.all([amir.post(url, fields), amir.post(url, fields)]);
    expect(answers.map(({ status, headers }) => [status, headers['location']])).toEqual([
      [303, urls.file(auditId, fileId)],
      [303, urls.file(auditId, fileId)],
    ]);
    expect(await sentAll()).toHaveLength(1);
    const raised = (await activityOf(app, auditId)).filter((line) => line.startsWith('alert.raised'));
    expect(raised).toHaveLength(1);
    // More urgent, of somebody else, or later it is another one.
    expect((await amir.post(url, { ...fields, urgency: 'now' })).status).toBe(303);
    await lena.post(url, { urgency: 'today', seen: SEEN });
    expect(await sentAll()).toHaveLength(3);
    const long = new Date(app.deps.now().getTime() - 61_000).toISOString();
    await app.deps.database.pool('safeguarding_alerts').update({ raised_at: long });
    await amir.post(url, fields);
    expect(await sentAll()).toHaveLength(4);
  });

  it('hold the file that they come from until somebody has them, and are named where they go with it', async () => {
    await raise();
    const url = urls.fileRemove(auditId, fileId);
    const alert = urls.alert(auditId, (await sent())?.id ?? 0);
    const refused = await lena.get(url);
    expect(wordsOf(refused.text)).toContain('It cannot be removed yet: a safeguarding alert');
    expect(refused.text).toContain(`href="${alert}"`);
    expect(formsOf(refused.text).some(({ action }) => action === url)).toBe(false);
    const pressed = await lena.post(url);
    expect([pressed.status, wordsOf(pressed.text).includes('is not acknowledged')]).toEqual([409, true]);
    expect(await sent()).toMatchObject({ seen: SEEN });

    await lena.post(alert, filledIn(formTo((await lena.get(alert)).text, alert), {}));
    const asked = await lena.get(url);
    expect(wordsOf(asked.text)).toContain('So will 1 safeguarding alert from it');
    expect((await lena.post(url, filledIn(formTo(asked.text, url), {}))).status).toBe(303);
    expect(await sent()).toBeUndefined();
  });

  it('leave their words in no activity, no export and no mail', async () => {
    await name('adam');
    await raise();
    const actions = await activityOf(app, auditId);
    expect(actions).toContain('alert.raised');
    const lines = await app.deps.database.pool('activity').where({ audit_id: auditId }).select('*');
    const mail = await app.deps.database.pool('outgoing_mail').select('*');
    const taken = await download(lena, urls.exportFiles(auditId, 'csv'));
    for (const text of [JSON.stringify(lines), JSON.stringify(mail), taken.body.toString('utf8')]) {
      expect(text).not.toContain('overnight');
    }
  });

  it('are counted before they are erased with the case', async () => {
    const { createEraser } = await import('../../../server/fieldwork/caseFiles/erasing.ts');
    await raise();
    const eraser = createEraser(app.deps.database);
    expect((await eraser.amounts(auditId)).alerts).toBe(1);
    await app.deps.database.write(() => eraser.erase(auditId));
    expect(await sent()).toBeUndefined();
  });
});

it.each([
  ['now', 29, false],
  ['now', 30, true],
  ['today', 239, false],
  ['today', 240, true],
  ['days', 1439, false],
  ['days', 1440, true],
] as const)('an alert that says %s is overdue after %i minutes: %s', (urgency, minutes, isOverdue) => {
  const raisedAt = '2026-05-03T10:00:00.000Z';
  const now = new Date(new Date(raisedAt).getTime() + minutes * 60_000);
  expect(isAlertOverdue({ urgency, raisedAt, acknowledgedAt: null }, now)).toBe(isOverdue);
  expect(isAlertOverdue({ urgency, raisedAt, acknowledgedAt: raisedAt }, now)).toBe(false);
});
