import { parseAnswer } from './answers.ts';
import { referenceProblem } from './reference.ts';
import { foldName, itemsOf, namesOf } from './tool.ts';
import type { Item, Tool } from './tool.ts';

/** One thing wrong with a sheet of case files. Rows count as in a spreadsheet: the heading is row 1. */
export interface SheetProblem {
  row: number;
  column: string;
  value: string;
  problem: string;
}

/** A sheet's columns by what they hold. */
export interface SheetColumns {
  reference: number;
  group: number;
  items: { index: number; heading: string; item: Item }[];
}

/** A case file as a row of a sheet gives it. */
export interface SheetRow {
  reference: string;
  group: string;
  answers: Map<string, string>;
}

/** Recognises the columns of a sheet by id, label, short label or alias of the tool's items, or says what is wrong. */
export function readHeading(
  tool: Tool,
  heading: string[],
): { columns: SheetColumns } | { problems: SheetProblem[] } {
  const byName = new Map(itemsOf(tool).flatMap((item) => namesOf(item).map((name) => [name, item] as const)));
  const problems: SheetProblem[] = [];
  const columns: SheetColumns = { reference: -1, group: -1, items: [] };
  const seen = new Map<string, string>();
  heading.forEach((text, index) => {
    const name = foldName(text);
    const item = byName.get(name);
    const id = item?.id ?? name;
    const complain = (problem: string) => problems.push({ row: 1, column: text, value: text, problem });
    const earlier = seen.get(id);
    if (earlier !== undefined) complain(`means the same as the column "${earlier}"`);
    else if (name === 'reference') columns.reference = index;
    else if (name === 'group') columns.group = index;
    else if (item) columns.items.push({ index, heading: text, item });
    else complain(`is not an item of ${tool.id} version ${tool.version}`);
    seen.set(id, text);
  });
  for (const required of ['reference', 'group'] as const) {
    if (columns[required] < 0) {
      problems.push({ row: 1, column: required, value: '', problem: `there is no column "${required}"` });
    }
  }
  return problems.length > 0 ? { problems } : { columns };
}

/** Reads one row of a sheet; every problem of the row is reported. An empty answer is one that was not recorded. */
export function readRow(
  columns: SheetColumns,
  cells: string[],
  row: number,
  options: { checkReference: boolean },
): { caseFile: SheetRow; problems: SheetProblem[] } {
  const problems: SheetProblem[] = [];
  const cell = (index: number) => (cells[index] ?? '').trim();
  const reference = cell(columns.reference);
  const group = cell(columns.group);
  const wrongReference = options.checkReference ? referenceProblem(reference) : null;
  if (wrongReference) {
    // What looks like a person's number is not repeated in a message that may be copied on.
    const telling = wrongReference.startsWith('looks like');
    problems.push({
      row,
      column: 'reference',
      value: telling ? '(not shown)' : reference,
      problem: wrongReference,
    });
  }
  if (group === '')
    problems.push({ row, column: 'group', value: '', problem: 'is missing: name the sample group' });
  const answers = new Map<string, string>();
  for (const { index, heading, item } of columns.items) {
    const entered = cell(index);
    const parsed = parseAnswer(item, entered);
    if ('problem' in parsed) problems.push({ row, column: heading, value: entered, problem: parsed.problem });
    else if (parsed.value !== null) answers.set(item.id, parsed.value);
  }
  return { caseFile: { reference, group, answers }, problems };
}
