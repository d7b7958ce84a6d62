import type { Act } from './act.ts';
import { isAgent, wordAt } from './actsSoFar.ts';
import type { ActsSoFar, VerbHere } from './actsSoFar.ts';
import { COMPOUND_NOUNS, HAVE, isNoun, JOINS, MODALS } from './actWords.ts';
import { toFrame } from './afterTo.ts';
import { isVerbByNext } from './unlistedVerbs.ts';
import { numberOf } from './tokens.ts';
import type { VerbForm } from './words.ts';

/** A verb, how it is meant and whether it is denied. */
export interface Position {
  base: string;
  governed: Act['governed'];
  negated: boolean;
}

const NEGATIVE_MODALS = new Set(["won't", "don't", "doesn't", "mustn't", "shouldn't", "shan't"]);

const PLURAL_SUBJECTS = new Set(['i', 'we', 'they']);

const SUBJECTS = new Set([
  'he',
  'she',
  'client',
  'user',
  'worker',
  'patient',
  'keyworker',
  'mentor',
  'gp',
  'nurse',
  'prescriber',
]);

/** At the head of a part these are nouns before with, to or of: contact with, access to. */
const NOUNS_BEFORE_PREPOSITION = new Set([
  'contact',
  'visit',
  'call',
  'access',
  'drink',
  'use',
  'test',
  'meeting',
]);
/** At the head of a part these are nouns before another one: drink diary, sleep pattern. */
const NOUNS_BEFORE_NOUN = new Set([
  'drink',
  'sleep',
  'work',
  'test',
  'scan',
  'exercise',
  'report',
  'review',
  'record',
  'smoke',
  'share',
  'show',
  'measure',
  'contact',
  'travel',
  'train',
  'study',
  'help',
  'support',
]);

const inForm = ({ readings }: VerbHere, ...wanted: VerbForm[]) =>
  readings.find(({ form }) => wanted.includes(form));

const asAct = (base: string, governed: Act['governed'] = 'act'): Position => ({
  base,
  governed,
  negated: false,
});

/** How a verb stands at this place, or null where it is none. */
export function positionOf(soFar: ActsSoFar, verb: VerbHere): Position | null {
  const { before, previous } = verb;
  const bare = inForm(verb, 'base');
  if (previous === 'to' || (previous === '2' && isAgent(soFar, before - 1) && bare)) {
    const meant = bare ? toFrame(soFar, before) : null;
    return bare && meant ? { base: bare.base, ...meant } : null;
  }
  const governed = afterModal(soFar, verb) ?? afterEnsure(soFar, verb);
  if (governed) return governed;
  if (verb.wasLeading) return atHead(soFar, verb);
  if (JOINS.has(previous) && soFar.frame !== 'past') {
    if (soFar.frame !== null) return afterJoin(soFar, verb);
    if (bare && previous !== ',' && previous !== '/') return null;
    if (bare && previous === ',' && !isNoun(soFar.tokens[before - 1], soFar.lexicon)) return asAct(bare.base);
    if (bare && previous === ',' && isVerbAfterHeading(soFar, verb.at)) return asAct(bare.base);
  }
  return asIng(soFar, verb) ?? afterSubject(soFar, verb);
}

/** Will attend, must not use, do not drink. */
function afterModal(soFar: ActsSoFar, verb: VerbHere): Position | null {
  const { at, previous } = verb;
  const bare = inForm(verb, 'base');
  if (!bare) return null;
  const governed = soFar.frame === 'ensured' ? 'ensured' : 'act';
  if (MODALS.has(previous)) return asAct(bare.base, governed);
  if (NEGATIVE_MODALS.has(previous)) return { base: bare.base, governed, negated: true };
  return previous === 'do' && wordAt(soFar, at - 1) !== 'do'
    ? { base: bare.base, governed: soFar.frame ?? 'act', negated: true }
    : null;
}

/** Ensure that the client attends. */
function afterEnsure(soFar: ActsSoFar, verb: VerbHere): Position | null {
  const { previous } = verb;
  if (soFar.frame !== 'ensured' || soFar.lexicon.sets.function.has(previous) || previous === '') return null;
  const ensured = inForm(verb, 's', 'base');
  return ensured ? asAct(ensured.base, 'ensured') : null;
}

/** The first word of a part: attend, attending, hopes to, needs to. */
function atHead(soFar: ActsSoFar, verb: VerbHere): Position | null {
  const found = inForm(verb, 'base') ?? inForm(verb, 'ing');
  // "Two clean tests": how they are.
  if (HOW_THINGS_ARE.has(wordAt(soFar, verb.at)) && numberOf(soFar.tokens[verb.at - 1]) !== null) return null;
  // "£10 put by each week": the amount is what it is done to.
  if (wordAt(soFar, verb.at - 2) === '£' && inForm(verb, 'ed')) return null;
  if (found && !isNounAtHead(soFar, verb)) return asAct(found.base);
  // "Hopes to", "Wants to": the service user, left out.
  const s = inForm(verb, 's');
  if (!s) return null;
  const leadsOn = wordAt(soFar, verb.at + 1) === 'to' && soFar.lexicon.passOn.has(s.base);
  return soFar.lexicon.wish.has(s.base) || leadsOn ? asAct(s.base) : null;
}

const HOW_THINGS_ARE = new Set([
  'clean',
  'clear',
  'dry',
  'light',
  'warm',
  'cool',
  'complete',
  'open',
  'present',
]);

function isNounAtHead(soFar: ActsSoFar, verb: VerbHere): boolean {
  const own = wordAt(soFar, verb.at);
  const next = wordAt(soFar, verb.at + 1);
  if (NOUNS_BEFORE_PREPOSITION.has(own) && ['with', 'to', 'of'].includes(next)) return true;
  if (isAlsoNoun(soFar, verb.at) || (own === 'drink' && wordAt(soFar, verb.at - 1) === 'no')) return true;
  // "Transfer of the script": what "of" follows is a noun, but for the few verbs that take it.
  if (next === 'of' && !TAKING_OF.has(own) && inForm(verb, 'base')) return true;
  const ing = inForm(verb, 'ing');
  // "Welding course", "budgeting skills": what it is called.
  if (ing && soFar.lexicon.alsoNouns.has(ing.base) && !isVerbByNext(soFar.tokens, verb.at)) return true;
  if (!COMPOUND_NOUNS.has(next)) return false;
  return (
    NOUNS_BEFORE_NOUN.has(own) ||
    (ing !== undefined && soFar.lexicon.classes.get(ing.base)?.has('repeated') === true)
  );
}

/** Verbs that "of" follows. */
const TAKING_OF = new Set(['dispose', 'think', 'hear', 'speak', 'beware', 'approve', 'complain', 'talk']);

/** Whether a word that is a noun or an adjective as often is one here, by what follows it: light bulbs, light the fire. */
function isAlsoNoun({ tokens, lexicon }: ActsSoFar, at: number): boolean {
  return lexicon.alsoNouns.has(tokens[at]?.word ?? '') && !isVerbByNext(tokens, at);
}

/** "Attend, complete": a verb again; with an -ing word only after another. */
function afterJoin(soFar: ActsSoFar, verb: VerbHere): Position | null {
  const current = soFar.frame ?? 'act';
  const bare = inForm(verb, 'base');
  if (bare && !isNounAfterJoin(soFar, verb.at)) return asAct(bare.base, current);
  const ing = inForm(verb, 'ing');
  const last = soFar.lexicon.forms.get(wordAt(soFar, soFar.lastVerb));
  return ing && last?.some(({ form }) => form === 'ing') ? asAct(ing.base, current) : null;
}

/** Words that are nouns as often as verbs: only an article shows which. */
const EITHER_NOUN = new Set(
  'access address bank book change check contact cook dance deal diet drink exercise fish garden help look manage measure move note order park plan play practice practise present record rent report request rest return review ring run save scan score self share sleep smoke study support swim talk test text train travel use view visit walk watch weigh work volunteer'.split(
    ' ',
  ),
);

const ARTICLES = new Set(['a', 'an', 'the', 'my', 'his', 'her', 'their', 'our', 'all', 'each', 'every']);

/** "Parenting course, Triple P, attend 8 sessions": an act after what it is about; not "triggers, work, family". */
function isVerbAfterHeading({ tokens, lexicon }: ActsSoFar, at: number): boolean {
  const next = tokens[at + 1];
  if (!next || next.kind === 'sign') return false;
  if (ARTICLES.has(next.word)) return true;
  const own = tokens[at]?.word ?? '';
  return !EITHER_NOUN.has(own) && !lexicon.alsoNouns.has(own);
}

function isNounAfterJoin(soFar: ActsSoFar, i: number): boolean {
  // "triggers and work": a noun at the end of the part; "and drink problems".
  const next = soFar.tokens[i + 1];
  const own = wordAt(soFar, i);
  if (isAlsoNoun(soFar, i)) return true;
  if (
    [
      'drink',
      'work',
      'sleep',
      'exercise',
      'play',
      'use',
      'support',
      'help',
      'change',
      'contact',
      'test',
      'scan',
      'report',
    ].includes(own)
  ) {
    return (
      next === undefined ||
      next.kind === 'sign' ||
      COMPOUND_NOUNS.has(next.word) ||
      soFar.timed[i + 1] === true
    );
  }
  return false;
}

/** By attending, start attending, is attending. */
function asIng(soFar: ActsSoFar, verb: VerbHere): Position | null {
  const { at, before, previous } = verb;
  const ing = inForm(verb, 'ing');
  if (!ing) return null;
  if ((previous === 'by' || previous === 'through') && soFar.frame !== 'wish') return asAct(ing.base);
  if (soFar.clause === 'passes on' && before >= soFar.lastVerb) return asAct(ing.base, soFar.frame ?? 'act');
  return ['is', 'am', 'are', 'be'].includes(previous) && wordAt(soFar, at + 1) !== 'to'
    ? asAct(ing.base)
    : null;
}

/** I attend; the client attends; he would like to. */
function afterSubject(soFar: ActsSoFar, verb: VerbHere): Position | null {
  const { at, previous } = verb;
  const bare = inForm(verb, 'base');
  const wish = bare && soFar.lexicon.wish.has(bare.base) ? bare : undefined;
  if (wish && previous === 'would') return asAct(wish.base);
  const ofPast =
    HAVE.has(wordAt(soFar, at)) &&
    (soFar.lexicon.forms.get(wordAt(soFar, at + 1))?.some(({ form }) => form === 'ed') ?? false);
  if (soFar.lastVerb >= 0 || ofPast) return null;
  if (bare && PLURAL_SUBJECTS.has(previous)) return asAct(bare.base);
  const s = inForm(verb, 's');
  if (s && SUBJECTS.has(previous)) return asAct(s.base);
  return wish && previous.endsWith("'d") ? asAct(wish.base) : null;
}
