import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Encoding } from './encoding.ts';
import { betweenBars, saidSeparator } from './separators.ts';
import type { Separator } from './separators.ts';

/** A line of a sheet; rows count as in a spreadsheet, from 1. */
export interface SheetLine {
  row: number;
  cells: string[];
  /** Set where a workbook does not show the row: it was hidden, or filtered out. */
  hidden?: true;
}

/** The file cannot be read as a sheet; a sentence for people that says where. */
export class SheetFormatError extends Error {}

/** The file is not CSV, or not text as it was said to be; says where. */
export class CsvFormatError extends SheetFormatError {}

// A spreadsheet takes a cell that begins so for a formula and runs it, whoever wrote it. An apostrophe before it makes
// it text. Cells that begin with apostrophes and then such a sign get one more, so that taking one away again gives
// exactly what was there.
const RISKY = /^'*[=+\-@\t\r\n]/;
const MADE_SAFE = /^'+[=+\-@\t\r\n]/;
/** How noughts in front are kept in a CSV file: a formula that is nothing but a text, and shows as that. */
const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/** Begins every CSV file that is written: without it spreadsheets take UTF-8 for something else. */
export const CSV_BEGIN = '\uFEFF';

/**
 * One line of CSV (RFC 4180, with its line ending), in which no spreadsheet finds a formula; {@link readCsv} gives back
 * exactly these cells.
 *
 * @example csvLine(['A1', '=1+1']) // "A1,'=1+1\r\n"
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string): string {
  const safe = RISKY.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
  // The semicolon and the tab separate cells in some countries, and a formula may stand behind one.
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What the reader of CSV complains of most, said so that somebody with a spreadsheet can act on it. */
const IN_WORDS = {
  CSV_QUOTE_NOT_CLOSED: 'a cell begins with a quotation mark that is never closed',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'there is text after the closing quotation mark of a cell',
  INVALID_OPENING_QUOTE: 'there is a quotation mark inside a cell that is not in quotation marks itself',
  CSV_MAX_RECORD_SIZE:
    'the row is too long; perhaps a line end is missing, or a quotation mark is never closed',
};
const inWords: Partial<Record<string, string>> = IN_WORDS;

/**
 * Reads CSV (RFC 4180, with or without byte order mark) line by line in constant memory. Empty lines are
 * passed over but counted. Lines may end in any of the usual ways, even mixed, and may differ in length. An apostrophe
 * that keeps a cell from being a formula is not part of it, and a first line `sep=;` is none. Quotation marks inside a
 * cell that is not in quotation marks itself are part of it, as in 6" file.
 *
 * @param delimiter - between cells; with a tab or a bar, quotation marks are part of a cell wherever they do not close it
 * @throws CsvFormatError that names the row
 */
export async function* readCsv(
  source: Readable,
  delimiter: Separator = ',',
  encoding: Encoding = 'utf-8',
): AsyncGenerator<SheetLine> {
  // Taken from the parser one by one: read from it as a stream, the rows before a fault would be lost with it.
  const records: { row: number; record: string[]; raw: string }[] = [];
  const isLoose = delimiter === '\t' || delimiter === '|';
  const parser = parse({
    delimiter,
    relax_quotes: true,
    // Only the text of a row tells which of its cells are in quotation marks themselves.
    raw: !isLoose,
    // Spaces about a cell in quotation marks are none of it, and text after the closing one stays a fault.
    trim: !isLoose,
    relax_column_count: true,
    // Counted below; each that is handed on would cost the parser as much as a row of another length, a stack trace.
    skip_empty_lines: true,
    max_record_size: 1_000_000,
    // Left to find out by itself, the parser takes the first line's ending for that of all.
    record_delimiter: ['\r\n', '\n', '\r'],
    on_record: (
      read: string[] | { record: string[]; raw: string },
      { records: count, empty_lines: empty },
    ) => {
      const one = Array.isArray(read) ? { record: read, raw: '' } : read;
      records.push({ row: count + empty, ...one });
      return null;
    },
  });
  // Every fault comes back to the one who writes as well.
  parser.on('error', () => undefined);

  let widest = Infinity;
  /**
   * A cell that a separator inside its quotation marks has torn apart leaves two with one mark too many, or makes its row
   * longer than those above.
   */
  function checkTorn(row: number, record: string[], raw: string): void {
    const isLonger = record.length > widest;
    widest = Math.max(widest === Infinity ? 0 : widest, record.length);
    // Few rows have any.
    if (isLoose || !record.some(hasOddQuotes)) return;
    const odd = cellsIn(raw, delimiter).filter((cell) => !cell.startsWith('"') && hasOddQuotes(cell)).length;
    if (odd > 1 || (isLonger && odd > 0))
      throw new CsvFormatError(`Row ${row} is not CSV: ${IN_WORDS.INVALID_OPENING_QUOTE}.`);
  }
  function* parsed(): Generator<SheetLine> {
    for (const { row, record, raw } of records.splice(0)) {
      checkTorn(row, record, raw);
      if (row === 1 && saidSeparator(record.join(delimiter)) === delimiter) continue;
      const cells = delimiter === '|' ? betweenBars(record) : record;
      if (cells?.some((cell) => cell.trim() !== '')) {
        yield { row, cells: cells.map(shownText) };
      }
    }
  }
  const refuse = (fault: Error): never => {
    if (!(fault instanceof CsvError)) throw fault;
    const row = parser.info.records + parser.info.empty_lines + 1;
    throw new CsvFormatError(`Row ${row} is not CSV: ${inWords[fault.code] ?? fault.message}.`);
  };

  try {
    for await (const text of decoded(source, encoding)) {
      const fault = await new Promise<Error | null>((resolve) => {
        parser.write(text, (error) => resolve(error ?? null));
      });
      yield* parsed();
      if (fault) refuse(fault);
    }
    const fault = await new Promise<Error | null>((resolve) => {
      parser.once('error', resolve);
      parser.end(() => resolve(parser.errored));
    });
    yield* parsed();
    if (fault) refuse(fault);
  } finally {
    parser.destroy();
    source.destroy();
  }
}

/** What a cell means: without the apostrophe that keeps it from being a formula, and of ="007" the 007. */
function shownText(cell: string): string {
  if (MADE_SAFE.test(cell)) return cell.slice(1);
  const text = cell.startsWith('="') ? TEXT_FORMULA.exec(cell)?.[1] : undefined;
  return text === undefined ? cell : text.replaceAll('""', '"');
}

const hasOddQuotes = (cell: string): boolean => cell.includes('"') && cell.split('"').length % 2 === 0;

/** The cells of the text of a row, with the quotation marks that they are in. */
const cellsIn = (raw: string, delimiter: Separator): string[] =>
  raw
    .trim()
    .match(delimiter === ';' ? CELLS_BY.semicolon : CELLS_BY.comma)
    ?.map((cell) => cell.trim()) ?? [];
const CELLS_BY = {
  comma: /\s*"[^"]*(?:""[^"]*)*"\s*(?=,|$)|[^,]+/g,
  semicolon: /\s*"[^"]*(?:""[^"]*)*"\s*(?=;|$)|[^;]+/g,
};

async function* decoded(source: Readable, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  let last: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of source) {
      last = chunk as Buffer;
      const text = decoder.decode(last, { stream: true });
      yield text;
      line += text.split(LINE_END).length - 1;
    }
    // What breaks off now stands at the very end.
    last = Buffer.alloc(0);
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Text before it was right, so that the first sign that cannot be read is in this piece.
    const [before = ''] = new TextDecoder(encoding).decode(last).split('\uFFFD');
    const at = (line + before.split(LINE_END).length - 1).toLocaleString('en-GB');
    throw new CsvFormatError(
      `The file is not in ${encoding.toUpperCase()}. Save it as "CSV UTF-8" and try again. The first sign that cannot be read is in line ${at}.`,
    );
  }
}

const LINE_END = /\r\n|\r|\n/;
