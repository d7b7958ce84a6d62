import type { Readable } from 'node:stream';
import { writePdf } from '../../formats/pdf/index.ts';
import type { SelfAuditReport } from './report.ts';

/** The report on a self-audit as a tagged PDF; the same report gives the same bytes. */
export function selfAuditPdf(report: SelfAuditReport): Readable {
  const settings = {
    title: report.documentTitle,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt: report.createdAt,
    footer: report.footer,
  };
  return writePdf(settings, (document) => {
    document.heading(1, report.heading);
    document.paragraph(report.kicker, 'kicker');
    document.rule();
    document.definitions(report.facts, 90);
    document.heading(2, 'Own score and validated score');
    document.paragraph(report.counts, 'lead');
    document.table({
      caption: 'Each area by the provider’s own answers and by the validated ones',
      columns: [
        { head: 'Area', share: 30 },
        { head: 'Own score', share: 27 },
        { head: 'Validated score', share: 27 },
        { head: 'Difference', share: 16, align: 'right' },
      ],
      rows: report.scores.map((score) => ({
        cells: [
          { text: score.title },
          { text: score.own },
          { text: score.validated },
          { text: score.difference },
        ],
      })),
    });
    document.heading(2, 'Answers that were validated otherwise');
    document.paragraph(report.differences.lead);
    if (report.differences.rows.length > 0) {
      document.table({
        caption: 'The provider’s own answer, the validated one, and why',
        columns: [
          { head: 'Question', share: 36 },
          { head: 'Own answer', share: 16 },
          { head: 'Validated', share: 16 },
          { head: 'Reason', share: 32 },
        ],
        rows: report.differences.rows.map((row) => ({
          cells: [{ text: row.label }, { text: row.own }, { text: row.validated }, { text: row.reason }],
        })),
      });
    }
    if (report.judgements.length > 0) {
      document.heading(2, 'What was judged with the answers in view');
      document.table({
        caption: 'What the answers do not decide by themselves',
        columns: [
          { head: 'Area', share: 36 },
          { head: 'Judged', share: 24 },
          { head: 'Reason', share: 40 },
        ],
        rows: report.judgements.map((one) => ({
          cells: [{ text: one.label }, { text: one.answer }, { text: one.reason }],
        })),
      });
    }
    document.heading(2, 'All answers with their evidence');
    for (const section of report.sections) {
      document.table({
        caption: section.title,
        columns: [
          { head: 'Question', share: 60 },
          { head: 'Own answer', share: 20 },
          { head: 'Validated', share: 20 },
        ],
        rows: section.rows.map((row) => ({
          cells: [{ text: row.label, notes: row.notes }, { text: row.own }, { text: row.validated }],
        })),
      });
    }
    document.heading(2, 'How to read this');
    for (const text of report.howToRead) document.paragraph(text);
  });
}
