import type { Knex } from 'knex';
import { confinementOn } from './organisationScope.ts';
import { BELONGS, SEEN_AS_WELL } from './organisationTables.ts';
import type { Belongs } from './organisationTables.ts';

// The second lock, on PostgreSQL: the database itself gives no row of another organisation, whatever a statement asks
// for. It is turned on with the second organisation, so that an installation with one pays nothing.

/** The setting of a connection that says whose rows it may see. */
const SETTING = 'casefile.organisations';
const EVERYTHING = 'all';
const NOTHING = '';

/** A connection as its driver gives it. */
interface Connection {
  query(text: string, values: unknown[]): Promise<unknown>;
}

const told = new WeakMap<object, string>();
/** Those that were ever told of single organisations. */
const everConfined = new WeakSet();

/** The end of what was asked last on a connection. */
const lastAsked = new WeakMap<object, Promise<unknown>>();

function wantedOn(settings: object): string {
  const scope = confinementOn(settings);
  if (scope === 'untold') return NOTHING;
  return scope?.all.map(Number).join(',') ?? EVERYTHING;
}

const tell = (connection: Connection, value: string): Promise<unknown> =>
  connection.query('select set_config($1, $2, false)', [SETTING, value]);

/** A new connection sees everything until a request says otherwise; one that was told nothing would see nothing. */
export async function beginWithEverything(connection: unknown): Promise<void> {
  await tell(connection as Connection, EVERYTHING);
  told.set(connection as object, EVERYTHING);
}

/**
 * Asks something on a connection, which is told first whose rows it may see where that has changed since its last
 * statement. What is asked at the same time waits: between the telling and the asking nobody else may tell it otherwise.
 */
export function askAs<T>(
  connection: unknown,
  settings: object,
  sql: string,
  ask: () => Promise<T>,
): Promise<T> {
  const of = connection as Connection;
  // Here, where it is known who asks.
  const wanted = wantedOn(settings);
  const asked = (lastAsked.get(of) ?? Promise.resolve()).then(async () => {
    await tellWhose(of, sql, wanted);
    return ask();
  });
  lastAsked.set(
    of,
    asked.catch(() => undefined),
  );
  return asked;
}

/** The end of a transaction may take a setting back that was made in it, so what was told is forgotten there. */
async function tellWhose(connection: Connection, sql: string, wanted: string): Promise<void> {
  if (/^(?:commit|rollback|release)/i.test(sql)) {
    if (everConfined.has(connection)) told.delete(connection);
    return;
  }
  if (/^(?:begin|savepoint|set transaction)/i.test(sql) || told.get(connection) === wanted) return;
  if (wanted !== EVERYTHING) everConfined.add(connection);
  // Whatever was told before holds no longer, nor does this until it is done.
  told.delete(connection);
  await tell(connection, wanted);
  told.set(connection, wanted);
}

const all = `(select current_setting('${SETTING}', true)) = '${EVERYTHING}'`;
const ours = `any((select string_to_array(nullif(current_setting('${SETTING}', true), '${EVERYTHING}'), ','))::int[])`;

function conditionOf(table: string, belongs: Exclude<Belongs, { to: 'installation' }>): string {
  if (belongs.to === 'parent') {
    const { parent, by, key } = belongs;
    return `${all} or exists (select 1 from ${parent} parent where parent.${key} = ${table}.${by})`;
  }
  const also = SEEN_AS_WELL[table];
  const own = `${all} or organisation_id = ${ours}`;
  return also
    ? `${own} or ${also.by} in (select provider_id from provider_organisations where organisation_id = ${ours})`
    : own;
}

/** What a change must fit: seen is more than one's own, and changed is only that. */
function changeOf(table: string, belongs: Exclude<Belongs, { to: 'installation' }>): string {
  return belongs.to === 'organisation' ? `${all} or organisation_id = ${ours}` : conditionOf(table, belongs);
}

/** Turns the lock on for every table that has none yet. Called again, it does nothing. */
export async function lockRows(query: Knex): Promise<void> {
  const { rows } = (await query.raw(
    `select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' and relrowsecurity`,
  )) as { rows: { relname: string }[] };
  const locked = new Set(rows.map(({ relname }) => relname));
  for (const [table, belongs] of Object.entries(BELONGS)) {
    if (belongs.to === 'installation' || locked.has(table)) continue;
    const [seen, changed] = [conditionOf(table, belongs), changeOf(table, belongs)];
    await query.raw(`create policy of_organisation on ${table} using (${seen}) with check (${changed})`);
    await query.raw(`alter table ${table} enable row level security`);
    // The program owns its tables, and an owner is let through otherwise.
    await query.raw(`alter table ${table} force row level security`);
  }
}

/** Whether the program's role is beyond any such lock. */
export async function isBeyondLocks(query: Knex): Promise<boolean> {
  const { rows } = (await query.raw(
    'select rolsuper or rolbypassrls as beyond from pg_roles where rolname = current_user',
  )) as { rows: { beyond: boolean }[] };
  return rows[0]?.beyond === true;
}
