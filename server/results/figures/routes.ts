import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Routes } from '../../web/route.ts';
import { can } from '../../access/policy.ts';
import type { ProgressService } from '../../fieldwork/progress/service.ts';
import { readDenominator } from './form.ts';
import { presentResults } from './presenter.ts';
import type { ResultsService } from './service.ts';

/** The figures of an audit. */
export function resultsRoutes(
  routes: Routes,
  parts: { audits: AuditService; results: ResultsService; progress: ProgressService },
): void {
  const { audits, results, progress } = parts;
  routes.allowed(
    'results.read',
    { method: 'get', path: '/audits/:auditId/results', load: auditLoader(audits) },
    async ({ req, loaded, user, show }) => {
      const denominator = readDenominator(req.query['denominator']);
      const { audit } = loaded;
      // Side by side: each goes through all answers of the audit.
      const [figures, inFiles] = await Promise.all([
        results.both(audit.id, user),
        can(user, 'audit.readProgress', { audit }) ? progress.contradictions(audit) : [],
      ]);
      const view = presentResults(figures, denominator, user, inFiles);
      await show({ template: 'results/figures/table', title: 'Results', wide: true, view });
    },
  );
}
