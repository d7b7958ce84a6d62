import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { readConfig } from '../../server/platform/config.ts';
import { createDeps } from '../../server/deps.ts';
import { urls } from '../../server/web/urls.ts';
import { running } from '../support/cli.ts';
import type { Running } from '../support/cli.ts';

const AUDITORS = 50;
const SECONDS = 20;
/** Of the closed loop: everybody sends the next answer as soon as the last one is confirmed. */
const CLIENTS = 64;
const LOOP_SECONDS = 8;
const UPSERT_MILLISECONDS = 3000;
const PASSWORD = 'correct horse battery staple';

/** An auditor's browser: the session's cookie and token, and the file that is being read. */
interface Auditor {
  cookie: string;
  token: string;
  fileId: number;
  /** What the server has to hold in the end. */
  wanted: Map<string, string>;
}

const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-bench-'));
const environment = { DATA_DIR: folder, LOG_LEVEL: 'silent', PORT: '0', HOST: '127.0.0.1' };
const openDeps = () => createDeps(readConfig(environment), { passwordCost: { N: 1024, r: 8, p: 1 } });

let server: Running;
let address = '';
let auditId = 0;
let checkIds: string[] = [];
const auditors: Auditor[] = [];

const emailOf = (i: number) => `auditor-${i}@example.org`;

async function signIn(i: number, fileId: number): Promise<Auditor> {
  const cookieOf = (response: Response) =>
    response.headers
      .getSetCookie()
      .find((cookie) => cookie.startsWith('casefile-audit='))
      ?.split(';')[0] ?? '';
  const session = async (cookie: string) => {
    const response = await fetch(address + urls.session(), { headers: { cookie } });
    const { csrfToken } = (await response.json()) as { csrfToken: string };
    return { cookie: cookieOf(response) || cookie, token: csrfToken };
  };
  const before = await session('');
  const response = await fetch(address + urls.signIn(), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: before.cookie, 'x-csrf-token': before.token },
    body: new URLSearchParams({ email: emailOf(i), password: PASSWORD }),
  });
  expect(response.status).toBe(303);
  return { ...(await session(cookieOf(response))), fileId, wanted: new Map() };
}

/** The value below which this share of the numbers lies. */
function quantile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

beforeAll(async () => {
  const deps = await openDeps();
  const person = (name: string, email: string, roles: ('lead' | 'auditor')[]) =>
    deps.accounts.createWithPassword({ name, email, roles, providerId: null }, PASSWORD);
  const lead = await person('Lead', 'lead@example.org', ['lead']);
  auditId = await deps.audits.create(lead, {
    title: 'Fifty at once',
    partnership: 'Bench',
    toolId: 'rodt',
    toolVersion: 1,
    fieldworkStart: '2026-11-23',
    fieldworkEnd: '2026-11-23',
  });
  const groupId = await deps.audits.createGroup(lead, auditId, {
    name: 'All',
    plannedFiles: CLIENTS,
    providerIds: [await deps.providers.create(null, 'The Bridge')],
    exclusions: [],
  });
  await deps.steps.changeState(lead, auditId, 'open');
  const fileIds: number[] = [];
  for (let i = 0; i < CLIENTS; i += 1) {
    await deps.audits.addMember(
      lead,
      auditId,
      await person(`Auditor ${i}`, emailOf(i), ['auditor']),
      'auditor',
    );
    fileIds.push(await deps.recording.create(lead, auditId, { reference: `F-${i}`, groupId }));
  }
  // Any answer to one of them fits to any other.
  checkIds = checksOf(deps.tools.must('rodt', 1)).flatMap(({ id, dependsOn }) => (dependsOn ? [] : [id]));
  await deps.database.close();

  server = running(['serve'], environment);
  address = (await server.until(/casefile-audit is at (http:\S+)/))[1] ?? '';
  for (const [i, fileId] of fileIds.entries()) auditors.push(await signIn(i, fileId));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function save(auditor: Auditor, version: number, check: string, value: string): Promise<void> {
  const response = await fetch(address + urls.fileAnswers(auditId, auditor.fileId), {
    method: 'POST',
    headers: { accept: 'application/json', cookie: auditor.cookie, 'x-csrf-token': auditor.token },
    body: new URLSearchParams({ version: String(version), [`answer.${check}`]: value }),
  });
  expect(response.status, await response.text()).toBe(200);
  auditor.wanted.set(check, value);
}

/** How long each of these took, in words. */
function timesInWords(times: number[], seconds: number): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return `median ${ms(quantile(times, 0.5))}, 95th percentile ${ms(quantile(times, 0.95))}, slowest ${ms(Math.max(...times))}; ${(times.length / seconds).toFixed(0)} a second`;
}

it(`${AUDITORS} auditors at once against one process, an answer a second each`, async () => {
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    auditors.slice(0, AUDITORS).map(async (auditor, a) => {
      for (let second = 0; second < SECONDS; second += 1) {
        // Each at a moment of their own within the second.
        await wait(Math.max(0, began + second * 1000 + (a * 1000) / AUDITORS - performance.now()));
        const check = checkIds[second % checkIds.length] ?? '';
        const value = ['yes', 'no', 'na'][(a + second) % 3] ?? 'yes';
        const sent = performance.now();
        await save(auditor, second + 1, check, value);
        times.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;

  // A closed loop: as many saves as the program can confirm.
  const loopTimes: number[] = [];
  const versions = new Map(auditors.map((auditor, a) => [auditor, a < AUDITORS ? SECONDS + 1 : 1]));
  const loopBegan = performance.now();
  await Promise.all(
    auditors.map(async (auditor, a) => {
      for (let n = 0; performance.now() - loopBegan < LOOP_SECONDS * 1000; n += 1) {
        const sent = performance.now();
        const version = versions.get(auditor) ?? 0;
        await save(auditor, version, checkIds[n % checkIds.length] ?? '', ['yes', 'no'][(a + n) % 2] ?? '');
        versions.set(auditor, version + 1);
        loopTimes.push(performance.now() - sent);
      }
    }),
  );
  const loopSeconds = (performance.now() - loopBegan) / 1000;

  // Nothing lost, nothing counted wrong: what each sent last is what the file and the figures say.
  const deps = await openDeps();
  const counts = new Map<string, number>();
  for (const auditor of auditors) {
    const { fileId, wanted } = auditor;
    const review = await deps.recording.get(auditId, fileId);
    expect(review.version).toBe(versions.get(auditor));
    expect(new Map(review.answers)).toEqual(wanted);
    for (const [check, value] of wanted) {
      if (value === 'yes') counts.set(check, (counts.get(check) ?? 0) + 1);
    }
  }
  const { tally } = await deps.results.of(auditId);
  for (const check of tally.overall.checks) expect(check.yes, check.id).toBe(counts.get(check.id) ?? 0);

  // The same database, the same run: one row at a time, each in a transaction of its own, and nothing else.
  const target = auditors[0]?.fileId ?? 0;
  const { id } = (await deps.database
    .pool('reviews')
    .where({ case_file_id: target })
    .first<{ id: number }>('id')) ?? { id: 0 };
  const upserts = async () => {
    const upsertTimes: number[] = [];
    const upsertsBegan = performance.now();
    while (performance.now() - upsertsBegan < UPSERT_MILLISECONDS) {
      const started = performance.now();
      await deps.database.write(async () => {
        const row = { review_id: id, item_id: 'smart', value: upsertTimes.length % 2 ? 'yes' : 'no' };
        await deps.database.query('answers').insert(row).onConflict(['review_id', 'item_id']).merge();
      });
      upsertTimes.push(performance.now() - started);
    }
    return { upsertTimes, upsertSeconds: (performance.now() - upsertsBegan) / 1000 };
  };
  const confirmed = await upserts();
  // What it would be if nothing waited for the disk; of writers one after the other all have the first connection.
  await deps.database.pool.raw('pragma synchronous = normal');
  const hasty = await upserts();
  await deps.database.close();

  const ms = (value: number) => `${value.toFixed(1)} ms`;
  console.log(
    [
      `${AUDITORS} auditors, an answer a second each, for ${SECONDS} s: ${times.length} saves, none lost`,
      `  a save, over HTTP, with session, policy, activity: ${timesInWords(times, seconds)}`,
      `${CLIENTS} in a closed loop for ${LOOP_SECONDS} s: ${loopTimes.length} saves, none lost`,
      `  a save: ${timesInWords(loopTimes, loopSeconds)}; ${((100 * (loopTimes.length / loopSeconds)) / (confirmed.upsertTimes.length / confirmed.upsertSeconds)).toFixed(0)}% of plain upserts`,
      ...Object.entries({ 'on the disk (FULL)': confirmed, 'not waiting for the disk (NORMAL)': hasty }).map(
        ([how, { upsertTimes, upsertSeconds }]) =>
          `  plain upserts of the same database, ${how}: ${(upsertTimes.length / upsertSeconds).toFixed(0)} a second, one after the other; median ${ms(quantile(upsertTimes, 0.5))}, 95th percentile ${ms(quantile(upsertTimes, 0.95))}`,
      ),
    ].join('\n'),
  );
}, 120_000);
