import type { Request } from 'express';
import { readPasted } from '../formats/pasted.ts';
import { readSheet } from '../formats/sheetFile.ts';
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
