import type { NotRead, TableNote } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import type { PrintedTable } from './tableGrid.ts';
import { givenFiles, headOf, isTotalName, sizeColumn, sizeRank } from './tableHeads.ts';
import { foldName } from './tool.ts';

// What of a sheet is its table: only the first where there are several, and not the lines of text above and below it.

type Lines = readonly (readonly string[])[];

const filledIn = (cells: readonly string[]) => cells.filter((cell) => cell.trim() !== '').length;
const isFigure = (cell: string) => readPrinted(cell, 'count').kind === 'figure';
const hasFigures = (cells: readonly string[]) => cells.some((cell, i) => i > 0 && isFigure(cell.trim()));
const YEAR = /^(?:19|20)\d\d(?:\s?[/-]\s?\d{2,4})?$/;
const LONGEST_LABEL = 200;

/**
 * The first table of a sheet, every line and column in its place, and what is named as not read: a table below it or
 * beside it, whose figures would be taken for wrong ones of the first.
 */
export function firstTable(lines: Lines): { lines: Lines; notRead: NotRead[] } {
  const top = lines.findIndex((cells) => filledIn(cells) > 1);
  if (top < 0) return { lines, notRead: [] };
  const notRead: NotRead[] = [];
  let read = lines;
  const below = secondBelow(read, top);
  if (below !== null) {
    read = read.map((cells, i) => (i < below ? cells : []));
    const last = lines.findLastIndex((cells) => filledIn(cells) > 0);
    notRead.push({ where: `rows ${below + 1} to ${last + 1}`, why: ANOTHER });
  }
  const beside = secondBeside(read, top);
  if (beside !== null) {
    const width = Math.max(...read.map((cells) => cells.length));
    read = read.map((cells) => cells.slice(0, beside));
    notRead.push({ where: `columns ${beside + 1} to ${width}`, why: ANOTHER });
  }
  return { lines: read, notRead };
}

const ANOTHER = 'Another table begins here, and only the first was read. Check it by itself.';

/** In which line a second table begins, with the title above it; null where there is none. */
function secondBelow(lines: Lines, top: number): number | null {
  const first = lines[top] ?? [];
  const folded = (cells: readonly string[]) =>
    cells.map((cell) => foldName(cell.trim().slice(0, LONGEST_LABEL)));
  const [label = '', ...names] = folded(first);
  const lastFigures = lines.findLastIndex(hasFigures);
  let begun = false;
  let apart = -1;
  for (let i = top + 1; i < lastFigures; i += 1) {
    const cells = lines[i] ?? [];
    const count = filledIn(cells);
    if (count === 0) apart = i + 1;
    else if (count > 1) {
      const [own = '', ...others] = folded(cells);
      const isAgain = (own !== '' && own === label) || others.join('\n') === names.join('\n');
      if (begun && isHeading(cells) && (apart >= 0 || isAgain)) return apart >= 0 ? apart : i;
      begun ||= hasFigures(cells);
      apart = -1;
    }
  }
  return null;
}

/** Whether a line is the heading of a table: a name for the rows, and a different one over each column. */
function isHeading(cells: readonly string[]): boolean {
  const [label = '', ...others] = cells.map((cell) => cell.trim());
  const names = others.filter((cell) => cell !== '');
  const isName = (cell: string) => YEAR.test(cell) || readPrinted(cell, 'count').kind === 'other';
  return (
    label !== '' &&
    names.length > 0 &&
    names.every(isName) &&
    names.some((cell) => !YEAR.test(cell)) &&
    new Set(names.map((name) => foldName(name.slice(0, LONGEST_LABEL)))).size === names.length
  );
}

/** In which column a second table begins that stands beside the first; null where there is none. */
function secondBeside(lines: Lines, top: number): number | null {
  const heading = (lines[top] ?? []).map((cell) => foldName(cell.trim().slice(0, LONGEST_LABEL)));
  const rows = lines.slice(top + 1).filter((cells) => filledIn(cells) > 1);
  const columnAt = (i: number) => rows.map((cells) => (cells[i] ?? '').trim());
  const hasFiguresIn = (from: number, to: number) =>
    rows.filter((cells) => cells.slice(from, to).some((cell) => isFigure(cell.trim()))).length >= 2;
  const isLabels = (i: number) => {
    const filled = columnAt(i).filter((cell) => cell !== '');
    return filled.length >= 2 && filled.every((cell) => readPrinted(cell, 'count').kind === 'other');
  };
  const own = new Set(columnAt(0).map((label) => label.toLowerCase()));
  for (let i = 3; i < heading.length; i += 1) {
    const name = heading[i] ?? '';
    if (name === '' || !isLabels(i) || headOf(name, '').role === 'remark') continue;
    const isApart = heading[i - 1] === '' && columnAt(i - 1).every((cell) => cell === '');
    const others = heading.slice(i + 1).filter((other) => other !== '');
    const isLike =
      others.some((other) => heading.slice(1, i).includes(other)) ||
      columnAt(i).some((label) => own.has(label.toLowerCase()) || isTotalName(label));
    const isSecond = name === heading[0] || (isApart && isLike);
    if (isSecond && hasFiguresIn(1, i) && hasFiguresIn(i + 1, heading.length)) return i;
  }
  return null;
}

/** A number of files in a line of text: N = 52, 52 case files. */
const N_TOLD =
  /\bn ?= ?(?<n>\d{1,3}(?:,\d{3})+|\d{1,9})\b|\b(?<files>\d{1,3}(?:,\d{3})+|\d{1,9}) (?:case files|case notes|files|cases|notes|records|clients|patients|service users|people)\b/i;
const LONGEST_TEXT = 80;

/**
 * What is to be said of a number of files in the lines above and below a table: a note where it is that of the table, and
 * otherwise that it was not used.
 *
 * @param told - lines that are named as not checked already, by their places
 */
export function captionsWithFiles(
  lines: Lines,
  table: PrintedTable,
  told: readonly NotRead[],
): { notes: TableNote[]; notRead: NotRead[] } {
  const top = lines.findIndex((cells) => filledIn(cells) > 1);
  const last = lines.findLastIndex((cells) => filledIn(cells) > 1);
  const known = filesOf(table);
  const notes: TableNote[] = [];
  const notRead: NotRead[] = [];
  lines.forEach((cells, i) => {
    const where = `row ${i + 1}`;
    const text = cells.find((cell) => cell.trim() !== '')?.trim();
    if (text === undefined || (i >= top && i <= last) || told.some((one) => one.where === where)) return;
    const found = N_TOLD.exec(text.slice(0, LONGEST_LABEL))?.groups;
    const n = Number((found?.['n'] ?? found?.['files'] ?? '').replaceAll(',', ''));
    if (!found) return;
    if (known.has(n)) {
      const note = `The N of ${n} in ${where} is that of the table.`;
      notes.push({ row: '', column: '', note });
      return;
    }
    const shown = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
    const why =
      known.size === 0
        ? `The N of ${n} in "${shown}" was not used. Write it into a column or a row of the table.`
        : `The N of ${n} in "${shown}" is not that of the table, and was not used.`;
    notRead.push({ where, why });
  });
  return { notes, notRead };
}

/** Of how many files a table says that it is: in a column or a row of sizes, added up or not, and in its names. */
function filesOf({ heading, rows: all }: PrintedTable): Set<number> {
  const rows = all.filter(({ cells }) => filledIn(cells) > 1);
  const countOf = (cell: string | undefined) => {
    const read = readPrinted(cell ?? '', 'count');
    return read.kind === 'figure' ? read.count : null;
  };
  const size = sizeColumn(heading);
  const groups = rows.filter(({ cells }) => !isTotalName(cells[0] ?? ''));
  const sizes = size < 0 ? [] : rows.flatMap(({ cells }) => countOf(cells[size]) ?? []);
  const added = size < 0 ? 0 : groups.reduce((sum, { cells }) => sum + (countOf(cells[size]) ?? 0), 0);
  const ofRows = rows
    .filter(({ cells }) => sizeRank(cells[0] ?? '') === 2)
    .flatMap(({ cells }) => cells.slice(1).flatMap((cell) => countOf(cell) ?? []));
  const named = [...heading, ...rows.map(({ cells }) => cells[0] ?? '')].flatMap(
    (name) => givenFiles(name).n ?? [],
  );
  return new Set([...sizes, ...ofRows, ...named, added].filter((n) => n > 0));
}
