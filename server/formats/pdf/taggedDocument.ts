import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';
import { fontOf, fonts, isWeight, stretchesOf } from './fonts.ts';
import type { FontName } from './scripts.ts';
import type { Line, Piece } from './text.ts';
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

/** An object of the file, to which others refer; it is ended when nothing more comes into it. */
export interface FileObject {
  data: Record<string, unknown>;
  end(content?: Buffer): void;
}

/**
 * The document of pdfkit, which is loaded with the first one that is made: to load it takes a tenth of a start, and most
 * commands, tests and days write none.
 */
const Later = function Later(this: object, options: object): object {
  const pdfkit = createRequire(import.meta.url)('pdfkit') as typeof PDFDocument;
  Object.setPrototypeOf(Later.prototype as object, pdfkit.prototype as object);
  return Reflect.construct(pdfkit, [options], new.target ?? pdfkit) as object;
} as unknown as typeof PDFDocument;

/** A document in which everything drawn is either the content of an element of its structure or an artifact. */
export class TaggedDocument extends Later {
  /** pdfkit puts these texts into the XML of the metadata as they are; there they have to be escaped. */
  override endMetadata(): void {
    const plain = this.info;
    this.info = { ...plain, Title: xml(plain.Title), Creator: xml(plain.Creator) };
    super.endMetadata();
    this.info = plain;
  }

  /**
   * Makes it a form; fields go into the list that is handed out.
   *
   * @param given - by the name under which fields name them
   */
  beginForm(given: Record<string, FileObject>): FileObject[] {
    const fields: FileObject[] = [];
    // pdfkit would name a font that holds only the glyphs of this document. It ends the dictionary, though, if it knows one.
    Object.assign(this, { _acroform: { fonts: {}, defaultFont: 'given' } });
    const root = (this as unknown as Record<'_root', FileObject>)['_root'];
    root.data['AcroForm'] = this.object({
      Fields: fields,
      DA: new String('/Writing 0 Tf 0 g'),
      DR: { Font: given },
    });
    return fields;
  }

  /** An object of its own in the file. */
  object(data: Record<string, unknown>): FileObject {
    return this.ref(data);
  }

  /** Puts a field of the form on the page, in an element of the structure. */
  widget(
    element: Element,
    place: { x: number; top: number; width: number; height: number },
    data: Record<string, unknown>,
  ): FileObject {
    const { x, top, width, height } = place;
    // Printed with the page.
    const options = { ...data, Subtype: 'Widget', F: 4, structParent: element };
    this.annotate(x, top, width, height, options as unknown as PDFKit.Mixins.AnnotationOption);
    const last = (this.page.annotations as FileObject[]).at(-1);
    if (!last) throw new Error('the field is not on the page');
    return last;
  }

  /** The root of the structure, which pdfkit has no types of. */
  get structureTree(): FileObject {
    return (this as unknown as { getStructTreeRoot(): FileObject }).getStructTreeRoot();
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
  drawLines(lines: readonly Line[], x: number, top: number, box?: Box): void {
    for (const placed of placedIn(lines, x, top, box)) this.#drawPiece(placed);
  }

  /** The same as the content of an element; what is set off from the text around it is an element of its own in it. */
  textIn(element: Element, lines: readonly Line[], x: number, top: number, box?: Box): void {
    const isStrong = ({ piece, line }: Placed) =>
      piece.weight !== 'regular' && line.style.weight === 'regular';
    const placed = placedIn(lines, x, top, box);
    if (!placed.some(isStrong) || lines.some(({ rightToLeft }) => rightToLeft)) {
      this.inElement(element, () => this.drawLines(lines, x, top, box));
      return;
    }
    for (let from = 0; from < placed.length;) {
      const first = placed[from];
      if (!first) break;
      const strong = isStrong(first);
      let to = from + 1;
      for (let next = placed[to]; next && isStrong(next) === strong; next = placed[to]) to += 1;
      const stretch = placed.slice(from, to);
      const target = strong ? this.beginElement('Strong', element) : element;
      this.inElement(target, () => stretch.forEach((one) => this.#drawPiece(one)));
      if (strong) target.end();
      from = to;
    }
  }

  #drawPiece({ piece, line: { style, rightToLeft }, left, top }: Placed): void {
    this.font(piece.weight, style.size).fillColor(piece.colour);
    const natural = this.currentLineHeight();
    const lineTop = top + (style.leading - natural) / 2;
    // Of how many words it is pdfkit asks only to set lines wider, which ours never are.
    const known = { lineBreak: false, textWidth: piece.width, wordCount: 1 } as const;
    if (isPlain(piece.text) && !rightToLeft) this.text(piece.text, left, lineTop, known);
    else {
      const baseline = lineTop + (fonts()[piece.weight].ascent * style.size) / 1000;
      this.drawText(piece.text, piece.weight, style.size, left, baseline, rightToLeft);
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

/** Where text stands that is not at the left: the width and the side of what it stands in. */
interface Box {
  width: number;
  align: 'left' | 'right';
}

/** A piece of a line at its place on the page. */
interface Placed {
  piece: Piece;
  line: Line;
  left: number;
  top: number;
}

function placedIn(lines: readonly Line[], x: number, top: number, box: Box | undefined): Placed[] {
  let y = top;
  return lines.flatMap((line) => {
    const { pieces, width, style, rightToLeft } = line;
    let left = box && (box.align === 'right' || rightToLeft) ? x + box.width - width : x;
    const placed = (rightToLeft ? pieces.toReversed() : pieces).map((piece) => {
      const at = { piece, line, left, top: y };
      left += piece.width;
      return at;
    });
    y += style.leading;
    return placed;
  });
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
  // What PDF 2.0 knows as strong is a stretch of text in PDF 1.7.
  pdf.structureTree.data['RoleMap'] = { Strong: 'Span' };
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
