import { checkedText, noteText, problemRecord, tableAnswer, verdictOf } from '../../../rules/index.ts';
import type { CheckedTable, TableProblem, TableProblemKind, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { pastedText } from '../../formats/pasted.ts';
import { can } from '../../access/policy.ts';
import { hiddenQuestion } from '../../web/sentSheet.ts';
import { urls } from '../../web/urls.ts';
import type { SentTable } from './reading.ts';

const KINDS: Record<TableProblemKind, string> = {
  sum: 'Sum',
  percentage: 'Percentage',
  impossible: 'Impossible',
  contradiction: 'Contradiction',
  unexplained: 'Unexplained',
};

/** What is on the page whether or not a table was sent. */
export function presentPublishedForm(text: string) {
  return { action: urls.publishedTables(), text, found: null, asked: null };
}

/** The page that asks whether rows that a workbook does not show belong to its table; either answer is one press. */
export function presentHiddenRows({ lines, text, hidden, file }: SentTable) {
  const isHidden = new Set(hidden);
  const without = pastedText(lines.map((cells, i) => (isHidden.has(i) ? [] : cells)));
  const isOne = hidden.length === 1;
  return {
    ...presentPublishedForm(''),
    asked: {
      note: [...file.left, ...file.asRead].join(' '),
      question: hiddenQuestion(hidden.length, 'part of the table'),
      answers: [
        { text: isOne ? 'Yes, check the table with it' : 'Yes, check the table with them', table: text },
        { text: isOne ? 'No, leave it out' : 'No, leave them out', table: without },
      ],
    },
  };
}

/** The page with a checked table. */
export function presentCheckedTable(
  checked: CheckedTable,
  { text, file }: Pick<SentTable, 'text' | 'file'>,
  user: User,
  /** The tools that a distribution may be about, the likeliest first. */
  tools: readonly Tool[] = [],
) {
  const findings = presentFindings(checked);
  return {
    ...presentPublishedForm(text),
    found: {
      ...findings,
      notRead: [...file.left, ...findings.notRead],
      notes: [...file.asRead, ...findings.notes],
      turned: checked.turned,
      jsonAction: urls.publishedProblems('json'),
      csvAction: urls.publishedProblems('csv'),
      takeOverAction:
        can(user, 'baseline.create') && (checked.kind === 'counts' || tools.length > 0)
          ? urls.newBaseline()
          : null,
      tools: tools.map(({ id, title }) => ({ value: id, text: title })),
    },
  };
}

/** A printed table with its problems marked and listed; the same on the page of a baseline. */
export function presentFindings(checked: Omit<CheckedTable, 'lines' | 'turned' | 'tool'>) {
  const { table, problems, notes, notRead, kind } = checked;
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
    summary: verdictOf(checked),
    checked: checkedText(checked),
    notRead: notRead.map(({ where, why }) => `${where}: ${why}`),
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

/** What was found as JSON, in the form of `cli reconcile --json`. */
export const problemsAsJson = (checked: CheckedTable): string =>
  `${JSON.stringify(tableAnswer(checked), null, 2)}\n`;

/** The problems as CSV, one a line. */
export function problemsAsCsv({ problems }: CheckedTable): string {
  const heading = ['row', 'column', 'printed', 'expected', 'kind', 'explanation'] as const;
  const lines = problems.map((problem) => {
    const record = problemRecord(problem);
    return heading.map((name) => record[name]);
  });
  return CSV_BEGIN + [heading, ...lines].map(csvLine).join('');
}
