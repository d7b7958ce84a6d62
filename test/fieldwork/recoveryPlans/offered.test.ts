import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { aGoal, aPlan, savePlan } from '../../support/plans.ts';
import { saveReading } from '../../support/readings.ts';

onOneEngine('an answer that follows from the plan', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let auditId: number;
  let fileId: number;
  let files = 0;

  beforeAll(async () => {
    test = await startApp(engine);
    const audit = await newAudit(test);
    ({ auditId } = audit);
    amir = await test.as('amir');
    fileId = await test.deps.recording.create(test.ids.amir, auditId, {
      reference: `O-${(files += 1)}`,
      groupId: audit.groupIds[0] ?? 0,
    });
    // Not SMART for its first goal; no goal for housing.
    await savePlan(
      test,
      'amir',
      auditId,
      fileId,
      aPlan({
        needs: [
          { domain: 'drug_alcohol', foundBy: ['initial_assessment'], waits: false },
          { domain: 'housing', foundBy: ['risk_assessment'], waits: false },
        ],
        goals: [aGoal('Engage with the service')],
      }),
    );
  });
  afterAll(() => test.close());

  const page = async () => (await amir.get(urls.file(auditId, fileId))).text;
  /** What is offered and seen, by check. */
  const offered = (html: string): Record<string, string> =>
    Object.fromEntries<string>(
      [...html.matchAll(/data-check="(\w+)"[\s\S]*?(?=data-check=|<\/section>)/g)].flatMap(([row, check]) => {
        const found = /data-derived="(\w+)"( hidden)?/.exec(row);
        return found && !found[2] ? [[check ?? '', found[1] ?? ''] as const] : [];
      }),
    );
  const answers = async () => (await test.deps.recording.get(auditId, fileId, test.ids.amir)).answers;

  it('is offered with its reason and never filled in', async () => {
    const html = await page();
    expect(offered(html)).toMatchObject({
      recovery_plan: 'yes',
      abstinence: 'yes',
      reduction: 'no',
      smart: 'no',
      all_needs: 'no',
    });
    expect(wordsOf(html)).toContain(
      'By the plan as entered: no. Goal 1 is not specific, measurable, time-bound.',
    );
    expect(wordsOf(html)).toContain('Housing, found by the risk assessment: there is no goal.');
    expect((await answers()).size).toBe(0);
    // Saved as it stands, nothing is answered either.
    const form = formTo(html, urls.file(auditId, fileId));
    expect((await amir.post(urls.file(auditId, fileId), filledIn(form, {}, 'Save'))).status).toBe(303);
    expect((await answers()).size).toBe(0);
  });

  it('is taken over by one press, together with whatever else was entered', async () => {
    const form = formTo(await page(), urls.file(auditId, fileId));
    const press = form.buttons.find(({ name, value }) => name === 'answer.smart' && value === 'no');
    expect(press?.text).toContain('Take over “No”');
    // What Enter in a text field presses is the first button of the form.
    expect(form.buttons[0]).toMatchObject({ name: 'intent', value: 'save' });
    const body = filledIn(form, { 'answer.keywork_by_plan': 'yes', comment: 'Read twice.' });
    const sent = await amir.post(urls.file(auditId, fileId), { ...body, 'answer.smart': ['', 'no'] });
    expect(sent.status).toBe(303);
    const review = await test.deps.recording.get(auditId, fileId, test.ids.amir);
    expect(Object.fromEntries(review.answers)).toEqual({ smart: 'no', keywork_by_plan: 'yes' });
    expect(review.comment).toBe('Read twice.');
    expect(review.completedAt).toBeNull();
    expect(offered(await page())).not.toHaveProperty('smart');
  });

  it('stands beside another answer of the auditor, which counts; beside "not applicable" it does not', async () => {
    await saveReading(test, 'amir', auditId, fileId, {
      answers: { smart: 'yes', all_needs: 'na', recovery_plan: 'yes' },
    });
    const html = await page();
    expect(offered(html)).toMatchObject({ smart: 'no', reduction: 'no' });
    expect(offered(html)).not.toHaveProperty('all_needs');
    expect(offered(html)).not.toHaveProperty('recovery_plan');
    expect((await answers()).get('smart')).toBe('yes');
    const { tally } = await test.deps.results.of(auditId);
    expect(tally.overall.checks.find(({ id }) => id === 'smart')).toMatchObject({ yes: 1, no: 0 });
  });

  it('shows its reason, and nothing to press, where the file cannot be changed', async () => {
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const html = await page();
    expect(wordsOf(html)).toContain(
      'By the plan as entered: no. Goal 1 is not specific, measurable, time-bound.',
    );
    expect(html).not.toContain('data-take');
    expect(formTo(html, urls.file(auditId, fileId)).buttons).toEqual([]);
  });
});
