import { standardVerdict } from '../../../rules/index.ts';
import { countOf, listOf } from '../../formats/english.ts';
import { standardsTexts } from '../figures/standards.ts';
import { headlineOf, totalOf } from './charts.ts';
import type { CompareView } from './presenter.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** A check that can be good or bad, with its figure of all files. */
export interface Theme {
  check: CompareCheck;
  row: CompareRow;
  headline: NonNullable<ReturnType<typeof headlineOf>>;
}

/** So many checks are named; where more cannot be told apart none of them stands out. */
const THEMES = 6;
/** Checks that miss their standard are named up to as many. */
const MISSES = 3;

/** The checks that can be good or bad and have a figure, by their share. */
export function themesOf(view: CompareView): Theme[] {
  const label = view.mainLabel;
  const rated = view.checks.flatMap((check): Theme[] => {
    const row = check.polarity === 'neither' ? undefined : totalOf(check, label);
    const headline = row && headlineOf(row, check);
    if (!row || !headline) return [];
    return [{ check, row, headline }];
  });
  return rated.toSorted((a, b) => a.headline.share - b.headline.share);
}

/**
 * The checks of which each may be the one that is least often as it should be, in the order of the tool: those whose
 * intervals reach below the upper end of every other. Their own order by share would be a ranking of what cannot be told apart.
 */
export function lowestOf(themes: readonly Theme[], { checks }: CompareView): Theme[] {
  const endsOf = ({ headline }: Theme) => headline.interval ?? [headline.share, headline.share];
  const bound = Math.min(...themes.map((theme) => endsOf(theme)[1]));
  return inOrder(
    themes.filter((theme) => endsOf(theme)[0] <= bound),
    checks,
  );
}

/** In the order of the tool. */
function inOrder(themes: readonly Theme[], checks: readonly CompareCheck[]): Theme[] {
  const place = ({ check }: Theme) => checks.findIndex(({ id }) => id === check.id);
  return themes.toSorted((a, b) => place(a) - place(b));
}

/** The checks that are least often as they should be, now and in the audit beside, and which of them can be told apart. */
export function themeText(
  themes: readonly Theme[],
  view: CompareView,
  overTime: CompareView | undefined,
): string {
  if (themes.length === 0)
    return 'None can be named: no check that can be good or bad has a figure that can be shown.';
  const lowest = lowestOf(themes, view);
  const isNamed = lowest.length <= THEMES;
  return [
    ...standardText(inOrder(themes, view.checks)),
    isNamed ? lowestText(lowest, themes, view, overTime) : noneText(lowest, themes),
    ...(overTime && isNamed ? otherThemes(lowest, overTime) : []),
  ].join(' ');
}

function lowestText(
  lowest: readonly Theme[],
  themes: readonly Theme[],
  { words }: CompareView,
  overTime: CompareView | undefined,
): string {
  // With its interval where it is alone; of several that cannot be told apart intervals are in the picture.
  const named = lowest
    .map(({ check, headline }) => `“${check.label}” ${lowest.length === 1 ? headline.text : headline.figure}`)
    .join('; ');
  const since = overTime ? sinceText(lowest, overTime) : '';
  if (themes.length === 1)
    return `One check can be good or bad. As it should be, with its 95% interval: ${named}.${since}`;
  if (lowest.length === 1)
    return `Of ${themes.length} checks that can be good or bad one is less often as it should be in all ${words.files} than any other, with its 95% interval: ${named}.${since}`;
  const alike = lowest.every(({ headline }) => headline.interval === null)
    ? 'Being level'
    : 'Not tested against each other';
  return `Of ${themes.length} checks that can be good or bad any of these ${lowest.length} may be least often as it should be: ${named}. ${alike}, they stand in the order of the tool.${since}`;
}

/** That nothing stands out, and between what shares. */
function noneText(lowest: readonly Theme[], themes: readonly Theme[]): string {
  const shares = lowest.map(({ headline }) => headline.share);
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map((share) => Math.round(100 * share));
  return `None stands out: ${lowest.length} of ${countOf(themes.length, 'check')} that can be good or bad, as they should be in ${least}% to ${most}%, may each be the lowest. Checks are not tested against each other.`;
}

/** Which checks miss their standard, where any has one: a verdict on each, and no ranking. */
function standardText(themes: readonly Theme[]): string[] {
  const verdicts = themes.flatMap(({ check }) => check.verdict ?? []);
  const missed = themes.filter(({ check }) => check.verdict === 'not met');
  const named = missed.slice(0, MISSES).map(({ check, headline }) => `“${check.label}” (${headline.figure})`);
  const more = missed.length - named.length;
  const all = listOf([...named, ...(more > 0 ? [`${more} more`] : [])]);
  return [...standardsTexts(verdicts), ...(named.length === 0 ? [] : [`Missed: ${all}.`])];
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

/** Which of some checks clearly changed between the audits of a series, or that none did. */
function sinceText(themes: readonly Theme[], overTime: CompareView): string {
  const changed = themes.flatMap(({ check: { id, label } }) => {
    const check = overTime.checks.find((one) => one.id === id);
    const rows = check?.rows.filter(({ total, clear }) => total && clear) ?? [];
    return rows.map(
      (row) => `“${label}” (${row.count}, ${row.percent}, in ${row.audit ?? ''}, against ${row.other})`,
    );
  });
  return changed.length === 0
    ? ` ${themes.length === 1 ? 'It did not change clearly' : 'None of them changed clearly'} from audit to audit.`
    : ` Clearly changed: ${listOf(changed)}.`;
}

/** A comparison of audits as it would be told from another of them: how that one stands to each standard is its own. */
const asOf = (overTime: CompareView, label: string): CompareView => ({
  ...overTime,
  mainLabel: label,
  checks: overTime.checks.map((check) => {
    const { figure = null, overall = null, outcome = null } = totalOf(check, label) ?? {};
    const { polarity, standard } = check;
    return {
      ...check,
      verdict:
        standard === null ? null : standardVerdict({ polarity, standard }, { figure, overall, outcome }),
    };
  }),
});

/** Of each other audit of a series the checks that it would name besides. */
function otherThemes(named: readonly Theme[], overTime: CompareView): string[] {
  const ids = new Set(named.map(({ check }) => check.id));
  return overTime.audits.flatMap(({ label }) => {
    // Of the audit that the document is about, they are these.
    if (label === overTime.mainLabel) return [];
    const of = asOf(overTime, label);
    const there = lowestOf(themesOf(of), of);
    if (there.length > THEMES) return [`In ${label} none stands out among ${there.length}.`];
    const more = there.filter(({ check }) => !ids.has(check.id));
    return more.length === 0
      ? []
      : [
          `In ${label} ${listOf(more.map(({ check, headline }) => `“${check.label}” (${headline.figure})`))} ${more.length === 1 ? 'is' : 'are'} among them.`,
        ];
  });
}
