import type { Request } from 'express';
import type { User } from '../../access/person.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import { countOf } from '../../formats/english.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Page } from '../../web/context.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { codesForm, tallyForm, withdrawForm } from './form.ts';
import { presentLinks, presentQuestionnaire } from './presenter.ts';
import type { QuestionnaireService } from './service.ts';
import { slipsPdf } from './slipsPdf.ts';
import { presentSlips } from './slipsPresenter.ts';

/** The panel's pages of a questionnaire: codes, and who was asked. */
export function questionnaireRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    questionnaire: QuestionnaireService;
    config: { publicUrl: string };
    now: () => Date;
  },
): void {
  const { audits, questionnaire, now } = parts;
  const { publicUrl } = parts.config;
  const loadAny = auditLoader(audits);
  const load = async (req: Request) => {
    const { audit, subject } = await loadAny(req);
    if (!audit.isSelfCompleted) throw new NotFoundError();
    return { audit, subject };
  };

  const overview = async (
    { id }: Audit,
    user: User,
    typed: FormBody | null = null,
    errors: FieldError[] = [],
  ): Promise<Page> => ({
    template: 'fieldwork/questionnaire/overview',
    title: 'Questionnaire',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentQuestionnaire({
      overview: await questionnaire.of(id),
      user,
      publicUrl,
      typed,
      errors,
    }),
  });

  routes.allowed(
    'questionnaire.count',
    { method: 'get', path: '/audits/:auditId/questionnaire', load },
    async ({ loaded, user, show }) => show(await overview(loaded.audit, user)),
  );

  routes.allowed(
    'questionnaire.manage',
    { method: 'post', path: '/audits/:auditId/questionnaire/codes', load },
    async ({ req, res, loaded, user, show }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(codesForm, body);
      const outcome = form.values
        ? await withInputErrors(() => questionnaire.makeCodes(user.id, audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        await show(await overview(audit, user, body, outcome.errors));
        return;
      }
      const { group, codes } = outcome.result;
      if (form.values?.as === 'links') {
        await show({
          template: 'fieldwork/questionnaire/links',
          title: 'Links to send',
          view: presentLinks({
            overview: await questionnaire.of(audit.id),
            user,
            publicUrl,
            group: group.name,
            codes,
          }),
        });
        return;
      }
      const slips = presentSlips(audit.title, group.name, codes, publicUrl);
      res.attachment(slips.fileName).type('pdf').set('Cache-Control', 'no-store');
      slipsPdf(slips, now()).pipe(res);
    },
  );

  routes.allowed(
    'questionnaire.manage',
    { method: 'post', path: '/audits/:auditId/questionnaire/codes/withdraw', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(withdrawForm, body);
      const outcome = form.values
        ? await withInputErrors(() => questionnaire.withdrawCode(user.id, audit.id, form.values.code))
        : { errors: form.errors };
      if (outcome.errors) await show(await overview(audit, user, body, outcome.errors));
      else redirect(urls.questionnaire(audit.id), 'The code is withdrawn. Nobody can answer with it.');
    },
  );

  routes.allowed(
    'questionnaire.manage',
    { method: 'post', path: '/audits/:auditId/questionnaire/codes/:sheetId/withdraw', load },
    async ({ req, loaded, user, redirect }) => {
      const withdrawn = await questionnaire.withdrawSheet(
        user.id,
        loaded.audit.id,
        idParameter(req, 'sheetId'),
      );
      redirect(
        urls.questionnaire(loaded.audit.id),
        `${countOf(withdrawn, 'code is', 'codes are')} withdrawn. What was handed in stays.`,
      );
    },
  );

  routes.allowed(
    'questionnaire.count',
    { method: 'post', path: '/audits/:auditId/questionnaire/tallies', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(tallyForm, body);
      const outcome = form.values
        ? await withInputErrors(() => questionnaire.count(user.id, audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) await show(await overview(audit, user, body, outcome.errors));
      else redirect(urls.questionnaire(audit.id), 'The count is added.');
    },
  );

  routes.allowed(
    'questionnaire.count',
    { method: 'post', path: '/audits/:auditId/questionnaire/tallies/:tallyId/remove', load },
    async ({ req, loaded, user, redirect }) => {
      await questionnaire.removeTally(user.id, loaded.audit.id, idParameter(req, 'tallyId'));
      redirect(urls.questionnaire(loaded.audit.id), 'The count is taken back.');
    },
  );
}
