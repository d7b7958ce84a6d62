import { inject } from 'vitest';
import type { PostgresServer } from './globalSetup.ts';
import { createPostgresDatabase } from './postgresDatabase.ts';
import type { PostgresDatabase } from './postgresDatabase.ts';

let asked: Promise<PostgresServer> | null = null;

/**
 * A database of PostgreSQL with all tables and nothing in them, or a copy of one that is named. The first that is asked
 * for starts the server.
 */
export async function emptyPostgres(copyOf?: string): Promise<PostgresDatabase> {
  asked ??= ask();
  const { url, template } = await asked;
  return createPostgresDatabase(url, copyOf ?? template);
}

/** Has a database dropped when the run ends: others are copied from it until then. */
export async function dropAtTheEnd(name: string): Promise<void> {
  await fetch(`${inject('postgresBroker')}/${name}`, { method: 'POST' });
}

async function ask(): Promise<PostgresServer> {
  const answer = await fetch(inject('postgresBroker'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`PostgreSQL could not be started: ${text}`);
  return JSON.parse(text) as PostgresServer;
}
