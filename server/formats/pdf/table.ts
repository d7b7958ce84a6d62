import { layField } from './form.ts';
import type { FormField, LaidField } from './form.ts';
import { breakLines, separate } from './text.ts';
import type { Line, Measure, RichText } from './text.ts';
import { COLOURS, CONTENT, STYLES } from './theme.ts';
import type { TextStyle } from './theme.ts';

/** A column; its width is a share of the table's. */
interface TableColumn {
  head: string;
  share: number;
  align?: 'left' | 'right';
}

/** What stands in a cell: text, smaller notes below it, and what is to be filled in, on a form. */
export interface TableCell {
  text: RichText;
  notes?: readonly RichText[];
  /** In a PDF alone. */
  field?: FormField;
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
  field?: LaidField | undefined;
}

type Decorate = (pdf: PDFKit.PDFDocument, left: number, top: number) => void;

/** As much of a row as fits on a page; `next` is the line to go on with, or null. */
interface RowSlice {
  cells: LaidCell[];
  height: number;
  next: number | null;
  decorate: Decorate;
}

interface LaidRow {
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
  /** The head over a row that stands on the page before where the table is broken there; null where there is none. */
  groupOf(index: number): string | null;
}

const PADDING = { x: 4.5, y: 3.5 };
/** Keeps figures at the right of their column clear of the text in the next; less where so many stand side by side. */
const RIGHT_INSET = 12;
const NARROW_INSET = 4;
const MOST_WIDE = 6;
const rightInset = (columns: number): number => (columns > MOST_WIDE ? NARROW_INSET : RIGHT_INSET);

/** Works out the place of everything in a table that may take up the given width in points. */
export function layTable(spec: TableSpec, fullWidth: number, measure: Measure): LaidTable {
  const shares = spec.columns.reduce((sum, column) => sum + column.share, 0);
  const width = fullWidth * Math.min(1, shares / (spec.sharesOfPage ?? shares));
  const widths = columnWidths(spec, width, measure);
  let x = 0;
  const columns = spec.columns.map(({ head, align = 'left' }, i) => {
    const column = { head, align, x, width: widths[i] ?? 0, inset: rightInset(spec.columns.length) };
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
        ...inner({ x: 0, width, align: 'left', inset: 0 }),
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
      const place = inner(columns[i] ?? { x: 0, width, align: 'left', inset: 0 });
      const style = row.total ? ({ ...STYLES.cell, weight: 'semibold' } as const) : STYLES.cell;
      const text = breakLines(cell.text, style, place.width, measure);
      const notes = (cell.notes ?? []).map((n) => breakLines(n, STYLES.cellNote, place.width, measure));
      const paragraphs = [text, ...notes];
      for (const lines of paragraphs.slice(0, -1)) separate(lines.at(-1)?.pieces ?? []);
      const field = cell.field && layField(cell.field, place.width, measure);
      // A field alone has no empty line above it.
      const lines = field && cell.text === '' ? [] : paragraphs.flat();
      return { ...place, lines, top: PADDING.y, span: 1, field };
    });
    return layRow(cells, width, COLOURS.rule, row.total ? COLOURS.tint : undefined);
  });

  const goesWithNext = linksOf(
    spec.rows,
    rows.map(({ height }) => height),
  );
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
      let last = index;
      while (goesWithNext[last]) last += 1;
      return rows.slice(index, last + 1).reduce((sum, row) => sum + row.height, 0);
    },
    groupOf: (index) => {
      const row = spec.rows[index];
      if (!row || 'group' in row) return null;
      const over = spec.rows.slice(0, index).findLast((one) => 'group' in one);
      return over && 'group' in over ? over.group : null;
    },
  };
}

/** So many rows begin and end a table on one page, as far as they take no more of it than this, in points. */
const LEAST_ROWS = 4;
const MOST_TOGETHER = CONTENT.height / 4;

/**
 * Which rows stand on the page of the next one: a head over rows with the first of them, what comes before a total with
 * it, and the first and the last row of a stretch with their neighbour, so that none is alone at the foot or the top of
 * a page. A table begins and ends with a few more, so that none is broken for the sake of two.
 */
function linksOf(rows: readonly TableRow[], heights: readonly number[]): boolean[] {
  const sum = (from: number, to: number) => heights.slice(from, to).reduce((all, height) => all + height, 0);
  const isEdge = (i: number) =>
    (i + 1 < LEAST_ROWS && sum(0, i + 2) <= MOST_TOGETHER) ||
    (i >= rows.length - LEAST_ROWS && sum(i, rows.length) <= MOST_TOGETHER);
  const isHead = (i: number) => {
    const row = rows[i];
    return row !== undefined && 'group' in row;
  };
  return rows.map((_, i) => {
    const next = rows[i + 1];
    if (next === undefined) return false;
    if (isHead(i) || isEdge(i)) return true;
    // A last stretch of one row would be alone on its page.
    if ('group' in next) return i + 3 === rows.length;
    const begins = i === 0 || isHead(i - 1);
    const isLastButOne = i + 2 === rows.length || isHead(i + 2);
    return begins || isLastButOne || next.total === true;
  });
}

/**
 * Columns by their shares, each at least as wide as the longest word of its head and, in a column of figures, as what
 * must not be broken in it ("17 of 30").
 */
function columnWidths({ columns, rows }: TableSpec, width: number, measure: Measure): number[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const wanted = columns.map(({ share }) => (width * share) / shares);
  const least = columns.map(({ head, align }, i) => {
    const widest = (texts: readonly string[], { weight, size }: TextStyle) =>
      Math.max(0, ...texts.map((text) => measure.width(measure.showable(text), weight, size)));
    const figures =
      align === 'right' ? rows.flatMap((row) => ('cells' in row ? inOneLine(row.cells[i]) : [])) : [];
    const inset = 2 * PADDING.x + (align === 'right' ? rightInset(columns.length) : 0);
    const needed = Math.max(
      widest(head.split(/[ -]/), STYLES.columnHead),
      // Bold, because a total is.
      widest([...new Set(figures)], { ...STYLES.cell, weight: 'semibold' }),
    );
    return Math.min(needed + inset + 0.5, width / 4);
  });
  const lacking = least.map((one, i) => Math.max(0, one - (wanted[i] ?? 0)));
  const spare = least.map((one, i) => Math.max(0, (wanted[i] ?? 0) - one));
  const [allLacking, allSpare] = [lacking, spare].map((list) => list.reduce((sum, one) => sum + one, 0));
  if (!allLacking || !allSpare || allLacking > allSpare) return wanted;
  return wanted.map((one, i) => one + (lacking[i] ?? 0) - ((spare[i] ?? 0) * allLacking) / allSpare);
}

/** The figures of a cell, of each what stands in one line. @example '17 of 30, 57%' // '17 of 30,' and '57%' */
function inOneLine(cell: TableCell | undefined): string[] {
  if (!cell) return [];
  const text = typeof cell.text === 'string' ? cell.text : cell.text.map((run) => run.text).join('');
  return text
    .split(/\n|(?<=,) /)
    .flatMap((part) => (/^[\d.,%+−–-]+( of [\d.,]+)?$/.test(part) ? [part] : part.split(' ')));
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

function inner(column: { x: number; width: number; align: 'left' | 'right'; inset: number }) {
  const { x, width, align, inset } = column;
  return { x: x + PADDING.x, width: width - 2 * PADDING.x - (align === 'right' ? inset : 0), align };
}

function layRow(cells: LaidCell[], width: number, ruleColour: string, tint: string | undefined): LaidRow {
  const heightWith = (list: readonly LaidCell[]) =>
    Math.max(...list.map((cell) => cell.top + heightOf(cell.lines) + (cell.field?.height ?? 0))) +
    PADDING.y +
    0.5;
  const height = heightWith(cells);

  return {
    cells,
    height,
    slice(from, room) {
      // What is filled in is not parted.
      const whole = from === 0 && (height <= room || cells.some(({ field }) => field));
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
