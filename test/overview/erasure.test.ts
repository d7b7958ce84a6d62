// Long because all that is erased, kept and refused is tried on one installation, on both engines.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayInWords } from '../../server/formats/english.ts';
import { presentCertificate } from '../../server/overview/retention/presenter.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { activityOf, newAudit } from '../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../support/form.ts';
import { formErrors } from '../support/formErrors.ts';
import { BRIDGE, closedAudit, confirmAsked, DIP, makeFinal, recordFile } from '../support/improvement.ts';
import { download } from '../support/page.ts';
import { pdfUaProblems } from '../support/pdfUa.ts';
import { readPdf } from '../support/readPdf.ts';

/** What is said, wherever somebody asks for an erasure, confirms it or reads of it, of what goes and what stays. */
const STAYS = [
  '1 correction of an answer',
  'references of files to look at, and comments of auditors',
  'queries of providers with their answers',
  'are not erased: they stay until the audit is deleted as a whole',
];
const literally = (words: string) => new RegExp(words.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));

/** An item, or its figures, of which the counts are not kept. */
function isNumberOrDate(one: unknown): boolean {
  if (typeof one !== 'object' || one === null) return false;
  const { kind } = ('item' in one ? one.item : one) as { kind?: unknown };
  return kind === 'number' || kind === 'date';
}

onBothEngines('erasing what was recorded of the cases of an audit', (engine) => {
  let app: TestApp;
  let auditId: number;
  beforeAll(async () => {
    app = await startApp(engine, { environment: { BACKUP_DIR: '/srv/daily', BACKUP_KEEP: '14' } });
    ({ auditId } = await closedAudit(app, 'Long over'));
  });
  afterAll(() => app.close());

  const actor = async (who: 'lena' | 'carl') => {
    const user = await app.deps.accounts.get(app.ids[who]);
    return user;
  };
  /** All figures of the audit as two readers are shown them, by group and by provider. */
  async function figures() {
    const of = async (who: 'lena' | 'carl') => [
      await app.deps.results.shown(auditId, { by: 'group' }, await actor(who), { items: true }),
      await app.deps.results.shown(auditId, { by: 'provider' }, await actor(who)),
    ];
    const shown = [...(await of('lena')), ...(await of('carl'))];
    // The audit itself says that it is erased and final. Of dates and numbers nothing is kept.
    return JSON.parse(
      JSON.stringify(
        shown.map(({ audit: _audit, ...rest }) => rest),
        (_key, value: unknown) =>
          Array.isArray(value) ? value.filter((one) => !isNumberOrDate(one)) : value,
      ),
    ) as unknown;
  }
  const reports = () =>
    app.deps.database
      .pool('reports')
      .where({ audit_id: auditId })
      .orderBy('id')
      .select('sha256', 'data', 'content', 'figures') as Promise<unknown[]>;

  /** A query on a report that was answered with a correction of one answer. */
  async function answeredQuery(of: number): Promise<void> {
    const { pool } = app.deps.database;
    const report = (await app.deps.reportRepository.ofAudit(of))[0];
    const at = '2026-11-01T10:00:00.000Z';
    const [query] = (await pool('report_queries')
      .insert({
        report_id: report?.id ?? 0,
        text: 'Is this right?',
        raised_by: app.ids.paula,
        raised_at: at,
        answer: 'It was not.',
        answered_by: app.ids.lena,
        answered_at: at,
      })
      .returning('id')) as { id: number }[];
    const review = (await pool('reviews')
      .whereIn('case_file_id', pool('case_files').where({ audit_id: of }).select('id'))
      .first('id')) as { id: number };
    await pool('answer_corrections').insert({
      query_id: query?.id ?? 0,
      review_id: review.id,
      item_id: 'smart',
      value_before: 'no',
      value_after: 'yes',
      reason: 'Read wrongly.',
      corrected_by: app.ids.lena,
      corrected_at: at,
    });
  }

  /** A final audit with reports of which what was recorded of the cases is erased. */
  async function erasedAudit(title: string) {
    const made = await closedAudit(app, title);
    await makeFinal(app, made.auditId);
    await app.deps.administration.askDeletion(app.ids.lena, made.auditId, 'Over.', 'cases');
    await confirmAsked(app, app.ids.adam, made.auditId);
    return made;
  }

  it('is off until a period is chosen, and shows then what is due', async () => {
    const adam = await app.as('adam');
    expect(wordsOf((await adam.get(urls.retention())).text)).toContain(
      'No period is set, so nothing falls due',
    );
    const wrong = await adam.post(urls.retention(), { months: '12.5' });
    expect([wrong.status, formErrors(wrong.text)['months']]).toEqual([
      422,
      expect.stringMatching(/^Enter for how many months, from 1 to 600/) as string,
    ]);
    await app.deps.database.pool('audits').where({ id: auditId }).update({ fieldwork_end: '2018-03-31' });
    expect((await adam.post(urls.retention(), { months: '96' })).status).toBe(303);
    const { auditId: open } = await newAudit(app, { title: 'Under way' });
    await app.deps.database.pool('audits').where({ id: open }).update({ fieldwork_end: '2018-03-31' });
    const page = wordsOf((await adam.get(urls.retention())).text);
    expect(page).toContain('Long over');
    expect(page).toContain('since 31 March 2026');
    expect(page).not.toContain('Under way');
    // A closed one is due, and is made final first.
    expect(page).toContain('makes it final first');
    expect(page).not.toContain('Look at what would be erased');
    await makeFinal(app, auditId);
    expect(wordsOf((await adam.get(urls.retention())).text)).toContain('Look at what would be erased');
  });

  it('keeps every figure, mask, report and hash, and nothing of a case', async () => {
    const { deps, ids } = app;
    await deps.database
      .pool('answers')
      .where({ item_id: 'recovery_plan' })
      .limit(1)
      .update({ comment: 'A comment on one person.' });
    await answeredQuery(auditId);
    const before = await figures();
    const issued = await reports();
    const references = (await deps.database
      .pool('case_files')
      .where({ audit_id: auditId })
      .pluck('reference')) as string[];
    expect(references).toHaveLength(20);

    const adam = await app.as('adam');
    const lena = await app.as('lena');
    const ask = await adam.get(urls.auditErasure(auditId));
    expect(wordsOf(ask.text)).toContain('20 case files with their references, in 20 readings');
    for (const words of STAYS) expect(wordsOf(ask.text)).toContain(words);
    const asked = await adam.post(
      urls.auditErasureAsk(auditId),
      filledIn(formTo(ask.text, urls.auditErasureAsk(auditId)), { reason: 'Its time is over.' }),
    );
    expect([asked.status, asked.headers['location']]).toEqual([303, urls.auditDeletion(auditId)]);
    // One person does not erase.
    expect((await adam.post(urls.auditDeletionConfirm(auditId))).status).toBe(409);
    expect(await figures()).toEqual(before);
    expect(wordsOf((await lena.get(urls.home())).text)).toContain(
      'Erase what was recorded of the cases of “Long over”, or keep it',
    );
    const request = await lena.get(urls.auditDeletion(auditId));
    for (const words of ['Yes, erase it', ...STAYS]) expect(wordsOf(request.text)).toContain(words);
    expect(wordsOf(request.text)).not.toContain('gone for good');
    const done = await lena.post(
      urls.auditDeletionConfirm(auditId),
      filledIn(formTo(request.text, urls.auditDeletionConfirm(auditId)), {}),
    );
    expect([done.status, done.headers['location']]).toEqual([303, urls.auditErasure(auditId)]);

    expect(await figures()).toEqual(before);
    expect(await reports()).toEqual(issued);
    expect((await deps.audits.get(auditId)).state).toBe('final');
    // No row of any table but issued reports has a reference or a comment of it.
    const tables: string[] =
      engine === 'sqlite'
        ? await deps.database.pool('sqlite_master').where({ type: 'table' }).pluck('name')
        : await deps.database
            .pool('information_schema.tables')
            .where({ table_schema: 'public' })
            .pluck('table_name');
    for (const table of tables.filter((name) => !/^(sqlite_|reports$)/.test(name))) {
      const text = JSON.stringify(await deps.database.pool(table).select('*'));
      for (const reference of references)
        expect([table, text.includes(`"${reference}"`)]).toEqual([table, false]);
      expect([table, text.includes('A comment on one person.')]).toEqual([table, false]);
      expect([table, text.includes('Read wrongly.')]).toEqual([table, false]);
    }
    const lines = await activityOf(app, auditId);
    expect(lines.slice(-2)).toEqual(['audit.erasureAsked', `audit.casesErased person ${ids.adam}`]);
    await deps.activityChain.seal('last');
    expect((await deps.activityChain.check()).problems).toEqual([]);
  });

  it('has a certificate as page and PDF, with what stays, no reference and no path of a backup', async () => {
    const { deps } = app;
    await deps.database.pool('backups').insert({
      reason: 'command',
      state: 'good',
      begun_at: '2026-01-05T02:00:00.000Z',
      file: '/srv/daily/one.backup',
      is_encrypted: true,
    });
    const lena = await app.as('lena');
    const page = await lena.get(urls.auditErasure(auditId));
    const goneOn = deps.retention.backupsGoneOn((await deps.retention.certificate(auditId)).erasedAt) ?? '';
    const said = [
      '20 case files',
      'Its time is over.',
      ...STAYS,
      /Backups made before .+ hold it still/,
      `are gone by ${dayInWords(goneOn)} where daily backups go on`,
      'made by command, before an upgrade, or of an earlier version',
      'removed by hand',
    ];
    for (const words of ['by Adam Admin', 'by Lena Lead', ...said])
      expect(wordsOf(page.text)).toMatch(words instanceof RegExp ? words : literally(words));
    const { body } = await download(lena, urls.auditErasurePdf(auditId));
    expect(pdfUaProblems(body)).toEqual([]);
    const { text } = await readPdf(body);
    const inPdf = text.replaceAll(/\s+/g, ' ');
    for (const words of ['Certificate of erasure', ...said])
      expect(inPdf).toMatch(words instanceof RegExp ? words : literally(words));
    for (const one of [page.text, text]) {
      expect(one).not.toMatch(/\bR[01]-\d/);
      expect(one).not.toContain('/srv/');
    }
    // Nothing is promised where the program makes none by itself.
    const erasure = await deps.retention.certificate(auditId);
    const [lead, audit] = [await actor('lena'), await deps.audits.get(auditId)];
    const none = presentCertificate({ erasure, backupsGoneOn: null, reportedTo: [], audit, user: lead });
    expect(none.backups.join(' ')).toContain(
      'makes none by itself, so all that there are have to be removed',
    );
    expect(none.backups.join(' ')).not.toContain('gone by');
    const adam = await app.as('adam');
    expect(wordsOf((await adam.get(urls.retention())).text)).toContain('Long over');
  });

  it('is final: nothing is recorded, reopened, issued or asked for again, and no page fails', async () => {
    const { deps, ids } = app;
    const [lena, carl, paula, adam] = [
      await app.as('lena'),
      await app.as('carl'),
      await app.as('paula'),
      await app.as('adam'),
    ];
    await expect(deps.steps.changeState(ids.lena, auditId, 'resume')).rejects.toThrow();
    expect((await lena.post(urls.auditState(auditId), { step: 'resume' })).status).toBe(403);
    expect((await lena.post(urls.auditErasureAsk(auditId), { reason: 'Again' })).status).toBe(403);
    const paths = app.routes
      .filter(({ method, path }) => method === 'get' && path.startsWith('/audits/:auditId'))
      .map(({ path }) => path);
    const bridge = (await deps.providers.byName(BRIDGE))?.id ?? 0;
    const group = (await deps.audits.groups(auditId))[0]?.id ?? 0;
    for (const path of paths) {
      const url = path
        .replace(':auditId', String(auditId))
        .replace(':providerId', String(bridge))
        .replace(':groupId', String(group))
        .replaceAll(/:\w+/g, '1');
      for (const [who, visitor] of Object.entries({ lena, carl, paula, adam })) {
        const { status } = await visitor.get(url);
        expect([who, path, status < 500], `${who} ${path}: ${status}`).toEqual([who, path, true]);
      }
    }
    // Who may still read: results by commissioners, the report by its provider.
    expect((await carl.get(urls.results(auditId))).status).toBe(200);
    expect((await paula.get(urls.home())).text).toContain('Long over');
    // The whole audit can be deleted later, and the certificate stays.
    await deps.administration.askDeletion(ids.lena, auditId, 'Not needed.');
    await confirmAsked(app, ids.adam, auditId);
    expect((await deps.retention.erasures()).map(({ auditId: of, title }) => [of, title])).toEqual([
      [null, 'Long over'],
    ]);
    expect(wordsOf((await adam.get(urls.retention())).text)).toContain('The audit was deleted since');
  });

  it('has no draft, new issue or finding any more, and its reports are read as before', async () => {
    const { deps, ids } = app;
    const { auditId: other, bridge, dip } = await erasedAudit('Reported');
    const [lena, paula] = [await app.as('lena'), await app.as('paula')];
    for (const path of [
      urls.feedback(other),
      urls.feedbackDraft(other, bridge),
      urls.feedbackDraftPdf(other, bridge),
      urls.findings(other, bridge),
    ]) {
      const page = await lena.get(path);
      expect([path, page.status]).toEqual([path, 403]);
      expect(page.text).toContain('was erased');
    }
    expect((await lena.post(urls.feedbackIssue(other, bridge))).status).toBe(403);
    await expect(deps.reports.issue(ids.lena, other, bridge)).rejects.toThrow();
    const overview = await lena.get(urls.audit(other));
    expect([overview.status, wordsOf(overview.text).includes('anew')]).toEqual([200, false]);
    expect(overview.text).not.toContain(`href="${urls.feedback(other)}"`);
    expect(wordsOf((await lena.get(urls.home())).text)).not.toContain('anew');
    expect(await deps.steps.differingOf(await deps.audits.get(other))).toEqual({
      outdated: [],
      reworded: [],
    });
    const certificate = await lena.get(urls.auditErasure(other));
    for (const providerId of [bridge, dip])
      expect(certificate.text).toContain(`href="${urls.report(other, providerId)}"`);
    const ofLead = await lena.get(urls.report(other, bridge));
    expect([ofLead.status, ofLead.text.includes('Back to the certificate')]).toEqual([200, true]);
    const ofProvider = await paula.get(urls.report(other, bridge));
    expect([ofProvider.status, ofProvider.text.includes('Back to your reports')]).toEqual([200, true]);
    expect((await lena.get(urls.feedbackPdf(other, bridge))).status).toBe(200);
    // Without a report there is no draft in its place.
    await deps.database.pool('reports').where({ audit_id: other, provider_id: dip }).delete();
    expect((await lena.get(urls.feedbackPdf(other, dip))).status).toBe(404);
  });

  it('waits until the audit is final, and leaves everything where it fails half-way', async () => {
    const { deps, ids } = app;
    const { auditId: other } = await closedAudit(app, 'Asked about');
    // At asking: providers may still raise queries.
    expect((await (await app.as('lena')).get(urls.auditErasure(other))).text).toContain(
      'Make it final first',
    );
    await expect(deps.administration.askDeletion(ids.lena, other, 'Over.', 'cases')).rejects.toThrow(
      'Make it final first',
    );
    await makeFinal(app, other);
    await deps.administration.askDeletion(ids.lena, other, 'Over.', 'cases');
    // At confirming: it was taken up again since.
    await deps.steps.changeState(ids.lena, other, 'resume');
    const adam = await app.as('adam');
    const page = wordsOf((await adam.get(urls.auditDeletion(other))).text);
    expect(page).toContain('It cannot be erased now. Nothing is erased before the audit is final.');
    expect(page).not.toContain('Yes, erase it');
    await expect(confirmAsked(app, ids.adam, other)).rejects.toThrow('Make it final first');
    expect((await deps.audits.get(other)).state).toBe('closed');
    await makeFinal(app, other);
    const add = deps.activity.add;
    deps.activity.add = () => Promise.reject(new Error('the disk is full'));
    await expect(confirmAsked(app, ids.adam, other)).rejects.toThrow('the disk is full');
    deps.activity.add = add;
    expect((await deps.retention.amounts(other)).files).toBe(20);
    expect((await deps.audits.get(other)).isErased).toBe(false);
  });

  it('erases nothing of an audit with scores, which could not be made from counts', async () => {
    const { deps, ids } = app;
    const { auditId: scored } = await newAudit(app, {
      title: 'With scores',
      tool: 'record_quality',
      groups: [{ name: 'Ash' }],
    });
    await deps.database
      .pool('audits')
      .where({ id: scored })
      .update({ state: 'final', fieldwork_end: '2018-03-31' });
    expect((await deps.audits.get(scored)).isScored).toBe(true);
    const reason = 'its scores could not be made from counts';
    const lena = await app.as('lena');
    const asking = await lena.get(urls.auditErasure(scored));
    expect([asking.status, wordsOf(asking.text).includes(reason)]).toEqual([403, true]);
    expect((await lena.post(urls.auditErasureAsk(scored), { reason: 'Over.' })).status).toBe(403);
    await expect(deps.administration.askDeletion(ids.lena, scored, 'Over.', 'cases')).rejects.toThrow(reason);
    // Asked for before the program refused it.
    await deps.database.pool('audit_deletions').insert({
      audit_id: scored,
      asked_by: ids.lena,
      asked_at: '2026-11-01T10:00:00.000Z',
      reason: 'Over.',
      what: 'cases',
    });
    const adam = await app.as('adam');
    expect(wordsOf((await adam.get(urls.auditDeletion(scored))).text)).toContain(reason);
    await expect(confirmAsked(app, ids.adam, scored)).rejects.toThrow(reason);
    expect((await deps.audits.get(scored)).isErased).toBe(false);
    const { due, never } = await deps.retention.due();
    expect([due, never].map((all) => all.map(({ audit }) => audit.id).includes(scored))).toEqual([
      false,
      true,
    ]);
    const page = wordsOf((await adam.get(urls.retention())).text);
    expect(page).toContain(
      'Southampton. Its tool has criteria, and its scores could not be made from counts',
    );
  });

  it('confirms nothing but the request that was read', async () => {
    const { deps, ids } = app;
    const { auditId: other } = await closedAudit(app, 'Swapped');
    await makeFinal(app, other);
    await deps.administration.askDeletion(ids.lena, other, 'Over.', 'cases');
    const adam = await app.as('adam');
    const action = urls.auditDeletionConfirm(other);
    const open = filledIn(formTo((await adam.get(urls.auditDeletion(other))).text, action), {});
    await deps.administration.withdrawDeletion(ids.lena, other);
    await deps.administration.askDeletion(ids.lena, other, 'Over.', 'audit');
    const swapped = await adam.post(action, open);
    expect([swapped.status, wordsOf(swapped.text)]).toEqual([
      409,
      expect.stringContaining('The request has changed since you opened this page') as string,
    ]);
    // Nor one that names none, or the same kind asked for anew.
    expect((await adam.post(action)).status).toBe(409);
    await deps.administration.withdrawDeletion(ids.lena, other);
    await deps.administration.askDeletion(ids.lena, other, 'Over.', 'cases');
    await deps.database
      .pool('audit_deletions')
      .where({ audit_id: other })
      .update({ asked_at: '2026-11-02T10:00:00.000Z' });
    expect((await adam.post(action, open)).status).toBe(409);
    expect([(await deps.audits.get(other)).isErased, (await deps.retention.amounts(other)).files]).toEqual([
      false,
      20,
    ]);
    const fresh = filledIn(formTo((await adam.get(urls.auditDeletion(other))).text, action), {});
    expect((await adam.post(action, fresh)).headers['location']).toBe(urls.auditErasure(other));
  });

  it('keeps what the next audit is suppressed by: a small group stays hidden beside what was shown before', async () => {
    const { deps, ids } = app;
    const { auditId: other, groupIds } = await newAudit(app, {
      title: 'Reopened once',
      groups: [
        { name: 'Own', plannedFiles: 6, providers: [BRIDGE] },
        { name: 'Small', plannedFiles: 2, providers: [DIP] },
      ],
    });
    await deps.audits.addMember(ids.lena, other, ids.carl, 'commissioner');
    const [own = 0, small = 0] = groupIds;
    for (let n = 0; n < 6; n += 1)
      await recordFile(app, other, own, `O-${n}`, { recovery_plan: n < 3 ? 'yes' : 'no' });
    await recordFile(app, other, small, 'S-0', { recovery_plan: 'yes' });
    await deps.steps.changeState(ids.lena, other, 'close');
    await deps.steps.changeState(ids.lena, other, 'reopen');
    await recordFile(app, other, small, 'S-1', { recovery_plan: 'no' });
    await deps.steps.changeState(ids.lena, other, 'close', true);
    for (const name of [BRIDGE, DIP])
      await deps.reports.issue(ids.lena, other, (await deps.providers.byName(name))?.id ?? 0);
    await makeFinal(app, other);
    const shown = async () => {
      const { audit: _audit, ...rest } = await deps.results.shown(
        other,
        { by: 'group' },
        await actor('carl'),
      );
      return JSON.stringify(rest);
    };
    const before = await shown();
    await deps.administration.askDeletion(ids.lena, other, 'Over.', 'cases');
    await confirmAsked(app, ids.adam, other);
    expect(await shown()).toBe(before);
  });
});
