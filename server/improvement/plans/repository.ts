import type { ActionProgress, PlanState } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { createActionNotes } from '../actions/noteRepository.ts';

/** A provider's improvement plan after one audit. */
export interface Plan {
  id: number;
  auditId: number;
  providerId: number;
  state: PlanState;
  /** Raised with every step; a form carries the one it was based on. */
  version: number;
  /** Why it was sent back, or what was said when it was accepted. */
  comment: string;
  /** Why the provider has nothing to answer; empty where it says no such thing. */
  nothing: string;
  sentAt: string | null;
  decidedAt: string | null;
}

/** What the provider writes of an action. */
export interface ActionDetails {
  /** Null for something else that the report says. */
  checkId: string | null;
  action: string;
  ownerRole: string;
  /** YYYY-MM-DD */
  due: string;
  /** How one will see that it is done. */
  measure: string;
}

export interface PlanAction extends ActionDetails {
  id: number;
  planId: number;
  version: number;
  progress: ActionProgress;
  doneAt: string | null;
  confirmedAt: string | null;
}

interface PlanRow {
  id: number;
  audit_id: number;
  provider_id: number;
  state: PlanState;
  version: number;
  comment: string;
  nothing_to_answer: string;
  sent_at: string | null;
  decided_at: string | null;
}

interface ActionRow {
  id: number;
  plan_id: number;
  item_id: string | null;
  version: number;
  action: string;
  owner_role: string;
  due: string;
  measure: string;
  progress: ActionProgress;
  done_at: string | null;
  confirmed_at: string | null;
}

export type ImprovementRepository = ReturnType<typeof createImprovementRepository>;

export function createImprovementRepository(database: Database) {
  const toPlan = (row: PlanRow): Plan => ({
    id: row.id,
    auditId: row.audit_id,
    providerId: row.provider_id,
    state: row.state,
    version: row.version,
    comment: row.comment,
    nothing: row.nothing_to_answer,
    sentAt: row.sent_at,
    decidedAt: row.decided_at,
  });
  const toAction = (row: ActionRow): PlanAction => ({
    id: row.id,
    planId: row.plan_id,
    checkId: row.item_id,
    version: row.version,
    action: row.action,
    ownerRole: row.owner_role,
    due: row.due,
    measure: row.measure,
    progress: row.progress,
    doneAt: row.done_at,
    confirmedAt: row.confirmed_at,
  });
  const columnsOf = (details: ActionDetails) => ({
    item_id: details.checkId,
    action: details.action,
    owner_role: details.ownerRole,
    due: details.due,
    measure: details.measure,
  });

  /** By audit and provider, the items that the lead has marked; what has none is not in it. */
  async function marksIn(
    auditIds: readonly number[],
  ): Promise<ReadonlyMap<number, ReadonlyMap<number, ReadonlySet<string>>>> {
    const rows = await database
      .query('plan_marks')
      .whereIn('audit_id', auditIds)
      .select<{ audit_id: number; provider_id: number; item_id: string }[]>(
        'audit_id',
        'provider_id',
        'item_id',
      );
    const marks = new Map<number, Map<number, Set<string>>>();
    for (const { audit_id: auditId, provider_id: providerId, item_id: itemId } of rows) {
      const own = marks.get(auditId) ?? new Map<number, Set<string>>();
      marks.set(auditId, own.set(providerId, (own.get(providerId) ?? new Set()).add(itemId)));
    }
    return marks;
  }

  return {
    async plan(auditId: number, providerId: number): Promise<Plan | null> {
      const row = await database
        .query('improvement_plans')
        .where({ audit_id: auditId, provider_id: providerId })
        .select<PlanRow[]>('*')
        .first();
      return row ? toPlan(row) : null;
    },
    /** The plan, made if there is none, and held until the end of the transaction. */
    async lockPlan(auditId: number, providerId: number, at: string): Promise<Plan> {
      await database
        .query('improvement_plans')
        .insert({
          audit_id: auditId,
          provider_id: providerId,
          state: 'draft',
          version: 1,
          comment: '',
          created_at: at,
        })
        .onConflict(['audit_id', 'provider_id'])
        .ignore();
      const row = await database
        .query('improvement_plans')
        .where({ audit_id: auditId, provider_id: providerId })
        .forUpdate()
        .select<PlanRow[]>('*')
        .first();
      if (!row) throw new Error('the plan was not kept');
      return toPlan(row);
    },
    async plans(filter: { auditIds: number[]; providerId?: number }): Promise<Plan[]> {
      const rows = await database
        .query('improvement_plans')
        .whereIn('audit_id', filter.auditIds)
        .modify((query) => {
          if (filter.providerId !== undefined) void query.where('provider_id', filter.providerId);
        })
        .orderBy('id')
        .select<PlanRow[]>('*');
      return rows.map(toPlan);
    },
    /** The plans, with their audits and providers, that have an action which is not done and due by a day. */
    async withActionsDueBy(
      day: string,
    ): Promise<{ auditId: number; providerId: number; state: PlanState }[]> {
      const rows = await database
        .query('improvement_plans')
        .join('plan_actions', 'plan_actions.plan_id', 'improvement_plans.id')
        .whereIn('plan_actions.progress', ['notStarted', 'started'] satisfies ActionProgress[])
        .where('plan_actions.due', '<=', day)
        .distinct<{ audit_id: number; provider_id: number; state: PlanState }[]>(
          'improvement_plans.audit_id',
          'improvement_plans.provider_id',
          'improvement_plans.state',
        );
      return rows.map((row) => ({ auditId: row.audit_id, providerId: row.provider_id, state: row.state }));
    },
    async setPlan(
      id: number,
      change: Pick<Plan, 'state' | 'version' | 'comment' | 'nothing' | 'sentAt' | 'decidedAt'>,
    ): Promise<void> {
      await database.query('improvement_plans').where({ id }).update({
        state: change.state,
        version: change.version,
        comment: change.comment,
        nothing_to_answer: change.nothing,
        sent_at: change.sentAt,
        decided_at: change.decidedAt,
      });
    },

    /** The ids of the checks that the lead wants answered, by provider. */
    marks: async (auditId: number): Promise<ReadonlyMap<number, ReadonlySet<string>>> =>
      (await marksIn([auditId])).get(auditId) ?? new Map(),
    marksIn,
    async setMarks(
      auditId: number,
      providerId: number,
      itemIds: string[],
      by: { userId: number; at: string },
    ): Promise<void> {
      await database.query('plan_marks').where({ audit_id: auditId, provider_id: providerId }).delete();
      if (itemIds.length === 0) return;
      await database.query('plan_marks').insert(
        itemIds.map((itemId) => ({
          audit_id: auditId,
          provider_id: providerId,
          item_id: itemId,
          marked_by: by.userId,
          marked_at: by.at,
        })),
      );
    },

    /** Why there is no action for a check, by check. */
    async reasons(planId: number): Promise<ReadonlyMap<string, string>> {
      const rows = await database
        .query('plan_reasons')
        .where({ plan_id: planId })
        .select<{ item_id: string; reason: string }[]>('item_id', 'reason');
      return new Map(rows.map((row) => [row.item_id, row.reason]));
    },
    /** Keeps a reason; an empty one takes away what was there. */
    async setReason(planId: number, itemId: string, reason: string): Promise<void> {
      if (reason === '') {
        await database.query('plan_reasons').where({ plan_id: planId, item_id: itemId }).delete();
        return;
      }
      await database
        .query('plan_reasons')
        .insert({ plan_id: planId, item_id: itemId, reason })
        .onConflict(['plan_id', 'item_id'])
        .merge();
    },

    async actions(planIds: number[]): Promise<PlanAction[]> {
      const rows = await database
        .query('plan_actions')
        .whereIn('plan_id', planIds)
        .orderBy('due')
        .orderBy('id')
        .select<ActionRow[]>('*');
      return rows.map(toAction);
    },
    async action(planId: number, id: number): Promise<PlanAction | null> {
      const row = await database
        .query('plan_actions')
        .where({ plan_id: planId, id })
        .select<ActionRow[]>('*')
        .first();
      return row ? toAction(row) : null;
    },
    async addAction(planId: number, details: ActionDetails, at: string): Promise<number> {
      const [row] = await database
        .query('plan_actions')
        .insert({
          plan_id: planId,
          ...columnsOf(details),
          version: 1,
          progress: 'notStarted',
          created_at: at,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new action');
      return row.id;
    },
    /** Changes an action; false when it is no longer of the version given. */
    async changeAction(id: number, version: number, details: ActionDetails): Promise<boolean> {
      const changed = await database
        .query('plan_actions')
        .where({ id, version })
        .update({ ...columnsOf(details), version: version + 1 });
      return changed === 1;
    },
    async setProgress(
      id: number,
      change: Pick<PlanAction, 'progress' | 'doneAt' | 'confirmedAt'>,
    ): Promise<void> {
      await database.query('plan_actions').where({ id }).update({
        progress: change.progress,
        done_at: change.doneAt,
        confirmed_at: change.confirmedAt,
      });
    },
    async removeAction(id: number): Promise<void> {
      await database.query('plan_actions').where({ id }).delete();
    },

    ...createActionNotes(database, { notes: 'plan_notes', files: 'plan_files' }),
  };
}
