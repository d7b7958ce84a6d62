import { wordsOf } from './specific.ts';
import type { Act, Acts } from './acts.ts';
import { numberOf } from './tokens.ts';
import type { Token } from './tokens.ts';
import type { LetterFinding, ReadPart } from './types.ts';
import { phraseAt } from './words.ts';
import type { Lexicon } from './words.ts';

const SUGGESTIONS = {
  no_measure: 'Say how much, how often or what will show that it was done: “twice a week”, “a form sent”.',
  vague_quantity: 'Put a number in place of the loose amount: “two meetings a week”, not “several”.',
  no_unit: 'Say what the number counts: units a week, meetings, cigarettes a day.',
  dose_only:
    'A dose says what is prescribed, not what will be done. Add how often, or the dose to be reached.',
  change_without_amount: 'Say from how much to how much: “from 60 units a week to 30”.',
  repeated_without_count: 'Say how often: “twice a week”, “8 meetings”, “every Tuesday”.',
} as const;

type Code = keyof typeof SUGGESTIONS;
const ORDER: readonly Code[] = [
  'no_unit',
  'vague_quantity',
  'change_without_amount',
  'repeated_without_count',
  'dose_only',
  'no_measure',
];

/** Whether a number with a unit, or an event that can be seen, tells when a goal is reached. */
export function measurable(
  parts: readonly { part: ReadPart; acts: Acts }[],
  lexicon: Lexicon,
): LetterFinding {
  let miss: { code: Code; words: string[] } = { code: 'no_measure', words: [] };
  for (const { part, acts } of parts) {
    const counts = countsIn(part, lexicon);
    const found = counts.measure ?? eventIn(part, acts, counts, lexicon);
    if (found) return { verdict: 'met', code: found.code, words: found.words, suggestion: '' };
    const code = missOf(part, acts, counts);
    if (ORDER.indexOf(code.code) < ORDER.indexOf(miss.code)) miss = code;
  }
  return { verdict: 'not met', code: miss.code, words: miss.words, suggestion: SUGGESTIONS[miss.code] };
}

interface Measure {
  code: 'counted' | 'event' | 'not_done' | 'dose_change';
  words: string[];
}

interface Counts {
  measure: Measure | null;
  /** Where loose amounts stand. */
  vague: { at: number; words: string[] }[];
  noUnit: string[];
  dose: { at: number; words: string[] } | null;
}

const OFTEN = new Set([
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
const SPAN_UNITS = new Set([
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
const PERIODS = new Set([
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
const DOSE_UNITS = new Set(['ml', 'mls', 'mg', 'mgs', 'mcg', 'milligrams', 'millilitres']);
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
const CIRCUMSTANCE = new Set([
  'stand',
  'stands',
  'stood',
  'standing',
  'owe',
  'owes',
  'owed',
  'owing',
  'of',
  'worth',
  'is',
  'was',
  'are',
  'were',
  'totals',
  'totalling',
  'currently',
  'has',
  'had',
  'at',
]);
const CHANGES = new Set([
  'reduce',
  'increase',
  'drop',
  'decrease',
  'titrate',
  'taper',
  'lower',
  'cut',
  'bring',
  'come',
  'raise',
  'go',
  'detox',
  'move',
  'switch',
  'step',
  'get',
]);

/** Numbers and how often, in one pass. */
function countsIn(part: ReadPart, lexicon: Lexicon): Counts {
  const { tokens, timed } = part;
  const counts: Counts = { measure: null, vague: [], noUnit: [], dose: null };
  const word = (i: number) => tokens[i]?.word ?? '';
  const raw = (from: number, to: number) => tokens.slice(Math.max(0, from), to).map((token) => token.raw);
  const met = (from: number, to: number, code: Measure['code'] = 'counted') => {
    counts.measure ??= { code, words: raw(from, to) };
  };
  for (let i = 0; i < tokens.length && !counts.measure;) {
    const token = tokens[i];
    if (!token) break;
    if (timed[i]) {
      i += 1;
      continue;
    }
    const empty = phraseAt(lexicon.phrases.emptyTimes, tokens, i);
    if (empty > 1 && !['a', 'as'].includes(token.word)) {
      i += empty;
      continue;
    }
    const number = numberOf(token);
    if (number !== null) {
      i = numberAt(i, number);
      continue;
    }
    const { word: own } = token;
    if (OFTEN.has(own)) met(i, i + 1);
    else if (own === 'once' && isOnce(i)) met(i, i + 2);
    else if (EACH.has(own) && isEach(i)) met(i, i + 2);
    else if (own === 'all' && isAll(i)) met(i, i + 2);
    else if ((own === 'none' || own === 'nought') && word(i + 1) === 'of') met(i, i + 1);
    else if (own === 'half' && isHalf(i)) met(i, i + 2);
    else if (own === 'quarter' || own === 'third') {
      if (['a', 'one'].includes(word(i - 1)) && word(i + 1) === 'of') met(i - 1, i + 1);
    } else if (own === 'halve' || own === 'halving' || own === 'halved') met(i, i + 2);
    else if (WEEKDAY_STEMS.has(own) && isRepeatedWeekday(i)) met(i, i + 3);
    else {
      const length = phraseAt(lexicon.phrases.vagueQuantities, tokens, i);
      if (length > 0) counts.vague.push({ at: i, words: raw(i, i + length) });
      i += Math.max(1, length);
      continue;
    }
    i += 1;
  }
  return counts;

  function isOnce(i: number): boolean {
    return (
      EACH.has(word(i + 1)) ||
      ['a', 'weekly', 'daily', 'fortnightly', 'monthly', 'in'].includes(word(i + 1)) ||
      word(i - 1) === 'least'
    );
  }
  function isEach(i: number): boolean {
    if (word(i) === 'each' && word(i + 1) === 'one') return true;
    if (word(i + 1) === 'other')
      return ['day', 'week', 'month'].includes(word(i + 2)) || WEEKDAY_STEMS.has(word(i + 2));
    if (word(i) === 'each' && word(i + 1) === 'other') return false;
    const next = tokens[i + 1];
    if (word(i) === 'per') return PERIODS.has(word(i + 1));
    return next !== undefined && next.kind !== 'sign' && !NOT_EACH.has(next.word);
  }
  function isAll(i: number): boolean {
    if (['at', 'above', 'not'].includes(word(i - 1)) && word(i - 1) !== 'not') return false;
    let at = i + 1;
    while (['the', 'my', 'his', 'her', 'their', 'of', 'our', 'these', 'those'].includes(word(at))) at += 1;
    const next = tokens[at];
    if (!next || next.kind !== 'word' || timed[at]) return false;
    for (let j = at; j < at + 4; j += 1) if (lexicon.sets.hollow.has(word(j))) return false;
    return (
      !lexicon.sets.function.has(next.word) &&
      !['time', 'times', 'day', 'week', 'round', 'year', 'clear', 'parties', 'round'].includes(next.word)
    );
  }
  function isHalf(i: number): boolean {
    if (word(i + 1) === 'past' || word(i + 1) === 'way' || word(i + 1) === 'price' || word(i + 1) === 'term')
      return false;
    return (
      ['of', 'the', 'my', 'his', 'her', 'their', 'what', 'as', 'a', 'an'].includes(word(i + 1)) ||
      ['by', 'in', 'to'].includes(word(i - 1))
    );
  }
  function isRepeatedWeekday(i: number): boolean {
    const next = word(i + 1);
    if (['mornings', 'afternoons', 'evenings', 'nights'].includes(next)) return true;
    return [',', 'and', '&', '/', '-', '–', 'to'].includes(next) && WEEKDAY_STEMS.has(word(i + 2));
  }

  /** Looks at a number; returns where to go on. */
  function numberAt(i: number, number: number): number {
    const previous = word(i - 1);
    const token = tokens[i] as Token;
    // A telephone number: digits that begin with 0, in one run or several.
    const phone = phoneEnd(tokens, i);
    if (phone > i) return phone;
    if (token.kind === 'number') {
      // A clock time: 10.30, 2:15, 10am, at 4 o'clock.
      const clockSign = token.raw.includes(':') || (token.raw.includes('.') && previous === 'at');
      const next = word(i + 1);
      if (clockSign || next === 'am' || next === 'pm' || next === "o'clock") return i + 2;
      if (token.raw === '24/7') return i + 1;
      if (token.raw.includes('/')) {
        // 1/2 what I drink now.
        const fraction = token.raw.length === 3;
        if (fraction && ['what', 'of', 'the', 'my', 'a', 'as', 'his', 'her'].includes(next)) met(i, i + 2);
        return i + 1;
      }
    }
    // £5, 10%.
    if (previous === '£' || word(i + 1) === 'pounds' || word(i + 1) === 'quid') {
      const back = [2, 3, 4].some(
        (steps) =>
          CIRCUMSTANCE.has(word(i - steps)) && !(word(i - steps) === 'at' && word(i - steps + 1) === 'least'),
      );
      const owed = [2, 3, 4, 5].some((steps) =>
        ['owe', 'owes', 'stand', 'stands', 'debt', 'arrears', 'owed', 'owing'].includes(word(i - steps)),
      );
      const rate =
        ['a', 'per', 'each', 'every'].includes(word(i + 1)) ||
        ['weekly', 'monthly', 'daily'].includes(word(i + 1));
      if (rate || !(owed || (back && !CIRCUMSTANCE_FREE.has(word(i - 2))))) met(i - 1, i + 1);
      return i + 1;
    }
    if (word(i + 1) === '%' || word(i + 1) === 'percent') {
      if (number !== 100 || word(i + 2) === 'of') met(i, i + 2);
      return i + 2;
    }
    // x2, 2x, 2 x.
    if (previous === 'x' || previous === '×') {
      if (!SPAN_UNITS.has(word(i + 1))) met(i - 1, i + 1);
      return i + 1;
    }
    if (lexicon.sets.nameWords.has(previous) && previous !== 'no') return i + 1;
    if (previous === 'no' && token.kind === 'number') return i + 1;
    if (DOSE_UNITS.has(word(i + 1))) return doseAt(i);
    if (
      token.kind === 'number' &&
      tokens.slice(i + 1, i + 4).some((t, k) => lexicon.sets.roads.has(t.word) && k > 0 && t.capital)
    )
      return i + 1;
    if (token.word === 'one') {
      if (
        [
          'each',
          'every',
          'another',
          'the',
          'this',
          'that',
          'no',
          'some',
          'any',
          'which',
          'good',
          'to',
        ].includes(previous)
      )
        return i + 1;
      if (['to', 'of', 'day', 'who', 'that', 'where', '-', 'thing', 'step', 'another'].includes(word(i + 1)))
        return i + 1;
    }
    return unitAfter(i, number);
  }

  function doseAt(i: number): number {
    const drink = [2, 3].some(
      (steps) => lexicon.sets.substances.has(word(i + steps)) && !lexicon.sets.medicines.has(word(i + steps)),
    );
    const pace =
      word(i - 1) === 'by' && (['a', 'per', 'every', 'each'].includes(word(i + 2)) || OFTEN.has(word(i + 2)));
    const target = word(i - 1) === 'to' || word(i - 1) === 'from' || word(i - 1) === 'by';
    const change =
      target &&
      tokens
        .slice(Math.max(0, i - 12), i)
        .some(
          (t) =>
            (lexicon.forms.get(t.word) ?? []).some(({ base }) => CHANGES.has(base)) || t.word === 'reduction',
        );
    if (drink || pace) met(i, i + 2);
    else if (change) met(i - 1, i + 2, 'dose_change');
    counts.dose ??= { at: i, words: raw(i, i + 2) };
    return i + 2;
  }

  function unitAfter(i: number, number: number): number {
    let at = i + 1;
    if (tokens[at]?.kind === 'sign' && ['-', '–'].includes(tokens[at]?.raw ?? '') && tokens[at]?.glued)
      at += 1;
    const hyphened = at > i + 1;
    if (['x', '×'].includes(word(at))) at += 1;
    if (word(at) === '(') {
      counts.noUnit = raw(i, i + 1);
      return i + 1;
    }
    if (word(at) === 'or' || word(at) === 'to') {
      const second = numberOf(tokens[at + 1]);
      if (second !== null && !timed[at + 1]) return at + 1;
    }
    if (word(at) === 'of') {
      const whole = word(at + 1);
      if (['the', 'my', 'his', 'her', 'their', 'these', 'them'].includes(whole)) met(i, at + 2);
    }
    const unit = tokens[at];
    if (!unit || unit.kind !== 'word' || timed[at]) {
      if (tokens[i]?.kind === 'number') counts.noUnit = raw(i, i + 1);
      return i + 1;
    }
    const { word: own } = unit;
    // "7 year old", "3 years old": an age.
    if (
      (own === 'year' || own === 'years' || own === 'yr' || own === 'yrs') &&
      (word(at + 1) === 'old' || word(at + 1) === '-')
    )
      return at + 2;
    if (SPAN_UNITS.has(own)) {
      // Three days a week is how often; 28 days, or the 12 week programme, is not.
      if (
        own !== 'day' &&
        ['a', 'per', 'each', 'every', 'out', 'of', '/', 'in'].includes(word(at + 1)) &&
        PERIODS.has(lastOf(word(at + 2), word(at + 3)))
      )
        met(i, at + 3);
      if (own === 'days' && OFTEN.has(word(at + 1))) met(i, at + 2);
      // A name such as "28 day rehab" has its noun besides, which is not counted either.
      return own.endsWith('s') ? at + 1 : at + 2;
    }
    if (own === 'hours' || own === 'hour' || own === 'minutes' || own === 'minute') {
      if (
        own === 'hour' &&
        number > 1 &&
        tokens[at + 1]?.kind === 'word' &&
        !lexicon.sets.function.has(word(at + 1))
      )
        return at + 2;
      if (word(i - 1) === 'within' || word(i - 1) === 'in') return at + 1;
      met(i, at + 1);
      return at + 1;
    }
    // 12 step group: a name.
    if (lexicon.sets.nameWords.has(own) && own !== 'number' && own !== 'item' && own !== 'bus') return at + 2;
    if (hyphened && !own.endsWith('s')) return at + 2;
    if (lexicon.sets.function.has(own)) {
      // "10 a day"
      if (['a', 'per'].includes(own) && PERIODS.has(word(at + 1))) met(i, at + 2);
      else if (tokens[i]?.kind === 'number') counts.noUnit = raw(i, i + 1);
      return i + 1;
    }
    if (OFTEN.has(own)) {
      met(i, at + 1);
      return at + 1;
    }
    if (
      lexicon.sets.notObjects.has(own) &&
      ![
        'times',
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
      ].includes(own)
    ) {
      if (tokens[i]?.kind === 'number') counts.noUnit = raw(i, i + 1);
      return i + 1;
    }
    if (number === 1 && tokens[i]?.kind !== 'number' && own === 'day') return at + 1;
    let end = at + 1;
    while (
      end < at + 4 &&
      !timed[end] &&
      tokens[end]?.kind === 'word' &&
      !lexicon.sets.function.has(word(end))
    ) {
      end += 1;
    }
    met(i, end);
    return end;
  }
}

const CIRCUMSTANCE_FREE = new Set(['least', 'most']);
const lastOf = (first: string, second: string) =>
  first === 'the' || first === 'every' || first === 'each' ? second : first;

/** The first token after a telephone number; the token itself where there is none. */
function phoneEnd(tokens: readonly Token[], at: number): number {
  const first = tokens[at];
  if (!first || first.kind !== 'number') return at;
  let digits = 0;
  let end = at;
  while (end < tokens.length && end < at + 6) {
    const token = tokens[end];
    if (!token || token.kind !== 'number') break;
    for (const sign of token.raw) if (sign >= '0' && sign <= '9') digits += 1;
    end += 1;
  }
  return first.raw.startsWith('0') && digits >= 7 ? end : digits >= 10 && end === at + 1 ? end : at;
}

const BEFORE_EVENT_TIME = new Set([
  'before',
  'after',
  'until',
  'till',
  'since',
  'following',
  'no',
  'without',
  'about',
  'for',
]);

/** An event that can be seen to have happened or not. */
function eventIn(part: ReadPart, acts: Acts, counts: Counts, lexicon: Lexicon): Measure | null {
  const { tokens } = part;
  // Looked up once, so that a long text takes no longer for each of its words.
  const blocked = Array.from({ length: tokens.length }, () => false);
  for (const vague of acts.vague) if (!vague.passesOn) blocked.fill(true, vague.at + 1, vague.to);
  let nextLoose = 0;
  for (const [n, act] of acts.acts.entries()) {
    const next = acts.acts[n + 1]?.at ?? tokens.length;
    while ((counts.vague[nextLoose]?.at ?? Infinity) <= act.at - 2) nextLoose += 1;
    const loose = (counts.vague[nextLoose]?.at ?? Infinity) < next;
    const code = eventOf(part, act, loose, lexicon);
    if (code) return { code, words: wordsOf(part, act) };
  }
  for (let i = 0; i < tokens.length; i += 1) {
    if (part.timed[i]) continue;
    const { word = '' } = tokens[i] ?? {};
    const previous = tokens[i - 1]?.word ?? '';
    const beforeThat = tokens[i - 2]?.word ?? '';
    // No more heroin.
    if (
      lexicon.sets.substances.has(word) &&
      (previous === 'no' || (previous === 'more' && beforeThat === 'no'))
    ) {
      return { code: 'not_done', words: [previous, tokens[i]?.raw ?? ''] };
    }
    // Abstinence from heroin; heroin free.
    if (word === 'abstinence' || word === 'abstinent') {
      const named = tokens.slice(i + 1, i + 5).find((token) => lexicon.sets.substances.has(token.word));
      if (named && tokens[i + 1]?.word === 'from')
        return { code: 'not_done', words: [tokens[i]?.raw ?? '', named.raw] };
      if (lexicon.sets.substances.has(previous))
        return { code: 'not_done', words: [tokens[i - 1]?.raw ?? '', tokens[i]?.raw ?? ''] };
    }
    const led = BEFORE_EVENT_TIME.has(previous) || BEFORE_EVENT_TIME.has(beforeThat);
    if (lexicon.sets.events.has(word) && !led && !blocked[i]) {
      const follows = tokens[i + 1]?.word ?? '';
      if (
        ![
          'process',
          'skills',
          'technique',
          'techniques',
          'anxiety',
          'forms',
          'preparation',
          'support',
        ].includes(follows)
      ) {
        return { code: 'event', words: [tokens[i]?.raw ?? ''] };
      }
    }
    if (lexicon.sets.eventsDone.has(word) && !led && i > 0 && !blocked[i]) {
      const by = lexicon.forms.get(word)?.some(({ form }) => form === 'ed');
      const after = tokens[i + 1];
      const attributive =
        after?.kind === 'word' &&
        !lexicon.sets.function.has(after.word) &&
        !part.timed[i + 1] &&
        !['in', 'off', 'up', 'by', 'and'].includes(after.word);
      const had = ['has', 'have', 'had', 'was', 'were', 'the', 'a'].includes(previous);
      if (
        by &&
        !attributive &&
        !had &&
        !lexicon.sets.function.has(
          previous === 'be' || previous === 'been' || previous === 'is' || previous === 'being'
            ? ''
            : previous,
        )
      ) {
        return { code: 'event', words: [tokens[i - 1]?.raw ?? '', tokens[i]?.raw ?? ''] };
      }
    }
  }
  return null;
}

function eventOf(part: ReadPart, act: Act, loose: boolean, lexicon: Lexicon): Measure['code'] | null {
  const { object } = act;
  const named = object !== null && !object.hollow;
  if (act.abstains) return 'not_done';
  // Not using heroin, never missing a session: whether it was kept can be seen.
  if (act.negated)
    return named && !act.kinds.has('vague') && !lexicon.sets.vagueQuantities.has(object.head)
      ? 'not_done'
      : null;
  if (act.governed === 'past') return null;
  if (
    named &&
    part.tokens.slice(act.after, object.from).some(({ word }) => word === 'no') &&
    !act.kinds.has('change')
  )
    return 'not_done';
  if (act.base === 'drink' && object && (object.head === 'nothing' || object.head === 'nowt'))
    return 'not_done';
  if (act.kinds.has('stopping')) return named ? 'not_done' : null;
  if (loose) return null;
  if (act.passive) return act.kinds.has('ending') ? 'event' : null;
  if (!named) return null;
  const nouns = part.tokens.slice(object.from, object.to).map(({ word }) => word);
  if (act.base === 'get' && ['confidence', 'sleep', 'exercise', 'rest'].includes(object.head)) return null;
  if (act.kinds.has('ending')) return 'event';
  const occasion =
    lexicon.sets.occasions.has(object.head) ||
    nouns.some((noun) => lexicon.sets.events.has(noun) && noun !== 'tests');
  if ((act.kinds.has('visit') || ['have', 'take', 'do'].includes(act.base)) && occasion) return 'event';
  const first = part.tokens
    .slice(act.after, object.from)
    .some(({ word }) => ['first', 'a', 'an', 'one', 'initial', 'next'].includes(word));
  const oneDay = part.times.some(
    ({ lead, when, role }) =>
      role === 'end' &&
      ['on', 'by', 'before', 'at', '', 'due'].includes(lead) &&
      when.type !== 'duration' &&
      when.type !== 'review' &&
      when.type !== 'month',
  );
  const plural = object.head.endsWith('s') && !object.head.endsWith('ss');
  if (act.kinds.has('visit')) {
    if (['meeting', 'session', 'party', 'day', 'taster', 'visit'].includes(object.head) && first)
      return 'event';
    if (oneDay && !plural) return 'event';
  }
  // Reading a chapter, doing a course: once is enough; reading to the children is not.
  if (act.base === 'read' && part.tokens[act.after]?.word !== 'to') return 'event';
  return null;
}

function missOf(part: ReadPart, acts: Acts, counts: Counts): { code: Code; words: string[] } {
  const loose = counts.vague[0];
  if (counts.noUnit.length > 0 && acts.acts.some((act) => act.kinds.has('change')))
    return { code: 'no_unit', words: counts.noUnit };
  if (loose) return { code: 'vague_quantity', words: loose.words };
  const change = acts.acts.find((act) => act.kinds.has('change'));
  if (change) return { code: 'change_without_amount', words: wordsOf(part, change) };
  if (counts.dose) return { code: 'dose_only', words: counts.dose.words };
  const repeated = acts.acts.find((act) => act.kinds.has('visit') || act.kinds.has('repeated'));
  if (repeated && repeated.object) return { code: 'repeated_without_count', words: wordsOf(part, repeated) };
  if (counts.noUnit.length > 0) return { code: 'no_unit', words: counts.noUnit };
  return { code: 'no_measure', words: [] };
}
