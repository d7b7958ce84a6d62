import { problemRecord, reconcile, toolOfTable, unreadableText } from '../rules/index.ts';
import type { TableNote, TableProblem, Tool } from '../rules/index.ts';
import type { SheetLine } from '../server/formats/csv.ts';
import { countOf } from '../server/formats/english.ts';
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
 * Checks a printed table and gives its problems as JSON, or as sentences for people.
 *
 * @param lines - of the sheet, as the reader of CSV gives them
 * @param tools - to choose from by the headings of the table; one alone when it was named
 * @throws CommandError that names the spot where the table cannot be read
 */
export async function reconcileSheet(
  lines: AsyncIterable<SheetLine>,
  tools: readonly Tool[],
  { json = false }: { json?: boolean | undefined } = {},
): Promise<ReconcileOutput> {
  const cells: string[][] = [];
  // Empty lines are passed over in reading, and still count.
  for await (const line of lines) cells[line.row - 1] = line.cells;
  const whole = Array.from(cells, (line) => line ?? []);
  // The questions of a distribution are in its rows, so that its heading names no tool.
  const only = tools.length === 1 ? (tools[0] ?? null) : null;
  const result = reconcile(whole, toolOfTable(whole, tools) ?? only);
  if ('unreadable' in result) throw new CommandError(plain(unreadableText(result.unreadable)));
  const { problems, notes, kind } = result;
  if (json) {
    return {
      out: JSON.stringify({ problems: problems.map(problemRecord) }, null, 2),
      aside: notes.map((note) => `Note: ${noteText(note)}`),
    };
  }
  const found = problems.length === 0 ? 'Nothing is wrong' : countOf(problems.length, 'problem');
  return {
    out: [
      `Read as ${KINDS[kind]}. ${found}${problems.length === 0 ? ' with the figures.' : ':'}`,
      ...problems.flatMap((problem) => ['', ...problemLines(problem)]),
      ...(notes.length === 0 ? [] : ['', 'Worth knowing, and no error:']),
      ...notes.map((note) => `  ${noteText(note)}`),
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

function noteText({ row, column, note }: TableNote): string {
  const at = [row, column].filter((text) => text !== '').join(', ');
  return plain(at === '' ? note : `${at}: ${note}`);
}

/** Without anything that a terminal would obey. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
