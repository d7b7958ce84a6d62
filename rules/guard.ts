import { z } from 'zod';
import { datesIn, nhsNumbersIn } from './reference.ts';

// Looks for what would tell a reader who a text is about. No regular expression runs over a whole text but the one
// that cuts it: each step looks at a token and a fixed number of neighbours.

/** Why a spot of a text is pointed at. */
export type GuardReason =
  | 'name'
  | 'perhapsName'
  | 'dateOfBirth'
  | 'nhsNumber'
  | 'phoneNumber'
  | 'emailAddress'
  | 'address'
  | 'caseReference';

/** A place in a text that may tell who somebody is; `start` and `end` are indices of the text, the end not included. */
export interface GuardSpot {
  start: number;
  end: number;
  text: string;
  reason: GuardReason;
}

/** What each reason is called on a page, after the words that are pointed at. */
export const GUARD_REASONS: Record<GuardReason, string> = {
  name: 'looks like a name',
  perhapsName: 'may be a name',
  dateOfBirth: 'looks like a date of birth',
  nhsNumber: 'looks like an NHS number',
  phoneNumber: 'looks like a phone number',
  emailAddress: 'looks like an email address',
  address: 'looks like an address or postcode',
  caseReference: 'is the reference of a case file',
};

const words = z.array(z.string().regex(/^\p{Ll}[\p{Ll}'’-]*$/u, 'must be one word in small letters'));
const guardWordsSchema = z.strictObject({
  version: z.int().min(1),
  titles: words,
  nameCues: words,
  firstNames: words,
  ambiguousNames: words,
  ordinaryWords: words,
  birthCues: words,
  streets: words,
  streetsAfterNumber: words,
  fileCues: words,
});

type WordList = Exclude<keyof z.infer<typeof guardWordsSchema>, 'version'>;

/** The words by which a text is looked through. */
export type GuardWords = { version: number } & Record<WordList, ReadonlySet<string>>;

/** Reads lists of words and reports every problem at once. */
export function parseGuardWords(
  data: unknown,
): { words: GuardWords } | { problems: { at: string; problem: string }[] } {
  const parsed = guardWordsSchema.safeParse(data);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map((issue) => ({ at: issue.path.join('.'), problem: issue.message })),
    };
  }
  const { version, ...lists } = parsed.data;
  const sets = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, new Set(list)]));
  return { words: { version, ...(sets as unknown as Record<WordList, ReadonlySet<string>>) } };
}

/** The case references of an audit, ready to be looked for. */
export interface ReferenceIndex {
  /** Letters and digits only, in small letters. */
  readonly folded: ReadonlySet<string>;
  readonly longest: number;
}

const fold = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Prepares the references of case files, so that a text is looked through once however many there are. */
export function indexReferences(references: Iterable<string>): ReferenceIndex {
  const folded = new Set([...references].map(fold).filter((reference) => reference !== ''));
  return { folded, longest: Math.max(0, ...[...folded].map((reference) => reference.length)) };
}

/** What a text is looked through for, besides the words. */
export interface GuardContext {
  words: GuardWords;
  references?: ReferenceIndex;
  /** Names of organisations and places of the audit, which may be said. */
  known?: readonly string[];
  /** The year of the audit: a day long before it is more likely somebody's birthday than one of the file. */
  year: number;
}

/** Nobody whose file is audited is younger; a plan or a review of a file is never as old. */
const YOUNGEST_YEARS = 12;

interface Token {
  text: string;
  lower: string;
  start: number;
  end: number;
  /** Begins with a capital letter. */
  capital: boolean;
  isWord: boolean;
  isNumber: boolean;
  /** The first word of a sentence or of the text, which has a capital in any case. */
  first: boolean;
}

/**
 * Finds what may tell who somebody is: names, dates of birth, NHS and phone numbers, addresses, references of case
 * files. It warns and does not decide: names that are ordinary words, and words that look like names, are both
 * possible.
 *
 * @returns the spots in the order of the text, none of which overlap
 */
export function guard(text: string, context: GuardContext): GuardSpot[] {
  const tokens = cut(text);
  const known = knownRanges(text, context.known ?? []);
  const isKnown = ({ start, end }: Range) => known.some((range) => range.start <= start && end <= range.end);
  const spotted = (reason: GuardReason, ranges: Range[]) =>
    ranges.map(({ start, end }): GuardSpot => ({ start, end, text: text.slice(start, end), reason }));
  return withoutOverlaps([
    ...spotted('nhsNumber', nhsNumbersIn(text)),
    ...spotted('emailAddress', emails(tokens)),
    ...spotted('dateOfBirth', birthdays(text, tokens, context)),
    ...spotted('phoneNumber', phones(tokens)),
    ...spotted('caseReference', caseReferences(tokens, context)),
    ...spotted(
      'address',
      addresses(tokens, context.words).filter((range) => !isKnown(range)),
    ),
    ...spotted('address', postcodes(tokens)),
    ...spotted(
      'name',
      names(tokens, context.words).filter((range) => !isKnown(range)),
    ),
    ...spotted(
      'perhapsName',
      pairs(tokens, context.words, isKnown).filter((range) => !isKnown(range)),
    ),
  ]);
}

interface Range {
  start: number;
  end: number;
}

const TOKEN = /[\p{L}\p{M}\p{N}]+|\S/gu;
const ENDS_SENTENCE = new Set(['.', '!', '?', ':', '•', '“', '"', '(', '-', '–', '—', '*']);

function cut(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [part] = match;
    const last = tokens.at(-1);
    const newLine = last !== undefined && text.slice(last.end, match.index).includes('\n');
    const isWord = /^\p{L}/u.test(part);
    // "Mr." ends no sentence, and "J." neither.
    const afterShort = last?.text === '.' && (tokens.at(-2)?.text.length ?? 9) <= 2;
    const hyphened = last?.text === '-' && last.end === match.index;
    tokens.push({
      text: part,
      lower: part.toLowerCase(),
      start: match.index,
      end: match.index + part.length,
      capital: /^\p{Lu}/u.test(part),
      isWord,
      isNumber: /^\d/.test(part) && Number.isInteger(Number(part)),
      first: last === undefined || newLine || (ENDS_SENTENCE.has(last.text) && !afterShort && !hyphened),
    });
  }
  return tokens;
}

const LIMIT_KNOWN = 60;

function knownRanges(text: string, phrases: readonly string[]): Range[] {
  const lower = text.toLowerCase();
  const ranges: Range[] = [];
  for (const phrase of phrases) {
    const sought = phrase.trim().toLowerCase();
    if (sought === '') continue;
    let at = lower.indexOf(sought);
    for (let n = 0; at >= 0 && n < LIMIT_KNOWN; n += 1) {
      ranges.push({ start: at, end: at + sought.length });
      at = lower.indexOf(sought, at + sought.length);
    }
  }
  return ranges;
}

/** Of spots that overlap the earlier in the list stays, which is the surer one. */
function withoutOverlaps(spots: GuardSpot[]): GuardSpot[] {
  const sorted = spots
    .map((spot, rank) => ({ spot, rank }))
    .toSorted((a, b) => a.spot.start - b.spot.start || a.rank - b.rank);
  const kept: { spot: GuardSpot; rank: number }[] = [];
  for (const candidate of sorted) {
    const last = kept.at(-1);
    if (!last || candidate.spot.start >= last.spot.end) kept.push(candidate);
    else if (candidate.rank < last.rank) kept[kept.length - 1] = candidate;
  }
  return kept.map(({ spot }) => spot);
}

/** Words that go on with a name: further capitals, parts joined by a hyphen or an apostrophe. At most six tokens. */
function endOfName(tokens: Token[], from: number, lists: GuardWords): number {
  let end = from;
  for (let i = from + 1; i <= from + 6; i += 1) {
    const token = tokens[i];
    const last = tokens[end];
    if (!token || !last) break;
    const joined = token.start === tokens[i - 1]?.end;
    if (joined && ["'", '’', '-'].includes(token.text) && tokens[i + 1]?.start === token.end) continue;
    if (token.first || !token.isWord || !token.capital) break;
    if (!joined && lists.ordinaryWords.has(token.lower)) break;
    end = i;
  }
  return end;
}

function names(tokens: Token[], lists: GuardWords): Range[] {
  const found: Range[] = [];
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    const range = (last: number) => ({
      start: token.start,
      end: tokens[endOfName(tokens, last, lists)]?.end ?? token.end,
    });
    const isCapitalWord = (other: Token | undefined) => other?.isWord === true && other.capital;
    if (token.isWord && lists.titles.has(token.lower)) {
      const dotted = next?.text === '.' && next.start === token.end;
      const name = tokens[dotted ? i + 2 : i + 1];
      if (isCapitalWord(name) && (token.capital || !name?.first)) found.push(range(dotted ? i + 2 : i + 1));
    }
    if (lists.nameCues.has(token.lower) || (token.lower === 'as' && tokens[i - 1]?.lower === 'known')) {
      const at = [1, 2, 3].find(
        (step) => !['is', 'was', ':', '"', '“', "'", '‘'].includes(tokens[i + step]?.lower ?? ''),
      );
      const name = at === undefined ? undefined : tokens[i + at];
      if (at !== undefined && name && isCapitalWord(name) && !lists.ordinaryWords.has(name.lower)) {
        found.push({ start: name.start, end: tokens[endOfName(tokens, i + at, lists)]?.end ?? name.end });
      }
    }
    if (!token.capital) return;
    if (lists.firstNames.has(token.lower)) found.push(range(i));
    const possessive = ["'", '’'].includes(next?.text ?? '') && tokens[i + 2]?.lower === 's';
    const surname = next && !next.first && isCapitalWord(next) && !lists.ordinaryWords.has(next.lower);
    if (lists.ambiguousNames.has(token.lower) && (surname || (possessive && !token.first)))
      found.push(range(i));
    // An initial with a surname behind it.
    const surnameAfter = tokens[i + 2];
    if (
      token.text.length === 1 &&
      next?.text === '.' &&
      surnameAfter &&
      isCapitalWord(surnameAfter) &&
      surnameAfter.text.length > 1 &&
      !lists.ordinaryWords.has(surnameAfter.lower)
    ) {
      found.push(range(i + 2));
    }
  });
  return found;
}

/** Two words with capitals in the middle of a sentence that are no ordinary words. */
function pairs(tokens: Token[], lists: GuardWords, isKnown: (range: Range) => boolean): Range[] {
  const isOdd = (token: Token | undefined) =>
    token?.isWord === true &&
    /^\p{Lu}\p{Ll}+$/u.test(token.text) &&
    !lists.ordinaryWords.has(token.lower) &&
    !isKnown(token);
  return tokens.flatMap((token, i) => {
    const next = tokens[i + 1];
    if (token.first || !next || next.first || !isOdd(token) || !isOdd(next)) return [];
    return [{ start: token.start, end: next.end }];
  });
}

function emails(tokens: Token[]): Range[] {
  return tokens.flatMap((token, i) => {
    const before = tokens[i - 1];
    const after = tokens[i + 1];
    if (token.text !== '@' || !before || !after) return [];
    if (before.end !== token.start || after.start !== token.end) return [];
    const dotted = tokens[i + 2]?.text === '.' && tokens[i + 2]?.start === after.end;
    let from = i - 1;
    while (from > i - 8 && tokens[from - 1]?.end === tokens[from]?.start) from -= 1;
    return [
      { start: tokens[from]?.start ?? before.start, end: (dotted ? tokens[i + 3] : after)?.end ?? after.end },
    ];
  });
}

/** How many tokens a cue may stand before what it speaks of. */
const CUE_DISTANCE = 4;

function birthdays(text: string, tokens: Token[], { words: lists, year }: GuardContext): Range[] {
  const isCue = (index: number) => {
    const token = tokens[index];
    if (!token) return false;
    // "d.o.b."
    if (token.lower === 'd') return tokens[index + 2]?.lower === 'o' && tokens[index + 4]?.lower === 'b';
    return lists.birthCues.has(token.lower);
  };
  const cues = tokens.flatMap((token, i) => (isCue(i) ? [{ i, end: token.end }] : []));
  const cued = (start: number) => {
    const at = tokens.findIndex((token) => token.start === start);
    return cues.some(({ i }) => at > i && at - i <= CUE_DISTANCE + (tokens[i]?.lower === 'd' ? 5 : 0));
  };
  const days = datesIn(text).filter((day) => {
    const born = day.year < 100 ? (2000 + day.year > year ? 1900 : 2000) + day.year : day.year;
    return born <= year - YOUNGEST_YEARS || (cues.length > 0 && cued(day.start));
  });
  const years = cues.flatMap(({ i }) => {
    const reach = CUE_DISTANCE + (tokens[i]?.lower === 'd' ? 5 : 0);
    const near = tokens.slice(i + 1, i + 1 + reach).find((token) => /^(?:19|20)\d\d$/.test(token.text));
    return near ? [{ start: near.start, end: near.end }] : [];
  });
  return [...days.map(({ start, end }) => ({ start, end })), ...years];
}

/** Digits that are told apart by spaces, hyphens or brackets; a phone number has at most this many parts. */
const PHONE_PARTS = 12;

function phones(tokens: Token[]): Range[] {
  const found: Range[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (!token) break;
    const plus = token.text === '+' && tokens[i + 1]?.isNumber === true;
    if (!plus && !token.isNumber) continue;
    const before = tokens[i - 1];
    if (before?.isNumber === true && token.start - before.end <= 1) continue;
    let digits = '';
    let end = i;
    for (let j = plus ? i + 1 : i; j < tokens.length && j < i + PHONE_PARTS; j += 1) {
      const part = tokens[j];
      if (!part || part.start - (tokens[j - 1]?.end ?? part.start) > 2) if (j > i + (plus ? 1 : 0)) break;
      if (part?.isNumber) {
        digits += part.text;
        end = j;
      } else if (!part || !['-', '(', ')', '–'].includes(part.text)) break;
      if (digits.length > 15) break;
    }
    const national = plus || digits.startsWith('0044') ? digits.replace(/^(?:00)?440?/, '0') : digits;
    const foreign = plus && !digits.startsWith('44') && digits.length >= 9 && digits.length <= 15;
    if (foreign || (/^0[12357]/.test(national) && national.length >= 10 && national.length <= 11)) {
      const last = tokens[end];
      const start = before?.text === '(' && before.end === token.start ? before.start : token.start;
      if (last) found.push({ start, end: last.end });
      i = end;
    }
  }
  return found;
}

const OUTWARD = /^[a-z]{1,2}\d[a-z\d]?$/;
const INWARD = /^\d[abd-hjlnp-uw-z]{2}$/;

function postcodes(tokens: Token[]): Range[] {
  return tokens.flatMap((token, i) => {
    if (token.text.length >= 5 && token.text.length <= 7) {
      const out = token.lower.slice(0, -3);
      if (OUTWARD.test(out) && INWARD.test(token.lower.slice(-3))) return [token];
    }
    const next = tokens[i + 1];
    if (!next || next.start - token.end > 2) return [];
    return OUTWARD.test(token.lower) && INWARD.test(next.lower)
      ? [{ start: token.start, end: next.end }]
      : [];
  });
}

const PLACE_WORDS = new Set(['in', 'at', 'on', 'to', 'from', 'near', 'of', 'address']);

function addresses(tokens: Token[], lists: GuardWords): Range[] {
  const found: Range[] = [];
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (['flat', 'apartment'].includes(token.lower) && next && /^\d{1,4}[a-z]?$/i.test(next.text)) {
      found.push({ start: token.start, end: next.end });
    }
    const isStreet = lists.streets.has(token.lower);
    if (!token.capital || !(isStreet || lists.streetsAfterNumber.has(token.lower))) return;
    let from = i;
    while (from > i - 3 && tokens[from - 1]?.isWord === true && tokens[from - 1]?.capital === true) from -= 1;
    if (from === i) return;
    const before = tokens[from - 1];
    const number = before !== undefined && /^\d{1,4}[a-z]?$/i.test(before.text);
    const placed = isStreet && before !== undefined && PLACE_WORDS.has(before.lower);
    if (number || placed) {
      found.push({ start: (number ? before : tokens[from])?.start ?? token.start, end: token.end });
    }
  });
  return found;
}

/** What may stand between the parts of a reference. */
const JOINS = new Set(['-', '/', '_', '.', '–']);

function caseReferences(tokens: Token[], { references: index, words: lists }: GuardContext): Range[] {
  if (!index || index.folded.size === 0) return [];
  const found: Range[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (!token || !/^[\p{L}\p{N}]/u.test(token.text)) continue;
    let folded = '';
    let match: { end: number; last: number } | null = null;
    for (let j = i; j < tokens.length; j += 1) {
      const part = tokens[j];
      if (!part || part.start - (tokens[j - 1]?.end ?? part.start) > 1) if (j > i) break;
      if (part && /^[\p{L}\p{N}]/u.test(part.text)) {
        folded += part.lower;
        if (folded.length > index.longest) break;
        if (index.folded.has(folded) && (isTelling(folded) || isCued(tokens, i, lists))) {
          match = { end: part.end, last: j };
        }
      } else if (!part || !JOINS.has(part.text)) break;
    }
    if (match) {
      found.push({ start: token.start, end: match.end });
      i = match.last;
    }
  }
  return found;
}

/** A reference such as "12" or "step up" may be anything; one of letters with digits, or of many digits, is not. */
function isTelling(folded: string): boolean {
  const digits = folded.replace(/\D/g, '').length;
  return digits >= 4 || (digits > 0 && digits < folded.length && folded.length >= 3);
}

function isCued(tokens: Token[], at: number, lists: GuardWords): boolean {
  return [1, 2].some((step) => {
    const before = tokens[at - step];
    return before !== undefined && (lists.fileCues.has(before.lower) || before.text === '#');
  });
}
