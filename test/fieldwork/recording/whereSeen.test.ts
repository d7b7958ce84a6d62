import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';

onOneEngine('where an answer was seen', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let beth: Visitor;
  let auditId: number;
  let groupIds: number[];
  let fileId: number;
  let url: string;
  let number = 0;

  beforeAll(async () => {
    test = await startApp(engine);
    [amir, beth] = await Promise.all([test.as('amir'), test.as('beth')]);
    ({ auditId, groupIds } = await newAudit(test));
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    number += 1;
    fileId = await test.deps.recording.create(test.ids.lena, auditId, {
      reference: `S-${number}`,
      groupId: groupIds[0] ?? 0,
    });
    url = urls.file(auditId, fileId);
  });

  const open = async (visitor: Visitor) => formTo((await visitor.get(url)).text, url);
  const send = async (visitor: Visitor, changes: Record<string, string>) =>
    visitor.post(url, filledIn(await open(visitor), changes, 'Save'));
  const saved = () => test.deps.recording.get(auditId, fileId);
  const ofDay = (offset: number) =>
    new Date(test.deps.now().getTime() + offset * 86_400_000).toISOString().slice(0, 10);

  it('is kept beside the answer, shown again as it was written, and taken away again', async () => {
    const answer = await send(amir, {
      'answer.smart': 'yes',
      'seen.smart': '  Care plan,  page 3 ',
      'dated.smart': '3/2/2012',
      'dated.balance': '2012-02-04',
    });
    expect(answer.status, answer.text).toBe(303);
    const { places, entryDates, answers } = await saved();
    expect([places, entryDates]).toEqual([
      new Map([['smart', 'Care plan, page 3']]),
      new Map([
        ['smart', '2012-02-03'],
        ['balance', '2012-02-04'],
      ]),
    ]);
    const form = await open(amir);
    expect([form.fields['seen.smart'], form.fields['dated.smart']]).toEqual([
      'Care plan, page 3',
      '03/02/2012',
    ]);
    await send(amir, { 'seen.smart': '', 'dated.smart': '', 'dated.balance': '' });
    const after = await saved();
    expect([after.places.size, after.entryDates.size]).toEqual([0, 0]);
    expect(after.answers).toEqual(answers);
  });

  it.each([
    ['dated.smart', 'soon', 'must be a date such as 28/02/2012'],
    ['seen.smart', '943 476 5919', 'holds what looks like an NHS number. Take it out.'],
    ['seen.smart', 'p'.repeat(121), 'it can have at most 120 characters.'],
  ])(
    'refuses %s %s, keeps what was typed, and opens the box in which it stands',
    async (name, typed, why) => {
      const answer = await send(amir, { [name]: typed, 'answer.smart': 'yes' });
      expect(answer.status).toBe(422);
      expect(wordsOf(answer.text)).toContain(why);
      expect(formTo(answer.text, url).fields[name]).toBe(typed);
      expect(answer.text).toMatch(/check-row__comment[^>]* open>/);
      expect((await saved()).version).toBe(1);
    },
  );

  it('takes an entry of today and none of tomorrow, from the form and from a single change', async () => {
    const tomorrow = await send(amir, { 'dated.smart': ofDay(1) });
    expect(tomorrow.status).toBe(422);
    expect(wordsOf(tomorrow.text)).toContain('is in the future: enter the day of the entry in the file.');
    expect((await send(amir, { 'dated.smart': ofDay(0) })).status).toBe(303);
    expect((await saved()).entryDates.get('smart')).toBe(ofDay(0));
  });

  it('is part of both versions where two have saved', async () => {
    const form = await open(amir);
    await send(beth, { 'seen.smart': 'Page 2', 'dated.balance': '1/2/2012' });
    const answer = await amir.post(url, filledIn(form, { 'seen.smart': 'Page 9' }, 'Save'));
    expect(answer.status).toBe(409);
    const words = wordsOf(answer.text);
    expect(words).toMatch(/Where the answer to “[^”]+” was seen/);
    expect(words).toContain('Page 2');
    expect(words).toContain('Page 9');
    expect(words).toContain('01/02/2012');
    const chosen = await amir.post(
      url,
      filledIn(formTo(answer.text, url), { 'seen.smart': 'Page 9' }, 'Save this choice'),
    );
    expect(chosen.status, chosen.text).toBe(303);
    expect((await saved()).places.get('smart')).toBe('Page 9');
    expect((await saved()).entryDates.get('balance')).toBe('2012-02-01');
  });
});
