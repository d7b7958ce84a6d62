import {
  BETWEEN_ANSWERS,
  COMMENT_MAXIMUM_LENGTH,
  looksLikeNhsNumber,
  parseAnswer,
  tidyComment,
} from '../../../rules/index.ts';
import type { Item } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { OwnAnswer } from './repository.ts';

/** What was entered for an item; of several boxes all that are ticked. */
export const enteredFor = (item: Item, body: FormBody, name = 'answer'): string =>
  item.kind === 'field' && item.type === 'multiple'
    ? [body[name] ?? []].flat().filter(Boolean).join(BETWEEN_ANSWERS)
    : textOf(body, name);

/** Reads what a provider says of one item. */
export function readAnswerForm(item: Item, body: FormBody): { answer: OwnAnswer; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const parsed = parseAnswer(item, enteredFor(item, body));
  if ('problem' in parsed) errors.push({ field: 'answer', text: `The answer ${parsed.problem}.` });
  const words = (field: string, what: string) => {
    const text = tidyComment(textOf(body, field));
    if (text.length > COMMENT_MAXIMUM_LENGTH) {
      errors.push({ field, text: `${what} can have at most ${COMMENT_MAXIMUM_LENGTH} characters.` });
    }
    if (looksLikeNhsNumber(text)) {
      errors.push({ field, text: `${what} holds what looks like an NHS number. Take it out.` });
    }
    return text;
  };
  const version = textOf(body, 'version');
  return {
    answer: {
      value: 'problem' in parsed ? null : parsed.value,
      evidence: words('evidence', 'The evidence'),
      comment: words('comment', 'The comment'),
      version: /^\d{1,6}$/.test(version) ? Number(version) : 0,
    },
    errors,
  };
}

export const otherName = (itemId: string): string => `other.${itemId}`;
export const reasonName = (itemId: string): string => `reason.${itemId}`;

/** Reads a decision on an answer: null where it is agreed with. */
export function readDecisionForm(
  item: Item,
  body: FormBody,
): { decision: { entered: string; reason: string } | null; errors: FieldError[] } {
  if (textOf(body, 'decision') === 'agree') return { decision: null, errors: [] };
  const field = reasonName(item.id);
  const reason = tidyComment(textOf(body, field));
  const errors =
    reason.length > COMMENT_MAXIMUM_LENGTH
      ? [{ field, text: `The reason can have at most ${COMMENT_MAXIMUM_LENGTH} characters.` }]
      : [];
  return { decision: { entered: enteredFor(item, body, otherName(item.id)), reason }, errors };
}

/** Reads why a self-audit is given back. */
export function readGiveBackForm(body: FormBody): { reason: string; errors: FieldError[] } {
  const reason = tidyComment(textOf(body, 'reason'));
  const text =
    reason === ''
      ? 'Say what the provider has to change. It reads this.'
      : reason.length > COMMENT_MAXIMUM_LENGTH
        ? `The reason can have at most ${COMMENT_MAXIMUM_LENGTH} characters.`
        : null;
  return { reason, errors: text === null ? [] : [{ field: 'reason', text }] };
}
