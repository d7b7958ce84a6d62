import { checksOf, percent, subjectWords } from '../../../rules/index.ts';
import type { CheckJudged, Priorities, SubjectWords } from '../../../rules/index.ts';
import { countOf, cutShort, dayInWords } from '../../formats/english.ts';
import { standardsText } from '../../results/figures/standards.ts';
import type { Definition, FrontPage, FrontPoint, ReportFigures } from '../store/report.ts';
import { filesText, list } from './figureText.ts';
import type { FeedbackInput } from './input.ts';
import { nextSteps } from './nextSteps.ts';

/** Checks that are named in one line; of more there is the number. */
const NAMED = 4;

/**
 * The first page of a report: what to keep, what to change first, how it stands beside the others and since last time,
 * what to do by when, and whom to ask.
 *
 * @param scores - what stands in place of a verdict on checks where there are none
 */
export function presentFront(
  input: FeedbackInput,
  figures: ReportFigures,
  priorities: Priorities,
  scores: string[],
): FrontPage {
  const words = subjectWords(input.tool.subject);
  const hasChecks = checksOf(input.tool).length > 0 && figures.files > 0;
  const isUnwritten = input.findings.length === 0;
  return {
    verdict: hasChecks ? [...scores, ...verdictOf(priorities, words)] : [readText(figures, words), ...scores],
    basis:
      isUnwritten && hasChecks
        ? 'The panel has not written its findings; this order comes from the counts alone.'
        : null,
    change: hasChecks
      ? {
          heading: 'To change first',
          points: priorities.change.map((entry) => changePoint(entry, input, words)),
          none: 'No check falls short so that it would have to be named first.',
        }
      : null,
    keep: hasChecks
      ? {
          heading: 'To keep',
          points: priorities.keep.map((entry) => keepPoint(entry, input, words)),
          none: `No check is as it should be in three quarters of your ${words.files}.`,
        }
      : null,
    beside: hasChecks
      ? { heading: besideHeading(input), lines: besideLines(input, priorities, words) }
      : null,
    dates: { heading: 'What to do, and by when', steps: nextSteps(input), ask: askText(input.contact) },
    caution: words.areCaseFiles
      ? 'This describes what is written in the files. Good work that was not written down cannot show, and with so few files a difference may be chance: it is a reason to look closer, not a verdict.'
      : 'This describes what was recorded. With so few of them a difference may be chance: it is a reason to look closer, not a verdict.',
  };
}

const readText = ({ files }: ReportFigures, words: SubjectWords): string =>
  files === 0
    ? `None of your ${words.many} has been ${words.read} in this audit yet, so there are no figures to report.`
    : `${capital(words.read)} in this audit: ${filesText(files, words)} of yours.`;

/** The checks of a report that can be good or bad and were answered for any file. */
const ratedOf = ({ checks }: Priorities): CheckJudged[] =>
  checks.filter(({ check, own }) => check.polarity !== 'neither' && own.applicable > 0);

function verdictOf(priorities: Priorities, words: SubjectWords): string[] {
  const rated = ratedOf(priorities);
  if (rated.length === 0)
    return ['No check that can be good or bad applied to any of these, so there is no verdict.'];
  const [first] = priorities.change;
  return [
    standingsText(rated, words),
    first
      ? `What has to change first is “${first.check.label}”${first.check.safety ? ', because it is about safety' : ''}: ${shortText(first, words)}.`
      : 'Nothing has to change before everything else.',
  ];
}

/** How many standards are missed; of checks that have none, how many are mostly or seldom as they should be. */
function standingsText(rated: CheckJudged[], words: SubjectWords): string {
  const withStandard = rated.filter(({ check }) => check.standard !== undefined);
  const others = rated.filter(({ check }) => check.standard === undefined);
  const missed = withStandard.filter(({ misses }) => misses).length;
  const mostly = others.filter(({ short, own }) => 4 * short <= own.applicable).length;
  const seldom = others.filter(({ short, own }) => 2 * short > own.applicable).length;
  const which = withStandard.length === 0 ? 'that can be good or bad' : 'without a standard';
  return [
    ...(withStandard.length === 0 ? [] : [standardsText(withStandard.length, missed)]),
    ...(others.length === 0
      ? []
      : [
          `Of ${countOf(others.length, 'check')} ${which}, ${mostly === 0 ? 'none is' : mostly === 1 ? '1 is' : `${mostly} are`} as ${mostly > 1 ? 'they' : 'it'} should be in at least three quarters of your ${words.files}, and ${seldom === 0 ? 'none' : seldom} in fewer than half.`,
        ]),
  ].join(' ');
}

/** How many files fall short. @example 'no in 4 of 12 files' */
function shortText({ check, short, own }: CheckJudged, words: SubjectWords): string {
  const answer = check.polarity === 'yes_is_bad' ? 'yes' : 'no';
  return `${answer} in ${short} of ${countOf(own.applicable, words.file, words.files)}`;
}

function countText(entry: CheckJudged, good: boolean, words: SubjectWords): string {
  const { check, own, short, misses } = entry;
  const right = own.applicable - short;
  const answer = (check.polarity === 'yes_is_bad') === good ? 'No' : 'Yes';
  const files = good ? right : short;
  const standard =
    check.standard === undefined
      ? ''
      : ` Standard: yes in ${check.polarity === 'yes_is_bad' ? 'at most' : 'at least'} ${check.standard}%, ${misses ? 'missed' : 'met'}.`;
  return `${answer} in ${files} of ${countOf(own.applicable, words.file, words.files)} (${String(percent(files, own.applicable))}%).${standard}`;
}

function changePoint(entry: CheckJudged, input: FeedbackInput, words: SubjectWords): FrontPoint {
  return {
    label: entry.check.label,
    count: countText(entry, false, words),
    more: [
      ...(entry.check.safety ? ['It is about safety.'] : []),
      whereText(entry),
      sureText(entry, words),
    ].filter((text) => text !== ''),
    panel: panelWords(entry, input, ['shortcoming', 'suggestion']),
  };
}

function keepPoint(entry: CheckJudged, input: FeedbackInput, words: SubjectWords): FrontPoint {
  return {
    label: entry.check.label,
    count: countText(entry, true, words),
    more: [sureText(entry, words)].filter((text) => text !== ''),
    panel: panelWords(entry, input, ['strength']),
  };
}

const panelWords = ({ check }: CheckJudged, { findings }: FeedbackInput, kinds: string[]): string[] =>
  findings
    .filter(({ kind, itemId }) => itemId === check.id && kinds.includes(kind))
    .map(({ text }) => begunText(text));

/** Longer words of the panel are begun here; they stand in full among its findings. */
const BEGUN = 240;

/** @example begunText(text) // 'The first words … (in full under “What we found”)' */
function begunText(text: string): string {
  if (text.length <= BEGUN) return text;
  const words = text.slice(0, BEGUN).replace(/\s+\S*$/, '');
  return `${words} … (in full under “What we found”)`;
}

/** Longer names of groups are begun here; they stand in full where it is said what was read. */
const LONGEST_NAME = 60;

/** Where what falls short is concentrated. */
function whereText({ groups, standsOut, short }: CheckJudged): string {
  if (groups.length < 2) return '';
  if (standsOut.length === 0) {
    return short < 2 ? '' : 'No sample group stands out.';
  }
  const named = standsOut.map(
    (group) => `${cutShort(group.name, LONGEST_NAME)} (${group.short} of ${group.applicable})`,
  );
  return `Above all in ${list(named)}.`;
}

/** How sure a difference is, before what it is; what may be chance is no difference to speak of. */
const SURE = {
  clear: 'yours is clearly',
  perhaps: 'yours is perhaps',
  chance: 'a difference that may be chance',
} as const;

/** Whether two shares are one, by the integers. */
const isSameShare = (a: Share, b: Share): boolean => a.yes * b.applicable === b.yes * a.applicable;
type Share = Pick<CheckJudged['own'], 'yes' | 'applicable'>;

/** How a check stands beside the others, and how sure that is. */
function sureText({ beside, own, others }: CheckJudged, words: SubjectWords): string {
  if (others === null) return 'What the others have is suppressed.';
  if (beside.sure === null) return `There are no ${words.files} of others to compare with.`;
  const theirs = `${others.yes} of ${others.applicable} yes (${percent(others.yes, others.applicable) ?? 0}%)`;
  if (beside.sure === 'chance' && isSameShare(own, others)) return `The others: ${theirs} as well.`;
  return `The others: ${theirs}, ${SURE[beside.sure]}${beside.sure === 'chance' || beside.way === null ? '' : ` ${beside.way}`}.`;
}

const besideHeading = ({ before }: FeedbackInput): string =>
  before ? 'Beside the others, and since last time' : 'Beside the others';

function besideLines(input: FeedbackInput, priorities: Priorities, words: SubjectWords): Definition[] {
  const compared = priorities.checks.filter(({ own }) => own.applicable > 0);
  const rated = ratedOf(priorities);
  const lines: Definition[] = [];
  const add = (term: string, text: string | null) => {
    if (text !== null) lines.push({ term, text });
  };
  add('Better', namedBy(rated, 'beside', 'better'));
  add('Worse', namedBy(rated, 'beside', 'worse'));
  const same = rated.filter(({ beside }) => beside.sure === 'chance').length;
  if (same > 0)
    add(
      'About the same',
      `${same} of ${countOf(rated.length, 'check')}: no difference that these ${words.files} can show.`,
    );
  add('Not comparable', notComparable(rated, words));
  const neutral = compared.filter(
    ({ check, beside }) =>
      check.polarity === 'neither' && (beside.sure === 'clear' || beside.sure === 'perhaps'),
  );
  if (neutral.length > 0)
    add(
      'Worth a talk',
      `${neutral.map(({ check, beside }) => `“${check.label}” is ${sureWord(beside.sure)} ${beside.way} than the others; it is neither good nor bad`).join('; ')}.`,
    );
  add('Since last time', sinceText(input, rated, words));
  const isSure = ({ sure }: { sure: string | null }) => sure === 'clear' || sure === 'perhaps';
  if (compared.some(({ beside, since }) => isSure(beside) || isSure(since)))
    add('How sure', '“Clearly” is more than chance explains; “perhaps” is worth a look and may be chance.');
  return lines;
}

const sureWord = (sure: CheckJudged['beside']['sure']) => (sure === 'clear' ? 'clearly' : 'perhaps');

/** The checks of which something is clear or perhaps so, in full; null where there is none. */
function namedBy(rated: CheckJudged[], by: 'beside' | 'since', way: 'better' | 'worse'): string | null {
  const parts = (['clear', 'perhaps'] as const).flatMap((sure) => {
    const found = rated.filter((entry) => entry[by].sure === sure && entry[by].way === way);
    if (found.length === 0) return [];
    const named = found.slice(0, NAMED).map(({ check }) => `“${check.label}”`);
    const more = found.length - named.length;
    return [`${sureWord(sure)} in ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
  });
  return parts.length === 0 ? null : `${capital(parts.join('; '))}.`;
}

function notComparable(rated: CheckJudged[], words: SubjectWords): string | null {
  const suppressed = rated.filter(({ others }) => others === null).length;
  const nobody = rated.filter(({ others }) => others?.applicable === 0).length;
  const parts = [
    ...(suppressed > 0
      ? [
          `${countOf(suppressed, 'check')}, of which the figure of the others is suppressed because it is small`,
        ]
      : []),
    ...(nobody > 0
      ? [`${countOf(nobody, 'check')}, which applied to none of the ${words.files} of others`]
      : []),
  ];
  return parts.length === 0 ? null : `${capital(parts.join('; '))}.`;
}

function sinceText({ before }: FeedbackInput, rated: CheckJudged[], words: SubjectWords): string {
  if (!before) return 'There is no audit before this one to compare with.';
  const of = `${before.title}, ${dayInWords(before.fieldworkEnd)}`;
  const compared = rated.filter(({ since }) => since.sure !== null);
  if (compared.length === 0) return `The audit before (${of}) has no figures of yours on these checks.`;
  const up = namedBy(rated, 'since', 'better');
  const down = namedBy(rated, 'since', 'worse');
  const same = compared.filter(({ since }) => since.sure === 'chance').length;
  return [
    `Against ${of}, ${filesText(before.files, words)} of yours.`,
    ...(up ? [`Up: ${lower(up)}`] : []),
    ...(down ? [`Down: ${lower(down)}`] : []),
    `${up || down ? 'The same' : 'No change that these files can show'} in ${same} of ${countOf(compared.length, 'check')}.`,
  ].join(' ');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function askText({ name, email, phone }: FeedbackInput['contact']): string {
  const how = [email, phone].filter((text) => text !== '');
  if (name === '' && how.length === 0) return 'Ask the lead of the panel.';
  return [...(name === '' ? [] : [name]), ...how].join(', ');
}
