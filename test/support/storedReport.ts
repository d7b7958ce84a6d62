import type { NewReport, ReportRepository } from '../../server/feedback/store/reports.ts';
import { MORNING, NOON } from './store.ts';

/** Keeps a report of which only what is named matters; returns its id. */
export const addReport = (
  reports: ReportRepository,
  report: Pick<NewReport, 'auditId' | 'providerId' | 'issuedBy'> & Partial<NewReport>,
): Promise<number> =>
  reports.add({
    version: 1,
    issuedAt: MORNING,
    queriesUntil: '2026-12-06',
    planDue: '2026-12-20',
    toolId: 'rodt',
    toolVersion: 1,
    sha256: 'a'.repeat(64),
    pdf: Buffer.from([0, 255, 128, 10]),
    content: JSON.parse(`{"heading":"As of ${NOON}"}`) as NewReport['content'],
    figures: {
      tool: { id: 'rodt', version: 1 },
      files: 3,
      allFiles: 5,
      checks: [],
      groups: [],
      findings: [],
    },
    data: {
      format: 1,
      figures: { allFiles: 5, withheldBelow: 5, checks: [], groups: [], contradictions: [] },
      findings: [],
      particulars: {
        tool: { id: 'rodt', version: 1 },
        audit: {
          title: 'Notes',
          partnership: 'North',
          fieldworkStart: '2026-11-01',
          fieldworkEnd: '2026-11-02',
        },
        provider: 'The Bridge',
        groups: [],
        samples: [],
        notes: [],
        secondReadings: null,
        comments: [],
        added: [],
      },
    },
    ...report,
  });
