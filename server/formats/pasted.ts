import { Readable } from 'node:stream';
import { readCsv } from './csv.ts';

/**
 * Reads a table as it was pasted from a spreadsheet or a document, which put tabs between cells, or as CSV with commas
 * or semicolons. Lines that are empty are kept, so that rows are named as a spreadsheet has them.
 *
 * @throws CsvFormatError that names the row
 */
export async function readPasted(text: string): Promise<string[][]> {
  const lines: string[][] = [];
  for await (const { row, cells } of readCsv(Readable.from([Buffer.from(text)]), delimiterOf(text))) {
    lines[row - 1] = cells;
  }
  return Array.from(lines, (line) => line ?? []);
}

function delimiterOf(text: string): ',' | ';' | '\t' {
  if (text.includes('\t')) return '\t';
  const count = (sign: string) => text.split(sign).length;
  return count(';') > count(',') ? ';' : ',';
}

/** A table as text with tabs; {@link readPasted} gives back these cells, each on one line. */
export function pastedText(lines: readonly (readonly string[])[]): string {
  return lines
    .map((cells) =>
      cells
        .map((cell) => cell.replace(/\s+/g, ' ').trim())
        .map((cell) => (cell.startsWith('"') ? `"${cell.replaceAll('"', '""')}"` : cell))
        .join('\t'),
    )
    .join('\n');
}
