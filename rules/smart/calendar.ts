/** Days are counted from 1 January 1970, so that they can be compared and added to. */
export type Day = number;

const DAY = 86_400_000;

/** The day of a year, month (1 to 12) and day of month; null when there is no such day. */
export function dayOf(year: number, month: number, date: number): Day | null {
  const time = new Date(Date.UTC(year, month - 1, date));
  const exists =
    year >= 1000 &&
    time.getUTCFullYear() === year &&
    time.getUTCMonth() === month - 1 &&
    time.getUTCDate() === date;
  return exists ? time.getTime() / DAY : null;
}

/** The day of YYYY-MM-DD; null when it is none. */
export function dayOfIso(iso: string): Day | null {
  if (iso.length !== 10 || iso[4] !== '-' || iso[7] !== '-') return null;
  const [year = 0, month = 0, date = 0] = iso.split('-').map(Number);
  return dayOf(year, month, date);
}

/** A day as YYYY-MM-DD. */
export const isoOf = (day: Day): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Year, month (1 to 12) and day of month. */
export function partsOfDay(day: Day): { year: number; month: number; date: number } {
  const time = new Date(day * DAY);
  return { year: time.getUTCFullYear(), month: time.getUTCMonth() + 1, date: time.getUTCDate() };
}

/** 0 Sunday to 6 Saturday. */
export const weekdayOf = (day: Day): number => (((day + 4) % 7) + 7) % 7;

/** The last day of a month. */
export function monthEnd(year: number, month: number): Day {
  return Date.UTC(year, month, 0) / DAY;
}

/** A day some calendar months on; the 31st becomes the last day of a shorter month. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = partsOfDay(day);
  const counted = year * 12 + month - 1 + months;
  const last = monthEnd(Math.floor(counted / 12), (counted % 12) + 1);
  return last - partsOfDay(last).date + Math.min(date, partsOfDay(last).date);
}

/** Easter Sunday of a year, by the anonymous Gregorian reckoning (Meeus, Jones and Butcher). */
export function easter(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1) / DAY;
}
