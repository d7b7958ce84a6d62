import type { Request } from 'express';
import { pastedText, readPasted } from '../formats/pasted.ts';
import { countOf } from '../formats/english.ts';
import { readSheet, sheetFileNote } from '../formats/sheetFile.ts';
import type { SheetLine } from '../formats/sheetFile.ts';
import { InputError } from '../platform/errors.ts';
import { formBody, textOf } from './form.ts';
import { uploadOf } from './upload.ts';

/**
 * The sheet of a form: the file if one was chosen, otherwise what was pasted into its field `table`.
 *
 * @throws InputError where there is neither
 */
export async function* sentLines(req: Request): AsyncGenerator<SheetLine> {
  const upload = uploadOf(req);
  if (upload && upload.bytes > 0) {
    yield* readSheet(upload.path);
    return;
  }
  const pasted = textOf(formBody(req), 'table');
  if (pasted.trim() === '') {
    throw new InputError([{ field: 'table', text: 'Paste a table, or choose a CSV or Excel file.' }]);
  }
  for (const [i, cells] of (await readPasted(pasted)).entries()) {
    if (cells.some((cell) => cell.trim() !== '')) yield { row: i + 1, cells };
  }
}

/** What of the file of a form is not read, or how it was read where that cannot be told for sure; null without any. */
export async function sentNote(req: Request): Promise<string | null> {
  const upload = uploadOf(req);
  return upload && upload.bytes > 0 ? sheetFileNote(upload.path, []) : null;
}

/** Asks whether rows that a workbook does not show are taken. @example hiddenQuestion(2, 'on the list') */
export const hiddenQuestion = (hidden: number, what: string): string =>
  `${countOf(hidden, 'row')} of the workbook ${hidden === 1 ? 'is' : 'are'} hidden or filtered out. ${hidden === 1 ? 'Is it' : 'Are they'} ${what} too?`;

/** Longer than this a sheet does not fit into the field of a form that is sent on. */
const LONGEST_TEXT = 250_000;

/** The sheet of a form as text that can be put into its field `table`; null where it is too long for that. */
export async function sentText(req: Request): Promise<string | null> {
  const upload = uploadOf(req);
  if (!upload || upload.bytes === 0) {
    const pasted = textOf(formBody(req), 'table');
    return pasted.length > LONGEST_TEXT ? null : pasted;
  }
  const lines: string[][] = [];
  let length = 0;
  for await (const { row, cells, hidden } of readSheet(upload.path)) {
    // What a workbook hides is told as a problem, and never shown by being handed on as text.
    if (hidden) return null;
    length += cells.reduce((sum, cell) => sum + cell.length + 1, 0);
    if (length > LONGEST_TEXT) return null;
    lines[row - 1] = cells;
  }
  return pastedText(Array.from(lines, (line) => line ?? []));
}
