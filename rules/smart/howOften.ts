import { met, wordAt } from './countsSoFar.ts';
import type { CountsSoFar } from './countsSoFar.ts';
import type { Token } from './tokens.ts';
import type { ReadPart } from './types.ts';
import { GATHERINGS } from './weekdays.ts';

export const OFTEN = new Set([
  'daily',
  'weekly',
  'fortnightly',
  'monthly',
  'nightly',
  'hourly',
  'quarterly',
  'twice',
  'thrice',
  'biweekly',
  'bi-weekly',
  'weekdays',
  'weekends',
  'mondays',
  'tuesdays',
  'wednesdays',
  'thursdays',
  'fridays',
  'saturdays',
  'sundays',
  'twice-weekly',
  'once-weekly',
  'two-weekly',
  'everyday',
  'thrice-weekly',
  // As prescriptions say it, and glued to a figure: 3xweek.
  'bd',
  'tds',
  'qds',
  'nocte',
  'mane',
  'xweek',
  'xweekly',
  'xwk',
  'xwkly',
  'xday',
  'xdaily',
  'xmonth',
]);

const EACH = new Set(['every', 'each', 'per', 'alternate']);

const NOT_EACH = new Set([
  'effort',
  'opportunity',
  'chance',
  'aspect',
  'area',
  'way',
  'other',
  'one',
  'thing',
]);

export const PERIODS = new Set([
  'day',
  'week',
  'month',
  'fortnight',
  'night',
  'year',
  'weekday',
  'weekend',
  'morning',
  'evening',
  'session',
  'visit',
  'month',
  'time',
]);

const WEEKDAY_STEMS = new Set([
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'mon',
  'tues',
  'tue',
  'wed',
  'weds',
  'thurs',
  'thu',
  'fri',
  'sat',
  'sun',
]);

/** Short names that are words of their own as well: sat, sun, mon, wed. */
const EITHER_WEEKDAY = new Set(['sat', 'sun', 'mon', 'wed']);

/** Words that lead to the one day that is meant: by Tuesday, next Tuesday. */
const ONE_DAY = new Set(['by', 'before', 'next', 'this', 'last', 'until', 'till', 'from', 'the']);

/** Words before the end of a span, over which a weekday comes again and again. */
const SPAN_ENDS = new Set(['until', 'till', 'for', 'to', 'over', 'between', 'and', '-', '–', 'through']);

/** A weekday within a span, as in "go weds until 29 May": every week; its words, or null. */
export function weeklyIn({ tokens, times }: ReadPart): string[] | null {
  const spans = times.some(
    ({ from, when, lead, role }) =>
      role === 'end' &&
      when.type !== 'weekday' &&
      (SPAN_ENDS.has(lead) ||
        SPAN_ENDS.has(tokens[from]?.word ?? '') ||
        SPAN_ENDS.has(tokens[from - 1]?.word ?? '')),
  );
  if (!spans) return null;
  let next = 0;
  for (const [i, token] of tokens.entries()) {
    while (times[next] && (times[next]?.to ?? 0) <= i) next += 1;
    if (!WEEKDAY_STEMS.has(token.word) || isNamedByDay(tokens, i)) continue;
    const previous = tokens[i - 1]?.word ?? '';
    if (ONE_DAY.has(previous) || i === 0) continue;
    if (EITHER_WEEKDAY.has(token.word) && previous !== 'on' && !token.capital) continue;
    // "Weds 13 March" is one day.
    const own = times[next];
    if (!own || own.from > i || own.when.type === 'weekday') return [token.raw];
  }
  return null;
}

/** The Tuesday group: a name. */
const isNamedByDay = (tokens: readonly Token[], i: number) =>
  [1, 2].some((steps) => GATHERINGS.has(tokens[i + steps]?.word ?? ''));

/** Looks for how often, or how much of a whole, is said in words at a place; tells whether a word there says so. */
export function howOftenAt(soFar: CountsSoFar, i: number): boolean {
  const own = wordAt(soFar, i);
  const length = lengthOfHowOften(soFar, i, own);
  if (length > 0) {
    met(soFar, i, i + length);
    return true;
  }
  if (own !== 'quarter' && own !== 'third') return false;
  // "A third of", "a quarter of": the article belongs to it.
  if (['a', 'one'].includes(wordAt(soFar, i - 1)) && wordAt(soFar, i + 1) === 'of') met(soFar, i - 1, i + 1);
  return true;
}

/** How many tokens say how often, or how much of a whole; 0 where none does. */
function lengthOfHowOften(soFar: CountsSoFar, i: number, own: string): number {
  if (isLoose(soFar, i) || isOfDose(soFar, i) || isLessThen(soFar, i)) return 0;
  if (OFTEN.has(own) || (own === 'od' && isOnceDaily(soFar, i))) return 1;
  if (own === 'once' && isOnce(soFar, i)) return 2;
  if (EACH.has(own) && isEach(soFar, i)) return 2;
  if (own === 'all' && wordAt(soFar, i - 1) === 'at' && wordAt(soFar, i + 1) === 'times') return 2;
  if (own === 'all' && isAll(soFar, i)) return 2;
  if ((own === 'none' || own === 'nought') && wordAt(soFar, i + 1) === 'of') return 1;
  if (own === 'half' && isHalf(soFar, i)) return 2;
  if (own === 'halve' || own === 'halving' || own === 'halved') return 2;
  if (isWeekdaySpan(own)) return 1;
  return WEEKDAY_STEMS.has(own) && isRepeatedWeekday(soFar, i) ? 3 : 0;
}

/** Maybe twice, once or twice: a guess that binds nobody. */
function isLoose(soFar: CountsSoFar, i: number): boolean {
  if (wordAt(soFar, i) !== 'twice' && wordAt(soFar, i) !== 'once') return false;
  const before = [1, 2, 3].map((steps) => wordAt(soFar, i - steps));
  return (
    (before[0] === 'or' && before[1] === 'once') || ['maybe', 'perhaps', 'possibly'].includes(before[0] ?? '')
  );
}

/** Drink less at weekends: when, and not how often. */
function isLessThen(soFar: CountsSoFar, i: number): boolean {
  if (!['weekends', 'weekdays', 'evenings', 'nights'].includes(wordAt(soFar, i))) return false;
  return [1, 2, 3].some((steps) => ['less', 'more', 'better'].includes(wordAt(soFar, i - steps)));
}

/** 60mls methadone daily: how often a dose is taken belongs to the dose, where nothing else is to be done. */
function isOfDose({ counts, tokens }: CountsSoFar, i: number): boolean {
  const { dose } = counts;
  if (!DOSED.has(tokens[i]?.word ?? '') || !dose || i - dose.at > DOSE_REACH) return false;
  const before = tokens.slice(0, dose.at).map(({ word }) => word);
  if (before.some((word) => CONTINUING.has(word))) return true;
  return tokens.some(({ word }, at) => word === 'as' && tokens[at + 1]?.word === 'prescribed');
}

const DOSED = new Set([
  'daily',
  'weekly',
  'monthly',
  'fortnightly',
  'od',
  'bd',
  'tds',
  'qds',
  'nocte',
  'mane',
]);
const DOSE_REACH = 5;
const CONTINUING = new Set(['continue', 'continuing', 'remain', 'stay', 'maintain', 'carry']);

/** Sertraline 50mg od; elsewhere an overdose. */
function isOnceDaily(soFar: CountsSoFar, i: number): boolean {
  const previous = wordAt(soFar, i - 1);
  return soFar.lexicon.sets.medicines.has(previous) || ['ml', 'mls', 'mg', 'mgs', 'mcg'].includes(previous);
}

/** Once a week, at least once. */
function isOnce(soFar: CountsSoFar, i: number): boolean {
  return (
    EACH.has(wordAt(soFar, i + 1)) ||
    ['a', 'weekly', 'daily', 'fortnightly', 'monthly', 'in'].includes(wordAt(soFar, i + 1)) ||
    wordAt(soFar, i - 1) === 'least' ||
    // "Aldi alone once by 9 May"
    (['by', 'before'].includes(wordAt(soFar, i + 1)) && soFar.timed[i + 2] === true)
  );
}

/** Every evening, each of them; not every effort. */
function isEach(soFar: CountsSoFar, i: number): boolean {
  if (wordAt(soFar, i) === 'each' && wordAt(soFar, i + 1) === 'one') return true;
  if (wordAt(soFar, i + 1) === 'other')
    return (
      ['day', 'week', 'month', 'weekend', 'fortnight', 'evening', 'night', 'morning'].includes(
        wordAt(soFar, i + 2),
      ) || WEEKDAY_STEMS.has(wordAt(soFar, i + 2))
    );
  if (wordAt(soFar, i) === 'each' && wordAt(soFar, i + 1) === 'other') return false;
  const next = soFar.tokens[i + 1];
  if (wordAt(soFar, i) === 'per') return PERIODS.has(wordAt(soFar, i + 1));
  return next !== undefined && next.kind !== 'sign' && !NOT_EACH.has(next.word);
}

/** Attend all groups as directed: as many as somebody says. */
const AS_SAID = new Set(['directed', 'required', 'needed', 'advised', 'instructed', 'requested']);

const isAsSaid = ({ tokens }: CountsSoFar, i: number) =>
  tokens.some(({ word }, at) => at > i && word === 'as' && AS_SAID.has(tokens[at + 1]?.word ?? ''));

/** All the sessions, not all the time. */
function isAll(soFar: CountsSoFar, i: number): boolean {
  if (isAsSaid(soFar, i)) return false;
  if (['at', 'above', 'not'].includes(wordAt(soFar, i - 1)) && wordAt(soFar, i - 1) !== 'not') return false;
  const { tokens, timed, lexicon } = soFar;
  let at = i + 1;
  while (['the', 'my', 'his', 'her', 'their', 'of', 'our', 'these', 'those'].includes(wordAt(soFar, at)))
    at += 1;
  const next = tokens[at];
  const bare =
    !next || next.kind === 'sign' || timed[at] === true || ['until', 'till', 'for'].includes(next.word);
  // "Appointments: attend all".
  if (bare && at === i + 1) return lexicon.forms.has(wordAt(soFar, i - 1));
  if (!next || next.kind !== 'word' || timed[at]) return false;
  // All kinds of help; not all appointments with the service.
  for (let j = at; j < at + 4 && !['with', 'at', 'from', 'by'].includes(wordAt(soFar, j)); j += 1) {
    if (lexicon.sets.hollow.has(wordAt(soFar, j))) return false;
  }
  return (
    !lexicon.sets.function.has(next.word) &&
    !['time', 'times', 'day', 'week', 'round', 'year', 'clear', 'parties', 'round'].includes(next.word)
  );
}

/** Half of what I drink, by half; not half past. */
function isHalf(soFar: CountsSoFar, i: number): boolean {
  if (
    wordAt(soFar, i + 1) === 'past' ||
    wordAt(soFar, i + 1) === 'way' ||
    wordAt(soFar, i + 1) === 'price' ||
    wordAt(soFar, i + 1) === 'term'
  )
    return false;
  return (
    ['of', 'the', 'my', 'his', 'her', 'their', 'what', 'as', 'a', 'an'].includes(wordAt(soFar, i + 1)) ||
    ['by', 'in', 'to'].includes(wordAt(soFar, i - 1))
  );
}

/** Mon-Thurs, as one word. */
function isWeekdaySpan(word: string): boolean {
  const days = word.split('-', 3);
  return days.length === 2 && days.every((day) => WEEKDAY_STEMS.has(day));
}

/** Monday and Friday, Mon Wed Fri, Friday mornings. */
function isRepeatedWeekday(soFar: CountsSoFar, i: number): boolean {
  const next = wordAt(soFar, i + 1);
  if (['mornings', 'afternoons', 'evenings', 'nights'].includes(next)) return true;
  // "Mon Wed Fri"
  if (WEEKDAY_STEMS.has(next)) return true;
  return [',', 'and', '&', '/', '-', '–', 'to'].includes(next) && WEEKDAY_STEMS.has(wordAt(soFar, i + 2));
}
