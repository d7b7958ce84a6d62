import type { Readable } from 'node:stream';
import { writePdf } from '../../formats/pdf/index.ts';
import type { TableCell, TableRow } from '../../formats/pdf/index.ts';
import type { WrittenDocument } from '../../formats/word.ts';
import { frontPage, teamPage } from './frontPdf.ts';
import type {
  AnswersTable,
  FeedbackReport,
  Figure,
  GroupTable,
  ReportAnswers,
  ReportSection,
} from '../store/report.ts';

/** The page's width in units of the picture, so that its letters come out a little smaller than those of the text. */
const CHART_WIDTH = 700;
/** A heading of level 3 with the gaps around it, in points. */
const HEADING_3_HEIGHT = 34;

/** The feedback to one provider as a tagged PDF; the same report gives the same bytes. */
export function feedbackPdf(report: FeedbackReport): Readable {
  const settings = {
    title: report.documentTitle,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt: new Date(report.createdAt),
    footer: report.footer,
  };
  return writePdf(settings, (document) => tellReport(document, report));
}

/** The same as a Word document that can be worked on: a copy, which says so on every page. */
export async function feedbackWord(report: FeedbackReport): Promise<Buffer> {
  const settings = {
    title: report.documentTitle,
    creator: 'Casefile audit',
    language: 'en-GB',
    copy: 'Copy for working on. What counts is the report as it was issued, the PDF in the program.',
    footer: report.footer,
  };
  const { writeWord } = await import('../../formats/word.ts');
  return writeWord(settings, (document) => tellReport(document, report));
}

function tellReport(document: WrittenDocument, report: FeedbackReport): void {
  titleBlock(document, report);
  frontPage(document, report);
  teamPage(document, report, headingsOf(report));
  whatHasChanged(document, report);
  whatWasRead(document, report);
  if (report.scores) plainSection(document, report.scores);
  // A tool without checks has no figures of them.
  if (report.glance.sections.length > 0) {
    glance(document, report);
    byGroup(document, report);
  }
  if (report.answers) answersGiven(document, report.answers);
  for (const section of report.more) plainSection(document, section);
  findings(document, report);
  comments(document, report);
  howToRead(document, report);
}

function titleBlock(document: WrittenDocument, report: FeedbackReport): void {
  if (report.logo) {
    const { png, width, height, alt } = report.logo;
    document.logo({ png: Buffer.from(png, 'base64'), width, height }, alt);
  }
  document.heading(1, report.heading);
  document.paragraph(report.kicker, 'kicker');
  document.rule();
  if (report.draftNotice !== null) {
    document.note([{ text: 'DRAFT. ', weight: 'bold' }, { text: report.draftNotice }], 'caution');
  }
  // Of two pages that have to hold everything each line counts.
  document.look = 'dense';
  document.definitions(report.facts, 90);
  document.look = 'open';
}

function whatHasChanged(document: WrittenDocument, { changes }: FeedbackReport): void {
  if (!changes) return;
  document.heading(2, changes.heading);
  for (const text of changes.paragraphs) document.paragraph(text);
  document.list(changes.items);
}

/** What stands behind the first two pages, in its order. */
function headingsOf(report: FeedbackReport): string[] {
  const ofChecks = report.glance.sections.length > 0 ? [report.glance, report.byGroup] : [];
  return [
    report.changes,
    report.read,
    report.scores,
    ...ofChecks,
    report.answers,
    ...report.more,
    report.findings,
    report.comments,
    report.howToRead,
  ].flatMap((section) => (section ? [section.heading] : []));
}

function plainSection(document: WrittenDocument, section: ReportSection): void {
  document.heading(2, section.heading);
  for (const text of section.paragraphs) document.paragraph(text);
  for (const table of section.tables) {
    // The heads of the rows are words, what is beside them mostly figures.
    const share = (column: number) => (column === 0 ? 2 : 1);
    document.table({
      caption: table.caption,
      columns: table.columns.map((head, i) => ({
        head,
        share: share(i),
        align: isOfFigures(table.rows.map((row) => row[i] ?? '')) ? 'right' : 'left',
      })),
      rows: table.rows.map((row) => ({ cells: row.map((text) => ({ text })) })),
    });
  }
}

/** Whether a column holds counts and shares alone, which stand under each other by their last digit. */
const isOfFigures = (texts: readonly string[]): boolean =>
  texts.length > 0 && texts.every((text) => /^(–|\[c\]|[\d.,%]+( of \d+)?(, \d+%)?)$/.test(text));

/** Answers to questions that are no checks, section by section. */
function answersGiven(document: WrittenDocument, section: ReportAnswers): void {
  document.heading(2, section.heading);
  for (const text of section.paragraphs) document.paragraph(text);
  for (const { title, scales, items } of section.sections) {
    document.heading(3, title);
    for (const { chart, table } of scales) {
      document.chart(chart, CHART_WIDTH, null);
      answersTable(document, table, { first: 14, others: 11 });
    }
    for (const table of items) answersTable(document, table, { first: 40, others: 30 });
  }
}

function answersTable(
  document: WrittenDocument,
  table: AnswersTable,
  share: { first: number; others: number },
): void {
  document.table({
    caption: table.caption,
    columns: table.columns.map((head, i) =>
      i === 0 ? { head, share: share.first } : { head, share: share.others, align: 'right' },
    ),
    rows: table.rows.map((row): TableRow =>
      'group' in row
        ? row
        : { cells: row.cells.map(({ text, note }) => ({ text, notes: note === '' ? [] : [note] })) },
    ),
  });
}

function findings(document: WrittenDocument, { findings: section }: FeedbackReport): void {
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

function whatWasRead(document: WrittenDocument, { read }: FeedbackReport): void {
  document.heading(2, read.heading);
  const last = read.paragraphs.length - 1;
  for (const text of read.paragraphs.slice(0, last)) document.paragraph(text);
  document.leadIn(read.paragraphs.slice(last));
  const rows = read.rows.map((row): TableRow => ({ cells: readCells(row) }));
  if (read.total) rows.push({ cells: readCells(read.total), total: true });
  const [group = '', filesRead = '', planned = '', notes] = read.columns;
  document.table({
    caption: read.caption,
    columns: [
      { head: group, share: 34 },
      { head: filesRead, share: 12, align: 'right' },
      { head: planned, share: 13, align: 'right' },
      ...(notes === undefined ? [] : [{ head: notes, share: 41 }]),
    ],
    sharesOfPage: 100,
    rows: rows.map((row) =>
      'cells' in row ? { ...row, cells: row.cells.slice(0, read.columns.length) } : row,
    ),
  });
  if (read.sample) howDrawn(document, read.sample);
  if (read.secondReadings) {
    document.heading(3, read.secondReadings.heading);
    for (const text of read.secondReadings.paragraphs) document.paragraph(text);
  }
}

function howDrawn(document: WrittenDocument, sample: NonNullable<FeedbackReport['read']['sample']>): void {
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

function glance(document: WrittenDocument, { glance: section }: FeedbackReport): void {
  document.heading(2, section.heading);
  document.leadIn([...section.paragraphs, ...section.reading]);
  const [check = '', own = '', ...more] = section.columns;
  // That of the others is left out where most of it is suppressed.
  const [others, leftOut] = more.length > 1 ? [more[0], more[1] ?? ''] : [undefined, more[0] ?? ''];
  document.table({
    caption: section.caption,
    columns: [
      { head: check, share: 41 },
      { head: own, share: 20, align: 'right' },
      ...(others === undefined ? [] : [{ head: others, share: 20, align: 'right' as const }]),
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
          ...(others === undefined
            ? []
            : [{ text: figureText(row.partnership), notes: intervalNote(row.partnership) }]),
          { text: row.leftOut.length > 0 ? row.leftOut.join('\n') : 'none' },
        ],
      })),
    ]),
  });
  for (const text of section.below ?? []) document.paragraph(text);
  if (section.contradictions) contradictions(document, section.contradictions);
}

function contradictions(
  document: WrittenDocument,
  { heading, lead, items, tables = [], table }: NonNullable<FeedbackReport['glance']['contradictions']>,
): void {
  if (items.length > 0) document.keepTogether(HEADING_3_HEIGHT + document.textHeight([lead, ...items]));
  document.heading(3, heading);
  document.paragraph(lead);
  document.list(items);
  for (const one of tables) {
    document.table({
      caption: one.caption,
      columns: one.columns.map((head, i) =>
        i === 1 ? { head, share: 15, align: 'right' } : { head, share: 85 },
      ),
      rows: one.rows.map((row) => ({ cells: row.map((text) => ({ text })) })),
    });
  }
  // In a report from before there was one for each of them.
  if (table) {
    document.table({
      caption: table.caption,
      columns: table.columns.map((head, i) =>
        i === 1 ? { head, share: 9, align: 'right' } : { head, share: i === 0 ? 44 : 47 },
      ),
      rows: table.rows.map((row) => ({ cells: row.map((text) => ({ text })) })),
    });
  }
}

/** What the part by group takes until the first rows of its table, in points. */
const GROUPS_BEGIN = 260;
/** Beside so many groups a figure has room with its percentage in one line, which takes fewer pages. */
const GROUPS_IN_ONE_LINE = 3;

function byGroup(document: WrittenDocument, { byGroup: section }: FeedbackReport): void {
  // Its heading, what leads to it and the note go with the first rows.
  if (section.tables.length > 0) document.keepTogether(GROUPS_BEGIN);
  document.heading(2, section.heading);
  document.leadIn(section.paragraphs);
  if (section.caution !== '') document.note(section.caution);
  // The columns of all tables line up.
  const widest = Math.max(...section.tables.map((table) => table.columns.length - 1));
  const isWide = widest <= GROUPS_IN_ONE_LINE;
  const labelShare = isWide ? 40 : section.shortNames ? 20 : 31;
  const groupShare = isWide ? 20 : (100 - labelShare) / widest;
  for (const table of section.tables) {
    groupTable(document, table, {
      label: labelShare,
      group: groupShare,
      all: labelShare + groupShare * widest,
      isWide,
    });
  }
}

function groupTable(
  document: WrittenDocument,
  table: GroupTable,
  shares: { label: number; group: number; all: number; isWide: boolean },
): void {
  const [check = '', ...groups] = table.columns;
  document.table({
    caption: table.caption,
    columns: [
      { head: check, share: shares.label },
      ...groups.map((head) => ({ head, share: shares.group, align: 'right' as const })),
    ],
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

function comments(document: WrittenDocument, { comments: section }: FeedbackReport): void {
  document.heading(2, section.heading);
  for (const text of section.paragraphs) document.paragraph(text);
  for (const topic of section.topics) {
    document.heading(3, topic.heading);
    document.list(
      topic.comments.map(({ text, times }) => (times === null ? text : [{ text }, { text: ` (${times})` }])),
    );
  }
}

function howToRead(document: WrittenDocument, { howToRead: section }: FeedbackReport): void {
  document.heading(2, section.heading);
  document.definitions(section.definitions, 105);
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
