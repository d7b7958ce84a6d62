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

/**
 * The moment at which a day begins in Britain.
 *
 * @param day - YYYY-MM-DD
 * @returns ISO 8601, UTC
 * @example startOfDayInBritain('2026-07-01') // '2026-06-30T23:00:00.000Z'
 */
export function startOfDayInBritain(day: string): string {
  const midnight = new Date(`${day}T00:00:00Z`);
  const hourBefore = new Date(midnight.getTime() - 3_600_000);
  return (dayInBritain(hourBefore) === day ? hourBefore : midnight).toISOString();
}

/** @example dayInWords('2012-02-28') // '28 February 2012' */
export const dayInWords = (date: string): string => DAY.format(new Date(`${date}T00:00:00Z`));

const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' });

/** A day with its name, for what is to be done by it. @example weekdayInWords('2012-03-23') // 'Friday 23 March 2012' */
export const weekdayInWords = (date: string): string =>
  `${WEEKDAY.format(new Date(`${date}T00:00:00Z`))} ${dayInWords(date)}`;

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

/**
 * A text as a part of a file name: letters of any script, Latin ones without accents, digits and hyphens; empty where it
 * has none.
 */
export const plainName = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/(?<=\p{sc=Latin})\p{M}+/gu, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();

/** Products such as 100 × 0.29 miss a whole number by less than this. */
const NOISE = 1e-9;

/**
 * The ends of an interval of a share, or of a difference of shares, in percent. They are rounded outwards, the lower
 * one down and the upper one up: an interval says how little is sure, and rounded to the nearest it would at times
 * seem narrower than it is.
 *
 * @example outwards([0.3906, 0.8611]) // [39, 87]
 */
export function outwards(
  [low, high]: readonly [low: number, high: number],
  decimals = 0,
): [low: number, high: number] {
  const scale = 10 ** decimals;
  // Never -0.
  return [
    Math.floor(100 * scale * low + NOISE) / scale + 0,
    Math.ceil(100 * scale * high - NOISE) / scale + 0,
  ];
}

/**
 * An interval of a share, rounded outwards.
 *
 * @example intervalText([0.3906, 0.8611]) // '39% to 87%'
 */
export function intervalText(interval: readonly [low: number, high: number]): string {
  const [low, high] = outwards(interval);
  return `${low}% to ${high}%`;
}

/** @example pointsText(-15) // '−15 points' */
export const pointsText = (points: number): string =>
  `${signed(points)} ${Math.abs(points) === 1 ? 'point' : 'points'}`;

/**
 * An interval of a difference in percentage points, rounded outwards. An end that would become zero by it keeps a
 * digit, so that a difference that is clear is not taken for one that is not.
 *
 * @example differenceIntervalText([-0.136, 0.164]) // '−14 to +17'
 * @example differenceIntervalText([0.0016, 0.33]) // '+0.1 to +33'
 */
export function differenceIntervalText(interval: readonly [low: number, high: number]): string {
  const text = (end: 0 | 1): string => {
    let [rounded, decimals] = [outwards(interval)[end], 0];
    while (rounded === 0 && Math.abs(interval[end]) > NOISE)
      rounded = outwards(interval, (decimals += 1))[end];
    return signed(rounded);
  };
  return `${text(0)} to ${text(1)}`;
}

function signed(points: number): string {
  if (points === 0) return '0';
  return points < 0 ? `−${-points}` : `+${points}`;
}

/** A number with as many decimal places as it needs, two at most. @example decimalText(2.3333) // '2.33' */
export const decimalText = (value: number): string => String(Math.round(value * 100) / 100 + 0);

/**
 * The ends of an interval of a mean, rounded outwards, each to two decimal places as the mean itself is.
 *
 * @example numberIntervalText([2.8123, 2.9961]) // '2.81 to 3.00'
 */
export const numberIntervalText = ([low, high]: readonly [low: number, high: number]): string =>
  [Math.floor(low * 100 + NOISE), Math.ceil(high * 100 - NOISE)]
    .map((hundredths) => (hundredths / 100 + 0).toFixed(2))
    .join(' to ');

/** @example capitalised('partnership') // 'Partnership' */
export const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** @example listOf(['a', 'b', 'c']) // 'a, b and c' */
export function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/**
 * A text of at most so many signs, ended with an ellipsis after a whole word where it is longer.
 *
 * @example cutShort('the young people’s team', 12) // 'the young…'
 */
export function cutShort(text: string, most: number): string {
  if (text.length <= most) return text;
  const words = text.slice(0, most + 1).replace(/[\s:;,.–-]+\S*$/, '');
  return `${words.slice(0, most)}…`;
}

/**
 * How long one day lies before another, in whole months and years.
 *
 * @example agoInWords('2011-03-31', '2012-05-02') // '1 year and 1 month'
 */
export function agoInWords(day: string, today: string): string {
  const [y1 = 0, m1 = 0, d1 = 0] = day.split('-').map(Number);
  const [y2 = 0, m2 = 0, d2 = 0] = today.split('-').map(Number);
  const months = 12 * (y2 - y1) + (m2 - m1) - (d2 < d1 ? 1 : 0);
  const [years, rest] = [Math.floor(months / 12), months % 12];
  if (months < 1) return 'less than a month';
  return listOf([
    ...(years > 0 ? [countOf(years, 'year')] : []),
    ...(rest > 0 ? [countOf(rest, 'month')] : []),
  ]);
}
