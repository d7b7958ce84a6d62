import { nhsNumbersIn } from './reference.ts';
import { cut } from './guardWords.ts';
import type { GuardWords, GuardContext, Token, Range } from './guardWords.ts';
import {
  emails,
  birthdays,
  phones,
  postcodes,
  addresses,
  caseReferences,
  workerCodes,
} from './guardPatterns.ts';
export { parseGuardWords, indexReferences } from './guardWords.ts';
export type { GuardWords, GuardContext } from './guardWords.ts';

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
  | 'caseReference'
  | 'workerCode';

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
  workerCode: 'is the code of a worker on the caseload list',
};

/**
 * Finds what may tell who somebody is: names, dates of birth, NHS and phone numbers, addresses, references of case
 * files, codes of workers. It warns and does not decide: names that are ordinary words, and words that look like names, are both
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
    ...spotted('workerCode', workerCodes(tokens, context)),
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
