import { shapeOf, wordsOf } from './fonts.ts';
import { LaterDocument } from './laterDocument.ts';
import type { Weight } from './theme.ts';

/** The content of a page in the file; pdfkit has no types of it. */
interface PageContent {
  write(chunk: Uint8Array | string): void;
  end(chunk?: Uint8Array | string): void;
}

/** What pdfkit keeps of the font that is set, and a page of the fonts on it. */
interface SetFont {
  id: string;
  ascender: number;
  subset: { includeGlyph(id: number): number };
  widths: (number | undefined)[];
  unicode: (number[] | undefined)[];
  ref(): object;
}

/** A word as it stands in a line of a page, without the bracket that opens it where the word before is still open. */
interface WrittenWord {
  text: string;
  /** Whether the next word goes on in the same bracket. */
  isOpen: boolean;
}

/** Options of a line of which pdfkit need not be told how wide it is. */
type WideText = PDFKit.Mixins.TextOptions & { textWidth: number; wordCount: number };

const COLOUR = /^#[0-9a-f]{6}$/i;
const MOST_COLOURS = 200;
const colours = new Map<string, string>();

/** A colour as the operators take it that set it; null for what is no plain colour. */
function partsOf(colour: unknown): string | null {
  if (typeof colour !== 'string' || !COLOUR.test(colour)) return null;
  let parts = colours.get(colour);
  if (parts === undefined) {
    const hex = Number.parseInt(colour.slice(1), 16);
    parts = [hex >> 16, (hex >> 8) & 0xff, hex & 0xff].map((part) => part / 255).join(' ');
    if (colours.size >= MOST_COLOURS) colours.clear();
    colours.set(colour, parts);
  }
  return parts;
}

/**
 * A document that writes the bytes that pdfkit writes, in a third of the time: pdfkit makes an array of every operator
 * and every line of the file, and works out every word twice where it is drawn.
 */
export class QuickDocument extends LaterDocument {
  // pdfkit writes before this class has fields, so they have no first value.
  declare private gathered: string | undefined;
  declare private written: Map<Weight, Map<string, WrittenWord>> | undefined;

  /** Takes a line of the file, or the bytes of a stream in it. */
  // pdfkit calls it so.
  // oxlint-disable-next-line no-underscore-dangle
  _write(data: string | Uint8Array): void {
    const inside = this as unknown as Record<'_offset', number>;
    if (typeof data === 'string') {
      this.gathered = `${this.gathered ?? ''}${data}\n`;
      inside['_offset'] += data.length + 1;
      return;
    }
    this.#release();
    super.push(data);
    inside['_offset'] += data.length;
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    this.#release();
    return super.push(chunk, encoding);
  }

  #release(): void {
    const { gathered } = this;
    this.gathered = undefined;
    if (gathered !== undefined) super.push(Buffer.from(gathered, 'latin1'));
  }

  override addPage(options?: PDFKit.PDFDocumentOptions): this {
    super.addPage(options);
    gather((this.page as unknown as { content: PageContent }).content);
    return this;
  }

  // pdfkit also keeps the colour for lines under text and lines that it breaks itself; here are none of either.
  override fillColor(colour: PDFKit.Mixins.ColorValue, opacity?: number): this {
    const parts = opacity === undefined ? partsOf(colour) : null;
    if (parts === null) super.fillColor(colour, opacity);
    else this.addContent(`/DeviceRGB cs\n${parts} scn`);
    return this;
  }

  override strokeColor(colour: PDFKit.Mixins.ColorValue, opacity?: number): this {
    const parts = opacity === undefined ? partsOf(colour) : null;
    if (parts === null) super.strokeColor(colour, opacity);
    else this.addContent(`/DeviceRGB CS\n${parts} SCN`);
    return this;
  }

  /**
   * Draws a line of plain text of the document font.
   *
   * @param y - of the top of its letters, or of the line that they stand on
   */
  plainLine(
    text: string,
    weight: Weight,
    size: number,
    x: number,
    y: number,
    baseline: 'top' | 'alphabetic',
  ): void {
    this.font(weight, size);
    if (text === '') return;
    const font = this.#font;
    const words = this.#wordsIn(text, weight, font);
    if (words === null) {
      // How wide it is and of how many words pdfkit asks only to set lines wider, which ours never are.
      this.text(text, x, y, { lineBreak: false, baseline, textWidth: 0, wordCount: 1 } as WideText);
      return;
    }
    const { fonts, height } = this.page as unknown as { fonts: Record<string, object>; height: number };
    fonts[font.id] ??= font.ref();
    const drop = baseline === 'top' ? (font.ascender / 1000) * size : 0;
    const place = `${short(x)} ${short(height - y - drop)} Tm`;
    this.addContent(
      `q\n1 0 0 -1 0 ${short(height)} cm\nBT\n1 0 0 1 ${place}\n/${font.id} ${short(size)} Tf\n[${words}] TJ\nET\nQ`,
    );
  }

  get #font(): SetFont {
    return (this as unknown as Record<'_font', SetFont>)['_font'];
  }

  /** The glyphs of a line as they are written; null where one stands higher or lower than the others. */
  #wordsIn(text: string, weight: Weight, font: SetFont): string | null {
    const byWeight = (this.written ??= new Map<Weight, Map<string, WrittenWord>>());
    const known = byWeight.get(weight) ?? new Map<string, WrittenWord>();
    byWeight.set(weight, known);
    let line = '';
    let isOpen = false;
    for (const word of wordsOf(text)) {
      let written = known.get(word);
      if (!written) {
        const made = writtenWord(word, weight, font);
        if (!made) return null;
        known.set(word, (written = made));
      }
      line += isOpen ? written.text : `${line === '' ? '' : ' '}<${written.text}`;
      ({ isOpen } = written);
    }
    return isOpen ? `${line}> 0` : line;
  }
}

/** The glyphs of a word, each embedded if it was not yet: hexadecimal, with what is kerned away between them. */
function writtenWord(word: string, weight: Weight, font: SetFont): WrittenWord | null {
  const shape = shapeOf(word, weight);
  if (!shape || shape.length === 0) return null;
  let text = '';
  let isOpen = true;
  shape.forEach(({ id, advance, kerned, codePoints }) => {
    const place = font.subset.includeGlyph(id);
    font.widths[place] ??= advance;
    font.unicode[place] ??= codePoints;
    text += `${isOpen ? '' : ' <'}${place.toString(16).padStart(4, '0')}`;
    isOpen = kerned === 0;
    if (!isOpen) text += `> ${short(-kerned)}`;
  });
  return { text, isOpen };
}

/** Collects the operators of a page as text, which becomes bytes once, when the page is done. */
function gather(content: PageContent): void {
  const write = content.write.bind(content);
  const end = content.end.bind(content);
  let text = '';
  content.write = (chunk) => {
    if (typeof chunk === 'string') text += `${chunk}\n`;
    else throw new TypeError('a page is written as text');
  };
  content.end = () => {
    if (text !== '') write(Buffer.from(text, 'latin1'));
    end();
  };
}

/** A number as pdfkit writes it. */
function short(value: number): string {
  if (!(value > -1e21 && value < 1e21)) throw new RangeError(`no number of a page: ${value}`);
  return String(Math.round(value * 1e6) / 1e6);
}
