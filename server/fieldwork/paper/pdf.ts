import type { Readable } from 'node:stream';
import { writePdf } from '../../formats/pdf/index.ts';
import type { BlankForm } from './presenter.ts';

/** The room for a comment on the whole takes what is left of its page, in lines: at least, at most, and on a page of its own. */
const COMMENT_LINES = { least: 4, most: 20, alone: 32 };
/** What a line of it, and what stands around it, takes, in points. */
const COMMENT_LINE = 17;
const AROUND_COMMENT = 60;

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
    document.look = 'dense';
    document.fields(form.head, 90);
    for (const text of form.instructions) document.paragraph(text);
    for (const section of form.sections) {
      document.heading(2, section.heading);
      if (section.description !== null) document.paragraph(section.description);
      if (section.checks.length > 0) {
        document.table({
          caption: `${section.heading}: checks`,
          columns: [
            { head: 'Check', share: form.withSeen ? 36 : 42 },
            { head: 'Answer', share: 28 },
            { head: 'Comment', share: form.withSeen ? 20 : 30 },
            ...(form.withSeen ? [{ head: 'Where seen, day', share: 16 }] : []),
          ],
          rows: section.checks.map(({ label, notes, field, comment, seen }) => ({
            cells: [
              { text: label, notes },
              { text: '', field },
              { text: '', field: comment },
              ...(seen ? [{ text: '', field: seen }] : []),
            ],
          })),
        });
      }
      if (section.others.length > 0) {
        document.table({
          caption: `${section.heading}: ${section.asksFacts ? 'facts' : 'questions'}`,
          columns: [
            { head: 'Question', share: 36 },
            { head: 'Answer', share: 64 },
          ],
          rows: section.others.map(({ label, notes, field }) => ({
            cells: [
              { text: label, notes },
              { text: '', field },
            ],
          })),
        });
      }
    }
    const left = Math.floor((document.room - AROUND_COMMENT) / COMMENT_LINE);
    const { least, most, alone } = COMMENT_LINES;
    // On a page of its own it is room for notes, and not a page that is nearly empty.
    const lines = left < least ? alone : Math.min(left, most);
    document.heading(2, form.comment.heading);
    document.writingRoom(form.comment.label, lines);
    if (form.guidance) {
      document.heading(2, form.guidance.heading);
      document.definitions(form.guidance.definitions, 105);
    }
  });
}
