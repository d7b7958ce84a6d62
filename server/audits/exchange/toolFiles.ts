import { readFile } from 'node:fs/promises';
import {
  readRedcap,
  readToolJson,
  readXlsform,
  writeRedcap,
  writeToolJson,
  writeXlsform,
} from '../../../rules/index.ts';
import type { ExchangeNote, Instrument, ToolRead, XlsformSheets } from '../../../rules/index.ts';
import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import type { SheetLine } from '../../formats/csv.ts';
import { readSheet, sheetsIn } from '../../formats/sheetFile.ts';
import { workbookOf } from '../../formats/workbook.ts';

/** The formats in which tools go from and to other programs. */
export const TOOL_FORMATS = ['redcap', 'xlsform', 'json'] as const;
export type ToolFormat = (typeof TOOL_FORMATS)[number];

/** No form that a person can fill in has more rows. */
const MOST_ROWS = 20_000;

/** A tool as a file in one of the formats. */
export interface ToolFile {
  content: Buffer;
  /** What of the tool became what, and what the format cannot hold. */
  notes: readonly ExchangeNote[];
}

/** Writes a tool in a format. */
export async function toolFile(instrument: Instrument, format: ToolFormat): Promise<ToolFile> {
  switch (format) {
    case 'json':
      return { content: Buffer.from(writeToolJson(instrument)), notes: [] };
    case 'redcap': {
      const { rows, notes } = writeRedcap(instrument);
      return { content: Buffer.from(CSV_BEGIN + rows.map(csvLine).join('')), notes };
    }
    case 'xlsform': {
      const { notes, ...sheets } = writeXlsform(instrument);
      const content = await workbookOf(
        (['survey', 'choices', 'settings'] as const).map((name) => {
          const [heading = [], ...rows] = sheets[name];
          return { name, heading, rows };
        }),
      );
      return { content, notes };
    }
  }
}

/**
 * Reads a tool from a file of another program, or of ours.
 *
 * @param options - scored: whether answers with numbers are scored
 * @returns the tool with what became of each part of the file, or all that keeps it from being one
 * @throws SheetFormatError, a sentence for people, when the file is no such file at all
 */
export async function readToolFile(
  path: string,
  format: ToolFormat,
  options: { scored: 'asked' | 'numbers' },
): Promise<ToolRead> {
  switch (format) {
    case 'json':
      return readToolJson(await readFile(path, 'utf8'));
    case 'redcap':
      return readRedcap(await linesOf(path), options);
    case 'xlsform':
      return readXlsform(await formSheets(path), options);
  }
}

async function linesOf(path: string, sheet?: string): Promise<SheetLine[]> {
  const lines: SheetLine[] = [];
  for await (const line of readSheet(path, { rows: MOST_ROWS }, sheet)) lines.push(line);
  return lines;
}

async function formSheets(path: string): Promise<XlsformSheets> {
  const found = await sheetsIn(path);
  const names = found ? [found.read, ...found.others] : [];
  const sheet = async (wanted: string) => {
    const name = names.find((one) => one.trim().toLowerCase() === wanted);
    return name === undefined ? null : linesOf(path, name);
  };
  return {
    survey: await sheet('survey'),
    choices: await sheet('choices'),
    settings: await sheet('settings'),
  };
}
