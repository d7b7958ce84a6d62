import { Readable } from 'node:stream';
import { readCsv } from './csv.ts';
import { separatorOf } from './separators.ts';

/**
 * Reads a table as it was pasted from a spreadsheet or a document, which put tabs between cells, as CSV with commas or
 * semicolons, or drawn with bars. Lines that are empty are kept, so that rows are named as a spreadsheet has them.
 *
 * @throws CsvFormatError that names the row
 */
export async function readPasted(text: string): Promise<string[][]> {
  const lines: string[][] = [];
  for await (const { row, cells } of readCsv(Readable.from([Buffer.from(text)]), separatorOf(text))) {
    lines[row - 1] = cells;
  }
  return Array.from(lines, (line) => line ?? []);
}

/** A table as text with tabs; {@link readPasted} gives back these cells, each on one line. */
export function pastedText(lines: readonly (readonly string[])[]): string {
  return lines
    .map((cells) =>
      cells
        // Where a line is one cell, its spaces may be all that parts its columns.
        .map((cell) =>
          cells.length === 1 ? cell.replace(/[^\S ]+/g, ' ').trimEnd() : cell.replace(/\s+/g, ' ').trim(),
        )
        .map((cell) => (cell.startsWith('"') ? `"${cell.replaceAll('"', '""')}"` : cell))
        .join('\t'),
    )
    .join('\n');
}
