// Long because it writes every kind of block that a document has.

import type { Readable } from 'node:stream';
import { drawInParts, partCaption } from '../chart/index.ts';
import type { Chart, Scene } from '../chart/index.ts';
import { logoOnPaper } from '../logo.ts';
import type { Logo } from '../logo.ts';
import { MOST_STRETCH, PdfFlow } from './flow.ts';
import { REPLACEMENT_MARK } from './fonts.ts';
import { FormWriter, layField } from './form.ts';
import type { FormField } from './form.ts';
import { drawScene } from './scene.ts';
import { layTable } from './table.ts';
import type { LaidTable, TableSpec } from './table.ts';
import { printable } from './taggedDocument.ts';
import type { Element, PdfSettings } from './taggedDocument.ts';
import { breakLines, firstLines, heightOf } from './text.ts';
import type { RichText } from './text.ts';
import { COLOURS, CONTENT, PAGE, STYLES } from './theme.ts';
import type { TextStyle } from './theme.ts';

/**
 * Writes a tagged PDF (PDF/UA-1) as a stream.
 *
 * The same settings and content give the same bytes, whatever was written before. Nothing is kept on disk. Errors of
 * the content are thrown before the stream is handed out.
 */
export function writePdf(settings: PdfSettings, compose: (document: PdfDocument) => void): Readable {
  return composed(settings, compose).finish();
}

/** A last page with less than this on it looks like a mistake, in points. */
const LEAST_OF_LAST = CONTENT.height / 5;
/** A chart of several pages begins on a page of which so much is left, as a share of it. */
const LEAST_OF_CHART = 0.3;
/** What a heading and what is said under it may take, to wait for the table or drawing that they lead to, in points. */
const MOST_WAITING = 130;
/** How headings look, and how much room is before and after each. */
const OPEN_HEADINGS = {
  1: { style: STYLES.heading1, gaps: [0, 10] },
  2: { style: STYLES.heading2, gaps: [22, 6] },
  3: { style: STYLES.heading3, gaps: [12, 4] },
} as const;
const HEADINGS = {
  open: OPEN_HEADINGS,
  dense: {
    1: { style: STYLES.heading1Dense, gaps: [0, 5] },
    2: { style: STYLES.heading2Dense, gaps: [7, 2] },
    3: OPEN_HEADINGS[3],
  },
} as const;

/**
 * The document with its content, and a last page that is not nearly empty: where it would be, the pages before it take a
 * little more each, or, where that is not enough, a little less, so that the last one has something on it.
 */
function composed(settings: PdfSettings, compose: (document: PdfDocument) => void): PdfDocument {
  const attempt = (stretch: number) => {
    const document = new PdfDocument(settings, stretch);
    compose(document);
    document.end();
    return document;
  };
  const first = attempt(0);
  const { pages, last } = first.extent;
  if (pages === 1 || last >= LEAST_OF_LAST) return first;
  const closer = attempt(MOST_STRETCH);
  if (closer.extent.pages < pages) return closer;
  for (const share of [1, 2, 4]) {
    const looser = attempt(
      -Math.min(CONTENT.height / 12, (share * (LEAST_OF_LAST - last)) / (pages - 1) + 14),
    );
    if (looser.extent.pages === pages && looser.extent.last >= LEAST_OF_LAST) return looser;
  }
  return first;
}

/** A text that leads to a section, and the heading of that. */
export interface LeadsTo {
  text: string;
  heading: string;
}

/** Content goes in from top to bottom, one block after the other; pages are broken where they are full. */
export class PdfDocument extends PdfFlow {
  /** How close headings, paragraphs, lists and definitions are set, from here on. */
  look: 'open' | 'dense' = 'open';

  get #body(): TextStyle {
    return this.look === 'dense' ? STYLES.bodyDense : STYLES.body;
  }

  /** Ends the content; what stands for characters that no font has is said at its end. */
  override end(): void {
    if (!this.isComplete && !this.#isExplained) {
      this.#isExplained = true;
      this.paragraph(`${REPLACEMENT_MARK} stands for a character that cannot be shown in this document.`);
    }
    super.end();
  }

  #isExplained = false;

  /** A heading, which also becomes a bookmark unless it is of level 3. Levels must not be skipped. */
  heading(level: 1 | 2 | 3, text: string): void {
    const { style, gaps } = HEADINGS[this.look][level];
    const [before, after] = gaps;
    this.waiting.push({ level, text, lines: breakLines(text, style, CONTENT.width, this), before, after });
  }

  /** A paragraph over the whole width; a short one under a heading goes, with it, on the page of what follows. */
  paragraph(text: RichText, kind: 'body' | 'lead' | 'kicker' = 'body'): void {
    const lines = breakLines(text, kind === 'body' ? this.#body : STYLES[kind], CONTENT.width, this);
    const after = kind === 'kicker' ? 2 : 7;
    if (this.waiting.length > 0 && this.waitingHeight + heightOf(lines) <= MOST_WAITING) {
      this.waiting.push({ level: 'lead', text: '', lines, before: 0, after });
      return;
    }
    this.flow('P', this.root, PAGE.left, lines, 0);
    this.y += after;
  }

  /** Paragraphs that lead to what follows, a table or a drawing, and stand on the page on which it begins. */
  leadIn(texts: readonly string[]): void {
    for (const text of texts) {
      const lines = breakLines(text, this.#body, CONTENT.width, this);
      this.waiting.push({ level: 'lead', text, lines, before: 0, after: 7 });
    }
  }

  /** A paragraph set off by a tint and a bar at its side, for what must not be missed. */
  note(text: RichText, tone: 'plain' | 'caution' = 'plain'): void {
    const padding = { x: 12, y: 8 };
    const lines = breakLines(text, STYLES.body, CONTENT.width - 2 * padding.x, this);
    const tint = tone === 'caution' ? COLOURS.cautionTint : COLOURS.tint;
    const bar = tone === 'caution' ? COLOURS.caution : COLOURS.accent;
    this.y += 3;
    this.flow('P', this.root, PAGE.left + padding.x, lines, padding.y, {
      decorate: (top, height) => {
        this.pdf.rect(PAGE.left, top, CONTENT.width, height).fill(tint);
        this.pdf.rect(PAGE.left, top, 3, height).fill(bar);
      },
    });
    this.y += 10;
  }

  /** A list with a bullet before each item. */
  list(items: readonly RichText[]): void {
    const laid = items.map((item) => breakLines(item, this.#body, CONTENT.width - 14, this));
    if (!laid[0]) return;
    this.settle(firstLines(laid[0]));
    const list = this.pdf.beginElement('L', this.root);
    list.dictionary.data['A'] = { O: 'List', ListNumbering: 'Disc' };
    for (const lines of laid) {
      this.settle(firstLines(lines));
      const entry = this.pdf.beginElement('LI', list);
      this.label(entry, breakLines('•', this.#body, 14, this), PAGE.left + 3);
      this.flow('LBody', entry, PAGE.left + 14, lines, 0);
      entry.end();
      this.y += 3;
    }
    list.end();
    this.y += 4;
  }

  /** Terms with what they mean beside them; the terms take the given width in points. */
  definitions(
    pairs: readonly { term: string; text: RichText; link?: { text: string; href: string } | null }[],
    termWidth: number,
  ): void {
    const termStyle: TextStyle = { ...this.#body, weight: 'semibold', colour: COLOURS.accent };
    const gap = 12;
    const laid = pairs.map(({ term, text, link }) => {
      const label = breakLines(term, termStyle, termWidth, this);
      const lines = breakLines(text, this.#body, CONTENT.width - termWidth - gap, this);
      return { label, lines, link, start: Math.max(heightOf(label), firstLines(lines)) };
    });
    if (!laid[0]) return;
    this.settle(laid[0].start);
    const list = this.pdf.beginElement('L', this.root);
    list.dictionary.data['A'] = { O: 'List', ListNumbering: 'None' };
    for (const { label, lines, link, start } of laid) {
      this.settle(start);
      const entry = this.pdf.beginElement('LI', list);
      const page = this.pdf.page;
      const labelEnd = this.y + heightOf(label);
      this.label(entry, label, PAGE.left);
      const x = PAGE.left + termWidth + gap;
      this.flow('LBody', entry, x, lines, 0, link ? { end: (element) => this.#link(element, link, x) } : {});
      entry.end();
      if (this.pdf.page === page) this.y = Math.max(this.y, labelEnd);
      this.y += this.look === 'dense' ? 1.5 : 4;
    }
    list.end();
    this.y += 5;
  }

  /** Terms with what is filled in beside them; a note stands under it. */
  fields(pairs: readonly { term: string; field: FormField; note?: string }[], termWidth: number): void {
    const termStyle: TextStyle = { ...STYLES.body, weight: 'semibold', colour: COLOURS.accent };
    const x = PAGE.left + termWidth + 12;
    const width = CONTENT.width - termWidth - 12;
    if (pairs.length === 0) return;
    this.settle(40);
    const list = this.pdf.beginElement('L', this.root);
    list.dictionary.data['A'] = { O: 'List', ListNumbering: 'None' };
    for (const { term, field, note } of pairs) {
      const label = breakLines(term, termStyle, termWidth, this);
      const laid = layField(field, width, this);
      const under = note === undefined ? [] : breakLines(note, STYLES.cellNote, width, this);
      this.settle(Math.max(heightOf(label), laid.height + heightOf(under)));
      const entry = this.pdf.beginElement('LI', list);
      this.label(entry, label, PAGE.left);
      const body = this.pdf.beginElement('LBody', entry);
      laid.draw(this.#form, body, x, this.y);
      if (under.length > 0)
        this.pdf.inElement(body, () => this.pdf.drawLines(under, x, this.y + laid.height));
      body.end();
      entry.end();
      this.y += Math.max(heightOf(label), laid.height + heightOf(under)) + 4;
    }
    list.end();
    this.y += 5;
  }

  /** Room to write on over the whole width. */
  writingRoom(label: string, lines: number): void {
    const laid = layField({ kind: 'room', label, lines }, CONTENT.width, this);
    this.settle(laid.height);
    const element = this.pdf.beginElement('Div', this.root);
    laid.draw(this.#form, element, PAGE.left, this.y);
    element.end();
    this.y += laid.height + 10;
  }

  readonly #form = new FormWriter(this.pdf);

  /** A line that is a link, inside an element. */
  #link(parent: Element, { text, href }: { text: string; href: string }, x: number): void {
    const lines = breakLines([{ text, colour: COLOURS.accent }], this.#body, PAGE.height, this);
    this.settle(heightOf(lines));
    const element = this.pdf.beginElement('Link', parent);
    this.pdf.inElement(element, () => this.pdf.drawLines(lines, x, this.y));
    const [line] = lines;
    this.pdf.link(x, this.y, line?.width ?? 0, heightOf(lines), href, {
      structParent: element,
      Contents: new String(printable(text)),
    });
    element.end();
    this.y += heightOf(lines);
  }

  /** The sections that follow, each with the page that it begins on and a link there: texts of headings of level 2, or what leads to one. */
  contents(headings: readonly (string | LeadsTo)[]): void {
    if (headings.length === 0) return;
    const laid = headings.map((entry) => {
      const [text, lead] = typeof entry === 'string' ? [entry, entry] : [entry.heading, entry.text];
      return { text, lines: breakLines(lead, this.#body, CONTENT.width - 40, this), isLead: text !== lead };
    });
    this.settle(laid.reduce((sum, { lines }) => sum + heightOf(lines) + 2, 0));
    const list = this.pdf.beginElement('TOC', this.root);
    for (const { text, lines, isLead } of laid) {
      const item = this.pdf.beginElement('TOCI', list);
      const link = this.pdf.beginElement('Link', item);
      this.pdf.inElement(link, () => this.pdf.drawLines(lines, PAGE.left, this.y));
      const { start, count } = this.pdf.bufferedPageRange();
      const page = start + count - 1;
      this.entries.push({ text, page, top: this.y, height: heightOf(lines), link, isLead });
      this.y += heightOf(lines) + 2;
    }
    // It ends with the document: to end it now would end the links, which wait for their pages.
    this.y += headings.length > 1 ? 6 : 2;
  }

  /**
   * A table of data. The first column holds the heads of the rows. The head is repeated on every page, and a
   * row is split over pages only when it is taller than one. A table of a few rows stays on one page.
   */
  table(spec: TableSpec): void {
    const laid = layTable(spec, CONTENT.width, this);
    this.y += 4;
    const before = laid.captionHeight + laid.headHeight;
    const whole = laid.rows.reduce((sum, row) => sum + row.height, before);
    const start = before + Math.min(laid.together(0), CONTENT.height / 2);
    this.reachFor(this.waitingHeight + whole);
    this.settle(whole <= CONTENT.height / 4 ? whole : start);
    const table = this.pdf.beginElement('Table', this.root);
    const caption = this.pdf.beginElement('Caption', table);
    this.pdf.inElement(caption, () => this.pdf.drawLines(laid.caption, PAGE.left, this.y));
    caption.end();
    this.y += laid.captionHeight;

    const head = this.pdf.beginElement('THead', table);
    const headRow = this.pdf.beginElement('TR', head);
    this.pdf.asArtifact('Layout', () => laid.decorateHead(this.pdf, PAGE.left, this.y));
    for (const cell of laid.head) {
      const element = this.pdf.beginElement('TH', headRow, { scope: 'Column' });
      this.pdf.inElement(element, () =>
        this.pdf.drawLines(cell.lines, PAGE.left + cell.x, this.y + cell.top, cell),
      );
      element.end();
    }
    headRow.end();
    head.end();
    this.y += laid.headHeight;

    const body = this.pdf.beginElement('TBody', table);
    laid.rows.forEach((row, index) => {
      const together = laid.together(index);
      if (this.y + together > this.bottom)
        this.reachFor(laid.rows.slice(index).reduce((sum, { height }) => sum + height, 0));
      // A row taller than a page is split in any case, so it may as well begin here.
      const splits =
        together > CONTENT.height - laid.captionHeight - laid.headHeight &&
        this.bottom - this.y >= CONTENT.height / 4;
      if (this.y + together > this.bottom && !splits)
        this.#tableBreak(laid, spec.caption, laid.groupOf(index));
      const tr = this.pdf.beginElement('TR', body);
      const elements = row.cells.map((cell, column) => {
        const element = this.pdf.beginElement(
          column === 0 ? 'TH' : 'TD',
          tr,
          column === 0 ? { scope: 'Row' } : {},
        );
        if (cell.span > 1) {
          element.dictionary.data['A'] = { O: 'Table', Scope: 'Row', ColSpan: cell.span };
        }
        return element;
      });
      let slice = row.slice(0, this.bottom - this.y);
      for (;;) {
        const { height, cells, decorate } = slice;
        this.pdf.asArtifact('Layout', () => decorate(this.pdf, PAGE.left, this.y));
        cells.forEach((cell, column) => {
          const element = elements[column];
          if (element && cell.lines.length > 0) {
            this.pdf.inElement(element, () =>
              this.pdf.drawLines(cell.lines, PAGE.left + cell.x, this.y + cell.top, cell),
            );
          }
          const top = this.y + cell.top + heightOf(cell.lines);
          if (element) cell.field?.draw(this.#form, element, PAGE.left + cell.x, top);
        });
        this.y += height;
        if (slice.next === null) break;
        this.#tableBreak(laid, spec.caption, laid.groupOf(index));
        slice = row.slice(slice.next, this.bottom - this.y);
      }
      for (const element of elements) element.end();
      tr.end();
    });
    body.end();
    table.end();
    this.y += 12;
  }

  /** A logo in the margin above the first heading, at the right; it takes no room from what follows. */
  logo(logo: Logo, alt: string): void {
    const { width, height } = logoOnPaper(logo);
    const [left, top] = [PAGE.left + CONTENT.width - width, PAGE.top - height - 4];
    const figure = this.pdf.beginElement('Figure', this.root, {
      alt: printable(alt),
      bbox: [left, top, left + width, top + height],
      placement: 'Block',
    });
    this.pdf.inElement(figure, () => this.pdf.image(logo.png, left, top, { width, height }));
    figure.end();
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
    this.y += 4;
    this.settle(heightOf(lines) + 3 + height);
    const paragraph = caption === null ? null : this.pdf.beginElement('P', this.root);
    if (paragraph) this.pdf.inElement(paragraph, () => this.pdf.drawLines(lines, PAGE.left, this.y));
    paragraph?.end();
    this.y += heightOf(lines) + 3;
    const box: [number, number, number, number] = [
      PAGE.left,
      this.y,
      PAGE.left + scene.width * scale,
      this.y + height,
    ];
    const alt = printable(`${scene.title}. ${scene.description}`);
    const figure = this.pdf.beginElement('Figure', this.root, { alt, bbox: box, placement: 'Block' });
    this.pdf.inElement(figure, () => {
      const place = { left: PAGE.left, top: this.y, scale };
      drawScene(this.pdf, scene, place, (text) => this.showable(text));
    });
    figure.end();
    this.y += height + 12;
  }

  /**
   * A chart, on as many pages as it needs. One that fits on a page is not broken; of another the first part takes what is
   * left of this page. Each part has its scale, its caption and its own words for those who listen.
   *
   * @param width - of the page in units of the chart
   * @param caption - above each part; null for the title of the chart
   */
  chart(chart: Chart, width: number, caption: string | null): void {
    const perPoint = width / CONTENT.width;
    const above = heightOf(
      breakLines(`Part 10 of 10. ${caption ?? chart.title}`, STYLES.caption, CONTENT.width, this),
    );
    const height = Math.floor((CONTENT.height - above - 4) * perPoint);
    const whole = drawInParts(chart, width, height);
    const left = (this.room - above - 8) * perPoint;
    const scenes =
      whole.length === 1 || left < height * LEAST_OF_CHART
        ? whole
        : drawInParts(chart, width, height, Math.min(left, height));
    scenes.forEach((scene, i) => this.figure(scene, partCaption(scene, caption, i, scenes.length)));
  }

  /** Whether a block that is not broken, so many points high, still fits into so many pages. */
  fits(height: number, pages: number): boolean {
    return this.pdf.bufferedPageRange().count < pages || this.y + this.waitingHeight + height <= this.bottom;
  }

  /** What follows begins at the top of a page where this one has less than `height` points left; not behind a heading. */
  keepTogether(height: number): void {
    // What is said under a heading leads to nothing more where something else is to begin.
    if (this.waiting.at(-1)?.level === 'lead') this.settle(0);
    const begun = this.waiting.length === 0 && this.y > PAGE.top;
    if (begun && this.y + height > this.bottom) this.newPage();
  }

  /** Whether nothing has gone beyond the first page. */
  get isOnFirstPage(): boolean {
    return this.pdf.bufferedPageRange().count === 1;
  }

  /** What follows begins on a new page. */
  nextPage(): void {
    if (this.waiting.length > 0) this.settle(0);
    if (this.y > PAGE.top) this.newPage();
  }

  /** What is left of this page, in points. */
  get room(): number {
    return this.bottom - this.y - this.waitingHeight;
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
    this.settle(10);
    this.pdf.asArtifact('Layout', () =>
      this.pdf.rect(PAGE.left, this.y + 2, CONTENT.width, 0.75).fill(COLOURS.rule),
    );
    this.y += 11;
  }

  /** Goes on with a table on a new page, under its caption, its head and the head over the rows that go on. */
  #tableBreak(laid: LaidTable, caption: string, group: string | null): void {
    this.newPage();
    const again = breakLines(`${caption} (continued)`, STYLES.caption, CONTENT.width, this);
    this.pdf.asArtifact('Pagination', () => {
      this.pdf.drawLines(again, PAGE.left, this.y);
      this.y += heightOf(again) + 3;
      laid.decorateHead(this.pdf, PAGE.left, this.y);
      for (const cell of laid.head)
        this.pdf.drawLines(cell.lines, PAGE.left + cell.x, this.y + cell.top, cell);
      this.y += laid.headHeight;
      if (group === null) return;
      const over = breakLines(`${group} (continued)`, STYLES.rowGroup, CONTENT.width, this);
      this.pdf.drawLines(over, PAGE.left + 4.5, this.y + 5);
      this.y += heightOf(over) + 7;
    });
  }
}
