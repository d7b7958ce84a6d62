import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';
import type { Font, GlyphRun } from 'fontkit';
import type { Weight } from './theme.ts';

/** Stands in a document for a character that its font cannot show. */
export const REPLACEMENT_MARK = '□';

const FILES: Record<Weight, string> = {
  regular: '400Regular/SourceSans3_400Regular.ttf',
  semibold: '600SemiBold/SourceSans3_600SemiBold.ttf',
  bold: '700Bold/SourceSans3_700Bold.ttf',
};

let parsed: Record<Weight, Font> | undefined;

/** The three weights of the document font, parsed on first use and shared by every later document. */
export function fonts(): Record<Weight, Font> {
  parsed ??= { regular: open(FILES.regular), semibold: open(FILES.semibold), bold: open(FILES.bold) };
  return parsed;
}

function open(file: string): Font {
  const path = createRequire(import.meta.url).resolve(`@expo-google-fonts/source-sans-3/${file}`);
  const font = create(readFileSync(path));
  if (!('layout' in font)) throw new TypeError(`not a single font: ${file}`);
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

/** The ligatures fi, ffi and so on have characters of their own, under which nobody searches. */
function isLigature(codePoint: number): boolean {
  return codePoint >= 0xfb00 && codePoint <= 0xfb06;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Makes one line of text fit to be printed: composed, without control characters, and with a visible mark for
 * every character, emoji sequences counting as one, that the font lacks.
 *
 * @example showable('Well done 👍🏽') // { text: 'Well done □', complete: false }
 */
export function showable(text: string): { text: string; complete: boolean } {
  const clean = text
    .replace(/[\uFB00-\uFB06]/g, (ligature) => ligature.normalize('NFKC'))
    .normalize('NFC')
    .replace(/\s/g, (space) => (space === '\u00A0' || space === '\u202F' ? '\u00A0' : ' '))
    .replace(/\p{Cc}/gu, '');
  if (hasAll(clean)) return { text: clean, complete: true };

  let complete = true;
  let shown = '';
  for (const { segment } of graphemes.segment(clean)) {
    // Joiners, variation selectors and the like are not seen; alone they are no loss.
    const visible = segment.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
    if (hasAll(visible)) shown += visible;
    else {
      shown += REPLACEMENT_MARK;
      complete = false;
    }
  }
  return { text: shown, complete };
}

function hasAll(text: string): boolean {
  const { regular } = fonts();
  for (const character of text) {
    if (!regular.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) return false;
  }
  return true;
}
