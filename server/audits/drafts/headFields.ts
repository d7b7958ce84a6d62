import { draftCriteriaOf, draftItemsOf } from '../../../rules/index.ts';
import type { DraftTool } from '../../../rules/index.ts';
import { LIST_GROUPS } from '../toolListPresenter.ts';
import { answersIn } from './itemForm.ts';
import { group } from './partFields.ts';
import type { FieldGroup, Make, PartField } from './partFields.ts';
import { ranksOf } from './partForm.ts';

/** The fields of the tool itself: its words, what a record is, who answers, and its place in the list of tools. */
export function headGroups(draft: DraftTool, make: Make): FieldGroup[] {
  const criteria = draftCriteriaOf(draft).map(({ id, title }) => ({ value: id, text: title || id }));
  const none = { value: '', text: 'None' };
  return [
    group(null, [
      make.text('title', 'Title'),
      make.area('description', 'What it looks for', 4),
      make.area('source', 'Source', 3, 'The document that the tool rests on, and where in it.'),
    ]),
    group('What one record is about', [
      make.text(
        'subjectOne',
        'One of them',
        'As it stands in the middle of a sentence, such as case file, call or service.',
        '20',
      ),
      make.text('subjectMany', 'Several of them', 'Such as case files.', '20'),
      make.select('personal', 'Is a record about one person?', [
        { value: 'yes', text: 'Yes: small numbers are suppressed outside the panel' },
        { value: 'no', text: 'No: it is about a service or a partnership' },
      ]),
    ]),
    ...(criteria.length > 0
      ? [
          group(
            'Ranking',
            Array.from({ length: ranksOf(draft) }, (_, r) =>
              make.select(`rank.${r}`, r === 0 ? 'Ranked by' : `Then by (${r + 1})`, [none, ...criteria]),
            ),
            true,
          ),
        ]
      : []),
    group('Who answers', whoFields(draft, make), true),
    group(
      'Id, and the list of tools',
      [
        make.text(
          'id',
          'Id of the tool',
          'The same in every version, in lower-case letters, digits and underscores.',
          '20',
        ),
        make.select('listGroup', 'In the list of tools it stands under', [
          { value: '', text: 'None: with those that were made here' },
          ...LIST_GROUPS.map(([value, text]) => ({ value, text })),
        ]),
        make.text('listWho', 'Answered by', 'As it is read there, such as panel auditors who read notes.'),
        make.text('listBasis', 'Its source in short, with the year', undefined, '20'),
      ],
      true,
    ),
  ];
}

/** Whose people answer; a tool without choices cannot be answered alone, so it is not asked how. */
function whoFields(draft: DraftTool, make: Make): PartField[] {
  const modes = draftItemsOf(draft).flatMap((item) =>
    item.kind === 'choice'
      ? answersIn(draft, item).map((answer) => ({
          value: `${item.id}=${answer.id}`,
          text: `Yes: “${item.label || item.id}” is then ${answer.label || answer.id}`,
        }))
      : [],
  );
  return [
    make.select('answeredBy', 'Whose people answer', [
      { value: '', text: 'The panel' },
      { value: 'provider', text: 'The provider, about itself; the panel validates' },
    ]),
    ...(modes.length > 0
      ? [
          make.select(
            'alone',
            'Can respondents answer alone, with a code?',
            [{ value: '', text: 'No' }, ...modes],
            'The answer keeps how a record was answered; respondents are not asked it.',
          ),
        ]
      : []),
  ];
}
