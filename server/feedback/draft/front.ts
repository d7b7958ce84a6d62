import { checksOf, hasStandards, subjectWords } from '../../../rules/index.ts';
import type { CheckJudged, Priorities, SubjectWords } from '../../../rules/index.ts';
import { capitalised, countOf, cutShort, listOf } from '../../formats/english.ts';
import { standardsTexts } from '../../results/figures/standards.ts';
import type { FrontPage, FrontPoint, ReportFigures } from '../store/report.ts';
import { filesText } from './figureText.ts';
import { besideHeading, besideLines } from './frontBeside.ts';
import { apartOf, causeText, hangingOnce, hangingText } from './hanging.ts';
import type { FeedbackInput } from './input.ts';
import { nextSteps, noPlanText } from './nextSteps.ts';
import {
  aloneText,
  COUNTED,
  LONGEST_NAME,
  namedOnce,
  othersText,
  partnersOf,
  shareText,
  sinceText,
  whereText,
} from './points.ts';
import type { Direction } from './points.ts';
import { ratedOf } from './priorities.ts';
import { isOnlyJoint, standingToStandard } from './standing.ts';

/** Longer names of checks are begun in the verdict; they stand in full below it. */
const LONGEST_LABEL = 90;
/** Checks clearly worse than the others that are named after those to change first; of more there is the number. */
const NAMED_NEXT = 6;
/** Services that are named in one line; of more there is the number. */
const NAMED_SERVICES = 4;

/** The order of what is to be changed, as `prioritiesOf` makes it. */
const ORDER = 'In this order: safety, what the panel wrote down, in how many files it falls short';

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
  const steps = nextSteps(input, priorities.change.length > 0 && hasChecks);
  return {
    verdict: hasChecks ? [...scores, ...verdictOf(priorities, words)] : [readText(figures, words), ...scores],
    basis:
      isUnwritten && hasChecks
        ? 'The panel has not written its findings; this order comes from the counts alone.'
        : null,
    change: hasChecks
      ? {
          heading: 'To change first',
          lead: changeLead(input, priorities, words),
          points: changePoints(input, priorities, words),
          more: changeNextText(priorities, words),
          none: 'No check falls short so that it would have to be named first.',
        }
      : null,
    keep: hasChecks
      ? {
          heading: 'To keep',
          lead: keepLead(input, priorities),
          points: keepPoints(input, priorities, words),
          more: keepNextText(priorities),
          none:
            ratedOf(priorities).length === 0
              ? 'None: no check that can be good or bad applied to any of these.'
              : 'None: every check that can be good or bad has something to change.',
        }
      : null,
    beside: hasChecks
      ? { heading: besideHeading(input), lines: besideLines(input, priorities, words) }
      : null,
    dates: {
      heading: 'What to do, and by when',
      steps,
      note: noPlanText(input, steps),
      ask: askText(input.contact),
    },
    caution: words.areCaseFiles
      ? 'What was not written down cannot show. Where a difference is not clear, it is a reason to look closer, not a verdict.'
      : 'What was not recorded cannot show. Where a difference is not clear, it is a reason to look closer, not a verdict.',
  };
}

const readText = ({ files }: ReportFigures, words: SubjectWords): string =>
  files === 0
    ? `None of your ${words.many} has been ${words.read} in this audit yet, so there are no figures to report.`
    : `${capitalised(words.read)} in this audit: ${filesText(files, words)} of yours.`;

function verdictOf(priorities: Priorities, words: SubjectWords): string[] {
  const rated = ratedOf(priorities);
  if (rated.length === 0)
    return ['No check that can be good or bad applied to any of these, so there is no verdict.'];
  const [first] = priorities.change;
  return [
    standingsText(rated, priorities, words),
    first
      ? `First to change${first.check.safety ? ', for safety,' : ''} is “${cutShort(first.check.label, LONGEST_LABEL)}”: ${shortText(first, words)}${first.hanging.length === 0 ? '' : `, and ${countOf(first.hanging.length, 'check')} ${first.hanging.length === 1 ? 'hangs' : 'hang'} on it`}.`
      : 'Nothing has to change before everything else.',
  ];
}

/** How many checks are to keep and how many to change, each being one of both, and how many standards are missed. */
function standingsText(
  rated: CheckJudged[],
  { change, changeNext }: Priorities,
  words: SubjectWords,
): string {
  const toChange = [...change, ...changeNext];
  const verdicts = rated.flatMap(({ verdict }) => verdict ?? []);
  const seldom = toChange.filter(({ short, own }) => 2 * short > own.applicable).length;
  const half =
    seldom === 0
      ? ''
      : `, ${toChange.length === 1 ? 'which is' : seldom === toChange.length ? 'all' : `${seldom} of them`} as ${seldom === 1 ? 'it' : 'they'} should be in fewer than half of your ${words.files}`;
  return [
    `Of ${countOf(rated.length, 'check')} that can be good or bad, ${numberOf(rated.length - toChange.length)} to keep and ${numberOf(toChange.length)} to change${half}.`,
    ...standardsTexts(verdicts),
  ].join(' ');
}

/** @example numberOf(1) // '1 is' */
const numberOf = (count: number): string => (count === 0 ? 'none is' : count === 1 ? '1 is' : `${count} are`);

/** The checks to change that are not among the first, those named in which the others are clearly better. */
function changeNextText({ changeNext }: Priorities, { files }: SubjectWords): string {
  if (changeNext.length === 0) return '';
  const behindBy = (sure: 'clear' | 'perhaps') =>
    changeNext.filter(({ beside }) => beside.sure === sure && beside.way === 'worse');
  const behind = behindBy('clear');
  const named = behind
    .slice(0, NAMED_NEXT)
    .map(
      ({ check, beside }) => `“${check.label}”${isOnlyJoint(beside) ? ` (only with joint ${files})` : ''}`,
    );
  const left = behind.length - named.length;
  const these = [...named, ...(left > 0 ? [countOf(left, 'other')] : [])];
  const among =
    behind.length === 0
      ? ''
      : `, ${behind.length === changeNext.length ? 'all' : behind.length} of them clearly worse than the others: ${listOf(these)}`;
  const maybe = behindBy('perhaps').length;
  const perhaps = maybe === 0 ? '' : `${among === '' ? ', ' : '; '}${maybe} perhaps worse`;
  return `Then ${countOf(changeNext.length, 'more check')} to change (see “Every check”)${among}${perhaps}.`;
}

const keepNextText = ({ keepNext }: Priorities): string =>
  keepNext.length === 0 ? '' : `Then ${countOf(keepNext.length, 'more check')} to keep (see “Every check”).`;

/** How many files fall short. @example 'no in 4 of 12 files' */
const shortText = ({ check, own }: CheckJudged, words: SubjectWords): string =>
  shareText(check, own, 'short', words).replace(/ \([^)]*\)$/, '');

function countText({ check, own, verdict }: CheckJudged, way: Direction, words: SubjectWords): string {
  const standard =
    check.standard === undefined
      ? ''
      : ` Standard: yes in ${check.polarity === 'yes_is_bad' ? 'at most' : 'at least'} ${check.standard}%, ${standingToStandard(verdict)}.`;
  return `${capitalised(shareText(check, own, way, words))}.${standard}`;
}

/** What is said of a check to be changed, in the figures of what falls short. */
function changePoints(input: FeedbackInput, priorities: Priorities, words: SubjectWords): FrontPoint[] {
  const nameOf = namedOnce(input);
  const isSaidOnce = isAllChance(priorities);
  const apart = apartOf(input);
  return priorities.change.map((entry, place) => ({
    label: entry.check.label,
    count: countText(entry, 'short', words),
    more: [
      othersText(entry, 'short', isSaidOnce, words),
      safetyText(entry, place),
      causeText(entry),
      whereText(entry, nameOf),
      aloneText(input, entry, 'short'),
      hangingText(entry, apart(entry.check)),
      sinceText(entry, words),
    ].filter((text) => text !== ''),
    panel: panelWords(entry, input, ['shortcoming', 'suggestion']),
  }));
}

/** Why a check about safety stands where it does, although few files may fall short in it; of the first one the verdict says it. */
const safetyText = ({ check }: CheckJudged, place: number): string =>
  check.safety && place > 0 ? 'It is about safety.' : '';

function keepPoints(input: FeedbackInput, priorities: Priorities, words: SubjectWords): FrontPoint[] {
  const apart = apartOf(input);
  return priorities.keep.map((entry) => ({
    label: entry.check.label,
    count: countText(entry, 'good', words),
    more: [
      othersText(entry, 'good', isAllChance(priorities), words),
      aloneText(input, entry, 'good'),
      hangingText(entry, apart(entry.check)),
    ].filter((text) => text !== ''),
    panel: panelWords(entry, input, ['strength']),
  }));
}

function panelWords({ check }: CheckJudged, { findings }: FeedbackInput, kinds: string[]): string[] {
  const texts = findings.flatMap(({ kind, itemId, text }) =>
    itemId === check.id && kinds.includes(kind) ? [text] : [],
  );
  // The first page stays one page however much was written on a check.
  const each = Math.max(BEGUN.least, Math.floor(BEGUN.check / texts.length));
  return texts.map((text) => begunText(text, each));
}

/** Longer words of the panel are begun here, sooner where there are several; they stand in full among its findings. */
const BEGUN = { check: 240, least: 80 };

/** @example begunText(text, 240) // 'The first words … (in full under “What we found”)' */
function begunText(text: string, most: number): string {
  if (text.length <= most) return text;
  const words = text.slice(0, most).replace(/\s+\S*$/, '');
  return `${words} … (in full under “What we found”)`;
}

/** What is said of the order where something first to change is the cause of more. */
const HANGING = ', with what hangs on it';
const isCause = ({ change }: Priorities): boolean => change.some(({ hanging }) => hanging.length > 0);

/** In what order checks are to be changed, and who the others are that they are held against. */
const changeLead = (input: FeedbackInput, priorities: Priorities, words: SubjectWords): string =>
  priorities.change.length === 0
    ? ''
    : [
        COUNTED.short,
        ...(priorities.change.length > 1 ? [`${ORDER}${isCause(priorities) ? HANGING : ''}.`] : []),
        ...whoTheOthersAre(input, words),
        ...hangingOnce(input, priorities, words),
      ].join(' ');

/** From what on a check is to keep, as `prioritiesOf` decides it. */
const keepLead = ({ tool }: FeedbackInput, { checks }: Priorities): string =>
  `${COUNTED.good} To keep is what ${hasStandards(tool) ? `meets its standard or, without one${checks.some(({ verdict }) => verdict === 'not sure') ? ' or where it is not sure' : ''}, ` : ''}is so in three quarters, unless safety, a finding or the others say no.`;

/** Of how many files and services the figures of the others are; none where there are no others. */
function whoTheOthersAre(
  { tally, ownGroups, provider, providersByGroup }: FeedbackInput,
  words: SubjectWords,
): string[] {
  const groups = tally.groups.filter(({ name, files }) => files > 0 && !ownGroups.includes(name));
  if (groups.length === 0) return [];
  const files = groups.reduce((sum, group) => sum + group.files, 0);
  const servicesOf = (name: string) => providersByGroup[name] ?? [];
  const services = [...new Set(groups.flatMap(({ name }) => servicesOf(name)))];
  const without = groups.filter(({ name }) => servicesOf(name).length === 0).length;
  const isJoint = ownGroups.some((name) => partnersOf({ provider, providersByGroup }, name).length > 0);
  return [
    `The others: ${countOf(files, words.file, words.files)} of ${servicesText(services, without)}.`,
    ...(isJoint ? [`Joint ${words.files} count as yours alone.`] : []),
  ];
}

/** From so many services on they are named: of two the names say whose figure it is where a check applied to one alone. */
const LEAST_NAMED_SERVICES = 3;

/** @param without - sample groups of no service, of whose files no name can be given; then none is */
function servicesText(services: readonly string[], without: number): string {
  const nameless = countOf(without, 'sample group');
  if (services.length === 0) return `${nameless} without a service`;
  const counted = countOf(services.length, 'service');
  if (without > 0) return `${counted} and ${nameless} without one`;
  if (services.length < LEAST_NAMED_SERVICES) return counted;
  const more = services.length - NAMED_SERVICES;
  const named = services.slice(0, NAMED_SERVICES).map((name) => cutShort(name, LONGEST_NAME));
  return listOf([...named, ...(more > 0 ? [countOf(more, 'more service')] : [])]);
}

/** Whether all that is compared with the others may be chance, which is then said once of all. */
const isAllChance = ({ checks }: Priorities): boolean => {
  const compared = checks.filter(({ own, beside }) => own.applicable > 0 && beside.sure !== null);
  return compared.length > 0 && compared.every(({ beside }) => beside.sure === 'chance');
};

function askText({ name, role, email, phone }: FeedbackInput['contact']): string {
  const how = [email, phone].filter((text) => text !== '');
  if (name === '' && how.length === 0) return 'Ask the lead of the panel.';
  return [name, role, ...how].filter((text) => text !== '').join(', ');
}
