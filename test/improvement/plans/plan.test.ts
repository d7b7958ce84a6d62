import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import {
  actionFields,
  BRIDGE,
  closedAudit,
  DIP,
  recordFile,
  sentPlan,
  setStandard,
  byCounts,
} from '../../support/improvement.ts';
import type { Closed } from '../../support/improvement.ts';

onOneEngine('an improvement plan', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let paula: Visitor;
  let dora: Visitor;
  let carl: Visitor;
  let at: Closed;
  let today = '2026-11-22T12:00:00Z';

  beforeAll(async () => {
    test = await startApp(engine, { now: () => new Date(today) });
    setStandard(test, 'recovery_plan', 90);
    [lena, paula, dora, carl] = await Promise.all([
      test.as('lena'),
      test.as('paula'),
      test.as('dora'),
      test.as('carl'),
    ]);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    today = '2026-11-22T12:00:00Z';
    at = await closedAudit(test);
  });

  const planUrl = () => urls.plan(at.auditId, at.bridge);
  const words = async (visitor: Visitor, url = planUrl()) => {
    const page = await visitor.get(url);
    expect(page.status).toBe(200);
    return wordsOf(page.text);
  };
  const step = async (visitor: Visitor, button: string, changes: Record<string, string> = {}) => {
    const page = await visitor.get(planUrl());
    const form = formsOf(page.text).find(
      ({ action, buttons }) =>
        action === urls.planStep(at.auditId, at.bridge) && buttons.some(({ text }) => text === button),
    );
    if (!form) throw new Error(`no button ${button}`);
    return visitor.post(form.action, filledIn(form, changes, button));
  };
  const stateNow = async () => (await test.deps.improvement.of(at.auditId, at.bridge)).state;

  it('asks for the checks that miss their standard, and for those the lead marks', async () => {
    expect(await words(paula)).toContain(
      'Yes in 4 of 10 applicable files, 40%. Standard: at least 90%. Misses its standard.',
    );
    expect(await words(paula)).toContain('0 of 1 checks are answered');
    expect(await words(dora, urls.plan(at.auditId, at.dip))).toContain('no check misses its standard');

    const page = await lena.get(planUrl());
    const form = formTo(page.text, urls.planMarks(at.auditId, at.bridge));
    const marked = await lena.post(
      form.action,
      filledIn(form, { marked: ['smart', 'balance'] }, 'Save the ticks'),
    );
    expect([marked.status, marked.headers['location']]).toEqual([303, planUrl()]);
    expect(await words(paula)).toContain('0 of 3 checks are answered');
    expect(await words(paula)).toContain('Yes in 10 of 10 applicable files, 100%. Marked by the panel lead.');
    expect((await lena.post(form.action, { marked: 'no_such_check' })).status).toBe(422);
  });

  it('does not tell a commissioner, by its standard, how small a suppressed figure is', async () => {
    await byCounts(test, at.auditId);
    await sentPlan(test, at);
    const own = await words(paula);
    expect(own).toContain('Misses its standard.');
    const outside = await words(carl);
    expect(outside).not.toContain('Misses its standard');
    expect(outside).not.toContain('4 of 10');
  });

  it('hides from a commissioner what an answer put right since the report would tell', async () => {
    const { deps, ids } = test;
    const { auditId, groupIds } = await newAudit(test, {
      title: 'One answer put right',
      groups: [
        { name: 'Own', plannedFiles: 10, providers: [BRIDGE] },
        { name: 'Other', plannedFiles: 10, providers: [DIP] },
      ],
    });
    await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
    for (const [g, groupId] of groupIds.entries()) {
      for (let i = 0; i < 10; i += 1) {
        const answers = { recovery_plan: i < 4 + g ? 'yes' : 'no' };
        await recordFile(test, auditId, groupId, `P${g}-${i}`, answers);
      }
    }
    await deps.steps.changeState(ids.lena, auditId, 'close');
    await deps.reports.issue(ids.lena, auditId, at.bridge);
    await deps.improvement.mark(ids.lena, auditId, at.bridge, ['recovery_plan']);
    const about = { kind: 'check' as const, itemId: 'recovery_plan' };
    const query = await deps.queries.raise(ids.paula, auditId, at.bridge, { about, text: 'One had a plan.' });
    const file = (await deps.recording.lines(auditId, deps.tools.must('rodt', 1))).find(
      ({ reference }) => reference === 'P0-9',
    );
    const correction = { fileId: file?.id ?? 0, itemId: 'recovery_plan', value: 'yes', reason: 'It had.' };
    await deps.queries.correct(ids.lena, auditId, at.bridge, query, correction);
    const url = urls.plan(auditId, at.bridge);
    expect(await words(paula, url)).toContain('Yes in 4 of 10');
    expect(await words(carl, url)).not.toContain('4 of 10');
    expect(await words(carl, url)).toContain('[c]');
  });

  it('cannot be sent in before every check is answered by an action or a reason', async () => {
    await test.deps.improvement.mark(test.ids.lena, at.auditId, at.bridge, ['smart']);
    expect(await words(paula)).not.toContain('Send the plan in');
    await test.deps.improvement.setReason(test.ids.paula, at.auditId, at.bridge, 'smart', 'All were.');
    const { plan } = await test.deps.improvement.of(at.auditId, at.bridge);
    const forced = { step: 'send', version: String(plan?.version) };
    const refused = await paula.post(urls.planStep(at.auditId, at.bridge), forced);
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.text)).toContain('1 check has neither an action nor a reason for none.');

    const form = formTo(
      (await paula.get(urls.newPlanAction(at.auditId, at.bridge, 'recovery_plan'))).text,
      urls.planActions(at.auditId, at.bridge),
    );
    expect(form.fields['checkId']).toBe('recovery_plan');
    expect((await paula.post(form.action, filledIn(form, actionFields(), 'Save the action'))).status).toBe(
      303,
    );
    expect((await step(paula, 'Send the plan in')).status).toBe(303);
    expect(await stateNow()).toBe('sent');
    // From now on it holds still.
    expect((await paula.post(urls.planActions(at.auditId, at.bridge), actionFields())).status).toBe(409);
    expect((await paula.post(urls.planReason(at.auditId, at.bridge, 'smart'), { reason: 'x' })).status).toBe(
      409,
    );
    expect((await lena.post(urls.planMarks(at.auditId, at.bridge), { marked: 'balance' })).status).toBe(409);
    // A second press finds that it has moved on.
    expect((await paula.post(urls.planStep(at.auditId, at.bridge), forced)).status).toBe(409);
  });

  it('says everything that is wrong with an action, and keeps what was typed', async () => {
    const answer = await paula.post(
      urls.planActions(at.auditId, at.bridge),
      actionFields({
        checkId: '',
        action: 'Ask 943 476 5919',
        ownerRole: 'Jane Smith',
        due: 'soon',
        measure: '',
      }),
    );
    expect(answer.status).toBe(422);
    const text = wordsOf(answer.text);
    for (const part of [
      'Choose what the action answers.',
      'This looks as if it held an NHS number.',
      'This looks like the name of a person.',
      'Enter the day by which it will be done',
      'Say how one will see that it is done.',
    ]) {
      expect(text).toContain(part);
    }
    expect(formTo(answer.text, urls.planActions(at.auditId, at.bridge)).fields).toMatchObject({
      action: 'Ask 943 476 5919',
      ownerRole: 'Jane Smith',
      due: 'soon',
    });
    const unknown = await paula.post(
      urls.planActions(at.auditId, at.bridge),
      actionFields({ checkId: 'no_such' }),
    );
    expect(unknown.status).toBe(422);
    expect((await test.deps.improvement.of(at.auditId, at.bridge)).actions).toEqual([]);
  });

  it('is a secret of the provider until it is sent in', async () => {
    await paula.post(urls.planActions(at.auditId, at.bridge), actionFields());
    for (const visitor of [lena, carl]) {
      const text = await words(visitor);
      expect(text).not.toContain('Write a recovery plan with everybody');
      expect(text).toContain('has not sent its plan in yet');
    }
    const [action] = (await test.deps.improvement.of(at.auditId, at.bridge)).actions;
    expect((await lena.get(urls.planAction(at.auditId, at.bridge, action?.id ?? 0))).status).toBe(404);
    await step(paula, 'Send the plan in');
    for (const visitor of [lena, carl])
      expect(await words(visitor)).toContain('Write a recovery plan with everybody');
  });

  it('is sent back with a comment, changed, sent again and accepted', async () => {
    const actionId = await sentPlan(test, at);
    const silent = await step(carl, 'Send it back');
    expect(silent.status).toBe(422);
    expect(wordsOf(silent.text)).toContain('Say what has to change');
    expect((await step(carl, 'Send it back', { comment: 'By when is the first check?' })).status).toBe(303);
    expect(await stateNow()).toBe('sentBack');
    expect(await words(paula)).toContain('By when is the first check?');

    const edit = await paula.get(urls.planActionEdit(at.auditId, at.bridge, actionId));
    const form = formTo(edit.text, urls.planActionEdit(at.auditId, at.bridge, actionId));
    expect(form.fields['due']).toBe('31/03/2027');
    expect(
      (await paula.post(form.action, filledIn(form, { due: '31/01/2027' }, 'Save the action'))).status,
    ).toBe(303);
    await step(paula, 'Send the plan in');
    expect((await step(lena, 'Accept the plan', { comment: 'Thank you.' })).status).toBe(303);
    expect(await stateNow()).toBe('accepted');
    expect(await words(paula)).toContain('Thank you.');
    expect((await activityOf(test, at.auditId)).slice(-6)).toEqual([
      `improvementPlan.actionAdded action ${actionId}`,
      `improvementPlan.sent provider ${at.bridge}`,
      `improvementPlan.sentBack provider ${at.bridge}`,
      `improvementPlan.actionChanged action ${actionId}`,
      `improvementPlan.sent provider ${at.bridge}`,
      `improvementPlan.accepted provider ${at.bridge}`,
    ]);
  });

  it('is not accepted as another than the one on the page', async () => {
    await sentPlan(test, at);
    const page = await lena.get(planUrl());
    const form = formTo(page.text, urls.planStep(at.auditId, at.bridge));
    await step(carl, 'Send it back', { comment: 'No.' });
    await step(paula, 'Send the plan in');
    const stale = await lena.post(form.action, filledIn(form, {}, 'Accept the plan'));
    expect(stale.status).toBe(409);
    expect(wordsOf(stale.text)).toContain('The plan has moved on since you opened this page.');
    expect(await stateNow()).toBe('sent');
  });

  it('shows both versions when two people change one action', async () => {
    await paula.post(urls.planActions(at.auditId, at.bridge), actionFields());
    const [action] = (await test.deps.improvement.of(at.auditId, at.bridge)).actions;
    const url = urls.planActionEdit(at.auditId, at.bridge, action?.id ?? 0);
    const form = formTo((await paula.get(url)).text, url);
    await paula.post(url, filledIn(form, { action: 'First of two' }, 'Save the action'));
    const stale = await paula.post(url, filledIn(form, { action: 'Second of two' }, 'Save the action'));
    expect(stale.status).toBe(409);
    expect(wordsOf(stale.text)).toContain('It says now: “First of two”');
    const again = formTo(stale.text, url);
    expect(again.fields['action']).toBe('Second of two');
    expect((await paula.post(url, filledIn(again, {}, 'Save the action'))).status).toBe(303);
    expect((await test.deps.improvement.of(at.auditId, at.bridge)).actions[0]?.action).toBe('Second of two');
  });

  it('is late from the day after its due date, in British time, until it is done', async () => {
    const actionId = await sentPlan(test, at, '2027-06-30');
    const status = async () =>
      /(Not started|On track|Late|Done|Confirmed)/.exec(
        await words(paula, urls.planAction(at.auditId, at.bridge, actionId)),
      )?.[1];
    // Eleven at night by Greenwich is the next day already.
    today = '2027-06-30T22:30:00Z';
    expect(await status()).toBe('Not started');
    today = '2027-06-30T23:30:00Z';
    expect(await status()).toBe('Late');
    await test.deps.improvement.report(test.ids.paula, at.auditId, at.bridge, actionId, 'done', '');
    expect(await status()).toBe('Done');
  });

  it('goes from started over done to confirmed, and back when it is not done', async () => {
    const actionId = await sentPlan(test, at);
    const url = urls.planAction(at.auditId, at.bridge, actionId);
    const press = async (visitor: Visitor, button: string, text = '') => {
      const form = formsOf((await visitor.get(url)).text).find(({ buttons }) =>
        buttons.some((b) => b.text === button),
      );
      if (!form) throw new Error(`no button ${button}`);
      return visitor.post(form.action, filledIn(form, { text }, button));
    };
    expect((await press(paula, 'It is started', 'Two teams so far.')).status).toBe(303);
    expect(await words(lena, url)).not.toContain('Is it done?');
    expect((await press(paula, 'It is done')).status).toBe(303);
    const silent = await press(carl, 'It is not done yet');
    expect(silent.status).toBe(422);
    expect(wordsOf(silent.text)).toContain('Say what is missing');
    expect((await press(carl, 'It is not done yet', 'One team is missing.')).status).toBe(303);
    expect(await words(paula, url)).toContain('On track');
    await press(paula, 'It is done');
    expect((await press(lena, 'Confirm that it is done')).status).toBe(303);
    const text = await words(paula, url);
    expect(text).toContain('Confirmed');
    expect(text).not.toContain('How far is it?');
    for (const part of [
      'Two teams so far.',
      'Not done yet',
      'One team is missing.',
      'Confirmed as done',
      'Carl Commissioner',
    ]) {
      expect(text).toContain(part);
    }
    // The provider cannot confirm, nor the lead report for it.
    expect(
      (await paula.post(urls.planActionConfirm(at.auditId, at.bridge, actionId), { report: 'confirmed' }))
        .status,
    ).toBe(404);
    expect(
      (await lena.post(urls.planActionProgress(at.auditId, at.bridge, actionId), { report: 'done' })).status,
    ).toBe(403);
    expect(
      (await lena.post(urls.planStep(at.auditId, at.bridge), { step: 'send', version: '2' })).status,
    ).toBe(403);
    expect(
      (await paula.post(urls.planStep(at.auditId, at.bridge), { step: 'accept', version: '2' })).status,
    ).toBe(403);
  });

  it('keeps an action under which something was reported', async () => {
    const actionId = await sentPlan(test, at);
    await test.deps.improvement.report(test.ids.paula, at.auditId, at.bridge, actionId, 'started', '');
    await step(carl, 'Send it back', { comment: 'Change it.' });
    const refused = await paula.post(urls.planActionRemove(at.auditId, at.bridge, actionId));
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.text)).toContain('Progress has been reported under this action');
  });

  it('is not there for another provider, nor before its report is out, and that somebody asked is written down', async () => {
    const actionId = await sentPlan(test, at);
    const before = (await activityOf(test, at.auditId)).length;
    const asked = [
      planUrl(),
      urls.planAction(at.auditId, at.bridge, actionId),
      urls.planFile(at.auditId, at.bridge, actionId, 1),
      urls.newPlanAction(at.auditId, at.bridge),
    ];
    for (const url of asked) expect((await dora.get(url)).status, url).toBe(404);
    expect((await dora.post(urls.planActions(at.auditId, at.bridge), actionFields())).status).toBe(404);
    expect((await activityOf(test, at.auditId)).slice(before)).toEqual(
      Array.from({ length: 5 }, () => `access.refused provider ${at.bridge}`),
    );
    // The action of one plan is not found under another.
    expect((await dora.get(urls.planAction(at.auditId, at.dip, actionId))).status).toBe(404);

    await test.deps.reports.withdraw(test.ids.lena, at.auditId, at.bridge);
    expect((await paula.get(planUrl())).status).toBe(404);
    expect((await activityOf(test, at.auditId)).at(-1)).toBe(`access.refused provider ${at.bridge}`);
    const stan = await test.as('stan');
    expect((await stan.get(planUrl())).status).toBe(404);
    expect((await (await test.as('amir')).get(planUrl())).status).toBe(403);
  });

  it('shows the lead and commissioner all plans of the audit', async () => {
    await byCounts(test, at.auditId);
    await sentPlan(test, at);
    for (const [visitor, answered] of [
      [lena, '1 of 1'],
      // That its suppressed figure misses the standard is not told.
      [carl, 'None to answer'],
    ] as const) {
      const text = await words(visitor, urls.improvement(at.auditId));
      expect(text).toContain('2 of 2 providers have their report');
      expect(text).toContain(`${BRIDGE} Sent in ${answered} 1 Not started`);
      expect(text).toContain(`${DIP} Not sent in 0 to answer None`);
    }
  });

  it('suppresses small numbers for the commissioner, by the rule of the audit, and not for the lead', async () => {
    await sentPlan(test, at);
    // It rests on ten files.
    expect(await words(carl)).toContain('Yes in 4 of 10 applicable files, 40%');
    await byCounts(test, at.auditId);
    // 4 of 10: fewer than five yes.
    expect(await words(carl)).toContain('[c]');
    expect(await words(carl)).not.toContain('4 of 10');
    expect(await words(lena)).toContain('Yes in 4 of 10 applicable files, 40%');
  });
});
