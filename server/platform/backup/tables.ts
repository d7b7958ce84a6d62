import type { Database } from '../db/database.ts';

// The tables of a database and their rows, in a form that is the same for both engines.

/** One transaction on a database: what a backup reads, and what a restore writes. */
export type Source = Readonly<Pick<Database, 'engine' | 'query'>>;

/** The transaction under way, to be handed on: streams do not keep to the call chain that a database goes by. */
export const sourceOf = ({ engine, query }: Database): Source => ({ engine, query });

/** What is not in a backup, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  sessions: 'everybody signs in again',
  rate_limits: 'attempts to sign in are counted anew',
  waiting_files: 'a sheet that waited for a word is sent again',
  waiting_file_parts: 'the same',
  leases: 'who is at what just now',
  report_jobs: 'what was under way is begun again',
  kept_counts: 'counted again from the answers',
  counted_files: 'the same',
  changed_files: 'the same',
  knex_migrations: 'made anew by the migrations that the backup names',
  knex_migrations_lock: 'whether an upgrade is under way just now',
};

type Kind = 'text' | 'whole' | 'number' | 'boolean' | 'bytes';
type Value = string | number | boolean | null;
/** Values of one row in the order of the table's columns; bytes as base64. */
export type Row = Value[];

/** A table with its columns and those of its primary key, in the order of their names and of the key. */
export interface Table {
  name: string;
  columns: { name: string; kind: Kind }[];
  key: string[];
}

/** Rows that are in memory at once. */
const AT_ONCE = 500;
/** Of those with documents in them, which may have many megabytes each. */
const DOCUMENTS_AT_ONCE = 4;

function kindOf(type: string, of: string): Kind {
  const name = type.toLowerCase();
  if (name.startsWith('bool')) return 'boolean';
  if (/^(?:blob|bytea)/.test(name)) return 'bytes';
  if (/int/.test(name)) return 'whole';
  if (/float|double|real|numeric|decimal/.test(name)) return 'number';
  if (/char|text/.test(name)) return 'text';
  throw new Error(`${of} has the type ${type}, which backups do not know`);
}

interface ColumnRow {
  table: string;
  name: string;
  type: string;
  /** Place in the primary key from 1; 0 where it is none of it. */
  key: number;
}

const COLUMNS = {
  sqlite: `select m.name as "table", c.name, c.type, c.pk as "key" from sqlite_master m, pragma_table_info(m.name) c
    where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\'`,
  postgres: `select c.table_name as "table", c.column_name as name, c.data_type as type,
      coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) as "key"
    from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
      and t.table_type = 'BASE TABLE'
    join pg_class k on k.relname = c.table_name and k.relnamespace = current_schema()::regnamespace
    join pg_attribute a on a.attrelid = k.oid and a.attname = c.column_name
    left join pg_index i on i.indrelid = k.oid and i.indisprimary
    where c.table_schema = current_schema()`,
};

/** All tables by name; those that no backup has are among them, without columns. */
export async function tablesOf(source: Source): Promise<Table[]> {
  const answer: unknown = await source.query.raw(COLUMNS[source.engine]);
  const rows = (Array.isArray(answer) ? answer : (answer as { rows: unknown }).rows) as ColumnRow[];
  const byTable = new Map<string, ColumnRow[]>();
  for (const row of rows) byTable.set(row.table, [...(byTable.get(row.table) ?? []), row]);
  return [...byTable]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => {
      if (Object.hasOwn(LEFT_OUT, name)) return { name, columns: [], key: [] };
      const columns = own
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map((column) => ({ name: column.name, kind: kindOf(column.type, `${name}.${column.name}`) }));
      const key = own
        .filter((column) => column.key > 0)
        .toSorted((a, b) => a.key - b.key)
        .map((column) => column.name);
      if (key.length === 0) throw new Error(`${name} has no primary key, which a backup needs`);
      return { name, columns, key };
    });
}

/** A value as the drivers give it, in the form that both engines share. */
function shared(value: unknown, kind: Kind): Value {
  if (value === null || value === undefined) return null;
  if (kind === 'bytes') return Buffer.from(value as Uint8Array).toString('base64');
  if (kind === 'boolean') return value === true || value === 1;
  if (typeof value === 'string' && kind === 'text') return value;
  // SQLite takes a number where a text should be.
  if (kind === 'text') return JSON.stringify(value);
  // Those of PostgreSQL that are longer than a number in JavaScript come as text.
  return Number(value);
}

/** What a driver is given for a value in the form that both engines share. */
export const forDriver = (value: Value, kind: Kind): Value | Buffer =>
  kind === 'bytes' && typeof value === 'string' ? Buffer.from(value, 'base64') : value;

/**
 * All rows of a table in the order of its primary key, some at a time. To be read within `database.read`, so that they
 * are of one state.
 */
export async function* rowsOf(source: Source, table: Table): AsyncGenerator<Row[]> {
  const names = table.columns.map(({ name }) => name);
  const pages = source.engine === 'sqlite' ? pagesOfSqlite : pagesOfPostgres;
  const atOnce = table.columns.some(({ kind }) => kind === 'bytes') ? DOCUMENTS_AT_ONCE : AT_ONCE;
  for await (const page of pages(source, table, names, atOnce)) {
    yield page.map((row) => table.columns.map(({ name, kind }) => shared(row[name], kind)));
  }
}

type Page = Record<string, unknown>[];

async function* pagesOfSqlite(
  source: Source,
  { name, key }: Table,
  names: string[],
  atOnce: number,
): AsyncGenerator<Page> {
  const marks = (of: string[], mark: string) => of.map(() => mark).join(', ');
  const after = `where (${marks(key, '??')}) > (${marks(key, '?')})`;
  let last: Record<string, unknown> | undefined;
  for (;;) {
    const values = key.map((column) => last?.[column] as Value);
    const page: Page = await source.query.raw(
      `select ${marks(names, '??')} from ?? ${last ? after : ''} order by ${marks(key, '??')} limit ${atOnce}`,
      [...names, name, ...(last ? [...key, ...values] : []), ...key],
    );
    yield page;
    last = page.at(-1);
    if (page.length < atOnce) return;
  }
}

async function* pagesOfPostgres(
  source: Source,
  { name, key, columns }: Table,
  names: string[],
  atOnce: number,
): AsyncGenerator<Page> {
  const { query } = source;
  // The order of bytes, which is that of SQLite, whatever the language of the database is.
  const order = key.map((column) =>
    columns.find((one) => one.name === column)?.kind === 'text' ? '?? collate "C"' : '??',
  );
  await query.raw(
    `declare backup no scroll cursor for select ${names.map(() => '??').join(', ')} from ?? order by ${order.join(', ')}`,
    [...names, name, ...key],
  );
  for (;;) {
    const { rows } = (await query.raw(`fetch ${atOnce} from backup`)) as { rows: Page };
    yield rows;
    if (rows.length < atOnce) break;
  }
  await query.raw('close backup');
}

/** The highest number that a table has given out, so that none is given out again; null where it gives out none. */
export async function lastNumber(source: Source, { name, key, columns }: Table): Promise<number | null> {
  const [column = ''] = key;
  if (key.length !== 1 || columns.find((one) => one.name === column)?.kind !== 'whole') return null;
  if (source.engine === 'sqlite') {
    const row = (await source.query('sqlite_sequence').where({ name }).first('seq')) as
      { seq: number } | undefined;
    return row?.seq ?? null;
  }
  const sequence = await sequenceOf(source, name, column);
  if (sequence === null) return null;
  const { rows } = (await source.query.raw(`select last_value, is_called from ${sequence}`)) as {
    rows: { last_value: string; is_called: boolean }[];
  };
  const [state] = rows;
  return state?.is_called ? Number(state.last_value) : null;
}

async function sequenceOf(source: Source, table: string, column: string): Promise<string | null> {
  const { rows } = (await source.query.raw('select pg_get_serial_sequence(quote_ident(?), ?) as name', [
    table,
    column,
  ])) as { rows: { name: string | null }[] };
  return rows[0]?.name ?? null;
}

/** Has a table go on counting after a number. */
export async function countOnFrom(source: Source, { name, key }: Table, last: number): Promise<void> {
  if (source.engine === 'sqlite') {
    await source.query('sqlite_sequence').where({ name }).delete();
    await source.query('sqlite_sequence').insert({ name, seq: last });
    return;
  }
  const sequence = await sequenceOf(source, name, key[0] ?? '');
  if (sequence !== null) await source.query.raw('select setval(?, ?)', [sequence, last]);
}
