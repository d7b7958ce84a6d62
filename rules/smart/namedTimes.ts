import { feastAt } from './feasts.ts';
import type { Found, NamedTime } from './times.ts';
import { numberOf } from './tokens.ts';
import type { Token } from './tokens.ts';

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

/** The ends of the unit of time that runs, and of the one after it. */
const UNIT_ENDS = new Map<string, { running: NamedTime; next: NamedTime }>([
  ['week', { running: 'weekEnd', next: 'nextWeekEnd' }],
  ['month', { running: 'monthEnd', next: 'nextMonthEnd' }],
  ['year', { running: 'yearEnd', next: 'nextYearEnd' }],
]);

/** Things that a feast before them only names: a Christmas card. */
const FESTIVE = new Set(
  'party card cards present presents meal dinner lunch gift gifts shopping tree costume decorations'.split(
    ' ',
  ),
);

const named = (name: NamedTime | undefined, to: number): Found | null =>
  name === undefined ? null : { to, when: { type: 'named', name } };

/** By Easter, today, next week, at the end of the month. */
export function namedAt(part: readonly Token[], i: number): Found | null {
  const after = part[i + 1]?.word ?? '';
  const feast = feastAt(part, i);
  if (feast && !FESTIVE.has(part[feast.to]?.word ?? ''))
    return { to: feast.to, when: { type: 'feast', name: feast.name } };
  switch (part[i]?.word ?? '') {
    case 'easter':
      return named('easter', i + 1);
    case 'christmas':
      return FESTIVE.has(after) ? null : named('christmas', i + 1);
    case 'new':
      return after === 'year' || after === "year's" ? named('newYear', i + 2) : null;
    case 'today':
    case 'tonight':
      return named('today', i + 1);
    case 'tomorrow':
      return named('tomorrow', i + 1);
    case 'next':
      return named(UNIT_ENDS.get(after)?.next, i + 2);
    case 'this':
      return named(UNIT_ENDS.get(after)?.running, i + 2);
    case 'month':
      return after === 'end' ? named('monthEnd', i + 2) : null;
    case 'end':
      return after === 'of' ? endOfUnitAt(part, i + 2) : null;
    default:
      return null;
  }
}

/** What "end of" leads to: the month, next week, the current year. */
function endOfUnitAt(part: readonly Token[], i: number): Found | null {
  const first = part[i]?.word ?? '';
  const at = ['the', 'this', 'next', 'that', 'current'].includes(first) ? i + 1 : i;
  // "The end of week 3" is no end of this week.
  if (part[at + 1]?.kind === 'number') return null;
  const ends = UNIT_ENDS.get(part[at]?.word ?? '');
  return named(first === 'next' ? ends?.next : ends?.running, at + 1);
}

/** By the next review, at my care plan review. */
export function reviewAt(part: readonly Token[], i: number): Found | null {
  if (part[i]?.word === 'reviewed')
    return isPlanReviewed(part, i) ? { to: i + 1, when: { type: 'review' } } : null;
  if (part[i]?.word !== 'review') return null;
  for (let at = i - 1; at >= 0 && at >= i - 5; at -= 1) {
    const word = part[at]?.word ?? '';
    // "Between now and review", "from now to the review".
    if (['and', 'to', '-', '–'].includes(word) && part[at - 1]?.word === 'now')
      return { to: i + 1, when: { type: 'review' } };
    // "To review" is the verb.
    if (word === 'to' && at === i - 1) return null;
    if (REVIEW_LEADS.has(word)) return { to: i + 1, when: { type: 'review' } };
    if (!REVIEW_EXTRAS.has(word) && !isLengthBefore(part, at)) return null;
  }
  return null;
}

/** "By 12 week review", "at the 3-month review": the length of a plan names its review. */
function isLengthBefore(part: readonly Token[], at: number): boolean {
  const token = part[at];
  if (!token) return false;
  if (['week', 'weeks', 'month', 'months', '-'].includes(token.word)) return true;
  return (
    numberOf(token) !== null && ['week', 'weeks', 'month', 'months', '-'].includes(part[at + 1]?.word ?? '')
  );
}

/** "By the time this plan gets reviewed", "before it is reviewed". */
function isPlanReviewed(part: readonly Token[], i: number): boolean {
  if (!['gets', 'is', 'are', 'get', 'plan'].includes(part[i - 1]?.word ?? '')) return false;
  const before = part.slice(Math.max(0, i - REVIEWED_REACH), i).map(({ word }) => word);
  return (
    before.some((word) => ['plan', 'this', 'it', 'goals'].includes(word)) &&
    before.some((word) => ['by', 'before', 'until', 'till', 'when'].includes(word))
  );
}

const REVIEWED_REACH = 7;
