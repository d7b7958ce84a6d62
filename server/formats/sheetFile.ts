import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { readCsv, SheetFormatError } from './csv.ts';
import type { SheetLine } from './csv.ts';
import { encodingOf } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { separatorOf } from './separators.ts';
import { hiddenColumnsOf, letters, readXlsx, sheetNamesOf } from './xlsx/index.ts';

export { SheetFormatError } from './csv.ts';
export type { SheetLine } from './csv.ts';

/** The most rows under the heading that are taken from one sheet. */
export const SHEET_MAXIMUM_ROWS = 1_000_000;
/** The columns of a spreadsheet end at XFD. */
const SHEET_MAXIMUM_COLUMNS = 16_384;
const READ_AS_WINDOWS =
  'The file is not in UTF-8, so it was read as spreadsheets save "CSV (comma delimited)" (Windows-1252). ' +
  'Look at words with accents; if one is wrong, save the sheet as "CSV UTF-8".';
/** So much of a file tells what separates its cells, and so much whether it is text at all. */
const START_BYTES = 16_384;
const TEXT_BYTES = 4096;
/** Whoever hides a column hides its heading, which stands in the first rows. */
const ROWS_LOOKED_AT = 50;
const AND = new Intl.ListFormat('en-GB');

/**
 * Reads a sheet line by line, CSV or a sheet of an Excel workbook, the first visible one where none is named. Which of them it is, and what
 * separates the cells of CSV, is told from the content, never from the name. Empty rows are passed over but counted.
 *
 * @param path - where the file is kept
 * @param limits - rows: the most under the heading
 * @param name - of the sheet in a workbook
 * @throws SheetFormatError, a sentence for people, when the file is neither, is damaged, is text that cannot be read, has
 *   more than so many rows or cells without a value. It may come after the last line, so nothing of the sheet may be
 *   used before its end.
 */
export async function* readSheet(
  path: string,
  limits: { rows: number } = { rows: SHEET_MAXIMUM_ROWS },
  name?: string,
): AsyncGenerator<SheetLine> {
  const { encoding, start } = await lookAt(path);
  const lines =
    encoding === null ? readXlsx(path, name) : readCsv(createReadStream(path), separatorOf(start), encoding);
  for await (const line of lines) {
    if (line.row > limits.rows + 1) {
      throw new SheetFormatError(
        `The sheet has more than ${limits.rows.toLocaleString('en-GB')} rows. Take it in parts.`,
      );
    }
    if (line.cells.length > SHEET_MAXIMUM_COLUMNS) {
      const [columns, most] = [line.cells.length, SHEET_MAXIMUM_COLUMNS].map((n) =>
        n.toLocaleString('en-GB'),
      );
      throw new SheetFormatError(
        `Row ${line.row} has ${columns} columns, and a spreadsheet holds ${most}. Perhaps a line end is missing.`,
      );
    }
    yield line;
  }
}

/**
 * Which sheet of a workbook is read and which are not; null for CSV, which holds one only.
 *
 * @throws SheetFormatError as {@link readSheet} does
 */
export async function sheetsIn(path: string): Promise<{ read: string; others: string[] } | null> {
  return (await lookAt(path)).encoding === null ? sheetNamesOf(path) : null;
}

/** What is to be said of a file beside what stands in it, a sentence each. */
export interface FileNotes {
  /** Which sheets of a workbook are not read. */
  left: string[];
  /** What is read though nobody sees it, and how it was read where that cannot be told for sure. */
  asRead: string[];
}

/**
 * Says which sheets of a workbook are left out and which columns are hidden, or that a file was taken for text of Windows.
 *
 * @param own - names of sheets that the program itself puts into its workbooks
 * @throws SheetFormatError as {@link readSheet} does
 */
export async function sheetFileNotes(path: string, own: readonly string[]): Promise<FileNotes> {
  const { encoding } = await lookAt(path);
  if (encoding !== null) return { left: [], asRead: encoding === 'windows-1252' ? [READ_AS_WINDOWS] : [] };
  return { left: await otherSheetsNotes(path, own), asRead: await hiddenColumnsNotes(path) };
}

/** All of {@link sheetFileNotes} together; null where there is nothing to say. */
export async function sheetFileNote(path: string, own: readonly string[]): Promise<string | null> {
  const { left, asRead } = await sheetFileNotes(path, own);
  return [...left, ...asRead].join(' ') || null;
}

async function otherSheetsNotes(path: string, own: readonly string[]): Promise<string[]> {
  const { read, others } = await sheetNamesOf(path);
  const named = others.filter((name) => !own.includes(name)).map((name) => `"${name}"`);
  return named.length === 0
    ? []
    : [`The workbook has several sheets. Only "${read}" is read, not ${named.join(', ')}.`];
}

async function hiddenColumnsNotes(path: string): Promise<string[]> {
  const ranges = await hiddenColumnsOf(path);
  if (ranges.length === 0) return [];
  const filled = new Set<number>();
  for await (const { row, cells } of readXlsx(path)) {
    if (row > ROWS_LOOKED_AT) break;
    cells.forEach((cell, column) => {
      if (ranges.some(({ from, to }) => column >= from && column <= to) && cell.trim() !== '')
        filled.add(column);
    });
  }
  const names = [...filled].toSorted((a, b) => a - b).map(letters);
  if (names.length === 0) return [];
  return [
    names.length === 1
      ? `Column ${names.join()} of the workbook is hidden, and is read like the others.`
      : `Columns ${AND.format(names)} of the workbook are hidden, and are read like the others.`,
  ];
}

/** What a file of text is written in, null for a workbook, and the first of its text. */
async function lookAt(path: string): Promise<{ encoding: Encoding | null; start: string }> {
  const file = await open(path, 'r');
  let start: Buffer;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    start = buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
  const begins = (text: string) => start.subarray(0, text.length).equals(Buffer.from(text, 'latin1'));
  if (begins('PK\u0003\u0004')) return { encoding: null, start: '' };
  if (begins('\u00D0\u00CF\u0011\u00E0')) {
    throw new SheetFormatError(
      'The file is an Excel file of the older kind (.xls) or has a password. Save it as .xlsx without a password, or as "CSV UTF-8".',
    );
  }
  const encoding = await encodingOf(path);
  const isWide = encoding.startsWith('utf-16');
  // Text of single bytes holds no zero; a page or a PDF is text at its beginning only.
  if (
    (!isWide && start.subarray(0, TEXT_BYTES).includes(0)) ||
    begins('%PDF') ||
    begins('<') ||
    begins('{\\rtf')
  ) {
    throw new SheetFormatError(
      'The file is neither CSV nor an Excel workbook (.xlsx). Save it as one of them and try again.',
    );
  }
  return { encoding, start: new TextDecoder(encoding).decode(start) };
}
