import { readPrinted } from './printed.ts';
import type { Decimal, MissingReason, Place, TableProblemKind } from './printed.ts';
import type { Column, Layout, Row } from './tableLayout.ts';

// The figures of a printed table as they are read, and the numbers of files that they can be of.

/** A percentage somewhere in the table. */
export interface PrintedPercent {
  at: Place;
  value: Decimal;
}

/** What is printed of one check in one group, or in total. */
export interface Figure {
  at: Place;
  gap: MissingReason | null;
  /** The files with a yes as printed, and of how many where the cell says so. */
  count: number | null;
  of: number | null;
  /** What the files with a yes can be, where only a percentage or a mask is printed. */
  low: number;
  high: number;
  percents: PrintedPercent[];
}

export type Complain = (at: Place, kind: TableProblemKind, expected: string, explanation: string) => void;
const placeOf = (row: Row, index: number, column: string): Place => ({
  row: row.label,
  column,
  printed: row.cells[index] ?? '',
  cell: { line: row.number, from: index, to: index },
});

/** Reads what is printed of a column in a row; size is that of the group, null where it is not known or a total. */
export function figureAt(row: Row, column: Column, size: number | null, complain: Complain): Figure {
  const index = column.index < 0 ? column.percentIndex : column.index;
  const at = placeOf(row, index, column.heading);
  const most = size ?? Number.POSITIVE_INFINITY;
  const figure: Figure = { at, gap: null, count: null, of: null, low: 0, high: most, percents: [] };
  const read = readPrinted(at.printed, column.index < 0 ? 'percent' : 'count');
  switch (read.kind) {
    case 'gap':
      figure.gap = read.why;
      break;
    case 'suppressed':
      figure.high = Math.min(most, read.atMost);
      break;
    case 'figure':
      figure.count = read.count;
      figure.of = read.of;
      if (read.percent) figure.percents.push({ at, value: read.percent });
      break;
    case 'other': {
      const what = column.index < 0 ? 'a percentage' : 'a whole number';
      const range = column.index < 0 || size === null ? '' : ` from 0 to ${size}`;
      complain(at, 'impossible', what + range, `This is not ${what}, and one has to stand here.`);
    }
  }
  if (column.index >= 0 && column.percentIndex >= 0) {
    addPercent(figure, row, { index: column.percentIndex, heading: column.percentHeading }, complain);
  }
  if (figure.count !== null) {
    figure.low = figure.count;
    figure.high = figure.count;
  }
  return figure;
}

function addPercent(
  figure: Figure,
  row: Row,
  { index, heading }: { index: number; heading: string },
  complain: Complain,
): void {
  const at = placeOf(row, index, heading);
  const read = readPrinted(at.printed, 'percent');
  if (read.kind === 'figure' && read.percent) figure.percents.push({ at, value: read.percent });
  else if (read.kind === 'figure' || read.kind === 'other') {
    complain(at, 'impossible', 'a percentage', 'This is not a percentage, and one has to stand here.');
  }
}

export function addPercentRow(
  total: Figure | null,
  layout: Layout,
  column: Column | null,
  complain: Complain,
): void {
  if (!total || !layout.percents || !column) return;
  const index = column.index < 0 ? column.percentIndex : column.index;
  addPercent(total, layout.percents, { index, heading: column.heading }, complain);
}

/** Where percentages of totals are printed and the totals are not. */
export function unprintedTotal(layout: Layout, column: Column): Figure | null {
  if (!layout.percents) return null;
  const index = column.index < 0 ? column.percentIndex : column.index;
  const at = { ...placeOf(layout.percents, index, column.heading), printed: '' };
  return { at, gap: null, count: null, of: null, low: 0, high: Number.POSITIVE_INFINITY, percents: [] };
}

/** Files that a percentage can be of, and how to call them in a sentence. */
export interface Base {
  files: number;
  name: string;
}

export const filesText = (n: number) => (n === 1 ? '1 file' : `${n} files`);

export function allFiles(sizes: (number | null)[], printed: number | null): Base[] {
  const added = sizes.length > 0 && !sizes.includes(null) ? sum(sizes.map((size) => size ?? 0)) : null;
  return [...new Set([added, printed])].flatMap((files) =>
    files === null || files === 0 ? [] : [{ files, name: `all ${filesText(files)}` }],
  );
}

/** What is left of all files without the groups that have no figure in a column. */
export function fewerFiles(groups: Figure[], sizes: (number | null)[]): Base[] {
  if (sizes.includes(null)) return [];
  const without = (gaps: MissingReason[]) =>
    sum(groups.map(({ gap }, i) => (gap !== null && gaps.includes(gap) ? 0 : (sizes[i] ?? 0))));
  const all = without([]);
  const bases = [
    {
      files: without(['notApplicable', 'missing', 'empty']),
      name: (n: number) => `the ${filesText(n)} of the groups with a figure`,
    },
    {
      files: without(['notApplicable']),
      name: (n: number) => `the ${filesText(n)} of the groups that it applies to`,
    },
  ];
  return bases
    .filter(({ files }, i) => files > 0 && files < all && bases.findIndex((b) => b.files === files) === i)
    .map(({ files, name }) => ({ files, name: name(files) }));
}

export const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
