import { DATE_LEADS, LEADS } from './times.ts';
import type { Found } from './times.ts';
import { ordinalOf } from './tokens.ts';
import type { Token } from './tokens.ts';
import { dateAt, monthNamed } from './writtenDates.ts';

const WEEKDAY_NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const SHORT_WEEKDAYS: Record<string, number> = {
  sun: 0,
  mon: 1,
  tue: 2,
  tues: 2,
  wed: 3,
  weds: 3,
  thu: 4,
  thur: 4,
  thurs: 4,
  fri: 5,
  sat: 6,
};

const WEEKDAYS = new Map<string, number>([
  ...WEEKDAY_NAMES.map((name, i): [string, number] => [name, i]),
  ...Object.entries(SHORT_WEEKDAYS),
]);

/** By Friday, Friday 4 May; not every Friday, on Fridays or Monday to Friday. */
export function weekdayAt(part: readonly Token[], i: number): Found | null {
  const nth = nthWeekdayAt(part, i);
  if (nth) return nth;
  const token = part[i];
  const weekday = token?.kind === 'word' ? WEEKDAYS.get(token.word) : undefined;
  if (token === undefined || weekday === undefined) return null;
  let next = i + 1;
  if (part[next]?.word === ',' || part[next]?.word === 'the' || part[next]?.word === '.') next += 1;
  if (part[next]?.word === 'the') next += 1;
  const previous = part[i - 1]?.word ?? '';
  const date = dateAt(part, next, 'on', undefined);
  if (date && next > i && date.when.type !== 'month') return { ...date, weekday };
  if (['every', 'each', 'alternate', 'per', 'other', 'most'].includes(previous)) return null;
  // "Every second Saturday" is how often.
  if (['every', 'each'].includes(part[i - 2]?.word ?? '')) return null;
  const full = token.word.length > 5;
  const led = ['by', 'on', 'until', 'till', 'before', 'next', 'this'].includes(previous);
  if (!full && !token.capital && !led) return null;
  // Several weekdays in a row say how often.
  const isWeekday = (at: number) => WEEKDAYS.has(part[at]?.word ?? '');
  const joined = (at: number) => [',', 'and', '&', '/', 'to', '-', '–', 'or'].includes(part[at]?.word ?? '');
  if (isWeekday(i + 1) || isWeekday(i - 1)) return null;
  if ((joined(i + 1) && isWeekday(i + 2)) || (joined(i - 1) && isWeekday(i - 2))) return null;
  const after = part[i + 1]?.word ?? '';
  if (['mornings', 'afternoons', 'evenings', 'nights'].includes(after)) return null;
  if (isOfName(part, i, previous)) return null;
  // "the Friday group", "Friday drop-in": a name.
  if (previous === 'the' && LEADS.has(part[i - 2]?.word ?? '') && !DATE_LEADS.has(part[i - 2]?.word ?? ''))
    return null;
  return { to: i + 1, when: { type: 'weekday', weekday } };
}

/** First Monday of the month, 2nd Friday in May; not every first Monday. */
function nthWeekdayAt(part: readonly Token[], i: number): Found | null {
  const isSuffixed =
    part[i]?.kind === 'number' && part[i + 1]?.glued === true && part[i + 1]?.kind === 'word';
  const nth = isSuffixed ? Number(part[i]?.raw) : ordinalOf(part[i]);
  if (nth === null || !(nth >= 1 && nth <= 4)) return null;
  const at = isSuffixed ? i + 2 : i + 1;
  const weekday = WEEKDAYS.get(part[at]?.word ?? '');
  if (weekday === undefined || !['of', 'in'].includes(part[at + 1]?.word ?? '')) return null;
  const the = ['the', 'this', 'that', 'next'].includes(part[at + 2]?.word ?? '') ? at + 3 : at + 2;
  const before = part.slice(Math.max(0, i - 2), i).map(({ word }) => word);
  if (before.some((word) => word === 'every' || word === 'each')) return null;
  const month = monthNamed(part[the]);
  if (month === null && part[the]?.word !== 'month') return null;
  return { to: the + 1, when: { type: 'nthWeekday', nth, weekday, month } };
}

/** What a weekday before it names: the Tuesday group. */
export const GATHERINGS = new Set([
  'group',
  'groups',
  'meeting',
  'meetings',
  'drop-in',
  'session',
  'sessions',
  'clinic',
  'class',
  'classes',
  'club',
  'choir',
]);

/** "Go to Thursday women's group": what is on every week; "on Thursday" and "by Thursday" are days. */
function isOfName(part: readonly Token[], i: number, previous: string): boolean {
  if (['on', 'by', 'before', 'until', 'till', 'next', 'this'].includes(previous)) return false;
  return [1, 2].some(
    (steps) => part[i + steps]?.kind === 'word' && GATHERINGS.has(part[i + steps]?.word ?? ''),
  );
}
