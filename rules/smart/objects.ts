import type { ActObject } from './act.ts';
import { isNoun, REACH } from './actWords.ts';
import { numberOf } from './tokens.ts';
import type { Token } from './tokens.ts';
import type { ReadPart } from './types.ts';
import type { Lexicon, VerbClass } from './words.ts';

const RECIPIENTS = new Set([
  'him',
  'them',
  'me',
  'us',
  'her',
  'someone',
  'somebody',
  'anyone',
  'anybody',
  'nowt',
  'nothing',
  'none',
  'everyone',
]);

/** Verbs after which "it" says nothing: make it, keep it up. */
const LIGHT = new Set(
  'do make get keep have give take leave let put set bring turn see go want like work use hold stick'.split(
    ' ',
  ),
);

/** Hollow by themselves; with what they are for, they are somebody: psychology service, letting agency. */
const SERVICES = new Set(['service', 'services', 'agency', 'agencies']);

const USES = new Set(['use', 'usage', 'intake', 'consumption']);

const BEFORE_OBJECT = new Set([
  'of',
  'from',
  'to',
  'at',
  'on',
  'in',
  'into',
  'with',
  'off',
  'for',
  'about',
  'onto',
  'up',
  'down',
  'out',
  'over',
  'through',
  'around',
  'towards',
  'away',
  'via',
  'back',
  'along',
  'against',
  'for',
]);

/** Signs that may stand between a verb and its object. */
const SIGNS_BEFORE_OBJECT = new Set(['£', '"', '“', '‘', "'", '(', '#', '%', '/']);
/** After these a new clause or a circumstance begins. */
const NO_MORE_OBJECT = new Set([
  'and',
  'or',
  'but',
  'because',
  'so',
  'when',
  'if',
  'while',
  'until',
  'till',
  'before',
  'after',
  'by',
  'that',
  'how',
  'what',
  'whether',
  'without',
]);

/** The first noun phrase after a verb. */
export function objectOf(
  part: Pick<ReadPart, 'tokens' | 'timed'>,
  from: number,
  base: string,
  kinds: ReadonlySet<VerbClass>,
  lexicon: Lexicon,
): ActObject | null {
  const { tokens, timed } = part;
  let counted = false;
  for (let i = from; i < tokens.length && i < from + REACH; i += 1) {
    const token = tokens[i];
    if (!token) return null;
    // What follows a time may still be the object, but what leads to the time is none.
    if (timed[i]) continue;
    if (token.kind === 'sign') {
      if (token.word === '£' && tokens[i + 1]?.kind === 'number') return countedObject(i, i + 2, '£');
      if (isSignBeforeObject(token)) continue;
      return null;
    }
    if (numberOf(token) !== null) {
      counted = true;
      const amount = amountAt(tokens, i, kinds);
      if (amount) return amount;
      continue;
    }
    const isIt = token.word === 'it' && i === from && !LIGHT.has(base) && base !== '';
    if (isIt || isPronounObject(tokens, i, counted, lexicon)) {
      return { from: i, to: i + 1, head: token.word, hollow: false, counted };
    }
    if (NO_MORE_OBJECT.has(token.word) || leadsToVerb(tokens, i, base, lexicon)) return null;
    if (!isBeforeNoun(part, i, lexicon)) return nounPhraseAt(part, i, counted, lexicon);
  }
  return null;
}

const countedObject = (from: number, to: number, head: string): ActObject => ({
  from,
  to,
  head,
  hollow: false,
  counted: true,
});

function isSignBeforeObject(token: Token): boolean {
  return SIGNS_BEFORE_OBJECT.has(token.word) || (token.glued && ['-', '–'].includes(token.raw));
}

/** An amount that stands for the object: to reduce by 5ml or 10%, each one. */
function amountAt(tokens: readonly Token[], i: number, kinds: ReadonlySet<VerbClass>): ActObject | null {
  const next = tokens[i + 1]?.word ?? '';
  if (kinds.has('change') && ['ml', 'mls', 'mg', 'mcg', 'g', '%'].includes(next)) {
    return countedObject(i, i + 2, next);
  }
  return tokens[i]?.word === 'one' && ['each', 'every'].includes(tokens[i - 1]?.word ?? '')
    ? countedObject(i, i + 1, 'one')
    : null;
}

/** Him, nothing, or "half of what I drink now". */
function isPronounObject(tokens: readonly Token[], i: number, counted: boolean, lexicon: Lexicon): boolean {
  const word = tokens[i]?.word ?? '';
  if (word === 'what' && counted) return true;
  return RECIPIENTS.has(word) && !(word === 'her' && isNoun(tokens[i + 1], lexicon));
}

/** "Continue to attend": the next verb has the object. */
function leadsToVerb(tokens: readonly Token[], i: number, base: string, lexicon: Lexicon): boolean {
  return (
    tokens[i]?.word === 'to' &&
    lexicon.passOn.has(base) &&
    lexicon.forms.get(tokens[i + 1]?.word ?? '')?.some(({ form }) => form === 'base') === true
  );
}

/** A small word, an adverb or an adjective that stands by itself. */
function isBeforeNoun(
  { tokens, timed }: Pick<ReadPart, 'tokens' | 'timed'>,
  i: number,
  lexicon: Lexicon,
): boolean {
  const word = tokens[i]?.word ?? '';
  if (BEFORE_OBJECT.has(word) || lexicon.sets.function.has(word)) return true;
  if (lexicon.sets.notObjects.has(word) && !nounAhead(tokens, timed, i, lexicon)) return true;
  return word.endsWith('ly') && !['family', 'jelly'].includes(word);
}

/** Whether a noun names nothing: services, but not a psychology service. */
export function isHollow(noun: string, before: string | undefined, lexicon: Lexicon): boolean {
  const isNamed = before !== undefined && SERVICES.has(noun) && !lexicon.sets.looseBefore.has(before);
  return lexicon.sets.hollow.has(noun) && !isNamed;
}

/** The noun phrase that begins at a place; null where no noun comes in it. */
function nounPhraseAt(
  part: Pick<ReadPart, 'tokens' | 'timed'>,
  i: number,
  counted: boolean,
  lexicon: Lexicon,
): ActObject | null {
  const { tokens, timed } = part;
  const first = tokens[i];
  if (!first) return null;
  let to = i;
  let last = first;
  let real = 0;
  while (to < tokens.length && to < i + 8) {
    const token = tokens[to];
    if (!token || token.kind !== 'word' || timed[to] || lexicon.sets.function.has(token.word)) break;
    if (lexicon.sets.notObjects.has(token.word) && to > i && !['club', 'group'].includes(token.word)) break;
    if (token.word.endsWith('ly') && token.word !== 'family' && to > i) break;
    if (!lexicon.sets.notObjects.has(token.word)) {
      real += 1;
      last = token;
    }
    to += 1;
  }
  if (real === 0) return null;
  // A name, such as SMART Recovery.
  const name = real > 1 && first.capital && last.capital && first !== tokens[0];
  // "A change of address" says of what; "reduce use" does not.
  const isNamedChange = last.word === 'change' && tokens[to]?.word === 'of';
  const bareUse = to === i + 1 && USES.has(last.word) && tokens[to]?.word !== 'of';
  return {
    from: i,
    to,
    head: last.word,
    hollow:
      !name &&
      !isNamedChange &&
      (bareUse || isHollow(last.word, real > 1 ? tokens[to - 2]?.word : undefined, lexicon)),
    counted,
  };
}

/** Whether an adjective of the list stands before a noun: "clean needles", "regular group". */
function nounAhead(
  tokens: readonly Token[],
  timed: readonly boolean[],
  i: number,
  lexicon: Lexicon,
): boolean {
  const next = tokens[i + 1];
  return (
    next !== undefined &&
    !timed[i + 1] &&
    isNoun(next, lexicon) &&
    !['day', 'days', 'per'].includes(next.word)
  );
}
