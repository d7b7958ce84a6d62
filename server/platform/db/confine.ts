import { confinementOn } from './organisationScope.ts';
import type { OrganisationScope } from './organisationScope.ts';
import { BELONGS, SEEN_AS_WELL } from './organisationTables.ts';

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

/** A table as a statement names it, with the name by which it calls it. */
function namesOf(table: unknown): { name: string; alias: string } | null {
  const parts = typeof table === 'string' ? /^(\w+)(?:\s+as\s+(\w+))?$/i.exec(table.trim()) : null;
  return parts?.[1] === undefined ? null : { name: parts[1], alias: parts[2] ?? parts[1] };
}

/** The condition under which a row of a table is seen; null for a table of which no statement is confined. */
function conditionOf(name: string, { all }: OrganisationScope): string | null {
  const ids = all.map(Number).join(', ');
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

/** Confines what one statement reads, changes and adds to the organisations that its call chain keeps to. */
export function confine(compiler: StatementCompiler): StatementCompiler {
  const scope = confinementOn(compiler.client.config);
  if (scope === null) return compiler;
  if (scope === 'untold') {
    refuseUntold(compiler);
    return compiler;
  }
  const { client, method } = compiler;
  const quoted = (name: string) => client.wrapIdentifier(name, {});
  const seen = (table: unknown) => {
    const names = namesOf(table);
    const isListed =
      names && (BELONGS[names.name]?.to === 'organisation' || LISTED_BELOW.includes(names.name));
    const condition = isListed ? conditionOf(names.name, scope) : null;
    if (!names || condition === null) return table;
    return client.raw(`(select * from ${quoted(names.name)} where ${condition}) as ${quoted(names.alias)}`);
  };
  const { join } = compiler.grouped;
  if (join) {
    compiler.grouped['join'] = join.map((one) =>
      one['joinType'] === 'raw'
        ? one
        : (Object.assign(Object.create(Object.getPrototypeOf(one) as object), one, {
            table: seen(one['table']),
          }) as Record<string, unknown>),
    );
  }
  const names = namesOf(compiler.single.table);
  if (!names) return compiler;
  if (method === 'insert') {
    if (BELONGS[names.name]?.to === 'organisation') {
      const owned = (row: unknown) => ({ organisation_id: scope.home, ...(row as object) });
      const rows = compiler.single.insert;
      compiler.single = {
        ...compiler.single,
        insert: Array.isArray(rows) ? rows.map(owned) : owned(rows),
      };
    }
  } else if (method === 'update' || method === 'del') {
    const own =
      BELONGS[names.name]?.to === 'organisation'
        ? `organisation_id in (${scope.all.map(Number).join(', ')})`
        : conditionOf(names.name, scope);
    if (own !== null) {
      const wheres = compiler.grouped['where'] ?? [];
      compiler.grouped['where'] = [
        ...(wheres.some((one) => one['bool'] === 'or') ? [together(wheres)] : wheres),
        { grouping: 'where', type: 'whereRaw', value: client.raw(own), not: false, bool: 'and' },
      ];
    }
  } else {
    compiler.single = { ...compiler.single, table: seen(compiler.single.table) };
  }
  return compiler;
}
