import { datesIn } from './reference.ts';
import type { GuardWords, GuardContext, ReferenceIndex, Token, Range } from './guardWords.ts';

// Where a text has what can be told by its form: addresses, numbers, dates of birth, references.

/** Nobody whose file is audited is younger; a plan or a review of a file is never as old. */
const YOUNGEST_YEARS = 12;

export function emails(tokens: Token[]): Range[] {
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

export function birthdays(text: string, tokens: Token[], { words: lists, year }: GuardContext): Range[] {
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

export function phones(tokens: Token[]): Range[] {
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

export function postcodes(tokens: Token[]): Range[] {
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

export function addresses(tokens: Token[], lists: GuardWords): Range[] {
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

/** What may stand between the parts of a reference or a code. */
const JOINS = new Set(['-', '/', '_', '.', '–']);

/** References of case files: such as nothing else is called, others after a word for a file. */
export const caseReferences = (tokens: Token[], { references, words }: GuardContext): Range[] =>
  codesIn(tokens, references, (folded, at) => isTelling(folded) || isCued(tokens, at, words.fileCues));

/** Codes of workers: of letters and digits in any case, others after a word for who works there. */
export const workerCodes = (tokens: Token[], { workers }: GuardContext): Range[] =>
  codesIn(
    tokens,
    workers,
    (folded, at) => isTelling(folded) || /^\p{L}+\d+$/u.test(folded) || isCued(tokens, at, WORKER_CUES),
  );

const WORKER_CUES: ReadonlySet<string> = new Set([
  'worker',
  'keyworker',
  'practitioner',
  'nurse',
  'colleague',
]);

/** Where one of the codes stands, its parts joined or apart, if it is one here. */
function codesIn(
  tokens: Token[],
  index: ReferenceIndex | undefined,
  isOne: (folded: string, at: number) => boolean,
): Range[] {
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
        if (index.folded.has(folded) && isOne(folded, i)) {
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

function isCued(tokens: Token[], at: number, cues: ReadonlySet<string>): boolean {
  return [1, 2].some((step) => {
    const before = tokens[at - step];
    return before !== undefined && (cues.has(before.lower) || before.text === '#');
  });
}
