import type { EnteredCaseload } from '../../rules/index.ts';
import type { Database } from '../platform/db/database.ts';
import { groupBy } from '../platform/groupBy.ts';
import type { Provider } from '../people/providers.ts';

export interface SampleGroup {
  id: number;
  name: string;
  plannedFiles: number;
  /** How many files the service has for it, as a lead entered it; null where nobody did. */
  caseload: EnteredCaseload | null;
  providers: Provider[];
  /** Ids of items that the group is not asked. */
  exclusions: string[];
  /** Case files so far; in a baseline those that the published table tells of. */
  files: number;
}

export interface GroupDetails {
  name: string;
  plannedFiles: number;
  /** Not there counts as not entered. */
  caseload?: EnteredCaseload | null;
  providerIds: number[];
  exclusions: string[];
}

/** How many case files each of some sample groups has, by their ids; a group that has none is not in it. */
export type FilesByGroup = (groupIds: readonly number[]) => Promise<ReadonlyMap<number, number>>;

/** What of a group stands in its own row. */
const rowOf = ({ name, plannedFiles, caseload }: GroupDetails) => ({
  name,
  planned_files: plannedFiles,
  caseload_files: caseload?.files ?? null,
  is_caseload_drawn: caseload?.isDrawn ?? false,
});

/** The sample groups of audits, with their providers and what they are not asked. */
export function createGroupStore(database: Database, caseFiles: { filesByGroup: FilesByGroup }) {
  async function setGroupParts(groupId: number, group: GroupDetails): Promise<void> {
    await database.query('sample_group_providers').where({ group_id: groupId }).delete();
    await database.query('sample_group_exclusions').where({ group_id: groupId }).delete();
    if (group.providerIds.length > 0) {
      await database
        .query('sample_group_providers')
        .insert(group.providerIds.map((providerId) => ({ group_id: groupId, provider_id: providerId })));
    }
    if (group.exclusions.length > 0) {
      await database
        .query('sample_group_exclusions')
        .insert(group.exclusions.map((itemId) => ({ group_id: groupId, item_id: itemId })));
    }
  }

  /** By audit, the sample groups in their order, with the number of case files that each has. */
  async function groupsOf(auditIds: readonly number[]): Promise<ReadonlyMap<number, SampleGroup[]>> {
    const rows = await database
      .query('sample_groups')
      .join('audits', 'audits.id', 'sample_groups.audit_id')
      .whereIn('sample_groups.audit_id', auditIds)
      .orderBy('sample_groups.position')
      .orderBy('sample_groups.id')
      .select<
        {
          id: number;
          audit_id: number;
          name: string;
          planned_files: number;
          caseload_files: number | null;
          is_caseload_drawn: boolean | number;
          is_baseline: boolean | number;
        }[]
      >(
        'sample_groups.id',
        'sample_groups.audit_id',
        'sample_groups.name',
        'sample_groups.planned_files',
        'sample_groups.caseload_files',
        'sample_groups.is_caseload_drawn',
        'audits.is_baseline',
      );
    const ids = rows.map((row) => row.id);
    const recorded = await caseFiles.filesByGroup(ids);
    const providers = await database
      .query('sample_group_providers')
      .join('providers', 'providers.id', 'sample_group_providers.provider_id')
      .whereIn('group_id', ids)
      .orderBy('providers.name')
      .select<{ group_id: number; id: number; name: string }[]>('group_id', 'providers.id', 'providers.name');
    const exclusions = await database
      .query('sample_group_exclusions')
      .whereIn('group_id', ids)
      .select<{ group_id: number; item_id: string }[]>('group_id', 'item_id');
    const providersOf = groupBy(providers, (row) => row.group_id);
    const exclusionsOf = groupBy(exclusions, (row) => row.group_id);
    const groups = rows.map((row) => ({
      auditId: row.audit_id,
      group: {
        id: row.id,
        name: row.name,
        plannedFiles: row.planned_files,
        caseload:
          row.caseload_files === null
            ? null
            : { files: row.caseload_files, isDrawn: Boolean(row.is_caseload_drawn) },
        files: row.is_baseline ? row.planned_files : (recorded.get(row.id) ?? 0),
        providers: (providersOf.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
        exclusions: (exclusionsOf.get(row.id) ?? []).map((excluded) => excluded.item_id),
      },
    }));
    return new Map(
      [...groupBy(groups, ({ auditId }) => auditId)].map(([id, own]) => [id, own.map(({ group }) => group)]),
    );
  }

  /** By audit, whose files its groups are, by name; an audit without any is not in it. */
  async function providersIn(auditIds: readonly number[]): Promise<ReadonlyMap<number, Provider[]>> {
    const rows = await database
      .query('sample_group_providers')
      .join('sample_groups', 'sample_groups.id', 'sample_group_providers.group_id')
      .whereIn('sample_groups.audit_id', auditIds)
      .distinct<{ audit_id: number; provider_id: number }[]>(
        'sample_groups.audit_id',
        'sample_group_providers.provider_id',
      );
    if (rows.length === 0) return new Map();
    // Names apart: the same few stand in thousands of audits. They come in the order in which they are given.
    const named = await database
      .query('providers')
      .whereIn('id', [...new Set(rows.map((row) => row.provider_id))])
      .select<Provider[]>('id', 'name');
    const auditsOf = groupBy(rows, (row) => row.provider_id);
    const providersOf = new Map<number, Provider[]>();
    for (const provider of named.toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))) {
      for (const { audit_id: id } of auditsOf.get(provider.id) ?? []) {
        const own = providersOf.get(id);
        if (own) own.push(provider);
        else providersOf.set(id, [provider]);
      }
    }
    return providersOf;
  }

  return {
    providersIn,
    /** The sample groups of an audit in their order, with the number of case files that each has. */
    groups: async (auditId: number): Promise<SampleGroup[]> => (await groupsOf([auditId])).get(auditId) ?? [],
    groupsOf,
    async createGroup(auditId: number, group: GroupDetails): Promise<number> {
      const last = await database
        .query('sample_groups')
        .where({ audit_id: auditId })
        .max<{ position: number | null }[]>('position as position')
        .first();
      const [row] = await database
        .query('sample_groups')
        .insert({
          audit_id: auditId,
          position: (last?.position ?? 0) + 1,
          ...rowOf(group),
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new group');
      await setGroupParts(row.id, group);
      return row.id;
    },
    async updateGroup(groupId: number, group: GroupDetails): Promise<void> {
      await database.query('sample_groups').where({ id: groupId }).update(rowOf(group));
      await setGroupParts(groupId, group);
    },
    async removeGroup(groupId: number): Promise<void> {
      await database.query('sample_groups').where({ id: groupId }).delete();
    },
    /** Puts the groups of an audit in the order of the ids given. */
    async orderGroups(groupIds: number[]): Promise<void> {
      for (const [position, id] of groupIds.entries()) {
        await database.query('sample_groups').where({ id }).update({ position });
      }
    },
  };
}
