import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../server/app.ts';
import { createDeps } from '../../server/deps.ts';
import type { Deps } from '../../server/deps.ts';
import { readConfig } from '../../server/platform/config.ts';
import { urls } from '../../server/web/urls.ts';
import { browse, PASSWORD, serve } from '../support/app.ts';
import type { Visitor } from '../support/app.ts';
import { emptyDatabase } from '../support/emptyDatabase.ts';
import { freePort } from '../support/freePort.ts';

/** What stands between the program and PostgreSQL, and can be taken away with all connections, as by a restart. */
function createWay(to: URL) {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  return {
    async open(port: number): Promise<void> {
      const opened = createServer((socket) => {
        const behind = connect(Number(to.port), to.hostname);
        for (const end of [socket, behind]) {
          sockets.add(end);
          end.on('error', () => undefined);
          end.on('close', () => {
            sockets.delete(end);
            socket.destroy();
            behind.destroy();
          });
        }
        socket.pipe(behind).pipe(socket);
      });
      await new Promise<void>((resolve, reject) => {
        opened.once('error', reject);
        opened.listen(port, '127.0.0.1', resolve);
      });
      server = opened;
    },
    async close(): Promise<void> {
      const closed = new Promise((resolve) => server?.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

let database: Awaited<ReturnType<typeof emptyDatabase>>;
let way: ReturnType<typeof createWay>;
let port: number;
let deps: Deps;
let server: Awaited<ReturnType<typeof serve>>;
let lena: Visitor;
let auditId: number;
beforeAll(async () => {
  database = await emptyDatabase('postgres');
  const url = new URL(database.environment['DATABASE_URL'] ?? '');
  way = createWay(url);
  port = await freePort();
  await way.open(port);
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(port);
  deps = await createDeps(readConfig({ ...database.environment, DATABASE_URL: through.href }), {
    passwordCost: { N: 1024, r: 8, p: 1 },
  });
  const person = { name: 'Lena', email: 'lena@example.org', roles: ['lead' as const], providerId: null };
  const id = await deps.accounts.createWithPassword(person, PASSWORD);
  auditId = await deps.demoAudit.load(id);
  server = await serve(createApp(deps).app);
  const visitor = browse(server);
  await visitor.post(urls.signIn(), { email: person.email, password: PASSWORD });
  visitor.forget();
  lena = visitor;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await deps.database.close();
  await way.close();
  await database.remove();
});

it('says that the database is away while PostgreSQL is restarted, on every page, and goes on after it', async () => {
  const pages = [
    urls.home(),
    urls.audit(auditId),
    urls.files(auditId),
    urls.results(auditId),
    urls.account(),
  ];
  const statuses: number[] = [];
  // The token of the forms is there before.
  expect((await lena.post(urls.providers(), { name: 'Before' })).status).toBe(303);
  // Three times, each in the middle of many pages and saves.
  for (let round = 0; round < 3; round += 1) {
    let began = 0;
    const underWay = Array.from({ length: 20 }, async (_, i) => {
      const sent =
        i % 4 === 0
          ? lena.post(urls.providers(), { name: `P ${round} ${i}` })
          : lena.get(pages[i % pages.length] ?? '');
      began += 1;
      statuses.push((await sent).status);
    });
    await expect.poll(() => began).toBe(20);
    await way.close();
    for (const url of pages) {
      const { status, text } = await lena.get(url);
      statuses.push(status);
      expect(status, url).toBe(503);
      expect(text).toContain('The database does not answer. Try again in a minute.');
    }
    await Promise.all(underWay);
    await way.open(port);
    for (const url of pages) expect((await lena.get(url)).status, url).toBe(200);
  }
  expect(statuses.filter((status) => ![200, 303, 503].includes(status))).toEqual([]);
});
