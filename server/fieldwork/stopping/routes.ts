import { auditLoader } from '../../audits/routes.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import { formBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { StateError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { checksToHold, readStoppingForm } from './form.ts';
import { presentStopping } from './presenter.ts';
import type { StoppingService } from './service.ts';

const PAGE = { template: 'fieldwork/stopping/page', title: 'Stop when sure' };

/** Whether the panel may stop reading, check by check and group by group. */
export function stoppingRoutes(
  routes: Routes,
  parts: { audits: AuditService; stopping: StoppingService },
): void {
  const { audits, stopping } = parts;
  const load = auditLoader(audits);

  routes.allowed(
    'stopping.read',
    { method: 'get', path: '/audits/:auditId/stopping', load },
    async ({ loaded: { audit }, user, show }) => {
      const found = await stopping.of(audit);
      await show({ ...PAGE, view: presentStopping({ audit, found, user, typed: null, errors: [] }) });
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'post', path: '/audits/:auditId/stopping', load },
    async ({ req, loaded: { audit }, user, show, redirect }) => {
      const body = formBody(req);
      const { tool, setUp } = await stopping.of(audit);
      const { errors, ...wanted } = readStoppingForm(body, checksToHold(tool, setUp));
      const refuse = async (status: 409 | 422, of: Audit, why: FieldError[]) => {
        const about = { audit: of, found: await stopping.of(of), user, typed: body, errors: why };
        await show({ ...PAGE, status, errors: why, view: presentStopping(about) });
      };
      if (errors.length > 0) {
        await refuse(422, audit, errors);
        return;
      }
      try {
        await stopping.set(user.id, audit.id, wanted);
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        // Somebody was quicker: what was typed stays on the page, beside how things stand now.
        await refuse(409, await audits.get(audit.id), [{ field: '', text: error.message }]);
        return;
      }
      redirect(
        urls.stopping(audit.id),
        wanted.standards.size === 0
          ? 'Nothing is held against a standard now.'
          : 'Saved. The order of reading is committed.',
      );
    },
  );
}
