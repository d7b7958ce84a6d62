import { pushAct, wordAt } from './actsSoFar.ts';
import type { ActsSoFar, VerbHere } from './actsSoFar.ts';
import { HAVE, isNoun, observableKinds, REACH } from './actWords.ts';
import { leadsAhead } from './reports.ts';
import type { Token } from './tokens.ts';
import type { Lexicon } from './words.ts';

const BY_WHOM = new Set('me us him her them himself herself myself themselves you'.split(' '));

const BE = new Set(['be', 'is', 'are', 'been', 'being', 'am', 'was', 'were', 'gets']);

/** Reads a past form: a report, or what is to be done to something. Tells whether the word is one. */
export function readParticiple(soFar: ActsSoFar, verb: VerbHere): boolean {
  const { at, before, previous, negated } = verb;
  const participle = verb.readings.find(({ form }) => form === 'ed');
  if (!participle) return false;
  // "Have got to ring" tells what is to be done.
  if (wordAt(soFar, at) === 'got' && wordAt(soFar, at + 1) === 'to') return true;
  // A report of the past: has not used heroin.
  if (HAVE.has(previous) || HAVE.has(wordAt(soFar, before - 1))) {
    const have = HAVE.has(previous) ? before : before - 1;
    // "To have made a referral by 1 May" is still to come.
    pushAct(soFar, at, participle.base, leadsAhead(soFar.tokens[have - 1]) ? 'act' : 'past', {
      negated: negated || previous.endsWith("n't"),
      agent: true,
    });
    return true;
  }
  // "Feel settled": it only says how somebody is.
  if (isState(previous, soFar.lexicon)) return true;
  if (!isPassive(soFar, verb)) return false;
  const { tokens, timed, lexicon } = soFar;
  // "Used needles": before a noun it only describes.
  const describes = !BE.has(previous) && isNoun(tokens[at + 1], lexicon);
  if (!describes && observableKinds(lexicon.classes.get(participle.base))) {
    pushAct(soFar, at, participle.base, soFar.frame === 'wish' ? 'wish' : 'act', {
      passive: true,
      negated,
      agent: agentAfter(tokens, timed, at, lexicon),
    });
  }
  return true;
}

/** To be sent; or sent, where it can be nothing else. */
function isPassive(soFar: ActsSoFar, verb: VerbHere): boolean {
  if (BE.has(verb.previous) || verb.readings.every(({ form }) => form === 'ed')) return true;
  return (
    soFar.lexicon.sets.eventsDone.has(wordAt(soFar, verb.at)) &&
    !verb.wasLeading &&
    soFar.clause === 'none' &&
    verb.previous !== 'to'
  );
}

const STATES = new Set(['feel', 'stay', 'remain', 'keep', 'become', 'seem']);

const isState = (word: string, lexicon: Lexicon) =>
  lexicon.forms.get(word)?.some(({ base }) => STATES.has(base)) ?? false;

/** Whether "by" and somebody follow a passive: to be made by the key worker. */
function agentAfter(
  tokens: readonly Token[],
  timed: readonly boolean[],
  at: number,
  lexicon: Lexicon,
): boolean {
  for (let i = at + 1; i < tokens.length && i <= at + REACH; i += 1) {
    if (tokens[i]?.word !== 'by' || timed[i + 1]) continue;
    for (let j = i + 1; j < tokens.length && j <= i + 4; j += 1) {
      const token = tokens[j];
      if (!token || timed[j]) break;
      if (lexicon.sets.agents.has(token.word) || BY_WHOM.has(token.word)) return true;
      if (token.capital && token.kind === 'word' && !lexicon.forms.has(token.word)) return true;
      if (token.kind !== 'word') break;
    }
  }
  return false;
}
