import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { User } from '../../people/accounts/repository.ts';
import { ForbiddenError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { dayInBritain } from '../../formats/english.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';

import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import { actionForm, marksForm, reasonForm, stepForm, versionForm } from './form.ts';
import { presentActionForm, presentPlan, presentPlans } from './presenter.ts';
import type { PlanAction } from './repository.ts';
import type { ImprovementService } from './service.ts';
import { withTextWarning } from './textWarning.ts';
import type { TextWarningView } from './textWarning.ts';
import { StaleActionError } from './writing.ts';

const STEP_DONE = {
  send: 'The plan is sent in. The panel lead and the commissioner can read it now.',
  sendBack: 'The plan is sent back. The provider can change it again.',
  accept: 'The plan is accepted.',
};

/**
 * Loads the audit and provider that the address names. A provider that asks for a plan that is not its own, or not out,
 * finds nothing, and that it asked is written down.
 */
export function planLoader(audits: AuditService, improvement: ImprovementService) {
  const load = auditLoader(audits);
  return async (req: Request) => {
    const { audit } = await load(req);
    const providerId = idParameter(req, 'providerId');
    const reportIssuedAt = await improvement.reportIssuedAt(audit.id, providerId);
    const subject = { audit, feedback: { providerId, issued: reportIssuedAt !== null } };
    return { audit, providerId, subject };
  };
}

/** Improvement plans: the provider's pages, and those of the lead and the commissioner. */
export function improvementRoutes(
  routes: Routes,
  parts: { audits: AuditService; improvement: ImprovementService; now: () => Date },
): void {
  const { audits, improvement, now } = parts;
  const load = planLoader(audits, improvement);
  const today = () => dayInBritain(now());
  type Loaded = Awaited<ReturnType<typeof load>>;

  routes.allowed(
    'improvementPlans.read',
    { method: 'get', path: '/audits/:auditId/improvement', load: auditLoader(audits) },
    async ({ loaded, user, show }) => {
      const view = presentPlans(loaded.audit, await improvement.all(loaded.audit.id), user, today());
      await show({ template: 'improvement/plans/plans', title: 'Improvement plans', view });
    },
  );

  const planPage = async (
    { audit, providerId }: Loaded,
    user: User,
    values?: Parameters<typeof presentPlan>[3],
  ) => {
    const of = await improvement.of(audit.id, providerId);
    return {
      template: 'improvement/plans/plan',
      title: `Improvement plan of ${of.provider.name}`,
      view: presentPlan(of, user, today(), values),
    };
  };

  routes.allowed(
    'improvementPlan.read',
    { method: 'get', path: '/audits/:auditId/improvement/:providerId', load },
    async ({ loaded, user, show }) => {
      await show(await planPage(loaded, user));
    },
  );

  routes.allowed(
    'improvementPlan.mark',
    { method: 'post', path: '/audits/:auditId/improvement/:providerId/marks', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId } = loaded;
      const form = parseForm(marksForm, formBody(req));
      const outcome = form.values
        ? await withInputErrors(() => improvement.mark(user.id, audit.id, providerId, form.values.marked))
        : { errors: form.errors };
      if (outcome.errors) {
        await show({ ...(await planPage(loaded, user)), status: 422, errors: outcome.errors });
        return;
      }
      redirect(urls.plan(audit.id, providerId), 'The checks to be answered are saved.');
    },
  );

  routes.allowed(
    'improvementPlan.write',
    { method: 'post', path: '/audits/:auditId/improvement/:providerId/reasons/:checkId', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId } = loaded;
      const checkId = String(req.params['checkId']);
      const body = formBody(req);
      const form = parseForm(reasonForm, body);
      if (form.errors) {
        const errors = form.errors.map(({ text }) => ({ field: `reason-${checkId}`, text }));
        const page = await planPage(loaded, user, { reason: { checkId, text: textOf(body, 'reason') } });
        await show({ ...page, status: 422, errors });
        return;
      }
      const { reason, keep } = form.values;
      const outcome = await withTextWarning(`reason-${checkId}`, () =>
        improvement.setReason(user.id, audit.id, providerId, checkId, reason, keep),
      );
      if (outcome.warned) {
        const page = await planPage(loaded, user, { reason: { checkId, text: reason }, ...outcome.warned });
        await show({ ...page, status: 422, errors: outcome.warned.errors });
        return;
      }
      redirect(
        `${urls.plan(audit.id, providerId)}#check-${encodeURIComponent(checkId)}`,
        form.values.reason === '' ? 'The reason is taken away.' : 'The reason is saved.',
      );
    },
  );

  // One address for the three steps; who may take which is asked of the policy for each.
  routes.allowed(
    'improvementPlan.read',
    { method: 'post', path: '/audits/:auditId/improvement/:providerId/step', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId, subject } = loaded;
      const body = formBody(req);
      const form = parseForm(stepForm, body);
      if (form.errors) {
        const typed = { comment: textOf(body, 'comment'), nothing: textOf(body, 'nothing') };
        const page = await planPage(loaded, user, typed);
        await show({ ...page, status: 422, errors: form.errors });
        return;
      }
      const { step, version, comment, nothing, keep } = form.values;
      if (!can(user, step === 'send' ? 'improvementPlan.write' : 'improvementPlan.decide', subject)) {
        throw new ForbiddenError('Your role does not let you do this.');
      }
      const outcome = await withTextWarning(step === 'send' ? 'nothing' : 'comment', () =>
        improvement.take(user.id, audit.id, providerId, step, version, comment, keep, nothing),
      );
      if (outcome.warned) {
        const typed = { comment, ...(nothing !== undefined && { nothing }) };
        const page = await planPage(loaded, user, { ...typed, ...outcome.warned });
        await show({ ...page, status: 422, errors: outcome.warned.errors });
        return;
      }
      redirect(urls.plan(audit.id, providerId), STEP_DONE[step]);
    },
  );

  const actionPage = async (
    { audit, providerId }: Loaded,
    user: User,
    about: {
      action: PlanAction | null;
      values: FormBody | null;
      checkId?: string | null;
      warning?: TextWarningView['warning'] | null;
    },
  ) => {
    const of = await improvement.of(audit.id, providerId);
    return {
      template: 'improvement/plans/action-form',
      title: about.action ? 'Change the action' : 'Add an action',
      view: presentActionForm({ of, user, checkId: null, ...about, warning: about.warning ?? null }),
    };
  };

  routes.allowed(
    'improvementPlan.write',
    { method: 'get', path: '/audits/:auditId/improvement/:providerId/actions/new', load },
    async ({ req, loaded, user, show }) => {
      const check = req.query['check'];
      const checkId = typeof check === 'string' ? check : null;
      await show(await actionPage(loaded, user, { action: null, values: null, checkId }));
    },
  );

  routes.allowed(
    'improvementPlan.write',
    { method: 'post', path: '/audits/:auditId/improvement/:providerId/actions', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId } = loaded;
      const body = formBody(req);
      const form = parseForm(actionForm, body);
      const outcome = form.values
        ? await withTextWarning('action', () =>
            withInputErrors(() =>
              improvement.addAction(user.id, audit.id, providerId, form.values, form.values.keep),
            ),
          )
        : { value: { errors: form.errors } };
      const errors = outcome.warned?.errors ?? outcome.value?.errors;
      if (errors) {
        const warning = outcome.warned?.warning ?? null;
        const page = await actionPage(loaded, user, { action: null, values: body, warning });
        await show({ ...page, status: 422, errors });
        return;
      }
      const { checkId } = form.values ?? { checkId: null };
      const spot = checkId === null ? '' : `#check-${encodeURIComponent(checkId)}`;
      redirect(`${urls.plan(audit.id, providerId)}${spot}`, 'The action is added.');
    },
  );

  const loadAction = async (req: Request) => {
    const loaded = await load(req);
    const actionId = idParameter(req, 'actionId');
    return { ...loaded, actionId };
  };
  const mustFind = async ({ audit, providerId, actionId }: Awaited<ReturnType<typeof loadAction>>) =>
    (await improvement.action(audit.id, providerId, actionId)).action;

  routes.allowed(
    'improvementPlan.write',
    {
      method: 'get',
      path: '/audits/:auditId/improvement/:providerId/actions/:actionId/edit',
      load: loadAction,
    },
    async ({ loaded, user, show }) => {
      await show(await actionPage(loaded, user, { action: await mustFind(loaded), values: null }));
    },
  );

  routes.allowed(
    'improvementPlan.write',
    {
      method: 'post',
      path: '/audits/:auditId/improvement/:providerId/actions/:actionId/edit',
      load: loadAction,
    },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId, actionId } = loaded;
      const body = formBody(req);
      const form = parseForm(actionForm, body);
      const based = parseForm(versionForm, body);
      const again = async (
        status: number,
        errors: FieldError[],
        action: PlanAction,
        warning: TextWarningView['warning'] | null = null,
      ) => show({ ...(await actionPage(loaded, user, { action, values: body, warning })), status, errors });
      if (!form.values || !based.values) {
        await again(422, [...(form.errors ?? []), ...(based.errors ?? [])], await mustFind(loaded));
        return;
      }
      try {
        const outcome = await withTextWarning('action', () =>
          withInputErrors(() =>
            improvement.changeAction(
              user.id,
              audit.id,
              providerId,
              actionId,
              based.values.version,
              form.values,
              form.values.keep,
            ),
          ),
        );
        const errors = outcome.warned?.errors ?? outcome.value?.errors;
        if (errors) {
          await again(422, errors, await mustFind(loaded), outcome.warned?.warning);
          return;
        }
      } catch (error) {
        if (!(error instanceof StaleActionError)) throw error;
        const { action, ownerRole, due, measure } = error.current;
        await again(
          409,
          [
            {
              field: 'action',
              text: `${error.message} It says now: “${action}”, owner “${ownerRole}”, due ${due}, done when “${measure}”. What you typed is still below; save it again to put it in its place.`,
            },
          ],
          error.current,
        );
        return;
      }
      redirect(urls.planAction(audit.id, providerId, actionId), 'The action is saved.');
    },
  );

  routes.allowed(
    'improvementPlan.write',
    {
      method: 'post',
      path: '/audits/:auditId/improvement/:providerId/actions/:actionId/remove',
      load: loadAction,
    },
    async ({ loaded, user, redirect }) => {
      await improvement.removeAction(user.id, loaded.audit.id, loaded.providerId, loaded.actionId);
      redirect(urls.plan(loaded.audit.id, loaded.providerId), 'The action is removed.');
    },
  );
}
