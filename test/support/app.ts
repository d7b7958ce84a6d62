import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import type { Response } from 'supertest';
import { describe } from 'vitest';
import type { Express } from 'express';
import { createApp } from '../../server/app.ts';
import { loadTools, shippedOf } from '../../server/audits/tools.ts';
import { readConfig } from '../../server/platform/config.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { createDeps } from '../../server/deps.ts';
import type { Deps, Overrides } from '../../server/deps.ts';
import type { DeclaredRoute } from '../../server/web/route.ts';
import type { Role } from '../../server/access/policy.ts';
import { urls } from '../../server/web/urls.ts';
import { emptyDatabase } from './emptyDatabase.ts';
import { dropAtTheEnd } from './emptyPostgres.ts';
import type { Engine } from './emptyDatabase.ts';

export type { Engine } from './emptyDatabase.ts';

/** Runs the same tests on both engines: those of stores, races, rights and faults of the database. */
export function onBothEngines(name: string, tests: (engine: Engine) => void): void {
  for (const engine of ['sqlite', 'postgres'] as const) {
    describe(`${name} (${engine})`, () => {
      tests(engine);
    });
  }
}

/** The engine of the tests of pages: SQLite, unless TEST_ENGINE is postgres. */
export const ENGINE_OF_PAGES: Engine = process.env['TEST_ENGINE'] === 'postgres' ? 'postgres' : 'sqlite';

/**
 * Runs tests of pages, documents and commands on the one engine that is enough for them: what the two engines do
 * differently is in the stores, whose tests run on both.
 */
export function onOneEngine(name: string, tests: (engine: Engine) => void): void {
  describe(`${name} (${ENGINE_OF_PAGES})`, () => {
    tests(ENGINE_OF_PAGES);
  });
}

/**
 * What a test wants otherwise, settings from the environment among it; `toolsFolder` is where its audit tools are, where
 * not those of the program.
 */
export type TestOverrides = Omit<Overrides, 'shippedTools'> & {
  toolsFolder?: string;
  environment?: Record<string, string>;
};

/** Cheap hashes: what they protect in tests is nothing. */
const CHEAP = { N: 1024, r: 8, p: 1 };

/** Everybody signs in with this. */
export const PASSWORD = 'correct horse battery staple';

/** The people of the tests. */
export const PEOPLE = {
  adam: { name: 'Adam Admin', roles: ['administrator'] },
  lena: { name: 'Lena Lead', roles: ['lead'] },
  amir: { name: 'Amir Auditor', roles: ['auditor'] },
  beth: { name: 'Beth Auditor', roles: ['auditor'] },
  /** Manages The Bridge. */
  paula: { name: 'Paula Provider', roles: ['provider'] },
  /** Manages the Drug Intervention Programme. */
  dora: { name: 'Dora Provider', roles: ['provider'] },
  carl: { name: 'Carl Commissioner', roles: ['commissioner'] },
  /** Has the roles of a panel, but no part in the audit. */
  stan: { name: 'Stan Stranger', roles: ['lead', 'auditor'] },
} satisfies Record<string, { name: string; roles: Role[] }>;

export type PersonName = keyof typeof PEOPLE;

/** A browser of one person, who is signed in; forms carry the token of the session by themselves. */
export interface Visitor {
  get(url: string, headers?: Record<string, string>): Promise<Response>;
  post(
    url: string,
    fields?: Record<string, string | string[]>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** Sends a form with a file in its field `file`: content, or a path of this machine; without one, none was chosen. */
  upload(
    url: string,
    file: Buffer | string | { name: string; content: string | Buffer } | { path: string } | null,
    fields?: Record<string, string>,
  ): Promise<Response>;
}

export interface TestApp {
  app: Express;
  deps: Deps;
  routes: DeclaredRoute[];
  ids: Record<PersonName, number>;
  /** A signed-in browser of a person; each call is another browser. */
  as(person: PersonName): Promise<Visitor>;
  /** The same of somebody of another organisation, by their address; they sign in with the same password. */
  asAddress(email: string): Promise<Visitor>;
  /** A browser that is not signed in. */
  anonymous(): Visitor;
  close(): Promise<void>;
}

let toolsOfProgram: ReturnType<typeof loadTools> | null = null;

/** A migrated database of its own on the engine, and the parts wired over it. */
export async function startDeps(
  engine: Engine,
  { environment: more, toolsFolder, ...overrides }: TestOverrides = {},
  template?: string,
): Promise<{ deps: Deps; environment: Record<string, string>; close(): Promise<void> }> {
  const { environment: ofDatabase, remove } = await emptyDatabase(engine, template);
  const environment = { ...ofDatabase, ...more };
  // To read all tools takes as long as many a test, so they are read once; a test may change its own.
  const shippedTools =
    toolsFolder === undefined
      ? shippedOf(
          structuredClone((await (toolsOfProgram ??= loadTools(path.join(projectFolder(), 'audits')))).all()),
        )
      : await loadTools(toolsFolder);
  const deps = await createDeps(readConfig(environment), {
    passwordCost: CHEAP,
    ...overrides,
    shippedTools,
  });
  return {
    deps,
    environment,
    async close() {
      await deps.database.close();
      await remove();
    },
  };
}

/** Everybody's accounts, and the providers that two of them manage. */
async function addPeople(deps: Deps): Promise<Record<PersonName, number>> {
  const providerIds = {
    paula: await deps.providers.create(null, 'The Bridge'),
    dora: await deps.providers.create(null, 'Drug Intervention Programme'),
  };
  const ids = {} as Record<PersonName, number>;
  for (const [person, { name, roles }] of Object.entries(PEOPLE) as [
    PersonName,
    (typeof PEOPLE)[PersonName],
  ][]) {
    ids[person] = await deps.accounts.createWithPassword(
      {
        name,
        email: emailOf(person),
        roles: [...roles],
        providerId: person === 'paula' || person === 'dora' ? providerIds[person] : null,
      },
      PASSWORD,
    );
  }
  return ids;
}

const peopled = new Map<Engine, Promise<{ template: string; ids: Record<PersonName, number> }>>();

/** A database with everybody in it, made once by the program itself: a test copies it in a fraction of the time. */
function peopledTemplate(engine: Engine): Promise<{ template: string; ids: Record<PersonName, number> }> {
  const known = peopled.get(engine);
  if (known) return known;
  const made = (async () => {
    const { deps, environment, close } = await startDeps(engine);
    const ids = await addPeople(deps);
    // Nobody may be connected to what is copied.
    await deps.database.close();
    if (engine === 'postgres') {
      const template = new URL(environment['DATABASE_URL'] ?? '').pathname.slice(1);
      await dropAtTheEnd(template);
      rmSync(environment['DATA_DIR'] ?? '', { recursive: true, force: true });
      return { template, ids };
    }
    const template = mkdtempSync(path.join(tmpdir(), 'casefile-audit-peopled-'));
    cpSync(environment['DATA_DIR'] ?? '', template, { recursive: true });
    process.once('exit', () => rmSync(template, { recursive: true, force: true }));
    await close();
    return { template, ids };
  })();
  peopled.set(engine, made);
  return made;
}

/** The real application over a database of its own, with everybody's accounts. */
export async function startApp(engine: Engine, overrides: TestOverrides = {}): Promise<TestApp> {
  // Under another clock the accounts are from then, too; and nothing is copied into a database that a test names.
  const isOwn = overrides.environment?.['DATABASE_URL'] !== undefined;
  const ready = overrides.now || isOwn ? null : await peopledTemplate(engine);
  const { deps, close } = await startDeps(engine, overrides, ready?.template);
  const ids = ready ? { ...ready.ids } : await addPeople(deps);
  const { app, routes } = createApp(deps);
  const server = await serve(app);
  const signedIn = async (email: string) => {
    const visitor = browse(server);
    const response = await visitor.post(urls.signIn(), { email, password: PASSWORD });
    if (response.status !== 303) throw new Error(`${email} could not sign in: ${response.status}`);
    visitor.forget();
    return visitor;
  };
  return {
    app,
    deps,
    routes,
    ids,
    as: (person) => signedIn(emailOf(person)),
    asAddress: signedIn,
    anonymous: () => browse(server),
    async close() {
      server.close();
      server.closeAllConnections();
      await close();
    },
  };
}

export const emailOf = (person: PersonName): string => `${person}@example.org`;

/** The example audit, led by Lena with Amir and Beth as auditors and Carl as commissioner; it is open. */
export async function withExample({ deps, ids }: TestApp): Promise<number> {
  const auditId = await deps.demoAudit.load(ids.lena);
  await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
  await deps.audits.addMember(ids.lena, auditId, ids.beth, 'auditor');
  await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
  return auditId;
}

/** Listens once for all browsers, who would otherwise listen and connect anew at every request. */
export async function serve(app: Express): Promise<Server> {
  const server = createServer(app);
  // No test waits so long that a connection could be closed just as it is used again.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

export function browse(server: Server): Visitor & { forget(): void } {
  const agent = request.agent(server);
  let token: string | null = null;
  return {
    get: (url, headers = {}) => agent.get(url).set(headers),
    async post(url, fields = {}, headers = {}) {
      token ??= tokenIn((await agent.get(urls.signIn()).redirects(1)).text);
      return agent
        .post(url)
        .set(headers)
        .type('form')
        .send({ _csrf: token, ...fields });
    },
    async upload(url, file, fields = {}) {
      token ??= tokenIn((await agent.get(urls.signIn()).redirects(1)).text);
      const sent = agent.post(url);
      for (const [name, value] of Object.entries({ _csrf: token, ...fields })) void sent.field(name, value);
      if (file === null) return sent;
      if (typeof file === 'string' || Buffer.isBuffer(file))
        return sent.attach('file', Buffer.from(file), 'list');
      return 'path' in file
        ? sent.attach('file', file.path)
        : sent.attach('file', Buffer.from(file.content), file.name);
    },
    forget() {
      token = null;
    },
  };
}

/** The token of the first form of a page. */
export function tokenIn(html: string): string {
  const match = /name="_csrf" value="([^"]+)"/.exec(html);
  if (!match?.[1]) throw new Error('the page has no form with a token');
  return match[1];
}
