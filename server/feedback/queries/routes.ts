import type { Request } from 'express';
import type { User } from '../../people/accounts/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import type { FieldError } from '../../platform/errors.ts';
import { providerLoader } from '../draft/loader.ts';
import type { FeedbackService } from '../draft/service.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import type { ReportService } from '../reports/service.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
import { answerForm, correctionForm } from './form.ts';
import { presentQueryPage } from './presenter.ts';
import type { QueryService } from './service.ts';

/** Queries on issued reports: answered by the lead, who may put an answer right under one. */
export function queryRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    feedback: FeedbackService;
    reports: ReportService;
    queries: QueryService;
    tools: Tools;
  },
): void {
  const { audits, feedback, reports, queries, tools } = parts;
  const loadProvider = providerLoader(audits, feedback);
  const load = async (req: Request) => {
    const loaded = await loadProvider(req);
    const query = await queries.get(loaded.audit.id, loaded.entry.provider.id, idParameter(req, 'queryId'));
    return { ...loaded, query, subject: { ...loaded.subject, query: { open: query.answer === null } } };
  };

  const page = async (
    { audit, entry, query }: Awaited<ReturnType<typeof load>>,
    user: User,
    itemId: string | null,
    form: { values: FormBody; errors: FieldError[] } = { values: {}, errors: [] },
  ) => {
    const report = await reports.version(audit.id, entry.provider.id, query.version);
    const { figures } = await reports.frozen(report);
    const finding = figures.findings.find((each) => each.id === query.findingId);
    const about = itemId ?? query.itemId ?? finding?.itemId ?? null;
    const view = presentQueryPage({
      audit,
      tool: tools.of(audit),
      provider: entry.provider,
      query,
      figures,
      shown:
        about === null
          ? null
          : { itemId: about, answers: await queries.answersTo(audit, entry.provider.id, about, user.id) },
      user,
      values: form.values,
    });
    return {
      template: 'feedback/queries/show',
      title: `Query ${query.id} of ${entry.provider.name}`,
      status: form.errors.length > 0 ? 422 : 200,
      errors: form.errors,
      view,
    };
  };

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback/:providerId/queries/:queryId', load },
    async ({ req, loaded, user, show }) => {
      const chosen = req.query['check'];
      await show(await page(loaded, user, typeof chosen === 'string' && chosen !== '' ? chosen : null));
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/queries/:queryId/answer', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, entry, query } = loaded;
      const body = formBody(req);
      const form = parseForm(answerForm, body);
      if (!form.values) {
        await show(await page(loaded, user, null, { values: body, errors: form.errors }));
        return;
      }
      await queries.answer(user.id, audit.id, entry.provider.id, query.id, form.values.text);
      redirect(
        urls.feedback(audit.id),
        'The query is answered. If figures or findings have changed, issue the report anew.',
      );
    },
  );

  routes.allowed(
    'answer.correct',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/queries/:queryId/corrections', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, entry, query } = loaded;
      const body = formBody(req);
      const form = parseForm(correctionForm(audit.words.one), body);
      const outcome = form.values
        ? await withInputErrors(() =>
            queries.correct(user.id, audit.id, entry.provider.id, query.id, form.values),
          )
        : { errors: form.errors };
      if (outcome.errors) {
        const itemId = textOf(body, 'itemId');
        const asked = itemId === '' ? null : itemId;
        await show(await page(loaded, user, asked, { values: body, errors: outcome.errors }));
        return;
      }
      redirect(
        urls.query(audit.id, entry.provider.id, query.id),
        'The answer is corrected. Answer the query, then issue the report anew.',
      );
    },
  );
}
