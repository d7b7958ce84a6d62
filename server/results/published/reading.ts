import { InputError } from '../../platform/errors.ts';
import { pastedText, readPasted } from '../../formats/pasted.ts';
import { sheetFileNotes, readSheet, SheetFormatError } from '../../formats/sheetFile.ts';
import type { FileNotes } from '../../formats/sheetFile.ts';

/** More than anybody prints; a page stays a page, and to check it takes well under a second. */
const MOST_ROWS = 500;
const MOST_COLUMNS = 100;
const MOST_CELLS = 10_000;
/** A figure has a dozen characters, a question as the label of its row perhaps a hundred and fifty. */
const LONGEST_CELL = 300;
/** A table is sent again with every button of the page, so a file may hold no more than can be pasted. */
const LONGEST_TEXT = 200_000;
const LARGEST_FILE_MEGABYTES = 5;

/** A table as it was sent: its cells, and the same as text, for the form that is shown again. */
export interface SentTable {
  lines: string[][];
  text: string;
  /** The places in `lines`, from 0, of rows that the workbook does not show: whether they belong to it has to be asked. */
  hidden: number[];
  /** What is to be said of the file beside the table. */
  file: FileNotes;
}

/**
 * Reads the table of a form: the file if one was chosen, otherwise what was pasted. Nothing of it is kept.
 *
 * @param file - where the file is and how large, or null
 * @throws InputError that names the field and the spot
 */
export async function readSentTable(
  pasted: string,
  file: { path: string; bytes: number } | null,
): Promise<SentTable> {
  const field = file === null ? 'table' : 'file';
  const refuse = (text: string) => new InputError([{ field, text }]);
  if (file === null && pasted.trim() === '') throw refuse('Paste a table, or choose a CSV or Excel file.');
  const tooLong = refuse('This is too long for one table. Check it in several pieces.');
  if (file === null && pasted.length > LONGEST_TEXT) throw tooLong;
  if (file !== null && file.bytes > LARGEST_FILE_MEGABYTES * 1024 * 1024) {
    throw refuse(
      `The file is larger than ${LARGEST_FILE_MEGABYTES} MB. Save the table alone in a file of its own, without pictures and other sheets.`,
    );
  }
  let lines: string[][];
  let hidden: number[] = [];
  try {
    if (file === null) lines = await readPasted(pasted);
    else ({ lines, hidden } = await readFile(file.path, refuse));
  } catch (error) {
    if (error instanceof SheetFormatError) throw refuse(error.message);
    throw error;
  }
  const size = sizeCheck(refuse);
  lines.forEach((cells, i) => size(i + 1, cells));
  const text = file === null ? pasted : pastedText(lines);
  if (text.length > LONGEST_TEXT) throw tooLong;
  return {
    lines,
    text,
    hidden,
    file: file === null ? { left: [], asRead: [] } : await sheetFileNotes(file.path, []),
  };
}

async function readFile(file: string, refuse: Refuse): Promise<Pick<SentTable, 'lines' | 'hidden'>> {
  // Row by row, so that a file that is too large is given up at once and not kept whole.
  const size = sizeCheck(refuse);
  const lines: string[][] = [];
  const hiddenRows: number[] = [];
  for await (const { row, cells, hidden } of readSheet(file)) {
    size(row, cells);
    lines[row - 1] = cells;
    if (hidden) hiddenRows.push(row - 1);
  }
  return { lines: Array.from(lines, (line) => line ?? []), hidden: hiddenRows };
}

type Refuse = (text: string) => InputError;

/** Refuses the first row that makes a table larger than any that is printed, and says what is too large about it. */
function sizeCheck(refuse: Refuse): (row: number, cells: readonly string[]) => void {
  let widest = 0;
  return (row, cells) => {
    if (row > MOST_ROWS) {
      throw refuse(`The table has more than ${MOST_ROWS} rows. Check at most ${MOST_ROWS} at a time.`);
    }
    if (cells.length > MOST_COLUMNS) throw refuse(`Row ${row} has more than ${MOST_COLUMNS} columns.`);
    widest = Math.max(widest, cells.length);
    if (row * widest > MOST_CELLS) {
      const most = MOST_CELLS.toLocaleString('en-GB');
      throw refuse(`The table has more than ${most} cells. Check at most so many at a time.`);
    }
    const long = cells.findIndex((cell) => cell.length > LONGEST_CELL);
    if (long >= 0) {
      const length = (cells[long] ?? '').length.toLocaleString('en-GB');
      throw refuse(
        `Row ${row}, column number ${long + 1} has ${length} characters, and a cell can have at most ${LONGEST_CELL}. Leave out what is no part of the table.`,
      );
    }
  };
}
