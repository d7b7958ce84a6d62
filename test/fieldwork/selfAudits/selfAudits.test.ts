import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { madePdf, pdfOfSize, streamOf } from '../../support/madePdf.ts';
import { download, tablesOf } from '../../support/page.ts';
import { answerAs, ITEMS, selfAudited } from '../../support/selfAudit.ts';
import type { SelfAudited } from '../../support/selfAudit.ts';

const MEGABYTE = 1024 * 1024;

/** The rows of a table by their heads: the cells without the head. */
const rowsOf = (html: string, table: number) =>
  Object.fromEntries(
    (tablesOf(html)[table]?.rows ?? []).slice(1).map(([head = '', ...cells]) => [head, cells]),
  );

onOneEngine('a self-audit, from its opening to its report', (engine) => {
  let app: TestApp;
  let at: SelfAudited;
  let paula: Visitor;
  let dora: Visitor;
  let lena: Visitor;
  let carl: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    at = await selfAudited(app);
    [paula, dora, lena, carl] = await Promise.all([
      app.as('paula'),
      app.as('dora'),
      app.as('lena'),
      app.as('carl'),
    ]);
  });
  afterAll(() => app.close());

  const own = () => urls.selfAudit(at.auditId, at.bridge);
  const item = (id: string) => urls.selfAuditItem(at.auditId, at.bridge, id);
  const step = (name: string) => urls.selfAuditStep(at.auditId, at.bridge, name);
  const decide = (id: string) => urls.selfAuditDecision(at.auditId, at.bridge, id);

  it('is not said to be open until a day that is over, and is answered all the same', async () => {
    const late = await selfAudited(app, { title: 'Safeguarding, late', fieldworkEnd: '2026-10-30' });
    expect(wordsOf((await paula.get('/')).text)).toContain(
      'Answer the self-audit: it was due by 30 October 2026 Safeguarding, late',
    );
    const pages = [
      [
        paula,
        urls.selfAudit(late.auditId, late.bridge),
        'Answer the self-audit: it was due by 30 October 2026',
      ],
      [
        paula,
        urls.selfAuditItem(late.auditId, late.bridge, 'lead'),
        'answered. It was due by 30 October 2026.',
      ],
      [
        lena,
        urls.selfAudits(late.auditId),
        'The last day was 30 October 2026. Each provider can still answer',
      ],
    ] as const;
    for (const [person, url, words] of pages) {
      const page = wordsOf((await person.get(url)).text);
      expect(page).toContain(words);
      expect(page).not.toMatch(/until 30 October/i);
    }
  });

  it('is the first thing on the home page of its provider', async () => {
    const page = wordsOf((await paula.get('/')).text);
    expect(page).toContain('Answer the self-audit, until 30 October 2099');
    expect(page).toContain('0 of 13 questions answered');
    expect(page.indexOf('Answer the self-audit')).toBeLessThan(page.indexOf('Reports'));
    expect(wordsOf((await lena.get('/')).text)).not.toContain('Validate the self-audit');
    const overview = await lena.get(urls.audit(at.auditId));
    expect(overview.status).toBe(200);
    expect(wordsOf(overview.text)).toContain('0 of 2 providers have a self-audit handed in');
  });

  it('is answered question by question, with evidence in words and as PDF, and goes on by itself', async () => {
    const sent = await paula.upload(
      item('lead'),
      { name: 'Register <b>.pdf', content: madePdf() },
      {
        version: '0',
        answer: 'in_place',
        evidence: 'Register of March',
        comment: 'Since 2019',
        goTo: 'next',
      },
    );
    expect(sent.status).toBe(303);
    expect(sent.headers['location']).toBe(item('level_2'));
    // Without a file, and without an answer: what there is is kept.
    const evidenceOnly = { version: '0', answer: '', evidence: 'Soon', comment: '', goTo: 'stay' };
    expect((await paula.upload(item('level_2'), null, evidenceOnly)).headers['location']).toBe(
      item('level_2'),
    );
    const page = wordsOf((await paula.get(own())).text);
    expect(page).toContain('1 of 13 questions answered');
    expect(page).toContain('Register of March');
    expect(page).toContain('Register b.pdf (PDF, 1 KB)');
    expect(page).toContain('Since 2019');
    expect(wordsOf((await paula.get('/')).text)).toContain('1 of 13 questions answered');
  });

  it('is nobody else’s before it is handed in, not even in results', async () => {
    for (const visitor of [lena, carl]) {
      expect((await visitor.get(own())).status).toBe(403);
      const list = wordsOf((await visitor.get(urls.selfAudits(at.auditId))).text);
      expect(list).toContain('1 of 13');
      expect(list).not.toContain('Register');
    }
    expect((await dora.get(own())).status).toBe(404);
    expect((await app.deps.results.of(at.auditId)).completeFiles).toBe(0);
    expect(
      (await app.deps.recording.lines(at.auditId, app.deps.tools.must('self_audit_safeguarding', 1))).length,
    ).toBe(0);
  });

  it('asks once what is missing, and is read-only when it is handed in', async () => {
    // In place: lead; the rest as below. People 2+2+1+1, finding out 4 times 2, acting 2, na, 2, 1, nothing.
    await answerAs(app, 'paula', at, '.ippiiiiiaip');
    const page = wordsOf((await paula.get(own())).text);
    expect(page).toContain('1 of 13 questions is not answered');
    expect(page).toContain('Hand it in all the same');
    expect((await paula.post(step('hand-in'))).status).toBe(303);
    const after = await paula.get(own());
    expect(wordsOf(after.text)).toContain(
      'by Paula Provider, with 12 of 13 questions answered. It cannot be changed',
    );
    expect(after.text).not.toContain('hand-in');
    const late = await paula.upload(item('lead'), null, {
      version: '1',
      answer: 'partly',
      evidence: '',
      comment: '',
    });
    expect(late.status).toBe(409);
    expect(wordsOf(late.text)).toContain('is handed in, so nothing of it can be changed');
    expect((await paula.post(step('hand-in'))).status).toBe(409);
    expect((await paula.get(item('lead'))).headers['location']).toBe(`${own()}#item-lead`);
    expect(wordsOf((await lena.get('/')).text)).toContain('Validate the self-audit of The Bridge');
  });

  it('goes back with a reason, which the provider finds first', async () => {
    expect((await carl.post(step('give-back'), { reason: 'No' })).status).toBe(403);
    const without = await lena.post(step('give-back'), { reason: ' ' });
    expect(without.status).toBe(422);
    expect(wordsOf(without.text)).toContain('Say what the provider has to change');
    expect((await lena.post(decide('lead'), { decision: 'agree' })).status).toBe(303);
    expect((await lena.post(decide('level_2'), { decision: 'agree' })).status).toBe(303);
    await lena.post(step('give-back'), { reason: 'Please answer the last question.' });
    expect(wordsOf((await paula.get('/')).text)).toContain('Given back: Please answer the last question.');
    // Meanwhile lead and commissioner read what was handed in, and nothing of what becomes of it.
    const registerOf = async () => {
      const { sections } = await app.deps.selfAudits.of(await app.deps.audits.get(at.auditId), at.bridge);
      return sections[0]?.lines[0]?.handedInWith.files[0]?.id ?? 0;
    };
    const register = urls.selfAuditFile(at.auditId, at.bridge, await registerOf());
    expect((await paula.post(`${register}/remove`)).status).toBe(303);
    const changed = { version: '2', answer: 'partly', evidence: 'A new register', comment: '' };
    const second = { name: 'Second.pdf', content: madePdf() };
    expect((await paula.upload(item('lead'), second, { ...changed, version: '1' })).status).toBe(303);
    expect((await paula.get(register)).status).toBe(404);
    for (const visitor of [lena, carl]) {
      const page = wordsOf((await visitor.get(own())).text);
      expect(page).toContain('Wait until it is handed in again');
      expect(page).toContain('The provider says In place Evidence: Register of March Register b.pdf');
      expect(page).not.toContain('A new register');
      expect(page).not.toContain('Second.pdf');
      expect((await download(visitor, register)).status).toBe(200);
      expect((await visitor.post(decide('checks'), { decision: 'agree' })).status).toBe(403);
    }
    const back = { name: 'Register.pdf', content: madePdf() };
    const asBefore = { answer: 'in_place', evidence: 'Register of March', comment: '', version: '2' };
    expect((await paula.upload(item('lead'), back, asBefore)).status).toBe(303);
    // An answer that changes loses what was decided on it, one that stays does not.
    await paula.upload(item('level_2'), null, { version: '2', answer: 'partly', evidence: '', comment: '' });
    await paula.upload(item('learning'), null, {
      version: '0',
      answer: 'not_in_place',
      evidence: '',
      comment: '',
    });
    expect((await paula.post(step('hand-in'))).status).toBe(303);
    expect(wordsOf((await lena.get(own())).text)).toContain('1 of 13 decided on');
    expect((await lena.get(register)).status).toBe(404);
  });

  it('is validated answer by answer: agreed with in one press, or another one with a reason', async () => {
    const page = await carl.get(own());
    expect(wordsOf(page.text)).toContain('Register of March');
    const bare = await carl.post(decide('supervision'), { decision: 'other', 'other.supervision': 'partly' });
    expect(bare.status).toBe(422);
    expect(wordsOf(bare.text)).toContain('choose an answer other than the provider’s');
    expect(wordsOf(bare.text)).toContain('say why');
    const other = {
      decision: 'other',
      'other.supervision': 'not_in_place',
      'reason.supervision': 'No minutes since May.',
    };
    expect((await carl.post(decide('supervision'), other)).headers['location']).toBe(
      `${own()}#item-parental`,
    );
    const early = await lena.post(step('validated'));
    expect(early.status).toBe(422);
    expect(wordsOf(early.text)).toContain('11 of 13 answers are not decided on yet');
    expect((await lena.post(step('show'))).status).toBe(409);
    expect((await carl.post(step('agree-all'))).status).toBe(303);
    expect((await carl.post(step('validated'))).status).toBe(303);
    // Decisions end with it.
    expect((await lena.post(decide('lead'), { decision: 'agree' })).status).toBe(409);
    expect(wordsOf((await paula.get(own())).text)).not.toContain('No minutes since May.');
    expect((await paula.get(urls.selfAuditPdf(at.auditId, at.bridge))).status).toBe(404);
  });

  it('keeps own and validated score, and shows both with their difference', async () => {
    expect((await lena.post(step('show'))).status).toBe(303);
    // People: own 2+1+1+1 = 5 of 4, 1.25; validated 2+1+1+0 = 4, 1. Acting: 2+2+1+0 of four that apply, 1.25.
    const scores = {
      'People and training': ['1.25 of 2, partly in place', '1 of 2, partly in place', '−0.25'],
      'Finding out': ['2 of 2, in place', '2 of 2, in place', 'None'],
      Acting: ['1.25 of 2, partly in place', '1.25 of 2, partly in place', 'None'],
    };
    for (const visitor of [paula, lena, carl]) {
      const page = await visitor.get(own());
      expect(rowsOf(page.text, 0)).toEqual(scores);
      expect(rowsOf(page.text, 1)).toEqual({
        'Is safeguarding part of supervision?': ['Partly in place', 'Not in place', 'No minutes since May.'],
      });
      expect(wordsOf(page.text)).toContain('All 13 answers are validated, and the validated ones count.');
      const pdf = await download(visitor, urls.selfAuditPdf(at.auditId, at.bridge));
      expect(pdf.status).toBe(200);
      expect(pdf.headers['content-disposition']).toContain('self-audit-the-bridge');
      expect(pdf.body.subarray(0, 5).toString()).toBe('%PDF-');
    }
  });

  it('writes down who did what, and no answer', async () => {
    const activity = (await activityOf(app, at.auditId)).join('\n');
    for (const action of [
      'answered',
      'handedIn',
      'givenBack',
      'decided',
      'validated',
      'shown',
      'reportFetched',
    ]) {
      expect(activity).toContain(`selfAudit.${action} provider ${at.bridge}`);
    }
    const lines = await app.deps.activity.list({ auditId: at.auditId, limit: 1000 });
    expect(JSON.stringify(lines.filter(({ action }) => action.startsWith('selfAudit')))).not.toMatch(
      /in_place|partly|minutes|Register/,
    );
  });
});

onOneEngine('what others try with a self-audit', (engine) => {
  let app: TestApp;
  let at: SelfAudited;
  let paula: Visitor;
  let dora: Visitor;
  let evidenceId: number;
  beforeAll(async () => {
    app = await startApp(engine);
    at = await selfAudited(app);
    [paula, dora] = await Promise.all([app.as('paula'), app.as('dora')]);
    const form = { version: '0', answer: 'in_place', evidence: '', comment: '' };
    await paula.upload(item('lead'), { name: 'Register.pdf', content: madePdf() }, form);
    const audit = await app.deps.audits.get(at.auditId);
    const found = await app.deps.selfAudits.of(audit, at.bridge);
    evidenceId = found.sections[0]?.lines[0]?.files[0]?.id ?? 0;
  });
  afterAll(() => app.close());

  const item = (id: string) => urls.selfAuditItem(at.auditId, at.bridge, id);
  const send = (name: string, content: Buffer) =>
    paula.upload(
      item('checks'),
      { name, content },
      { version: '0', answer: 'partly', evidence: 'Seen', comment: '' },
    );
  const answers = async (providerId: number) =>
    (await app.deps.selfAudits.of(await app.deps.audits.get(at.auditId), providerId)).sections
      .flatMap(({ lines }) => lines)
      .filter(({ own }) => own.value !== null)
      .map(({ item: { id } }) => id);

  it('keeps evidence to its provider, the lead and the commissioner, as a download that can do nothing', async () => {
    const url = urls.selfAuditFile(at.auditId, at.bridge, evidenceId);
    const file = await download(paula, url);
    expect(file.status).toBe(200);
    expect(file.body.equals(madePdf())).toBe(true);
    expect(file.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename=Register.pdf',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
    for (const [who, status] of [
      ['dora', 404],
      ['lena', 403],
      ['carl', 403],
      ['amir', 403],
      ['stan', 404],
    ] as const) {
      expect((await (await app.as(who)).get(url)).status, who).toBe(status);
    }
    // Under her own provider Dora has no such file, and cannot take it away there either.
    expect((await dora.get(urls.selfAuditFile(at.auditId, at.dip, evidenceId))).status).toBe(404);
    expect((await dora.post(urls.selfAuditFileRemove(at.auditId, at.dip, evidenceId))).status).toBe(404);
    expect((await dora.post(urls.selfAuditFileRemove(at.auditId, at.bridge, evidenceId))).status).toBe(404);
    expect((await dora.upload(item('lead'), null, { version: '1', answer: 'partly' })).status).toBe(404);
    expect((await paula.get(url)).status).toBe(200);
  });

  it.each([
    ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
    ['a page that begins as a PDF', Buffer.from('%PDF-1.7\n<html><script>alert(1)</script>')],
    ['a PDF with a script', madePdf(['<< /S /JavaScript /JS (app.alert(1)) >>'])],
    ['a PDF with a file in it', madePdf([streamOf('/Type /EmbeddedFile', Buffer.from('x'))])],
    ['an empty file', Buffer.alloc(0)],
  ])('refuses %s, keeps what was typed on the page and saves nothing', async (_, content) => {
    const sent = await send('evidence.pdf', content);
    expect(sent.status).toBe(422);
    expect(sent.text).toContain('Seen</textarea>');
    expect(wordsOf(sent.text)).toContain('Nothing was saved. If you chose a PDF, choose it again.');
    expect(await answers(at.bridge)).toEqual(['lead']);
  });

  it('takes a PDF of 20 MB and none above', async () => {
    const sent = await send('large.pdf', pdfOfSize(20 * MEGABYTE + 1));
    expect(sent.status).toBe(422);
    expect(wordsOf(sent.text)).toContain('larger than 20 MB');
    expect(await answers(at.bridge)).toEqual(['lead']);
    expect((await send('large.pdf', pdfOfSize(20 * MEGABYTE))).status).toBe(303);
  });

  it('shows what somebody else of the provider has saved meanwhile, and overwrites nothing unseen', async () => {
    const first = { version: '0', answer: 'in_place', evidence: 'By the first', comment: '' };
    const second = { version: '0', answer: 'not_in_place', evidence: 'By the second', comment: '' };
    expect((await paula.upload(item('adults'), null, first)).status).toBe(303);
    const stale = await paula.upload(item('adults'), null, second);
    expect(stale.status).toBe(409);
    expect(wordsOf(stale.text)).toContain('What somebody else has saved In place Evidence: By the first');
    expect(stale.text).toContain('By the second</textarea>');
    expect(stale.text).toContain('name="version" value="1"');
    expect((await paula.upload(item('adults'), null, { ...second, version: '1' })).status).toBe(303);
  });

  it('refuses what is no answer, an NHS number, a question that is not asked and an audit of another kind', async () => {
    const wrong = await paula.upload(item('parental'), null, {
      version: '0',
      answer: 'splendid',
      evidence: 'See 943 476 5919',
      comment: 'x'.repeat(4001),
    });
    expect(wrong.status).toBe(422);
    for (const text of ['must be one of', 'looks like an NHS number', 'at most 4000 characters']) {
      expect(wordsOf(wrong.text)).toContain(text);
    }
    expect((await paula.get(item('no_such_item'))).status).toBe(404);
    expect((await paula.get(urls.selfAudit(at.auditId, 999_999))).status).toBe(404);
    const example = await app.deps.demoAudit.load(app.ids.lena);
    expect((await (await app.as('lena')).get(urls.selfAudits(example))).status).toBe(404);
    expect((await paula.get(urls.selfAudit(example, at.bridge))).status).toBe(404);
  });

  it('lets nobody validate who is no lead and no commissioner of the audit, nor its provider', async () => {
    expect((await paula.post(urls.selfAuditStep(at.auditId, at.bridge, 'hand-in'))).status).toBe(303);
    const url = urls.selfAuditDecision(at.auditId, at.bridge, 'lead');
    for (const [who, status] of [
      ['amir', 403],
      ['beth', 403],
      ['paula', 404],
      ['dora', 404],
      ['stan', 404],
      ['adam', 404],
    ] as const) {
      const visitor = await app.as(who);
      expect((await visitor.post(url, { decision: 'agree' })).status, who).toBe(status);
      expect((await visitor.post(urls.selfAuditStep(at.auditId, at.bridge, 'agree-all'))).status, who).toBe(
        status,
      );
    }
    const audit = await app.deps.audits.get(at.auditId);
    const { sections } = await app.deps.selfAudits.of(audit, at.bridge);
    expect(sections.flatMap(({ lines }) => lines).every(({ settled }) => settled === null)).toBe(true);
  });

  it('leaves nothing for the panel to record, import, draw or read twice', async () => {
    const lena = await app.as('lena');
    for (const url of [
      urls.files(at.auditId),
      urls.sample(at.auditId),
      urls.importFiles(at.auditId),
      urls.readings(at.auditId),
    ]) {
      const refused = await lena.get(url);
      expect(refused.status, url).toBe(403);
      expect(wordsOf(refused.text)).toContain('The providers answer this audit themselves');
    }
  });

  it('ends with the audit: nothing changes after it is closed, and the provider sees what was validated', async () => {
    const { deps, ids } = app;
    await deps.selfAuditValidation.decide(ids.carl, at.auditId, at.bridge, 'lead', {
      entered: 'partly',
      reason: 'The deputy is not named.',
    });
    await answerAs(app, 'dora', at, 'ii');
    await deps.steps.changeState(ids.lena, at.auditId, 'close');
    await expect(
      deps.selfAuditValidation.decide(ids.lena, at.auditId, at.bridge, 'checks', null),
    ).rejects.toThrow('The audit is closed');
    await expect(deps.selfAuditAnswering.handIn(ids.dora, at.auditId, at.dip)).rejects.toThrow('is closed');
    const page = wordsOf((await paula.get(urls.selfAudit(at.auditId, at.bridge))).text);
    expect(page).toContain('1 of 13 answers is validated, and there the validated answer counts');
    expect(page).toContain('The deputy is not named.');
    const notHandedIn = wordsOf((await dora.get(urls.selfAudit(at.auditId, at.dip))).text);
    expect(notHandedIn).toContain('was not handed in, with 2 of 13 questions answered');
  });
});

onBothEngines('a self-audit at the same moment', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  const handInTwice = ({ auditId, bridge }: SelfAudited) =>
    Promise.allSettled(
      [1, 2, 3].map(() => app.deps.selfAuditAnswering.handIn(app.ids.paula, auditId, bridge)),
    );

  it('is handed in once, and is one case file', async () => {
    const at = await selfAudited(app, { title: 'Twice' });
    await answerAs(app, 'paula', at, 'iippiiiiiaipn');
    const outcomes = await handInTwice(at);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((await app.deps.audits.groups(at.auditId))[0]?.files).toBe(1);
    const activity = await activityOf(app, at.auditId);
    expect(activity.filter((line) => line.startsWith('selfAudit.handedIn'))).toHaveLength(1);
  });

  it('keeps one of two answers, and tells the other', async () => {
    const at = await selfAudited(app, { title: 'Side by side' });
    const say = (value: string) =>
      app.deps.selfAuditAnswering.answer(
        app.ids.paula,
        at.auditId,
        at.bridge,
        'lead',
        { value, evidence: '', comment: '', version: 0 },
        null,
      );
    const outcomes = await Promise.allSettled([say('in_place'), say('partly')]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('has one answer that counts, whatever was handed in and validated', async () => {
    const at = await selfAudited(app, { title: 'Counting' });
    await answerAs(app, 'paula', at, 'iippiiiiiaipn');
    await handInTwice(at);
    const { deps, ids } = app;
    const validation = deps.selfAuditValidation;
    await validation.decide(ids.lena, at.auditId, at.bridge, 'lead', { entered: 'partly', reason: 'Why' });
    await validation.agreeWithRest(ids.lena, at.auditId, at.bridge);
    // What leaves in an export is what the counting query says, and so are the figures.
    const csv = (await (await app.as('lena')).get(urls.exportFiles(at.auditId, 'csv'))).text;
    const [row = {}]: Record<string, string>[] = parse(csv, { columns: true, bom: true });
    expect(row['reference']).toBe('The Bridge');
    expect(row['lead']).toBe('partly');
    expect(ITEMS.slice(1).map((id) => row[id])).toEqual(
      'ippiiiiiaipn'
        .split('')
        .map((letter) => ({ i: 'in_place', p: 'partly', n: 'not_in_place', a: 'na' })[letter]),
    );
  });
});
