import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Routes } from '../../web/route.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import type { Audit } from '../../audits/repository.ts';
import type { ProgressService } from '../../fieldwork/progress/service.ts';
import { readDenominator } from './form.ts';
import { presentResults } from './presenter.ts';
import type { MeasuresBeside } from './presenter.ts';
import type { ResultsService } from './service.ts';

/** What stands beside an audit's figures of measures, which come later; null where there is nothing to say. */
export type MeasuresBesideOf = (audit: Audit, user: User) => Promise<MeasuresBeside | null>;

/** The figures of an audit. */
export function resultsRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    results: ResultsService;
    progress: ProgressService;
    measuresBeside: MeasuresBesideOf;
  },
): void {
  const { audits, results, progress, measuresBeside } = parts;
  routes.allowed(
    'results.read',
    { method: 'get', path: '/audits/:auditId/results', load: auditLoader(audits) },
    async ({ req, loaded, user, show }) => {
      const denominator = readDenominator(req.query['denominator']);
      const { audit } = loaded;
      // Side by side: each goes through all answers of the audit.
      const [figures, inFiles, beside] = await Promise.all([
        results.both(audit.id, user),
        can(user, 'audit.readProgress', { audit }) ? progress.contradictions(audit) : [],
        can(user, 'measures.read') ? measuresBeside(audit, user) : null,
      ]);
      const view = presentResults(figures, denominator, user, inFiles, beside);
      await show({ template: 'results/figures/table', title: 'Results', wide: true, view });
    },
  );
}
