import { percent, subjectWords } from '../../../rules/index.ts';
import type { Check, CheckJudged, Share, Standing, SubjectWords } from '../../../rules/index.ts';
import { countOf, cutShort } from '../../formats/english.ts';
import { list } from './figureText.ts';
import type { FeedbackInput } from './input.ts';
import { jointText, standingWord } from './standing.ts';

// What the first two pages say of one check: every figure of it in one direction, that of what falls short where it is
// to be changed, and that of what is as it should be where it is to be kept.

/** Which way figures are told: those that are as they should be, or those that fall short. */
export type Direction = 'good' | 'short';

/** Longer names of groups are begun here; they stand in full where it is said what was read. */
export const LONGEST_NAME = 60;

/** Groups that are named in one sentence; of more there is the number. */
const NAMED_GROUPS = 4;

const answerOf = ({ polarity }: Check, way: Direction): 'yes' | 'no' =>
  (polarity === 'yes_is_bad') === (way === 'good') ? 'no' : 'yes';

/** How many files of a share have the answer of a direction. */
export const filesOf = (check: Check, { yes, applicable }: Share, way: Direction): number =>
  answerOf(check, way) === 'yes' ? yes : applicable - yes;

/** @example 'no in 4 of 12 files (33%)' */
export function shareText(check: Check, share: Share, way: Direction, words?: SubjectWords): string {
  const files = filesOf(check, share, way);
  const of = words ? countOf(share.applicable, words.file, words.files) : share.applicable;
  return `${answerOf(check, way)} in ${files} of ${of} (${String(percent(files, share.applicable))}%)`;
}

/** Whether two shares are one, by the integers. */
const isSameShare = (a: Share, b: Share): boolean => a.yes * b.applicable === b.yes * a.applicable;

/**
 * How a check stands beside the others, in their figures of the same direction.
 *
 * @param isSaidOnce - that a difference may be chance is said of all checks together
 */
export function othersText(
  { check, beside, own, others }: CheckJudged,
  way: Direction,
  isSaidOnce: boolean,
  words: SubjectWords,
): string {
  if (others === null) return 'What the others have is suppressed.';
  if (beside.sure === null) return `There are no ${words.files} of others to compare with.`;
  const theirs = `The others: ${shareText(check, others, way)}`;
  if (beside.sure === 'chance' && isSameShare(own, others)) return `${theirs} as well.`;
  if (beside.sure !== 'chance' && beside.way !== null)
    return `${theirs}, yours is ${withJoint(standingWord(beside), beside, words.files)}.`;
  if (isSaidOnce) return `${withJoint(theirs, beside, words.files)}.`;
  return `${theirs}, ${withJoint('which may be chance', beside, words.files)}.`;
}

/** From what a check to be changed comes, and whether it moved; empty where the audit before did not ask it. */
export function sinceText({ check, own, before, since }: CheckJudged, { files }: SubjectWords): string {
  if (before === null || before.applicable === 0 || since.sure === null) return '';
  const was = `Last time: ${shareText(check, before, 'short')}`;
  if (since.sure === 'chance' || since.way === null)
    return `${was}, ${withJoint(isSameShare(own, before) ? 'as now' : 'which may be chance', since, files)}.`;
  return `${was}, now ${withJoint(standingWord(since), since, files)}.`;
}

/** A verdict with what it is without joint work, where that is another one. */
function withJoint(verdict: string, standing: Standing, files: string): string {
  const joint = jointText(standing, files);
  return joint === '' ? verdict : `${verdict}, ${joint}`;
}

/**
 * Where what falls short is concentrated, with what is in the provider's other files; empty where no group stands out.
 *
 * @param nameOf - how a group is named
 */
export function whereText({ standsOut, short, own }: CheckJudged, nameOf: (group: string) => string): string {
  if (standsOut.length === 0) return '';
  const named = standsOut
    .slice(0, NAMED_GROUPS)
    .map((group) => `${nameOf(group.name)} ${group.short} of ${group.applicable}`);
  const left = standsOut.length - named.length;
  const rest = {
    short: standsOut.reduce((sum, group) => sum - group.short, short),
    applicable: standsOut.reduce((sum, group) => sum - group.applicable, own.applicable),
  };
  return `In ${list([...named, ...(left > 0 ? [`${countOf(left, 'more group')} that stand${left === 1 ? 's' : ''} out`] : [])])}${
    rest.applicable > 0 ? `, in your other files ${rest.short} of ${rest.applicable}` : ''
  }.`;
}

/** The name of a group, with whom it is joint work where that was not said before. */
export function namedOnce(input: FeedbackInput): (group: string) => string {
  const said = new Set<string>();
  return (group) => {
    const partners = said.has(group) ? [] : partnersOf(input, group);
    said.add(group);
    const name = cutShort(group, LONGEST_NAME);
    return partners.length === 0
      ? name
      : `${name} (joint work with ${list(partners.map((partner) => cutShort(partner, LONGEST_NAME)))})`;
  };
}

/** With whom a group is joint work; none where it is the provider's alone. */
export const partnersOf = (
  { providersByGroup, provider }: Pick<FeedbackInput, 'providersByGroup' | 'provider'>,
  group: string,
): string[] => (providersByGroup[group] ?? []).filter((other) => other !== provider);

/**
 * What of a check is left without the files of joint work, so that its verdict can be held against it; null where no such
 * file counts in it, or where all files of the provider are joint work.
 */
export function ownAlone(input: FeedbackInput, groups: readonly (Share & { name: string })[]): Share | null {
  const isJoint = ({ name }: { name: string }) => partnersOf(input, name).length > 0;
  const alone = groups.filter((group) => !isJoint(group));
  if (alone.length === 0 || !groups.some((group) => isJoint(group) && group.applicable > 0)) return null;
  return alone.reduce(
    (sum, { yes, applicable }) => ({ yes: sum.yes + yes, applicable: sum.applicable + applicable }),
    { yes: 0, applicable: 0 },
  );
}

/** The same in words, in the figures of a direction; empty where there is nothing to tell apart. */
export function aloneText(input: FeedbackInput, { check, groups }: CheckJudged, way: Direction): string {
  const alone = ownAlone(input, groups);
  if (!alone) return '';
  const { files } = subjectWords(input.tool.subject);
  return alone.applicable === 0
    ? `It rests on joint ${files} alone.`
    : `Without joint ${files}: ${filesOf(check, alone, way)} of ${alone.applicable}.`;
}

/** What figures count, which is said wherever they begin, in the same words. */
export const COUNTED = {
  good: 'Counted here: those as they should be.',
  short: 'Counted here: those that fall short.',
  yes: 'Counted here: those with a yes.',
} as const;
