import type { Knex } from 'knex';
import { AppError } from '../errors.ts';
import { migrations } from './migrations/index.ts';

/** The database cannot be brought up to date as it is; says what to do. */
class UpgradeError extends AppError {
  constructor(message: string) {
    super(503, message);
  }
}

/**
 * Brings the schema up to date.
 *
 * @throws UpgradeError where the database is from a newer program, or another program is at it
 */
export async function upgrade(pool: Knex): Promise<void> {
  const unknown = await unknownNames(await doneMigrations(pool));
  if (unknown.length > 0) {
    throw new UpgradeError(
      `The database was made by a newer version of the program: it knows ${unknown.join(', ')}, and this one does not. ` +
        'Nothing was changed. Start the newer version again, or restore the backup from before the upgrade.',
    );
  }
  try {
    await pool.migrate.latest({ migrationSource: migrations });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'MigrationLocked') throw error;
    throw new UpgradeError(
      'The database is locked by an upgrade. If another program is just starting, wait until it is done and start ' +
        'this one again. If none is, one was ended in the middle of an upgrade: nothing of it was kept. Stop every ' +
        'program that uses this database, run "casefile-audit unlock-database", and start again.',
    );
  }
}

/** Takes away the lock of an upgrade that was ended in the middle; where there is none, does nothing. */
export async function freeUpgradeLock(pool: Knex): Promise<void> {
  if (!(await pool.schema.hasTable('knex_migrations_lock'))) return;
  await pool.migrate.forceFreeMigrationsLock({ migrationSource: migrations });
}

/** Brings a database as far as some of the migrations go, as an earlier version would have. */
export async function upgradeTo(pool: Knex, names: readonly string[]): Promise<void> {
  const all = await migrations.getMigrations([]);
  const some = all.filter((one) => names.includes(migrations.getMigrationName(one)));
  await pool.migrate.latest({
    migrationSource: { ...migrations, getMigrations: () => Promise.resolve(some) },
  });
}

/** Takes all tables away again; for a database in which there is nothing. */
export async function undoAll(pool: Knex): Promise<void> {
  await pool.migrate.rollback({ migrationSource: migrations }, true);
}

/** What was done to a database so far, in the order in which it was. */
export async function doneMigrations(query: Knex): Promise<string[]> {
  if (!(await query.schema.hasTable('knex_migrations'))) return [];
  const done = await query('knex_migrations').select<{ name: string }[]>('name').orderBy('id');
  return done.map(({ name }) => name);
}

/** Which of these migrations this program knows nothing of. */
export async function unknownNames(names: readonly string[]): Promise<string[]> {
  const known = new Set((await migrations.getMigrations([])).map((one) => migrations.getMigrationName(one)));
  return names.filter((name) => !known.has(name));
}

/** Whether everything that this program knows was done to a database; a newer program may have done more. */
export async function isUpToDate(pool: Knex): Promise<boolean> {
  const done = new Set(await doneMigrations(pool));
  return (await migrations.getMigrations([])).every((one) => done.has(migrations.getMigrationName(one)));
}

/** Whether a database that somebody uses would be changed by bringing it up to date. */
export async function wouldChange(pool: Knex): Promise<boolean> {
  const done = await doneMigrations(pool);
  if (done.length === 0 || (await unknownNames(done)).length > 0) return false;
  const all = (await migrations.getMigrations([])).map((one) => migrations.getMigrationName(one));
  if (all.every((name) => done.includes(name))) return false;
  return (await pool('users').first('id')) !== undefined;
}
