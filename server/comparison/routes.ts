import { pipeline } from 'node:stream/promises';
import { auditLoader } from '../audits/routes.ts';
import type { AuditService } from '../audits/service.ts';
import { plainName } from '../formats/words.ts';
import type { Routes } from '../http/route.ts';
import { presentPage } from './page.ts';
import { resultsPdf } from './pdf.ts';
import { presentComparison } from './presenter.ts';
import type { ComparisonService } from './service.ts';

/** Groups, providers, segments and audits held against each other, as a page and as a document for a committee. */
export function comparisonRoutes(
  routes: Routes,
  parts: { audits: AuditService; comparison: ComparisonService },
): void {
  const { audits, comparison } = parts;
  const load = auditLoader(audits);

  routes.allowed(
    'results.read',
    { method: 'get', path: '/audits/:auditId/compare', load },
    async ({ req, loaded, user, show }) => {
      const found = await comparison.of(loaded.audit.id, req.query, user);
      const view = presentPage(presentComparison(found, user));
      await show({ template: 'comparison/page', title: 'Compare', wide: true, view });
    },
  );

  routes.allowed(
    'results.read',
    { method: 'get', path: '/audits/:auditId/results.pdf', load },
    async ({ req, res, loaded, user }) => {
      const { audit } = loaded;
      // It is made to leave the panel, whoever fetches it.
      const found = await comparison.of(audit.id, req.query, user, { masked: true });
      const view = presentComparison(found, user);
      const pdf = resultsPdf(view);
      await comparison.fetched(user.id, audit.id, 'pdf');
      res.type('application/pdf').set({
        'Cache-Control': 'no-store',
        'Content-Disposition': `inline; filename="results-${plainName(audit.title) || 'audit'}.pdf"`,
      });
      await pipeline(pdf, res);
    },
  );
}
