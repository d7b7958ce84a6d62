import { accessSync, chmodSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../server/platform/db/database.ts';
import { build } from './build.ts';
import { createPostgresDatabase, dropPostgresDatabase } from './postgresDatabase.ts';
import { startPostgres } from './startPostgres.ts';

/** What a test that wants PostgreSQL is told. */
export interface PostgresServer {
  /** A server on which tests make databases of their own. */
  url: string;
  /** The name of a database on it that has all tables and nothing in them. */
  template: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a test asks for a PostgresServer, which is started when the first one asks. */
    postgresBroker: string;
    /** A data folder with all tables and nothing in them, in SQLite. */
    sqliteTemplate: string;
  }
}

/**
 * The package of PostgreSQL ends the process when there is nothing left to do, and ends it as if all had gone well. A run
 * in which tests failed has to be seen to have failed, so this comes before it.
 */
function endAsItWent(): void {
  process.prependListener('beforeExit', () => {
    if (process.exitCode !== undefined && process.exitCode !== 0) process.exit(process.exitCode);
  });
}

/** Where Linux keeps files in memory, and the room that a run wants there for all its workers. */
const MEMORY = '/dev/shm';
const ROOM_BYTES = 3 * 1024 ** 3;

function hasRoomInMemory(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}

const RUN = 'casefile-audit-run-';

/** Removes what runs have left that were ended from outside: in memory it would stay until the machine is started anew. */
function removeLeftOvers(): void {
  for (const name of readdirSync(MEMORY).filter((one) => one.startsWith(RUN))) {
    const [pid] = name.slice(RUN.length).split('-');
    try {
      process.kill(Number(pid), 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') continue;
      rmSync(path.join(MEMORY, name), { recursive: true, force: true });
    }
  }
}

/**
 * Gives the run a folder of its own for all that is temporary, in memory where there is room for it: SQLite waits for the
 * disk at every commit, as it must for people, and for tests that was a third of their time. Whoever names a folder
 * (TMPDIR) gets that one.
 */
function temporaryFolderOfRun(): () => void {
  const given = process.env['TMPDIR'];
  const isInMemory = given === undefined && hasRoomInMemory();
  if (isInMemory) removeLeftOvers();
  const folder = mkdtempSync(path.join(isInMemory ? MEMORY : tmpdir(), `${RUN}${process.pid}-`));
  // PostgreSQL works as a user of its own where the tests are run by root.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  return () => {
    if (given === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = given;
    rmSync(folder, { recursive: true, force: true });
  };
}

/** What is made once for the whole run: on each engine a database to be copied, that of PostgreSQL once it is asked for. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  endAsItWent();
  const removeTemporary = temporaryFolderOfRun();
  // Commands and threads run compiled code: compiled here, no file of tests has to ask for it.
  await build();
  project.onTestsRerun(build);
  const sqliteTemplate = mkdtempSync(path.join(tmpdir(), 'casefile-audit-template-'));
  await migrate({ databaseUrl: null, dataDir: sqliteTemplate });
  project.provide('sqliteTemplate', sqliteTemplate);
  const postgres = await brokerOfPostgres();
  project.provide('postgresBroker', postgres.address);
  return async () => {
    await postgres.close();
    removeTemporary();
  };
}

/** Tests are in processes of their own, so the one server that they share is asked for over HTTP. */
async function brokerOfPostgres(): Promise<{ address: string; close(): Promise<void> }> {
  let started: Promise<PostgresServer & { stop(): Promise<void> }> | null = null;
  const start = async () => {
    const { url, stop } = await startPostgres();
    const template = await createPostgresDatabase(url);
    await migrate({ databaseUrl: template.url, dataDir: '' });
    return {
      url,
      template: template.name,
      async stop() {
        await template.drop();
        await stop();
      },
    };
  };
  const toDrop: string[] = [];
  const broker = createServer((request, response) => {
    if (request.method === 'POST') {
      toDrop.push((request.url ?? '').slice(1));
      response.end();
      return;
    }
    started ??= start();
    started.then(
      ({ url, template }) => response.end(JSON.stringify({ url, template } satisfies PostgresServer)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    broker.once('error', reject);
    broker.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `http://127.0.0.1:${(broker.address() as AddressInfo).port}`,
    async close() {
      broker.close();
      broker.closeAllConnections();
      const server = await started;
      for (const name of toDrop) if (server) await dropPostgresDatabase(server.url, name);
      await server?.stop();
    },
  };
}

/** Makes all tables; every test would otherwise take as long for it as for what it is about. */
async function migrate(settings: { databaseUrl: string | null; dataDir: string }): Promise<void> {
  const database = openDatabase(settings);
  await database.migrate();
  await database.close();
}
