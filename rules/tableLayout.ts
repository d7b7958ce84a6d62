import type { NotRead, TableNote } from './printed.ts';
import { columnsOf } from './tableColumns.ts';
import type { Columns } from './tableColumns.ts';
import type { PrintedTable } from './tableGrid.ts';
import { givenFiles, headOf, sizeRank } from './tableHeads.ts';
import { isOfSpans, profileOf, SPANS_NOT_CHECKED } from './tableProfile.ts';
import { rowsOf } from './tableRows.ts';
import type { TableRows } from './tableRows.ts';
import { foldName } from './tool.ts';
import type { Tool } from './tool.ts';

/** What a longer name says behind so many characters tells nothing of what is under it. */
const LONGEST_NAME = 200;

export type { Column } from './tableColumn.ts';
export type { Row } from './tableGrid.ts';

/** What the rows and columns of a table of groups by checks are. */
export interface Layout extends TableRows, Columns {
  notes: TableNote[];
}

/** Tells the groups of a table from its totals, and its sizes and percentages from its counts. */
export function layoutOf(table: PrintedTable, tool: Tool | null): Layout {
  const { notRead, ...counted } = withoutRowsOfSpans(table);
  const sized = withSizesOfLabels(withCountNamed(counted));
  const rows = rowsOf(sized);
  const columns = columnsOf(sized, rows, tool);
  // What is said of a column names it as it is printed.
  for (const column of columns.columns) {
    const printed = table.heading[column.index] ?? column.heading;
    if (column.percentHeading.startsWith(`${column.heading} `)) {
      column.percentHeading = printed + column.percentHeading.slice(column.heading.length);
    }
    column.heading = printed;
  }
  return { ...rows, ...columns, notRead: [...notRead, ...columns.notRead] };
}

/** The table without rows of spans, such as one of ages under services, which are named as not read. */
function withoutRowsOfSpans(table: PrintedTable): PrintedTable & { notRead: NotRead[] } {
  const { heading, rows } = table;
  const named = (name: string) => foldName(name.slice(0, LONGEST_NAME));
  const isCounted = heading.map((name, i) => !isOfSpans(named(name), profileOf(rows, i, 'count')));
  const isSpans = ({ cells }: { cells: string[] }) => {
    const figures = cells.filter((_, i) => i > 0 && isCounted[i]).map((cell) => ({ cells: [cell] }));
    return isOfSpans(named(cells[0] ?? ''), profileOf(figures, 0, 'count'));
  };
  const left = rows.filter(isSpans);
  return {
    ...table,
    rows: rows.filter((row) => !left.includes(row)),
    notRead: left.map(({ number, cells }) => ({
      where: cells[0] || `row ${number}`,
      why: SPANS_NOT_CHECKED,
    })),
  };
}

/**
 * The table with the smaller of two columns that could both be the number of files named as a count: n beside N, or
 * Count beside Files, with the percentage after them.
 */
function withCountNamed(table: PrintedTable): PrintedTable {
  const { heading, spans, rows } = table;
  const sizes = heading.flatMap((name, i) => (i > 0 && sizeRank(name) === 2 ? [i] : []));
  const [first = 0, second = 0] = sizes;
  const isPercent = headOf(heading[second + 1] ?? '', '').percentsOf !== null;
  if (sizes.length !== 2 || second !== first + 1 || !isPercent) return table;
  if (spans[first] !== '' || spans[second] !== '') return table;
  const numbersOf = (index: number) =>
    rows.map(({ cells }) => (/^\d+$/.test(cells[index] ?? '') ? Number(cells[index]) : Number.NaN));
  const [a, b] = [numbersOf(first), numbersOf(second)];
  const isWithin = (part: number[], whole: number[]) =>
    part.every((n, r) => n <= (whole[r] ?? Number.NaN)) && part.some((n, r) => n < (whole[r] ?? n));
  const count = isWithin(a, b) ? first : isWithin(b, a) ? second : -1;
  return { ...table, heading: heading.map((name, i) => (i === count ? `${name} counted` : name)) };
}

/**
 * The table with a column more, where the labels of the rows say of how many files each is: Ash (n=12), or Ash (12)
 * where all do and nothing else gives the sizes.
 */
function withSizesOfLabels(table: PrintedTable): PrintedTable {
  const { heading, spans, rows } = table;
  if (heading.some((name, i) => i > 0 && sizeRank(name) === 2)) return table;
  const labels = rows.map(({ cells }) => cells[0] ?? '');
  const given = labels.map((label) => givenFiles(label).n);
  const bracketed = labels.map((label) =>
    /^\S.{0,200}\((\d{1,3}(?:,\d{3})*)\)$/.exec(label)?.[1]?.replace(/,/g, ''),
  );
  const bare = bracketed.map((digits) => (digits === undefined ? null : Number(digits)));
  const found = given.filter((n) => n !== null).length * 2 >= rows.length ? given : bare;
  if (found !== given && (found.includes(null) || heading.some((name) => givenFiles(name).n !== null)))
    return table;
  if (found.every((n) => n === null)) return table;
  const width = heading.length;
  return {
    heading: [...heading, 'n'],
    spans: [...spans, ''],
    rows: rows.map(({ number, cells }, i) => {
      const padded = Array.from({ length: width }, (_, c) => cells[c] ?? '');
      return { number, cells: [...padded, found[i] === null ? '' : String(found[i])] };
    }),
  };
}
