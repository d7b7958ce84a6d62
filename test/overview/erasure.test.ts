import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { activityOf, newAudit } from '../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../support/form.ts';
import { formErrors } from '../support/formErrors.ts';
import { BRIDGE, closedAudit, recordFile } from '../support/improvement.ts';
import { download } from '../support/page.ts';
import { pdfUaProblems } from '../support/pdfUa.ts';
import { readPdf } from '../support/readPdf.ts';

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
    app = await startApp(engine, { environment: { BACKUP_KEEP: '14' } });
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
  });

  it('keeps every figure, mask, report and hash, and nothing of a case', async () => {
    const { deps, ids } = app;
    await deps.database
      .pool('answers')
      .where({ item_id: 'recovery_plan' })
      .limit(1)
      .update({ comment: 'A comment on one person.' });
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
    expect(wordsOf(request.text)).toContain('Yes, erase it');
    const done = await lena.post(urls.auditDeletionConfirm(auditId));
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
    }
    const lines = await activityOf(app, auditId);
    expect(lines.slice(-2)).toEqual(['audit.erasureAsked', `audit.casesErased person ${ids.adam}`]);
    await deps.activityChain.seal('last');
    expect((await deps.activityChain.check()).problems).toEqual([]);
  });

  it('has a certificate as page and PDF, with backups, and no reference', async () => {
    const lena = await app.as('lena');
    const page = await lena.get(urls.auditErasure(auditId));
    for (const words of [
      'by Adam Admin',
      'by Lena Lead',
      'Its time is over.',
      '20 case files',
      'no backup from before',
    ]) {
      expect(wordsOf(page.text)).toContain(words);
    }
    const { body } = await download(lena, urls.auditErasurePdf(auditId));
    expect(pdfUaProblems(body)).toEqual([]);
    const { text } = await readPdf(body);
    for (const words of ['Certificate of erasure', '20 case files', 'Its time is over.'])
      expect(text).toContain(words);
    for (const one of [page.text, text]) expect(one).not.toMatch(/\bR[01]-\d/);
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
    await deps.administration.confirmDeletion(ids.adam, auditId);
    expect((await deps.retention.erasures()).map(({ auditId: of, title }) => [of, title])).toEqual([
      [null, 'Long over'],
    ]);
    expect(wordsOf((await adam.get(urls.retention())).text)).toContain('The audit was deleted since');
  });

  it('waits for an open query, and leaves everything where it fails half-way', async () => {
    const { deps, ids } = app;
    const { auditId: other, bridge } = await closedAudit(app, 'Asked about');
    const report = (await deps.reportRepository.ofAudit(other)).find(
      ({ providerId }) => providerId === bridge,
    );
    await deps.database.pool('report_queries').insert({
      report_id: report?.id ?? 0,
      text: 'Is this right?',
      raised_by: ids.paula,
      raised_at: '2026-11-01T10:00:00.000Z',
    });
    await deps.administration.askDeletion(ids.lena, other, 'Over.', 'cases');
    await expect(deps.administration.confirmDeletion(ids.adam, other)).rejects.toThrow('A query is open');
    await deps.database
      .pool('report_queries')
      .where({ report_id: report?.id ?? 0 })
      .delete();
    const add = deps.activity.add;
    deps.activity.add = () => Promise.reject(new Error('the disk is full'));
    await expect(deps.administration.confirmDeletion(ids.adam, other)).rejects.toThrow('the disk is full');
    deps.activity.add = add;
    expect((await deps.retention.amounts(other)).files).toBe(20);
    expect((await deps.audits.get(other)).isErased).toBe(false);
  });

  it('names the backups that hold it still, with the day from which they are gone', async () => {
    const { deps, ids } = app;
    const { auditId: other } = await closedAudit(app, 'Backed up');
    await deps.database.pool('backups').insert({
      reason: 'schedule',
      slot: '2026-01-05T02:00:00.000Z',
      state: 'good',
      begun_at: '2026-01-05T02:00:00.000Z',
      ended_at: '2026-01-05T02:00:10.000Z',
      file: '/srv/backup/one.backup',
      bytes: 10,
      rows: 1,
      sha256: 'x',
      is_encrypted: true,
    });
    await deps.administration.askDeletion(ids.lena, other, 'Over.', 'cases');
    await deps.administration.confirmDeletion(ids.adam, other);
    const lena = await app.as('lena');
    const page = wordsOf((await lena.get(urls.auditErasure(other))).text);
    expect(page).toContain('1 backup from before holds it still:');
    expect(page).toContain('/srv/backup/one.backup');
    expect(page).toContain('have to be removed by hand');
  });

  it('keeps what the next audit is suppressed by: a small group stays hidden beside what was shown before', async () => {
    const { deps, ids } = app;
    const { auditId: other, groupIds } = await newAudit(app, {
      title: 'Reopened once',
      groups: [
        { name: 'Own', plannedFiles: 6, providers: [BRIDGE] },
        { name: 'Small', plannedFiles: 2, providers: ['Drug Intervention Programme'] },
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
    await deps.administration.confirmDeletion(ids.adam, other);
    expect(await shown()).toBe(before);
  });
});
