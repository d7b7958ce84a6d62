import { InputError } from '../errors.ts';
import { pastedText, readPasted } from '../formats/pasted.ts';
import { readSheet, SheetFormatError } from '../formats/sheetFile.ts';

/** More than anybody prints; a page stays a page. */
const MOST_ROWS = 500;
const MOST_COLUMNS = 100;
const LONGEST_TEXT = 200_000;

/** A table as it was sent: its cells, and the same as text, for the form that is shown again. */
export interface SentTable {
  lines: string[][];
  text: string;
}

/**
 * Reads the table of a form: the file if one was chosen, otherwise what was pasted. Nothing of it is kept.
 *
 * @param file - where the file is, or null
 * @throws InputError that names the field and the spot
 */
export async function readSentTable(pasted: string, file: string | null): Promise<SentTable> {
  const field = file === null ? 'table' : 'file';
  const refuse = (text: string) => new InputError([{ field, text }]);
  if (file === null && pasted.trim() === '') throw refuse('Paste a table, or choose a CSV or Excel file.');
  if (file === null && pasted.length > LONGEST_TEXT) {
    throw refuse('This is too long for one table. Check it in several pieces.');
  }
  let lines: string[][];
  try {
    lines = file === null ? await readPasted(pasted) : await readFile(file, refuse);
  } catch (error) {
    if (error instanceof SheetFormatError) throw refuse(error.message);
    throw error;
  }
  if (lines.length > MOST_ROWS) {
    throw refuse(`The table has ${lines.length} rows. Check at most ${MOST_ROWS} at a time.`);
  }
  const wide = lines.findIndex((cells) => cells.length > MOST_COLUMNS);
  if (wide >= 0) throw refuse(`Row ${wide + 1} has more than ${MOST_COLUMNS} columns.`);
  return { lines, text: file === null ? pasted : pastedText(lines) };
}

async function readFile(file: string, refuse: (text: string) => InputError): Promise<string[][]> {
  const lines: string[][] = [];
  for await (const { row, cells } of readSheet(file)) {
    if (row > MOST_ROWS) {
      throw refuse(`The table has more than ${MOST_ROWS} rows. Check at most ${MOST_ROWS} at a time.`);
    }
    lines[row - 1] = cells;
  }
  return Array.from(lines, (line) => line ?? []);
}
