import { draftItemsOf } from '../../../rules/index.ts';
import type { DraftItem, DraftOption, DraftTool } from '../../../rules/index.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { answersIn } from './itemForm.ts';
import { group } from './partFields.ts';
import type { Choice, FieldGroup, Make, PartField, RowColumn } from './partFields.ts';

// The fields of a question, by how it is answered.

/** The columns of options. */
const OPTION_COLUMNS: RowColumn[] = [
  { name: 'label', label: 'Answer' },
  { name: 'id', label: 'Id' },
  { name: 'aliases', label: 'Other names in sheets' },
];
/** Those of a question's own options. */
const CHOICE_COLUMNS: RowColumn[] = [...OPTION_COLUMNS, { name: 'guidance', label: 'When to choose it' }];
/** Those of options with scores. */
export const SCALE_COLUMNS: RowColumn[] = [
  ...OPTION_COLUMNS.slice(0, 1),
  { name: 'score', label: 'Score' },
  ...OPTION_COLUMNS.slice(1),
];

const isClosedKind = ({ kind }: DraftItem) => kind === 'scale' || kind === 'choice' || kind === 'multiple';

/** What a yes means on a scale of yes and no; null of any other scale. */
function meaningOf(options: readonly DraftOption[]): string | null {
  const scoreOf = (answer: string) => options.find(({ id }) => id === answer)?.score;
  const isCheck = options.length === 2 && ['yes', 'no'].every((one) => options.some(({ id }) => id === one));
  if (!isCheck) return null;
  const [yes, no] = [scoreOf('yes'), scoreOf('no')];
  if (yes === undefined || no === undefined || yes === no) return 'never good or bad';
  return yes > no ? 'yes is good' : 'yes is a shortcoming';
}

/** How a question can be answered: each scale of the tool, and the other kinds. */
export const answerChoices = ({ scales }: DraftTool): Choice[] => [
  ...Object.entries(scales).map(([id, { options }]) => ({
    value: `scale:${id}`,
    text: `${options.map(({ label }) => label).join(' / ') || 'Scale without options'} (${meaningOf(options) ?? `scale ${id}`})`,
  })),
  { value: 'choice', text: 'One of several options of its own' },
  { value: 'multiple', text: 'Several of several options' },
  { value: 'number', text: 'A number' },
  { value: 'date', text: 'A date' },
  { value: 'text', text: 'Words' },
];

/** The fields of a question. */
export function itemGroups(draft: DraftTool, item: DraftItem, values: FormBody, make: Make): FieldGroup[] {
  const before = draftItemsOf(draft).slice(0, draftItemsOf(draft).indexOf(item));
  const conditions = before.filter(isClosedKind).flatMap((one) =>
    answersIn(draft, one).map((answer) => ({
      value: `${one.id}=${answer.id}`,
      text: `“${one.label || one.id}” is ${answer.label || answer.id}`,
    })),
  );
  return [
    group(null, [
      make.text(
        'label',
        'Question',
        'As it is read on the recording page; about 60 characters fit one row, 120 are allowed.',
      ),
      make.select(
        'answer',
        'How it is answered',
        answerChoices(draft),
        'Save after choosing another one: its own fields follow.',
      ),
      ...kindFields(draft, item, make),
      make.area('guidance', 'How to decide', 5, decidingHint(draft, item)),
    ]),
    group('Standard, source and condition', [
      ...standardFields(draft, item, make),
      make.area(
        'source',
        'Source (optional)',
        2,
        'The document and the place in it, where the tool’s own source does not say it.',
      ),
      ...(item.kind === 'scale' ? [measureField(make)] : []),
      ...(conditions.length > 0
        ? [make.select('dependsOn', 'Makes sense only where', [{ value: '', text: 'Always' }, ...conditions])]
        : []),
    ]),
    group(
      'Names, place and results',
      [
        make.text(
          'shortLabel',
          'Short label',
          'The head of a narrow column, at most 16 characters. Empty it to have one proposed.',
          '20',
        ),
        make.text('id', 'Id', 'A column heading in sheets. Empty it to have one proposed.', '20'),
        make.area('aliases', 'Other names in sheets', 2, 'A line each.'),
        make.select(
          'section',
          'Section',
          draft.sections.map(({ id, title }) => ({ value: id, text: title || id })),
        ),
        make.boxes('segment', 'Results', [{ value: 'yes', text: 'Results may be divided by this question' }]),
        make.select('about', 'Its answers tell', [
          {
            value: '',
            text: 'As usual: by what results are divided, who somebody is; anything else, what was done',
          },
          { value: 'person', text: 'Who somebody is' },
          { value: 'practice', text: 'What a service did' },
        ]),
      ],
      textOf(values, 'shortLabel') !== '',
    ),
    ...numberGroup(draft, item, make),
    group(
      'For respondents and providers',
      [
        make.text('hint', 'Beneath the question, for respondents (optional)'),
        make.area(
          'suggestions',
          'What a provider might do about it (optional)',
          3,
          'A line each, at most 10.',
        ),
      ],
      true,
    ),
  ];
}

/** Which measure something bears on; it is proposed to the lead of each audit. */
export const measureField = (make: Make): PartField =>
  make.text(
    'measure',
    'Measure that it bears on (optional)',
    'As it is called under Measures and targets. It is proposed beside each audit, and nothing is put there by itself.',
  );

/** What a question has for how it is answered. */
/** What to write about how to decide, for how the question is answered. */
function decidingHint(draft: DraftTool, item: DraftItem): string {
  const options = item.kind === 'scale' ? (draft.scales[item.scale ?? '']?.options ?? []) : [];
  if (item.kind === 'scale' && options.length < 3)
    return 'What counts as a yes, that no evidence is a no, and when it is not applicable. Two to five sentences.';
  if (item.kind === 'scale' || item.kind === 'choice' || item.kind === 'multiple')
    return 'What each answer takes, what to choose where there is no evidence, and when it is not applicable. Two to five sentences.';
  return 'Where to find it, and what to enter where it is not said. Two to five sentences.';
}

function kindFields(draft: DraftTool, item: DraftItem, make: Make): PartField[] {
  const na = make.boxes('na', 'Not applicable', [{ value: 'yes', text: 'It may be not applicable' }]);
  switch (item.kind) {
    case 'scale': {
      const options = answersIn(draft, item).map(({ id, label }) => ({ value: id, text: label || id }));
      return [
        ...(options.length > 2
          ? [
              make.select('highest', 'Best answer that can be given', [
                { value: '', text: 'Any' },
                ...options,
              ]),
            ]
          : []),
        na,
        ...(options.length === 2
          ? [
              make.boxes('safety', 'Safety', [
                {
                  value: 'yes',
                  text: 'Somebody may come to harm where it falls short: reports name it first',
                },
              ]),
            ]
          : []),
      ];
    }
    case 'choice': {
      const texts = draftItemsOf(draft).flatMap(({ id, kind, label }) =>
        kind === 'text' ? [{ value: id, text: label || id }] : [],
      );
      return [
        make.rows('o', 'Options', 'Option', CHOICE_COLUMNS),
        na,
        ...(texts.length > 0
          ? [
              make.select('fromCodes', 'Coded afterwards from what was written', [
                { value: '', text: 'No: it is answered with the rest' },
                ...texts,
              ]),
            ]
          : []),
      ];
    }
    case 'multiple':
      return [make.rows('o', 'Options', 'Option', CHOICE_COLUMNS), na];
    case 'number':
      return [
        make.text('minimum', 'Smallest number', undefined, '5'),
        make.text('maximum', 'Largest number', undefined, '5'),
        make.text('unit', 'Unit (optional)', undefined, '10'),
        make.text(
          'bands',
          'Bands in which results are divided (optional)',
          'Where each begins beside the smallest, with commas between: 3, 6, 12.',
          '20',
        ),
        na,
      ];
    case 'date':
      return [na];
    case 'text':
      return [make.text('maximumLength', 'Longest text, in characters', undefined, '5')];
  }
}

/** A scale that is worked out from a number, where the tool asks for one. */
function numberGroup(draft: DraftTool, item: DraftItem, make: Make): FieldGroup[] {
  const numbers = draftItemsOf(draft).flatMap(({ id, kind, label }) =>
    kind === 'number' ? [{ value: id, text: label || id }] : [],
  );
  if (item.kind !== 'scale' || numbers.length === 0) return [];
  const fields = [
    make.select('fromNumber', 'Number', [{ value: '', text: 'None: it is answered' }, ...numbers]),
    make.area(
      'fromBands',
      'Where each answer begins',
      3,
      'A line each: a number, a space and the id of an answer, such as 10 good.',
    ),
  ];
  return [group('Worked out from a number', fields, item.from === undefined)];
}

function standardFields(draft: DraftTool, item: DraftItem, make: Make): PartField[] {
  if (item.kind !== 'scale' && item.kind !== 'choice') return [];
  const options = answersIn(draft, item).map(({ id, label }) => ({ value: id, text: label || id }));
  if (options.length === 0) return [];
  return [
    make.boxes('targetOf', 'Standard: the answers that are expected (optional)', options),
    make.text('targetAtLeast', 'In at least so many percent of those it applies to', undefined, '3'),
    make.area('noStandard', 'Or why there is none (optional)', 2),
  ];
}
