import { z } from 'zod';
import {
  BETWEEN_ANSWERS,
  COMMENT_MAXIMUM_LENGTH,
  itemsOf,
  looksLikeNhsNumber,
  parseAnswer,
  PLACE_MAXIMUM_LENGTH,
  readDate,
  referenceProblem,
  subjectWords,
  tidyReference,
  tidyComment,
  tidyPlace,
} from '../../../rules/index.ts';
import type { Item, SubjectWords, Tool } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { dayForForm } from '../../formats/english.ts';
import { requiredText, textOf, wholeNumber } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { FILE_COMMENT } from '../caseFiles/reading.ts';
import type { NotesState, NoteSet, Reading } from '../caseFiles/reading.ts';
import {
  answerName,
  commentName,
  entryDateName,
  notesName,
  placeName,
  setName,
  sureName,
} from './fieldNames.ts';
import type { RecordedForm } from './service.ts';

export const newFileForm = ({ reference, referenceLength }: SubjectWords) =>
  z.object({
    reference: requiredText(`Enter the ${reference}.`, referenceLength).transform(tidyReference),
    groupId: wholeNumber(1, 999_999_999, 'Choose a sample group.'),
  });

/** What the person wants with the save: go on, finish the file, or take it up again. */
export type SaveIntent = 'save' | 'complete' | 'uncomplete';

export function intentOf(body: FormBody): SaveIntent {
  const intent = textOf(body, 'intent');
  return intent === 'complete' || intent === 'uncomplete' ? intent : 'save';
}

/** A form as the page sends it whole. */
type WholeForm = RecordedForm & { reference: string; groupId: number; comment: string };

/**
 * Reads a recording form. An item that the form does not show keeps its answer; a choice between two versions that
 * was not made is an error.
 */
export function readRecordingForm(
  tool: Tool,
  body: FormBody,
  noteSets: NoteSet[] = [],
): { form: WholeForm; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const answers = new Map<string, string | null>();
  const comments = new Map<string, string | null>();
  const sure = new Map<string, string>();
  for (const item of itemsOf(tool)) {
    const name = answerName(item.id);
    if (name in body) {
      const parsed = parseAnswer(item, enteredFor(item, body));
      if ('problem' in parsed) errors.push({ field: name, text: `${item.label}: ${parsed.problem}.` });
      else answers.set(item.id, parsed.value);
    }
    if (sureName(item.id) in body) {
      const said = parseAnswer(item, textOf(body, sureName(item.id)));
      if ('value' in said && said.value !== null) sure.set(item.id, said.value);
    }
    const ofComment = commentName(item.id);
    if (ofComment in body) {
      const comment = tidyComment(textOf(body, ofComment));
      if (comment.length > COMMENT_MAXIMUM_LENGTH) errors.push(tooLong(tool, ofComment));
      if (looksLikeNhsNumber(comment)) errors.push(pointsAtSomebody(tool, ofComment));
      comments.set(item.id, comment === '' ? null : comment);
    }
  }
  const seen = readWhereSeen(tool, body);
  errors.push(...seen.errors);
  const comment = tidyComment(textOf(body, 'comment'));
  if (comment.length > COMMENT_MAXIMUM_LENGTH) errors.push(tooLong(tool, 'comment'));
  if (looksLikeNhsNumber(comment)) errors.push(pointsAtSomebody(tool, 'comment'));
  const sets = readSets(tool, body);
  errors.push(...sets.errors);
  for (const name of undecidedOf(body)) {
    errors.push({ field: name, text: `${labelOf(tool, name, noteSets)}: choose which of the two is right.` });
  }
  const reference = textOf(body, 'reference').trim();
  const wrongReference = referenceProblem(reference, subjectWords(tool.subject));
  if (wrongReference) errors.push({ field: 'reference', text: `The reference ${wrongReference}.` });
  const intent = intentOf(body);
  return {
    form: {
      version: Number(textOf(body, 'version')) || 0,
      reference,
      groupId: Number(textOf(body, 'groupId')) || 0,
      answers,
      comments,
      places: seen.places,
      entryDates: seen.entryDates,
      comment,
      sure,
      notes: sets.notes,
      commentSets: sets.commentSets,
      complete: intent === 'save' ? undefined : intent === 'complete',
    },
    errors,
  };
}

/** What was entered for an item; of several boxes all that are ticked. */
const enteredFor = (item: Item, body: FormBody): string =>
  item.kind === 'field' && item.type === 'multiple'
    ? [body[answerName(item.id)] ?? []].flat().filter(Boolean).join(BETWEEN_ANSWERS)
    : textOf(body, answerName(item.id));

/** Where answers were seen, as far as a form says it; empty takes it away. */
function readWhereSeen(tool: Tool, body: FormBody) {
  const places = new Map<string, string | null>();
  const entryDates = new Map<string, string | null>();
  const errors: FieldError[] = [];
  for (const { id } of itemsOf(tool)) {
    const ofPlace = placeName(id);
    if (ofPlace in body) {
      const place = tidyPlace(textOf(body, ofPlace));
      if (place.length > PLACE_MAXIMUM_LENGTH) errors.push(tooLong(tool, ofPlace, PLACE_MAXIMUM_LENGTH));
      if (looksLikeNhsNumber(place)) errors.push(pointsAtSomebody(tool, ofPlace));
      places.set(id, place === '' ? null : place);
    }
    const ofDate = entryDateName(id);
    if (!(ofDate in body)) continue;
    const entered = textOf(body, ofDate).trim();
    const read = entered === '' ? { value: null } : readDate(entered);
    if ('problem' in read) errors.push({ field: ofDate, text: `${labelOf(tool, ofDate)} ${read.problem}.` });
    else entryDates.set(id, read.value);
  }
  return { places, entryDates, errors };
}

/** What a form says of the sets of notes; empty is "not said", or "all sets". */
function readSets(tool: Tool, body: FormBody) {
  const notes = new Map<number, NotesState | null>();
  const commentSets = new Map<string, number | null>();
  const errors: FieldError[] = [];
  for (const name of Object.keys(body)) {
    const providerId = /^notes\.([1-9]\d{0,8})$/.exec(name)?.[1];
    if (providerId === undefined) continue;
    const state = textOf(body, name);
    if (state === '' || state === 'read' || state === 'missing') notes.set(Number(providerId), state || null);
    else errors.push({ field: name, text: 'Choose from the list whether these notes were read.' });
  }
  for (const itemId of commentable(tool)) {
    const name = setName(itemId);
    if (!(name in body)) continue;
    const chosen = textOf(body, name);
    if (/^([1-9]\d{0,8})?$/.test(chosen)) commentSets.set(itemId, chosen === '' ? null : Number(chosen));
    else errors.push({ field: name, text: 'Choose from the list whose notes the comment is about.' });
  }
  return { notes, commentSets, errors };
}

/**
 * Reads one change of a page that saves as it goes: a form of which everything may be missing that has not changed.
 * What the tool does not ask is an error, since nobody would miss it otherwise.
 */
export function readChange(tool: Tool, body: FormBody): { form: RecordedForm; errors: FieldError[] } {
  const { form, errors: all } = readRecordingForm(tool, body);
  // Of a whole form a field that is missing is wrong; a change leaves it as it is.
  const errors = all.filter(({ field }) => field !== 'reference' || 'reference' in body);
  const known = new Set(
    itemsOf(tool).flatMap(({ id }) => [answerName(id), commentName(id), placeName(id), entryDateName(id)]),
  );
  for (const field of Object.keys(body)) {
    if (/^(answer|comment|seen|dated)\./.test(field) && !known.has(field)) {
      errors.push({ field, text: 'This is not asked in this audit.' });
    }
  }
  const changeId = textOf(body, 'change');
  return {
    form: {
      ...form,
      reference: 'reference' in body ? form.reference : undefined,
      groupId: 'groupId' in body ? form.groupId : undefined,
      comment: 'comment' in body ? form.comment : undefined,
      changeId: /^[\w-]{8,60}$/.test(changeId) ? changeId : null,
    },
    errors,
  };
}

const commentable = (tool: Tool) => [...itemsOf(tool).map((item) => item.id), FILE_COMMENT];

function tooLong(tool: Tool, field: string, most = COMMENT_MAXIMUM_LENGTH): FieldError {
  return {
    field,
    text: `${labelOf(tool, field)} is too long: it can have at most ${most} characters.`,
  };
}

/** The provider reads comments, so what names one person in the whole of England stays out of them. */
function pointsAtSomebody(tool: Tool, field: string): FieldError {
  return { field, text: `${labelOf(tool, field)} holds what looks like an NHS number. Take it out.` };
}

/** The fields between whose two versions somebody was asked to choose. */
function differingOf(body: FormBody): string[] {
  return [body['differing'] ?? []].flat();
}

/** Those of them for which no choice was made. */
export function undecidedOf(body: FormBody): ReadonlySet<string> {
  return new Set(differingOf(body).filter((name) => !(name in body)));
}

/** What a recording form says, field by field, as it would be sent; the language of the page for two versions. */
export type FormState = ReadonlyMap<string, string>;

/** A saved reading as the fields of its form. */
export function stateOf(tool: Tool, reading: Reading): FormState {
  const state = new Map<string, string>([
    ['reference', reading.reference],
    ['groupId', String(reading.groupId)],
  ]);
  for (const item of itemsOf(tool)) {
    state.set(answerName(item.id), reading.answers.get(item.id) ?? '');
    state.set(commentName(item.id), reading.comments.get(item.id) ?? '');
    state.set(placeName(item.id), reading.places.get(item.id) ?? '');
    state.set(entryDateName(item.id), dayOrNothing(reading.entryDates.get(item.id)));
  }
  state.set('comment', reading.comment);
  for (const set of reading.noteSets) state.set(notesName(set.providerId), set.state ?? '');
  if (reading.noteSets.length > 0) {
    for (const itemId of commentable(tool)) {
      state.set(setName(itemId), String(reading.commentSets.get(itemId) ?? ''));
    }
  }
  return state;
}

/** A day as people write it, or nothing. */
const dayOrNothing = (day: string | null | undefined): string =>
  day === null || day === undefined ? '' : dayForForm(day);

/** A form that was sent as fields, in the same notation; what it does not show is as in the reading. */
export function sentState(tool: Tool, body: FormBody, reading: Reading): FormState {
  const { form } = readRecordingForm(tool, body);
  const state = new Map(stateOf(tool, reading));
  state.set('comment', form.comment);
  // A second reader is not asked for these.
  if (reading.number === 1) state.set('reference', form.reference).set('groupId', String(form.groupId));
  for (const item of itemsOf(tool)) {
    const name = answerName(item.id);
    if (!(name in body)) continue;
    const value = form.answers.get(item.id);
    // What could not be read stays as it was typed, to be put right.
    state.set(name, value === undefined ? enteredFor(item, body).trim() : (value ?? ''));
  }
  for (const [itemId, comment] of form.comments) state.set(commentName(itemId), comment ?? '');
  for (const [itemId, place] of form.places ?? []) state.set(placeName(itemId), place ?? '');
  for (const { id } of itemsOf(tool)) {
    const name = entryDateName(id);
    if (!(name in body)) continue;
    const day = form.entryDates?.get(id);
    state.set(name, day === undefined ? textOf(body, name).trim() : dayOrNothing(day));
  }
  for (const [providerId, notes] of form.notes ?? []) state.set(notesName(providerId), notes ?? '');
  for (const [itemId, providerId] of form.commentSets ?? []) {
    state.set(setName(itemId), String(providerId ?? ''));
  }
  // A choice that was not made yet: the person's own version travels beside it.
  for (const name of undecidedOf(body)) state.set(name, tidyComment(textOf(body, `yours.${name}`)));
  return state;
}

const baseSchema = z.record(z.string(), z.string());

/** What the form showed when it was opened, which it carries along; null when that cannot be read. */
export function baseOf(body: FormBody): FormState | null {
  try {
    return new Map(Object.entries(baseSchema.parse(JSON.parse(textOf(body, 'base')))));
  } catch {
    return null;
  }
}

/** What a field of the recording form is called on the page. */
export function labelOf(tool: Tool, name: string, noteSets: NoteSet[] = []): string {
  const words = subjectWords(tool.subject);
  if (name === 'reference') return 'Reference';
  if (name === 'groupId') return 'Sample group';
  if (name === 'comment') return `Comment about ${words.theWhole}`;
  const [what, id = ''] = name.split('.');
  if (what === 'notes') return `Notes of ${providerName(noteSets, id)}`;
  if (name === setName(FILE_COMMENT)) return `Whose notes the comment about ${words.theWhole} is about`;
  const item = itemsOf(tool).find((i) => i.id === id);
  if (what === 'set') return `Whose notes the comment on “${item?.label ?? id}” is about`;
  if (what === 'seen') return `Where the answer to “${item?.label ?? id}” was seen`;
  if (what === 'dated') return `Date of the entry seen for “${item?.label ?? id}”`;
  return what === 'comment' ? `Comment on “${item?.label ?? id}”` : (item?.label ?? id);
}

/** What a provider of the file's notes is called. */
export const providerName = (noteSets: NoteSet[], id: string): string =>
  noteSets.find((set) => String(set.providerId) === id)?.name ?? 'a provider that is none of this group';
