import { keptAllAt, withoutSubstanceAt } from './absence.ts';
import type { Act, ActObject, Acts } from './acts.ts';
import type { Counts, Measure } from './countsSoFar.ts';
import { objectOf } from './objects.ts';
import { isHavingDone, isMerelyBetter, wordsOf } from './specific.ts';
import type { Token } from './tokens.ts';
import type { ReadPart } from './types.ts';
import type { Lexicon } from './words.ts';

const BEFORE_EVENT_TIME = new Set([
  'before',
  'after',
  'until',
  'till',
  'since',
  'following',
  'no',
  'without',
  'about',
  'for',
]);

/** An event that can be seen to have happened or not. */
export function eventIn(part: ReadPart, acts: Acts, counts: Counts, lexicon: Lexicon): Measure | null {
  return actIn(part, acts, counts, lexicon) ?? nounIn(part, acts, lexicon);
}

function actIn(part: ReadPart, acts: Acts, counts: Counts, lexicon: Lexicon): Measure | null {
  let nextLoose = 0;
  for (const [n, act] of acts.acts.entries()) {
    const next = acts.acts[n + 1]?.at ?? part.tokens.length;
    while ((counts.vague[nextLoose]?.at ?? Infinity) <= act.at - 2) nextLoose += 1;
    const loose = (counts.vague[nextLoose]?.at ?? Infinity) < next;
    const code = eventOf(part, act, loose, lexicon);
    if (code) return { code, words: wordsOf(part, act) };
  }
  return null;
}

/** An event that is named without a verb of its own: no more heroin, referral, forms completed. */
function nounIn(part: ReadPart, acts: Acts, lexicon: Lexicon): Measure | null {
  const { tokens, timed } = part;
  // Looked up once, so that a long text takes no longer for each of its words.
  const blocked = Array.from({ length: tokens.length }, () => false);
  for (const vague of acts.vague) if (!vague.passesOn) blocked.fill(true, vague.at + 1, vague.to);
  // "Meeting with the school on 12 April", "dentist 3 May", "CIN meeting 24 Sept": one occasion, on a day.
  const occasion = tokens.slice(0, 3).find((token) => isOccasion(token, lexicon));
  // "Liver clinic 3 May, to attend"
  const isNamedAlone = acts.acts.every((act) => act.kinds.has('visit') && !act.object && !act.negated);
  if (occasion && isNamedAlone && hasOneDay(part)) return { code: 'event', words: [occasion.raw] };
  for (let i = 0; i < tokens.length; i += 1) {
    if (timed[i]) continue;
    const without = withoutSubstanceAt(tokens, i, lexicon);
    if (without) return { code: 'not_done', words: without };
    const led = [1, 2].some((steps) => BEFORE_EVENT_TIME.has(tokens[i - steps]?.word ?? ''));
    const kept = keptAllAt(tokens, i);
    if (kept) return { code: 'not_done', words: kept };
    if (led || blocked[i]) continue;
    if (isToHappen(tokens, i, lexicon)) return { code: 'event', words: [tokens[i]?.raw ?? ''] };
    if (isEventAt(tokens, i, lexicon)) return { code: 'event', words: [tokens[i]?.raw ?? ''] };
    if (isDoneAt(part, i, lexicon)) {
      return { code: 'event', words: [tokens[i - 1]?.raw ?? '', tokens[i]?.raw ?? ''] };
    }
  }
  return null;
}

const isOccasion = ({ word }: Token, lexicon: Lexicon) =>
  lexicon.sets.occasions.has(word) ||
  ['meeting', 'session', 'visit', 'detox', 'panel', 'discharge', 'clinic'].includes(word);

/** Transfer to Bangor pharmacy to happen on a day: whatever it is, it happens or does not. */
function isToHappen(tokens: readonly Token[], i: number, lexicon: Lexicon): boolean {
  const { word = '' } = tokens[i] ?? {};
  const next = tokens[i + 1]?.word ?? '';
  const isHandedIn =
    word === 'go' && ['in', 'off'].includes(next) && isPaper(tokens[i - 2]?.word ?? '', lexicon);
  const happens =
    isHandedIn ||
    word === 'happen' ||
    (word === 'take' && next === 'place') ||
    (word === 'go' && next === 'ahead');
  const led = ['to', 'will'].includes(tokens[i - 1]?.word ?? '');
  return happens && led && i > 1 && !lexicon.sets.hollow.has(tokens[i - 2]?.word ?? '');
}

/** The app is to go in, the claim to go off. */
const isPaper = (word: string, lexicon: Lexicon) =>
  lexicon.sets.things.has(word) || lexicon.sets.events.has(word) || ['app', 'bid', 'report'].includes(word);

/** A referral, an interview; not interview skills. */
function isEventAt(tokens: readonly Token[], i: number, lexicon: Lexicon): boolean {
  return (
    lexicon.sets.events.has(tokens[i]?.word ?? '') &&
    !['process', 'skills', 'technique', 'techniques', 'anxiety', 'forms', 'preparation', 'support'].includes(
      tokens[i + 1]?.word ?? '',
    )
  );
}

/** Forms completed, letter is sent; not a completed form, nor what was sent. */
function isDoneAt({ tokens, timed }: ReadPart, i: number, lexicon: Lexicon): boolean {
  const word = tokens[i]?.word ?? '';
  if (i === 0 || !lexicon.sets.eventsDone.has(word)) return false;
  if (!lexicon.forms.get(word)?.some(({ form }) => form === 'ed')) return false;
  const after = tokens[i + 1];
  const attributive =
    after?.kind === 'word' &&
    !lexicon.sets.function.has(after.word) &&
    !timed[i + 1] &&
    !['in', 'off', 'up', 'by', 'and'].includes(after.word) &&
    !(after.word.endsWith('ly') && after.word.length > 4);
  if (attributive) return false;
  const previous = tokens[i - 1]?.word ?? '';
  if (['has', 'have', 'had', 'was', 'were', 'the', 'a'].includes(previous)) return false;
  if (isGivenNothing({ tokens, timed }, i, lexicon)) return false;
  const passive = ['be', 'been', 'is', 'being'].includes(previous);
  if (!passive && lexicon.sets.hollow.has(previous)) return false;
  return !lexicon.sets.function.has(passive ? '' : previous);
}

const GIVEN = new Set(['given', 'provided', 'offered', 'received']);

/** "Support to be given" names nothing that could be seen; "information leaflet to be given" does. */
function isGivenNothing(part: Pick<ReadPart, 'tokens' | 'timed'>, at: number, lexicon: Lexicon): boolean {
  if (!GIVEN.has(part.tokens[at]?.word ?? '')) return false;
  const subject = objectOf(part, 0, '', new Set(), lexicon);
  return subject !== null && subject.to <= at && subject.hollow;
}

/** What shows that an act was done or not; null where nothing does. */
function eventOf(part: ReadPart, act: Act, loose: boolean, lexicon: Lexicon): Measure['code'] | null {
  if (isNotDone(part, act, lexicon)) return 'not_done';
  if (act.negated || act.governed === 'past' || act.kinds.has('stopping') || loose) return null;
  if (isWheneverNeeded(part, act) || isOnTime(part, act)) return null;
  return isSeenDone(part, act, lexicon) ? 'event' : null;
}

const WHENEVER = new Set(['when', 'whenever', 'if', 'every']);
const OWN = new Set([
  'i',
  "i'm",
  "i've",
  'he',
  "he's",
  'she',
  "she's",
  'they',
  'feeling',
  'craving',
  'cravings',
  'struggling',
  'tempted',
]);
const FELT = new Set(
  'feel feels get gets want wants crave craves struggle struggles am is are need needs have has start starts think'.split(
    ' ',
  ),
);

/** Ring Kerry when I get cravings: as often as that comes. */
function isWheneverNeeded({ tokens }: ReadPart, act: Act): boolean {
  const from = act.object?.to ?? act.after;
  for (let i = from; i < Math.min(tokens.length, from + WHENEVER_REACH); i += 1) {
    if (!WHENEVER.has(tokens[i]?.word ?? '')) continue;
    const [first, second] = [tokens[i + 1]?.word ?? '', tokens[i + 2]?.word ?? ''];
    return (
      ['feeling', 'craving', 'struggling', 'tempted'].includes(first) || (OWN.has(first) && FELT.has(second))
    );
  }
  return false;
}

const WHENEVER_REACH = 9;

/** Pick up my script on time: whenever it is due. */
const isOnTime = (part: ReadPart, act: Act): boolean => {
  const from = act.object?.to ?? act.after;
  const [first, second] = part.tokens.slice(from, from + 2);
  return first?.word === 'on' && second?.word === 'time' && !hasOneDay(part);
};

/** Not using heroin, never missing a session: whether it was kept can be seen. */
function isNotDone(part: ReadPart, act: Act, lexicon: Lexicon): boolean {
  const { object } = act;
  const named = object !== null && !object.hollow;
  if (act.abstains) return true;
  if (act.negated) return named && !act.kinds.has('vague') && !lexicon.sets.vagueQuantities.has(object.head);
  if (act.governed === 'past') return false;
  if (
    named &&
    part.tokens.slice(act.after, object.from).some(({ word }) => word === 'no') &&
    !act.kinds.has('change')
  )
    return true;
  if (act.base === 'drink' && object && (object.head === 'nothing' || object.head === 'nowt')) return true;
  return act.kinds.has('stopping') && named;
}

/** Whether an act that is to be done ends, and can be seen to have been done. */
function isSeenDone(part: ReadPart, act: Act, lexicon: Lexicon): boolean {
  const { object } = act;
  if (act.passive && isGivenNothing(part, act.at, lexicon)) return false;
  // "The progress made" is nothing that could be seen.
  if (act.passive && lexicon.sets.hollow.has(part.tokens[act.at - 1]?.word ?? '')) return false;
  if (act.passive) return act.kinds.has('ending') || (act.agent && act.kinds.has('visit') && hasOneDay(part));
  if (!object || object.hollow || isMerelyBetter(part, act, lexicon)) return false;
  if (act.base === 'get' && ['confidence', 'sleep', 'exercise', 'rest'].includes(object.head)) return false;
  if (isHavingDone(part, act, lexicon)) return true;
  if (act.kinds.has('ending') || isOneOccasion(part, act, object, lexicon)) return true;
  // Reading a chapter, doing a course: once is enough; reading to the children is not.
  return act.base === 'read' && part.tokens[act.after]?.word !== 'to';
}

/** What is done once where one day is told for it: do naloxone training on 26 March. */
const TRAININGS = new Set([
  'training',
  'course',
  'workshop',
  'session',
  'module',
  'lesson',
  'refresher',
  'webinar',
]);

/** A visit that happens once: to the dentist, to a first meeting, to the library on Friday. */
function isOneOccasion(part: ReadPart, act: Act, object: ActObject, lexicon: Lexicon): boolean {
  if (['talk', 'chat'].includes(act.base)) return isAboutSomething(part, object);
  if (act.base === 'have' && ['talk', 'chat', 'word', 'conversation'].includes(object.head))
    return isWithSomebody(part, object);
  if (['see', 'view', 'visit'].includes(act.base) && LOOKED_AT.has(object.head)) return true;
  const isVisit = act.kinds.has('visit');
  if (!isVisit && !['have', 'take', 'do'].includes(act.base))
    return act.kinds.has('repeated') && isDoneByADay(part, act, object, lexicon);
  const nouns = part.tokens.slice(object.from, object.to).map(({ word }) => word);
  const occasion =
    lexicon.sets.occasions.has(object.head) ||
    nouns.some((noun) => lexicon.sets.events.has(noun) && noun !== 'tests');
  if (occasion) return true;
  if (TRAININGS.has(object.head) && hasOneDay(part)) return true;
  if (!isVisit) return isDoneByADay(part, act, object, lexicon);
  if (isAboutSomething(part, object) || isMeetingOfOne(part, act, object, lexicon)) return true;
  const first = part.tokens
    .slice(act.after, object.from)
    .some(({ word }) => ['first', 'a', 'an', 'one', 'initial', 'next'].includes(word));
  if (first && ['meeting', 'session', 'party', 'day', 'taster', 'visit'].includes(object.head)) return true;
  const plural = object.head.endsWith('s') && !object.head.endsWith('ss');
  return !plural && hasOneDay(part);
}

/** What lasts, or is done again and again, even where a day is told. */
const LASTING = new Set(
  'keep live use wear carry hold eat drink smoke inject sleep work share score practise practice play study train teach exercise volunteer save budget pray meditate help out walk swim cycle jog read note talk chat monitor supervise check let put spend'.split(
    ' ',
  ),
);

const DETERMINERS = new Set(['a', 'an', 'the', 'my', 'his', 'her', 'their', 'our', 'one']);

/** Clean the oven, cook a roast: one thing, and not meals or the like. */
function isOneThing({ tokens }: ReadPart, act: Act, object: ActObject): boolean {
  if (LASTING.has(act.base)) return false;
  const between = tokens.slice(act.after, object.from).map(({ word }) => word);
  const isPlural = object.head.endsWith('s') && !object.head.endsWith('ss');
  return between.length === 0 ? !isPlural : between.every((word) => DETERMINERS.has(word));
}

/** Take papers to the bank on Thursday, do a safety plan by 9 May: one thing, once, by a day. */
function isDoneByADay(part: ReadPart, act: Act, object: ActObject, lexicon: Lexicon): boolean {
  if (lexicon.sets.medicines.has(object.head) || lexicon.sets.substances.has(object.head)) return false;
  const { tokens } = part;
  if (!['have', 'take', 'do'].includes(act.base)) return isOneThing(part, act, object) && hasOneDay(part);
  const leadsTo = tokens
    .slice(object.to, object.to + 8)
    .some(({ word }, n, after) => word === 'to' && !lexicon.forms.has(after[n + 1]?.word ?? ''));
  const isOne =
    act.base === 'take' ? leadsTo : act.base === 'do' && ['a', 'an'].includes(tokens[act.after]?.word ?? '');
  return isOne && hasOneDay(part);
}

/** What is looked at once, before one takes it. */
const LOOKED_AT = new Set('flat house room bedsit property hostel rehab unit bungalow studio'.split(' '));

/** Have a talk with my brother. */
const isWithSomebody = ({ tokens }: ReadPart, object: ActObject): boolean =>
  tokens[object.to]?.word === 'with' && tokens[object.to + 1] !== undefined;

/** See the worker about a deposit, re the flat: once it was talked about, it is done. */
function isAboutSomething({ tokens, timed }: ReadPart, object: ActObject): boolean {
  const at = object.to;
  return (
    ['about', 're', 'regarding'].includes(tokens[at]?.word ?? '') &&
    tokens[at + 1] !== undefined &&
    !timed[at + 1]
  );
}

/** Whom one meets again and again. */
const MET_AGAIN = new Set([
  'keyworker',
  'sponsor',
  'mentor',
  'counsellor',
  'therapist',
  'group',
  'friend',
  'family',
  'daughter',
  'son',
  'buddy',
  'worker',
]);

/** Meet the ETE adviser: one person, met once, unless it goes on until some day. */
function isMeetingOfOne(part: ReadPart, act: Act, object: ActObject, lexicon: Lexicon): boolean {
  if (act.base !== 'meet' || !lexicon.sets.agents.has(object.head) || MET_AGAIN.has(object.head))
    return false;
  return part.times.every(({ lead }) => !['for', 'until', 'till'].includes(lead));
}

/** What was found of a part, so that a long one is not looked through for each of its acts. */
const ONE_DAY = new WeakMap<ReadPart, boolean>();

/** Whether a part tells one day on which, or by which, something is to be done. */
function hasOneDay(part: ReadPart): boolean {
  const known = ONE_DAY.get(part);
  if (known !== undefined) return known;
  const found = tellsOneDay(part);
  ONE_DAY.set(part, found);
  return found;
}

function tellsOneDay(part: ReadPart): boolean {
  // Between two days there are many.
  if (part.times.some(({ role }) => role === 'start')) return false;
  return part.times.some(({ from, lead, when, role }) => {
    // "In a fortnight", "within 2/52": once, by then.
    const within = [lead, part.tokens[from]?.word ?? ''].some((word) => word === 'in' || word === 'within');
    if (role === 'end' && when.type === 'duration') return within;
    return (
      role === 'end' &&
      ['on', 'by', 'before', 'at', '', 'due'].includes(lead) &&
      when.type !== 'review' &&
      when.type !== 'month'
    );
  });
}
