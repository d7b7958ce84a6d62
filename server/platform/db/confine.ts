import { confinementOn } from './organisationScope.ts';
import type { OrganisationScope } from './organisationScope.ts';
import { BELONGS, MADE_FOR_SEEN, SEEN_AS_WELL } from './organisationTables.ts';
import type { Belongs } from './organisationTables.ts';

// Every statement that is built in the call chain of a request is confined here to the organisations of its person, so
// that no list can forget it. What is written as text is not seen here: see test/organisations/house.test.ts.

/** Directly below what has an organisation, and listed without it. */
const LISTED_BELOW = [
  'api_tokens',
  'delivery_lines',
  'observations',
  'outgoing_mail',
  'published_figures',
  'reports',
  'waiting_files',
];

/** The forms of statements that read. */
const READS = new Set(['select', 'first', 'pluck']);

interface Names {
  name: string;
  alias: string;
}

/** A form of statement of which it cannot be told what it is on, and so not kept to an organisation. */
class UnclearError extends Error {
  constructor(what: string) {
    super(
      `a statement that keeps to an organisation has ${what}, which is not understood: build it otherwise`,
    );
  }
}

/** What belongs to the database and not to anybody. */
const OF_THE_DATABASE = new Set(['information_schema', 'pg_catalog']);

/** A statement within another is confined where it is built. */
const isBuilder = (table: unknown): boolean =>
  typeof table === 'function' || (typeof table === 'object' && table !== null && '_statements' in table);

/**
 * A table as a statement names it, with the name by which it calls it; null where it is on none, or on another statement.
 *
 * @throws UnclearError for every other form: what passed as unknown would not be confined
 */
function namesOf(table: unknown): Names | null {
  if (table === undefined || table === null || table === '' || isBuilder(table)) return null;
  if (typeof table === 'string') {
    const [, schema, name, alias] = /^(?:(\w+)\.)?(\w+)(?:\s+as\s+(\w+))?$/i.exec(table.trim()) ?? [];
    if (schema !== undefined && OF_THE_DATABASE.has(schema.toLowerCase())) return null;
    if (name === undefined || schema !== undefined) throw new UnclearError(`the table ${table}`);
    // SQLite takes any letters for small ones.
    return { name: name.toLowerCase(), alias: alias ?? name };
  }
  const [[alias, of] = [], ...others] =
    Object.getPrototypeOf(table) === Object.prototype ? Object.entries(table) : [];
  if (alias === undefined || others.length > 0) throw new UnclearError('a table that is written as text');
  if (isBuilder(of)) return null;
  const names = namesOf(of);
  return names && { ...names, alias };
}

const idsOf = ({ all }: OrganisationScope) => all.map(Number).join(', ');

/** The condition under which a row of a table is seen; null for a table of which no statement is confined. */
function seenOf(name: string, scope: OrganisationScope): string | null {
  const ids = idsOf(scope);
  const belongs = BELONGS[name];
  if (belongs?.to === 'organisation') {
    const own = `organisation_id in (${ids})`;
    const also = SEEN_AS_WELL[name];
    if (!also) return own;
    return `(${own} or ${also.by} in (select provider_id from provider_organisations where organisation_id in (${ids})))`;
  }
  if (belongs?.to !== 'parent' || BELONGS[belongs.parent]?.to !== 'organisation') return null;
  return `${belongs.by} in (select ${belongs.key} from ${belongs.parent} where organisation_id in (${ids}))`;
}

/**
 * The condition under which a row may be changed: it is of one of these organisations, however far up that is said. Asked
 * of each row that is changed, since a list of all rows above would be long.
 */
function ownOf(name: string, called: string, scope: OrganisationScope): string | null {
  const belongs = BELONGS[name];
  if (belongs?.to === 'organisation') return `${called}.organisation_id in (${idsOf(scope)})`;
  return belongs?.to === 'parent'
    ? aboveIsOurs(belongs, `${called}.${belongs.by}`, `of_${name}`, scope)
    : null;
}

type Below = Extract<Belongs, { to: 'parent' }>;

/** Whether what a row hangs on is ours. */
const aboveIsOurs = (
  { parent, key }: Below,
  by: string,
  called: string,
  scope: OrganisationScope,
): string | null => {
  const own = ownOf(parent, called, scope);
  return own && `exists (select 1 from ${parent} ${called} where ${called}.${key} = ${by} and ${own})`;
};

/** Conditions as one, so that what is added holds beside each of them. */
const together = (wheres: Record<string, unknown>[]): Record<string, unknown> => ({
  grouping: 'where',
  type: 'whereWrapped',
  // knex keeps what a statement is made of there, and has no other way to put conditions together that are made.
  // oxlint-disable-next-line no-underscore-dangle
  value: (builder: { _statements: Record<string, unknown>[] }) => void builder._statements.push(...wheres),
  not: false,
  bool: 'and',
});

/** A statement on what is of one organisation or another, and nobody said of which. */
class UntoldError extends Error {
  constructor(table: string) {
    super(
      `a statement on ${table} was to keep to an organisation, and was told neither of which nor that it is for all`,
    );
  }
}

/** Refuses a statement that nobody said whose it is. @throws UntoldError where it names anything of an organisation */
function refuseUntold({ single, grouped }: StatementCompiler): void {
  for (const table of [single.table, ...(grouped['join'] ?? []).map((join) => join['table'])]) {
    const name = namesOf(table)?.name;
    if (name !== undefined && (BELONGS[name]?.to ?? 'installation') !== 'installation') {
      throw new UntoldError(name);
    }
  }
}

/** Has what a statement joins give only what is seen. @throws UnclearError where a join is written as text */
function confineJoins(compiler: StatementCompiler, seen: (table: unknown) => unknown): void {
  const { join } = compiler.grouped;
  if (!join) return;
  compiler.grouped['join'] = join.map((one) => {
    if (one['joinType'] === 'raw') throw new UnclearError('a join that is written as text');
    const copy = Object.create(Object.getPrototypeOf(one) as object) as object;
    return Object.assign(copy, one, { table: seen(one['table']) });
  });
}

/**
 * Rows to be written that are ours and stay so. On SQLite the statement fails where one would hang on what is not; on
 * PostgreSQL the second lock sees to that.
 */
function createOwned(client: StatementCompiler['client'], name: string, scope: OrganisationScope) {
  const belongs = BELONGS[name];
  const asked = new Set<unknown>();
  return (row: unknown, isNew: boolean): unknown => {
    if (belongs === undefined || belongs.to === 'installation') return row;
    if (Object.getPrototypeOf(row) !== Object.prototype)
      throw new UnclearError(`rows of ${name} from elsewhere`);
    const given = row as Record<string, unknown>;
    if (belongs.to === 'organisation') {
      const owned = isNew ? { organisation_id: scope.home, ...given } : given;
      const owner = owned['organisation_id'];
      if (owner === undefined || scope.all.some((one) => one === owner)) return owned;
      throw new UnclearError(`a row of ${name} for another organisation`);
    }
    const above = given[belongs.by];
    if (above === undefined || above === null) return given;
    if (typeof above !== 'number' && typeof above !== 'string')
      throw new UnclearError(`a row of ${name} that hangs on what is written as text`);
    // Once for all rows of a statement that hang on the same.
    if (client.dialect !== 'sqlite3' || asked.has(above)) return given;
    asked.add(above);
    const seen = MADE_FOR_SEEN.has(name) ? seenOf(belongs.parent, scope) : null;
    const ours =
      seen === null
        ? aboveIsOurs(belongs, '?', `of_${name}`, scope)
        : `exists (select 1 from ${belongs.parent} where ${belongs.key} = ? and ${seen})`;
    if (ours === null) return given;
    // What is no JSON fails the statement, and SQLite has no plainer way to.
    const value = client.raw(`case when ${ours} then ? else json(?) end`, [
      above,
      above,
      `what a row of ${name} hangs on is not ours`,
    ]);
    return { ...given, [belongs.by]: value };
  };
}

/** Confines what one statement reads, changes and adds to the organisations that its call chain keeps to. */
export function confine(compiler: StatementCompiler): StatementCompiler {
  const scope = confinementOn(compiler.client.config);
  if (scope === null) return compiler;
  if (scope === 'untold') {
    refuseUntold(compiler);
    return compiler;
  }
  const { client, method, single } = compiler;
  const quoted = (name: string) => client.wrapIdentifier(name, {});
  const seen = (table: unknown) => {
    const names = namesOf(table);
    const isListed =
      names && (BELONGS[names.name]?.to === 'organisation' || LISTED_BELOW.includes(names.name));
    const condition = isListed ? seenOf(names.name, scope) : null;
    if (!names || condition === null) return table;
    return client.raw(`(select * from ${quoted(names.name)} where ${condition}) as ${quoted(names.alias)}`);
  };
  if (single.schema) throw new UnclearError('a schema');
  confineJoins(compiler, seen);
  const names = namesOf(single.table);
  if (!names) return compiler;
  const own = ownOf(names.name, quoted(names.alias), scope);
  const keepToOwn = () => {
    if (own === null) return;
    const wheres = compiler.grouped['where'] ?? [];
    compiler.grouped['where'] = [
      ...(wheres.some((one) => one['bool'] === 'or') ? [together(wheres)] : wheres),
      { grouping: 'where', type: 'whereRaw', value: client.raw(own), not: false, bool: 'and' },
    ];
  };
  const owned = createOwned(client, names.name, scope);
  if (method === 'insert') {
    const rows = single.insert;
    const insert = Array.isArray(rows) ? rows.map((row) => owned(row, true)) : owned(rows, true);
    compiler.single = { ...single, insert };
    // What is there already may be of others.
    if (single.merge) keepToOwn();
  } else if (method === 'update' || method === 'del') {
    if (single.updateFrom !== undefined || single.using !== undefined)
      throw new UnclearError('a second table');
    if (single.update !== undefined) compiler.single = { ...single, update: owned(single.update, false) };
    keepToOwn();
  } else if (own !== null && !READS.has(method)) {
    throw new UnclearError(`the form ${method} on ${names.name}`);
  } else {
    compiler.single = { ...single, table: seen(single.table) };
  }
  return compiler;
}
