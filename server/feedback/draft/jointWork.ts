import { subjectWords } from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { countOf, cutShort, listOf } from '../../formats/english.ts';
import type { Definition, ReportFigures } from '../store/report.ts';
import type { FeedbackInput } from './input.ts';
import { LONGEST_NAME, partnersOf } from './points.ts';

/** Partners that are named; of more there is the number. */
const NAMED = 3;

/** A share from which on joint work is said at the top, also where all notes were read: one file in so many. */
const LARGE = 4;

/**
 * How many of the files are joint work, and what became of the provider's own notes in them; nothing where that is a
 * small share whose notes were all read.
 */
export function jointWork(
  input: FeedbackInput,
  { groups, files: all }: Pick<ReportFigures, 'files' | 'groups'>,
  words: SubjectWords,
): Definition[] {
  const joint = groups.filter(({ name, files }) => files > 0 && partnersOf(input, name).length > 0);
  const files = joint.reduce((sum, group) => sum + group.files, 0);
  const notes = input.notes.filter(({ group }) => joint.some(({ name }) => name === group));
  const sum = (of: (group: FeedbackInput['notes'][number]) => number) =>
    notes.reduce((total, group) => total + of(group), 0);
  const known = sum((group) => group.files);
  const read = sum((group) => group.read);
  const missing = sum((group) => group.missing);
  if (files === 0 || (LARGE * files < all && read === known)) return [];
  const partners = [...new Set(joint.flatMap(({ name }) => partnersOf(input, name)))];
  const whom =
    partners.length > NAMED
      ? countOf(partners.length, 'service')
      : listOf(partners.map((name) => cutShort(name, LONGEST_NAME)));
  return [
    {
      term: 'Joint work',
      text: [
        `${files} of your ${countOf(all, words.file, words.files)}, with ${whom}: figures of the work of ${partners.length > 1 ? 'all' : 'both'}.`,
        ...(known === 0 ? [] : [notesText(known, read, missing)]),
      ].join(' '),
    },
  ];
}

/** That every figure of some checks is of joint work, since they applied to none of the other files; nothing where there are none. */
export function onlyJointText(
  input: FeedbackInput,
  { groups, checks }: Pick<ReportFigures, 'groups' | 'checks'>,
): string[] {
  const others = groups.filter(({ name }) => partnersOf(input, name).length === 0);
  const alone = checks.filter(
    ({ own }, i) => own.applicable > 0 && others.every((group) => (group.checks[i]?.applicable ?? 0) === 0),
  );
  if (others.every(({ files }) => files === 0) || alone.length === 0) return [];
  const named = alone.slice(0, NAMED).map(({ label }) => `“${cutShort(label, LONGEST_NAME)}”`);
  const left = alone.length - named.length;
  const these = listOf([...named, ...(left > 0 ? [countOf(left, 'more check')] : [])]);
  return [
    `${these} ${alone.length === 1 ? 'rests' : 'rest'} on joint ${subjectWords(input.tool.subject).files} alone.`,
  ];
}

function notesText(files: number, read: number, missing: number): string {
  const unsaid = files - read - missing;
  if (unsaid === files)
    return `Whether your own notes were read was ${files === 1 ? 'not recorded' : 'recorded for none of them'}.`;
  const found = `Your own notes were read for ${read} of the ${files}${missing > 0 ? ` and could not be had for ${missing}` : ''}.`;
  return unsaid > 0 ? `${found} For ${unsaid} nobody recorded it.` : found;
}
