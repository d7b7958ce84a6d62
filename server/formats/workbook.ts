import type { Cell, Row } from 'write-excel-file/node';

/** Loaded with the first workbook, so that a start need not wait for it. */
const xlsx = async () => (await import('write-excel-file/node')).default;

const WIDEST = 40;
const NARROWEST = 10;

/** What a workbook of one sheet is made of. */
export interface WorkbookContent {
  sheet: string;
  heading: readonly string[];
  rows: AsyncIterable<readonly string[]>;
  /** Columns, from 0, whose cells are numbers in decimal notation, or empty. */
  numbers: ReadonlySet<number>;
}

/**
 * Writes an Excel workbook of one sheet with a bold heading that stays in sight. Cells are text whatever they begin
 * with, so that nothing of them is calculated, but for the columns of numbers. `readSheet` gives back the same texts.
 *
 * @param file - where to write it
 */
export async function writeWorkbookHere(file: string, content: WorkbookContent): Promise<void> {
  const { sheet, heading, rows, numbers } = content;
  const widths = heading.map((text) => text.length);
  const cells: Row[] = [heading.map((value) => ({ value, type: String, fontWeight: 'bold' as const }))];
  for await (const row of rows) {
    row.forEach((text, i) => {
      widths[i] = Math.max(widths[i] ?? 0, text.length);
    });
    cells.push(row.map((text, i) => (text === '' ? null : numbers.has(i) ? numberOf(text) : encode(text))));
  }
  const writeXlsxFile = await xlsx();
  await writeXlsxFile(cells, {
    sheet,
    stickyRowsCount: 1,
    columns: widths.map((width) => ({ width: Math.min(WIDEST, Math.max(NARROWEST, width + 2)) })),
  }).toFile(file);
}

/** What a cell of a sheet holds; a percentage is given as such, 25 for a quarter, with so many decimals shown. */
export type FilledCell = string | number | { percent: number; decimals: 0 | 1 };

/** A sheet of a workbook of several. */
export interface FilledSheet {
  name: string;
  /** Lines above the heading, a title; where there are any, nothing stays in sight. */
  above?: readonly (readonly string[])[];
  heading: readonly string[];
  rows: readonly (readonly FilledCell[])[];
}

/**
 * An Excel workbook of several sheets, each with a bold heading that stays in sight. Texts are texts whatever they
 * begin with, so that nothing of them is calculated; long ones are wrapped.
 */
export async function workbookOf(sheets: readonly FilledSheet[]): Promise<Buffer> {
  const writeXlsxFile = await xlsx();
  return writeXlsxFile(
    sheets.map(({ name, above = [], heading, rows }) => {
      const widths = heading.map((text, column) =>
        rows.reduce((most, row) => Math.max(most, textIn(row[column] ?? '').length), text.length),
      );
      return {
        sheet: name,
        ...(above.length === 0 ? { stickyRowsCount: 1 } : {}),
        columns: widths.map((width) => ({ width: Math.min(WIDEST, Math.max(NARROWEST, width + 2)) })),
        data: [
          ...above.map((row) => row.map((value) => cellOf(value))),
          heading.map((value) => ({
            value: encode(value),
            type: String,
            fontWeight: 'bold' as const,
            wrap: true,
            alignVertical: 'top' as const,
          })),
          ...rows.map(rowOf),
        ],
      };
    }),
  ).toBuffer();
}

/** How high a line of text is, in points, and how many letters a line of the widest column holds, on the safe side. */
const LINE = 15;
const LETTERS = WIDEST - 4;

/** A row that is as high as its longest text: not every program makes it so by itself. */
function rowOf(row: readonly FilledCell[]): Cell[] {
  const lines = Math.max(
    1,
    ...row.map((value) => (isWrapped(value) ? Math.ceil(textIn(value).length / LETTERS) : 1)),
  );
  const height = lines === 1 ? {} : { height: LINE * Math.min(lines, MOST_LINES) };
  return row.map((value) => cellOf(value, height));
}

/** No row of a sheet can be higher than 409 points. */
const MOST_LINES = 27;

const isWrapped = (value: FilledCell): boolean => typeof value === 'string' && value.length > WIDEST;

function cellOf(value: FilledCell, more: { height?: number } = {}): Cell {
  if (value === '') return null;
  if (typeof value === 'string') {
    return { ...more, value: encode(value), type: String, wrap: isWrapped(value), alignVertical: 'top' };
  }
  if (typeof value === 'number') return { ...more, value, type: Number, alignVertical: 'top' };
  return {
    ...more,
    value: value.percent / 100,
    type: Number,
    format: value.decimals === 0 ? '0%' : '0.0%',
    alignVertical: 'top',
  };
}

/** A cell as a text file has it; a percentage without its sign, so that it is a number there too. */
export function textIn(cell: FilledCell): string {
  if (typeof cell === 'object') return cell.percent.toFixed(cell.decimals);
  return String(cell);
}

/** Spreadsheets keep 15 digits; a number with more stays text. */
function numberOf(text: string): number | string {
  const number = Number(text);
  return String(Number(number.toPrecision(15))) === text ? number : text;
}

/**
 * What XML cannot hold, or would change, in the notation of ISO/IEC 29500 (22.9.2.19), and text that looks like that
 * notation as well.
 */
function encode(text: string): string {
  return text.replace(/_(?=x[\da-f]{4}_)/gi, '_x005F_').replace(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g,
    (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
}
