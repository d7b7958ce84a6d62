import { draftItemsOf } from '../../../rules/index.ts';
import type { DraftTool } from '../../../rules/index.ts';
import { scriptsOf } from './besideForm.ts';
import type { BesideKind } from './besideForm.ts';
import { group } from './partFields.ts';
import type { Choice, FieldGroup, Make } from './partFields.ts';
import { WORD_LISTS } from './wordLists.ts';

// The fields of what few tools have beside their questions.

export function besideGroups(draft: DraftTool, kind: BesideKind, make: Make): FieldGroup[] {
  switch (kind) {
    case 'calls':
      return callsGroups(draft, make);
    case 'top':
      return topGroups(make);
    case 'words':
      return wordsGroups(make);
  }
}

function callsGroups(draft: DraftTool, make: Make): FieldGroup[] {
  const items = draftItemsOf(draft);
  const of = (kind: string): Choice[] => [
    { value: '', text: 'Choose a question' },
    ...items.flatMap((item) => (item.kind === kind ? [{ value: item.id, text: item.label || item.id }] : [])),
  ];
  const scripts = scriptsOf(draft);
  return [
    group(null, [
      make.select(
        'scenario',
        'The question that names the script',
        of('choice'),
        'One of several options. What a right answer to a script holds is written at its option, as “When to choose it”.',
      ),
      make.select('caller', 'The question with the caller’s pseudonym', of('text'), 'Answered in words.'),
      make.select('time', 'The question with the time of day', of('choice'), 'One of several options.'),
      make.boxes(
        'accuracy',
        'Questions answered by holding what was said against the right answers',
        items.map((item) => ({ value: item.id, text: item.label || item.id })),
        'The plan of calls fills in the script, the caller and the time; these are left to whoever calls.',
      ),
    ]),
    ...(scripts.length > 0
      ? [
          group(
            'What the caller tells',
            scripts.map(({ id, label }) =>
              make.area(`story.${id}`, label || id, 4, 'The story, without what a right answer to it is.'),
            ),
          ),
        ]
      : []),
  ];
}

const DAYS = '5';

function topGroups(make: Make): FieldGroup[] {
  return [
    group(null, [
      make.text('from', 'In force from', 'Day, month and year, such as 01/07/2009.', '10'),
      make.text('start', 'Start form: within so many days of the start, before or after', undefined, DAYS),
      make.text('reviewFrom', 'Review form: from', 'After the start of treatment.', DAYS),
      make.text('reviewTo', 'Review form: to', undefined, DAYS),
      make.select('reviewUnit', 'These two are', [
        { value: 'days', text: 'Days' },
        { value: 'weeks', text: 'Weeks, with one review whatever comes later' },
      ]),
      make.text(
        'furtherEvery',
        'Further reviews: one every so many days (optional)',
        'Where the review is in days.',
        DAYS,
      ),
      make.text('furtherOpen', 'Counting in the last so many days of them (optional)', undefined, DAYS),
      make.text('exit', 'Exit form: within so many days of the exit, before or after', undefined, DAYS),
      make.text(
        'journey',
        'Times in treatment so many days apart count as one (optional)',
        'From an exit to the next start. Empty: none does.',
        DAYS,
      ),
      make.text('threshold', 'Percent of due forms that have to be there', undefined, DAYS),
      make.area('source', 'What confirms this (optional)', 3),
      make.area('choices', 'What no source confirms (optional)', 3, 'A sentence each, on a line of its own.'),
    ]),
  ];
}

function wordsGroups(make: Make): FieldGroup[] {
  return [
    group(
      null,
      WORD_LISTS.map(({ list, label, hint }) => make.area(`w.${list}`, label, 2, hint)),
    ),
    group(
      'Other lists',
      [
        make.area(
          'others',
          'Other lists (optional)',
          4,
          'A line each: the name of a list as in the file of words, a colon, and words with commas between, such as themes.housing: night shelter.',
        ),
      ],
      true,
    ),
  ];
}
