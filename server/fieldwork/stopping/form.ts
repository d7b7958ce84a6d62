import { checksOf } from '../../../rules/index.ts';
import type { Check, Tool } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { againstStandard } from './service.ts';
import { turned } from './standings.ts';

/** The errors that can be accepted, in thousandths; the first is offered. */
export const ERRORS = [50, 100, 10] as const;

/** An accepted error in words. */
export const errorText = (perMille: number): string => `1 in ${Math.round(1000 / perMille)}`;

/** The errors that are offered, as the items of a list. */
export const errorItems = ERRORS.map((one, i) => ({
  value: String(one),
  text: `${errorText(one)}${i === 0 ? ' (recommended)' : ''}`,
}));

/** What the field of a check is called in the form. */
export const standardInput = (checkId: string): string => `standard.${checkId}`;

/** The checks that can be held against a standard: those that are good or bad, and what somebody has set up before. */
export const checksToHold = (tool: Tool, setUp: { standards: ReadonlyMap<string, number> } | null): Check[] =>
  checksOf(tool).filter(({ id, polarity }) => polarity !== 'neither' || setUp?.standards.has(id));

/**
 * Reads which checks are held against which standard; one without a number is not. What is entered is how many are to be as
 * they ought to be, as where the standards of an audit are set; where a yes is bad, what is kept is how many may have one.
 */
export function readStoppingForm(
  body: FormBody,
  checks: readonly Check[],
): { errorPerMille: number; standards: Map<string, number>; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const standards = new Map<string, number>();
  for (const check of checks) {
    const { id, label } = check;
    const entered = textOf(body, standardInput(id)).trim().replace(/\s*%$/, '');
    if (entered === '') continue;
    if (/^[1-9]\d?$/.test(entered)) standards.set(id, turned(check, Number(entered)));
    else {
      errors.push({
        field: standardInput(id),
        text: `${label}: enter a whole percentage from 1 to 99, or leave it empty.`,
      });
    }
  }
  for (const { id, text } of againstStandard(checks, standards))
    errors.push({ field: standardInput(id), text });
  const chosen = ERRORS.find((one) => String(one) === textOf(body, 'error'));
  if (chosen === undefined) errors.push({ field: 'error', text: 'Choose how often the page may be wrong.' });
  return { errorPerMille: chosen ?? ERRORS[0], standards, errors };
}
