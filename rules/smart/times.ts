import type { Day } from './calendar.ts';
import type { Feast } from './feasts.ts';
import type { Token } from './tokens.ts';

/** A time as it is written, before it is known from where it is counted. */
export type When =
  | { type: 'day'; day: Day }
  | { type: 'noYear'; month: number; date: number }
  | { type: 'dayOfMonth'; date: number }
  | { type: 'month'; month: number; year: number | null; middle: boolean }
  | { type: 'weekday'; weekday: number }
  | { type: 'nthWeekday'; nth: number; weekday: number; month: number | null }
  | { type: 'duration'; count: number; unit: 'day' | 'week' | 'month' | 'year' }
  | { type: 'named'; name: NamedTime }
  | { type: 'feast'; name: Feast }
  | { type: 'review' }
  | { type: 'impossible' };

export type NamedTime =
  | 'easter'
  | 'christmas'
  | 'newYear'
  | 'yearEnd'
  | 'nextYearEnd'
  | 'monthEnd'
  | 'nextMonthEnd'
  | 'weekEnd'
  | 'nextWeekEnd'
  | 'today'
  | 'tomorrow';

/** Words of a part that tell a time. */
export interface TimeSpan {
  from: number;
  /** The first token after it. */
  to: number;
  when: When;
  /** The weekday that stands beside the date, to be held against it. */
  weekday: number | null;
  /** The word that leads to it: by, on, until; empty when there is none. */
  lead: string;
  /** end: until when; start: a beginning; past: what has been. */
  role: 'end' | 'start' | 'past';
}

/** A time that was found, before it is known what leads to it; `to` is the first token after it. */
export type Found = {
  to: number;
  when: When;
  weekday?: number;
  /** It ends a span of days that it names itself: between 3-10 May. */
  closed?: boolean;
};

export const LEADS = new Set([
  'by',
  'on',
  'before',
  'until',
  'till',
  'due',
  'from',
  'since',
  'in',
  'at',
  'to',
  'during',
  'of',
  'through',
  'for',
  'within',
  'after',
  'starting',
  'beginning',
  'commencing',
  'between',
  'over',
]);

export const DATE_LEADS = new Set([
  'by',
  'on',
  'before',
  'until',
  'till',
  'to',
  'due',
  'from',
  'since',
  'starting',
  'through',
  'between',
  'and',
  'w/e',
  'w/c',
]);

export const START_LEADS = new Set([
  'from',
  'starting',
  'beginning',
  'commencing',
  'between',
  'after',
  'commences',
  'starts',
]);

const SKIPPED = new Set([
  'the',
  'end',
  'of',
  'around',
  'about',
  'mid',
  'early',
  'late',
  'latest',
  'start',
  'beginning',
  'on',
  'noon',
  'midnight',
  'middle',
  'and',
  'this',
  'next',
  'coming',
  'a',
  'no',
  'later',
  'than',
  'least',
  'most',
  'approx',
  'approximately',
]);

export const RANGE_SIGNS = new Set(['-', '–', '—', 'to', 'until', 'till', 'through', 'and']);

export const isDated = (span: TimeSpan) => span.when.type !== 'duration' && span.when.type !== 'review';

/** The word that leads to a time, a few words before it. */
export function leadOf(part: readonly Token[], at: number): string {
  let lead = '';
  for (let i = at - 1; i >= 0 && i >= at - 5; i -= 1) {
    const word = part[i]?.word ?? '';
    if (word === 'than' && part[i - 1]?.word === 'later' && part[i - 2]?.word === 'no') return 'by';
    if (LEADS.has(word)) lead = word;
    // "starting on 5 May", "from the end of March"
    if (!LEADS.has(word) && !SKIPPED.has(word)) return lead;
    if (START_LEADS.has(word) || word === 'since') return word === 'beginning' && lead === 'of' ? 'by' : word;
    if (['by', 'before', 'until', 'till', 'within'].includes(word)) return word;
  }
  return lead;
}
