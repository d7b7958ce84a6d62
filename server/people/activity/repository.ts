import type { Database } from '../../platform/db/database.ts';

/** What can be written to the activity; a new kind of write adds its word here. */
export type ActivityAction =
  | 'setup.completed'
  | 'person.created'
  | 'person.changed'
  | 'person.disabled'
  | 'person.enabled'
  | 'person.linkMade'
  | 'person.passwordSet'
  | 'person.signedIn'
  | 'person.signInFailed'
  | 'person.signedOut'
  | 'provider.created'
  | 'provider.renamed'
  | 'audit.created'
  | 'audit.changed'
  | 'audit.opened'
  | 'audit.closed'
  | 'audit.reopened'
  | 'item.leftOut'
  | 'item.putBack'
  | 'panel.added'
  | 'panel.removed'
  | 'group.created'
  | 'group.changed'
  | 'group.moved'
  | 'group.removed'
  | 'sample.listed'
  | 'sample.listRemoved'
  | 'sample.drawn'
  | 'sample.notFound'
  | 'calls.planned'
  | 'calls.planRemoved'
  | 'caseFile.created'
  | 'caseFile.saved'
  | 'caseFile.completed'
  | 'caseFile.uncompleted'
  | 'caseFile.removed'
  | 'recoveryPlan.saved'
  | 'recoveryPlans.imported'
  | 'recoveryPlans.exported'
  | 'caseFiles.imported'
  | 'caseFiles.exported'
  | 'device.prepared'
  | 'results.exported'
  | 'results.exportedUnsuppressed'
  | 'bands.changed'
  | 'readings.drawn'
  | 'reading.withdrawn'
  | 'reading.reopened'
  | 'answers.settled'
  | 'questionnaire.codesMade'
  | 'questionnaire.codesWithdrawn'
  | 'questionnaire.counted'
  | 'questionnaire.countRemoved'
  | 'text.coded'
  | 'text.codeSettled'
  | 'texts.codedOnceCounted'
  | 'feedback.goalsChosen'
  | 'baseline.created'
  | 'baseline.removed'
  | 'token.issued'
  | 'token.revoked'
  | 'improvementPlan.marked'
  | 'improvementPlan.reasonSaved'
  | 'improvementPlan.actionAdded'
  | 'improvementPlan.actionChanged'
  | 'improvementPlan.actionRemoved'
  | 'improvementPlan.sent'
  | 'improvementPlan.sentBack'
  | 'improvementPlan.accepted'
  | 'improvementPlan.progress'
  | 'improvementPlan.noted'
  | 'improvementPlan.evidenceFetched'
  | 'followUp.exported'
  | 'audit.repeated'
  | 'finding.added'
  | 'finding.changed'
  | 'finding.moved'
  | 'finding.removed'
  | 'text.kept'
  | 'comment.leftOut'
  | 'comment.putBack'
  | 'feedback.daysSet'
  | 'report.issued'
  | 'report.frozen'
  | 'feedback.withdrawn'
  | 'feedback.fetched'
  | 'reports.packed'
  | 'report.acknowledged'
  | 'query.raised'
  | 'query.answered'
  | 'answer.corrected'
  | 'audit.finished'
  | 'audit.resumed'
  | 'access.refused'
  | 'feedback.released';

/** What earlier versions called some of these; a line that was written is never changed. */
const FORMER_ACTIONS: Readonly<Record<string, ActivityAction>> = {
  'results.exportedUnmasked': 'results.exportedUnsuppressed',
  'plan.saved': 'recoveryPlan.saved',
  'plans.imported': 'recoveryPlans.imported',
  'plans.exported': 'recoveryPlans.exported',
  'plan.marked': 'improvementPlan.marked',
  'plan.reasonSaved': 'improvementPlan.reasonSaved',
  'plan.actionAdded': 'improvementPlan.actionAdded',
  'plan.actionChanged': 'improvementPlan.actionChanged',
  'plan.actionRemoved': 'improvementPlan.actionRemoved',
  'plan.sent': 'improvementPlan.sent',
  'plan.sentBack': 'improvementPlan.sentBack',
  'plan.accepted': 'improvementPlan.accepted',
  'plan.progress': 'improvementPlan.progress',
  'plan.noted': 'improvementPlan.noted',
  'plan.evidenceFetched': 'improvementPlan.evidenceFetched',
};

/** One line of the activity. `detail` holds ids and counts, never an answer, a comment or a name. */
export interface ActivityEntry {
  userId: number | null;
  action: ActivityAction;
  auditId?: number;
  /** What it was done to, such as `caseFile 12`. */
  subject?: string;
  detail?: Record<string, number | string | boolean | string[]>;
}

export interface ActivityLine extends ActivityEntry {
  id: number;
  at: string;
  userName: string | null;
}

export interface ActivityRepository {
  /** Adds a line. Called within the transaction of the write that it tells of. */
  add(entry: ActivityEntry): Promise<void>;
  /** The newest lines first, of one audit or of everything. */
  list(filter: { auditId?: number; before?: number; limit: number }): Promise<ActivityLine[]>;
}

export function createActivityRepository(database: Database, now: () => Date): ActivityRepository {
  return {
    async add(entry) {
      await database.query('activity').insert({
        at: now().toISOString(),
        user_id: entry.userId,
        action: entry.action,
        audit_id: entry.auditId ?? null,
        subject: entry.subject ?? null,
        detail: JSON.stringify(entry.detail ?? {}),
      });
    },
    async list({ auditId, before, limit }) {
      interface Row {
        id: number;
        at: string;
        user_id: number | null;
        user_name: string | null;
        action: string;
        audit_id: number | null;
        subject: string | null;
        detail: string;
      }
      const rows = await database
        .query('activity')
        .leftJoin('users', 'users.id', 'activity.user_id')
        .modify((query) => {
          if (auditId !== undefined) void query.where('activity.audit_id', auditId);
          if (before !== undefined) void query.where('activity.id', '<', before);
        })
        .orderBy('activity.id', 'desc')
        .limit(limit)
        .select<Row[]>('activity.*', 'users.name as user_name');
      return rows.map((row) => ({
        id: row.id,
        at: row.at,
        userId: row.user_id,
        userName: row.user_name,
        action: FORMER_ACTIONS[row.action] ?? (row.action as ActivityAction),
        ...(row.audit_id === null ? {} : { auditId: row.audit_id }),
        ...(row.subject === null ? {} : { subject: row.subject }),
        detail: JSON.parse(row.detail) as NonNullable<ActivityEntry['detail']>,
      }));
    },
  };
}
