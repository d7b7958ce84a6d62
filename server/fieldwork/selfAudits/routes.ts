import type { Request } from 'express';
import { can } from '../../access/policy.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { User } from '../../people/accounts/repository.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { readEvidence, sendEvidence } from '../../web/evidence.ts';
import { formBody, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import { urls } from '../../web/urls.ts';
import { StaleAnswerError } from './answering.ts';
import type { SelfAuditAnswering } from './answering.ts';
import { readAnswerForm } from './form.ts';
import { presentList, presentOwn, presentQuestion, presentValidation } from './presenter.ts';
import { linesOf } from './selfAudit.ts';
import type { SelfAuditService } from './service.ts';

/** Loads the audit and the provider that the address names; what the audit does not ask of it is not there. */
export function selfAuditLoader(audits: AuditService, selfAudits: SelfAuditService) {
  const load = auditLoader(audits);
  return async (req: Request) => {
    const { audit } = await load(req);
    const providerId = idParameter(req, 'providerId');
    const standing = await selfAudits.standingOf(audit, providerId);
    return { audit, providerId, subject: { audit, selfAudit: { providerId, ...standing } } };
  };
}

export type LoadedSelfAudit = Awaited<ReturnType<ReturnType<typeof selfAuditLoader>>>;

/** The page of a self-audit: the provider's own, or the panel's to validate it on. */
export async function selfAuditPage(
  selfAudits: SelfAuditService,
  { audit, providerId, subject }: LoadedSelfAudit,
  user: User,
  typed: { itemId: string; body: FormBody } | null = null,
) {
  const found = await selfAudits.of(audit, providerId);
  return can(user, 'selfAudit.answer', subject)
    ? {
        template: 'fieldwork/selfAudits/own',
        title: `Self-audit of ${found.provider.name}`,
        view: presentOwn(found, user),
      }
    : {
        template: 'fieldwork/selfAudits/validation',
        title: `Self-audit of ${found.provider.name}`,
        view: presentValidation(found, user, typed),
      };
}

/** Self-audits: the panel's list, and what a provider does with its own. */
export function selfAuditRoutes(
  routes: Routes,
  parts: { audits: AuditService; selfAudits: SelfAuditService; selfAuditAnswering: SelfAuditAnswering },
): void {
  const { audits, selfAudits, selfAuditAnswering: answering } = parts;
  const load = selfAuditLoader(audits, selfAudits);
  const path = '/audits/:auditId/self-audits/:providerId';

  routes.allowed(
    'selfAudits.read',
    {
      method: 'get',
      path: '/audits/:auditId/self-audits',
      load: async (req) => {
        const { audit, subject } = await auditLoader(audits)(req);
        if (!audit.isSelfAudit) throw new NotFoundError();
        return { audit, subject };
      },
    },
    async ({ loaded: { audit }, user, show }) => {
      const view = presentList({ audit, entries: await selfAudits.ofAudit(audit) }, user);
      await show({ template: 'fieldwork/selfAudits/list', title: 'Self-audits', view });
    },
  );

  routes.allowed('selfAudit.read', { method: 'get', path, load }, async ({ loaded, user, show }) => {
    await show(await selfAuditPage(selfAudits, loaded, user));
  });

  routes.allowed(
    'selfAudit.read',
    { method: 'get', path: `${path}/evidence/:evidenceId`, load },
    async ({ req, loaded: { audit, providerId, subject }, user, res }) => {
      const evidenceId = idParameter(req, 'evidenceId');
      const as = can(user, 'selfAudit.answer', subject) ? 'provider' : 'panel';
      sendEvidence(res, await answering.fetchFile(user.id, audit.id, providerId, evidenceId, as));
    },
  );

  routes.allowed(
    'selfAudit.answer',
    { method: 'post', path: `${path}/evidence/:evidenceId/remove`, load },
    async ({ req, loaded: { audit, providerId }, user, redirect }) => {
      const evidenceId = idParameter(req, 'evidenceId');
      const itemId = await answering.removeFile(user.id, audit.id, providerId, evidenceId);
      redirect(`${urls.selfAuditItem(audit.id, providerId, itemId)}#files`, 'The PDF is removed.');
    },
  );

  routes.allowed(
    'selfAudit.answer',
    { method: 'post', path: `${path}/hand-in`, load },
    async ({ loaded, user, show, redirect }) => {
      const { audit, providerId } = loaded;
      const { errors } = await withInputErrors(() => answering.handIn(user.id, audit.id, providerId));
      if (errors) {
        await show({ ...(await selfAuditPage(selfAudits, loaded, user)), status: 422, errors });
        return;
      }
      redirect(
        urls.selfAudit(audit.id, providerId),
        'The self-audit is handed in. The panel lead and the commissioner can read it now.',
      );
    },
  );

  questionRoutes(routes, parts);
}

/** One question a page, saved as one goes. */
function questionRoutes(routes: Routes, parts: Parameters<typeof selfAuditRoutes>[1]): void {
  const { audits, selfAudits, selfAuditAnswering: answering } = parts;
  const load = selfAuditLoader(audits, selfAudits);
  const path = '/audits/:auditId/self-audits/:providerId/items/:itemId';

  const found = async (req: Request, { audit, providerId }: LoadedSelfAudit) => {
    const selfAudit = await selfAudits.of(audit, providerId);
    const line = linesOf(selfAudit).find(({ item }) => item.id === req.params['itemId']);
    if (!line) throw new NotFoundError();
    return { selfAudit, line };
  };
  const page = (
    { selfAudit, line }: Awaited<ReturnType<typeof found>>,
    user: User,
    typed: FormBody | null = null,
    isStale = false,
  ) => ({
    template: 'fieldwork/selfAudits/question',
    title: line.item.label,
    view: presentQuestion(selfAudit, line, user, typed, isStale),
  });

  routes.allowed(
    'selfAudit.answer',
    { method: 'get', path, load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId, subject } = loaded;
      const { selfAudit, line } = await found(req, loaded);
      // What can no longer be changed is read on the page of all questions.
      if (subject.selfAudit.handedIn || audit.state !== 'open') {
        redirect(`${urls.selfAudit(audit.id, providerId)}#item-${line.item.id}`);
        return;
      }
      await show(page({ selfAudit, line }, user));
    },
  );

  routes.allowed(
    'selfAudit.answer',
    { method: 'post', path, load, takesFile: true },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId } = loaded;
      const { line } = await found(req, loaded);
      const itemId = line.item.id;
      const body = formBody(req);
      const { answer, errors } = readAnswerForm(line.item, body);
      const upload = uploadOf(req);
      const again = async (problems: FieldError[], isStale = false) => {
        // A browser does not send a file a second time by itself.
        const more = upload ? ' If you chose a PDF, choose it again.' : '';
        await show({
          ...page(await found(req, loaded), user, body, isStale),
          status: isStale ? 409 : 422,
          errors: problems.map((error) => ({ ...error, text: error.text + more })),
        });
      };
      if (errors.length > 0) {
        await again(errors);
        return;
      }
      try {
        const outcome = await withInputErrors(() =>
          answering.answer(
            user.id,
            audit.id,
            providerId,
            itemId,
            answer,
            upload && (() => readEvidence(upload)),
          ),
        );
        if (outcome.errors) {
          await again(outcome.errors);
          return;
        }
      } catch (error) {
        if (!(error instanceof StaleAnswerError)) throw error;
        await again([{ field: 'answer', text: error.message }], true);
        return;
      }
      const lines = linesOf(await selfAudits.of(audit, providerId));
      const at = lines.findIndex(({ item }) => item.id === itemId);
      const next = [...lines.slice(at + 1), ...lines.slice(0, at)].find(({ own }) => own.value === null);
      if (textOf(body, 'goTo') === 'stay') {
        redirect(urls.selfAuditItem(audit.id, providerId, itemId), 'Saved.');
      } else if (next) {
        redirect(urls.selfAuditItem(audit.id, providerId, next.item.id), 'Saved. Here is the next question.');
      } else {
        redirect(urls.selfAudit(audit.id, providerId), 'Saved. Every question is answered.');
      }
    },
  );
}
