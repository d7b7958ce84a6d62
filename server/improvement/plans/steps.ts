import { checksOf, planMayChange, takePlanStep } from '../../../rules/index.ts';
import type { PlanState, PlanStep } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { ActivityAction } from '../../people/activity/repository.ts';
import type { MailService } from '../../people/mail/service.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, StateError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { PlanOverviews } from './overviews.ts';
import type { PlanActivity } from './planActivity.ts';
import type { PlanOverview } from './planOverview.ts';
import type { ReportSource } from './report.ts';
import type { ImprovementRepository } from './repository.ts';
import type { TextGuard } from './textGuard.ts';

const STEP_ACTIVITY: Record<PlanStep, ActivityAction> = {
  send: 'improvementPlan.sent',
  sendBack: 'improvementPlan.sentBack',
  accept: 'improvementPlan.accepted',
};

/** The way of a plan between the provider and those who accept it: asked for, sent in, sent back, accepted. */
export function createPlanSteps(parts: {
  database: Database;
  reports: ReportSource;
  plans: ImprovementRepository;
  overviews: PlanOverviews;
  accounts: AccountRepository;
  mail: Pick<MailService, 'notify'>;
  textGuard: TextGuard;
  logActivity: PlanActivity;
  at: () => string;
}) {
  const { database, reports, plans, overviews, accounts, mail, textGuard, logActivity, at } = parts;

  /** Tells those who wait for a step of it by mail. */
  async function notifyWaiting(step: PlanStep, { audit, provider }: PlanOverview): Promise<void> {
    const people = await accounts.list();
    const waiting =
      step === 'send'
        ? people.filter((user) => can(user, 'improvementPlan.decide', { audit }))
        : people.filter((user) => user.providerId === provider.id);
    const { subject, text } = {
      send: {
        subject: `Improvement plan of ${provider.name}`,
        text: `${provider.name} has sent in its improvement plan after the audit “${audit.title}”. Accept it or send it back:`,
      },
      sendBack: {
        subject: 'Your improvement plan was sent back',
        text: `The improvement plan of ${provider.name} after the audit “${audit.title}” was sent back with a comment. Change it and send it in again:`,
      },
      accept: {
        subject: 'Your improvement plan is accepted',
        text: `The improvement plan of ${provider.name} after the audit “${audit.title}” is accepted:`,
      },
    }[step];
    await mail.notify(
      waiting.map(({ id }) => id),
      subject,
      text,
      urls.plan(audit.id, provider.id),
    );
  }

  return {
    /** The lead says which checks the provider has to answer besides those that miss a standard. */
    async mark(actorId: number, auditId: number, providerId: number, checkIds: string[]): Promise<void> {
      const { tool } = await reports.one(auditId, providerId);
      const known = new Set(checksOf(tool).map(({ id }) => id));
      if (checkIds.some((id) => !known.has(id))) {
        throw new InputError([{ field: 'marked', text: 'Choose checks from the list.' }]);
      }
      await database.write(async () => {
        const plan = await plans.lockPlan(auditId, providerId, at());
        if (!planMayChange(plan.state)) {
          throw new StateError('The plan has been sent in. Send it back before you ask for more.');
        }
        await plans.setMarks(auditId, providerId, [...new Set(checkIds)], { userId: actorId, at: at() });
        await logActivity(actorId, 'improvementPlan.marked', auditId, `provider ${providerId}`, {
          checks: checkIds.length,
        });
      });
    },

    /**
     * Sends a plan in, sends it back, or accepts it.
     *
     * @param version - of the plan on the page
     * @param comment - to the provider, where it is sent back or accepted
     * @param keep - the fingerprint of words that are kept in spite of a warning
     * @param nothing - why a plan that is sent in has nothing to answer
     */
    async take(
      actorId: number,
      auditId: number,
      providerId: number,
      step: PlanStep,
      version: number,
      comment: string,
      keep = '',
      nothing = '',
    ): Promise<PlanState> {
      return database.write(async () => {
        const plan = await plans.lockPlan(auditId, providerId, at());
        if (plan.version !== version) {
          throw new StateError('The plan has moved on since you opened this page. Look at it again.');
        }
        const of = await overviews.of(auditId, providerId);
        const outcome = takePlanStep(step, {
          state: plan.state,
          unanswered: of.unanswered.length,
          actions: of.actions.length,
          reasons: of.reasons.size,
          nothing,
        });
        if ('problem' in outcome) throw new StateError(outcome.problem);
        const kept = await textGuard.pass(of.audit, [step === 'send' ? nothing : comment], keep);
        await plans.setPlan(plan.id, {
          state: outcome.to,
          version: plan.version + 1,
          comment: step === 'send' ? plan.comment : comment,
          nothing: step === 'send' ? nothing : plan.nothing,
          sentAt: step === 'send' ? at() : plan.sentAt,
          decidedAt: step === 'send' ? plan.decidedAt : at(),
        });
        await logActivity(actorId, STEP_ACTIVITY[step], auditId, `provider ${providerId}`);
        await textGuard.noteKept(actorId, auditId, providerId, `provider ${providerId}`, kept);
        await notifyWaiting(step, of);
        return outcome.to;
      });
    },
  };
}
