import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';
import PostgresClient from 'knex/lib/dialects/postgres/index.js';
import SqliteClient from 'knex/lib/dialects/sqlite3/index.js';
import { confine } from './confine.ts';
import { withIdLists } from './idLists.ts';
import { askPrepared, isWorthKeeping, letGo } from './preparedStatements.ts';
import type { Asked, PreparingConnection } from './preparedStatements.ts';
import { askAs, beginWithEverything } from './rowSecurity.ts';

// The only file that knows which database drivers there are.

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

const execute = (connection: SqliteConnection, sql: string): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.exec(sql, (error) => (error === null ? resolve() : reject(error)));
  });

/**
 * knex begins SQLite transactions with BEGIN, deferred: one that reads and then writes can fail at once with
 * SQLITE_BUSY when somebody else wrote in between, and no waiting helps. So all but those that only read take the
 * write lock at their start, where busy_timeout applies.
 *
 * A COMMIT that fails can leave its transaction open, and knex gives the connection back as it is: whoever has it next
 * would read, and in the end commit, what was said not to be kept. So it is rolled back. Where SQLite has undone a
 * transaction by itself, for want of room say, there is nothing to roll back, and knex would tell of that instead of why.
 */
class ImmediateSqliteClient extends SqliteClient {
  override queryCompiler(...parameters: unknown[]): StatementCompiler {
    return confine(super.queryCompiler(...parameters));
  }
  override transaction(...parameters: unknown[]): ReturnType<SqliteClient['transaction']> {
    const transaction = super.transaction(...parameters);
    transaction.begin = (connection: unknown) =>
      transaction.query(connection, transaction.readOnly ? 'BEGIN;' : 'BEGIN IMMEDIATE;');
    transaction.rollback = async (connection, error) => {
      await execute(connection as SqliteConnection, 'ROLLBACK;').catch(() => undefined);
      return transaction.query(connection, 'SELECT 1;', 2, error);
    };
    transaction.commit = async (connection, value) => {
      try {
        await execute(connection as SqliteConnection, 'COMMIT;');
      } catch (error) {
        return transaction.rollback(connection, error);
      }
      return transaction.query(connection, 'SELECT 1;', 1, value);
    };
    return transaction;
  }
  // knex calls it so.
  // oxlint-disable-next-line no-underscore-dangle
  override _query(connection: unknown, statement: Asked): Promise<unknown> {
    return isWorthKeeping(statement.sql)
      ? askPrepared(connection as PreparingConnection, statement)
      : // oxlint-disable-next-line no-underscore-dangle
        super._query(connection, statement);
  }
  override destroyRawConnection(connection: unknown): Promise<unknown> {
    letGo(connection as PreparingConnection);
    return super.destroyRawConnection(connection);
  }
}

/** Keeps statements to the organisations of the person who asks, and tells the database whose rows they may see. */
class ConfinedPostgresClient extends PostgresClient {
  override queryCompiler(...parameters: unknown[]): StatementCompiler {
    return withIdLists(confine(super.queryCompiler(...parameters)));
  }
  override async acquireRawConnection(): Promise<unknown> {
    const connection = await super.acquireRawConnection();
    await beginWithEverything(connection);
    return connection;
  }
  // knex calls it so.
  // oxlint-disable-next-line no-underscore-dangle
  override _query(connection: unknown, statement: { sql: string; bindings?: unknown[] }): Promise<unknown> {
    // oxlint-disable-next-line no-underscore-dangle
    return askAs(connection, this.config, statement.sql, () => super._query(connection, statement));
  }
}

/** knex prints to standard output, where results go, what it also throws; errors are told once, by who catches them. */
const quiet = () => undefined;
const SILENT = { warn: quiet, error: quiet, deprecate: quiet, debug: quiet };

const OWNER_ONLY = 0o600;

/**
 * Makes the database, and what SQLite keeps beside it, readable for its owner alone; SQLite gives files that it makes
 * later the rights of the database. What cannot be done here, SQLite itself says better when it opens the file.
 */
function keepToOwner(file: string): void {
  for (const [name, flag] of [
    [file, 'a'],
    [`${file}-wal`, 'r'],
    [`${file}-shm`, 'r'],
  ] as const) {
    try {
      closeSync(openSync(name, flag, OWNER_ONLY));
      chmodSync(name, OWNER_ONLY);
    } catch {
      continue;
    }
  }
}

/** Where the database of SQLite is in the data folder. */
export const sqliteFile = (dataDir: string): string => path.join(dataDir, 'casefile-audit.sqlite');

/**
 * Connects to PostgreSQL when there is a URL, otherwise to the SQLite file in the data folder, made if need be.
 * What a failed statement was given stays out of its error, and so out of the log: it may be a name or an answer.
 */
export function connect(settings: { databaseUrl: string | null; dataDir: string }): Knex {
  if (settings.databaseUrl !== null) {
    return knex({
      client: ConfinedPostgresClient as unknown as typeof Knex.Client,
      connection: settings.databaseUrl,
      compileSqlOnError: false,
      pool: { min: 0, max: 10 },
      log: SILENT,
    });
  }
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
  const filename = sqliteFile(settings.dataDir);
  keepToOwner(filename);
  return knex({
    client: ImmediateSqliteClient as unknown as typeof Knex.Client,
    connection: { filename },
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
        // FULL: what somebody was told is saved is on the disk, also when the power fails at the next moment.
        const pragmas =
          'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;';
        connection.exec(pragmas, (error) => done(error, connection));
      },
    },
  });
}
