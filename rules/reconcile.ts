import { isDistribution, reconcileDistribution } from './distribution.ts';
import { percentHeading, readPrinted, readTable } from './printed.ts';
import type { PrintedTable, Reconciliation, Unreadable } from './printed.ts';
import { addPercentRow, allFiles, figureAt, filesText, sum, unprintedTotal } from './reconcileFigures.ts';
import type { Base, Complain, Figure } from './reconcileFigures.ts';
import { checkPercentAlone, checkPercents, tooMuch, tooMuchText } from './reconcilePercents.ts';
import { checkTotal } from './reconcileTotals.ts';
import { layoutOf } from './tableLayout.ts';
import type { Column, Layout } from './tableLayout.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import type { Tool } from './tool.ts';

export { problemRecord, readTable, unreadableText } from './printed.ts';
export type {
  PrintedTable,
  Reconciliation,
  TableNote,
  TableProblem,
  TableProblemKind,
  Unreadable,
} from './printed.ts';

/**
 * Checks a printed table by its own figures: every sum, percentage and contradiction, with its cell and the value
 * that would be right. Its heading tells whether it is a table of counts by groups or a distribution in percent.
 *
 * @param lines - the cells of the sheet line by line as printed, empty lines included
 * @param tool - knows the checks by their headings and which one hangs on which; null leaves contradictions out
 * @returns what is wrong and what is worth knowing, or the spot that keeps the table from being read at all
 */
export function reconcile(
  lines: readonly (readonly string[])[],
  tool: Tool | null,
): (Reconciliation & { kind: 'counts' | 'distribution' }) | { unreadable: Unreadable } {
  const table = readTable(lines);
  if ('unreadable' in table) return table;
  const hasFigure = ({ cells }: { cells: string[] }) =>
    cells.some((cell, i) => i > 0 && readPrinted(cell, 'count').kind === 'figure');
  if (!table.rows.some(hasFigure)) {
    const row = table.rows[0]?.number ?? 1;
    return { unreadable: { row, column: '', value: '', problem: 'there are no figures under the heading' } };
  }
  return isDistribution(table.heading, tool)
    ? { kind: 'distribution', ...reconcileDistribution(table, tool) }
    : { kind: 'counts', ...reconcileCounts(table, tool) };
}

/** The tool that knows most headings of a table as its checks, or null when none knows any. */
export function toolOfTable(lines: readonly (readonly string[])[], tools: readonly Tool[]): Tool | null {
  const table = readTable(lines);
  if ('unreadable' in table) return null;
  const headings = table.heading.map((name) => percentHeading(name)?.of ?? foldName(name));
  const known = tools.map((tool) => {
    const names = new Set(checksOf(tool).flatMap(namesOf));
    return { tool, count: headings.filter((name) => names.has(name)).length };
  });
  const best = known.toSorted((a, b) => b.count - a.count)[0];
  return best && best.count > 0 ? best.tool : null;
}

/**
 * Checks a table of groups by checks, with totals and percentages in any of the usual forms.
 *
 * A percentage of a total may be of all files or, where groups have no figure, of the files that have one: either is
 * right, and a note says which it is. Where the table itself says what 100% is, as in "52 (100)", only that is right.
 * Percentages are right when rounded half up.
 */
function reconcileCounts(table: PrintedTable, tool: Tool | null): Reconciliation {
  const result: Reconciliation = { problems: [], notes: [] };
  const layout = layoutOf(table, tool);
  const complain: Complain = (at, kind, expected, explanation) =>
    result.problems.push({ ...at, expected, kind, explanation });

  const files = checkSizes(layout, result, complain);
  const figures = checkColumns({ layout, tool, files, result, complain });
  checkContradictions({ layout, tool, sizes: files.sizes, figures, complain });

  if (!layout.columns.some(({ check }) => check)) {
    result.notes.push({
      row: '',
      column: '',
      note: 'No heading is a check of a known audit tool, so contradictions between columns were not looked for.',
    });
  }
  for (const { label } of layout.aside) {
    result.notes.push({ row: label, column: '', note: 'This row was neither checked nor added up.' });
  }
  const order = readingOrder(table, layout);
  return { problems: result.problems.toSorted((a, b) => order(a) - order(b)), notes: result.notes };
}

/** The files of the groups and of the table, by the column that gives their number. */
interface TableFiles {
  /** Of each group; null where it is not known. */
  sizes: (number | null)[];
  /** Of all groups together: as added up and as printed. */
  all: Base[];
  /** Whether the table itself says that all files are 100%. */
  saysBase: boolean;
}

function checkSizes(layout: Layout, result: Reconciliation, complain: Complain): TableFiles {
  const { groups, size: sizeOf } = layout;
  const sizeFigures = groups.flatMap((row) => (sizeOf ? [figureAt(row, sizeOf, null, complain)] : []));
  const sizes = groups.map((_, g) => sizeFigures[g]?.count ?? null);
  const totalSize = layout.total && sizeOf ? figureAt(layout.total, sizeOf, null, complain) : null;
  addPercentRow(totalSize, layout, sizeOf, complain);
  const all = allFiles(sizes, totalSize?.count ?? null);
  const saysBase =
    totalSize?.percents.some(({ value }) => value.units === 100 * 10 ** value.decimals) ?? false;
  if (sizeOf) {
    const shared = { complain, result, all, saysBase, sizes, isSize: true, parent: null };
    checkTotal(shared, sizeFigures, totalSize);
    for (const { count, percents } of sizeFigures) {
      if (count !== null) checkPercents(complain, percents, { counts: [count], bases: all, parent: null });
    }
  } else {
    result.notes.push({
      row: '',
      column: '',
      note: 'No column gives the number of files of each group, so the percentages were not checked.',
    });
  }
  return { sizes, all, saysBase };
}

/** Checks every column of a check, group by group and in total; returns what each group has in it. */
function checkColumns(input: {
  layout: Layout;
  tool: Tool | null;
  files: TableFiles;
  result: Reconciliation;
  complain: Complain;
}): Map<Column, Figure[]> {
  const { layout, tool, files, result, complain } = input;
  const { groups, columns } = layout;
  const { sizes } = files;
  const figures = new Map(
    columns.map((column) => [
      column,
      groups.map((row, g) => figureAt(row, column, sizes[g] ?? null, complain)),
    ]),
  );
  for (const column of columns) {
    const own = figures.get(column) ?? [];
    const parent = parentOf(column, columns, tool);
    const above = parent?.answer === 'yes' ? (figures.get(parent.column) ?? []) : [];
    const filesOf = (of: Figure[]): Base | null =>
      of.length > 0
        ? { files: sum(of.map(({ low }) => low)), name: `the count under ${parent?.column.heading}` }
        : null;
    own.forEach((figure, g) => {
      checkGroup(complain, figure, sizes[g] ?? null, filesOf(above.slice(g, g + 1)));
    });
    const total = layout.total
      ? figureAt(layout.total, column, null, complain)
      : unprintedTotal(layout, column);
    addPercentRow(total, layout, column, complain);
    checkTotal({ complain, result, ...files, isSize: false, parent: filesOf(above) }, own, total);
  }
  return figures;
}

function checkContradictions(input: {
  layout: Layout;
  tool: Tool | null;
  sizes: TableFiles['sizes'];
  figures: ReadonlyMap<Column, Figure[]>;
  complain: Complain;
}): void {
  const { layout, tool, sizes, figures, complain } = input;
  for (const column of layout.columns) {
    const parent = parentOf(column, layout.columns, tool);
    if (!parent) continue;
    const above = figures.get(parent.column) ?? [];
    (figures.get(column) ?? []).forEach((own, g) => {
      const over = above[g];
      if (over) checkContradiction(complain, own, over, parent, sizes[g] ?? null);
    });
  }
}

function checkGroup(complain: Complain, figure: Figure, size: number | null, parent: Base | null): void {
  const { at, count, of, percents } = figure;
  if (count !== null && of !== null && count > of) {
    complain(at, 'impossible', `at most ${of}`, `${count} of ${of} cannot be.`);
    return;
  }
  if (count !== null && size !== null && count > size) {
    const explanation = `${filesText(count)} with a yes are more than the ${size} of the group.`;
    complain(at, 'impossible', `at most ${size}`, explanation);
    return;
  }
  if (of !== null && size !== null && of > size) {
    complain(
      at,
      'impossible',
      `of at most ${size}`,
      `${of} is more than the ${filesText(size)} of the group.`,
    );
    return;
  }
  const bases = [...new Set([of, size])].flatMap((files) =>
    files === null || files === 0 ? [] : [{ files, name: `the ${filesText(files)} of the group` }],
  );
  if (count !== null) {
    checkPercents(complain, percents, { counts: [count], bases, parent });
    return;
  }
  for (const percent of percents) {
    if (tooMuch(percent.value))
      complain(percent.at, 'impossible', 'at most 100%', tooMuchText(percent.value));
    else if (size === 0) {
      complain(percent.at, 'impossible', 'no percentage', 'A group without files has no percentages.');
    } else if (size !== null) {
      const range = checkPercentAlone(complain, percent, size);
      figure.low = range?.low ?? figure.low;
      figure.high = range?.high ?? figure.high;
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
  complain: Complain,
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
    complain(own.at, 'contradiction', '0', text);
    return;
  }
  if (above.gap !== null || (answer === 'no' && size === null)) return;
  const most = answer === 'yes' ? above.high : (size ?? 0) - above.low;
  if (own.low <= most) return;
  const how = answer === 'yes' ? `${most} with a yes to ${needed}` : `${most} without a yes to ${needed}`;
  complain(
    own.at,
    'contradiction',
    `at most ${most}`,
    `${column} hangs on ${needed}: there cannot be ${own.low} where there are only ${how}.`,
  );
}

/** Sorts problems as one reads: row by row, and from left to right. */
function readingOrder(
  table: PrintedTable,
  layout: Layout,
): (place: { row: string; column: string }) => number {
  const labels = [...layout.groups, layout.total, layout.percents].map((row) => row?.label ?? '');
  // Of rows with the same label the last one counts.
  const rows = new Map(labels.map((label, i) => [label, i]));
  const columns = new Map(table.heading.map((name, i) => [name, i]));
  for (const { percentHeading: name, percentIndex } of layout.columns) columns.set(name, percentIndex);
  return ({ row, column }) => (rows.get(row) ?? 0) * (table.heading.length + 1) + (columns.get(column) ?? 0);
}
