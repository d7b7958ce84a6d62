import type { Database } from '../../platform/db/database.ts';

/** Whoever this installation keeps apart from others. */
export interface Organisation {
  id: number;
  name: string;
  /** Takes part in comparison between partnerships. */
  compares: boolean;
  /** ISO 8601, UTC: since when its people cannot sign in; null where they can. */
  endedAt: string | null;
  createdAt: string;
}

/** An organisation with how much there is of it, and nothing of what is in it. */
export interface CountedOrganisation extends Organisation {
  people: number;
  audits: number;
  /** When something was last done in it. */
  lastActivity: string | null;
}

interface Row {
  id: number;
  name: string;
  compares: boolean | number;
  ended_at: string | null;
  created_at: string;
}

const organisationOf = (row: Row): Organisation => ({
  id: row.id,
  name: row.name,
  compares: Boolean(row.compares),
  endedAt: row.ended_at,
  createdAt: row.created_at,
});

export type OrganisationStore = ReturnType<typeof createOrganisationStore>;

/** The organisations themselves. What is asked of all of them is asked for the whole installation. */
export function createOrganisationStore(database: Database) {
  const table = () => database.query('organisations');
  return {
    async list(): Promise<Organisation[]> {
      return (await table().orderBy('id').select<Row[]>('*')).map(organisationOf);
    },
    async byId(id: number): Promise<Organisation | null> {
      const row = await table().where({ id }).first<Row | undefined>('*');
      return row ? organisationOf(row) : null;
    },
    async counted(): Promise<CountedOrganisation[]> {
      return database.everywhere(async () => {
        const raw = (sql: string) => database.query.raw(sql);
        const rows = await table()
          .orderBy('organisations.id')
          .select<(Row & { people: number | string; audits: number | string; last: string | null })[]>(
            'organisations.*',
            raw(
              '(select count(*) from users where organisation_id = organisations.id and erased_at is null) as people',
            ),
            raw('(select count(*) from audits where organisation_id = organisations.id) as audits'),
            raw('(select max(at) from activity where organisation_id = organisations.id) as last'),
          );
        return rows.map((row) => ({
          ...organisationOf(row),
          people: Number(row.people),
          audits: Number(row.audits),
          lastActivity: row.last,
        }));
      });
    },
    async add(name: string, at: string): Promise<number> {
      const [row] = await table().insert({ name, created_at: at }).returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new organisation');
      return row.id;
    },
    /** Providers kept by others that work for an organisation as well. */
    linkedTo: (id: number): Promise<number[]> =>
      database
        .query('provider_organisations')
        .where({ organisation_id: id })
        .pluck<number[]>('provider_id')
        .then((ids) => [...ids]),
    /** All providers of the installation by name, with who keeps them; without those that were joined to another. */
    async providers(): Promise<{ id: number; name: string; organisationId: number }[]> {
      const rows = await database
        .query('providers')
        .where({ joined_to: null })
        .orderBy('name')
        .select<{ id: number; name: string; organisation_id: number }[]>('id', 'name', 'organisation_id');
      return rows.map(({ organisation_id: organisationId, ...rest }) => ({ ...rest, organisationId }));
    },
    async link(providerId: number, id: number, linkedBy: number, linkedAt: string): Promise<void> {
      await database
        .query('provider_organisations')
        .insert({ provider_id: providerId, organisation_id: id, linked_by: linkedBy, linked_at: linkedAt });
    },
    async unlink(providerId: number, id: number): Promise<void> {
      await database
        .query('provider_organisations')
        .where({ provider_id: providerId, organisation_id: id })
        .delete();
    },
    /** Whether anything of an organisation names a provider. */
    async isNamedIn(providerId: number, id: number): Promise<boolean> {
      const { query } = database;
      const of = { provider_id: providerId, organisation_id: id };
      const found = await Promise.all([
        query('sample_group_providers as p')
          .join('sample_groups as g', 'g.id', 'p.group_id')
          .join('audits as a', 'a.id', 'g.audit_id')
          .where({ 'p.provider_id': providerId, 'a.organisation_id': id })
          .first('a.id'),
        query('reports as r')
          .join('audits as a', 'a.id', 'r.audit_id')
          .where({ 'r.provider_id': providerId, 'a.organisation_id': id })
          .first('r.id'),
        query('delivery_lines as l')
          .join('delivery_plans as d', 'd.id', 'l.plan_id')
          .where({ 'l.provider_id': providerId, 'd.organisation_id': id })
          .first('l.id'),
        query('programme_providers as p')
          .join('programme_lines as l', 'l.id', 'p.line_id')
          .where({ 'p.provider_id': providerId, 'l.organisation_id': id })
          .first('l.id'),
        query('review_meetings').where(of).first('id'),
      ]);
      return found.some((row) => row !== undefined);
    },
    async rename(id: number, name: string): Promise<void> {
      await table().where({ id }).update({ name });
    },
    async setEnded(id: number, endedAt: string | null): Promise<void> {
      await table().where({ id }).update({ ended_at: endedAt });
    },
    /** Whether it takes part in comparison between partnerships. */
    async setCompares(id: number, compares: boolean): Promise<void> {
      await table().where({ id }).update({ compares });
    },
  };
}
