import type { Database } from '../platform/db/database.ts';
import type { AuditState, SmallNumberOrder, SmallNumberRule, SubjectWords } from '../../rules/index.ts';
import type { Capacity } from '../access/policy.ts';
import type { Provider } from '../people/providers.ts';
import type { LeftOutOfAudit, LeftOutStore } from './leftOut/store.ts';

export interface AuditDetails {
  title: string;
  partnership: string;
  toolId: string;
  toolVersion: number;
  /** YYYY-MM-DD */
  fieldworkStart: string;
  /** YYYY-MM-DD, not before the start */
  fieldworkEnd: string;
  /** Counts below it are suppressed in what leaves the panel. */
  smallNumberThreshold: number;
  /** What is small beside the threshold: by what a check is about, or by counts alone. */
  smallNumberRule: SmallNumberRule;
  /** What is kept where providers or sample groups have to be hidden beside what is small. */
  smallNumberOrder: SmallNumberOrder;
}

export interface Audit extends AuditDetails {
  id: number;
  state: AuditState;
  /** What its pages call what one record of it is about. */
  words: SubjectWords;
  /** Who takes part, by user id; what the policy asks for. */
  panel: ReadonlyMap<number, Capacity>;
  /** Those of the panel who may still have to read a file a second time, blind: who has not read it first. */
  blindReaders: ReadonlySet<number>;
  /** By user id, the agreement under which a commissioner sees all figures; the others see small numbers suppressed. */
  agreements: ReadonlyMap<number, string>;
  /** The audit that this one repeats; null for a first one. */
  predecessorId: number | null;
  /** Taken over from a published table: group totals without case files. */
  isBaseline: boolean;
  /** Items that are left out of the whole audit. */
  leftOut: readonly LeftOutOfAudit[];
  /** Whether its caseload list came as an extract of the national data set. */
  hasExtract: boolean;
  /** Its tool can be answered by respondents themselves, with codes and without an account. */
  isSelfCompleted: boolean;
  /** Its tool has texts that are put under codes. */
  hasCodedTexts: boolean;
  /** Whether its records are scored: its tool has criteria, and there are records. */
  isScored: boolean;
  /** Its records are calls that its lead can plan. */
  plansCalls: boolean;
  updatedAt: string;
}

export interface SampleGroup {
  id: number;
  name: string;
  plannedFiles: number;
  providers: Provider[];
  /** Ids of checks that do not apply to the group. */
  exclusions: string[];
  /** Case files so far; in a baseline those that the published table tells of. */
  files: number;
}

export interface GroupDetails {
  name: string;
  plannedFiles: number;
  providerIds: number[];
  exclusions: string[];
}

interface AuditRow {
  id: number;
  title: string;
  partnership: string;
  tool_id: string;
  tool_version: number;
  fieldwork_start: string;
  fieldwork_end: string;
  state: AuditState;
  small_number_threshold: number;
  small_number_rule: SmallNumberRule;
  small_number_order: SmallNumberOrder;
  is_baseline: boolean | number;
  updated_at: string;
}

/** What the set-up of an audit has to know of its case files. */
export interface CaseFileCounts {
  /** How many case files each sample group of an audit has; a group that has none is not in it. */
  filesByGroup: (auditId: number) => Promise<ReadonlyMap<number, number>>;
  /** Per audit the files whose second reading is not complete, each with those who have made the first. */
  firstReadersOfUnread: (auditIds: number[]) => Promise<Map<number, Map<number, Set<number>>>>;
}

/** Which of these audits have a caseload list that came as an extract of the national data set. */
export type WithExtract = (auditIds: number[]) => Promise<ReadonlySet<number>>;

/** What the pages of an audit hang on in its tool, by its id and version. */
export type TraitsOfTool = (
  toolId: string,
  version: number,
) => Pick<Audit, 'isSelfCompleted' | 'hasCodedTexts' | 'plansCalls' | 'words'> & { hasCriteria: boolean };

export type AuditRepository = ReturnType<typeof createAuditRepository>;

export function createAuditRepository(
  database: Database,
  caseFiles: CaseFileCounts,
  withExtract: WithExtract,
  traitsOf: TraitsOfTool,
  leftOut: Pick<LeftOutStore, 'ofAudits'>,
) {
  async function withPanels(rows: AuditRow[]): Promise<Audit[]> {
    const members = await database
      .query('panel_members')
      .whereIn(
        'audit_id',
        rows.map((row) => row.id),
      )
      .select<{ audit_id: number; user_id: number; capacity: Capacity; agreement: string | null }[]>(
        'audit_id',
        'user_id',
        'capacity',
        'agreement',
      );
    const predecessors = await database
      .query('re_audits')
      .whereIn(
        'audit_id',
        rows.map((row) => row.id),
      )
      .select<{ audit_id: number; predecessor_id: number }[]>('audit_id', 'predecessor_id');
    const unread = await caseFiles.firstReadersOfUnread(rows.map((row) => row.id));
    const extracts = await withExtract(rows.map((row) => row.id));
    const out = await leftOut.ofAudits(rows.map((row) => row.id));
    const panelOf = (id: number) =>
      new Map(members.filter((m) => m.audit_id === id).map((m) => [m.user_id, m.capacity]));
    const agreementsOf = (id: number) =>
      new Map(
        members.flatMap((m) =>
          m.audit_id === id && m.agreement !== null ? [[m.user_id, m.agreement] as const] : [],
        ),
      );
    const blindOf = (id: number) => {
      const files = [...(unread.get(id)?.values() ?? [])];
      return new Set([...panelOf(id).keys()].filter((user) => files.some((readers) => !readers.has(user))));
    };
    return rows.map((row) => {
      const traits = traitsOf(row.tool_id, row.tool_version);
      return {
        id: row.id,
        title: row.title,
        partnership: row.partnership,
        toolId: row.tool_id,
        toolVersion: row.tool_version,
        fieldworkStart: row.fieldwork_start,
        fieldworkEnd: row.fieldwork_end,
        smallNumberThreshold: row.small_number_threshold,
        smallNumberRule: row.small_number_rule,
        smallNumberOrder: row.small_number_order,
        state: row.state,
        words: traits.words,
        predecessorId: predecessors.find((re) => re.audit_id === row.id)?.predecessor_id ?? null,
        isBaseline: Boolean(row.is_baseline),
        leftOut: out.get(row.id) ?? [],
        hasExtract: extracts.has(row.id),
        isSelfCompleted: traits.isSelfCompleted,
        hasCodedTexts: traits.hasCodedTexts,
        plansCalls: traits.plansCalls,
        isScored: !row.is_baseline && traits.hasCriteria,
        updatedAt: row.updated_at,
        panel: panelOf(row.id),
        blindReaders: blindOf(row.id),
        agreements: agreementsOf(row.id),
      };
    });
  }

  const columnsOf = (details: AuditDetails) => ({
    title: details.title,
    partnership: details.partnership,
    tool_id: details.toolId,
    tool_version: details.toolVersion,
    fieldwork_start: details.fieldworkStart,
    fieldwork_end: details.fieldworkEnd,
    small_number_threshold: details.smallNumberThreshold,
    small_number_rule: details.smallNumberRule,
    small_number_order: details.smallNumberOrder,
  });

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

  return {
    async byId(id: number): Promise<Audit | null> {
      const rows = await database.query('audits').where({ id }).select<AuditRow[]>('*');
      return (await withPanels(rows))[0] ?? null;
    },
    /**
     * The audit, held until the end of the transaction: nobody closes it, or changes its groups, under a write
     * that has looked at its state.
     */
    async lock(id: number): Promise<Audit | null> {
      const rows = await database.query('audits').where({ id }).forUpdate().select<AuditRow[]>('*');
      return (await withPanels(rows))[0] ?? null;
    },
    /** The audit, kept from being closed or changed until the end of the transaction; others may record beside it. */
    async hold(id: number): Promise<Audit | null> {
      const rows = await database.query('audits').where({ id }).forShare().select<AuditRow[]>('*');
      return (await withPanels(rows))[0] ?? null;
    },
    /** The audits on whose panel a person is, newest fieldwork first. */
    async ofMember(userId: number): Promise<Audit[]> {
      const rows = await database
        .query('audits')
        .whereIn('id', database.query('panel_members').where({ user_id: userId }).select('audit_id'))
        .orderBy('fieldwork_start', 'desc')
        .orderBy('id', 'desc')
        .select<AuditRow[]>('*');
      return withPanels(rows);
    },
    async all(): Promise<Audit[]> {
      return withPanels(await database.query('audits').orderBy('id').select<AuditRow[]>('*'));
    },
    async create(details: AuditDetails, at: string): Promise<number> {
      const [row] = await database
        .query('audits')
        .insert({ ...columnsOf(details), state: 'draft', created_at: at, updated_at: at })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new audit');
      return row.id;
    },
    async update(id: number, details: AuditDetails, at: string): Promise<void> {
      await database
        .query('audits')
        .where({ id })
        .update({ ...columnsOf(details), updated_at: at });
    },
    /** The audits that repeat this one. */
    async successors(id: number): Promise<Audit[]> {
      const rows = await database
        .query('audits')
        .whereIn('id', database.query('re_audits').where({ predecessor_id: id }).select('audit_id'))
        .orderBy('id')
        .select<AuditRow[]>('*');
      return withPanels(rows);
    },
    async setState(id: number, state: AuditState, at: string): Promise<void> {
      await database.query('audits').where({ id }).update({ state, updated_at: at });
    },
    /** Names the audit that this one repeats. */
    async setPredecessor(id: number, predecessorId: number): Promise<void> {
      await database
        .query('re_audits')
        .insert({ audit_id: id, predecessor_id: predecessorId })
        .onConflict('audit_id')
        .merge();
    },
    async touch(id: number, at: string): Promise<void> {
      await database.query('audits').where({ id }).update({ updated_at: at });
    },

    async setMember(
      auditId: number,
      userId: number,
      capacity: Capacity,
      agreement: string | null = null,
    ): Promise<void> {
      await database
        .query('panel_members')
        .insert({ audit_id: auditId, user_id: userId, capacity, agreement })
        .onConflict(['audit_id', 'user_id'])
        .merge();
    },
    async removeMember(auditId: number, userId: number): Promise<void> {
      await database.query('panel_members').where({ audit_id: auditId, user_id: userId }).delete();
    },

    /** The sample groups of an audit in their order, with the number of case files that each has. */
    async groups(auditId: number): Promise<SampleGroup[]> {
      const rows = await database
        .query('sample_groups')
        .join('audits', 'audits.id', 'sample_groups.audit_id')
        .where('sample_groups.audit_id', auditId)
        .orderBy('sample_groups.position')
        .orderBy('sample_groups.id')
        .select<{ id: number; name: string; planned_files: number; is_baseline: boolean | number }[]>(
          'sample_groups.id',
          'sample_groups.name',
          'sample_groups.planned_files',
          'audits.is_baseline',
        );
      const recorded = await caseFiles.filesByGroup(auditId);
      const ids = rows.map((row) => row.id);
      const providers = await database
        .query('sample_group_providers')
        .join('providers', 'providers.id', 'sample_group_providers.provider_id')
        .whereIn('group_id', ids)
        .orderBy('providers.name')
        .select<{ group_id: number; id: number; name: string }[]>(
          'group_id',
          'providers.id',
          'providers.name',
        );
      const exclusions = await database
        .query('sample_group_exclusions')
        .whereIn('group_id', ids)
        .select<{ group_id: number; item_id: string }[]>('group_id', 'item_id');
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        plannedFiles: row.planned_files,
        files: row.is_baseline ? row.planned_files : (recorded.get(row.id) ?? 0),
        providers: providers.filter((p) => p.group_id === row.id).map(({ id, name }) => ({ id, name })),
        exclusions: exclusions.filter((e) => e.group_id === row.id).map((e) => e.item_id),
      }));
    },
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
          name: group.name,
          planned_files: group.plannedFiles,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new group');
      await setGroupParts(row.id, group);
      return row.id;
    },
    async updateGroup(groupId: number, group: GroupDetails): Promise<void> {
      await database
        .query('sample_groups')
        .where({ id: groupId })
        .update({ name: group.name, planned_files: group.plannedFiles });
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
