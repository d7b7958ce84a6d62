import { z } from 'zod';
import {
  itemsOf,
  looksLikeNhsNumber,
  parseAnswer,
  REFERENCE_MAXIMUM_LENGTH,
  referenceProblem,
} from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';
import type { FieldError } from '../errors.ts';
import { requiredText, textOf, wholeNumber } from '../http/form.ts';
import type { FormBody } from '../http/form.ts';
import type { Review } from './repository.ts';
import type { RecordedForm } from './service.ts';

export const answerName = (itemId: string) => `answer.${itemId}`;
export const commentName = (itemId: string) => `comment.${itemId}`;

export const COMMENT_MAXIMUM_LENGTH = 4000;

export const newFileForm = z.object({
  reference: requiredText('Enter the pseudonymous reference of the case file.', REFERENCE_MAXIMUM_LENGTH),
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
export function readReviewForm(tool: Tool, body: FormBody): { form: WholeForm; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const answers = new Map<string, string | null>();
  const comments = new Map<string, string | null>();
  for (const item of itemsOf(tool)) {
    const name = answerName(item.id);
    if (name in body) {
      const parsed = parseAnswer(item, textOf(body, name));
      if ('problem' in parsed) errors.push({ field: name, text: `${item.label}: ${parsed.problem}.` });
      else answers.set(item.id, parsed.value);
    }
    const ofComment = commentName(item.id);
    if (ofComment in body) {
      const comment = tidy(textOf(body, ofComment));
      if (comment.length > COMMENT_MAXIMUM_LENGTH) errors.push(tooLong(tool, ofComment));
      if (looksLikeNhsNumber(comment)) errors.push(pointsAtSomebody(tool, ofComment));
      comments.set(item.id, comment === '' ? null : comment);
    }
  }
  const comment = tidy(textOf(body, 'comment'));
  if (comment.length > COMMENT_MAXIMUM_LENGTH) errors.push(tooLong(tool, 'comment'));
  if (looksLikeNhsNumber(comment)) errors.push(pointsAtSomebody(tool, 'comment'));
  for (const name of undecidedOf(body)) {
    errors.push({ field: name, text: `${labelOf(tool, name)}: choose which of the two is right.` });
  }
  const reference = textOf(body, 'reference').trim();
  const wrongReference = referenceProblem(reference);
  if (wrongReference) errors.push({ field: 'reference', text: `The reference ${wrongReference}.` });
  const intent = intentOf(body);
  return {
    form: {
      version: Number(textOf(body, 'version')) || 0,
      reference,
      groupId: Number(textOf(body, 'groupId')) || 0,
      answers,
      comments,
      comment,
      complete: intent === 'save' ? undefined : intent === 'complete',
    },
    errors,
  };
}

/**
 * Reads one change of a page that saves as it goes: a form of which everything may be missing that has not changed.
 * What the tool does not ask is an error, since nobody would miss it otherwise.
 */
export function readChange(tool: Tool, body: FormBody): { form: RecordedForm; errors: FieldError[] } {
  const { form, errors: all } = readReviewForm(tool, body);
  // Of a whole form a field that is missing is wrong; a change leaves it as it is.
  const errors = all.filter(({ field }) => field !== 'reference' || 'reference' in body);
  const known = new Set(itemsOf(tool).flatMap(({ id }) => [answerName(id), commentName(id)]));
  for (const field of Object.keys(body)) {
    if (/^(answer|comment)\./.test(field) && !known.has(field)) {
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

/** Browsers send line breaks as CR LF; the same comment must not look changed for that. */
function tidy(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

function tooLong(tool: Tool, field: string): FieldError {
  return {
    field,
    text: `${labelOf(tool, field)} is too long: it can have at most ${COMMENT_MAXIMUM_LENGTH} characters.`,
  };
}

/** The provider reads comments, so what names one person in the whole of England stays out of them. */
function pointsAtSomebody(tool: Tool, field: string): FieldError {
  return { field, text: `${labelOf(tool, field)} holds what looks like an NHS number. Take it out.` };
}

/** The fields between whose two versions somebody was asked to choose. */
export function differingOf(body: FormBody): string[] {
  return [body['differing'] ?? []].flat();
}

/** Those of them for which no choice was made. */
export function undecidedOf(body: FormBody): ReadonlySet<string> {
  return new Set(differingOf(body).filter((name) => !(name in body)));
}

/** What a recording form says, field by field, as it would be sent; the language of the page for two versions. */
export type FormState = ReadonlyMap<string, string>;

/** A saved review as the fields of its form. */
export function stateOf(tool: Tool, review: Review): FormState {
  const state = new Map<string, string>([
    ['reference', review.reference],
    ['groupId', String(review.groupId)],
  ]);
  for (const item of itemsOf(tool)) {
    state.set(answerName(item.id), review.answers.get(item.id) ?? '');
    state.set(commentName(item.id), review.comments.get(item.id) ?? '');
  }
  return state.set('comment', review.comment);
}

/** A form that was sent as fields, in the same notation; what it does not show is as in the review. */
export function sentState(tool: Tool, body: FormBody, review: Review): FormState {
  const { form } = readReviewForm(tool, body);
  const state = new Map(stateOf(tool, review));
  state.set('reference', form.reference).set('groupId', String(form.groupId)).set('comment', form.comment);
  for (const item of itemsOf(tool)) {
    const name = answerName(item.id);
    if (!(name in body)) continue;
    const value = form.answers.get(item.id);
    // What could not be read stays as it was typed, to be put right.
    state.set(name, value === undefined ? textOf(body, name).trim() : (value ?? ''));
  }
  for (const [itemId, comment] of form.comments) state.set(commentName(itemId), comment ?? '');
  // A choice that was not made yet: the person's own version travels beside it.
  for (const name of undecidedOf(body)) state.set(name, tidy(textOf(body, `yours.${name}`)));
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
export function labelOf(tool: Tool, name: string): string {
  if (name === 'reference') return 'Reference';
  if (name === 'groupId') return 'Sample group';
  if (name === 'comment') return 'Comment about the whole file';
  const [what, id = ''] = name.split('.');
  const item = itemsOf(tool).find((i) => i.id === id);
  return what === 'comment' ? `Comment on “${item?.label ?? id}”` : (item?.label ?? id);
}
