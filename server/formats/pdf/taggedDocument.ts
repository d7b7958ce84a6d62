import PDFDocument from 'pdfkit';
import { fontOf, fonts, isWeight, stretchesOf } from './fonts.ts';
import type { FontName } from './scripts.ts';
import type { Line } from './text.ts';
import { PAGE } from './theme.ts';
import type { Weight } from './theme.ts';
import { isPlain } from './scripts.ts';

/** What a document is, apart from its content. */
export interface PdfSettings {
  title: string;
  /** The program that the file names as its maker. */
  creator: string;
  /** Such as en-GB. */
  language: string;
  /** Stands in the file as its date of creation; the program's clock does not. */
  createdAt: Date;
  /** Stands at the foot of every page, cut short where it does not fit. */
  footer: string;
}

/** Which text of a page is meant for whom: an element of the structure, or decoration. */
export type Element = PDFKit.PDFStructureElement;

/** A document in which everything drawn is either the content of an element of its structure or an artifact. */
export class TaggedDocument extends PDFDocument {
  /** pdfkit puts these texts into the XML of the metadata as they are; there they have to be escaped. */
  override endMetadata(): void {
    const plain = this.info;
    this.info = { ...plain, Title: xml(plain.Title), Creator: xml(plain.Creator) };
    super.endMetadata();
    this.info = plain;
  }

  /** Begins an element of the structure inside another. */
  beginElement(type: string, parent: Element, options: PDFKit.Mixins.StructureElementOptions = {}): Element {
    const element = this.struct(type, options);
    parent.add(element);
    return element;
  }

  /** What is drawn here is the content of the element. */
  inElement(element: Element, draw: () => void): void {
    const content = this.markStructureContent(String(element.dictionary.data['S']));
    draw();
    this.endMarkedContent();
    element.add(content);
  }

  /** What is drawn here is decoration or repetition, and is passed over when the document is read aloud. */
  asArtifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    this.markContent('Artifact', { type });
    draw();
    this.endMarkedContent();
  }

  /** Draws lines one under the other, to the right of their box where it says so. */
  drawLines(
    lines: readonly Line[],
    x: number,
    top: number,
    box?: { width: number; align: 'left' | 'right' },
  ): void {
    let y = top;
    for (const { pieces, width, style, rightToLeft } of lines) {
      let left = box && (box.align === 'right' || rightToLeft) ? x + box.width - width : x;
      for (const piece of rightToLeft ? pieces.toReversed() : pieces) {
        this.font(piece.weight, style.size).fillColor(piece.colour);
        const natural = this.currentLineHeight();
        const lineTop = y + (style.leading - natural) / 2;
        if (isPlain(piece.text) && !rightToLeft) this.text(piece.text, left, lineTop, { lineBreak: false });
        else {
          const baseline = lineTop + (fonts()[piece.weight].ascent * style.size) / 1000;
          this.drawText(piece.text, piece.weight, style.size, left, baseline, rightToLeft);
        }
        left += piece.width;
      }
      y += style.leading;
    }
  }

  /** How wide text of any script is, in points. */
  widthOf(text: string, weight: Weight, size: number): number {
    return stretchesOf(text, weight).reduce(
      (sum, stretch) =>
        sum + this.#with(stretch.font, size).widthOfString(stretch.text, features(stretch.font)),
      0,
    );
  }

  /** Draws text of any script on a line, in the colour that is set; what is not of the document's language says so. */
  drawText(
    text: string,
    weight: Weight,
    size: number,
    x: number,
    baseline: number,
    rightToLeft = false,
  ): void {
    let left = x;
    const placed = stretchesOf(text, weight, rightToLeft).map((stretch) => {
      const place = { ...stretch, left };
      left += this.#with(stretch.font, size).widthOfString(stretch.text, features(stretch.font));
      return place;
    });
    // In the order in which they are read, as who has the page read aloud hears them.
    for (const { text: part, font, language, left: start } of placed.toSorted((a, b) => a.at - b.at)) {
      this.#with(font, size);
      if (language !== null) this.markContent('Span', { lang: language });
      const options = { lineBreak: false, baseline: 'alphabetic', ...features(font) } as const;
      this.text(part, start, baseline, options);
      if (language !== null) this.endMarkedContent();
    }
  }

  /** Goes on in a font; that of another script is embedded from its first use on. */
  #with(name: FontName, size: number): this {
    if (isWeight(name)) return this.font(name, size);
    if (!this.#others.has(name)) {
      this.#others.add(name);
      this.registerFont(name, fontOf(name));
      this.font(name, size);
      encodeByLetter(this.embedded);
    }
    return this.font(name, size);
  }

  readonly #others = new Set<FontName>();

  /** What pdfkit keeps of the font that is set. */
  get embedded(): EmbeddedFont {
    return (this as unknown as Record<'_font', EmbeddedFont>)['_font'];
  }
}

/** What of a font within a document is asked here; pdfkit has no types of it. */
interface EmbeddedFont {
  subset: { glyphs: number[]; includeGlyph(id: number): number };
  widths: number[];
  unicode: number[][];
  scale: number;
  layout(
    text: string,
    features?: readonly string[],
  ): {
    glyphs: { id: number; advanceWidth: number; codePoints: number[] }[];
    positions: object[];
  };
  encode(text: string, features?: readonly string[]): [string[], object[]];
}

/** Makes a stretch of another script one run: pdfkit would set its words one by one, from left to right. */
const features = (font: FontName): { features?: [] } => (isWeight(font) ? {} : { features: [] });

/** Embeds a glyph once for each letter that it stands for, so that what is read out of the file is what was written. */
function encodeByLetter(font: EmbeddedFont): void {
  // Weights that share a font share what is embedded of it.
  if (Object.hasOwn(font, 'encode')) return;
  const places = new Map<string, number>();
  // pdfkit leaves the first glyph, which no text has, in units of the font.
  font.widths = font.widths.map((width) => width * font.scale);
  font.encode = (text, wanted) => {
    const { glyphs, positions } = font.layout(text, wanted);
    const codes = glyphs.map(({ id, advanceWidth, codePoints }) => {
      const key = `${id} ${codePoints.join(' ')}`;
      let place = places.get(key);
      if (place === undefined) {
        const before = font.subset.glyphs.length;
        place = font.subset.includeGlyph(id);
        if (place < before && font.unicode[place] !== undefined) place = font.subset.glyphs.push(id) - 1;
        places.set(key, place);
        font.widths[place] = advanceWidth * font.scale;
        font.unicode[place] = codePoints;
      }
      return place.toString(16).padStart(4, '0');
    });
    return [codes, positions];
  };
}

/** An empty document with its metadata and fonts, as PDF/UA-1 wants them. */
export function openTagged(settings: PdfSettings): TaggedDocument {
  const pdf = new TaggedDocument({
    size: [PAGE.width, PAGE.height],
    margins: { top: PAGE.top, right: PAGE.right, bottom: PAGE.bottom, left: PAGE.left },
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: settings.language,
    // Page numbers are added at the end, when it is known of how many.
    bufferPages: true,
    autoFirstPage: false,
    // No standard font: PDF/UA wants every font embedded.
    font: '',
    info: {
      Title: printable(settings.title),
      Creator: printable(settings.creator),
      Producer: 'PDFKit',
      CreationDate: settings.createdAt,
    },
  });
  pdf.initSubset({ subset: 'PDF/UA' });
  // As a number it would make pdfkit write a CIDSet of its own numbering, which PDF/UA checkers reject.
  pdf.subset = '1';
  for (const [weight, font] of Object.entries(fonts())) pdf.registerFont(weight, font);
  return pdf;
}

/** Text outside the page (title, bookmarks) needs no glyphs, but must be one line of valid characters. */
export function printable(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(/\p{Cs}|[\uFFFE\uFFFF]/gu, '\uFFFD')
    .trim();
}

function xml(text = ''): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
