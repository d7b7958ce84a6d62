import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../server/feedback/store/reports.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { closedAudit } from '../../support/fedBack.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';

onOneEngine('findings', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;
  let bridge: number;
  let fileIds: number[];

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, bridge, fileIds } = await closedAudit(test));
  });

  const page = async () => (await lena.get(urls.findings(auditId, bridge))).text;
  const draft = async () => wordsOf((await lena.get(urls.feedbackDraft(auditId, bridge))).text);
  const of = async () => (await test.deps.findings.of(await test.deps.audits.get(auditId), bridge)).findings;
  const add = (text: string, kind = 'shortcoming', itemId = '') =>
    lena.post(urls.findings(auditId, bridge), { kind, itemId, text });
  /** Presses a button of a comment's form. */
  const press = async (words: string, button: string) => {
    const html = await page();
    const action = urls.feedbackComments(auditId, bridge);
    const forms = formsOf(html).filter((form) => form.action === action);
    const form = forms.find(({ buttons }) => buttons.some(({ text }) => text === `${button}: ${words}`));
    if (!form) throw new Error(`there is no button ${button} for "${words}"`);
    return lena.post(action, filledIn(form, {}, `${button}: ${words}`));
  };

  it('leave the same words under another check where they are', async () => {
    const second = fileIds[1] ?? 0;
    await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
    const { version } = await test.deps.recording.get(auditId, second, test.ids.amir);
    await test.deps.recording.save(test.ids.amir, await test.deps.audits.get(auditId), second, {
      version,
      reference: undefined,
      groupId: undefined,
      answers: new Map(),
      comments: new Map([['balance', 'Goals have no dates.']]),
      comment: undefined,
      complete: undefined,
    });
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const printed = async () =>
      (await test.deps.feedback.input(auditId, bridge)).comments
        .filter(({ text }) => text === 'Goals have no dates.')
        .map(({ item }) => item);
    expect(new Set(await printed())).toEqual(new Set(['balance', 'smart']));
    const comments = (await test.deps.findings.of(await test.deps.audits.get(auditId), bridge)).comments;
    const one = comments.find(({ itemId }) => itemId === 'smart');
    await test.deps.findings.takeOver(test.ids.lena, auditId, bridge, one?.fingerprint ?? '', 'shortcoming');
    expect(await printed()).toEqual(['balance']);
  });

  it('are written beside the figures that the report shows', async () => {
    await add('Goals lack dates.', 'shortcoming', 'smart');
    const own = (await test.deps.feedback.figures(auditId, bridge)).checks.find(
      ({ id }) => id === 'recovery_plan',
    );
    expect(own?.own).toMatchObject({ yes: 3, applicable: 7 });
    const html = await page();
    expect(html).toContain('Is there a recovery plan on file? (yes in 3 of 7 files)</option>');
    // Nobody has answered this one, so there is no figure.
    expect(html).toContain('Were psychosocial interventions used?</option>');
    const shown = wordsOf(html);
    expect(shown).toContain('Are the plan’s goals SMART? (yes in 0 of 7 files) Goals lack dates.');
    const [finding] = await of();
    const form = (await lena.get(urls.finding(auditId, bridge, finding?.id ?? 0))).text;
    expect(form).toContain('Is there a recovery plan on file? (yes in 3 of 7 files)</option>');
  });

  it('are taken over from a comment with one press, then edited, and the original stays', async () => {
    const answer = await press('Goals have no dates.', 'Shortcoming');
    const [finding] = await of();
    expect(finding).toMatchObject({
      kind: 'shortcoming',
      itemId: 'smart',
      text: 'Goals have no dates.',
      takenFrom: 'Goals have no dates.',
    });
    const url = urls.finding(auditId, bridge, finding?.id ?? 0);
    expect([answer.status, answer.headers['location']]).toEqual([303, url]);

    const form = formTo((await lena.get(url)).text, url);
    const text = 'Most goals say what, and few say by when.';
    expect((await lena.post(url, filledIn(form, { text }, 'Save the finding'))).status).toBe(303);
    expect((await of())[0]).toMatchObject({ text, takenFrom: 'Goals have no dates.', itemId: 'smart' });
    const review = await test.deps.recording.get(auditId, fileIds[0] ?? 0, test.ids.amir);
    expect(review.comments.get('smart')).toBe('Goals have no dates.');

    // It is printed once, in the new words, and comes back when the finding goes.
    expect(await draft()).toContain(text);
    expect(await draft()).not.toContain('Goals have no dates.');
    await lena.post(urls.findingRemove(auditId, bridge, finding?.id ?? 0));
    expect(await draft()).toContain('Goals have no dates.');
    expect((await activityOf(test, auditId)).filter((line) => line.startsWith('finding.'))).toEqual([
      `finding.added finding ${finding?.id}`,
      `finding.changed finding ${finding?.id}`,
      `finding.removed finding ${finding?.id}`,
    ]);
  });

  it('reach only the provider that they are for, from its own comments', async () => {
    await press('A tidy file.', 'Strength');
    const dip = (await test.deps.providers.byName('Drug Intervention Programme'))?.id ?? 0;
    const others = (await lena.get(urls.findings(auditId, dip))).text;
    expect(wordsOf(others)).not.toContain('A tidy file.');
    const [finding] = await of();
    expect((await lena.get(urls.finding(auditId, dip, finding?.id ?? 0))).status).toBe(404);
  });

  it('leave a comment out of the report and put it back', async () => {
    await press('A tidy file.', 'Leave out');
    expect(await draft()).not.toContain('A tidy file.');
    await press('A tidy file.', 'Put back');
    expect(await draft()).toContain('A tidy file.');
    expect((await activityOf(test, auditId)).slice(-2)).toEqual([
      `comment.leftOut provider ${bridge}`,
      `comment.putBack provider ${bridge}`,
    ]);
  });

  it('stand in the order that they are put in by hand, each kind by itself', async () => {
    await add('One.');
    await add('A strength.', 'strength');
    await add('Two.');
    await add('Three.');
    const [, , , three] = await of();
    const move = (id: number, by: string) => lena.post(urls.findingMove(auditId, bridge, id), { by });
    await move(three?.id ?? 0, '-1');
    await move(three?.id ?? 0, '-1');
    await move(three?.id ?? 0, '-1');
    expect((await of()).map(({ text }) => text).filter((text) => text !== 'A strength.')).toEqual([
      'Three.',
      'One.',
      'Two.',
    ]);
    await move(three?.id ?? 0, '1');
    const words = await draft();
    const places = ['A strength.', 'One.', 'Three.', 'Two.'].map((text) => words.indexOf(text));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  it('come from the suggestions of the tool', async () => {
    const html = await page();
    const form = formsOf(html).find(
      ({ action, fields }) => action === urls.findings(auditId, bridge) && fields['itemId'] === 'top_missing',
    );
    expect(form?.fields).toMatchObject({ kind: 'suggestion', text: expect.stringContaining('TOP forms') });
    await lena.post(form?.action ?? '', form?.fields ?? {});
    expect(await of()).toMatchObject([{ kind: 'suggestion', itemId: 'top_missing', takenFrom: null }]);
  });

  it('are refused when something is missing, with what was typed', async () => {
    const answer = await lena.post(urls.findings(auditId, bridge), { kind: '', itemId: 'smart', text: '' });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('Choose what it is.');
    expect(wordsOf(answer.text)).toContain('Write the finding.');
    const wrong = await lena.post(urls.findings(auditId, bridge), {
      kind: 'strength',
      itemId: 'no_such_check',
      text: 'Kept words.',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Kept words.');
    expect(await of()).toEqual([]);
  });

  it('are warned of when they may tell who somebody is, and kept only by a word that is written down', async () => {
    const text = 'Mr Brown (REF-03) of SO14 6AB has no plan.';
    const answer = await add(text);
    expect(answer.status).toBe(422);
    const words = wordsOf(answer.text);
    for (const spot of [
      '“Mr Brown” looks like a name',
      '“REF-03” is the reference of a case file',
      '“SO14 6AB” looks like an address or postcode',
    ]) {
      expect(words).toContain(spot);
    }
    expect(await of()).toEqual([]);

    const form = formTo(answer.text, urls.findings(auditId, bridge));
    const keep = form.choices['keep']?.[0] ?? '';
    // The word holds for these words, not for others.
    const other = await lena.post(
      form.action,
      filledIn(form, { text: 'Mrs Green has no plan.', keep }, 'Add the finding'),
    );
    expect(other.status).toBe(422);
    expect((await lena.post(form.action, filledIn(form, { keep }, 'Add the finding'))).status).toBe(303);
    expect((await of()).map((finding) => finding.text)).toEqual([text]);

    const line = (await test.deps.activity.list({ auditId, limit: 1 }))[0];
    expect(line).toMatchObject({
      action: 'text.kept',
      detail: { provider: bridge, reasons: ['name', 'caseReference', 'address'] },
    });
    expect(JSON.stringify(line)).not.toMatch(/Brown|REF-03|SO14/);
  });

  it('take a comment with a name over only after another look', async () => {
    const open = await test.deps.recording.get(auditId, fileIds[2] ?? 0, test.ids.amir);
    await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
    await test.deps.recording.save(test.ids.amir, await test.deps.audits.get(auditId), fileIds[2] ?? 0, {
      version: open.version,
      reference: undefined,
      groupId: undefined,
      answers: new Map(),
      comments: new Map([['smart', 'Sarah wrote the goals herself.']]),
      comment: undefined,
      complete: undefined,
    });
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const answer = await press('Sarah wrote the goals herself.', 'Strength');
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('“Sarah” looks like a name');
    expect(await of()).toEqual([]);
    const form = formTo(answer.text, urls.findings(auditId, bridge));
    const text = 'Goals are in the service user’s own words.';
    expect((await lena.post(form.action, filledIn(form, { text }, 'Add the finding'))).status).toBe(303);
    expect(await of()).toMatchObject([
      { kind: 'strength', itemId: 'smart', text, takenFrom: 'Sarah wrote the goals herself.' },
    ]);
    expect(await draft()).not.toContain('Sarah');
  });

  it('do not change any more once the audit is final', async () => {
    await add('One.');
    await test.deps.reports.setSettings(test.ids.lena, auditId, {
      ...DEFAULT_SETTINGS,
      queryDays: 0,
      planDays: 1,
    });
    const dip = (await test.deps.providers.byName('Drug Intervention Programme'))?.id ?? 0;
    for (const provider of [bridge, dip]) await test.deps.reports.issue(test.ids.lena, auditId, provider);
    await test.deps.database
      .pool('reports')
      .where({ audit_id: auditId })
      .update({ queries_until: '2000-01-01' });
    await test.deps.steps.changeState(test.ids.lena, auditId, 'finish');
    expect((await add('Two.')).status).toBe(409);
    expect(await of()).toHaveLength(1);
    expect(wordsOf(await page())).toContain('can be read but not changed');
  });
});
