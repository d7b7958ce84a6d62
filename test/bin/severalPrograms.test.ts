import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { createDeps } from '../../server/deps.ts';
import { readCsv } from '../../server/formats/csv.ts';
import { readConfig } from '../../server/platform/config.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { urls } from '../../server/web/urls.ts';
import { PASSWORD } from '../support/app.ts';
import { running } from '../support/cli.ts';
import type { Running } from '../support/cli.ts';
import { emptyDatabase } from '../support/emptyDatabase.ts';
import type { EmptyDatabase } from '../support/emptyDatabase.ts';
import { seeded } from '../support/random.ts';

const SHEET = path.join(projectFolder(), 'audits/examples/southampton-2012/case-files.csv');
const CHEAP = { N: 1024, r: 8, p: 1 };
const AUDITORS = 6;
/** After so many saves one of the programs is killed. */
const SAVES_BETWEEN_KILLS = 90;

const addressOf = (name: string) => `${name}@example.org`;

/** One of several programs on one database, started again after each kill. */
interface Program {
  running: Running;
  port: number;
}

/** Somebody who is signed in: the session's cookie and token. */
interface Session {
  cookie: string;
  token: string;
}

describe('three programs on one PostgreSQL, behind a proxy that shares requests out in turn', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-several-'));
  const programs: Program[] = [];
  let database: EmptyDatabase;
  let proxy: Server;
  let address: string;
  let auditId: number;
  let exampleId: number;
  const openDeps = () => createDeps(readConfig(database.environment), { passwordCost: CHEAP });

  async function start(i: number): Promise<void> {
    const environment = { ...database.environment, DATA_DIR: path.join(folder, String(i)), PORT: '0' };
    const program = running(['serve'], environment);
    const [, port = ''] = await program.until(/casefile-audit is at http:\S+:(\d+)/);
    programs[i] = { running: program, port: Number(port) };
  }

  beforeAll(async () => {
    database = await emptyDatabase('postgres');
    const deps = await openDeps();
    const person = (name: string, roles: ('lead' | 'auditor')[]) =>
      deps.accounts.createWithPassword({ name, email: addressOf(name), roles, providerId: null }, PASSWORD);
    const lena = await person('lena', ['lead']);
    exampleId = await deps.demoAudit.load(lena);
    auditId = await deps.audits.create(lena, {
      title: 'The panel day',
      partnership: 'Southampton',
      toolId: 'rodt',
      toolVersion: 1,
      fieldworkStart: '2012-02-28',
      fieldworkEnd: '2012-02-28',
    });
    for (const { name, plannedFiles, providers, exclusions } of await deps.audits.groups(exampleId)) {
      const providerIds = providers.map(({ id }) => id);
      await deps.audits.createGroup(lena, auditId, { name, plannedFiles, providerIds, exclusions });
    }
    for (let i = 0; i < AUDITORS; i += 1)
      await deps.audits.addMember(lena, auditId, await person(`auditor${i}`, ['auditor']), 'auditor');
    await deps.steps.changeState(lena, auditId, 'open');
    await deps.database.close();
    await Promise.all([0, 1, 2].map(start));
    proxy = createProxy(() => programs.map(({ port }) => port));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    proxy.close();
    proxy.closeAllConnections();
    await Promise.all(programs.map((program) => program.running.kill()));
    await database.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (i: number) => `http://127.0.0.1:${programs[i]?.port}`;

  async function signIn(name: string, password = PASSWORD): Promise<{ status: number; session: Session }> {
    const session = async (cookie: string): Promise<Session> => {
      const response = await fetch(address + urls.session(), { headers: { cookie } });
      const { csrfToken } = (await response.json()) as { csrfToken: string };
      return { cookie: cookieOf(response) || cookie, token: csrfToken };
    };
    const before = await session('');
    const response = await fetch(address + urls.signIn(), {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: before.cookie, 'x-csrf-token': before.token },
      body: new URLSearchParams({ email: addressOf(name), password }),
    });
    return { status: response.status, session: await session(cookieOf(response) || before.cookie) };
  }

  /** Sends a form as the recording page does: again, until an answer comes. */
  async function post(session: Session, to: string, fields: Record<string, string>): Promise<Response> {
    for (let tries = 0; ; tries += 1) {
      const response = await fetch(address + to, {
        method: 'POST',
        redirect: 'manual',
        headers: { accept: 'application/json', cookie: session.cookie, 'x-csrf-token': session.token },
        body: new URLSearchParams(fields),
      });
      if ((response.status !== 502 && response.status !== 503) || tries === 100) return response;
      await wait(50);
    }
  }

  it('end a panel day with exactly the figures of the example, one of them killed again and again', async () => {
    const files = await sheetFiles();
    const deps = await openDeps();
    const checkIds = checksOf(deps.tools.must('rodt', 1)).map(({ id }) => id);
    const groups = await deps.audits.groups(auditId);
    const random = seeded(20_261_130);
    let saves = 0;
    let kills = 0;
    let restarting: Promise<void> = Promise.resolve();

    function killOneNowAndThen(): void {
      saves += 1;
      if (saves % SAVES_BETWEEN_KILLS !== 0) return;
      // Not waiting: what is on its way then is lost on its way.
      restarting = killOneAfter(restarting);
    }

    async function killOneAfter(earlier: Promise<void>): Promise<void> {
      await earlier;
      kills += 1;
      const i = Math.floor(random() * programs.length);
      await programs[i]?.running.kill();
      await start(i);
    }

    async function record(session: Session, file: Map<string, string>): Promise<void> {
      const group = groups.find(({ name }) => name === file.get('group'));
      const reference = file.get('reference') ?? '';
      const fileId = await deps.recording.create(await idOf('auditor0'), auditId, {
        reference,
        groupId: group?.id ?? 0,
      });
      let version = 1;
      const save = async (fields: Record<string, string>) => {
        const change = `c${fileId}-${version}-abcdef`;
        const response = await post(session, urls.fileAnswers(auditId, fileId), {
          version: String(version),
          change,
          ...fields,
        });
        expect(response.status, await response.clone().text()).toBe(200);
        ({ version } = (await response.json()) as { version: number });
        killOneNowAndThen();
      };
      for (const id of checkIds) {
        const value = file.get(id) ?? '';
        if (value === '' || group?.exclusions.includes(id)) continue;
        // The table of 2012 has answers that contradict the plan; they are meant.
        await save({ [`answer.${id}`]: value, [`sure.${id}`]: value });
      }
      await save({ intent: 'complete' });
    }
    const idOf = async (name: string) => (await deps.accountRepository.byEmail(addressOf(name)))?.id ?? 0;

    try {
      await Promise.all(
        Array.from({ length: AUDITORS }, async (_, auditor) => {
          const { session } = await signIn(`auditor${auditor}`);
          for (const file of files.filter((__, i) => i % AUDITORS === auditor)) await record(session, file);
        }),
      );
      await restarting;
      expect(kills).toBeGreaterThan(5);
      const [day, example] = [await deps.results.of(auditId), await deps.results.of(exampleId)];
      expect(day.completeFiles).toBe(files.length);
      const counts = ({ tally }: typeof day) => {
        const byName = tally.groups
          .map((one) => ({ ...one, id: null, groupId: null }))
          .toSorted((a, b) => a.name.localeCompare(b.name));
        return JSON.stringify({ ...tally, groups: byName });
      };
      expect(counts(day)).toBe(counts(example));
    } finally {
      await deps.database.close();
    }

    // Whichever program is asked, the figures are the same.
    const { session } = await signIn('lena');
    const shown = await Promise.all(
      programs.map(async (_, i) => {
        const response = await fetch(at(i) + urls.exportResults(auditId, 'json'), {
          headers: { cookie: session.cookie },
        });
        expect(response.status).toBe(200);
        return response.text();
      }),
    );
    expect(new Set(shown).size).toBe(1);
  }, 400_000);

  it('count wrong passwords together, and know of a sign-out everywhere at once', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await signIn('nobody', 'not the one at all')).status);
    expect(statuses.slice(0, 10)).not.toContain(429);
    expect(statuses.slice(10)).toEqual([429, 429]);

    const { session } = await signIn('auditor1');
    // Of a program that is signed out a script is told so.
    const headers = { accept: 'application/json', cookie: session.cookie };
    const homes = () =>
      Promise.all(programs.map(async (_, i) => (await fetch(at(i) + urls.home(), { headers })).status));
    expect(await homes()).toEqual([200, 200, 200]);
    expect((await post(session, urls.signOut(), {})).status).toBe(303);
    expect(await homes()).toEqual([401, 401, 401]);
  }, 120_000);
});

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => cookie.startsWith('casefile-audit=')) ?? '';

async function sheetFiles(): Promise<Map<string, string>[]> {
  const files: Map<string, string>[] = [];
  let heading: string[] = [];
  for await (const { cells } of readCsv(createReadStream(SHEET))) {
    if (heading.length === 0) heading = cells;
    else files.push(new Map(heading.map((name, i) => [name, cells[i] ?? ''])));
  }
  return files;
}

/**
 * Sends each request to the next program, and to the one after it where nobody listens. What was sent and not answered
 * is not sent again: whether it was done only the sender can find out, who is told by 502.
 */
function createProxy(ports: () => number[]): Server {
  let turn = 0;
  return createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      turn += 1;
      const inOrder = ports().map((_, i, all) => all[(i + turn) % all.length] ?? 0);
      const tryNext = (): void => {
        const port = inOrder.shift();
        if (port === undefined) {
          outgoing.writeHead(502).end();
          return;
        }
        const { method, url, headers } = incoming;
        const onwards = ask({ port, host: '127.0.0.1', method, path: url, headers }, pass);
        onwards.on('error', (error: NodeJS.ErrnoException) => {
          if (error.code === 'ECONNREFUSED') tryNext();
          else if (!outgoing.headersSent) outgoing.writeHead(502).end();
          else outgoing.destroy();
        });
        onwards.end(Buffer.concat(chunks));
      };
      const pass = (answer: IncomingMessage): void => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('error', () => outgoing.destroy()).pipe(outgoing);
      };
      tryNext();
    });
  });
}
