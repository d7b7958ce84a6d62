import type { Act, ActObject, VagueVerb } from './act.ts';
import { observableKinds } from './actWords.ts';
import { objectOf } from './objects.ts';
import type { Token } from './tokens.ts';
import type { ReadPart } from './types.ts';
import { phraseAt } from './words.ts';
import type { Lexicon, VerbClass, VerbForm } from './words.ts';

/** A part, how far it was read for what is to be done, and what was found. */
export interface ActsSoFar {
  part: ReadPart;
  tokens: readonly Token[];
  timed: readonly boolean[];
  lexicon: Lexicon;
  acts: Act[];
  vague: VagueVerb[];
  /** Nothing but times, numbers and adverbs so far. */
  leading: boolean;
  /** How the verbs that follow are meant, once one was seen. */
  frame: Act['governed'] | null;
  /** The last verb before the next join: whether it leaves the act to another. */
  clause: 'none' | 'observable' | 'vague' | 'passes on';
  subordinate: boolean;
  lastVerb: number;
  /** What a heading before a colon or a dash names: Women's group: attend weekly. */
  heading: ActObject | null;
}

/** A word that may be a verb, and what stands before it. */
export interface VerbHere {
  at: number;
  readings: readonly { base: string; form: VerbForm }[];
  /** The token before it that tells how it stands. */
  before: number;
  /** That token's word. */
  previous: string;
  /** A "not" lies between the two. */
  negated: boolean;
  /** Nothing but times, numbers and adverbs stands before it. */
  wasLeading: boolean;
}

/** A part of which nothing was read yet. */
export function nothingRead(part: ReadPart, lexicon: Lexicon): ActsSoFar {
  return {
    part,
    tokens: part.tokens,
    timed: part.timed,
    lexicon,
    acts: [],
    vague: [],
    leading: true,
    frame: null,
    clause: 'none',
    subordinate: false,
    lastVerb: -1,
    heading: null,
  };
}

export const wordAt = ({ tokens }: ActsSoFar, i: number) => tokens[i]?.word ?? '';

export const isAgent = (soFar: ActsSoFar, i: number) => soFar.lexicon.sets.agents.has(wordAt(soFar, i));

/** Ends what the last vague verb governs: a new verb takes over. */
export function closeVague({ vague }: ActsSoFar, at: number): void {
  const last = vague.at(-1);
  if (last && last.to > at) last.to = at;
}

/** Keeps an act, with its kinds and its object. */
export function pushAct(
  soFar: ActsSoFar,
  at: number,
  base: string,
  governed: Act['governed'],
  more: {
    negated: boolean;
    agent: boolean;
    passive?: boolean;
    phrasal?: number;
    kinds?: ReadonlySet<VerbClass>;
  },
): void {
  const { part, tokens, lexicon, acts } = soFar;
  const phrasal = more.phrasal ?? 0;
  const kinds = more.kinds ?? kindsOf(soFar, at, base, phrasal);
  const after = at + Math.max(1, phrasal);
  const next = tokens[after];
  const nextReadings = lexicon.forms.get(next?.word ?? '');
  const passing =
    lexicon.passOn.has(base) &&
    ((next?.word === 'to' && lexicon.forms.has(wordAt(soFar, after + 1))) ||
      (nextReadings?.some(({ form }) => form === 'ing') ?? false));
  const object =
    objectInPhrase(soFar, at, phrasal) ??
    objectOf(part, after, base, kinds, lexicon) ??
    objectImplied(soFar, at, base, phrasal) ??
    (more.passive ? null : soFar.heading);
  const vagueEnd = kinds.has('stopping') && isVagueDoing(soFar, after);
  acts.push({
    at,
    after,
    base,
    kinds,
    governed,
    negated: more.negated,
    passing,
    passive: more.passive ?? false,
    agent: more.agent,
    object: object && vagueEnd ? { ...object, hollow: true } : object,
    abstains: false,
  });
}

/** How far the company stands from the verb that names it: hanging around with all the wrong people. */
const COMPANY_REACH = 8;

/** Whether nobody could say that it had stopped: feeling low, worrying, hanging around with the wrong people. */
function isVagueDoing({ tokens, timed, lexicon }: ActsSoFar, at: number): boolean {
  const { looseDoings, companyDoings } = lexicon.phrases;
  if (phraseAt(looseDoings, tokens, at) > 0) return true;
  if (phraseAt(companyDoings, tokens, at) > 0) {
    const named = tokens
      .slice(at + 1, at + COMPANY_REACH)
      .filter((token, i) => token.kind === 'word' && !timed[at + 1 + i])
      .find(({ word }) => lexicon.sets.looseCompany.has(word) || lexicon.sets.substances.has(word));
    return named !== undefined && lexicon.sets.looseCompany.has(named.word);
  }
  const ing = lexicon.forms.get(tokens[at]?.word ?? '')?.find(({ form }) => form === 'ing');
  if (!ing) return false;
  const vague = phraseAt(lexicon.vague, tokens, at, ing.base);
  return vague > 1 || (vague === 1 && !observableKinds(lexicon.classes.get(ing.base)));
}

function kindsOf(
  { tokens, lexicon }: ActsSoFar,
  at: number,
  base: string,
  phrasal: number,
): ReadonlySet<VerbClass> {
  if (phrasal <= 1) return lexicon.classes.get(base) ?? new Set();
  const phrase = phraseOf(tokens, at, base, phrasal);
  return new Set([lexicon.phrasalClass.get(phrase) ?? 'ending']);
}

/** A phrase that needs no object: sign on. */
function objectImplied(
  { tokens, lexicon }: ActsSoFar,
  at: number,
  base: string,
  phrasal: number,
): ActObject | null {
  if (phrasal < 2 || !lexicon.activity.has(phraseOf(tokens, at, base, phrasal))) return null;
  const to = at + phrasal;
  return { from: to - 1, to, head: tokens[to - 1]?.word ?? '', hollow: false, counted: false };
}

export const phraseOf = (tokens: readonly Token[], at: number, base: string, length: number) =>
  [base, ...tokens.slice(at + 1, at + length).map(({ word }) => word)].join(' ');

/** A phrase that holds its own object: return to work. */
function objectInPhrase({ tokens, lexicon }: ActsSoFar, at: number, phrasal: number): ActObject | null {
  const last = at + phrasal - 1;
  const head = tokens[last]?.word ?? '';
  const isNoun = phrasal > 1 && !lexicon.sets.function.has(head) && !lexicon.sets.notObjects.has(head);
  return isNoun && lexicon.sets.common.has(head)
    ? { from: last, to: last + 1, head, hollow: false, counted: false }
    : null;
}
