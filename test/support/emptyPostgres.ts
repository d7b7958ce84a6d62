import { inject } from 'vitest';
import type { PostgresServer } from './globalSetup.ts';
import { createPostgresDatabase } from './postgresDatabase.ts';
import type { PostgresDatabase } from './postgresDatabase.ts';

let asked: Promise<PostgresServer> | null = null;

/** A database of PostgreSQL with all tables and nothing in them. The first that is asked for starts the server. */
export async function emptyPostgres(): Promise<PostgresDatabase> {
  asked ??= ask();
  const { url, template } = await asked;
  return createPostgresDatabase(url, template);
}

async function ask(): Promise<PostgresServer> {
  const answer = await fetch(inject('postgresBroker'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`PostgreSQL could not be started: ${text}`);
  return JSON.parse(text) as PostgresServer;
}
