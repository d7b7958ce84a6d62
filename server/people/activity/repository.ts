import { markOf } from '../../platform/db/activitySeal.ts';
import type { Database } from '../../platform/db/database.ts';

/** What can be written to the activity; a new kind of write adds its word here. */
export type ActivityAction =
  | 'setup.completed'
  | 'person.created'
  | 'organisation.added'
  | 'organisation.renamed'
  | 'organisation.ended'
  | 'organisation.reopened'
  | 'organisation.providerLinked'
  | 'organisation.providerUnlinked'
  | 'organisation.compared'
  | 'organisation.notCompared'
  | 'person.changed'
  | 'person.disabled'
  | 'person.enabled'
  | 'person.erased'
  | 'person.linkMade'
  | 'person.linkMailed'
  | 'person.linkRequested'
  | 'person.passwordSet'
  | 'person.signedIn'
  | 'person.signInFailed'
  | 'person.signedOut'
  | 'person.sessionsEnded'
  | 'person.codeWrong'
  | 'person.confirmed'
  | 'person.notConfirmed'
  | 'person.secondFactorOn'
  | 'person.secondFactorOff'
  | 'person.secondFactorReset'
  | 'person.recoveryCodesMade'
  | 'person.passkeyAdded'
  | 'person.outsideLinked'
  | 'person.outsideUnlinked'
  | 'person.passkeyRemoved'
  | 'signIn.rolesSet'
  | 'provider.created'
  | 'provider.renamed'
  | 'provider.changed'
  | 'provider.logo'
  | 'provider.retired'
  | 'provider.unretired'
  | 'provider.joined'
  | 'measure.created'
  | 'measure.changed'
  | 'measure.removed'
  | 'measure.linked'
  | 'measure.unlinked'
  | 'place.created'
  | 'place.changed'
  | 'figures.entered'
  | 'figures.imported'
  | 'programme.added'
  | 'programme.changed'
  | 'programme.removed'
  | 'programme.begun'
  | 'calendar.addressMade'
  | 'calendar.addressEnded'
  | 'tool.drafted'
  | 'tool.discarded'
  | 'tool.published'
  | 'tool.retired'
  | 'tool.offered'
  | 'audit.created'
  | 'audit.changed'
  | 'audit.opened'
  | 'audit.closed'
  | 'audit.reopened'
  | 'item.leftOut'
  | 'item.putBack'
  | 'standards.set'
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
  | 'files.assigned'
  | 'interests.declared'
  | 'safeguarding.setUp'
  | 'alert.raised'
  | 'alert.acknowledged'
  | 'sample.listTaken'
  | 'calls.planned'
  | 'calls.planRemoved'
  | 'caseFile.created'
  | 'caseFile.saved'
  | 'caseFile.completed'
  | 'caseFile.uncompleted'
  | 'caseFile.removed'
  | 'caseFile.sentBack'
  | 'fileNote.added'
  | 'fileNote.settled'
  | 'recoveryPlan.saved'
  | 'recoveryPlans.imported'
  | 'recoveryPlans.exported'
  | 'caseFiles.imported'
  | 'caseFiles.exported'
  | 'device.prepared'
  | 'results.exported'
  | 'results.exportedUnsuppressed'
  | 'publishedFigures.added'
  | 'publishedFigures.withdrawn'
  | 'publishedFigures.exported'
  | 'bands.changed'
  | 'stopping.set'
  | 'training.chosen'
  | 'training.read'
  | 'readings.drawn'
  | 'reading.withdrawn'
  | 'reading.reopened'
  | 'answers.settled'
  | 'selfAudit.answered'
  | 'selfAudit.evidenceRemoved'
  | 'selfAudit.evidenceFetched'
  | 'selfAudit.handedIn'
  | 'selfAudit.givenBack'
  | 'selfAudit.decided'
  | 'selfAudit.validated'
  | 'selfAudit.resumed'
  | 'selfAudit.shown'
  | 'selfAudit.reportFetched'
  | 'selfAudits.exported'
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
  | 'deliveryPlan.created'
  | 'deliveryPlan.changed'
  | 'deliveryPlan.removed'
  | 'deliveryPlan.linesAdded'
  | 'deliveryPlan.exported'
  | 'deliveryLine.changed'
  | 'deliveryLine.removed'
  | 'deliveryLine.progress'
  | 'deliveryLine.noted'
  | 'deliveryLine.evidenceFetched'
  | 'meeting.created'
  | 'meeting.changed'
  | 'meeting.minuted'
  | 'meeting.exported'
  | 'audit.repeated'
  | 'activity.exported'
  | 'activity.checked'
  | 'backup.restored'
  | 'audit.copied'
  | 'audit.archived'
  | 'audit.unarchived'
  | 'audit.discarded'
  | 'audit.deletionAsked'
  | 'audit.erasureAsked'
  | 'audit.casesErased'
  | 'retention.changed'
  | 'request.answered'
  | 'request.takenOut'
  | 'audit.deletionWithdrawn'
  | 'audit.deleted'
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
  | 'access.forbidden'
  | 'request.refused'
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

/** Actions as the lines may call them, those of earlier versions among them. */
const withFormer = (actions: readonly ActivityAction[]): string[] => [
  ...actions,
  ...Object.entries(FORMER_ACTIONS).flatMap(([former, now]) => (actions.includes(now) ? [former] : [])),
];

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

/** Which lines somebody asks for; what is left out narrows nothing. */
export interface ActivityFilter {
  auditId?: number;
  userId?: number;
  actions?: readonly ActivityAction[];
  /** ISO 8601, UTC: the first moment, and the one before which the last line lies. */
  from?: string;
  until?: string;
}

export interface ActivityRepository {
  /** Adds a line. Called within the transaction of the write that it tells of. */
  add(entry: ActivityEntry): Promise<void>;
  /** The newest lines first, or those after a line in the order of time, of one audit or of everything. */
  list(
    filter: ActivityFilter & { before?: number; after?: number; oldestFirst?: boolean; limit: number },
  ): Promise<ActivityLine[]>;
  /** Ids and names of those who have done something, by name. */
  people(filter: { auditId?: number }): Promise<{ id: number; name: string }[]>;
}

/** @param key - what lines are marked by, so that one that the program did not write is found */
export function createActivityRepository(
  database: Database,
  now: () => Date,
  key: string,
): ActivityRepository {
  /** Whose line it is: of whom the request is, else of what it tells of and of who did it. */
  async function organisationOf({ auditId, userId }: ActivityEntry): Promise<number> {
    if (database.scope !== null) return database.scope.home;
    const { query } = database;
    const of = async (table: string, id: number | null | undefined): Promise<number | undefined> =>
      typeof id === 'number'
        ? (await query(table).where({ id }).first<{ organisation_id: number } | undefined>('organisation_id'))
            ?.organisation_id
        : undefined;
    return (await of('audits', auditId)) ?? (await of('users', userId)) ?? 1;
  }

  return {
    async add(entry) {
      const content = {
        at: now().toISOString(),
        user_id: entry.userId,
        action: entry.action,
        audit_id: entry.auditId ?? null,
        subject: entry.subject ?? null,
        detail: JSON.stringify(entry.detail ?? {}),
        organisation_id: await organisationOf(entry),
      };
      await database.query('activity').insert({ ...content, mark: markOf(key, content) });
    },
    async people({ auditId }) {
      const own = database.query('activity').modify((query) => {
        if (auditId !== undefined) void query.where('audit_id', auditId);
      });
      return database
        .query('users')
        .whereIn('id', own.whereNotNull('user_id').distinct('user_id'))
        .orderBy('name')
        .orderBy('id')
        .select<{ id: number; name: string }[]>('id', 'name');
    },
    async list({ auditId, userId, actions, from, until, before, after, oldestFirst, limit }) {
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
          if (after !== undefined) void query.where('activity.id', '>', after);
          if (userId !== undefined) void query.where('activity.user_id', userId);
          if (actions !== undefined) void query.whereIn('activity.action', withFormer(actions));
          if (from !== undefined) void query.where('activity.at', '>=', from);
          if (until !== undefined) void query.where('activity.at', '<', until);
        })
        .orderBy('activity.id', oldestFirst ? 'asc' : 'desc')
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
