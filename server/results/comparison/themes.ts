import { standardVerdict } from '../../../rules/index.ts';
import { countOf, listOf } from '../../formats/english.ts';
import { standardsText } from '../figures/standards.ts';
import { headlineOf, totalOf } from './charts.ts';
import type { CompareView } from './presenter.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** A check that can be good or bad, with its figure of all files. */
export interface Theme {
  check: CompareCheck;
  row: CompareRow;
  headline: NonNullable<ReturnType<typeof headlineOf>>;
  misses: boolean;
}

/** Checks that are named as a theme. */
const THEMES = 3;

/** The checks furthest from how they should be: first those that miss a standard, then by their share. */
export function themesOf(view: CompareView): Theme[] {
  const label = view.mainLabel;
  const rated = view.checks.flatMap((check): Theme[] => {
    const row = check.polarity === 'neither' ? undefined : totalOf(check, label);
    const headline = row && headlineOf(row, check);
    if (!row || !headline) return [];
    return [{ check, row, headline, misses: check.verdict === 'not met' }];
  });
  return rated.toSorted((a, b) => Number(b.misses) - Number(a.misses) || a.headline.share - b.headline.share);
}

/** Whether the intervals of two checks overlap, so that which of them is further off cannot be told. */
export function overlap(a: Theme, b: Theme): boolean {
  const [lowA, highA] = a.headline.interval ?? [a.headline.share, a.headline.share];
  const [lowB, highB] = b.headline.interval ?? [b.headline.share, b.headline.share];
  return lowA <= highB && lowB <= highA;
}

/** The checks that are least often as they should be, now and in the audit beside, and how many more cannot be told from them. */
export function themeText(
  themes: readonly Theme[],
  { words }: CompareView,
  overTime: CompareView | undefined,
): string {
  const named = themes.slice(0, THEMES);
  const last = named.at(-1);
  if (!last) return 'None can be named: no check that can be good or bad has a figure that can be shown.';
  const alike = themes.slice(THEMES).filter((theme) => overlap(theme, last)).length;
  const missed = themes.filter(({ misses }) => misses).length;
  const withStandard = themes.filter(({ check }) => check.standard !== null).length;
  return [
    `Least often as it should be in all ${words.files}, with 95% intervals: ${named
      .map(({ check, headline }) => `“${check.label}” ${headline.text}${beside(check.id, overTime)}`)
      .join('; ')}.`,
    ...(alike > 0
      ? [
          `${countOf(alike, 'more check')} cannot be told from the last of these, because the intervals overlap.`,
        ]
      : []),
    ...(withStandard > 0 ? [standardsText(withStandard, missed)] : []),
    ...(overTime ? otherThemes(named, overTime) : []),
  ].join(' ');
}

/** Of each check about safety first in how many files it is not as it should be; null where there is none. */
export function safetyText(themes: readonly Theme[], { words }: CompareView): string | null {
  const texts = themes.flatMap(({ check, row, headline }) => {
    const { figure } = row;
    if (!check.safety || headline.share >= 1 || figure?.kind !== 'figure') return [];
    const not = check.polarity === 'yes_is_bad' ? figure.yes : figure.applicable - figure.yes;
    return [
      `“${check.label}” is not as it should be in ${not} of ${figure.applicable} ${words.files}; it is in ${headline.text}.`,
    ];
  });
  return texts.length === 0 ? null : texts.join(' ');
}

/** The figure of a check in the audit that a series has beside this one: the last, or the one before where this is the last. */
function beside(id: string, overTime: CompareView | undefined): string {
  const check = overTime?.checks.find((one) => one.id === id);
  const row = check?.rows.findLast(({ total, audit }) => total && audit !== overTime?.mainLabel);
  const headline = check && row ? headlineOf(row, check) : null;
  return row && headline ? `, in ${row.audit ?? ''} ${headline.figure}` : '';
}

/** A comparison of audits as it would be told from another of them: how that one stands to each standard is its own. */
const asOf = (overTime: CompareView, label: string): CompareView => ({
  ...overTime,
  mainLabel: label,
  checks: overTime.checks.map((check) => {
    const { figure = null, overall = null } = totalOf(check, label) ?? {};
    const { polarity, standard } = check;
    return {
      ...check,
      verdict: standard === null ? null : standardVerdict({ polarity, standard }, { figure, overall }),
    };
  }),
});

/** Of each other audit of a series the checks that it would name in the place of some of these. */
function otherThemes(named: readonly Theme[], overTime: CompareView): string[] {
  const ids = new Set(named.map(({ check }) => check.id));
  return overTime.audits.flatMap(({ label }) => {
    // Of the audit that the document is about, they are these.
    if (label === overTime.mainLabel) return [];
    const there = themesOf(asOf(overTime, label)).slice(0, THEMES);
    const others = there.filter(({ check }) => !ids.has(check.id));
    const instead = named.filter(({ check }) => !there.some((theme) => theme.check.id === check.id));
    if (others.length === 0 || there.length < named.length) return [];
    const [only, ...more] = instead;
    const place =
      more.length === 0 && only === named.at(-1)
        ? 'the last'
        : listOf(instead.map(({ check }) => `“${check.label}”`));
    return [
      `In ${label} ${listOf(others.map(({ check, headline }) => `“${check.label}” (${headline.figure})`))} ${others.length === 1 ? 'is' : 'are'} named in place of ${place}.`,
    ];
  });
}
