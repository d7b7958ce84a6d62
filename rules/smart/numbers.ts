import { met, rawOf, wordAt } from './countsSoFar.ts';
import type { CountsSoFar } from './countsSoFar.ts';
import { OFTEN } from './howOften.ts';
import type { Token } from './tokens.ts';
import { SPAN_UNITS, unitAfter } from './units.ts';

const DOSE_UNITS = new Set(['ml', 'mls', 'mg', 'mgs', 'mcg', 'milligrams', 'millilitres']);

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

const CIRCUMSTANCE_FREE = new Set(['least', 'most']);

const DEBT = new Set(['owe', 'owes', 'stand', 'stands', 'debt', 'arrears', 'owed', 'owing']);

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
  'shave',
  'wean',
  'knock',
  'slash',
  'ease',
  'nudge',
]);

/** Looks at a number, whether it counts something; returns where to go on. */
export function numberAt(soFar: CountsSoFar, i: number, number: number): number {
  // "My own two feet."
  if (wordAt(soFar, i - 1) === 'own') return i + 1;
  return (
    phoneAt(soFar.tokens, i) ??
    scoreAt(soFar, i) ??
    figureAt(soFar, i) ??
    moneyAt(soFar, i) ??
    percentAt(soFar, i, number) ??
    timesAt(soFar, i) ??
    numberOfNameAt(soFar, i) ??
    doseAt(soFar, i) ??
    houseNumberAt(soFar, i) ??
    oneAt(soFar, i) ??
    unitAfter(soFar, i, number)
  );
}

/** A telephone number: digits that begin with 0, in one run or several. */
function phoneAt(tokens: readonly Token[], at: number): number | null {
  const first = tokens[at];
  if (!first || first.kind !== 'number') return null;
  let digits = 0;
  let end = at;
  while (end < tokens.length && end < at + 6) {
    const token = tokens[end];
    if (!token || token.kind !== 'number') break;
    for (const sign of token.raw) if (sign >= '0' && sign <= '9') digits += 1;
    end += 1;
  }
  const isPhone = (first.raw.startsWith('0') && digits >= 7) || (digits >= 10 && end === at + 1);
  return isPhone ? end : null;
}

const SCORES = new Set('score scores scoring phq gad audit sadq pgsi dast sds honos bmi'.split(' '));
const SCORE_REACH = 8;

/** PHQ-9 from 18 to 10, AUDIT score below 8: the figure that a score is to reach needs no unit. */
function scoreAt(soFar: CountsSoFar, i: number): number | null {
  if (!['to', 'below', 'under'].includes(wordAt(soFar, i - 1)) || soFar.tokens[i]?.kind !== 'number')
    return null;
  if (!soFar.tokens.slice(Math.max(0, i - SCORE_REACH), i).some(({ word }) => SCORES.has(word))) return null;
  met(soFar, i - 1, i + 1);
  return i + 1;
}

/** A figure that counts nothing by its form: 10.30, 2:15, 10am, 24/7; but 1/2 what I drink now does. */
function figureAt(soFar: CountsSoFar, i: number): number | null {
  const token = soFar.tokens[i];
  if (token?.kind !== 'number') return null;
  const clockSign = token.raw.includes(':') || (token.raw.includes('.') && wordAt(soFar, i - 1) === 'at');
  const next = wordAt(soFar, i + 1);
  if (clockSign || next === 'am' || next === 'pm' || next === "o'clock") return i + 2;
  if (token.raw === '24/7') return i + 1;
  if (!token.raw.includes('/')) return null;
  const fraction = token.raw.length === 3;
  if (fraction && ['what', 'of', 'the', 'my', 'a', 'as', 'his', 'her'].includes(next)) met(soFar, i, i + 2);
  return i + 1;
}

/** Money that is to be paid or kept, such as £5; not what is owed or how things stand. */
function moneyAt(soFar: CountsSoFar, i: number): number | null {
  const next = wordAt(soFar, i + 1);
  if (wordAt(soFar, i - 1) !== '£' && next !== 'pounds' && next !== 'quid') return null;
  const back = [2, 3, 4].some(
    (steps) =>
      CIRCUMSTANCE.has(wordAt(soFar, i - steps)) &&
      !(wordAt(soFar, i - steps) === 'at' && wordAt(soFar, i - steps + 1) === 'least'),
  );
  const owed = [2, 3, 4, 5].some((steps) => DEBT.has(wordAt(soFar, i - steps)));
  const rate = ['a', 'per', 'each', 'every'].includes(next) || ['weekly', 'monthly', 'daily'].includes(next);
  if (rate || !(owed || (back && !CIRCUMSTANCE_FREE.has(wordAt(soFar, i - 2))))) met(soFar, i - 1, i + 1);
  return i + 1;
}

/** 10%; "100%" counts only of something. */
function percentAt(soFar: CountsSoFar, i: number, number: number): number | null {
  const next = wordAt(soFar, i + 1);
  if (next !== '%' && next !== 'percent') return null;
  if (number !== 100 || wordAt(soFar, i + 2) === 'of') met(soFar, i, i + 2);
  return i + 2;
}

/** x2; not x 2 weeks. */
function timesAt(soFar: CountsSoFar, i: number): number | null {
  const previous = wordAt(soFar, i - 1);
  if (previous !== 'x' && previous !== '×') return null;
  // "x3 wk" says how often; "x 6 weeks" how long.
  const often = soFar.tokens[i]?.glued === true && !wordAt(soFar, i + 1).endsWith('s');
  if (often || !SPAN_UNITS.has(wordAt(soFar, i + 1))) met(soFar, i - 1, i + 1);
  return i + 1;
}

/** Room 4, no 12: a number that is part of a name. */
function numberOfNameAt({ tokens, lexicon }: CountsSoFar, i: number): number | null {
  const previous = tokens[i - 1]?.word ?? '';
  if (previous === 'no') return tokens[i]?.kind === 'number' ? i + 1 : null;
  return lexicon.sets.nameWords.has(previous) ? i + 1 : null;
}

/** After the last dash, colon or comma but one within a number's own list: where the clause of a place begins. */
function clauseFrom({ tokens }: CountsSoFar, i: number): number {
  for (let at = i - 1; at >= 0; at -= 1) {
    const token = tokens[at];
    if (token?.kind === 'sign' && !token.glued && ['-', '–', '—'].includes(token.raw)) return at + 1;
  }
  return 0;
}

/** 30ml, which counts as a change of dose, as a pace or of a drink. */
function doseAt(soFar: CountsSoFar, i: number): number | null {
  if (!DOSE_UNITS.has(wordAt(soFar, i + 1))) return null;
  const drink = [2, 3].some(
    (steps) =>
      soFar.lexicon.sets.substances.has(wordAt(soFar, i + steps)) &&
      !soFar.lexicon.sets.medicines.has(wordAt(soFar, i + steps)),
  );
  const pace =
    wordAt(soFar, i - 1) === 'by' &&
    (['a', 'per', 'every', 'each'].includes(wordAt(soFar, i + 2)) || OFTEN.has(wordAt(soFar, i + 2)));
  const isRate =
    ['a', 'per', 'every', 'each', '/'].includes(wordAt(soFar, i + 2)) || OFTEN.has(wordAt(soFar, i + 2));
  const target =
    wordAt(soFar, i - 1) === 'to' || wordAt(soFar, i - 1) === 'from' || wordAt(soFar, i - 1) === 'by';
  const isChange =
    ['down', 'up'].includes(wordAt(soFar, i - 2)) ||
    soFar.tokens
      .slice(Math.max(clauseFrom(soFar, i), i - 12), i)
      .some(
        (t) =>
          (soFar.lexicon.forms.get(t.word) ?? []).some(({ base }) => CHANGES.has(base)) ||
          t.word === 'reduction',
      );
  const change = isChange && (target || isRate);
  if (drink || pace) met(soFar, i, i + 2);
  else if (change) met(soFar, i - 1, i + 2, 'dose_change');
  soFar.counts.dose ??= { at: i, words: rawOf(soFar, i, i + 2) };
  return i + 2;
}

/** 15 High Street. */
function houseNumberAt({ tokens, lexicon }: CountsSoFar, i: number): number | null {
  const road = tokens
    .slice(i + 1, i + 4)
    .some((token, k) => lexicon.sets.roads.has(token.word) && k > 0 && token.capital);
  return road && tokens[i]?.kind === 'number' ? i + 1 : null;
}

const BEFORE_PRONOUN = new Set([
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
]);
const AFTER_PRONOUN = new Set(['to', 'of', 'day', 'who', 'that', 'where', '-', 'thing', 'step', 'another']);

/** "The one who": a pronoun, not a number. */
function oneAt(soFar: CountsSoFar, i: number): number | null {
  if (wordAt(soFar, i) !== 'one') return null;
  const isPronoun = BEFORE_PRONOUN.has(wordAt(soFar, i - 1)) || AFTER_PRONOUN.has(wordAt(soFar, i + 1));
  return isPronoun ? i + 1 : null;
}
