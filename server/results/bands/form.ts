import { bandsProblem } from '../../../rules/index.ts';
import type { Field } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';

/** What the field of an item is called in the form. */
export const bandsInput = (itemId: string): string => `begins.${itemId}`;

/** Reads where bands begin: numbers, separated by commas or spaces; every problem is reported at its field. */
export function readBandsForm(
  body: FormBody,
  items: readonly (Field & { type: 'number' })[],
): { values: Map<string, number[]>; errors: FieldError[] } {
  const values = new Map<string, number[]>();
  const errors: FieldError[] = [];
  for (const item of items) {
    const field = bandsInput(item.id);
    const entered = textOf(body, field)
      .split(/[\s,;]+/)
      .filter((text) => text !== '');
    const wrong = entered.find((text) => !/^-?\d{1,9}(\.\d{1,3})?$/.test(text));
    const begins = entered.map(Number);
    const problem =
      wrong === undefined
        ? bandsProblem(item, begins)
        : `“${wrong.slice(0, 20)}” is no number. Enter numbers with commas between them, such as 3, 6, 12.`;
    if (problem === null) values.set(item.id, begins);
    else errors.push({ field, text: `${item.label}: ${problem}` });
  }
  return { values, errors };
}
