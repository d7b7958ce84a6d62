import type { Database } from './database.ts';
import { holdsSeveral } from './organisationScope.ts';
import { isBeyondLocks, lockRows } from './rowSecurity.ts';

/** What is unique while there is one organisation, and within each once there are several. */
const UNIQUE_WITHIN = [
  ['providers', 'name'],
  ['measures', 'code'],
  ['measure_places', 'name'],
] as const;

/**
 * Makes the database fit for more than one organisation: what was unique is so within each of them, and on PostgreSQL
 * rows are locked. Called again, it locks what was added since. With one organisation none of this is needed, so that
 * it costs nothing and a program of an earlier version can go on beside this one.
 */
export async function fitForSeveral({ query, engine }: Pick<Database, 'query' | 'engine'>): Promise<void> {
  const isSqlite = engine === 'sqlite';
  // Told by the last of what is made for it.
  if (!(await hasIndex({ query, engine }, 'measure_places_of_organisation'))) await makeFit(query, isSqlite);
  await draftsOfEach(query);
  await expectedOfEach({ query, engine });
  await newestOfEach({ query, engine });
  if (!isSqlite) await lockRows(query);
  holdsSeveral((query.client as { config: object }).config);
}

async function hasIndex(
  { query, engine }: Pick<Database, 'query' | 'engine'>,
  name: string,
): Promise<boolean> {
  const found: unknown = await (engine === 'sqlite'
    ? query('sqlite_master').where({ type: 'index', name }).first('name')
    : query('pg_indexes')
        .where({ indexname: name })
        .whereRaw('schemaname = current_schema()')
        .first('indexname'));
  return found !== undefined;
}

async function makeFit(query: Database['query'], isSqlite: boolean): Promise<void> {
  for (const [table, column] of UNIQUE_WITHIN) {
    const name = `${table}_${column}_unique`;
    await query.raw(
      isSqlite ? `drop index if exists ${name}` : `alter table ${table} drop constraint if exists ${name}`,
    );
    await query.raw(
      `create unique index if not exists ${table}_of_organisation on ${table} (organisation_id, ${column})`,
    );
  }
  await (isSqlite ? keysOnSqlite(query) : keysOnPostgres(query));
}

/** Several organisations can be at a new version of the same tool of the program. */
async function draftsOfEach(query: Database['query']): Promise<void> {
  await query.raw('drop index if exists tool_versions_draft');
  await query.raw(
    `create unique index if not exists tool_versions_draft_of_organisation
      on tool_versions (organisation_id, tool_id) where state = 'draft'`,
  );
}

// What both of these change is asked first: to change it again would wait for everybody who is at the table.

/** Which address somebody has at a provider is said within each, and what one says keeps no other from saying it. */
async function expectedOfEach(of: Pick<Database, 'query' | 'engine'>): Promise<void> {
  const name = 'outside_identities_issuer_expected_email_unique';
  if (!(await hasIndex(of, name))) return;
  await of.query.raw(
    of.engine === 'sqlite'
      ? `drop index ${name}`
      : `alter table outside_identities drop constraint if exists ${name}`,
  );
}

/** The newest lines of one organisation, which on SQLite are in the order of the index that there is. */
async function newestOfEach(of: Pick<Database, 'query' | 'engine'>): Promise<void> {
  const name = 'activity_of_organisation';
  if (of.engine === 'sqlite' || (await hasIndex(of, name))) return;
  await of.query.raw(`create index ${name} on activity (organisation_id, id)`);
}

async function keysOnPostgres(query: Database['query']): Promise<void> {
  for (const [table, column] of [
    ['retention_periods', 'kind'],
    ['second_factor_roles', 'role'],
  ]) {
    await query.raw(
      `alter table ${table} drop constraint ${table}_pkey, add primary key (organisation_id, ${column})`,
    );
  }
}

/** SQLite changes no primary key, so that the two are made anew; nothing refers to them. */
async function keysOnSqlite(query: Database['query']): Promise<void> {
  for (const [table, columns] of Object.entries({
    retention_periods: `kind varchar(20) not null, months integer not null,
      chosen_by integer not null references users (id), chosen_at varchar(24) not null,
      organisation_id integer not null default 1, primary key (organisation_id, kind)`,
    second_factor_roles: `role varchar(20) not null, organisation_id integer not null default 1,
      primary key (organisation_id, role)`,
  })) {
    await query.raw(`create table ${table}_of_several (${columns})`);
    const names = [...columns.matchAll(/(?:^|,)\s*(\w+) (?:varchar|integer)/g)].map(([, name]) => name);
    await query.raw(
      `insert into ${table}_of_several (${names.join(', ')}) select ${names.join(', ')} from ${table}`,
    );
    await query.raw(`drop table ${table}`);
    await query.raw(`alter table ${table}_of_several rename to ${table}`);
  }
}

/**
 * What has to be so before a program serves a database with several organisations: tables that came with an upgrade are
 * locked too.
 *
 * @returns whether there are several that the second lock does not hold apart, since nothing holds the program's role
 */
export async function holdApart(database: Database): Promise<boolean> {
  const { query, engine } = database;
  const [row] = await query('organisations').count<{ n: number | string }[]>('* as n');
  if (Number(row?.n) < 2) return false;
  await database.write(() => fitForSeveral(database));
  return engine === 'postgres' && (await isBeyondLocks(query));
}
