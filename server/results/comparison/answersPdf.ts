import type { Chart } from '../../formats/chart/index.ts';
import type { TableRow } from '../../formats/pdf/index.ts';
import type { WrittenDocument } from '../../formats/word.ts';
import type { AnswerCell, AnswerTable } from '../figures/answerCells.ts';
import { MEAN } from '../figures/answerCells.ts';
import type { AnswersView } from '../figures/answers.ts';
import { WHY_SUPPRESSED } from '../figures/shown.ts';

/** Beside more columns than this each gets less room. */
const MOST_NARROW = 5;
/** The page's width in units of a chart. */
const ANSWERS_WIDTH = 560;
/** Small charts side by side have smaller letters. */
const PANELS_WIDTH = 700;
const SMALL_CHARTS = 'A small chart for each, all on one scale';
/** Columns of answers that stand side by side in one table. */
const COLUMNS = 6;

/** The answers to questions that are no checks: the pictures and tables of the results page. */
export function answersGiven(document: WrittenDocument, answers: AnswersView): void {
  document.heading(2, answers.title);
  const isShortened = answers.sections.some(({ scales }) => scales.some(({ byUnit }) => hasMeans(byUnit)));
  const hasScores = answers.sections.some(({ scales }) =>
    scales.some(({ table }) => table.columns.some(({ note }) => note.startsWith('counts '))),
  );
  document.list([
    ...answers.notes,
    ...(hasScores ? ['In brackets beside an answer stands what it counts for.'] : []),
    ...(isShortened
      ? [
          'By group the picture shows how answers are distributed, and the table the mean of each question. How many gave each answer there, and how sure each mean is, this document leaves out.',
        ]
      : []),
  ]);
  for (const section of answers.sections) {
    document.heading(3, section.title);
    for (const { chart, shows, table, sideBySide, byUnit } of section.scales) {
      picture(document, { chart, shows, caption: table.caption });
      answerTable(document, table);
      if (sideBySide) {
        document.heading(3, sideBySide.chart.title);
        picture(document, { ...sideBySide, caption: SMALL_CHARTS, width: PANELS_WIDTH });
      }
      if (hasMeans(byUnit)) {
        meansByUnit(document, section.title, byUnit);
        continue;
      }
      for (const item of byUnit) {
        document.heading(3, item.label);
        answerTable(document, item.table);
      }
    }
    for (const { label, chart, shows, table } of section.items) {
      document.heading(3, label);
      // Of all files alone, a picture would be the column beside the answers again.
      if (chart && table.rows.length > 1)
        picture(document, { chart, shows, caption: 'All of them together' });
      turnedTable(document, table);
    }
  }
}

/** A picture of answers, after what it shows. */
function picture(
  document: WrittenDocument,
  {
    chart,
    shows,
    caption,
    width = ANSWERS_WIDTH,
  }: { chart: Chart; shows: string | null; caption: string; width?: number },
): void {
  if (shows !== null) document.leadIn([shows]);
  document.chart(chart, width, caption);
}

type ByUnit = AnswersView['sections'][number]['scales'][number]['byUnit'];

/** Whether groups are compared by means: a table for each question is more than a committee can read. */
const hasMeans = ([first]: ByUnit): boolean => first?.table.columns.at(-1)?.head === MEAN;

/** The means of all questions on one scale, groups side by side, in as many tables as the width of the page asks for. */
function meansByUnit(document: WrittenDocument, title: string, byUnit: ByUnit): void {
  const head = byUnit[0]?.table.head.toLowerCase() ?? '';
  const names = byUnit[0]?.table.rows.map(({ name }) => name) ?? [];
  const parts = Math.ceil(names.length / COLUMNS);
  const width = Math.ceil(names.length / parts);
  for (let from = 0; from < names.length; from += width) {
    const part = names.slice(from, from + width);
    document.table({
      caption: `${title}: means by ${head} (${part.join('; ')})`,
      columns: [
        { head: 'Question', share: 34 },
        ...part.map((name) => ({ head: name, share: 12, align: 'right' as const })),
      ],
      sharesOfPage: 34 + 12 * width,
      rows: byUnit.map(({ label, table }): TableRow => ({
        cells: [
          { text: label },
          ...table.rows.slice(from, from + width).map(({ cells }) => ({ text: cells.at(-1)?.text ?? '' })),
        ],
      })),
    });
  }
}

/** What stands in a cell; what stands under it where there is room follows it. */
function cellOf({ text, note }: AnswerCell, inLine = false) {
  if (note === '') return { text };
  return inLine ? { text: `${text}, ${note}` } : { text, notes: [note] };
}

/** So wide that an interval and "149 of 149" stand in one line each; what was not answered is a number alone. */
function shareOf(head: string, columns: number): number {
  if (head === MEAN) return 18;
  if (columns <= MOST_NARROW) return 12;
  return head.startsWith('Not ') ? 8 : 10;
}

/** Questions or groups one under the other, with their answers side by side. */
export function answerTable(document: WrittenDocument, table: AnswerTable): void {
  document.table({
    caption: table.caption,
    columns: [
      // Beside many answers, so that "120 of 120" and "Excellent" stand in one line each.
      { head: table.head, share: table.columns.length <= MOST_NARROW ? 30 : 50 },
      ...table.columns.map(({ head, note }) => ({
        // What an answer counts for takes a line of its own, and is said to be that by the notes.
        head: note === '' ? head : `${head} (${note.replace(/^counts /, '')})`,
        share: shareOf(head, table.columns.length),
        align: 'right' as const,
      })),
    ],
    rows: table.rows.map(({ name, cells, total }): TableRow => ({
      cells: [{ text: name }, ...cells.map((cell) => cellOf(cell))],
      total,
    })),
  });
}

/** Answers one under the other, since there may be many, with groups side by side; in as many tables as that asks for. */
function turnedTable(document: WrittenDocument, table: AnswerTable): void {
  const parts = Math.max(1, Math.ceil(table.rows.length / COLUMNS));
  const width = Math.ceil(table.rows.length / parts);
  for (let from = 0; from < table.rows.length; from += width) {
    const part = table.rows.slice(from, from + width);
    const inLine = part.length === 1;
    // A column of marks tells nothing; a sentence names what is suppressed.
    const hidden = inLine ? table.columns.filter((_, c) => part[0]?.cells[c]?.suppressed === true) : [];
    const heads = new Set(hidden.map(({ head }) => head));
    if (hidden.length > 0) {
      document.leadIn([`Suppressed ${WHY_SUPPRESSED}: ${[...heads].join('; ')}.`]);
      if (hidden.length === table.columns.length) continue;
    }
    document.table({
      caption: `${table.caption} (${part.map(({ name }) => name).join('; ')})`,
      columns: [
        { head: 'Answer', share: 28 },
        ...part.map(({ name }) => ({ head: name, share: 14, align: 'right' as const })),
      ],
      sharesOfPage: 28 + 14 * Math.max(3, width),
      rows: table.columns.flatMap((column, c): TableRow[] =>
        hidden.includes(column)
          ? []
          : [
              {
                cells: [
                  { text: column.head, notes: column.note === '' ? [] : [column.note] },
                  ...part.map(({ cells }) => {
                    const cell = cells[c];
                    return cell ? cellOf(cell, inLine) : { text: '' };
                  }),
                ],
              },
            ],
      ),
    });
  }
}
