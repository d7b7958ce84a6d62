import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { AppError, NotFoundError } from '../../platform/errors.ts';
import { feedbackWord } from '../draft/pdf.ts';
import { fileName } from '../reports/fileName.ts';
import { presentDraft } from './list.ts';
import type { MarkedChecks } from '../store/marks.ts';
import { providerLoader } from '../draft/loader.ts';
import type { FeedbackService, ProviderFeedback } from '../draft/service.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { Audit } from '../../audits/repository.ts';
import { queryForm } from '../queries/form.ts';
import type { QueryService } from '../queries/service.ts';
import { shownAs } from '../../web/sendPdf.ts';
import { urls } from '../../web/urls.ts';
import { pack } from '../reports/archive.ts';
import type { PackedReport } from '../reports/jobs.ts';
import type { ReportJobs } from '../reports/jobs.ts';
import { presentJob, presentReport, progressOf } from './reportPresenter.ts';
import type { IssuedReport } from '../store/reports.ts';
import type { ReportService } from '../reports/service.ts';
import { ReportWarning } from '../reports/suspects.ts';

/** Of no more providers than this the reports are all issued before the answer goes out. */
const AT_ONCE_PROVIDERS = 3;

/** Reports: issued and withdrawn by the lead; read, acknowledged and queried by the provider. */
export function reportRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    feedback: FeedbackService;
    reports: ReportService;
    queries: QueryService;
    markedChecks: MarkedChecks;
    reportJobs: ReportJobs;
  },
): void {
  const { audits, feedback, reports, queries, markedChecks, reportJobs } = parts;
  const load = auditLoader(audits);
  const loadProvider = providerLoader(audits, feedback);

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/issue', load: loadProvider },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, entry } = loaded;
      const { provider } = entry;
      try {
        const keep = textOf(formBody(req), 'keep');
        const { report, isNew } = await reports.issue(user.id, audit.id, provider.id, keep);
        redirect(
          urls.feedback(audit.id),
          isNew
            ? `Version ${report.version} is issued: ${provider.name} can read its report now.`
            : `Nothing has changed since version ${report.version}, so no other one was issued.`,
        );
      } catch (error) {
        if (!(error instanceof ReportWarning)) throw error;
        const review = await reports.review(audit, provider.id);
        const marked = (await markedChecks(audit.id)).get(provider.id);
        await show({
          template: 'feedback/draft/draft',
          title: `Draft for ${provider.name}`,
          status: 422,
          errors: [{ field: 'keep', text: error.message }],
          view: presentDraft({ audit, entry, review, marked, issued: null, user }),
        });
      }
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/withdraw', load: loadProvider },
    async ({ loaded, user, redirect }) => {
      await reports.withdraw(user.id, loaded.audit.id, loaded.entry.provider.id);
      redirect(
        urls.feedback(loaded.audit.id),
        `${loaded.entry.provider.name} can no longer read its report.`,
      );
    },
  );

  /** The page of one version, for whoever may read it. */
  const reportPage = async (
    { audit, entry }: { audit: Audit; entry: ProviderFeedback },
    report: IssuedReport,
    user: User,
    form: { values: FormBody; errors: FieldError[] } = { values: {}, errors: [] },
  ) => ({
    template: 'feedback/pages/issued',
    title: `Report for ${entry.provider.name}`,
    errors: form.errors,
    status: form.errors.length > 0 ? 422 : 200,
    view: presentReport({
      audit,
      provider: entry.provider,
      report,
      frozen: await reports.frozen(report),
      versions: await reports.versions(audit.id, entry.provider.id),
      queries: await queries.of(audit.id, entry.provider.id),
      isInTime: queries.mayRaise(report),
      user,
      values: form.values,
    }),
  });

  routes.allowed(
    'feedback.fetch',
    { method: 'get', path: '/audits/:auditId/feedback/:providerId/report', load: loadProvider },
    async ({ loaded, user, show }) => {
      const { audit, entry } = loaded;
      const report = await reports.readable(audit.id, entry.provider.id);
      await reports.fetched(user.id, audit.id, entry.provider.id);
      await show(await reportPage(loaded, report, user));
    },
  );

  const loadVersion = async (req: Request) => {
    const loaded = await loadProvider(req);
    const report = await reports.version(
      loaded.audit.id,
      loaded.entry.provider.id,
      idParameter(req, 'version'),
    );
    // A withdrawn version is there for the lead alone.
    const issued = loaded.subject.feedback.issued && report.withdrawnAt === null;
    return {
      ...loaded,
      report,
      subject: { ...loaded.subject, feedback: { ...loaded.subject.feedback, issued } },
    };
  };

  routes.allowed(
    'feedback.fetch',
    { method: 'get', path: '/audits/:auditId/feedback/:providerId/report/:version', load: loadVersion },
    async ({ loaded, user, show }) => {
      await reports.fetched(user.id, loaded.audit.id, loaded.entry.provider.id);
      await show(await reportPage(loaded, loaded.report, user));
    },
  );

  routes.allowed(
    'feedback.fetch',
    { method: 'get', path: '/audits/:auditId/feedback/:providerId/report/:version/pdf', load: loadVersion },
    async ({ loaded, user, res }) => {
      const { audit, entry, report } = loaded;
      await reports.fetched(user.id, audit.id, entry.provider.id);
      res
        .type('application/pdf')
        .set({
          'Cache-Control': 'no-store',
          'Content-Disposition': shownAs(fileName(audit.title, entry.provider.name, report.version)),
        })
        .send(await reports.pdf(report));
    },
  );

  routes.allowed(
    'feedback.fetch',
    {
      method: 'get',
      path: '/audits/:auditId/feedback/:providerId/report/:version/copy.docx',
      load: loadVersion,
    },
    async ({ loaded, user, res }) => {
      const { audit, entry, report } = loaded;
      const { content } = await reports.frozen(report);
      // Reports from before the first page held everything are there as they were issued alone.
      if (!content?.front) throw new NotFoundError();
      const copy = await feedbackWord(content);
      await reports.fetched(user.id, audit.id, entry.provider.id);
      const name = fileName(audit.title, entry.provider.name, report.version);
      res
        .set('Cache-Control', 'no-store')
        .attachment(name.replace(/\.pdf$/, '-copy.docx'))
        .send(copy);
    },
  );

  routes.allowed(
    'feedback.respond',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/acknowledge', load: loadProvider },
    async ({ req, loaded, user, redirect }) => {
      const { audit, entry } = loaded;
      const version = Number(textOf(formBody(req), 'version'));
      await reports.acknowledge(user.id, audit.id, entry.provider.id, version);
      redirect(
        urls.report(audit.id, entry.provider.id),
        'Thank you. The panel knows that you have the report.',
      );
    },
  );

  routes.allowed(
    'feedback.respond',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/queries', load: loadProvider },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, entry } = loaded;
      const body = formBody(req);
      const form = parseForm(queryForm, body);
      const outcome = form.values
        ? await withInputErrors(() => queries.raise(user.id, audit.id, entry.provider.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const report = await reports.readable(audit.id, entry.provider.id);
        await show(await reportPage(loaded, report, user, { values: body, errors: outcome.errors }));
        return;
      }
      redirect(
        `${urls.report(audit.id, entry.provider.id)}#queries`,
        'The query is raised. The panel lead answers it here.',
      );
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/all', load },
    async ({ req, loaded, user, redirect }) => {
      const { audit } = loaded;
      const kind = textOf(formBody(req), 'intent');
      if (kind !== 'issue' && kind !== 'zip') {
        throw new AppError(400, 'The request could not be read. Go back and try again.');
      }
      const { token, finished } = await reportJobs.begin({
        kind,
        auditId: audit.id,
        actorId: user.id,
        owner: req.sessionID,
      });
      if ((await feedback.of(audit.id)).length <= AT_ONCE_PROVIDERS) await finished;
      redirect(urls.feedbackJob(audit.id, token));
    },
  );

  const findJob = async (req: Request, auditId: number) => {
    const job = await reportJobs.find(auditId, req.sessionID, String(req.params['token']));
    if (!job) {
      throw new NotFoundError(
        'There is nothing at this address. What was packed is kept for an hour, for whoever began it. Reports that were issued are on the feedback page.',
      );
    }
    return job;
  };

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback/all/:token', load },
    async ({ req, loaded, user, show }) => {
      const view = presentJob(loaded.audit, await findJob(req, loaded.audit.id), user);
      await show({ template: 'feedback/pages/job', title: 'Reports to all providers', view });
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/all/:token', load },
    async ({ req, loaded, redirect }) => {
      const job = await findJob(req, loaded.audit.id);
      await reportJobs.cancel(job);
      redirect(urls.feedbackJob(loaded.audit.id, job.token));
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback/all/:token/state', load },
    async ({ req, res, loaded }) => {
      const { job } = await findJob(req, loaded.audit.id);
      res.set('Cache-Control', 'no-store').json(progressOf(job));
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback/all/:token/reports.zip', load },
    async ({ req, res, loaded, user }) => {
      const { job } = await findJob(req, loaded.audit.id);
      if (job.state !== 'done' || job.files.length === 0) throw new NotFoundError();
      await reports.packed(user.id, loaded.audit.id, job.files.length);
      res
        .set('Cache-Control', 'no-store')
        .attachment(fileName(loaded.audit.title, 'all').replace(/\.pdf$/, '.zip'))
        .type('application/zip');
      try {
        await pipeline(Readable.from(pack(archived(job.files))), res);
      } catch (error) {
        // Whoever was to get it has gone.
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      }
    },
  );

  /** The reports of an archive, one in memory at a time. */
  async function* archived(files: readonly PackedReport[]) {
    for (const { name, at, ...report } of files) yield { name, at, bytes: await reports.pdf(report) };
  }
}
