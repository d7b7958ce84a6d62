import bidiFactory from 'bidi-js';
import type { Weight } from './theme.ts';

/** Scripts that the document font has no letters of, each with a font of its own. */
export type Script = 'hebrew' | 'arabic' | 'han' | 'emoji';

/** A font by the name under which documents know it. */
export type FontName = Weight | `${Script}-${Weight}`;

/** Text of one font and one direction, in the order in which its font takes it. */
export interface Stretch {
  text: string;
  /** Its place among the others as they are read, which is not the one in which they are seen. */
  at: number;
  font: FontName;
  /** Of what language it most likely is, where that is not the document's. */
  language: string | null;
}

/** Whether text has anything but Latin letters, figures and common signs; all other text takes the short way. */
export const isPlain = (text: string): boolean =>
  !/[\u0370-\u1DFF\u1F00-\u1FFF\u2600-\u260F\u2612-\u2712\u2714-\u27BF\u2B00-\uFFFF]/.test(text);

/** By which scripts a character is to be had that the document font lacks, most likely first. */
const SIGNS: readonly [Script, RegExp][] = [
  ['hebrew', /[\u0590-\u05FF\uFB1D-\uFB4F]/u],
  ['arabic', /[\u0600-\u06FF\u0750-\u077F\u08A0-\u08FF\uFB50-\uFDFF\uFE70-\uFEFC]/u],
  ['han', /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\u3000-\u303F\u30FB\u30FC\uFF00-\uFFEF]/u],
  ['emoji', /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji}]/u],
];

export function scriptOf(grapheme: string): Script | null {
  return SIGNS.find(([, signs]) => signs.test(grapheme))?.[0] ?? null;
}

/** Languages by the letters that tell them; of a script that many share no more than the script is said. */
const LANGUAGES: readonly [string, RegExp][] = [
  ['he', /\p{sc=Hebrew}/u],
  ['ar', /\p{sc=Arabic}/u],
  ['ja', /[\p{sc=Hira}\p{sc=Kana}]/u],
  ['zh', /\p{sc=Han}/u],
  ['el', /\p{sc=Greek}{2}/u],
  ['und-Cyrl', /\p{sc=Cyrillic}{2}/u],
];

const languageOf = (text: string): string | null =>
  LANGUAGES.find(([, letters]) => letters.test(text))?.[0] ?? null;

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const FIRST_LETTER = /[\p{L}]/u;

/** Whether text is read from right to left as a whole, as its first letter is. */
export function startsRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text) && RIGHT_TO_LEFT.test(FIRST_LETTER.exec(text)?.[0] ?? '');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
// Its types speak of a module of another kind than the one that Node loads.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();

/** A sign of a text as it is shown: what stands in one cell, whatever it is made of. */
interface Sign {
  text: string;
  at: number;
  font: FontName;
  isRightToLeft: boolean;
}

/**
 * Cuts a line into stretches of one font and one direction, from left to right as they are seen.
 *
 * @param fontOf - which font has a sign
 * @param rightToLeft - how the line as a whole is read
 */
export function stretches(
  text: string,
  fontOf: (grapheme: string) => FontName,
  rightToLeft: boolean,
): Stretch[] {
  const groups: Sign[][] = [];
  for (const sign of inSight(text, fontOf, rightToLeft)) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    if (last && first?.font === sign.font && first.isRightToLeft === sign.isRightToLeft) last.push(sign);
    else groups.push([sign]);
  }
  return groups.flatMap(stretchOf);
}

/** The signs of a line from left to right. */
function inSight(text: string, fontOf: (grapheme: string) => FontName, rightToLeft: boolean): Sign[] {
  const cut = [...graphemes.segment(text)];
  if (!RIGHT_TO_LEFT.test(text)) {
    return cut.map(({ segment, index }) => ({
      text: segment,
      at: index,
      font: fontOf(segment),
      isRightToLeft: false,
    }));
  }
  const levels = bidi.getEmbeddingLevels(text, rightToLeft ? 'rtl' : 'ltr');
  const order = cut.map((_, i) => i);
  // What is turned round is said by places in the text; all places of one sign have one level.
  const signAt = cut.flatMap(({ segment }, i) => Array<number>(segment.length).fill(i));
  for (const [start = 0, end = 0] of bidi.getReorderSegments(text, levels)) {
    const from = signAt[start] ?? 0;
    const to = signAt[end] ?? 0;
    order.splice(from, to - from + 1, ...order.slice(from, to + 1).toReversed());
  }
  const letters = cut.map(({ segment }) => fontOf(segment)).find(isTurned);
  return order.flatMap((i): Sign[] => {
    const sign = cut[i];
    if (!sign) return [];
    const { segment, index } = sign;
    const isRightToLeft = ((levels.levels[index] ?? 0) & 1) === 1;
    // Spaces and brackets go with the letters, whose font mirrors a bracket and still knows which it is.
    const goesWith = isRightToLeft && (segment === ' ' || mirrorOf(segment) !== null);
    const font = goesWith && letters ? letters : fontOf(segment);
    return [{ text: segment, at: index, font, isRightToLeft }];
  });
}

/** Whether a font's letters are read from right to left. */
export const isTurned = (font: FontName): boolean => font.startsWith('arabic') || font.startsWith('hebrew');

/** What a bracket and the like looks like in a line from right to left; null for what looks the same. */
export const mirrorOf = (character: string): string | null => bidi.getMirroredCharacter(character);

/**
 * Neighbours as one stretch. fontkit turns letters of scripts from right to left round by itself, so they are handed
 * over as they are read; figures among them that are read from left to right go in the other way round.
 */
function stretchOf(signs: Sign[]): Stretch[] {
  const [first] = signs;
  if (!first) return [];
  const seen = signs.map((sign) => sign.text);
  const at = Math.min(...signs.map((sign) => sign.at));
  const turned = isTurned(first.font);
  const turns = turned && /[\p{sc=Arabic}\p{sc=Hebrew}]/u.test(seen.join(''));
  const text = (turns ? seen.toReversed() : seen).join('');
  const { font } = first;
  if (turned || font.startsWith('han')) return [{ text, at, font, language: languageOf(text) }];
  return inWords(text, at, font);
}

/** Words of another alphabet that the document font has, apart from what is around them. */
const WORDS =
  /(\p{sc=Greek}[\p{sc=Greek}\p{M} ’'-]*\p{sc=Greek}|\p{sc=Cyrillic}[\p{sc=Cyrillic}\p{M} ’'-]*\p{sc=Cyrillic})/u;

function inWords(text: string, at: number, font: FontName): Stretch[] {
  let next = at;
  return text.split(WORDS).flatMap((part) => {
    if (part === '') return [];
    const stretch = { text: part, at: next, font, language: languageOf(part) };
    next += part.length;
    return [stretch];
  });
}
