import type { Readable } from 'node:stream';
import { periodLabel } from '../../rules/index.ts';
import type { Observation } from '../../rules/index.ts';
import { overTime } from '../formats/chart/index.ts';
import { writePdf } from '../formats/pdf/index.ts';
import type { PdfDocument } from '../formats/pdf/index.ts';
import type { FilledCell } from '../formats/workbook.ts';
import type { ExportedTable } from '../results/exports/presenter.ts';
import type { MeasureView, PlaceView } from './measurePresenter.ts';
import { FIGURE_COLUMNS } from './reading.ts';
import type { MeasureTable } from './words.ts';

/** The width of a chart in units, so that its letters come out a little smaller than those of the text. */
const CHART_WIDTH = 680;

const settingsOf = (title: string, asAt: Date) => ({
  title,
  creator: 'Casefile audit',
  language: 'en-GB',
  createdAt: asAt,
  footer: title,
});

/** The sheet of a place as a tagged PDF. */
export function placePdf(view: PlaceView, asAt: Date): Readable {
  const title = `${view.place.name}: measures, ${view.period}`;
  return writePdf(settingsOf(title, asAt), (document) => {
    document.heading(1, view.place.name);
    document.paragraph(`Measures and targets, ${view.period}`, 'kicker');
    document.rule();
    if (view.summary.length > 0) document.list(view.summary);
    if (view.table) tablePart(document, view.table);
    endPart(document, view.contradictions);
  });
}

/** A measure as a tagged PDF: all places in one period, and one place over time. */
export function measurePdf(view: MeasureView, asAt: Date): Readable {
  const title = `${view.measure.label}, ${view.period}`;
  return writePdf(settingsOf(title, asAt), (document) => {
    document.heading(1, view.measure.label);
    document.paragraph(`${view.period}. ${view.better}.`, 'kicker');
    document.rule();
    if (view.rate) document.definitions([{ term: 'Made of', text: view.rate }], 90);
    if (view.many) {
      for (const text of view.many.text) document.paragraph(text);
      for (const table of view.many.tables) tablePart(document, table);
    } else if (view.table) tablePart(document, view.table);
    if (view.series) {
      const { place, chart, summary, shownText, method, rows, events } = view.series;
      document.heading(2, `${place} over time`);
      document.paragraph(summary);
      if (shownText !== '') document.paragraph(shownText);
      document.figure(overTime(chart, CHART_WIDTH), null);
      if (method !== '') document.paragraph(method);
      if (events.length > 0) {
        document.paragraph(
          'What happened meanwhile; a letter under a period names it. That something happened does not show that it made the figure.',
        );
        document.list(events.map(({ mark, day, text }) => `${mark === '' ? '' : `${mark} `}${day}: ${text}`));
      }
      const isTold = method !== '';
      document.table({
        caption: `${place}, period by period`,
        columns: [
          { head: 'Period', share: 22 },
          { head: 'Figure', share: 22 },
          ...(isTold
            ? [
                { head: 'Chance alone', share: 26 },
                { head: 'More than chance', share: 30 },
              ]
            : []),
        ],
        rows: rows.map(({ period, figure, limits, signals, isLeftOut }) => ({
          cells: [
            { text: period },
            { text: figure.text, notes: figure.note === '' ? [] : [figure.note] },
            ...(isTold ? [{ text: limits || '–' }, { text: signals || (isLeftOut ? '–' : 'no') }] : []),
          ],
        })),
      });
    }
    auditsPart(document, view);
    endPart(document, view.contradictions);
  });
}

/** What audits found beside the measure; small numbers are suppressed in it for everybody. */
function auditsPart(document: PdfDocument, { audits }: MeasureView): void {
  if (audits.length === 0) return;
  document.heading(2, 'Audits that bear on it');
  document.table({
    caption: 'Figures of audits beside this measure',
    columns: [
      { head: 'Audit', share: 26 },
      { head: 'What was found', share: 30 },
      { head: 'Standard', share: 14 },
      { head: 'By provider', share: 30 },
    ],
    rows: audits.map(({ title, days, label, note, figure, providers }) => ({
      cells: [
        { text: title, notes: [days] },
        {
          text: `${label} ${figure?.text ?? ''}`.trim(),
          notes: [figure?.note ?? '', note].filter((one) => one !== ''),
        },
        { text: figure?.standard || '–', notes: figure?.verdict ? [figure.verdict.text] : [] },
        {
          text: providers.length === 0 ? '–' : '',
          notes: providers.map((own) =>
            [`${own.name}: ${own.text}`, own.note, own.verdict?.text ?? '']
              .filter((one) => one !== '')
              .join(', '),
          ),
        },
      ],
    })),
  });
}

/** So many columns can stand beside the first one with their heads and numbers whole. */
const MOST_COLUMNS = 8;
/** With more than so many every column begins at its left, which takes less room. */
const MOST_ALIGNED = 6;

/** A table; one of very many columns as several, each with the first column. */
function tablePart(document: PdfDocument, table: MeasureTable): void {
  const parts = Math.ceil(table.heads.length / MOST_COLUMNS);
  const each = Math.ceil(table.heads.length / Math.max(1, parts));
  for (let part = 0; part < parts; part += 1) {
    const [from, to] = [part * each, (part + 1) * each];
    columnsPart(document, {
      ...table,
      caption: parts === 1 ? table.caption : `${table.caption}, part ${part + 1} of ${parts}`,
      heads: table.heads.slice(from, to),
      rows: table.rows.map((row) => ({ ...row, cells: row.cells.slice(from, to) })),
    });
  }
}

function columnsPart(document: PdfDocument, table: MeasureTable): void {
  const isWide = table.heads.length > MOST_ALIGNED;
  const first = isWide ? 22 : 34;
  const share = (100 - first) / table.heads.length;
  document.table({
    caption: table.caption,
    columns: [
      { head: table.first, share: first },
      ...table.heads.map((head, i) => {
        const hasNumbers = table.rows.some(({ cells }) => (cells[i]?.value ?? null) !== null);
        return { head, share, align: hasNumbers && !isWide ? ('right' as const) : ('left' as const) };
      }),
    ],
    rows: table.rows.map(({ name, note, cells }) => ({
      cells: [
        { text: name, notes: note === '' ? [] : [note] },
        ...cells.map((cell) => ({
          text: cell.text || '–',
          notes: [cell.note, cell.verdict?.text ?? ''].filter((part) => part !== '' && part !== cell.text),
        })),
      ],
    })),
  });
}

/** So many contradictions are named one by one, as on the page. */
const MOST_NAMED = 50;

function endPart(document: PdfDocument, contradictions: MeasureView['contradictions']): void {
  if (contradictions.length > 0) {
    document.heading(2, 'What does not agree in print');
    document.list(contradictions.slice(0, MOST_NAMED).map(({ where, text }) => `${where}: ${text}`));
    const more = contradictions.length - MOST_NAMED;
    if (more > 0) document.paragraph(`And ${more.toLocaleString('en-GB')} more, which the Excel file has.`);
  }
}

/** A table of measures for a sheet: each text with its note, its number and its verdict in columns of their own. */
export function exportedTable(
  name: string,
  { first, heads, rows }: MeasureTable,
  notes: ExportedTable['notes'],
): ExportedTable {
  const has = heads.map((_, i) => ({
    note: rows.some(({ cells }) => (cells[i]?.note ?? '') !== ''),
    verdict: rows.some(({ cells }) => cells[i]?.verdict),
    value: rows.some(({ cells }) => (cells[i]?.value ?? null) !== null),
  }));
  return {
    name,
    heading: [
      first,
      `${first}: note`,
      ...heads.flatMap((head, i) => [
        head,
        ...(has[i]?.value ? [`${head}: number`] : []),
        ...(has[i]?.note ? [`${head}: note`] : []),
        ...(has[i]?.verdict ? [`${head}: judged`] : []),
      ]),
    ],
    rows: rows.map((row) => [
      row.name,
      row.note,
      ...row.cells.flatMap((cell, i): FilledCell[] => [
        cell.text,
        ...(has[i]?.value ? [cell.value ?? ''] : []),
        ...(has[i]?.note ? [cell.note] : []),
        ...(has[i]?.verdict ? [cell.verdict?.text ?? ''] : []),
      ]),
    ]),
    notes,
  };
}

/** One place over time, as its page shows it; none where there is no series. */
export const exportedSeries = ({ series }: MeasureView): ExportedTable[] =>
  series
    ? [
        {
          name: 'Over time',
          heading: ['Period', 'Place', 'Figure', 'Figure: note', 'Chance alone', 'More than chance'],
          rows: series.rows.map(({ period, figure, limits, signals, isLeftOut }) => [
            period,
            series.place,
            figure.text,
            figure.note,
            limits,
            series.method === '' || isLeftOut ? '' : signals || 'no',
          ]),
          notes: [],
        },
      ]
    : [];

/** All figures of a measure, in the form in which they can be taken over again. */
export function exportedFigures(
  observations: readonly Observation[],
  places: readonly { name: string; kind: string }[],
): ExportedTable {
  const kindOf = new Map(places.map(({ name, kind }) => [name, kind]));
  return {
    name: 'Figures',
    heading: [...FIGURE_COLUMNS],
    rows: observations.map((one) => [
      one.measure,
      one.place,
      kindOf.get(one.place) ?? '',
      periodLabel(one.period),
      one.kind.replaceAll('_', ' '),
      one.asPrinted,
      one.numerator ?? '',
      one.denominator ?? '',
      one.source,
    ]),
    notes: [],
  };
}
