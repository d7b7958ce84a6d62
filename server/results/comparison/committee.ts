import { filesFor, sampleSize } from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { agoInWords, capitalised, countOf, dayInWords, listOf } from '../../formats/english.ts';
import { headlineOf, totalOf } from './charts.ts';
import { differencesOf } from './differences.ts';
import type { OpenDifferences } from './differences.ts';
import { clearIn, foundIn, foundText, linesIn, shortName } from './found.ts';
import type { Way } from './found.ts';
import { otherFindings } from './otherFindings.ts';
import { movedText, othersText } from './moved.ts';
import type { BesideView } from './moved.ts';
import type { CompareView } from './presenter.ts';
import { overlap, safetyText, themesOf, themeText } from './themes.ts';
import type { Theme } from './themes.ts';

/** What a committee reads first: the answer, and what may be said by it. */
export interface CommitteePage {
  /** The answer, in a line or two. */
  title: string;
  /** How old the figures are. */
  age: string;
  /** The questions that a committee asks, each with its answer. */
  answers: { term: string; text: string }[];
  supports: string[];
  /** What they do not support, and what would settle it. */
  not: string[];
  /** Differences that are large and not clear, one for each of the comparisons in their order. */
  open: OpenDifferences[];
  files: { caption: string; rows: { name: string; whose: string; files: string }[]; overlaps: string };
}

/** Four times in five: what studies are usually planned for. */
const LIKELIHOOD = 0.8;
/** The rise of a share that a re-audit is asked to find, from 0 to 1. */
const RISE = 0.2;
/** The heading under which large differences that are not clear stand. */
export const OPEN = 'Large and not clear';

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
  const parts = views.filter(({ several }) => !several);
  const open = views.map(differencesOf);
  const themes = themesOf(main);
  const safety = safetyText(themes, main);
  const besideOf = (view: CompareView) => besides.find(({ by }) => by === view.breakdown.by);
  const told = (view: CompareView, tell: (own: CompareView, beside: BesideView) => string[]) => {
    const beside = besideOf(view);
    return beside ? tell(view, beside) : [];
  };
  return {
    title: titleOf(parts, overTime, themes),
    age: ageText(main),
    answers: [
      { term: 'Which theme', text: themeText(themes, main, overTime) },
      ...(safety === null ? [] : [{ term: 'About safety', text: safety }]),
      ...otherFindings(main),
      ...parts.map((view) => ({
        term: view.breakdown.by === 'fields' ? view.compared : `Which ${view.unitHead.toLowerCase()}`,
        text: [foundText(view), ...told(view, othersText)].join(' '),
      })),
      {
        term: 'Did it get better',
        text: overTime
          ? [foundText(overTime), ...parts.flatMap((view) => told(view, movedText))].join(' ')
          : NO_RE_AUDIT,
      },
      { term: 'For a board paper', text: boardText(views, besides, main.words) },
    ],
    supports: supportsOf(views, besides),
    not: notOf(views, overTime, themes, open),
    open,
    files: filesOf(main, byProvider),
  };
}

const NO_RE_AUDIT =
  'These figures cannot say: there is no closed re-audit, and no audit before this one. One audit shows how it is and not how it changes.';

/** What files of a line are, in the title. */
const TITLE_WAYS: Record<Way, string> = {
  better: 'are clearly more often as they should be',
  worse: 'are clearly less often as they should be',
  higher: 'clearly more often have a yes',
  lower: 'clearly less often have a yes',
};

function titleOf(
  parts: readonly CompareView[],
  overTime: CompareView | undefined,
  themes: readonly Theme[],
): string {
  const found = [differingText(parts), overTime ? changedText(overTime) : null].filter(
    (text) => text !== null,
  );
  const [worst, next] = themes;
  // What is furthest from how it should be is named alone only where it can be told from the next, or nothing else can be.
  const isAlone = worst && (found.length === 0 || (next !== undefined && !overlap(worst, next)));
  const hasLines = parts.some((view) => clearIn(view).length > 0);
  const answer = [
    ...(isAlone && !hasLines
      ? [`“${worst.check.label}” is as it should be in ${worst.headline.figure}`]
      : []),
    ...found,
  ].join('; ');
  return answer === ''
    ? 'These figures show no answer: none of them can be shown'
    : capitalised(`${exampleText(parts[0] ?? overTime)}${answer}`);
}

/** Before the title of an audit that calls itself an example, so that nobody takes it for a finding. */
const exampleText = (view: CompareView | undefined): string =>
  view && /^example\b/i.test(view.title) ? 'Example, no finding: ' : '';

/** Which lines differ, or that none does; null where none is compared. */
function differingText(parts: readonly CompareView[]): string | null {
  const compared = parts.filter(({ summary }) => summary.made > 0);
  const [first] = compared;
  if (!first) return null;
  const lines = compared.flatMap((view) => {
    const clear = clearIn(view);
    return linesIn(clear).map((name) => {
      const own = clear.filter(({ row }) => row.label === name);
      const ways = [...new Set(own.map(({ way }) => way))];
      const is = ways.length === 1 && ways[0] ? TITLE_WAYS[ways[0]] : 'clearly differ from the others';
      return `${view.words.files} of ${shortName(name)} ${is} in ${countOf(own.length, 'check')}`;
    });
  });
  const units = [...new Set(compared.map(({ unitHead }) => `${unitHead.toLowerCase()}s`))];
  // What is of one audit says of which, since the rest of the title is of all of them.
  const when = `in ${first.mainLabel} `;
  if (lines.length === 0) return `${when}no clear difference between ${units.join(' or ')}`;
  return lines.length <= 2
    ? `${when}${listOf(lines)}`
    : `${when}${lines.length} lines differ clearly from the others`;
}

/** How all files together changed from audit to audit. */
function changedText(overTime: CompareView): string {
  const { audits, words, mainLabel } = overTime;
  const clear = clearIn(overTime);
  const [first, second] = audits.map(({ label }) => label);
  const since =
    audits.length > 2
      ? 'from one audit to the next'
      : mainLabel === first
        ? `to ${second}`
        : `since ${first}`;
  if (clear.length === 0) return `all ${words.files} together show no clear change ${since}`;
  const ways = [...new Set(clear.map(({ way }) => way))].map(
    (way) => `${TITLE_WAYS[way]} in ${countOf(clear.filter((one) => one.way === way).length, 'check')}`,
  );
  return `all ${words.files} together ${listOf(ways)}, ${audits.length > 2 || mainLabel !== first ? since : `from ${first} ${since}`}`;
}

function boardText(
  views: readonly CompareView[],
  besides: readonly BesideView[],
  { files }: SubjectWords,
): string {
  const hasClear = [...views, ...besides.map(({ overTime }) => overTime)].some(
    (view) => clearIn(view).length > 0,
  );
  const hasPerhaps = views.some((view) => foundIn(view, (row) => row.perhaps).length > 0);
  return [
    `The counts of all ${files}, each with the number it is out of and its interval${hasClear ? ', and what is called clear here' : ''}.`,
    ...(hasPerhaps
      ? [
          'What is “perhaps” only as a question to be looked into: it would be clear beside fewer comparisons, and among so many it may be chance.',
        ]
      : []),
    'No ranking, and nothing that is suppressed here.',
  ].join(' ');
}

function supportsOf(
  views: readonly [CompareView, ...CompareView[]],
  besides: readonly BesideView[],
): string[] {
  const [main] = views;
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
  const quoted = [...views, ...besides.flatMap(({ others, overTime }) => [...others, overTime])];
  // The chance of any is at most the chances of all of them added up.
  const chance = quoted.reduce((sum, { summary }) => sum + (summary.made > 0 ? summary.chance : 0), 0);
  const made = quoted.reduce((sum, { summary }) => sum + summary.made, 0);
  const hasClear = quoted.some((view) => clearIn(view).length > 0);
  return [
    ...(how.length > 0
      ? [`${capitalised(how.join(', and '))} in the ${words.files} that were ${words.read}.`]
      : []),
    ...(hasClear
      ? [
          `What is called clear: if nothing differed, the chance that even one of ${countOf(made, 'comparison')} came out as clear would be at most ${Math.min(100, Math.max(1, Math.ceil(100 * chance)))} in 100.`,
        ]
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
  const { words, way } = main;
  const places = views
    .filter((_, i) => (open[i]?.rows.length ?? 0) > 0)
    .map(({ compared }) => `“${compared}”`);
  return [
    `Ending, cutting or moving a contract on these alone: so few ${words.files} show what was ${words.areCaseFiles ? 'written' : 'recorded'}, not why, nor how good the care was.`,
    ...(themes.length > 0 && main.checks.every(({ standard }) => standard === null)
      ? ['What is good enough: the tool sets no standard, so that is for the committee to say.']
      : []),
    `A ranking, or that nothing differs where nothing is clear: so few ${words.files} show only very large differences.${
      places.length === 0
        ? ''
        : ` How many would settle others: “${OPEN}”${views.length > 1 ? `, at the end of ${listOf(places)}` : ''}.`
    }`,
    ...(overTime ? [] : [reAuditText(main, themes)]),
    ...(main.isNonePicked
      ? []
      : [
          `How it is in all ${words.files} of the services: these were not ${way === 'mixed' ? 'all ' : ''}drawn at random from a list. To know a share to within ten points takes ${SETTLES_SHARE} drawn at random in all, or as many of each provider to know it of each.`,
        ]),
    ...hiddenText(views),
  ];
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
  const [{ words }] = views;
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
    ? 'others may differ as much as what is named'
    : 'some may differ all the same';
  return [
    `What small numbers hide: ${counts} cannot be shown, so ${others}. Groups taken together, or more ${words.files} in them, would show it.`,
  ];
}

/** For a share of which nothing is known, in a list of any length. */
const SETTLES_SHARE = sampleSize({ population: 1_000_000, expected: 0.5, precision: 0.1, confidence: 0.95 });

/** Files by sample group with whose they are, then by provider, and how these overlap. */
function filesOf(main: CompareView, byProvider: CompareView | undefined): CommitteePage['files'] {
  const { words } = main;
  const unitsOf = (view: CompareView | undefined) =>
    (view?.units ?? []).map(({ name, files }) => ({
      name,
      files: files === null ? 'suppressed' : String(files),
    }));
  const whose = (name: string) =>
    main.breakdown.by === 'group'
      ? listOf(main.groups.find((group) => group.name === name)?.providers ?? [])
      : '';
  const joint = main.groups.filter(({ providers }) => providers.length > 1);
  const fileCount = (name: string) => main.units.find((unit) => unit.name === name)?.files ?? null;
  return {
    caption: `${words.Files} by ${main.unitHead.toLowerCase()}${byProvider && byProvider !== main ? ' and provider' : ''}`,
    rows: [
      ...unitsOf(main).map((unit) => ({ ...unit, whose: whose(unit.name) })),
      ...(byProvider && byProvider !== main
        ? unitsOf(byProvider).map(({ name, files }) => ({
            name,
            whose: listOf(
              main.groups.filter(({ providers }) => providers.includes(name)).map((group) => group.name),
            ),
            files,
          }))
        : []),
      { name: `All ${words.files}`, whose: '', files: main.filesText },
    ],
    overlaps:
      joint.length === 0
        ? ''
        : `${words.Files} of joint work count with each of their providers, so providers add up to more than all: ${joint
            .map(({ name, providers }) => {
              const files = fileCount(name);
              return `${files === null ? '' : `${countOf(files, words.file, words.files)} of `}${name} with ${listOf(providers)}`;
            })
            .join('; ')}.`,
  };
}

/** How long ago the fieldwork ended, on the day on which the document is made. */
function ageText({ fieldworkEnd, today, words }: CompareView): string {
  return `${words.Files} ${words.read} until ${dayInWords(fieldworkEnd)}, ${agoInWords(fieldworkEnd, today)} before this was made on ${dayInWords(today)}.`;
}
