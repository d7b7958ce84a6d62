import { wordAt } from './actsSoFar.ts';
import type { ActsSoFar, VerbHere } from './actsSoFar.ts';
import { MODALS, NEGATIONS, observableKinds } from './actWords.ts';
import type { Token } from './tokens.ts';
import type { Lexicon } from './words.ts';

/** What shows that the word before it is a verb: take the bag, lock it, wash up. */
const AFTER_VERB = new Set(
  'a an the my his her their our your this that these those all each every any both it them him me us up down off out away back'.split(
    ' ',
  ),
);

/** How nouns, adjectives and adverbs end, and verbs hardly ever. */
const NO_VERB_ENDINGS =
  'tion sion ment ness ity ship hood dom ism ist ance ence ful less ous ive able ible ical ory ology ly ed'.split(
    ' ',
  );

/** How verbs end, and other words hardly ever: notarise, liquidise. */
const VERB_ENDINGS = ['ise', 'ize', 'ify'];

const SHORTEST = 3;

/** Whether a word that may be a noun as well is a verb by what follows it. */
export function isVerbByNext(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  // "Budget £30", "shave 5 units": but step 4 is a name.
  const isAmount = next?.kind === 'number' && tokens[at + 2]?.kind === 'word' && tokens[at]?.word !== 'step';
  return AFTER_VERB.has(next?.word ?? '') || next?.word === '£' || isAmount;
}

/**
 * How a word that is in no list is read where only a verb can stand: after "to", "will" or "not", and before an article or the
 * like at the head of a goal. Null where it is no verb.
 */
export function unlistedVerb(soFar: ActsSoFar, at: number): VerbHere['readings'] | null {
  const { tokens, lexicon } = soFar;
  const token = tokens[at];
  if (!token || !mayBeVerb(token, lexicon)) return null;
  const next = tokens[at + 1];
  const nextIsWord = next?.kind === 'word' && !soFar.timed[at + 1];
  const byNext = isVerbByNext(tokens, at);
  const isIng = token.word.endsWith('ing') && token.word.length > SHORTEST + 2;
  if (isIng) return byNext ? [{ base: token.word.slice(0, -3), form: 'ing' }] : null;
  // A noun in the plural stands there as often: to groups.
  const isPlural = token.word.endsWith('s') && !token.word.endsWith('ss');
  if (isPlural || token.capital !== (at === 0 && token.capital)) return null;
  const previous = wordAt(soFar, at - 1);
  const led = previous === 'to' || MODALS.has(previous) || isDenied(previous);
  const byEnding = soFar.leading && nextIsWord && VERB_ENDINGS.some((ending) => token.word.endsWith(ending));
  return byNext || byEnding || (led && (nextIsWord || next?.kind === 'number'))
    ? [{ base: token.word, form: 'base' }]
    : null;
}

const isDenied = (word: string) => (NEGATIONS.has(word) && word !== 'no') || word.endsWith("n't");

function mayBeVerb({ kind, word, raw }: Token, lexicon: Lexicon): boolean {
  if (kind !== 'word' || word.length < SHORTEST || lexicon.known.has(word) || word.includes("'"))
    return false;
  const isShortName = raw.length > 1 && raw === raw.toUpperCase();
  return !isShortName && (word.endsWith('eed') || !NO_VERB_ENDINGS.some((ending) => word.endsWith(ending)));
}

/** A known act that is done again or undone: re-sit, retile, untag; null where the word is none. */
export function doneAgain(word: string, lexicon: Lexicon): VerbHere['readings'] | null {
  if (!(word.startsWith('re') || word.startsWith('un')) || lexicon.known.has(word)) return null;
  const readings = lexicon.forms.get(word.slice(word[2] === '-' ? 3 : 2)) ?? [];
  const acts = readings.filter(
    ({ base }) => base.length >= SHORTEST && observableKinds(lexicon.classes.get(base)),
  );
  return acts.length > 0 ? acts : null;
}
