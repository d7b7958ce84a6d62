import {
  asksForPlan,
  labelOf,
  dayAfter,
  DUE_SOON_DAYS,
  isDueSoon,
  planIsShared,
  statusOf,
} from '../../../rules/index.ts';
import type { ActionProgress, ActionStatus, PlanState, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Provider } from '../../people/providers.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { dayInBritain } from '../../formats/english.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { DeliveryRepository } from '../delivery/repository.ts';
import type { ReportSource } from '../plans/report.ts';
import type { ImprovementRepository, Plan, PlanAction } from '../plans/repository.ts';
import { can } from '../../access/policy.ts';
import type { Query, QueryRepository } from '../../feedback/store/queries.ts';
import type { IssuedReport } from '../../feedback/store/reports.ts';

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
  /** Whether the report asks for it; where not, no day is set for it. */
  isAskedFor: boolean;
  /** Those not done by due date, then those done; none of a first draft unless it is one's own. */
  actions: FollowedAction[];
}

/** A line of a delivery plan that is late or due soon. */
export interface FollowedLine {
  id: number;
  planId: number;
  planTitle: string;
  heading: string;
  action: string;
  ownerRole: string;
  due: string;
  progress: ActionProgress;
  status: ActionStatus;
}

/** Everything somebody may follow up, on one day. */
export interface FollowUp {
  /** YYYY-MM-DD in Britain */
  today: string;
  plans: FollowedPlan[];
  /** Lines of delivery plans that are late or due within thirty days: a provider's own, or of plans that one follows. */
  lines: FollowedLine[];
}

/** A report that is out, with what it is about. */
type Given = Pick<FollowedPlan, 'audit' | 'provider' | 'report' | 'queries'> & { tool: Tool };

export type FollowUpService = ReturnType<typeof createFollowUpService>;

/** Improvement plans over audits and providers: what contract reviews, home pages and e-mails are made from. */
export function createFollowUpService(parts: {
  database: Database;
  audits: AuditRepository;
  reports: ReportSource;
  plans: ImprovementRepository;
  queries: QueryRepository;
  delivery: Pick<DeliveryRepository, 'plans' | 'dueBy'>;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, reports, plans, queries, delivery, activity, now } = parts;

  /** The audits of which a provider has its report, the one given last first. */
  async function reportedTo(providerId: number): Promise<Audit[]> {
    const out = await reports.outTo(providerId);
    const all = await audits.byIds(out.map(({ auditId }) => auditId));
    return out.flatMap(({ auditId }) => all.find(({ id }) => id === auditId) ?? []);
  }

  /**
   * The reports that are out and that this person may follow up.
   *
   * @param own - the audits on whose panel they are, where they are loaded already
   */
  async function reportsOf(user: User, own?: readonly Audit[]): Promise<Given[]> {
    const { providerId } = user;
    const mine =
      providerId === null
        ? (own ?? (await audits.ofMember(user.id))).filter((audit) =>
            can(user, 'improvementPlans.read', { audit }),
          )
        : await reportedTo(providerId);
    const out = (await reports.out(mine)).filter(
      ({ provider }) => providerId === null || provider.id === providerId,
    );
    const asking = new Set(
      out.flatMap(({ audit }) =>
        providerId !== null || can(user, 'feedback.manage', { audit }) ? [audit.id] : [],
      ),
    );
    const asked = await queries.ofAudits([...asking], providerId ?? undefined);
    return out.map((given) => ({
      ...given,
      queries: (asked.get(given.audit.id) ?? []).filter((query) => query.providerId === given.provider.id),
    }));
  }

  /** Lines of delivery plans that are not done and due by a day, with whom they concern. */
  async function linesBy(day: string) {
    const due = await delivery.dueBy(day);
    if (due.length === 0) return [];
    const byId = new Map((await delivery.plans()).map((plan) => [plan.id, plan] as const));
    return due.flatMap((line) => {
      const plan = byId.get(line.planId);
      return plan ? [{ line, plan }] : [];
    });
  }
  const concerns =
    (user: User) =>
    ({ line, plan }: Awaited<ReturnType<typeof linesBy>>[number]): boolean =>
      can(user, 'deliveryLine.read', { line }) &&
      (user.providerId !== null || plan.followers.includes(user.id));

  return {
    /**
     * All that a person may follow up, from one state of the database.
     *
     * @param own - the audits on whose panel they are, where they are loaded already
     */
    of: (user: User, own?: readonly Audit[]): Promise<FollowUp> =>
      database.read(async () => {
        const today = dayInBritain(now());
        const out = await reportsOf(user, own);
        const auditIds = [...new Set(out.map(({ audit }) => audit.id))];
        const all = await plans.plans({ auditIds });
        const marks = await plans.marksIn(auditIds);
        const planOf = new Map(all.map((plan) => [`${plan.auditId} ${plan.providerId}`, plan]));
        const shown = all.filter(({ state }) => planIsShared(state) || user.providerId !== null);
        const actions = groupBy(await plans.actions(shown.map(({ id }) => id)), ({ planId }) => planId);
        const lines = (await linesBy(dayAfter(today, DUE_SOON_DAYS))).filter(concerns(user));
        return {
          today,
          lines: lines.map(({ line, plan }) => ({
            id: line.id,
            planId: plan.id,
            planTitle: plan.title,
            heading: line.heading,
            action: line.action,
            ownerRole: line.ownerRole,
            due: line.due,
            progress: line.progress,
            status: statusOf(line, today),
          })),
          plans: out.map((given): FollowedPlan => {
            const { tool, ...shownOf } = given;
            const { audit, provider, report } = shownOf;
            const plan = planOf.get(`${audit.id} ${provider.id}`) ?? null;
            return {
              ...shownOf,
              reportIssuedAt: report.issuedAt,
              plan,
              state: plan?.state ?? 'draft',
              isAskedFor: asksForPlan(tool, marks.get(audit.id)?.get(provider.id) ?? new Set()),
              actions: (actions.get(plan?.id ?? 0) ?? [])
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
      const day = dayAfter(dayInBritain(now()), days);
      const found = await plans.withActionsDueBy(day);
      const lines = await linesBy(day);
      const providers = new Set(found.map(({ providerId }) => providerId));
      const sharedIn = found.flatMap(({ auditId, state }) => (planIsShared(state) ? [auditId] : []));
      const audited = await audits.byIds([...new Set(sharedIn)]);
      return (user) =>
        lines.some(concerns(user)) ||
        (user.providerId === null
          ? audited.some((audit) => can(user, 'improvementPlans.read', { audit }))
          : providers.has(user.providerId));
    },

    /** Writes down that the follow-up was taken out of the program. */
    exported: (actorId: number, format: string, actions: number): Promise<void> =>
      activity.add({ userId: actorId, action: 'followUp.exported', detail: { format, actions } }),
  };
}

const rankOf = (status: ActionStatus): number => (status === 'confirmed' ? 2 : status === 'done' ? 1 : 0);
