import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { emptyPostgres } from './emptyPostgres.ts';

export type Engine = 'sqlite' | 'postgres';

/** A database with all tables and nothing in them, as the settings of the program name it. */
export interface EmptyDatabase {
  environment: Record<string, string>;
  /** Removes it; to be called when nobody is connected any more. */
  remove(): Promise<void>;
}

/**
 * Makes a migrated database on the engine, for one test or file alone.
 *
 * @param template - what is copied, in SQLite a data folder and in PostgreSQL the name of a database; left out, one with
 * nothing in its tables
 */
export async function emptyDatabase(engine: Engine, template?: string): Promise<EmptyDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
  const environment: Record<string, string> = { DATA_DIR: folder, LOG_LEVEL: 'silent' };
  const postgres = engine === 'postgres' ? await emptyPostgres(template) : null;
  if (postgres) environment['DATABASE_URL'] = postgres.url;
  else cpSync(template ?? inject('sqliteTemplate'), folder, { recursive: true });
  return {
    environment,
    async remove() {
      await postgres?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
