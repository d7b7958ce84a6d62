import type { Token } from './tokens.ts';
import type { ReadPart } from './types.ts';
import type { Lexicon } from './words.ts';

/** What shows that a goal is reached. */
export interface Measure {
  code: 'counted' | 'event' | 'not_done' | 'dose_change';
  words: string[];
}

/** What a part counts. */
export interface Counts {
  measure: Measure | null;
  /** Where loose amounts stand. */
  vague: { at: number; words: string[] }[];
  noUnit: string[];
  dose: { at: number; words: string[] } | null;
}

/** A part and what was counted in it so far. */
export interface CountsSoFar {
  tokens: readonly Token[];
  timed: readonly boolean[];
  lexicon: Lexicon;
  counts: Counts;
}

/** A part of which nothing was counted yet. */
export function nothingCounted({ tokens, timed }: ReadPart, lexicon: Lexicon): CountsSoFar {
  return { tokens, timed, lexicon, counts: { measure: null, vague: [], noUnit: [], dose: null } };
}

export const wordAt = ({ tokens }: CountsSoFar, i: number) => tokens[i]?.word ?? '';

/** Some tokens as they were written. */
export const rawOf = ({ tokens }: CountsSoFar, from: number, to: number) =>
  tokens.slice(Math.max(0, from), to).map((token) => token.raw);

/** Keeps the first measure that is found. */
export function met(soFar: CountsSoFar, from: number, to: number, code: Measure['code'] = 'counted'): void {
  soFar.counts.measure ??= { code, words: rawOf(soFar, from, to) };
}
