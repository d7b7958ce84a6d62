import { filesFor, sampleSize } from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { countOf, cutShort, dayInWords, listOf } from '../../formats/english.ts';
import { standardsText } from '../figures/standards.ts';
import { drawnOf, headlineOf, totalOf } from './charts.ts';
import { differencesOf } from './differences.ts';
import type { OpenDifferences } from './differences.ts';
import type { CompareView } from './presenter.ts';
import type { CompareCheck, CompareRow } from './view.ts';

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

/** Checks that are named as a theme. */
const THEMES = 3;
/** Lines, and checks of a line, that are named in an answer of the first page; of more there is the number. */
const NAMED_LINES = 3;
const NAMED_CHECKS = 3;
/** Longer names are cut short on the first page; the tables have them in full. */
const LONGEST_NAME = 60;
/** Four times in five: what studies are usually planned for. */
const LIKELIHOOD = 0.8;
/** The rise of a share that a re-audit is asked to find, from 0 to 1. */
const RISE = 0.2;

/**
 * The first page of the document for a committee, from the comparisons that stand behind it.
 *
 * @param views - by sample group, by provider and over time, as far as there are; or the one that somebody chose
 */
export function presentCommittee(views: readonly [CompareView, ...CompareView[]]): CommitteePage {
  const [main] = views;
  const { words } = main;
  const byProvider = views.find(({ breakdown }) => breakdown.by === 'provider');
  const overTime = views.find(({ several }) => several);
  const parts = views.filter(({ several }) => !several);
  const open = views.map(differencesOf);
  const themes = themesOf(main);
  return {
    title: titleOf(parts, overTime, themes),
    age: ageText(main),
    answers: [
      { term: 'Which theme', text: themeText(themes, main) },
      ...parts.map((view) => ({
        term: view.breakdown.by === 'fields' ? view.compared : `Which ${view.unitHead.toLowerCase()}`,
        text: foundText(view),
      })),
      { term: 'Did it get better', text: overTime ? foundText(overTime) : NO_RE_AUDIT },
      { term: 'For a board paper', text: boardText(views, words) },
    ],
    supports: supportsOf(views, words),
    not: notOf(views, overTime, themes, open),
    open,
    files: filesOf(main, byProvider),
  };
}

/** The heading under which all that differs is told. */
export const DIFFERS = 'What differs clearly';

const NO_RE_AUDIT =
  'These figures cannot say: there is no closed re-audit, and no audit before this one. One audit shows how it is and not how it changes.';

interface Theme {
  check: CompareCheck;
  row: CompareRow;
  share: number;
  misses: boolean;
}

/** The checks furthest from how they should be: first those that miss a standard, then by their share. */
function themesOf(view: CompareView): Theme[] {
  const label = view.mainLabel;
  const rated = view.checks.flatMap((check): Theme[] => {
    const row = check.polarity === 'neither' ? undefined : totalOf(check, label);
    const drawn = row && headlineOf(row, check);
    if (!row || !drawn || row.figure?.kind !== 'figure') return [];
    return [{ check, row, share: drawn.share, misses: check.verdict === 'not met' }];
  });
  return rated.toSorted((a, b) => Number(b.misses) - Number(a.misses) || a.share - b.share);
}

const rightText = ({ check, row }: Theme): string => headlineOf(row, check)?.text ?? '';

function themeText(themes: Theme[], { checks, words }: CompareView): string {
  if (themes.length === 0)
    return 'None can be named: no check that can be good or bad has a figure that can be shown.';
  const missed = themes.filter(({ misses }) => misses).length;
  const withStandard = themes.filter(({ check }) => check.standard !== null).length;
  const safety = themes.filter(({ check, share }) => check.safety && share < 1);
  return [
    `Furthest from how it should be in all ${words.files}: ${themes
      .slice(0, THEMES)
      .map((theme) => `“${theme.check.label}” as it should be in ${rightText(theme)}`)
      .join('; ')}.`,
    ...(withStandard > 0
      ? [standardsText(withStandard, missed)]
      : checks.some(({ standard }) => standard !== null)
        ? []
        : ['The tool sets no standard, so what is good enough is for the committee to say.']),
    ...safety.map(
      (theme) => `About safety: “${theme.check.label}” is as it should be in ${rightText(theme)}.`,
    ),
  ].join(' ');
}

/** In which way a difference points: better or worse where a check can be either. */
function wayOf(check: CompareCheck, row: CompareRow): string {
  const isHigher = (row.difference?.difference ?? 0) > 0;
  if (check.polarity === 'neither') return isHigher ? 'higher' : 'lower';
  return isHigher === (check.polarity === 'yes_is_good') ? 'better' : 'worse';
}

interface Found {
  check: CompareCheck;
  row: CompareRow;
  way: string;
}

const foundIn = ({ checks }: CompareView, is: (row: CompareRow) => boolean): Found[] =>
  checks.flatMap((check) => check.rows.filter(is).map((row) => ({ check, row, way: wayOf(check, row) })));

/** What is clear in a comparison and what perhaps is, line by line, or that nothing is. */
function foundText(view: CompareView): string {
  const { made, hidden } = view.summary;
  if (made === 0)
    return hidden > 0
      ? `Cannot be told: all ${countOf(hidden, 'comparison')} are suppressed, because the numbers are small.`
      : 'Nothing can be compared: there are no two figures to hold against each other.';
  const clear = foundIn(view, ({ clear: isClear }) => isClear);
  const perhaps = foundIn(view, ({ perhaps: isPerhaps }) => isPerhaps);
  const told = toldBy(clear, 'clearly', NAMED_LINES);
  const named = [...told, ...toldBy(perhaps, 'perhaps', told.length === 0 ? NAMED_LINES : 1)];
  const rest = `${clear.length === 0 ? 'None' : `${clear.length}`} of ${countOf(made, 'comparison')} ${clear.length < 2 ? 'is' : 'are'} clear${hidden > 0 ? `; ${hidden} more ${hidden === 1 ? 'is' : 'are'} suppressed (small numbers)` : ''}.`;
  const nothing = view.several ? ['No clear change.'] : [];
  return [...(named.length === 0 ? nothing : named), rest].join(' ');
}

/** One sentence a line: in which checks it is better or worse than what it is held against. */
function toldBy(found: Found[], sure: string, most: number): string[] {
  const lines = [...new Set(found.map(({ row }) => row.label))];
  const told = lines.slice(0, most).map((label) => {
    const own = found.filter(({ row }) => row.label === label);
    const ways = [...new Set(own.map(({ way }) => way))];
    // However many ways there are, each is named with as many checks as there is room for.
    const each = Math.max(1, Math.floor(NAMED_CHECKS / ways.length));
    const parts = ways.map((way) => {
      const named = own.filter((one) => one.way === way).map(checkText);
      const more = named.length - each;
      return `${sure} ${way} in ${listOf([
        ...named.slice(0, each),
        ...(more > 0 ? [countOf(more, 'more check')] : []),
      ])}`;
    });
    return `${cutShort(label, LONGEST_NAME)}: ${parts.join('; ')}.`;
  });
  const more = found.filter(({ row }) => lines.indexOf(row.label) >= most).length;
  return [
    ...told,
    ...(more > 0
      ? [
          `${countOf(more, 'more difference is', 'more differences are')} ${sure} there, in ${lines.length - most} more, under “${DIFFERS}”.`,
        ]
      : []),
  ];
}

const checkText = ({ check, row }: Found): string =>
  `“${check.label}” (yes in ${row.percent} against ${row.other.split(', ').at(-1) ?? ''})`;

function titleOf(parts: readonly CompareView[], overTime: CompareView | undefined, themes: Theme[]): string {
  const [worst] = themes;
  const differing = parts.flatMap((view) => {
    const clear = foundIn(view, (row) => row.clear);
    const names = [...new Set(clear.map(({ row }) => row.label))];
    return names.map((name) => {
      const own = clear.filter(({ row }) => row.label === name);
      const ways = new Set(own.map(({ way }) => way));
      const way = ways.size === 1 ? `clearly ${[...ways][0]}` : 'clearly different';
      return `${name} is ${way} in ${countOf(own.length, 'check')}`;
    });
  });
  const units = parts.map(({ unitHead }) => `${unitHead.toLowerCase()}s`);
  const better = overTime ? foundIn(overTime, (row) => row.clear) : [];
  const changed = overTime
    ? better.length === 0
      ? `no clear change from ${sincesOf(overTime)}`
      : listOf(
          [...new Set(better.map(({ way }) => way))].map(
            (way) =>
              `${countOf(better.filter((one) => one.way === way).length, 'check')} clearly ${way} than before`,
          ),
        )
    : null;
  const first =
    differing.length > 0 && differing.length <= 2
      ? listOf(differing)
      : differing.length > 2
        ? `${differing.length} lines differ clearly from the others`
        : parts.length > 0
          ? `no clear difference between ${units.filter((unit, i) => units.indexOf(unit) === i).join(' or ')}`
          : null;
  const sentences = [first, changed].filter((text) => text !== null);
  // Where lines differ, that is the answer; else what is furthest from how it should be.
  const answer = [
    ...(worst && differing.length === 0
      ? [`“${worst.check.label}” is as it should be in ${headlineOf(worst.row, worst.check)?.percent ?? ''}`]
      : []),
    ...sentences,
  ].join('; ');
  return answer === ''
    ? 'These figures show no answer: none of them can be shown'
    : `${answer.charAt(0).toUpperCase()}${answer.slice(1)}`;
}

/** The audits that a change is between. @example 'Feb 2012 to Mar 2014' */
const sincesOf = ({ audits }: CompareView): string =>
  audits.length > 2 ? 'one audit to the next' : audits.map(({ label }) => label).join(' to ');

function boardText(views: readonly CompareView[], { files }: SubjectWords): string {
  const clear = views.flatMap((view) => foundIn(view, (row) => row.clear)).length;
  return [
    `The counts of all ${files} with their intervals${clear > 0 ? `, and what is called clear, ${countOf(clear, 'difference')} in all` : ''}, each with of how many it is.`,
    'What is “perhaps” only as a question to be looked into; no ranking, and nothing that is suppressed here.',
    ...(views.some(({ audits }) => audits.some(({ provisional }) => provisional))
      ? ['Not yet: an audit in this document is not closed, so its figures may still change.']
      : []),
  ].join(' ');
}

function supportsOf(views: readonly CompareView[], words: SubjectWords): string[] {
  const [main] = views;
  const made = views.filter(({ summary }) => summary.made > 0);
  const shown =
    main?.checks.filter((check) => drawnOf(totalOf(check, main.mainLabel) ?? NO_ROW, check)) ?? [];
  return [
    `How often each of ${countOf(shown.length, 'check')} is recorded as it should be in the ${words.files} that were ${words.read}, and within which range by chance.`,
    ...(made.length > 0
      ? [
          `What is called clear: if nothing differed, the chance that even one comparison came out so would be at most ${listOf(
            made.map(
              ({ compared, summary: { chance, made: n } }) =>
                `${Math.max(1, Math.ceil(100 * chance))} in 100 (${compared.toLowerCase()}, ${countOf(n, 'comparison')})`,
            ),
          )}.`,
        ]
      : []),
  ];
}

const NO_ROW = { figure: null } as CompareRow;

function notOf(
  views: readonly CompareView[],
  overTime: CompareView | undefined,
  themes: Theme[],
  open: OpenDifferences[],
): string[] {
  const [main] = views;
  if (!main) return [];
  const { words, way } = main;
  const [worst] = themes;
  const comparisons = Math.max(1, main.checks.length);
  const after = worst ? Math.min(1, worst.share + RISE) : 1;
  const needed = worst ? filesFor({ before: worst.share, after, comparisons }, LIKELIHOOD) : null;
  const hidden = views.reduce((sum, { summary }) => sum + summary.hidden, 0);
  return [
    `A ranking: most lines cannot be told apart.${open.some(({ rows }) => rows.length > 0) ? ` How many ${words.files} would settle each difference of ten points or more is said under “Large and not clear”.` : ''}`,
    ...(overTime
      ? []
      : [
          `Whether anything got better: that takes a re-audit. ${
            worst && needed !== null
              ? `To find a rise of “${worst.check.label}” from ${Math.round(100 * worst.share)}% to ${Math.round(100 * after)}% as clear four times in five, beside ${countOf(comparisons, 'check')}, it takes ${needed} ${words.files} in each audit.`
              : ''
          }`.trim(),
        ]),
    ...(main.isNonePicked
      ? []
      : [
          `How it is in all ${words.files} of the services: these were not ${way === 'mixed' ? 'all ' : ''}drawn at random from a list. To know a share to within ten points either way it takes ${SETTLES_SHARE} ${words.files} drawn so.`,
        ]),
    'Why it is so, or how well people were cared for: what was not written down cannot show.',
    ...(views.some(({ summary }) => summary.made > 0)
      ? [
          `That nothing differs where nothing is clear: so few ${words.files} show only very large differences.`,
        ]
      : []),
    ...(hidden > 0
      ? [
          `What small numbers hide (${countOf(hidden, 'comparison')}): groups taken together, or more ${words.files} in them, would show it.`,
        ]
      : []),
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
  const [y1 = 0, m1 = 0, d1 = 0] = fieldworkEnd.split('-').map(Number);
  const [y2 = 0, m2 = 0, d2 = 0] = today.split('-').map(Number);
  const months = 12 * (y2 - y1) + (m2 - m1) - (d2 < d1 ? 1 : 0);
  const [years, rest] = [Math.floor(months / 12), months % 12];
  const ago =
    months < 1
      ? 'less than a month'
      : listOf([
          ...(years > 0 ? [countOf(years, 'year')] : []),
          ...(rest > 0 ? [countOf(rest, 'month')] : []),
        ]);
  return `${words.Files} ${words.read} until ${dayInWords(fieldworkEnd)}, ${ago} before ${dayInWords(today)}, when this was made.`;
}
