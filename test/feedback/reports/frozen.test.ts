import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { fingerprintOf } from '../../../server/feedback/store/fingerprint.ts';
import { DEFAULT_SETTINGS } from '../../../server/feedback/store/reports.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { BRIDGE, closedAudit, DIP } from '../../support/fedBack.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';

onOneEngine('an issued report', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let paula: Visitor;
  let dora: Visitor;
  let auditId: number;
  let bridge: number;
  let dip: number;
  let fileIds: number[];

  beforeAll(async () => {
    test = await startApp(engine);
    [lena, paula, dora] = await Promise.all([test.as('lena'), test.as('paula'), test.as('dora')]);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, bridge, dip, fileIds } = await closedAudit(test));
  });

  const issue = () => test.deps.reports.issue(test.ids.lena, auditId, bridge);
  const bytesOf = async (version = 1) =>
    (await download(paula, urls.reportVersionPdf(auditId, bridge, version))).body;
  const find = (text: string) =>
    test.deps.findings.add(test.ids.lena, auditId, bridge, { kind: 'shortcoming', itemId: null, text });
  /** An answer of the first file is put right under a query, as a lead does it. */
  const correct = async (value: string, fileId = fileIds[0] ?? 0) => {
    const query = { about: null, text: 'Is that so?' };
    const queryId = await test.deps.queries.raise(test.ids.paula, auditId, bridge, query);
    await test.deps.queries.correct(test.ids.lena, auditId, bridge, queryId, {
      fileId,
      itemId: 'recovery_plan',
      value,
      reason: 'Found in the file.',
    });
    return queryId;
  };

  it('is the same bytes for ever, whatever changes afterwards, and has their SHA-256', async () => {
    await find('Plans have no dates.');
    const { report } = await issue();
    const before = await bytesOf();
    expect(createHash('sha256').update(before).digest('hex')).toBe(report.sha256);
    const page = (await paula.get(urls.report(auditId, bridge))).text;
    expect(page).toContain(report.sha256);

    await find('Another one.');
    await correct('no');
    await test.deps.providers.rename(test.ids.lena, dip, 'DIP, renamed');
    await test.deps.reports.setSettings(test.ids.lena, auditId, {
      ...DEFAULT_SETTINGS,
      queryDays: 3,
      planDays: 9,
    });
    expect((await bytesOf()).equals(before)).toBe(true);
    expect(tablesOf((await paula.get(urls.reportVersion(auditId, bridge, 1))).text)).toEqual(tablesOf(page));

    const second = await issue();
    expect(second).toMatchObject({ isNew: true, report: { version: 2 } });
    expect((await bytesOf(1)).equals(before)).toBe(true);
    expect((await bytesOf(2)).equals(before)).toBe(false);
    await test.deps.providers.rename(test.ids.lena, dip, DIP);
  });

  it('says on its page what its PDF says', async () => {
    await find('Plans have no dates.');
    await issue();
    const pdf = await readPdf(await bytesOf());
    const page = (await paula.get(urls.report(auditId, bridge))).text;
    const plain = (rows: string[][]) =>
      rows.map((row) => row.join(' | ').replaceAll(' ,', ',').replaceAll(',', ''));
    expect(plain(tablesOf(page).flatMap(({ rows }) => rows))).toEqual(plain(rowsOf(pdf)));
    for (const text of ['Plans have no dates.', 'To change first', 'Version 1, issued on']) {
      expect(wordsOf(page)).toContain(text);
      expect(pdf.text.replace(/\s+/g, ' ')).toContain(text);
    }
  });

  it('has its picture on the page, and is a PDF alone where it was kept in an older form', async () => {
    const { report } = await issue();
    const page = async () => (await paula.get(urls.report(auditId, bridge))).text;
    expect(await page()).toContain('Every check: your files beside the other files of the audit');
    await test.deps.database.pool('reports').where({ id: report.id }).update({ content_format: 1 });
    expect(wordsOf(await page())).toContain('issued by an earlier version of the program');
    expect((await paula.get(urls.feedbackPdf(auditId, bridge))).status).toBe(200);
  });

  it('opens as it was issued by the version before, which had five lines and no first page', async () => {
    const { report } = await issue();
    const kept = await test.deps.reports.frozen(report);
    if (!kept.content) throw new Error('there are no words');
    const { front, team, ...rest } = kept.content;
    expect(front).toBeDefined();
    const older = {
      ...rest,
      introduction: ['Auditors read 7 case files of yours.'],
      summary: { heading: 'In five lines', lines: ['Read: 7 of 7 planned case files.'] },
      next: { heading: '6. What happens next', steps: [{ term: 'Now', text: 'Read the report.' }] },
      glance: { ...kept.content.glance, chart: team?.chart ?? null },
    };
    await test.deps.database
      .pool('reports')
      .where({ id: report.id })
      .update({ content: JSON.stringify(older) });
    const page = wordsOf((await paula.get(urls.report(auditId, bridge))).text);
    for (const text of ['In five lines', 'Read: 7 of 7', '6. What happens next', 'Every check']) {
      expect(page).toContain(text);
    }
    expect(page).not.toContain('To change first');
  });

  it('is not what is kept any more when somebody has changed the bytes', async () => {
    const { report } = await issue();
    await test.deps.database
      .pool('reports')
      .where({ id: report.id })
      .update({ pdf: Buffer.from('%PDF-1.7 forged') });
    expect((await paula.get(urls.feedbackPdf(auditId, bridge))).status).toBe(500);
  });

  it('is issued once for what it says, and anew only when that has changed', async () => {
    expect(await issue()).toMatchObject({ isNew: true, report: { version: 1 } });
    expect(await issue()).toMatchObject({ isNew: false, report: { version: 1 } });
    await find('New.');
    expect(await issue()).toMatchObject({ isNew: true, report: { version: 2 } });
    const told = (await activityOf(test, auditId)).filter((line) => line.startsWith('report.issued'));
    expect(told).toHaveLength(2);
  });

  it('tells the lead in what a draft differs, and that figures of others alone are no reason for a new version', async () => {
    const cards = async () => {
      const words = wordsOf((await lena.get(urls.feedback(auditId))).text);
      const [before = '', ofBridge = ''] = words.split(`${BRIDGE} 7 case files`);
      return [before.split(`${DIP} 2 case files`)[1] ?? '', ofBridge];
    };
    // So that the figures of the others are shown beside those of so few files.
    await test.deps.database.pool('audits').where({ id: auditId }).update({ small_number_threshold: 1 });
    await issue();
    await test.deps.reports.issue(test.ids.lena, auditId, dip);
    expect((await cards()).join(' ')).not.toMatch(/differs|as it was/);

    // A file of the first provider alone: the other's report changes only in what stands beside its figures.
    await correct('no', fileIds[0]);
    const [ofDip, ofBridge] = await cards();
    expect(ofBridge).toContain(`The draft differs from version 1, which ${BRIDGE} has.`);
    expect(ofBridge).toContain(
      'What has changed: its own figures in 1 check (“Is there a recovery plan on file?”). Issue it anew',
    );
    expect(ofDip).toContain(`All that version 1 says of ${DIP} itself is as it was.`);
    expect(ofDip).toContain('Only the figures of the other files beside its own have changed, in 1 check');
    const page = await lena.get(urls.feedback(auditId));
    expect(wordsOf(page.text)).toContain('In 1 of these nothing has changed but figures of the other files.');
    expect(wordsOf((await lena.get(urls.feedbackDraft(auditId, dip))).text)).toContain(
      'A new version is not due.',
    );

    // Findings and comments are a reason.
    await find('Seen now.');
    expect((await cards())[1]).toContain(
      'in 1 check (“Is there a recovery plan on file?”); 1 finding. Issue',
    );
    await issue();
    expect((await cards())[1]).not.toMatch(/differs|as it was/);
    const tidy = fingerprintOf(null, 'A tidy file.');
    await test.deps.findings.decideOnComment(test.ids.lena, auditId, bridge, tidy, 'leaveOut');
    expect((await cards())[1]).toContain(
      'What has changed: comments, or how its files were chosen and read.',
    );
  });

  it('is held against drafts to all providers that rest on one count of the answers', async () => {
    const counted = vi.spyOn(test.deps.results, 'withItems');
    try {
      expect((await lena.get(urls.feedback(auditId))).status).toBe(200);
      expect(counted).toHaveBeenCalledTimes(1);
    } finally {
      counted.mockRestore();
    }
    // What the page rests on is what each draft rests on by itself.
    const audit = await test.deps.audits.get(auditId);
    const together = await test.deps.reports.reviews(audit);
    expect([...together.keys()]).toEqual([dip, bridge]);
    for (const [providerId, review] of together) {
      expect(review).toEqual(await test.deps.reports.review(audit, providerId));
    }
  });

  it('leaves nothing behind when it cannot be finished', async () => {
    const tables = ['reports', 'report_texts', 'activity'];
    const rows = async () =>
      JSON.stringify(await Promise.all(tables.map((table) => test.deps.database.pool(table).select('*'))));
    const before = await rows();
    const add = vi.spyOn(test.deps.activity, 'add').mockRejectedValue(new Error('the power went'));
    try {
      await expect(issue()).rejects.toThrow('the power went');
    } finally {
      add.mockRestore();
    }
    expect(await rows()).toBe(before);
    expect((await paula.get(urls.report(auditId, bridge))).status).toBe(404);
    expect(await issue()).toMatchObject({ isNew: true, report: { version: 1 } });
  });

  it('holds back until somebody has looked at what may tell who somebody is', async () => {
    const query = { kind: 'shortcoming', itemId: null, text: 'Seen with Mr Brown.' } as const;
    await expect(test.deps.findings.add(test.ids.lena, auditId, bridge, query)).rejects.toThrow(
      'who somebody is',
    );
    await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
    const { version } = await test.deps.recording.get(auditId, fileIds[0] ?? 0, test.ids.amir);
    await test.deps.recording.save(test.ids.amir, await test.deps.audits.get(auditId), fileIds[0] ?? 0, {
      version,
      reference: undefined,
      groupId: undefined,
      answers: new Map(),
      comments: new Map([['smart', 'Mr Brown wrote them.']]),
      comment: undefined,
      complete: undefined,
    });
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const refused = await lena.post(urls.feedbackIssue(auditId, bridge));
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain('“Mr Brown” looks like a name');
    expect((await lena.post(urls.feedbackIssue(auditId, bridge), { keep: 'anything' })).status).toBe(422);
    expect(await test.deps.reports.versions(auditId, bridge)).toEqual([]);
    const { keep } = await test.deps.reports.review(await test.deps.audits.get(auditId), bridge);
    expect((await lena.post(urls.feedbackIssue(auditId, bridge), { keep })).status).toBe(303);
    expect((await activityOf(test, auditId)).slice(-2)).toEqual([
      `text.kept provider ${bridge}`,
      `report.issued provider ${bridge}`,
    ]);
  });

  it('does not exist for another provider, nor does its draft, its findings or the archive, and that is told', async () => {
    await issue();
    const theirs = [
      urls.feedbackPdf(auditId, bridge),
      urls.report(auditId, bridge),
      urls.reportVersion(auditId, bridge, 1),
      urls.reportVersionPdf(auditId, bridge, 1),
      urls.feedbackDraft(auditId, bridge),
      urls.feedbackDraftPdf(auditId, bridge),
      urls.findings(auditId, bridge),
      urls.feedback(auditId),
      urls.feedbackJob(auditId, 'some-token'),
      urls.feedbackJobZip(auditId, 'some-token'),
    ];
    for (const url of theirs) {
      const lines = (await activityOf(test, auditId)).length;
      expect((await dora.get(url)).status, url).toBe(404);
      const told = (await test.deps.activity.list({ auditId, limit: 1 }))[0];
      expect((await activityOf(test, auditId)).length, url).toBe(lines + 1);
      expect(told, url).toMatchObject({ action: 'access.refused', userId: test.ids.dora });
    }
    for (const url of [urls.feedbackIssue(auditId, bridge), urls.queries(auditId, bridge)]) {
      expect((await dora.post(url, { about: '', text: 'Hello' })).status, url).toBe(404);
    }
    // Its own draft is not for a provider either.
    expect((await paula.get(urls.feedbackDraft(auditId, bridge))).status).toBe(404);
    // Nor what was withdrawn.
    await test.deps.reports.withdraw(test.ids.lena, auditId, bridge);
    expect((await paula.get(urls.reportVersion(auditId, bridge, 1))).status).toBe(404);
    expect((await lena.get(urls.reportVersion(auditId, bridge, 1))).status).toBe(200);
  });

  it('is made at the start of what was released before reports were kept', async () => {
    await test.deps.database.pool('feedback_releases').insert({
      audit_id: auditId,
      provider_id: bridge,
      released_at: '2026-01-05T10:00:00.000Z',
      released_by: test.ids.lena,
    });
    await test.deps.reports.freezeReleases();
    await test.deps.reports.freezeReleases();
    expect(await test.deps.reports.versions(auditId, bridge)).toMatchObject([
      { version: 1, issuedAt: '2026-01-05T10:00:00.000Z', issuedBy: test.ids.lena },
    ]);
    expect(await test.deps.database.pool('feedback_releases').select('*')).toEqual([]);
    expect(wordsOf((await paula.get(urls.home())).text)).toContain('Fed back');
    expect((await paula.get(urls.report(auditId, bridge))).status).toBe(200);
  });
});
