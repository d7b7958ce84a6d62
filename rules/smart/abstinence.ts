import type { Token } from './tokens.ts';
import type { Lexicon } from './words.ts';

const STAYING = new Set(['stay', 'remain', 'be', 'keep', 'maintain', 'continue', 'become', 'get', 'achieve']);

const FREE_OF = new Set(['off', 'abstinent', 'abstinence', 'clean', 'free', 'abstain', 'sober', 'away']);

/** The first token after staying off a named substance; 0 where it is none. */
export function abstinenceAt(tokens: readonly Token[], at: number, base: string, lexicon: Lexicon): number {
  if (base === 'abstain' || base === 'refrain') return substanceWithin(tokens, at + 1, lexicon);
  if (!STAYING.has(base)) return 0;
  for (let i = at + 1; i <= at + 4 && i < tokens.length; i += 1) {
    const word = tokens[i]?.word ?? '';
    if (word.endsWith('-free') && lexicon.sets.substances.has(word.slice(0, -5))) return i + 1;
    if (word === 'free' && lexicon.sets.substances.has(tokens[i - 1]?.word ?? '')) return i + 1;
    if (FREE_OF.has(word)) return substanceWithin(tokens, i + 1, lexicon);
  }
  return 0;
}

function substanceWithin(tokens: readonly Token[], from: number, lexicon: Lexicon): number {
  for (let i = from; i < from + 5 && i < tokens.length; i += 1) {
    if (tokens[i]?.kind === 'sign') return 0;
    if (lexicon.sets.substances.has(tokens[i]?.word ?? '')) return i + 1;
  }
  return 0;
}
