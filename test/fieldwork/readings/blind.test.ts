import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { complete } from '../../support/complete.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

/** What only the first reader has written, and what only the second. */
const FIRST = ['first-on-smart', 'first-on-the-whole', 'first-drug'];
const SECOND = ['second-on-smart', 'second-on-the-whole'];

onOneEngine('the two readers of a file', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let beth: Visitor;
  let auditId: number;
  let groupId: number;
  let fileId: number;
  let url: string;
  let number = 0;

  beforeAll(async () => {
    test = await startApp(engine);
    [lena, amir, beth] = await Promise.all([test.as('lena'), test.as('amir'), test.as('beth')]);
    ({
      auditId,
      groupIds: [groupId = 0],
    } = await newAudit(test));
  });
  afterAll(() => test.close());

  /** A file that Amir has read: yes for the plan, no for its goals, and comments that give him away. */
  beforeEach(async () => {
    number += 1;
    fileId = await test.deps.recording.create(test.ids.amir, auditId, { reference: `F-${number}`, groupId });
    await saveReading(test, 'amir', auditId, fileId, {
      answers: { recovery_plan: 'yes', smart: 'no', gender: 'female' },
      comments: { smart: 'first-on-smart', balance: 'first-drug' },
      comment: 'first-on-the-whole',
    });
    await drawAll(test, auditId);
    url = urls.file(auditId, fileId);
  });

  const formOf = async (visitor: Visitor) => formTo((await visitor.get(url)).text, url);
  const save = async (visitor: Visitor, changes: Record<string, string>, button: string) => {
    const answer = await complete(visitor, url, await formOf(visitor), changes, button);
    expect(answer.status, answer.text).toBe(303);
  };
  const secondly = {
    'answer.recovery_plan': 'yes',
    'answer.smart': 'yes',
    'comment.smart': 'second-on-smart',
    comment: 'second-on-the-whole',
  };
  const tells = (text: string, words: string[]) => words.filter((word) => text.includes(word));

  it('see each their own, by whatever address they ask', async () => {
    const asked = [
      url,
      urls.fileRemove(auditId, fileId),
      urls.files(auditId),
      urls.reading(auditId, fileId),
      urls.readings(auditId),
      urls.results(auditId),
      `${url}?reading=1`,
    ];
    for (const visitor of [beth, lena]) {
      for (const address of asked) {
        expect(tells((await visitor.get(address)).text, FIRST), address).toEqual([]);
      }
    }
    const form = await formOf(beth);
    expect(form.fields).toMatchObject({
      'answer.recovery_plan': '',
      'answer.smart': '',
      'answer.gender': '',
      'comment.smart': '',
      comment: '',
    });
    expect(JSON.parse(String(form.fields['base']))).toMatchObject({ 'answer.smart': '', comment: '' });
    expect(wordsOf((await beth.get(url)).text)).toContain('Answer from the notes alone');

    await save(beth, secondly, 'Save');
    for (const address of asked) {
      expect(tells((await amir.get(address)).text, SECOND), address).toEqual([]);
    }
    expect((await formOf(amir)).fields).toMatchObject({
      'answer.smart': 'no',
      'comment.smart': 'first-on-smart',
      'answer.gender': 'female',
    });
    expect((await formOf(beth)).fields).toMatchObject({ 'answer.smart': 'yes', 'answer.gender': '' });
    // Nor does the lead see either before both are complete.
    const lead = (await lena.get(urls.reading(auditId, fileId))).text;
    expect(tells(lead, [...FIRST, ...SECOND])).toEqual([]);
    expect(wordsOf(lead)).toContain('The first is complete, the second is not complete.');
  });

  it('do not see the other’s reading when both are complete either, and can change neither', async () => {
    await save(beth, secondly, 'Save and complete');
    expect(tells((await beth.get(url)).text, FIRST)).toEqual([]);
    expect(tells((await amir.get(url)).text, SECOND)).toEqual([]);
    for (const [who, visitor] of [
      ['amir', amir],
      ['beth', beth],
    ] as const) {
      expect(wordsOf((await visitor.get(url)).text)).toContain('Both readings of this file are complete');
      const { version } = await test.deps.recording.get(auditId, fileId, test.ids[who]);
      const lines = await activityOf(test, auditId);
      const answer = await visitor.post(url, {
        version: String(version),
        reference: `F-${number}`,
        groupId: String(groupId),
        'answer.smart': 'na',
        intent: 'uncomplete',
      });
      expect(answer.status).toBe(422);
      expect(wordsOf(answer.text)).toContain('What you entered is not saved.');
      expect(tells(answer.text, who === 'amir' ? SECOND : FIRST)).toEqual([]);
      expect(await activityOf(test, auditId)).toEqual(lines);
    }
    // The lead, who has read neither, sees both where they are settled.
    const lead = (await lena.get(urls.reading(auditId, fileId))).text;
    expect(tells(lead, ['first-on-smart', 'second-on-smart'])).toEqual(['first-on-smart', 'second-on-smart']);
    expect((await amir.get(urls.reading(auditId, fileId))).status).toBe(403);
    expect((await beth.get(urls.reading(auditId, fileId))).status).toBe(403);
  });

  it('do not learn the first answers from the results of a small group before the second reading is complete', async () => {
    const own = await newAudit(test, { title: 'One file in a group' });
    const [group = 0] = own.groupIds;
    const id = await test.deps.recording.create(test.ids.amir, own.auditId, {
      reference: 'A',
      groupId: group,
    });
    await saveReading(test, 'amir', own.auditId, id, { answers: { smart: 'no' } });
    expect((await beth.get(urls.results(own.auditId))).status).toBe(200);
    await drawAll(test, own.auditId);
    const refused = await beth.get(urls.results(own.auditId));
    expect(refused.status).toBe(403);
    expect(wordsOf(refused.text)).toContain('you can see the results once its second reading is complete');
    // Who has made the first reading cannot make the second, and the lead sees the first ones anyway.
    expect((await amir.get(urls.results(own.auditId))).status).toBe(200);
    expect((await lena.get(urls.results(own.auditId))).status).toBe(200);
    await saveReading(test, 'beth', own.auditId, id);
    expect((await beth.get(urls.results(own.auditId))).status).toBe(200);
  });

  it('show two second readers both of their versions, and nothing of the first', async () => {
    const form = await formOf(lena);
    await save(beth, secondly, 'Save');
    const answer = await lena.post(url, filledIn(form, { 'answer.smart': 'na' }, 'Save'));
    expect(answer.status).toBe(409);
    expect(tells(answer.text, FIRST)).toEqual([]);
    const choice = formTo(answer.text, url);
    expect(choice.choices['answer.smart']).toEqual(['yes', 'na']);
    expect(choice.choices).not.toHaveProperty('answer.gender');
    const sent = filledIn(choice, { 'answer.smart': 'na' }, 'Save this choice');
    expect((await lena.post(url, sent)).status).toBe(303);
    expect((await formOf(beth)).fields['answer.smart']).toBe('na');
    expect((await formOf(amir)).fields['answer.smart']).toBe('no');
  });

  it('do not let a form of the first reading become the second, whatever its version', async () => {
    const early = await test.deps.recording.create(test.ids.amir, auditId, {
      reference: `E-${number}`,
      groupId,
    });
    await saveReading(test, 'amir', auditId, early, { comments: { smart: 'first-on-smart' } });
    const there = urls.file(auditId, early);
    // Beth looks at the file before it is drawn.
    const form = formTo((await beth.get(there)).text, there);
    await drawAll(test, auditId);
    for (const version of [String(form.fields['version']), '1', '0', '']) {
      const answer = await beth.post(there, { ...filledIn(form, {}, 'Save'), version });
      expect(answer.status).toBe(409);
      expect(wordsOf(answer.text)).toContain('drawn to be read a second time since you opened it');
    }
    // A version that she has guessed leads to two versions of her own reading.
    const guessed = await beth.post(there, { ...filledIn(form, {}, 'Save'), version: '99' });
    expect(guessed.status).toBe(409);
    const second = await test.deps.recording.get(auditId, early, test.ids.beth);
    expect([second.number, second.answers.size, second.comments.size]).toEqual([2, 0, 0]);
  });

  it('cannot change the first reading by saving, nor the file’s name and group from the second', async () => {
    await save(beth, { 'answer.smart': 'na' }, 'Save');
    const form = await formOf(beth);
    expect(form.choices).not.toHaveProperty('groupId');
    const sent = { ...filledIn(form, {}, 'Save'), reference: 'RENAMED', groupId: '1' };
    expect((await beth.post(url, sent)).status).toBe(303);
    const first = await test.deps.recording.get(auditId, fileId, test.ids.amir);
    expect(first).toMatchObject({ number: 1, reference: `F-${number}`, groupId });
    expect(first.answers.get('smart')).toBe('no');
    // Saving the first does not disturb the second either.
    await save(amir, { 'answer.smart': 'yes', reference: `G-${number}` }, 'Save');
    expect((await test.deps.recording.get(auditId, fileId, test.ids.beth)).answers.get('smart')).toBe('na');
    expect((await formOf(beth)).fields['reference']).toBe(`G-${number}`);
    expect(
      (await activityOf(test, auditId)).filter((line) => line === `caseFile.saved case file ${fileId}`),
    ).toHaveLength(3);
  });

  it('find the file in their lists, each as their own', async () => {
    const lineFor = async (visitor: Visitor) =>
      tablesOf((await visitor.get(urls.files(auditId))).text)
        .flatMap((table) => table.rows)
        .find((row) => row[0] === `F-${number}`)
        ?.slice(1, 3);
    expect(await lineFor(amir)).toEqual(['Complete, 19 not recorded', '3 of 22']);
    expect(await lineFor(beth)).toEqual(['Second reading: to do', '0 of 22']);
    const toRead = (await beth.get(urls.files(auditId))).text;
    expect(wordsOf(toRead)).toContain('can be read a second time by you');
    // Named with a link, so that nobody has to look for the mark in long lists.
    const named = toRead.slice(toRead.indexOf('it shows whether two people answer alike'));
    expect(named.slice(0, named.indexOf('</p>'))).toMatch(new RegExp(`href="[^"]+">F-${number}<`));
    expect(wordsOf((await amir.get(urls.files(auditId))).text)).not.toContain('a second time by you');
    await save(beth, { 'answer.smart': 'yes' }, 'Save');
    expect(await lineFor(beth)).toEqual(['Second reading: in progress', '1 of 22']);
    await save(beth, {}, 'Save and complete');
    expect(await lineFor(beth)).toEqual(['Second reading: complete, 21 not recorded', '1 of 22']);
    expect(await lineFor(amir)).toEqual(['Complete, 19 not recorded', '3 of 22']);
  });

  it('say that there is all to do while nobody has begun, whatever the group leaves out', async () => {
    const own = await newAudit(test, {
      groups: [{ name: 'Open access', exclusions: ['top_missing', 'smart'] }],
    });
    const file = { reference: 'OPEN', groupId: own.groupIds[0] ?? 0 };
    const id = await test.deps.recording.create(test.ids.amir, own.auditId, file);
    const line = async (visitor: Visitor) =>
      tablesOf((await visitor.get(urls.files(own.auditId))).text)[0]
        ?.rows.at(-1)
        ?.slice(1, 3);
    // Opened, as when the papers are looked for, and not read.
    expect(await line(amir)).toEqual(['To do', '0 of 22']);
    await saveReading(test, 'amir', own.auditId, id, { answers: { balance: 'yes' } });
    expect(await line(amir)).toEqual(['Complete, 19 not recorded', '3 of 22']);
    await drawAll(test, own.auditId);
    expect(await line(beth)).toEqual(['Second reading: to do', '0 of 22']);
    const there = urls.file(own.auditId, id);
    expect(wordsOf((await beth.get(there)).text)).toContain('0 of 22 answers recorded');
    expect(wordsOf((await lena.get(urls.readings(own.auditId))).text)).toContain('To do, 0 of 22');
    await saveReading(test, 'beth', own.auditId, id, { answers: { balance: 'no' }, complete: false });
    expect(await line(beth)).toEqual(['Second reading: in progress', '3 of 22']);
  });

  it('leads the second reader on to the next file to be read again', async () => {
    const own = await newAudit(test, { title: 'Two to be read again' });
    const ids: number[] = [];
    for (const reference of ['A', 'B']) {
      const id = await test.deps.recording.create(test.ids.amir, own.auditId, {
        reference,
        groupId: own.groupIds[0] ?? 0,
      });
      await saveReading(test, 'amir', own.auditId, id);
      ids.push(id);
    }
    await drawAll(test, own.auditId);
    const there = urls.file(own.auditId, ids[0] ?? 0);
    const form = formTo((await beth.get(there)).text, there);
    const done = await complete(beth, there, form);
    expect(done.headers['location']).toBe(urls.file(own.auditId, ids[1] ?? 0));
  });

  it('is removed with both its readings', async () => {
    await save(beth, secondly, 'Save');
    expect(wordsOf((await lena.get(urls.fileRemove(auditId, fileId))).text)).toContain(
      'So will those of its first reading',
    );
    expect((await lena.post(urls.fileRemove(auditId, fileId))).status).toBe(303);
    const left = (await test.deps.database.query('reviews').where({ case_file_id: fileId })) as unknown[];
    expect(left).toEqual([]);
  });
});
