import { checkDraft, draftCriteriaOf, draftItemsOf, idsOfParts, partIn } from '../../../rules/index.ts';
import type { DraftTool, PartName } from '../../../rules/index.ts';
import { dayInWords } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { tickedIn } from './fieldsOfForm.ts';
import { itemIn } from './itemForm.ts';
import { besideGroups } from './besideFields.ts';
import { headGroups } from './headFields.ts';
import { criterionIn, partValues } from './partForm.ts';
import { trainingGroups } from './trainingFields.ts';
import { itemGroups, measureField, SCALE_COLUMNS } from './itemFields.ts';
import { fieldMaker, group } from './partFields.ts';
import type { Choice, FieldGroup, Make, PartField, RowColumn } from './partFields.ts';
import { presentBar, wordsOfDraft } from './barPresenter.ts';
import { problemsOf } from './problems.ts';
import { partMark } from './service.ts';
import type { Draft } from './service.ts';

/** What a form is presented from: what was typed, or what is kept; the errors; and what somebody else saved meanwhile. */
interface Sent {
  typed: FormBody | null;
  errors: readonly FieldError[];
  /** The same fields as they are kept now, where they differ from what was typed; null where nobody else changed them. */
  theirs: FormBody | null;
}

const KIND_TITLES = {
  head: 'The tool',
  section: 'Section',
  item: 'Question',
  scale: 'Scale',
  criterion: 'Criterion',
  calls: 'Calls with a script',
  top: 'TOP forms',
  words: 'Words of goals',
} as const;

/** The page of one part of a draft, with each of its problems at its field. */
export function presentPart(
  draft: Draft,
  part: PartName,
  { typed, errors, theirs }: Sent,
  undo: { what: string; byName: string | null } | null,
) {
  const { definition } = draft;
  const kept = partValues(definition, part);
  const values = { ...kept, ...typed };
  const problems = problemsOf(definition, checkDraft(definition).problems).filter(
    (problem) => problem.part.kind === part.kind && problem.part.id === part.id,
  );
  const errorOf = (name: string) =>
    errors.find(({ field }) => field === name)?.text ??
    problems.find(({ field }) => field === name)?.text ??
    null;
  const theirsOf = (name: string) => {
    if (!theirs || !(name in theirs) || !typed || !(name in typed)) return null;
    const own = tickedIn(typed, name).join(', ');
    const other = tickedIn(theirs, name).join(', ');
    return own.replace(/\r\n/g, '\n') === other ? null : other || '(empty)';
  };
  const make = fieldMaker(values, errorOf, theirsOf);
  const groups = groupsOf(definition, part, values, make).map((one) => ({
    ...one,
    // What is wrong must be seen.
    open: one.fields.some(hasError),
  }));
  return {
    bar: presentBar(draft, undo, null),
    heading: part.kind === 'training' ? `Made-up ${wordsOfDraft(draft).one}` : KIND_TITLES[part.kind],
    name: nameOf(definition, part),
    action: urls.toolPart(draft.id, part.kind, part.id),
    back: urls.toolDraftPart(draft.id, part.kind, part.id),
    revision: draft.revision,
    seen: partMark(definition, part),
    published: draft.state === 'draft' ? null : publishedMeanwhile(draft),
    problems: problems.map(({ field, text }) => ({ text, href: `#${field}` })),
    conflict: theirs
      ? { who: draft.updatedByName ?? 'Somebody', gone: partIn(definition, part) === undefined }
      : null,
    groups,
    next: part.kind === 'item' ? nextItem(draft, part.id) : null,
  };
}

/** What somebody is told whose draft was published while they wrote. */
const publishedMeanwhile = ({ version, toolId, publishedByName }: Draft) => ({
  text: `${publishedByName ?? 'Somebody'} has published this draft as version ${version} while you had it open, so what you typed was not saved. It stands in the fields below, with what was published beneath each that differs.`,
  href: urls.newTool(`${toolId}:${version}`),
});

const hasError = (field: PartField): boolean =>
  field.error !== null ||
  field.theirs !== null ||
  (field.type === 'rows' && field.rows.some(({ cells }) => cells.some(({ error }) => error !== null)));

export function nameOf(draft: DraftTool, { kind, id }: PartName): string {
  switch (kind) {
    case 'head':
      return draft.title;
    case 'section':
      return draft.sections.find((one) => one.id === id)?.title ?? id;
    case 'item':
      return draftItemsOf(draft).find((one) => one.id === id)?.label ?? id;
    case 'scale':
      return id;
    case 'criterion':
      return draftCriteriaOf(draft).find((one) => one.id === id)?.title ?? id;
    case 'calls':
      return 'How calls are planned';
    case 'top':
      return `TOP forms from ${dayInWords(id)}`;
    case 'words':
      return 'Words by which goals are read';
    case 'training':
      return draft.training?.find((one) => one.id === id)?.title ?? id;
  }
}

function nextItem({ id, definition }: Draft, itemId: string) {
  const items = draftItemsOf(definition);
  const next = items[items.findIndex((item) => item.id === itemId) + 1];
  return next ? { text: next.label, href: urls.toolPart(id, 'item', next.id) } : null;
}

function groupsOf(draft: DraftTool, { kind, id }: PartName, values: FormBody, make: Make): FieldGroup[] {
  switch (kind) {
    case 'head':
      return headGroups(draft, make);
    case 'section':
      return [
        group(null, [
          make.text('title', 'Title', 'Such as “Assessment” or “About the person”.'),
          make.area('description', 'Description (optional)', 3),
        ]),
      ];
    case 'item':
      return itemGroups(draft, itemIn(draft, id), values, make);
    case 'scale':
      return [
        group(null, [
          make.text('id', 'Name of the scale', 'In lower-case letters, digits and underscores.', '20'),
          make.rows('o', 'Options, from one end to the other', 'Option', SCALE_COLUMNS, SCALE_HINT),
        ]),
      ];
    case 'criterion':
      return criterionGroups(draft, id, make);
    case 'calls':
    case 'top':
    case 'words':
      return besideGroups(draft, kind, make);
    case 'training':
      return trainingGroups(draft, make);
  }
}

const SCALE_HINT =
  'Give all of them a score or none: without scores it is never good or bad. A scale of yes and no with scores is a check, and the answer with the higher score is the good one.';
function criterionGroups(draft: DraftTool, id: string, make: Make): FieldGroup[] {
  const criterion = criterionIn(draft, id);
  const items = draftItemsOf(draft).filter(({ kind }) => kind === 'scale' || kind === 'number');
  const isJudged = criterion.aggregate === 'judgement';
  const names = new Map([
    ...draftItemsOf(draft).map((item) => [item.id, item.label || item.id] as const),
    ...draftCriteriaOf(draft).map((one) => [one.id, one.title || one.id] as const),
  ]);
  const within = new Set(draftCriteriaOf({ criteria: [criterion] }).map((one) => one.id));
  const parents = draftCriteriaOf(draft).flatMap((one) =>
    within.has(one.id) ? [] : [{ value: one.id, text: one.title || one.id }],
  );
  const scales = Object.keys(draft.scales).map((name) => ({ value: name, text: name }));
  const isWeighted = criterion.aggregate === 'mean' || criterion.aggregate === 'sum';
  return [
    group(null, [
      make.text('title', 'Title'),
      make.select(
        'aggregate',
        'How its parts are put together',
        AGGREGATES,
        'Save after choosing another one: its own fields follow.',
      ),
      ...(isJudged
        ? [
            make.select('scale', 'Scale from which a person chooses', [
              { value: '', text: 'Choose a scale' },
              ...scales,
            ]),
          ]
        : []),
      make.boxes(
        'parts',
        'Questions that it is made of',
        items.map((item) => ({ value: item.id, text: item.label || item.id })),
      ),
      make.select('parent', 'Part of', [{ value: '', text: 'Nothing: it stands at the top' }, ...parents]),
    ]),
    ...(isJudged
      ? []
      : [
          group('Bands and limits', [
            make.rows(
              'b',
              'Bands, from the lowest (optional)',
              'Band',
              BAND_COLUMNS,
              'A value that equals a beginning belongs to the band above it.',
            ),
            make.select('scoredBy', 'What it hands on', [
              { value: 'value', text: 'Its value' },
              { value: 'band', text: 'The score of its band' },
            ]),
            make.rows(
              'l',
              'Limits: answers to one question above which it cannot come (optional)',
              'Limit',
              LIMIT_COLUMNS,
              'The id of the question, ids of answers with commas between, and the highest score.',
            ),
          ]),
        ]),
    ...(isWeighted && criterion.of.length > 0
      ? [
          group(
            'Weights',
            idsOfParts(criterion).map((part) =>
              make.text(`w.${part}`, names.get(part) ?? part, undefined, '3'),
            ),
            true,
          ),
        ]
      : []),
    group(
      'Id and source',
      [
        make.text('id', 'Id', undefined, '20'),
        make.area('source', 'Source (optional)', 2),
        measureField(make),
      ],
      true,
    ),
  ];
}

const AGGREGATES: Choice[] = [
  { value: 'mean', text: 'Mean' },
  { value: 'sum', text: 'Sum' },
  { value: 'least', text: 'The lowest' },
  { value: 'most', text: 'The highest' },
  { value: 'median', text: 'Median' },
  { value: 'judgement', text: 'A person judges, with the answers in view' },
];
const BAND_COLUMNS: RowColumn[] = [
  { name: 'label', label: 'Band' },
  { name: 'from', label: 'From' },
  { name: 'score', label: 'Counts' },
  { name: 'id', label: 'Id' },
];
const LIMIT_COLUMNS: RowColumn[] = [
  { name: 'label', label: 'Question' },
  { name: 'when', label: 'Its answers' },
  { name: 'atMost', label: 'At most' },
];
