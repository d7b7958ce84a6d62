import type { Found, When } from './times.ts';
import { numberOf } from './tokens.ts';
import type { Token } from './tokens.ts';

type Unit = 'day' | 'week' | 'month' | 'year' | 'fortnight' | 'hour';

const UNITS = new Map<string, Unit>([
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

export const DURATION_LEADS = new Set([
  'for',
  'within',
  'inside',
  'in',
  'over',
  'during',
  'x',
  'throughout',
  'after',
]);

/** What may stand between such a word and the number. */
export const DURATION_EXTRAS = new Set([
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
  'approx',
  'roughly',
]);

/** For six weeks, within a month, in 6/52, over the next 3 months. */
export function durationAt(part: readonly Token[], i: number): Found | null {
  const lead = part[i]?.word ?? '';
  const comingAlone = lead === 'next' && !['the', 'by', 'until', 'till'].includes(part[i - 1]?.word ?? 'the');
  if (!DURATION_LEADS.has(lead) && !comingAlone)
    return durationFromNow(part, i) ?? durationAtEnd(part, i) ?? weekOfPlan(part, i);
  const counted = countAfter(part, i, comingAlone);
  if (!counted) return null;
  const { count, coming } = counted;
  // "5 working days" are a week of them.
  const isWorking = part[counted.at]?.word === 'working';
  const at = isWorking ? counted.at + 1 : counted.at;
  const unit = UNITS.get(part[at]?.word ?? '');
  if (!unit || isHowOften(part, at) || hangsOnEvent(part, at) || isOfName(part, at, count)) return null;
  if (unit === 'hour' && lead !== 'within' && lead !== 'in') return null;
  if (lead === 'after' || (lead === 'x' && isTimesSign(part, i, counted.article))) return null;
  // "A workshop over 3 days" lasts so long; "over the next 3 days" ends.
  if (lead === 'over' && unit === 'day' && !coming) return null;
  if (lead === 'in' && count === 1 && coming && !comingAlone && unit === 'day') return null;
  const days = isWorking && unit === 'day' ? Math.ceil((count * 7) / 5) : count;
  return { to: at + 1, when: durationOf(days, unit) };
}

/** Two weeks from now, 6 weeks from today. */
function durationFromNow(part: readonly Token[], i: number): Found | null {
  const count = numberOf(part[i]);
  const unit = UNITS.get(part[i + 1]?.word ?? '');
  if (count === null || !unit || unit === 'hour') return null;
  if (part[i + 2]?.word !== 'from' || !['now', 'today'].includes(part[i + 3]?.word ?? '')) return null;
  return { to: i + 4, when: durationOf(count, unit) };
}

/** What may stand before a length of time that ends a goal. */
const BEFORE_LENGTH = new Set([',', '(', '-', '–', '—', ':']);

/** "Family work with mum, 12 weeks", "(approx 8 weeks)": a length of time that stands by itself at the end. */
function durationAtEnd(part: readonly Token[], i: number): Found | null {
  const count = numberOf(part[i]);
  const unit = UNITS.get(part[i + 1]?.word ?? '');
  const next = part[i + 2];
  if (count === null || !unit || unit === 'hour' || !(next === undefined || next.word === ')')) return null;
  const isLoose = ['approx', 'approximately', 'about', 'around', 'roughly'].includes(part[i - 1]?.word ?? '');
  const before = part[isLoose ? i - 2 : i - 1];
  if (!before || !BEFORE_LENGTH.has(before.word)) return null;
  return { to: i + 2, when: durationOf(count, unit) };
}

/** Beyond this a number beside the word counts no weeks of a plan. */
const MOST_WEEKS = 26;

/** By week 6, in wk 3: counted from the plan; not week 3 of a course. */
function weekOfPlan(part: readonly Token[], i: number): Found | null {
  const number = part[i + 1];
  if (part[i]?.word !== 'week' || number?.kind !== 'number' || !/^\d{1,2}$/.test(number.raw)) return null;
  const count = Number(number.raw);
  if (count < 1 || count > MOST_WEEKS || ['of', '-', '–', 'and', '&'].includes(part[i + 2]?.word ?? ''))
    return null;
  const led = ['by', 'in', 'before', 'until', 'till', 'at', 'of'].includes(part[i - 1]?.word ?? '');
  return led ? { to: i + 2, when: durationOf(count, 'week') } : null;
}

/** How many of a unit the word at a place leads to, where the unit stands, and whether they are those to come. */
function countAfter(
  part: readonly Token[],
  lead: number,
  comingAlone: boolean,
): { at: number; count: number; coming: boolean; article: boolean } | null {
  let at = lead + 1;
  let coming = comingAlone;
  let article = false;
  while (at < part.length && at < lead + 7 && DURATION_EXTRAS.has(part[at]?.word ?? '')) {
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
  return { at, count, coming, article };
}

/** "3 x a week", "4 x wk", "x3 wk" say how often; "x 6 weeks" how long. */
function isTimesSign(part: readonly Token[], i: number, article: boolean): boolean {
  const glued = part[i + 1]?.glued === true && part[i + 2]?.word.endsWith('s') === false;
  return article || glued || part[i - 1]?.kind === 'number';
}

/** "For 3 days a week" is how often. */
function isHowOften(part: readonly Token[], unit: number): boolean {
  return ['a', 'per', 'each', 'every', '/', 'old'].includes(part[unit + 1]?.word ?? '');
}

/** "Within 2 weeks of release" hangs on an event. */
function hangsOnEvent(part: readonly Token[], unit: number): boolean {
  const rest = part[unit + 1]?.word ?? '';
  if (!['of', 'after', 'before', 'ago', 'prior', 'following', 'post'].includes(rest)) return false;
  // "Aim for 4 weeks of this" lasts so long.
  if (
    rest === 'of' &&
    ['this', 'that', 'it'].includes(part[unit + 2]?.word ?? '') &&
    part[unit + 3] === undefined
  )
    return false;
  const article = part[unit + 2]?.word === 'the' || part[unit + 2]?.word === 'this';
  const whose = article ? part[unit + 3]?.word : part[unit + 2]?.word;
  return !['now', 'today', 'plan', 'date'].includes(whose ?? '');
}

/** "For the 12 week programme": a name. */
function isOfName(part: readonly Token[], unit: number, count: number): boolean {
  return (
    part[unit]?.word.endsWith('s') === false &&
    count !== 1 &&
    part[unit + 1]?.kind === 'word' &&
    !['period', 'from', 'and', 'to', 'with', 'at', 'until'].includes(part[unit + 1]?.word ?? '')
  );
}

/** How long something is by its name, "the 12 week group", or as it stands there, "12 weeks of group"; null where nothing is. */
export function namedLengthIn(part: readonly Token[], timed: readonly boolean[]): When | null {
  for (let i = 0; i < part.length; i += 1) {
    if (timed[i]) continue;
    const glued = gluedLength(part[i]);
    if (glued) return glued;
    const count = numberOf(part[i]);
    const at = ['-', '–'].includes(part[i + 1]?.raw ?? '') ? i + 2 : i + 1;
    const unit = UNITS.get(part[at]?.word ?? '');
    if (count === null || !unit || unit === 'hour' || timed[at] || isHowOften(part, at)) continue;
    const plural = part[at]?.word.endsWith('s') === true;
    if (plural || part[at + 1]?.kind === 'word') return durationOf(count, unit);
  }
  return null;
}

/** "Twelve-week" as one word. */
function gluedLength(token: Token | undefined): When | null {
  if (token?.kind !== 'word') return null;
  const [first = '', second = '', ...rest] = token.word.split('-', 3);
  const count = rest.length === 0 ? numberOf({ ...token, word: first }) : null;
  const unit = UNITS.get(second);
  return count === null || !unit || unit === 'hour' ? null : durationOf(count, unit);
}

function durationOf(count: number, unit: Unit): When {
  if (unit === 'hour') return { type: 'duration', count: Math.max(1, Math.ceil(count / 24)), unit: 'day' };
  if (unit === 'fortnight') return { type: 'duration', count: count * 2, unit: 'week' };
  return { type: 'duration', count, unit };
}
