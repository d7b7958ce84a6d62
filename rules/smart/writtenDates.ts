import { dayOf } from './calendar.ts';
import { DURATION_EXTRAS, DURATION_LEADS } from './durations.ts';
import { DATE_LEADS, isDated, leadOf, RANGE_SIGNS } from './times.ts';
import type { Found, TimeSpan } from './times.ts';
import { ordinalOf, piecesOf } from './tokens.ts';
import type { Token } from './tokens.ts';

const MONTH_NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const MONTHS = new Map<string, number>([
  ...MONTH_NAMES.map((name, i): [string, number] => [name, i + 1]),
  ...MONTH_NAMES.map((name, i): [string, number] => [name.slice(0, 3), i + 1]),
  ['sept', 9],
]);

const FULL_MONTHS = new Set(MONTH_NAMES);

const SUFFIXES = new Set(['st', 'nd', 'rd', 'th']);

/** The sign between a day, the name of its month and the year: 12-Apr-2012. */
const isJoin = (token: Token | undefined) =>
  token !== undefined && token.kind === 'sign' && token.glued && ['-', '–', '/'].includes(token.raw);

/** 3/5/12, 2012-05-03, 3rd of May, 12-Apr-2012, May 3rd 2012, in March, by the 14th. */
export function dateAt(
  part: readonly Token[],
  i: number,
  previous: string,
  before: TimeSpan | undefined,
): Found | null {
  const token = part[i];
  if (!token) return null;
  if (token.kind === 'number' && part[i - 1]?.word === '£' && token.glued) return null;
  const afterRange =
    before !== undefined && before.to === i - 1 && RANGE_SIGNS.has(previous) && isDated(before);
  // "By the 14th": what leads to it stands before the article.
  const lead = previous === 'the' ? (part[i - 2]?.word ?? '') : previous;
  const led = DATE_LEADS.has(lead) || afterRange;
  return (
    fullFigures(token, i) ??
    dayAndMonthFigures(part, i, led && (previous !== 'and' || before !== undefined)) ??
    dayFirst(part, i, led) ??
    monthThenDay(part, i) ??
    monthAlone(part, i, previous)
  );
}

/** 3/5/12, 03.05.2012, 2012-05-03. */
function fullFigures(token: Token, i: number): Found | null {
  if (token.kind !== 'number') return null;
  const { digits, joins } = piecesOf(token);
  if (digits.length !== 3 || joins[0] !== joins[1] || !['/', '.', '-'].includes(joins[0] ?? '')) return null;
  const [a = '', b = '', c = ''] = digits;
  const iso = a.length === 4 && b.length <= 2 && c.length <= 2;
  const british = a.length <= 2 && b.length <= 2 && (c.length === 4 || c.length === 2);
  if (!iso && !british) return null;
  const [year, month, date] = iso ? [a, b, c] : [c, b, a];
  return exact(i + 1, fullYear(year), Number(month), Number(date));
}

/** By 3/5; but 6/52 is six weeks, 3/12 after "for" three months, 10/7 ten days. */
function dayAndMonthFigures(part: readonly Token[], i: number, led: boolean): Found | null {
  const token = part[i];
  if (token?.kind !== 'number') return null;
  const { digits, joins } = piecesOf(token);
  const [a = '', b = ''] = digits;
  // "On 12.12": elsewhere a point makes it a time of day or a share.
  const isPointed =
    joins[0] === '.' && ['on', 'by', 'before', 'until', 'till'].includes(part[i - 1]?.word ?? '');
  if (digits.length !== 2 || !(joins[0] === '/' || (isPointed && b.length === 2))) return null;
  if (a.length > 2 || b.length > 2 || token.raw === '24/7') return null;
  const units = { '52': 'week', '12': 'month', '7': 'day' } as const;
  if (leadsToShortDuration(part, i) && (b === '52' || b === '12' || b === '7')) {
    return { to: i + 1, when: { type: 'duration', count: Number(a), unit: units[b] } };
  }
  // "2mg every 2/52": how often, and no end.
  if (['every', 'each', 'per'].includes(part[i - 1]?.word ?? '')) return null;
  // There is no 52nd month: "NA weekly 6/52".
  if (b === '52') return { to: i + 1, when: { type: 'duration', count: Number(a), unit: 'week' } };
  if (!led && !isNoShare(Number(a), Number(b)) && !isDayByForm(part, i, a, b)) return null;
  const next = part[i + 1]?.word;
  if (next === 'of' || next === 'a' || next === 'an' || next === 'hour') return null;
  return withoutYear(i + 1, Number(b), Number(a));
}

/** Panel 17/5: more than a whole, and no length of time such as 10/7, so that it can be nothing but a day. */
const isNoShare = (date: number, month: number): boolean =>
  date > month && date <= 31 && month >= 1 && month < 12 && month !== 7;

/** What takes place on one day: "at appointment 2/12". */
const ON_A_DAY = new Set(
  'appointment meeting visit review hearing court panel session clinic interview'.split(' '),
);

/** Home visit 07/11: nobody writes a share or a length of time with a nought before it. */
function isDayByForm(part: readonly Token[], i: number, date: string, month: string): boolean {
  const exists = Number(date) >= 1 && Number(date) <= 31 && Number(month) >= 1 && Number(month) <= 12;
  const isPadded = date.length === 2 && month.length === 2 && (date.startsWith('0') || month.startsWith('0'));
  return exists && (isPadded || ON_A_DAY.has(part[i - 1]?.word ?? ''));
}

/** "In 6/52", but also "for the next 2/52", "over a further 3/12". */
function leadsToShortDuration(part: readonly Token[], i: number): boolean {
  for (let at = i - 1; at >= 0 && at >= i - 4; at -= 1) {
    const word = part[at]?.word ?? '';
    if (word === 'next') return true;
    if (DURATION_LEADS.has(word)) return word !== 'after';
    if (!DURATION_EXTRAS.has(word)) return false;
  }
  return false;
}

/** A day before its month: 3 May, 3rd of May, the twenty-fourth of February; or by the 14th. */
function dayFirst(part: readonly Token[], i: number, led: boolean): Found | null {
  const dayInFigures = isPlainDay(part[i]) ?? lastOfDays(part[i]);
  const date = dayInFigures ?? ordinalOf(part[i]);
  if (date === null) return null;
  const suffixed =
    dayInFigures !== null && part[i + 1]?.glued === true && SUFFIXES.has(part[i + 1]?.word ?? '');
  const next = suffixed ? i + 2 : i + 1;
  const afterOf = part[next]?.word === 'of' || isJoin(part[next]) ? next + 1 : next;
  const month = MONTHS.get(part[afterOf]?.word ?? '');
  if (month !== undefined && (dayInFigures !== null || afterOf > next)) {
    const found = monthAndYear(part, afterOf + 1, month, date);
    return isPlainDay(part[i]) === null && dayInFigures !== null ? { ...found, closed: true } : found;
  }
  // By the 14th, until 3rd.
  // "By 2nd review" is no day.
  if (suffixed && led && date >= 1 && part[next]?.word !== 'review') {
    return { to: next, when: date <= 31 ? { type: 'dayOfMonth', date } : { type: 'impossible' } };
  }
  return null;
}

const monthOf = (token: Token | undefined) => (token?.kind === 'word' ? MONTHS.get(token.word) : undefined);

/** The month that a word names, 1 to 12. */
export const monthNamed = (token: Token | undefined): number | null => monthOf(token) ?? null;

/** May 3rd, May 3 2012. */
function monthThenDay(part: readonly Token[], i: number): Found | null {
  const month = monthOf(part[i]);
  const date = isPlainDay(part[i + 1]);
  if (month === undefined || date === null || isUnitOrTime(part, i + 2)) return null;
  const suffixed = part[i + 2]?.glued && SUFFIXES.has(part[i + 2]?.word ?? '');
  return monthAndYear(part, suffixed ? i + 3 : i + 2, month, date);
}

/** In March, by the end of May 2012, mid June. */
function monthAlone(part: readonly Token[], i: number, previous: string): Found | null {
  const token = part[i];
  const month = monthOf(token);
  if (!token || month === undefined) return null;
  const year = yearOf(part[i + 1]);
  if (year === null && !isMonthWithoutYear(part, i, previous)) return null;
  const to = year === null ? i + 1 : i + 2;
  // "By the July review": the review that falls into it.
  if (part[to]?.word === 'review') return { to: to + 1, when: { type: 'review' } };
  return {
    to,
    when: {
      type: 'month',
      month,
      year,
      middle: previous === 'mid' || part[i - 1]?.word.startsWith('mid-') === true,
    },
  };
}

/** Whether what may be a month is one where no year follows: "may" and "march" are other words too. */
function isMonthWithoutYear(part: readonly Token[], i: number, previous: string): boolean {
  const { word = '', capital = false } = part[i] ?? {};
  const sure = FULL_MONTHS.has(word) && word !== 'may' && word !== 'march';
  const ledToMonth = ['in', 'by', 'of', 'until', 'till', 'during', 'before'].includes(previous);
  if (!sure && !capital && !ledToMonth) return false;
  const led = leadOf(part, i) !== '' && i > 0;
  return led || ['next', 'this', 'mid', 'end', 'late', 'early'].includes(previous);
}

function isPlainDay(token: Token | undefined): number | null {
  if (!token || token.kind !== 'number' || token.raw.length > 2) return null;
  const day = Number(token.raw);
  return Number.isInteger(day) ? day : null;
}

/** The second of two days of one month: 3-10 May. */
function lastOfDays(token: Token | undefined): number | null {
  if (token?.kind !== 'number' || token.raw.length > 5) return null;
  const { digits, joins } = piecesOf(token);
  const [, last = ''] = digits;
  return joins.length === 1 && joins[0] === '-' && last.length <= 2 ? Number(last) : null;
}

function isUnitOrTime(part: readonly Token[], i: number): boolean {
  const word = part[i]?.word ?? '';
  return word === 'am' || word === 'pm' || word === ':' || word === 'x';
}

function yearOf(token: Token | undefined): number | null {
  if (!token || token.kind !== 'number' || token.raw.length !== 4) return null;
  const year = Number(token.raw);
  return Number.isInteger(year) && year >= 1900 && year <= 2199 ? year : null;
}

const fullYear = (digits: string) => (digits.length === 2 ? 2000 + Number(digits) : Number(digits));

/** The year that may follow a day and month: 2012, '12, or 12 at the end of the part. */
function monthAndYear(part: readonly Token[], at: number, month: number, date: number): Found {
  let to = at;
  const joined = isJoin(part[to]) && part[to + 1]?.kind === 'number' && part[to + 1]?.glued === true;
  if (joined) to += 1;
  if (part[to]?.word === ',' && yearOf(part[to + 1]) !== null) to += 1;
  const year = yearOf(part[to]);
  if (year !== null) return exact(to + 1, year, month, date);
  const quoted = part[to]?.kind === 'sign' && ["'", '’', '‘'].includes(part[to]?.raw ?? '');
  const short = part[quoted ? to + 1 : to];
  const shortYear = short?.kind === 'number' && short.raw.length === 2 && Number.isInteger(Number(short.raw));
  const followed = part[to + 1];
  if (
    shortYear &&
    (quoted ||
      joined ||
      followed === undefined ||
      (followed.kind === 'sign' && followed.word !== ':' && followed.word !== '%'))
  ) {
    return exact(quoted ? to + 2 : to + 1, fullYear(short.raw), month, date);
  }
  return withoutYear(at, month, date);
}

function exact(to: number, year: number, month: number, date: number): Found {
  const day = dayOf(year, month, date);
  return { to, when: day === null ? { type: 'impossible' } : { type: 'day', day } };
}

function withoutYear(to: number, month: number, date: number): Found {
  // A leap year, so that 29 February may be one.
  const exists = dayOf(2012, month, date) !== null;
  return { to, when: exists ? { type: 'noYear', month, date } : { type: 'impossible' } };
}
