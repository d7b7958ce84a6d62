import { daysBetween } from '../../../rules/index.ts';
import type { ActionStatus } from '../../../rules/index.ts';
import { countOf, dayInWords } from '../../formats/english.ts';

/** From so many days on years are easier to read. */
const IN_YEARS = 730;
const agoInWords = (days: number): string =>
  days < IN_YEARS ? countOf(days, 'day') : countOf(Math.floor(days / 365.25), 'year');

/** How far a due date is away, in words. */
export function dueInWords(due: string, today: string, status: ActionStatus): string {
  const day = dayInWords(due);
  const left = daysBetween(today, due);
  if (status === 'late') return `${day}, ${agoInWords(-left)} ago`;
  if (status === 'done' || status === 'confirmed' || left > 30) return day;
  return left === 0 ? `${day}, today` : `${day}, in ${countOf(left, 'day')}`;
}
