import type { Readable } from 'node:stream';
import { showable, widthOfPlain } from './fonts.ts';
import { isPlain } from './scripts.ts';
import { openTagged, printable } from './taggedDocument.ts';
import type { Element, PdfSettings, TaggedDocument } from './taggedDocument.ts';
import { breakLines, fittingLines, firstLines, heightOf, oneLine } from './text.ts';
import type { Line, Measure } from './text.ts';
import { BOTTOM as FULL, COLOURS, CONTENT, PAGE, STYLES } from './theme.ts';
import type { Weight } from './theme.ts';

/** Headings and what leads from them to what follows wait for it, so that none is left alone at the foot of a page. */
export interface Waiting {
  level: 1 | 2 | 3 | 'lead';
  text: string;
  lines: Line[];
  before: number;
  after: number;
}

/** A line of the contents that waits for its page. */
interface Entry {
  /** The heading of its section. */
  text: string;
  /** On which page it stands, from 0, and how far from its top. */
  page: number;
  top: number;
  height: number;
  link: Element;
  /** Whether it is a sentence and no heading: then its number says that it is one of a page. */
  isLead: boolean;
}

/** So much closer to its foot a page can come without looking it. */
export const MOST_STRETCH = 16;

/** So many lines under a heading are something by themselves, on the page before that of the block that they lead to. */
const LINES_ALONE = 5;

/** Less than this below the top of a page is the top, in points. */
const LEAST_GAP = 6;

/** Where a document is as it is written from top to bottom: pages, headings that wait, lines that run over. */
export class PdfFlow implements Measure {
  protected readonly pdf: TaggedDocument;
  readonly #settings: PdfSettings;
  protected readonly root: Element;
  readonly #widths = new Map<string, number>();
  #outline: PDFKit.PDFOutline | undefined;
  /** By heading, where sections begin; pages from 1. */
  readonly #places = new Map<string, { name: string; page: number }>();
  /** Lines of contents that wait for the pages of their sections. */
  protected readonly entries: Entry[] = [];
  protected waiting: Waiting[] = [];
  protected isComplete = true;
  protected y: number = PAGE.top;
  readonly #stretch: number;

  /** @param stretch - by how many points each page takes more than it usually does, or less */
  constructor(settings: PdfSettings, stretch = 0) {
    this.#settings = settings;
    this.#stretch = stretch;
    this.pdf = openTagged(settings);
    this.root = this.pdf.struct('Document');
    this.pdf.addStructure(this.root);
    this.pdf.addPage();
  }

  width(text: string, weight: Weight, size: number): number {
    if (isPlain(text)) return (widthOfPlain(text, weight) * size) / 1000;
    const key = `${weight} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      width = this.pdf.widthOf(text, weight, 1000);
      this.#widths.set(key, width);
    }
    return (width * size) / 1000;
  }

  showable(text: string): string {
    const shown = showable(text);
    if (!shown.complete) this.isComplete = false;
    return shown.text;
  }

  /** Where the content of this page ends, in points from its top; a first page that holds everything is not made shorter. */
  protected get bottom(): number {
    const isFirst = this.pdf.bufferedPageRange().count === 1;
    return Math.max(
      FULL + this.#reach,
      isFirst ? Math.max(FULL, FULL + this.#stretch) : FULL + this.#stretch,
    );
  }

  /** By how many points this page takes more than it usually does, for the sake of a block that would else be parted. */
  #reach = 0;

  /** Lets this page take a block, so many points high, that misses it by little. */
  protected reachFor(height: number): void {
    const over = this.y + height - FULL;
    if (this.y + height > this.bottom && over <= MOST_STRETCH) this.#reach = over;
  }

  /** How many pages there are, and how much of the last one is taken, in points. */
  get extent(): { pages: number; last: number } {
    return { pages: this.pdf.bufferedPageRange().count, last: this.y - PAGE.top };
  }

  /** Sets the headings that nothing follows; else a page that is full to the last line would be followed by an empty one. */
  end(): void {
    if (this.waiting.length > 0) this.settle(0);
  }

  /** Numbers the pages and closes the file. */
  finish(): Readable {
    this.end();
    for (const entry of this.entries) this.#number(entry);
    this.root.end();
    const { start, count } = this.pdf.bufferedPageRange();
    for (let i = 0; i < count; i += 1) {
      this.pdf.switchToPage(start + i);
      this.pdf.asArtifact('Pagination', () => this.#footer(`Page ${i + 1} of ${count}`));
    }
    this.pdf.end();
    return this.pdf;
  }

  #footer(pageNumber: string): void {
    const top = FULL + 22;
    const [number] = breakLines(pageNumber, STYLES.footer, CONTENT.width, this);
    if (!number) return;
    const width = CONTENT.width - number.width - 24;
    const text = oneLine(this.#settings.footer, STYLES.footer, width, this);
    this.pdf.rect(PAGE.left, top - 6, CONTENT.width, 0.5).fill(COLOURS.rule);
    this.pdf.drawLines(text, PAGE.left, top);
    this.pdf.drawLines([number], PAGE.left + CONTENT.width - number.width, top);
  }

  /** What the headings that wait, and what leads from them, take, in points. */
  protected get waitingHeight(): number {
    return this.waiting.reduce((sum, { lines, before, after }) => sum + before + heightOf(lines) + after, 0);
  }

  /** Makes room for a block that begins with a part of the given height, and sets the headings before it. */
  protected settle(height: number): void {
    const waiting = this.waiting;
    const headings = this.waitingHeight;
    this.waiting = [];
    const isOver = this.y + headings + height > this.bottom && this.y > PAGE.top;
    const leads = waiting.slice(waiting.findLastIndex(({ level }) => level !== 'lead') + 1);
    const lines = leads.reduce((sum, lead) => sum + lead.lines.length, 0);
    // Rather than to leave much of a page empty, much text stays on it and the block begins the next one.
    const isParted = isOver && lines >= LINES_ALONE && this.y + headings <= this.bottom;
    if (isOver && !isParted) this.newPage();
    for (const { level, text, lines: set, before, after } of waiting) {
      // What comes next may have moved on a little for its own sake.
      if (this.y > PAGE.top + LEAST_GAP) this.y += before;
      const element = this.pdf.beginElement(level === 'lead' ? 'P' : `H${level}`, this.root);
      if (level !== 'lead') {
        this.#place(level, text);
        this.#bookmark(level, text);
      }
      this.pdf.textIn(element, set, PAGE.left, this.y, { width: CONTENT.width, align: 'left' });
      element.end();
      this.y += heightOf(set) + after;
    }
    if (isParted) this.newPage();
  }

  /** Remembers where a section begins, for the contents. */
  #place(level: 1 | 2 | 3, text: string): void {
    if (level !== 2 || this.#places.has(text)) return;
    const name = `section-${this.#places.size + 1}`;
    this.pdf.addNamedDestination(name, 'XYZ', PAGE.left, Math.max(0, this.y - 12), null);
    const { start, count } = this.pdf.bufferedPageRange();
    this.#places.set(text, { name, page: start + count });
  }

  /** Ends a line of the contents with the page of its section, and makes it a link there. */
  #number({ text, page, top, link, height, isLead }: Entry): void {
    const place = this.#places.get(text);
    if (!place) throw new RangeError(`there is no section "${text}" to go to`);
    this.pdf.switchToPage(page);
    const shown = isLead ? `page ${place.page}` : String(place.page);
    const [number] = breakLines(shown, isLead ? STYLES.bodyDense : STYLES.body, CONTENT.width, this);
    if (number) {
      this.pdf.inElement(link, () =>
        this.pdf.drawLines([number], PAGE.left + CONTENT.width - number.width, top),
      );
    }
    this.pdf.goTo(PAGE.left, top, CONTENT.width, height, place.name, {
      structParent: link,
      Contents: new String(`${printable(text)}, page ${place.page}`),
    });
  }

  #bookmark(level: 1 | 2 | 3, text: string): void {
    if (level === 3) return;
    const parent = level === 1 ? this.pdf.outline : (this.#outline ?? this.pdf.outline);
    // pdfkit counts the left edge from the right.
    const options = { expanded: true, top: Math.max(0, this.y - 12), left: PAGE.width };
    const item = parent.addItem(printable(text), options);
    if (level === 1) this.#outline = item;
  }

  /** Sets lines that may run over several pages as one element, at least two of them on either side of a break. */
  protected flow(
    type: string,
    parent: Element,
    x: number,
    lines: Line[],
    padding: number,
    {
      decorate,
      end,
    }: { decorate?: (top: number, height: number) => void; end?: (element: Element) => void } = {},
  ): void {
    this.settle(firstLines(lines) + 2 * padding);
    const element = this.pdf.beginElement(type, parent);
    let rest = lines;
    while (rest.length > 0) {
      let count = fittingLines(rest, this.bottom - this.y - 2 * padding);
      if (rest.length - count === 1 && count > 2) count -= 1;
      if (count === 0 && this.y === PAGE.top) count = 1;
      const now = rest.slice(0, count);
      rest = rest.slice(count);
      if (now.length > 0) {
        const height = heightOf(now) + 2 * padding;
        if (decorate) this.pdf.asArtifact('Layout', () => decorate(this.y, height));
        // What is read from right to left stands at the right.
        const width = PAGE.left + CONTENT.width - x - (decorate ? x - PAGE.left : 0);
        const box = { width, align: 'left' } as const;
        this.pdf.textIn(element, now, x, this.y + padding, box);
        this.y += height;
      }
      if (rest.length > 0) this.newPage();
    }
    end?.(element);
    element.end();
  }

  /** A label beside what follows: it is set without moving on. */
  protected label(parent: Element, lines: Line[], x: number): void {
    const element = this.pdf.beginElement('Lbl', parent);
    this.pdf.inElement(element, () => this.pdf.drawLines(lines, x, this.y));
    element.end();
  }

  protected newPage(): void {
    this.#reach = 0;
    this.pdf.addPage();
    this.y = PAGE.top;
  }
}
