// Long because the parts of one document follow each other as they are read.

import { SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import type { Readable } from 'node:stream';
import type { Chart } from '../../formats/chart/index.ts';
import { writePdf } from '../../formats/pdf/index.ts';
import type { TableRow } from '../../formats/pdf/index.ts';
import type { WrittenDocument } from '../../formats/word.ts';
import {
  CRITERIA_HEADING,
  criteriaTable,
  dividedHeading,
  dividedTables,
  overallPart,
} from '../scores/pdf.ts';
import { answersGiven } from './answersPdf.ts';
import { ANSWERS_BESIDE, SCORES_BESIDE, sideBySide } from './sideBySidePdf.ts';
import { at } from './at.ts';
import { isWhollySuppressed, WHY_SUPPRESSED } from '../figures/shown.ts';
import { cutShort, listOf } from '../../formats/english.ts';
import { OPEN, presentCommittee } from './committee.ts';
import { DIFFERS } from './found.ts';
import type { CommitteePage } from './committee.ts';
import type { OpenDifferences } from './differences.ts';
import type { BesideView } from './moved.ts';
import type { CompareView } from './presenter.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** The page's width in units of a chart, so that its letters come out a little smaller than those of the text. */
const WIDTH = 560;
const BARS_WIDTH = 680;
/** Lines of a comparison that stand side by side in one table. */
const COLUMNS = 6;
/** Beside so few a count has room with its percentage in one line, which takes fewer pages. */
const COLUMNS_IN_ONE_LINE = 3;
/** Longer names are cut short at the head of a column. */
const LONGEST_HEAD = 40;

/**
 * What a committee is told of an audit as a tagged PDF: the answer first, then what stands behind it. The same views
 * give the same bytes.
 *
 * @param views - by sample group, by provider and over time, as far as there are; or the one that somebody chose
 * @param beside - what other audits of the series say of the same lines
 */
export function resultsPdf(
  views: readonly [CompareView, ...CompareView[]],
  beside: readonly BesideView[],
): Readable {
  const [view] = views;
  const settings = { ...settingsOf(views), createdAt: new Date(view.asAt) };
  return writePdf(settings, (document) => tellResults(document, views, beside));
}

/** The same as a Word document that can be worked on: a copy, which says so on every page. */
export async function resultsWord(
  views: readonly [CompareView, ...CompareView[]],
  beside: readonly BesideView[],
): Promise<Buffer> {
  const copy = 'Copy for working on. What counts are the figures in the program, and the PDF made from them.';
  const { writeWord } = await import('../../formats/word.ts');
  return writeWord({ ...settingsOf(views), copy }, (document) => tellResults(document, views, beside));
}

function settingsOf(views: readonly [CompareView, ...CompareView[]]) {
  const [view] = views;
  const name = views.length > 1 ? 'results' : `results by ${view.compared.toLowerCase()}`;
  return {
    title: `${view.title}: ${name}`,
    creator: 'Casefile audit',
    language: 'en-GB',
    footer: `${view.title}: ${name}`,
  };
}

/** Tells the same, whatever kind of document it is. */
function tellResults(
  document: WrittenDocument,
  views: readonly [CompareView, ...CompareView[]],
  beside: readonly BesideView[],
): void {
  const [view] = views;
  const committee = presentCommittee(views, beside);
  const hasChecks = view.checks.length > 0;
  titleBlock(document, views, committee);
  firstPage(document, committee);
  document.heading(2, CONTENTS);
  document.contents(sectionsOf(views, committee));
  if (view.scores) {
    for (const criterion of view.scores.overall) overallPart(document, view.scores, criterion);
    criteriaTable(document, view.scores);
  }
  for (const { scores } of views) if (scores) dividedTables(document, scores);
  if (hasChecks) {
    overview(document, view);
    views.forEach((one, i) => {
      if (views.length > 1) document.heading(2, one.compared);
      summary(document, one, views.length > 1);
      figures(document, one, views.length > 1);
      const open = committee.open[i];
      if (open && open.rows.length > 0) openDifferences(document, open, sectionOf(OPEN, one, views));
      charts(document, one, sectionOf(CHARTS, one, views));
    });
  }
  if (committee.files.length > 0) filesRead(document, committee, view.words);
  const draw = (chart: Chart, caption: string) => document.chart(chart, WIDTH, caption);
  // Of one audit answers and scores are told in full; of several side by side.
  for (const one of views.filter(({ several }) => several)) {
    if (!hasChecks && views.length > 1) document.heading(2, one.compared);
    sideBySide(document, one, !hasChecks && views.length > 1 ? 3 : 2, draw);
  }
  if (view.answers) {
    answersGiven(document, view.answers);
  }
  method(document, views);
}

const SAYS = 'What these figures say';
const CONTENTS = 'What stands behind this';
const FIGURES = 'All figures';
const CHARTS = 'Charts of what differs clearly or perhaps';
const METHOD = 'How these figures are made';

/** The headings of what follows the first page, as far as checks are told. */
function sectionsOf(
  views: readonly [CompareView, ...CompareView[]],
  { open, files }: CommitteePage,
): string[] {
  const [view] = views;
  const hasChecks = view.checks.length > 0;
  const ofViews =
    views.length > 1
      ? views.flatMap((one, i) => [
          one.compared,
          ...((open[i]?.rows.length ?? 0) > 0 ? [sectionOf(OPEN, one, views)] : []),
          ...(chartsOf(one).length > 0 ? [sectionOf(CHARTS, one, views)] : []),
        ])
      : [
          DIFFERS,
          FIGURES,
          ...(open.some(({ rows }) => rows.length > 0) ? [OPEN] : []),
          ...(chartsOf(view).length > 0 ? [CHARTS] : []),
        ];
  return [
    ...(view.scores ? [...view.scores.overall.map(({ title }) => title), CRITERIA_HEADING] : []),
    ...views.flatMap(({ scores }) => (scores ? dividedHeading(scores) : [])),
    ...(hasChecks ? [overviewHeading(view), ...ofViews] : []),
    ...(files.length > 0 ? [filesHeading(view.words)] : []),
    ...views
      .filter(({ several }) => several)
      .flatMap(({ compared, criteria, items }) =>
        // Without checks the comparison has a heading of its own, and these are parts of it.
        !hasChecks && views.length > 1
          ? [compared]
          : [
              ...(criteria.length > 0 ? [SCORES_BESIDE] : []),
              ...(items.some(({ isSuppressed }) => !isSuppressed) ? [ANSWERS_BESIDE] : []),
            ],
      ),
    ...(view.answers ? [view.answers.title] : []),
    METHOD,
  ];
}

/** Of several comparisons each has such a section of its own, so that the contents name it. */
const sectionOf = (title: string, { compared }: CompareView, views: readonly CompareView[]): string =>
  views.length > 1 ? `${title}: ${compared.toLowerCase()}` : title;

const filesHeading = ({ Files }: SubjectWords): string => `${Files}, and whose they are`;

const overviewHeading = ({ overviewOf, words }: CompareView): string =>
  overviewOf === null ? `All ${words.files} together` : `All ${words.files} of ${overviewOf}`;

/** What is a section of one comparison is a part of its section where there are several. */
const headingOf = (document: WrittenDocument, text: string, several: boolean): void =>
  document.heading(several ? 3 : 2, text);

/** The answers to what a committee asks, and what the figures support and do not. */
function firstPage(document: WrittenDocument, committee: CommitteePage): void {
  document.look = 'dense';
  document.heading(2, SAYS);
  document.definitions(committee.answers, 84);
  document.heading(2, 'What they support');
  document.list(committee.supports);
  document.heading(2, 'What they do not support, and what would settle it');
  document.list(committee.not);
  document.look = 'open';
}

/** All checks of all files in one picture, right being better, and what it shows. */
function overview(document: WrittenDocument, view: CompareView): void {
  document.heading(2, overviewHeading(view));
  document.leadIn([view.overviewShows]);
  const hasNeutral = view.checks.some(({ polarity }) => polarity === 'neither');
  document.chart(
    view.overview,
    BARS_WIDTH,
    `${view.words.Files} that are as they should be${hasNeutral ? ', and of checks neither good nor bad those with a yes' : ''}, ${view.basis}. The line across the end of a bar is its 95% interval, in figures beside the count.${
      view.checks.some(({ standard }) => standard !== null) ? ' A dashed mark is a standard.' : ''
    }`,
  );
}

/** What is large and not clear, with how many files would settle it. */
function openDifferences(document: WrittenDocument, open: OpenDifferences, heading: string): void {
  document.heading(2, heading);
  document.leadIn(open.notes);
  const shares = [14, 24, 14, 15, 13, 9, 11];
  const [first] = open.rows;
  // One that is the same in every row is said once.
  const from = open.rows.length > 1 && open.rows.every(([line]) => line === first?.[0]) ? 1 : 0;
  document.table({
    caption: from === 0 ? open.caption : `${open.caption}. Every row is of ${first?.[0] ?? ''}`,
    columns: open.columns
      .map((head, i) => ({
        head,
        share: shares[i] ?? 10,
        ...(i === open.columns.length - 1 ? { align: 'right' as const } : {}),
      }))
      .slice(from),
    rows: open.rows.map((cells) => ({ cells: cells.slice(from).map((text) => ({ text })) })),
  });
}

function filesRead(document: WrittenDocument, { files, joint }: CommitteePage, words: SubjectWords): void {
  document.heading(2, filesHeading(words));
  for (const { caption, head, whoseHead, rows, countsTwice } of files) {
    if (joint !== '' && countsTwice)
      document.leadIn([`${words.Files} of joint work stand with each of their providers.`]);
    document.table({
      caption,
      columns: [
        { head, share: 34 },
        ...(whoseHead === null ? [] : [{ head: whoseHead, share: 50 }]),
        { head: words.Files, share: 16, align: 'right' },
      ],
      sharesOfPage: 100,
      rows: rows.map(({ name, whose, files: count, total }): TableRow => ({
        cells: [{ text: name }, ...(whoseHead === null ? [] : [{ text: whose }]), { text: count }],
        total,
      })),
    });
  }
}

/** The audits of all views, each once. */
function auditsOf(views: readonly CompareView[]): CompareView['audits'] {
  const all = [...views]
    .toSorted((a, b) => b.audits.length - a.audits.length)
    .flatMap(({ audits }) => audits);
  return all.filter((audit, i) => all.findIndex(({ id }) => id === audit.id) === i);
}

function titleBlock(
  document: WrittenDocument,
  views: readonly [CompareView, ...CompareView[]],
  committee: CommitteePage,
): void {
  const [view] = views;
  const audits = auditsOf(views);
  const several = audits.length > 1;
  document.look = 'dense';
  document.heading(1, committee.title);
  document.paragraph(
    [
      `${view.title}, ${view.partnership}`,
      ...(views.length > 1 ? [] : [`Results by ${view.compared.toLowerCase()}`]),
      ...(committee.example === '' ? [] : [committee.example]),
    ].join('. '),
    'kicker',
  );
  document.rule();
  if (audits.some((audit) => audit.provisional)) {
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
      ...audits.map((audit) => ({
        term: several ? audit.label : 'This rests on',
        text: [
          // The one that the document is about is named above.
          several && audit.heading !== audit.label && audit.id !== view.auditId ? `${audit.title}: ` : '',
          `${audit.filesText}. Fieldwork: ${audit.fieldwork}.`,
          audit.notRecordedText === null ? '' : ` ${audit.notRecordedText}`,
          audit.baselineText === null ? '' : ` ${audit.baselineText}`,
        ].join(''),
      })),
      { term: 'How old', text: committee.age },
      ...chosenLines(audits, view.words),
      ...(committee.joint === '' ? [] : [{ term: `Joint ${view.words.files}`, text: committee.joint }]),
      ...linesByAudit('Readers', audits, ({ training }) => training),
      ...linesByAudit('Which count', audits, ({ whichCount }) => whichCount ?? ''),
      ...[...new Set(views.flatMap(({ leftOut }) => leftOut))].map((text) => ({ term: 'Left out', text })),
      ...[...new Set(views.flatMap(({ ownStandards }) => ownStandards))].map((text) => ({
        term: 'Standards',
        text,
      })),
    ],
    90,
  );
}

/** What there is to say of some audits: once where it is the same of all of them, otherwise each with its name. */
function linesByAudit(
  term: string,
  audits: CompareView['audits'],
  textOf: (audit: CompareView['audits'][number]) => string,
): { term: string; text: string }[] {
  const texts = [...new Set(audits.map(textOf))];
  const lines =
    texts.length === 1
      ? texts.map((text) => ({ term, text }))
      : audits.map((audit) => ({ term: `${term}, ${audit.label}`, text: textOf(audit) }));
  return lines.filter(({ text }) => text !== '');
}

/**
 * How files were chosen: once where that is the same in all audits. What it means for an interval stands where it is told
 * how figures are made.
 */
function chosenLines(
  audits: CompareView['audits'],
  { Files }: SubjectWords,
): { term: string; text: string }[] {
  const textOf = ({ chosenText, weightedText }: CompareView['audits'][number]) =>
    [firstSentence(chosenText), weightedText ?? ''].join(' ').trim();
  const texts = [...new Set(audits.map(textOf))];
  return texts.length === 1
    ? texts.map((text) => ({ term: 'How chosen', text }))
    : audits.map((audit) => ({ term: `${Files}, ${audit.label}`, text: textOf(audit) }));
}

/** @example firstSentence('One. Two.') // 'One.' */
const firstSentence = (text: string): string => /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;

/** Longer lists nobody reads in a document; the page and its exports have all of them. */
const MOST_LISTED = 25;

function summary(document: WrittenDocument, view: CompareView, several: boolean): void {
  const { summary: found } = view;
  headingOf(document, DIFFERS, several);
  tellFound(document, found);
  if (found.hiddenText !== null) document.paragraph(found.hiddenText);
}

/** What is clear, then what may be. */
function tellFound(document: WrittenDocument, found: CompareView['summary']): void {
  if (found.made === 0) {
    document.paragraph('Nothing can be compared here: there are no two figures to hold against each other.');
    return;
  }
  const list = (entries: typeof found.clear) => {
    document.list(
      entries
        .slice(0, MOST_LISTED)
        .map(({ check, label, text }) => [
          { text: `${check} `, weight: 'semibold' as const },
          { text: `${label}: ${text}` },
        ]),
    );
    if (entries.length > MOST_LISTED)
      document.paragraph(
        `These are the first ${MOST_LISTED} of ${entries.length}; this document leaves out the rest.`,
      );
  };
  if (found.clear.length === 0) {
    document.paragraph(found.nothingText);
  } else {
    document.paragraph(`${found.clearText} ${found.chanceText}`);
    list(found.clear);
  }
  if (found.perhaps.length > 0) {
    document.paragraph(found.perhapsText);
    list(found.perhaps);
  }
}

/** The table of checks by lines, in as many parts as the width of the page asks for. */
function figures(document: WrittenDocument, view: CompareView, several: boolean): void {
  const checks = view.checks.filter(({ isSuppressed }) => !isSuppressed);
  headingOf(document, FIGURES, several);
  if (view.suppressedText !== null) document.paragraph(view.suppressedText);
  const rows = checks[0]?.rows ?? [];
  const isOut = rows.map((_, i) => isWhollySuppressed(checks.map((check) => check.rows[i]?.figure ?? null)));
  const names = rows.filter((_, i) => isOut[i]).map(({ label }) => label);
  if (names.length > 0) {
    document.paragraph(
      `Left out of the tables, because every figure there is suppressed ${WHY_SUPPRESSED}: ${names.join('; ')}.`,
    );
  }
  const columns = rows.flatMap((row, i) => (isOut[i] || isMostlyMarks(checks, i) ? [] : [{ row, i }]));
  rows.forEach((row, i) => {
    if (!isOut[i] && isMostlyMarks(checks, i)) document.paragraph(fewFiguresText(checks, row.label, i));
  });
  // Parts alike in width, so that the last is not a page of one column.
  const parts = Math.ceil(columns.length / COLUMNS);
  const width = Math.ceil(columns.length / parts);
  const isWide = width <= COLUMNS_IN_ONE_LINE;
  if (columns.some(({ row }) => row.label.length > LONGEST_HEAD)) {
    document.paragraph(
      `Long names are cut short at the heads of the tables; they stand in full under “${filesHeading(view.words)}”.`,
    );
  }
  for (let from = 0; from < columns.length; from += width) {
    const part = columns.slice(from, from + width);
    document.table({
      caption: `${view.words.Files} with a yes, ${view.basis}, by ${view.unitHead.toLowerCase()}${parts > 1 ? `, table ${from / width + 1} of ${parts}` : ''}`,
      columns: [
        { head: 'Check', share: isWide ? 40 : 28 },
        ...part.map(({ row, i }) => ({
          head: headOf(row.label, i, rows),
          share: isWide ? 20 : 12,
          align: 'right' as const,
        })),
      ],
      sharesOfPage: isWide ? 40 + 20 * width : 28 + 12 * width,
      rows: checks.map((check): TableRow => ({
        cells: [
          { text: check.label, notes: check.notes },
          ...part.map(({ i }) => ({ text: cellText(at(check.rows, i), isWide ? ' ' : '\n') })),
        ],
      })),
    });
  }
}

const isMark = (check: CompareCheck, i: number): boolean => check.rows[i]?.missing === SUPPRESSED_MARK;

/** Whether more than half of a line is suppressed: as a column it would be one of marks. */
const isMostlyMarks = (checks: readonly CompareCheck[], i: number): boolean =>
  2 * checks.filter((check) => isMark(check, i)).length > checks.length;

/** What is shown of such a line, in a sentence. */
function fewFiguresText(checks: readonly CompareCheck[], label: string, i: number): string {
  const shown = checks.filter((check) => !isMark(check, i));
  const hidden = checks.length - shown.length;
  return `${label}: suppressed in ${hidden} of ${checks.length} checks ${WHY_SUPPRESSED}. The rest: ${shown
    .map((check) => {
      const row = at(check.rows, i);
      return `“${check.label}” ${row.missing === null ? `${row.count}, ${row.percent}` : row.missing}`;
    })
    .join('; ')}.`;
}

/** The name of a line for the head of a column, with its place where another would be cut to the same. */
function headOf(label: string, place: number, rows: readonly CompareRow[]): string {
  const head = cutShort(label, LONGEST_HEAD);
  const isAlone = rows.filter((row) => cutShort(row.label, LONGEST_HEAD) === head).length === 1;
  return isAlone ? head : `${place + 1}. ${head}`;
}

function cellText(row: CompareRow, between = '\n') {
  if (row.missing === SUPPRESSED_MARK) return SUPPRESSED_MARK;
  if (row.missing !== null) return `– ${row.missing}`;
  return [{ text: `${row.count}${between}` }, { text: row.percent, weight: 'semibold' as const }];
}

const dotsKey = ({ comparedWith, words: { files } }: CompareView) =>
  `A filled dot is clearly different; an open one is not clearly so, or has nothing to be compared with. The line through a dot is its 95% interval, the dotted mark beside it ${comparedWith}. A square stands for all ${files}.`;

/** The charts of the checks in which something differs, clearly or perhaps; those of all others would tell nothing. */
function chartsOf(view: CompareView): CompareCheck[] {
  const ids = [...view.summary.clear, ...view.summary.perhaps].map(({ id }) => id);
  return view.checks.filter(
    (check) => ids.includes(check.id) || (check.funnel !== null && !check.isSuppressed),
  );
}

/** More charts than this nobody reads; those of what is clear come before the others. */
const MOST_CHARTS = 12;

function charts(document: WrittenDocument, view: CompareView, heading: string): void {
  const all = chartsOf(view);
  if (all.length === 0) return;
  const clear = new Set(view.summary.clear.map(({ id }) => id));
  const first = all
    .toSorted((a, b) => Number(clear.has(b.id)) - Number(clear.has(a.id)))
    .slice(0, MOST_CHARTS);
  const shown = all.filter((check) => first.includes(check));
  document.heading(2, heading);
  if (shown.length < all.length) {
    document.paragraph(
      `Of ${all.length} charts these are ${shown.length}; this document leaves out the rest.`,
    );
  }
  // A chart goes with all that leads to it, and what that takes stays empty on the page before.
  document.look = 'dense';
  document.leadIn([dotsKey(view)]);
  for (const check of shown) chartOf(document, view, check);
  document.look = 'open';
}

/** A check in a picture and a table, after what they show; what is suppressed is named in a sentence. */
function chartOf(document: WrittenDocument, view: CompareView, check: CompareCheck): void {
  const rows = check.rows.filter(({ missing }) => missing !== SUPPRESSED_MARK);
  const hidden = check.rows.filter(({ missing }) => missing === SUPPRESSED_MARK);
  const found = [...view.summary.clear, ...view.summary.perhaps].filter(({ id }) => id === check.id);
  document.heading(3, check.label);
  document.leadIn([
    [
      found.length === 0
        ? 'No line differs clearly from what it is held against.'
        : found
            .slice(0, MOST_SHOWN)
            .map(({ label, text }) => `${label}: ${text}`)
            .join(' ') + (found.length > MOST_SHOWN ? ` And ${found.length - MOST_SHOWN} more.` : ''),
      ...(check.noneText === '' ? [] : [check.noneText]),
      ...(hidden.length > 0
        ? [
            `Suppressed ${WHY_SUPPRESSED}: ${listOf(hidden.map(({ label }) => cutShort(label, LONGEST_HEAD)))}.`,
          ]
        : []),
    ].join(' '),
  ]);
  document.chart(withoutSuppressed(check.chart), WIDTH, null);
  if (check.funnel) document.chart(check.funnel, WIDTH, check.funnelCaption);
  document.table({
    caption: `${check.label} Intervals and differences`,
    columns: [
      { head: view.unitHead, share: 20 },
      { head: 'Yes, of how many', share: 15 },
      { head: '95% interval', share: 13 },
      { head: `Difference ${view.againstHead}`, share: 22 },
      { head: 'What it says', share: 30 },
    ],
    rows: rows.map((row): TableRow => ({
      cells: [
        { text: row.number === null ? row.label : `${row.number} ${row.label}` },
        { text: row.missing === null ? `${row.count}, ${row.percent}` : cellText(row) },
        { text: row.interval },
        {
          text: row.points === '' ? '' : `${row.points} (${row.differenceInterval})`,
          notes: row.probabilities === '' ? [] : row.probabilities.split('; '),
        },
        { text: row.said },
      ],
      total: row.total && view.filter.of !== 'audit',
    })),
  });
}

/** Lines that are named above a picture. */
const MOST_SHOWN = 3;

/** A chart without lines that only say that their figure is suppressed. */
const withoutSuppressed = (chart: Chart): Chart =>
  chart.kind === 'dots'
    ? { ...chart, rows: chart.rows.filter(({ value }) => value !== SUPPRESSED_MARK) }
    : chart;

function method(document: WrittenDocument, views: readonly [CompareView, ...CompareView[]]): void {
  const [{ scores }] = views;
  // Of answers alone the same is said in each comparison.
  const all = views.flatMap((view) => view.method);
  const chosen = auditsOf(views)
    .map(({ chosenText }) => chosenText)
    .filter((text) => text !== firstSentence(text));
  const audits = auditsOf(views);
  const asAt = audits.map((audit) => `${audits.length > 1 ? `of ${audit.label} ` : ''}as at ${audit.asAt}`);
  const notes = [...new Set([...(scores?.method ?? []), ...all, ...chosen, `Figures ${listOf(asAt)}.`])];
  const families = views.filter((one) => one.checks.length > 0 && one.summary.made > 0);
  if (families.length > 1) {
    notes.unshift(
      `${listOf(families.map(({ compared }) => `“${compared}”`))} are a family of comparisons each: what is called clear in one is clear among the comparisons of that one.`,
    );
  }
  document.heading(2, METHOD);
  document.look = 'dense';
  document.list(notes);
  document.look = 'open';
}
