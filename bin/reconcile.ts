import { open } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import {
  checkedText,
  checkTable,
  hiddenRowsProblem,
  noteText,
  tableAnswer,
  unreadableText,
  verdictOf,
} from '../rules/index.ts';
import type { TableProblem, Tool } from '../rules/index.ts';
import { countOf } from '../server/formats/english.ts';
import { readPasted } from '../server/formats/pasted.ts';
import { readSheet, sheetFileNotes } from '../server/formats/sheetFile.ts';
import type { FileNotes } from '../server/formats/sheetFile.ts';
import { CommandError } from './failure.ts';

const KINDS = {
  counts: 'a table of counts by groups',
  distribution: 'distributions in percent',
} as const;

/** What the command prints: the result for stdout, and for stderr what is no part of it. */
export interface ReconcileOutput {
  out: string;
  aside: string[];
}

/**
 * Reads a file and checks it as {@link reconcileLines} does.
 *
 * @param file - CSV with any separator or an Excel workbook; - is standard input, as text
 */
export async function reconcileFile(
  file: string,
  tools: readonly Tool[],
  options: { json?: boolean | undefined; hidden?: 'take' | 'leave' } = {},
): Promise<ReconcileOutput> {
  return file === '-'
    ? reconcileLines(await readPasted(await textOf(process.stdin)), tools, options, { left: [], asRead: [] })
    : reconcileLines(await linesOf(file, options.hidden), tools, options, await sheetFileNotes(file, []));
}

/** @throws CommandError where the workbook hides rows and nobody has said what becomes of them */
async function linesOf(file: string, saidOfHidden?: 'take' | 'leave'): Promise<string[][]> {
  // Told by its name where it is not there, before anything is read.
  await (await open(file)).close();
  const cells: string[][] = [];
  // Empty lines are passed over in reading, and still count.
  let hidden = 0;
  for await (const line of readSheet(file)) {
    if (line.hidden) hidden += 1;
    if (!line.hidden || saidOfHidden === 'take') cells[line.row - 1] = line.cells;
  }
  const unasked = saidOfHidden === undefined ? hiddenRowsProblem(hidden) : null;
  if (unasked) throw new CommandError(`${unasked.problem}.`);
  return Array.from(cells, (line) => line ?? []);
}

/**
 * Checks a printed table and gives its problems as JSON, or as sentences for people.
 *
 * @param lines - of the sheet, as the reader of sheets gives them, empty ones included
 * @param tools - to choose from by the headings of the table; one alone when it was named
 * @param file - what is to be said of the file beside the table
 * @throws CommandError that names the spot where the table cannot be read
 */
function reconcileLines(
  lines: readonly (readonly string[])[],
  tools: readonly Tool[],
  { json = false }: { json?: boolean | undefined },
  file: FileNotes,
): ReconcileOutput {
  const result = checkTable(lines, tools);
  if ('unreadable' in result) throw new CommandError(plain(unreadableText(result.unreadable)));
  const { problems, notes, notRead, kind, turned } = result;
  const told = [...file.asRead, ...notes.map(noteText)].map(plain);
  const left = [...file.left, ...notRead.map(({ where, why }) => `${where}: ${why}`)].map(plain);
  if (json) {
    return {
      out: JSON.stringify(tableAnswer(result), null, 2),
      aside: [...left.map((text) => `Not read: ${text}`), ...told.map((text) => `Note: ${text}`)],
    };
  }
  const found = problems.length === 0 ? verdictOf(result) : `${countOf(problems.length, 'problem')}:`;
  return {
    out: [
      `Read as ${KINDS[kind]}. ${found}`,
      ...problems.flatMap((problem) => ['', ...problemLines(problem)]),
      ...(problems.length === 0 ? [] : ['']),
      checkedText(result),
      ...(turned ? ['Rows and columns were changed over to read it.'] : []),
      ...(left.length === 0 ? [] : ['', 'Not read, or not checked:']),
      ...left.map((text) => `  ${text}`),
      ...(told.length === 0 ? [] : ['', 'Worth knowing, and no error:']),
      ...told.map((text) => `  ${text}`),
    ].join('\n'),
    aside: [],
  };
}

function problemLines({ row, column, printed, expected, explanation }: TableProblem): string[] {
  return [
    `${plain(row)}, ${plain(column)}: printed "${plain(printed)}", right is ${expected}`,
    `  ${plain(explanation)}`,
  ];
}

/** Without anything that a terminal would obey. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
