import type { OwnStandard, StandardOf } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';

/** What the field of a question is called in the form. */
export const standardInput = (itemId: string): string => `atLeast.${itemId}`;

/** Reads the standards of an audit; an empty field goes by the tool, and so does what says the same as the tool. */
export function readStandards(
  body: FormBody,
  of: readonly StandardOf[],
): { own: OwnStandard[]; errors: FieldError[] } {
  const own: OwnStandard[] = [];
  const errors: FieldError[] = [];
  for (const { item, atLeast } of of) {
    const typed = textOf(body, standardInput(item.id)).trim().replace(/\s*%$/, '');
    if (typed === '') continue;
    const entered = /^\d{1,3}$/.test(typed) ? Number(typed) : Number.NaN;
    if (!(entered >= 1 && entered <= 100)) {
      errors.push({
        field: standardInput(item.id),
        text: `${item.label}: enter a whole percentage from 1 to 100, or leave it empty to go by the tool.`,
      });
    } else if (entered !== atLeast) own.push({ itemId: item.id, atLeast: entered });
  }
  return { own, errors };
}
