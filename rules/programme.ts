import { addMonths, dayOfIso, isoOf } from './smart/calendar.ts';

// The year's audits: when the rounds of a line of the programme are due.

/** How often a line is repeated, in months; 0 for once. */
export const REPEATS = [0, 1, 3, 6, 12, 24] as const;
export type Repeat = (typeof REPEATS)[number];

/** So many days before its first day of fieldwork a round is called due. */
const DUE_WITHIN_DAYS = 28;
/** A calendar is told of rounds so many months ahead. */
export const MONTHS_AHEAD = 24;

/** When a line of the programme is due. Days are YYYY-MM-DD. */
export interface ProgrammeDates {
  /** The first day of fieldwork of a round; the others are counted from it. */
  dueOn: string;
  everyMonths: Repeat;
  /** When the latest round that was begun had been due; null before the first. */
  begunFor: string | null;
}

/** What is to be said of a line first. */
export type ProgrammeState = 'overdue' | 'due' | 'underWay' | 'later' | 'done';

/** The first round that is not begun; null where nothing more is planned. Days are clamped to the end of short months. */
export function nextDue({ dueOn, everyMonths, begunFor }: ProgrammeDates): string | null {
  if (begunFor === null || dueOn > begunFor) return dueOn;
  if (everyMonths === 0) return null;
  for (let round = 1; ; round += 1) {
    const due = monthsOn(dueOn, round * everyMonths);
    if (due > begunFor) return due;
  }
}

/** All rounds that are not begun, up to a day with it. */
export function duesUntil(dates: ProgrammeDates, last: string): string[] {
  const dues: string[] = [];
  let begunFor = dates.begunFor;
  for (;;) {
    const due = nextDue({ ...dates, begunFor });
    if (due === null || due > last) return dues;
    dues.push(due);
    begunFor = due;
  }
}

/** What is to be said of a line today; what is to be begun comes before what is under way. */
export function programmeState(next: string | null, today: string, isUnderWay: boolean): ProgrammeState {
  if (next !== null && next < today) return 'overdue';
  if (next !== null && next <= daysOn(today, DUE_WITHIN_DAYS)) return 'due';
  if (isUnderWay) return 'underWay';
  return next === null ? 'done' : 'later';
}

/** A day so many days on. @example daysOn('2026-12-31', 1) // '2027-01-01' */
export const daysOn = (day: string, days: number): string => isoOf(dayNumber(day) + days);

/** How many days lie between two days. @example daysFrom('2026-12-31', '2027-01-02') // 2 */
export const daysFrom = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/** A day so many months on, or the last of a shorter month. */
export const monthsOn = (day: string, months: number): string => isoOf(addMonths(dayNumber(day), months));

function dayNumber(day: string): number {
  const number = dayOfIso(day);
  if (number === null) throw new RangeError(`${day} is no day`);
  return number;
}
