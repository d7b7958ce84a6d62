import { labelOf, dayAfter, isDueSoon, planIsShared, statusOf } from '../../../rules/index.ts';
import type { ActionStatus, PlanState } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Provider } from '../../people/providers.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { dayInBritain } from '../../formats/english.ts';
import type { ReportSource } from '../plans/report.ts';
import type { ImprovementRepository, Plan, PlanAction } from '../plans/repository.ts';
import { can } from '../../access/policy.ts';
import type { Query, QueryRepository } from '../../feedback/store/queries.ts';
import type { IssuedReport } from '../../feedback/store/reports.ts';
import type { Tools } from '../../audits/tools.ts';

/** An action with what is worked out of it today. */
export interface FollowedAction extends PlanAction {
  checkLabel: string | null;
  status: ActionStatus;
  dueSoon: boolean;
}

/** One provider's plan after one audit, as the follow-up sees it. */
export interface FollowedPlan {
  audit: Audit;
  provider: Provider;
  /** Since when the provider has its report. */
  reportIssuedAt: string;
  /** The report that the provider can read now, its newest. */
  report: IssuedReport;
  /** What the provider has asked about its reports; only for itself and for who answers. */
  queries: Query[];
  plan: Plan | null;
  state: PlanState;
  /** Those not done by due date, then those done; none of a first draft unless it is one's own. */
  actions: FollowedAction[];
}

/** Everything somebody may follow up, on one day. */
export interface FollowUp {
  /** YYYY-MM-DD in Britain */
  today: string;
  plans: FollowedPlan[];
}

/** A report that is out, with what it is about. */
type Given = Pick<FollowedPlan, 'audit' | 'provider' | 'report' | 'queries'>;

export type FollowUpService = ReturnType<typeof createFollowUpService>;

/** Improvement plans over audits and providers: what contract reviews, home pages and e-mails are made from. */
export function createFollowUpService(parts: {
  database: Database;
  audits: AuditRepository;
  reports: ReportSource;
  plans: ImprovementRepository;
  queries: QueryRepository;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, reports, plans, queries, activity, tools, now } = parts;

  /** The reports that are out and that this person may follow up. */
  async function reportsOf(user: User): Promise<Given[]> {
    const mine: Audit[] = [];
    if (user.providerId === null) {
      const all = await audits.ofMember(user.id);
      mine.push(...all.filter((audit) => can(user, 'improvementPlans.read', { audit })));
    } else {
      // One after the other: all of it runs on one connection.
      for (const { auditId } of await reports.outTo(user.providerId)) {
        const audit = await audits.byId(auditId);
        if (audit) mine.push(audit);
      }
    }
    const found: Given[] = [];
    for (const audit of mine) {
      const readsQueries = user.providerId !== null || can(user, 'feedback.manage', { audit });
      const asked = readsQueries ? await queries.of(audit.id, user.providerId ?? undefined) : [];
      for (const { provider, report } of await reports.listed(audit.id)) {
        if (report === null || (user.providerId !== null && provider.id !== user.providerId)) continue;
        found.push({
          audit,
          provider,
          report,
          queries: asked.filter((query) => query.providerId === provider.id),
        });
      }
    }
    return found;
  }

  return {
    /** All that a person may follow up, from one state of the database. */
    of: (user: User): Promise<FollowUp> =>
      database.read(async () => {
        const today = dayInBritain(now());
        const out = await reportsOf(user);
        const all = await plans.plans({ auditIds: [...new Set(out.map(({ audit }) => audit.id))] });
        const shown = all.filter(({ state }) => planIsShared(state) || user.providerId !== null);
        const actions = await plans.actions(shown.map(({ id }) => id));
        return {
          today,
          plans: out.map((given): FollowedPlan => {
            const { audit, provider, report } = given;
            const plan =
              all.find((one) => one.auditId === audit.id && one.providerId === provider.id) ?? null;
            const tool = tools.of(audit);
            return {
              ...given,
              reportIssuedAt: report.issuedAt,
              plan,
              state: plan?.state ?? 'draft',
              actions: actions
                .filter(({ planId }) => planId === plan?.id)
                .map((action) => ({
                  ...action,
                  checkLabel: labelOf(tool, action.checkId),
                  status: statusOf(action, today),
                  dueSoon: isDueSoon(action, today),
                }))
                .toSorted((a, b) => rankOf(a.status) - rankOf(b.status) || (a.due < b.due ? -1 : 1)),
            };
          }),
        };
      }),

    /**
     * Tells whom anything that is late, or due within so many days, may concern: one question for everybody, so that
     * what somebody may follow up need only be worked out for those.
     */
    async pressing(days: number): Promise<(user: User) => boolean> {
      const found = await plans.withActionsDueBy(dayAfter(dayInBritain(now()), days));
      const providers = new Set(found.map(({ providerId }) => providerId));
      const sharedIn = found.flatMap(({ auditId, state }) => (planIsShared(state) ? [auditId] : []));
      const audited: Audit[] = [];
      for (const id of new Set(sharedIn)) {
        const audit = await audits.byId(id);
        if (audit) audited.push(audit);
      }
      return (user) =>
        user.providerId === null
          ? audited.some((audit) => can(user, 'improvementPlans.read', { audit }))
          : providers.has(user.providerId);
    },

    /** Writes down that the follow-up was taken out of the program. */
    exported: (actorId: number, format: string, actions: number): Promise<void> =>
      activity.add({ userId: actorId, action: 'followUp.exported', detail: { format, actions } }),
  };
}

const rankOf = (status: ActionStatus): number => (status === 'confirmed' ? 2 : status === 'done' ? 1 : 0);
