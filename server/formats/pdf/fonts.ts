import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Fontkit from 'fontkit';
import type { Font, GlyphRun } from 'fontkit';
import { isPlain, isTurned, mirrorOf, scriptOf, stretches } from './scripts.ts';
import type { FontName, Script, Stretch } from './scripts.ts';
import type { Weight } from './theme.ts';

/** Stands in a document for a character that its font cannot show. */
export const REPLACEMENT_MARK = '□';

const FILES: Record<Weight, string> = {
  regular: '400Regular/SourceSans3_400Regular.ttf',
  semibold: '600SemiBold/SourceSans3_600SemiBold.ttf',
  bold: '700Bold/SourceSans3_700Bold.ttf',
};

/** Fonts of other scripts; of some there is one weight. */
const OTHER_FILES: Record<Script, Partial<Record<Weight, string>> & { regular: string }> = {
  hebrew: {
    regular: '@expo-google-fonts/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf',
    semibold: '@expo-google-fonts/noto-sans-hebrew/600SemiBold/NotoSansHebrew_600SemiBold.ttf',
    bold: '@expo-google-fonts/noto-sans-hebrew/700Bold/NotoSansHebrew_700Bold.ttf',
  },
  arabic: {
    regular: '@expo-google-fonts/vazirmatn/400Regular/Vazirmatn_400Regular.ttf',
    semibold: '@expo-google-fonts/vazirmatn/600SemiBold/Vazirmatn_600SemiBold.ttf',
    bold: '@expo-google-fonts/vazirmatn/700Bold/Vazirmatn_700Bold.ttf',
  },
  han: {
    regular: '@expo-google-fonts/chocolate-classical-sans/400Regular/ChocolateClassicalSans_400Regular.ttf',
  },
  emoji: { regular: '@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf' },
};

let parsed: Record<Weight, Font> | undefined;
const others = new Map<string, Font>();

/** The three weights of the document font, parsed on first use and shared by every later document. */
export function fonts(): Record<Weight, Font> {
  parsed ??= { regular: open(FILES.regular), semibold: open(FILES.semibold), bold: open(FILES.bold) };
  return parsed;
}

/** The font of that name, that of another script read when it is asked for first. */
export function fontOf(name: FontName): Font {
  if (isWeight(name)) return fonts()[name];
  const [script, weight] = name.split('-') as [Script, Weight];
  const file = OTHER_FILES[script][weight] ?? OTHER_FILES[script].regular;
  let font = others.get(file);
  if (!font) {
    font = readFont(file);
    tellGlyphsApart(font);
    if (isTurned(name)) readFromRight(font);
    others.set(file, font);
  }
  return font;
}

export const isWeight = (name: FontName): name is Weight => name in FILES;

/** The file of the document font, for a form in which people write what nobody can foresee. */
export const regularFontFile = (): string =>
  createRequire(import.meta.url).resolve(`@expo-google-fonts/source-sans-3/${FILES.regular}`);

function readFont(file: string): Font {
  const require = createRequire(import.meta.url);
  // With the first font, and as pdfkit has it: a start that writes no document does not wait for it.
  const { create } = require('fontkit') as typeof Fontkit;
  const font = create(readFileSync(require.resolve(file)));
  if (!('layout' in font)) throw new TypeError(`not a single font: ${file}`);
  return font;
}

/**
 * Lets a glyph that several letters share stand for each of them, such as the forms of two letters within a word that
 * differ at its end alone: fontkit keeps one glyph, and would say the same letter of all.
 */
function tellGlyphsApart(font: Font): void {
  const getGlyph = font.getGlyph.bind(font);
  const apart = new Map<string, ReturnType<Font['getGlyph']>>();
  font.getGlyph = (id, codePoints = []) => {
    const key = `${id} ${codePoints.join(' ')}`;
    let glyph = apart.get(key);
    if (!glyph) {
      glyph = Object.create(getGlyph(id), {
        codePoints: { value: codePoints, enumerable: true },
      }) as ReturnType<Font['getGlyph']>;
      apart.set(key, glyph);
    }
    return glyph;
  };
}

/** Is seen of nothing and takes no room. */
const NOTHING = 0x200c;

/**
 * Sets brackets mirrored, and gives each letter of a ligature a place of its own: what reads the text of a file turns it
 * round place by place, and would turn the letters of one place to the wrong side.
 */
function readFromRight(font: Font): void {
  const layout = font.layout.bind(font);
  const letterOf = (id: number, codePoint: number) => font.getGlyph(id, [codePoint]);
  const nothing = font.glyphForCodePoint(NOTHING).id;
  font.layout = (text, features, ...more) => {
    const run = layout(text, features, ...more);
    const glyphs: typeof run.glyphs = [];
    const positions: typeof run.positions = [];
    run.glyphs.forEach((glyph, i) => {
      const position = run.positions[i];
      const [first, ...later] = glyph.codePoints;
      if (!position || first === undefined) return;
      const mirrored = mirrorOf(String.fromCodePoint(first))?.codePointAt(0);
      const id = mirrored === undefined ? glyph.id : font.glyphForCodePoint(mirrored).id;
      glyphs.push(letterOf(id, later.at(-1) ?? first));
      positions.push(position);
      for (const codePoint of [first, ...later].slice(0, -1).toReversed()) {
        glyphs.push(letterOf(nothing, codePoint));
        positions.push({ ...position, xAdvance: 0, yAdvance: 0, xOffset: 0, yOffset: 0 });
      }
    });
    Object.assign(run, { glyphs, positions });
    return run;
  };
}

function open(file: string): Font {
  const font = readFont(`@expo-google-fonts/source-sans-3/${file}`);
  // A glyph keeps the characters by which it was first asked for, and they are what a reader's search finds.
  // Asked for here, in a fixed order, so that a document does not depend on the documents made before it.
  for (const codePoint of font.characterSet) {
    if (!isLigature(codePoint)) font.glyphForCodePoint(codePoint);
  }
  rememberLayouts(font);
  return font;
}

const REMEMBERED_WORDS = 4000;

/**
 * Lets all documents share the shape of a word once it is worked out, which takes most of the time of a report.
 * pdfkit scales what it is given in place to 1000 units per em; only where there is nothing to scale may it be shared.
 */
function rememberLayouts(font: Font): void {
  if (font.unitsPerEm !== 1000) return;
  const layout = font.layout.bind(font);
  const runs = new Map<string, GlyphRun>();
  font.layout = (text, features, ...more) => {
    if (features !== undefined || more.length > 0) return layout(text, features, ...more);
    let run = runs.get(text);
    if (!run) {
      run = layout(text);
      if (runs.size >= REMEMBERED_WORDS) runs.clear();
      runs.set(text, run);
    }
    return run;
  };
}

const REMEMBERED_WIDTHS = 20_000;
const widths = new Map<string, number>();

/**
 * How wide plain text of the document font is, in thousandths of its size. Worked out as pdfkit does it, word by word,
 * but outside of any document, so that all share it, and one names its fonts in the order in which it draws.
 */
export function widthOfPlain(text: string, weight: Weight): number {
  const key = `${weight} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    const font = fonts()[weight];
    width = 0;
    for (const [word] of text.matchAll(/[^ \t]*[ \t]|[^ \t]+/g)) width += font.layout(word).advanceWidth;
    width *= 1000 / font.unitsPerEm;
    if (widths.size >= REMEMBERED_WIDTHS) widths.clear();
    widths.set(key, width);
  }
  return width;
}

/** The ligatures fi, ffi and so on have characters of their own, under which nobody searches. */
function isLigature(codePoint: number): boolean {
  return codePoint >= 0xfb00 && codePoint <= 0xfb06;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Makes one line of text fit to be printed: composed, without control characters and without those that turn the
 * direction, and with a visible mark for every character, emoji sequences counting as one, that no font has.
 *
 * @example showable('Well done \u1200') // { text: 'Well done □', complete: false }
 */
export function showable(text: string): { text: string; complete: boolean } {
  const clean = text
    .replace(/[\uFB00-\uFB06]/g, (ligature) => ligature.normalize('NFKC'))
    .normalize('NFC')
    .replace(/\s/g, (space) => (space === '\u00A0' || space === '\u202F' ? '\u00A0' : ' '))
    .replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '');
  if (hasAll(fonts().regular, clean)) return { text: clean, complete: true };

  let complete = true;
  let shown = '';
  for (const { segment } of graphemes.segment(clean)) {
    // Joiners, variation selectors and the like are not seen; alone they are no loss.
    const visible = segment.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
    const font = fontWith(visible, 'regular');
    // What is one sign of several joined is joined by the font that has it.
    if (font) shown += isWeight(font) ? visible : segment;
    else {
      shown += REPLACEMENT_MARK;
      complete = false;
    }
  }
  return { text: shown, complete };
}

/** The font of a weight that has what is to be seen of a sign; null where none has. */
function fontWith(visible: string, weight: Weight): FontName | null {
  if (hasAll(fonts()[weight], visible)) return weight;
  const script = scriptOf(visible);
  return script && hasAll(fontOf(`${script}-${weight}`), visible) ? `${script}-${weight}` : null;
}

/** A line of showable text as stretches of one font and one direction, from left to right. */
export function stretchesOf(text: string, weight: Weight, rightToLeft = false): Stretch[] {
  if (isPlain(text) && !rightToLeft) return [{ text, at: 0, font: weight, language: null }];
  const nameOf = (sign: string) =>
    fontWith(sign.replace(/\p{Default_Ignorable_Code_Point}/gu, ''), weight) ?? weight;
  return stretches(text, nameOf, rightToLeft);
}

function hasAll(font: Font, text: string): boolean {
  for (const character of text) {
    if (!font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) return false;
  }
  return true;
}
