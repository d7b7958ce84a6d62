import { CHECK_ANSWER_LABELS, itemById, itemsOf } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { countOf, timeInWords } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { answerName, commentName, labelOf, providerName, stateOf } from './form.ts';
import type { FormState, SaveIntent } from './form.ts';
import type { NoteSet, Reading } from '../caseFiles/reading.ts';
import { NOTES_STATES } from './presenter.ts';

/** The page for two people who changed one file: what differs, with both versions, to choose from. */
export function presentConflict(parts: {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  current: Reading;
  yours: FormState;
  base: FormState | null;
  /** Fields that were asked about already and left without a choice. */
  undecided: ReadonlySet<string>;
  intent: SaveIntent;
  user: User;
  errors: FieldError[];
}) {
  const { audit, tool, groups, current, yours, base, undecided, intent, user, errors } = parts;
  const theirs = stateOf(tool, current);
  const differences = [...theirs].flatMap(([name, theirValue]) => {
    const yourValue = yours.get(name) ?? '';
    if (yourValue === theirValue) return [];
    const baseValue = base?.get(name);
    const isComment = name.startsWith('comment');
    // Whoever left the field as it was has said nothing about it; a choice that was not made is nobody's.
    const onlyYours = baseValue === theirValue && !undecided.has(name);
    const onlyTheirs = baseValue === yourValue && !undecided.has(name);
    return {
      name,
      label: labelOf(tool, name, current.noteSets),
      isComment,
      // Nobody's words are thrown away: where both wrote, the box begins with both, one under the other.
      box: onlyYours
        ? yourValue
        : onlyTheirs
          ? theirValue
          : [theirValue, yourValue].filter((text) => text !== '').join('\n'),
      boxHint:
        onlyYours || onlyTheirs
          ? 'What was written last is in the box. Change it as needed.'
          : 'Both are in the box. Delete what is not needed.',
      error: errors.find((error) => error.field === name)?.text ?? null,
      yours: {
        value: yourValue,
        text: valueInWords(tool, groups, current.noteSets, name, yourValue),
        checked: onlyYours,
      },
      theirs: {
        value: theirValue,
        text: valueInWords(tool, groups, current.noteSets, name, theirValue),
        checked: onlyTheirs,
      },
    };
  });
  const differing = new Set(differences.map((difference) => difference.name));
  return {
    header: presentHeader(audit, user),
    reference: current.reference,
    action: urls.file(audit.id, current.fileId),
    answersAction: urls.fileAnswers(audit.id, current.fileId),
    nextAction: urls.fileNext(audit.id, current.fileId),
    version: current.version,
    base: JSON.stringify(Object.fromEntries(theirs)),
    intent,
    other: current.updatedByName ?? 'Somebody else',
    at: timeInWords(current.updatedAt),
    differences,
    differencesText: countOf(differences.length, 'difference'),
    // The form has to say these in any case; where they differ the choice says them.
    carried: ['reference', 'groupId', 'comment']
      .filter((name) => !differing.has(name))
      .map((name) => ({ name, value: theirs.get(name) ?? '' })),
  };
}

/** What somebody sent of a case file that has been removed meanwhile: field by field, to be copied. */
export function presentRemoved(audit: Audit, tool: Tool, groups: SampleGroup[], body: FormBody, user: User) {
  const names = [
    'reference',
    ...itemsOf(tool).flatMap(({ id }) => [answerName(id), commentName(id)]),
    'comment',
  ];
  return {
    header: presentHeader(audit, user),
    filesHref: urls.files(audit.id),
    entries: names.flatMap((name) => {
      const value = textOf(body, name).trim();
      if (value === '') return [];
      return { label: labelOf(tool, name), text: valueInWords(tool, groups, [], name, value) };
    }),
  };
}

function valueInWords(
  tool: Tool,
  groups: SampleGroup[],
  noteSets: NoteSet[],
  name: string,
  value: string,
): string {
  if (name.startsWith('notes.')) {
    return NOTES_STATES.find((state) => state.value === value)?.text ?? value;
  }
  if (name.startsWith('set.')) return value === '' ? 'All sets of notes' : providerName(noteSets, value);
  if (name === 'groupId')
    return groups.find((group) => String(group.id) === value)?.name ?? 'a group that is gone';
  if (name === 'reference' || name.startsWith('comment')) return value === '' ? 'No comment' : value;
  if (value === '') return CHECK_ANSWER_LABELS.nr;
  const item = itemById(tool, name.slice('answer.'.length));
  if (item?.kind === 'check')
    return CHECK_ANSWER_LABELS[value === 'yes' || value === 'no' || value === 'na' ? value : 'nr'];
  if (item?.kind === 'field' && item.type === 'choice') {
    return item.options.find((option) => option.id === value)?.label ?? value;
  }
  return value;
}
