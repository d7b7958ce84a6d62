import type { TravelVerdict } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import { drawForPage } from '../../formats/chart/index.ts';
import { countOf, dayInWords, listOf } from '../../formats/english.ts';
import { presentPlace } from '../../measures/measurePresenter.ts';
import { urls } from '../../web/urls.ts';
import type { BoardQuery } from './form.ts';
import { movedChecks, movedDelivery, movedMeasures, movedPlans } from './moved.ts';
import type { MovedLine } from './moved.ts';
import type { Board, BoardChoice } from './service.ts';

/** So many lines are told one by one, each with its chart; a fifth says what else there is. */
const MOST_LINES = 4;
/** Names of what else moved, in the fifth line. */
const MOST_NAMED = 4;
/** Comparisons of audits, and titles in a sentence, that are told one by one. */
const MOST_AUDITS = 3;

const ORDER: Record<TravelVerdict, number> = { worse: 0, better: 1, changed: 2, same: 3 };
const WORDS: Record<TravelVerdict, string> = {
  worse: 'worse',
  better: 'better',
  changed: 'changed',
  same: 'no change',
};

/** The page for a partnership's board: page and PDF are made from it, and work nothing out. */
export function presentBoard(board: Board, user: User) {
  const measures = movedMeasures(board);
  const audits = movedChecks(board, user);
  const plans = [movedDelivery(board), movedPlans(board)].filter((one) => one !== null);
  const all = [
    ...measures.lines,
    ...audits.flatMap(({ lines }) => lines),
    ...plans.flatMap(({ line }) => line ?? []),
  ]
    .map((line, i) => ({ line, i }))
    .toSorted((a, b) => ORDER[a.line.verdict] - ORDER[b.line.verdict] || a.i - b.i)
    .map(({ line }) => line);
  const rest = all.slice(MOST_LINES);
  return {
    name: board.name,
    since: dayInWords(board.since),
    today: dayInWords(board.today),
    day: board.today,
    lines: all
      .slice(0, MOST_LINES)
      .map(({ chart, ...line }) => ({ ...line, word: WORDS[line.verdict], chart: chart() })),
    more: rest.length === 0 ? null : moreText(rest),
    nothing:
      all.length > 0
        ? null
        : `Nothing has clearly moved since ${dayInWords(board.since)}. What these figures rest on stands below.`,
    basis: [
      ...measuresBasis(board, measures, user),
      ...auditsBasis(board, audits),
      ...plans.map(({ basis }) => basis),
    ],
  };
}

export type BoardView = ReturnType<typeof presentBoard>;

function moreText(rest: readonly MovedLine[]): string {
  const named = rest.slice(0, MOST_NAMED).map(({ title, verdict }) => `${title} (${WORDS[verdict]})`);
  const left = rest.length - named.length;
  return `${rest.length === 1 ? '1 more' : `${rest.length} more`} moved clearly: ${[...named, ...(left > 0 ? [`and ${left} others`] : [])].join('; ')}.`;
}

/** What was looked at of measures, and of how many nothing can be said. */
function measuresBasis(board: Board, { fresh, told }: ReturnType<typeof movedMeasures>, user: User) {
  if (!board.measures) {
    return board.hasMeasures
      ? [
          {
            term: 'Measures',
            text: `No place among the measures is called ${board.name}, or what that begins with. Rename the place that is meant: its figures go with it.`,
            href: urls.measures(),
          },
        ]
      : [];
  }
  const { place, found } = board.measures;
  const sheet = presentPlace(found, place, user);
  const few = fresh - told;
  const news =
    fresh === 0
      ? `No figure has come in since ${dayInWords(board.since)}.`
      : `${countOf(fresh, 'measure')} with a figure that came in since ${dayInWords(board.since)}.${
          few === 0
            ? ''
            : ` Of ${few === fresh ? (fresh === 1 ? 'it' : 'all of them') : few} there are too few periods to tell a change from chance (five single figures, or two shares with their numbers).`
        }`;
  return [
    {
      term: `Measures of ${place.name}`,
      text: [
        news,
        ...(sheet.summary.length > 0 ? [`${sheet.period}, chance aside: ${sheet.summary.join(' ')}`] : []),
      ].join(' '),
      href: urls.measurePlace(place.id),
    },
  ];
}

/** Which audits were held against which, of how many records, and what cannot be told. */
function auditsBasis(board: Board, audits: ReturnType<typeof movedChecks>) {
  const { firsts, open } = board;
  const named = (some: readonly { title: string }[]) =>
    listOf([
      ...some.slice(0, MOST_AUDITS).map(({ title }) => title),
      ...(some.length > MOST_AUDITS ? [`${some.length - MOST_AUDITS} more`] : []),
    ]);
  const compared = audits.slice(0, MOST_AUDITS).map(({ audit, summary, audits: both }) => ({
    term: 'Audit',
    text: [
      `${audit.title}. ${both.map(({ label, filesText }) => `${label}: ${filesText}`).join('; ')}.`,
      summary.made === 0 ? 'Nothing could be compared.' : `${summary.clearText} ${summary.chanceText}`,
      summary.hiddenText ?? '',
    ]
      .filter((text) => text !== '')
      .join(' '),
    href: urls.compare(audit.id, '?by=audit'),
  }));
  const others = [
    ...(firsts.length > 0 ? [`Closed, with no audit before to be held against: ${named(firsts)}.`] : []),
    ...(open.length > 0 ? [`Still open, so that nothing is said of it here: ${named(open)}.`] : []),
    ...(audits.length > MOST_AUDITS
      ? [`Compared as well: ${named(audits.slice(MOST_AUDITS).map(({ audit }) => audit))}.`]
      : []),
    ...(compared.length + firsts.length === 0
      ? [`No audit was closed since ${dayInWords(board.since)}.`]
      : []),
  ];
  return [
    ...compared,
    ...(others.length > 0
      ? [{ term: compared.length > 0 ? 'Other audits' : 'Audits', text: others.join(' '), href: urls.home() }]
      : []),
  ];
}

/** The page around it: which partnership, since when, and its PDF. */
export function presentBoardPage(
  found: { choices: BoardChoice[]; board: Board } | null,
  query: BoardQuery,
  user: User,
) {
  const at = found && { partnership: found.board.name, since: query.sinceText };
  const view = found && presentBoard(found.board, user);
  return {
    action: urls.board(),
    partnerships: (found?.choices ?? []).map(({ name }) => ({
      text: name,
      value: name,
      selected: name === found?.board.name,
    })),
    since: query.sinceText,
    board: view && {
      ...view,
      lines: view.lines.map((line) => ({ ...line, scenes: line.chart && drawForPage(line.chart) })),
    },
    pdfHref: at && query.errors.length === 0 ? urls.boardPdf(at) : null,
    measuresHref: can(user, 'measures.read') ? urls.measures() : null,
  };
}
