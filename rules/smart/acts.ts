import type { ReadPart } from './types.ts';
import type { Token } from './tokens.ts';
import { numberOf } from './tokens.ts';
import { phraseAt } from './words.ts';
import type { Lexicon, VerbClass, VerbForm } from './words.ts';

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

export interface Acts {
  acts: Act[];
  vague: VagueVerb[];
}

const MODALS = new Set([
  'will',
  'must',
  'should',
  'shall',
  "i'll",
  "he'll",
  "she'll",
  "we'll",
  "they'll",
  "you'll",
]);
const NEGATIVE_MODALS = new Set(["won't", "don't", "doesn't", "mustn't", "shouldn't", "shan't"]);
const JOINS = new Set([',', 'and', '&', 'then', 'plus', 'or', 'but', '+', '/', 'n', 'also', 'nor']);
const SKIPPED_BEFORE = new Set([
  'also',
  'then',
  'please',
  'always',
  'both',
  'only',
  'daily',
  'weekly',
  'fortnightly',
  'monthly',
  'now',
  'just',
  '"',
  "'",
  '“',
  '‘',
  '(',
  'either',
  'still',
  'then',
  'next',
  'ever',
  'more',
]);
const NEGATIONS = new Set(['not', 'never', 'no']);
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
const BE = new Set(['be', 'is', 'are', 'been', 'being', 'am', 'was', 'were', 'gets']);
const HAVE = new Set(['has', 'have', 'had', 'having', "i've", "hasn't", "haven't"]);
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
const COMPOUND_NOUNS = new Set([
  'course',
  'class',
  'classes',
  'lesson',
  'lessons',
  'group',
  'groups',
  'session',
  'sessions',
  'club',
  'programme',
  'test',
  'centre',
  'team',
  'officer',
  'support',
  'diary',
  'hygiene',
  'experience',
  'placement',
  'results',
  'result',
  'clinic',
  'pattern',
  'patterns',
  'routine',
  'plan',
  'prevention',
  'kit',
  'problems',
  'issues',
  'skills',
  'list',
  'therapy',
  'certificate',
  'options',
  'alarm',
  'habits',
  'levels',
  'worker',
  'area',
  'awareness',
]);
const RECIPIENTS = new Set([
  'him',
  'them',
  'me',
  'us',
  'her',
  'someone',
  'somebody',
  'anyone',
  'anybody',
  'nowt',
  'nothing',
  'none',
  'everyone',
]);
const LEAVES_OPEN = new Set(['support', 'help']);
const USES = new Set(['use', 'usage', 'intake', 'consumption']);
/** How far one looks for what belongs to a verb: longer than any sentence that is read as one. */
const REACH = 14;

/** What a part says is to be done, in one pass from left to right. */
export function findActs(part: ReadPart, lexicon: Lexicon): Acts {
  const { tokens, timed } = part;
  const acts: Act[] = [];
  const vague: VagueVerb[] = [];
  const word = (i: number) => tokens[i]?.word ?? '';

  /** Nothing but times, numbers and adverbs so far. */
  let leading = true;
  /** How the verbs that follow are meant, once one was seen. */
  let frame: Act['governed'] | null = null;
  /** The last verb before the next join: whether it leaves the act to another. */
  let clause: 'none' | 'observable' | 'vague' | 'passes on' = 'none';
  let subordinate = false;
  let lastVerb = -1;

  const closeVague = (at: number) => {
    const last = vague.at(-1);
    if (last && last.to > at) last.to = at;
  };

  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (!token) break;
    if (token.kind === 'sign') {
      if (token.word === ',') {
        subordinate = false;
        clause = 'none';
      }
      if (isHeadSign(tokens, i)) {
        leading = true;
        clause = 'none';
        subordinate = false;
        frame = null;
      }
      continue;
    }
    if (timed[i]) continue;
    if (token.kind === 'number') continue;
    if (JOINS.has(token.word)) {
      clause = 'none';
      continue;
    }
    if (SUBORDINATE.has(token.word)) {
      subordinate = true;
      leading = false;
      continue;
    }

    const readings = lexicon.forms.get(token.word);
    if (!readings) {
      if (!isSkippedBefore(token, lexicon) && token.word !== 'to' && !NEGATIONS.has(token.word))
        leading = false;
      continue;
    }
    const wasLeading = leading;
    leading = false;

    // A report of the past: has not used heroin.
    const participle = readings.find(({ form }) => form === 'ed');
    const { at: before, negated } = beforeOf(tokens, timed, i, lexicon);
    const previous = word(before);
    if (participle && (HAVE.has(previous) || HAVE.has(word(before - 1)))) {
      pushAct(i, participle.base, 'past', { negated: negated || previous.endsWith("n't"), agent: true });
      continue;
    }
    const be = BE.has(previous);
    const onlyPast = !readings.some(({ form }) => form !== 'ed');
    if (
      participle &&
      (be ||
        onlyPast ||
        (lexicon.sets.eventsDone.has(token.word) && !wasLeading && clause === 'none' && previous !== 'to'))
    ) {
      // "Used needles": before a noun it only describes.
      const describes = !be && isNoun(tokens[i + 1], lexicon);
      if (!describes && observableKinds(lexicon.classes.get(participle.base))) {
        pushAct(i, participle.base, frame === 'wish' ? 'wish' : 'act', {
          passive: true,
          negated,
          agent: agentAfter(tokens, timed, i, lexicon),
        });
      }
      continue;
    }

    const position =
      subordinate && previous !== 'to' && !MODALS.has(previous)
        ? null
        : positionOf(i, before, previous, wasLeading, readings);
    if (!position) continue;
    // A new verb ends what the last vague one governs.
    const { base, governed, negated: byPosition } = position;
    if (readings.some((reading) => lexicon.wish.has(reading.base)) && isWish(i)) {
      frame = 'wish';
      closeVague(i);
      vague.push({ at: i, words: [token.raw], to: tokens.length, passesOn: false });
      clause = 'passes on';
      lastVerb = i;
      continue;
    }
    const abstains = abstinenceAt(tokens, i, base, lexicon);
    if (abstains > 0) {
      closeVague(i);
      acts.push({
        at: i,
        after: abstains,
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
      frame = governed;
      clause = 'observable';
      lastVerb = i;
      continue;
    }
    const vagueLength = phraseAt(lexicon.vague, tokens, i, base);
    const phrasalLength = phraseAt(lexicon.phrasal, tokens, i, base);
    const kinds = lexicon.classes.get(base);
    const isVague =
      vagueLength > 0 && vagueLength >= phrasalLength && (vagueLength > 1 || !observableKinds(kinds));
    const passesOn = lexicon.passOn.has(base) || lexicon.passOn.has(`${base} ${word(i + 1)}`);
    if (isVague) {
      closeVague(i);
      const length = vagueLength;
      vague.push({
        at: i,
        words: tokens.slice(i, i + length).map(({ raw }) => raw),
        to: tokens.length,
        passesOn,
      });
      const ensures = base === 'ensure' || (base === 'make' && word(i + 1) === 'sure');
      frame = ensures ? 'ensured' : governed;
      clause = passesOn ? 'passes on' : 'vague';
      lastVerb = i;
      // The words of the phrase are no verbs of their own: "think about", "keep going".
      i += length - 1;
      continue;
    }
    if (!observableKinds(kinds) && phrasalLength === 0) {
      if (passesOn) clause = 'passes on';
      if (frame === null) frame = governed;
      continue;
    }
    closeVague(i);
    pushAct(i, base, governed, { negated: negated || byPosition, agent: true, phrasal: phrasalLength });
    frame = governed;
    lastVerb = i;
    clause = passesOn && acts.at(-1)?.passing ? 'passes on' : 'observable';
  }
  return { acts, vague };

  function pushAct(
    at: number,
    base: string,
    governed: Act['governed'],
    more: { negated: boolean; agent: boolean; passive?: boolean; phrasal?: number },
  ): void {
    const phrasal = more.phrasal ?? 0;
    const kinds: ReadonlySet<VerbClass> =
      phrasal > 1
        ? new Set([
            lexicon.phrasalClass.get(
              [base, ...tokens.slice(at + 1, at + phrasal).map((t) => t.word)].join(' '),
            ) ?? 'ending',
          ])
        : (lexicon.classes.get(base) ?? new Set());
    const after = at + Math.max(1, phrasal);
    const next = tokens[after];
    const nextReadings = lexicon.forms.get(next?.word ?? '');
    const passing =
      lexicon.passOn.has(base) &&
      ((next?.word === 'to' && lexicon.forms.has(word(after + 1))) ||
        (nextReadings?.some(({ form }) => form === 'ing') ?? false));
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
      object: objectOf(part, after, base, kinds, lexicon),
      abstains: false,
    });
  }

  /** Whether a verb of wishing is one here: want to, would like to, try attending. */
  function isWish(i: number): boolean {
    const base = lexicon.forms.get(word(i))?.find((reading) => lexicon.wish.has(reading.base))?.base ?? '';
    if (base === 'like' && word(i - 1) !== 'would' && word(i + 1) !== 'to' && !word(i - 1).endsWith("'d"))
      return false;
    if (base === 'plan' || base === 'think' || base === 'consider' || base === 'look' || base === 'love') {
      return word(i + 1) === 'to' && lexicon.forms.has(word(i + 2)) && base !== 'look' && base !== 'think';
    }
    return word(i + 1) !== ':';
  }

  /** How a verb stands at this place, or null where it is none. */
  function positionOf(
    i: number,
    before: number,
    previous: string,
    wasLeading: boolean,
    readings: readonly { base: string; form: VerbForm }[],
  ): { base: string; governed: Act['governed']; negated: boolean } | null {
    const inForm = (...wanted: VerbForm[]) => readings.find(({ form }) => wanted.includes(form));
    const bare = inForm('base');
    const ing = inForm('ing');
    const current = frame ?? 'act';
    if (previous === 'to' || (previous === '2' && isAgent(before - 1) && bare)) {
      if (!bare) return null;
      const meant = toFrame(before);
      return meant ? { base: bare.base, ...meant } : null;
    }
    if (MODALS.has(previous) && bare) {
      return { base: bare.base, governed: current === 'ensured' ? 'ensured' : 'act', negated: false };
    }
    if (NEGATIVE_MODALS.has(previous) && bare)
      return { base: bare.base, governed: current === 'ensured' ? 'ensured' : 'act', negated: true };
    if (previous === 'do' && bare && word(i - 1) !== 'do')
      return { base: bare.base, governed: current, negated: true };
    const ensured = frame === 'ensured' ? inForm('s', 'base') : undefined;
    if (ensured && !lexicon.sets.function.has(previous) && previous !== '') {
      return { base: ensured.base, governed: 'ensured', negated: false };
    }
    if (wasLeading) {
      const { word: own } = tokens[i] ?? { word: '' };
      const next = word(i + 1);
      const isNounHere =
        ([
          'contact',
          'visit',
          'call',
          'access',
          'report',
          'return',
          'move',
          'drink',
          'use',
          'work',
          'test',
          'support',
        ].includes(own) &&
          ['with', 'to', 'of'].includes(next) &&
          !['move', 'report', 'return', 'work', 'support'].includes(own)) ||
        (COMPOUND_NOUNS.has(next) &&
          ([
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
          ].includes(own) ||
            (ing?.form === 'ing' && lexicon.classes.get(ing.base)?.has('repeated') === true)));
      const found = bare ?? ing ?? null;
      if (found && !isNounHere) return { base: found.base, governed: 'act', negated: false };
      // "Hopes to", "Wants to": the service user, left out.
      const s = inForm('s');
      if (s && lexicon.wish.has(s.base)) return { base: s.base, governed: 'act', negated: false };
      return s && word(i + 1) === 'to' && lexicon.passOn.has(s.base)
        ? { base: s.base, governed: 'act', negated: false }
        : null;
    }
    if (JOINS.has(previous) && frame !== null && frame !== 'past') {
      // "attend, complete": a verb again; with an -ing word only after another.
      if (bare && !isNounAfterJoin(i)) return { base: bare.base, governed: current, negated: false };
      if (ing && lexicon.forms.get(word(lastVerb))?.some(({ form }) => form === 'ing')) {
        return { base: ing.base, governed: current, negated: false };
      }
      return null;
    }
    if (JOINS.has(previous) && frame === null && bare && previous !== ',' && previous !== '/') return null;
    if (
      JOINS.has(previous) &&
      previous === ',' &&
      frame === null &&
      bare &&
      !isNoun(tokens[before - 1], lexicon)
    ) {
      return { base: bare.base, governed: 'act', negated: false };
    }
    if (ing && (previous === 'by' || previous === 'through') && frame !== 'wish') {
      return { base: ing.base, governed: 'act', negated: false };
    }
    if (ing && clause === 'passes on' && before >= lastVerb)
      return { base: ing.base, governed: current, negated: false };
    if (ing && (previous === 'is' || previous === 'am' || previous === 'are') && word(i + 1) !== 'to') {
      return { base: ing.base, governed: 'act', negated: false };
    }
    // I attend; the client attends; he hopes to.
    const ofPast =
      HAVE.has(word(i)) && (lexicon.forms.get(word(i + 1))?.some(({ form }) => form === 'ed') ?? false);
    if (lastVerb < 0 && !ofPast) {
      const s = inForm('s');
      if (bare && PLURAL_SUBJECTS.has(previous)) return { base: bare.base, governed: 'act', negated: false };
      if (s && SUBJECTS.has(previous)) return { base: s.base, governed: 'act', negated: false };
      if (bare && (previous === 'would' || previous.endsWith("'d")) && lexicon.wish.has(bare.base)) {
        return { base: bare.base, governed: 'act', negated: false };
      }
    }
    if (bare && previous === 'would' && lexicon.wish.has(bare.base))
      return { base: bare.base, governed: 'act', negated: false };
    return null;
  }

  function isAgent(i: number): boolean {
    return lexicon.sets.agents.has(word(i));
  }

  function isNounAfterJoin(i: number): boolean {
    // "triggers and work": a noun at the end of the part; "and drink problems".
    const next = tokens[i + 1];
    const own = word(i);
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
        next === undefined || next.kind === 'sign' || COMPOUND_NOUNS.has(next.word) || timed[i + 1] === true
      );
    }
    return false;
  }

  /** What a verb after "to" is: an act, a wish, or a mere purpose (null). */
  function toFrame(to: number): { governed: Act['governed']; negated: boolean } | null {
    let q = to - 1;
    let negated = false;
    while (
      q >= 0 &&
      (NEGATIONS.has(word(q)) ||
        word(q) === 'also' ||
        word(q).endsWith('ly') ||
        [')', '"', '”', '-', '–'].includes(word(q)))
    ) {
      if (NEGATIONS.has(word(q))) negated = true;
      q -= 1;
    }
    if (q < 0 || isHeadSign(tokens, q) || allSkipped(q)) return { governed: 'act', negated };
    const own = word(q);
    const readings = lexicon.forms.get(own) ?? [];
    if (readings.some(({ base }) => lexicon.wish.has(base)) && (frame === 'wish' || own === 'like'))
      return { governed: 'wish', negated };
    if (own === 'going') return { governed: frame ?? 'act', negated };
    if (clause === 'none' && LEADS_ON.has(own)) return { governed: frame ?? 'act', negated };
    if (LEADS_ON.has(own) && own !== 'have' && own !== 'need') return { governed: frame ?? 'act', negated };
    if (lexicon.sets.notObjects.has(own) && !lexicon.sets.agents.has(own)) return null;
    if (readings.some(({ base }) => lexicon.passOn.has(base))) {
      // "Support to complete the form" names nobody.
      const noun = LEAVES_OPEN.has(own) && !isAgent(q - 2);
      return noun ? null : { governed: frame ?? 'act', negated };
    }
    if (clause === 'vague' || clause === 'observable') return null;
    if (clause === 'passes on') return { governed: frame ?? 'act', negated };
    if (lexicon.sets.substances.has(own) || lexicon.sets.medicines.has(own)) return null;
    if (isAgent(q)) return { governed: frame === 'wish' ? 'act' : (frame ?? 'act'), negated };
    if (lexicon.sets.notAgents.has(own)) return null;
    if (JOINS.has(own)) return { governed: frame ?? 'act', negated };
    return lastVerb < 0 && tokens[q]?.kind === 'word' && !lexicon.sets.function.has(own)
      ? { governed: 'act', negated }
      : null;
  }

  function allSkipped(q: number): boolean {
    for (let i = q, steps = 0; i >= 0; i -= 1, steps += 1) {
      if (steps > REACH) return false;
      const token = tokens[i];
      if (token && !timed[i] && token.kind === 'word' && !isSkippedBefore(token, lexicon)) return false;
    }
    return true;
  }
}

function observableKinds(kinds: ReadonlySet<VerbClass> | undefined): boolean {
  return kinds !== undefined && [...kinds].some((kind) => kind !== 'vague');
}

/** A colon or a dash between blanks, after which a goal begins anew. */
function isHeadSign(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i];
  if (!token || token.kind !== 'sign') return false;
  if (token.word === ':') return true;
  return (
    ['-', '–', '—', '>', '→', '=', '|'].includes(token.raw) &&
    (tokens[i + 1]?.glued === false || token.raw !== '-')
  );
}

/** Words that a time or a frequency before the verb is made of. */
const TIME_WORDS = new Set([
  'every',
  'each',
  'day',
  'week',
  'month',
  'twice',
  'once',
  'a',
  'the',
  'for',
  'at',
  'least',
  'times',
  'by',
  'on',
  'in',
  'from',
  'until',
  'before',
  'within',
  'per',
  'night',
  'morning',
  'evening',
  'minimum',
  'up',
]);

function isSkippedBefore(token: Token, lexicon: Lexicon): boolean {
  return (
    SKIPPED_BEFORE.has(token.word) ||
    token.word.endsWith('ly') ||
    TIME_WORDS.has(token.word) ||
    lexicon.sets.emptyTimes.has(token.word) ||
    numberOf(token) !== null
  );
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
    else if (
      !SKIPPED_BEFORE.has(token.word) &&
      !(token.word.endsWith('ly') && token.word.length > 4 && !lexicon.forms.has(token.word)) &&
      !timed[at]
    )
      break;
  }
  return { at, negated };
}

function isNoun(token: Token | undefined, lexicon: Lexicon): boolean {
  return (
    token !== undefined &&
    token.kind === 'word' &&
    !lexicon.sets.function.has(token.word) &&
    !lexicon.sets.notObjects.has(token.word) &&
    !token.word.endsWith('ly')
  );
}

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
      if (lexicon.sets.agents.has(token.word) || token.word === 'me' || token.word === 'us') return true;
      if (token.capital && token.kind === 'word' && !lexicon.forms.has(token.word)) return true;
      if (token.kind !== 'word') break;
    }
  }
  return false;
}

const STAYING = new Set(['stay', 'remain', 'be', 'keep', 'maintain', 'continue', 'become', 'get', 'achieve']);
const FREE_OF = new Set(['off', 'abstinent', 'abstinence', 'clean', 'free', 'abstain', 'sober', 'away']);

/** The first token after staying off a named substance; 0 where it is none. */
function abstinenceAt(tokens: readonly Token[], at: number, base: string, lexicon: Lexicon): number {
  if (base === 'abstain' || base === 'refrain') return substanceWithin(tokens, at + 1, lexicon);
  if (!STAYING.has(base)) return 0;
  for (let i = at + 1; i <= at + 4 && i < tokens.length; i += 1) {
    const word = tokens[i]?.word ?? '';
    if (word.endsWith('-free') && lexicon.sets.substances.has(word.slice(0, -5))) return i + 1;
    if (word === 'free' && lexicon.sets.substances.has(tokens[i - 1]?.word ?? '')) return i + 1;
    if (FREE_OF.has(word)) return substanceWithin(tokens, i + 1, lexicon);
  }
  return 0;
}

function substanceWithin(tokens: readonly Token[], from: number, lexicon: Lexicon): number {
  for (let i = from; i < from + 5 && i < tokens.length; i += 1) {
    if (tokens[i]?.kind === 'sign') return 0;
    if (lexicon.sets.substances.has(tokens[i]?.word ?? '')) return i + 1;
  }
  return 0;
}

const BEFORE_OBJECT = new Set([
  'of',
  'from',
  'to',
  'at',
  'on',
  'in',
  'into',
  'with',
  'off',
  'for',
  'about',
  'onto',
  'up',
  'down',
  'out',
  'over',
  'through',
  'around',
  'towards',
  'away',
  'via',
  'back',
  'along',
  'against',
  'for',
]);

/** The first noun phrase after a verb. */
function objectOf(
  part: ReadPart,
  from: number,
  base: string,
  kinds: ReadonlySet<VerbClass>,
  lexicon: Lexicon,
): ActObject | null {
  const { tokens, timed } = part;
  let counted = false;
  let i = from;
  for (; i < tokens.length && i < from + REACH; i += 1) {
    const token = tokens[i];
    if (!token) return null;
    if (timed[i]) {
      // What follows a time may still be the object, but what leads to the time is none.
      continue;
    }
    if (token.kind === 'sign') {
      if (['£', '"', '“', '‘', "'", '(', '#'].includes(token.word)) {
        if (token.word === '£' && tokens[i + 1]?.kind === 'number') {
          return { from: i, to: i + 2, head: '£', hollow: false, counted: true };
        }
        continue;
      }
      if (token.glued && ['-', '–'].includes(token.raw)) continue;
      if (token.word === '%' || token.word === '/' || token.word === "'") continue;
      return null;
    }
    if (numberOf(token) !== null) {
      counted = true;
      const next = tokens[i + 1]?.word ?? '';
      const amount =
        kinds.has('change') &&
        (['ml', 'mls', 'mg', 'mcg', 'g'].includes(next) || tokens[i + 1]?.word === '%');
      if (amount) return { from: i, to: i + 2, head: next, hollow: false, counted: true };
      if (token.word === 'one' && ['each', 'every'].includes(tokens[i - 1]?.word ?? '')) {
        return { from: i, to: i + 1, head: 'one', hollow: false, counted: true };
      }
      continue;
    }
    const { word } = token;
    // "half of what I drink now"
    if (word === 'what' && counted) return { from: i, to: i + 1, head: word, hollow: false, counted };
    if (RECIPIENTS.has(word) && !(word === 'her' && isNoun(tokens[i + 1], lexicon))) {
      return { from: i, to: i + 1, head: word, hollow: false, counted };
    }
    if (
      [
        'and',
        'or',
        'but',
        'because',
        'so',
        'when',
        'if',
        'while',
        'until',
        'till',
        'before',
        'after',
        'by',
        'that',
        'how',
        'what',
        'whether',
        'without',
      ].includes(word)
    )
      return null;
    if (
      word === 'to' &&
      lexicon.forms.get(tokens[i + 1]?.word ?? '')?.some(({ form }) => form === 'base') &&
      lexicon.passOn.has(base)
    )
      return null;
    if (BEFORE_OBJECT.has(word) || lexicon.sets.function.has(word)) continue;
    if (lexicon.sets.notObjects.has(word) && !nounAhead(tokens, timed, i, lexicon)) continue;
    if (word.endsWith('ly') && !['family', 'jelly'].includes(word)) continue;
    break;
  }
  const first = tokens[i];
  if (!first || first.kind !== 'word' || timed[i] || i >= from + REACH) return null;
  let to = i;
  let last = first;
  let real = 0;
  while (to < tokens.length && to < i + 8) {
    const token = tokens[to];
    if (!token || token.kind !== 'word' || timed[to] || lexicon.sets.function.has(token.word)) break;
    if (lexicon.sets.notObjects.has(token.word) && to > i && !['club', 'group'].includes(token.word)) break;
    if (token.word.endsWith('ly') && token.word !== 'family' && to > i) break;
    if (!lexicon.sets.notObjects.has(token.word)) {
      real += 1;
      last = token;
    }
    to += 1;
  }
  if (real === 0) return null;
  // A name, such as SMART Recovery.
  const name = real > 1 && first.capital && last.capital && first !== tokens[0];
  // "Reduce use": of what is not said.
  const bareUse = to === i + 1 && USES.has(last.word) && tokens[to]?.word !== 'of';
  return {
    from: i,
    to,
    head: last.word,
    hollow: !name && (bareUse || lexicon.sets.hollow.has(last.word)),
    counted,
  };
}

/** Whether an adjective of the list stands before a noun: "clean needles", "regular group". */
function nounAhead(
  tokens: readonly Token[],
  timed: readonly boolean[],
  i: number,
  lexicon: Lexicon,
): boolean {
  const next = tokens[i + 1];
  return (
    next !== undefined &&
    !timed[i + 1] &&
    isNoun(next, lexicon) &&
    !['day', 'days', 'per'].includes(next.word)
  );
}
