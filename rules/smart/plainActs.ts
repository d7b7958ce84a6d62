import { wordAt } from './actsSoFar.ts';
import type { ActsSoFar } from './actsSoFar.ts';
import type { Position } from './positions.ts';
import { isVerbByNext } from './unlistedVerbs.ts';

/** "Let probation know" is to tell; and a verb that only phrases have (stick at it) is one of its own with a thing after it. */
export function isPlainAct(soFar: ActsSoFar, at: number, { base }: Position, phrasal: number): boolean {
  const { tokens, lexicon } = soFar;
  if (base === 'let') return tokens.slice(at + 2, at + KNOW_REACH).some(({ word }) => word === 'know');
  // "Drop the form off" takes it somewhere.
  if (base === 'drop') return dropsOff(soFar, at);
  const isPassing = lexicon.passOn.has(base) || lexicon.wish.has(base);
  return phrasal === 0 && !lexicon.classes.has(base) && !isPassing && isVerbByNext(tokens, at);
}

const KNOW_REACH = 7;

function dropsOff({ tokens, lexicon }: ActsSoFar, at: number): boolean {
  const after = tokens.slice(at + 1, at + KNOW_REACH);
  const off = after.findIndex(({ word }) => ['off', 'in', 'round', 'over'].includes(word));
  const amount = after.slice(0, Math.max(off, 0));
  return (
    off > 0 && amount.every((token) => token.kind === 'word' && !lexicon.sets.substances.has(token.word))
  );
}

/** "Keep going to the group": it is gone to; "keep going" alone says nothing. */
export function goesOnTo(soFar: ActsSoFar, at: number): boolean {
  const going = wordAt(soFar, at + 1) === 'on' ? at + 2 : at + 1;
  return wordAt(soFar, going) === 'going' && wordAt(soFar, going + 1) === 'to';
}
