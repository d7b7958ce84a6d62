import { tidyPseudonym } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf, ticked, tickedIds } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { seedProblem } from '../sampling/form.ts';
import { callsField, mostField, notField, pseudonymField } from './fields.ts';
import type { CallWishes } from './repository.ts';

export const CALLERS_MAXIMUM = 60;
const CALLS_MAXIMUM = 30;
export const WEEKS_MAXIMUM = 26;

/** How many rows for callers a form has, beside those that are filled: some more are always free. */
const FREE_ROWS = 4;

/** How many rows for callers are shown: those up to the last that is filled, and some free ones. */
export function callerRows(filled: number): number {
  return Math.min(filled + FREE_ROWS, CALLERS_MAXIMUM);
}

/** The places of the rows of a form in which anything stands. */
export const filledRows = (body: FormBody): number[] =>
  Array.from({ length: CALLERS_MAXIMUM }, (_, i) => i).filter(
    (i) =>
      textOf(body, pseudonymField(i)).trim() !== '' ||
      textOf(body, mostField(i)).trim() !== '' ||
      ticked.parse(body[notField(i)]).length > 0,
  );

/** Reads what is asked of a plan; every problem is told at its field. An empty seed is null. */
export function readPlanForm(
  body: FormBody,
  known: { groups: readonly { id: number; name: string }[]; scenarios: string[]; times: string[] },
): { seed: string | null; wishes: CallWishes; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const note = (field: string, text: string) => errors.push({ field, text });
  const whole = (field: string, from: number, to: number, text: string): number => {
    const entered = textOf(body, field).trim();
    const number = /^\d{1,4}$/.test(entered) ? Number(entered) : NaN;
    if (number >= from && number <= to) return number;
    note(field, text);
    return from;
  };
  const services = known.groups.flatMap(({ id, name }) => {
    const field = callsField(id);
    if (textOf(body, field).trim() === '') return [];
    const calls = whole(
      field,
      0,
      CALLS_MAXIMUM,
      `${name}: enter how many calls, from 0 to ${CALLS_MAXIMUM}.`,
    );
    return calls > 0 ? [{ groupId: id, calls }] : [];
  });
  const [firstGroup] = known.groups;
  if (services.length === 0 && errors.length === 0) {
    note(
      firstGroup ? callsField(firstGroup.id) : 'seed',
      'Enter for at least one service how many calls it is to get.',
    );
  }
  const callers = readCallers(body, new Set(known.groups.map(({ id }) => id)), note, whole);
  const chosen = (field: string, all: string[], text: string) => {
    const values = ticked.parse(body[field]).filter((value) => all.includes(value));
    if (values.length === 0) note(field, text);
    return values;
  };
  const scenarios = chosen('scenarios', known.scenarios, 'Choose at least one story.');
  const times = chosen('times', known.times, 'Choose at least one time of day.');
  const weeks = whole('weeks', 1, WEEKS_MAXIMUM, `Enter over how many weeks, from 1 to ${WEEKS_MAXIMUM}.`);
  const seed = textOf(body, 'seed').trim();
  const problem = seedProblem(seed);
  if (problem !== null) note('seed', problem);
  const wishes = { services, callers, scenarios, times, weeks };
  return { seed: seed === '' ? null : seed, wishes, errors };
}

function readCallers(
  body: FormBody,
  groupIds: ReadonlySet<number>,
  note: (field: string, text: string) => void,
  whole: (field: string, from: number, to: number, text: string) => number,
): CallWishes['callers'] {
  const seen = new Set<string>();
  const rows = filledRows(body);
  if (rows.length === 0) note(pseudonymField(0), 'Enter at least one caller.');
  return rows.flatMap((i) => {
    const field = pseudonymField(i);
    const pseudonym = tidyPseudonym(textOf(body, field));
    if (pseudonym === null) {
      note(field, 'Enter a pseudonym of one or two letters and a number, such as K1. Never a name.');
      return [];
    }
    if (seen.has(pseudonym))
      note(field, `${pseudonym} is there twice. Give each caller a pseudonym of their own.`);
    seen.add(pseudonym);
    const entered = textOf(body, mostField(i)).trim();
    const most =
      entered === ''
        ? null
        : whole(mostField(i), 0, 999, `${pseudonym}: enter how many calls at most, or leave it empty.`);
    const ticks = tickedIds.safeParse(body[notField(i)]);
    const not = (ticks.success ? ticks.data : []).filter((id) => groupIds.has(id));
    return [{ pseudonym, not, most }];
  });
}
