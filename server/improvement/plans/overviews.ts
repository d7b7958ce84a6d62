import { asksForPlan, checksToAnswer, planMayChange, unanswered } from '../../../rules/index.ts';
import type { Audit } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { ActionOverview, PlanOverview } from './planOverview.ts';
import type { ReportSource, ReportStanding } from './report.ts';
import type { ImprovementRepository } from './repository.ts';

export type PlanOverviews = ReturnType<typeof createPlanOverviews>;

/** Plans as they stand, each with the report that it answers. */
export function createPlanOverviews(parts: {
  database: Database;
  reports: ReportSource;
  plans: ImprovementRepository;
}) {
  const { database, reports, plans } = parts;

  async function standing(report: ReportStanding): Promise<PlanOverview> {
    const { audit, provider, tool, figures } = report;
    const plan = await plans.plan(audit.id, provider.id);
    const marked = (await plans.marks(audit.id)).get(provider.id) ?? new Set<string>();
    const actions = plan ? await plans.actions([plan.id]) : [];
    const reasons = plan ? await plans.reasons(plan.id) : new Map<string, string>();
    const toAnswer = checksToAnswer(tool, figures, marked);
    return {
      ...report,
      plan,
      state: plan?.state ?? 'draft',
      marked,
      toAnswer,
      actions,
      reasons,
      unanswered: unanswered(toAnswer, { actions, reasons }),
    };
  }

  return {
    /** A provider's plan, from one state of the database. */
    of: (auditId: number, providerId: number): Promise<PlanOverview> =>
      database.read(async () => standing(await reports.one(auditId, providerId))),

    /** The plans of all providers of an audit, from one state of the database. */
    all: (auditId: number): Promise<PlanOverview[]> =>
      database.read(async () => {
        const found: PlanOverview[] = [];
        for (const report of await reports.all(auditId)) found.push(await standing(report));
        return found;
      }),

    /** Names of the providers that are asked for a plan and have not sent it in, or were sent it back. */
    unsent: (audit: Audit): Promise<string[]> =>
      database.read(async () => {
        const found: string[] = [];
        const marks = await plans.marks(audit.id);
        const all = await plans.plans({ auditIds: [audit.id] });
        for (const { provider, report, tool } of await reports.listed(audit)) {
          const state =
            report && (all.find(({ providerId }) => providerId === provider.id)?.state ?? 'draft');
          const isAskedFor = asksForPlan(tool, marks.get(provider.id) ?? new Set());
          if (state && planMayChange(state) && (isAskedFor || state !== 'draft')) found.push(provider.name);
        }
        return found;
      }),

    /** Which checks the lead has marked, by provider. */
    marks: (auditId: number) => plans.marks(auditId),

    /** Since when a provider has its report; the question on which its access hangs. */
    reportIssuedAt: (auditId: number, providerId: number) => reports.reportIssuedAt(auditId, providerId),

    /** An action with what was reported of it. */
    action: (auditId: number, providerId: number, actionId: number): Promise<ActionOverview> =>
      database.read(async () => {
        const of = await standing(await reports.one(auditId, providerId));
        const action = of.actions.find(({ id }) => id === actionId);
        if (!action) throw new NotFoundError();
        return { of, action, notes: await plans.notes(actionId) };
      }),
  };
}
