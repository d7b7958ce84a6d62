import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIssueAll } from '../../../server/feedback/reports/all.ts';
import { pack } from '../../../server/feedback/reports/archive.ts';
import type { ArchiveEntry } from '../../../server/feedback/reports/archive.ts';
import { openZip } from '../../../server/formats/xlsx/zip.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { closedAudit } from '../../support/fedBack.ts';
import { formsOf, wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';

onOneEngine('all reports at once', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;
  let bridge: number;
  let dip: number;

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, bridge, dip } = await closedAudit(test));
  });

  const disable = (at: string | null) =>
    test.deps.database.query('users').where({ id: test.ids.lena }).update({ disabled_at: at });
  const begin = async (intent: string) => {
    const answer = await lena.post(urls.feedbackAll(auditId), { intent });
    expect(answer.status).toBe(303);
    return String(answer.headers['location']);
  };

  it('are issued and packed, as the bytes that each provider gets', async () => {
    const page = await begin('issue');
    const html = (await lena.get(page)).text;
    expect(wordsOf(html)).toContain('Download 2 reports (ZIP)');
    const zip = await download(lena, `${page}/reports.zip`);
    expect(zip.status).toBe(200);
    expect(zip.headers['content-type']).toBe('application/zip');
    const files = unzipSync(new Uint8Array(zip.body));
    expect(Object.keys(files).toSorted()).toEqual([
      'feedback-drug-intervention-programme-fed-back.pdf',
      'feedback-the-bridge-fed-back.pdf',
    ]);
    const [report] = await test.deps.reports.versions(auditId, bridge);
    if (!report) throw new Error('there is no report');
    const bytes = await test.deps.reports.pdf(report);
    expect(Buffer.from(files['feedback-the-bridge-fed-back.pdf'] ?? []).equals(bytes)).toBe(true);
    // Done again, nothing is issued anew.
    expect(wordsOf((await lena.get(await begin('issue'))).text)).toContain('Nothing had changed');
    expect(await test.deps.reports.versions(auditId, dip)).toHaveLength(1);
  });

  it('can be packed without issuing any', async () => {
    expect(wordsOf((await lena.get(await begin('zip'))).text)).toContain('there is nothing to pack');
    await test.deps.reports.issue(test.ids.lena, auditId, dip);
    expect(wordsOf((await lena.get(await begin('zip'))).text)).toContain('Download 1 report (ZIP)');
    expect(await test.deps.reports.versions(auditId, bridge)).toEqual([]);
  });

  it('are for the person who asked, in the browser that asked', async () => {
    const page = await begin('issue');
    const other = await test.as('lena');
    expect((await other.get(page)).status).toBe(404);
    expect((await other.get(`${page}/reports.zip`)).status).toBe(404);
    expect((await lena.post(urls.feedbackAll(auditId), { intent: 'else' })).status).toBe(400);
  });

  it.each(['disabled', 'no longer lead of the audit'])(
    'end where whoever asked is %s meanwhile',
    async (how) => {
      const { database, auditRepository, accountRepository, feedback, reports } = test.deps;
      const work = createIssueAll({
        database,
        audits: auditRepository,
        accounts: accountRepository,
        feedback,
        reports,
      });
      const issued: string[] = [];
      const working = work(
        { auditId, actorId: test.ids.lena, kind: 'issue', outcomes: [] },
        {
          async progress(done) {
            if (done !== 1) return;
            if (how === 'disabled') await disable(new Date().toISOString());
            else
              await database
                .query('panel_members')
                .where({ audit_id: auditId })
                .update({ capacity: 'auditor' });
          },
          outcome: ({ provider }) => Promise.resolve(void issued.push(provider)),
        },
      );
      await expect(working).rejects.toThrow('The others were not issued');
      expect(issued).toHaveLength(1);
      const versions = await Promise.all([bridge, dip].map((id) => reports.versions(auditId, id)));
      expect(versions.flat()).toHaveLength(1);
      await disable(null);
    },
  );

  it('are not issued where the audit is open, and it says so', async () => {
    await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
    const words = wordsOf((await lena.get(await begin('issue'))).text);
    expect(words).toContain('It could not be finished. Close the audit before you issue reports');
    expect(await test.deps.reports.versions(auditId, bridge)).toEqual([]);
  });
});

describe('an archive', () => {
  async function packed(files: ArchiveEntry[]): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of pack(Readable.from(files))) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  it('can be read by another reader, file by file, and has nothing for none', async () => {
    const at = '2026-01-05T10:00:00.000Z';
    const bytes = await packed([
      { name: 'one.pdf', bytes: Buffer.from('first'), at },
      { name: 'two-ü.pdf', bytes: Buffer.alloc(100_000, 7), at },
    ]);
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'casefile-audit-zip-')), 'all.zip');
    writeFileSync(file, bytes);
    const zip = await openZip(file);
    const read = async (name: string) => {
      const parts: Buffer[] = [];
      for await (const part of zip.read(name, 1_000_000)) parts.push(part);
      return Buffer.concat(parts);
    };
    expect((await read('one.pdf')).toString()).toBe('first');
    expect((await read('two-ü.pdf')).equals(Buffer.alloc(100_000, 7))).toBe(true);
    await zip.close();
    expect(Object.keys(unzipSync(new Uint8Array(await packed([]))))).toEqual([]);
  });
});

it('offers to issue to all only from the feedback page of a closed audit', async () => {
  const test = await startApp('sqlite');
  try {
    const lena = await test.as('lena');
    const { auditId } = await closedAudit(test);
    const actions = async () =>
      formsOf((await lena.get(urls.feedback(auditId))).text).map(({ action }) => action);
    expect(await actions()).toContain(urls.feedbackAll(auditId));
    await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
    expect(await actions()).not.toContain(urls.feedbackAll(auditId));
  } finally {
    await test.close();
  }
});
