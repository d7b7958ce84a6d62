import { checksOf, combine, itemById } from '../../../rules/index.ts';
import type { Check, CheckJudged, Priorities, SubjectWords } from '../../../rules/index.ts';
import { countOf, cutShort, listOf } from '../../formats/english.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { ReportFigures } from '../store/report.ts';
import type { FeedbackInput } from './input.ts';
import { filesOf, LONGEST_NAME } from './points.ts';

// Checks that hang on another one, such as those on a plan: a file without a plan may have been given a no there, and
// then the same file falls short in several of them. Both counts are said, of all files and of those with a plan alone.

/** The provider's files whose answer to what a check hangs on is the one that makes it apply. */
interface Apart {
  /** The id of what the check hangs on. */
  parent: string;
  /** What the check hangs on, in full, and the answer that it needs. */
  on: string;
  answer: string;
  yes: number;
  applicable: number;
}

/** What there is of a check among the files it hangs on; null where all files that it counts are among them. */
export function apartOf(input: Pick<FeedbackInput, 'tool' | 'tally' | 'ownGroups'>) {
  const { tool, tally, ownGroups } = input;
  const own = combine(
    tool,
    tally.groups.filter(({ name }) => ownGroups.includes(name)),
  ).checks;
  return ({ id, dependsOn }: Check): Apart | null => {
    const found = own.find((figures) => figures.id === id);
    const on = dependsOn && itemById(tool, dependsOn.item);
    if (!found?.among || !on || found.applicable === found.among.applicable) return null;
    const { yes, applicable } = found.among;
    return { parent: on.id, on: on.label, answer: dependsOn.answer, yes, applicable };
  };
}

/** How many of the files that fall short do so because of what the check hangs on; empty where none do. */
export function hangingText({ check, short }: CheckJudged, apart: Apart | null): string {
  if (!apart) return '';
  const among = filesOf(check, apart, 'short');
  const without = short - among;
  if (without === 0) return '';
  const answer = check.polarity === 'yes_is_bad' ? 'yes' : 'no';
  return apart.applicable === 0
    ? `All ${short} have no “${apart.answer}” at “${apart.on}”.`
    : `Of the ${apart.applicable} with “${apart.answer}” at “${apart.on}”: ${answer} in ${among}.`;
}

/** Checks that are named in one sentence; of more there is the number. */
const NAMED = 5;

const namesOf = (labels: readonly string[]): string => {
  const left = labels.length - NAMED;
  return listOf([
    ...labels.slice(0, NAMED).map((label) => `“${cutShort(label, LONGEST_NAME)}”`),
    ...(left > 0 ? [countOf(left, 'more check')] : []),
  ]);
};

/** @example fromTo([5, 7]) // '5 to 7' */
function fromTo(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(most) : `${least} to ${most}`;
}

/** That a check is the cause of what falls short in others, which it names; empty where none hangs on it so. */
export function causeText({ hanging, short }: CheckJudged): string {
  if (hanging.length === 0) return '';
  const counts = hanging.map(({ files }) => files);
  const isOne = Math.max(...counts) === 1;
  const these = counts.every((files) => files === short) ? 'these' : `${fromTo(counts)} of these`;
  return `For that alone ${these} ${isOne ? 'falls' : 'fall'} short in ${countOf(hanging.length, 'check')} that ${hanging.length === 1 ? 'hangs' : 'hang'} on it, too: ${namesOf(hanging.map(({ check }) => check.label))}.`;
}

/**
 * That files without an answer fall short in several checks that hang on it, so that one thing is not taken for many; said
 * once for all of these. Nothing where none hangs on another, and where what they hang on says it itself, being among the
 * first to change.
 */
export function hangingOnce(
  input: Pick<FeedbackInput, 'tool' | 'tally' | 'ownGroups'>,
  { change, changeNext }: Priorities,
  { file, files }: SubjectWords,
): string[] {
  const of = apartOf(input);
  const found = [...change, ...changeNext].flatMap((entry) => {
    const apart = of(entry.check);
    const without = apart ? entry.short - filesOf(entry.check, apart, 'short') : 0;
    const isSaid = change.some(({ check, hanging }) => check.id === apart?.parent && hanging.length > 0);
    return apart && without > 0 && !isSaid ? [{ ...apart, label: entry.check.label, without }] : [];
  });
  return [...groupBy(found, ({ on }) => on)].map(([on, hanging]) => {
    const counts = hanging.map(({ without }) => without);
    const isOne = Math.max(...counts) === 1;
    const answer = hanging[0]?.answer ?? 'yes';
    return `${fromTo(counts)} ${isOne ? `${file} lacks` : `${files} lack`} a “${answer}” at “${on}” and for that alone ${isOne ? 'falls' : 'fall'} short in ${countOf(hanging.length, 'check')}: ${namesOf(hanging.map(({ label }) => label))}.`;
  });
}

/** For each check that others hang on, what these come to among the files that have its answer; nothing where all have it. */
export function hangingParagraphs(
  input: Pick<FeedbackInput, 'tool' | 'tally' | 'ownGroups'>,
  { files: all, checks }: Pick<ReportFigures, 'files' | 'checks'>,
  { file, files }: SubjectWords,
): string[] {
  const of = apartOf(input);
  const found = checksOf(input.tool).flatMap((check) => {
    const apart = of(check);
    return apart ? [{ check, ...apart }] : [];
  });
  return [...groupBy(found, ({ on }) => on)].map(([on, hanging]) => {
    const { answer = 'yes' } = hanging[0] ?? {};
    const own = checks.find(({ label }) => label === on)?.own;
    const have = own && (answer === 'no' ? own.no : own.yes);
    const some =
      have === undefined ? `Some of your ${files}` : `${have} of your ${countOf(all, file, files)}`;
    return `${some} have the answer ${answer} to “${on}”. The checks that ask more of it count the others, too; without these a yes is in: ${hanging.map(({ check, yes, applicable }) => `“${check.label}” ${yes} of ${applicable}`).join(', ')}.`;
  });
}
