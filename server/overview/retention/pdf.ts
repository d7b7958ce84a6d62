import type { Readable } from 'node:stream';
import { writePdf } from '../../formats/pdf/index.ts';
import type { CertificateView } from './presenter.ts';

/** The certificate of an erasure as a tagged PDF. */
export function certificatePdf(view: CertificateView, createdAt: Date): Readable {
  const title = `Certificate of erasure: ${view.title}`;
  const settings = { title, creator: 'Casefile audit', language: 'en-GB', createdAt, footer: title };
  return writePdf(settings, (document) => {
    document.heading(1, 'Certificate of erasure');
    document.paragraph(
      'What was recorded of the cases of an audit was erased. No case is named here.',
      'kicker',
    );
    document.rule();
    document.definitions(view.rows, 150);
    const table = (heading: string, caption: string, lines: readonly string[]) => {
      document.heading(2, heading);
      document.table({
        caption,
        columns: [{ head: caption, share: 100 }],
        rows: lines.map((text) => ({ cells: [{ text }] })),
      });
    };
    table('What was erased', 'Erased from what is recorded', view.erased);
    table('What is kept', 'Kept', view.stays);
    document.paragraph(view.untilDeleted);
    table('What cannot be had any more', 'Not to be had any more', view.gone);
    document.heading(2, 'Backups');
    for (const sentence of view.backups) document.paragraph(sentence);
  });
}
