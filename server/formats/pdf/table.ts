import { breakLines, separate } from './text.ts';
import type { Line, Measure, RichText } from './text.ts';
import { COLOURS, STYLES } from './theme.ts';

/** A column; its width is a share of the table's. */
export interface TableColumn {
  head: string;
  share: number;
  align?: 'left' | 'right';
}

/** What stands in a cell: text, and smaller notes below it. */
export interface TableCell {
  text: RichText;
  notes?: readonly RichText[];
}

/** A row of data, or a head over the rows that follow it. */
export type TableRow = { group: string } | { cells: readonly TableCell[]; total?: boolean };

export interface TableSpec {
  caption: string;
  columns: readonly TableColumn[];
  rows: readonly TableRow[];
  /** The sum of shares that would fill the page's width; without it the columns do. */
  sharesOfPage?: number;
}

/** Lines of a cell at their place: x from the left edge of the table, top from that of the row, in points. */
export interface LaidCell {
  lines: Line[];
  x: number;
  top: number;
  width: number;
  align: 'left' | 'right';
  span: number;
}

type Decorate = (pdf: PDFKit.PDFDocument, left: number, top: number) => void;

/** As much of a row as fits on a page; `next` is the line to go on with, or null. */
export interface RowSlice {
  cells: LaidCell[];
  height: number;
  next: number | null;
  decorate: Decorate;
}

export interface LaidRow {
  cells: LaidCell[];
  height: number;
  slice(from: number, room: number): RowSlice;
}

export interface LaidTable {
  caption: Line[];
  captionHeight: number;
  head: LaidCell[];
  headHeight: number;
  decorateHead: Decorate;
  rows: LaidRow[];
  /** The height of a row with those that must stand on the same page. */
  together(index: number): number;
}

const PADDING = { x: 4.5, y: 3.5 };
/** Keeps figures at the right of their column clear of the text in the next. */
const RIGHT_INSET = 12;

/** Works out the place of everything in a table that may take up the given width in points. */
export function layTable(spec: TableSpec, fullWidth: number, measure: Measure): LaidTable {
  const shares = spec.columns.reduce((sum, column) => sum + column.share, 0);
  const width = fullWidth * Math.min(1, shares / (spec.sharesOfPage ?? shares));
  let x = 0;
  const columns = spec.columns.map(({ head, share, align = 'left' }) => {
    const column = { head, align, x, width: (width * share) / shares };
    x += column.width;
    return column;
  });

  const caption = breakLines(spec.caption, STYLES.caption, fullWidth, measure);
  const headLines = columns.map((column) => headOf(column.head, inner(column).width, measure));
  const headHeight = Math.max(...headLines.map(heightOf)) + 2 * PADDING.y + 1;
  const head = columns.map((column, i): LaidCell => {
    const lines = headLines[i] ?? [];
    const top = headHeight - PADDING.y - 1 - heightOf(lines);
    return { ...inner(column), lines, top, span: 1 };
  });

  const rows = spec.rows.map((row): LaidRow => {
    if ('group' in row) {
      const lines = breakLines(row.group, STYLES.rowGroup, width - 2 * PADDING.x, measure);
      const cell = {
        ...inner({ x: 0, width, align: 'left' }),
        lines,
        top: PADDING.y + 5,
        span: columns.length,
      };
      return layRow([cell], width, COLOURS.accent, undefined);
    }
    if (row.cells.length !== columns.length) {
      throw new RangeError(
        `a row of "${spec.caption}" has ${row.cells.length} cells for ${columns.length} columns`,
      );
    }
    const cells = row.cells.map((cell, i): LaidCell => {
      const place = inner(columns[i] ?? { x: 0, width, align: 'left' });
      const style = row.total ? ({ ...STYLES.cell, weight: 'semibold' } as const) : STYLES.cell;
      const text = breakLines(cell.text, style, place.width, measure);
      const notes = (cell.notes ?? []).map((n) => breakLines(n, STYLES.cellNote, place.width, measure));
      const paragraphs = [text, ...notes];
      for (const lines of paragraphs.slice(0, -1)) separate(lines.at(-1)?.pieces ?? []);
      return { ...place, lines: paragraphs.flat(), top: PADDING.y, span: 1 };
    });
    return layRow(cells, width, COLOURS.rule, row.total ? COLOURS.tint : undefined);
  });

  return {
    caption,
    captionHeight: heightOf(caption) + 3,
    head,
    headHeight,
    decorateHead: (pdf, left, top) => {
      pdf.rect(left, top, width, headHeight).fill(COLOURS.tint);
      pdf.rect(left, top + headHeight - 1, width, 1).fill(COLOURS.accent);
    },
    rows,
    together: (index) => {
      let height = 0;
      let data = 0;
      for (let i = index; i < rows.length; i += 1) {
        height += rows[i]?.height ?? 0;
        const row = spec.rows[i];
        // A group is not left without its first row, nor a total on a page of its own.
        if (!row || 'group' in row) continue;
        data += 1;
        const next = spec.rows[i + 1];
        const totalNext = next !== undefined && 'total' in next && next.total;
        // Nor is one row left alone at the foot of a page or at the top of the last.
        const left = spec.rows.slice(i + 1).filter((other) => !('group' in other)).length;
        const isAlone = (index === 0 && data < 2 && left > 0) || (data === 1 && left === 1);
        if (!totalNext && !isAlone) break;
      }
      return height;
    },
  };
}

/** A head of a column, broken outside its brackets where they have room in one line. */
function headOf(text: string, width: number, measure: Measure): Line[] {
  const { weight, size } = STYLES.columnHead;
  const whole = text.replace(/\([^()]*\)/g, (bracket) => {
    const unbroken = bracket.replaceAll(' ', '\u00A0');
    return measure.width(measure.showable(unbroken), weight, size) <= width ? unbroken : bracket;
  });
  return breakLines(whole, STYLES.columnHead, width, measure);
}

function inner({ x, width, align }: { x: number; width: number; align: 'left' | 'right' }) {
  const inset = align === 'right' ? RIGHT_INSET : 0;
  return { x: x + PADDING.x, width: width - 2 * PADDING.x - inset, align };
}

function layRow(cells: LaidCell[], width: number, ruleColour: string, tint: string | undefined): LaidRow {
  const heightWith = (list: readonly LaidCell[]) =>
    Math.max(...list.map((cell) => cell.top + heightOf(cell.lines))) + PADDING.y + 0.5;
  const height = heightWith(cells);

  return {
    cells,
    height,
    slice(from, room) {
      const whole = from === 0 && height <= room;
      const rest = cells.map((cell) => ({ ...cell, lines: cell.lines.slice(from) }));
      let count = Math.max(...rest.map((cell) => cell.lines.length));
      const cut = () => rest.map((cell) => ({ ...cell, lines: cell.lines.slice(0, count) }));
      if (!whole) while (count > 1 && heightWith(cut()) > room) count -= 1;
      const shown = cut();
      const next = rest.some((cell) => cell.lines.length > count) ? from + count : null;
      const sliceHeight = heightWith(shown);
      return {
        cells: shown,
        height: sliceHeight,
        next,
        decorate: (pdf, left, top) => {
          if (tint) pdf.rect(left, top, width, sliceHeight).fill(tint);
          if (next === null) pdf.rect(left, top + sliceHeight - 0.5, width, 0.5).fill(ruleColour);
        },
      };
    },
  };
}

function heightOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.style.leading, 0);
}
