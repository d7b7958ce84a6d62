import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { parseHtml } from '../../support/html.ts';
import { wordsOf } from '../../support/form.ts';
import { ANSWERS, answerAll, codesOf, handIn, phone, surveyAudit } from '../../support/questionnaire.ts';

describe('a questionnaire answered without an account', () => {
  let app: TestApp;
  let auditId: number;
  let ash: number;
  beforeAll(async () => {
    app = await startApp('sqlite');
    ({ auditId, ash } = await surveyAudit(app));
  });
  afterAll(() => app.close());

  it('goes from the code through every question to the thanks, and becomes a record of the audit', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const { get, post } = phone(app);
    const entered = await post(urls.enterCode(), {
      code: ` ${code.toLowerCase().slice(0, 4)} ${code.slice(4)}`,
    });
    expect([entered.status, entered.headers['location']]).toEqual([303, urls.underCode(code)]);
    const start = await get(urls.underCode(code));
    expect(wordsOf(start.text)).toContain('What is it like at Ash?');
    expect(wordsOf(start.text)).toContain('9 questions');
    const before = await app.deps.recording.lines(auditId, app.deps.tools.must('rodt', 1));
    for (const [i, answer] of ANSWERS.entries()) {
      const page = await get(urls.question(code, i + 1));
      expect(wordsOf(page.text)).toContain(`Question ${i + 1} of 9`);
      const sent = await post(
        urls.question(code, i + 1),
        answer === undefined ? { go: 'skip' } : { go: 'next', answer },
      );
      expect(sent.headers['location']).toBe(i === 8 ? urls.checkAnswers(code) : urls.question(code, i + 2));
    }
    const check = wordsOf((await get(urls.checkAnswers(code))).text);
    expect(check).toContain('You have answered 7 of 9 questions');
    expect(check).toContain('Staying off, and my own flat');
    expect(check).toContain('Key worker, Groups at the service');
    expect(check).toContain('You would rather not answer');
    // Nothing counts before it is handed in.
    expect(await app.deps.recording.lines(auditId, app.deps.tools.must('rodt', 1))).toEqual(before);
    const done = await post(urls.checkAnswers(code));
    expect([done.status, done.headers['location']]).toEqual([303, urls.thanks()]);
    const lines = await app.deps.recording.lines(auditId, app.deps.tools.must('rodt', 1));
    const line = lines.find(({ id }) => !before.some((one) => one.id === id));
    const reading = await app.deps.recording.get(auditId, line?.id ?? 0);
    expect(reading.groupId).toBe(ash);
    expect(reading.reference).toMatch(/^R-[2-9C-Y]{8}$/);
    expect(reading.completedAt).toMatch(/^\d{4}-\d\d-\d\dT12:00:00\.000Z$/);
    expect(Object.fromEntries(reading.answers)).toEqual({
      mode: 'self_online',
      recovery_words: 'Staying off, and my own flat',
      helps: 'key_worker groups',
      respected: 'agree',
      say: 'neither',
      other_services: 'yes',
      carer: 'no',
      gender: 'female',
    });
  });

  it('can be stopped, and gone on with on another device, where nothing is lost', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const [one, other] = [phone(app), phone(app)];
    await one.post(urls.question(code, 1), { go: 'next', answer: 'A flat' });
    await other.post(urls.question(code, 3), { go: 'next', answer: 'agree' });
    const start = await other.get(urls.underCode(code));
    expect(wordsOf(start.text)).toContain('You have been through 2 of 9 questions');
    expect(start.text).toContain(`href="${urls.question(code, 2)}"`);
    expect((await one.get(urls.question(code, 3))).text).toMatch(/value="agree"[^>]* checked/);
    // Back keeps what is chosen; an answer can be taken for another, or for none.
    const back = await one.post(urls.question(code, 3), { go: 'back', answer: 'disagree' });
    expect(back.headers['location']).toBe(urls.question(code, 2));
    expect((await one.get(urls.question(code, 3))).text).toMatch(/value="disagree"[^>]* checked/);
    await one.post(urls.question(code, 3), { go: 'skip' });
    expect((await one.get(urls.question(code, 3))).text).not.toContain(' checked');
    expect((await one.post(urls.question(code, 1), { go: 'back', answer: '' })).headers['location']).toBe(
      urls.underCode(code),
    );
    expect((await one.get(urls.question(code, 1))).text).toContain('>A flat</textarea>');
    // From the page with all answers one question is changed, and it leads back there.
    const changed = await one.post(`${urls.question(code, 1)}?check`, { go: 'next', answer: 'A house' });
    expect(changed.headers['location']).toBe(urls.checkAnswers(code));
  });

  it('says what is missing or too long, and keeps what was typed', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const { post } = phone(app);
    const empty = await post(urls.question(code, 3), { go: 'next' });
    expect(empty.status).toBe(422);
    expect(wordsOf(empty.text)).toContain('Choose an answer, or press “I would rather not answer”.');
    const long = await post(urls.question(code, 1), { go: 'next', answer: 'word '.repeat(120) });
    expect(long.status).toBe(422);
    expect(wordsOf(long.text)).toContain('Write less: at most 500 letters and signs.');
    expect(long.text).toContain('word word');
    const odd = await post(urls.question(code, 3), { go: 'next', answer: 'excellent' });
    expect(odd.status).toBe(422);
    expect((await post(urls.question(code, 99), { go: 'next' })).status).toBe(404);
    expect((await post(urls.question(code, '1e1'), { go: 'next' })).status).toBe(404);
  });

  it('hints not to name people with every text, and lets nobody be stopped by a name', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const { get, post } = phone(app);
    expect((await get(urls.question(code, 1))).text).toContain('Please write no names');
    const sent = await post(urls.question(code, 1), {
      go: 'next',
      answer: 'My key worker Sarah Jones, 07700 900123, got me clean',
    });
    expect(sent.status).toBe(303);
    await post(urls.checkAnswers(code));
    const lena = await app.as('lena');
    const page = wordsOf((await lena.get(urls.questionnaire(auditId))).text);
    expect(page).toContain('“Sarah Jones” looks like a name');
    expect(page).toContain('looks like a phone number');
    expect(page).toContain('May tell who somebody is: 1 of 2 texts');
  });

  it('is handed in once, and tells nobody afterwards what was answered', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const { get, post } = phone(app);
    await handIn(phone(app), code);
    for (const page of [
      await get(urls.underCode(code)),
      await get(urls.question(code, 1)),
      await get(urls.checkAnswers(code)),
      await post(urls.question(code, 1), { go: 'next', answer: 'Other' }),
      await post(urls.checkAnswers(code)),
    ]) {
      expect(wordsOf(page.text)).toContain('This code was used');
      expect(page.text).not.toContain('Staying off');
    }
  });

  it('is a page that an old phone can show: no script, no cookie, no grid, nothing from elsewhere', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const { get, post } = phone(app);
    const pages = [
      await get(urls.enterCode()),
      await get(urls.underCode(code)),
      ...(await Promise.all([1, 2, 3, 9].map((n) => get(urls.question(code, n))))),
      await get(urls.checkAnswers(code)),
      await get(urls.thanks()),
      await post(urls.enterCode(), { code: 'C7DM-3XPW-95TQ' }),
      await get('/q/a/b/c'),
    ];
    for (const { text, headers } of pages) {
      expect(text).not.toMatch(/<script|<svg|style=|https?:/);
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(() => parseHtml(text)).not.toThrow();
      const files = [...text.matchAll(/(?:src|href)="([^"]+\.[a-z]+)"/g)].map((match) => match[1]);
      expect(new Set(files)).toEqual(new Set(['/favicon.svg', '/open.css']));
    }
    const css = await get('/open.css');
    expect(css.text).not.toMatch(/flex|grid|var\(|calc\(|:has|@import|url\(|clamp|rem/);
  });

  it('knows nobody: whoever is signed in sees what everybody sees', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const lena = await app.as('lena');
    const page = await lena.get(urls.underCode(code));
    expect(page.text).not.toContain('Lena');
    expect(page.text).toBe((await phone(app).get(urls.underCode(code))).text);
  });

  it('is over when the audit is closed, and goes on when it is opened again', async () => {
    const { auditId: other, birch } = await surveyAudit(app, { title: 'Over soon' });
    const [begun = '', used = ''] = await codesOf(app, other, birch, 2);
    const { get, post } = phone(app);
    await post(urls.question(begun, 1), { go: 'next', answer: 'A flat' });
    await handIn(phone(app), used);
    const set = (state: 'open' | 'closed' | 'draft') =>
      app.deps.auditRepository.setState(other, state, new Date().toISOString());
    await set('closed');
    expect(wordsOf((await get(urls.underCode(begun))).text)).toContain('The survey is over');
    const late = await post(urls.checkAnswers(begun));
    expect(late.status).toBe(409);
    expect(wordsOf((await get(urls.underCode(used))).text)).toContain('This code was used');
    await set('draft');
    expect(wordsOf((await get(urls.underCode(begun))).text)).toContain('The survey has not begun yet');
    await set('open');
    expect((await get(urls.question(begun, 1))).text).toContain('>A flat</textarea>');
  });

  it('leaves out what does not apply to the group', async () => {
    const { deps, ids } = app;
    const { auditId: other, birch } = await surveyAudit(app, { title: 'Without' });
    await deps.database.query('sample_group_exclusions').insert({ group_id: birch, item_id: 'carer' });
    const { codes } = await deps.questionnaire.makeCodes(ids.lena, other, { groupId: birch, codes: 1 });
    const answers = ANSWERS.filter((_, i) => i !== 6);
    await answerAll(phone(app), codes[0] ?? '', answers);
    await phone(app).post(urls.checkAnswers(codes[0] ?? ''));
    const [line] = await deps.recording.lines(other, deps.tools.must('rodt', 1));
    const { answers: kept } = await deps.recording.get(other, line?.id ?? 0);
    expect([kept.get('carer'), kept.get('gender')]).toEqual(['na', 'female']);
  });
});
