import type { Act } from './act.ts';
import { isAgent, wordAt } from './actsSoFar.ts';
import type { ActsSoFar } from './actsSoFar.ts';
import { isHeadSign, isSkippedBefore, JOINS, NEGATIONS, REACH } from './actWords.ts';

const LEADS_ON = new Set([
  'agreed',
  'agrees',
  'agree',
  'needs',
  'need',
  'has',
  'have',
  'is',
  'are',
  'am',
  "i'm",
  "i've",
  "we've",
  "he's",
  "she's",
  'got',
  'due',
  'required',
  'expected',
  'committed',
  'asked',
  'wil',
  'supposed',
  'advised',
  'reminded',
  'told',
]);

const LEAVES_OPEN = new Set(['support', 'help']);

/** What a verb after "to" is: an act, a wish, or a mere purpose (null). */
export function toFrame(
  soFar: ActsSoFar,
  to: number,
): { governed: Act['governed']; negated: boolean } | null {
  let q = to - 1;
  let negated = false;
  while (
    q >= 0 &&
    (NEGATIONS.has(wordAt(soFar, q)) ||
      wordAt(soFar, q) === 'also' ||
      wordAt(soFar, q).endsWith('ly') ||
      [')', '"', '”', '-', '–'].includes(wordAt(soFar, q)))
  ) {
    if (NEGATIONS.has(wordAt(soFar, q))) negated = true;
    q -= 1;
  }
  if (q < 0 || isHeadSign(soFar.tokens, q) || allSkipped(soFar, q)) return { governed: 'act', negated };
  const own = wordAt(soFar, q);
  const readings = soFar.lexicon.forms.get(own) ?? [];
  if (readings.some(({ base }) => soFar.lexicon.wanting.has(base)))
    return { governed: soFar.frame ?? 'act', negated };
  if (readings.some(({ base }) => soFar.lexicon.wish.has(base)) && (soFar.frame === 'wish' || own === 'like'))
    return { governed: 'wish', negated };
  if (own === 'going') return { governed: soFar.frame ?? 'act', negated };
  if (soFar.clause === 'none' && LEADS_ON.has(own)) return { governed: soFar.frame ?? 'act', negated };
  if (LEADS_ON.has(own) && own !== 'have' && own !== 'need')
    return { governed: soFar.frame ?? 'act', negated };
  if (soFar.lexicon.sets.notObjects.has(own) && !soFar.lexicon.sets.agents.has(own)) return null;
  if (readings.some(({ base }) => soFar.lexicon.passOn.has(base))) {
    // "Support to complete the form" names nobody.
    const noun = LEAVES_OPEN.has(own) && !isAgent(soFar, q - 2);
    return noun ? null : { governed: soFar.frame ?? 'act', negated };
  }
  if (soFar.clause === 'vague' || soFar.clause === 'observable') return null;
  if (soFar.clause === 'passes on') return { governed: soFar.frame ?? 'act', negated };
  if (soFar.lexicon.sets.substances.has(own) || soFar.lexicon.sets.medicines.has(own)) return null;
  if (isAgent(soFar, q))
    return { governed: soFar.frame === 'wish' ? 'act' : (soFar.frame ?? 'act'), negated };
  if (soFar.lexicon.sets.notAgents.has(own)) return null;
  if (JOINS.has(own)) return { governed: soFar.frame ?? 'act', negated };
  return soFar.lastVerb < 0 && soFar.tokens[q]?.kind === 'word' && !soFar.lexicon.sets.function.has(own)
    ? { governed: 'act', negated }
    : null;
}

/** Whether nothing but times, numbers and adverbs stands up to a place. */
function allSkipped(soFar: ActsSoFar, q: number): boolean {
  for (let i = q, steps = 0; i >= 0; i -= 1, steps += 1) {
    if (steps > REACH) return false;
    const token = soFar.tokens[i];
    if (token && !soFar.timed[i] && token.kind === 'word' && !isSkippedBefore(token, soFar.lexicon))
      return false;
  }
  return true;
}
