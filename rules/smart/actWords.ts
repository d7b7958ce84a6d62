import { numberOf } from './tokens.ts';
import type { Token } from './tokens.ts';
import type { Lexicon, VerbClass } from './words.ts';

export const MODALS = new Set([
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

export const JOINS = new Set([',', 'and', '&', 'then', 'plus', 'or', 'but', '+', '/', 'n', 'also', 'nor']);

export const SKIPPED_BEFORE = new Set([
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
  // "Self refer" is said of the act.
  'self',
]);

export const NEGATIONS = new Set(['not', 'never', 'no']);

export const HAVE = new Set(['has', 'have', 'had', 'having', "i've", "hasn't", "haven't"]);

export const COMPOUND_NOUNS = new Set([
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

/** How far one looks for what belongs to a verb: longer than any sentence that is read as one. */
export const REACH = 14;

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

export function isSkippedBefore(token: Token, lexicon: Lexicon): boolean {
  return (
    SKIPPED_BEFORE.has(token.word) ||
    token.word.endsWith('ly') ||
    TIME_WORDS.has(token.word) ||
    lexicon.sets.emptyTimes.has(token.word) ||
    numberOf(token) !== null
  );
}

export function isNoun(token: Token | undefined, lexicon: Lexicon): boolean {
  return (
    token !== undefined &&
    token.kind === 'word' &&
    !lexicon.sets.function.has(token.word) &&
    !lexicon.sets.notObjects.has(token.word) &&
    !token.word.endsWith('ly')
  );
}

/** A colon or a dash between blanks, after which a goal begins anew. */
export function isHeadSign(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i];
  if (!token || token.kind !== 'sign') return false;
  if (token.word === ':') return true;
  return (
    ['-', '–', '—', '>', '→', '=', '|'].includes(token.raw) &&
    (tokens[i + 1]?.glued === false || token.raw !== '-')
  );
}

export function observableKinds(kinds: ReadonlySet<VerbClass> | undefined): boolean {
  return kinds !== undefined && [...kinds].some((kind) => kind !== 'vague');
}
