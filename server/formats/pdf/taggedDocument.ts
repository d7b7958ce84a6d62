import PDFDocument from 'pdfkit';
import { fonts } from './fonts.ts';
import type { Line } from './text.ts';
import { PAGE } from './theme.ts';

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
    for (const { pieces, width, style } of lines) {
      let left = box?.align === 'right' ? x + box.width - width : x;
      for (const piece of pieces) {
        this.font(piece.weight, style.size).fillColor(piece.colour);
        const natural = this.currentLineHeight();
        this.text(piece.text, left, y + (style.leading - natural) / 2, { lineBreak: false });
        left += piece.width;
      }
      y += style.leading;
    }
  }
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
