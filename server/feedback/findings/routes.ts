import type { Request } from 'express';
import type { AuditService } from '../../audits/service.ts';
import { AppError } from '../../platform/errors.ts';
import { providerLoader } from '../draft/loader.ts';
import type { FeedbackService } from '../draft/service.ts';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
import { commentForm, findingForm, findingMoveForm } from './form.ts';
import { presentFindingForm, presentFindings } from './presenter.ts';
import { GuardWarning } from './service.ts';
import type { FindingService } from './service.ts';

/** The findings for one provider: written, ordered and drafted from comments by the lead. */
export function findingRoutes(
  routes: Routes,
  parts: { audits: AuditService; feedback: FeedbackService; findings: FindingService; tools: Tools },
): void {
  const { audits, feedback, findings, tools } = parts;
  const load = providerLoader(audits, feedback);
  const loadFinding = async (req: Request) => {
    const loaded = await load(req);
    const id = idParameter(req, 'findingId');
    return { ...loaded, finding: await findings.get(loaded.audit.id, loaded.entry.provider.id, id) };
  };
  type About = Omit<Parameters<typeof presentFindingForm>[0], 'tool' | 'figures'>;
  const formPage = async (about: About, status: number, errors: { field: string; text: string }[]) => ({
    template: 'feedback/findings/form',
    title: about.finding ? 'Edit the finding' : 'Add a finding',
    status,
    errors,
    view: presentFindingForm({
      ...about,
      tool: tools.of(about.audit),
      figures: await feedback.figures(about.audit.id, about.entry.provider.id),
    }),
  });
  /** A warning is an error of the text field, and something that can be confirmed. */
  const warned = (about: Omit<About, 'warning'>, warning: GuardWarning) =>
    formPage({ ...about, warning }, 422, [{ field: 'text', text: warning.message }]);

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback/:providerId/findings', load },
    async ({ loaded, user, show }) => {
      const { audit, entry } = loaded;
      const view = presentFindings({
        audit,
        tool: tools.of(audit),
        entry,
        workbench: await findings.of(audit, entry.provider.id),
        figures: await feedback.figures(audit.id, entry.provider.id),
        user,
      });
      await show({ template: 'feedback/findings/list', title: `Findings for ${entry.provider.name}`, view });
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/findings', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, entry } = loaded;
      const body = formBody(req);
      const about = { audit, entry, finding: null, values: body, user };
      const form = parseForm(findingForm, body);
      try {
        const outcome = form.values
          ? await withInputErrors(() =>
              findings.add(
                user.id,
                audit.id,
                entry.provider.id,
                form.values,
                form.values.keep,
                form.values.takenFrom,
              ),
            )
          : { errors: form.errors };
        if (outcome.errors) {
          await show(await formPage({ ...about, warning: null }, 422, outcome.errors));
          return;
        }
        redirect(urls.findings(audit.id, entry.provider.id), 'The finding is added.');
      } catch (error) {
        if (!(error instanceof GuardWarning)) throw error;
        await show(await warned(about, error));
      }
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback/:providerId/findings/:findingId', load: loadFinding },
    async ({ loaded, user, show }) => {
      await show(await formPage({ ...loaded, values: null, warning: null, user }, 200, []));
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/findings/:findingId', load: loadFinding },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, entry, finding } = loaded;
      const body = formBody(req);
      const about = { audit, entry, finding, values: body, user };
      const form = parseForm(findingForm, body);
      try {
        const outcome = form.values
          ? await withInputErrors(() =>
              findings.update(
                user.id,
                audit.id,
                entry.provider.id,
                finding.id,
                form.values,
                form.values.keep,
              ),
            )
          : { errors: form.errors };
        if (outcome.errors) {
          await show(await formPage({ ...about, warning: null }, 422, outcome.errors));
          return;
        }
        redirect(urls.findings(audit.id, entry.provider.id), 'The finding is saved.');
      } catch (error) {
        if (!(error instanceof GuardWarning)) throw error;
        await show(await warned(about, error));
      }
    },
  );

  routes.allowed(
    'feedback.manage',
    {
      method: 'post',
      path: '/audits/:auditId/feedback/:providerId/findings/:findingId/move',
      load: loadFinding,
    },
    async ({ req, loaded, user, redirect }) => {
      const { audit, entry, finding } = loaded;
      const form = parseForm(findingMoveForm, formBody(req));
      if (!form.values) throw new AppError(400, 'The request could not be read. Go back and try again.');
      await findings.move(user.id, audit.id, entry.provider.id, finding.id, form.values.by);
      redirect(`${urls.findings(audit.id, entry.provider.id)}#findings`);
    },
  );

  routes.allowed(
    'feedback.manage',
    {
      method: 'post',
      path: '/audits/:auditId/feedback/:providerId/findings/:findingId/remove',
      load: loadFinding,
    },
    async ({ loaded, user, redirect }) => {
      const { audit, entry, finding } = loaded;
      await findings.remove(user.id, audit.id, entry.provider.id, finding.id);
      redirect(
        urls.findings(audit.id, entry.provider.id),
        finding.takenFrom === null
          ? 'The finding is removed.'
          : 'The finding is removed. The comment that it came from is printed again.',
      );
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/comments', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, entry } = loaded;
      const providerId = entry.provider.id;
      const form = parseForm(commentForm, formBody(req));
      if (!form.values) throw new AppError(400, 'The request could not be read. Go back and try again.');
      const { fingerprint, intent } = form.values;
      if (intent === 'leaveOut' || intent === 'putBack' || intent === 'keep') {
        await findings.decideOnComment(user.id, audit.id, providerId, fingerprint, intent);
        redirect(`${urls.findings(audit.id, providerId)}#comments`, DECIDED[intent]);
        return;
      }
      try {
        const id = await findings.takeOver(user.id, audit.id, providerId, fingerprint, intent);
        redirect(
          urls.finding(audit.id, providerId, id),
          'The comment is taken over. Put it into the words that the provider should read; the original stays as it is.',
        );
      } catch (error) {
        if (!(error instanceof GuardWarning)) throw error;
        const values = {
          kind: error.details.kind,
          itemId: error.details.itemId ?? '',
          text: error.details.text,
          takenFrom: fingerprint,
        };
        await show(await warned({ audit, entry, finding: null, values, user }, error));
      }
    },
  );
}

const DECIDED = {
  leaveOut: 'The comment is left out of the report.',
  putBack: 'The comment is in the report again.',
  keep: 'The comment is kept as it is.',
};
