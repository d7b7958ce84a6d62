import type { Database } from '../db/database.ts';
import { doneMigrations, unknownNames, undoAll, upgradeTo } from '../db/upgrade.ts';
import { BackupError, openBackup } from './container.ts';
import { INSTALLATION } from './installation.ts';
import { hashOfTable, readContent } from './content.ts';
import type { BackupHead } from './content.ts';
import { verifyBackup } from './backup.ts';
import type { BackupReport } from './backup.ts';
import { fitForSeveral } from '../db/severalOrganisations.ts';
import { countOnFrom, forDriver, LEFT_OUT, sourceOf, tablesOf } from './tables.ts';
import type { Row, Source, Table } from './tables.ts';

/** What a program that was started, and never set up, has in its database. */
const OF_A_FIRST_START = [
  'settings',
  'one_time_links',
  'activity_seals',
  'backups',
  'organisations',
  ...Object.keys(LEFT_OUT),
];
/** Numbers that were given out after the backup are not given out again: a page or device may still hold them. */
const NUMBERS_APART = 1_000_000;
/** SQLite takes 32,766 values in one statement, PostgreSQL 65,535. */
const VALUES_MOST = 30_000;
const ROWS_MOST = 500;
const BYTES_MOST = 8 * 1024 * 1024;

/** What was restored, with the rows of each table that has any. */
export interface Restored extends BackupReport {
  counts: { table: string; rows: number }[];
}

export interface RestoreSteps {
  begins?: () => void;
  loaded: (database: Database) => Promise<void>;
}

/**
 * Fills an empty database with what is in a backup: all of it or nothing. The backup is read from end to end before
 * anything is touched, and what was restored is read again and held against it before it is kept.
 *
 * @param steps - `begins` is told once the backup is known to be whole and the first row is about to be written;
 *   `loaded` changes what must not be as it was in the backup, in the same transaction
 * @throws BackupError where the database is not empty, or the backup is damaged or of a newer program
 */
export async function restoreBackup(
  database: Database,
  name: string,
  secret: string | null,
  { begins, loaded }: RestoreSteps,
): Promise<Restored> {
  const report = await verifyBackup(name, secret);
  if (secret !== null && !report.isEncrypted) {
    throw new BackupError(
      'The backup is not encrypted although a key is set, so anybody who could write to its folder may have made it. ' +
        'Nothing was changed. If you know that it is yours, restore it with neither BACKUP_KEY nor BACKUP_KEY_FILE set.',
    );
  }
  const unknown = await unknownNames(report.head.migrations);
  if (unknown.length > 0) {
    throw new BackupError(
      `The backup was made by a newer version of the program, ${report.program}: it knows ${unknown.join(', ')}, and ` +
        'this one does not. Nothing was changed. Restore it with that version or a later one.',
    );
  }
  await mustBeEmpty(database);
  await prepare(database, report.head);
  begins?.();
  const counts = await database.write(async () => {
    await mustBeEmpty(database);
    // Before the rows come, of which two may have what only one could.
    if (report.organisations > 1) await fitForSeveral(database);
    const rows = await load(sourceOf(database), name, secret);
    // The installation that made the backup may still be there, and its backups are not this one's to remove.
    await database.query('settings').where({ name: INSTALLATION }).delete();
    await loaded(database);
    return rows;
  });
  await database.migrate();
  return { ...report, counts };
}

async function mustBeEmpty(database: Database): Promise<void> {
  const tables = await tablesOf(database);
  if (tables.length > 0 && !tables.some(({ name }) => name === 'knex_migrations')) {
    throw new BackupError(
      'The database holds tables of another program. Restore into a database of its own. Nothing was changed.',
    );
  }
  for (const { name } of tables) {
    if (OF_A_FIRST_START.includes(name)) continue;
    if (await database.query(name).first('*')) {
      throw new BackupError(
        `The database is not empty: there is something in ${name}. Restore into a new DATA_DIR, or a new database at ` +
          'DATABASE_URL, and never over what is in use. Nothing was changed.',
      );
    }
  }
}

/** Gives the database the tables of the version that the backup was made by. */
async function prepare(database: Database, { migrations }: BackupHead): Promise<void> {
  const done = await doneMigrations(database.query);
  const isSame = done.length === migrations.length && done.every((name) => migrations.includes(name));
  if (done.length > 0 && !isSame) await undoAll(database.pool);
  await upgradeTo(database.pool, migrations);
}

async function load(source: Source, name: string, secret: string | null): Promise<Restored['counts']> {
  const tables = new Map((await tablesOf(source)).map((table) => [table.name, table]));
  const back = await withoutReferences(source);
  for (const table of tables.values()) {
    if (!Object.hasOwn(LEFT_OUT, table.name)) await source.query(table.name).delete();
  }
  const counts: Restored['counts'] = [];
  let current: Table | null = null;
  const file = await openBackup(name, secret);
  try {
    await readContent(file, {
      table(of) {
        const own = tables.get(of.name);
        if (!own || !of.columns.every((column) => own.columns.some((one) => one.name === column.name))) {
          throw new BackupError(
            `The backup has a table or column that this program does not know: ${of.name}.`,
          );
        }
        current = of;
      },
      async rows(rows) {
        if (current) await insert(source, current, rows);
      },
      async tableEnd({ end, rows, sha256, last }) {
        if (!current) return;
        if (last !== null) await countOnFrom(source, current, last + NUMBERS_APART);
        const found = await hashOfTable(source, current);
        if (found.rows !== rows || found.sha256 !== sha256) {
          throw new BackupError(
            `${end} is not what it was in the backup after it was restored. Nothing was kept.`,
          );
        }
        if (rows > 0) counts.push({ table: end, rows });
      },
    });
  } finally {
    await file.close();
  }
  await back();
  return counts;
}

async function insert(source: Source, { name, columns }: Table, rows: Row[]): Promise<void> {
  const most = Math.min(ROWS_MOST, Math.floor(VALUES_MOST / columns.length));
  const marks = `(${columns.map(() => '?').join(', ')})`;
  const into = `insert into ?? (${columns.map(() => '??').join(', ')}) values `;
  const names = [name, ...columns.map((column) => column.name)];
  for (let from = 0; from < rows.length;) {
    let size = 0;
    let to = from;
    while (to < rows.length && to - from < most && size < BYTES_MOST) {
      for (const value of rows[to] ?? []) size += typeof value === 'string' ? value.length : 8;
      to += 1;
    }
    const batch = rows.slice(from, to);
    const values = batch.flatMap((row) =>
      row.map((value, i) => forDriver(value, columns[i]?.kind ?? 'text')),
    );
    await source.query.raw(into + batch.map(() => marks).join(', '), [...names, ...values]);
    from = to;
  }
}

/**
 * Lets rows come in any order within this transaction.
 *
 * @returns to be called when all are there: from then on, or at the end, what refers to nothing is refused
 */
async function withoutReferences(source: Source): Promise<() => Promise<void>> {
  const { query } = source;
  if (source.engine === 'sqlite') {
    await query.raw('pragma defer_foreign_keys = on');
    return async () => {};
  }
  const { rows } = (await query.raw(
    `select conname as name, conrelid::regclass::text as "table", pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace order by conname`,
  )) as { rows: { name: string; table: string; definition: string }[] };
  for (const { name, table } of rows) await query.raw(`alter table ${table} drop constraint ??`, [name]);
  return async () => {
    for (const { name, table, definition } of rows) {
      await query.raw(`alter table ${table} add constraint ?? ${definition}`, [name]);
    }
  };
}
