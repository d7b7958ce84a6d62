import type { Request } from 'express';
import type { ZodType } from 'zod';
import type { User } from '../../people/accounts/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import { planIsShared } from '../../../rules/index.ts';
import type { ProgressReport } from '../../../rules/index.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { dayInBritain } from '../../formats/english.ts';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import { can } from '../../access/policy.ts';
import type { Action } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import { readEvidence, sendEvidence } from '../../web/evidence.ts';
import { confirmForm, noteForm, progressForm } from './form.ts';
import { presentAction } from './presenter.ts';
import { planLoader } from './routes.ts';
import { withTextWarning } from './textWarning.ts';
import type { TextWarningView } from './textWarning.ts';
import type { ImprovementService } from './service.ts';

/** One action of a plan: progress, evidence, and the confirmation that it is done. */
export function planActionRoutes(
  routes: Routes,
  parts: { audits: AuditService; improvement: ImprovementService; now: () => Date },
): void {
  const { audits, improvement, now } = parts;
  const loadPlan = planLoader(audits, improvement);
  const load = async (req: Request) => ({
    ...(await loadPlan(req)),
    actionId: idParameter(req, 'actionId'),
  });
  type Loaded = Awaited<ReturnType<typeof load>>;

  const page = async (
    { audit, providerId, actionId, subject }: Loaded,
    user: User,
    values?: FormBody,
    warning: TextWarningView['warning'] | null = null,
  ) => {
    const found = await improvement.action(audit.id, providerId, actionId);
    if (!planIsShared(found.of.state) && !can(user, 'improvementPlan.write', subject))
      throw new NotFoundError();
    return {
      template: 'improvement/plans/action',
      title: 'Action',
      view: presentAction(found, user, dayInBritain(now()), values, warning),
    };
  };

  routes.allowed(
    'improvementPlan.read',
    { method: 'get', path: '/audits/:auditId/improvement/:providerId/actions/:actionId', load },
    async ({ loaded, user, show }) => {
      await show(await page(loaded, user));
    },
  );

  const reports: [Action, string, ZodType<{ report: ProgressReport; text: string; keep: string }>][] = [
    ['improvementPlan.write', 'progress', progressForm],
    ['improvementPlan.decide', 'confirm', confirmForm],
  ];
  for (const [action, name, form] of reports) {
    routes.allowed(
      action,
      {
        method: 'post',
        path: `/audits/:auditId/improvement/:providerId/actions/:actionId/${name}`,
        load,
      },
      async ({ req, loaded, user, show, redirect }) => {
        const { audit, providerId, actionId } = loaded;
        const body = formBody(req);
        const parsed = parseForm(form, body);
        if (!parsed.values) {
          const errors = parsed.errors.map((error) => ({ ...error, field: `${name}-text` }));
          await show({ ...(await page(loaded, user, body)), status: 422, errors });
          return;
        }
        const { report, text, keep } = parsed.values;
        const { warned } = await withTextWarning(`${name}-text`, () =>
          improvement.report(user.id, audit.id, providerId, actionId, report, text, keep),
        );
        if (warned) {
          await show({
            ...(await page(loaded, user, body, warned.warning)),
            status: 422,
            errors: warned.errors,
          });
          return;
        }
        redirect(urls.planAction(audit.id, providerId, actionId), 'Your report is saved.');
      },
    );
  }

  routes.allowed(
    'improvementPlan.write',
    {
      method: 'post',
      path: '/audits/:auditId/improvement/:providerId/actions/:actionId/notes',
      load,
      takesFile: true,
    },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId, actionId } = loaded;
      const body = formBody(req);
      const form = parseForm(noteForm, body);
      const upload = uploadOf(req);
      const again = async (errors: FieldError[], warning?: TextWarningView['warning']) =>
        show({ ...(await page(loaded, user, body, warning)), status: 422, errors });
      if (form.errors) {
        await again(form.errors.map(({ text }) => ({ field: 'note', text })));
        return;
      }
      const outcome = await withTextWarning('note', () =>
        withInputErrors(async () => {
          const { text, keep } = form.values;
          if (!upload && text === '') {
            throw new InputError([{ field: 'note', text: 'Write a note, or choose a PDF.' }]);
          }
          const file = upload && (() => readEvidence(upload));
          const entry = { text, file, isEvidence: body['kind'] === 'evidence' };
          await improvement.addNote(user.id, audit.id, providerId, actionId, entry, keep);
        }),
      );
      if (outcome.warned) {
        const { errors, warning } = outcome.warned;
        // A browser does not send a file a second time by itself.
        const more = upload ? ' Choose the PDF again, too.' : '';
        await again(
          errors.map((error) => ({ ...error, text: error.text + more })),
          warning,
        );
        return;
      }
      if (outcome.value.errors) {
        await again(outcome.value.errors);
        return;
      }
      redirect(
        urls.planAction(audit.id, providerId, actionId),
        upload ? 'The evidence is saved.' : 'The note is saved.',
      );
    },
  );

  routes.allowed(
    'improvementPlan.read',
    {
      method: 'get',
      path: '/audits/:auditId/improvement/:providerId/actions/:actionId/files/:noteId',
      load,
    },
    async ({ req, loaded, user, res }) => {
      const { audit, providerId, actionId } = loaded;
      const noteId = idParameter(req, 'noteId');
      const file = await improvement.fetchFile(user.id, audit.id, providerId, actionId, noteId);
      sendEvidence(res, file);
    },
  );
}
