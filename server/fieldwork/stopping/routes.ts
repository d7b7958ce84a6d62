import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { formBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { StateError } from '../../platform/errors.ts';
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
      const found = await stopping.of(audit);
      const { errors, ...wanted } = readStoppingForm(body, checksToHold(found.tool, found.setUp));
      if (errors.length > 0) {
        const view = presentStopping({ audit, found, user, typed: body, errors });
        await show({ ...PAGE, status: 422, errors, view });
        return;
      }
      try {
        await stopping.set(user.id, audit.id, wanted);
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        // Somebody was quicker: what was typed stays on the page, beside how things stand now.
        const errors = [{ field: '', text: error.message }];
        const now = await audits.get(audit.id);
        const view = presentStopping({
          audit: now,
          found: await stopping.of(now),
          user,
          typed: body,
          errors,
        });
        await show({ ...PAGE, status: 409, errors, view });
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
