import type { Chart } from '../../formats/chart/index.ts';
import type { WrittenDocument } from '../../formats/word.ts';
import { MEAN } from '../figures/answerCells.ts';
import { answerTable } from './answersPdf.ts';
import type { CompareItem } from './items.ts';
import type { CompareView } from './presenter.ts';

/** Of more questions than this, pictures are more than a committee can read: their means stand in one table. */
const MOST_IN_FULL = 12;
/** Lines that stand side by side in one table. */
const COLUMNS = 6;

export const SCORES_BESIDE = 'Scores side by side';
export const ANSWERS_BESIDE = 'Answers side by side';

/**
 * Criteria and questions that are no checks, with the lines of a comparison side by side.
 *
 * @param level - of the heading of each part
 * @param figure - draws a chart on as many pages as it needs
 */
export function sideBySide(
  document: WrittenDocument,
  view: CompareView,
  level: 2 | 3,
  figure: (chart: Chart, caption: string) => void,
): void {
  const { criteria, items } = view;
  if (criteria.length > 0) {
    document.heading(level, SCORES_BESIDE);
    for (const { title, notes, chart, table } of criteria) {
      document.heading(3, title);
      if (notes.length > 0) document.paragraph(notes.join(' '));
      if (chart) figure(chart, `By ${table.head.toLowerCase()}`);
      answerTable(document, table);
    }
  }
  const told = items.filter(({ isSuppressed }) => !isSuppressed);
  const isLong = told.length > MOST_IN_FULL;
  const inTable = isLong ? told.filter(hasMeans) : [];
  const inFull = told.filter((item) => !inTable.includes(item));
  if (told.length > 0) document.heading(level, ANSWERS_BESIDE);
  if (inTable.length > 0) {
    document.paragraph(
      'The mean of each question is here. How its answers are distributed, and how sure each mean is, this document leaves out.',
    );
    means(document, inTable);
  }
  for (const { label, notes, chart, table } of inFull) {
    document.heading(3, label);
    if (notes.length > 0) document.paragraph(notes.join(' '));
    if (chart) figure(chart, `By ${table.head.toLowerCase()}`);
    answerTable(document, table);
  }
}

const hasMeans = ({ table }: CompareItem): boolean => table.columns.at(-1)?.head === MEAN;

/** Questions one under the other, with the means of lines side by side. */
function means(document: WrittenDocument, items: readonly CompareItem[]): void {
  const names = [...new Set(items.flatMap(({ rows }) => rows.map(({ label }) => label)))];
  const parts = Math.ceil(names.length / COLUMNS);
  const width = Math.ceil(names.length / parts);
  for (let from = 0; from < names.length; from += width) {
    const part = names.slice(from, from + width);
    document.table({
      caption: `Means: ${part.join('; ')}`,
      columns: [
        { head: 'Question', share: 34 },
        ...part.map((name) => ({ head: name, share: 12, align: 'right' as const })),
      ],
      sharesOfPage: 34 + 12 * Math.max(3, width),
      rows: items.map(({ label, table }) => ({
        cells: [
          { text: label },
          ...part.map((name) => ({
            text: table.rows.find((row) => row.name === name)?.cells.at(-1)?.text ?? '–',
          })),
        ],
      })),
    });
  }
}
