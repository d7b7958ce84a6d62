import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tally } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

onOneEngine('settling the differences of two readings', (engine) => {
  let test: TestApp;
  let lena: Visitor;

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  /** One file of Ash, read by Amir and by Beth, beside one that only Amir has read, whose plan is a yes. */
  async function readTwice(
    first: Parameters<typeof saveReading>[4],
    second: Parameters<typeof saveReading>[4],
  ): Promise<{ auditId: number; fileId: number; url: string }> {
    const { auditId, groupIds } = await newAudit(test, { groups: [{ name: 'Ash' }] });
    const groupId = groupIds[0] ?? 0;
    const fileId = await test.deps.recording.create(test.ids.amir, auditId, { reference: 'TWICE', groupId });
    await saveReading(test, 'amir', auditId, fileId, first);
    await drawAll(test, auditId);
    const once = await test.deps.recording.create(test.ids.amir, auditId, { reference: 'ONCE', groupId });
    await saveReading(test, 'amir', auditId, once, { answers: { recovery_plan: 'yes' } });
    await saveReading(test, 'beth', auditId, fileId, second);
    return { auditId, fileId, url: urls.reading(auditId, fileId) };
  }

  const settle = async (url: string, changes: Record<string, string>, visitor = lena) => {
    const form = formTo((await visitor.get(url)).text, url);
    return visitor.post(url, filledIn(form, changes, 'Save what is settled'));
  };

  const figures = (tally: Tally, id: string) => {
    const found = tally.overall.checks.find((check) => check.id === id);
    return found && [found.yes, found.no, found.notApplicable, found.notRecorded];
  };
  const tallyOf = async (auditId: number) => (await test.deps.results.of(auditId)).tally;

  it('leads from each file that is settled to the next one, until none is left', async () => {
    const { auditId, groupIds } = await newAudit(test, { groups: [{ name: 'Ash' }] });
    const fileIds: number[] = [];
    for (const reference of ['ONE', 'TWO', 'ALIKE']) {
      const fileId = await test.deps.recording.create(test.ids.amir, auditId, {
        reference,
        groupId: groupIds[0] ?? 0,
      });
      await saveReading(test, 'amir', auditId, fileId, { answers: { recovery_plan: 'yes' } });
      fileIds.push(fileId);
    }
    await drawAll(test, auditId);
    for (const [i, fileId] of fileIds.entries())
      await saveReading(test, 'beth', auditId, fileId, { answers: { recovery_plan: i < 2 ? 'no' : 'yes' } });
    const [one = 0, two = 0, alike = 0] = fileIds;
    const page = async (fileId: number) => (await lena.get(urls.reading(auditId, fileId))).text;
    expect(wordsOf(await page(one))).not.toContain('Next step');
    // Nothing is to be settled in what is alike, so that leads on at once.
    expect(wordsOf(await page(alike))).toContain('Next step Settle ONE 2 files are left to settle.');

    await settle(urls.reading(auditId, one), {
      'settle.recovery_plan': 'no',
      'reason.recovery_plan': 'It is an assessment.',
    });
    const settled = await page(one);
    expect(wordsOf(settled)).toContain(
      'Next step Settle TWO 1 file is left to settle. In this one it is 1 difference. Go on to TWO',
    );
    expect(settled).toContain(`href="${urls.reading(auditId, two)}"`);
    await settle(urls.reading(auditId, two), {
      'settle.recovery_plan': 'yes',
      'reason.recovery_plan': 'Page 2.',
    });
    expect(wordsOf(await page(two))).toContain('Next step All differences are settled');
  });

  it('shows beside both answers where they were seen', async () => {
    const { url } = await readTwice(
      {
        answers: { smart: 'yes' },
        places: { smart: 'Care plan, page 3' },
        entryDates: { smart: '2012-02-03' },
      },
      { answers: { smart: 'no' }, places: { smart: 'Letter' } },
    );
    const words = wordsOf((await lena.get(url)).text);
    expect(words).toContain('Seen: Care plan, page 3, entry of 3 February 2012');
    expect(words).toContain('Seen: Letter');
  });

  it('counts what is settled, in the tally, on the page and in the PDF, and keeps both readings', async () => {
    const { auditId, fileId, url } = await readTwice(
      {
        answers: {
          recovery_plan: 'yes',
          smart: 'no',
          balance: 'yes',
          all_needs: 'yes',
          referrals: 'yes',
          abstinence: 'yes',
          gender: 'male',
        },
        comments: {
          smart: 'first-on-smart',
          balance: 'first-on-balance',
          all_needs: 'first-on-needs',
          referrals: 'first-on-referrals',
        },
        comment: 'first-on-all',
      },
      {
        answers: {
          recovery_plan: 'no',
          smart: 'yes',
          balance: 'no',
          all_needs: 'no',
          referrals: 'yes',
          reduction: 'no',
          abstinence: 'yes',
          gender: 'female',
        },
        comments: {
          smart: 'second-on-smart',
          balance: 'second-on-balance',
          all_needs: 'second-on-needs',
          referrals: 'second-on-referrals',
          reduction: 'second-on-reduction',
        },
        comment: 'second-on-all',
      },
    );
    // Unsettled, the first reading counts.
    const before = await tallyOf(auditId);
    expect(figures(before, 'smart')).toEqual([0, 1, 0, 1]);
    expect(figures(before, 'reduction')).toEqual([0, 0, 0, 2]);
    expect(before.contradictions).toEqual([]);
    const page = await lena.get(url);
    expect(wordsOf(page.text)).toContain('They say the same of 16 of 22 items.');
    const form = formTo(page.text, url);
    expect(Object.keys(form.choices).toSorted()).toEqual(
      ['all_needs', 'balance', 'gender', 'recovery_plan', 'reduction', 'smart'].map((id) => `settle.${id}`),
    );
    expect(form.choices['settle.smart']).toEqual(['yes', 'no', 'na', 'nr', 'unsettled']);
    expect(form.choices['settle.gender']).toEqual(['male', 'female', 'nr', 'unsettled']);

    const answer = await settle(url, {
      'settle.recovery_plan': 'no',
      'reason.recovery_plan': 'It is an assessment.',
      'settle.smart': 'yes',
      'reason.smart': 'Three dates.\r\nPage 3.',
      'settle.balance': 'na',
      'reason.balance': 'Neither fits.',
      'settle.all_needs': 'nr',
      'reason.all_needs': 'The assessment is not there.',
      'settle.reduction': 'no',
      'reason.reduction': 'Seen by the second alone.',
      'settle.gender': 'female',
      'reason.gender': 'The referral letter says so.',
    });
    expect(answer.status, answer.text).toBe(303);

    const { tally } = await test.deps.results.of(auditId);
    expect(figures(tally, 'recovery_plan')).toEqual([1, 1, 0, 0]);
    expect(figures(tally, 'smart')).toEqual([1, 0, 0, 1]);
    expect(figures(tally, 'balance')).toEqual([0, 0, 1, 1]);
    expect(figures(tally, 'all_needs')).toEqual([0, 0, 0, 2]);
    expect(figures(tally, 'reduction')).toEqual([0, 1, 0, 1]);
    expect(figures(tally, 'abstinence')).toEqual([1, 0, 0, 1]);
    // The settled "no plan" contradicts what both readers said of abstinence, and the settled yes to SMART.
    expect(tally.contradictions).toEqual([
      { group: 'Ash', check: 'abstinence', files: 1 },
      { group: 'Ash', check: 'smart', files: 1 },
    ]);

    const counts = tablesOf((await lena.get(urls.results(auditId))).text).find(({ caption }) =>
      caption.startsWith('Every answer'),
    );
    const row = (label: string) => counts?.rows.find((cells) => cells[0]?.startsWith(label))?.slice(1, 5);
    expect(row('Is there a recovery plan')).toEqual(['1', '1', '0', '0']);
    expect(row('Are the plan’s goals SMART?')).toEqual(['1', '0', '0', '1']);
    expect(row('Does the plan address every need')).toEqual(['0', '0', '0', '2']);

    const bridge = (await test.deps.providers.byName('The Bridge'))?.id ?? 0;
    const pdf = await readPdf((await download(lena, urls.feedbackPdf(auditId, bridge))).body);
    const glance = (label: string) =>
      rowsOf(pdf).find((cells) => cells.length === 4 && cells[0]?.startsWith(label))?.[1];
    expect(glance('Is there a recovery plan')).toBe('1 of 2, 50% 9% to 91%');
    expect(glance('Are the plan’s goals SMART?')).toBe('1 of 1, 100% 20% to 100%');
    expect(glance('Does the plan balance')).toBe('–');
    // Comments go with the answer that counts; the settled "na" and "not recorded" are nobody's.
    const comments = (await test.deps.feedback.input(auditId, bridge)).comments.map(({ text }) => text);
    expect(comments.toSorted()).toEqual(
      ['first-on-all', 'first-on-referrals', 'second-on-reduction', 'second-on-smart'].toSorted(),
    );

    // So they do in the export, where the settled answer stands.
    const sheet: Record<string, string>[] = parse(
      (await download(lena, urls.exportFiles(auditId, 'csv'))).body,
      {
        bom: true,
        columns: true,
      },
    );
    const twice = sheet.find(({ reference }) => reference === 'TWICE') ?? {};
    const exported = (item: string) => [twice[item], twice[`comment.${item}`]];
    expect(exported('smart')).toEqual(['yes', 'second-on-smart']);
    expect(exported('reduction')).toEqual(['no', 'second-on-reduction']);
    expect(exported('balance')).toEqual(['na', '']);
    expect(exported('all_needs')).toEqual(['nr', '']);
    expect(exported('referrals')).toEqual(['yes', 'first-on-referrals']);
    expect(twice['comment']).toBe('first-on-all');

    // Both readings stay.
    const first = await test.deps.recording.get(auditId, fileId, test.ids.amir);
    const second = await test.deps.recording.get(auditId, fileId, test.ids.beth);
    expect(Object.fromEntries(first.answers)).toMatchObject({
      recovery_plan: 'yes',
      smart: 'no',
      gender: 'male',
    });
    expect(first.answers.has('reduction')).toBe(false);
    expect(Object.fromEntries(second.answers)).toMatchObject({ smart: 'yes', gender: 'female' });
    const [, , line] = await test.deps.activity.list({ auditId, limit: 3 });
    expect(line).toMatchObject({
      action: 'answers.settled',
      subject: `case file ${fileId}`,
      userId: test.ids.lena,
      detail: { settled: expect.arrayContaining(['smart', 'gender']) as unknown },
    });
    expect(JSON.stringify(line)).not.toContain('Three dates');
    const words = wordsOf((await lena.get(url)).text);
    expect(words).toContain('All settled');
    expect(words).toContain('Settled by Lena Lead');
    expect(words).toContain('Three dates.');
  });

  it('needs a reason for a decision and a decision for a reason, and loses nothing of either', async () => {
    const { auditId, url } = await readTwice(
      { answers: { smart: 'no', balance: 'yes', referrals: 'yes' } },
      { answers: { smart: 'yes', balance: 'no', referrals: 'no' } },
    );
    const lines = await activityOf(test, auditId);
    const answer = await settle(url, {
      'settle.smart': 'yes',
      'reason.smart': '  ',
      'reason.balance': 'On page 4.',
      'settle.referrals': 'no',
      'reason.referrals': 'None was made.',
    });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('Are the plan’s goals SMART?: say why.');
    expect(wordsOf(answer.text)).toContain('there is a reason, so choose the answer too.');
    for (const name of ['reason.smart', 'settle.balance']) {
      expect(answer.text).toContain(`href="#${name}"`);
      expect(answer.text).toContain(`id="${name}"`);
    }
    expect(formTo(answer.text, url).fields).toMatchObject({
      'settle.smart': 'yes',
      'reason.balance': 'On page 4.',
      'settle.referrals': 'no',
      'reason.referrals': 'None was made.',
    });
    const long = await settle(url, { 'settle.smart': 'yes', 'reason.smart': 'x'.repeat(1001) });
    expect(long.status).toBe(422);
    expect(await activityOf(test, auditId)).toEqual(lines);
    expect(figures(await tallyOf(auditId), 'referrals')).toEqual([1, 0, 0, 1]);
  });

  it('takes no answer that cannot be, and none to what does not differ', async () => {
    const { auditId, fileId, url } = await readTwice(
      { answers: { smart: 'no', months_in_treatment: '3', balance: 'yes' } },
      { answers: { smart: 'yes', months_in_treatment: '5', balance: 'yes' } },
    );
    const { seen = '' } = formTo((await lena.get(url)).text, url).fields;
    const send = (fields: Record<string, string>) => lena.post(url, { seen: String(seen), ...fields });
    expect((await send({ 'settle.smart': 'perhaps', 'reason.smart': 'So.' })).status).toBe(422);
    expect(
      (await send({ 'settle.months_in_treatment': '4', 'reason.months_in_treatment': 'Between.' })).status,
    ).toBe(422);
    // What does not differ is not looked at.
    expect((await send({ 'settle.balance': 'no', 'reason.balance': 'So.' })).status).toBe(303);
    expect(
      (await test.deps.readings.file(await test.deps.audits.get(auditId), fileId)).settlements.size,
    ).toBe(0);
    await expect(
      test.deps.readings.settle(
        test.ids.lena,
        auditId,
        fileId,
        new Map([['balance', { value: 'no', reason: 'So.' }]]),
        String(seen),
      ),
    ).rejects.toThrow('no such difference');
  });

  it('can be changed and taken back, and stays as it is where nothing changes', async () => {
    const { auditId, url } = await readTwice(
      { answers: { smart: 'no' } },
      { answers: { smart: 'yes', balance: 'no' } },
    );
    await settle(url, {
      'settle.smart': 'yes',
      'reason.smart': 'A.',
      'settle.balance': 'no',
      'reason.balance': 'B.',
    });
    expect(figures(await tallyOf(auditId), 'balance')).toEqual([0, 1, 0, 1]);
    const lines = await activityOf(test, auditId);
    expect((await settle(url, {})).status).toBe(303);
    expect(await activityOf(test, auditId)).toEqual(lines);
    expect(wordsOf((await lena.get(url)).text)).toContain('Nothing was changed.');
    await settle(url, { 'settle.smart': 'na', 'settle.balance': 'unsettled' });
    expect(figures(await tallyOf(auditId), 'smart')).toEqual([0, 0, 1, 1]);
    expect(figures(await tallyOf(auditId), 'balance')).toEqual([0, 0, 0, 2]);
    // The empty row that a settlement hung on is gone with it.
    const rows = (await test.deps.database
      .query('answers')
      .where({ item_id: 'balance', value: null })) as unknown[];
    expect(rows).toEqual([]);
  });

  it('does not let two leads settle past each other', async () => {
    const { auditId, url } = await readTwice(
      { answers: { smart: 'no', balance: 'yes' } },
      { answers: { smart: 'yes', balance: 'no' } },
    );
    const old = formTo((await lena.get(url)).text, url);
    await settle(url, { 'settle.smart': 'yes', 'reason.smart': 'Settled first.' });
    const lines = await activityOf(test, auditId);
    const late = await lena.post(
      url,
      filledIn(
        old,
        {
          'settle.smart': 'no',
          'reason.smart': 'Too late.',
          'settle.balance': 'no',
          'reason.balance': 'Mine.',
        },
        'Save what is settled',
      ),
    );
    expect(late.status).toBe(409);
    expect(wordsOf(late.text)).toContain('Somebody else has settled differences of this file');
    expect(wordsOf(late.text)).toContain('Settled first.');
    expect(late.text).toContain('id="differences"');
    expect(await activityOf(test, auditId)).toEqual(lines);
    const form = formTo(late.text, url);
    expect(form.fields).toMatchObject({ 'reason.smart': 'Too late.', 'reason.balance': 'Mine.' });
    expect((await lena.post(url, filledIn(form, {}, 'Save what is settled'))).status).toBe(303);
    expect(figures(await tallyOf(auditId), 'smart')).toEqual([0, 1, 0, 1]);
    expect(figures(await tallyOf(auditId), 'balance')).toEqual([0, 1, 0, 1]);
  });

  it('is taken away when both readings are to be changed again', async () => {
    const { auditId, fileId, url } = await readTwice(
      { answers: { smart: 'no' } },
      { answers: { smart: 'yes' } },
    );
    await settle(url, { 'settle.smart': 'yes', 'reason.smart': 'A.' });
    expect((await lena.post(urls.readingReopen(auditId, fileId))).status).toBe(303);
    expect(figures(await tallyOf(auditId), 'smart')).toEqual([0, 1, 0, 1]);
    expect((await activityOf(test, auditId)).at(-1)).toBe(`reading.reopened case file ${fileId}`);
    await saveReading(test, 'amir', auditId, fileId, { answers: { smart: 'na' } });
    await saveReading(test, 'beth', auditId, fileId, { answers: { smart: 'na' } });
    expect(wordsOf((await lena.get(url)).text)).toContain('Both readers say the same of 22 of 22 items');
  });

  it('takes one reader for right on all that is not settled yet, with one reason, and single ones after it', async () => {
    const { auditId, fileId, url } = await readTwice(
      { answers: { smart: 'no', balance: 'yes', all_needs: 'yes', referrals: 'no', gender: 'male' } },
      { answers: { smart: 'yes', balance: 'no', referrals: 'yes' }, comments: { smart: 'Page 3.' } },
    );
    const all = async (changes: Record<string, string>) => {
      const form = formTo((await lena.get(url)).text, `${url}?all`);
      return lena.post(form.action, filledIn(form, changes, 'Settle all'));
    };
    // A field that one of them left empty is no difference, and stays out of it.
    expect(wordsOf((await lena.get(url)).text)).toContain('Settle all 4 at once');
    await settle(url, { 'settle.smart': 'na', 'reason.smart': 'Neither.' });

    for (const [changes, text] of [
      [{ 'reason-for-all': 'Read again.' }, 'Choose which of the two readers is right for all.'],
      [{ all: 'second' }, 'Reason for all: say why.'],
      [{ all: 'second', 'reason-for-all': 'See 943 476 5919.' }, 'looks like an NHS number'],
    ] as const) {
      const wrong = await all(changes);
      expect(wrong.status).toBe(422);
      expect(wordsOf(wrong.text)).toContain(text);
      // What is settled already is still shown as it is.
      expect(formTo(wrong.text, url).fields).toMatchObject({ 'settle.smart': 'na' });
      expect(formTo(wrong.text, `${url}?all`).fields).toMatchObject(changes);
    }
    expect((await all({ all: 'second', 'reason-for-all': 'Read again.' })).status).toBe(303);
    const after = async () => {
      const { tally } = await test.deps.results.of(auditId);
      return ['smart', 'balance', 'all_needs', 'referrals'].map((id) => figures(tally, id));
    };
    // Beside them the file that was read once, in which none of these is recorded.
    expect(await after()).toEqual([
      [0, 0, 1, 1],
      [0, 1, 0, 1],
      [0, 0, 0, 2],
      [1, 0, 0, 1],
    ]);
    const page = wordsOf((await lena.get(url)).text);
    expect(page.match(/Read again\./g)?.length).toBeGreaterThanOrEqual(3);
    expect(page).toContain('Neither.');
    expect(page).not.toContain('at once');
    expect((await activityOf(test, auditId)).at(-1)).toBe(`answers.settled case file ${fileId}`);

    await settle(url, { 'settle.balance': 'yes', 'reason.balance': 'After all.' });
    expect((await after())[1]).toEqual([1, 0, 0, 1]);
  });

  it('refuses all at once where somebody has settled something since', async () => {
    const { auditId, url } = await readTwice(
      { answers: { smart: 'no', balance: 'yes', referrals: 'no' } },
      { answers: { smart: 'yes', balance: 'no', referrals: 'yes' } },
    );
    const form = formTo((await lena.get(url)).text, `${url}?all`);
    await settle(url, { 'settle.smart': 'na', 'reason.smart': 'Neither.' });
    const sent = filledIn(form, { all: 'first', 'reason-for-all': 'Late.' }, 'Settle all');
    const late = await lena.post(form.action, sent);
    expect(late.status).toBe(409);
    expect(figures(await tallyOf(auditId), 'balance')).toEqual([1, 0, 0, 1]);
    expect(wordsOf(late.text)).toContain('Settle all 2 at once');
  });

  describe('and closing the audit', () => {
    it('warns of what is not settled or not read twice, and forbids nothing', async () => {
      const { auditId, fileId, url } = await readTwice(
        { answers: { smart: 'no', balance: 'yes' } },
        { answers: { smart: 'yes', balance: 'no' } },
      );
      const overview = async () => wordsOf((await lena.get(urls.audit(auditId))).text);
      await drawAll(test, auditId);
      expect(await overview()).toContain('2 differences between two readings are not settled');
      expect(await overview()).toContain('1 file drawn for a second reading is not read twice yet');
      await settle(url, { 'settle.smart': 'yes', 'reason.smart': 'A.' });
      expect(await overview()).toContain('1 difference between two readings is not settled');
      expect((await lena.post(urls.auditState(auditId), { step: 'close' })).status).toBe(303);

      // Closed, nothing can be settled, and what was settled counts.
      const closed = await lena.get(url);
      expect(wordsOf(closed.text)).toContain('nothing can be settled any more');
      expect(wordsOf(closed.text)).toContain('Settled by Lena Lead');
      const seen = String(/name="seen" value="([^"]*)"/.exec(closed.text)?.[1]);
      const lines = await activityOf(test, auditId);
      const late = await lena.post(url, { seen, 'settle.balance': 'no', 'reason.balance': 'Late.' });
      expect(late.status).toBe(409);
      expect((await lena.post(urls.readingReopen(auditId, fileId))).status).toBe(409);
      expect(await activityOf(test, auditId)).toEqual(lines);
      expect(figures(await tallyOf(auditId), 'smart')).toEqual([1, 0, 0, 1]);
    });
  });
});
