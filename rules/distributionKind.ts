import { blocksOf } from './distributionBlocks.ts';
import type { Decimal } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import type { PrintedTable } from './tableGrid.ts';
import { headsOf, MEAN_HEADINGS, scaleIn, scoreNamed, sizeColumn } from './tableHeads.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import type { Tool } from './tool.ts';

export const TOTAL_HEADINGS = ['total', 'sum', 'all'];

/**
 * Whether a table is a distribution in percent: at least two columns of percentages that have no column of counts to go
 * with them and are not the checks of a tool by groups; or answers of a scale, with a mean. Percentages of several rounds,
 * or a standard beside what was reached, are none: their rows do not add up to about 100.
 */
export function isDistribution(table: PrintedTable, tool: Tool | null): boolean {
  if (isByScale(table)) return true;
  const columns = table.heading;
  const folded = columns.map(foldName);
  const { names } = scaleIn(table);
  const heads = headsOf(columns, table.spans);
  const named = heads.flatMap((head, index) => {
    const of = head.percentsOf ?? undefined;
    return of === undefined || of === '' || folded.includes(of) ? [] : [{ index, of, head }];
  });
  const signed = signedColumns(table);
  if (named.length === 0 && isSharedOut(table, signed, tool)) return true;
  const percents = named;
  const scores = folded.filter((name) => names.includes(name));
  if (scores.length >= 2 && folded.some((name) => MEAN_HEADINGS.includes(name))) return true;
  if (percents.length < 2) return false;
  if (percents.some(({ of }) => names.includes(of)) || folded.some((name) => MEAN_HEADINGS.includes(name)))
    return true;
  const checks = new Set(tool ? checksOf(tool).flatMap(namesOf) : []);
  if (sizeColumn(columns) >= 0 && percents.some(({ of }) => checks.has(of))) return false;
  if (percents.some(({ head }) => head.role === 'standard' || head.shareOf !== null)) return false;
  const rounds = new Set(percents.map(({ head }) => head.round));
  return (rounds.size < percents.length || rounds.size === 1) && addUpToAll(table, percents);
}

/** Whether the columns of a table, or those of each of its groups, are three of its scale, as counts or shares. */
const isByScale = (table: PrintedTable): boolean =>
  blocksOf(table).every(({ table: { heading, spans } }) => {
    const names = heading.flatMap((name, i) => scoreNamed(name, spans[i] ?? '', scaleIn(table)) ?? []);
    return new Set(names).size >= 3;
  });

/** The columns under which nothing but percentages with their sign stand, where no heading says so. */
export function signedColumns({ heading, rows }: PrintedTable): number[] {
  const isSigned = (cell: string) => {
    const read = readPrinted(cell, 'count');
    return read.kind === 'figure' && read.count === null && read.of === null && read.percent !== null;
  };
  return heading.flatMap((_, i) => {
    const filled = rows.map(({ cells }) => cells[i] ?? '').filter((cell) => cell !== '');
    return i > 0 && filled.length * 2 > rows.length && filled.every(isSigned) ? [i] : [];
  });
}

/** Whether such columns are all that a table has, share out what they are of, and are no checks. */
function isSharedOut(table: PrintedTable, signed: number[], tool: Tool | null): boolean {
  const { heading, rows, spans } = table;
  const names = new Set(tool ? checksOf(tool).flatMap(namesOf) : []);
  const others = heading.filter((name, i) => i > 0 && name !== '' && !signed.includes(i));
  const heads = headsOf(heading, spans);
  const isPlain = signed.every(
    (i) =>
      heads[i]?.role === 'figures' &&
      heads[i].n === null &&
      heads[i].round === '' &&
      !names.has(foldName(heading[i] ?? '')),
  );
  return (
    signed.length >= 3 &&
    rows.length >= 2 &&
    others.length === 0 &&
    isPlain &&
    addUpToAll(
      table,
      signed.map((index) => ({ index, of: foldName(heading[index] ?? '') })),
    )
  );
}

/** Whether the percentages of at least half of the rows come to about 100. */
function addUpToAll({ rows }: PrintedTable, percents: { index: number; of: string }[]): boolean {
  const parts = percents.filter(({ of }) => !TOTAL_HEADINGS.includes(of));
  const sums = rows.flatMap(({ cells }) => {
    const read = parts.map(({ index }) => readPrinted(cells[index] ?? '', 'percent'));
    const values = read.flatMap((cell) => (cell.kind === 'figure' && cell.percent ? [cell.percent] : []));
    return values.length < 2 ? [] : [isAboutAll(values)];
  });
  return sums.length > 0 && sums.filter(Boolean).length * 2 >= sums.length;
}

/** Whether percentages come to about 100. */
export function isAboutAll(percents: readonly Decimal[]): boolean {
  const sum = percents.reduce((all, { units, decimals }) => all + units / 10 ** decimals, 0);
  return Math.abs(sum - 100) <= ABOUT_ALL;
}

/** Rows that come to 100 give or take so many points are meant to. */
const ABOUT_ALL = 5;
