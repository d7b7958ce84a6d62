import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { groupBy } from '../groupBy.ts';
import { confinementOn } from './organisationScope.ts';
import { BELONGS, MADE_FOR_SEEN, SEEN_AS_WELL } from './organisationTables.ts';
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

type Locked = Exclude<Belongs, { to: 'installation' }>;

/** Which rows are seen: one's own, and those of {@link SEEN_AS_WELL} with what hangs on them. */
function seenOf(table: string, belongs: Locked): string {
  if (belongs.to === 'parent') {
    const { parent, by, key } = belongs;
    return `${all} or exists (select 1 from ${parent} parent where parent.${key} = ${table}.${by})`;
  }
  const also = SEEN_AS_WELL[table];
  const own = ownOf(table, table, belongs);
  return also
    ? `${own} or ${also.by} in (select provider_id from provider_organisations where organisation_id = ${ours})`
    : own;
}

/** Which rows may be changed: seen is more than one's own, so that it goes by the organisation at the end of the chain. */
function ownOf(table: string, name: string, belongs: Locked): string {
  if (belongs.to === 'organisation') return `${all} or ${name}.organisation_id = ${ours}`;
  const { parent, by, key } = belongs;
  const above = BELONGS[parent];
  if (above === undefined || above.to === 'installation') throw new Error(`${table} hangs on nothing`);
  const alias = `of_${name}`;
  return `${all} or exists (select 1 from ${parent} ${alias} where ${alias}.${key} = ${name}.${by} and (${ownOf(parent, alias, above)}))`;
}

/** The policies of a table: what each kind of statement may touch. */
function policiesOf(
  table: string,
  belongs: Belongs,
): Record<'select' | 'insert' | 'update' | 'delete', string> {
  if (belongs.to === 'installation') {
    // Everybody asks it whom they see, and only the host says so.
    return {
      select: 'using (true)',
      insert: `with check (${all})`,
      update: `using (${all})`,
      delete: `using (${all})`,
    };
  }
  const [seen, own] = [seenOf(table, belongs), ownOf(table, table, belongs)];
  return {
    select: `using (${seen})`,
    insert: `with check (${MADE_FOR_SEEN.has(table) ? seen : own})`,
    update: `using (${own}) with check (${own})`,
    delete: `using (${own})`,
  };
}

/** Of those of the whole installation, the one that says who sees what. */
const isLocked = (table: string, belongs: Belongs) =>
  belongs.to !== 'installation' || table === 'provider_organisations';

/**
 * Turns the lock on for every table that has none yet, and makes it anew where an earlier version made another. Called
 * again, it does nothing.
 */
export async function lockRows(query: Knex): Promise<void> {
  const { rows } = (await query.raw(
    'select tablename, policyname from pg_policies where schemaname = current_schema()',
  )) as { rows: { tablename: string; policyname: string }[] };
  const known = groupBy(rows, ({ tablename }) => tablename);
  for (const [table, belongs] of Object.entries(BELONGS)) {
    if (!isLocked(table, belongs)) continue;
    const policies = Object.entries(policiesOf(table, belongs));
    // A policy is named by what it says, so that another wording is seen to be another.
    const version = createHash('sha256').update(JSON.stringify(policies)).digest('hex').slice(0, 12);
    const names = policies.map(([kind]) => `${kind}_${version}`);
    const found = (known.get(table) ?? []).map(({ policyname }) => policyname);
    if (found.toSorted().join() === names.toSorted().join()) continue;
    for (const name of found) await query.raw(`drop policy ${name} on ${table}`);
    for (const [kind, rule] of policies) {
      await query.raw(`create policy ${kind}_${version} on ${table} for ${kind} ${rule}`);
    }
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
