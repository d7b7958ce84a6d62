import { percentHeading, readPrinted, sizeColumn } from './printed.ts';
import type { PrintedTable } from './printed.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import type { Check, Tool } from './tool.ts';

/** A check's column of counts with the column of percentages that goes with it; -1 for the one that is not there. */
export interface Column {
  index: number;
  heading: string;
  percentIndex: number;
  percentHeading: string;
  check: Check | undefined;
}

/** A row of a table by its label. */
export interface Row {
  label: string;
  /** As in a spreadsheet, from 1. */
  number: number;
  cells: string[];
}

/** What the rows and columns of a table of groups by checks are. */
export interface Layout {
  groups: Row[];
  total: Row | null;
  /** A row of percentages that go with the totals. */
  percents: Row | null;
  /** Subtotals, and rows below the totals. */
  aside: Row[];
  size: Column | null;
  columns: Column[];
}

const TOTAL_LABEL =
  /^(?:grand )?(?:totals?|overall|sum)\b|^all(?: (?:groups|files|case files|cases|providers|services))?$/;
const SUBTOTAL_LABEL = /^sub[ -]?totals?\b/;
const PERCENT_LABEL =
  /^(?:%|pct\b|per ?cent|in %|(?:as )?percentages?\b|(?:total|all) ?\(?(?:%|pct|per ?cent))/;

/** Tells the groups of a table from its totals, and its sizes and percentages from its counts. */
export function layoutOf(table: PrintedTable, tool: Tool | null): Layout {
  const { heading } = table;
  const labelIndex = Math.max(
    0,
    heading.findIndex((name) => ['group', 'sample group'].includes(foldName(name))),
  );
  const sizeIndex = sizeColumn(heading);
  const filled = table.rows.filter(({ cells }) => cells.some((cell, i) => i !== labelIndex && cell !== ''));
  const label = ({ cells }: { cells: string[] }) => foldName(cells[labelIndex] ?? '');
  const figuresOf = ({ cells }: { cells: string[] }) =>
    cells
      .filter((_, i) => i !== labelIndex)
      .map((cell) => readPrinted(cell, 'count'))
      .filter((cell) => cell.kind === 'figure');
  const allPercent = (row: { cells: string[] }) => {
    const figures = figuresOf(row);
    return figures.length > 0 && figures.every(({ count, percent }) => percent !== null && count === null);
  };

  let rest = filled;
  let percents: Row | null = null;
  // The row of percentages stands under the totals, or above them.
  const near = rest.slice(-2);
  const percentRow =
    near.find((row) => PERCENT_LABEL.test(label(row))) ??
    near.find((row) => label(row) === '' && allPercent(row) && rest.length > 2);
  if (percentRow) {
    rest = rest.filter((row) => row !== percentRow);
    percents = { ...percentRow, label: percentRow.cells[labelIndex] || 'Percentage' };
  }
  const subtotals = rest.filter((row) => SUBTOTAL_LABEL.test(label(row)));
  rest = rest.filter((row) => !subtotals.includes(row));
  const last = rest.at(-1);
  const named = rest.findLast((row) => TOTAL_LABEL.test(label(row)));
  const unnamed = last && (label(last) === '' || looksLikeTotal(last.cells, rest.slice(0, -1))) ? last : null;
  const totalRow = rest.length < 2 ? null : (named ?? unnamed);
  // What stands below the totals is no part of them, unless all groups do.
  const place = totalRow ? rest.indexOf(totalRow) : -1;
  const below = place > 0 ? rest.slice(place + 1) : [];
  const toRow = ({ cells, number }: { cells: string[]; number: number }): Row => ({
    label: cells[labelIndex] || `row ${number}`,
    number,
    cells,
  });
  const total: Row | null = totalRow ? { ...totalRow, label: totalRow.cells[labelIndex] || 'Total' } : null;
  const groups = rest.filter((row) => row !== totalRow && !below.includes(row));
  return {
    groups: groups.map(toRow),
    total,
    percents,
    aside: [...subtotals, ...below].map(toRow),
    ...columnsOf(heading, groups, { labelIndex, sizeIndex, tool }),
  };
}

/** Whether a row under any name is that of the totals: most of its counts are the sums of those above. */
function looksLikeTotal(cells: string[], above: { cells: string[] }[]): boolean {
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

/** What a heading says beside the name of its check: that files with a yes are counted. */
const COUNT_BEFORE = /^(?:(?:number|no\.|count|n) )?(?:(?:of|with) )?(?=\S)/;
const COUNT_AFTER = /[\s:,]*(?:\((?:n|no\.?|number|count|yes)\)|\b(?:n|number|count|yes)|\bno\.)$/;

/** A heading without what only says that it counts. @example countedName('SMART goals (n)') // 'smart goals' */
function countedName(heading: string): string {
  const name = foldName(heading);
  return name.replace(COUNT_BEFORE, '').replace(COUNT_AFTER, '') || name;
}

function columnsOf(
  heading: string[],
  groups: { cells: string[] }[],
  { labelIndex, sizeIndex, tool }: { labelIndex: number; sizeIndex: number; tool: Tool | null },
): { size: Column | null; columns: Column[] } {
  const byName = new Map(
    (tool ? checksOf(tool) : []).flatMap((check) => namesOf(check).map((name) => [name, check] as const)),
  );
  const checkOf = (name: string) => byName.get(foldName(name)) ?? byName.get(countedName(name));
  const columns: Column[] = [];
  const percents: { index: number; of: string; beside: Column | undefined }[] = [];
  heading.forEach((name, index) => {
    if (index === labelIndex || name === '') return;
    const percent = percentHeading(name);
    if (percent) {
      percents.push({ index, of: percent.of, beside: columns.at(-1) });
      return;
    }
    // Words in every row are labels or remarks, not figures gone wrong.
    const read = groups.map(({ cells }) => readPrinted(cells[index] ?? '', 'count').kind);
    if (index !== sizeIndex && read.includes('other') && !read.includes('figure')) return;
    const check = checkOf(name);
    columns.push({ index, heading: name, percentIndex: -1, percentHeading: '', check });
  });
  for (const { index, of, beside } of percents) {
    const name = heading[index] ?? '';
    const counts = of === '' ? beside : countsOf(of, columns, checkOf(of));
    if (counts && counts.percentIndex < 0) {
      counts.percentIndex = index;
      // A bare % comes many times in a heading and would not say which is meant.
      counts.percentHeading = of === '' ? `${counts.heading} ${name}` : name;
    } else {
      const check = checkOf(of);
      columns.push({ index: -1, heading: name, percentIndex: index, percentHeading: name, check });
    }
  }
  const size = columns.find(({ index }) => index === sizeIndex && index >= 0) ?? null;
  return { size, columns: columns.filter((column) => column !== size) };
}

/** The column of counts that a column of percentages goes with: by its heading, or under another name of its check. */
function countsOf(of: string, columns: readonly Column[], check: Check | undefined): Column | undefined {
  const counts = columns.filter((column) => column.index >= 0);
  return (
    counts.find(({ heading }) => foldName(heading) === of) ??
    counts.find(({ heading }) => countedName(heading) === countedName(of)) ??
    (check && counts.find((column) => column.check === check))
  );
}
