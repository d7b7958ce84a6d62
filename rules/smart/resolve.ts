import { addMonths, dayOf, easter, monthEnd, partsOfDay, weekdayOf } from './calendar.ts';
import type { Day } from './calendar.ts';
import { feastIn } from './feasts.ts';
import type { NamedTime, When } from './times.ts';

/** What a time needs to be known. */
type Resolved = { day: Day } | { missing: 'plan' | 'review' } | { impossible: true };

/** The day on which a time ends, counted from the plan's date. */
export function resolve(when: When, plan: Day | null, review: Day | null): Resolved {
  if (when.type === 'day') return { day: when.day };
  if (when.type === 'impossible') return { impossible: true };
  if (when.type === 'review') return review === null ? { missing: 'review' } : { day: review };
  if (when.type === 'month' && when.year !== null)
    return { day: endOfMonth(when.year, when.month, when.middle) };
  if (plan === null) return { missing: 'plan' };
  const { year, month } = partsOfDay(plan);
  switch (when.type) {
    case 'noYear':
      return firstOf((y) => dayOf(y, when.month, when.date), plan);
    case 'dayOfMonth':
      return firstMonthly(when.date, plan);
    case 'month':
      return firstOf((y) => endOfMonth(y, when.month, when.middle), plan);
    case 'weekday': {
      const ahead = (when.weekday - weekdayOf(plan) + 7) % 7;
      return { day: plan + (ahead === 0 ? 7 : ahead) };
    }
    case 'nthWeekday':
      return firstNth(when, plan);
    case 'duration':
      // A count beyond all reason is past any review: 31 December 9999.
      if (when.count > 10_000) return { day: 2_932_896 };
      return { day: durationEnd(plan, when.count, when.unit) };
    case 'feast':
      return firstOf((y) => feastIn(when.name, y), plan);
    case 'named':
      return namedDay(when.name, plan, year, month);
  }
}

/** The day on which a length of time ends that begins on a day. */
export function durationEnd(plan: Day, count: number, unit: 'day' | 'week' | 'month' | 'year'): Day {
  if (unit === 'day') return plan + Math.ceil(count);
  if (unit === 'week') return plan + Math.ceil(count * 7);
  if (unit === 'month') return addMonths(plan, Math.ceil(count));
  return addMonths(plan, Math.ceil(count * 12));
}

/** The first third Monday, or the like, after a day. */
function firstNth({ nth, weekday, month }: Extract<When, { type: 'nthWeekday' }>, plan: Day): Resolved {
  const { year, month: now } = partsOfDay(plan);
  for (let ahead = 0; ahead <= 12; ahead += 1) {
    const counted = year * 12 + now - 1 + ahead;
    const inMonth = (counted % 12) + 1;
    const first = month === null || month === inMonth ? dayOf(Math.floor(counted / 12), inMonth, 1) : null;
    if (first === null) continue;
    const day = first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
    if (day > plan) return { day };
  }
  return { impossible: true };
}

function endOfMonth(year: number, month: number, middle: boolean): Day {
  const last = monthEnd(year, month);
  return middle ? last - partsOfDay(last).date + 15 : last;
}

/** The first year in which a day lies after the plan's date. */
function firstOf(inYear: (year: number) => Day | null, plan: Day): Resolved {
  const { year } = partsOfDay(plan);
  // Eight years hold a 29 February even round a century without one.
  for (let y = year; y <= year + 8; y += 1) {
    const day = inYear(y);
    if (day !== null && day > plan) return { day };
  }
  return { impossible: true };
}

function firstMonthly(date: number, plan: Day): Resolved {
  const { year, month } = partsOfDay(plan);
  for (let ahead = 0; ahead <= 3; ahead += 1) {
    const counted = year * 12 + month - 1 + ahead;
    const day = dayOf(Math.floor(counted / 12), (counted % 12) + 1, date);
    if (day !== null && day > plan) return { day };
  }
  return { impossible: true };
}

function namedDay(name: NamedTime, plan: Day, year: number, month: number): Resolved {
  const sunday = plan + ((7 - weekdayOf(plan)) % 7);
  switch (name) {
    case 'easter':
      return firstOf(easter, plan);
    case 'christmas':
      return firstOf((y) => dayOf(y, 12, 25), plan);
    case 'newYear':
      return firstOf((y) => dayOf(y, 1, 1), plan);
    case 'yearEnd':
      return firstOf((y) => dayOf(y, 12, 31), plan);
    case 'nextYearEnd':
      return { day: monthEnd(year + 1, 12) };
    case 'monthEnd':
      return { day: monthEnd(year, month) };
    case 'nextMonthEnd':
      return { day: month === 12 ? monthEnd(year + 1, 1) : monthEnd(year, month + 1) };
    case 'weekEnd':
      return { day: sunday };
    case 'nextWeekEnd':
      return { day: sunday + 7 };
    case 'today':
      return { day: plan };
    case 'tomorrow':
      return { day: plan + 1 };
  }
}
