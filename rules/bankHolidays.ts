import { dayAfter } from './workflow.ts';

// Bank holidays are few rules and a handful of exceptions: Banking and Financial Dealings Act 1971, schedule 1; St
// Andrew's Day Bank Holiday (Scotland) Act 2007; the royal proclamations since. The government lists the days of the
// next two years at www.gov.uk/bank-holidays, against which the rules are tested.

/** Whose bank holidays count; England and Wales have the same. */
export const NATIONS = ['england_wales', 'scotland', 'northern_ireland'] as const;
export type Nation = (typeof NATIONS)[number];

/** Days that were added by proclamation, in all nations unless said. */
const ADDED: readonly { day: string; nations?: readonly Nation[] }[] = [
  { day: '2011-04-29' },
  { day: '2012-06-05' },
  { day: '2022-06-03' },
  { day: '2022-09-19' },
  { day: '2023-05-08' },
  { day: '2026-06-15', nations: ['scotland'] },
];

/** Mondays that were moved to another day by proclamation, by the month and year in which they would be. */
const MOVED: Readonly<Record<string, string>> = {
  'early May 2020': '2020-05-08',
  'late May 2012': '2012-06-04',
  'late May 2022': '2022-06-02',
};

const SUNDAY = 0;
const MONDAY = 1;
const SATURDAY = 6;

const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher. */
function easter(year: number): string {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return written(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
}

const written = (year: number, month: number, day: number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

function firstMonday(year: number, month: number): string {
  const first = written(year, month, 1);
  return dayAfter(first, (MONDAY - weekday(first) + 7) % 7);
}

/** The last Monday of a month of 31 days. */
function lastMonday(year: number, month: number): string {
  const last = written(year, month, 31);
  return dayAfter(last, -((weekday(last) - MONDAY + 7) % 7));
}

/** Days of the calendar that are bank holidays, and the next free weekday in place of each that is a Saturday or Sunday. */
function fixedDays(year: number, nation: Nation): string[] {
  const days = [
    written(year, 1, 1),
    ...(nation === 'scotland' ? [written(year, 1, 2), written(year, 11, 30)] : []),
    ...(nation === 'northern_ireland' ? [written(year, 3, 17), written(year, 7, 12)] : []),
    written(year, 12, 25),
    written(year, 12, 26),
  ];
  const isWeekend = (day: string) => weekday(day) === SUNDAY || weekday(day) === SATURDAY;
  const taken = new Set(days);
  for (const day of days.filter(isWeekend)) {
    let instead = dayAfter(day, 1);
    while (isWeekend(instead) || taken.has(instead)) instead = dayAfter(instead, 1);
    taken.add(instead);
  }
  return [...taken];
}

/**
 * The bank holidays of a year, and beside a day given in place of one at a weekend that one itself.
 *
 * @returns as YYYY-MM-DD, in the order of the calendar
 * @example bankHolidays(2027, 'england_wales').at(-1) // '2027-12-28', a Tuesday, in place of Sunday 26 December
 */
export function bankHolidays(year: number, nation: Nation): string[] {
  const sunday = easter(year);
  const days = [
    ...fixedDays(year, nation),
    dayAfter(sunday, -2),
    ...(nation === 'scotland' ? [] : [dayAfter(sunday, 1)]),
    MOVED[`early May ${year}`] ?? firstMonday(year, 5),
    MOVED[`late May ${year}`] ?? lastMonday(year, 5),
    nation === 'scotland' ? firstMonday(year, 8) : lastMonday(year, 8),
    ...ADDED.filter(
      ({ day, nations = NATIONS }) => day.startsWith(`${year}-`) && nations.includes(nation),
    ).map(({ day }) => day),
  ];
  return [...new Set(days)].toSorted();
}

/**
 * A day, or the next after it that is neither a Sunday nor a bank holiday: nobody is asked for anything on those.
 *
 * @param day - YYYY-MM-DD
 * @example openDay('2026-04-03', 'england_wales') // '2026-04-04', since Good Friday is a bank holiday
 */
export function openDay(day: string, nation: Nation): string {
  let open = day;
  while (weekday(open) === SUNDAY || bankHolidays(Number(open.slice(0, 4)), nation).includes(open)) {
    open = dayAfter(open, 1);
  }
  return open;
}
