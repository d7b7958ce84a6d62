import { withAnswersInColumns } from './distributionBlocks.ts';
import { reconcileDistribution } from './distribution.ts';
import { isDistribution } from './distributionKind.ts';
import { possibleCounts } from './printed.ts';
import { scaleOfTable } from './printedScales.ts';
import type { Reconciliation, Unreadable } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import { checkChanges } from './reconcileChanges.ts';
import { checkAcross, checkAnswers } from './reconcileAcross.ts';
import { filesUnder, fixedFiles, isWhole, mostFit, NO_FILES, otherFiles } from './reconcileBases.ts';
import type { ColumnFigures, TableFiles } from './reconcileBases.ts';
import {
  addPercentRow,
  allFiles,
  complain,
  figureAt,
  filesText,
  sum,
  unprintedTotal,
} from './reconcileFigures.ts';
import type { Base, Figure, Work } from './reconcileFigures.ts';
import { checkPercentAlone, checkPercents, tooMuch, tooMuchText } from './reconcilePercents.ts';
import { noteUnchecked, whatCountsTell } from './reconcileRead.ts';
import { checkParts, checkTotal } from './reconcileTotals.ts';
import { withAlignedColumns } from './tableAligned.ts';
import { readTable, textsWithFigures, withGroupsInRows } from './tableGrid.ts';
import type { PrintedTable } from './tableGrid.ts';
import { headOf } from './tableHeads.ts';
import { captionsWithFiles, firstTable } from './tableParts.ts';
import type { PrintedScale } from './tableHeads.ts';
import { layoutOf } from './tableLayout.ts';
import type { Column, Layout } from './tableLayout.ts';
import { bookOfNames } from './itemNames.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import type { Tool } from './tool.ts';

export { unreadableText, problemRecord } from './printed.ts';
export type { Reconciliation, TableProblem, TableProblemKind, Unreadable } from './printed.ts';
export { readTable, withGroupsInRows } from './tableGrid.ts';
export type { PrintedTable } from './tableGrid.ts';
export { checkedText, noteText, tableAnswer, verdictOf } from './reconcileRead.ts';

/** A table with what was found in it, as it was read. */
export interface CheckedTable extends Reconciliation {
  /** Rows and columns changed over where the checks were in the rows. */
  lines: readonly (readonly string[])[];
  turned: boolean;
  table: PrintedTable;
  tool: Tool | null;
  kind: 'counts' | 'distribution';
}

/**
 * Reads and checks a printed table: the one way from cells to findings, for command line and pages alike.
 *
 * @param sent - the cells of the sheet line by line as printed, empty lines included
 * @param tools - to choose from by the headings of the table; the only one is taken whatever they are
 */
export function checkTable(
  sent: readonly (readonly string[])[],
  tools: readonly Tool[],
): CheckedTable | { unreadable: Unreadable } {
  const { lines: aligned, notRead: others } = firstTable(withAlignedColumns(sent));
  const asPrinted = readTable(aligned);
  const scale = 'unreadable' in asPrinted ? undefined : (scaleOfTable(asPrinted, tools) ?? undefined);
  const answers = withAnswersInColumns(
    aligned,
    'unreadable' in asPrinted ? null : withScale(asPrinted, scale),
  );
  const { lines, turned } = answers.turned ? answers : withGroupsInRows(aligned, tools, scale);
  const read = readTable(lines);
  if ('unreadable' in read) return read;
  const table = withScale(read, scale);
  const tool = toolOfTable(lines, tools) ?? (tools.length === 1 ? (tools[0] ?? null) : null);
  const result = reconcile(lines, tool, scale);
  if ('unreadable' in result) return result;
  const texts = textsWithFigures(aligned);
  const captions = captionsWithFiles(aligned, table, texts);
  const notRead = [...others, ...texts, ...captions.notRead, ...result.notRead];
  return { lines, turned, table, tool, ...result, notRead, notes: [...captions.notes, ...result.notes] };
}

const withScale = (table: PrintedTable, scale: PrintedScale | undefined): PrintedTable =>
  scale ? { ...table, scale } : table;

/**
 * Checks a printed table by its own figures: every sum, percentage and contradiction, with its cell and the value
 * that would be right. Its heading tells whether it is a table of counts by groups or a distribution in percent.
 *
 * @param lines - the cells of the sheet line by line as printed, empty lines included
 * @param tool - knows the checks by their headings and which one hangs on which; null leaves contradictions out
 * @param scale - by what its figures are shared out, where that is not weak to excellent
 * @returns what is wrong and what is worth knowing, or the spot that keeps the table from being read at all
 */
export function reconcile(
  lines: readonly (readonly string[])[],
  tool: Tool | null,
  scale?: PrintedScale,
): (Reconciliation & { kind: 'counts' | 'distribution' }) | { unreadable: Unreadable } {
  const read = readTable(lines);
  if ('unreadable' in read) return read;
  const table = withScale(read, scale);
  const hasFigure = ({ cells }: { cells: string[] }) =>
    cells.some((cell, i) => i > 0 && readPrinted(cell, 'count').kind === 'figure');
  if (!table.rows.some(hasFigure)) {
    const row = table.rows[0]?.number ?? 1;
    return { unreadable: { row, column: '', value: '', problem: 'there are no figures under the heading' } };
  }
  return isDistribution(table, tool)
    ? { kind: 'distribution', ...reconcileDistribution(table, tool) }
    : { kind: 'counts', ...reconcileCounts(table, tool) };
}

/** The tool that knows most headings of a table as its checks, or null when none knows any. */
export function toolOfTable(lines: readonly (readonly string[])[], tools: readonly Tool[]): Tool | null {
  const table = readTable(lines);
  if ('unreadable' in table) return null;
  const headings = table.heading.map((name) => [foldName(name), headOf(name, '').name]);
  const known = tools.map((tool) => {
    const names = new Set(checksOf(tool).flatMap(namesOf));
    const others = bookOfNames(checksOf(tool));
    const isKnown = (name: string) => names.has(name) || others.find(name) !== undefined;
    return { tool, count: headings.filter((written) => written.some(isKnown)).length };
  });
  const best = known.toSorted((a, b) => b.count - a.count)[0];
  return best && best.count > 0 ? best.tool : null;
}

/**
 * Checks a table of groups by checks, with totals and percentages in any of the usual forms.
 *
 * A percentage of a total may be of all files or, where groups have no figure, of the files that have one: either is
 * right, and a note says which it is. Where the table itself says what 100% is, as in "52 (100)", only that is right,
 * or what is left without the groups that a check does not apply to. Percentages are right when rounded half up.
 */
function reconcileCounts(table: PrintedTable, tool: Tool | null): Reconciliation {
  const layout = layoutOf(table, tool);
  const result: Reconciliation = {
    problems: [],
    notes: [...layout.notes],
    notRead: [...layout.notRead],
    checked: { percentages: { checked: 0, printed: 0 }, sums: { checked: 0, printed: 0 } },
  };
  const work: Work = { result, checked: new Set(), printed: [], ...whatCountsTell(layout) };
  const sizes = layout.sizes.map((size) => checkSizes(layout, size, work));
  const figures = checkColumns({ layout, tool, sizes, work });
  checkContradictions({ layout, tool, figures, work });
  checkChanges(work, layout, figures);
  checkAcross(work, figures, sizes);
  checkAnswers(work, figures, sizes);
  for (const all of [...sizes, ...figures]) checkParts(work, layout, all);
  checkAside(layout, work);
  if (!layout.columns.some(({ check }) => check)) {
    result.notes.push({
      row: '',
      column: '',
      note: 'No heading is a check of a known audit tool, so contradictions between columns were not looked for.',
    });
  }
  noteUnchecked(work, layout);
  // As one reads: row by row, and from left to right.
  const problems = result.problems.toSorted((a, b) => a.cell.line - b.cell.line || a.cell.from - b.cell.from);
  return { ...result, problems };
}

/** A column of sizes, and the files that others are of by it. */
interface SizeFigures extends ColumnFigures {
  files: TableFiles;
}

function checkSizes(layout: Layout, column: Column, work: Work): SizeFigures {
  const { groups, addends } = layout;
  const figures = groups.map((row) => figureAt(row, column, null, work));
  const sizes = figures.map(({ count }) => count);
  const total = layout.total ? figureAt(layout.total, column, null, work) : null;
  addPercentRow(total, layout, column, work);
  const added = groups.flatMap((row, g) => (addends.has(row) ? [g] : []));
  const of = <T>(values: T[]) => added.flatMap((g) => values.slice(g, g + 1));
  const all = allFiles(of(sizes), total?.count ?? null);
  const saysBase = total?.percents.some(isWhole) ?? false;
  const files: TableFiles = { sizes, all, saysBase, name: (n) => `the ${filesText(n)} of the group` };
  checkTotal({ work, all, saysBase, sizes: of(sizes), isSize: true, parent: null }, of(figures), total);
  for (const { count, percents } of figures) {
    if (count !== null) checkPercents(work, percents, { counts: [count], bases: all, parent: null });
  }
  return { column, groups: figures, total, files };
}

/** Checks every column of a check, group by group and in total; returns what each has in it. */
function checkColumns(input: {
  layout: Layout;
  tool: Tool | null;
  sizes: SizeFigures[];
  work: Work;
}): (ColumnFigures & { sizes: (number | null)[] })[] {
  const { layout, tool, sizes, work } = input;
  const { groups, columns, addends } = layout;
  const all = columns.map((column) => {
    const obvious = obviousFiles(column, sizes, groups.length);
    const own = groups.map((row, g) => figureAt(row, column, obvious?.sizes[g] ?? null, work));
    const total = layout.total ? figureAt(layout.total, column, null, work) : unprintedTotal(layout, column);
    addPercentRow(total, layout, column, work);
    return { column, groups: own, total, obvious, sizes: obvious?.sizes ?? [] };
  });
  const added = groups.flatMap((row, g) => (addends.has(row) ? [g] : []));
  const of = <T>(values: T[]) => added.flatMap((g) => values.slice(g, g + 1));
  for (const own of all) {
    const { column, obvious } = own;
    const parent = parentOf(column, columns, tool);
    const above =
      parent?.answer === 'yes' ? (all.find((other) => other.column === parent.column)?.groups ?? []) : [];
    const filesOf = (some: Figure[]): Base | null =>
      some.length > 0
        ? { files: sum(some.map(({ low }) => low)), name: `the count under ${parent?.column.heading}` }
        : null;
    const stated = all.find((other) => other.column === column.shareOf?.column);
    const isUnknown = column.shareOf !== null && !stated;
    const other = stated ? null : otherFiles(own, [...all, ...sizes], isUnknown ? null : obvious);
    if (other) work.result.notes.push({ row: '', column: column.heading, note: other.note });
    const files = stated ? filesUnder(stated) : (other?.files ?? (isUnknown ? null : obvious) ?? NO_FILES);
    const here = mostFit(own, files) ? { ...work, percentStep: 0 } : work;
    own.groups.forEach((figure, g) => {
      const most = obvious?.sizes[g] ?? null;
      checkGroup(here, figure, {
        most,
        size: files.sizes[g] ?? null,
        files,
        parent: filesOf(above.slice(g, g + 1)),
      });
    });
    const shared = {
      work: here,
      all: files.all,
      saysBase: files.saysBase,
      sizes: of(files.sizes),
      isSize: false,
    };
    checkTotal({ ...shared, parent: filesOf(of(above)) }, of(own.groups), own.total);
  }
  return all;
}

/** The files that a column is of by its heading, by a row of sizes or by a column of them. */
function obviousFiles(column: Column, sizes: SizeFigures[], groups: number): TableFiles | null {
  if (column.fixed !== null) return fixedFiles(column.fixed, groups);
  return sizes.find((size) => size.column === column.size)?.files ?? null;
}

function checkContradictions(input: {
  layout: Layout;
  tool: Tool | null;
  figures: readonly (ColumnFigures & { sizes: (number | null)[] })[];
  work: Work;
}): void {
  const { layout, tool, figures, work } = input;
  for (const { column, groups, sizes } of figures) {
    const parent = parentOf(column, layout.columns, tool);
    if (!parent) continue;
    const above = figures.find((other) => other.column === parent.column)?.groups ?? [];
    groups.forEach((own, g) => {
      const over = above[g];
      if (over) checkContradiction(work, own, over, parent, sizes[g] ?? null);
    });
  }
}

interface GroupBases {
  /** The files of the group: no count can be more. */
  most: number | null;
  /** Of how many its percentages are, and how these are called. */
  size: number | null;
  files: TableFiles;
  parent: Base | null;
}

function checkGroup(work: Work, figure: Figure, { most, size, files, parent }: GroupBases): void {
  const { at, count, of, percents } = figure;
  const rounding = work.step;
  if (count !== null && of !== null && count > of) {
    complain(work, at, 'impossible', `at most ${of}`, `${count} of ${of} cannot be.`);
    return;
  }
  if (count !== null && most !== null && count > most + rounding) {
    const explanation = `${filesText(count)} with a yes are more than the ${most} of the group.`;
    complain(work, at, 'impossible', `at most ${most}`, explanation);
    return;
  }
  if (of !== null && most !== null && of > most + rounding) {
    const explanation = `${of} is more than the ${filesText(most)} of the group.`;
    complain(work, at, 'impossible', `of at most ${most}`, explanation);
    return;
  }
  const bases = [...new Set([of, size])].flatMap((n) =>
    n === null || n === 0
      ? []
      : [{ files: n, name: n === size ? files.name(n) : `the ${filesText(n)} of the group` }],
  );
  if (count !== null) {
    checkPercents(work, percents, { counts: [count], bases, parent });
    return;
  }
  const base = of ?? size;
  for (const percent of percents) {
    if (tooMuch(percent.value)) {
      work.checked.add(percent);
      complain(work, percent.at, 'impossible', 'at most 100%', tooMuchText(percent.value));
    } else if (base === 0) {
      const text = 'A group without files has no percentages.';
      complain(work, percent.at, 'impossible', 'no percentage', text);
    } else if (base !== null && figure.isMasked) checkMasked(work, figure, percent, base);
    else if (base !== null) {
      const range = checkPercentAlone(work, percent, base);
      figure.low = range?.low ?? figure.low;
      figure.high = range?.high ?? figure.high;
    }
  }
}

/** A percentage beside a count that is not shown has to leave one that it can be. */
function checkMasked(work: Work, figure: Figure, percent: Figure['percents'][number], base: number): void {
  work.checked.add(percent);
  const counts = possibleCounts(percent.value, base);
  if (counts && counts.low <= figure.high && counts.high >= figure.low) return;
  const right = `of ${figure.low} to ${Math.min(figure.high, base)}`;
  complain(work, percent.at, 'percentage', right, `Of ${base}, no number that is left out here is so much.`);
}

/** Rows below the totals stand by themselves: their percentages are checked, and nothing is added up. */
function checkAside(layout: Layout, work: Work): void {
  for (const row of layout.aside) {
    const before = work.checked.size;
    for (const column of layout.columns) {
      const own = column.size && readPrinted(row.cells[column.size.index] ?? '', 'count');
      const size = column.fixed ?? (own?.kind === 'figure' ? own.count : null);
      const files = size === null ? NO_FILES : fixedFiles(size, 1, `the ${filesText(size)} of the row`);
      const isOther = column.shareOf !== null;
      const figure = figureAt(row, column, size, work);
      checkGroup(work, figure, { most: size, size: isOther ? null : size, files, parent: null });
    }
    const checked = work.checked.size - before;
    if (checked > 0) {
      const note = 'This row below the totals was not added up; its percentages were checked.';
      work.result.notes.push({ row: row.label, column: '', note });
    } else {
      const why = 'This row was neither checked nor added up.';
      work.result.notes.push({ row: row.label, column: '', note: why });
      work.result.notRead.push({ where: row.label, why });
    }
  }
}

interface Parent {
  column: Column;
  answer: 'yes' | 'no';
}

/** The column that a check's column hangs on, passing over checks that the table does not have. */
function parentOf(column: Column, columns: Column[], tool: Tool | null): Parent | null {
  let dependsOn = column.check?.dependsOn;
  while (dependsOn) {
    const { item, answer } = dependsOn;
    const found = columns.find(({ check }) => check?.id === item);
    if (found) return { column: found, answer };
    // A check that needs a no says nothing about what that one hangs on.
    if (answer === 'no' || !tool) return null;
    dependsOn = checksOf(tool).find(({ id }) => id === item)?.dependsOn;
  }
  return null;
}

function checkContradiction(
  work: Work,
  own: Figure,
  above: Figure,
  { answer }: Parent,
  size: number | null,
): void {
  if (own.gap !== null || own.low === 0 || (size !== null && own.low > size)) return;
  const { row, column } = own.at;
  const needed = above.at.column;
  if (above.gap === 'notApplicable') {
    const text = `${column} needs ${needed}, which does not apply to ${row}, and yet ${filesText(own.low)} have it.`;
    complain(work, own.at, 'contradiction', '0', text);
    return;
  }
  if (above.gap !== null || (answer === 'no' && size === null)) return;
  const most = answer === 'yes' ? above.high : (size ?? 0) - above.low;
  if (own.low <= most) return;
  const how = answer === 'yes' ? `${most} with a yes to ${needed}` : `${most} without a yes to ${needed}`;
  complain(
    work,
    own.at,
    'contradiction',
    `at most ${most}`,
    `${column} hangs on ${needed}: there cannot be ${own.low} where there are only ${how}.`,
  );
}
