import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import { closedAudit, setStandard } from '../../support/improvement.ts';
import type { Closed } from '../../support/improvement.ts';

const SEND = 'Send in that there is nothing to answer';

onOneEngine('where a plan has nothing to answer', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let paula: Visitor;
  let at: Closed;

  beforeAll(async () => {
    test = await startApp(engine, { now: () => new Date('2026-11-22T12:00:00Z') });
    [lena, paula] = await Promise.all([test.as('lena'), test.as('paula')]);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    setStandard(test, 'recovery_plan', undefined);
    at = await closedAudit(test);
  });

  const planUrl = () => urls.plan(at.auditId, at.bridge);
  const words = async (visitor: Visitor, url = planUrl()) => wordsOf((await visitor.get(url)).text);
  const sendIn = async (nothing: string) => {
    const form = formTo((await paula.get(planUrl())).text, urls.planStep(at.auditId, at.bridge));
    return paula.post(form.action, filledIn(form, { nothing }, SEND));
  };
  const state = async () => (await test.deps.improvement.of(at.auditId, at.bridge)).state;

  it('needs no plan where the tool sets no standards, and names no day for one', async () => {
    expect(await words(paula)).toContain('You need not send a plan in');
    const home = await words(paula, urls.home());
    expect(home).toContain('Write an improvement plan, if you like');
    expect(home).not.toContain('Send your improvement plan in');
    expect(home).not.toContain('It is due on');
    expect(await test.deps.improvement.unsent(await test.deps.audits.get(at.auditId))).toEqual([]);
    expect(await words(lena)).toContain('It need not send a plan in');
    expect(await words(lena, urls.improvement(at.auditId))).toContain('None needed');
    expect(await words(paula, urls.report(at.auditId, at.bridge))).toContain('No plan is asked for so far');
  });

  it('asks the lead before the report is issued', async () => {
    await test.deps.reports.withdraw(test.ids.lena, at.auditId, at.bridge);
    const draft = await lena.get(urls.feedbackDraft(at.auditId, at.bridge));
    expect(wordsOf(draft.text)).toContain('Should The Bridge answer any check?');
    expect(draft.text).toContain(`href="${planUrl()}#marks"`);
    expect(await words(lena, urls.feedback(at.auditId))).toContain('Should they answer any check?');
    await test.deps.improvement.mark(test.ids.lena, at.auditId, at.bridge, ['smart']);
    expect(await words(lena, urls.feedbackDraft(at.auditId, at.bridge))).not.toContain('answer any check?');
    expect(await test.deps.improvement.unsent(await test.deps.audits.get(at.auditId))).toEqual([]);
    await test.deps.reports.issue(test.ids.lena, at.auditId, at.bridge);
    expect(await test.deps.improvement.unsent(await test.deps.audits.get(at.auditId))).toEqual([
      'The Bridge',
    ]);
    expect(await words(paula, urls.home())).toContain('Write your improvement plan');
    // What is marked has to be answered, so nothing to answer is not offered.
    expect(
      formsOf((await paula.get(planUrl())).text).some(({ buttons }) =>
        buttons.some(({ text }) => text === SEND),
      ),
    ).toBe(false);
  });

  it('lets the provider send one line in, which the lead reads and accepts', async () => {
    const none = await sendIn('   ');
    expect(none.status).toBe(422);
    expect(wordsOf(none.text)).toContain('Say in one line why there is nothing to answer');
    expect(await state()).toBe('draft');
    expect((await sendIn('x'.repeat(301))).status).toBe(422);
    expect((await sendIn('The team agrees with the report.')).status).toBe(303);
    expect(await state()).toBe('sent');
    expect(await words(paula)).toContain('Wait for the panel');
    expect(await words(lena)).toContain('nothing to answer: “The team agrees with the report.”');
    expect(await words(lena, urls.followUp())).toContain(
      'Nothing to answer: The team agrees with the report.',
    );
    const { plan } = await test.deps.improvement.of(at.auditId, at.bridge);
    await test.deps.improvement.take(test.ids.lena, at.auditId, at.bridge, 'accept', plan?.version ?? 0, '');
    expect(await words(paula)).toContain('Nothing is left to do');
  });

  it('warns of a name in that line, and keeps what was typed', async () => {
    const warned = await sendIn('Ring Jane Smith on 023 8000 1234.');
    expect(warned.status).toBe(422);
    expect(warned.text).toContain('Ring Jane Smith on 023 8000 1234.');
    expect(await state()).toBe('draft');
  });

  it('is a line as well where standards are set and all of them are met', async () => {
    setStandard(test, 'recovery_plan', 30);
    expect(await words(paula)).toContain('Write down what you will do, or that there is nothing to answer');
    expect(await words(paula, urls.home())).toContain('Write your improvement plan');
    expect((await sendIn('All standards are met.')).status).toBe(303);
    expect(await state()).toBe('sent');
  });
});
