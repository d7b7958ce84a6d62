import { addMonths, dayOf, easter, monthEnd, partsOfDay, weekdayOf } from './calendar.ts';
import type { Day } from './calendar.ts';
import { numberOf, ordinalOf, piecesOf } from './tokens.ts';
import type { Token } from './tokens.ts';
import { phraseAt } from './words.ts';
import type { Lexicon } from './words.ts';

/** A time as it is written, before it is known from where it is counted. */
type When =
  | { type: 'day'; day: Day }
  | { type: 'noYear'; month: number; date: number }
  | { type: 'dayOfMonth'; date: number }
  | { type: 'month'; month: number; year: number | null; middle: boolean }
  | { type: 'weekday'; weekday: number }
  | { type: 'duration'; count: number; unit: 'day' | 'week' | 'month' | 'year' }
  | { type: 'named'; name: NamedTime }
  | { type: 'review' }
  | { type: 'impossible' };

type NamedTime =
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

const WEEKDAY_NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const SHORT_WEEKDAYS: Record<string, number> = {
  sun: 0,
  mon: 1,
  tue: 2,
  tues: 2,
  wed: 3,
  weds: 3,
  thu: 4,
  thur: 4,
  thurs: 4,
  fri: 5,
  sat: 6,
};
const WEEKDAYS = new Map<string, number>([
  ...WEEKDAY_NAMES.map((name, i): [string, number] => [name, i]),
  ...Object.entries(SHORT_WEEKDAYS),
]);
const UNITS = new Map<string, 'day' | 'week' | 'month' | 'year' | 'fortnight' | 'hour'>([
  ['day', 'day'],
  ['days', 'day'],
  ['week', 'week'],
  ['weeks', 'week'],
  ["week's", 'week'],
  ["month's", 'month'],
  ['month', 'month'],
  ['months', 'month'],
  ['year', 'year'],
  ['years', 'year'],
  ['fortnight', 'fortnight'],
  ["fortnight's", 'fortnight'],
  ['fortnights', 'fortnight'],
  ['hour', 'hour'],
  ['hours', 'hour'],
]);

const LEADS = new Set([
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
const DATE_LEADS = new Set([
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
]);
const START_LEADS = new Set([
  'from',
  'starting',
  'beginning',
  'commencing',
  'between',
  'after',
  'commences',
  'starts',
]);
const DURATION_LEADS = new Set(['for', 'within', 'in', 'over', 'during', 'x', 'throughout', 'after']);
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
]);
const DURATION_EXTRAS = new Set([
  'the',
  'next',
  'coming',
  'following',
  'further',
  'another',
  'least',
  'about',
  'around',
  'approximately',
  'up',
  'to',
  'period',
  'of',
  'first',
  'full',
  'whole',
  'maximum',
  'minimum',
  'a',
  'an',
  'at',
  'initial',
  'another',
]);
const REVIEW_EXTRAS = new Set([
  'the',
  'next',
  'my',
  'our',
  'his',
  'her',
  'their',
  'this',
  'first',
  'plan',
  'care',
  'recovery',
  'treatment',
  'keywork',
  'care-plan',
  'date',
  'of',
  'time',
  'your',
  'twelve-week',
]);
const REVIEW_LEADS = new Set(['by', 'until', 'till', 'before', 'at', 'for', 'to']);

const RANGE_SIGNS = new Set(['-', '–', '—', 'to', 'until', 'till', 'through', 'and']);

/**
 * Every time that a part tells, in the order in which it tells them. How often something happens (every Friday,
 * daily), how long it lasts each time and the time of day are no such times.
 */
export function findTimes(part: readonly Token[], lexicon: Lexicon): TimeSpan[] {
  const spans: TimeSpan[] = [];
  const past = pastOf(part, lexicon);
  for (let i = 0; i < part.length;) {
    const found = timeAt(part, i, spans.at(-1));
    if (!found) {
      i += 1;
      continue;
    }
    const lead = leadOf(part, i);
    const role =
      lead === 'since' || past[i] || past[found.to - 1]
        ? 'past'
        : START_LEADS.has(lead) && found.when.type !== 'duration'
          ? 'start'
          : 'end';
    const span: TimeSpan = { from: i, weekday: null, ...found, lead, role };
    // "1 February until 1 December", "23/01/12 - 02/03/12": the first is where it begins.
    const before = spans.at(-1);
    if (before && before.role === 'end' && span.role !== 'past' && isDated(before) && isDated(span)) {
      const between = part.slice(before.to, span.from).map((token) => token.word);
      const words = between.filter((word) => word !== 'the');
      if (words.length === 1 && RANGE_SIGNS.has(words[0] ?? '') && words[0] !== 'and') before.role = 'start';
    }
    spans.push(span);
    i = found.to;
  }
  return spans;
}

const isDated = (span: TimeSpan) => span.when.type !== 'duration' && span.when.type !== 'review';

/** Where a part tells of what has been: after has, have or had with not, been or a past form, up to the next will or to. */
function pastOf(part: readonly Token[], lexicon: Lexicon): boolean[] {
  let inPast = false;
  return part.map((token, i) => {
    const { word } = token;
    if (['has', 'have', 'had', "hasn't", "haven't", "hadn't", "i've", "he's", "she's"].includes(word)) {
      const next = part[i + 1]?.word ?? '';
      const past = lexicon.forms.get(next)?.some(({ form }) => form === 'ed') ?? false;
      if (past || ['not', 'never', 'been', 'already', 'now', 'recently', 'just'].includes(next))
        inPast = true;
      if (word.endsWith("n't")) inPast = true;
    } else if (['will', 'to', 'must', 'and', 'should', ',', "he'll", "she'll", "i'll"].includes(word))
      inPast = false;
    return inPast;
  });
}

/** The word that leads to a time, a few words before it. */
function leadOf(part: readonly Token[], at: number): string {
  let lead = '';
  for (let i = at - 1; i >= 0 && i >= at - 5; i -= 1) {
    const word = part[i]?.word ?? '';
    if (LEADS.has(word)) lead = word;
    // "starting on 5 May", "from the end of March"
    if (!LEADS.has(word) && !SKIPPED.has(word)) return lead;
    if (START_LEADS.has(word) || word === 'since') return word === 'beginning' && lead === 'of' ? 'by' : word;
    if (['by', 'before', 'until', 'till', 'within'].includes(word)) return word;
  }
  return lead;
}

type Found = { to: number; when: When; weekday?: number };

function timeAt(part: readonly Token[], i: number, before: TimeSpan | undefined): Found | null {
  const token = part[i];
  if (!token) return null;
  const previous = part[i - 1]?.word ?? '';
  return (
    weekdayAt(part, i) ??
    dateAt(part, i, previous, before) ??
    durationAt(part, i) ??
    namedAt(part, i) ??
    reviewAt(part, i) ??
    null
  );
}

function isPlainDay(token: Token | undefined): number | null {
  if (!token || token.kind !== 'number' || token.raw.length > 2) return null;
  const day = Number(token.raw);
  return Number.isInteger(day) ? day : null;
}

const SUFFIXES = new Set(['st', 'nd', 'rd', 'th']);

/** 3/5/12, 2012-05-03, 3rd of May, May 3rd 2012, in March, by the 14th. */
function dateAt(
  part: readonly Token[],
  i: number,
  previous: string,
  before: TimeSpan | undefined,
): Found | null {
  const token = part[i];
  if (!token) return null;
  const afterRange =
    before !== undefined && before.to === i - 1 && RANGE_SIGNS.has(previous) && isDated(before);

  if (token.kind === 'number') {
    if (part[i - 1]?.word === '£' && part[i]?.glued) return null;
    const { digits, joins } = piecesOf(token);
    if (digits.length === 3 && joins[0] === joins[1] && ['/', '.', '-'].includes(joins[0] ?? '')) {
      const [a = '', b = '', c = ''] = digits;
      const iso = a.length === 4 && b.length <= 2 && c.length <= 2;
      const british = a.length <= 2 && b.length <= 2 && (c.length === 4 || c.length === 2);
      if (!iso && !british) return null;
      const [year, month, date] = iso ? [a, b, c] : [c, b, a];
      return exact(i + 1, fullYear(year), Number(month), Number(date));
    }
    if (digits.length === 2 && joins[0] === '/') {
      const [a = '', b = ''] = digits;
      if (a.length > 2 || b.length > 2 || token.raw === '24/7') return null;
      // 6/52 is six weeks, 3/12 after "for" three months, 10/7 ten days.
      const units = { '52': 'week', '12': 'month', '7': 'day' } as const;
      if (DURATION_LEADS.has(previous) && previous !== 'after' && (b === '52' || b === '12' || b === '7')) {
        return { to: i + 1, when: { type: 'duration', count: Number(a), unit: units[b] } };
      }
      const lead = previous === 'the' ? (part[i - 2]?.word ?? '') : previous;
      if (!DATE_LEADS.has(lead) && !afterRange) return null;
      if (previous === 'and' && !before) return null;
      const next = part[i + 1]?.word;
      if (next === 'of' || next === 'a' || next === 'an' || next === 'hour') return null;
      return withoutYear(i + 1, Number(b), Number(a));
    }
  }

  // A day before its month: 3 May, 3rd of May, the twenty-fourth of February.
  const dayInFigures = isPlainDay(token);
  const inWords = ordinalOf(token);
  let next = i + 1;
  let ordinal = inWords !== null;
  if (dayInFigures !== null && part[next]?.glued && SUFFIXES.has(part[next]?.word ?? '')) {
    ordinal = true;
    next += 1;
  }
  const date = dayInFigures ?? inWords;
  if (date !== null) {
    const afterOf = part[next]?.word === 'of' ? next + 1 : next;
    const month = MONTHS.get(part[afterOf]?.word ?? '');
    if (month !== undefined && (dayInFigures !== null || afterOf > next)) {
      return monthAndYear(part, afterOf + 1, month, date);
    }
    // By the 14th, until 3rd.
    const lead = previous === 'the' ? (part[i - 2]?.word ?? '') : previous;
    if (ordinal && dayInFigures !== null && (DATE_LEADS.has(lead) || afterRange) && date >= 1) {
      return { to: next, when: date <= 31 ? { type: 'dayOfMonth', date } : { type: 'impossible' } };
    }
    return null;
  }

  // A month before its day, or by itself.
  const month = MONTHS.get(token.word);
  if (month === undefined || token.kind !== 'word') return null;
  const after = isPlainDay(part[i + 1]);
  if (after !== null && !isUnitOrTime(part, i + 2)) {
    let to = i + 2;
    if (part[to]?.glued && SUFFIXES.has(part[to]?.word ?? '')) to += 1;
    return monthAndYear(part, to, month, after);
  }
  const yearToken = part[i + 1];
  const year = yearOf(yearToken);
  const lead = leadOf(part, i);
  const sure = FULL_MONTHS.has(token.word) && token.word !== 'may' && token.word !== 'march';
  if (
    year === null &&
    !sure &&
    !token.capital &&
    !['in', 'by', 'of', 'until', 'till', 'during', 'before'].includes(previous)
  )
    return null;
  if (
    year === null &&
    (lead === '' || i === 0) &&
    !['next', 'this', 'mid', 'end', 'late', 'early'].includes(previous)
  )
    return null;
  return {
    to: year === null ? i + 1 : i + 2,
    when: {
      type: 'month',
      month,
      year,
      middle: previous === 'mid' || part[i - 1]?.word.startsWith('mid-') === true,
    },
  };
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

/** By Friday, Friday 4 May; not every Friday, on Fridays or Monday to Friday. */
function weekdayAt(part: readonly Token[], i: number): Found | null {
  const token = part[i];
  const weekday = token?.kind === 'word' ? WEEKDAYS.get(token.word) : undefined;
  if (token === undefined || weekday === undefined) return null;
  let next = i + 1;
  if (part[next]?.word === ',' || part[next]?.word === 'the' || part[next]?.word === '.') next += 1;
  if (part[next]?.word === 'the') next += 1;
  const previous = part[i - 1]?.word ?? '';
  const date = dateAt(part, next, previous === '' ? 'on' : 'on', undefined);
  if (date && next > i && date.when.type !== 'month') return { ...date, weekday };
  if (['every', 'each', 'alternate', 'per', 'other', 'most'].includes(previous)) return null;
  const full = token.word.length > 5;
  if (!full && !token.capital) return null;
  // Several weekdays in a row say how often.
  const isWeekday = (at: number) => WEEKDAYS.has(part[at]?.word ?? '');
  const joined = (at: number) => [',', 'and', '&', '/', 'to', '-', '–', 'or'].includes(part[at]?.word ?? '');
  if (isWeekday(i + 1) || isWeekday(i - 1)) return null;
  if ((joined(i + 1) && isWeekday(i + 2)) || (joined(i - 1) && isWeekday(i - 2))) return null;
  const after = part[i + 1]?.word ?? '';
  if (['mornings', 'afternoons', 'evenings', 'nights'].includes(after)) return null;
  // "the Friday group", "Friday drop-in": a name.
  if (previous === 'the' && LEADS.has(part[i - 2]?.word ?? '') && !DATE_LEADS.has(part[i - 2]?.word ?? ''))
    return null;
  return { to: i + 1, when: { type: 'weekday', weekday } };
}

/** For six weeks, within a month, in 6/52, over the next 3 months. */
function durationAt(part: readonly Token[], i: number): Found | null {
  const lead = part[i]?.word ?? '';
  const isLead = DURATION_LEADS.has(lead);
  const comingAlone = lead === 'next' && !['the', 'by', 'until', 'till'].includes(part[i - 1]?.word ?? 'the');
  if (!isLead && !comingAlone) {
    // "two weeks from now", "6 weeks from today"
    const count = numberOf(part[i]);
    const unit = UNITS.get(part[i + 1]?.word ?? '');
    if (count === null || !unit || unit === 'hour') return null;
    if (part[i + 2]?.word !== 'from' || !['now', 'today'].includes(part[i + 3]?.word ?? '')) return null;
    return { to: i + 4, when: durationOf(count, unit) };
  }
  let at = i + 1;
  let coming = comingAlone;
  let article = false;
  while (at < part.length && at < i + 7 && DURATION_EXTRAS.has(part[at]?.word ?? '')) {
    const word = part[at]?.word ?? '';
    if (word === 'next' || word === 'coming' || word === 'following' || word === 'the') coming = true;
    article = word === 'a' || word === 'an' || word === 'another' || word === 'further';
    at += 1;
  }
  if (part[at]?.word === 'minimum' || part[at]?.word === 'maximum') at += 1;
  let count = numberOf(part[at]);
  const half = part[at]?.word === 'half';
  if (count !== null) {
    at += 1;
    // "5 (five) weeks"
    if (part[at]?.word === '(' && part[at + 2]?.word === ')') at += 3;
    if (part[at]?.kind === 'sign' && part[at]?.word === '-') at += 1;
  } else if (half && ['a', 'the'].includes(part[at + 1]?.word ?? '')) return null;
  else if (article || coming) count = 1;
  if (count === null || (part[at]?.glued === false && part[at]?.kind === 'number')) return null;
  const unitToken = part[at];
  const unit = UNITS.get(unitToken?.word ?? '');
  if (!unit || !unitToken) return null;
  const rest = part[at + 1]?.word ?? '';
  // "for 3 days a week" is how often; "within 2 weeks of release" hangs on an event.
  if (['a', 'per', 'each', 'every', '/', 'old'].includes(rest)) return null;
  if (['of', 'after', 'before', 'ago', 'prior', 'following', 'post'].includes(rest)) {
    const whose =
      part[at + 2]?.word === 'the' || part[at + 2]?.word === 'this' ? part[at + 3]?.word : part[at + 2]?.word;
    if (!['now', 'today', 'plan', 'date'].includes(whose ?? '')) return null;
  }
  // "for the 12 week programme": a name.
  const plural = unitToken.word.endsWith('s');
  const named =
    !plural &&
    count !== 1 &&
    part[at + 1]?.kind === 'word' &&
    !['period', 'from', 'and', 'to', 'with', 'at', 'until'].includes(rest);
  if (named) return null;
  if (unit === 'hour' && lead !== 'within' && lead !== 'in') return null;
  if (lead === 'after') return null;
  if (lead === 'in' && count === 1 && coming && !comingAlone && unit === 'day') return null;
  return { to: at + 1, when: durationOf(count, unit) };
}

function durationOf(count: number, unit: 'day' | 'week' | 'month' | 'year' | 'fortnight' | 'hour'): When {
  if (unit === 'hour') return { type: 'duration', count: Math.max(1, Math.ceil(count / 24)), unit: 'day' };
  if (unit === 'fortnight') return { type: 'duration', count: count * 2, unit: 'week' };
  return { type: 'duration', count, unit };
}

function namedAt(part: readonly Token[], i: number): Found | null {
  const word = (ahead: number) => part[i + ahead]?.word ?? '';
  const named = (name: NamedTime, length: number): Found => ({
    to: i + length,
    when: { type: 'named', name },
  });
  switch (word(0)) {
    case 'easter':
      return named('easter', 1);
    case 'christmas':
      return ['party', 'card', 'cards', 'present', 'presents', 'meal', 'dinner'].includes(word(1))
        ? null
        : named('christmas', 1);
    case 'new':
      return word(1) === 'year' || word(1) === "year's" ? named('newYear', 2) : null;
    case 'today':
    case 'tonight':
      return named('today', 1);
    case 'tomorrow':
      return named('tomorrow', 1);
    case 'next':
    case 'this':
    case 'same': {
      if (word(0) === 'same') return null;
      const next = word(0) === 'next';
      if (word(1) === 'week') return named(next ? 'nextWeekEnd' : 'weekEnd', 2);
      if (word(1) === 'month') return named(next ? 'nextMonthEnd' : 'monthEnd', 2);
      if (word(1) === 'year') return named(next ? 'nextYearEnd' : 'yearEnd', 2);
      return null;
    }
    case 'end':
    case 'month':
    case 'week':
    case 'year': {
      if (word(0) !== 'end') return word(1) === 'end' && word(0) === 'month' ? named('monthEnd', 2) : null;
      if (word(1) !== 'of') return null;
      const article = ['the', 'this', 'next', 'that', 'current'].includes(word(2)) ? 1 : 0;
      const unit = word(2 + article);
      if (unit === 'term' || part[i + 3 + article]?.kind === 'number') return null;
      if (article === 1 && word(2) === 'next') {
        if (unit === 'week') return named('nextWeekEnd', 4);
        if (unit === 'month') return named('nextMonthEnd', 4);
        if (unit === 'year') return named('nextYearEnd', 4);
        return null;
      }
      if (unit === 'year') return named('yearEnd', 3 + article);
      if (unit === 'month') return named('monthEnd', 3 + article);
      if (unit === 'week') return named('weekEnd', 3 + article);
      return null;
    }
    default:
      return null;
  }
}

function reviewAt(part: readonly Token[], i: number): Found | null {
  if (part[i]?.word !== 'review') return null;
  for (let at = i - 1; at >= 0 && at >= i - 5; at -= 1) {
    const word = part[at]?.word ?? '';
    // "To review" is the verb.
    if (word === 'to' && at === i - 1) return null;
    if (REVIEW_LEADS.has(word)) return { to: i + 1, when: { type: 'review' } };
    if (!REVIEW_EXTRAS.has(word)) return null;
  }
  return null;
}

/** What a time needs to be known. */
export type Resolved = { day: Day } | { missing: 'plan' | 'review' } | { impossible: true };

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
    case 'duration':
      // A count beyond all reason is past any review: 31 December 9999.
      if (when.count > 10_000) return { day: 2_932_896 };
      return { day: durationEnd(plan, when.count, when.unit) };
    case 'named':
      return namedDay(when.name, plan, year, month);
  }
}

function durationEnd(plan: Day, count: number, unit: 'day' | 'week' | 'month' | 'year'): Day {
  if (unit === 'day') return plan + Math.ceil(count);
  if (unit === 'week') return plan + Math.ceil(count * 7);
  if (unit === 'month') return addMonths(plan, Math.ceil(count));
  return addMonths(plan, Math.ceil(count * 12));
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

/** Whether a weekday beside a date is another one than the date's. */
export function weekdayDisagrees(span: TimeSpan, day: Day): boolean {
  return span.weekday !== null && span.weekday !== weekdayOf(day);
}

/** The first words of a part that promise a time and give none: soon, ongoing. */
export function emptyTimeIn(part: readonly Token[], lexicon: Lexicon): string[] {
  for (let i = 0; i < part.length; i += 1) {
    const length = phraseAt(lexicon.phrases.emptyTimes, part, i);
    if (length > 0) return part.slice(i, i + length).map((token) => token.raw);
  }
  return [];
}
