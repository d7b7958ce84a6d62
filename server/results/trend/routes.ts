import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Routes } from '../../web/route.ts';
import type { ComparisonService } from '../comparison/service.ts';
import { writtenTable } from '../exports/written.ts';
import { presentTrend, trendTable } from './presenter.ts';

/** Every check over all rounds of a repeated audit. */
export function trendRoutes(
  routes: Routes,
  parts: { audits: AuditService; comparison: ComparisonService },
): void {
  const load = auditLoader(parts.audits);
  routes.allowed(
    'results.read',
    { method: 'get', path: '/audits/:auditId/trend', load },
    async ({ loaded, user, show }) => {
      const found = await parts.comparison.of(loaded.audit.id, { by: 'audit' }, user);
      await show({
        template: 'results/trend/page',
        title: 'Trend',
        wide: true,
        view: presentTrend(found, user),
      });
    },
  );

  routes.allowed(
    'results.export',
    { method: 'get', path: '/audits/:auditId/trend.csv', load },
    async ({ req, res, loaded, user }) => {
      const { id } = loaded.audit;
      const all = req.query['figures'] === 'all';
      const content = await parts.comparison.take(
        id,
        { by: 'audit' },
        user,
        { format: 'csv', all },
        (found) => writtenTable('csv', trendTable(presentTrend(found, user))),
      );
      const name = `trend-audit-${id}${all ? '-unsuppressed' : ''}.csv`;
      res.set('Cache-Control', 'no-store').attachment(name).send(content);
    },
  );
}
