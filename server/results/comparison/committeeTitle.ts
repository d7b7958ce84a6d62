import { capitalised, countOf, listOf } from '../../formats/english.ts';
import { clearIn, comparability, linesIn, shortName } from './found.ts';
import type { Way } from './found.ts';
import { onlyJointText } from './joint.ts';
import type { OnlyJoint } from './joint.ts';
import { scoresTitle } from './otherFindings.ts';
import type { CompareView } from './presenter.ts';
import { lowestOf } from './themes.ts';
import type { Theme } from './themes.ts';

/** Of several checks so many letters, and so many lines, are named in the title: page 1 has to stay one page. */
const MOST_LETTERS = 60;
const MOST_LINES = 4;

/** What files of a line are, in the title. */
const TITLE_WAYS: Record<Way, string> = {
  better: 'are clearly more often as they should be',
  worse: 'are clearly less often as they should be',
  higher: 'clearly more often have a yes',
  lower: 'clearly less often have a yes',
};

/**
 * The answer of a document for a committee, in a line or two.
 *
 * @param parts - the comparisons within one audit
 * @param overTime - that of audits, where there is one
 */
export function titleOf(
  main: CompareView,
  {
    parts,
    overTime,
    themes,
    isOnlyJoint,
  }: {
    parts: readonly CompareView[];
    overTime: CompareView | undefined;
    themes: readonly Theme[];
    isOnlyJoint: OnlyJoint;
  },
): string {
  const found = [
    differingText(parts, isOnlyJoint),
    overTime && overTime.checks.length > 0 ? changedText(overTime) : null,
  ];
  const told = found.filter((text) => text !== null);
  const hasLines = parts.some((view) => clearIn(view).length > 0);
  const answer = [
    // Where a line stands out, that is the answer; what all come to begins it where none does.
    ...(hasLines ? [] : [scoresTitle(main) ?? lowestTitle(main, themes, told.length === 0)]),
    ...told,
  ]
    .filter((text) => text !== null)
    .join('; ');
  return answer === '' ? noneTitle(main) : capitalised(answer);
}

/** The check that is least often as it should be: alone where it can be told from the others, or nothing else can be said. */
function lowestTitle(main: CompareView, themes: readonly Theme[], isOnly: boolean): string | null {
  if (themes.length === 0) return null;
  const lowest = lowestOf(themes, main);
  const [one] = lowest;
  if (one && lowest.length === 1)
    return themes.length === 1 && !isOnly
      ? null
      : `“${one.check.label}” is as it should be in ${one.headline.figure}`;
  return isOnly
    ? `${lowest.length} of ${countOf(themes.length, 'check')} may each be the one that is least often as it should be`
    : null;
}

function noneTitle({ checks, answers, filesText, words }: CompareView): string {
  return checks.length === 0 && answers !== null
    ? `What ${filesText} ${words.files} say, question by question`
    : 'These figures show no answer: none of them can be shown';
}

/** Which lines differ, or that none does; null where none is compared. */
function differingText(parts: readonly CompareView[], isOnlyJoint: OnlyJoint): string | null {
  const compared = parts.filter(({ summary }) => summary.made > 0);
  const [first] = compared;
  if (!first) return null;
  const lines = compared.flatMap((view) => {
    const clear = clearIn(view);
    return linesIn(clear).map((name) => {
      const own = clear.filter(({ row }) => row.label === name);
      const ways = [...new Set(own.map(({ way }) => way))];
      const is = ways.length === 1 && ways[0] ? TITLE_WAYS[ways[0]] : 'clearly differ from the others';
      return `${view.words.files} of ${shortName(name)}${onlyText(view, name)} ${is} in ${checksText(own)}${jointText(own, view, isOnlyJoint)}`;
    });
  });
  const units = [...new Set(compared.map(({ unitHead }) => `${unitHead.toLowerCase()}s`))];
  // What is of one audit says of which, since the rest of the title is of all of them.
  const when = `in ${first.mainLabel} `;
  const named = [...new Set(compared.flatMap((view) => linesIn(clearIn(view)).map(shortName)))];
  const all = compared.flatMap(clearIn);
  const firsts = all.filter(({ check }, i) => all.findIndex((one) => one.check.id === check.id) === i);
  const which = named.length <= MOST_LINES ? `: ${listOf(named)}` : '';
  if (lines.length === 0) return `${when}no clear difference between ${units.join(' or ')}`;
  return lines.length <= 2
    ? `${when}${listOf(lines)}`
    : `${when}${lines.length} ${units.join(' and ')} differ clearly from the others in ${checksText(firsts)}${which}`;
}

/** In how many of these checks that is so only with joint work. */
function jointText(own: ReturnType<typeof clearIn>, { words }: CompareView, isOnlyJoint: OnlyJoint): string {
  const only = own.filter(isOnlyJoint).length;
  if (only === 0) return '';
  return `, ${only === own.length ? '' : `${only} of them `}${onlyJointText(words.files)}`;
}

/** Checks by their names where these are short enough together for a title, else how many there are. */
function checksText(own: ReturnType<typeof clearIn>): string {
  const names = own.map(({ check }) => shortName(check.label));
  return names.length === 1 || names.join('').length <= MOST_LETTERS
    ? listOf(names.map((name) => `“${name}”`))
    : countOf(own.length, 'check');
}

/** That no other line could be compared: without it the one that is named would be read as the worst of all, or the best. */
function onlyText(view: CompareView, name: string): string {
  const { most, few } = comparability(view);
  if (few.length === 0 || most.length !== 1 || most[0] !== name) return '';
  return `, the only one of ${countOf(few.length + 1, view.unitHead.toLowerCase())} compared in most checks,`;
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
