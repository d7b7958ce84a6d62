// Long because it writes every kind of block that a document has; each is a few lines of the library's.

import {
  AlignmentType,
  Bookmark,
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  Header,
  ImageRun,
  InternalHyperlink,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell as WordCell,
  TableLayoutType,
  TableRow as WordRow,
  TextRun,
  WidthType,
} from 'docx';
import type { IParagraphOptions } from 'docx';
import { drawInParts, partCaption } from './chart/index.ts';
import type { Chart, Scene } from './chart/index.ts';
import type { LeadsTo, RichText, TableRow, TableSpec } from './pdf/index.ts';
import { logoOnPaper } from './logo.ts';
import type { Logo } from './logo.ts';
import { scenePng } from './scenePng.ts';
import { sceneSvg } from './sceneSvg.ts';
import { COLOURS, PAGE, STYLES } from './pdf/theme.ts';
import type { TextStyle } from './pdf/theme.ts';

/** What a Word document is, apart from its content. */
export interface WordSettings {
  title: string;
  /** The program that the file names as its maker. */
  creator: string;
  /** Such as en-GB. */
  language: string;
  /** Stands at the head of every page: that this can be changed, and where the one that counts is to be had. */
  copy: string;
  /** Stands at the foot of every page, beside its number. */
  footer: string;
}

/**
 * What can be written into a PDF and into a Word document alike: a function that takes one of these makes both, so that
 * they cannot differ. A `PdfDocument` is one.
 */
export interface WrittenDocument {
  heading(level: 1 | 2 | 3, text: string): void;
  paragraph(text: RichText, kind?: 'body' | 'lead' | 'kicker'): void;
  /** Something that must not be missed. */
  note(text: RichText, tone?: 'plain' | 'caution'): void;
  list(items: readonly RichText[]): void;
  definitions(
    pairs: readonly { term: string; text: RichText; link?: { text: string; href: string } | null }[],
    termWidth: number,
  ): void;
  table(spec: TableSpec): void;
  rule(): void;
  /** Paragraphs that lead to what follows, a table or a drawing, and stand on its page. */
  leadIn(texts: readonly string[]): void;
  /** A logo, above the first heading. */
  logo(logo: Logo, alt: string): void;
  /** A drawing with its caption, read aloud as its title and description. */
  figure(scene: Scene, caption: string | null): void;
  /** A chart, on as many pages as it needs, its width in units of its own; without a caption its title stands above it. */
  chart(chart: Chart, width: number, caption: string | null): void;
  /** The sections that follow, each with a link to it: texts of headings of level 2. */
  contents(headings: readonly (string | LeadsTo)[]): void;
  nextPage(): void;
  /** How close texts are set, where that makes a difference to pages. */
  look: 'open' | 'dense';
  readonly isOnFirstPage: boolean;
  /** Where pages are made by whoever opens the document, these two do nothing. */
  keepTogether(height: number): void;
  textHeight(texts: readonly RichText[]): number;
}

/**
 * Writes a Word document (DOCX) that can be changed: headings, lists and captions have Word's own styles, the heads of
 * tables come again on every page, and every page says that it is a copy.
 *
 * It takes the same blocks as `writePdf`, with the same shapes, so a document is told once and written twice:
 *
 *     const tell = (document: WrittenDocument) => {
 *       document.heading(1, view.title);
 *       document.table({ caption, columns, rows });
 *     };
 *     writePdf(pdfSettings, tell);        // a stream
 *     await writeWord(wordSettings, tell); // bytes
 *
 * Drawings are vectors with an alternative text; programs that cannot show them show a picture of the same.
 * Signs that XML cannot hold are left out.
 */
export async function writeWord(
  settings: WordSettings,
  compose: (document: WrittenDocument) => void,
): Promise<Buffer> {
  const content = new Content();
  compose(content);
  const children = await content.finished();
  return Packer.toBuffer(
    new Document({
      title: plain(settings.title),
      creator: plain(settings.creator),
      description: plain(settings.copy),
      styles: stylesFor(settings.language),
      numbering: { config: [BULLETS] },
      sections: [
        {
          properties: {
            page: {
              size: { width: twips(PAGE.width), height: twips(PAGE.height) },
              margin: {
                top: twips(PAGE.top + 14),
                bottom: twips(PAGE.bottom),
                left: twips(PAGE.left),
                right: twips(PAGE.right),
                header: twips(30),
                footer: twips(30),
              },
            },
          },
          headers: {
            default: new Header({
              children: [new Paragraph({ style: 'Header', children: runs(settings.copy) })],
            }),
          },
          footers: { default: footerOf(settings.footer) },
          children,
        },
      ],
    }),
  );
}

/** Points as twentieths of them, in which Word measures. */
const twips = (points: number): number => Math.round(points * 20);
const WIDTH = twips(PAGE.width - PAGE.left - PAGE.right);
const colourOf = (colour: string): string => colour.replace('#', '');

const BULLETS = {
  reference: 'bullets',
  levels: [
    {
      level: 0,
      format: LevelFormat.BULLET,
      text: '•',
      style: { paragraph: { indent: { left: 340, hanging: 240 } } },
    },
  ],
};

/** Word measures pictures in points of a screen, of which there are 96 in 72 of paper. */
const SCREEN = 96 / 72;

type Block = Paragraph | Table;

class Content implements WrittenDocument {
  readonly blocks: (Block | (() => Promise<Block>))[] = [];
  look: 'open' | 'dense' = 'open';
  readonly isOnFirstPage = true;
  /** By heading of level 2, the name under which links find it. */
  readonly #places = new Map<string, string>();

  /** All blocks, the drawings made one after the other. */
  async finished(): Promise<Block[]> {
    const blocks: Block[] = [];
    for (const block of this.blocks) {
      blocks.push(typeof block === 'function' ? await block() : block);
    }
    return blocks;
  }

  keepTogether(): void {}

  textHeight(): number {
    return 0;
  }

  // Where pages end is for whoever opens it to see: a break would leave one nearly empty.
  nextPage(): void {}

  #placeOf(text: string): string {
    const place = this.#places.get(text) ?? `section_${this.#places.size + 1}`;
    this.#places.set(text, place);
    return place;
  }

  contents(headings: readonly (string | LeadsTo)[]): void {
    for (const entry of headings) {
      const { text, heading } = typeof entry === 'string' ? { text: entry, heading: entry } : entry;
      const link = new InternalHyperlink({ anchor: this.#placeOf(heading), children: runs(text) });
      this.blocks.push(new Paragraph({ style: 'Normal', children: [link] }));
    }
  }

  logo(logo: Logo, alt: string): void {
    const { width, height } = logoOnPaper(logo);
    const image = new ImageRun({
      type: 'png',
      data: logo.png,
      transformation: { width: width * SCREEN, height: height * SCREEN },
      altText: { name: plain(alt), title: plain(alt), description: plain(alt) },
    });
    this.blocks.push(new Paragraph({ style: 'Normal', alignment: AlignmentType.RIGHT, children: [image] }));
  }

  figure(scene: Scene, caption: string | null): void {
    if (caption !== null) this.#add('Caption', caption, { keepNext: true });
    const width = WIDTH / 20;
    const height = (scene.height * width) / scene.width;
    const title = plain(scene.title);
    this.blocks.push(
      async () =>
        new Paragraph({
          style: 'Normal',
          children: [
            new ImageRun({
              type: 'svg',
              data: Buffer.from(sceneSvg(scene)),
              fallback: { type: 'png', data: await scenePng(scene) },
              transformation: { width: width * SCREEN, height: height * SCREEN },
              altText: { name: title, title, description: plain(`${scene.title}. ${scene.description}`) },
            }),
          ],
        }),
    );
  }

  chart(chart: Chart, width: number, caption: string | null): void {
    // Under its caption, and with what Word adds between them.
    const height = ((PAGE.height - PAGE.top - PAGE.bottom - 90) * width * 20) / WIDTH;
    const scenes = drawInParts(chart, width, height);
    scenes.forEach((scene, i) => this.figure(scene, partCaption(scene, caption, i, scenes.length)));
  }

  #add(style: string, text: RichText, more: IParagraphOptions = {}): void {
    this.blocks.push(new Paragraph({ style, children: runs(text), ...more }));
  }

  heading(level: 1 | 2 | 3, text: string): void {
    if (level !== 2) {
      this.#add(`Heading${level}`, text);
      return;
    }
    const children = [new Bookmark({ id: this.#placeOf(text), children: runs(text) })];
    this.blocks.push(new Paragraph({ style: 'Heading2', children }));
  }

  paragraph(text: RichText, kind: 'body' | 'lead' | 'kicker' = 'body'): void {
    this.#add({ body: 'Normal', lead: 'Lead', kicker: 'Kicker' }[kind], text);
  }

  leadIn(texts: readonly string[]): void {
    for (const text of texts) this.#add('Normal', text, { keepNext: true });
  }

  note(text: RichText, tone: 'plain' | 'caution' = 'plain'): void {
    const colour = colourOf(tone === 'caution' ? COLOURS.caution : COLOURS.accent);
    const fill = colourOf(tone === 'caution' ? COLOURS.cautionTint : COLOURS.tint);
    this.#add('Normal', text, {
      shading: { type: ShadingType.CLEAR, fill },
      border: { left: { style: BorderStyle.SINGLE, size: 24, color: colour, space: 8 } },
    });
  }

  list(items: readonly RichText[]): void {
    for (const item of items)
      this.#add('ListParagraph', item, { numbering: { reference: 'bullets', level: 0 } });
  }

  definitions(
    pairs: readonly { term: string; text: RichText; link?: { text: string; href: string } | null }[],
  ): void {
    for (const { term, text, link } of pairs) {
      this.blocks.push(
        new Paragraph({
          style: 'Normal',
          children: [
            ...runs([{ text: `${term}: `, weight: 'bold' }]),
            ...runs(text),
            ...(link
              ? [
                  ...runs(' '),
                  new ExternalHyperlink({
                    link: link.href,
                    children: [
                      new TextRun({ text: plain(link.text), color: colourOf(COLOURS.accent), underline: {} }),
                    ],
                  }),
                ]
              : []),
          ],
        }),
      );
    }
  }

  table(spec: TableSpec): void {
    this.#add('Caption', spec.caption, { keepNext: true });
    const all = spec.columns.reduce((sum, { share }) => sum + share, 0);
    const widths = spec.columns.map(({ share }) => Math.floor((WIDTH * share) / (spec.sharesOfPage ?? all)));
    const head = new WordRow({
      tableHeader: true,
      cantSplit: true,
      children: spec.columns.map(
        ({ head: text }, i) =>
          new WordCell({
            width: { size: widths[i] ?? 0, type: WidthType.DXA },
            shading: { type: ShadingType.CLEAR, fill: colourOf(COLOURS.tint) },
            children: [new Paragraph({ style: 'TableHead', children: runs(text), ...alignment(spec, i) })],
          }),
      ),
    });
    this.blocks.push(
      new Table({
        width: { size: widths.reduce((sum, one) => sum + one, 0), type: WidthType.DXA },
        columnWidths: widths,
        layout: TableLayoutType.FIXED,
        margins: { top: 60, bottom: 60, left: 90, right: 90 },
        borders: BORDERS,
        rows: [head, ...spec.rows.map((row) => rowOf(spec, row, widths))],
      }),
      new Paragraph({ style: 'Normal', children: [] }),
    );
  }

  rule(): void {
    this.#add('Normal', '', {
      border: { bottom: { style: BorderStyle.SINGLE, size: 6, color: colourOf(COLOURS.rule), space: 1 } },
    });
  }
}

const LINE = { style: BorderStyle.SINGLE, size: 4, color: colourOf(COLOURS.rule) };
const BORDERS = {
  top: LINE,
  bottom: LINE,
  left: LINE,
  right: LINE,
  insideHorizontal: LINE,
  insideVertical: LINE,
};

const alignment = ({ columns }: TableSpec, column: number): IParagraphOptions =>
  columns[column]?.align === 'right' ? { alignment: 'right' } : {};

function rowOf(spec: TableSpec, row: TableRow, widths: readonly number[]): WordRow {
  if ('group' in row) {
    const children = [new Paragraph({ style: 'TableHead', keepNext: true, children: runs(row.group) })];
    return new WordRow({
      cantSplit: true,
      children: [new WordCell({ columnSpan: widths.length, children })],
    });
  }
  return new WordRow({
    // A line that goes on on the next page is read as two.
    cantSplit: true,
    children: row.cells.map(({ text, notes = [] }, i) => {
      const strong = row.total === true && typeof text === 'string';
      return new WordCell({
        width: { size: widths[i] ?? 0, type: WidthType.DXA },
        children: [
          new Paragraph({
            style: 'TableText',
            children: runs(strong ? [{ text, weight: 'bold' }] : text),
            ...alignment(spec, i),
          }),
          ...notes.map(
            (note) => new Paragraph({ style: 'TableNote', children: runs(note), ...alignment(spec, i) }),
          ),
        ],
      });
    }),
  });
}

const footerOf = (text: string): Footer =>
  new Footer({
    children: [
      new Paragraph({
        style: 'Footer',
        children: [
          ...runs(`${text} – page `),
          new TextRun({ children: [PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES] }),
        ],
      }),
    ],
  });

/** Runs of a text; a line break in it is one in the document. */
function runs(text: RichText): TextRun[] {
  return (typeof text === 'string' ? [{ text }] : text).flatMap((run) =>
    plain(run.text)
      .split('\n')
      .map(
        (line, i) =>
          new TextRun({
            text: line,
            ...(i > 0 && { break: 1 }),
            ...('weight' in run && run.weight !== undefined && run.weight !== 'regular' && { bold: true }),
            ...('colour' in run && run.colour !== undefined && { color: colourOf(run.colour) }),
          }),
      ),
  );
}

/** Without signs that no XML can hold, halves of characters among them. */
const plain = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replace(/\p{Surrogate}/gu, '');

/** The looks of the PDF under the names of Word's own styles, so that its contents page and its navigation work. */
function stylesFor(language: string) {
  const look = ({ size, weight, colour }: TextStyle) => ({
    run: { size: Math.round(size * 2), bold: weight !== 'regular', color: colourOf(colour) },
  });
  const space = (before: number, after: number, keepNext = false) => ({
    paragraph: { spacing: { before: twips(before), after: twips(after) }, keepNext },
  });
  const own = (id: string, name: string, style: TextStyle, gaps: ReturnType<typeof space>) => ({
    id,
    name,
    basedOn: 'Normal',
    quickFormat: true,
    ...look(style),
    ...gaps,
  });
  return {
    default: {
      document: {
        run: {
          font: 'Calibri',
          size: STYLES.body.size * 2 + 1,
          color: colourOf(COLOURS.text),
          language: { value: language },
        },
        paragraph: { spacing: { after: twips(6) } },
      },
      heading1: { ...look(STYLES.heading1), ...space(0, 8, true) },
      heading2: { ...look(STYLES.heading2), ...space(18, 5, true) },
      heading3: { ...look(STYLES.heading3), ...space(12, 4, true) },
      listParagraph: space(0, 3),
    },
    paragraphStyles: [
      own('Caption', 'caption', STYLES.caption, space(8, 3, true)),
      own('Lead', 'Lead', STYLES.lead, space(0, 7)),
      own('Kicker', 'Kicker', STYLES.kicker, space(0, 2)),
      own('TableHead', 'Table head', STYLES.columnHead, space(0, 0)),
      own('TableText', 'Table text', STYLES.cell, space(0, 0)),
      own('TableNote', 'Table note', STYLES.cellNote, space(0, 0)),
      own('Header', 'header', STYLES.footer, space(0, 0)),
      own('Footer', 'footer', STYLES.footer, space(0, 0)),
    ],
  };
}
