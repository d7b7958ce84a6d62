import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';

// Dates of treatment and of TOP forms, as they are typed on the page of a plan; the last day of fieldwork is 2 March 2012.

onOneEngine('TOP dates of a file', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let auditId: number;
  let groupIds: number[];
  let files = 0;

  beforeAll(async () => {
    test = await startApp(engine);
    ({ auditId, groupIds } = await newAudit(test, { toolVersion: 2 }));
    amir = await test.as('amir');
  });
  afterAll(() => test.close());

  const begin = () =>
    test.deps.recording.create(test.ids.amir, auditId, {
      reference: `D-${(files += 1)}`,
      groupId: groupIds[0] ?? 0,
    });

  /** Types into the page of a new file, saves, and gives the page that comes back. */
  async function typed(fields: Record<string, string>) {
    const fileId = await begin();
    const url = urls.filePlan(auditId, fileId);
    const form = formTo((await amir.get(url)).text, url);
    // What no browser would send is sent all the same.
    const sent = await amir.post(url, { ...filledIn(form, {}, 'Save and stay'), ...fields });
    const { text } = sent.status === 303 ? await amir.get(url) : sent;
    return { status: sent.status, text, words: wordsOf(text), fields: formTo(text, url).fields, fileId };
  }

  it('have the rule beside them, and what of it no source confirms', async () => {
    const { words } = await typed({});
    for (const sentence of [
      'Which forms are due',
      'A start form is due within 14 days of the start of treatment, before or after.',
      'A review form is due 28 to 182 days after the start.',
      'A further review falls due every 182 days for as long as treatment goes on: 183 to 364 days after the start, and so on.',
      'What fell due before 1 July 2009 goes by the rule in force then.',
      'No source confirms these; they are the choice of the audit tool:',
      'Weeks 5 to 26 in their widest reading',
      'Sources: A review in weeks 5 to 26, and 80%: Homan and Hall',
      'Judged as on 2 March 2012',
    ]) {
      expect(words).toContain(sentence);
    }
  });

  it('of an audit with the first version of the tool have its rule', async () => {
    const first = await newAudit(test, { title: 'First' });
    const fileId = await test.deps.recording.create(test.ids.amir, first.auditId, {
      reference: 'F-1',
      groupId: first.groupIds[0] ?? 0,
    });
    const words = wordsOf((await amir.get(urls.filePlan(first.auditId, fileId))).text);
    expect(words).toContain('A review form is due 35 to 182 days after the start.');
    expect(words).not.toContain('No source confirms these');
  });

  it('of years ask for a review in each half year, and the answer is offered with the reasons', async () => {
    const { words, fileId } = await typed({
      treatmentStart: '03/01/2011',
      'top.0.date': '03/01/2011',
      'top.0.stage': 'start',
      'top.1.date': '11/04/2011',
      'top.1.stage': 'review',
    });
    expect(words).toContain('Review form 1 of 11 April 2011 is in its window.');
    expect(words).toContain('Review form 2 was due from 5 July 2011 to 2 January 2012 and is missing.');
    const checks = wordsOf((await amir.get(urls.file(auditId, fileId))).text);
    expect(checks).toContain('By the TOP dates');
    expect(checks).toContain('Review form 2 was due from 5 July 2011 to 2 January 2012 and is missing.');
  });

  it('of an earlier time in treatment close by are of one journey', async () => {
    const { words, fields, text } = await typed({
      earlierStart: '05/09/2011',
      earlierExit: '12/12/2011',
      treatmentStart: '02/01/2012',
      'top.0.date': '05/09/2011',
      'top.0.stage': 'start',
    });
    expect(words).toContain('The times in treatment from 5 September 2011 and 2 January 2012 count as one.');
    expect(words).toContain('The start form of 5 September 2011 is in its window.');
    expect(fields).toMatchObject({ earlierStart: '05/09/2011', earlierExit: '12/12/2011' });
    // Nothing that was entered is folded away.
    expect(text).toMatch(/<details[^>]* open>\s*<summary[^>]*><span[^>]*>An earlier time in treatment/);
  });

  it('of after treatment can be entered, and stand for no other', async () => {
    const { words, fields } = await typed({
      treatmentStart: '03/10/2011',
      treatmentExit: '02/01/2012',
      'top.0.date': '03/10/2011',
      'top.0.stage': 'start',
      'top.1.date': '09/01/2012',
      'top.1.stage': 'post_exit',
    });
    expect(fields).toMatchObject({ 'top.1.stage': 'post_exit' });
    expect(words).toContain('The exit form was due from 19 December 2011 to 16 January 2012 and is missing.');
  });

  it.each([
    [
      'an exit before its start',
      { treatmentStart: '02/01/2012', treatmentExit: '01/12/2011' },
      'treatmentExit',
      'The exit from treatment must not be before the start of treatment.',
    ],
    [
      'an earlier start without an exit',
      { treatmentStart: '02/01/2012', earlierStart: '05/09/2011' },
      'earlierExit',
      'The exit from the earlier time in treatment is needed beside the start before it.',
    ],
    [
      'an earlier start that is later',
      { treatmentStart: '02/01/2012', earlierStart: '05/02/2012', earlierExit: '06/02/2012' },
      'earlierStart',
      'The start of the earlier time in treatment must be before the start of the present treatment.',
    ],
    [
      'a form with a date that does not exist',
      { treatmentStart: '02/01/2012', 'top.1.date': '30/02/2012' },
      'top.1.date',
      'The date of TOP form 1 is not a date that exists. Write it as 16/01/2012, or leave it empty.',
    ],
    [
      'a form with 100 kB in its date',
      { treatmentStart: '02/01/2012', 'top.0.date': '1'.repeat(100_000) },
      'top.0.date',
      'The date of TOP form 1 is not a date that exists. Write it as 16/01/2012, or leave it empty.',
    ],
    [
      'a form of a kind that there is not',
      { treatmentStart: '02/01/2012', 'top.1.date': '02/01/2012', 'top.1.stage': 'Discharge' },
      'top.1.stage',
      'TOP form 1: choose its kind from the list, or "Not said".',
    ],
  ])('with %s are refused at their field', async (_what, fields, field, problem) => {
    const { status, words, text } = await typed(fields);
    expect(status).toBe(422);
    expect(words).toContain(problem);
    expect(text).toContain(`href="#${field}"`);
    expect(text).toContain(`id="${field}"`);
  });

  it('that are refused have no verdicts of dates that were saved before', async () => {
    const saved = await typed({
      date: '09/01/2012',
      reviewDate: '01/06/2012',
      treatmentStart: '02/01/2012',
      'top.0.date': '02/01/2012',
      'top.0.stage': 'start',
      'goal.0.text': 'Register with a GP by 20 January 2012',
    });
    expect(saved.words).toContain('The start form of 2 January 2012 is in its window.');
    expect(saved.text).toContain('goal-row__letters');
    const url = urls.filePlan(auditId, saved.fileId);
    const form = formTo((await amir.get(url)).text, url);
    const sent = await amir.post(url, {
      ...filledIn(form, {}, 'Save and stay'),
      treatmentExit: '28/12/2011',
    });
    expect(sent.status).toBe(422);
    const words = wordsOf(sent.text);
    expect(words).not.toContain('is in its window');
    expect(words).toContain(
      'Which forms are there is told once these dates are saved: nothing was saved, since something on this page is to be put right first.',
    );
    const letters = async (fields: Record<string, string>) =>
      (await amir.post(url, { ...filledIn(form, {}, 'Save and stay'), ...fields })).text.includes(
        'goal-row__letters',
      );
    // Letters rest on the goal and on the dates of the plan.
    expect(await letters({ treatmentExit: '28/12/2011' })).toBe(true);
    expect(await letters({ treatmentExit: '28/12/2011', date: '25/01/2012' })).toBe(false);
    expect(await letters({ treatmentExit: '28/12/2011', 'goal.0.targetDate': '25/01/2012' })).toBe(false);
  });

  it.each([
    [
      'a start after the reading',
      { treatmentStart: '05/03/2112' },
      'Treatment begins after the day of reading, so it cannot be told which forms were due.',
    ],
    [
      'an exit after the reading',
      { treatmentStart: '02/01/2012', treatmentExit: '05/03/2012' },
      'The exit of 5 March 2012 lies after the day of reading, so treatment counts as going on then.',
    ],
    [
      'a form of after the reading',
      { treatmentStart: '02/01/2012', 'top.0.date': '02/01/2112', 'top.0.stage': 'start' },
      'The TOP form of 2 January 2112, after the day of reading, was left out.',
    ],
    [
      'one form twice',
      { treatmentStart: '02/01/2012', 'top.0.date': '02/01/2012', 'top.1.date': '2.1.2012' },
      'Two TOP forms of 2 January 2012 of the same kind count as one.',
    ],
    [
      'forms and no start',
      { 'top.0.date': '02/01/2012' },
      'The start of treatment is not recorded, so it cannot be told which forms were due.',
    ],
  ])('with %s are kept, and the reason stands beside them', async (_what, fields, reason) => {
    const { status, words } = await typed(fields);
    expect(status).toBe(303);
    expect(words).toContain(reason);
  });
});
