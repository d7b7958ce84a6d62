import { freeId, proposedId } from '../../../rules/index.ts';
import type { Instrument } from '../../../rules/index.ts';
import { InputError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';

/**
 * What a new draft is made from.
 *
 * @throws InputError where a tool of its own has no title
 */
export function newToolForm(body: FormBody): { title: string; from: string; as: 'version' | 'copy' } {
  const title = textOf(body, 'title').trim();
  const from = textOf(body, 'from');
  const as = from !== '' && textOf(body, 'as') !== 'copy' ? 'version' : 'copy';
  if (as === 'copy' && title === '') {
    throw new InputError([{ field: 'title', text: 'Enter a title, such as “Night shelter notes”.' }]);
  }
  if (title.length > 120) {
    throw new InputError([{ field: 'title', text: 'The title must be at most 120 characters.' }]);
  }
  return { title, from, as };
}

const yesAndNo = (scores: [yes: number, no: number] | null) => ({
  options: [
    { id: 'yes', label: 'Yes', aliases: ['y'], ...(scores && { score: scores[0] }) },
    { id: 'no', label: 'No', aliases: ['n'], ...(scores && { score: scores[1] }) },
  ],
});

/** The scales that a blank tool begins with: those of checks, and one of four. */
const SCALES = {
  yes_is_good: yesAndNo([1, 0]),
  yes_is_bad: yesAndNo([0, 1]),
  never_scored: yesAndNo(null),
  weak_to_excellent: {
    options: ['weak', 'fair', 'good', 'excellent'].map((id, i) => ({
      id,
      label: id.charAt(0).toUpperCase() + id.slice(1),
      score: i + 1,
    })),
  },
};

const ownId = (title: string, taken: ReadonlySet<string>) => freeId(proposedId(title) || 'tool', taken);

/** A tool with a title, one empty section and the usual scales. */
export const blankTool = (title: string, taken: ReadonlySet<string>) => ({
  format: 2,
  id: ownId(title, taken),
  version: 1,
  title,
  description: '',
  source: '',
  subject: { id: 'case_file', one: 'case file', many: 'case files', personal: true },
  scales: SCALES,
  sections: [{ id: 'practice', title: 'Practice', items: [] }],
  criteria: [],
});

/** A tool under another title and id. */
export const copyOf = (instrument: Instrument, title: string, taken: ReadonlySet<string>) => ({
  ...instrument,
  id: ownId(title, taken),
  title,
});
