import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { VERDICT_NAMES } from '../../../server/fieldwork/goalChecker/smartCriteria.ts';
import { presentFeedback } from '../../../server/feedback/draft/presenter.ts';
import { fingerprintOf } from '../../../server/feedback/store/fingerprint.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { BRIDGE, closedAudit, DIP } from '../../support/fedBack.ts';
import { wordsOf } from '../../support/form.ts';
import { aPlan, savePlan } from '../../support/plans.ts';

onBothEngines('reports after an upgrade that words them otherwise', (engine) => {
  /** As the program words it when the reports are issued. */
  const { met } = VERDICT_NAMES;
  let test: TestApp;
  let auditId: number;
  let bridge: number;
  let dip: number;

  beforeAll(async () => {
    test = await startApp(engine);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    let fileIds: number[];
    ({ auditId, bridge, dip, fileIds } = await closedAudit(test));
    await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
    await savePlan(test, 'amir', auditId, fileIds[0] ?? 0, aPlan());
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    await test.deps.reports.issue(test.ids.lena, auditId, dip);
    VERDICT_NAMES.met = { ...met, text: 'Fulfilled' };
  });
  afterEach(() => {
    VERDICT_NAMES.met = met;
  });

  const differences = async () => test.deps.reports.differences(await test.deps.audits.get(auditId));
  const leaveOut = (text: string) =>
    test.deps.findings.decideOnComment(test.ids.lena, auditId, bridge, fingerprintOf(null, text), 'leaveOut');
  /** Takes away what the version before did not keep. */
  const asBefore = () =>
    test.deps.database.pool('reports').where({ audit_id: auditId }).update({ data: null });

  it('are what their providers have', async () => {
    expect(await differences()).toEqual([]);
    expect(await test.deps.reports.issue(test.ids.lena, auditId, bridge)).toMatchObject({
      isNew: false,
      report: { version: 1 },
    });
    const page = wordsOf((await (await test.as('lena')).get(urls.feedback(auditId))).text);
    expect(page).toContain('2 of 2 providers can read their report.');
    expect(page).not.toMatch(/differs|as it was/);
    // A draft is in the new words, so that it is no accident that nothing differs.
    const draft = presentFeedback(await test.deps.feedback.input(auditId, bridge));
    expect(JSON.stringify(draft.more)).toContain('Goals: fulfilled');
    // The preview shows what was issued, which is no draft and in the old words, and leads to its PDF.
    const lena = await test.as('lena');
    const { text } = await lena.get(urls.feedbackDraft(auditId, bridge));
    expect(wordsOf(text)).toContain('Letter Goals: met Goals: not met Goals: cannot tell');
    expect(wordsOf(text)).toContain('Version 1, issued on');
    expect(wordsOf(text)).not.toMatch(/DRAFT|Draft, not issued/);
    expect(text).toContain(`href="${urls.feedbackPdf(auditId, bridge)}"`);
    expect(text).not.toContain(urls.feedbackDraftPdf(auditId, bridge));
    // Once something differs it is a draft again.
    await leaveOut('A tidy file.');
    expect(wordsOf((await lena.get(urls.feedbackDraft(auditId, bridge))).text)).toContain(
      'Draft, not issued',
    );
  });

  it('are changed by what is said, and not by how', async () => {
    await leaveOut('A tidy file.');
    expect(await differences()).toEqual([
      {
        providerId: bridge,
        provider: BRIDGE,
        difference: { since: 1, own: [], partnership: [], findings: 0, words: true },
      },
    ]);
    await test.deps.findings.add(test.ids.lena, auditId, dip, {
      kind: 'strength',
      itemId: null,
      text: 'Good talks.',
    });
    await test.deps.providers.rename(test.ids.lena, dip, 'DIP, renamed');
    try {
      const ofDip = (await differences()).find(({ providerId }) => providerId === dip);
      expect(ofDip?.difference).toMatchObject({ own: [], findings: 1, words: true });
    } finally {
      await test.deps.providers.rename(test.ids.lena, dip, DIP);
    }
    expect(await test.deps.reports.issue(test.ids.lena, auditId, bridge)).toMatchObject({
      isNew: true,
      report: { version: 2 },
    });
  });

  it('are so too where no data was kept with them', async () => {
    await asBefore();
    expect(await differences()).toEqual([]);
    expect(await test.deps.reports.issue(test.ids.lena, auditId, bridge)).toMatchObject({ isNew: false });
    await leaveOut('A tidy file.');
    expect((await differences()).map(({ difference }) => difference.words)).toEqual([true]);
    // The next version has data again.
    const { report } = await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    expect((await test.deps.reports.frozen(report)).data?.particulars.provider).toBe(BRIDGE);
    expect(await differences()).toEqual([]);
  });
});
