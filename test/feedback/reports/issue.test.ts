import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';
import { readPdf, words } from '../../support/readPdf.ts';

const BRIDGE = 'The Bridge';
const DIP = 'Drug Intervention Programme';

onOneEngine('issuing a report', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let paula: Visitor;
  let dora: Visitor;
  let auditId: number;
  let groupIds: number[];
  let bridge: number;
  let dip: number;

  beforeAll(async () => {
    test = await startApp(engine);
    [lena, paula, dora] = await Promise.all([test.as('lena'), test.as('paula'), test.as('dora')]);
    bridge = (await test.deps.providers.byName(BRIDGE))?.id ?? 0;
    dip = (await test.deps.providers.byName(DIP))?.id ?? 0;
  });
  afterAll(() => test.close());

  /** An audit with a file of each of two providers and one of both, with a comment on each. */
  beforeEach(async () => {
    ({ auditId, groupIds } = await newAudit(test, {
      title: 'Fed back',
      groups: [
        { name: 'Own', providers: [BRIDGE] },
        { name: 'Other', providers: [DIP] },
        { name: 'Joint', providers: [BRIDGE, DIP] },
      ],
    }));
    for (const [i, name] of ['Own', 'Other', 'Joint'].entries()) {
      const groupId = groupIds[i] ?? 0;
      const fileId = await test.deps.recording.create(test.ids.amir, auditId, {
        reference: `R${name}`,
        groupId,
      });
      await test.deps.recording.save(test.ids.amir, await test.deps.audits.get(auditId), fileId, {
        version: 1,
        reference: `R${name}`,
        groupId,
        answers: new Map([['recovery_plan', 'yes']]),
        comments: new Map([['smart', `Remark on ${name}.`]]),
        comment: `Whole of ${name}.`,
        complete: true,
      });
    }
  });

  const pdfUrl = (providerId: number) => urls.feedbackPdf(auditId, providerId);
  const close = () => test.deps.steps.changeState(test.ids.lena, auditId, 'close');
  const release = () => test.deps.reports.issue(test.ids.lena, auditId, bridge);
  const textOf = async (visitor: Visitor, providerId: number) => {
    const answer = await download(visitor, pdfUrl(providerId));
    expect(answer.status).toBe(200);
    return words((await readPdf(answer.body)).text);
  };

  it('says before it issues them all to whom, and what is unusual', async () => {
    await close();
    await test.deps.findings.add(test.ids.lena, auditId, bridge, {
      kind: 'strength',
      itemId: null,
      text: 'Files are tidy.',
    });
    await test.deps.improvement.mark(test.ids.lena, auditId, bridge, ['recovery_plan', 'smart']);
    const page = (await lena.get(urls.feedback(auditId))).text;
    const form = formTo(page, urls.feedbackAll(auditId));
    expect(filledIn(form, {}, 'Yes, issue to 2 providers')).toMatchObject({ intent: 'issue' });
    const shown = wordsOf(page);
    const from = shown.indexOf('Issue these reports?');
    const question = shown.slice(from, shown.indexOf('Yes, issue to 2 providers', from));
    expect(question).toContain('What is issued is frozen');
    // Of 17 checks one was answered, in two files of each.
    const [ofDip, ofBridge] = question.split('The Bridge');
    expect(ofDip).toContain(
      '(2 case files) No finding is written: the report says so, and takes its order from the counts alone. 32 of 34 answers are not recorded.',
    );
    expect(ofDip).toContain(
      'No improvement plan is asked of it: the tool sets no standards, and you have marked none.',
    );
    expect(page).toContain(`href="${urls.plan(auditId, dip)}#marks"`);
    expect(ofBridge).not.toContain('No finding is written');
    expect(ofBridge).toContain('Its improvement plan has to answer 2 checks.');
    expect((await lena.get(urls.plan(auditId, dip))).text).toContain('id="marks"');
    const draft = wordsOf((await lena.get(urls.feedbackDraft(auditId, dip))).text);
    expect(draft).toContain('32 of 34 answers are not recorded.');
  });

  it('names whom the lead says, and falls due on no bank holiday of the nation', async () => {
    const page = (await lena.get(urls.feedback(auditId))).text;
    const form = formTo(page, urls.feedbackSettings(auditId));
    const wrong = await lena.post(
      form.action,
      filledIn(form, { contactEmail: 'nobody', contactName: 'Ada Able' }),
    );
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain(
      'Enter an email address, such as name@example.org, or leave it empty.',
    );
    expect(wrong.text).toContain('value="Ada Able"');
    const right = {
      nation: 'scotland',
      contactName: 'Ada Able',
      contactEmail: '',
      contactPhone: '023 8000 0000',
    };
    expect((await lena.post(form.action, filledIn(form, right))).status).toBe(303);
    expect(await test.deps.feedback.settings(auditId)).toMatchObject({ nation: 'scotland', queryDays: 14 });
    expect(wordsOf((await lena.post(form.action, filledIn(form, { changeDays: '0' }))).text)).toContain(
      'Enter the days for the first changes, from 1 to 365, or leave it empty.',
    );
    expect((await lena.post(form.action, filledIn(form, { ...right, changeDays: '60' }))).status).toBe(303);
    expect(await test.deps.feedback.settings(auditId)).toMatchObject({ changeDays: 60 });
    const draft = wordsOf((await lena.get(urls.feedbackDraft(auditId, bridge))).text);
    expect(draft).toContain('Whom to ask Ada Able, for the panel, 023 8000 0000');
  });

  it('is not offered, and not possible, before the audit is closed', async () => {
    const page = await lena.get(urls.feedback(auditId));
    expect(wordsOf(page.text)).toContain('Reports can be issued once the audit is closed.');
    expect(wordsOf(page.text)).toContain('0 of 2 providers can read their report.');
    expect(formsOf(page.text).filter(({ action }) => /\/(issue|all)$/.test(action))).toEqual([]);
    const lines = await activityOf(test, auditId);
    const forced = await lena.post(urls.feedbackIssue(auditId, bridge));
    expect(forced.status).toBe(409);
    expect(wordsOf(forced.text)).toContain('Close the audit before you issue reports');
    expect(await activityOf(test, auditId)).toEqual(lines);
    expect((await paula.get(pdfUrl(bridge))).status).toBe(404);
  });

  it('lets that provider read its feedback from then on, and nobody else', async () => {
    await close();
    expect((await paula.get(urls.home())).text).not.toContain(pdfUrl(bridge));
    expect((await paula.get(pdfUrl(bridge))).status).toBe(404);

    const page = await lena.get(urls.feedbackDraft(auditId, bridge));
    const form = formTo(page.text, urls.feedbackIssue(auditId, bridge));
    // The panel has written nothing, so it is asked about first.
    expect(wordsOf(page.text)).toContain('Issue it without findings? The panel has written none.');
    const answer = await lena.post(form.action, filledIn(form, {}, 'Yes, issue version 1 without findings'));
    expect([answer.status, answer.headers['location']]).toEqual([303, urls.feedback(auditId)]);
    const after = wordsOf((await lena.get(urls.feedback(auditId))).text);
    expect(after).toContain(`${BRIDGE} can read its report now.`);
    expect(after).toContain('1 of 2 providers can read their report.');

    const home = await paula.get(urls.home());
    expect(wordsOf(home.text)).toContain('Fed back (PDF)');
    expect(home.text).toContain(`href="${pdfUrl(bridge)}"`);
    const pdf = await download(paula, pdfUrl(bridge));
    expect(pdf.status).toBe(200);
    expect(pdf.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'inline; filename="feedback-the-bridge-fed-back.pdf"',
      'cache-control': 'no-store',
    });
    expect(pdf.body.subarray(0, 5).toString()).toBe('%PDF-');

    expect(wordsOf((await dora.get(urls.home())).text)).toContain('There is no feedback yet.');
    expect((await dora.get(pdfUrl(bridge))).status).toBe(404);
    expect((await dora.get(pdfUrl(dip))).status).toBe(404);
    expect((await paula.get(pdfUrl(dip))).status).toBe(404);
    for (const visitor of [await test.as('amir'), await test.as('stan'), await test.as('adam')]) {
      expect((await visitor.get(pdfUrl(bridge))).status).toBeGreaterThanOrEqual(403);
    }
    const lines = await activityOf(test, auditId);
    const from = lines.indexOf(`report.issued provider ${bridge}`);
    // Who asked for what is not theirs is told of too; Amir is on the panel and knows that there is a report.
    expect(lines.slice(from)).toEqual([
      `report.issued provider ${bridge}`,
      `feedback.fetched provider ${bridge}`,
      `access.refused provider ${bridge}`,
      `access.refused provider ${dip}`,
      `access.refused provider ${dip}`,
      `access.forbidden provider ${bridge}`,
      `access.refused provider ${bridge}`,
      `access.refused provider ${bridge}`,
    ]);
  });

  it('can be taken back', async () => {
    await close();
    await release();
    const page = await lena.get(urls.feedback(auditId));
    const form = formTo(page.text, urls.feedbackWithdraw(auditId, bridge));
    expect((await lena.post(form.action, filledIn(form, {}, `Withdraw from ${BRIDGE}`))).status).toBe(303);
    expect((await paula.get(pdfUrl(bridge))).status).toBe(404);
    expect((await paula.get(urls.home())).text).not.toContain(pdfUrl(bridge));
    expect((await activityOf(test, auditId)).slice(-2)).toEqual([
      `feedback.withdrawn provider ${bridge}`,
      `access.refused provider ${bridge}`,
    ]);
    // Nothing is left to take back, and nothing more is told of it.
    const lines = await activityOf(test, auditId);
    await lena.post(form.action);
    expect(await activityOf(test, auditId)).toEqual(lines);
  });

  it('keeps the audit closed until it is taken back', async () => {
    await close();
    await release();
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain(
      'Reports have been issued. Withdraw them first',
    );
    const refused = await lena.post(urls.auditState(auditId), { step: 'reopen' });
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.text)).toContain('Withdraw them before you reopen the audit.');
    expect((await test.deps.audits.get(auditId)).state).toBe('closed');
    await test.deps.reports.withdraw(test.ids.lena, auditId, bridge);
    expect((await lena.post(urls.auditState(auditId), { step: 'reopen' })).status).toBe(303);
    expect((await test.deps.audits.get(auditId)).state).toBe('open');
  });

  it('is only for providers of the audit', async () => {
    await close();
    const stranger =
      (await test.deps.providers.byName('Far Away'))?.id ??
      (await test.deps.providers.create(null, 'Far Away'));
    expect((await lena.post(urls.feedbackIssue(auditId, stranger))).status).toBe(404);
    expect((await lena.get(pdfUrl(stranger))).status).toBe(404);
    for (const file of ['1', 'x.pdf', `${bridge}.pdf.pdf`, `-${bridge}.pdf`]) {
      expect((await lena.get(`${urls.feedback(auditId)}/${file}`)).status).toBe(404);
    }
  });

  it('gives the comments on the provider’s own files, joint ones included, and no others', async () => {
    await close();
    await release();
    await test.deps.reports.issue(test.ids.lena, auditId, dip);
    const toBridge = await textOf(paula, bridge);
    const toDip = await textOf(dora, dip);
    for (const text of ['Remark on Own.', 'Whole of Own.', 'Remark on Joint.', 'Whole of Joint.']) {
      expect(toBridge).toContain(text);
    }
    for (const text of ['Remark on Other.', 'Whole of Other.']) {
      expect(toBridge).not.toContain(text);
      expect(toDip).toContain(text);
    }
    expect(toDip).not.toContain('Remark on Own.');
    expect(toDip).not.toContain('Whole of Own.');
    // Neither the person who wrote them nor the file they are about.
    for (const text of [toBridge, toDip]) expect(text).not.toMatch(/Amir|ROwn|ROther|RJoint/);
  });

  it('gives the same bytes for the same data, and others when the data has changed', async () => {
    const bytes = async () => (await download(lena, pdfUrl(bridge))).body;
    const draft = await bytes();
    expect((await bytes()).equals(draft)).toBe(true);
    expect(await textOf(lena, bridge)).toContain('DRAFT');
    await close();
    await release();
    const released = await bytes();
    expect(released.equals(draft)).toBe(false);
    expect((await download(paula, pdfUrl(bridge))).body.equals(released)).toBe(true);
    expect(await textOf(paula, bridge)).not.toContain('DRAFT');
  });
});
