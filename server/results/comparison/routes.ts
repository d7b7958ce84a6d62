import { pipeline } from 'node:stream/promises';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { RESULTS_FORMATS } from '../exports/service.ts';
import { writtenJson, writtenTable } from '../exports/written.ts';
import { plainName } from '../../formats/english.ts';
import { shownAs } from '../../web/sendPdf.ts';
import type { Routes } from '../../web/route.ts';
import { presentPage } from './page.ts';
import { resultsPdf, resultsWord } from './pdf.ts';
import type { BesideView } from './moved.ts';
import { presentComparison } from './presenter.ts';
import type { CompareView } from './presenter.ts';
import type { User } from '../../people/accounts/repository.ts';
import { comparePartOf } from './form.ts';
import type { RawQuery } from './form.ts';
import type { ComparisonService } from './service.ts';
import { presentCompareJson, presentCompareTables } from './table.ts';
import type { ExportedTable } from '../exports/presenter.ts';

/** Groups, providers, segments and audits held against each other, as a page and in what is taken along. */
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
      await show({ template: 'results/comparison/page', title: 'Compare', wide: true, view });
    },
  );

  for (const format of RESULTS_FORMATS) {
    routes.allowed(
      'results.export',
      { method: 'get', path: `/audits/:auditId/compare.${format}`, load },
      async ({ req, res, loaded, user }) => {
        const { id } = loaded.audit;
        const all = req.query['figures'] === 'all';
        const content = await comparison.take(id, req.query, user, { format, all }, (found) => {
          const view = presentComparison(found, user);
          return format === 'json'
            ? writtenJson(presentCompareJson(view))
            : written(format, presentCompareTables(view, comparePartOf(req.query)));
        });
        const name = `comparison-audit-${id}${all ? '-unsuppressed' : ''}.${format}`;
        res.set('Cache-Control', 'no-store').attachment(name).send(content);
      },
    );
  }

  // Unless somebody has chosen what to compare, it is all that there is, in one document.
  const taken = <Content>(
    of: { auditId: number; query: RawQuery; user: User; format: string },
    make: (views: [CompareView, ...CompareView[]], beside: BesideView[]) => Content | Promise<Content>,
  ): Promise<Content> => {
    const { auditId, query, user, format } = of;
    return Object.keys(query).length === 0
      ? comparison.takeWhole(auditId, user, { format }, ([first, ...more], beside) =>
          make(
            [presentComparison(first, user), ...more.map((found) => presentComparison(found, user))],
            beside.map(({ by, others, overTime }) => ({
              by,
              others: others.map((found) => presentComparison(found, user)),
              overTime: presentComparison(overTime, user),
            })),
          ),
        )
      : comparison.take(auditId, query, user, { format, all: false }, (found) =>
          make([presentComparison(found, user)], []),
        );
  };

  routes.allowed(
    'results.export',
    { method: 'get', path: '/audits/:auditId/results.docx', load },
    async ({ req, res, loaded, user }) => {
      const { audit } = loaded;
      const of = { auditId: audit.id, query: req.query, user, format: 'docx' };
      const content = await taken(of, resultsWord);
      const name = `results-${plainName(audit.title) || 'audit'}-copy.docx`;
      res.set('Cache-Control', 'no-store').attachment(name).send(content);
    },
  );

  routes.allowed(
    'results.export',
    { method: 'get', path: '/audits/:auditId/results.pdf', load },
    async ({ req, res, loaded, user }) => {
      const { audit } = loaded;
      // Made for a committee: it has no small numbers, whoever fetches it.
      const pdf = await taken({ auditId: audit.id, query: req.query, user, format: 'pdf' }, resultsPdf);
      res.type('application/pdf').set({
        'Cache-Control': 'no-store',
        'Content-Disposition': shownAs(`results-${plainName(audit.title) || 'audit'}.pdf`),
      });
      await pipeline(pdf, res);
    },
  );
}

function written(format: 'csv' | 'xlsx', [first, ...more]: ExportedTable[]): Promise<string | Buffer> {
  if (!first) throw new RangeError('a comparison has a table');
  return writtenTable(format, first, more);
}
