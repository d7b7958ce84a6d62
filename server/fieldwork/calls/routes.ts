import { auditLoader } from '../../audits/routes.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { formBody, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { sendPdf } from '../../web/sendPdf.ts';
import { urls } from '../../web/urls.ts';
import type { SamplingService } from '../sampling/service.ts';
import { readPlanForm } from './form.ts';
import { callerSheetsPdf, rightAnswersPdf } from './pdf.ts';
import { optionsOfChoice, plannedInWords, presentCallPlan } from './presenter.ts';
import type { CallService } from './service.ts';
import { presentCallerSheets, presentRightAnswers } from './sheetPresenter.ts';

/** Planning scripted calls: the plan, its progress, and the sheets that are printed of it. */
export function callRoutes(
  routes: Routes,
  parts: { audits: AuditService; calls: CallService; sampling: SamplingService; now: () => Date },
): void {
  const { audits, calls, sampling, now } = parts;
  const load = auditLoader(audits);

  const planPage = async (
    about: { audit: Audit; user: User; typed: FormBody | null },
    errors: FieldError[] = [],
  ) => {
    const state = await calls.state(about.audit);
    const view = presentCallPlan({ ...about, state, seed: sampling.newSeed(), errors });
    const status = errors.length > 0 ? 422 : 200;
    return { template: 'fieldwork/calls/plan', title: 'Plan the calls', wide: true, status, errors, view };
  };

  routes.allowed(
    'calls.plan',
    { method: 'get', path: '/audits/:auditId/calls', load },
    async ({ loaded, user, show }) => show(await planPage({ audit: loaded.audit, user, typed: null })),
  );

  routes.allowed(
    'calls.plan',
    { method: 'post', path: '/audits/:auditId/calls', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const tool = calls.toolOf(audit);
      const typed = formBody(req);
      // Without a script this is how more rows come: nothing is read or kept.
      if (typed['intent'] === 'more') {
        await show(await planPage({ audit, user, typed }));
        return;
      }
      const ids = (item: string) => optionsOfChoice(tool, item).map(({ id }) => id);
      const known = { scenarios: ids(tool.calls.scenario), times: ids(tool.calls.time) };
      const { seed, wishes, errors } = readPlanForm(typed, {
        ...known,
        groups: await audits.groups(audit.id),
      });
      const outcome =
        errors.length > 0
          ? { errors }
          : await withInputErrors(() =>
              calls.plan(user.id, audit.id, { seed: seed ?? sampling.newSeed(), wishes }),
            );
      if (outcome.errors) {
        await show(await planPage({ audit, user, typed }, outcome.errors));
        return;
      }
      redirect(`${urls.calls(audit.id)}#plan`, plannedInWords(outcome.result));
    },
  );

  routes.allowed(
    'calls.plan',
    { method: 'post', path: '/audits/:auditId/calls/remove', load },
    async ({ loaded, user, redirect }) => {
      await calls.remove(user.id, loaded.audit.id);
      redirect(urls.calls(loaded.audit.id), 'The plan is removed.');
    },
  );

  routes.allowed(
    'calls.plan',
    { method: 'get', path: '/audits/:auditId/calls/callers/:place/sheet.pdf', load },
    async ({ req, res, loaded }) => {
      const state = await calls.state(loaded.audit);
      const place = req.params['place'] === 'all' ? null : idParameter(req, 'place');
      if (state.calls.length === 0)
        throw new NotFoundError('No calls are planned yet, so there is no sheet.');
      const sheets = presentCallerSheets(loaded.audit, state, place);
      await sendPdf(res, callerSheetsPdf(sheets, now()), `caller-${place ?? 'all'}.pdf`);
    },
  );

  routes.allowed(
    'calls.plan',
    { method: 'get', path: '/audits/:auditId/calls/right-answers.pdf', load },
    async ({ res, loaded }) => {
      const sheet = presentRightAnswers(loaded.audit, await calls.state(loaded.audit));
      await sendPdf(res, rightAnswersPdf(sheet, now()), 'right-answers.pdf');
    },
  );
}
