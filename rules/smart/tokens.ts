/** A word, a figure or a sign of a text. */
export interface Token {
  kind: 'word' | 'number' | 'sign';
  /** As it was written. */
  raw: string;
  /** In small letters, spelt out where it is shorthand or mistyped; what the rules compare. */
  word: string;
  start: number;
  end: number;
  /** Nothing but the token before stands before it: no blank. */
  glued: boolean;
  /** Begins with a capital. */
  capital: boolean;
  /** Begins a line. */
  newLine: boolean;
}

const LETTER = /^[\p{L}\p{M}]$/u;
const BLANK = /^\s$/u;
const LATIN = /^[\p{Script=Latin}\p{M}]$/u;
const isDigit = (sign: string | undefined) => sign !== undefined && sign >= '0' && sign <= '9';
const isLetter = (sign: string | undefined) => sign !== undefined && LETTER.test(sign);
const APOSTROPHES = "'’‘ʼ";
const INSIDE_NUMBER = './:,-–';
const DASHES = '-–—−';

/**
 * Cuts a text into words, figures and signs, each character looked at a fixed number of times.
 *
 * A figure keeps what joins its digits (3/5/12, 10.30, 1,000); letters that hang on it (30ml, 3rd) are a word of their
 * own. A word keeps its apostrophes and hyphens, and s/u and w/ are words.
 */
export function tokenise(text: string): Token[] {
  // Whole characters, not halves of them; what a reader sees as one may still be several.
  const signs = Array.from(text);
  const tokens: Token[] = [];
  let offset = 0;
  let glued = false;
  let newLine = true;
  for (let i = 0; i < signs.length;) {
    const sign = signs[i] ?? '';
    if (BLANK.test(sign)) {
      if (sign === '\n' || sign === '\r' || sign === '\u2028' || sign === '\u2029') newLine = true;
      glued = false;
      offset += sign.length;
      i += 1;
      continue;
    }
    const from = i;
    const kind = kindOf(sign);
    i = endOf(signs, from, kind);
    const raw = signs.slice(from, i).join('');
    tokens.push({
      kind,
      raw,
      word: plain(raw),
      start: offset,
      end: offset + raw.length,
      glued,
      capital: kind === 'word' && sign !== sign.toLowerCase(),
      newLine,
    });
    offset += raw.length;
    glued = true;
    newLine = false;
  }
  return tokens;
}

function kindOf(sign: string): Token['kind'] {
  if (isDigit(sign)) return 'number';
  return isLetter(sign) ? 'word' : 'sign';
}

/** Where the token that begins at a place ends. */
function endOf(signs: readonly string[], from: number, kind: Token['kind']): number {
  let i = from + 1;
  if (kind === 'number') {
    while (
      isDigit(signs[i]) ||
      (i < signs.length && INSIDE_NUMBER.includes(signs[i] ?? ' ') && isDigit(signs[i + 1]))
    ) {
      i += 1;
    }
  }
  if (kind !== 'word') return i;
  while (
    isLetter(signs[i]) ||
    (i < signs.length &&
      (APOSTROPHES.includes(signs[i] ?? ' ') || DASHES.includes(signs[i] ?? ' ')) &&
      isLetter(signs[i + 1]))
  ) {
    i += 1;
  }
  // s/u, p/w, n/a, w/: a single letter and a stroke.
  if (i !== from + 1 || signs[i] !== '/') return i;
  if (isLetter(signs[i + 1]) && !isLetter(signs[i + 2])) return i + 2;
  return signs[from]?.toLowerCase() === 'w' ? i + 1 : i;
}

/** Small letters, straight apostrophes and plain hyphens. */
function plain(raw: string): string {
  let word = '';
  for (const sign of raw.toLowerCase()) {
    word += APOSTROPHES.includes(sign) ? "'" : DASHES.includes(sign) ? '-' : sign;
  }
  return word;
}

/** Whether a word is written in the letters that English is written in. */
export function isLatin(token: Token): boolean {
  return LATIN.test(String.fromCodePoint(token.raw.codePointAt(0) ?? 32));
}

/** What goals are numbered with: Goal 1, Target no 2. */
const LABELS = new Set(
  'goal goals target targets action actions aim aims objective objectives task tasks priority outcome'.split(
    ' ',
  ),
);
const LABEL_NUMBERS = new Set('one two three four five six seven eight nine ten'.split(' '));
const AFTER_LABEL = new Set([':', '.', ')', '-', '–', '—', ',']);

/**
 * Which tokens only number a goal: "Goal 1 attend", also in the middle of a text that begins so. After a word that may be
 * an amount ("Target 14 units") a sign or a verb shows that it numbers.
 */
function labelsOf(tokens: readonly Token[], isVerb: (word: string) => boolean): boolean[] {
  const labels = Array.from({ length: tokens.length }, () => false);
  let numbered = false;
  for (let i = 0; i < tokens.length; i += 1) {
    if (!LABELS.has(tokens[i]?.word ?? '')) continue;
    const before = tokens[i - 1];
    const atHead = !before || tokens[i]?.newLine === true || ENDS_PART.has(before.word);
    if (!atHead && !numbered) continue;
    const at = ['no', 'number'].includes(tokens[i + 1]?.word ?? '') ? i + 2 : i + 1;
    const to = at + 1;
    if (!isLabelNumber(tokens[at])) continue;
    const next = tokens[to];
    const sign = AFTER_LABEL.has(next?.word ?? '');
    // "Goal 3 sessions a week" counts.
    const isRate = ['a', 'per', 'each', 'every', 'weekly', 'daily'].includes(tokens[to + 1]?.word ?? '');
    const isGoal = !isRate && (tokens[i]?.word ?? '').startsWith('goal');
    if (!sign && !(isGoal && next?.kind === 'word') && !isVerb(next?.word ?? '')) continue;
    labels.fill(true, i, sign ? to + 1 : to);
    numbered = true;
  }
  return labels;
}

const isLabelNumber = (token: Token | undefined): boolean =>
  token !== undefined && (token.kind === 'number' ? token.raw.length <= 2 : LABEL_NUMBERS.has(token.word));

const ENDS_PART = new Set(['.', '!', '?', ';', '•', '·', '▪', '●', '◦', '‣', '*', '…']);
/** After these a full stop ends no part. */
const SHORTENED = new Set([
  'e',
  'g',
  'i',
  'approx',
  'dr',
  'mr',
  'mrs',
  'ms',
  'st',
  'no',
  'incl',
  'tel',
  'vs',
]);

/**
 * The parts of a text: what stands between full stops, line breaks, bullets and semicolons.
 * A list number at the head of a part is left out.
 */
export function partsOf(tokens: readonly Token[], isVerb: (word: string) => boolean): Token[][] {
  const labels = labelsOf(tokens, isVerb);
  const parts: Token[][] = [];
  let part: Token[] = [];
  let listed = 0;
  const close = () => {
    if (part.length > 0) parts.push(part);
    part = [];
  };
  tokens.forEach((token, i) => {
    if (labels[i]) {
      close();
      return;
    }
    if (token.newLine) close();
    const before = tokens[i - 1];
    const after = tokens[i + 1];
    if (token.kind === 'sign' && ENDS_PART.has(token.word)) {
      const inside = token.word === '.' && after !== undefined && after.glued;
      const shortened = token.word === '.' && before !== undefined && SHORTENED.has(before.word);
      if (!inside && !shortened) close();
      return;
    }
    // The next number of a list, also in the middle of a line: 1) mood 2) see dentist.
    if (isNextOfList(tokens, i, listed, part.length)) {
      listed += 1;
      close();
      return;
    }
    // A list number: 1. or 1) or (1), and a dash that heads a line.
    if (part.length === 0) {
      if (token.kind === 'sign' && (DASHES.includes(token.raw) || token.raw === '(')) return;
      if (token.kind === 'sign' && token.raw === ')') return;
      if (token.kind === 'number' && token.raw.length <= 2 && (after?.word === '.' || after?.word === ')'))
        return;
    }
    part.push(token);
  });
  close();
  return parts;
}

function isNextOfList(tokens: readonly Token[], i: number, listed: number, read: number): boolean {
  const [before, token, after, next] = [tokens[i - 1], tokens[i], tokens[i + 1], tokens[i + 2]];
  if (token?.kind !== 'number' || token.raw !== String(listed + 1) || (listed === 0 && read > 0))
    return false;
  return [')', '.'].includes(after?.word ?? '') && before?.word !== '(' && next?.kind === 'word';
}

const SMALL: Record<string, number> = {
  zero: 0,
  nil: 0,
  nought: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  dozen: 12,
};

const ORDINALS: Record<string, number> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
  thirteenth: 13,
  fourteenth: 14,
  fifteenth: 15,
  sixteenth: 16,
  seventeenth: 17,
  eighteenth: 18,
  nineteenth: 19,
  twentieth: 20,
  thirtieth: 30,
};

const own = (table: Record<string, number>, key: string): number | null =>
  Object.hasOwn(table, key) ? (table[key] ?? null) : null;

/** The number a token stands for, in figures or words, or null; of a range (2-3) the first. */
export function numberOf(token: Token | undefined): number | null {
  if (!token) return null;
  if (token.kind === 'number') {
    let value = '';
    for (const sign of token.raw) {
      if (isDigit(sign) || (sign === '.' && !value.includes('.'))) value += sign;
      else if (sign !== ',') break;
    }
    return Number(value);
  }
  if (token.kind !== 'word') return null;
  const small = own(SMALL, token.word);
  if (small !== null) return small;
  const [tens = '', ones = '', ...rest] = token.word.split('-', 3);
  const a = own(SMALL, tens);
  const b = own(SMALL, ones);
  return rest.length === 0 && a !== null && b !== null && a >= 20 && a <= 90 && b <= 9 ? a + b : null;
}

/** The day that an ordinal in words stands for (twenty-fourth), or null. */
export function ordinalOf(token: Token | undefined): number | null {
  if (!token || token.kind !== 'word') return null;
  const plainOrdinal = own(ORDINALS, token.word);
  if (plainOrdinal !== null) return plainOrdinal;
  const [tens = '', ones = ''] = token.word.split('-', 2);
  const a = own(SMALL, tens);
  const b = own(ORDINALS, ones);
  return a !== null && b !== null && a >= 20 && b <= 9 ? a + b : null;
}

/** The runs of digits of a figure and what joins them. */
export function piecesOf(token: Token): { digits: string[]; joins: string[] } {
  const digits: string[] = [''];
  const joins: string[] = [];
  for (const sign of token.raw) {
    if (isDigit(sign)) digits[digits.length - 1] += sign;
    else {
      joins.push(sign === '–' ? '-' : sign);
      digits.push('');
    }
  }
  return { digits, joins };
}
