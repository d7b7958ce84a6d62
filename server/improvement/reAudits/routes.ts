import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { dayInBritain } from '../../formats/english.ts';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { planLoader } from '../plans/routes.ts';
import type { ImprovementService } from '../plans/service.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import { reAuditForm } from './form.ts';
import { presentReAuditForm, presentReAuditComparison } from './presenter.ts';
import type { ReAuditService } from './service.ts';

/** Setting up a re-audit, and its figures beside those of the audit before. */
export function reAuditRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    improvement: ImprovementService;
    reAudits: ReAuditService;
    now: () => Date;
  },
): void {
  const { audits, improvement, reAudits, now } = parts;
  const load = auditLoader(audits);
  const today = () => dayInBritain(now());

  routes.allowed(
    'audit.repeat',
    { method: 'get', path: '/audits/:auditId/repeat', load },
    async ({ loaded, user, show }) => {
      const view = presentReAuditForm(await reAudits.plan(loaded.audit.id), null, user);
      await show({ template: 'improvement/reAudits/new', title: 'Set up a re-audit', view });
    },
  );

  routes.allowed(
    'audit.repeat',
    { method: 'post', path: '/audits/:auditId/repeat', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(reAuditForm, body);
      const outcome = form.values
        ? await withInputErrors(() => reAudits.create(user.id, audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        await show({
          template: 'improvement/reAudits/new',
          title: 'Set up a re-audit',
          status: 422,
          errors: outcome.errors,
          view: presentReAuditForm(await reAudits.plan(audit.id), body, user),
        });
        return;
      }
      redirect(
        urls.audit(outcome.result),
        'The re-audit is set up as a draft. Check its groups and panel, then open it.',
      );
    },
  );

  const page = async (auditId: number, user: Parameters<typeof presentReAuditComparison>[1]) => {
    const of = await reAudits.thenAndNow(auditId);
    // The figures of the audit before are for those who may read them there.
    const seesBefore = can(user, 'results.read', { audit: of.previous });
    const seesOwn = of.providers.some(
      ({ before }) => before.provider.id === user.providerId && before.reportIssuedAt !== null,
    );
    if (!seesBefore && !seesOwn) {
      throw new NotFoundError(
        'This audit repeats another one that you have no part in, so the two cannot be shown beside each other to you.',
      );
    }
    return {
      template: 'improvement/reAudits/then-and-now',
      title: 'Then and now',
      wide: true,
      view: presentReAuditComparison(of, user, today()),
    };
  };

  routes.allowed(
    'results.read',
    { method: 'get', path: '/audits/:auditId/then-and-now', load },
    async ({ loaded, user, show }) => {
      await show(await page(loaded.audit.id, user));
    },
  );

  // The provider's own page, once the report of the re-audit is out.
  routes.allowed(
    'improvementPlan.write',
    {
      method: 'get',
      path: '/audits/:auditId/then-and-now/:providerId',
      load: planLoader(audits, improvement),
    },
    async ({ loaded, user, show }) => {
      await show(await page(loaded.audit.id, user));
    },
  );
}
