import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/** A line of a sheet; rows count as in a spreadsheet, from 1. */
export interface SheetLine {
  row: number;
  cells: string[];
}

/** The file is not CSV in UTF-8; says where. */
export class CsvFormatError extends Error {}

/**
 * Reads CSV (RFC 4180, UTF-8 with or without byte order mark) line by line in constant memory. Empty lines are
 * passed over but counted; a line shorter or longer than the heading is an error unless what is too much is empty.
 *
 * @throws CsvFormatError that names the row
 */
export async function* readCsv(source: Readable): AsyncGenerator<SheetLine> {
  const parser = parse({ relax_column_count: true, skip_empty_lines: false, max_record_size: 1_000_000 });
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
  let width = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (record.every((cell) => cell.trim() === '')) continue;
      if (width === 0) width = record.length;
      if (record.slice(width).some((cell) => cell.trim() !== '')) {
        throw new CsvFormatError(`Row ${row} has more cells (${record.length}) than the heading (${width}).`);
      }
      yield { row, cells: record };
    }
    await feeding;
  } catch (error) {
    if (error instanceof CsvError) throw new CsvFormatError(`Near row ${row + 1}: ${error.message}`);
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
