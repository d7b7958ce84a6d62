import type { Decimal, Place, Reconciliation, TableProblemKind } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import type { MissingReason } from './printedCell.ts';
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
  isMasked: boolean;
  percents: PrintedPercent[];
}

/** The check of a table while it goes on: what was found, and what of it was looked at. */
export interface Work {
  result: Reconciliation;
  /** Percentages that were held against something. */
  checked: Set<PrintedPercent>;
  printed: PrintedPercent[];
  /** Figures are rounded to multiples of this; 0 where they are not. */
  step: number;
  /** The same for percentages; 0 where most of them are right for the figures as they are printed. */
  percentStep: number;
  /** Whether a * can hide a small number: no group shows one. */
  starsHide: boolean;
}

export function complain(
  { result }: Work,
  at: Place,
  kind: TableProblemKind,
  expected: string,
  explanation: string,
): void {
  result.problems.push({ ...at, expected, kind, explanation });
}

const placeOf = (row: Row, index: number, column: string): Place => ({
  row: row.label,
  column,
  printed: row.cells[index] ?? '',
  cell: { line: row.number, from: index, to: index },
});

/** Reads what is printed of a column in a row; size is that of the group, null where it is not known or a total. */
export function figureAt(row: Row, column: Column, size: number | null, work: Work): Figure {
  const index = column.index < 0 ? column.percentIndex : column.index;
  const at = placeOf(row, index, column.heading);
  const most = size ?? Number.POSITIVE_INFINITY;
  const figure: Figure = {
    at,
    gap: null,
    count: null,
    of: null,
    low: 0,
    high: most,
    isMasked: false,
    percents: [],
  };
  const read = readPrinted(at.printed, column.index < 0 ? column.percentBare : column.bare);
  switch (read.kind) {
    case 'gap':
      figure.gap = read.why;
      break;
    case 'suppressed':
      figure.low = read.atLeast;
      figure.high = Math.min(most, read.atMost);
      figure.isMasked = true;
      break;
    case 'figure':
      figure.count = read.count;
      figure.of = read.of;
      break;
    case 'other': {
      const what = column.index < 0 ? 'a percentage' : 'a whole number';
      const range = column.index < 0 || size === null ? '' : ` from 0 to ${size}`;
      unread(work, at, what + range, `This is not ${what}, and one has to stand here.`);
    }
  }
  if ((read.kind === 'figure' || read.kind === 'suppressed') && read.percent) {
    note(work, figure, { at, value: read.percent });
  }
  if (column.index >= 0 && column.percentIndex >= 0) {
    addPercent(figure, row, { column, index: column.percentIndex, heading: column.percentHeading }, work);
  }
  if (figure.count !== null) {
    figure.low = figure.count;
    figure.high = figure.count;
  }
  return figure;
}

function note(work: Work, figure: Figure, percent: PrintedPercent): void {
  figure.percents.push(percent);
  work.printed.push(percent);
}

/** Words or a number of the wrong kind are wrong; what only cannot be made out is named as not read. */
function unread(work: Work, at: Place, expected: string, explanation: string): void {
  if (/^[\d.,\s-]+$/.test(at.printed) || !/\d/.test(at.printed)) {
    complain(work, at, 'impossible', expected, explanation);
  } else {
    const where = `${at.row}, ${at.column}`;
    work.result.notRead.push({ where, why: `"${at.printed}" could not be read as a figure.` });
  }
}

function addPercent(
  figure: Figure,
  row: Row,
  { column, index, heading }: { column: Column; index: number; heading: string },
  work: Work,
): void {
  const at = placeOf(row, index, heading);
  const read = readPrinted(at.printed, column.percentBare === 'proportion' ? 'proportion' : 'percent');
  if (read.kind === 'figure' && read.percent) note(work, figure, { at, value: read.percent });
  else if (read.kind === 'figure' || read.kind === 'other') {
    unread(work, at, 'a percentage', 'This is not a percentage, and one has to stand here.');
  }
}

export function addPercentRow(total: Figure | null, layout: Layout, column: Column | null, work: Work): void {
  if (!total || !layout.percents || !column) return;
  const index = column.index < 0 ? column.percentIndex : column.index;
  addPercent(total, layout.percents, { column, index, heading: column.heading }, work);
}

/** Where percentages of totals are printed and the totals are not. */
export function unprintedTotal(layout: Layout, column: Column): Figure | null {
  if (!layout.percents) return null;
  const index = column.index < 0 ? column.percentIndex : column.index;
  const at = { ...placeOf(layout.percents, index, column.heading), printed: '' };
  const high = Number.POSITIVE_INFINITY;
  return { at, gap: null, count: null, of: null, low: 0, high, isMasked: false, percents: [] };
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
export interface FewerFiles extends Base {
  /** Only groups that the check does not apply to are left out. */
  applicable: boolean;
}

export function fewerFiles(groups: Figure[], sizes: (number | null)[]): FewerFiles[] {
  if (sizes.includes(null)) return [];
  const without = (gaps: MissingReason[]) =>
    sum(groups.map(({ gap }, i) => (gap !== null && gaps.includes(gap) ? 0 : (sizes[i] ?? 0))));
  const all = without([]);
  const applicable = without(['notApplicable']);
  const bases = [
    {
      files: without(['notApplicable', 'missing', 'empty']),
      name: (n: number) => `the ${filesText(n)} of the groups with a figure`,
    },
    { files: applicable, name: (n: number) => `the ${filesText(n)} of the groups that it applies to` },
  ];
  return bases
    .filter(({ files }, i) => files > 0 && files < all && bases.findIndex((b) => b.files === files) === i)
    .map(({ files, name }) => ({ files, name: name(files), applicable: files === applicable }));
}

export const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
