import type { ActObject } from './act.ts';
import type { ActsSoFar } from './actsSoFar.ts';
import { isHeadSign, isNoun } from './actWords.ts';
import { isHollow } from './objects.ts';
import { numberOf } from './tokens.ts';

/** Who is meant by a heading, and not what: "Client: attend weekly". */
const HEADED = new Set(
  'client user patient su keyworker worker kw i he she we they staff service'.split(' '),
);

/** How long a heading may be. */
const HEADING_REACH = 8;

/** What a heading names that ends at a place, where nothing is said to be done in it; null where it names nothing. */
export function headingBefore({ tokens, timed, lexicon, acts }: ActsSoFar, sign: number): ActObject | null {
  let from = sign;
  while (from > 0 && sign - from < HEADING_REACH && !isHeadSign(tokens, from - 1)) from -= 1;
  const nouns = tokens
    .slice(from, sign)
    .filter((token, i) => isNoun(token, lexicon) && !timed[from + i] && numberOf(token) === null);
  const head = nouns.at(-1);
  if (!head || HEADED.has(head.word) || (acts.at(-1)?.at ?? -1) >= from) return null;
  // A name that is in no list may be somebody's: "Dave: attend weekly".
  const isName = head.capital && !lexicon.known.has(head.word) && head.raw !== head.raw.toUpperCase();
  if (nouns.length === 1 && isName) return null;
  return {
    from: sign,
    to: sign,
    head: head.word,
    hollow: isHollow(head.word, nouns.at(-2)?.word, lexicon),
    counted: false,
  };
}
