import type { Request } from 'express';
import type { User } from '../../access/person.ts';
import type { Audit } from '../../audits/repository.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { currentUser } from '../../web/session.ts';
import { urls } from '../../web/urls.ts';
import type { RecordingService } from '../recording/service.ts';
import { acknowledgeForm, alertForm, setUpForm } from './form.ts';
import { presentAlert, presentRaise, presentSetUp } from './presenter.ts';
import { AlertWarning } from './service.ts';
import type { SafeguardingService } from './service.ts';

/** Telling that somebody may be at risk now: naming who is told, raising an alert from a file, acknowledging it. */
export function safeguardingRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    recording: RecordingService;
    safeguarding: SafeguardingService;
    fileReferences: (auditId: number) => Promise<ReadonlyMap<number, string>>;
  },
): void {
  const { audits, recording, safeguarding, fileReferences } = parts;
  const load = auditLoader(audits);
  const loadFile = async (req: Request) => {
    const { audit, subject } = await load(req);
    const fileId = idParameter(req, 'fileId');
    const { reference } = await recording.get(audit.id, fileId, currentUser(req)?.id ?? null);
    return { audit, subject, fileId, reference };
  };
  const loadAlert = async (req: Request) => {
    const { audit, subject } = await load(req);
    const alert = await safeguarding.get(audit.id, idParameter(req, 'alertId'));
    const keptFrom = await safeguarding.keptFromAlert(audit, alert);
    return { audit, subject: { ...subject, safeguardingLead: alert.toUserId, keptFrom }, alert };
  };

  const setUpPage = async (
    audit: Audit,
    user: User,
    typed: FormBody | null = null,
    errors: FieldError[] = [],
  ) => ({
    template: 'fieldwork/safeguarding/set-up',
    title: 'If somebody may be at risk',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentSetUp({
      audit,
      named: await safeguarding.of(audit.id),
      candidates: await safeguarding.candidates(),
      alerts: (await safeguarding.alertsOf(audit, user)).map((alert) => ({
        ...alert,
        isOverdue: safeguarding.isOverdue(alert),
      })),
      user,
      typed,
    }),
  });

  routes.allowed(
    'safeguarding.setUp',
    { method: 'get', path: '/audits/:auditId/safeguarding', load },
    async ({ loaded, user, show }) => {
      await show(await setUpPage(loaded.audit, user));
    },
  );

  routes.allowed(
    'safeguarding.setUp',
    { method: 'post', path: '/audits/:auditId/safeguarding', load },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(setUpForm, body);
      const outcome = form.values
        ? await withInputErrors(() => safeguarding.setUp(user.id, loaded.audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) await show(await setUpPage(loaded.audit, user, body, outcome.errors));
      else redirect(urls.audit(loaded.audit.id), 'Who is told, and by which rule, is saved.');
    },
  );

  type LoadedFile = Awaited<ReturnType<typeof loadFile>>;
  const raisePage = async (
    { audit, fileId, reference }: LoadedFile,
    user: User,
    typed: FormBody | null,
    errors: FieldError[] = [],
    keep = '',
  ) => ({
    template: 'fieldwork/safeguarding/raise',
    title: 'Somebody may be at risk now',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentRaise({
      audit,
      fileId,
      reference,
      user,
      typed,
      keep,
      named: await safeguarding.of(audit.id),
      before: await safeguarding.ofFile(fileId),
    }),
  });

  routes.allowed(
    'alert.raise',
    { method: 'get', path: '/audits/:auditId/files/:fileId/alert', load: loadFile },
    async ({ loaded, user, show }) => {
      await show(await raisePage(loaded, user, null));
    },
  );

  routes.allowed(
    'alert.raise',
    { method: 'post', path: '/audits/:auditId/files/:fileId/alert', load: loadFile },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(alertForm, body);
      if (form.errors) {
        await show(await raisePage(loaded, user, body, form.errors));
        return;
      }
      try {
        const alert = await safeguarding.raise(user, loaded.audit.id, loaded.fileId, form.values);
        redirect(
          urls.file(loaded.audit.id, loaded.fileId),
          `The alert is sent to ${alert.toName ?? 'the leads of the panel'}. If somebody is in danger now, phone as well.`,
        );
      } catch (error) {
        if (!(error instanceof AlertWarning)) throw error;
        const problem = { field: 'seen', text: error.message };
        await show(await raisePage(loaded, user, body, [problem], error.keep));
      }
    },
  );

  const alertPage = async (
    { audit, alert }: Awaited<ReturnType<typeof loadAlert>>,
    user: User,
    outcome: string | null = null,
    errors: FieldError[] = [],
  ) => ({
    template: 'fieldwork/safeguarding/alert',
    title: 'Safeguarding alert',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentAlert({
      audit,
      alert,
      user,
      outcome,
      isOverdue: safeguarding.isOverdue(alert),
      named: await safeguarding.of(audit.id),
      reference: (await fileReferences(audit.id)).get(alert.caseFileId) ?? '',
    }),
  });

  routes.allowed(
    'alert.read',
    { method: 'get', path: '/audits/:auditId/alerts/:alertId', load: loadAlert },
    async ({ loaded, user, show }) => {
      await show(await alertPage(loaded, user));
    },
  );

  routes.allowed(
    'alert.acknowledge',
    { method: 'post', path: '/audits/:auditId/alerts/:alertId', load: loadAlert },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(acknowledgeForm, body);
      if (form.errors) {
        await show(await alertPage(loaded, user, String(body['outcome'] ?? ''), form.errors));
        return;
      }
      await safeguarding.acknowledge(user, loaded.alert, form.values.outcome);
      redirect(urls.alert(loaded.audit.id, loaded.alert.id), 'It is noted that you have it.');
    },
  );
}
