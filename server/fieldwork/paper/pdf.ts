import type { Readable } from 'node:stream';
import { writePdf } from '../../formats/pdf/index.ts';
import { BOX } from './presenter.ts';
import type { BlankForm } from './presenter.ts';

/** Room to write on, in a cell that is otherwise empty. */
const ROOM = '\u00A0\n\u00A0';

/**
 * A blank form as a tagged PDF.
 *
 * @param createdAt - stands in the file as its day; the same form and day give the same bytes
 */
export function blankFormPdf(form: BlankForm, createdAt: Date): Readable {
  const settings = {
    title: form.documentTitle,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt,
    footer: form.footer,
  };
  return writePdf(settings, (document) => {
    document.heading(1, form.heading);
    document.paragraph(form.kicker, 'kicker');
    document.rule();
    document.definitions(form.head, 90);
    for (const text of form.instructions) document.paragraph(text);
    for (const section of form.sections) {
      document.heading(2, section.heading);
      if (section.description !== null) document.paragraph(section.description);
      if (section.checks.length > 0) {
        document.table({
          caption: `${section.heading}: checks`,
          columns: [
            { head: 'Check', share: 45 },
            { head: 'Yes', share: 7 },
            { head: 'No', share: 7 },
            { head: 'N/A', share: 7 },
            { head: 'Comment', share: form.withSeen ? 20 : 34 },
            ...(form.withSeen ? [{ head: 'Where seen, day', share: 14 }] : []),
          ],
          rows: section.checks.map(({ label, notes }) => ({
            cells: [
              { text: label, notes },
              { text: BOX },
              { text: BOX },
              { text: BOX },
              { text: ROOM },
            ].concat(form.withSeen ? [{ text: ROOM }] : []),
          })),
        });
      }
      if (section.others.length > 0) {
        document.table({
          caption: `${section.heading}: ${section.asksFacts ? 'facts' : 'questions'}`,
          columns: [
            { head: 'Question', share: 45 },
            { head: 'Answer', share: 55 },
          ],
          rows: section.others.map(({ label, notes, choices }) => ({
            cells: [{ text: label, notes }, { text: choices }],
          })),
        });
      }
    }
    document.heading(2, form.comment.heading);
    document.table({
      caption: form.comment.heading,
      columns: [
        { head: 'What', share: 20 },
        { head: 'In your words', share: 80 },
      ],
      rows: [{ cells: [{ text: form.comment.text }, { text: Array(8).fill('\u00A0').join('\n') }] }],
    });
    if (form.guidance) {
      document.heading(2, form.guidance.heading);
      document.definitions(form.guidance.definitions, 105);
    }
  });
}
