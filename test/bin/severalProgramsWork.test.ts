import { setTimeout as wait } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { formsOf, wordsOf } from '../support/form.ts';
import { createPerson, startSeveral } from '../support/severalPrograms.ts';
import type { SeveralPrograms, Session } from '../support/severalPrograms.ts';

/** More than are imported before the answer goes out, so that it goes on beside it. */
const FILES = 4000;
const PROVIDERS = Array.from({ length: 8 }, (_, i) => `Provider ${i + 1}`);
const DETAILS = {
  partnership: 'Southampton',
  toolId: 'rodt',
  toolVersion: 1,
  fieldworkStart: '2012-02-28',
  fieldworkEnd: '2012-02-28',
};

/** A program is killed in the middle of each, and nobody is sent to the same one twice. */
describe('what takes longer than a request, on three programs that share one PostgreSQL', () => {
  let several: SeveralPrograms;
  let session: Session;
  let openId: number;
  let closedId: number;

  beforeAll(async () => {
    several = await startSeveral(3, async (deps) => {
      const lena = await createPerson(deps, 'lena', ['lead']);
      const providerIds: number[] = [];
      for (const name of PROVIDERS) providerIds.push(await deps.providers.create(null, name));
      const audit = async (title: string) => {
        const auditId = await deps.audits.create(lena, { title, ...DETAILS });
        for (const [i, name] of PROVIDERS.entries()) {
          const group = { name: `Group ${i + 1} of ${name}`, plannedFiles: 6, exclusions: [] };
          const of = [providerIds[i] ?? 0];
          await deps.audits.createGroup(lena, auditId, { ...group, providerIds: of });
        }
        await deps.steps.changeState(lena, auditId, 'open');
        return auditId;
      };
      openId = await audit('Imported into');
      closedId = await audit('Reported on');
      const groups = await deps.audits.groups(closedId);
      for (const [i, { id }] of groups.flatMap((group) => Array.from({ length: 6 }, () => group)).entries()) {
        const file = { reference: `R-${i}`, groupId: id };
        const fileId = await deps.recording.create(lena, closedId, file);
        await deps.recording.save(lena, await deps.audits.get(closedId), fileId, {
          ...file,
          version: 1,
          answers: new Map([['recovery_plan', i % 2 === 0 ? 'yes' : 'no']]),
          comments: new Map(),
          comment: '',
          complete: true,
        });
      }
      await deps.steps.changeState(lena, closedId, 'close');
    });
    ({ session } = await several.signIn('lena'));
  });
  afterAll(() => several.close());

  const page = async (from: string) => wordsOf(await (await several.get(session, from)).text());
  async function stateOf(from: string): Promise<{ state: string; text?: string }> {
    const response = await several.get(session, from, 'application/json');
    expect(response.status).toBe(200);
    return (await response.json()) as { state: string; text?: string };
  }
  async function until(
    from: string,
    isSo: (job: { state: string; text?: string }) => boolean,
  ): Promise<void> {
    while (!isSo(await stateOf(from))) await wait(100);
  }
  async function filesIn(auditId: number): Promise<number> {
    const deps = await several.openDeps();
    try {
      const row = await deps.database
        .query('case_files')
        .where({ audit_id: auditId })
        .count<{ n: string }[]>('* as n');
      return Number(row[0]?.n);
    } finally {
      await deps.database.close();
    }
  }

  it('asks about a sheet at one program and imports it at another, once, though one is killed', async () => {
    const rows = Array.from(
      { length: FILES },
      (_, i) => `N-${i},Group ${(i % 8) + 1} of Provider ${(i % 8) + 1},hmm`,
    );
    const form = new FormData();
    form.append('file', new Blob([`reference,group,smart\n${rows.join('\n')}\n`]), 'cases.csv');
    const sent = await several.post(session, urls.importFiles(openId), form);
    const sheet = sent.headers.get('location') ?? '';
    expect(sheet, await sent.text()).toContain('/import/');
    const word = await several.get(session, sheet);
    const asked = formsOf(await word.text()).find(({ fields }) => 'looks' in fields);
    const answers = { ...asked?.fields, 'word-0': 'no', intent: 'answer' };
    await several.post(session, sheet, answers);
    expect(await page(sheet)).toContain(`Import ${FILES.toLocaleString('en-GB')} case files`);

    expect((await several.post(session, sheet, {})).headers.get('location')).toBe(sheet);
    await several.kill(several.lastAnswered());
    await until(`${sheet}/state`, ({ state }) => state !== 'running');
    expect(await filesIn(openId)).toBe(0);
    expect(await page(sheet)).toContain('The program was ended while this sheet was being imported');

    const pressed = await Promise.all([0, 1, 2].map(() => several.post(session, sheet, {})));
    expect(pressed.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409, 409]);
    const seen: string[] = [];
    await until(`${sheet}/state`, ({ state, text = '' }) => {
      seen.push(text);
      return state !== 'running';
    });
    expect(await page(sheet)).toContain(`${FILES} case files imported`);
    expect(await filesIn(openId)).toBe(FILES);
    // Whoever was asked knew how far it was.
    expect(new Set(seen).size).toBeGreaterThan(2);
    expect((await several.post(session, sheet, {})).status).toBe(409);
  }, 240_000);

  it('issues all reports once, and tells how far that is, though the program at it is killed', async () => {
    const begun = await several.post(session, urls.feedbackAll(closedId), { intent: 'issue' });
    const job = begun.headers.get('location') ?? '';
    const atIt = several.lastAnswered();
    expect(job, await begun.text()).toContain('/feedback/all/');
    expect((await several.post(session, urls.feedbackAll(closedId), { intent: 'issue' })).status).toBe(409);
    await until(`${job}/state`, ({ text = '' }) => /^[2-5] of 8/.test(text));
    await several.kill(atIt);
    expect((await stateOf(`${job}/state`)).state).toBe('running');
    await until(`${job}/state`, ({ state }) => state !== 'running');

    const words = await page(job);
    expect(words).toContain(`Issued now ${PROVIDERS.join(' ')} `);
    expect(words).toContain('Download 8 reports (ZIP)');
    const deps = await several.openDeps();
    try {
      const reports = await deps.database.query('reports').where({ audit_id: closedId });
      expect(reports).toHaveLength(PROVIDERS.length);
      const lines = await deps.activity.list({ auditId: closedId, limit: 1000 });
      expect(lines.filter(({ action }) => action === 'report.issued')).toHaveLength(PROVIDERS.length);
    } finally {
      await deps.database.close();
    }
    for (let i = 0; i < several.count; i += 1) {
      const zip = await several.get(session, `${job}/reports.zip`);
      expect(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())))).toHaveLength(PROVIDERS.length);
    }
  }, 240_000);
});
