import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';
import { aGoal, aPlan, savePlan } from '../../support/plans.ts';
import { readPdf, words } from '../../support/readPdf.ts';

const SAVE = 'Save these examples';
const GOALS = ['Engage with the service', 'Get better soon', 'Attend AA', 'Be seen to by Zebra'];

onOneEngine('goals as examples for a provider', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;
  let fileId: number;
  let bridge: number;
  let url: string;

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
    bridge = (await test.deps.providers.byName('The Bridge'))?.id ?? 0;
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    const audit = await newAudit(test, {
      groups: [{ name: 'Ash' }, { name: 'Other', providers: ['Drug Intervention Programme'] }],
    });
    ({ auditId } = audit);
    const begin = (reference: string, group: number) =>
      test.deps.recording.create(test.ids.lena, auditId, {
        reference,
        groupId: audit.groupIds[group] ?? 0,
      });
    fileId = await begin('A-1', 0);
    await savePlan(test, 'lena', auditId, fileId, aPlan({ goals: GOALS.map((text) => aGoal(text)) }));
    const other = await begin('O-1', 1);
    await savePlan(test, 'lena', auditId, other, aPlan({ goals: [aGoal('Of the other provider')] }));
    url = urls.feedbackGoals(auditId, bridge);
  });

  const form = async () => formTo((await lena.get(url)).text, url);
  /** The row of a goal on the page. */
  const rowOf = (fields: Record<string, string | string[]>, goal: string) =>
    Object.keys(fields)
      .find((name) => name.startsWith('goal.') && fields[name] === goal)
      ?.split('.')[1] ?? '';
  async function choose(goals: [goal: string, shown: string, better: string][]) {
    const page = await form();
    const changes = Object.fromEntries(
      goals.flatMap(([goal, shown, better]) => {
        const row = rowOf(page.fields, goal);
        return [
          [`show.${row}`, 'yes'],
          [`shown.${row}`, shown],
          [`better.${row}`, better],
        ];
      }),
    );
    return lena.post(url, filledIn(page, changes, SAVE));
  }
  const pdf = async () =>
    words((await readPdf((await download(lena, urls.feedbackPdf(auditId, bridge))).body)).text);

  it('are none unless they are chosen', async () => {
    const { fields } = await form();
    expect(Object.keys(fields).filter((name) => name.startsWith('show.'))).toEqual([]);
    expect(Object.values(fields)).toEqual(expect.arrayContaining(GOALS));
    expect(Object.values(fields)).not.toContain('Of the other provider');
    const text = await pdf();
    for (const goal of GOALS) expect(text).not.toContain(goal);
    expect(text).not.toContain('how they could read');
  });

  it('are shown in the words that the lead has chosen, without the file they are from', async () => {
    const sent = await choose([
      [
        'Be seen to by Zebra',
        'Be seen to by a named worker',
        'Service user to see the nurse twice by 2 March 2012',
      ],
    ]);
    expect(sent.status).toBe(303);
    expect(wordsOf((await lena.get(urls.feedback(auditId))).text)).toContain(
      '1 goal will be shown to The Bridge as an example.',
    );
    const text = await pdf();
    expect(text).toContain('Goals as they stand, and how they could read');
    expect(text).toContain('Be seen to by a named worker');
    expect(text).toContain('Service user to see the nurse twice by 2 March 2012');
    expect(text).not.toContain('Zebra');
    expect(text).not.toContain('A-1');
    const activity = await activityOf(test, auditId);
    expect(activity).toContain(`feedback.goalsChosen provider ${bridge}`);
    // Chosen goals stand first, as they were saved.
    const again = await form();
    expect(again.fields).toMatchObject({ 'show.0': 'yes', 'shown.0': 'Be seen to by a named worker' });
    // Without a tick nothing is shown any more.
    const { 'show.0': _, ...rest } = again.fields;
    expect((await lena.post(url, rest)).status).toBe(303);
    expect(await pdf()).not.toContain('a named worker');
  });

  it('are at most three, each with a better wording, and none points at somebody', async () => {
    const sent = await choose([
      ['Engage with the service', 'Ring 07700 900123', 'Attend twice by 2 March 2012'],
      ['Get better soon', 'Get better soon', ''],
      ['Attend AA', 'Attend AA', 'Sam, born 3/5/1975, to attend AA twice'],
      ['Be seen to by Zebra', 'x'.repeat(601), 'Attend twice by 2 March 2012'],
    ]);
    expect(sent.status).toBe(422);
    const text = wordsOf(sent.text);
    for (const problem of [
      'Choose at most 3 examples: 4 are ticked.',
      'The goal as the provider reads it holds what looks like a phone number.',
      'The better wording is missing.',
      'The better wording holds what looks like a date of birth.',
      'The goal as the provider reads it must be at most 600 characters long.',
    ]) {
      expect(text).toContain(problem);
    }
    const kept = formTo(sent.text, url).fields;
    expect(kept[`shown.${rowOf(kept, 'Engage with the service')}`]).toBe('Ring 07700 900123');
    expect(await pdf()).not.toContain('how they could read');
  });

  it('are no longer shown once the goal was changed in its plan', async () => {
    await choose([['Attend AA', 'Attend AA', 'Attend AA twice a week until 2 March 2012']]);
    const page = await form();
    expect(await pdf()).toContain('Attend AA twice a week');
    await savePlan(test, 'lena', auditId, fileId, aPlan({ goals: [aGoal('Attend NA')] }));
    expect(await pdf()).not.toContain('Attend AA');
    const late = await lena.post(url, filledIn(page, {}, SAVE));
    expect(late.status).toBe(422);
    expect(wordsOf(late.text)).toContain('This goal has been changed since.');
  });

  it('say so where there is none to choose', async () => {
    const fresh = await newAudit(test, { title: 'Fresh' });
    const { text } = await lena.get(urls.feedbackGoals(fresh.auditId, bridge));
    expect(wordsOf(text)).toContain('No plan with goals has been entered');
    expect((await lena.get(urls.feedbackGoals(fresh.auditId, 999))).status).toBe(404);
  });
});
