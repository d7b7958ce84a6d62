// How figures and times are written, everywhere.

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/London',
});
const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/London',
});

const ISO_DAY = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: 'Europe/London' });

/** The day of the calendar that it is in Britain, as YYYY-MM-DD. */
export const dayInBritain = (moment: Date): string => ISO_DAY.format(moment);

/** @example dayInWords('2012-02-28') // '28 February 2012' */
export const dayInWords = (date: string): string => DAY.format(new Date(`${date}T00:00:00Z`));

/** @example monthInWords('2012-02-28') // 'Feb 2012' */
export const monthInWords = (date: string): string => MONTH.format(new Date(`${date}T00:00:00Z`));

/** One day, or from when to when. */
export const daysInWords = (from: string, to: string): string =>
  from === to ? dayInWords(from) : `${dayInWords(from)} to ${dayInWords(to)}`;

/** A moment in British time, with its day. */
export const timeInWords = (iso: string): string =>
  TIME.format(new Date(iso)).replace(',', ' at').replace(' at at', ' at');

const DAY_PARTS = new Intl.DateTimeFormat('sv-SE', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone: 'Europe/London',
});

/** The day of a moment in Britain, as YYYY-MM-DD. */
export const dayOf = (iso: string): string => DAY_PARTS.format(new Date(iso));

/** A moment of today, as a clock shows it in Britain. */
export const clockInWords = (iso: string): string => CLOCK.format(new Date(iso));

/** @example dayForForm('2012-02-28') // '28/02/2012' */
export const dayForForm = (date: string): string => date.split('-').toReversed().join('/');

/** @example countOf(1, 'case file') // '1 case file' */
export const countOf = (n: number, thing: string, things = `${thing}s`): string =>
  `${n} ${n === 1 ? thing : things}`;

/** A text as a part of a file name that every system takes: letters, digits and hyphens; empty where it has none. */
export const plainName = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
