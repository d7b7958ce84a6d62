import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, PASSWORD, emailOf, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { complete as completeFile } from '../../support/complete.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import type { PageForm } from '../../support/form.ts';

onOneEngine('recording a case file', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let auditId: number;
  let ash: number;
  let birch: number;

  beforeAll(async () => {
    test = await startApp(engine);
    amir = await test.as('amir');
    ({
      auditId,
      groupIds: [ash = 0, birch = 0],
    } = await newAudit(test));
  });
  afterAll(() => test.close());

  /** The form of the list of files that begins one in this group. */
  const beginning = async (groupId: number): Promise<PageForm> => {
    const page = await amir.get(urls.files(auditId));
    const form = formsOf(page.text).find((f) => f.fields['groupId'] === String(groupId));
    if (!form) throw new Error(`no file can be begun in group ${groupId}`);
    return form;
  };
  const begin = async (reference: string, groupId = ash): Promise<string> => {
    const form = await beginning(groupId);
    const answer = await amir.post(form.action, filledIn(form, { reference }, 'Record this file'));
    expect(answer.status, answer.text).toBe(303);
    return String(answer.headers['location']);
  };
  const formAt = async (url: string, visitor = amir) => formTo((await visitor.get(url)).text, url);
  /** Saves what does not fit: it is asked about first, and the second press saves it. */
  const saveSurely = async (url: string, form: PageForm, entered: Record<string, string>) => {
    const asked = await amir.post(url, filledIn(form, entered, 'Save'));
    expect(asked.status).toBe(422);
    expect((await amir.post(url, filledIn(formTo(asked.text, url), {}, 'Save'))).status).toBe(303);
  };
  const count = async (table: string): Promise<number> => {
    const [row] = await test.deps.database.query(table).count<{ n: number | string }[]>('* as n');
    return Number(row?.n);
  };

  it('refuses an NHS number in a comment, and keeps the rest of what was typed', async () => {
    const url = await begin('AS-90');
    const form = await formAt(url);
    const answer = await amir.post(
      url,
      filledIn(
        form,
        { 'comment.smart': 'See 943 476 5919.', comment: 'Well kept.', 'answer.smart': 'yes' },
        'Save',
      ),
    );
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('SMART?” holds what looks like an NHS number. Take it out.');
    expect(formTo(answer.text, url).fields).toMatchObject({ comment: 'Well kept.', 'answer.smart': 'yes' });
    expect((await formAt(url)).fields).toMatchObject({ comment: '', 'comment.smart': '' });
  });

  it('points at an answer to a check that does not apply to the group', async () => {
    const url = await begin('BI-90', birch);
    expect(wordsOf((await amir.get(url)).text)).toContain(
      'Does not apply to this group, so it is answered already.',
    );
    const form = await formAt(url);
    await saveSurely(url, form, { 'answer.top_missing': 'yes' });
    expect(wordsOf((await amir.get(url)).text)).toContain(
      'Does not apply to this group, yet it is yes. Check it.',
    );
  });

  it('begins a file in its group, with nothing recorded but what does not apply', async () => {
    const url = await begin('AS-01');
    const form = await formAt(url);
    expect(form.fields).toMatchObject({
      reference: 'AS-01',
      groupId: String(ash),
      comment: '',
      version: '1',
    });
    const checks = checksOf(test.deps.tools.must('rodt', 1));
    for (const check of checks) {
      expect(form.choices[`answer.${check.id}`]).toEqual(['yes', 'no', 'na', '']);
      expect(form.fields[`answer.${check.id}`]).toBe('');
      expect(form.fields[`comment.${check.id}`]).toBe('');
    }
    expect(form.fields['answer.gender']).toBe('');
    expect(form.fields['answer.months_in_treatment']).toBe('');

    const excluded = await formAt(await begin('BI-01', birch));
    expect(excluded.fields['answer.top_missing']).toBe('na');
    expect(excluded.fields['answer.recovery_plan']).toBe('');
    expect((await amir.get(excluded.action)).text).toContain('Does not apply to this group');
    expect((await activityOf(test, auditId)).slice(-2)).toEqual([
      expect.stringMatching(/^caseFile\.created case file \d+$/),
      expect.stringMatching(/^caseFile\.created case file \d+$/),
    ]);
  });

  it('keeps answers, comments and fields, confirms it, and shows them again', async () => {
    const url = await begin('AS-02');
    const entered = {
      'answer.recovery_plan': 'yes',
      'answer.smart': 'no',
      'answer.top_missing': 'na',
      'answer.gender': 'female',
      'answer.primary_drug': 'crack',
      'answer.months_in_treatment': '007',
      'comment.smart': 'No dates.\r\nNo numbers: < 5 & "soon".',
      'comment.gender': '',
      comment: 'Well kept.',
    };
    const form = await formAt(url);
    const known = Object.fromEntries(Object.entries(entered).filter(([name]) => name in form.fields));
    const answer = await amir.post(url, filledIn(form, known, 'Save'));
    expect([answer.status, answer.headers['location']]).toEqual([303, url]);

    const page = await amir.get(url);
    expect(wordsOf(page.text)).toMatch(/AS-02 is saved at \d\d:\d\d: 6 of 22 answers recorded\./);
    expect(wordsOf(page.text)).toContain('Not complete');
    expect(formTo(page.text, url).fields).toMatchObject({
      ...known,
      'answer.months_in_treatment': '7',
      'answer.balance': '',
      version: '2',
    });
    // Told once.
    expect(wordsOf((await amir.get(url)).text)).not.toContain('is saved at');

    const cleared = filledIn(
      await formAt(url),
      { 'answer.smart': '', 'comment.smart': '', 'answer.gender': '', comment: '' },
      'Save',
    );
    expect((await amir.post(url, cleared)).status).toBe(303);
    expect((await formAt(url)).fields).toMatchObject({
      'answer.smart': '',
      'comment.smart': '',
      'answer.gender': '',
      comment: '',
      'answer.recovery_plan': 'yes',
      version: '3',
    });
  });

  it('does not take a save that changes nothing for a change by somebody', async () => {
    const url = await begin('AS-03');
    const text = 'First line\r\n\r\nthird line';
    await amir.post(url, filledIn(await formAt(url), { comment: text, 'comment.smart': text }, 'Save'));
    const again = await formAt(url);
    expect(again.fields['comment']).toBe(text);
    expect(JSON.parse(String(again.fields['base']))).toMatchObject({ comment: 'First line\n\nthird line' });
    expect((await amir.post(url, filledIn(again, {}, 'Save'))).status).toBe(303);
    expect((await formAt(url)).fields['comment']).toBe(text);
  });

  it('shows what contradicts the plan, and keeps it', async () => {
    const url = await begin('AS-04');
    const answers = { 'answer.recovery_plan': 'no', 'answer.abstinence': 'yes' };
    await saveSurely(url, await formAt(url), answers);
    const page = await amir.get(url);
    expect(wordsOf(page.text)).toContain('Yes here, but "Rec plan" is no. Check both.');
    expect(formTo(page.text, url).fields).toMatchObject(answers);
  });

  describe('a reference', () => {
    it.each([
      ['943 476 5919', 'The reference looks like an NHS number.'],
      ['28/02/1980', 'The reference looks like a date of birth.'],
      ['', 'Enter the pseudonymous reference of the case file.'],
      ['x'.repeat(41), 'This must be at most 40 characters.'],
    ])('%j is refused for a new file, with the reason and what was typed', async (reference, reason) => {
      const [files, lines] = [await count('case_files'), await count('activity')];
      const form = await beginning(ash);
      const answer = await amir.post(form.action, filledIn(form, { reference }, 'Record this file'));
      expect(answer.status).toBe(422);
      expect(wordsOf(answer.text)).toContain(reason);
      expect(answer.text).toContain(`href="#reference-${ash}"`);
      expect(answer.text).toContain(`id="reference-${ash}"`);
      const again = formsOf(answer.text).filter(({ fields }) => 'groupId' in fields);
      expect(again.map(({ fields }) => [fields['groupId'], fields['reference']])).toEqual([
        [String(ash), reference],
        [String(birch), ''],
      ]);
      expect([await count('case_files'), await count('activity')]).toEqual([files, lines]);
    });

    it('is refused on the recording page too, and nothing of the form is lost', async () => {
      const url = await begin('AS-05');
      const entered = {
        'answer.recovery_plan': 'yes',
        'comment.recovery_plan': 'In the blue folder.',
        'answer.months_in_treatment': '12',
        'answer.gender': 'male',
        comment: 'Two sets of notes.',
      };
      for (const [reference, reason] of [
        ['9434765919', 'The reference looks like an NHS number.'],
        ['1980-02-28', 'The reference looks like a date of birth.'],
        ['', 'The reference is missing'],
        ['as-01', 'There is a case file as-01 in this audit already.'],
      ] as const) {
        const lines = await count('activity');
        const answer = await amir.post(url, filledIn(await formAt(url), { ...entered, reference }, 'Save'));
        expect(answer.status).toBe(422);
        expect(wordsOf(answer.text)).toContain(reason);
        expect(answer.text.match(/There is a problem/g)).toHaveLength(1);
        expect(answer.text).toContain('href="#reference"');
        expect(formTo(answer.text, url).fields).toMatchObject({ ...entered, reference, version: '1' });
        expect((await formAt(url)).fields).toMatchObject({ reference: 'AS-05', comment: '', version: '1' });
        expect(await count('activity')).toBe(lines);
      }
    });

    it('can be changed, and in capitals is the same', async () => {
      const url = await begin('AS-06');
      const renamed = await amir.post(url, filledIn(await formAt(url), { reference: 'as-06' }, 'Save'));
      expect(renamed.status).toBe(303);
      expect((await formAt(url)).fields['reference']).toBe('as-06');
      const form = await beginning(birch);
      const answer = await amir.post(
        form.action,
        filledIn(form, { reference: ' AS-06 ' }, 'Record this file'),
      );
      expect(answer.status).toBe(422);
      expect(wordsOf(answer.text)).toContain('There is a case file AS-06 in this audit already.');
    });
  });

  it('keeps all that was typed when a number cannot be read, that number too', async () => {
    const url = await begin('AS-07');
    const entered = {
      'answer.months_in_treatment': 'a year',
      'answer.recovery_plan': 'no',
      'comment.recovery_plan': 'Nothing found.',
      'answer.ethnicity': 'mixed',
      comment: 'See above.',
    };
    const answer = await amir.post(url, filledIn(await formAt(url), entered, 'Save and complete'));
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('Months in treatment: must be a number from 0 to 600.');
    expect(answer.text).toContain('href="#answer.months_in_treatment"');
    expect(formTo(answer.text, url).fields).toMatchObject(entered);
    expect((await formAt(url)).fields).toMatchObject({ 'answer.recovery_plan': '', version: '1' });
  });

  it('refuses an answer that no page offers, and a group of another audit', async () => {
    const url = await begin('AS-08');
    const other = await newAudit(test, { title: 'Other' });
    const form = await formAt(url);
    const wrong = await amir.post(url, { ...filledIn(form, {}, 'Save'), 'answer.smart': 'perhaps' });
    expect(wrong.status).toBe(422);
    const elsewhere = await amir.post(url, {
      ...filledIn(form, {}, 'Save'),
      groupId: String(other.groupIds[0]),
    });
    expect(elsewhere.status).toBe(422);
    expect(wordsOf(elsewhere.text)).toContain('Choose a sample group from the list.');
    expect((await formAt(url)).fields['version']).toBe('1');
  });

  it('keeps a comment of 4,000 characters under everything, and refuses one more', async () => {
    const url = await begin('AS-09');
    const form = await formAt(url);
    const long = 'ä€ <b>&" '.repeat(500).slice(0, 3999).trimEnd().padEnd(4000, 'x');
    const names = Object.keys(form.fields).filter((name) => name.startsWith('comment'));
    expect(names.length).toBe(18);
    const all = Object.fromEntries(names.map((name) => [name, long]));
    expect((await amir.post(url, filledIn(form, all, 'Save'))).status).toBe(303);
    const saved = await formAt(url);
    expect(saved.fields).toMatchObject(all);
    expect((await amir.post(url, filledIn(saved, { 'answer.smart': 'yes' }, 'Save'))).status).toBe(303);

    const tooLong = await amir.post(
      url,
      filledIn(await formAt(url), { 'comment.smart': `${long}y`, comment: `${long}z` }, 'Save'),
    );
    expect(tooLong.status).toBe(422);
    expect(tooLong.text).toContain('is too long: it can have at most 4000 characters.');
    expect(formTo(tooLong.text, url).fields).toMatchObject({
      'comment.smart': `${long}y`,
      comment: `${long}z`,
    });
    expect((await formAt(url)).fields).toMatchObject(all);
  });

  it('goes on to the next incomplete file of the group when one is completed', async () => {
    const { auditId: id, groupIds } = await newAudit(test, { title: 'Order' });
    const [first = 0, second = 0] = groupIds;
    const fileIds: number[] = [];
    for (const [reference, groupId] of [
      ['A', first],
      ['B', first],
      ['C', second],
      ['D', first],
    ] as const) {
      fileIds.push(await test.deps.recording.create(test.ids.lena, id, { reference, groupId }));
    }
    const [a, b, , d] = fileIds.map((fileId) => urls.file(id, fileId)) as [string, string, string, string];
    const complete = async (url: string) => {
      const answer = await completeFile(amir, url, await formAt(url));
      expect(answer.status).toBe(303);
      return String(answer.headers['location']);
    };
    expect(await complete(b)).toBe(d);
    expect(wordsOf((await amir.get(d)).text)).toContain(
      'It is complete. This is the next file of the group.',
    );
    expect(await complete(d)).toBe(a);
    expect(await complete(a)).toBe(urls.files(id));
    const list = wordsOf((await amir.get(urls.files(id))).text);
    expect(list).toMatch(/\b4 of 6 planned\b.*\b3 of 4\b/);
    expect(list).toContain('Complete, 22 not recorded');
    // Birch has an answered check from the beginning, which nobody has read.
    expect(list).toContain('To do 0 of 22');

    const form = await formAt(a);
    expect(form.buttons.map(({ text }) => text)).toEqual(['Save', 'Save as not complete']);
    await amir.post(a, filledIn(form, { comment: 'Once more.' }, 'Save'));
    expect((await formAt(a)).buttons.map(({ text }) => text)).toContain('Save as not complete');
    await amir.post(a, filledIn(await formAt(a), {}, 'Save as not complete'));
    expect((await formAt(a)).buttons.map(({ text }) => text)).toEqual(['Save', 'Save and complete']);
    const told = (await activityOf(test, id)).filter((line) => line.endsWith(`case file ${fileIds[0]}`));
    expect(told.map((line) => line.split(' ')[0])).toEqual([
      'caseFile.created',
      // Everything was saved when completing it stopped at what is missing.
      'caseFile.saved',
      'caseFile.completed',
      'caseFile.saved',
      'caseFile.uncompleted',
    ]);
  });

  it('writes nothing once the audit is closed, and leaves what was typed on the page', async () => {
    const { auditId: id, groupIds } = await newAudit(test, { title: 'Closing' });
    const fileId = await test.deps.recording.create(test.ids.lena, id, {
      reference: 'Z-1',
      groupId: groupIds[0] ?? 0,
    });
    const url = urls.file(id, fileId);
    const form = await formAt(url);
    await test.deps.steps.changeState(test.ids.lena, id, 'close');
    const lines = await activityOf(test, id);
    const answer = await amir.post(
      url,
      filledIn(
        form,
        { 'answer.smart': 'yes', 'comment.smart': 'Typed for an hour.', comment: 'And this.' },
        'Save',
      ),
    );
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('The audit is closed, so nothing can be changed.');
    expect(wordsOf(answer.text)).toContain('What you entered is not saved.');
    expect(answer.text).toContain('Typed for an hour.');
    expect(answer.text).toContain('And this.');
    expect(answer.text).toMatch(/id="answer.smart" name="answer.smart" value="yes" checked/);
    expect(await activityOf(test, id)).toEqual(lines);
    expect((await test.deps.recording.get(id, fileId)).version).toBe(1);
    // The page for reading has nothing that could be sent.
    expect((await formAt(url)).buttons).toEqual([]);

    const add = await amir.post(urls.files(id), { reference: 'Z-2', groupId: String(groupIds[0]) });
    expect(add.status).toBe(409);
    const lena = await test.as('lena');
    expect((await lena.post(urls.fileRemove(id, fileId))).status).toBe(409);
    expect(await activityOf(test, id)).toEqual(lines);
  });

  it('says so when the file was removed meanwhile, and writes nothing', async () => {
    const url = await begin('AS-10');
    const form = await formAt(url);
    const lena = await test.as('lena');
    const question = await lena.get(`${url}/remove`);
    expect(wordsOf(question.text)).toContain('Remove case file AS-10?');
    const removal = formTo(question.text, `${url}/remove`);
    expect((await lena.post(removal.action, filledIn(removal, {}, 'Remove AS-10'))).status).toBe(303);
    expect(wordsOf((await lena.get(urls.files(auditId))).text)).toContain('The case file AS-10 is removed.');

    const tables = ['case_files', 'reviews', 'answers', 'activity'];
    const before = await Promise.all(tables.map(count));
    const answer = await amir.post(url, filledIn(form, { 'answer.smart': 'yes', comment: 'Late.' }, 'Save'));
    expect(answer.status).toBe(404);
    expect(await Promise.all(tables.map(count))).toEqual(before);
    // What was typed is in sight, to be copied.
    expect(wordsOf(answer.text)).toContain('This case file has been removed');
    expect(wordsOf(answer.text)).toMatch(
      /Reference AS-10 Are the plan’s goals SMART\? Yes Comment about the whole file Late\./,
    );
    expect((await lena.post(removal.action)).status).toBe(404);
  });

  it('moves a file to another group with its answers', async () => {
    const url = await begin('AS-11');
    const form = await formAt(url);
    await saveSurely(url, form, {
      groupId: String(birch),
      'answer.top_missing': 'yes',
      'answer.smart': 'no',
    });
    expect((await formAt(url)).fields).toMatchObject({
      groupId: String(birch),
      'answer.top_missing': 'yes',
      'answer.smart': 'no',
    });
  });

  it('takes no form without the token of the session', async () => {
    const url = await begin('AS-12');
    const form = await formAt(url);
    const answer = await amir.post(url, { ...filledIn(form, { comment: 'x' }, 'Save'), _csrf: 'wrong' });
    expect(answer.status).toBe(403);
    expect((await formAt(url)).fields['version']).toBe('1');
    const stranger = test.anonymous();
    await stranger.post(urls.signIn(), { email: emailOf('stan'), password: PASSWORD });
    expect((await stranger.get(url)).status).toBe(404);
  });
});
