import { z } from 'zod';
import { looksLikeNhsNumber } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf, ticked, wholeNumber } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { REASON_MAXIMUM_LENGTH } from './service.ts';
import type { Decision, ReadTwice } from './service.ts';

export const drawForm = z.object({
  percent: wholeNumber(1, 100, 'Enter a share from 1 to 100 percent, such as 5.'),
  oneAGroup: ticked.transform((values) => values.includes('yes')),
});

/** Leaves a difference as it is; no answer is called so. */
export const UNSETTLED = 'unsettled';
/** Settles that the answer is not recorded. */
export const NOT_RECORDED = 'nr';

export const settleName = (itemId: string) => `settle.${itemId}`;
export const reasonName = (itemId: string) => `reason.${itemId}`;

/** Says which reader is right wherever nothing is settled yet. */
export const ALL_NAME = 'all';
export const ALL_REASON_NAME = 'reason-for-all';

export const SETTLE_ALL = [
  { value: 'first', text: 'First right for all' },
  { value: 'second', text: 'Second right for all' },
] as const;

/** Reads what settles all that is not settled yet, with one reason; single decisions may follow. */
export function readSettleAllForm(
  file: ReadTwice,
  body: FormBody,
): { decisions: Map<string, Decision>; errors: FieldError[] } {
  const right = textOf(body, ALL_NAME);
  const reason = textOf(body, ALL_REASON_NAME).replaceAll('\r\n', '\n').trim();
  const errors: FieldError[] = [];
  if (right !== 'first' && right !== 'second') {
    errors.push({ field: ALL_NAME, text: 'Choose which of the two readers is right for all.' });
  }
  const problem = reason === '' ? 'say why.' : problemOfReason(reason);
  if (problem !== null) errors.push({ field: ALL_REASON_NAME, text: `Reason for all: ${problem}` });
  if (errors.length > 0) return { decisions: new Map(), errors };
  const { answers } = right === 'first' ? file.first : file.second;
  return {
    decisions: new Map(
      file.unsettled.map(({ id }) => [id, { value: answers.get(id) ?? NOT_RECORDED, reason }]),
    ),
    errors,
  };
}

/** What is wrong with a reason that was given, or null. */
function problemOfReason(reason: string): string | null {
  if (reason.length > REASON_MAXIMUM_LENGTH) {
    return `a reason can have at most ${REASON_MAXIMUM_LENGTH} characters.`;
  }
  return looksLikeNhsNumber(reason) ? 'the reason holds what looks like an NHS number. Take it out.' : null;
}

/** Reads what the lead decides on each difference; a decision needs its reason, and a reason its decision. */
export function readSettleForm(
  file: ReadTwice,
  body: FormBody,
): { decisions: Map<string, Decision>; errors: FieldError[] } {
  const decisions = new Map<string, Decision>();
  const errors: FieldError[] = [];
  for (const item of file.differences) {
    const value = textOf(body, settleName(item.id)) || UNSETTLED;
    const reason = textOf(body, reasonName(item.id)).replaceAll('\r\n', '\n').trim();
    const problem = problemOfReason(reason);
    if (problem !== null) errors.push({ field: reasonName(item.id), text: `${item.label}: ${problem}` });
    else if (value === UNSETTLED) {
      if (reason !== '' && !file.settlements.has(item.id)) {
        errors.push({
          field: settleName(item.id),
          text: `${item.label}: there is a reason, so choose the answer too.`,
        });
      } else if (settleName(item.id) in body) decisions.set(item.id, null);
    } else if (reason === '') {
      errors.push({ field: reasonName(item.id), text: `${item.label}: say why.` });
    } else {
      decisions.set(item.id, { value, reason });
    }
  }
  return { decisions, errors };
}
