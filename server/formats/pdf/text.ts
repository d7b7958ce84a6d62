import { isPlain, startsRightToLeft } from './scripts.ts';
import type { TextStyle, Weight } from './theme.ts';

/** A stretch of text that may be set off from what is around it. */
interface Run {
  text: string;
  weight?: Weight;
  colour?: string;
}

/** Text for the document: plain, or in stretches that follow each other without a gap. */
export type RichText = string | readonly Run[];

/** Text of one look, as it stands on a line. */
export interface Piece {
  text: string;
  width: number;
  weight: Weight;
  colour: string;
}

/** A line ready to be drawn; the width is in points and leaves out a space at the end. */
export interface Line {
  pieces: Piece[];
  width: number;
  style: TextStyle;
  /** Whether it is of a paragraph that is read from right to left. */
  rightToLeft?: true;
}

/** What laying out text needs to know of the document: how wide a stretch is, in points, and what can be shown. */
export interface Measure {
  width(text: string, weight: Weight, size: number): number;
  showable(text: string): string;
}

/** The words of a text, each with the spaces after it, or cut after a hyphen between letters. */
const WORDS = /[^ ]*?\p{L}[-–—](?=\p{L})|[^ ]+ *| +/gu;
/** The same of text without hyphens. */
const WORDS_ALONE = /[^ ]+ *| +/g;
/** The same where there are signs that are words of their own, which punctuation goes with. */
const WORDS_AND_SIGNS =
  /[「『（《〈【]*[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー][、。，．：；！？」』）》〉】…]* *|[^ \p{sc=Han}\p{sc=Hira}\p{sc=Kana}]*?\p{L}[-–—](?=\p{L})|[^ \p{sc=Han}\p{sc=Hira}\p{sc=Kana}「『（《〈【]+ *|[^ ]+ *| +/gu;

/**
 * Breaks text into lines no wider than the given width in points.
 *
 * Lines break after spaces and hyphens; a word wider than a whole line is cut where it has to be. A line break
 * in the text is kept.
 */
export function breakLines(rich: RichText, style: TextStyle, width: number, measure: Measure): Line[] {
  const runs: readonly Run[] = typeof rich === 'string' ? [{ text: rich }] : rich;
  const lines: Line[] = [];
  let pieces: Piece[] = [];
  const direction = startsRightToLeft(runs.map((run) => run.text).join(''))
    ? { rightToLeft: true as const }
    : {};

  // The width of the pieces of this line, the last one with the spaces after it.
  let taken = 0;
  const endLine = () => {
    lines.push({ pieces: merged(pieces, style, measure), width: 0, style, ...direction });
    pieces = [];
    taken = 0;
  };
  const sumOf = (list: Piece[]) => list.reduce((sum, piece) => sum + piece.width, 0);

  for (const run of runs) {
    const weight = run.weight ?? style.weight;
    const colour = run.colour ?? style.colour;
    run.text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).forEach((paragraph, index) => {
      if (index > 0) {
        separate(pieces);
        endLine();
      }
      const shown = measure.showable(paragraph);
      for (const word of wordsOf(shown)) {
        for (const text of fitting(word, weight, style.size, width, measure)) {
          const piece = { text, width: measure.width(text, weight, style.size), weight, colour };
          // Most words fit with the space after them, which may stand beyond the edge.
          const beyond = pieces.length > 0 && taken + piece.width > width;
          const seen = beyond ? measure.width(text.trimEnd(), weight, style.size) : 0;
          if (beyond && taken + seen > width) {
            // What belongs to the same word, begun in an earlier run, moves to the next line with it.
            const from = startOfWord(pieces);
            const together = from > 0 && sumOf(pieces.slice(from)) + seen <= width;
            const moved = together ? pieces.splice(from) : [];
            endLine();
            pieces.push(...moved);
            taken = sumOf(pieces);
          }
          pieces.push(piece);
          taken += piece.width;
        }
      }
    });
  }
  endLine();
  for (const line of lines) {
    const last = line.pieces.at(-1);
    if (!last) continue;
    const seen = measure.width(last.text.trimEnd(), last.weight, style.size);
    line.width = sumOf(line.pieces.slice(0, -1)) + seen;
  }
  return lines;
}

function wordsOf(text: string): readonly string[] {
  const cut = !isPlain(text) ? WORDS_AND_SIGNS : /[-–—]/.test(text) ? WORDS : WORDS_ALONE;
  return text.match(cut) ?? [];
}

/** Ends text with a space, so that what is read aloud or copied does not run into the next line. */
export function separate(pieces: Piece[]): void {
  const last = pieces.at(-1);
  if (last && !last.text.endsWith(' ')) last.text += ' ';
}

/** Where the word at the end of a line begins; the length of the line when it ends between words. */
function startOfWord(pieces: Piece[]): number {
  let from = pieces.length;
  while (from > 0 && !/[ \-–—]$/.test(pieces[from - 1]?.text ?? ' ')) from -= 1;
  return from;
}

/** A word in one part, or cut into parts that each fit on a line. */
function fitting(word: string, weight: Weight, size: number, width: number, measure: Measure): string[] {
  if (measure.width(word, weight, size) <= width) return [word];
  if (measure.width(word.trimEnd(), weight, size) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of isPlain(word) ? word : signsOf(word)) {
    if (part !== '' && measure.width((part + character).trimEnd(), weight, size) > width) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return part === '' ? parts : [...parts, part];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What is seen as one sign stays one, however many characters it is made of. */
const signsOf = (word: string): string[] => [...graphemes.segment(word)].map(({ segment }) => segment);

/** Joins neighbours of one look, so that a line is drawn in few strokes and kerned across its spaces. */
function merged(pieces: Piece[], style: TextStyle, measure: Measure): Piece[] {
  const result: Piece[] = [];
  const grown = new Set<Piece>();
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last?.weight === piece.weight && last.colour === piece.colour) {
      last.text += piece.text;
      grown.add(last);
    } else result.push({ ...piece });
  }
  // Once each is whole: what grows word by word is a text of its own every time.
  for (const piece of grown) piece.width = measure.width(piece.text, piece.weight, style.size);
  return result;
}

/** What lines take one under the other, in points. */
export function heightOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.style.leading, 0);
}

/** The height below which a block should not begin at the foot of a page: two lines, or all of three. */
export function firstLines(lines: readonly Line[]): number {
  return heightOf(lines.length <= 3 ? lines : lines.slice(0, 2));
}

/** How many of the lines fit into a height in points. */
export function fittingLines(lines: readonly Line[], height: number): number {
  let used = 0;
  let count = 0;
  for (const line of lines) {
    used += line.style.leading;
    if (used > height) break;
    count += 1;
  }
  return count;
}

/** A text on one line, cut short with an ellipsis where it is longer; no line of an empty text. */
export function oneLine(text: string, style: TextStyle, width: number, measure: Measure): Line[] {
  const [whole, ...more] = breakLines(text, style, width, measure);
  if (more.length === 0) return whole ? [whole] : [];
  return breakLines(text, style, width - 8, measure)
    .slice(0, 1)
    .flatMap(ellipsed);
}

function ellipsed(line: Line): Line[] {
  const pieces = line.pieces.map((piece, i) =>
    i === line.pieces.length - 1 ? { ...piece, text: `${piece.text.trimEnd()}…` } : piece,
  );
  return [{ ...line, pieces }];
}
