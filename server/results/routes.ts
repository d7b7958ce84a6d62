import { auditLoader } from '../audits/routes.ts';
import type { AuditService } from '../audits/service.ts';
import type { Routes } from '../http/route.ts';
import { presentResults } from './presenter.ts';
import type { ResultsService } from './service.ts';

/** The figures of an audit. */
export function resultsRoutes(
  routes: Routes,
  parts: { audits: AuditService; results: ResultsService },
): void {
  const { audits, results } = parts;
  routes.allowed(
    'results.read',
    { method: 'get', path: '/audits/:auditId/results', load: auditLoader(audits) },
    async ({ req, loaded, user, show }) => {
      const denominator = req.query['denominator'] === 'files' ? 'files' : 'applicable';
      const view = presentResults(await results.of(loaded.audit.id), denominator, user);
      await show({ template: 'results/table', title: 'Results', wide: true, view });
    },
  );
}
