import { filesFor, outcomeOf, sampleSize } from '../../../rules/index.ts';
import { capitalised, countOf, listOf } from '../../formats/english.ts';
import { outcomeWord } from '../figures/outcomes.ts';
import { headlineOf, totalOf } from './charts.ts';
import { ageText, filesTables, jointText } from './committeeFiles.ts';
import type { FilesTable } from './committeeFiles.ts';
import { titleOf } from './committeeTitle.ts';
import { differencesOf, MOST_FILES } from './differences.ts';
import type { OpenDifferences } from './differences.ts';
import { atNoneText, clearIn, foundIn, foundText } from './found.ts';
import { onlyJointOf } from './joint.ts';
import type { OnlyJoint } from './joint.ts';
import { otherFindings } from './otherFindings.ts';
import { movedText, othersText } from './moved.ts';
import { areGroupsProviders } from './oneToOne.ts';
import type { BesideView } from './moved.ts';
import type { CompareView } from './presenter.ts';
import type { CompareRow } from './view.ts';
import { scoresByText, scoresOverTimeText } from './scoresBy.ts';
import { safetyText, themesOf, themeText } from './themes.ts';
import type { Theme } from './themes.ts';

/** What a committee reads first: the answer, and what may be said by it. */
export interface CommitteePage {
  /** The answer, in a line or two. */
  title: string;
  /** That it is an example, where it calls itself one, so that nobody takes it for a finding; else empty. */
  example: string;
  /** How old the figures are. */
  age: string;
  /** Which files count with several providers; empty where none does. */
  joint: string;
  /** The questions that a committee asks, each with its answer. */
  answers: { term: string; text: string }[];
  supports: string[];
  /** What they do not support, and what would settle it. */
  not: string[];
  /** Differences that are large and not clear, one for each of the comparisons in their order. */
  open: OpenDifferences[];
  files: FilesTable[];
}

/** Four times in five: what studies are usually planned for. */
const LIKELIHOOD = 0.8;
/** The rise of a share that a re-audit is asked to find, from 0 to 1. */
const RISE = 0.2;
/** The heading under which large differences that are not clear stand. */
export const OPEN = 'Large, and not clear';

/**
 * The first page of the document for a committee, from the comparisons that stand behind it.
 *
 * @param views - by sample group, by provider and over time, as far as there are; or the one that somebody chose
 * @param besides - what other audits of the series say of the same lines
 */
export function presentCommittee(
  views: readonly [CompareView, ...CompareView[]],
  besides: readonly BesideView[],
): CommitteePage {
  const [main] = views;
  const byProvider = views.find(({ breakdown }) => breakdown.by === 'provider');
  const overTime = views.find(({ several }) => several);
  // What a tool or an audit does not have, such as providers, cannot be asked for.
  const parts = views.filter(({ several, units }) => !several && units.length > 0);
  const open = views.map(differencesOf);
  const themes = themesOf(main);
  const byGroup = views.find(({ breakdown }) => breakdown.by === 'group');
  const isOnlyJoint = byGroup && byProvider ? onlyJointOf(byGroup, byProvider) : () => false;
  const safety = safetyText(themes, main);
  const besideOf = (view: CompareView) => besides.find(({ by }) => by === view.breakdown.by);
  const told = (view: CompareView, tell: (own: CompareView, beside: BesideView) => string[]) => {
    const beside = besideOf(view);
    return beside ? tell(view, beside) : [];
  };
  return {
    title: titleOf(main, { parts, overTime, themes, isOnlyJoint }),
    example: /^example\b/i.test(main.title) ? 'An example, not a finding.' : '',
    age: ageText(main),
    joint: jointText(main),
    answers: [
      ...sureText(views, besides),
      ...stoppedText(main),
      ...(main.checks.length > 0 ? [{ term: 'Which theme', text: themeText(themes, main, overTime) }] : []),
      ...(safety === null ? [] : [{ term: 'About safety', text: safety }]),
      ...otherFindings(main),
      ...parts.map((view) => ({
        term: view.breakdown.by === 'fields' ? view.compared : `Which ${view.unitHead.toLowerCase()}`,
        text: [
          differsText(view, view === byProvider ? isOnlyJoint : undefined),
          ...(view === (byProvider ?? main) ? atNoneText(view) : []),
          ...told(view, othersText),
        ].join(' '),
      })),
      ...oneToOneText(main, byProvider),
      {
        term: 'Did it get better',
        text: overTime
          ? [changeText(overTime), ...parts.flatMap((view) => told(view, movedText))].join(' ')
          : NO_RE_AUDIT,
      },
      { term: 'For a board paper', text: boardText(views, besides) },
    ],
    supports: supportsOf(main),
    not: notOf(views, overTime, themes, open),
    open,
    files: filesTables(main, byProvider),
  };
}

/** So many groups are named with their providers; of more there is a table. */
const PAIRS_NAMED = 4;

/** Whose the groups are, where each is one provider's own and nothing more is told of providers. */
function oneToOneText(
  { groups, units }: CompareView,
  byProvider: CompareView | undefined,
): { term: string; text: string }[] {
  if (byProvider || units.length < 2 || !areGroupsProviders([groups])) return [];
  const pairs = groups.map(({ name, providers }) => `${name} of ${providers.join('')}`);
  const named = pairs.length > PAIRS_NAMED ? '' : `: ${listOf(pairs)}`;
  return [
    {
      term: 'Which provider',
      text: `Each sample group is one provider’s own${named}. What is said of a group is said of its provider.`,
    },
  ];
}

const NO_RE_AUDIT =
  'These figures cannot say: there is no closed re-audit, and no audit before this one. One audit shows how it is and not how it changes.';

/**
 * That reading might stop by a rule, and what that says: whoever reads counts and intervals first has to know it. Of several
 * checks how many, since page 1 has to stay one page; each is told with its figures.
 */
function stoppedText({ audits, mainLabel, words: of }: CompareView): { term: string; text: string }[] {
  const audit = audits.find(({ label }) => label === mainLabel);
  if (!audit?.sure) return [];
  const { sure, outcomes, chosen, state } = audit;
  const short = chosen.stopped?.groups ?? [];
  const read = short.map(({ name, files, drawn }) => `${name} ${files} of ${drawn}`);
  const [only] = sure.lines;
  const isOne = sure.lines.length === 1;
  const words = outcomes.flatMap(({ id, groups, outside }) => {
    const all = [...groups.map(({ group }) => group), ...outside];
    const outcome = outcomeOf(outcomes, id, all);
    return outcome === null ? [] : [outcomeWord(outcome, state)];
  });
  const counts = [...new Set(words)].map((word) => `${words.filter((one) => one === word).length} ${word}`);
  return [
    {
      term: 'When sure',
      text: [
        `Reading might stop once ${countOf(sure.lines.length, 'check')} ${isOne ? 'is' : 'are'} sure, as set before the first ${of.file}${read.length === 0 ? '' : ` (${of.read}: ${listOf(read)} drawn)`}. That, not the percentage, says if ${isOne ? 'its standard is' : 'their standards are'} met.`,
        isOne ? only : `All groups together: ${listOf(counts)}; group by group with each figure.`,
      ].join(' '),
    },
  ];
}

/** Which lines differ in checks, and in scores where it is scored. */
function differsText(view: CompareView, isOnlyJoint?: OnlyJoint): string {
  const scores = scoresByText(view);
  return view.checks.length === 0 && scores.length > 0
    ? scores.join(' ')
    : [foundText(view, isOnlyJoint), ...scores].join(' ');
}

/** How all files changed in checks, and in scores where it is scored. */
function changeText(overTime: CompareView): string {
  const scores = scoresOverTimeText(overTime);
  if (overTime.checks.length > 0) return [foundText(overTime), ...scores].join(' ');
  return scores.length > 0
    ? scores.join(' ')
    : 'No test says it for questions like these: they stand side by side below.';
}

const hasAny = (
  views: readonly CompareView[],
  besides: readonly BesideView[],
  is: (row: CompareRow) => boolean,
): boolean =>
  [...views, ...besides.map(({ overTime }) => overTime)].some((view) => foundIn(view, is).length > 0);

/** All comparisons that may be told as clear. */
const quotedOf = (views: readonly CompareView[], besides: readonly BesideView[]): CompareView[] => [
  ...views,
  ...besides.flatMap(({ others, overTime }) => [...others, overTime]),
];

/** What the words mean by which all that follows says how sure it is; of those that do not occur nothing is said. */
function sureText(
  views: readonly [CompareView, ...CompareView[]],
  besides: readonly BesideView[],
): { term: string; text: string }[] {
  const quoted = quotedOf(views, besides).filter(({ summary }) => summary.made > 0);
  const made = quoted.reduce((sum, { summary }) => sum + summary.made, 0);
  // The chance of any is at most the chances of all of them added up.
  const chance = quoted.reduce((sum, { summary }) => sum + summary.chance, 0);
  const most = Math.min(100, Math.max(1, Math.ceil(100 * chance)));
  const more = [
    ...(hasAny(views, besides, ({ veryClear }) => veryClear) ? ['“very clear” is 5 times as strict'] : []),
    ...(hasAny(views, besides, ({ perhaps }) => perhaps) ? ['“perhaps” is a question'] : []),
  ];
  const text =
    made === 0
      ? 'No test is made of scores and answers. Which of two means is higher is said only where their 95% intervals lie apart, which is stricter than a test.'
      : `“Clear” is what chance hardly brings about: if nothing differed, any of ${countOf(made, 'comparison')} would be at most ${countOf(most, 'time')} in 100; ${[...more, 'all else may be chance'].join(', ')}.`;
  return [{ term: 'How sure', text }];
}

function boardText(views: readonly [CompareView, ...CompareView[]], besides: readonly BesideView[]): string {
  const [{ words, checks, scores }] = views;
  const counts = scores || checks.length === 0 ? 'counts and means' : 'counts';
  const isRanked = scores?.table?.isRanked === true;
  return [
    `The ${counts} of all ${words.files}, each with the number it is out of and its interval${hasAny(views, besides, ({ clear }) => clear) ? ', and what is called clear here' : ''}.`,
    ...(hasAny(views, [], ({ perhaps }) => perhaps) ? ['What is “perhaps” only as a question.'] : []),
    `No ranking${isRanked ? ' but that of the tool, which is on its own page of scores' : ''}${views.some(({ suppressed }) => suppressed) ? ', and nothing that is suppressed here' : ''}.`,
  ].join(' ');
}

function supportsOf(main: CompareView): string[] {
  const { words } = main;
  const shown = main.checks.filter((check) => {
    const row = totalOf(check, main.mainLabel);
    return row !== undefined && headlineOf(row, check) !== null;
  });
  const neutral = shown.filter(({ polarity }) => polarity === 'neither').length;
  const rated = shown.length - neutral;
  const how = [
    ...(rated > 0
      ? [
          `how often ${countOf(rated, 'check')} ${rated === 1 ? 'is' : 'are'} as ${rated === 1 ? 'it' : 'they'} should be`,
        ]
      : []),
    ...(neutral > 0
      ? [
          `how often ${
            rated > 0 ? `${neutral} that can be neither` : `${countOf(neutral, 'check')} neither good nor bad`
          } ${neutral === 1 ? 'has' : 'have'} a yes`,
        ]
      : []),
  ];
  const asked = [
    ...(main.scores ? ['what they score'] : []),
    ...(main.answers ? [`how ${main.answers.sections.length > 0 ? 'questions were answered' : ''}`] : []),
  ];
  return [
    ...(main.checks.length === 0 && asked.length > 0
      ? [
          `${capitalised(listOf(asked))} in the ${words.files} that were ${words.read}, with how far chance could move each mean.`,
        ]
      : []),
    ...(how.length > 0
      ? [`${capitalised(how.join(', and '))} in the ${words.files} that were ${words.read}.`]
      : []),
  ];
}

function notOf(
  views: readonly [CompareView, ...CompareView[]],
  overTime: CompareView | undefined,
  themes: readonly Theme[],
  open: readonly OpenDifferences[],
): string[] {
  const [main] = views;
  const { words } = main;
  return [
    `Ending, cutting or moving a contract on these alone: they show what was ${words.areCaseFiles ? 'written' : 'recorded'}, not why, nor how good the care was.`,
    ...(themes.length > 0 && main.checks.every(({ standard }) => standard === null)
      ? ['What is good enough: the tool sets no standard, so that is for the committee to say.']
      : []),
    ...rankingText(views, open),
    ...(overTime ? [] : [reAuditText(main, themes)]),
    ...(main.isNonePicked ? [] : [outsideText(main)]),
    ...hiddenText(views),
  ];
}

/** That order and sameness are not shown, with how many files would settle what is large. */
function rankingText(
  views: readonly [CompareView, ...CompareView[]],
  open: readonly OpenDifferences[],
): string[] {
  const [{ words, checks }] = views;
  if (checks.length === 0)
    return ['Which of two means close to each other is higher: that takes more answers, or a re-audit.'];
  const needed = open.flatMap((one) => one.needed);
  const begin = `A ranking, or that nothing differs where nothing is clear: so few ${words.files} show only very large differences.`;
  if (needed.length === 0) return [begin];
  const known = needed.filter((files) => files !== null);
  const most = known.length < needed.length ? `over ${MOST_FILES}` : String(Math.max(...known));
  const least = known.length === 0 ? most : String(Math.min(...known));
  return [
    `${begin} To settle the largest of those takes ${least === most ? least : `${least} to ${most}`} ${words.files} on either side (“${OPEN}”).`,
  ];
}

/** That it says nothing of what was not read, with how many drawn at random would. */
function outsideText({ words, way, filesText }: CompareView): string {
  const those = `these were not ${way === 'mixed' ? 'all ' : ''}drawn at random`;
  if (!words.areCaseFiles && Number(filesText) >= SETTLES_SHARE)
    return `How it is in other ${words.files}: ${those}.`;
  return `How it is in ${words.areCaseFiles ? `all ${words.files} of the services` : `other ${words.files}`}: ${those}. A share to within ten points takes ${SETTLES_SHARE} that are.`;
}

/** How many files a re-audit needs to find a rise of what is furthest from how it should be. */
function reAuditText({ checks, words }: CompareView, [worst]: readonly Theme[]): string {
  const begin = 'Whether anything got better: that takes a re-audit.';
  if (!worst) return begin;
  const comparisons = Math.max(1, checks.length);
  const before = worst.headline.share;
  const after = Math.min(1, before + RISE);
  const needed = filesFor({ before, after, comparisons }, LIKELIHOOD);
  return needed === null
    ? begin
    : `${begin} To find a rise of “${worst.check.label}” from ${Math.round(100 * before)}% to ${Math.round(100 * after)}% as clear four times in five, beside ${countOf(comparisons, 'check')}, it takes ${needed} ${words.files} in each audit.`;
}

/** How much is suppressed, and that what is named may be named only because it has files enough to be shown. */
function hiddenText(views: readonly [CompareView, ...CompareView[]]): string[] {
  const hidden = views.filter(({ summary }) => summary.hidden > 0);
  if (hidden.length === 0) return [];
  const counts = listOf(
    hidden.map(({ summary, unitHead }, i) =>
      i === 0
        ? `${countOf(summary.hidden, 'comparison')} by ${unitHead.toLowerCase()}`
        : `${summary.hidden} by ${unitHead.toLowerCase()}`,
    ),
  );
  const others = hidden.some((view) => clearIn(view).length > 0)
    ? 'others may differ as much'
    : 'some may differ all the same';
  return [`What is suppressed to protect people, ${counts}: ${others}.`];
}

/** For a share of which nothing is known, in a list of any length. */
const SETTLES_SHARE = sampleSize({ population: 1_000_000, expected: 0.5, precision: 0.1, confidence: 0.95 });
