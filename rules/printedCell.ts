import type { Decimal } from './printed.ts';

// What stands in a single cell of a printed table.

/** Why a cell has no figure. */
export type MissingReason = 'notApplicable' | 'missing' | 'empty';

/** What a number without a sign is in a column: a count, a percentage, or a share of 1. */
export type Bare = 'count' | 'percent' | 'proportion';

/** What stands in a cell: figures, a count suppressed because it is small, nothing, or something that is no figure. */
export type PrintedCell =
  | { kind: 'figure'; count: number | null; of: number | null; percent: Decimal | null }
  | { kind: 'suppressed'; atLeast: number; atMost: number; percent: Decimal | null }
  | { kind: 'gap'; why: MissingReason }
  | { kind: 'other' };

const OTHER: PrintedCell = { kind: 'other' };
/** A cell with more text than this is no figure, whatever is in it. */
const LONGEST = 120;

const GAPS = new Map<string, MissingReason>([
  ...['', '-', '--', '..', '...', '.', ':', '[-]'].map((text) => [text, 'empty'] as const),
  ...['*', 'na', 'n/a', 'n.a.', 'n.a', '[z]', 'not applicable', 'not app'].map(
    (text) => [text, 'notApplicable'] as const,
  ),
  ...['missing', 'nr', 'n/r', '[x]', 'not recorded', 'not known', 'unknown', 'not available'].map(
    (text) => [text, 'missing'] as const,
  ),
]);
/** Marks for a figure that is not shown because it is small, as official statistics have them. */
const MASK = /^[[(]?(?:c|s|x|low|suppressed|hidden|masked|small|#|~)[\])]?(?: ?\(.{0,8}\))?$/;

/** As printed, with one kind of space, dash and decimal point, and without the marks of footnotes. */
function plainText(printed: string): string {
  return (
    printed
      .replace(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, '')
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .replace(/(?<=\d)[·∙⋅•‧](?=\d)/g, '.')
      .replace(/\s+/g, ' ')
      .trim()
      .toLowerCase()
      .replace(/^[*†‡§¶]+ ?(?=[\d<>≤≥])/, '')
      // Behind a figure: *, †, raised figures and letters, ^2, a, (a), [b]; p and r say provisional and revised.
      .replace(/(?<=[\d%)\]])(?:[ ,]*(?:[*†‡§¶#?\u00B2\u00B3\u00B9\u2070-\u209C]|\p{Lm}|\^\w))+/gu, '')
      .replace(/(?<=[\d%)\]])(?:,? ?(?:[a-hpr](?![a-z\d.])|[[(][a-hpr][\])]))+/g, '')
  );
}

interface Token {
  kind: 'number' | 'sign' | 'bound' | 'open' | 'close' | 'of' | 'dash' | 'stop' | 'n' | 'ci';
  text: string;
}

const SIGN = String.raw`%|per ?cent|pct\b`;
const TOKENS: [Token['kind'], RegExp][] = [
  ['ci', /(?:95 ?% ?)?(?:c\.?i\.?|confidence interval)(?![a-z])[:=]?/y],
  // Thousands set apart by a space: not where a count and its percentage stand side by side.
  ['number', new RegExp(String.raw`\d{1,3}(?:[ '’]\d{3}){1,2}(?![\d.,])(?! ?(?:${SIGN}))`, 'y')],
  ['number', new RegExp(String.raw`\d{1,3},\d{1,2}(?= ?(?:${SIGN}))`, 'y')],
  ['number', /\d{1,3}(?:,\d{3}){1,2}(?:\.\d{1,15})?(?!\d)/y],
  // A decimal comma; behind another comma it parts the ends of an interval.
  ['number', /(?<!, ?)\d{1,3},\d{1,2}(?![\d,.])/y],
  ['number', /(?:\d{1,9}(?:\.\d{1,15})?|\.\d{1,15})(?!\d)/y],
  ['sign', new RegExp(SIGN, 'y')],
  [
    'bound',
    /<=?|>=?|≤|≥|~|≈|less than|fewer than|under|below|more than|over|above|about|around|approx\.?|c\.(?= ?\d)/y,
  ],
  ['open', /[([]/y],
  ['close', /[)\]]/y],
  ['of', /\/|(?:out )?of\b/y],
  ['dash', /-|to\b/y],
  ['n', /n ?=|n\b/y],
  ['stop', /[,;:]/y],
];

function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    if (!token) return null;
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token | null {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return { kind, text: found[0] };
  }
  return null;
}

/** A number of a cell with what stands around it. */
interface Item {
  text: string;
  signed: boolean;
  bound: string | null;
  /** In which brackets it stands, from 1; 0 outside all. */
  bracket: number;
  /** What stands between it and the number before. */
  after: 'of' | 'dash' | null;
  isN: boolean;
  isInterval: boolean;
}

/** What stands before a number. */
type Around = Pick<Item, 'bound' | 'after' | 'isN'>;

/** The numbers of a cell; null where it is no row of figures. */
function itemsOf(tokens: Token[]): Item[] | null {
  const items: Item[] = [];
  let [bracket, brackets, interval] = [0, 0, false];
  let waiting: Around | null = null;
  for (const { kind, text } of tokens) {
    const next: Around = waiting ?? { bound: null, after: null, isN: false };
    const last = items.at(-1);
    switch (kind) {
      case 'open':
        brackets += 1;
        bracket = brackets;
        break;
      case 'close':
        if (bracket === 0 || waiting) return null;
        bracket = 0;
        interval = false;
        break;
      case 'ci':
        interval = true;
        break;
      case 'sign':
        if (!last || last.signed || waiting) return null;
        last.signed = true;
        break;
      case 'bound':
        waiting = { ...next, bound: text };
        break;
      case 'n':
        waiting = { ...next, isN: true };
        break;
      case 'of':
      case 'dash':
        if (!last || waiting) return null;
        waiting = { ...next, after: kind };
        break;
      case 'stop':
        if (!last || waiting) return null;
        break;
      case 'number':
        items.push({ text, signed: false, bracket, isInterval: interval, ...next });
        waiting = null;
    }
  }
  return waiting ? null : items;
}

/** Without the ends of intervals: two numbers with a dash between, or at the end behind a percentage. */
function withoutIntervals(items: Item[]): Item[] {
  const rest = items.filter(
    (item, i) => !item.isInterval && item.after !== 'dash' && items[i + 1]?.after !== 'dash',
  );
  return endsInPair(rest) ? rest.slice(0, -2) : rest;
}

/** Whether a cell ends in two numbers that are the ends of an interval, as in 8 (76%, 39, 86). */
function endsInPair(items: Item[]): boolean {
  const [value, low, high] = items.slice(-3);
  return (
    value?.signed === true &&
    low !== undefined &&
    high !== undefined &&
    high.bracket > 0 &&
    low.bracket === high.bracket &&
    low.after === null &&
    high.after === null &&
    Number(low.text) <= Number(high.text)
  );
}

/**
 * Reads a cell of a printed table, whatever its spacing, signs and dashes; marks of footnotes behind a figure and
 * intervals beside a percentage are passed over.
 *
 * @param bare - what a number without a sign is here
 * @example readPrinted('41(79%)', 'count') // { kind: 'figure', count: 41, of: null, percent: { units: 79, decimals: 0 } }
 */
export function readPrinted(printed: string, bare: Bare): PrintedCell {
  if (printed.length > LONGEST) return OTHER;
  const text = plainText(printed);
  const gap = GAPS.get(text);
  if (gap) return { kind: 'gap', why: gap };
  if (MASK.test(text)) {
    return { kind: 'suppressed', atLeast: 0, atMost: Number.POSITIVE_INFINITY, percent: null };
  }
  const tokens = tokensOf(text);
  const items = tokens && itemsOf(tokens);
  if (!items || items.length === 0 || items.length > 6) return OTHER;
  const figures = withoutIntervals(items);
  if (figures.length > 0) return cellOf(figures, bare);
  const [low, high] = items;
  // A band such as 5-9 in place of a count.
  const isBand = items.length === 2 && bare === 'count' && !low?.isInterval && !items.some((i) => i.signed);
  const ends = isBand ? [low, high].map((end) => countOf(end)) : [];
  const [from, to] = ends;
  if (from === null || to === null || from === undefined || to === undefined || from > to) return OTHER;
  return { kind: 'suppressed', atLeast: from, atMost: to, percent: null };
}

function cellOf(items: Item[], bare: Bare): PrintedCell {
  if (items.filter(({ after }) => after === 'of').length > 1) return OTHER;
  const fraction = items.findIndex(({ after }) => after === 'of');
  const whole = items[fraction];
  const part = items[fraction - 1];
  let rest = fraction < 0 ? items : items.filter((item) => item !== whole);
  if (rest.length > 2) return OTHER;
  const signed = rest.filter((item) => item.signed);
  if (signed.length > 1) return OTHER;
  let [count, percent]: (Item | undefined)[] = [undefined, signed[0]];
  rest = rest.filter((item) => item !== percent);
  if (percent) count = rest[0];
  else if (part && !part.signed) [count, percent] = [part, rest.find((item) => item !== part)];
  else if (rest.length === 1)
    [count, percent] = bare === 'count' || rest[0]?.isN ? [rest[0]] : [undefined, rest[0]];
  else {
    const [first, second] = rest;
    if (first?.bracket === second?.bracket && !first?.isN && !second?.isN) return OTHER;
    const turned = second?.isN === true || (bare !== 'count' && first?.isN !== true);
    [count, percent] = turned ? [second, first] : [first, second];
  }
  if (percent?.isN) return OTHER;
  const share = percent ? shareOf(percent, percent.signed ? 'percent' : bare) : null;
  const of = whole ? countOf(whole) : null;
  if ((percent && !share) || (whole && of === null)) return OTHER;
  if (!count) return { kind: 'figure', count: null, of, percent: share };
  const number = countOf(count);
  if (number === null) return OTHER;
  if (count.bound === null) return { kind: 'figure', count: number, of, percent: share };
  return { kind: 'suppressed', ...boundsOf(count.bound, number), percent: share };
}

function boundsOf(bound: string, number: number): { atLeast: number; atMost: number } {
  const all = Number.POSITIVE_INFINITY;
  if (['<', 'less than', 'fewer than', 'under', 'below'].includes(bound)) {
    return { atLeast: 0, atMost: Math.max(0, number - 1) };
  }
  if (['≤', '<='].includes(bound)) return { atLeast: 0, atMost: number };
  if (['>', 'more than', 'over', 'above'].includes(bound)) return { atLeast: number + 1, atMost: all };
  if (['≥', '>='].includes(bound)) return { atLeast: number, atMost: all };
  return { atLeast: 0, atMost: all };
}

function countOf(item: Item | undefined): number | null {
  // A decimal comma is in no whole number.
  const text = item?.text.replace(/(?:,(?=\d{3})|[ '’])/g, '') ?? '';
  return /^\d{1,9}(?:\.0+)?$/.test(text) ? Number(text) : null;
}

const BOUNDS = new Map<string, Decimal['bound']>([
  ...['<', '<=', '≤', 'less than', 'fewer than', 'under', 'below'].map((text) => [text, 'below'] as const),
  ...['>', '>=', '≥', 'more than', 'over', 'above'].map((text) => [text, 'above'] as const),
  ...['~', '≈', 'about', 'around', 'approx', 'approx.', 'c.'].map((text) => [text, 'about'] as const),
]);

function shareOf({ text, bound }: Item, bare: Bare): Decimal | null {
  const plain = text.replace(/,(?=\d{1,2}$)/, '.');
  if (!/^\d{0,6}(?:\.\d{1,15})?$/.test(plain)) return null;
  const value = toDecimal(plain);
  const meant = BOUNDS.get(bound ?? '');
  const share =
    bare === 'proportion' ? { ...value, decimals: value.decimals - 2, proportion: true as const } : value;
  return meant ? { ...share, bound: meant } : share;
}

/** Reads a plain number such as 2.5; null for anything else. */
export function readDecimal(printed: string): Decimal | null {
  const text = /^\d{1,6}(?:\.\d{1,4})?$/.exec(printed.trim());
  return text ? toDecimal(text[0]) : null;
}

/** More decimal places than these are rounded, so that all that is done with the number stays exact. */
const MOST_DECIMALS = 4;

function toDecimal(text: string): Decimal {
  const [before = '', after = ''] = text.split('.');
  const kept = after.slice(0, MOST_DECIMALS);
  const up = Number(after[MOST_DECIMALS] ?? 0) >= 5 ? 1 : 0;
  return { units: Number(before + kept) + up, decimals: kept.length };
}
