import { findTimes } from './dates.ts';
import { isLatin, partsOf, tokenise } from './tokens.ts';
import type { Token } from './tokens.ts';
import type { Readability, ReadPart } from './types.ts';
import { corrected, phraseAt } from './words.ts';
import type { Lexicon } from './words.ts';

/** Reads a text once: its parts, whether each can be read, and the times it tells. */
export function readText(text: string, lexicon: Lexicon): ReadPart[] {
  const tokens = tokenise(text);
  for (const token of tokens) if (token.kind === 'word') token.word = corrected(lexicon, token.word);
  const whole = readabilityOf(tokens, lexicon);
  const parts = partsOf(tokens);
  if (parts.length === 0) return [{ tokens, readability: whole, times: [], timed: [] }];
  return parts.map((part) => {
    const times = findTimes(part, lexicon);
    const timed = Array.from({ length: part.length }, () => false);
    for (const { from, to } of times) timed.fill(true, from, to);
    const own = readabilityOf(part, lexicon);
    // One line may be too short to tell its language; the whole text may not.
    const readability =
      whole === 'unreadable' || (own === 'nothing' && parts.length > 1)
        ? own === 'nothing'
          ? 'nothing'
          : whole
        : own;
    return { tokens: part, readability, times, timed };
  });
}

/** Of so few words that one of them has to be a small word of another language. */
const FEW_WORDS = 3;

function readabilityOf(tokens: readonly Token[], lexicon: Lexicon): Readability {
  const words = tokens.filter((token) => token.kind === 'word');
  const numbers = tokens.some((token) => token.kind === 'number');
  if (words.length === 0) return numbers ? 'readable' : 'nothing';
  const first = tokens.findIndex((token) => token.kind === 'word');
  const nothing = phraseAt(lexicon.phrases.nothing, tokens, first);
  if (nothing > 0 && nothing === words.length && !numbers) return 'nothing';
  if (tokens.some((_, i) => phraseAt(lexicon.phrases.illegible, tokens, i) > 0)) return 'unreadable';
  const pointer = phraseAt(lexicon.phrases.pointers, tokens, first);
  if (pointer > 0 && words.length <= pointer + 6) return 'points elsewhere';

  let latin = 0;
  let english = 0;
  let foreign = 0;
  for (const token of words) {
    if (isLatin(token)) latin += 1;
    const { word } = token;
    const isForeign = lexicon.sets.foreign.has(word);
    if (isForeign) foreign += 1;
    else if (lexicon.known.has(word) || looksEnglish(word)) english += 1;
  }
  if (latin * 2 < words.length) return 'unreadable';
  if (english === 0 && (foreign > 0 || words.length > FEW_WORDS)) return 'unreadable';
  if (foreign >= 2 && foreign > english * 2) return 'unreadable';
  return 'readable';
}

const ENDINGS = ['ing', 'tion', 'ment', 'ness', 'ly', 'ed', 'ght', "'s", 'ship', 'ful', 'less', 'ity'];

function looksEnglish(word: string): boolean {
  return word.length > 4 && ENDINGS.some((ending) => word.endsWith(ending));
}
