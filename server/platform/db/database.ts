import { AsyncLocalStorage } from 'node:async_hooks';
import type { Knex } from 'knex';
import { connect } from './knex.ts';
import { currentScope, keepScope, runEverywhere, runInScope } from './organisationScope.ts';
import type { OrganisationScope, RunInScope } from './organisationScope.ts';
import { createSharedCommits } from './sharedCommits.ts';
import { createTurns } from './turns.ts';
import { freeUpgradeLock, upgrade } from './upgrade.ts';

/**
 * What is looked at as a whole before something of it is changed. The directory is who and what there is for
 * all: organisations, accounts, providers, tools, and what is set for them, such as that an address is free, that
 * somebody administers still, that a provider is not joined to another. Nobody holds both.
 */
export type HeldWhole = 'directory' | 'measures';

/** Numbers of our own among PostgreSQL's advisory locks. */
const LOCKS: Readonly<Record<HeldWhole, number>> = { directory: 20_261_201, measures: 20_261_202 };

/** The database as repositories see it. */
export interface Database {
  /** The pool itself, for a library that keeps its own table. */
  readonly pool: Knex;
  /** The transaction under way in this call chain, or the pool when there is none. */
  readonly query: Knex;
  /** For the few statements that one engine does better otherwise. */
  readonly engine: 'sqlite' | 'postgres';
  /**
   * Runs one unit of work in a transaction that is committed whole or not at all. A write inside a write joins it,
   * so that a service can use another one and the two stay one unit.
   */
  write<T>(work: () => Promise<T>): Promise<T>;
  /**
   * As {@link write}, for a few statements that others wait for. On SQLite those that wait at the same time share a
   * transaction, and so one wait for the disk; each is done only when it is on the disk, and one that fails takes none
   * of the others with it.
   */
  writeBriefly<T>(work: () => Promise<T>): Promise<T>;
  /**
   * As {@link write}, and nobody else does so until that is committed: what was looked at of the whole still holds when
   * it is written. On SQLite whoever writes is alone anyway; PostgreSQL lets several write at a time, none of whom sees
   * what others have not committed yet. It comes before any row is held, so that nobody waits in a ring.
   */
  alone<T>(whole: HeldWhole, work: () => Promise<T>): Promise<T>;
  /** The organisations that this call chain keeps to; null where it is for the whole installation. */
  readonly scope: OrganisationScope | null;
  /** Runs work that sees and makes only what is of these organisations; a statement that it gives is sent in there. */
  within<T>(scope: OrganisationScope, work: () => PromiseLike<T>): Promise<T>;
  within<T>(scope: OrganisationScope, work: () => T): T;
  /**
   * Runs work for the whole installation: signing in, jobs, and what the host looks after. With several organisations
   * whoever was told neither this nor an organisation can build no statement on what is of one.
   */
  everywhere: RunInScope;
  /** Runs several reads that have to fit each other on one state of the database. */
  read<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Brings the schema up to date.
   *
   * @throws UpgradeError where the database is from a newer program, or locked by an upgrade
   */
  migrate(): Promise<void>;
  /** Takes away the lock of an upgrade that was ended in the middle. */
  freeUpgradeLock(): Promise<void>;
  /** A value that is made once and kept, whoever asks first. */
  remember(name: string, make: () => string): Promise<string>;
  close(): Promise<void>;
}

/** Opens the database that the settings name. */
export function openDatabase(settings: { databaseUrl: string | null; dataDir: string }): Database {
  const pool = connect(settings);
  const current = new AsyncLocalStorage<Knex.Transaction>();
  // PostgreSQL lets many write at a time.
  const inTurn = settings.databaseUrl === null ? createTurns() : <T>(work: () => Promise<T>) => work();
  const write = <T>(work: () => Promise<T>): Promise<T> =>
    current.getStore()
      ? work()
      : inTurn(() => pool.transaction((transaction) => current.run(transaction, work)));
  const shared = createSharedCommits(write, (statement) => database.query.raw(statement));
  const database: Database = {
    pool,
    engine: settings.databaseUrl === null ? 'sqlite' : 'postgres',
    get query() {
      return current.getStore() ?? pool;
    },
    write,
    get scope() {
      return currentScope();
    },
    within: runInScope,
    everywhere: runEverywhere,
    writeBriefly: (work) => {
      if (settings.databaseUrl !== null || current.getStore() !== undefined) return write(work);
      // Whoever asked first writes for the others, each of whom keeps to their own organisation.
      const inScope = keepScope();
      return shared(() => inScope(work));
    },
    alone: (whole, work) =>
      write(async () => {
        if (settings.databaseUrl !== null)
          await database.query.raw('select pg_advisory_xact_lock(?)', [LOCKS[whole]]);
        return work();
      }),
    read: (work) =>
      current.getStore()
        ? work()
        : pool.transaction((transaction) => current.run(transaction, work), {
            readOnly: true,
            ...(settings.databaseUrl === null ? {} : { isolationLevel: 'repeatable read' }),
          }),
    migrate: () => upgrade(pool),
    freeUpgradeLock: () => freeUpgradeLock(pool),
    remember: async (name, make) => {
      await pool('settings').insert({ name, value: make() }).onConflict('name').ignore();
      const row = await pool('settings').where({ name }).select<{ value: string }[]>('value').first();
      if (!row) throw new Error(`the setting ${name} was not kept`);
      return row.value;
    },
    async close() {
      await pool.destroy();
      // Node carries every store that was ever run into each promise of the process, until it is told to stop.
      current.disable();
    },
  };
  return database;
}
