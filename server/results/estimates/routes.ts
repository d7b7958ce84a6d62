import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Routes } from '../../web/route.ts';
import { presentEstimates } from './presenter.ts';
import type { EstimatesService } from './service.ts';

/** Estimates beside the figures of an audit, for those who ask for them. */
export function estimateRoutes(
  routes: Routes,
  { audits, estimates }: { audits: AuditService; estimates: EstimatesService },
): void {
  routes.allowed(
    'results.read',
    { method: 'get', path: '/audits/:auditId/estimates', load: auditLoader(audits) },
    async ({ loaded, user, show }) => {
      const view = presentEstimates(await estimates.of(loaded.audit.id, user), user);
      await show({
        template: 'results/estimates/page',
        title: 'Estimates beside the figures',
        wide: true,
        view,
      });
    },
  );
}
