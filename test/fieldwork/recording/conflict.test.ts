import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { complete } from '../../support/complete.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';

onOneEngine('two people with one case file open', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let beth: Visitor;
  let lena: Visitor;
  let auditId: number;
  let groupIds: number[];
  let fileId: number;
  let url: string;
  let number = 0;

  beforeAll(async () => {
    test = await startApp(engine);
    [amir, beth, lena] = await Promise.all([test.as('amir'), test.as('beth'), test.as('lena')]);
    ({ auditId, groupIds } = await newAudit(test));
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    number += 1;
    fileId = await test.deps.recording.create(test.ids.lena, auditId, {
      reference: `F-${number}`,
      groupId: groupIds[0] ?? 0,
    });
    url = urls.file(auditId, fileId);
    const base = { 'answer.recovery_plan': 'yes', 'comment.balance': 'From before.' };
    await save(lena, base);
  });

  const formOf = (html: string) => formTo(html, url);
  const open = async (visitor: Visitor) => formOf((await visitor.get(url)).text);
  async function save(visitor: Visitor, changes: Record<string, string>, button = 'Save'): Promise<void> {
    const answer = await visitor.post(url, filledIn(await open(visitor), changes, button));
    expect(answer.status, answer.text).toBe(303);
  }
  const saved = () => test.deps.recording.get(auditId, fileId);

  it('shows both versions to the one who saves later, and writes nothing', async () => {
    const form = await open(amir);
    await save(beth, {
      'answer.smart': 'yes',
      'answer.gender': 'male',
      'comment.smart': 'Beth: three dates.',
      comment: 'Beth on the whole.',
    });
    const lines = await activityOf(test, auditId);
    const answer = await amir.post(
      url,
      filledIn(
        form,
        {
          'answer.smart': 'no',
          'answer.all_needs': 'no',
          'answer.months_in_treatment': '9',
          'comment.smart': 'Amir: "soon" is no <date>.',
          comment: 'Amir on the whole.',
        },
        'Save',
      ),
    );
    expect(answer.status).toBe(409);
    expect(await activityOf(test, auditId)).toEqual(lines);
    expect((await saved()).version).toBe(3);

    const words = wordsOf(answer.text);
    expect(words).toContain('Beth Auditor saved this file on');
    expect(words).toContain('There are 6 differences.');
    for (const text of [
      'Are the plan’s goals SMART?',
      'Beth: three dates.',
      'Amir: "soon" is no <date>.',
      'Beth on the whole.',
      'Amir on the whole.',
    ]) {
      expect(words).toContain(text);
    }
    const choice = formOf(answer.text);
    // Where only one of the two changed something, that is chosen already; where both did, nothing is.
    expect(choice.choices).toMatchObject({ 'answer.smart': ['yes', 'no'], 'answer.gender': ['male', ''] });
    expect(choice.fields).toMatchObject({
      'answer.gender': 'male',
      'answer.all_needs': 'no',
      'answer.months_in_treatment': '9',
      'comment.smart': 'Beth: three dates.\r\nAmir: "soon" is no <date>.',
      comment: 'Beth on the whole.\r\nAmir on the whole.',
      version: '3',
    });
    expect(choice.fields).not.toHaveProperty('answer.smart');
    expect(choice.fields).not.toHaveProperty('comment.balance');
    expect(choice.fields).not.toHaveProperty('answer.recovery_plan');
  });

  it('saves what was chosen, with the comments of both', async () => {
    const form = await open(amir);
    await save(beth, { 'answer.smart': 'yes', 'answer.gender': 'male', 'comment.smart': 'Of Beth.' });
    const page = await amir.post(
      url,
      filledIn(
        form,
        { 'answer.smart': 'no', 'answer.all_needs': 'na', 'comment.smart': 'Of Amir.' },
        'Save and complete',
      ),
    );
    const choice = formOf(page.text);
    const done = await complete(amir, url, choice, { 'answer.smart': 'no' }, 'Save this choice and complete');
    expect(done.status).toBe(303);
    const review = await saved();
    expect(Object.fromEntries(review.answers)).toEqual({
      recovery_plan: 'yes',
      smart: 'no',
      all_needs: 'na',
      gender: 'male',
    });
    expect(Object.fromEntries(review.comments)).toEqual({
      balance: 'From before.',
      smart: 'Of Beth.\nOf Amir.',
    });
    expect(review.completedAt).not.toBeNull();
    // Beth's, the choice, and the press that went on although answers are missing.
    expect(review.version).toBe(5);
  });

  it('can take the saved version, and can put in what is not recorded', async () => {
    await save(lena, { 'answer.smart': 'yes', 'answer.balance': 'yes' });
    const form = await open(amir);
    await save(beth, { 'answer.smart': 'na', 'answer.balance': 'no' });
    const page = await amir.post(url, filledIn(form, { 'answer.smart': 'no', 'answer.balance': '' }, 'Save'));
    expect(formOf(page.text).choices['answer.balance']).toEqual(['no', '']);
    const sent = filledIn(
      formOf(page.text),
      { 'answer.smart': 'na', 'answer.balance': '' },
      'Save this choice',
    );
    expect((await amir.post(url, sent)).status).toBe(303);
    const { answers } = await saved();
    expect([answers.get('smart'), answers.has('balance')]).toEqual(['na', false]);
  });

  it('does not double a comment that only one of the two has changed', async () => {
    const form = await open(amir);
    await save(beth, { 'answer.gender': 'male', 'comment.smart': 'Of Beth alone.' });
    const page = await amir.post(
      url,
      filledIn(form, { 'comment.balance': 'From before, and now more.', 'answer.gender': 'other' }, 'Save'),
    );
    expect(page.status).toBe(409);
    expect(formOf(page.text).fields).toMatchObject({
      'comment.balance': 'From before, and now more.',
      'comment.smart': 'Of Beth alone.',
    });
    // What was there before is still to be read beside it.
    expect(wordsOf(page.text)).toContain('From before.');
  });

  it('asks again, at 422, where no choice was made, and loses nothing of the rest', async () => {
    const form = await open(amir);
    await save(beth, {
      'answer.smart': 'yes',
      'answer.balance': 'yes',
      'comment.smart': 'Of Beth.',
    });
    const first = await amir.post(
      url,
      filledIn(
        form,
        {
          'answer.smart': 'no',
          'answer.balance': 'no',
          'answer.months_in_treatment': '3',
          'comment.smart': 'Of Amir.',
        },
        'Save and complete',
      ),
    );
    const typed = filledIn(
      formOf(first.text),
      { 'answer.balance': 'no', 'comment.smart': 'Of Beth.\r\nOf Amir.\r\nBoth agree now.' },
      'Save this choice and complete',
    );
    const lines = await activityOf(test, auditId);
    let answer = await amir.post(url, typed);
    for (let again = 0; again < 2; again += 1) {
      expect(answer.status).toBe(422);
      expect(answer.text.match(/There is a problem/g)).toHaveLength(1);
      expect(answer.text).toContain('href="#answer.smart"');
      expect(answer.text).toContain('id="answer.smart"');
      const form422 = formOf(answer.text);
      expect(form422.choices['answer.smart']).toEqual(['yes', 'no']);
      // Still nobody's choice: pressing the button again must not decide it.
      expect(form422.fields).not.toHaveProperty('answer.smart');
      expect(form422.fields).toMatchObject({
        'answer.balance': 'no',
        'answer.months_in_treatment': '3',
        'comment.smart': 'Of Beth.\r\nOf Amir.\r\nBoth agree now.',
      });
      answer = await amir.post(url, filledIn(form422, {}, 'Save this choice and complete'));
    }
    expect(await activityOf(test, auditId)).toEqual(lines);
    const sent = await complete(
      amir,
      url,
      formOf(answer.text),
      { 'answer.smart': 'yes' },
      'Save this choice and complete',
    );
    expect(sent.status).toBe(303);
    const review = await saved();
    expect(Object.fromEntries(review.answers)).toEqual({
      recovery_plan: 'yes',
      smart: 'yes',
      balance: 'no',
      months_in_treatment: '3',
    });
    expect(review.comments.get('smart')).toBe('Of Beth.\nOf Amir.\nBoth agree now.');
    expect(review.completedAt).not.toBeNull();
  });

  it('asks once more when a third person has saved meanwhile', async () => {
    const form = await open(amir);
    await save(beth, { 'answer.smart': 'yes', 'answer.balance': 'yes', 'comment.smart': 'Of Beth.' });
    const first = await amir.post(
      url,
      filledIn(
        form,
        { 'answer.smart': 'no', 'answer.balance': 'na', 'comment.smart': 'Of Amir.', comment: 'Amir.' },
        'Save',
      ),
    );
    await save(lena, { 'answer.referrals': 'no', 'comment.smart': 'Of Beth. Of Lena.' });
    // Amir has chosen one of the two and left the other.
    const second = await amir.post(
      url,
      filledIn(formOf(first.text), { 'answer.smart': 'no' }, 'Save this choice'),
    );
    expect(second.status).toBe(409);
    expect(wordsOf(second.text)).toContain('Lena Lead saved this file on');
    const form409 = formOf(second.text);
    expect(form409.fields).toMatchObject({ 'answer.smart': 'no', comment: 'Amir.', version: '4' });
    expect(form409.fields).not.toHaveProperty('answer.balance');
    // What Lena alone recorded is no question between them.
    expect(form409.choices).not.toHaveProperty('answer.referrals');
    const comment = String(form409.fields['comment.smart']);
    for (const words of ['Of Beth.', 'Of Lena.', 'Of Amir.']) expect(comment).toContain(words);

    const last = await amir.post(url, filledIn(form409, { 'answer.balance': 'yes' }, 'Save this choice'));
    expect(last.status).toBe(303);
    const review = await saved();
    expect(Object.fromEntries(review.answers)).toEqual({
      recovery_plan: 'yes',
      smart: 'no',
      balance: 'yes',
      referrals: 'no',
    });
    expect(review.comment).toBe('Amir.');
  });

  it('asks about reference and group as about everything else', async () => {
    const form = await open(amir);
    await save(beth, { reference: `B-${number}`, groupId: String(groupIds[1]) });
    const page = await amir.post(url, filledIn(form, { reference: `A-${number}` }, 'Save'));
    expect(page.status).toBe(409);
    expect(wordsOf(page.text)).toContain('Birch');
    const choice = formOf(page.text);
    expect(choice.choices).toMatchObject({
      reference: [`B-${number}`, `A-${number}`],
      groupId: groupIds.map(String).toReversed(),
    });
    expect(choice.fields).not.toHaveProperty('reference');
    expect(choice.fields['groupId']).toBe(String(groupIds[1]));
    const undecided = await amir.post(url, filledIn(choice, {}, 'Save this choice'));
    expect(undecided.status).toBe(422);
    const sent = filledIn(formOf(undecided.text), { reference: `A-${number}` }, 'Save this choice');
    expect((await amir.post(url, sent)).status).toBe(303);
    expect(await saved()).toMatchObject({ reference: `A-${number}`, groupId: groupIds[1] });
  });

  it('does not take a comment that is too long once both are in one box, and keeps it', async () => {
    const form = await open(amir);
    await save(beth, { comment: 'b'.repeat(4000) });
    const page = await amir.post(url, filledIn(form, { comment: 'a'.repeat(4000) }, 'Save'));
    const both = `${'b'.repeat(4000)}\r\n${'a'.repeat(4000)}`;
    expect(formOf(page.text).fields['comment']).toBe(both);
    const tooLong = await amir.post(url, filledIn(formOf(page.text), {}, 'Save this choice'));
    expect(tooLong.status).toBe(422);
    expect(tooLong.text).toContain('is too long: it can have at most 4000 characters.');
    expect(formOf(tooLong.text).fields['comment']).toBe(both);
    const cut = filledIn(formOf(tooLong.text), { comment: 'b and a' }, 'Save this choice');
    expect((await amir.post(url, cut)).status).toBe(303);
    expect((await saved()).comment).toBe('b and a');
  });

  it('shows a number that cannot be read as one of the two versions', async () => {
    const form = await open(amir);
    await save(beth, { 'answer.months_in_treatment': '12' });
    const page = await amir.post(url, filledIn(form, { 'answer.months_in_treatment': 'a year' }, 'Save'));
    expect(page.status).toBe(409);
    const wrong = filledIn(formOf(page.text), { 'answer.months_in_treatment': 'a year' }, 'Save this choice');
    const refused = await amir.post(url, wrong);
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain('must be a number from 0 to 600');
    expect((await saved()).answers.get('months_in_treatment')).toBe('12');
  });

  it('goes on in one step where both have said the same', async () => {
    const form = await open(amir);
    await save(beth, { 'answer.smart': 'yes' });
    const page = await amir.post(url, filledIn(form, { 'answer.smart': 'yes' }, 'Save'));
    expect(page.status).toBe(409);
    expect(wordsOf(page.text)).toContain('Both versions say the same.');
    expect((await amir.post(url, filledIn(formOf(page.text), {}, 'Save this choice'))).status).toBe(303);
    expect((await saved()).answers.get('smart')).toBe('yes');
  });

  it('leaves the choice on the page when the audit was closed meanwhile', async () => {
    const own = await newAudit(test, { title: 'Closed under the choice' });
    const id = await test.deps.recording.create(test.ids.lena, own.auditId, {
      reference: 'Y',
      groupId: own.groupIds[0] ?? 0,
    });
    const there = urls.file(own.auditId, id);
    const formThere = async (visitor: Visitor) => formTo((await visitor.get(there)).text, there);
    const form = await formThere(amir);
    await beth.post(there, filledIn(await formThere(beth), { comment: 'Of Beth.' }, 'Save'));
    const page = await amir.post(there, filledIn(form, { comment: 'Of Amir.' }, 'Save'));
    await test.deps.steps.changeState(test.ids.lena, own.auditId, 'close');
    const answer = await amir.post(there, filledIn(formTo(page.text, there), {}, 'Save this choice'));
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('What you entered is not saved.');
    expect(answer.text).toContain('Of Amir.');
    expect((await test.deps.recording.get(own.auditId, id)).comment).toBe('Of Beth.');
  });
});
