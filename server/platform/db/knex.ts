import { mkdirSync } from 'node:fs';
import path from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';
import SqliteClient from 'knex/lib/dialects/sqlite3/index.js';

// The only file that knows which database drivers there are.

/**
 * knex begins SQLite transactions with BEGIN, deferred: one that reads and then writes can fail at once with
 * SQLITE_BUSY when somebody else wrote in between, and no waiting helps. So all but those that only read take the
 * write lock at their start, where busy_timeout applies.
 */
class ImmediateSqliteClient extends SqliteClient {
  override transaction(...parameters: unknown[]): ReturnType<SqliteClient['transaction']> {
    const transaction = super.transaction(...parameters);
    transaction.begin = (connection: unknown) =>
      transaction.query(connection, transaction.readOnly ? 'BEGIN;' : 'BEGIN IMMEDIATE;');
    return transaction;
  }
}

/** knex prints to standard output, where results go, what it also throws; errors are told once, by who catches them. */
const quiet = () => undefined;
const SILENT = { warn: quiet, error: quiet, deprecate: quiet, debug: quiet };

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

/**
 * Connects to PostgreSQL when there is a URL, otherwise to the SQLite file in the data folder, made if need be.
 * What a failed statement was given stays out of its error, and so out of the log: it may be a name or an answer.
 */
export function connect(settings: { databaseUrl: string | null; dataDir: string }): Knex {
  if (settings.databaseUrl !== null) {
    return knex({
      client: 'pg',
      connection: settings.databaseUrl,
      compileSqlOnError: false,
      pool: { min: 0, max: 10 },
      log: SILENT,
    });
  }
  mkdirSync(settings.dataDir, { recursive: true });
  return knex({
    client: ImmediateSqliteClient as unknown as typeof Knex.Client,
    connection: { filename: path.join(settings.dataDir, 'casefile-audit.sqlite') },
    useNullAsDefault: true,
    log: SILENT,
    compileSqlOnError: false,
    pool: {
      min: 1,
      // With the default of one connection every read would wait for a long write. More than Node's four threads for
      // such work (UV_THREADPOOL_SIZE) would all wait for the one that writes, and it would find none to go on with.
      max: 4,
      afterCreate: (
        connection: SqliteConnection,
        done: (error: Error | null, connection: SqliteConnection) => void,
      ) => {
        const pragmas =
          'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;';
        connection.exec(pragmas, (error) => done(error, connection));
      },
    },
  });
}
