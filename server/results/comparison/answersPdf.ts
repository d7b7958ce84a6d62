import type { Chart } from '../../formats/chart/index.ts';
import type { PdfDocument, TableRow } from '../../formats/pdf/index.ts';
import type { AnswerCell, AnswerTable } from '../figures/answerCells.ts';
import type { AnswersView } from '../figures/answers.ts';

/** Columns of answers that stand side by side in one table. */
const COLUMNS = 6;

/**
 * The answers to questions that are no checks: the pictures and tables of the results page.
 *
 * @param figure - draws a chart on as many pages as it needs
 */
export function answersGiven(
  document: PdfDocument,
  answers: AnswersView,
  figure: (chart: Chart, caption: string) => void,
): void {
  document.heading(2, answers.title);
  document.list(answers.notes);
  for (const section of answers.sections) {
    document.heading(3, section.title);
    for (const { chart, table, byUnit } of section.scales) {
      figure(chart, table.caption);
      tableOf(document, table);
      for (const item of byUnit) {
        document.heading(3, item.label);
        if (item.chart) figure(item.chart, `By ${item.table.head.toLowerCase()}`);
        tableOf(document, item.table);
      }
    }
    for (const { label, chart, table } of section.items) {
      document.heading(3, label);
      // Of all files alone, a picture would be the column beside the answers again.
      if (chart && table.rows.length > 1) figure(chart, 'All of them together');
      turnedTable(document, table);
    }
  }
}

/** What stands in a cell; what stands under it where there is room follows it. */
function cellOf({ text, note }: AnswerCell, inLine = false) {
  if (note === '') return { text };
  return inLine ? { text: `${text}, ${note}` } : { text, notes: [note] };
}

/** Questions or groups one under the other, with their answers side by side. */
function tableOf(document: PdfDocument, table: AnswerTable): void {
  document.table({
    caption: table.caption,
    columns: [
      { head: table.head, share: 30 },
      ...table.columns.map(({ head, note }) => ({
        head: note === '' ? head : `${head} (${note})`,
        share: 12,
      })),
    ],
    rows: table.rows.map(({ name, cells, total }): TableRow => ({
      cells: [{ text: name }, ...cells.map((cell) => cellOf(cell))],
      total,
    })),
  });
}

/** Answers one under the other, since there may be many, with groups side by side; in as many tables as that asks for. */
function turnedTable(document: PdfDocument, table: AnswerTable): void {
  const parts = Math.max(1, Math.ceil(table.rows.length / COLUMNS));
  const width = Math.ceil(table.rows.length / parts);
  for (let from = 0; from < table.rows.length; from += width) {
    const part = table.rows.slice(from, from + width);
    const inLine = part.length === 1;
    document.table({
      caption: `${table.caption} (${part.map(({ name }) => name).join('; ')})`,
      columns: [{ head: 'Answer', share: 28 }, ...part.map(({ name }) => ({ head: name, share: 14 }))],
      sharesOfPage: 28 + 14 * Math.max(3, width),
      rows: table.columns.map(({ head, note }, c): TableRow => ({
        cells: [
          { text: head, notes: note === '' ? [] : [note] },
          ...part.map(({ cells }) => {
            const cell = cells[c];
            return cell ? cellOf(cell, inLine) : { text: '' };
          }),
        ],
      })),
    });
  }
}
