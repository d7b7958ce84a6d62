import type { Token } from './tokens.ts';
import type { Lexicon } from './words.ts';

// What is not to be, said without a verb of its own: no more heroin, drugs: none, no missed appointments.

/** No lines, no pints; not lines of communication. */
const isServing = (tokens: readonly Token[], i: number, lexicon: Lexicon) =>
  lexicon.sets.servings.has(tokens[i]?.word ?? '') && tokens[i + 1]?.word !== 'of';

/** Not a drop of vodka, not one drink. */
function deniedBefore(tokens: readonly Token[], i: number, lexicon: Lexicon): string[] | null {
  if (!lexicon.sets.substances.has(tokens[i]?.word ?? '')) return null;
  const of = tokens[i - 1]?.word === 'of' ? 2 : 0;
  const at = ['a', 'one', 'single', 'another'].includes(tokens[i - 1 - of]?.word ?? '') ? i - 2 - of : -1;
  const isDenied = ['not', 'never'].includes(tokens[at]?.word ?? '');
  return isDenied ? tokens.slice(at, i + 1).map(({ raw }) => raw) : null;
}

/** Go 14 days without a drink. */
function goneWithout(tokens: readonly Token[], i: number, lexicon: Lexicon): string[] | null {
  const { word = '', raw = '' } = tokens[i] ?? {};
  if (word !== 'without' || !tokens.slice(Math.max(0, i - 5), i).some(isGone)) return null;
  const at = tokens.slice(i + 1, i + 4).findIndex((token) => lexicon.sets.substances.has(token.word));
  return at < 0 ? null : [raw, ...tokens.slice(i + 1, i + 2 + at).map((token) => token.raw)];
}

/** What is to happen not once: no warnings, no arrests. */
const NONE_OF = new Set(
  'warnings warning arrests overdoses fights absences no-shows dnas evictions breaches complaints sanctions incidents recalls reoffending offences charges strikes adjudications nickings positives lapses relapses a&e'.split(
    ' ',
  ),
);

const MISSED = new Set([
  'appointment',
  'appointments',
  'session',
  'sessions',
  'group',
  'groups',
  'meeting',
  'meetings',
  'class',
  'classes',
  'dose',
  'doses',
  'test',
  'tests',
  'payment',
  'payments',
  'pick-up',
  'pick-ups',
]);

/** No missed appointments, no contact with somebody: what is not done, without a verb. */
export function keptAllAt(tokens: readonly Token[], i: number): string[] | null {
  const [no, word, next] = [tokens[i - 1], tokens[i], tokens[i + 1]];
  if (!no || !word || !['no', 'zero', 'nil'].includes(no.word)) return null;
  if (NONE_OF.has(word.word)) return [no.raw, word.raw];
  if (!next || no.word !== 'no') return null;
  const isKept = word.word === 'missed' && MISSED.has(next.word);
  const isApart = word.word === 'contact' && next.word === 'with';
  return isKept || isApart ? [no.raw, word.raw, next.raw] : null;
}

const isGone = ({ word }: Token) => ['go', 'going', 'day', 'days', 'week', 'weeks', 'month'].includes(word);

const BEING = new Set(
  'be being stay staying remain remaining become becoming keep keeping get live living'.split(' '),
);
const isOfUse = (word: string, lexicon: Lexicon) =>
  ['drug', 'drugs', 'substance'].includes(word) || lexicon.sets.substances.has(word);

/** Be drug free, stay alcohol-free; not a drug free wing. */
function freeOf(tokens: readonly Token[], i: number, lexicon: Lexicon): string[] | null {
  const { word = '', raw = '' } = tokens[i] ?? {};
  const joined = word.endsWith('-free') ? word.slice(0, -'-free'.length) : '';
  const of = joined || (word === 'free' ? (tokens[i - 1]?.word ?? '') : '');
  if (!of || !isOfUse(of, lexicon)) return null;
  const first = joined ? i : i - 1;
  const isState = [1, 2].some((steps) => BEING.has(tokens[first - steps]?.word ?? ''));
  return isState
    ? tokens
        .slice(first, i)
        .map((token) => token.raw)
        .concat(raw)
    : null;
}

/** Drugs: none. Alcohol - nil. */
function noneOf(tokens: readonly Token[], i: number, lexicon: Lexicon): string[] | null {
  const { word = '', raw = '' } = tokens[i] ?? {};
  if (word !== 'none' && word !== 'nil') return null;
  const [sign, named] = [tokens[i - 1], tokens[i - 2]];
  if (!sign || !named || ![':', '-', '–', '='].includes(sign.word) || !isOfUse(named.word, lexicon))
    return null;
  return [named.raw, raw];
}

/** The words that say that a substance is not used: no more heroin, abstinence from heroin, heroin abstinent. */
export function withoutSubstanceAt(tokens: readonly Token[], i: number, lexicon: Lexicon): string[] | null {
  const { word = '', raw = '' } = tokens[i] ?? {};
  const previous = tokens[i - 1]?.word ?? '';
  const none = previous === 'no' || (previous === 'more' && tokens[i - 2]?.word === 'no');
  if (none && (lexicon.sets.substances.has(word) || isServing(tokens, i, lexicon))) return [previous, raw];
  const free = freeOf(tokens, i, lexicon) ?? noneOf(tokens, i, lexicon);
  if (free) return free;
  const denied = deniedBefore(tokens, i, lexicon);
  if (denied) return denied;
  const goesWithout = goneWithout(tokens, i, lexicon);
  if (goesWithout) return goesWithout;
  if (word !== 'abstinence' && word !== 'abstinent') return null;
  const named = tokens.slice(i + 1, i + 5).find((token) => lexicon.sets.substances.has(token.word));
  if (named && tokens[i + 1]?.word === 'from') return [raw, named.raw];
  return lexicon.sets.substances.has(previous) ? [tokens[i - 1]?.raw ?? '', raw] : null;
}
