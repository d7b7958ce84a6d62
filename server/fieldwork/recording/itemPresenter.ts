import {
  answerText,
  BETWEEN_ANSWERS,
  CHECK_ANSWER_LABELS,
  checksOf,
  choicesOf,
  contradicts,
  itemById,
} from '../../../rules/index.ts';
import type { Check, DerivedAnswer, Field, Item, Rating, Tool } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { NoteSet } from '../caseFiles/reading.ts';
import { reasonInWords } from '../recoveryPlans/presenter.ts';
import { answerName, commentName, entryDateName, placeName, setName } from './fieldNames.ts';
import type { FormState } from './form.ts';
import { shortOf } from './missingAnswers.ts';

/** How the four answers stand in the narrow columns of the recording page; the full word is the accessible name. */
const SHORT_ANSWERS = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
  { value: 'na', text: 'N/A' },
  { value: '', text: 'Not rec.' },
] as const;

const EXCLUDED_NOTES = {
  fits: 'Does not apply to this group, so it is answered already.',
  odd: 'Does not apply to this group, yet it is {answer}. Check it.',
} as const;

/** A text has no answer that says so, and what was written may be long. */
const EXCLUDED_TEXT_NOTES = {
  fits: 'Does not apply to this group, so leave it empty.',
  odd: 'Does not apply to this group, yet something is written. Check it.',
} as const;

/** One item of the recording page. */
export function presentItem(parts: {
  tool: Tool;
  item: Item;
  number: number;
  state: FormState;
  excluded: boolean;
  /** What the file's group is called. */
  group: string;
  error: string | null;
  commentError: string | null;
  placeError: string | null;
  entryDateError: string | null;
  set: ReturnType<typeof presentSet>;
  derived: DerivedAnswer | null;
}) {
  const { tool, item, state, excluded, error } = parts;
  const name = answerName(item.id);
  const value = state.get(name) ?? '';
  const parent = item.kind === 'check' && item.dependsOn ? itemById(tool, item.dependsOn.item) : undefined;
  const parentLabel = parent?.shortLabel ?? '';
  return {
    id: item.id,
    name,
    label: item.label,
    guidance: item.guidance,
    /** What it is called where it is missing; null for a text, which never is. */
    short: item.kind === 'field' && item.type === 'text' ? null : shortOf(item),
    value,
    error,
    comment: state.get(commentName(item.id)) ?? '',
    commentName: commentName(item.id),
    commentError: parts.commentError,
    seen: presentWhereSeen(item.id, state, parts),
    set: parts.set,
    excluded,
    excludedNote: excludedNote(item, value),
    excludedNotes: excludedNotes(item),
    group: parts.group,
    rightAnswers: presentRightAnswers(tool, item, state),
    ...(item.kind === 'check'
      ? {
          kind: 'check' as const,
          isScale: false,
          number: parts.number,
          isHungOn: checksOf(tool).some((check) => check.dependsOn?.item === item.id),
          dependsOn: item.dependsOn
            ? `Only where "${parentLabel}" is ${CHECK_ANSWER_LABELS[item.dependsOn.answer].toLowerCase()}.`
            : null,
          dependency:
            parent && item.dependsOn ? presentDependency(item, parent, item.dependsOn.answer, state) : null,
          yesIsBad: item.polarity === 'yes_is_bad',
          derived: parts.derived && presentDerived(item.id, parts.derived, value),
          options: SHORT_ANSWERS.filter((answer) => answer.value !== 'na' || item.na).map((answer) => ({
            value: answer.value,
            text: answer.text,
            fullText: CHECK_ANSWER_LABELS[answer.value === '' ? 'nr' : answer.value],
            checked: value === answer.value,
            id: `${name}-${answer.value || 'nr'}`,
          })),
        }
      : item.kind === 'rating'
        ? presentRating(item, parts.number, name, value)
        : { kind: 'other' as const, control: controlOf(item, value) }),
  };
}

const excludedNotes = (item: Item) =>
  item.kind === 'field' && item.type === 'text' ? EXCLUDED_TEXT_NOTES : EXCLUDED_NOTES;

/** What is said of an item that does not apply to the file's group. */
function excludedNote(item: Item, value: string): string {
  const { fits, odd } = excludedNotes(item);
  const isText = item.kind === 'field' && item.type === 'text';
  if (isText ? value === '' : value === 'na') return fits;
  const answer = value === '' ? CHECK_ANSWER_LABELS.nr : answerText(item, value);
  return odd.replace('{answer}', item.kind === 'check' || value === '' ? answer.toLowerCase() : answer);
}

/** Where the answer was seen; `said` where anything is said of it, as words for the ear. */
function presentWhereSeen(
  itemId: string,
  state: FormState,
  { placeError, entryDateError }: { placeError: string | null; entryDateError: string | null },
) {
  const place = { name: placeName(itemId), value: state.get(placeName(itemId)) ?? '', error: placeError };
  const day = {
    name: entryDateName(itemId),
    value: state.get(entryDateName(itemId)) ?? '',
    error: entryDateError,
  };
  return {
    place,
    day,
    isSaid: place.value !== '' || day.value !== '',
    isWrong: placeError !== null || entryDateError !== null,
  };
}

/** A rating is a row like a check, with the options of its scale. */
function presentRating(item: Rating, number: number, name: string, value: string) {
  const choices = [...choicesOf(item), { value: '', text: CHECK_ANSWER_LABELS.nr }];
  return {
    kind: 'check' as const,
    isScale: true,
    number,
    isHungOn: false,
    dependsOn: null,
    dependency: null,
    yesIsBad: false,
    derived: null,
    options: choices.map((choice) => ({
      value: choice.value,
      text: SHORT_ANSWERS.find((short) => short.value === choice.value)?.text ?? choice.text,
      fullText: choice.text,
      checked: value === choice.value,
      id: `${name}-${choice.value || 'nr'}`,
    })),
  };
}

/**
 * What a right answer to the chosen scenario of a call holds, beside the items that are held against it; null beside any
 * other. The page has those to all scenarios, so that it can change them at once.
 */
function presentRightAnswers(tool: Tool, { id }: Item, state: FormState) {
  const scenario = tool.calls?.accuracy.includes(id) ? itemById(tool, tool.calls.scenario) : undefined;
  if (scenario?.kind !== 'field' || scenario.type !== 'choice') return null;
  const field = answerName(scenario.id);
  const options = scenario.options.map((option) => ({
    value: option.id,
    label: option.label,
    text: option.guidance ?? '',
    chosen: state.get(field) === option.id,
  }));
  return { field, options, chosen: options.some(({ chosen }) => chosen) };
}

const REASONS_SHOWN = 3;

/**
 * The answer that follows from what was entered of the plan. It is offered and never filled in; beside the same answer,
 * or where the check does not apply, there is nothing to offer.
 */
function presentDerived(checkId: string, { answer, reasons }: DerivedAnswer, value: string) {
  const more = reasons.length - REASONS_SHOWN;
  return {
    answer,
    answerText: CHECK_ANSWER_LABELS[answer],
    source: checkId === 'top_missing' ? 'By the TOP dates' : 'By the plan as entered',
    reasons: [
      ...reasons.slice(0, REASONS_SHOWN).map(reasonInWords),
      ...(more > 0 ? [`And ${more} more.`] : []),
    ].join(' '),
    hidden: value === answer || value === 'na',
  };
}

/**
 * How a check stands to the one it depends on. The notes go to the page whole, so that it can change them at once;
 * {answer} in them is the answer of the other check.
 */
function presentDependency(check: Check, parent: Item, answer: 'yes' | 'no', state: FormState) {
  const of = (id: string) => {
    const given = answerIn(state, id);
    return given === 'nr' ? null : given;
  };
  const other = of(parent.id);
  const contradiction = contradicts(check, of(check.id), other);
  const greyed = !contradiction && contradicts(check, 'yes', other);
  const notes = {
    greyed: `"${parent.shortLabel}" is {answer}, so no is expected here. It can be answered all the same.`,
    contradiction: `Yes here, but "${parent.shortLabel}" is {answer}. Check both.`,
  };
  const words = CHECK_ANSWER_LABELS[other ?? 'nr'].toLowerCase();
  return {
    on: parent.id,
    answer,
    notes,
    greyed,
    contradiction,
    note: (contradiction ? notes.contradiction : greyed ? notes.greyed : '').replace('{answer}', words),
  };
}

function answerIn(state: FormState, checkId: string): keyof typeof CHECK_ANSWER_LABELS {
  const value = state.get(answerName(checkId));
  return value === 'yes' || value === 'no' || value === 'na' ? value : 'nr';
}

/** How a field is entered. */
function controlOf(item: Field, value: string) {
  switch (item.type) {
    case 'choice':
      return {
        type: 'select' as const,
        items: [
          { value: '', text: 'Not recorded', selected: value === '' },
          ...choicesOf(item).map((choice) => ({ ...choice, selected: choice.value === value })),
        ],
      };
    case 'multiple': {
      const chosen = value.split(BETWEEN_ANSWERS);
      return {
        type: 'checkboxes' as const,
        items: choicesOf(item).map((choice) => ({ ...choice, checked: chosen.includes(choice.value) })),
      };
    }
    case 'number':
      return { type: 'number' as const, unit: item.unit ?? null };
    case 'date':
      return { type: 'date' as const };
    case 'text':
      return { type: 'text' as const };
  }
}

/** From whose notes a comment is to come; null where all notes are one provider's. */
export function presentSet(noteSets: NoteSet[], itemId: string, state: FormState, errors: FieldError[]) {
  if (noteSets.length === 0) return null;
  const name = setName(itemId);
  const chosen = state.get(name) ?? '';
  return {
    name,
    error: errors.find((error) => error.field === name)?.text ?? null,
    items: [
      { value: '', text: 'All sets of notes', selected: chosen === '' },
      ...noteSets.map((set) => ({
        value: String(set.providerId),
        text: set.name,
        selected: chosen === String(set.providerId),
      })),
      // Kept as it is, or the comment would go to all of the others.
      ...(chosen === '' || noteSets.some((set) => String(set.providerId) === chosen)
        ? []
        : [{ value: chosen, text: 'A provider that is none of this group', selected: true }]),
    ],
  };
}
