import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { aGoal, aPlan, savePlan } from '../../support/plans.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

const BACK = 'Save and go back to the checks';

onOneEngine('the plan of a file', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let beth: Visitor;
  let auditId: number;
  let groupIds: number[];
  let files = 0;

  beforeAll(async () => {
    test = await startApp(engine);
    ({ auditId, groupIds } = await newAudit(test));
    [amir, beth] = await Promise.all([test.as('amir'), test.as('beth')]);
  });
  afterAll(() => test.close());

  const begin = (group = 0, who: 'amir' | 'lena' = 'amir') =>
    test.deps.recording.create(test.ids[who], auditId, {
      reference: `P-${(files += 1)}`,
      groupId: groupIds[group] ?? 0,
    });
  const planUrl = (fileId: number) => urls.filePlan(auditId, fileId);
  const open = async (who: Visitor, fileId: number) => {
    const { text } = await who.get(planUrl(fileId));
    return { text, form: formTo(text, planUrl(fileId)) };
  };
  const storedOf = async (fileId: number, who: 'amir' | 'beth' | 'lena' = 'amir') => {
    const review = await test.deps.recording.get(auditId, fileId, test.ids[who]);
    const audit = await test.deps.audits.get(auditId);
    const groups = await test.deps.audits.groups(auditId);
    return (await test.deps.plans.ofReading(audit, groups, review)).stored;
  };

  it('is one link away from the checks, and brings back to them', async () => {
    const fileId = await begin();
    const { text } = await amir.get(urls.file(auditId, fileId));
    expect(text).toContain(`href="${planUrl(fileId)}"`);
    expect(wordsOf(text)).toContain('Enter the plan');
    const { form } = await open(amir, fileId);
    const sent = await amir.post(planUrl(fileId), filledIn(form, {}, BACK));
    expect(sent.status).toBe(303);
    expect(sent.headers['location']).toBe(`${urls.file(auditId, fileId)}#answer.recovery_plan`);
    expect(wordsOf((await amir.get(urls.file(auditId, fileId))).text)).toContain('Enter the plan');
  });

  it('is kept as it was entered, and shown again with what was found', async () => {
    const fileId = await begin();
    const { form } = await open(amir, fileId);
    const entered = {
      date: '16/01/2012',
      reviewDate: '16.4.2012',
      orientation: 'both',
      agreed: 'yes',
      keyWorkerNamed: 'no',
      'need.drug_alcohol': ['initial_assessment', 'risk_assessment'],
      'need.housing': 'comprehensive_assessment',
      'waits.housing': 'yes',
      'goal.0.text': 'Service user to attend two AA meetings a week until 30 March 2012',
      'goal.0.domain': 'drug_alcohol',
      'goal.0.targetDate': '30/03/2012',
      'goal.0.support': 'Peer mentor',
      'goal.0.agreed': 'yes',
      // A row left out in between is no goal.
      'goal.2.text': 'Get better soon',
      treatmentStart: '20/06/2011',
      'top.0.date': '24/06/2011',
      'top.0.stage': 'start',
    };
    const sent = await amir.post(planUrl(fileId), filledIn(form, entered, 'Save and stay'));
    expect(sent.headers['location']).toBe(planUrl(fileId));
    const stored = await storedOf(fileId);
    expect(stored).toMatchObject({ version: 1, updatedByName: 'Amir Auditor' });
    expect(stored?.entry).toEqual({
      date: '2012-01-16',
      reviewDate: '2012-04-16',
      orientation: 'both',
      agreed: true,
      keyWorkerNamed: false,
      needs: [
        { domain: 'drug_alcohol', foundBy: ['initial_assessment', 'risk_assessment'], waits: false },
        { domain: 'housing', foundBy: ['comprehensive_assessment'], waits: true },
      ],
      goals: [
        {
          text: 'Service user to attend two AA meetings a week until 30 March 2012',
          domain: 'drug_alcohol',
          targetDate: '2012-03-30',
          support: 'Peer mentor',
          agreed: true,
        },
        { text: 'Get better soon', domain: null, targetDate: null, support: '', agreed: null },
      ],
      earlierStart: null,
      earlierExit: null,
      treatmentStart: '2011-06-20',
      treatmentExit: null,
      topForms: [{ date: '2011-06-24', stage: 'start' }],
    });
    const again = await open(amir, fileId);
    expect(again.form.fields).toMatchObject({
      ...entered,
      reviewDate: '16/04/2012',
      'goal.2.text': '',
      'goal.1.text': 'Get better soon',
      version: '1',
    });
    const words = wordsOf(again.text);
    expect(words).toContain('S – Specific: met');
    expect(words).toContain('T – Time-bound: not met');
    expect(words).toContain('The review form was due from 25 July 2011 to 19 December 2011 and is missing.');
    // Sent once more as it stands, nothing changes but the version.
    await amir.post(planUrl(fileId), filledIn(again.form, {}, BACK));
    expect((await storedOf(fileId))?.entry).toEqual(stored?.entry);
    expect(wordsOf((await amir.get(urls.file(auditId, fileId))).text)).toContain(
      'Plan: 2 goals, 2 needs, TOP dates',
    );
  });

  it('keeps all that was typed where something is wrong, and names each spot', async () => {
    const fileId = await begin();
    const { form } = await open(amir, fileId);
    const typed = {
      date: '30/02/2012',
      reviewDate: '16/04/2012',
      'waits.family': 'yes',
      'goal.0.text': 'Ring 07700 900123 every week',
      'goal.1.support': 'Peer mentor',
      'goal.2.text': 'DOB 3/5/1975',
      'goal.2.targetDate': 'soon',
      treatmentExit: '01/02/2012',
      'top.1.stage': 'review',
    };
    const sent = await amir.post(planUrl(fileId), filledIn(form, typed, BACK));
    expect(sent.status).toBe(422);
    expect(formTo(sent.text, planUrl(fileId)).fields).toMatchObject(typed);
    const words = wordsOf(sent.text);
    for (const problem of [
      'The date of the plan is not a date that exists.',
      'Family: tick the assessment that found the need',
      'Goal 1 holds what looks like a phone number. Take it out.',
      'Goal 2 has no text.',
      'Goal 3 holds what looks like a date of birth. Take it out.',
      'Goal 3: its target date is not a date that exists.',
      'The exit from treatment needs the start of treatment as well.',
      'The date of TOP form 1 is missing.',
    ]) {
      expect(words).toContain(problem);
    }
    for (const field of [
      'date',
      'need.family',
      'goal.0.text',
      'goal.1.text',
      'goal.2.targetDate',
      'top.1.date',
    ]) {
      expect(sent.text).toContain(`href="#${field}"`);
      expect(sent.text).toContain(`id="${field}"`);
    }
    expect(await storedOf(fileId)).toBeNull();
  });

  it('has room for more goals after each save, without a script', async () => {
    const fileId = await begin();
    const { form } = await open(amir, fileId);
    const rows = Object.keys(form.fields).filter((name) => name.endsWith('.text'));
    expect(rows).toHaveLength(3);
    const goals = Object.fromEntries(rows.map((name, i) => [name, `Attend clinic ${i + 1} by 3 March 2012`]));
    const sent = await amir.post(planUrl(fileId), filledIn(form, goals, 'Save and add more goals'));
    expect(sent.headers['location']).toBe(`${planUrl(fileId)}#more`);
    const again = await open(amir, fileId);
    expect(Object.keys(again.form.fields).filter((name) => name.endsWith('.text'))).toHaveLength(6);
  });

  it('writes to the activity that it was saved, and no word of it', async () => {
    const fileId = await begin();
    await savePlan(test, 'amir', auditId, fileId, aPlan({ goals: [aGoal('Attend the Zebra group')] }));
    expect(await activityOf(test, auditId)).toContain(`recoveryPlan.saved case file ${fileId}`);
    const { text } = await (await test.as('lena')).get(urls.auditActivity(auditId));
    expect(text).not.toContain('Zebra');
  });

  it('asks for no TOP dates in a group that has no forms due', async () => {
    const fileId = await begin(1);
    const { text, form } = await open(amir, fileId);
    expect(form.fields).not.toHaveProperty('treatmentStart');
    expect(wordsOf(text)).toContain('No TOP forms are due in this group');
  });

  it('can be read but not changed once the audit is closed', async () => {
    const closed = await newAudit(test, { title: 'Closing' });
    const fileId = await test.deps.recording.create(test.ids.lena, closed.auditId, {
      reference: 'C-1',
      groupId: closed.groupIds[0] ?? 0,
    });
    await savePlan(test, 'lena', closed.auditId, fileId, aPlan());
    const url = urls.filePlan(closed.auditId, fileId);
    const form = formTo((await amir.get(url)).text, url);
    await test.deps.steps.changeState(test.ids.lena, closed.auditId, 'close');
    expect(formTo((await amir.get(url)).text, url).buttons).toEqual([]);
    const sent = await amir.post(url, filledIn(form, { date: '' }, BACK));
    expect(sent.status).toBe(409);
    expect(wordsOf(sent.text)).toContain('The audit is closed');
  });

  describe('changed by two people', () => {
    it('is saved by neither over the other: both versions are shown, and each part is chosen', async () => {
      const fileId = await begin();
      const [kept, dropped] = [aGoal('Attend the clinic by 3 March 2012'), aGoal('See the GP soon')];
      await savePlan(test, 'amir', auditId, fileId, aPlan({ goals: [kept, dropped] }));
      const mine = await open(amir, fileId);
      const theirs = await open(beth, fileId);
      await beth.post(
        planUrl(fileId),
        filledIn(
          theirs.form,
          { 'goal.2.text': 'Beth’s goal by 1 March 2012', orientation: 'reduction' },
          BACK,
        ),
      );
      // Amir takes one goal out, adds another, and says otherwise of the orientation.
      const sent = await amir.post(
        planUrl(fileId),
        filledIn(
          mine.form,
          {
            'goal.1.text': '',
            'goal.1.domain': '',
            'goal.1.support': '',
            'goal.1.agreed': '',
            'goal.2.text': 'Amir’s goal by 2 March 2012',
            orientation: 'both',
          },
          BACK,
        ),
      );
      expect(sent.status).toBe(409);
      expect(await storedOf(fileId)).toMatchObject({ version: 2, entry: { orientation: 'reduction' } });
      const words = wordsOf(sent.text);
      expect(words).toContain('Beth Auditor saved this plan');
      expect(words).toContain('What you entered is not saved yet, and it is not lost.');
      expect(words).toContain('There are 4 differences.');
      const form = formTo(sent.text, planUrl(fileId));
      const chosen = Object.entries(form.fields).filter(([name]) => name.startsWith('choose.'));
      // What one alone has changed is chosen; of the orientation both have said something.
      expect(chosen.map(([, whose]) => String(whose)).toSorted()).toEqual(['theirs', 'yours', 'yours']);

      const undecided = await amir.post(planUrl(fileId), filledIn(form, {}, 'Save this choice'));
      expect(undecided.status).toBe(422);
      expect(wordsOf(undecided.text)).toContain('Orientation: choose which of the two is right.');

      const names = Object.keys(form.choices).filter((name) => !(name in form.fields));
      expect(names).toHaveLength(1);
      const again = formTo(undecided.text, planUrl(fileId));
      const saved = await amir.post(
        planUrl(fileId),
        filledIn(again, { [names[0] ?? '']: 'yours' }, 'Save this choice'),
      );
      expect(saved.status).toBe(303);
      const after = await storedOf(fileId);
      expect(after).toMatchObject({ version: 3, entry: { orientation: 'both' } });
      expect(after?.entry.goals.map(({ text }) => text)).toEqual([
        kept.text,
        'Beth’s goal by 1 March 2012',
        'Amir’s goal by 2 March 2012',
      ]);
    });

    it('shows both versions also where there was no plan before, and a third version anew', async () => {
      const fileId = await begin();
      const mine = await open(amir, fileId);
      await savePlan(test, 'beth', auditId, fileId, aPlan({ goals: [aGoal('Beth’s first goal')] }));
      const sent = await amir.post(
        planUrl(fileId),
        filledIn(mine.form, { 'goal.0.text': 'Amir’s first goal' }, BACK),
      );
      expect(sent.status).toBe(409);
      await savePlan(test, 'beth', auditId, fileId, aPlan({ goals: [aGoal('Beth’s second goal')] }));
      const late = await amir.post(
        planUrl(fileId),
        filledIn(formTo(sent.text, planUrl(fileId)), {}, 'Save this choice'),
      );
      expect(late.status).toBe(409);
      expect(wordsOf(late.text)).toContain('Beth’s second goal');
      expect(wordsOf(late.text)).toContain('Amir’s first goal');
      const saved = await amir.post(
        planUrl(fileId),
        filledIn(formTo(late.text, planUrl(fileId)), {}, 'Save this choice'),
      );
      expect(saved.status).toBe(303);
      expect((await storedOf(fileId))?.entry.goals.map(({ text }) => text)).toEqual([
        'Beth’s second goal',
        'Amir’s first goal',
      ]);
    });
  });

  describe('of a file that is read twice', () => {
    it('is one of each reading, and neither reader sees the other’s', async () => {
      const second = await newAudit(test, { title: 'Twice' });
      const fileId = await test.deps.recording.create(test.ids.lena, second.auditId, {
        reference: 'T-1',
        groupId: second.groupIds[0] ?? 0,
      });
      const url = urls.filePlan(second.auditId, fileId);
      await savePlan(test, 'lena', second.auditId, fileId, aPlan({ goals: [aGoal('Lena’s goal')] }));
      await saveReading(test, 'lena', second.auditId, fileId);
      const early = formTo((await beth.get(url)).text, url);
      await drawAll(test, second.auditId);

      // Opened before the draw: it showed the first reading, and is none of a second reader's.
      const refused = await beth.post(url, filledIn(early, { date: '01/01/2012' }, BACK));
      expect(refused.status).toBe(409);
      expect(wordsOf(refused.text)).toContain('drawn to be read a second time');

      const blind = await beth.get(url);
      expect(blind.text).not.toContain('Lena’s goal');
      expect(wordsOf(blind.text)).toContain('Second reading');
      await beth.post(url, filledIn(formTo(blind.text, url), { 'goal.0.text': 'Beth’s goal' }, BACK));
      expect((await beth.get(url)).text).toContain('Beth’s goal');
      const lena = await test.as('lena');
      const first = await lena.get(url);
      expect(first.text).toContain('Lena’s goal');
      expect(first.text).not.toContain('Beth’s goal');

      await saveReading(test, 'beth', second.auditId, fileId);
      const frozen = await lena.post(url, filledIn(formTo(first.text, url), { date: '' }, BACK));
      expect(frozen.status).toBe(409);
      expect(wordsOf(frozen.text)).toContain('Both readings of this case file are complete');
    });

    it('makes whoever enters it first a reader of the file', async () => {
      const twice = await newAudit(test, { title: 'Readers' });
      const fileId = await test.deps.recording.create(test.ids.lena, twice.auditId, {
        reference: 'R-1',
        groupId: twice.groupIds[0] ?? 0,
      });
      await saveReading(test, 'lena', twice.auditId, fileId);
      await savePlan(test, 'beth', twice.auditId, fileId, aPlan());
      await drawAll(test, twice.auditId);
      expect((await test.deps.recording.get(twice.auditId, fileId, test.ids.beth)).number).toBe(1);
      expect((await test.deps.recording.get(twice.auditId, fileId, test.ids.amir)).number).toBe(2);
    });
  });
});
