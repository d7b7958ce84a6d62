import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { closedAudit } from '../../support/fedBack.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';

onOneEngine('a query', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let paula: Visitor;
  let dora: Visitor;
  let auditId: number;
  let bridge: number;
  let dip: number;
  let fileIds: number[];
  let time = new Date('2026-02-01T10:00:00Z');

  beforeAll(async () => {
    test = await startApp(engine, { now: () => time });
    [lena, paula, dora] = await Promise.all([test.as('lena'), test.as('paula'), test.as('dora')]);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    time = new Date('2026-02-01T10:00:00Z');
    ({ auditId, bridge, dip, fileIds } = await closedAudit(test));
    for (const provider of [bridge, dip]) await test.deps.reports.issue(test.ids.lena, auditId, provider);
  });

  const raise = async (fields: Record<string, string>) => {
    const page = (await paula.get(urls.report(auditId, bridge))).text;
    const form = formTo(page, urls.queries(auditId, bridge));
    return paula.post(form.action, filledIn(form, fields, 'Raise the query'));
  };
  const newest = async () => (await test.deps.queries.of(auditId, bridge)).at(-1);
  const queryUrl = async () => urls.query(auditId, bridge, (await newest())?.id ?? 0);
  const correct = async (fields: Record<string, string>) => {
    const action = urls.queryCorrection(auditId, bridge, (await newest())?.id ?? 0);
    const form = formTo((await lena.get(await queryUrl())).text, action);
    return lena.post(action, filledIn(form, fields, 'Correct the answer'));
  };
  const answer = async (text: string) =>
    lena.post(urls.queryAnswer(auditId, bridge, (await newest())?.id ?? 0), { text });
  const yesOf = async () => {
    const { tally } = await test.deps.results.of(auditId);
    return tally.overall.checks.find(({ id }) => id === 'recovery_plan')?.yes;
  };

  it('is not needed to say that a report was received, but the version has to be the one that was read', async () => {
    const page = (await paula.get(urls.report(auditId, bridge))).text;
    const form = formTo(page, urls.reportAcknowledge(auditId, bridge));
    await test.deps.findings.add(test.ids.lena, auditId, bridge, {
      kind: 'strength',
      itemId: null,
      text: 'Files are tidy.',
    });
    await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    const late = await paula.post(form.action, filledIn(form, {}, 'We have received this report'));
    expect(late.status).toBe(409);
    expect(wordsOf(late.text)).toContain('There is a newer version of the report');
    const [newestReport] = await test.deps.reports.versions(auditId, bridge);
    expect([newestReport?.version, newestReport?.acknowledgedAt]).toEqual([2, null]);
  });

  it('goes from the provider to the lead, to a correction, and to version 2, which says what changed', async () => {
    const page = (await paula.get(urls.report(auditId, bridge))).text;
    expect(wordsOf(page)).toContain('Queries can be raised until 16 February 2026.');
    const acknowledge = formTo(page, urls.reportAcknowledge(auditId, bridge));
    await paula.post(acknowledge.action, filledIn(acknowledge, {}, 'We have received this report'));
    expect(wordsOf((await lena.get(urls.feedback(auditId))).text)).toContain(
      'Acknowledged by Paula Provider',
    );

    const text = 'The plan of one file was in the other folder.';
    expect((await raise({ about: 'check:recovery_plan', text })).status).toBe(303);
    expect(wordsOf((await paula.get(urls.report(auditId, bridge))).text)).toContain(text);
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain('Answer the queries');
    const listed = (await lena.get(urls.feedback(auditId))).text;
    expect(listed).toContain(`href="${await queryUrl()}"`);

    const before = await yesOf();
    const reason = 'The plan is in the folder of the other worker.';
    const fileId = fileIds[1] ?? 0;
    expect((await correct({ fileId: String(fileId), value: 'yes', reason })).status).toBe(303);
    expect(await yesOf()).toBe((before ?? 0) + 1);
    const review = await test.deps.recording.get(auditId, fileId, test.ids.amir);
    expect(review.answers.get('recovery_plan')).toBe('yes');
    expect(review.comments.get('smart')).toBe('Remark 1.');
    const shown = wordsOf((await lena.get(await queryUrl())).text);
    for (const word of ['REF-01', 'No', 'Yes', reason]) expect(shown).toContain(word);
    // What was issued does not change.
    expect(wordsOf((await paula.get(urls.report(auditId, bridge))).text)).toContain('3 of 7, 43%');

    expect((await answer('You are right: one answer is corrected.')).status).toBe(303);
    const draft = await lena.get(urls.feedbackDraft(auditId, bridge));
    const form = formTo(draft.text, urls.feedbackIssue(auditId, bridge));
    expect(
      (await lena.post(form.action, filledIn(form, {}, 'Yes, issue version 2 without findings'))).status,
    ).toBe(303);
    const second = wordsOf((await paula.get(urls.report(auditId, bridge))).text);
    for (const said of [
      'What has changed since version 1',
      '1 query was answered since, and 1 answer was corrected under it.',
      '“Is there a recovery plan on file?”, your files: 4 of 7, 57%; before 3 of 7, 43%.',
      'You are right: one answer is corrected.',
      '1 answer corrected.',
    ]) {
      expect(second).toContain(said);
    }
    // What was corrected names neither the file nor the reason, which is about the file; files to look at are named.
    const [, changed = ''] = second.split('What has changed since version 1');
    expect(changed.slice(0, 600)).not.toContain('REF-01');
    expect(second).not.toContain(reason);
    expect(second).toContain('Version 1, issued on');

    const lines = (await activityOf(test, auditId)).filter(
      (line) => !/fetched|caseFile|audit\.|group|panel/.test(line),
    );
    const id = (await newest())?.id;
    expect(lines).toEqual([
      `report.issued provider ${bridge}`,
      `report.issued provider ${dip}`,
      `report.acknowledged provider ${bridge}`,
      `query.raised query ${id}`,
      `answer.corrected case file ${fileId}`,
      `query.answered query ${id}`,
      `report.issued provider ${bridge}`,
    ]);
  });

  it('can be raised until its last day is over, and not after', async () => {
    // Two weeks on is a Sunday, so it is the Monday.
    time = new Date('2026-02-16T23:30:00Z');
    expect((await raise({ about: '', text: 'In time.' })).status).toBe(303);
    time = new Date('2026-02-17T00:30:00Z');
    const page = (await paula.get(urls.report(auditId, bridge))).text;
    expect(wordsOf(page)).toContain('The time for queries ended on 16 February 2026.');
    const late = await paula.post(urls.queries(auditId, bridge), { about: '', text: 'Too late.' });
    expect(late.status).toBe(409);
    expect(wordsOf(late.text)).toContain('could be raised until 16 February 2026');
    expect(await test.deps.queries.of(auditId, bridge)).toHaveLength(1);
  });

  it('is about a check or a finding of the report, and says something', async () => {
    for (const about of ['check:no_such', 'finding:999999', 'else:1', 'finding:x']) {
      const refused = await paula.post(urls.queries(auditId, bridge), { about, text: 'Kept words.' });
      expect(refused.status, about).toBe(422);
      expect(refused.text).toContain('Kept words.');
    }
    expect((await raise({ about: 'check:smart', text: '  ' })).status).toBe(422);
    expect(await test.deps.queries.of(auditId, bridge)).toEqual([]);
    await test.deps.findings.add(test.ids.lena, auditId, bridge, {
      kind: 'shortcoming',
      itemId: 'smart',
      text: 'Goals lack dates.',
    });
    await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    const [finding] = (await test.deps.findings.of(await test.deps.audits.get(auditId), bridge)).findings;
    expect((await raise({ about: `finding:${finding?.id}`, text: 'They do not.' })).status).toBe(303);
    // It stays legible when the finding goes.
    await test.deps.findings.remove(test.ids.lena, auditId, bridge, finding?.id ?? 0);
    expect(wordsOf((await lena.get(await queryUrl())).text)).toContain('Finding: Goals lack dates.');
  });

  it('is nobody else’s to raise, to see or to answer', async () => {
    await raise({ about: '', text: 'Ours.' });
    const url = await queryUrl();
    const id = (await newest())?.id ?? 0;
    expect((await dora.post(urls.queries(auditId, bridge), { about: '', text: 'Theirs.' })).status).toBe(404);
    expect((await lena.post(urls.queries(auditId, bridge), { about: '', text: 'Mine.' })).status).toBe(403);
    for (const visitor of [dora, paula]) {
      expect((await visitor.get(url)).status).toBe(404);
      expect((await visitor.post(urls.queryAnswer(auditId, bridge, id), { text: 'No.' })).status).toBe(404);
    }
    expect(wordsOf((await dora.get(urls.report(auditId, dip))).text)).not.toContain('Ours.');
    // The address of one provider's query under another one's report names nothing.
    expect((await lena.get(urls.query(auditId, dip, id))).status).toBe(404);
    expect(await test.deps.queries.of(auditId, bridge)).toHaveLength(1);
  });

  it('is answered once, and lets nothing be corrected afterwards', async () => {
    await raise({ about: 'check:recovery_plan', text: 'Why?' });
    expect((await answer('')).status).toBe(422);
    expect((await answer('Because.')).status).toBe(303);
    expect((await answer('Again.')).status).toBe(409);
    const id = (await newest())?.id ?? 0;
    const fields = { itemId: 'recovery_plan', fileId: String(fileIds[1]), value: 'yes', reason: 'So.' };
    expect((await lena.post(urls.queryCorrection(auditId, bridge, id), fields)).status).toBe(403);
    await expect(
      test.deps.queries.correct(test.ids.lena, auditId, bridge, id, { ...fields, fileId: fileIds[1] ?? 0 }),
    ).rejects.toThrow('answered already');
    expect(await yesOf()).toBe(4);
  });

  it('lets only an answer of this provider’s files be corrected, to another one, with a reason', async () => {
    await raise({ about: 'check:recovery_plan', text: 'Why?' });
    const lines = await activityOf(test, auditId);
    const wrong: [Record<string, string>, string][] = [
      [
        { fileId: String(fileIds[6]), value: 'no', reason: 'Not theirs.' },
        'Choose a case file of this provider.',
      ],
      [{ fileId: String(fileIds[1]), value: 'no', reason: 'The same.' }, 'That is the answer already.'],
      [{ fileId: String(fileIds[1]), value: 'perhaps', reason: 'No answer.' }, 'must be yes, no, na or nr'],
      [{ fileId: String(fileIds[1]), value: 'yes', reason: '' }, 'Say why the answer is corrected.'],
      [{ fileId: '', value: 'yes', reason: 'No file.' }, 'Choose the case file.'],
      [{ fileId: String(fileIds[1]), reason: 'No answer.' }, 'Choose the right answer.'],
    ];
    for (const [fields, said] of wrong) {
      const id = (await newest())?.id ?? 0;
      const sent = { itemId: 'recovery_plan', ...fields };
      const refused = await lena.post(urls.queryCorrection(auditId, bridge, id), sent);
      expect(refused.status, said).toBe(422);
      expect(wordsOf(refused.text)).toContain(said);
    }
    expect((await activityOf(test, auditId)).filter((line) => !line.includes('fetched'))).toEqual(
      lines.filter((line) => !line.includes('fetched')),
    );
    expect(await yesOf()).toBe(4);
    // Taken away, and given where there was none; a comment on it stays.
    await correct({ fileId: String(fileIds[1]), value: 'nr', reason: 'Nobody could tell.' });
    const review = await test.deps.recording.get(auditId, fileIds[1] ?? 0, test.ids.amir);
    expect(review.answers.has('recovery_plan')).toBe(false);
    await correct({ fileId: String(fileIds[1]), value: 'na', reason: 'It does not fit.' });
    const { tally } = await test.deps.results.of(auditId);
    expect(tally.overall.checks[0]).toMatchObject({ yes: 4, no: 3, notApplicable: 1, notRecorded: 0 });
  });

  it('asks what becomes of the comment on an answer that is corrected, and leaves it out or keeps it', async () => {
    const draft = async () => wordsOf((await lena.get(urls.feedbackDraft(auditId, bridge))).text);
    await raise({ about: 'check:smart', text: 'There are dates.' });
    const action = urls.queryCorrection(auditId, bridge, (await newest())?.id ?? 0);
    const about = async (fileId: number | undefined, changes: Record<string, string>) => {
      const fields = { fileId: String(fileId), value: 'yes', reason: 'There are.' };
      const asked = await correct(fields);
      expect(asked.status).toBe(422);
      const form = formTo(asked.text, action);
      return {
        asked: wordsOf(asked.text),
        answer: await lena.post(action, filledIn(form, changes, 'Correct the answer')),
      };
    };

    expect(await draft()).toContain('Goals have no dates.');
    const first = await about(fileIds[0], { comment: 'leaveOut' });
    expect(first.asked).toContain('The auditor’s comment on the answer of REF-00: “Goals have no dates.”');
    expect(first.asked).toContain('The auditor wrote a comment on this answer.');
    expect(first.answer.status).toBe(303);
    expect(await draft()).not.toContain('Goals have no dates.');
    const review = await test.deps.recording.get(auditId, fileIds[0] ?? 0, test.ids.amir);
    expect([review.answers.get('smart'), review.comments.get('smart')]).toEqual([
      'yes',
      'Goals have no dates.',
    ]);

    // The same words on another answer of the same check are another comment.
    expect(await draft()).toContain('Remark 2. (written about 2 case files)');
    expect((await about(fileIds[2], { comment: 'leaveOut' })).answer.status).toBe(303);
    expect(await draft()).toContain('Remark 2.');
    expect(await draft()).not.toContain('Remark 2. (written about 2 case files)');
    expect((await about(fileIds[5], { comment: 'keep' })).answer.status).toBe(303);
    expect(await draft()).toContain('Remark 2.');
    // What was decided of one comment is not taken for another one.
    const stale = await about(fileIds[1], { comment: 'leaveOut', fileId: String(fileIds[3]) });
    expect(stale.answer.status).toBe(422);
    expect(wordsOf(stale.answer.text)).toContain('on the answer of REF-03');

    const told = (await test.deps.activity.list({ auditId, limit: 1000 })).filter(
      (line) => line.action === 'answer.corrected',
    );
    expect(told.map((line) => String(line.detail?.['comment'])).toSorted()).toEqual([
      'kept',
      'left out',
      'left out',
    ]);
    expect(JSON.stringify(told)).not.toMatch(/Remark|Goals have/);
    expect(wordsOf((await lena.get(await queryUrl())).text)).toContain('Its comment is left out of reports.');
  });

  it('keeps both readings of a file that was read twice, and settles what counts', async () => {
    const fileId = fileIds[0] ?? 0;
    await test.deps.reports.withdraw(test.ids.lena, auditId, bridge);
    await test.deps.reports.withdraw(test.ids.lena, auditId, dip);
    await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
    await test.deps.readings.draw(test.ids.lena, auditId, { percent: 100, oneAGroup: true });
    const second = await test.deps.recording.get(auditId, fileId, test.ids.beth);
    await test.deps.recording.save(test.ids.beth, await test.deps.audits.get(auditId), fileId, {
      version: second.version,
      reference: undefined,
      groupId: undefined,
      answers: new Map([['recovery_plan', 'no']]),
      comments: new Map(),
      comment: undefined,
      complete: true,
    });
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    await raise({ about: 'check:recovery_plan', text: 'Why?' });
    expect(await yesOf()).toBe(4);
    await correct({ fileId: String(fileId), value: 'no', reason: 'The second reader was right.' });
    expect(await yesOf()).toBe(3);
    const first = await test.deps.recording.get(auditId, fileId, test.ids.amir);
    expect(first.answers.get('recovery_plan')).toBe('yes');
    await correct({ fileId: String(fileId), value: 'yes', reason: 'The first was right after all.' });
    expect(await yesOf()).toBe(4);
  });

  it('leaves a corrected figure to be issued anew before the audit becomes final', async () => {
    const finish = () => lena.post(urls.auditState(auditId), { step: 'finish' });
    const overview = async () => wordsOf((await lena.get(urls.audit(auditId))).text);
    await raise({ about: 'check:recovery_plan', text: 'Why?' });
    await correct({ fileId: String(fileIds[1]), value: 'yes', reason: 'Found.' });
    await answer('Corrected.');
    // The days for queries run still, and yet it is not for them that the lead should wait.
    expect(await overview()).toContain('Issue the corrected report to The Bridge anew');
    expect(await overview()).not.toContain('Wait for queries');
    // Of the other one only the figure of the whole partnership has changed.
    expect(await overview()).not.toContain('Drug Intervention Programme have changed');

    time = new Date('2026-03-01T10:00:00Z');
    const refused = await finish();
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.text)).toContain(
      'An answer was corrected or a question left out since, so the figures in the report to The Bridge are no longer right. Issue it anew',
    );
    const audit = await test.deps.audits.get(auditId);
    const { steps } = test.deps;
    expect(await steps.readyToFinish([audit], await steps.feedbackIn([audit.id]))).toEqual([]);
    await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    const page = (await paula.get(urls.report(auditId, bridge))).text;
    const acknowledge = formTo(page, urls.reportAcknowledge(auditId, bridge));
    await paula.post(acknowledge.action, filledIn(acknowledge, {}, 'We have received this report'));
    await test.deps.findings.add(test.ids.lena, auditId, dip, {
      kind: 'strength',
      itemId: null,
      text: 'Tidy.',
    });

    time = new Date('2026-04-01T10:00:00Z');
    const asked = (await lena.get(urls.audit(auditId))).text;
    for (const said of [
      'Make this audit final?',
      '1 of 2 reports is not acknowledged: Drug Intervention Programme.',
      'The report to Drug Intervention Programme differs from what it has, in findings or comments: issue it anew first',
    ]) {
      expect(wordsOf(asked)).toContain(said);
    }
    const form = formTo(asked, urls.auditState(auditId));
    expect((await lena.post(form.action, filledIn(form, {}, 'Yes, make it final'))).status).toBe(303);
    expect((await test.deps.audits.get(auditId)).state).toBe('final');
  });

  it('keeps the audit from becoming final while it is open, and so does the time for queries', async () => {
    const finish = () => lena.post(urls.auditState(auditId), { step: 'finish' });
    await raise({ about: '', text: 'Why?' });
    time = new Date('2026-03-01T10:00:00Z');
    const refused = await finish();
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.text)).toContain('A query is open.');
    await answer('Because.');
    time = new Date('2026-02-10T10:00:00Z');
    expect(wordsOf((await finish()).text)).toContain('A provider can still raise queries.');
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain('Wait for queries');
    time = new Date('2026-03-01T10:00:00Z');
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain('Make the audit final');
    expect((await finish()).status).toBe(303);
    expect((await test.deps.audits.get(auditId)).state).toBe('final');

    // Final: nothing is issued, withdrawn, raised or answered; all of it can be read.
    expect((await lena.post(urls.feedbackIssue(auditId, bridge))).status).toBe(409);
    expect((await lena.post(urls.feedbackWithdraw(auditId, bridge))).status).toBe(409);
    expect((await paula.post(urls.queries(auditId, bridge), { about: '', text: 'Late' })).status).toBe(409);
    expect((await lena.post(urls.auditState(auditId), { step: 'reopen' })).status).toBe(409);
    expect((await paula.get(urls.report(auditId, bridge))).status).toBe(200);
    expect((await (await test.as('lena')).get(urls.results(auditId))).status).toBe(200);
    expect((await lena.post(urls.auditState(auditId), { step: 'resume' })).status).toBe(303);
    expect((await test.deps.audits.get(auditId)).state).toBe('closed');
  });
});
