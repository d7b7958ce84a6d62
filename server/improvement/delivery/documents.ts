import type { Readable } from 'node:stream';
import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { countOf } from '../../formats/english.ts';
import { guidedWorkbook } from '../../formats/guidedWorkbook.ts';
import { writePdf } from '../../formats/pdf/index.ts';
import { workbookOf } from '../../formats/workbook.ts';
import type { WrittenDocument } from '../../formats/word.ts';
import type { PlanView } from './presenter.ts';
import { LINE_COLUMNS, TOLD_COLUMNS } from './reading.ts';

const CREATOR = 'Casefile audit';
const LANGUAGE = 'en-GB';

/** A plan, or one theme of it, in the words and tables that its PDF and its Word document share. */
function tell(view: PlanView): (document: WrittenDocument) => void {
  const { figures } = view;
  return (document) => {
    document.heading(1, view.theme ?? view.planTitle);
    document.paragraph(
      `${view.theme === null ? view.partnership : `${view.planTitle}, ${view.partnership}`}. ${view.days}. As at ${view.today}.`,
      'kicker',
    );
    document.rule();
    document.paragraph(
      `${view.sentence}. Late: ${figures.late} of ${figures.lines}. Done: ${figures.done} of ${figures.lines}. Confirmed as done: ${figures.confirmed} of ${figures.lines}.`,
      'lead',
    );
    if (view.narrowedBeside.length > 0) document.paragraph(`Only ${view.narrowedBeside.join(', ')}.`);
    for (const { heading, lines } of view.sections) {
      document.heading(2, heading);
      document.table({
        // The heading stands right above it, but not on the page on which it goes on.
        caption: `${heading}: ${countOf(lines.length, 'line')}`,
        columns: [
          { head: 'What will be done', share: 46 },
          { head: 'Owner', share: 21 },
          { head: 'Due', share: 19 },
          { head: 'Status', share: 14 },
        ],
        rows: lines.map((line) => ({
          cells: [
            {
              text: line.action,
              notes: [
                ...(line.measure === '' ? [] : [`Done when: ${line.measure}`]),
                ...(line.answers === '' ? [] : [`Answers: ${line.answers}`]),
                ...(line.themes.length === 0
                  ? []
                  : [`Themes: ${line.themes.map(({ text }) => text).join(', ')}`]),
              ],
            },
            { text: line.owner, notes: line.ownerHasLeft ? ['has left'] : [] },
            { text: line.due },
            { text: line.status.text },
          ],
        })),
      });
    }
  };
}

/** A plan as a tagged PDF. */
export const deliveryPdf = (view: PlanView, createdAt: Date): Readable =>
  writePdf(
    {
      title: view.title,
      creator: CREATOR,
      language: LANGUAGE,
      createdAt,
      footer: `${view.title}, as at ${view.today}`,
    },
    (document) => {
      document.look = 'dense';
      tell(view)(document);
    },
  );

/** A plan as a Word document that can be changed. */
export async function deliveryWord(view: PlanView): Promise<Buffer> {
  const { writeWord } = await import('../../formats/word.ts');
  return writeWord(
    {
      title: view.title,
      creator: CREATOR,
      language: LANGUAGE,
      copy: `Copy to work on, as at ${view.today}. The plan itself is kept in Casefile audit: what is changed here is not changed there.`,
      footer: view.title,
    },
    tell(view),
  );
}

/** A plan as a workbook that can be taken over again. */
export const deliveryWorkbook = (view: PlanView): Promise<Buffer> =>
  workbookOf([
    {
      name: 'Lines',
      heading: [...LINE_COLUMNS, ...TOLD_COLUMNS],
      rows: view.sections.flatMap(({ heading, lines }) =>
        lines.map((line) => [
          heading,
          line.action,
          line.organisation,
          line.role,
          line.dueDay,
          line.measure,
          line.themes.map(({ text }) => text).join(', '),
          line.answers,
          line.status.text,
          line.doneDay,
          line.confirmedDay,
        ]),
      ),
    },
  ]);

/** The empty sheet of a plan. */
export function deliveryTemplate(format: 'csv' | 'xlsx', owners: readonly string[]): Promise<Buffer> {
  if (format === 'csv') return Promise.resolve(Buffer.from(CSV_BEGIN + csvLine([...LINE_COLUMNS])));
  return guidedWorkbook(
    'Lines',
    LINE_COLUMNS.map((heading) =>
      heading === 'owner' ? { heading, choices: owners } : { heading, asText: heading !== 'due' },
    ),
  );
}
