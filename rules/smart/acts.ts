import { abstinenceAt } from './abstinence.ts';
import type { Act, Acts } from './act.ts';
import { closeVague, nothingRead, phraseOf, pushAct, wordAt } from './actsSoFar.ts';
import type { ActsSoFar, VerbHere } from './actsSoFar.ts';
import {
  isHeadSign,
  isSkippedBefore,
  JOINS,
  MODALS,
  NEGATIONS,
  observableKinds,
  SKIPPED_BEFORE,
} from './actWords.ts';
import { readParticiple } from './participles.ts';
import { headingBefore } from './headings.ts';
import { objectOf } from './objects.ts';
import { goesOnTo, isPlainAct } from './plainActs.ts';
import { positionOf } from './positions.ts';
import type { Position } from './positions.ts';
import { doneAgain, unlistedVerb } from './unlistedVerbs.ts';
import type { Token } from './tokens.ts';
import type { ReadPart } from './types.ts';
import { phraseAt } from './words.ts';
import type { Lexicon } from './words.ts';

export type { Act, ActObject, Acts } from './act.ts';

const SUBORDINATE = new Set([
  'who',
  'which',
  'if',
  'because',
  'when',
  'whenever',
  'although',
  'unless',
  'so',
  'while',
  'given',
  'since',
  'without',
  'until',
]);

/** What a part says is to be done, in one pass from left to right. */
export function findActs(part: ReadPart, lexicon: Lexicon): Acts {
  const soFar = nothingRead(part, lexicon);
  for (let i = 0; i < part.tokens.length;) i = readToken(soFar, i);
  return { acts: soFar.acts, vague: soFar.vague };
}

/** Reads the token at a place; returns where to go on. */
function readToken(soFar: ActsSoFar, i: number): number {
  const { tokens, timed, lexicon } = soFar;
  const token = tokens[i];
  if (!token) return i + 1;
  if (token.kind === 'sign') {
    readSign(soFar, i, token);
    return i + 1;
  }
  if (timed[i] || token.kind === 'number') return i + 1;
  if (JOINS.has(token.word)) {
    soFar.clause = 'none';
    endWishForThing(soFar);
    return i + 1;
  }
  // "To be given by the nurse" is the verb.
  const given = token.word === 'given' && ['be', 'being'].includes(wordAt(soFar, i - 1));
  if (SUBORDINATE.has(token.word) && !given) {
    soFar.subordinate = true;
    soFar.leading = false;
    return i + 1;
  }
  if (isNoMore(soFar, i)) return readNoMore(soFar, i, token.word);
  const readings = lexicon.forms.get(token.word) ?? doneAgain(token.word, lexicon);
  if (readings) return i + readVerb(soFar, verbAt(soFar, i, readings));
  const unlisted = unlistedVerb(soFar, i);
  if (unlisted && readUnlisted(soFar, verbAt(soFar, i, unlisted))) return i + 1;
  if (!isSkippedBefore(token, lexicon) && token.word !== 'to' && !NEGATIONS.has(token.word)) {
    soFar.leading = false;
  }
  return i + 1;
}

/** What is named by its -ing word alone: it either happens or does not. */
const NAMED_DOINGS = new Map([
  ['injecting', 'inject'],
  ['smoking', 'smoke'],
  ['drinking', 'drink'],
  ['gambling', 'gamble'],
  ['shoplifting', 'shoplift'],
]);

/** Whether a part begins with "no injecting" or "no more injecting". */
function isNoMore({ tokens, leading }: ActsSoFar, i: number): boolean {
  const at = tokens[i - 1]?.word === 'more' ? i - 2 : i - 1;
  return leading && tokens[at]?.word === 'no' && NAMED_DOINGS.has(tokens[i]?.word ?? '');
}

function readNoMore(soFar: ActsSoFar, at: number, word: string): number {
  soFar.leading = false;
  const base = NAMED_DOINGS.get(word) ?? word;
  readAbstaining(soFar, { at, after: at + 1, base, governed: 'act' });
  return at + 1;
}

/** A comma ends a clause; after a colon or a dash a goal begins anew. */
function readSign(soFar: ActsSoFar, i: number, token: Token): void {
  if (token.word === ',') {
    soFar.subordinate = false;
    soFar.clause = 'none';
    endWishForThing(soFar);
  }
  if (isHeadSign(soFar.tokens, i)) {
    soFar.heading = headingBefore(soFar, i);
    soFar.leading = true;
    soFar.clause = 'none';
    soFar.subordinate = false;
    soFar.frame = null;
  }
}

/** "Want kids back, finish the course": a wish for a thing ends with its clause, and an act may follow. */
function endWishForThing(soFar: ActsSoFar): void {
  const { frame, acts, vague, lastVerb } = soFar;
  const isLast = vague.at(-1)?.at === lastVerb && (acts.at(-1)?.at ?? -1) < lastVerb;
  if (
    frame === 'wish' &&
    isLast &&
    soFar.lexicon.wish.has(baseAt(soFar, lastVerb)) &&
    wordAt(soFar, lastVerb + 1) !== 'to'
  )
    soFar.frame = 'act';
}

const baseAt = (soFar: ActsSoFar, at: number) =>
  soFar.lexicon.forms.get(wordAt(soFar, at))?.find(({ base }) => soFar.lexicon.wish.has(base))?.base ?? '';

function verbAt(soFar: ActsSoFar, at: number, readings: VerbHere['readings']): VerbHere {
  const { at: before, negated } = beforeOf(soFar.tokens, soFar.timed, at, soFar.lexicon);
  return { at, readings, before, previous: wordAt(soFar, before), negated, wasLeading: soFar.leading };
}

/** Reads a word that may be a verb; returns how many tokens were read. */
function readVerb(soFar: ActsSoFar, verb: VerbHere): number {
  soFar.leading = false;
  if (readParticiple(soFar, verb)) return 1;
  const { at, previous } = verb;
  const governable = !soFar.subordinate || previous === 'to' || MODALS.has(previous);
  const position = governable ? positionOf(soFar, verb) : null;
  if (!position) return 1;
  if (readWish(soFar, verb) || readAbstinence(soFar, at, position)) return 1;
  const { tokens, lexicon } = soFar;
  const { base } = position;
  const vagueLength = goesOnTo(soFar, at) ? 0 : phraseAt(lexicon.vague, tokens, at, base);
  const phrasalLength = phraseAt(lexicon.phrasal, tokens, at, base);
  const observable = observableKinds(lexicon.classes.get(base));
  const settles = settlesThing(soFar, at, position, vagueLength);
  if (settles) return readSettling(soFar, verb, position, vagueLength);
  const isVague = vagueLength > 0 && vagueLength >= phrasalLength && (vagueLength > 1 || !observable);
  const passesOn = lexicon.passOn.has(base) || lexicon.passOn.has(`${base} ${wordAt(soFar, at + 1)}`);
  if (isVague) return readVague(soFar, at, position, vagueLength, passesOn);
  if (isPlainAct(soFar, at, position, phrasalLength)) return readSettling(soFar, verb, position, 0);
  if (observable || phrasalLength > 0) readAct(soFar, verb, position, phrasalLength, passesOn);
  else {
    if (passesOn) soFar.clause = 'passes on';
    soFar.frame ??= position.governed;
  }
  return 1;
}

/** Reads a verb that is in no list as an act that ends; tells whether it stands as a verb. */
function readUnlisted(soFar: ActsSoFar, verb: VerbHere): boolean {
  const governable = !soFar.subordinate || verb.previous === 'to' || MODALS.has(verb.previous);
  const position = governable ? positionOf(soFar, verb) : null;
  if (!position) return false;
  soFar.leading = false;
  readSettling(soFar, verb, position, 0);
  return true;
}

/** Reads a verb of wishing; tells whether the word is one. */
function readWish(soFar: ActsSoFar, { at, readings }: VerbHere): boolean {
  const { tokens, lexicon } = soFar;
  const wish = readings.find((reading) => lexicon.wish.has(reading.base));
  if (!wish || !isWish(soFar, at)) return false;
  // "I want to attend" is how somebody tells in his own words what he will do.
  const own = lexicon.wanting.has(wish.base) && wordAt(soFar, at + 1) === 'to';
  soFar.frame = own ? 'act' : 'wish';
  closeVague(soFar, at);
  soFar.vague.push({ at, words: [tokens[at]?.raw ?? ''], to: tokens.length, passesOn: false });
  soFar.clause = 'passes on';
  soFar.lastVerb = at;
  return true;
}

/** Reads staying off or not using a named substance; tells whether it is said here. */
function readAbstinence(soFar: ActsSoFar, at: number, { base, governed }: Position): boolean {
  const after = abstinenceAt(soFar.tokens, at, base, soFar.lexicon);
  if (after === 0) return false;
  readAbstaining(soFar, { at, after, base, governed });
  return true;
}

function readAbstaining(
  soFar: ActsSoFar,
  { at, after, base, governed }: Pick<Act, 'at' | 'after' | 'base' | 'governed'>,
): void {
  closeVague(soFar, at);
  soFar.acts.push({
    at,
    after,
    base,
    kinds: new Set(['stopping']),
    governed,
    negated: false,
    passing: false,
    passive: false,
    agent: true,
    object: null,
    abstains: true,
  });
  soFar.frame = governed;
  soFar.clause = 'observable';
  soFar.lastVerb = at;
}

/** Reads a verb that names nothing that could be seen; returns its length. */
function readVague(
  soFar: ActsSoFar,
  at: number,
  { base, governed }: Position,
  length: number,
  passesOn: boolean,
): number {
  const { tokens } = soFar;
  closeVague(soFar, at);
  const words = tokens.slice(at, at + length).map(({ raw }) => raw);
  soFar.vague.push({ at, words, to: tokens.length, passesOn });
  const ensures = base === 'ensure' || (base === 'make' && wordAt(soFar, at + 1) === 'sure');
  soFar.frame = ensures ? 'ensured' : governed;
  soFar.clause = passesOn ? 'passes on' : 'vague';
  soFar.lastVerb = at;
  // The words of the phrase are no verbs of their own: "think about", "keep going".
  return length;
}

/** Whether a vague verb has a thing that one can be seen to have: sort out a bus pass. */
function settlesThing(soFar: ActsSoFar, at: number, { base }: Position, length: number): boolean {
  const { part, tokens, lexicon } = soFar;
  const phrase = phraseOf(tokens, at, base, length);
  const isFinding = lexicon.finding.has(phrase);
  if (length === 0 || !(isFinding || lexicon.settling.has(phrase))) return false;
  const object = objectOf(part, at + length, base, new Set(), lexicon);
  if (!object) return false;
  // A medicine is changed on a prescription.
  if (base === 'change' && lexicon.sets.medicines.has(object.head)) return true;
  return lexicon.sets.things.has(object.head) || (isFinding && isFound(soFar, object.from));
}

/** How far the noun that was found may stand from where its phrase begins: part time work. */
const FOUND_REACH = 5;

/** Whether a phrase names what one can be seen to have found: part time work, a BTEC level 1 certificate. */
function isFound({ tokens, timed, lexicon }: ActsSoFar, from: number): boolean {
  for (let i = from; i < from + FOUND_REACH; i += 1) {
    const token = tokens[i];
    // "City and Guilds" is one name.
    if (token?.word === 'and' && tokens[i + 1]?.capital) continue;
    if (!token || timed[i] || token.kind === 'sign' || lexicon.sets.function.has(token.word)) return false;
    if (lexicon.sets.found.has(token.word)) return true;
  }
  return false;
}

function readSettling(
  soFar: ActsSoFar,
  verb: VerbHere,
  { base, governed, negated }: Position,
  length: number,
): number {
  const { at } = verb;
  closeVague(soFar, at);
  pushAct(soFar, at, base, governed, {
    negated: verb.negated || negated,
    agent: true,
    phrasal: length,
    kinds: new Set(['ending']),
  });
  soFar.frame = governed;
  soFar.lastVerb = at;
  soFar.clause = 'observable';
  return 1;
}

function readAct(
  soFar: ActsSoFar,
  verb: VerbHere,
  { base, governed, negated }: Position,
  phrasal: number,
  passesOn: boolean,
): void {
  const { at } = verb;
  closeVague(soFar, at);
  pushAct(soFar, at, base, governed, { negated: verb.negated || negated, agent: true, phrasal });
  const act = soFar.acts.at(-1);
  // "Not drink" and "drink less" by themselves are said of alcohol.
  if (act?.base === 'drink' && !act.object) {
    const isLess = wordAt(soFar, act.after) === 'less';
    if (act.negated) act.abstains = true;
    else if (isLess)
      act.object = { from: act.after, to: act.after + 1, head: 'alcohol', hollow: false, counted: false };
  }
  soFar.frame = governed;
  soFar.lastVerb = at;
  soFar.clause = passesOn && soFar.acts.at(-1)?.passing ? 'passes on' : 'observable';
}

/** Whether a verb of wishing is one here: want to, would like to, try attending. */
function isWish(soFar: ActsSoFar, i: number): boolean {
  const base =
    soFar.lexicon.forms.get(wordAt(soFar, i))?.find((reading) => soFar.lexicon.wish.has(reading.base))
      ?.base ?? '';
  if (
    base === 'like' &&
    wordAt(soFar, i - 1) !== 'would' &&
    wordAt(soFar, i + 1) !== 'to' &&
    !wordAt(soFar, i - 1).endsWith("'d")
  )
    return false;
  if (base === 'plan' || base === 'think' || base === 'consider' || base === 'look' || base === 'love') {
    return (
      wordAt(soFar, i + 1) === 'to' &&
      soFar.lexicon.forms.has(wordAt(soFar, i + 2)) &&
      base !== 'look' &&
      base !== 'think'
    );
  }
  return wordAt(soFar, i + 1) !== ':';
}

/** Whether the "to" at a place is that of "not going to". */
function isGoingTo(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.word === 'to' && tokens[at - 1]?.word === 'going';
}

/** The token before a verb that tells how it stands, and whether a "not" lies between. */
function beforeOf(
  tokens: readonly Token[],
  timed: readonly boolean[],
  i: number,
  lexicon: Lexicon,
): { at: number; negated: boolean } {
  let at = i - 1;
  let negated = false;
  for (let steps = 0; at >= 0 && steps < 6; at -= 1, steps += 1) {
    const token = tokens[at];
    if (!token) break;
    if (token.word === 'not' || token.word === 'never') negated = true;
    // "I am not going to use": the "to" is not that of a purpose.
    else if (isGoingTo(tokens, at)) {
      const earlier = tokens[at - 2]?.word ?? '';
      return { at, negated: negated || earlier === 'not' || earlier.endsWith("n't") };
    } else if (
      !SKIPPED_BEFORE.has(token.word) &&
      !(token.word.endsWith('ly') && token.word.length > 4 && !lexicon.forms.has(token.word)) &&
      !timed[at]
    )
      break;
  }
  return { at, negated };
}
