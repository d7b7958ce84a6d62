import { checksEverAsked, planMayChange } from '../../../rules/index.ts';
import type { Audit } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { PlanActivity } from './planActivity.ts';
import type { ReportSource } from './report.ts';
import type { ActionDetails, ImprovementRepository, Plan, PlanAction } from './repository.ts';
import type { TextGuard } from './textGuard.ts';

/** Somebody has saved the action since the form was opened; what they saved is in it. */
export class StaleActionError extends StateError {
  readonly current: PlanAction;
  constructor(current: PlanAction) {
    super('Somebody else has changed this action since you opened it.');
    this.current = current;
  }
}

/** @throws NotFoundError when the plan has no such action */
export async function mustHaveAction(
  plans: ImprovementRepository,
  planId: number,
  actionId: number,
): Promise<PlanAction> {
  const action = await plans.action(planId, actionId);
  if (!action) throw new NotFoundError();
  return action;
}

/** What a provider writes into its plan until it is sent in: actions, and reasons why there is none. */
export function createPlanWriting(parts: {
  database: Database;
  reports: ReportSource;
  plans: ImprovementRepository;
  textGuard: TextGuard;
  logActivity: PlanActivity;
  at: () => string;
}) {
  const { database, reports, plans, textGuard, logActivity, at } = parts;

  /** The plan, held for a change by its provider. */
  async function forWriting(auditId: number, providerId: number): Promise<Plan> {
    const plan = await plans.lockPlan(auditId, providerId, at());
    if (!planMayChange(plan.state)) {
      throw new StateError(
        'The plan has been sent in, so it cannot be changed. The panel lead or commissioner can send it back to you.',
      );
    }
    return plan;
  }

  /** The audit of an action, once what the action answers is known to be a check of its tool. */
  async function checkDetails(auditId: number, providerId: number, details: ActionDetails): Promise<Audit> {
    const { audit, tool } = await reports.one(auditId, providerId);
    if (details.checkId === null) return audit;
    // What a check was given before it was left out of the audit can still be put into other words.
    if (!checksEverAsked(tool).some(({ id }) => id === details.checkId)) {
      throw new InputError([{ field: 'checkId', text: 'Choose what the action answers.' }]);
    }
    return audit;
  }

  const textsOf = ({ action, measure }: ActionDetails) => [action, measure];

  return {
    /** Keeps why there is no action for a check; an empty reason takes it away. */
    async setReason(
      actorId: number,
      auditId: number,
      providerId: number,
      checkId: string,
      reason: string,
      keep = '',
    ): Promise<void> {
      const { audit, tool } = await reports.one(auditId, providerId);
      if (!checksEverAsked(tool).some(({ id }) => id === checkId)) throw new NotFoundError();
      await database.write(async () => {
        const plan = await forWriting(auditId, providerId);
        const before = (await plans.reasons(plan.id)).get(checkId) ?? '';
        const kept = await textGuard.pass(audit, [reason], keep, [before]);
        await plans.setReason(plan.id, checkId, reason);
        await logActivity(actorId, 'improvementPlan.reasonSaved', auditId, `provider ${providerId}`);
        await textGuard.noteKept(actorId, auditId, providerId, `provider ${providerId}`, kept);
      });
    },

    /** @throws TextWarning when its words may tell who somebody is */
    async addAction(
      actorId: number,
      auditId: number,
      providerId: number,
      details: ActionDetails,
      keep = '',
    ): Promise<number> {
      const audit = await checkDetails(auditId, providerId, details);
      return database.write(async () => {
        const plan = await forWriting(auditId, providerId);
        const kept = await textGuard.pass(audit, textsOf(details), keep);
        const actionId = await plans.addAction(plan.id, details, at());
        await logActivity(actorId, 'improvementPlan.actionAdded', auditId, `action ${actionId}`);
        await textGuard.noteKept(actorId, auditId, providerId, `action ${actionId}`, kept);
        return actionId;
      });
    },

    /**
     * @throws StaleActionError when somebody else has changed it since
     * @throws TextWarning when new words may tell who somebody is
     */
    async changeAction(
      actorId: number,
      auditId: number,
      providerId: number,
      actionId: number,
      version: number,
      details: ActionDetails,
      keep = '',
    ): Promise<void> {
      const audit = await checkDetails(auditId, providerId, details);
      await database.write(async () => {
        const plan = await forWriting(auditId, providerId);
        const before = await mustHaveAction(plans, plan.id, actionId);
        const kept = await textGuard.pass(audit, textsOf(details), keep, textsOf(before));
        if (!(await plans.changeAction(actionId, version, details))) throw new StaleActionError(before);
        await logActivity(actorId, 'improvementPlan.actionChanged', auditId, `action ${actionId}`);
        await textGuard.noteKept(actorId, auditId, providerId, `action ${actionId}`, kept);
      });
    },

    /** Takes an action off; one that has notes under it stays, so that nothing reported is lost. */
    async removeAction(
      actorId: number,
      auditId: number,
      providerId: number,
      actionId: number,
    ): Promise<void> {
      await database.write(async () => {
        const plan = await forWriting(auditId, providerId);
        await mustHaveAction(plans, plan.id, actionId);
        if (((await plans.noteCounts([actionId])).get(actionId) ?? 0) > 0) {
          throw new StateError(
            'Progress has been reported under this action, so it cannot be removed. Change it instead.',
          );
        }
        await plans.removeAction(actionId);
        await logActivity(actorId, 'improvementPlan.actionRemoved', auditId, `action ${actionId}`);
      });
    },
  };
}
