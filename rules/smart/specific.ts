import type { Act, Acts } from './acts.ts';
import { observableKinds } from './actWords.ts';
import type { LetterFinding, ReadPart } from './types.ts';
import type { Lexicon } from './words.ts';

/** What is advised for each way of not being specific. */
const SUGGESTIONS = {
  no_verb: 'Say who does what, such as “Service user to register with a GP”.',
  vague_verb: 'Put an act that somebody else could see in its place: attend, ring, write, complete, not use.',
  hollow_object: 'Name the thing, person, group or substance that is meant.',
  no_object: 'Say what or whom the act is about: which group, which form, which drug.',
  wish: 'Write what will be done, not what is hoped for: “will attend” in place of “hopes to attend”.',
  no_agent: 'Name who does it: “Key worker to send the referral”.',
  past: 'Say what is to be done next; what has been done belongs in the notes.',
} as const;

type Code = keyof typeof SUGGESTIONS;

/** The codes from the nearest miss to the widest: of several acts the best one is told. */
const ORDER: readonly Code[] = [
  'no_agent',
  'no_object',
  'hollow_object',
  'wish',
  'vague_verb',
  'past',
  'no_verb',
];

/** Whether somebody is to do something that could be seen to somebody or something. */
export function specific(parts: readonly { part: ReadPart; acts: Acts }[], lexicon: Lexicon): LetterFinding {
  let miss: { code: Code; words: string[] } = { code: 'no_verb', words: [] };
  for (const { part, acts } of parts) {
    const consider = (code: Code, words: string[]) => {
      if (ORDER.indexOf(code) < ORDER.indexOf(miss.code)) miss = { code, words };
    };
    if (part.report) {
      const told = acts.acts.find(({ governed }) => governed === 'past');
      consider('past', told ? wordsOf(part, told) : part.report);
      continue;
    }
    for (const act of acts.acts) {
      const words = wordsOf(part, act);
      const code = missOf(part, act, lexicon);
      if (code === null) return { verdict: 'met', code: 'observable_act', words, suggestion: '' };
      if (code !== 'passing') consider(code, words);
    }
    for (const vague of acts.vague) consider('vague_verb', vague.words);
  }
  return { verdict: 'not met', code: miss.code, words: miss.words, suggestion: SUGGESTIONS[miss.code] };
}

/** What an act lacks; null for nothing, passing where the next verb decides. */
function missOf(part: ReadPart, act: Act, lexicon: Lexicon): Code | 'passing' | null {
  if (act.governed === 'past') return 'past';
  if (act.passing) return 'passing';
  if (act.governed === 'wish') return 'wish';
  if (act.governed === 'ensured') return 'vague_verb';
  if (act.abstains) return null;
  if (act.passive) return act.agent ? null : 'no_agent';
  if (lexicon.activity.has(act.base) && part.tokens.length > act.at + 1) return null;
  if (
    act.base === 'meet' &&
    part.tokens.slice(Math.max(0, act.at - 3), act.at).some(({ word }) => word === 'we' || word === "we'll")
  ) {
    return null;
  }
  const { object } = act;
  if (!object) return 'no_object';
  if (act.base === 'have' && !isHad(part, act, lexicon)) return 'vague_verb';
  if (isMerelyBetter(part, act, lexicon)) return 'vague_verb';
  return object.hollow ? 'hollow_object' : null;
}

/** Verbs of getting, after which "better" says nothing that could be seen. */
const GETTING = new Set([
  'get',
  'gain',
  'have',
  'obtain',
  'secure',
  'make',
  'keep',
  'live',
  'eat',
  'do',
  'find',
  'start',
]);

/** How somebody is, and no thing. */
const STATES = new Set(
  'stable clean fit sober well healthy settled sorted ready active straight happy confident organised motivated'.split(
    ' ',
  ),
);

/** Get better housing, have a healthier diet: than what, nobody can tell; nor when one is stable on a script. */
export function isMerelyBetter(part: ReadPart, act: Act, lexicon: Lexicon): boolean {
  const [state, next] = part.tokens.slice(act.after, act.after + 2);
  if (act.base === 'get' && STATES.has(state?.word ?? '') && lexicon.sets.function.has(next?.word ?? ''))
    return true;
  if (isWantedMore(part, act, lexicon)) return true;
  if (!GETTING.has(act.base) || !act.object || act.object.counted || act.negated) return false;
  return part.tokens.slice(act.after, act.object.to).some(({ word }) => lexicon.sets.comparatives.has(word));
}

/** How far a wish stands before what is wished. */
const WISH_REACH = 8;

/** "Would like to see his kids more" says what is wished for, and no more. */
function isWantedMore({ tokens }: ReadPart, act: Act, lexicon: Lexicon): boolean {
  if (!act.object || !['more', 'less'].includes(tokens[act.object.to]?.word ?? '')) return false;
  if ((tokens[act.object.to + 1]?.kind ?? 'sign') !== 'sign') return false;
  return tokens
    .slice(Math.max(0, act.at - WISH_REACH), act.at)
    .some(({ word }) => lexicon.forms.get(word)?.some(({ base }) => lexicon.wanting.has(base)));
}

/** Have my hair cut, have a tooth pulled: what is done to it can be seen. */
export function isHavingDone(part: ReadPart, { base, object }: Act, lexicon: Lexicon): boolean {
  if (base !== 'have' || !object) return false;
  return [object.to - 1, object.to].some(
    (at) =>
      at > object.from &&
      !part.timed[at] &&
      lexicon.forms
        .get(part.tokens[at]?.word ?? '')
        ?.some((reading) => reading.form === 'ed' && observableKinds(lexicon.classes.get(reading.base))) ===
        true,
  );
}

/** What one can be seen to have: a test, a jab, three alcohol free days; not confidence. */
function isHad(part: ReadPart, act: Act, lexicon: Lexicon): boolean {
  const { object } = act;
  if (!object) return false;
  if (object.counted || isHavingDone(part, act, lexicon)) return true;
  return part.tokens
    .slice(object.from, object.to)
    .some(
      ({ word }) =>
        lexicon.sets.events.has(word) ||
        lexicon.sets.occasions.has(word) ||
        lexicon.sets.substances.has(word) ||
        [
          'meeting',
          'session',
          'review',
          'conversation',
          'chat',
          'talk',
          'meal',
          'lunch',
          'breakfast',
          'dinner',
          'supper',
          'bath',
          'shower',
          'contact',
          'detox',
          'call',
          'training',
          'course',
          'workshop',
          'lesson',
        ].includes(word),
    );
}

/** From the verb to the end of its object, as it was written. */
export function wordsOf(part: ReadPart, act: Act): string[] {
  const to = Math.max(act.after, act.object?.to ?? 0);
  return part.tokens.slice(act.at, to).map(({ raw }) => raw);
}
