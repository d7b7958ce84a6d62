import { readPrinted } from './printedCell.ts';
import type { Row } from './tableGrid.ts';

/** A row that is the sum of others: a subtotal, or a whole above its parts. */
export interface RowSum {
  row: Row;
  parts: Row[];
  /** Told by the figures, and not by its name. */
  found: boolean;
}

/** Tables with more rows than these are no lists of parts and wholes that somebody wrote. */
const MOST_NESTED = 400;

/**
 * Which of the rows add up to the totals, and which are sums of others. Subtotals say so by their names; wholes with
 * their parts under or above them are looked for where the rows all together are not the totals.
 */
export function sumsAmong(
  groups: Row[],
  total: Row | null,
  isSubtotal: (row: Row) => boolean,
  labelIndex: number,
): { addends: Row[]; sums: RowSum[] } {
  const named: RowSum[] = [];
  let run: Row[] = [];
  for (const row of groups) {
    if (!isSubtotal(row)) run.push(row);
    else {
      if (run.length > 0) named.push({ row, parts: run, found: false });
      run = [];
    }
  }
  const rows = groups.filter((row) => !isSubtotal(row));
  if (!total || rows.length < 3 || rows.length > MOST_NESTED) return { addends: rows, sums: named };
  const counts = countsOf([total, ...rows], labelIndex);
  const whole = counts.get(total) ?? [];
  const sumOfRows = (some: Row[]) => sumOf(some, counts, whole.length);
  if (agrees(whole, sumOfRows(rows))) return { addends: rows, sums: named };
  const [down, up] = [nestedIn(rows, counts), nestedIn(rows.toReversed(), counts)];
  const best = [down, up].find(({ tops }) => agrees(whole, sumOfRows(tops))) ?? down;
  if (best.sums.length === 0 || best.tops.length < 2) return { addends: rows, sums: named };
  const tops = new Set(best.tops);
  return { addends: rows.filter((row) => tops.has(row)), sums: [...named, ...best.sums] };
}

type Counts = ReadonlyMap<Row, (number | null)[]>;

function countsOf(rows: Row[], labelIndex: number): Counts {
  return new Map(
    rows.map((row) => [
      row,
      row.cells.map((cell, i) => {
        const read = i === labelIndex ? null : readPrinted(cell, 'count');
        return read?.kind === 'figure' ? read.count : null;
      }),
    ]),
  );
}

/** What rows come to, column by column; null where none of them has a count. */
function added(sums: (number | null)[], more: (number | null)[]): (number | null)[] {
  return sums.map((sum, i) => {
    const value = more[i] ?? null;
    return value === null ? sum : (sum ?? 0) + value;
  });
}

const sumOf = (rows: Row[], counts: Counts, columns: number): (number | null)[] =>
  rows.reduce((sums, row) => added(sums, counts.get(row) ?? []), Array<number | null>(columns).fill(null));

/** Whether a row is the sum of others in most of its columns. */
function agrees(whole: (number | null)[], sums: (number | null)[]): boolean {
  const compared = whole.flatMap((own, i) => {
    const sum = sums[i] ?? null;
    return own === null || own === 0 || sum === null ? [] : [own === sum];
  });
  return compared.length > 0 && compared.filter(Boolean).length * 2 >= compared.length;
}

/** Wholes followed by at least two parts that add up to them, the innermost first. */
function nestedIn(rows: Row[], counts: Counts): { tops: Row[]; sums: RowSum[] } {
  const ends: number[] = [];
  const sums: RowSum[] = [];
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (!row) continue;
    ends[at] = at + 1;
    const own = counts.get(row) ?? [];
    const parts: Row[] = [];
    let sum = own.map((): number | null => null);
    for (let next = at + 1; next < rows.length; next = ends[next] ?? rows.length) {
      const part = rows[next];
      if (part) parts.push(part);
      sum = added(sum, (part && counts.get(part)) ?? []);
      if (own.every((value, i) => value === null || (sum[i] ?? 0) > value)) break;
      if (parts.length < 2 || !agrees(own, sum)) continue;
      sums.unshift({ row, parts: [...parts], found: true });
      ends[at] = ends[next] ?? rows.length;
      break;
    }
  }
  const tops: Row[] = [];
  for (let at = 0; at < rows.length; at = ends[at] ?? rows.length) {
    const row = rows[at];
    if (row) tops.push(row);
  }
  return { tops, sums };
}
