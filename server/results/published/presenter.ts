import { problemRecord } from '../../../rules/index.ts';
import type { TableNote, TableProblem, TableProblemKind } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { countOf } from '../../formats/english.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import type { CheckedTable } from './service.ts';

const KINDS: Record<TableProblemKind, string> = {
  sum: 'Sum',
  percentage: 'Percentage',
  impossible: 'Impossible',
  contradiction: 'Contradiction',
  unexplained: 'Unexplained',
};

/** What is on the page whether or not a table was sent. */
export function presentPublishedForm(text: string) {
  return { action: urls.publishedTables(), text, found: null };
}

/** The page with a checked table. */
export function presentCheckedTable(checked: CheckedTable, text: string, user: User) {
  return {
    ...presentPublishedForm(text),
    found: {
      ...presentFindings(checked),
      turned: checked.turned,
      jsonAction: urls.publishedProblems('json'),
      csvAction: urls.publishedProblems('csv'),
      takeOverAction: can(user, 'baseline.create') && checked.kind === 'counts' ? urls.newBaseline() : null,
    },
  };
}

/** A printed table with its problems marked and listed; the same on the page of a baseline. */
export function presentFindings({
  table,
  problems,
  notes,
  kind,
}: Pick<CheckedTable, 'table' | 'problems' | 'notes' | 'kind'>) {
  const marks = problems.map((problem, i) => ({
    ...presentProblem(problem),
    number: i + 1,
    ...problem.cell,
  }));
  // By row and column, so that each cell finds its own at once: a table may have as many problems as cells.
  const marksAt = new Map<number, Map<number, typeof marks>>();
  for (const mark of marks) {
    const row = marksAt.get(mark.line) ?? new Map<number, typeof marks>();
    marksAt.set(mark.line, row);
    for (let index = mark.from; index <= mark.to; index += 1) {
      const cell = row.get(index);
      if (cell) cell.push(mark);
      else row.set(index, [mark]);
    }
  }
  return {
    kind: kind === 'counts' ? 'a table of groups by checks' : 'distributions in percent',
    summary:
      problems.length === 0
        ? 'Nothing is wrong with the figures.'
        : `${countOf(problems.length, 'problem')} found.`,
    any: problems.length > 0,
    heading: table.heading,
    rows: table.rows.map(({ number, cells }) => ({
      number,
      cells: table.heading.map((heading, index) => ({
        heading,
        printed: cells[index] ?? '',
        isLabel: index === 0,
        marks: marksAt.get(number)?.get(index) ?? [],
      })),
    })),
    problems: marks,
    notes: notes.map(noteText),
  };
}

function presentProblem({ row, column, printed, expected, kind, explanation }: TableProblem) {
  return {
    row,
    column,
    printed: printed === '' ? 'nothing' : printed,
    expected,
    kind: KINDS[kind],
    explanation,
  };
}

function noteText({ row, column, note }: TableNote): string {
  const at = [row, column].filter((text) => text !== '').join(', ');
  return at === '' ? note : `${at}: ${note}`;
}

/** The problems as JSON, in the form of `cli reconcile --json`. */
export const problemsAsJson = (problems: TableProblem[]): string =>
  `${JSON.stringify({ problems: problems.map(problemRecord) }, null, 2)}\n`;

/** The problems as CSV, one a line. */
export function problemsAsCsv(problems: TableProblem[]): string {
  const heading = ['row', 'column', 'printed', 'expected', 'kind', 'explanation'] as const;
  const lines = problems.map((problem) => {
    const record = problemRecord(problem);
    return heading.map((name) => record[name]);
  });
  return CSV_BEGIN + [heading, ...lines].map(csvLine).join('');
}
