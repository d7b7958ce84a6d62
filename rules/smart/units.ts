import { met, rawOf, wordAt } from './countsSoFar.ts';
import type { CountsSoFar } from './countsSoFar.ts';
import { OFTEN, PERIODS } from './howOften.ts';
import { numberOf } from './tokens.ts';

export const SPAN_UNITS = new Set([
  'day',
  'days',
  'week',
  'weeks',
  'month',
  'months',
  'year',
  'years',
  'fortnight',
  'fortnights',
]);

const lastOf = (first: string, second: string) =>
  first === 'the' || first === 'every' || first === 'each' ? second : first;

/** Adjectives and parts of the day that may be counted, though they are no objects of a verb. */
const COUNTED_ALL_THE_SAME = new Set([
  'times',
  'more',
  'fewer',
  'less',
  'clean',
  'new',
  'sober',
  'good',
  'regular',
  'other',
  'mornings',
  'evenings',
  'nights',
  'afternoons',
  'night',
  'evening',
  'morning',
  'afternoon',
  'free',
]);

/** Looks for what a number counts; returns where to go on. */
export function unitAfter(soFar: CountsSoFar, i: number, number: number): number {
  const { tokens, timed, counts } = soFar;
  const { at, hyphened } = unitPlace(soFar, i);
  const often = frequencyAt(soFar, i, at);
  if (often !== null) return often;
  if (wordAt(soFar, at) === '(') {
    counts.noUnit = rawOf(soFar, i, i + 1);
    return i + 1;
  }
  if (wordAt(soFar, at) === 'or' || wordAt(soFar, at) === 'to') {
    const second = numberOf(tokens[at + 1]);
    if (second !== null && !timed[at + 1]) return at + 1;
  }
  if (wordAt(soFar, at) === 'of') {
    const whole = wordAt(soFar, at + 1);
    if (['the', 'my', 'his', 'her', 'their', 'these', 'them'].includes(whole)) met(soFar, i, at + 2);
  }
  if (tokens[at]?.kind !== 'word' || timed[at]) return withoutUnit(soFar, i);
  return (
    ageAt(soFar, at) ??
    spanAt(soFar, i, at) ??
    hoursAt(soFar, i, at, number) ??
    nameAt(soFar, at, hyphened) ??
    rateAt(soFar, i, at, number) ??
    thingsAt(soFar, i, at, number)
  );
}

/** 3x a week, 3/wk, 4 x wk, 3x weekly: how often, in figures and signs. */
function frequencyAt(soFar: CountsSoFar, i: number, at: number): number | null {
  const isTimes = at > i + 1 && ['x', '×'].includes(wordAt(soFar, at - 1));
  const stroke = wordAt(soFar, at) === '/';
  if (!isTimes && !stroke) return null;
  const each = stroke || ['a', 'per', 'each', 'every'].includes(wordAt(soFar, at));
  const unit = each ? at + 1 : at;
  if (!PERIODS.has(wordAt(soFar, unit)) && !OFTEN.has(wordAt(soFar, unit))) return null;
  met(soFar, i, unit + 1);
  return unit + 1;
}

/** Where the unit of a number stands, and whether a hyphen joins the two. */
function unitPlace({ tokens }: CountsSoFar, i: number): { at: number; hyphened: boolean } {
  const next = tokens[i + 1];
  const hyphened = next?.kind === 'sign' && ['-', '–'].includes(next.raw) && next.glued;
  const at = hyphened ? i + 2 : i + 1;
  return { at: ['x', '×'].includes(tokens[at]?.word ?? '') ? at + 1 : at, hyphened };
}

/** A number in figures without a unit is told; one in words may be meant as a mere word. */
function withoutUnit(soFar: CountsSoFar, i: number): number {
  // "All 56", "miss no more than one": what is counted was named before.
  const isRest = wordAt(soFar, i - 1) === 'all' && soFar.tokens[i + 1] === undefined;
  const isMissed =
    wordAt(soFar, i - 1) === 'than' &&
    wordAt(soFar, i - 2) === 'more' &&
    wordAt(soFar, i - 3) === 'no' &&
    wordAt(soFar, i - 4) === 'miss';
  if (isRest || isMissed) met(soFar, i - 1, i + 1);
  if (soFar.tokens[i]?.kind === 'number') soFar.counts.noUnit = rawOf(soFar, i, i + 1);
  return i + 1;
}

/** "7 year old", "3 years old": an age. */
function ageAt(soFar: CountsSoFar, at: number): number | null {
  if (!['year', 'years', 'yr', 'yrs'].includes(wordAt(soFar, at))) return null;
  return ['old', '-'].includes(wordAt(soFar, at + 1)) ? at + 2 : null;
}

/** Three days a week is how often; 28 days, or the 12 week programme, is not. */
function spanAt(soFar: CountsSoFar, i: number, at: number): number | null {
  const own = wordAt(soFar, at);
  if (!SPAN_UNITS.has(own)) return null;
  if (
    own !== 'day' &&
    ['a', 'per', 'each', 'every', 'out', 'of', '/', 'in'].includes(wordAt(soFar, at + 1)) &&
    PERIODS.has(lastOf(wordAt(soFar, at + 2), wordAt(soFar, at + 3)))
  )
    met(soFar, i, at + 3);
  if (['days', 'nights'].includes(own) && isOfSoMany(soFar, at + 1)) met(soFar, i, at + 2);
  if (own === 'days' && OFTEN.has(wordAt(soFar, at + 1))) met(soFar, i, at + 2);
  // A name such as "28 day rehab" has its noun besides, which is not counted either.
  return own.endsWith('s') ? at + 1 : at + 2;
}

/** 5 days out of 7, 3 nights in 7. */
function isOfSoMany(soFar: CountsSoFar, at: number): boolean {
  const to = wordAt(soFar, at) === 'out' ? at + 2 : at + 1;
  return (
    ['out', 'in'].includes(wordAt(soFar, at)) &&
    soFar.tokens[to]?.kind === 'number' &&
    wordAt(soFar, to) === '7'
  );
}

/** 2 hours; not an 8 hour shift, nor within 2 hours. */
function hoursAt(soFar: CountsSoFar, i: number, at: number, number: number): number | null {
  const own = wordAt(soFar, at);
  if (!['hours', 'hour', 'minutes', 'minute'].includes(own)) return null;
  if (
    own === 'hour' &&
    number > 1 &&
    soFar.tokens[at + 1]?.kind === 'word' &&
    !soFar.lexicon.sets.function.has(wordAt(soFar, at + 1))
  )
    return at + 2;
  if (wordAt(soFar, i - 1) === 'within' || wordAt(soFar, i - 1) === 'in') return at + 1;
  met(soFar, i, at + 1);
  return at + 1;
}

/** 12 step group: a name. */
function nameAt(soFar: CountsSoFar, at: number, hyphened: boolean): number | null {
  const own = wordAt(soFar, at);
  const isNameWord = soFar.lexicon.sets.nameWords.has(own) && !['number', 'item', 'bus'].includes(own);
  return isNameWord || (hyphened && !own.endsWith('s')) ? at + 2 : null;
}

/** 10 a day, 3 weekly; a small word otherwise is no unit. */
function rateAt(soFar: CountsSoFar, i: number, at: number, number: number): number | null {
  const own = wordAt(soFar, at);
  // One can of cola, not one can see.
  if (own === 'can' && wordAt(soFar, at + 1) === 'of') return thingsAt(soFar, i, at, number);
  if (soFar.lexicon.sets.function.has(own)) {
    if (!['a', 'per'].includes(own) || !PERIODS.has(wordAt(soFar, at + 1))) return withoutUnit(soFar, i);
    met(soFar, i, at + 2);
    return i + 1;
  }
  if (!OFTEN.has(own)) return null;
  met(soFar, i, at + 1);
  return at + 1;
}

/** 2 meetings, 5 alcohol free days: things that are counted. */
function thingsAt(soFar: CountsSoFar, i: number, at: number, number: number): number {
  const { tokens, timed, lexicon } = soFar;
  const own = wordAt(soFar, at);
  if (lexicon.sets.notObjects.has(own) && !COUNTED_ALL_THE_SAME.has(own)) return withoutUnit(soFar, i);
  // "One day" is some day.
  if (number === 1 && tokens[i]?.kind !== 'number' && own === 'day') return at + 1;
  let end = at + 1;
  while (
    end < at + 4 &&
    !timed[end] &&
    tokens[end]?.kind === 'word' &&
    !lexicon.sets.function.has(wordAt(soFar, end))
  ) {
    end += 1;
  }
  if (isCircumstance(soFar, i, end)) return at + 1;
  met(soFar, i, end);
  return end;
}

/** "My 3 kids": how many there are, not how many are to be done. */
function isCircumstance(soFar: CountsSoFar, i: number, end: number): boolean {
  if (!['my', 'his', 'her', 'their', 'our', 'your', 'the'].includes(wordAt(soFar, i - 1))) return false;
  const people = soFar.lexicon.themes.familyAndFriends;
  return soFar.tokens
    .slice(i + 1, end)
    .some(({ word }) => people.has(word) || (word.endsWith('s') && people.has(word.slice(0, -1))));
}
