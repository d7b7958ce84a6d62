import type { VerbClass } from './words.ts';

/** Something that is to be done, as a part of a goal says it. */
export interface Act {
  /** Its verb. */
  at: number;
  /** The first token after the verb and the words that belong to it (give up, not drop). */
  after: number;
  base: string;
  kinds: ReadonlySet<VerbClass>;
  /** act: it is said to be done; wish: wanted or tried; ensured: somebody makes sure that it happens; past: a report. */
  governed: 'act' | 'wish' | 'ensured' | 'past';
  negated: boolean;
  /** It only leads to the next verb: start attending. */
  passing: boolean;
  /** Said of what it is done to; by whom is then a question of its own. */
  passive: boolean;
  /** Somebody is named who does it, or the form implies one. */
  agent: boolean;
  object: ActObject | null;
  /** Staying off or not using a named substance. */
  abstains: boolean;
}

export interface ActObject {
  from: number;
  to: number;
  /** The last word of its noun phrase, in small letters. */
  head: string;
  hollow: boolean;
  /** A number counts it. */
  counted: boolean;
}

/** A verb that names nothing that could be seen. */
export interface VagueVerb {
  at: number;
  words: string[];
  /** The first token that it no longer governs. */
  to: number;
  passesOn: boolean;
}

/** What a part says is to be done, and the verbs in it that say nothing that could be seen. */
export interface Acts {
  acts: Act[];
  vague: VagueVerb[];
}
