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
  /** How many columns have a heading of their own or stand before one that has. */
  width: number;
  /** Columns among them with nothing in their heading. */
  unnamed: number[];
}

/** A case file as a row of a sheet gives it. */
export interface SheetRow {
  reference: string;
  group: string;
  answers: Map<string, string>;
}

/**
 * A problem as one line of text.
 *
 * @example problemText({ row: 7, column: 'smart', value: 'maybe', problem: 'must be yes, no, na or nr' })
 * // 'row 7, column smart: "maybe" must be yes, no, na or nr'
 */
export function problemText({ row, column, value, problem }: SheetProblem): string {
  const at = column === '' ? `row ${row}` : `row ${row}, column ${printable(column)}`;
  return value === '' ? `${at}: ${problem}` : `${at}: "${printable(value)}" ${problem}`;
}

const LONGEST_PRINTED = 60;

/** What was entered, without anything that a terminal would obey or that would break the line. */
function printable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > LONGEST_PRINTED ? `${line.slice(0, LONGEST_PRINTED)}…` : line;
}

/** The name of a column as spreadsheets have it. @example columnName(26) // 'AA' */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** Recognises the columns of a sheet by id, label, short label or alias of the tool's items, or says what is wrong. */
export function readHeading(
  tool: Tool,
  heading: string[],
  row = 1,
): { columns: SheetColumns } | { problems: SheetProblem[] } {
  const byName = new Map(itemsOf(tool).flatMap((item) => namesOf(item).map((name) => [name, item] as const)));
  const problems: SheetProblem[] = [];
  const columns: SheetColumns = { reference: -1, group: -1, items: [], width: heading.length, unnamed: [] };
  const seen = new Map<string, string>();
  heading.forEach((text, index) => {
    const name = foldName(text);
    // Spreadsheets save columns that were once used; they do no harm while nothing stands under them.
    if (name === '') {
      columns.unnamed.push(index);
      return;
    }
    const item = byName.get(name);
    const id = item?.id ?? name;
    const complain = (problem: string) => problems.push({ row, column: text, value: text, problem });
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
      problems.push({ row, column: required, value: '', problem: `there is no column "${required}"` });
    }
  }
  return problems.length > 0 ? { problems } : { columns };
}

/** What is wrong with a sheet that has no heading or nothing under it, or null. */
export function emptySheetProblem(hasHeading: boolean, caseFiles: number): SheetProblem | null {
  if (!hasHeading)
    return { row: 1, column: '', value: '', problem: 'the sheet is empty: there is no heading' };
  if (caseFiles > 0) return null;
  return { row: 1, column: '', value: '', problem: 'there are no case files under the heading' };
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
  const beyond = Array.from(
    { length: Math.max(0, cells.length - columns.width) },
    (_, i) => columns.width + i,
  );
  for (const index of [...columns.unnamed, ...beyond]) {
    if (cell(index) !== '') {
      problems.push({
        row,
        column: columnName(index),
        value: cell(index),
        problem: 'stands under no heading',
      });
    }
  }
  return { caseFile: { reference, group, answers }, problems };
}
