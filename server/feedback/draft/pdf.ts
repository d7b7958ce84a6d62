import type { Readable } from 'node:stream';
import { CONTENT, REPLACEMENT_MARK, writePdf } from '../../formats/pdf/index.ts';
import type { PdfDocument, TableCell, TableRow } from '../../formats/pdf/index.ts';
import { pairsInParts } from '../../formats/chart/index.ts';
import type { PairsSpec, Scene } from '../../formats/chart/index.ts';
import type { FeedbackReport, Figure, GroupTable, ReportSection } from '../store/report.ts';

/** The page's width in units of the picture, so that its letters come out a little smaller than those of the text. */
const CHART_WIDTH = 700;
/** With the heading and the words before it, a picture of this height still has room on a page. */
const CHART_HEIGHT = 800;
/** A heading of level 3 with the gaps around it, in points. */
const HEADING_3_HEIGHT = 34;
/** A page with so much left, in points, is not left empty for a picture to be whole. */
const MUCH_ROOM = CONTENT.height * 0.4;
/** What the heading and those words take, in points. */
const HEADING_HEIGHT = 100;

/** The feedback to one provider as a tagged PDF; the same report gives the same bytes. */
export function feedbackPdf(report: FeedbackReport): Readable {
  const settings = {
    title: report.documentTitle,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt: new Date(report.createdAt),
    footer: report.footer,
  };
  return writePdf(settings, (document) => {
    titleBlock(document, report);
    summary(document, report);
    whatWasRead(document, report);
    glance(document, report);
    byGroup(document, report);
    for (const section of report.more) plainSection(document, section);
    findings(document, report);
    comments(document, report);
    document.heading(2, report.next.heading);
    document.definitions(report.next.steps, 105);
    howToRead(document, report);
  });
}

function titleBlock(document: PdfDocument, report: FeedbackReport): void {
  document.heading(1, report.heading);
  document.paragraph(report.kicker, 'kicker');
  document.rule();
  if (report.draftNotice !== null) {
    document.note([{ text: 'DRAFT. ', weight: 'bold' }, { text: report.draftNotice }], 'caution');
  }
  document.definitions(report.facts, 90);
  for (const text of report.introduction) document.paragraph(text, 'lead');
}

function summary(document: PdfDocument, report: FeedbackReport): void {
  document.heading(2, report.summary.heading);
  document.list(report.summary.lines);
  if (!report.changes) return;
  document.heading(2, report.changes.heading);
  for (const text of report.changes.paragraphs) document.paragraph(text);
  document.list(report.changes.items);
}

function plainSection(document: PdfDocument, section: ReportSection): void {
  document.heading(2, section.heading);
  for (const text of section.paragraphs) document.paragraph(text);
  for (const table of section.tables) {
    // The heads of the rows are words, what is beside them mostly figures.
    const share = (column: number) => (column === 0 ? 2 : 1);
    document.table({
      caption: table.caption,
      columns: table.columns.map((head, i) => ({ head, share: share(i) })),
      rows: table.rows.map((row) => ({ cells: row.map((text) => ({ text })) })),
    });
  }
}

function findings(document: PdfDocument, { findings: section }: FeedbackReport): void {
  document.heading(2, section.heading);
  for (const text of section.paragraphs) document.paragraph(text);
  for (const kind of section.kinds) {
    document.heading(3, kind.heading);
    document.list(
      kind.items.map(({ about, text }) =>
        about === null ? text : [{ text: `${about} `, weight: 'semibold' as const }, { text }],
      ),
    );
  }
}

function whatWasRead(document: PdfDocument, { read }: FeedbackReport): void {
  document.heading(2, read.heading);
  for (const text of read.paragraphs) document.paragraph(text);
  const rows = read.rows.map((row): TableRow => ({ cells: readCells(row) }));
  if (read.total) rows.push({ cells: readCells(read.total), total: true });
  const [group, filesRead, planned, notes] = read.columns;
  document.table({
    caption: read.caption,
    columns: [
      { head: group, share: 34 },
      { head: filesRead, share: 12, align: 'right' },
      { head: planned, share: 13, align: 'right' },
      { head: notes, share: 41 },
    ],
    rows,
  });
  if (read.sample) howDrawn(document, read.sample);
  if (read.secondReadings) {
    document.heading(3, read.secondReadings.heading);
    for (const text of read.secondReadings.paragraphs) document.paragraph(text);
  }
}

function howDrawn(document: PdfDocument, sample: NonNullable<FeedbackReport['read']['sample']>): void {
  document.heading(3, sample.heading);
  for (const text of sample.paragraphs) document.paragraph(text);
  const [group, listed, drawn, notFound] = sample.columns;
  document.table({
    caption: sample.caption,
    columns: [
      { head: group, share: 43 },
      { head: listed, share: 19, align: 'right' },
      { head: drawn, share: 19, align: 'right' },
      { head: notFound, share: 19, align: 'right' },
    ],
    rows: sample.rows.map((row) => ({
      cells: [{ text: row.group }, { text: row.listed }, { text: row.drawn }, { text: row.notFound }],
    })),
  });
  if (sample.notFound) {
    document.heading(3, sample.notFound.heading);
    document.list(sample.notFound.items);
  }
}

function readCells(row: { group: string; read: string; planned: string; notes: string }): TableCell[] {
  return [{ text: row.group }, { text: row.read }, { text: row.planned }, { text: row.notes }];
}

/** The picture, whole where it has room on this page or the next one; where much of this one is left, in parts. */
function chartParts(document: PdfDocument, chart: PairsSpec): Scene[] {
  const whole = pairsInParts(chart, CHART_WIDTH, CHART_HEIGHT);
  const [first] = whole;
  const room = document.room - HEADING_HEIGHT;
  if (!first || document.room < MUCH_ROOM || document.figureHeight(first, first.title) <= room) return whole;
  // What is not the picture itself but its caption and the gaps around it.
  const around = document.figureHeight({ ...first, height: 0 }, first.title);
  return pairsInParts(chart, CHART_WIDTH, CHART_HEIGHT, ((room - around) * CHART_WIDTH) / CONTENT.width);
}

function glance(document: PdfDocument, { glance: section }: FeedbackReport): void {
  const scenes = section.chart ? chartParts(document, section.chart) : [];
  const [first] = scenes;
  // So that a picture is not torn from its heading.
  if (first) document.keepTogether(HEADING_HEIGHT + document.figureHeight(first, first.title));
  document.heading(2, section.heading);
  for (const text of section.paragraphs) document.paragraph(text);
  for (const scene of scenes) document.figure(scene, scene.title);
  for (const text of section.reading) document.paragraph(text);
  const [check, own, partnership, leftOut] = section.columns;
  document.table({
    caption: section.caption,
    columns: [
      { head: check, share: 41 },
      { head: own, share: 20 },
      { head: partnership, share: 20 },
      { head: leftOut, share: 19 },
    ],
    rows: section.sections.flatMap(({ title, rows }): TableRow[] => [
      { group: title },
      ...rows.map((row): TableRow => ({
        cells: [
          { text: row.label, notes: row.remarks },
          {
            text: figureText(row.own),
            notes: intervalNote(row.own),
          },
          { text: figureText(row.partnership), notes: intervalNote(row.partnership) },
          { text: row.leftOut.length > 0 ? row.leftOut.join('\n') : 'none' },
        ],
      })),
    ]),
  });
  if (section.contradictions) {
    const { lead, items } = section.contradictions;
    const height = HEADING_3_HEIGHT + document.textHeight([lead, ...items]);
    if (height <= CONTENT.height / 2) document.keepTogether(height);
    document.heading(3, section.contradictions.heading);
    document.paragraph(section.contradictions.lead);
    document.list(section.contradictions.items);
  }
}

function byGroup(document: PdfDocument, { byGroup: section }: FeedbackReport): void {
  document.heading(2, section.heading);
  for (const text of section.paragraphs) document.paragraph(text);
  if (section.caution !== '') document.note(section.caution);
  const labelShare = section.shortNames ? 20 : 40;
  // The columns of all tables line up; full names of checks take what two or three groups leave.
  const widest = Math.max(...section.tables.map((table) => table.columns.length - 1));
  const groupShare = section.shortNames ? 80 / widest : 15;
  for (const table of section.tables) {
    groupTable(document, table, {
      label: labelShare,
      group: groupShare,
      all: labelShare + groupShare * widest,
      // There a figure with its percentage has room in one line, and the table on fewer pages.
      isWide: !section.shortNames,
    });
  }
}

function groupTable(
  document: PdfDocument,
  table: GroupTable,
  shares: { label: number; group: number; all: number; isWide: boolean },
): void {
  const [check = '', ...groups] = table.columns;
  document.table({
    caption: table.caption,
    columns: [{ head: check, share: shares.label }, ...groups.map((head) => ({ head, share: shares.group }))],
    sharesOfPage: shares.all,
    rows: table.sections.flatMap(({ title, rows }): TableRow[] => [
      { group: title },
      ...rows.map((row): TableRow => ({
        cells: [
          { text: row.label, notes: row.remarks },
          ...row.cells.map((cell) => ({
            text: shares.isWide ? figureText(cell) : figureText(cell, '\n'),
          })),
        ],
      })),
    ]),
  });
}

function comments(document: PdfDocument, { comments: section }: FeedbackReport): void {
  document.heading(2, section.heading);
  for (const text of section.paragraphs) document.paragraph(text);
  for (const topic of section.topics) {
    document.heading(3, topic.heading);
    document.list(
      topic.comments.map(({ text, times }) => (times === null ? text : [{ text }, { text: ` (${times})` }])),
    );
  }
}

function howToRead(document: PdfDocument, { howToRead: section }: FeedbackReport): void {
  document.heading(2, section.heading);
  const definitions = [...section.definitions];
  if (!document.complete) {
    definitions.push({
      term: REPLACEMENT_MARK,
      text: 'Stands for a character that was entered but cannot be shown in this document, such as a picture character or a letter of another script.',
    });
  }
  document.definitions(definitions, 105);
  for (const part of [section.shortNames, section.abbreviations]) {
    if (!part) continue;
    document.heading(3, part.heading);
    document.definitions(part.definitions, 105);
  }
  document.paragraph(section.source);
}

function figureText(figure: Figure, between = ', ') {
  return figure.percent === '' ? figure.count : [{ text: `${figure.count}${between}` }, percentRun(figure)];
}

function intervalNote(figure: Figure): string[] {
  return figure.interval === '' ? [] : [figure.interval];
}

function percentRun(figure: Figure) {
  return { text: figure.percent, weight: 'semibold' as const };
}
