import type { User } from '../../access/person.ts';
import type { Audit } from '../../audits/repository.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { AppError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { archiveForm, copyForm, deletionForm } from './form.ts';
import { presentCopyForm, presentDeletion, presentManagement } from './presenter.ts';
import type { RetentionService } from '../retention/service.ts';
import type { AdministrationService } from './service.ts';

/** Archiving, copying, discarding and deleting audits. */
export function administrationRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    administration: AdministrationService;
    retention: Pick<RetentionService, 'amounts'>;
  },
): void {
  const { audits, administration, retention } = parts;
  const load = auditLoader(audits);

  const managePage = async (audit: Audit, user: User, typed: FormBody = {}, errors: FieldError[] = []) => ({
    template: 'overview/administration/manage',
    title: 'Archive, copy or delete',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentManagement({
      audit,
      user,
      archivedAt: (await administration.archived([audit.id])).get(audit.id) ?? null,
      asked: await administration.deletionOf(audit.id),
      size: await administration.sizeOf(audit.id),
      reason: typed['reason'],
    }),
  });

  routes.allowed(
    'audit.archive',
    { method: 'get', path: '/audits/:auditId/manage', load },
    async ({ loaded, user, show }) => show(await managePage(loaded.audit, user)),
  );

  routes.allowed(
    'audit.archive',
    { method: 'post', path: '/audits/:auditId/archive', load },
    async ({ req, loaded, user, redirect }) => {
      const form = parseForm(archiveForm, formBody(req));
      if (!form.values) throw new AppError(400, 'The request could not be read. Go back and try again.');
      const { id } = loaded.audit;
      if (form.values.archived === 'yes') {
        await administration.archive(user.id, id);
        redirect(
          urls.manageAudit(id),
          'The audit is archived. It stays as it is, and is found under “Archived” on the page of your audits.',
        );
        return;
      }
      await administration.unarchive(user.id, id);
      redirect(urls.manageAudit(id), 'The audit is among the others again.');
    },
  );

  const copyPage = async (audit: Audit, user: User, values: FormBody | null, errors: FieldError[] = []) => ({
    template: 'overview/administration/copy',
    title: 'Copy the set-up',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentCopyForm(audit, await audits.groups(audit.id), values, user),
  });

  routes.allowed(
    'audit.copy',
    { method: 'get', path: '/audits/:auditId/copy', load },
    async ({ loaded, user, show }) => show(await copyPage(loaded.audit, user, null)),
  );

  routes.allowed(
    'audit.copy',
    { method: 'post', path: '/audits/:auditId/copy', load },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(copyForm, body);
      const outcome = form.values
        ? await withInputErrors(() => administration.copy(user.id, loaded.audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        await show(await copyPage(loaded.audit, user, body, outcome.errors));
        return;
      }
      redirect(
        urls.audit(outcome.result),
        'The copy is made, as a draft. Check its groups and panel, then open it.',
      );
    },
  );

  routes.allowed(
    'audit.discard',
    { method: 'post', path: '/audits/:auditId/discard', load, asksAgain: true },
    async ({ loaded, user, redirect }) => {
      await administration.discard(user.id, loaded.audit.id);
      redirect(urls.home(), `The draft “${loaded.audit.title}” is discarded.`);
    },
  );

  routes.allowed(
    'audit.askDeletion',
    { method: 'post', path: '/audits/:auditId/deletion', load, asksAgain: true },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(deletionForm, body);
      if (!form.values) {
        await show(await managePage(loaded.audit, user, body, form.errors));
        return;
      }
      await administration.askDeletion(user.id, loaded.audit.id, form.values.reason);
      redirect(
        urls.manageAudit(loaded.audit.id),
        'Nothing is deleted yet. Another lead of this audit or an administrator finds your request on their first page.',
      );
    },
  );

  routes.allowed(
    'audit.confirmDeletion',
    { method: 'get', path: '/audits/:auditId/deletion', load },
    async ({ loaded, user, show }) => {
      const { audit } = loaded;
      const asked = await administration.deletionOf(audit.id);
      const view = presentDeletion({
        audit,
        user,
        asked,
        size: await administration.sizeOf(audit.id),
        amounts: await retention.amounts(audit.id),
      });
      const title = asked?.what === 'cases' ? 'Erase what was recorded of the cases' : 'Delete an audit';
      await show({ template: 'overview/administration/deletion', title, view });
    },
  );

  routes.allowed(
    'audit.confirmDeletion',
    { method: 'post', path: '/audits/:auditId/deletion/confirm', load, asksAgain: true },
    async ({ req, loaded, user, redirect }) => {
      const body = formBody(req);
      const read = { what: textOf(body, 'what'), askedAt: textOf(body, 'askedAt') };
      await administration.confirmDeletion(user.id, loaded.audit.id, read);
      if (read.what === 'cases') {
        redirect(
          urls.auditErasure(loaded.audit.id),
          'What was recorded of the cases is erased. This is the certificate.',
        );
        return;
      }
      redirect(urls.home(), `The audit “${loaded.audit.title}” is deleted with all that was in it.`);
    },
  );

  routes.allowed(
    'audit.confirmDeletion',
    { method: 'post', path: '/audits/:auditId/deletion/withdraw', load },
    async ({ loaded, user, redirect }) => {
      await administration.withdrawDeletion(user.id, loaded.audit.id);
      redirect(urls.home(), `The audit “${loaded.audit.title}” is kept.`);
    },
  );
}
