import type { RichText } from '../../formats/pdf/index.ts';
import type { WrittenDocument } from '../../formats/word.ts';
import type { FeedbackReport, FrontPoint } from '../store/report.ts';

/** The page's width in units of the picture, so that its letters come out a little smaller than those of the text. */
const CHART_WIDTH = 790;
/** Terms beside what they mean, in points. */
const TERMS = 138;
/** The same where the terms are no days. */
const NARROW_TERMS = 82;

/** Everything for the meeting, on one page where nothing in it is unusually long. */
export function frontPage(document: WrittenDocument, { front, team }: FeedbackReport): void {
  if (!front) return;
  document.look = 'dense';
  document.paragraph(front.verdict.join(' '), 'lead');
  if (front.basis !== null) document.paragraph([{ text: front.basis, weight: 'semibold' }]);
  for (const part of [front.change, front.keep]) {
    if (!part) continue;
    document.heading(2, part.heading);
    if (part.points.length === 0) document.paragraph(part.none);
    if (part.lead) document.paragraph(part.lead);
    document.list(part.points.map(pointText));
    // It speaks of the picture on the page of the team.
    if (part.more && team) document.contents([{ text: part.more, heading: team.heading }]);
    else if (part.more) document.paragraph(part.more);
  }
  if (front.beside) {
    document.heading(2, front.beside.heading);
    document.definitions(front.beside.lines, NARROW_TERMS);
  }
  document.heading(2, front.dates.heading);
  document.definitions(
    [
      ...front.dates.steps.map(({ term, text, href }, step) => ({
        term,
        text,
        // Whoever reads it on paper sees where to go; that the report is there, too, need not be said twice.
        link: step === 0 || !isAnAddress(href) ? null : { text: href, href },
      })),
      { term: 'Whom to ask', text: front.dates.ask },
    ],
    TERMS,
  );
  if (front.dates.note) document.paragraph(front.dates.note);
  document.paragraph(front.caution);
  document.look = 'open';
}

/** An address that others can go to: that of a demonstration is one of its own machine, and tells a reader nothing. */
const isAnAddress = (href: string): boolean =>
  href !== '' && !['localhost', '127.0.0.1', '[::1]'].includes(new URL(href).hostname);

function pointText({ label, count, more, panel }: FrontPoint): RichText {
  return [
    { text: `${label} `, weight: 'semibold' },
    { text: [count, ...more].join(' ') },
    ...(panel.length > 0 ? [{ text: ` The panel: ${panel.map((text) => `“${text}”`).join(' ')}` }] : []),
  ];
}

/** Which files to look at first, the picture of all checks, and what else is in the report. */
export function teamPage(
  document: WrittenDocument,
  { team }: FeedbackReport,
  headings: readonly string[],
): void {
  if (team) {
    // Where something unusually long has gone on to the second page, that one is not left nearly empty.
    if (document.isOnFirstPage) document.nextPage();
    document.heading(2, team.heading);
    document.look = 'dense';
    const { origins } = team;
    if (origins.heading !== '') document.heading(2, origins.heading);
    document.paragraph(origins.paragraphs.join(' '));
    document.list(
      origins.groups.map(({ name, text, files, question }): RichText => [
        { text: `${name} `, weight: 'semibold' },
        { text: [text, files ?? '', question].filter((part) => part !== '').join(' ') },
      ]),
    );
    // In one paragraph: a line of its own would be the first to go over to the next page.
    document.paragraph([team.shows, team.words ?? ''].join(' ').trim());
    document.chart({ kind: 'pairs', ...team.chart }, CHART_WIDTH, null);
  }
  document.look = 'dense';
  document.heading(2, 'What else is in this report');
  document.contents([...(team ? [team.heading] : []), ...headings]);
  document.look = 'open';
}
