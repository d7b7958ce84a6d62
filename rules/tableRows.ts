import { readPrinted } from './printedCell.ts';
import type { PrintedTable, Row } from './tableGrid.ts';
import { givenFiles, isTotalName, sizeRank } from './tableHeads.ts';
import { sumsAmong } from './tableSums.ts';
import type { RowSum } from './tableSums.ts';
import { foldName } from './tool.ts';

/** What the rows of a table are. */
export interface TableRows {
  labelIndex: number;
  /** All rows that are neither totals nor aside, those that are sums of others among them. */
  groups: Row[];
  /** The rows that the totals add up: the groups without those that are parts of another. */
  addends: ReadonlySet<Row>;
  /** Rows that are the sum of others. */
  sums: RowSum[];
  total: Row | null;
  /** A row of percentages that go with the totals. */
  percents: Row | null;
  /** Rows below the totals. */
  aside: Row[];
  /** A row that gives the number of files of each column. */
  sizeRow: Row | null;
}

const SUBTOTAL_LABEL = /^sub[ -]?totals?\b/;
const PERCENT_LABEL =
  /^(?:%|pct\b|per ?cent|in %|(?:as )?percentages?\b|(?:total|all) ?\(?(?:%|pct|per ?cent))/;

/** Tells the groups of a table from its totals, subtotals, and rows that give sizes or percentages. */
export function rowsOf(table: PrintedTable): TableRows {
  const { heading } = table;
  const labelIndex = Math.max(
    0,
    heading.findIndex((name) => ['group', 'sample group'].includes(foldName(name))),
  );
  const filled = table.rows.filter(({ cells }) => cells.some((cell, i) => i !== labelIndex && cell !== ''));
  const toRow = ({ cells, number }: { cells: string[]; number: number }): Row => ({
    label: cells[labelIndex] || `row ${number}`,
    number,
    cells,
  });
  const name = ({ cells }: { cells: string[] }) => foldName(givenFiles(cells[labelIndex] ?? '').rest);

  let rest = filled.map(toRow);
  const sizeRow = sizeRowOf(rest, heading, labelIndex);
  rest = rest.filter((row) => row !== sizeRow);
  const percentRow = percentsOf(rest, name, labelIndex);
  rest = rest.filter((row) => row !== percentRow);
  const isSubtotal = (row: Row) => SUBTOTAL_LABEL.test(name(row));
  const plain = rest.filter((row) => !isSubtotal(row));
  const last = plain.at(-1);
  const named = plain.findLast((row) => isTotalName(name(row)));
  const unnamed = last && (name(last) === '' || looksLikeTotal(last.cells, plain.slice(0, -1))) ? last : null;
  const totalRow = plain.length < 2 ? null : (named ?? unnamed);
  // What stands below the totals is no part of them, unless all groups do.
  const place = totalRow ? rest.indexOf(totalRow) : -1;
  const below = place > 0 ? rest.slice(place + 1) : [];
  const groups = place > 0 ? rest.slice(0, place) : rest.filter((row) => row !== totalRow);
  const { addends, sums } = sumsAmong(groups, totalRow, isSubtotal, labelIndex);
  const called = (row: Row, otherwise: string): Row => ({
    ...row,
    label: row.cells[labelIndex] || otherwise,
  });
  return {
    labelIndex,
    groups,
    addends: new Set(addends),
    sums,
    total: totalRow && called(totalRow, 'Total'),
    percents: percentRow ? called(percentRow, 'Percentage') : null,
    aside: below,
    sizeRow,
  };
}

/** The row that says of how many files each column is, where no column says it of each row. */
function sizeRowOf(rows: Row[], heading: string[], labelIndex: number): Row | null {
  if (heading.some((name, i) => i !== labelIndex && sizeRank(name) === 2) || rows.length < 2) return null;
  const isSize = (row: Row) => {
    const cells = row.cells.filter((cell, i) => i !== labelIndex && cell !== '');
    const read = cells.map((cell) => readPrinted(cell, 'count'));
    const counts = read.every((cell) => cell.kind === 'figure' && cell.count !== null && !cell.percent);
    return sizeRank(row.label) === 2 && cells.length > 0 && counts;
  };
  const ends = [rows[0], rows.at(-1)];
  return ends.find((row) => row !== undefined && isSize(row)) ?? rows.find(isSize) ?? null;
}

/** The row of percentages, which stands under the totals or above them. */
function percentsOf(rows: Row[], name: (row: Row) => string, labelIndex: number): Row | null {
  const near = rows.slice(-2);
  const allPercent = (row: Row) => {
    const figures = row.cells
      .filter((_, i) => i !== labelIndex)
      .map((cell) => readPrinted(cell, 'count'))
      .filter((cell) => cell.kind === 'figure');
    return figures.length > 0 && figures.every(({ count, percent }) => percent !== null && count === null);
  };
  return (
    near.find((row) => PERCENT_LABEL.test(name(row))) ??
    near.find((row) => name(row) === '' && allPercent(row) && rows.length > 2) ??
    null
  );
}

/** Whether a row under any name is that of the totals: most of its counts are the sums of those above. */
function looksLikeTotal(cells: string[], above: Row[]): boolean {
  const counts = cells.map((_, i) => {
    const read = [cells, ...above.map((row) => row.cells)].map((row) => readPrinted(row[i] ?? '', 'count'));
    return read.map((cell) => (cell.kind === 'figure' ? cell.count : null));
  });
  const comparable = counts.flatMap(([own, ...others]) =>
    own === null || own === undefined || own === 0 || others.every((count) => count === null)
      ? []
      : [own === others.reduce<number>((sum, count) => sum + (count ?? 0), 0)],
  );
  return above.length > 1 && comparable.filter(Boolean).length > comparable.length / 2;
}
