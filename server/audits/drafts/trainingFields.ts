import type { DraftTool } from '../../../rules/index.ts';
import { group } from './partFields.ts';
import type { FieldGroup, Make, PartField } from './partFields.ts';
import { trainingQuestions } from './trainingForm.ts';
import type { TrainingQuestion } from './trainingForm.ts';

/** The fields of a made-up file: what stands in it, and each question as it is asked, with what is settled and why. */
export const trainingGroups = (draft: DraftTool, make: Make): FieldGroup[] => [
  group(null, [
    make.text('title', 'Title', 'Readers see it before they read, so it gives no answer away.'),
    make.area(
      'notes',
      'What stands in it',
      16,
      'Made up, with days counted from the start of treatment and nothing that points at anybody. Blocks with an empty line between them: the first line of each is its heading, each further line an entry.',
    ),
  ]),
  ...trainingQuestions(draft).map(({ title, questions }) =>
    group(
      title || 'Questions',
      questions.flatMap((question) => [
        settledField(question, make),
        make.area(`r.${question.id}`, 'Why', 2, undefined, question.label),
      ]),
    ),
  ),
];

function settledField(
  { id, label, guidance, kind, options, isJudged }: TrainingQuestion,
  make: Make,
): PartField {
  const name = `a.${id}`;
  const choices = (options ?? []).map((option) => ({ value: option.id, text: option.label || option.id }));
  if (kind === 'multiple') return make.boxes(name, label, choices);
  if (options === null) return make.text(name, `${label} (may be left open)`, guidance || undefined, '20');
  return make.radios(
    name,
    label,
    isJudged ? choices : [...choices, { value: '', text: 'Left open' }],
    guidance,
  );
}
