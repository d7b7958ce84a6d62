import { readPlanEntry } from '../../../rules/index.ts';
import type { PlanEntry } from '../../../rules/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { comparePlans, partLabel, partsOf, planOf } from './merge.ts';

/** A plan that a page carries along as JSON; null where there is none or it cannot be read. */
function carried(text: string, readOn: string): PlanEntry | null {
  try {
    const read = readPlanEntry(JSON.parse(text), readOn);
    return 'plan' in read ? read.plan : null;
  } catch {
    return null;
  }
}

/**
 * The person's own version, and what they began with, as the page with two versions carries them.
 *
 * @param readOn - the day of reading, YYYY-MM-DD
 * @throws AppError where the own version cannot be read: no page of ours sends such a one
 */
export function heldPlan(body: FormBody, readOn: string): { mine: PlanEntry; base: PlanEntry | null } {
  const mine = carried(textOf(body, 'mine'), readOn);
  if (!mine) throw new AppError(400, 'What you sent cannot be read. Nothing was saved.');
  return { mine, base: carried(textOf(body, 'base'), readOn) };
}

/** The plan that is left when of every difference one version is chosen; each that was not is an error. */
export function choicesOf(
  body: FormBody,
  current: PlanEntry,
  readOn: string,
): { entry: PlanEntry; errors?: undefined } | { entry?: undefined; errors: FieldError[] } {
  const { mine, base } = heldPlan(body, readOn);
  const [theirs, yours] = [partsOf(current), partsOf(mine)];
  const { differences } = comparePlans(theirs, yours, base === null ? null : partsOf(base));
  const errors: FieldError[] = [];
  const taken = new Map<string, string | null>();
  differences.forEach((difference, i) => {
    const choice = textOf(body, `choose.${i}`);
    if (choice === 'theirs' || choice === 'yours') taken.set(difference.key, difference[choice]);
    else {
      errors.push({
        field: `choose.${i}`,
        text: `${partLabel(difference.key)}: choose which of the two is right.`,
      });
    }
  });
  if (errors.length > 0) return { errors };
  // In the order of the saved version, with what is new of the other at the end.
  const parts = new Map<string, string>();
  for (const key of new Set([...theirs.keys(), ...yours.keys()])) {
    const value = taken.has(key) ? taken.get(key) : theirs.get(key);
    if (value !== null && value !== undefined) parts.set(key, value);
  }
  const read = readPlanEntry(planOf(parts), readOn);
  if ('plan' in read) return { entry: read.plan };
  // Two dates of which each fitted its own version need not fit each other.
  return {
    errors: read.problems.map(({ path, problem }) => {
      const at = differences.findIndex(({ key }) => key === path[0]);
      return {
        field: `choose.${Math.max(at, 0)}`,
        text: `${partLabel(String(path[0]))} ${problem}. Choose otherwise.`,
      };
    }),
  };
}
