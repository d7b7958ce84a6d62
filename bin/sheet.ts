import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { CHOICES_SHEET } from '../server/formats/guidedWorkbook.ts';
import { readSheet, sheetFileNote } from '../server/formats/sheetFile.ts';
import type { SheetLine } from '../server/formats/sheetFile.ts';

/** How a command was told to read a sheet of case files. */
export interface SheetOptions {
  file: string;
  ignore?: string[];
  hidden?: 'take' | 'leave';
}

/** The options of a command that reads a sheet of case files. */
export function sheetOptions(command: Command): Command {
  return command
    .requiredOption(
      '--file <cases.csv>',
      'the sheet, CSV or an Excel workbook (.xlsx); - reads standard input',
    )
    .addOption(
      new Option('--ignore <column>', 'leave out this column; may be given several times').argParser(
        (value: string, earlier: string[] | undefined) => [...(earlier ?? []), value],
      ),
    )
    .addOption(hiddenOption());
}

/** The option that says what becomes of rows that a workbook does not show. */
export const hiddenOption = (): Option =>
  new Option('--hidden <what>', 'rows that the workbook hides or filters out').choices(['take', 'leave']);

/**
 * Opens a sheet before anything else is done with it, so that a wrong name is told at once, and lets it be read as
 * the program reads every sheet.
 *
 * @param note - told which sheets of a workbook are not read
 */
export async function withSheet<T>(
  file: string,
  note: (text: string) => void,
  work: (lines: AsyncIterable<SheetLine>) => Promise<T>,
): Promise<T> {
  const folder = file === '-' ? mkdtempSync(path.join(tmpdir(), 'casefile-audit-sheet-')) : null;
  try {
    const source = folder ? path.join(folder, 'sheet') : file;
    // What separates its cells, and whether it is a workbook, is told from a file that can be looked at twice.
    if (folder) await pipeline(process.stdin, createWriteStream(source));
    else await (await open(source)).close();
    // The choices of a template of ours are on a sheet of their own.
    const others = await sheetFileNote(source, [CHOICES_SHEET]);
    if (others !== null) note(others);
    return await work(readSheet(source));
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}
