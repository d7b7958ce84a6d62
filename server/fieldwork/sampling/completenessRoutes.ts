import { can } from '../../access/policy.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Tools } from '../../audits/tools.ts';
import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Routes } from '../../web/route.ts';
import type { Audit } from '../../audits/repository.ts';
import { completenessLines, presentCompleteness, showCompleteness } from './completenessPresenter.ts';
import type { SamplingService } from './service.ts';

/** How complete the records of the whole caseload list are, where that is an extract of the national data set. */
export function completenessRoutes(
  routes: Routes,
  parts: { audits: AuditService; sampling: SamplingService; tools: Tools },
): void {
  const { audits, sampling, tools } = parts;
  const load = auditLoader(audits);
  const seen = async (audit: Audit, suppressed: boolean) => {
    const extract = await sampling.extractOf(audit.id);
    if (!extract) return null;
    const tool = tools.of(audit);
    const groups = await audits.groups(audit.id);
    return { extract, shown: showCompleteness(audit, { tool, groups, extract }, suppressed) };
  };

  routes.allowed(
    'completeness.read',
    { method: 'get', path: '/audits/:auditId/completeness', load },
    async ({ loaded: { audit }, user, show }) => {
      const found = await seen(audit, !can(user, 'results.readUnsuppressed', { audit }));
      const view = presentCompleteness({
        audit,
        user,
        extract: found?.extract ?? null,
        shown: found?.shown ?? null,
      });
      await show({
        template: 'fieldwork/sampling/completeness',
        title: 'NDTMS records',
        wide: true,
        view,
      });
    },
  );

  routes.allowed(
    'completeness.export',
    { method: 'get', path: '/audits/:auditId/completeness.csv', load },
    async ({ req, res, loaded: { audit }, user }) => {
      const all = req.query['figures'] === 'all' && can(user, 'results.exportUnsuppressed', { audit });
      const found = await seen(audit, !all);
      if (!found) throw new NotFoundError();
      const name = `ndtms-records-audit-${audit.id}${all ? '-unsuppressed' : ''}.csv`;
      const lines = completenessLines(found).map(csvLine);
      res
        .set('Cache-Control', 'no-store')
        .attachment(name)
        .send(CSV_BEGIN + lines.join(''));
    },
  );
}
