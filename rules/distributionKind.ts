import { readPrinted } from './printedCell.ts';
import type { PrintedTable } from './tableGrid.ts';
import { headsOf, sizeColumn } from './tableHeads.ts';
import { checksOf, foldName, namesOf, RATING_LABELS } from './tool.ts';
import type { Tool } from './tool.ts';

export const SCALE = RATING_LABELS.map(foldName);
export const MEAN_HEADINGS = ['mean', 'average', 'mean score', 'average score'];
export const TOTAL_HEADINGS = ['total', 'sum', 'all'];

/**
 * Whether a table is a distribution in percent: at least two columns of percentages that have no column of counts to go
 * with them and are not the checks of a tool by groups; or the four scores, with a mean. Percentages of several rounds,
 * or a standard beside what was reached, are none: their rows do not add up to about 100.
 */
export function isDistribution(table: PrintedTable, tool: Tool | null): boolean {
  const columns = table.heading;
  const folded = columns.map(foldName);
  const heads = headsOf(columns, table.spans);
  const percents = heads.flatMap((head, index) => {
    const of = head.percentsOf ?? undefined;
    return of === undefined || of === '' || folded.includes(of) ? [] : [{ index, of, head }];
  });
  const scores = folded.filter((name) => SCALE.includes(name));
  if (scores.length >= 2 && folded.some((name) => MEAN_HEADINGS.includes(name))) return true;
  if (percents.length < 2) return false;
  if (percents.some(({ of }) => SCALE.includes(of)) || folded.some((name) => MEAN_HEADINGS.includes(name)))
    return true;
  const checks = new Set(tool ? checksOf(tool).flatMap(namesOf) : []);
  if (sizeColumn(columns) >= 0 && percents.some(({ of }) => checks.has(of))) return false;
  if (percents.some(({ head }) => head.role === 'standard' || head.shareOf !== null)) return false;
  const rounds = new Set(percents.map(({ head }) => head.round));
  return (rounds.size < percents.length || rounds.size === 1) && addUpToAll(table, percents);
}

/** Whether the percentages of at least half of the rows come to about 100. */
function addUpToAll({ rows }: PrintedTable, percents: { index: number; of: string }[]): boolean {
  const parts = percents.filter(({ of }) => !TOTAL_HEADINGS.includes(of));
  const sums = rows.flatMap(({ cells }) => {
    const read = parts.map(({ index }) => readPrinted(cells[index] ?? '', 'percent'));
    const values = read.flatMap((cell) => (cell.kind === 'figure' && cell.percent ? [cell.percent] : []));
    return values.length < 2
      ? []
      : [values.reduce((sum, { units, decimals }) => sum + units / 10 ** decimals, 0)];
  });
  return sums.length > 0 && sums.filter((sum) => Math.abs(sum - 100) <= ABOUT_ALL).length * 2 >= sums.length;
}

/** Rows that come to 100 give or take so many points are meant to. */
const ABOUT_ALL = 5;
