import type { Database } from '../../platform/db/database.ts';

/**
 * Every table that names a provider, with the column of what else a row names where both may stand for one and the same.
 * Of rows of one audit there are never two, since nothing is joined that shares one.
 */
export const TABLES_OF_PROVIDERS = {
  users: null,
  sample_group_providers: null,
  review_notes: null,
  comment_sets: null,
  goal_examples: null,
  feedback_releases: null,
  findings: null,
  report_texts: null,
  reports: null,
  plan_marks: null,
  improvement_plans: null,
  self_audits: null,
  programme_providers: 'line_id',
  provider_organisations: 'organisation_id',
  declared_interests: 'user_id',
  delivery_lines: null,
  review_meetings: null,
} as const;

/** Those of them of which each row belongs to one audit. */
const OF_AUDITS = [
  'goal_examples',
  'feedback_releases',
  'findings',
  'report_texts',
  'reports',
  'plan_marks',
  'improvement_plans',
  'self_audits',
] as const;

/** How much hangs on a provider. */
export interface HeldByProvider {
  audits: { id: number; title: string }[];
  people: number;
  reports: number;
  deliveryLines: number;
  meetings: number;
  programmeLines: number;
}

export type ProviderJoinStore = ReturnType<typeof createProviderJoinStore>;

/** What names a provider, and moving it to another. */
export function createProviderJoinStore(database: Database) {
  async function count(
    table: keyof typeof TABLES_OF_PROVIDERS | 'provider_logos',
    providerId: number,
  ): Promise<number> {
    const row = await database
      .query(table)
      .where({ provider_id: providerId })
      .count<{ n: number | string }[]>('* as n')
      .first();
    return Number(row?.n ?? 0);
  }

  async function audits(providerId: number): Promise<{ id: number; title: string }[]> {
    return database
      .query('audits')
      .whereIn(
        'id',
        database
          .query('sample_group_providers')
          .join('sample_groups', 'sample_groups.id', 'sample_group_providers.group_id')
          .where('sample_group_providers.provider_id', providerId)
          .select('sample_groups.audit_id'),
      )
      .modify((query) => {
        for (const table of OF_AUDITS) {
          void query.orWhereIn(
            'id',
            database.query(table).where({ provider_id: providerId }).select('audit_id'),
          );
        }
      })
      .orderBy('title')
      .orderBy('id')
      .select<{ id: number; title: string }[]>('id', 'title');
  }

  return {
    /** Whether one of them works for another organisation than the one that keeps it, or is kept by another. */
    async isOfSeveral(ids: readonly number[]): Promise<boolean> {
      const kept = await database.query('providers').whereIn('id', ids).distinct('organisation_id');
      const linked: unknown = await database
        .query('provider_organisations')
        .whereIn('provider_id', ids)
        .first('*');
      return kept.length > 1 || linked !== undefined;
    },
    async held(providerId: number): Promise<HeldByProvider> {
      return {
        audits: await audits(providerId),
        people: await count('users', providerId),
        reports: await count('reports', providerId),
        deliveryLines: await count('delivery_lines', providerId),
        meetings: await count('review_meetings', providerId),
        programmeLines: await count('programme_providers', providerId),
      };
    },
    /** Gives all that names the one to the other, and makes the one a name of the other. */
    async move(fromId: number, intoId: number): Promise<void> {
      for (const [table, beside] of Object.entries(TABLES_OF_PROVIDERS)) {
        if (beside !== null) {
          const there = database.query(table).where({ provider_id: intoId }).select(beside);
          await database.query(table).where({ provider_id: fromId }).whereIn(beside, there).delete();
        }
        await database.query(table).where({ provider_id: fromId }).update({ provider_id: intoId });
      }
      await database.query('provider_details').where({ provider_id: fromId }).delete();
      const logo = () => database.query('provider_logos').where({ provider_id: fromId });
      if ((await count('provider_logos', intoId)) > 0) await logo().delete();
      else await logo().update({ provider_id: intoId });
      await database
        .query('providers')
        .where({ id: fromId })
        .orWhere({ joined_to: fromId })
        .update({ joined_to: intoId });
    },
  };
}
