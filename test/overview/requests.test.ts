import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { wordsOf } from '../support/form.ts';
import { formErrors } from '../support/formErrors.ts';
import { closedAudit } from '../support/improvement.ts';

onBothEngines('somebody who asks what is recorded about them', (engine) => {
  let app: TestApp;
  let auditId: number;
  let fileId: number;
  let reference: string;
  const pool = () => app.deps.database.pool;
  beforeAll(async () => {
    app = await startApp(engine);
    ({ auditId } = await closedAudit(app, 'Spring audit'));
    const file = (await pool()('case_files')
      .where({ audit_id: auditId })
      .orderBy('id')
      .first('id', 'reference')) as {
      id: number;
      reference: string;
    };
    fileId = file.id;
    reference = file.reference;
    const review = (await pool()('reviews').where({ case_file_id: fileId }).first('id')) as { id: number };
    await pool()('answers')
      .where({ review_id: review.id, item_id: 'recovery_plan' })
      .update({ comment: 'She moved to Cedar Road.', place: 'Letter of the GP' });
    await pool()('reviews').where({ id: review.id }).update({ comment: 'Known to the panel.' });
    await pool()('file_notes').insert({
      review_id: review.id,
      user_id: app.ids.amir,
      kind: 'note',
      text: 'Is this the woman from Cedar Road?',
      written_at: '2026-11-01T10:00:00.000Z',
    });
    await pool()('findings').insert({
      audit_id: auditId,
      provider_id: (await app.deps.audits.groups(auditId))[0]?.providers[0]?.id ?? 0,
      kind: 'shortcoming',
      item_id: 'recovery_plan',
      text: 'Plans are missing.',
      taken_from: 'She moved to Cedar Road.',
      taken_item: 'recovery_plan',
      position: 1,
      created_by: app.ids.lena,
      created_at: '2026-11-01T10:00:00.000Z',
      updated_by: app.ids.lena,
      updated_at: '2026-11-01T10:00:00.000Z',
    });
  });
  afterAll(() => app.close());

  /** Every text in every table, as whoever reads the database sees it. */
  const everyText = async (): Promise<string> => {
    const tables = [
      'case_files',
      'reviews',
      'answers',
      'file_notes',
      'findings',
      'sampled_files',
      'activity',
      'plans',
    ];
    const rows = await Promise.all(tables.map((table) => pool()(table).select('*') as Promise<unknown[]>));
    return JSON.stringify(rows);
  };
  const figures = async () => {
    const lena = await app.deps.accounts.get(app.ids.lena);
    const { audit: _audit, ...shown } = await app.deps.results.shown(auditId, { by: 'group' }, lena);
    return JSON.stringify(shown);
  };

  it('is found by reference, however it is written, by who leads the audit; an administrator sees who that is', async () => {
    const lena = await app.as('lena');
    const empty = await lena.post(urls.requests(), { reference: '  ' });
    expect([empty.status, formErrors(empty.text)['reference']]).toEqual([
      422,
      'Enter the reference under which the service keeps the person.',
    ]);
    const found = await lena.post(urls.requests(), { reference: ` ${reference.toLowerCase()} ` });
    expect(wordsOf(found.text)).toContain('See what is recorded in Spring audit');
    const adam = await app.as('adam');
    const words = wordsOf((await adam.post(urls.requests(), { reference })).text);
    expect(words).toContain('Pass the request on to Lena Lead');
    expect(words).not.toContain('See what is recorded');
    // Who leads other audits finds nothing, and cannot ask for it by address either.
    const stan = await app.as('stan');
    expect(wordsOf((await stan.post(urls.requests(), { reference })).text)).toContain(
      'Nothing is recorded under this reference in the audits that you lead in which a panel reads about persons.',
    );
    expect((await stan.post(urls.auditRequest(auditId), { reference })).status).toBe(404);
    expect((await lena.post(urls.auditRequest(auditId), { reference: 'Nobody 1' })).status).toBe(404);
  });

  it('is told with everything that was written, and nobody’s name', async () => {
    const lena = await app.as('lena');
    const page = wordsOf((await lena.post(urls.auditRequest(auditId), { reference })).text);
    expect(page).toContain('2 comments, 1 note of the panel');
    const answer = await lena.post(urls.auditRequestExport(auditId), { reference });
    expect(answer.headers['content-disposition']).toContain('what-is-recorded.json');
    for (const told of [
      reference,
      'She moved to Cedar Road.',
      'Letter of the GP',
      'Known to the panel.',
      'Cedar Road?',
    ]) {
      expect(answer.text, told).toContain(told);
    }
    expect(answer.text).not.toContain('Amir');
    const { readings } = JSON.parse(answer.text) as {
      readings: { answers: { question: string; answer: string | null }[] }[];
    };
    expect(readings[0]?.answers).toContainEqual(
      expect.objectContaining({
        question: 'Is there a recovery plan on file?',
        comment: 'She moved to Cedar Road.',
      }),
    );
    const [line] = await app.deps.activity.list({ auditId, limit: 1 });
    expect([line?.action, line?.subject]).toEqual(['request.answered', `case file ${fileId}`]);
  });

  it('says which reports name the reference, since they stay as they were issued', async () => {
    const lena = await app.as('lena');
    const named = wordsOf((await lena.post(urls.auditRequest(auditId), { reference: 'R0-4' })).text);
    expect(named).toContain('Version 1 of the report to The Bridge quotes it.');
    const other = wordsOf((await lena.post(urls.auditRequest(auditId), { reference })).text);
    expect(other).not.toContain('quotes it');
  });

  it('says where else its words stand: in a report that printed a comment, a query, a plan', async () => {
    const [{ id }] = (await pool()('reports').where({ audit_id: auditId }).orderBy('id').select('id')) as [
      { id: number },
    ];
    const { content } = (await pool()('reports').where({ id }).first('content')) as { content: string };
    await pool()('reports')
      .where({ id })
      .update({ content: content.replace('"title":"', '"title":"She moved to Cedar Road. ') });
    await pool()('report_queries').insert({
      report_id: id,
      text: `Is ${reference.toLowerCase()} ours?`,
      raised_by: app.ids.paula,
      raised_at: '2026-11-01T10:00:00.000Z',
    });
    const lena = await app.as('lena');
    const words = wordsOf((await lena.post(urls.auditRequest(auditId), { reference })).text);
    expect(words).toMatch(/Version 1 of the report to .+ quotes it/);
    expect(words).toContain('A query about a report, or its answer quotes it. Change its words there.');
    // Another file whose reference only begins alike is not quoted by that.
    const other = wordsOf((await lena.post(urls.auditRequest(auditId), { reference: `${reference}9` })).text);
    expect(other).not.toContain('quotes it');
    await pool()('reports').where({ id }).update({ content });
    await pool()('report_queries').where({ report_id: id }).delete();
  });

  it('is one with its line of the list in other capitals', async () => {
    const group = (await app.deps.audits.groups(auditId))[0]?.id ?? 0;
    await pool()('samples').insert({
      audit_id: auditId,
      listed_at: '2026-11-01T10:00:00.000Z',
      listed_by: app.ids.lena,
      draws: 0,
    });
    await pool()('sampled_files').insert({
      audit_id: auditId,
      group_id: group,
      sheet_row: 2,
      reference: reference.toLowerCase(),
      status: 'drawn',
      position: 1,
      case_file_id: fileId,
      worker: 'Worker 7',
    });
    const lena = await app.as('lena');
    const found = wordsOf((await lena.post(urls.requests(), { reference: reference.toLowerCase() })).text);
    expect(found.match(/See what is recorded in Spring audit/g)).toHaveLength(1);
    expect(wordsOf((await lena.post(urls.auditRequest(auditId), { reference })).text)).toContain(
      'A line of the caseload list',
    );
  });

  it('is taken out with all words, and every figure stays as it was', async () => {
    const before = await figures();
    expect(await everyText()).toContain('Cedar Road');
    const lena = await app.as('lena');
    expect((await lena.post(urls.auditRequestTakeOut(auditId), { reference })).status).toBe(303);
    expect(await figures()).toBe(before);
    const left = await everyText();
    const names = [`"${reference}"`, `"${reference.toLowerCase()}"`, '"Worker 7"'];
    for (const gone of ['Cedar Road', 'Letter of the GP', 'Known to the panel', ...names]) {
      expect([gone, left.includes(gone)]).toEqual([gone, false]);
    }
    expect(left).toContain('Plans are missing.');
    expect(wordsOf((await lena.get(urls.requests())).text)).toContain(
      'The reference is taken out, with 2 comments, 0 answers in words, 1 place where an answer was seen, 1 note,',
    );
    const [line] = await app.deps.activity.list({ auditId, limit: 1 });
    expect([line?.action, line?.subject, line?.detail?.['comments']]).toEqual([
      'request.takenOut',
      `case file ${fileId}`,
      2,
    ]);
    expect((await lena.post(urls.auditRequest(auditId), { reference })).status).toBe(404);
  });

  it('is not taken out of an audit that is still read, which says what to do', async () => {
    const { auditId: open, groupIds } = await newAudit(app, { title: 'Under way' });
    await app.deps.recording.create(app.ids.lena, open, { reference: 'P 77', groupId: groupIds[0] ?? 0 });
    const lena = await app.as('lena');
    const page = wordsOf((await lena.post(urls.auditRequest(open), { reference: 'P 77' })).text);
    expect(page).toContain('The audit is still being read. Remove the case file on its own page');
    expect((await lena.post(urls.auditRequestTakeOut(open), { reference: 'P 77' })).status).toBe(409);
    expect((await lena.post(urls.auditRequest(open), { reference: 'P 77' })).status).toBe(200);
  });
});
