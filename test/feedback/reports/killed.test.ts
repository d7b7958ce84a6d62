import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../../server/platform/config.ts';
import { openDatabase } from '../../../server/platform/db/database.ts';
import { createDeps } from '../../../server/deps.ts';
import type { Deps } from '../../../server/deps.ts';
import { reportFigures } from '../../../server/feedback/draft/figures.ts';
import { reportDataOf } from '../../../server/feedback/reports/draftData.ts';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onBothEngines, PASSWORD, startDeps, tokenIn } from '../../support/app.ts';
import { running } from '../../support/cli.ts';
import type { Running } from '../../support/cli.ts';
import { wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';
import { freePort } from '../../support/freePort.ts';

/** More than are issued before the answer goes out, so that there is a job to be killed in. */
const PROVIDERS = ['Alder', 'Birch', 'Cedar', 'Damson'];
/** How many reports are out when a statement of the next one is made to hang. */
const OUT_BEFORE = 1;
/** How often it is killed at a moment that nobody chose. */
const RANDOM_ROUNDS = 2;
/** A job is taken over once its program has given no sign for so long, several times in a test; longer than one hangs. */
const LEASE_SECONDS = '6';
const LONG = 240_000;
const CHEAP = { N: 1024, r: 8, p: 1 };

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

onBothEngines('the program killed while reports are issued', (engine) => {
  const temporary = mkdtempSync(path.join(tmpdir(), 'casefile-audit-killed-'));
  let environment: Record<string, string>;
  let address: string;
  let close: () => Promise<void>;
  let server: Running | null = null;
  let agent: ReturnType<typeof request.agent>;
  let lena: number;
  let providerIds: number[];

  const start = async () => {
    server = running(['serve'], environment);
    await server.until(/casefile-audit is at/);
  };
  /** Ends the program as a power cut would. */
  const cut = async () => {
    await server?.kill();
    server = null;
  };
  /** Work on the database beside the program, over a connection of its own. */
  const beside = async <T>(work: (deps: Deps) => Promise<T>): Promise<T> => {
    const deps = await createDeps(readConfig(environment), { passwordCost: CHEAP });
    try {
      return await work(deps);
    } finally {
      await deps.database.close();
    }
  };

  beforeAll(async () => {
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    const started = await startDeps(engine);
    const { deps } = started;
    ({ close } = started);
    environment = { ...started.environment, PORT: String(port), TMPDIR: temporary, LEASE_SECONDS };
    lena = await deps.accounts.createWithPassword(
      { name: 'Lena Lead', email: emailOf('lena'), roles: ['lead'], providerId: null },
      PASSWORD,
    );
    providerIds = [];
    for (const name of PROVIDERS) providerIds.push(await deps.providers.create(null, name));
    await deps.database.close();

    await start();
    agent = request.agent(address);
    await post(urls.signIn(), { email: emailOf('lena'), password: PASSWORD });
  });
  afterAll(async () => {
    await cut();
    await close();
    rmSync(temporary, { recursive: true, force: true });
  });

  const post = async (url: string, fields: Record<string, string> = {}) => {
    const token = tokenIn((await agent.get(urls.signIn()).redirects(1)).text);
    const answer = await agent
      .post(url)
      .type('form')
      .send({ _csrf: token, ...fields });
    expect(answer.status).toBe(303);
    return String(answer.headers['location']);
  };
  const get = async (url: string, status = 200) => {
    const answer = await agent.get(url);
    expect([url, answer.status]).toEqual([url, status]);
    return answer;
  };
  const bytesAt = async (url: string) => {
    const answer = await download({ get: (one: string) => agent.get(one) } as never, url);
    expect([url, answer.status]).toEqual([url, 200]);
    return answer.body;
  };

  /** A closed audit of two case files a provider; a third of its plans are missing. */
  const closedAudit = (title: string) =>
    beside(async (deps) => {
      const auditId = await deps.audits.create(lena, {
        title,
        partnership: 'Southampton',
        toolId: 'rodt',
        toolVersion: 1,
        fieldworkStart: '2012-02-28',
        fieldworkEnd: '2012-03-02',
      });
      for (const [i, providerId] of providerIds.entries()) {
        const name = PROVIDERS[i] ?? '';
        const group = { name, plannedFiles: 2, providerIds: [providerId], exclusions: [] };
        const groupId = await deps.audits.createGroup(lena, auditId, group);
        if (i === 0) await deps.steps.changeState(lena, auditId, 'open');
        for (const reference of [`${name}-1`, `${name}-2`]) {
          const fileId = await deps.recording.create(lena, auditId, { reference, groupId });
          await deps.recording.save(lena, await deps.audits.get(auditId), fileId, {
            version: 1,
            reference,
            groupId,
            answers: new Map([['recovery_plan', (i + fileId) % 3 === 0 ? 'no' : 'yes']]),
            comments: new Map([['recovery_plan', 'Its goals have no dates.']]),
            comment: '',
            complete: true,
          });
        }
      }
      await deps.steps.changeState(lena, auditId, 'close');
      return auditId;
    });

  /** What is out while the program is down, each report with its line of the activity and its own bytes. */
  const outWhileDown = (auditId: number) =>
    beside(async (deps) => {
      const lines = await deps.activity.list({ auditId, limit: 1000 });
      const out: { providerId: number; bytes: Buffer }[] = [];
      for (const providerId of providerIds) {
        const versions = await deps.reports.versions(auditId, providerId);
        expect(versions.length).toBeLessThanOrEqual(1);
        expect(
          lines.filter(
            ({ action, subject }) => action === 'report.issued' && subject === `provider ${providerId}`,
          ),
        ).toHaveLength(versions.length);
        const [report] = versions;
        if (!report) continue;
        const bytes = await deps.reports.pdf(report);
        expect(sha256(bytes)).toBe(report.sha256);
        out.push({ providerId, bytes });
      }
      return out;
    });

  /** Which providers have a report, after holding every trace of each against the others. */
  const wholeReports = (auditId: number) =>
    beside(async (deps) => {
      const lines = await deps.activity.list({ auditId, limit: 1000 });
      const audit = await deps.audits.get(auditId);
      const out: { providerId: number; hash: string; bytes: Buffer }[] = [];
      for (const providerId of providerIds) {
        const versions = await deps.reports.versions(auditId, providerId);
        const told = lines.filter(
          ({ action, subject }) => action === 'report.issued' && subject === `provider ${providerId}`,
        );
        expect(told).toHaveLength(versions.length);
        expect(versions.length).toBeLessThanOrEqual(1);
        const page = await agent.get(urls.report(auditId, providerId));
        const [report] = versions;
        if (!report) {
          expect(page.status).toBe(404);
          continue;
        }
        expect(report.version).toBe(1);
        // The page, the bytes and the figures are those of one report, and of the answers as they are.
        expect(wordsOf(page.text)).toContain(report.sha256);
        const bytes = await bytesAt(urls.reportVersionPdf(auditId, providerId, 1));
        expect(sha256(bytes)).toBe(report.sha256);
        const { figures, data, content } = await deps.reports.frozen(report);
        const input = await deps.feedback.input(auditId, providerId);
        expect({ figures, data }).toEqual({ figures: reportFigures(input), data: reportDataOf(input) });
        const own = figures.checks[0]?.own;
        expect((own?.yes ?? 0) + (own?.no ?? 0)).toBe(2);
        expect(content?.glance.sections[0]?.rows[0]?.own.count).toBe(`${own?.yes} of 2`);
        const printed = rowsOf(await readPdf(bytes)).find(([first]) => first?.startsWith('Is there a rec'));
        expect(printed?.[1]).toContain(`${own?.yes} of 2`);
        expect((await deps.reports.review(audit, providerId)).isIssued).toBe(true);
        out.push({ providerId, hash: report.sha256, bytes });
      }
      return out;
    });

  /** Waits until a job is done, by this program or by one that has taken it over when the other gave no sign for a while. */
  async function ended(job: string): Promise<void> {
    await expect
      .poll(async () => ((await get(`${job}/state`)).body as { state: string }).state, { timeout: 120_000 })
      .toBe('done');
  }

  /** The files of the archive of an audit's reports, by their SHA-256. */
  const packed = async (auditId: number, intent: 'issue' | 'zip') => {
    const job = await post(urls.feedbackAll(auditId), { intent });
    await ended(job);
    const page = wordsOf((await get(job)).text);
    if (page.includes('there is nothing to pack')) return [];
    return Object.values(unzipSync(new Uint8Array(await bytesAt(`${job}/reports.zip`))))
      .map(sha256)
      .toSorted();
  };

  /**
   * Starts the program again, and holds what has to hold wherever it was killed: a job goes on where it was and brings
   * the rest, and what was out stays the bytes that it was. Returns how many reports were out while it was down.
   */
  const expectWhole = async (auditId: number, job: string | null) => {
    const down = await outWhileDown(auditId);
    await start();
    if (job !== null) await ended(job);
    const before = await wholeReports(auditId);
    expect(before).toHaveLength(job === null ? down.length : PROVIDERS.length);
    const words = wordsOf((await get(urls.feedback(auditId))).text);
    expect(words).toContain(`${before.length} of ${PROVIDERS.length} providers can read their report.`);
    expect(await packed(auditId, 'zip')).toEqual(before.map(({ hash }) => hash).toSorted());

    // Pressed again, the button brings what is missing, and nothing twice.
    const all = await packed(auditId, 'issue');
    const after = await wholeReports(auditId);
    expect(after).toHaveLength(PROVIDERS.length);
    expect(all).toEqual(after.map(({ hash }) => hash).toSorted());
    for (const { providerId, bytes } of [...down, ...before]) {
      expect(after.find((one) => one.providerId === providerId)?.bytes.equals(bytes)).toBe(true);
    }
    // Nothing lies about that nobody clears away: reports and archives are never files.
    expect(readdirSync(temporary)).toEqual([]);
    const folder = environment['DATA_DIR'] ?? '';
    const known = /^casefile-audit\.sqlite(-wal|-shm)?$|^activity-head\.json(\.part)?$/;
    expect(readdirSync(folder).filter((name) => !known.test(name))).toEqual([]);
    return down.length;
  };

  const issueAll = (auditId: number) => post(urls.feedbackAll(auditId), { intent: 'issue' });
  /** Waits until so many steps of a job are done, or it is over, asking without a pause. */
  const reached = async (job: string, steps: number) => {
    for (;;) {
      const { state, text } = (await get(`${job}/state`)).body as { state: string; text: string };
      if (state !== 'running' || Number(/^\d+/.exec(text)?.[0] ?? 0) >= steps) return;
    }
  };

  it.each([
    ['before the first report', 0],
    ['after some reports', 2],
    ['while they are packed', PROVIDERS.length],
  ])(
    'has each report whole or not at all: killed %s',
    async (_when, steps) => {
      const auditId = await closedAudit(`Killed at step ${steps}`);
      const job = await issueAll(auditId);
      if (steps > 0) await reached(job, steps);
      await cut();
      expect(await expectWhole(auditId, job)).toBeGreaterThanOrEqual(steps);
    },
    LONG,
  );

  it(
    'has each report whole or not at all: killed at any moment',
    async () => {
      for (let round = 0; round < RANDOM_ROUNDS; round += 1) {
        const auditId = await closedAudit(`Killed some time, ${round}`);
        const job = await issueAll(auditId);
        await wait(Math.random() * 400);
        await cut();
        await expectWhole(auditId, job);
      }
    },
    LONG,
  );

  /** Makes the last statement of the next issue hang once so many reports are out, so that it is killed within. */
  const hang = (auditId: number) =>
    beside(async ({ database }) => {
      const when = `new.action = 'report.issued' and new.audit_id = ${auditId}`;
      const out = `(select count(*) from reports where audit_id = ${auditId}) > ${OUT_BEFORE}`;
      if (engine === 'sqlite') {
        const many = Array.from({ length: 6 }, (_, i) => `sqlite_master t${i}`).join(', ');
        await database.pool.raw(
          `create trigger hang before insert on activity when ${when} and ${out} begin select count(*) from ${many}; end`,
        );
      } else {
        await database.pool.raw(
          `create function hang() returns trigger language plpgsql as $$ begin if ${when} and ${out} then perform pg_sleep(4); end if; return new; end $$`,
        );
        await database.pool.raw(
          'create trigger hang before insert on activity for each row execute function hang()',
        );
      }
    });
  const hangsNoMore = () =>
    beside(async ({ database }) => {
      await database.pool.raw(`drop trigger hang${engine === 'sqlite' ? '' : ' on activity'}`);
      if (engine === 'postgres') await database.pool.raw('drop function hang()');
    });
  /** Waits until the program is within that statement. */
  const hanging = async (auditId: number) => {
    // Without the program's parts, which would want to write as they start.
    const { pool, write, close: closeDatabase } = openDatabase(readConfig(environment));
    try {
      const isOut = async () => (await pool('reports').where({ audit_id: auditId }).select('id')).length;
      await expect.poll(isOut, { timeout: 30_000 }).toBe(OUT_BEFORE);
      if (engine === 'postgres') {
        const sleeping = () =>
          pool('pg_stat_activity')
            .where({ wait_event: 'PgSleep' })
            .whereRaw('datname = current_database()')
            .select('pid');
        await expect.poll(sleeping, { timeout: 30_000, interval: 20 }).toHaveLength(1);
        return;
      }
      // Whoever wants to write is refused, after five seconds: no other issue takes so long.
      const refusal = () =>
        write(() => Promise.resolve('free')).catch((error: { code?: string }) => error.code);
      await expect.poll(refusal, { timeout: 30_000 }).toBe('SQLITE_BUSY');
    } finally {
      await closeDatabase();
    }
  };

  it.each(['all reports', 'one report'])(
    'has nothing of a report whose issue was cut short: %s',
    async (what) => {
      const auditId = await closedAudit(`Killed within the issue of ${what}`);
      await hang(auditId);
      let job: string | null = null;
      if (what === 'all reports') job = await issueAll(auditId);
      else {
        for (const id of providerIds.slice(0, OUT_BEFORE)) await post(urls.feedbackIssue(auditId, id));
        // The answer to this one never comes.
        void post(urls.feedbackIssue(auditId, providerIds[OUT_BEFORE] ?? 0)).catch(() => undefined);
      }
      await hanging(auditId);
      await cut();
      await hangsNoMore();
      expect(await expectWhole(auditId, job)).toBe(OUT_BEFORE);
    },
    LONG,
  );
});
