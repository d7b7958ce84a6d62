import type { Readable } from 'node:stream';
import type { Scene } from '../chart/index.ts';
import { showable } from './fonts.ts';
import { drawScene } from './scene.ts';
import { layTable } from './table.ts';
import type { TableSpec } from './table.ts';
import { openTagged, printable } from './taggedDocument.ts';
import type { Element, PdfSettings, TaggedDocument } from './taggedDocument.ts';
import { breakLines, firstLines, fittingLines, heightOf, oneLine } from './text.ts';
import type { Line, Measure, RichText } from './text.ts';
import { BOTTOM, COLOURS, CONTENT, PAGE, STYLES } from './theme.ts';
import type { TextStyle, Weight } from './theme.ts';

/** Headings that wait for what they belong to, so that none is left alone at the foot of a page. */
interface Waiting {
  level: 1 | 2 | 3;
  text: string;
  lines: Line[];
  before: number;
  after: number;
}

/**
 * Writes a tagged PDF (PDF/UA-1) as a stream.
 *
 * The same settings and content give the same bytes, whatever was written before. Nothing is kept on disk. Errors of
 * the content are thrown before the stream is handed out.
 */
export function writePdf(settings: PdfSettings, compose: (document: PdfDocument) => void): Readable {
  const document = new PdfDocument(settings);
  compose(document);
  return document.finish();
}

/** Content goes in from top to bottom, one block after the other; pages are broken where they are full. */
export class PdfDocument implements Measure {
  readonly #pdf: TaggedDocument;
  readonly #settings: PdfSettings;
  readonly #root: Element;
  readonly #widths = new Map<string, number>();
  #outline: PDFKit.PDFOutline | undefined;
  #waiting: Waiting[] = [];
  #complete = true;
  #y: number = PAGE.top;

  constructor(settings: PdfSettings) {
    this.#settings = settings;
    this.#pdf = openTagged(settings);
    this.#root = this.#pdf.struct('Document');
    this.#pdf.addStructure(this.#root);
    this.#pdf.addPage();
  }

  /** Whether every character so far could be shown; if not, the mark in its place needs an explanation. */
  get complete(): boolean {
    return this.#complete;
  }

  /** A heading, which also becomes a bookmark unless it is of level 3. Levels must not be skipped. */
  heading(level: 1 | 2 | 3, text: string): void {
    const style = STYLES[`heading${level}`];
    const gaps = { 1: [0, 10], 2: [22, 6], 3: [12, 4] }[level];
    const [before = 0, after = 0] = gaps;
    this.#waiting.push({ level, text, lines: breakLines(text, style, CONTENT.width, this), before, after });
  }

  /** A paragraph over the whole width. */
  paragraph(text: RichText, kind: 'body' | 'lead' | 'kicker' = 'body'): void {
    const lines = breakLines(text, STYLES[kind], CONTENT.width, this);
    this.#flow('P', this.#root, PAGE.left, lines, 0);
    this.#y += kind === 'kicker' ? 2 : 7;
  }

  /** A paragraph set off by a tint and a bar at its side, for what must not be missed. */
  note(text: RichText, tone: 'plain' | 'caution' = 'plain'): void {
    const padding = { x: 12, y: 8 };
    const lines = breakLines(text, STYLES.body, CONTENT.width - 2 * padding.x, this);
    const tint = tone === 'caution' ? COLOURS.cautionTint : COLOURS.tint;
    const bar = tone === 'caution' ? COLOURS.caution : COLOURS.accent;
    this.#y += 3;
    this.#flow('P', this.#root, PAGE.left + padding.x, lines, padding.y, (top, height) => {
      this.#pdf.rect(PAGE.left, top, CONTENT.width, height).fill(tint);
      this.#pdf.rect(PAGE.left, top, 3, height).fill(bar);
    });
    this.#y += 10;
  }

  /** A list with a bullet before each item. */
  list(items: readonly RichText[]): void {
    const laid = items.map((item) => breakLines(item, STYLES.body, CONTENT.width - 14, this));
    if (!laid[0]) return;
    this.#settle(firstLines(laid[0]));
    const list = this.#pdf.beginElement('L', this.#root);
    list.dictionary.data['A'] = { O: 'List', ListNumbering: 'Disc' };
    for (const lines of laid) {
      this.#settle(firstLines(lines));
      const entry = this.#pdf.beginElement('LI', list);
      this.#label(entry, breakLines('•', STYLES.body, 14, this), PAGE.left + 3);
      this.#flow('LBody', entry, PAGE.left + 14, lines, 0);
      entry.end();
      this.#y += 3;
    }
    list.end();
    this.#y += 4;
  }

  /** Terms with what they mean beside them; the terms take the given width in points. */
  definitions(pairs: readonly { term: string; text: RichText }[], termWidth: number): void {
    const termStyle: TextStyle = { ...STYLES.body, weight: 'semibold', colour: COLOURS.accent };
    const gap = 12;
    const laid = pairs.map(({ term, text }) => {
      const label = breakLines(term, termStyle, termWidth, this);
      const lines = breakLines(text, STYLES.body, CONTENT.width - termWidth - gap, this);
      return { label, lines, start: Math.max(heightOf(label), firstLines(lines)) };
    });
    if (!laid[0]) return;
    this.#settle(laid[0].start);
    const list = this.#pdf.beginElement('L', this.#root);
    list.dictionary.data['A'] = { O: 'List', ListNumbering: 'None' };
    for (const { label, lines, start } of laid) {
      this.#settle(start);
      const entry = this.#pdf.beginElement('LI', list);
      const page = this.#pdf.page;
      const labelEnd = this.#y + heightOf(label);
      this.#label(entry, label, PAGE.left);
      this.#flow('LBody', entry, PAGE.left + termWidth + gap, lines, 0);
      entry.end();
      if (this.#pdf.page === page) this.#y = Math.max(this.#y, labelEnd);
      this.#y += 4;
    }
    list.end();
    this.#y += 5;
  }

  /**
   * A table of data. The first column holds the heads of the rows. The head is repeated on every page, and a
   * row is split over pages only when it is taller than one. A table of a few rows stays on one page.
   */
  table(spec: TableSpec): void {
    const laid = layTable(spec, CONTENT.width, this);
    this.#y += 4;
    const before = laid.captionHeight + laid.headHeight;
    const whole = laid.rows.reduce((sum, row) => sum + row.height, before);
    const start = before + Math.min(laid.together(0), CONTENT.height / 2);
    this.#settle(whole <= CONTENT.height / 4 ? whole : start);
    const table = this.#pdf.beginElement('Table', this.#root);
    const caption = this.#pdf.beginElement('Caption', table);
    this.#pdf.inElement(caption, () => this.#pdf.drawLines(laid.caption, PAGE.left, this.#y));
    caption.end();
    this.#y += laid.captionHeight;

    const head = this.#pdf.beginElement('THead', table);
    const headRow = this.#pdf.beginElement('TR', head);
    this.#pdf.asArtifact('Layout', () => laid.decorateHead(this.#pdf, PAGE.left, this.#y));
    for (const cell of laid.head) {
      const element = this.#pdf.beginElement('TH', headRow, { scope: 'Column' });
      this.#pdf.inElement(element, () =>
        this.#pdf.drawLines(cell.lines, PAGE.left + cell.x, this.#y + cell.top, cell),
      );
      element.end();
    }
    headRow.end();
    head.end();
    this.#y += laid.headHeight;

    const body = this.#pdf.beginElement('TBody', table);
    laid.rows.forEach((row, index) => {
      const together = laid.together(index);
      // A row taller than a page is split in any case, so it may as well begin here.
      const splits = together > CONTENT.height - laid.headHeight && BOTTOM - this.#y >= CONTENT.height / 4;
      if (this.#y + together > BOTTOM && !splits) this.#tableBreak(laid);
      const tr = this.#pdf.beginElement('TR', body);
      const elements = row.cells.map((cell, column) => {
        const element = this.#pdf.beginElement(
          column === 0 ? 'TH' : 'TD',
          tr,
          column === 0 ? { scope: 'Row' } : {},
        );
        if (cell.span > 1) {
          element.dictionary.data['A'] = { O: 'Table', Scope: 'Row', ColSpan: cell.span };
        }
        return element;
      });
      let slice = row.slice(0, BOTTOM - this.#y);
      for (;;) {
        const { height, cells, decorate } = slice;
        this.#pdf.asArtifact('Layout', () => decorate(this.#pdf, PAGE.left, this.#y));
        cells.forEach((cell, column) => {
          const element = elements[column];
          if (element && cell.lines.length > 0) {
            this.#pdf.inElement(element, () =>
              this.#pdf.drawLines(cell.lines, PAGE.left + cell.x, this.#y + cell.top, cell),
            );
          }
        });
        this.#y += height;
        if (slice.next === null) break;
        this.#tableBreak(laid);
        slice = row.slice(slice.next, BOTTOM - this.#y);
      }
      for (const element of elements) element.end();
      tr.end();
    });
    body.end();
    table.end();
    this.#y += 12;
  }

  /**
   * A drawing as wide as the page, with its caption above it if it has one; read aloud it is its title and description. It stays on
   * one page.
   *
   * @throws RangeError for a drawing that is taller than a page
   */
  figure(scene: Scene, caption: string | null): void {
    const lines = caption === null ? [] : breakLines(caption, STYLES.caption, CONTENT.width, this);
    const room = CONTENT.height - heightOf(lines) - 3;
    const scale = CONTENT.width / scene.width;
    const height = scene.height * scale;
    if (height > room) throw new RangeError(`the drawing "${scene.title}" does not fit on a page`);
    this.#y += 4;
    this.#settle(heightOf(lines) + 3 + height);
    const paragraph = caption === null ? null : this.#pdf.beginElement('P', this.#root);
    if (paragraph) this.#pdf.inElement(paragraph, () => this.#pdf.drawLines(lines, PAGE.left, this.#y));
    paragraph?.end();
    this.#y += heightOf(lines) + 3;
    const box: [number, number, number, number] = [
      PAGE.left,
      this.#y,
      PAGE.left + scene.width * scale,
      this.#y + height,
    ];
    const alt = printable(`${scene.title}. ${scene.description}`);
    const figure = this.#pdf.beginElement('Figure', this.#root, { alt, bbox: box, placement: 'Block' });
    this.#pdf.inElement(figure, () => {
      const place = { left: PAGE.left, top: this.#y, scale };
      drawScene(this.#pdf, scene, place, (text) => this.showable(text));
    });
    figure.end();
    this.#y += height + 12;
  }

  /** What follows begins at the top of a page where this one has less than `height` points left; not behind a heading. */
  keepTogether(height: number): void {
    const begun = this.#waiting.length === 0 && this.#y > PAGE.top;
    if (begun && this.#y + height > BOTTOM) this.#newPage();
  }

  /** What is left of this page, in points. */
  get room(): number {
    return BOTTOM - this.#y;
  }

  /** What texts take of a page one under the other, as paragraphs or items of a list, in points. */
  textHeight(texts: readonly RichText[]): number {
    return texts.reduce(
      (sum: number, text) => sum + heightOf(breakLines(text, STYLES.body, CONTENT.width - 14, this)) + 7,
      0,
    );
  }

  /** What a figure takes of a page with its caption, in points. */
  figureHeight(scene: Scene, caption: string): number {
    return 4 + this.#captionHeight(caption) + (scene.height * CONTENT.width) / scene.width + 12;
  }

  #captionHeight(caption: string): number {
    return heightOf(breakLines(caption, STYLES.caption, CONTENT.width, this)) + 3;
  }

  /** Draws a thin rule over the whole width. */
  rule(): void {
    this.#settle(10);
    this.#pdf.asArtifact('Layout', () =>
      this.#pdf.rect(PAGE.left, this.#y + 2, CONTENT.width, 0.75).fill(COLOURS.rule),
    );
    this.#y += 11;
  }

  width(text: string, weight: Weight, size: number): number {
    const key = `${weight} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      width = this.#pdf.font(weight, 1000).widthOfString(text);
      this.#widths.set(key, width);
    }
    return (width * size) / 1000;
  }

  showable(text: string): string {
    const shown = showable(text);
    if (!shown.complete) this.#complete = false;
    return shown.text;
  }

  /** Numbers the pages and closes the file. */
  finish(): Readable {
    // Else a page that is full to the last line would be followed by an empty one.
    if (this.#waiting.length > 0) this.#settle(0);
    this.#root.end();
    const { start, count } = this.#pdf.bufferedPageRange();
    for (let i = 0; i < count; i += 1) {
      this.#pdf.switchToPage(start + i);
      this.#pdf.asArtifact('Pagination', () => this.#footer(`Page ${i + 1} of ${count}`));
    }
    this.#pdf.end();
    return this.#pdf;
  }

  #footer(pageNumber: string): void {
    const top = BOTTOM + 22;
    const [number] = breakLines(pageNumber, STYLES.footer, CONTENT.width, this);
    if (!number) return;
    const width = CONTENT.width - number.width - 24;
    const text = oneLine(this.#settings.footer, STYLES.footer, width, this);
    this.#pdf.rect(PAGE.left, top - 6, CONTENT.width, 0.5).fill(COLOURS.rule);
    this.#pdf.drawLines(text, PAGE.left, top);
    this.#pdf.drawLines([number], PAGE.left + CONTENT.width - number.width, top);
  }

  /** Makes room for a block that begins with a part of the given height, and sets the headings before it. */
  #settle(height: number): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const headings = waiting.reduce(
      (sum, { lines, before, after }) => sum + before + heightOf(lines) + after,
      0,
    );
    if (this.#y + headings + height > BOTTOM && this.#y > PAGE.top) this.#newPage();
    for (const { level, text, lines, before, after } of waiting) {
      if (this.#y > PAGE.top) this.#y += before;
      const element = this.#pdf.beginElement(`H${level}`, this.#root);
      this.#bookmark(level, text);
      this.#pdf.inElement(element, () => this.#pdf.drawLines(lines, PAGE.left, this.#y));
      element.end();
      this.#y += heightOf(lines) + after;
    }
  }

  #bookmark(level: 1 | 2 | 3, text: string): void {
    if (level === 3) return;
    const parent = level === 1 ? this.#pdf.outline : (this.#outline ?? this.#pdf.outline);
    // pdfkit counts the left edge from the right.
    const options = { expanded: true, top: Math.max(0, this.#y - 12), left: PAGE.width };
    const item = parent.addItem(printable(text), options);
    if (level === 1) this.#outline = item;
  }

  /** Sets lines that may run over several pages as one element, at least two of them on either side of a break. */
  #flow(
    type: string,
    parent: Element,
    x: number,
    lines: Line[],
    padding: number,
    decorate?: (top: number, height: number) => void,
  ): void {
    this.#settle(firstLines(lines) + 2 * padding);
    const element = this.#pdf.beginElement(type, parent);
    let rest = lines;
    while (rest.length > 0) {
      let count = fittingLines(rest, BOTTOM - this.#y - 2 * padding);
      if (rest.length - count === 1 && count > 2) count -= 1;
      if (count === 0 && this.#y === PAGE.top) count = 1;
      const now = rest.slice(0, count);
      rest = rest.slice(count);
      if (now.length > 0) {
        const height = heightOf(now) + 2 * padding;
        if (decorate) this.#pdf.asArtifact('Layout', () => decorate(this.#y, height));
        this.#pdf.inElement(element, () => this.#pdf.drawLines(now, x, this.#y + padding));
        this.#y += height;
      }
      if (rest.length > 0) this.#newPage();
    }
    element.end();
  }

  /** A label beside what follows: it is set without moving on. */
  #label(parent: Element, lines: Line[], x: number): void {
    const element = this.#pdf.beginElement('Lbl', parent);
    this.#pdf.inElement(element, () => this.#pdf.drawLines(lines, x, this.#y));
    element.end();
  }

  #newPage(): void {
    this.#pdf.addPage();
    this.#y = PAGE.top;
  }

  #tableBreak(laid: ReturnType<typeof layTable>): void {
    this.#newPage();
    this.#pdf.asArtifact('Pagination', () => {
      laid.decorateHead(this.#pdf, PAGE.left, this.#y);
      for (const cell of laid.head)
        this.#pdf.drawLines(cell.lines, PAGE.left + cell.x, this.#y + cell.top, cell);
    });
    this.#y += laid.headHeight;
  }
}
