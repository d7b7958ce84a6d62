import { countOf, listOf } from '../../formats/english.ts';
import { standardsText } from '../figures/standards.ts';
import { drawnOf, headlineOf, totalOf } from './charts.ts';
import { otherOf } from './found.ts';
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

/** The checks that are least often as they should be, and how many more cannot be told from them. */
export function themeText(themes: readonly Theme[], { words }: CompareView): string {
  const named = themes.slice(0, THEMES);
  const last = named.at(-1);
  if (!last) return 'None can be named: no check that can be good or bad has a figure that can be shown.';
  const alike = themes.slice(THEMES).filter((theme) => overlap(theme, last)).length;
  const missed = themes.filter(({ misses }) => misses).length;
  const withStandard = themes.filter(({ check }) => check.standard !== null).length;
  return [
    `Least often as it should be in all ${words.files}, with 95% intervals: ${listOf(
      named.map(({ check, headline }) => `“${check.label}” ${headline.text}`),
    )}.`,
    ...(alike > 0
      ? [
          `${countOf(alike, 'more check')} cannot be told from the last of these, because the intervals overlap.`,
        ]
      : []),
    ...(withStandard > 0 ? [standardsText(withStandard, missed)] : []),
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

/** The figures of what is named, in the same order, in the audit before and then; empty where one has not both. */
export function thenAndNow(themes: readonly Theme[], overTime: CompareView): string[] {
  const texts = themes.slice(0, THEMES).flatMap(({ check: { id } }) => {
    const check = overTime.checks.find((one) => one.id === id);
    const last = check?.rows.findLast(({ total }) => total);
    if (!check || !last) return [];
    const [then, now] = [otherOf({ check, row: last }), drawnOf(last, check)];
    return then && now ? [`${then.count}, ${then.percent}, then ${now.count}, ${now.percent}`] : [];
  });
  if (texts.length < Math.min(THEMES, themes.length) || texts.length === 0) return [];
  return [
    `${texts.length === 1 ? 'The check' : `The ${texts.length} checks`} of “Which theme”: ${texts.join('; ')}.`,
  ];
}
