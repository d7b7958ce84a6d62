import { SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { Readable } from 'node:stream';
import { drawInParts } from '../../formats/chart/index.ts';
import type { Chart } from '../../formats/chart/index.ts';
import { CONTENT, REPLACEMENT_MARK, writePdf } from '../../formats/pdf/index.ts';
import type { PdfDocument, TableRow } from '../../formats/pdf/index.ts';
import { answersGiven } from './answersPdf.ts';
import { at } from './at.ts';
import { isWhollySuppressed } from './checks.ts';
import type { CompareView } from './presenter.ts';
import type { CompareRow } from './view.ts';

/** The page's width in units of a chart, so that its letters come out a little smaller than those of the text. */
const WIDTH = 560;
const BARS_WIDTH = 680;
/** What a chart leaves of a page to its headings and its caption, in points. */
const ABOVE_CHART = 150;
/** Lines of a comparison that stand side by side in one table. */
const COLUMNS = 6;

/** The results of a comparison for a committee as a tagged PDF; the same view gives the same bytes. */
export function resultsPdf(view: CompareView): Readable {
  const settings = {
    title: `${view.title}: results by ${view.compared.toLowerCase()}`,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt: new Date(view.asAt),
    footer: `${view.title}: results by ${view.compared.toLowerCase()}`,
  };
  return writePdf(settings, (document) => {
    titleBlock(document, view);
    if (view.checks.length > 0) ofChecks(document, view);
    if (view.answers) {
      answersGiven(document, view.answers, (chart, caption) => figure(document, chart, WIDTH, caption));
    }
    method(document, view);
  });
}

function ofChecks(document: PdfDocument, view: CompareView): void {
  summary(document, view);
  document.heading(2, view.overviewOf === null ? 'All files together' : `All files of ${view.overviewOf}`);
  figure(
    document,
    view.overview,
    BARS_WIDTH,
    `Files with a yes, ${view.basis}. The line in a bar is its 95% interval.${
      view.checks.some(({ standard }) => standard !== null) ? ' A dashed mark is a standard.' : ''
    }`,
  );
  figures(document, view);
  charts(document, view);
}

/** A chart, on as many pages as it needs; each part has its scale, its caption and its own words for those who listen. */
function figure(document: PdfDocument, chart: Chart, width: number, caption: string): void {
  const height = ((CONTENT.height - ABOVE_CHART) * width) / CONTENT.width;
  const scenes = drawInParts(chart, width, height);
  scenes.forEach((scene, i) => {
    document.figure(scene, scenes.length === 1 ? caption : `Part ${i + 1} of ${scenes.length}. ${caption}`);
  });
}

function titleBlock(document: PdfDocument, view: CompareView): void {
  document.heading(1, view.title);
  document.paragraph(`Results by ${view.compared.toLowerCase()}`, 'kicker');
  document.rule();
  if (view.audits.some((audit) => audit.provisional)) {
    document.note(
      [
        { text: 'NOT FINAL. ', weight: 'bold' },
        { text: 'An audit in this document is not closed, so its figures may still change.' },
      ],
      'caution',
    );
  }
  document.definitions(
    [
      { term: 'Partnership', text: view.partnership },
      ...view.audits.map((audit) => ({
        term: view.several ? audit.label : 'This rests on',
        text: [
          view.several && audit.heading !== audit.label ? `${audit.title}: ` : '',
          `${audit.filesText}. Fieldwork: ${audit.fieldwork}.`,
          audit.notRecordedText === null ? '' : ` ${audit.notRecordedText}`,
          audit.baseline ? ' Totals of a published table.' : '',
        ].join(''),
      })),
      ...view.audits.map((audit) => ({
        term: view.several ? `Files, ${audit.label}` : 'How chosen',
        text: [audit.chosenText, audit.weightedText ?? ''].join(' ').trim(),
      })),
      ...view.leftOut.map((text) => ({ term: 'Left out', text })),
      { term: 'As at', text: [...new Set(view.audits.map((audit) => audit.asAt))].join('; ') },
    ],
    90,
  );
}

function summary(document: PdfDocument, { summary: found }: CompareView): void {
  document.heading(2, 'What differs clearly');
  if (found.hiddenText !== null) document.paragraph(found.hiddenText);
  if (found.made === 0) {
    document.paragraph('Nothing can be compared here: there are no two figures to hold against each other.');
    return;
  }
  const list = (entries: typeof found.clear) =>
    document.list(
      entries.map(({ check, label, text }) => [
        { text: `${check} `, weight: 'semibold' as const },
        { text: `${label}: ${text}` },
      ]),
    );
  if (found.clear.length === 0) {
    document.paragraph(found.nothingText);
  } else {
    document.paragraph(`${found.clear.length} of ${found.made} comparisons. ${found.chanceText}`);
    list(found.clear);
  }
  if (found.perhaps.length > 0) {
    document.paragraph(found.perhapsText);
    list(found.perhaps);
  }
}

/** The table of checks by lines, in as many parts as the width of the page asks for. */
function figures(document: PdfDocument, view: CompareView): void {
  const checks = view.checks.filter(({ isSuppressed }) => !isSuppressed);
  document.heading(2, 'All figures');
  if (view.suppressedText !== null) document.paragraph(view.suppressedText);
  const rows = checks[0]?.rows ?? [];
  const isOut = rows.map((_, i) => isWhollySuppressed(checks.map((check) => check.rows[i]?.figure ?? null)));
  const names = rows.filter((_, i) => isOut[i]).map(({ label }) => label);
  if (names.length > 0) {
    document.paragraph(
      `Left out of the tables, because every figure there is suppressed (small numbers): ${names.join('; ')}.`,
    );
  }
  const columns = rows.flatMap((row, i) => (isOut[i] ? [] : [{ row, i }]));
  // Parts alike in width, so that the last is not a page of one column.
  const parts = Math.ceil(columns.length / COLUMNS);
  const width = Math.ceil(columns.length / parts);
  for (let from = 0; from < columns.length; from += width) {
    const part = columns.slice(from, from + width);
    document.table({
      caption: `Files with a yes, ${view.basis}, by ${view.unitHead.toLowerCase()}: ${part.map(({ row }) => row.label).join('; ')}`,
      columns: [{ head: 'Check', share: 28 }, ...part.map(({ row }) => ({ head: row.label, share: 12 }))],
      sharesOfPage: 28 + 12 * width,
      rows: checks.map((check): TableRow => ({
        cells: [
          { text: check.label, notes: check.notes },
          ...part.map(({ i }) => ({ text: cellText(at(check.rows, i)) })),
        ],
      })),
    });
  }
}

function cellText(row: CompareRow) {
  if (row.missing === SUPPRESSED_MARK) return SUPPRESSED_MARK;
  if (row.missing !== null) return `– ${row.missing}`;
  return [{ text: `${row.count}\n` }, { text: row.percent, weight: 'semibold' as const }];
}

const DOTS_KEY =
  'A filled dot is clearly different; an open one is not clearly so, or has nothing to be compared with. The line through a dot is its 95% interval. A square stands for all files.';
const FUNNEL_KEY =
  'By number of files. Dots are numbered as in the table. Within the dashed curves lie 95 of 100 by chance alone, within the whole ones 99.8 of 100.';

/** The charts of the checks in which something differs, clearly or perhaps; those of all others would tell nothing. */
function charts(document: PdfDocument, view: CompareView): void {
  const ids = new Set([...view.summary.clear, ...view.summary.perhaps].map(({ id }) => id));
  const shown = view.checks.filter(
    (check) => ids.has(check.id) || (check.funnel !== null && !check.isSuppressed),
  );
  if (shown.length === 0) return;
  document.heading(2, 'Charts of what differs clearly or perhaps');
  for (const check of shown) {
    document.heading(3, check.label);
    figure(document, check.chart, WIDTH, DOTS_KEY);
    if (check.funnel) figure(document, check.funnel, WIDTH, FUNNEL_KEY);
    document.table({
      caption: `${check.label} Intervals and differences`,
      columns: [
        { head: view.unitHead, share: 20 },
        { head: 'Yes, of how many', share: 15 },
        { head: '95% interval', share: 13 },
        { head: `Difference ${view.againstHead}`, share: 22 },
        { head: 'What it says', share: 30 },
      ],
      rows: check.rows.map((row): TableRow => ({
        cells: [
          { text: row.number === null ? row.label : `${row.number} ${row.label}` },
          { text: row.missing === null ? `${row.count}, ${row.percent}` : cellText(row) },
          { text: row.interval },
          {
            text: row.points === '' ? '' : `${row.points} (${row.differenceInterval})`,
            notes: row.probabilities === '' ? [] : [row.probabilities],
          },
          { text: row.sentence },
        ],
        total: row.total && view.filter.of !== 'audit',
      })),
    });
  }
}

function method(document: PdfDocument, view: CompareView): void {
  // What it says is of checks; how answers are to be read stands above them.
  const notes = view.checks.length > 0 ? [...view.method] : [];
  if (!document.complete) {
    notes.push(`${REPLACEMENT_MARK} stands for a character that cannot be shown in this document.`);
  }
  if (notes.length === 0) return;
  document.heading(2, 'How these figures are made');
  document.list(notes);
}
