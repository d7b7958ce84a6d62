import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { can } from '../../access/policy.ts';
import type { AuditService } from '../../audits/service.ts';
import { auditLoader } from '../../audits/routes.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { formBody, parseForm, textOf } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import type { QueryService } from '../queries/service.ts';
import type { ReportService } from '../reports/service.ts';
import { shownAs } from '../../web/sendPdf.ts';
import { urls } from '../../web/urls.ts';
import { fileName } from '../reports/fileName.ts';
import { settingsForm } from './form.ts';
import { presentDraft, presentFeedbackList, valuesOf } from './list.ts';
import type { SettingsValues } from './list.ts';
import type { MarkedChecks } from '../store/marks.ts';
import { providerLoader } from '../draft/loader.ts';
import type { FeedbackService } from '../draft/service.ts';

/** The feedback to providers as it stands: where the lead looks at it before it is issued. */
export function feedbackRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    feedback: FeedbackService;
    reports: ReportService;
    queries: QueryService;
    markedChecks: MarkedChecks;
  },
): void {
  const { audits, feedback, reports, queries, markedChecks } = parts;
  const load = auditLoader(audits);
  const loadProvider = providerLoader(audits, feedback);

  const listPage = async (
    { audit, user }: Pick<Parameters<typeof presentFeedbackList>[0], 'audit' | 'user'>,
    values?: SettingsValues,
  ) => {
    const entries = await feedback.of(audit.id);
    const view = presentFeedbackList({
      audit,
      entries,
      drafts: await reports.reviews(audit),
      queries: await queries.of(audit.id),
      marks: await markedChecks(audit.id),
      settings: values ?? valuesOf(await feedback.settings(audit.id)),
      user,
    });
    return { template: 'feedback/pages/list', title: 'Feedback', view };
  };

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback', load },
    async ({ loaded, user, show }) => {
      await show(await listPage({ audit: loaded.audit, user }));
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/settings', load },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(settingsForm, body);
      if (!form.values) {
        const typed = (name: keyof SettingsValues) => textOf(body, name);
        const page = await listPage(
          { audit: loaded.audit, user },
          {
            queryDays: typed('queryDays'),
            planDays: typed('planDays'),
            changeDays: typed('changeDays'),
            nation: typed('nation'),
            contactName: typed('contactName'),
            contactEmail: typed('contactEmail'),
            contactPhone: typed('contactPhone'),
          },
        );
        await show({ ...page, status: 422, errors: form.errors });
        return;
      }
      await reports.setSettings(user.id, loaded.audit.id, form.values);
      redirect(urls.feedback(loaded.audit.id), 'Saved. It holds for reports that are issued from now on.');
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback/:providerId/draft', load: loadProvider },
    async ({ loaded, user, show }) => {
      const { audit, entry } = loaded;
      const review = await reports.review(audit, entry.provider.id);
      const view = presentDraft({
        audit,
        entry,
        review,
        // Where nothing has changed since it was issued, what is shown is not called a draft.
        issued: entry.issued && review.isIssued ? (await reports.frozen(entry.issued)).content : null,
        marked: (await markedChecks(audit.id)).get(entry.provider.id),
        user,
      });
      await show({ template: 'feedback/draft/draft', title: `Draft for ${entry.provider.name}`, view });
    },
  );

  const sendDraft = async (
    { audit, entry }: Awaited<ReturnType<typeof loadProvider>>,
    res: Parameters<Parameters<typeof routes.allowed>[2]>[0]['res'],
  ) => {
    const pdf = await feedback.draftPdf(audit.id, entry.provider.id);
    res.type('application/pdf').set({
      'Cache-Control': 'no-store',
      'Content-Disposition': shownAs(fileName(audit.title, entry.provider.name)),
    });
    await pipeline(pdf, res);
  };

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback/:providerId/draft.pdf', load: loadProvider },
    async ({ loaded, user, res }) => {
      await reports.fetched(user.id, loaded.audit.id, loaded.entry.provider.id);
      await sendDraft(loaded, res);
    },
  );

  // The newest report, and for the lead the draft while there is none.
  routes.allowed(
    'feedback.fetch',
    {
      method: 'get',
      path: '/audits/:auditId/feedback/:file',
      load: (req) => loadProvider(withProviderId(req)),
    },
    async ({ loaded, user, res }) => {
      const { audit, entry } = loaded;
      if (!entry.issued && !can(user, 'feedback.manage', { audit })) throw new NotFoundError();
      await reports.fetched(user.id, audit.id, entry.provider.id);
      if (!entry.issued) {
        await sendDraft(loaded, res);
        return;
      }
      res
        .type('application/pdf')
        .set({
          'Cache-Control': 'no-store',
          'Content-Disposition': shownAs(fileName(audit.title, entry.provider.name)),
        })
        .send(await reports.pdf(entry.issued));
    },
  );
}

/** Reads the provider's id out of the file name of the address, `12.pdf`. */
function withProviderId(req: Request): Request {
  const match = /^(\d+)\.pdf$/.exec(String(req.params['file']));
  if (!match?.[1]) throw new NotFoundError();
  req.params['providerId'] = match[1];
  return req;
}
