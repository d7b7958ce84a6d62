import { answerText, CHECK_ANSWER_LABELS, itemById } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { NoteSet } from '../caseFiles/reading.ts';
import { providerName } from './form.ts';

/** What can be said of the notes of one provider. */
export const NOTES_STATES = [
  { value: '', text: 'Not said' },
  { value: 'read', text: 'Read' },
  { value: 'missing', text: 'Could not be had' },
];

/** What a field of the recording form says, as people read it. */
export function valueInWords(
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
  if (/^(seen|dated)\./.test(name)) return value === '' ? 'Not said' : value;
  if (name === 'groupId')
    return groups.find((group) => String(group.id) === value)?.name ?? 'a group that is gone';
  if (name === 'reference' || name.startsWith('comment')) return value === '' ? 'No comment' : value;
  if (value === '') return CHECK_ANSWER_LABELS.nr;
  const item = itemById(tool, name.slice('answer.'.length));
  return item ? answerText(item, value) : value;
}
