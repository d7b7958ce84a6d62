/** Long because every way of getting an audit, alone, of a person or to record in, makes it from the same rows. */
import type { Knex } from 'knex';
import type { Database } from '../platform/db/database.ts';
import { foldGroup } from '../../rules/index.ts';
import type {
  AuditState,
  Headline,
  SmallNumberOrder,
  SmallNumberRule,
  SubjectWords,
} from '../../rules/index.ts';
import type { Capacity } from '../access/policy.ts';
import type { OwnStandard } from '../../rules/index.ts';
import type { LeftOutOfAudit, LeftOutStore } from './leftOut/store.ts';
import type { StandardStore } from './standards/store.ts';
import { createGroupStore } from './groups.ts';
import type { FilesByGroup } from './groups.ts';
import { groupBy } from '../platform/groupBy.ts';

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
  /** Which figure of all files it goes by, where groups are drawn at different rates. */
  headline: Headline;
}

export interface Audit extends AuditDetails {
  id: number;
  organisationId: number;
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
  /** What was recorded of its cases is erased; its figures are kept as counts. */
  isErased: boolean;
  /** Whether there are case files behind its figures. */
  hasCases: boolean;
  /** Items that are left out of the whole audit. */
  leftOut: readonly LeftOutOfAudit[];
  /** Standards in the place of those of the tool. */
  standards: readonly OwnStandard[];
  /** Whether its caseload list came as an extract of the national data set. */
  hasExtract: boolean;
  /** Its tool is answered by the providers themselves. */
  isSelfAudit: boolean;
  /** Its tool can be answered by respondents themselves, with codes and without an account. */
  isSelfCompleted: boolean;
  /** Its tool has texts that are put under codes. */
  hasCodedTexts: boolean;
  /** Whether its records are scored: its tool has criteria, and there are records. */
  isScored: boolean;
  /** Whether it is set up to stop reading when it is sure. */
  stopsWhenSure: boolean;
  /** Its records are calls that its lead can plan. */
  plansCalls: boolean;
  updatedAt: string;
}

/** An audit as recording in it has to know it, without what stands beside it. */
export type RecordedAudit = Pick<
  Audit,
  | 'id'
  | 'organisationId'
  | 'state'
  | 'words'
  | 'panel'
  | 'toolId'
  | 'toolVersion'
  | 'leftOut'
  | 'isBaseline'
  | 'isSelfAudit'
>;

/** With those of its panel who declared an interest that bears on it: only they can be kept from a file of it. */
export type AuditAndInterests = RecordedAudit & { withInterests: ReadonlySet<number> };

interface AuditRow {
  id: number;
  organisation_id: number;
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
  headline: Headline;
  is_baseline: boolean | number;
  has_printed_scores: boolean | number;
  updated_at: string;
  predecessor_id: number | null;
  stops_when_sure: boolean | number;
  is_erased: boolean | number;
  has_extract: boolean | number;
}

/** What the set-up of an audit has to know of its case files. */
export interface CaseFileCounts {
  filesByGroup: FilesByGroup;
  /** Per audit, how many files have their first reading not complete; an audit without any is not in it. */
  unfinishedFiles: (auditIds: readonly number[]) => Promise<ReadonlyMap<number, number>>;
  /** Per audit the files whose second reading is not complete, each with those who have made the first. */
  firstReadersOfUnread: (auditIds: number[]) => Promise<Map<number, Map<number, Set<number>>>>;
}

/** The caseload lists that came as extracts of the national data set, each of one audit. */
export type Extracts = () => Knex.QueryBuilder;

/** The declared interests that bear on an audit, of whomever. */
export type InterestsIn = (auditId: number) => Knex.QueryBuilder;

/** What an audit has to know of its tool. */
export interface ToolsOfAudits {
  /** Gets the tools of audits, before anything is asked of them. */
  know: (of: readonly { toolId: string; version: number }[]) => Promise<void>;
  /** What the pages of an audit hang on in its tool, by its id and version. */
  traitsOf: (
    toolId: string,
    version: number,
  ) => Pick<Audit, 'isSelfAudit' | 'isSelfCompleted' | 'hasCodedTexts' | 'plansCalls' | 'words'> & {
    hasCriteria: boolean;
  };
}

export type { GroupDetails, SampleGroup } from './groups.ts';

// Shared by the thousands of audits of a long list that have none.
const NOBODY: ReadonlySet<number> = new Set();
const NO_PANEL: ReadonlyMap<number, Capacity> = new Map();
const NO_AGREEMENTS: ReadonlyMap<number, string> = new Map();

export type AuditRepository = ReturnType<typeof createAuditRepository>;

export function createAuditRepository(
  database: Database,
  caseFiles: CaseFileCounts,
  extracts: Extracts,
  tools: ToolsOfAudits,
  leftOut: Pick<LeftOutStore, 'ofAudits'>,
  standards: Pick<StandardStore, 'ofAudits'>,
  interestsIn: InterestsIn,
) {
  /** What is asked of each audit: its row, and what hangs on it once, which would be a question of its own for each page. */
  const columns = () => {
    const ofAudit = (query: Knex.QueryBuilder, table: string) =>
      query.where(`${table}.audit_id`, database.query.ref('audits.id'));
    const exists = (query: Knex.QueryBuilder, table: string, name: string) =>
      database.query.raw(`exists ? as ${name}`, [ofAudit(query, table).select(`${table}.audit_id`)]);
    return [
      'audits.*',
      database.query.raw('? as predecessor_id', [
        ofAudit(database.query('re_audits'), 're_audits').select('re_audits.predecessor_id'),
      ]),
      exists(database.query('stopping_orders'), 'stopping_orders', 'stops_when_sure'),
      exists(database.query('erased_audits'), 'erased_audits', 'is_erased'),
      exists(extracts(), 'ndtms_extracts', 'has_extract'),
    ];
  };

  async function withPanels(rows: AuditRow[]): Promise<Audit[]> {
    if (rows.length === 0) return [];
    await tools.know(rows.map((row) => ({ toolId: row.tool_id, version: row.tool_version })));
    const ids = rows.map((row) => row.id);
    const members = await database
      .query('panel_members')
      .whereIn('audit_id', ids)
      .select<{ audit_id: number; user_id: number; capacity: Capacity; agreement: string | null }[]>(
        'audit_id',
        'user_id',
        'capacity',
        'agreement',
      );
    const unread = await caseFiles.firstReadersOfUnread(ids);
    const out = await leftOut.ofAudits(ids);
    const own = await standards.ofAudits(ids);
    const panels = new Map<number, Map<number, Capacity>>();
    const agreements = new Map<number, Map<number, string>>();
    for (const { audit_id: id, user_id: user, capacity, agreement } of members) {
      panels.set(id, (panels.get(id) ?? new Map<number, Capacity>()).set(user, capacity));
      if (agreement === null) continue;
      agreements.set(id, (agreements.get(id) ?? new Map<number, string>()).set(user, agreement));
    }
    const blindOf = (id: number, panel: ReadonlyMap<number, Capacity>): ReadonlySet<number> => {
      const files = [...(unread.get(id)?.values() ?? [])];
      if (files.length === 0) return NOBODY;
      return new Set([...panel.keys()].filter((user) => files.some((readers) => !readers.has(user))));
    };
    return rows.map((row) => {
      const panel = panels.get(row.id) ?? NO_PANEL;
      const traits = tools.traitsOf(row.tool_id, row.tool_version);
      return {
        id: row.id,
        organisationId: row.organisation_id,
        title: row.title,
        partnership: row.partnership,
        toolId: row.tool_id,
        toolVersion: row.tool_version,
        fieldworkStart: row.fieldwork_start,
        fieldworkEnd: row.fieldwork_end,
        smallNumberThreshold: row.small_number_threshold,
        smallNumberRule: row.small_number_rule,
        smallNumberOrder: row.small_number_order,
        headline: row.headline,
        state: row.state,
        words: traits.words,
        predecessorId: row.predecessor_id,
        isBaseline: Boolean(row.is_baseline),
        isErased: Boolean(row.is_erased),
        hasCases: !row.is_baseline && !row.is_erased,
        leftOut: out.get(row.id) ?? [],
        standards: own.get(row.id) ?? [],
        hasExtract: Boolean(row.has_extract),
        isSelfAudit: traits.isSelfAudit,
        isSelfCompleted: traits.isSelfCompleted,
        hasCodedTexts: traits.hasCodedTexts,
        stopsWhenSure: Boolean(row.stops_when_sure),
        plansCalls: traits.plansCalls,
        isScored: traits.hasCriteria && (row.is_baseline ? Boolean(row.has_printed_scores) : !row.is_erased),
        updatedAt: row.updated_at,
        panel,
        blindReaders: blindOf(row.id, panel),
        agreements: agreements.get(row.id) ?? NO_AGREEMENTS,
      };
    });
  }

  async function byId(id: number): Promise<Audit | null> {
    const rows = await database.query('audits').where({ id }).select<AuditRow[]>(columns());
    return (await withPanels(rows))[0] ?? null;
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
    headline: details.headline,
  });

  return {
    ...createGroupStore(database, caseFiles),

    byId,
    /** Some audits, in no order. */
    async byIds(ids: readonly number[]): Promise<Audit[]> {
      return withPanels(await database.query('audits').whereIn('id', ids).select<AuditRow[]>(columns()));
    },
    /**
     * The audit, held until the end of the transaction: nobody closes it, or changes its groups, under a write
     * that has looked at its state. It is read once it is held: a statement that had to wait tells on PostgreSQL what
     * hangs on an audit, such as that its cases are erased, as it was before it waited.
     */
    async lock(id: number): Promise<Audit | null> {
      await database.query('audits').where({ id }).forUpdate().select('id');
      return byId(id);
    },
    /** The audit, kept from being closed or changed until the end of the transaction; others may record beside it. */
    async hold(id: number): Promise<Audit | null> {
      await database.query('audits').where({ id }).forShare().select('id');
      return byId(id);
    },
    /** The state of an audit alone, under the same hold or lock. */
    async holdState(id: number, alone: boolean): Promise<AuditState | null> {
      const found = database.query('audits').where({ id }).select<{ state: AuditState }[]>('state');
      const [row] = await (alone ? found.forUpdate() : found.forShare());
      return row?.state ?? null;
    },
    /** What recording has to know of an audit: at every answer, so it asks for no more than that. */
    async toRecordIn(id: number): Promise<AuditAndInterests | null> {
      const declared = interestsIn(id)
        .where('declared_interests.user_id', database.query.ref('panel_members.user_id'))
        .select('declared_interests.id');
      const rows: (AuditRow & {
        user_id: number | null;
        capacity: Capacity | null;
        has_interest: boolean | number;
      })[] = await database
        .query('audits')
        .leftJoin('panel_members', 'panel_members.audit_id', 'audits.id')
        .where('audits.id', id)
        .select(
          'audits.*',
          'panel_members.user_id',
          'panel_members.capacity',
          database.query.raw('exists ? as has_interest', [declared]),
        );
      const [row] = rows;
      if (!row) return null;
      const tool = { toolId: row.tool_id, version: row.tool_version };
      await tools.know([tool]);
      const { words, isSelfAudit } = tools.traitsOf(tool.toolId, tool.version);
      return {
        id,
        organisationId: row.organisation_id,
        state: row.state,
        words,
        panel: new Map(
          rows.flatMap(({ user_id: userId, capacity }) =>
            userId === null || capacity === null ? [] : [[userId, capacity] as const],
          ),
        ),
        toolId: row.tool_id,
        toolVersion: row.tool_version,
        leftOut: (await leftOut.ofAudits([id])).get(id) ?? [],
        isBaseline: Boolean(row.is_baseline),
        isSelfAudit,
        withInterests: new Set(
          rows.flatMap(({ user_id: userId, has_interest: has }) =>
            userId !== null && Boolean(has) ? [userId] : [],
          ),
        ),
      };
    },
    /** The audits on whose panel a person is, newest fieldwork first. */
    async ofMember(userId: number): Promise<Audit[]> {
      const rows = await database
        .query('audits')
        .whereIn('id', database.query('panel_members').where({ user_id: userId }).select('audit_id'))
        .orderBy('fieldwork_start', 'desc')
        .orderBy('id', 'desc')
        .select<AuditRow[]>(columns());
      return withPanels(rows);
    },
    /** The audits that ask a provider, or have asked it; the one that ends first before the others. */
    async ofProvider(providerId: number): Promise<Audit[]> {
      const rows = await database
        .query('audits')
        .whereIn(
          'id',
          database
            .query('sample_groups')
            .join('sample_group_providers', 'sample_group_providers.group_id', 'sample_groups.id')
            .where('sample_group_providers.provider_id', providerId)
            .select('sample_groups.audit_id'),
        )
        .whereNot({ state: 'draft' })
        .orderBy('fieldwork_end')
        .orderBy('id')
        .select<AuditRow[]>(columns());
      return withPanels(rows);
    },
    async all(): Promise<Audit[]> {
      return withPanels(await database.query('audits').orderBy('id').select<AuditRow[]>(columns()));
    },
    /** Who commissions audits of a partnership, by its name without differences of writing. */
    async commissionersByPartnership(): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
      const rows = await database
        .query('panel_members')
        .join('audits', 'audits.id', 'panel_members.audit_id')
        .where('panel_members.capacity', 'commissioner')
        .select<{ partnership: string; user_id: number }[]>('audits.partnership', 'panel_members.user_id');
      const found = new Map<string, Set<number>>();
      for (const { partnership, user_id: userId } of rows) {
        const key = foldGroup(partnership);
        found.set(key, (found.get(key) ?? new Set()).add(userId));
      }
      return found;
    },
    /**
     * The partnerships of all audits, as their names are written, each with the capacities that a person has on panels of
     * its audits; the one of which the first audit was made first.
     */
    async partnershipsFor(userId: number): Promise<{ partnership: string; capacities: Set<Capacity> }[]> {
      const rows = await database
        .query('audits')
        .leftJoin('panel_members', (join) =>
          join.on('panel_members.audit_id', 'audits.id').andOnVal('panel_members.user_id', userId),
        )
        .groupBy('audits.partnership', 'panel_members.capacity')
        .orderBy('first')
        .min('audits.id as first')
        .select<{ partnership: string; capacity: Capacity | null }[]>(
          'audits.partnership',
          'panel_members.capacity',
        );
      return [...groupBy(rows, ({ partnership }) => partnership)].map(([partnership, own]) => ({
        partnership,
        capacities: new Set(own.flatMap(({ capacity }) => capacity ?? [])),
      }));
    },
    /** The audits of partnerships, as their names are written, on whose panel a person is; newest fieldwork first. */
    async ofMemberIn(userId: number, partnerships: readonly string[]): Promise<Audit[]> {
      const rows = await database
        .query('audits')
        .whereIn('id', database.query('panel_members').where({ user_id: userId }).select('audit_id'))
        .whereIn('partnership', partnerships)
        .orderBy('fieldwork_start', 'desc')
        .orderBy('id', 'desc')
        .select<AuditRow[]>(columns());
      return withPanels(rows);
    },
    /** What some audits are called, and what theirs are: calls, say; one that is gone is not in it. */
    async named(
      ids: readonly number[],
    ): Promise<ReadonlyMap<number, { title: string; words: SubjectWords }>> {
      if (ids.length === 0) return new Map();
      const rows = await database
        .query('audits')
        .whereIn('id', ids)
        .select<Pick<AuditRow, 'id' | 'title' | 'tool_id' | 'tool_version'>[]>(
          'id',
          'title',
          'tool_id',
          'tool_version',
        );
      await tools.know(rows.map((row) => ({ toolId: row.tool_id, version: row.tool_version })));
      return new Map(
        rows.map(({ id, title, tool_id: toolId, tool_version: version }) => [
          id,
          { title, words: tools.traitsOf(toolId, version).words },
        ]),
      );
    },
    /** The partnerships of all audits, as their names are written. */
    partnerships: (): Promise<string[]> =>
      database.query('audits').distinct('partnership').orderBy('partnership').pluck<string[]>('partnership'),
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
        .select<AuditRow[]>(columns());
      return withPanels(rows);
    },
    /**
     * Removes an audit whose case files and reports are gone, with all that hangs on it. Audits that repeat it repeat
     * none from then on.
     */
    async remove(id: number): Promise<void> {
      await database.query('re_audits').where({ predecessor_id: id }).delete();
      await database.query('audits').where({ id }).delete();
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
  };
}
