import type { SheetLine } from './csv.ts';

/** So many filled lines may hold the heading: titles, dates and notes stand above it, but not a page of them. */
const LINES_LOOKED_AT = 20;

/** A sheet from its heading on. */
export interface HeadedSheet {
  /** Null where the sheet is empty. */
  heading: SheetLine | null;
  /** What stands above the heading: a title, or who made the sheet. */
  above: SheetLine[];
  /** Every line under the heading. */
  below: AsyncIterable<SheetLine>;
}

/**
 * Finds the heading of a sheet, which may stand under a title. Of lines that are as likely the first is taken, and
 * where none is likely the first line of more than one cell.
 *
 * @param likeness - how sure it is that a line is the heading: 2 ends the search, 0 is no reason to think so
 * @throws what reading throws before a first line; a later fault is thrown when `below` comes to it
 */
export async function findHeading(
  lines: AsyncIterable<SheetLine>,
  likeness: (cells: string[], row: number) => 0 | 1 | 2,
): Promise<HeadedSheet> {
  const iterator = lines[Symbol.asyncIterator]();
  const first: SheetLine[] = [];
  let sure: 0 | 1 | 2 = 0;
  let found = -1;
  let fault: { error: unknown } | null = null;
  while (sure < 2 && first.length < LINES_LOOKED_AT) {
    try {
      const next = await iterator.next();
      if (next.done) break;
      const like = likeness(next.value.cells, next.value.row);
      if (like > sure) found = first.length;
      if (like > sure) sure = like;
      first.push(next.value);
    } catch (error) {
      fault = { error };
      break;
    }
  }
  if (fault && first.length === 0) throw fault.error;
  const filled = (line: SheetLine) => line.cells.filter((cell) => cell.trim() !== '').length;
  if (found < 0)
    found = Math.max(
      0,
      first.findIndex((line) => filled(line) > 1),
    );
  async function* below(): AsyncGenerator<SheetLine> {
    try {
      yield* first.slice(found + 1);
      if (fault) throw fault.error;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { heading: first[found] ?? null, above: first.slice(0, found), below: below() };
}

/** Says which row was taken for the heading, where it is not plain; empty where it is the first that has anything. */
export function headingNote({ heading, above }: Pick<HeadedSheet, 'heading' | 'above'>): string {
  if (!heading || above.length === 0) return '';
  const rows = above.map(({ row }) => row);
  const named = rows.length === 1 ? `row ${rows[0]}` : `rows ${rows[0]} to ${rows.at(-1)}`;
  return `Row ${heading.row} was taken for the heading; what stands above it, in ${named}, is not read.`;
}
