import type { Request } from 'express';
import { itemsOf } from '../../../rules/index.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Routes } from '../../web/route.ts';
import { readBreakdown } from '../figures/form.ts';
import { presentExports, presentFiles, presentJson } from './presenter.ts';
import { presentSelfAuditData, presentSelfAuditTables } from './selfAuditPresenter.ts';
import type { TakenSelfAudits } from './selfAuditPresenter.ts';
import type { ExportedPart } from './presenter.ts';
import { RESULTS_FORMATS } from './service.ts';
import type { ExportedFile, ResultsExports, ResultsFormat } from './service.ts';
import type { ShownResults } from '../figures/service.ts';
import { writtenJson, writtenTable } from './written.ts';

/** Views of results to be taken along, in each format from the same table. */
export function exportRoutes(
  routes: Routes,
  parts: { audits: AuditService; resultsExports: ResultsExports },
): void {
  const { audits, resultsExports } = parts;
  for (const format of RESULTS_FORMATS) {
    routes.allowed(
      'results.export',
      { method: 'get', path: `/audits/:auditId/export/results.${format}`, load: auditLoader(audits) },
      async ({ req, res, loaded, user }) => {
        const request = { breakdown: readBreakdown(req.query), format, all: wantsAll(req) };
        const { shown, files } = await resultsExports.take(user, loaded.audit.id, request);
        const content = await written(format, shown, files, partOf(req));
        const name = `results-audit-${loaded.audit.id}${shown.suppressed ? '' : '-unsuppressed'}.${format}`;
        res.set('Cache-Control', 'no-store').attachment(name).send(content);
      },
    );

    routes.allowed(
      'selfAudits.read',
      { method: 'get', path: `/audits/:auditId/export/self-audits.${format}`, load: auditLoader(audits) },
      async ({ res, loaded, user }) => {
        const taken = await resultsExports.takeSelfAudits(user, loaded.audit, format);
        const name = `self-audits-audit-${loaded.audit.id}.${format}`;
        const content = await writtenSelfAudits(format, taken);
        res.set('Cache-Control', 'no-store').attachment(name).send(content);
      },
    );
  }
}

/** What a format that has room for one table is to hold. */
const partOf = (req: Request): ExportedPart => (req.query['of'] === 'items' ? 'items' : 'checks');

const wantsAll = (req: Request): boolean => req.query['figures'] === 'all';

function written(
  format: ResultsFormat,
  shown: ShownResults,
  files: ExportedFile[] | null,
  part: ExportedPart,
): string | Promise<string | Buffer> {
  if (format === 'json') return writtenJson(presentJson(shown));
  const [first, ...more] = presentExports(shown, part);
  if (!first) throw new RangeError('a view of results has a table');
  const filesSheet = files ? [presentFiles(shown.audit.words, itemsOf(shown.tool), files)] : [];
  return writtenTable(format, first, [...more, ...filesSheet]);
}

function writtenSelfAudits(format: ResultsFormat, taken: TakenSelfAudits): string | Promise<string | Buffer> {
  if (format === 'json') return writtenJson(presentSelfAuditData(taken));
  const [answers, ...more] = presentSelfAuditTables(taken);
  if (!answers) throw new RangeError('self-audits have a table');
  return writtenTable(format, answers, more);
}
