import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Routes } from '../../web/route.ts';
import { presentProgress } from './presenter.ts';
import type { ProgressService } from './service.ts';

/** How far an audit is. The page's script asks for the same page again and again and takes the figures out of it. */
export function progressRoutes(
  routes: Routes,
  parts: { audits: AuditService; progress: ProgressService },
): void {
  const { audits, progress } = parts;
  routes.allowed(
    'audit.readProgress',
    { method: 'get', path: '/audits/:auditId/progress', load: auditLoader(audits) },
    async ({ loaded, user, show }) => {
      const view = presentProgress(await progress.of(loaded.audit.id), user);
      await show({ template: 'fieldwork/progress/page', title: 'Progress', wide: true, view });
    },
  );
}
