import type { CheckJudged, Priorities, Standing, SubjectWords } from '../../../rules/index.ts';
import { capitalised, countOf, dayInWords } from '../../formats/english.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { Definition } from '../store/report.ts';
import type { FeedbackInput } from './input.ts';
import { filesOf } from './points.ts';
import { ratedOf } from './priorities.ts';
import { isSure, jointBrackets, jointText, standingWord, sureWord } from './standing.ts';

/** Checks that are named in one line; of more there is the number. */
const NAMED = 4;

export const besideHeading = ({ before }: FeedbackInput): string =>
  before ? 'Beside the others, and since last time' : 'Beside the others';

/** How the checks stand beside the others and since last time, and what the words for it mean. */
export function besideLines(input: FeedbackInput, priorities: Priorities, words: SubjectWords): Definition[] {
  const compared = priorities.checks.filter(({ own }) => own.applicable > 0);
  const rated = ratedOf(priorities);
  const lines: Definition[] = [];
  const add = (term: string, text: string | null) => {
    if (text !== null) lines.push({ term, text });
  };
  const worse = namedBy(rated, 'beside', 'worse', words);
  add(
    'Better',
    namedBy(rated, 'beside', 'better', words) ?? (worse === null ? null : 'Nothing, clearly or perhaps.'),
  );
  add('Worse', worse);
  add('May be chance', sameText(rated, words));
  add('Not comparable', notComparable(rated, words));
  const neutral = compared.filter(({ check, beside }) => check.polarity === 'neither' && isSure(beside));
  if (neutral.length > 0)
    add(
      'Worth a talk',
      `${neutral.map(({ check, beside }) => `“${check.label}” is ${standingWord(beside)} than the others${jointBrackets(beside, words.files)}; it is neither good nor bad`).join('; ')}.`,
    );
  add('Since last time', sinceLine(input, rated, words));
  add(
    'How sure',
    sureLine([
      ...rated.flatMap(({ beside, since }) => [beside, since]),
      ...neutral.map(({ beside }) => beside),
    ]),
  );
  return lines;
}

/** In how many checks the difference from the others may be chance, with those that joint work hides; null where in none. */
function sameText(rated: CheckJudged[], { files }: SubjectWords): string | null {
  const same = rated.filter(({ beside }) => beside.sure === 'chance');
  if (same.length === 0) return null;
  const hidden = same.flatMap(({ check, beside: { withoutJoint } }) =>
    withoutJoint ? [`without joint ${files} “${check.label}” is ${standingWord(withoutJoint)}`] : [],
  );
  const begin = `The difference in ${same.length} of ${countOf(rated.length, 'check')}`;
  return `${[begin, ...hidden.slice(0, NAMED)].join('; ')}.`;
}

/** The checks of which something is clear or perhaps so, in full, and behind them those of which it is only with joint work; null where there is none. */
function namedBy(
  rated: CheckJudged[],
  by: 'beside' | 'since',
  way: 'better' | 'worse',
  { files }: SubjectWords,
): string | null {
  const told = rated.filter((entry) => entry[by].way === way && isSure(entry[by]));
  const parts = [...groupBy(told, (entry) => jointText(entry[by], files))].toSorted(
    ([a], [b]) => Number(a !== '') - Number(b !== ''),
  );
  return parts.length === 0
    ? null
    : parts
        .map(([joint, found]) =>
          joint === ''
            ? `${capitalised(surelyIn(found, by))}.`
            : `${capitalised(joint)}: ${surelyIn(found, by)}.`,
        )
        .join(' ');
}

/** How sure it is in which checks. @example 'clearly in “A”; perhaps in “B”, “C”' */
const surelyIn = (entries: CheckJudged[], by: 'beside' | 'since'): string =>
  ['very clearly', 'clearly', 'perhaps']
    .flatMap((sure) => {
      const found = entries.filter((entry) => sureWord(entry[by]) === sure);
      if (found.length === 0) return [];
      const named = found
        .slice(0, NAMED)
        .map((entry) => `“${entry.check.label}”${by === 'since' ? fromTo(entry) : ''}`);
      const more = found.length - named.length;
      return [`${sure} in ${named.join(', ')}${more > 0 ? ` and ${more} more under “Every check”` : ''}`];
    })
    .join('; ');

/** From how many files that were as they should be to how many. @example ' (1 of 21, now 13 of 22)' */
function fromTo({ check, own, before }: CheckJudged): string {
  if (before === null) return '';
  return ` (${filesOf(check, before, 'good')} of ${before.applicable}, now ${filesOf(check, own, 'good')} of ${own.applicable})`;
}

function notComparable(rated: CheckJudged[], words: SubjectWords): string | null {
  const suppressed = rated.filter(({ others }) => others === null).length;
  const nobody = rated.filter(({ others }) => others?.applicable === 0).length;
  const parts = [
    ...(suppressed > 0
      ? [
          `${countOf(suppressed, 'check')}, of which the figure of the others is suppressed because it is small`,
        ]
      : []),
    ...(nobody > 0
      ? [`${countOf(nobody, 'check')}, which applied to none of the ${words.files} of others`]
      : []),
  ];
  return parts.length === 0 ? null : `${capitalised(parts.join('; '))}.`;
}

function sinceLine({ before }: FeedbackInput, rated: CheckJudged[], words: SubjectWords): string {
  if (!before) return 'There is no audit before this one to compare with.';
  const of = `${before.title}, ${dayInWords(before.fieldworkEnd)}`;
  const compared = rated.filter(({ since }) => since.sure !== null);
  if (compared.length === 0) return `The audit before (${of}) has no figures of yours on these checks.`;
  const up = namedBy(rated, 'since', 'better', words);
  const down = namedBy(rated, 'since', 'worse', words);
  const same = compared.filter(({ since }) => since.sure === 'chance').length;
  return [
    `Against ${of}, ${countOf(before.files, words.file, words.files)} of yours${up || down ? '; in brackets those as they should be' : ''}.`,
    ...(up ? [`Better: ${lower(up)}`] : []),
    ...(down ? [`Worse: ${lower(down)}`] : []),
    `${up || down ? 'May be chance' : 'Any change may be chance'} in ${same} of ${countOf(compared.length, 'check')}.`,
  ].join(' ');
}

/** What the words for how sure a difference is mean, as far as the page uses them; null where it uses none of them. */
function sureLine(used: readonly Standing[]): string | null {
  const has = (is: (standing: Standing) => boolean) => used.some(is);
  const meanings = [
    ...(has(({ very }) => very === true)
      ? ['“very clearly” comes by chance alone in about 1 of 100 such reports']
      : []),
    ...(has(({ sure, very }) => sure === 'clear' && !very)
      ? [
          `“clearly” ${has(({ very }) => very === true) ? 'in about 5' : 'comes by chance alone in about 5 of 100 such reports'}`,
        ]
      : []),
    ...(has(({ sure }) => sure === 'perhaps') ? ['“perhaps” is a question'] : []),
    // What may be chance is told apart from what is clear; where nothing is, the foot of the page says it.
    ...(has(isSure) && has(({ sure }) => sure === 'chance') ? ['“may be chance” is too little to tell'] : []),
  ];
  return meanings.length === 0 ? null : `“${capitalised(meanings.join(', ').slice(1))}.`;
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
