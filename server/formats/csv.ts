import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/** A line of a sheet; rows count as in a spreadsheet, from 1. */
export interface SheetLine {
  row: number;
  cells: string[];
}

/** The file is not CSV in UTF-8; says where. */
export class CsvFormatError extends Error {}

/** What the reader of CSV complains of most, said so that somebody with a spreadsheet can act on it. */
const IN_WORDS: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a cell begins with a quotation mark that is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'there is text after the closing quotation mark of a cell',
  INVALID_OPENING_QUOTE: 'there is a quotation mark inside a cell that is not in quotation marks itself',
  CSV_MAX_RECORD_SIZE: 'the row is too long; perhaps a quotation mark is never closed',
};

/**
 * Reads CSV (RFC 4180, UTF-8 with or without byte order mark) line by line in constant memory. Empty lines are
 * passed over but counted. Lines may end in any of the usual ways, even mixed, and may differ in length.
 *
 * @throws CsvFormatError that names the row
 */
export async function* readCsv(source: Readable): AsyncGenerator<SheetLine> {
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: 1_000_000,
    // Left to find out by itself, the parser takes the first line's ending for that of all.
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const text = decodeUtf8(source);
  const feeding = (async () => {
    try {
      for await (const chunk of text) {
        if (!parser.write(chunk)) await new Promise((resolve) => parser.once('drain', resolve));
      }
      parser.end();
    } catch (error) {
      parser.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  })();

  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (record.every((cell) => cell.trim() === '')) continue;
      yield { row, cells: record };
    }
    await feeding;
  } catch (error) {
    if (error instanceof CsvError) {
      throw new CsvFormatError(`Row ${row + 1} is not CSV: ${IN_WORDS[error.code] ?? error.message}.`);
    }
    throw error;
  } finally {
    parser.destroy();
    source.destroy();
  }
}

async function* decodeUtf8(source: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of source) yield decoder.decode(chunk as Buffer, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) {
      throw new CsvFormatError('The file is not in UTF-8. Save it as "CSV UTF-8" and try again.');
    }
    throw error;
  }
}
