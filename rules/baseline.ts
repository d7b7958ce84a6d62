import { possibleCounts } from './printed.ts';
import type { Unreadable } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import type { Bare } from './printedCell.ts';
import { readTable } from './tableGrid.ts';
import { layoutOf } from './tableLayout.ts';
import type { Column, Layout, Row } from './tableLayout.ts';
import type { CheckAnswer } from './answers.ts';
import { bookOfNames } from './itemNames.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import type { Tool } from './tool.ts';

/** What a printed table could become as a baseline: its groups, and the check that each column looks like. */
export interface BaselineProposal {
  /** In the order of the table; files is null where the size of the group is not printed as a whole number. */
  groups: { label: string; files: number | null }[];
  /** Columns of figures in the order of the table; check is null where no check of the tool is called so. */
  columns: { heading: string; check: string | null }[];
  /** The heading of the column that gives the size of the groups, or null. */
  size: string | null;
}

/** What a person has settled on: names and sizes of the groups (null leaves one out), and a check for each column. */
export interface BaselineChoice {
  groups: ({ name: string; files: number } | null)[];
  checks: (string | null)[];
}

/** Why a cell of a printed table gives no count, or a note on one that does. */
type CellReading =
  /** The count is printed. */
  | 'printed'
  /** Only a percentage is printed, and one whole number alone gives it. */
  | 'worked out'
  /** Printed as not applicable. */
  | 'not applicable'
  /** Printed as missing, empty or suppressed; a percentage that several numbers give. */
  | 'not known'
  /** More than the files of the group, or no figure at all. */
  | 'impossible';

/** One cell of a table taken over, with the files of the group by answer; what is left was not recorded. */
interface BaselineCell {
  group: string;
  check: string;
  printed: string;
  reading: CellReading;
  counts: Partial<Record<CheckAnswer, number>>;
}

/** Proposes how to take a printed table over, or says why it cannot be read. */
export function proposeBaseline(
  lines: readonly (readonly string[])[],
  tool: Tool,
): BaselineProposal | { unreadable: Unreadable } {
  const layout = read(lines, tool);
  if ('unreadable' in layout) return layout;
  const taken = new Set<string>();
  return {
    groups: [...layout.addends].map((row) => ({ label: row.label, files: sizeOf(row, layout.size) })),
    columns: layout.columns.map((column) => {
      const check = checkOf(column, tool);
      // The same check twice would be counted twice.
      if (check === null || taken.has(check)) return { heading: column.heading, check: null };
      taken.add(check);
      return { heading: column.heading, check };
    }),
    size: layout.size?.heading ?? null,
  };
}

/**
 * The cells of a printed table as counts of files: those with a yes as printed, all others of the group a no. Where a
 * cell says "8 of 10", the two others of a group of twelve were not recorded.
 *
 * @throws RangeError when the choice does not fit the table
 */
export function baselineCells(
  lines: readonly (readonly string[])[],
  tool: Tool,
  choice: BaselineChoice,
): BaselineCell[] {
  const layout = read(lines, tool);
  if ('unreadable' in layout) throw new RangeError('the table cannot be read');
  const groups = [...layout.addends];
  if (choice.groups.length !== groups.length || choice.checks.length !== layout.columns.length) {
    throw new RangeError('the choice is of another table');
  }
  return choice.groups.flatMap((group, g) => {
    const row = groups[g];
    if (!group || !row) return [];
    return choice.checks.flatMap((check, c) => {
      const column = layout.columns[c];
      if (check === null || !column) return [];
      const index = column.index < 0 ? column.percentIndex : column.index;
      const printed = row.cells[index] ?? '';
      const bare = column.index < 0 ? column.percentBare : column.bare;
      return { group: group.name, check, printed, ...cellOf(printed, bare, group.files) };
    });
  });
}

function cellOf(printed: string, bare: Bare, files: number): Pick<BaselineCell, 'reading' | 'counts'> {
  const cell = readPrinted(printed, bare);
  if (cell.kind === 'gap' && cell.why === 'notApplicable') {
    return { reading: 'not applicable', counts: { na: files } };
  }
  if (cell.kind === 'gap' || cell.kind === 'suppressed') return { reading: 'not known', counts: {} };
  if (cell.kind === 'other') return { reading: 'impossible', counts: {} };
  const of = cell.of ?? files;
  if (of > files) return { reading: 'impossible', counts: {} };
  if (cell.count !== null) {
    if (cell.count > of) return { reading: 'impossible', counts: {} };
    return { reading: 'printed', counts: { yes: cell.count, no: of - cell.count } };
  }
  const behind = cell.percent && possibleCounts(cell.percent, of);
  if (!behind) return { reading: 'impossible', counts: {} };
  if (behind.low !== behind.high) return { reading: 'not known', counts: {} };
  return { reading: 'worked out', counts: { yes: behind.low, no: of - behind.low } };
}

function read(lines: readonly (readonly string[])[], tool: Tool): Layout | { unreadable: Unreadable } {
  const table = readTable(lines);
  return 'unreadable' in table ? table : layoutOf(table, tool);
}

function sizeOf(row: Row, size: Column | null): number | null {
  const cell = size && readPrinted(row.cells[size.index] ?? '', 'count');
  return cell?.kind === 'figure' && cell.count !== null && cell.count > 0 ? cell.count : null;
}

function checkOf(column: Column, tool: Tool): string | null {
  if (column.check) return column.check.id;
  const name = foldName(column.heading);
  const checks = checksOf(tool);
  const check = checks.find((one) => namesOf(one).includes(name)) ?? bookOfNames(checks).find(name);
  return check?.id ?? null;
}
