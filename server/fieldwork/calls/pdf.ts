import type { Readable } from 'node:stream';
import { CONTENT, writePdf } from '../../formats/pdf/index.ts';
import type { PdfDocument } from '../../formats/pdf/index.ts';
import type { CallerSheets, RightAnswers } from './sheetPresenter.ts';

const settingsOf = (
  { documentTitle, footer }: { documentTitle: string; footer: string },
  createdAt: Date,
) => ({
  title: documentTitle,
  creator: 'Casefile audit',
  language: 'en-GB',
  createdAt,
  footer,
});

/**
 * The sheets of callers as a tagged PDF, each caller and each call on a page of its own.
 *
 * @param createdAt - stands in the file as its day; the same sheets and day give the same bytes
 */
export function callerSheetsPdf(sheets: CallerSheets, createdAt: Date): Readable {
  return writePdf(settingsOf(sheets, createdAt), (document) => {
    for (const caller of sheets.callers) drawCaller(document, caller);
  });
}

function drawCaller(document: PdfDocument, caller: CallerSheets['callers'][number]): void {
  document.keepTogether(CONTENT.height);
  document.heading(1, caller.heading);
  document.paragraph(caller.kicker, 'kicker');
  document.rule();
  document.list(caller.instructions);
  document.table({
    caption: caller.overview.caption,
    columns: [
      { head: 'Call', share: 8 },
      { head: 'Service', share: 24 },
      { head: 'When', share: 38 },
      { head: 'Story', share: 30 },
    ],
    rows: caller.overview.rows.map(({ reference, service, when, story }) => ({
      cells: [{ text: reference }, { text: service }, { text: when }, { text: story }],
    })),
  });
  const { definitions } = caller.listening;
  // On a page of its own where it does not fit; beside its terms it is narrower than it is measured.
  document.keepTogether(50 + 1.05 * document.textHeight(definitions.map(({ text }) => text)));
  document.heading(2, caller.listening.heading);
  document.definitions(definitions, 90);
  for (const call of caller.calls) {
    document.keepTogether(CONTENT.height);
    document.heading(2, call.heading);
    document.note(call.story);
    document.table({
      caption: call.questions.caption,
      columns: [
        { head: 'Question', share: 36 },
        { head: 'Answer', share: 64 },
      ],
      rows: [...call.questions.rows, call.said].map(({ label, field }) => ({
        cells: [{ text: label }, { text: '', field }],
      })),
    });
  }
}

/**
 * The right answers as a tagged PDF.
 *
 * @param createdAt - as above
 */
export function rightAnswersPdf(sheet: RightAnswers, createdAt: Date): Readable {
  return writePdf(settingsOf(sheet, createdAt), (document) => {
    document.heading(1, sheet.heading);
    document.paragraph(sheet.kicker, 'kicker');
    document.rule();
    document.note(sheet.note, 'caution');
    for (const { heading, story, answers, calls } of sheet.scenarios) {
      document.heading(2, heading);
      document.paragraph([{ text: 'Story: ', weight: 'bold' }, { text: story }]);
      document.paragraph([{ text: 'Answers: ', weight: 'bold' }, { text: answers }]);
      if (calls !== null) document.paragraph(calls);
    }
    document.heading(2, sheet.scoring.heading);
    document.definitions(sheet.scoring.definitions, 90);
  });
}
