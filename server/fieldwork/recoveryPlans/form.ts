import { NEED_DOMAIN_LABELS, NEED_DOMAINS, parseDate, readPlanEntry } from '../../../rules/index.ts';
import type { PlanEntry } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { dayForForm } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';

export const goalName = (row: number, part: string) => `goal.${row}.${part}`;
export const topName = (row: number, part: string) => `top.${row}.${part}`;
export const needName = (domain: string) => `need.${domain}`;
export const waitsName = (domain: string) => `waits.${domain}`;

const GOAL_PARTS = ['text', 'domain', 'targetDate', 'support', 'agreed'] as const;
const TOP_PARTS = ['date', 'stage'] as const;

/** What each part is called in an error. */
const LABELS: Record<string, string> = {
  date: 'The date of the plan',
  reviewDate: 'The planned date of the review',
  orientation: 'The orientation',
  agreed: 'Whether the service user signed or agreed the plan',
  keyWorkerNamed: 'Whether a key worker is named',
  earlierStart: 'The start of the earlier time in treatment',
  earlierExit: 'The exit from the earlier time in treatment',
  treatmentStart: 'The start of treatment',
  treatmentExit: 'The exit from treatment',
};
const GOAL_LABELS: Record<string, string> = {
  text: '',
  domain: ': the need it answers',
  targetDate: ': its target date',
  support: ': the support',
  agreed: ': whether it was agreed',
};
const NO_DAY = 'is not a date that exists. Write it as 16/01/2012, or leave it empty.';

const triple = (text: string): unknown => (text === 'yes' ? true : text === 'no' ? false : text || null);
const tripleText = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');

/** The numbers of the rows of a form that say anything, in their order. */
function rowsOf(body: FormBody, kind: 'goal' | 'top', parts: readonly string[]): number[] {
  const rows = new Set<number>();
  for (const name of Object.keys(body)) {
    const [what, row = '', part = ''] = name.split('.');
    if (what !== kind || !/^\d{1,3}$/.test(row) || !parts.includes(part)) continue;
    if (textOf(body, name).trim() !== '') rows.add(Number(row));
  }
  return [...rows].toSorted((a, b) => a - b);
}

/**
 * Reads the form of a plan. Rows without anything in them are passed over; every problem is told at its field.
 *
 * @param readOn - the day of reading, YYYY-MM-DD
 */
export function readPlanForm(
  body: FormBody,
  readOn: string,
): { entry: PlanEntry; errors?: undefined } | { entry?: undefined; errors: FieldError[] } {
  const { needs, errors } = readNeeds(body);
  const day = (name: string, label: string): string | null => {
    const entered = textOf(body, name).trim();
    if (entered === '') return null;
    const date = parseDate(entered);
    if (date === null) errors.push({ field: name, text: `${label} ${NO_DAY}` });
    return date;
  };
  const text = (name: string) => textOf(body, name).replaceAll(/\s+/g, ' ').trim();
  const goalRows = rowsOf(body, 'goal', GOAL_PARTS);
  const topRows = rowsOf(body, 'top', TOP_PARTS);
  const topLabel = (place: number) => `The date of TOP form ${place + 1}`;
  topRows.forEach((row, place) => {
    if (text(topName(row, 'date')) !== '') return;
    errors.push({
      field: topName(row, 'date'),
      text: `${topLabel(place)} is missing. Enter it, or choose "Not said" beside it.`,
    });
  });
  const data = {
    date: day('date', LABELS['date'] ?? ''),
    reviewDate: day('reviewDate', LABELS['reviewDate'] ?? ''),
    orientation: text('orientation') || null,
    agreed: triple(text('agreed')),
    keyWorkerNamed: triple(text('keyWorkerNamed')),
    needs,
    goals: goalRows.map((row, place) => ({
      text: text(goalName(row, 'text')),
      domain: text(goalName(row, 'domain')) || null,
      targetDate: day(goalName(row, 'targetDate'), `Goal ${place + 1}: its target date`),
      support: text(goalName(row, 'support')),
      agreed: triple(text(goalName(row, 'agreed'))),
    })),
    earlierStart: day('earlierStart', LABELS['earlierStart'] ?? ''),
    earlierExit: day('earlierExit', LABELS['earlierExit'] ?? ''),
    treatmentStart: day('treatmentStart', LABELS['treatmentStart'] ?? ''),
    treatmentExit: day('treatmentExit', LABELS['treatmentExit'] ?? ''),
    topForms: topRows.flatMap((row, place) => {
      const date = day(topName(row, 'date'), topLabel(place));
      return date === null ? [] : [{ date, stage: text(topName(row, 'stage')) || null }];
    }),
  };
  const read = readPlanEntry(data, readOn);
  if ('plan' in read && errors.length === 0) return { entry: read.plan };
  const wrongAlready = new Set(errors.map(({ field }) => field));
  const found = 'problems' in read ? read.problems : [];
  for (const { path, problem } of found) {
    const error = errorAt(path, problem, goalRows, topRows);
    if (!wrongAlready.has(error.field)) errors.push(error);
    wrongAlready.add(error.field);
  }
  return { errors };
}

/** The needs that were ticked; the tick for waiting alone says nothing. */
function readNeeds(body: FormBody) {
  const errors: FieldError[] = [];
  const needs = NEED_DOMAINS.flatMap((domain) => {
    const foundBy = [body[needName(domain)] ?? []].flat();
    const waits = textOf(body, waitsName(domain)) === 'yes';
    if (foundBy.length === 0 && waits) {
      const label = NEED_DOMAIN_LABELS[domain];
      errors.push({
        field: needName(domain),
        text: `${label}: tick the assessment that found the need, or take the tick for waiting away.`,
      });
    }
    return foundBy.length === 0 ? [] : [{ domain, foundBy, waits }];
  });
  return { needs, errors };
}

/** A problem of a plan at the field of the form that it is about. */
function errorAt(
  path: (string | number)[],
  problem: string,
  goalRows: readonly number[],
  topRows: readonly number[],
): FieldError {
  const [part = '', place, inner] = path;
  if (part === 'goals' && typeof place === 'number') {
    const row = goalRows[place] ?? place;
    const name = goalName(row, String(inner ?? 'text'));
    if (problem === 'must not be empty') {
      const text = `Goal ${place + 1} has no text. Write the goal, or empty the rest of it.`;
      return { field: name, text };
    }
    return { field: name, text: `Goal ${place + 1}${GOAL_LABELS[String(inner)] ?? ''} ${sentence(problem)}` };
  }
  if (part === 'goals')
    return { field: goalName(goalRows[0] ?? 0, 'text'), text: `The goals ${sentence(problem)}` };
  if (part === 'topForms' && typeof place === 'number') {
    const field = topName(topRows[place] ?? place, String(inner ?? 'date'));
    return inner === 'stage'
      ? { field, text: `TOP form ${place + 1}: choose its kind from the list, or "Not said".` }
      : { field, text: `The date of TOP form ${place + 1} ${sentence(problem)}` };
  }
  if (part === 'topForms') return { field: topName(0, 'date'), text: `The TOP forms ${sentence(problem)}` };
  if (part === 'needs') return { field: needName(NEED_DOMAINS[0]), text: `The needs: ${sentence(problem)}` };
  return { field: String(part), text: `${LABELS[String(part)] ?? String(part)} ${sentence(problem)}` };
}

const sentence = (problem: string) => (problem.endsWith('.') ? problem : `${problem}.`);

/** A plan as the fields of its form; ticks as lists. */
export function fieldsOf(entry: PlanEntry): FormBody {
  const date = (value: string | null) => (value === null ? '' : dayForForm(value));
  const body: FormBody = {
    date: date(entry.date),
    reviewDate: date(entry.reviewDate),
    orientation: entry.orientation ?? '',
    agreed: tripleText(entry.agreed),
    keyWorkerNamed: tripleText(entry.keyWorkerNamed),
    earlierStart: date(entry.earlierStart),
    earlierExit: date(entry.earlierExit),
    treatmentStart: date(entry.treatmentStart),
    treatmentExit: date(entry.treatmentExit),
  };
  for (const need of entry.needs) {
    body[needName(need.domain)] = [...need.foundBy];
    if (need.waits) body[waitsName(need.domain)] = 'yes';
  }
  entry.goals.forEach((goal, row) => {
    body[goalName(row, 'text')] = goal.text;
    body[goalName(row, 'domain')] = goal.domain ?? '';
    body[goalName(row, 'targetDate')] = date(goal.targetDate);
    body[goalName(row, 'support')] = goal.support;
    body[goalName(row, 'agreed')] = tripleText(goal.agreed);
  });
  entry.topForms.forEach((form, row) => {
    body[topName(row, 'date')] = date(form.date);
    body[topName(row, 'stage')] = form.stage ?? '';
  });
  return body;
}

/** How many rows of goals and TOP forms a form has to have for all that it says. */
export function rowsNeeded(body: FormBody): { goals: number; topForms: number } {
  const last = (rows: number[]) => (rows.at(-1) ?? -1) + 1;
  return {
    goals: last(rowsOf(body, 'goal', GOAL_PARTS)),
    topForms: last(rowsOf(body, 'top', TOP_PARTS)),
  };
}
