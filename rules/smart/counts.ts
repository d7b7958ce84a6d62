import { nothingCounted, rawOf } from './countsSoFar.ts';
import type { Counts } from './countsSoFar.ts';
import { howOftenAt } from './howOften.ts';
import { numberAt } from './numbers.ts';
import { numberOf } from './tokens.ts';
import type { ReadPart } from './types.ts';
import { phraseAt } from './words.ts';
import type { Lexicon } from './words.ts';

/** Numbers and how often, in one pass. */
export function countsIn(part: ReadPart, lexicon: Lexicon): Counts {
  const soFar = nothingCounted(part, lexicon);
  const { tokens, timed, counts } = soFar;
  for (let i = 0; i < tokens.length && !counts.measure;) {
    const token = tokens[i];
    if (!token) break;
    if (timed[i]) {
      i += 1;
      continue;
    }
    const empty = phraseAt(lexicon.phrases.emptyTimes, tokens, i);
    const loose = token.word === 'as' || (token.word === 'a' && tokens[i + 1]?.word !== 'few');
    if (empty > 1 && !loose) {
      i += empty;
      continue;
    }
    const number = numberOf(token);
    if (number !== null) i = numberAt(soFar, i, number);
    else if (howOftenAt(soFar, i)) i += 1;
    else {
      const length = phraseAt(lexicon.phrases.vagueQuantities, tokens, i);
      if (length > 0) counts.vague.push({ at: i, words: rawOf(soFar, i, i + length) });
      i += Math.max(1, length);
    }
  }
  return counts;
}
