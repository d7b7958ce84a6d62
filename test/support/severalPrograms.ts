import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDeps } from '../../server/deps.ts';
import type { Deps } from '../../server/deps.ts';
import type { Role } from '../../server/access/policy.ts';
import { readConfig } from '../../server/platform/config.ts';
import { urls } from '../../server/web/urls.ts';
import { PASSWORD } from './app.ts';
import { running } from './cli.ts';
import type { Running } from './cli.ts';
import { emptyDatabase } from './emptyDatabase.ts';

const CHEAP = { N: 1024, r: 8, p: 1 };
const TRIES = 100;

/** One of several programs on one database, started again after each kill. */
interface Program {
  running: Running;
  port: number;
}

/** Somebody who is signed in: the session's cookie and token. */
export interface Session {
  cookie: string;
  token: string;
}

export type SeveralPrograms = Awaited<ReturnType<typeof startSeveral>>;

export const addressOf = (name: string) => `${name}@example.org`;

/** Makes a person who can sign in. */
export const createPerson = ({ accounts }: Deps, name: string, roles: Role[]): Promise<number> =>
  accounts.createWithPassword({ name, email: addressOf(name), roles, providerId: null }, PASSWORD);

/**
 * Starts programs on one PostgreSQL, behind a proxy that shares requests out in turn.
 *
 * @param setUp - what there is before they start
 */
export async function startSeveral(count: number, setUp: (deps: Deps) => Promise<void>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-several-'));
  const programs: Program[] = [];
  const database = await emptyDatabase('postgres');
  const openDeps = () => createDeps(readConfig(database.environment), { passwordCost: CHEAP });
  const deps = await openDeps();
  await setUp(deps);
  await deps.database.close();

  async function start(i: number): Promise<void> {
    const environment = { ...database.environment, DATA_DIR: path.join(folder, String(i)), PORT: '0' };
    const program = running(['serve'], environment);
    const [, port = ''] = await program.until(/casefile-audit is at http:\S+:(\d+)/);
    programs[i] = { running: program, port: Number(port) };
  }
  await Promise.all(Array.from({ length: count }, (_, i) => start(i)));
  const { server, answeredBy } = createProxy(() => programs.map(({ port }) => port));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

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

  /** Asks again, as a browser's script does, until a program answers. */
  async function untilAnswered(send: () => Promise<Response>): Promise<Response> {
    for (let tries = 0; ; tries += 1) {
      const response = await send();
      if ((response.status !== 502 && response.status !== 503) || tries === TRIES) return response;
      await wait(50);
    }
  }

  return {
    openDeps,
    signIn,
    count,
    at: (i: number) => `http://127.0.0.1:${programs[i]?.port}`,
    get: (session: Session, from: string, accept = 'text/html'): Promise<Response> =>
      untilAnswered(() =>
        fetch(address + from, { redirect: 'manual', headers: { accept, cookie: session.cookie } }),
      ),
    /** Sends a form, of texts or with a file. */
    post: (session: Session, to: string, fields: Record<string, string> | FormData): Promise<Response> =>
      untilAnswered(() =>
        fetch(address + to, {
          method: 'POST',
          redirect: 'manual',
          headers: { accept: 'application/json', cookie: session.cookie, 'x-csrf-token': session.token },
          body: fields instanceof FormData ? fields : new URLSearchParams(fields),
        }),
      ),
    /** Kills one and starts it again. */
    async kill(i: number): Promise<void> {
      await programs[i]?.running.kill();
      await start(i);
    },
    /** Which program answered last. */
    lastAnswered: () => programs.findIndex(({ port }) => port === answeredBy()),
    async close(): Promise<void> {
      server.close();
      server.closeAllConnections();
      await Promise.all(programs.map((program) => program.running.kill()));
      await database.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => cookie.startsWith('casefile-audit=')) ?? '';

/**
 * Sends each request to the next program, and to the one after it where nobody listens. What was sent and not answered
 * is not sent again: whether it was done only the sender can find out, who is told by 502.
 */
function createProxy(ports: () => number[]): { server: Server; answeredBy: () => number } {
  let turn = 0;
  let last = 0;
  const server = createServer((incoming, outgoing) => {
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
        const onwards = ask({ port, host: '127.0.0.1', method, path: url, headers }, (answer) => {
          last = port;
          pass(answer);
        });
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
  return { server, answeredBy: () => last };
}
