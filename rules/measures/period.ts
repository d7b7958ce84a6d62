/** Days from the first to the last, ISO 8601. */
export interface Period {
  start: string;
  end: string;
}

export const isPeriod = (a: Period, b: Period): boolean => a.start === b.start && a.end === b.end;

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
/** What a period is written like, for sentences that say what to do. */
export const PERIODS_WRITTEN = '2011/12, Q4 2011/12, March 2012, 2012, or 1/4/2011 to 31/3/2012';
const DAY = 86_400_000;

/**
 * Reads a period as people write it: a financial year from April, a quarter of one, a month, a calendar year, a day, or
 * one day to another. A year and a month with a hyphen (2011-12) is refused, since it can be either.
 *
 * @returns null where it is none, or ends before it begins
 * @example parsePeriod('Q4 2011/12') // { start: '2012-01-01', end: '2012-03-31' }
 */
export function parsePeriod(text: string): Period | null {
  const written = text.trim().replace(/\s+/g, ' ').toLowerCase();
  const year = financialYear(written);
  if (year !== null) return months(year, 3, 12);
  const quarter = /^q([1-4]),? (?:of )?(\S+)$/.exec(written) ?? flipped(/^(\S+),? q([1-4])$/.exec(written));
  const ofYear = quarter ? financialYear(quarter[2] ?? '') : null;
  if (quarter && ofYear !== null) return months(ofYear, Number(quarter[1]) * 3, 3);
  const month = /^([a-z]{3,9})\.?,? (\d{4})$/.exec(written);
  if (month) {
    const at = MONTH_NAMES.findIndex(
      (name) => name.toLowerCase() === month[1] || (month[1] !== undefined && isShortFor(month[1], name)),
    );
    return at < 0 ? null : months(Number(month[2]), at, 1);
  }
  if (/^(19|20)\d\d$/.test(written)) return months(Number(written), 0, 12);
  const [from, to = from, ...more] = written.split(/ (?:to|until|-|–) /).map(dayOfText);
  if (!from || !to || more.length > 0 || from > to) return null;
  return { start: from, end: to };
}

const isShortFor = (text: string, name: string): boolean =>
  text === name.slice(0, 3).toLowerCase() || (text === 'sept' && name === 'September');

const flipped = (found: RegExpExecArray | null): string[] | null =>
  found && ['', found[2] ?? '', found[1] ?? ''];

/** The year in which a financial year begins, such as 2011 of 2011/12; null for what is none. */
function financialYear(text: string): number | null {
  const [, first, second] = /^((?:19|20)\d\d)\/(\d{2}|\d{4})$/.exec(text) ?? [];
  if (first === undefined || second === undefined) return null;
  return (Number(first) + 1) % 100 === Number(second.slice(-2)) ? Number(first) : null;
}

function dayOfText(text: string): string | null {
  const [, day, month, year] = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text) ?? [];
  const iso = day === undefined ? text : `${year}-${month?.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!/^(19|20)\d\d-\d\d-\d\d$/.test(iso)) return null;
  const moment = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(moment.getTime()) || isoOf(moment.getTime()) !== iso ? null : iso;
}

const isoOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);
const at = (iso: string): number => Date.parse(`${iso}T00:00:00Z`);

/** So many months from the first of one, counted on over the end of the year. */
const months = (year: number, first: number, count: number): Period => ({
  start: isoOf(Date.UTC(year, first, 1)),
  end: isoOf(Date.UTC(year, first + count, 1) - DAY),
});

/** How a period is called; {@link parsePeriod} reads it again. @example periodLabel(…) // 'Q4 2011/12' */
export function periodLabel({ start, end }: Period): string {
  const [year, month] = [Number(start.slice(0, 4)), Number(start.slice(5, 7)) - 1];
  const is = (count: number) => {
    const whole = months(year, month, count);
    return whole.start === start && whole.end === end;
  };
  const financial = month < 3 ? year - 1 : year;
  const named = `${financial}/${String((financial + 1) % 100).padStart(2, '0')}`;
  if (is(12) && month === 3) return named;
  if (is(12) && month === 0) return String(year);
  if (is(3) && month % 3 === 0) return `Q${((month + 9) % 12) / 3 + 1} ${named}`;
  if (is(1)) return `${MONTH_NAMES[month]} ${year}`;
  const inWords = (iso: string) => iso.split('-').map(Number).toReversed().join('/');
  return start === end ? inWords(start) : `${inWords(start)} to ${inWords(end)}`;
}

/** The period of as many whole months that ends where this one begins; null for one that is not of whole months. */
export function periodBefore({ start, end }: Period): Period | null {
  const [year, month] = [Number(start.slice(0, 4)), Number(start.slice(5, 7)) - 1];
  const count = (Number(end.slice(0, 4)) - year) * 12 + Number(end.slice(5, 7)) - month;
  const whole = months(year, month, count);
  return whole.start === start && whole.end === end ? months(year, month - count, count) : null;
}

/** Whether a period begins on the day after another ends, so that nothing between them is missing. */
export const isNext = (period: Period, before: Period): boolean =>
  isoOf(at(before.end) + DAY) === period.start;

/** A number that is alike for months, for quarters, for years: what can follow each other in one series. */
export function lengthOf({ start, end }: Period): number {
  return Math.round(((at(end) - at(start)) / DAY + 1) / 30.4);
}

/** Whether two periods share days without one holding the other: figures of them cannot stand in one series. */
export function overlaps(a: Period, b: Period): boolean {
  if (a.end < b.start || b.end < a.start) return false;
  const holds = (outer: Period, inner: Period) => outer.start <= inner.start && inner.end <= outer.end;
  return !holds(a, b) && !holds(b, a);
}
