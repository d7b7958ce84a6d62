import type { Category } from './distributionParts.ts';
import { isAboutAll, signedColumns, TOTAL_HEADINGS } from './distributionKind.ts';
import { readPrinted } from './printedCell.ts';
import type { PrintedCell } from './printedCell.ts';
import type { PrintedTable } from './tableGrid.ts';
import {
  givenFiles,
  headOf,
  MEAN_HEADINGS,
  percentHeading,
  scaleIn,
  scoreNamed,
  sizeColumn,
} from './tableHeads.ts';
import type { PrintedScale } from './tableHeads.ts';
import { foldName } from './tool.ts';

const NOTE_HEADINGS = ['note', 'notes', 'remark', 'remarks', 'comment', 'comments'];

/** The columns of a distribution by their place; -1 where there is none. */
export interface DistributionLayout {
  heading: string[];
  categories: Category[];
  mean: number;
  total: number;
  size: number;
  notes: number[];
  labels: number[];
  scale: PrintedScale;
}

/** Which columns of a distribution are shares, mean, total, size, remarks and labels. */
export function distributionLayout(table: PrintedTable): DistributionLayout {
  const { heading } = table;
  const folded = heading.map(foldName);
  const find = (names: string[]) => folded.findIndex((name) => names.includes(name));
  const percents = sharesIn(table);
  const categories = percents.filter(({ name }) => !TOTAL_HEADINGS.includes(name));
  const mean = find(MEAN_HEADINGS);
  const notes = folded.flatMap((name, i) => (NOTE_HEADINGS.includes(name) ? [i] : []));
  const sized = sizeColumn(heading);
  const size = notes.includes(sized) ? -1 : sized;
  const total = percents.find(({ name }) => TOTAL_HEADINGS.includes(name))?.index ?? find(TOTAL_HEADINGS);
  const first = Math.min(...categories.map(({ index }) => index));
  const labels = heading.map((_, i) => i).filter((i) => i < first && ![mean, total, size].includes(i));
  return { heading, categories, mean, total, size, notes, labels, scale: scaleIn(table) };
}

/** The columns of shares, each with the column of counts beside it that has the same name. */
function sharesIn(table: PrintedTable): Category[] {
  const { heading, spans } = table;
  const scale = scaleIn(table);
  const signed = heading.some((name) => percentHeading(name) !== null) ? [] : signedColumns(table);
  const named = heading.map((name, index) => {
    const of = percentHeading(name)?.of;
    const head = headOf(name, spans[index] ?? '');
    const bare = scale.names.includes(foldName(name)) || signed.includes(index);
    const score = scoreNamed(name, spans[index] ?? '', scale);
    return {
      index,
      heading: name,
      isPercent: of !== undefined,
      isCount: head.bare === 'count' || (score !== null && !bare && of === undefined),
      name: of ?? (bare ? foldName(name) : score),
    };
  });
  const percents = new Set(
    named.flatMap(({ isPercent, name }) => (isPercent && name !== null ? [name] : [])),
  );
  const shares = named.flatMap(({ name, index, heading: text, isPercent, isCount }) => {
    if (name === null || (!isPercent && percents.has(name))) return [];
    const beside = named.findIndex(
      (other) => other.index !== index && !other.isPercent && other.name === name,
    );
    const column = {
      index,
      heading: text,
      name,
      score: scoreOf(name, scale),
      beside: isPercent ? beside : -1,
    };
    return [{ ...column, isPercent, isCount }];
  });
  const plain = shares.filter(({ isPercent }) => !isPercent);
  const areCounts = plain.some(({ isCount }) => isCount) || hasCounts(table, plain);
  return shares.map(({ isPercent, index, heading: text, name, score, beside }): Category => {
    const bare = isPercent || !areCounts ? 'percent' : 'count';
    return { index, heading: text, name, score, beside, bare };
  });
}

/**
 * Whether numbers without a sign are counts. A table with bare scores as headings has percentages, unless most of its
 * rows come to something else than 100: to the number that each says that it is of, or where there are no means.
 */
function hasCounts(table: PrintedTable, columns: readonly { index: number }[]): boolean {
  const { heading, rows } = table;
  const folded = heading.map(foldName);
  const told = sizeColumn(heading);
  const size = told === -1 ? folded.findIndex((name) => TOTAL_HEADINGS.includes(name)) : told;
  const hasMean = folded.some((name) => MEAN_HEADINGS.includes(name));
  const sums = rows.flatMap(({ cells }) => {
    const read = columns.map(({ index }) => readPrinted(cells[index] ?? '', 'count'));
    const values = read.flatMap((cell) =>
      cell.kind === 'figure' && cell.count !== null ? [cell.count] : [],
    );
    if (values.length < 2) return [];
    const of = size === -1 ? givenFiles(cells[0] ?? '').n : countIn(cells[size] ?? '');
    return [{ sum: values.reduce((all, n) => all + n, 0), of: of ?? null }];
  });
  const isAll = (sum: number) => isAboutAll([{ units: sum, decimals: 0 }]);
  if (sums.length === 0) return false;
  const others = sums.filter(({ sum, of }) => !isAll(sum) || (of !== null && of !== 100 && sum === of));
  return others.length * 2 > sums.length && (!hasMean || others.some(({ of }) => of !== null));
}

const countIn = (cell: string): number | null => {
  const read = readPrinted(cell, 'count');
  return read.kind === 'figure' ? read.count : null;
};

/** What a row says of an answer: its share, and the count beside it where there is one. */
export function shareIn(cells: readonly string[], { index, bare, beside }: Category): PrintedCell {
  const own = readPrinted(cells[index] ?? '', bare);
  const count = beside < 0 ? null : readPrinted(cells[beside] ?? '', 'count');
  if (count?.kind !== 'figure') return own;
  if (own.kind === 'figure') return { ...own, count: count.count };
  return own.kind === 'gap' && own.why !== 'missing' ? count : own;
}

/** Of how many a row is, by its own column, or where its figures are counts by their printed total; null where it says neither. */
export function sizeIn(
  cells: readonly string[],
  { size, total, categories }: DistributionLayout,
): number | null {
  const own = size < 0 ? null : countIn(cells[size] ?? '');
  if (own !== null && own > 0) return own;
  const isCounted = categories.some(({ bare, beside }) => bare === 'count' || beside >= 0);
  const all = total < 0 || !isCounted ? null : countIn(cells[total] ?? '');
  return all !== null && all > 0 ? all : null;
}

function scoreOf(name: string, { names, scores }: PrintedScale): number | null {
  const place = names.indexOf(name);
  if (place >= 0) return scores[place] ?? null;
  const number = /^(?:score )?(\d{1,2})$/.exec(name);
  return number ? Number(number[1]) : null;
}

/** Most figures of a table have as many decimal places as its printer gave them all; 3 in a column of 2.9 is 3.0. */
export function usualDecimals({ rows }: PrintedTable, columns: { index: number }[]): number {
  const counted = new Map<number, number>();
  for (const { cells } of rows) {
    for (const { index } of columns) {
      const read = readPrinted(cells[index] ?? '', 'percent');
      if (read.kind !== 'figure' || !read.percent) continue;
      counted.set(read.percent.decimals, (counted.get(read.percent.decimals) ?? 0) + 1);
    }
  }
  return [...counted].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
