import { percent } from '../../../rules/index.ts';
import { countOf, cutShort, listOf, pointsText } from '../../formats/english.ts';
import { drawnOf } from './charts.ts';
import { onlyJointText } from './joint.ts';
import type { OnlyJoint } from './joint.ts';
import type { CompareView } from './presenter.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** In which way a difference points: better or worse where a check can be either. */
export type Way = 'better' | 'worse' | 'higher' | 'lower';

/** One difference of a comparison. */
export interface Found {
  check: CompareCheck;
  row: CompareRow;
  way: Way;
}

/** What a way means, to follow a line: "better" alone would be read as better care. */
export const WAYS: Record<Way, string> = {
  better: 'more often as it should be',
  worse: 'less often as it should be',
  higher: 'more often a yes',
  lower: 'less often a yes',
};

/** The heading under which all that differs is told. */
export const DIFFERS = 'What differs clearly';

/** Lines, and checks of a line, that are named in an answer of the first page; of more there is the number. */
const NAMED_LINES = 3;
const NAMED_CHECKS = 2;
/** Longer names are cut short on the first page; the tables have them in full. */
const LONGEST_NAME = 60;

/** In which way a line differs from what it is held against. */
export function wayOf(check: CompareCheck, row: CompareRow): Way {
  const isHigher = (row.difference?.difference ?? 0) > 0;
  if (check.polarity === 'neither') return isHigher ? 'higher' : 'lower';
  return isHigher === (check.polarity === 'yes_is_good') ? 'better' : 'worse';
}

/** The differences of a comparison of which something holds. */
export const foundIn = ({ checks }: CompareView, is: (row: CompareRow) => boolean): Found[] =>
  checks.flatMap((check) => check.rows.filter(is).map((row) => ({ check, row, way: wayOf(check, row) })));

/** The differences that are clear. */
export const clearIn = (view: CompareView): Found[] => foundIn(view, ({ clear }) => clear);

/** The lines of some differences, each once. */
export const linesIn = (found: readonly Found[]): string[] => [...new Set(found.map(({ row }) => row.label))];

/** A name as it stands on the first page. */
export const shortName = (name: string): string => cutShort(name, LONGEST_NAME);

/** What is clear in a comparison and what perhaps is, line by line, or that nothing is. */
export function foundText(view: CompareView, isOnlyJoint: OnlyJoint = () => false): string {
  const { made, hidden } = view.summary;
  if (made === 0)
    return hidden > 0
      ? `Cannot be told: all ${countOf(hidden, 'comparison')} are suppressed.`
      : `Nothing can be compared: ${noneWhy(view)}.`;
  const clear = clearIn(view);
  const perhaps = foundIn(view, (row) => row.perhaps);
  const told = toldBy(view, clear, { sure: 'clearly', most: NAMED_LINES, isOnlyJoint });
  const most = told.length === 0 ? NAMED_LINES : 1;
  const named = [...told, ...toldBy(view, perhaps, { sure: 'perhaps', most, isOnlyJoint })];
  const rest = `${clear.length === 0 ? 'None' : `${clear.length}`} of ${countOf(made, 'comparison')} ${clear.length < 2 ? 'is' : 'are'} clear${hidden > 0 ? `; ${hidden} more ${hidden === 1 ? 'is' : 'are'} suppressed` : ''}.`;
  const nothing = view.several ? [`All ${view.words.files} together show no clear change.`] : [];
  return [...comparedText(view), ...(named.length === 0 ? nothing : named), rest].join(' ');
}

/** Why there is nothing to compare. */
function noneWhy({ several, units, unitHead }: CompareView): string {
  if (several || units.length > 1) return 'there are no two figures to hold against each other';
  const line = unitHead.toLowerCase();
  return units.length === 1 ? `there is one ${line}` : `there is no ${line}`;
}

/** The lines of a comparison of which most can be compared, and those of which most is suppressed. */
export function comparability(view: CompareView): { most: string[]; few: string[] } {
  const counts = new Map<string, { made: number; hidden: number }>();
  for (const { label, total, figure, difference } of view.checks.flatMap(({ rows }) => rows)) {
    if (total) continue;
    const count = counts.get(label) ?? { made: 0, hidden: 0 };
    if (figure?.kind === 'figure' && difference?.other) count.made += 1;
    if (difference?.unknown === 'suppressed') count.hidden += 1;
    counts.set(label, count);
  }
  const of = (is: (count: { made: number; hidden: number }) => boolean) =>
    [...counts].flatMap(([label, count]) => (is(count) ? [label] : []));
  return {
    most: of(({ made, hidden }) => made > 0 && made >= hidden),
    few: of(({ made, hidden }) => made < hidden),
  };
}

/**
 * Of which line none of the files is as it should be, of most files first: what is at 0 everywhere differs nowhere, and
 * would be left out else.
 */
export function atNoneText({ several, checks, words }: CompareView): string[] {
  const found = checks
    .flatMap((check) =>
      check.rows.flatMap((row) => {
        const drawn = row.total || check.polarity === 'neither' ? null : drawnOf(row, check);
        return drawn?.share === 0 && row.figure?.kind === 'figure'
          ? [{ check, row, of: row.figure.applicable }]
          : [];
      }),
    )
    .toSorted((a, b) => b.of - a.of);
  const [most] = found;
  if (several || !most) return [];
  const more = found.length - 1;
  return [
    `At 0: “${most.check.label}”, 0 of ${most.of} ${words.files} of ${shortName(most.row.label)} as they should be${besideNone(most)}${more > 0 ? `; ${countOf(more, 'more figure')} ${more === 1 ? 'is' : 'are'} at 0` : ''}.`,
  ];
}

/** How sure it is that the others have more: alone it would be quoted as found. */
function besideNone({ check, row }: Pick<Found, 'check' | 'row'>): string {
  if (!otherOf({ check, row })) return '';
  return row.clear ? ', which is clear' : row.perhaps ? ', which is perhaps so' : ', which may be chance';
}

/** How many of the lines could be compared at all, where of some too much is suppressed for that. */
function comparedText(view: CompareView): string[] {
  const { most, few } = comparability(view);
  if (view.several || few.length === 0) return [];
  const named = few.slice(0, NAMED_LINES).map(shortName);
  const more = few.length - named.length;
  const left = listOf([...named, ...(more > 0 ? [`${more} more`] : [])]);
  const all = most.length + few.length;
  const could =
    most.length > 0 && most.length <= 2
      ? `${listOf(most.map(shortName))} (${most.length} of ${all})`
      : `${most.length} of ${all}`;
  return [`Compared in most checks: ${could}; most is suppressed of ${left}.`];
}

/** One sentence a line: in which checks it is better or worse than what it is held against. */
function toldBy(
  view: CompareView,
  found: Found[],
  { sure, most, isOnlyJoint }: { sure: string; most: number; isOnlyJoint: OnlyJoint },
): string[] {
  const lines = linesIn(found);
  const told = lines.slice(0, most).map((label) => {
    const own = found.filter(({ row }) => row.label === label);
    const ways = [...new Set(own.map(({ way }) => way))];
    // However many ways there are, each is named with as many checks as there is room for.
    const each = Math.max(1, Math.floor(NAMED_CHECKS / ways.length));
    const parts = ways.map((way) => {
      const named = own
        .filter((one) => one.way === way)
        // What is perhaps is a question: its figures stand with the others, in its section.
        .map((one) =>
          bracketed(`“${one.check.label}”`, [
            ...(one.row.perhaps ? [] : [heldText(one, view)]),
            ...(isOnlyJoint(one) ? [onlyJointText(view.words.files)] : []),
          ]),
        );
      const more = named.length - each;
      return `${sure} ${WAYS[way]} in ${listOf([
        ...named.slice(0, each),
        ...(more > 0 ? [countOf(more, 'more check')] : []),
      ])}`;
    });
    return `${shortName(label)}: ${parts.join('; ')}.`;
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

/** @example bracketed('“A”', ['1 of 2', 'so']) // '“A” (1 of 2, so)' */
const bracketed = (name: string, told: readonly string[]): string =>
  told.length === 0 ? name : `${name} (${told.join(', ')})`;

/** A figure with what it is held against, as counts of files that are as they should be, and their difference. */
function heldText({ check, row }: Found, { several, words }: CompareView): string {
  const own = drawnOf(row, check);
  const other = otherOf({ check, row });
  const points = row.difference?.points ?? null;
  if (!own || !other) return row.missing ?? '';
  const isBad = check.polarity === 'yes_is_bad';
  // Its interval stands with it under the heading where all that differs is told.
  const difference = points === null ? '' : `; ${pointsText(isBad ? -points : points)}`;
  const against = several ? 'in the audit before' : `of the other ${words.files}`;
  const far = row.veryClear ? ', very clear' : '';
  return `${own.count} ${words.files}, ${own.percent}, against ${other.count} ${against}, ${other.percent}${difference}${far}`;
}

/** What a line is held against, counted as the line itself is drawn; null where it is not shown. */
export function otherOf({ check, row }: Pick<Found, 'check' | 'row'>) {
  const other = row.difference?.other;
  if (!other) return null;
  const files = check.polarity === 'yes_is_bad' ? other.applicable - other.yes : other.yes;
  return {
    count: `${files} of ${other.applicable}`,
    percent: `${percent(files, other.applicable) ?? 0}%`,
  };
}
