import { readFile } from 'node:fs/promises';
import {
  hiddenRowsProblem,
  readRedcap,
  readToolJson,
  readXlsform,
  writeRedcap,
  writeToolJson,
  writeXlsform,
} from '../../../rules/index.ts';
import type { ExchangeNote, Instrument, ReadProblem, ToolRead, XlsformSheets } from '../../../rules/index.ts';
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

/** A form of which a workbook hides rows, while nobody has said whether they are part of it. */
interface HiddenRows {
  hidden: number;
  problems: readonly ReadProblem[];
}

/**
 * Reads a tool from a file of another program, or of ours.
 *
 * @param options - scored: whether answers with numbers are scored; hidden: whether rows that a workbook does not show
 *   are taken
 * @returns the tool with what became of each part of the file, or all that keeps it from being one
 * @throws SheetFormatError, a sentence for people, when the file is no such file at all
 */
export async function readToolFile(
  path: string,
  format: ToolFormat,
  { scored, hidden }: { scored: 'asked' | 'numbers'; hidden?: 'take' | 'leave' | undefined },
): Promise<ToolRead | HiddenRows> {
  if (format === 'json') return readToolJson(await readFile(path, 'utf8'));
  let hiddenRows = 0;
  const linesOf: ReadLines = async (sheet) => {
    const lines: SheetLine[] = [];
    for await (const line of readSheet(path, { rows: MOST_ROWS }, sheet)) {
      if (line.hidden) hiddenRows += 1;
      if (!line.hidden || hidden === 'take') lines.push(line);
    }
    return lines;
  };
  const lines = format === 'redcap' ? await linesOf() : await formSheets(path, linesOf);
  const unasked = hidden === undefined ? hiddenRowsProblem(hiddenRows) : null;
  if (unasked) return { hidden: hiddenRows, problems: [{ at: 'the file', problem: unasked.problem }] };
  return Array.isArray(lines) ? readRedcap(lines, { scored }) : readXlsform(lines, { scored });
}

/** Reads a sheet of a file, the first where none is named. */
type ReadLines = (sheet?: string) => Promise<SheetLine[]>;

async function formSheets(path: string, linesOf: ReadLines): Promise<XlsformSheets> {
  const found = await sheetsIn(path);
  const names = found ? [found.read, ...found.others] : [];
  const sheet = async (wanted: string) => {
    const name = names.find((one) => one.trim().toLowerCase() === wanted);
    return name === undefined ? null : linesOf(name);
  };
  return {
    survey: await sheet('survey'),
    choices: await sheet('choices'),
    settings: await sheet('settings'),
  };
}
