import { isDistribution, reconcileDistribution } from './distribution.ts';
import {
  possibleCounts,
  cutOffPercent,
  inWords,
  isShare,
  nearestShares,
  percentHeading,
  percentText,
  readPrinted,
  readTable,
  roundedPercent,
} from './printed.ts';
import type {
  Decimal,
  MissingReason,
  Place,
  PrintedTable,
  Reconciliation,
  TableProblemKind,
  Unreadable,
} from './printed.ts';
import { layoutOf } from './tableLayout.ts';
import type { Column, Layout, Row } from './tableLayout.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import type { Tool } from './tool.ts';

export { problemRecord, readTable, unreadableText } from './printed.ts';
export type {
  CellRange,
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

/** A percentage somewhere in the table. */
interface PrintedPercent {
  at: Place;
  value: Decimal;
}

/** What is printed of one check in one group, or in total. */
interface Figure {
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

/**
 * Checks a table of groups by checks, with totals and percentages in any of the usual forms.
 *
 * A percentage of a total may be of all files or, where groups have no figure, of the files that have one: either is
 * right, and a note says which it is. Where the table itself says what 100% is, as in "52 (100)", only that is right.
 * Percentages are right when rounded half up.
 */
export function reconcileCounts(table: PrintedTable, tool: Tool | null): Reconciliation {
  const result: Reconciliation = { problems: [], notes: [] };
  const layout = layoutOf(table, tool);
  const complain: Complain = (at, kind, expected, explanation) =>
    result.problems.push({ ...at, expected, kind, explanation });

  const { groups, size: sizeOf, columns } = layout;

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
    checkTotal({ complain, result, all, saysBase, sizes, isSize: false, parent: filesOf(above) }, own, total);
  }
  for (const column of columns) {
    const parent = parentOf(column, columns, tool);
    if (!parent) continue;
    const above = figures.get(parent.column) ?? [];
    (figures.get(column) ?? []).forEach((own, g) => {
      const over = above[g];
      if (over) checkContradiction(complain, own, over, parent, sizes[g] ?? null);
    });
  }

  if (!columns.some(({ check }) => check)) {
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

type Complain = (at: Place, kind: TableProblemKind, expected: string, explanation: string) => void;

const placeOf = (row: Row, index: number, column: string): Place => ({
  row: row.label,
  column,
  printed: row.cells[index] ?? '',
  cell: { line: row.number, from: index, to: index },
});

/** Reads what is printed of a column in a row; size is that of the group, null where it is not known or a total. */
function figureAt(row: Row, column: Column, size: number | null, complain: Complain): Figure {
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

function addPercentRow(
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
function unprintedTotal(layout: Layout, column: Column): Figure | null {
  if (!layout.percents) return null;
  const index = column.index < 0 ? column.percentIndex : column.index;
  const at = { ...placeOf(layout.percents, index, column.heading), printed: '' };
  return { at, gap: null, count: null, of: null, low: 0, high: Number.POSITIVE_INFINITY, percents: [] };
}

/** Files that a percentage can be of, and how to call them in a sentence. */
interface Base {
  files: number;
  name: string;
}

const filesText = (n: number) => (n === 1 ? '1 file' : `${n} files`);

function allFiles(sizes: (number | null)[], printed: number | null): Base[] {
  const added = sizes.length > 0 && !sizes.includes(null) ? sum(sizes.map((size) => size ?? 0)) : null;
  return [...new Set([added, printed])].flatMap((files) =>
    files === null || files === 0 ? [] : [{ files, name: `all ${filesText(files)}` }],
  );
}

/** What is left of all files without the groups that have no figure in a column. */
function fewerFiles(groups: Figure[], sizes: (number | null)[]): Base[] {
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

const tooMuch = ({ units, decimals }: Decimal) => units > 100 * 10 ** decimals;
const tooMuchText = (percent: Decimal) => `${percentText(percent)} is more than all.`;

/** A percentage without its count: some whole number of files has to give it. */
function checkPercentAlone(
  complain: Complain,
  { at, value }: PrintedPercent,
  n: number,
): { low: number; high: number } | null {
  const counts = possibleCounts(value, n);
  if (counts) return counts;
  const count = Math.ceil((value.units * n) / (100 * 10 ** value.decimals));
  if (cutOffPercent(count, n, value.decimals).units === value.units) {
    const right = percentText(roundedPercent(count, n, value.decimals));
    complain(at, 'percentage', right, `${count} of ${n} is ${right}. ${cutOffText(count, n, value)}`);
    return { low: count, high: count };
  }
  const near = nearestShares(value, n);
  const explanation = `No number of files out of ${n} is ${percentText(value)}; next to it are ${near}.`;
  complain(at, 'unexplained', near, explanation);
  return null;
}

interface Shares {
  /** The right count first, then others that the table prints. */
  counts: number[];
  /** The right base first. */
  bases: Base[];
  /** The files counted under the check that this one hangs on. */
  parent: Base | null;
}

/** Which of the bases each percentage is of; those that fit none are reported. */
function checkPercents(complain: Complain, percents: PrintedPercent[], shares: Shares): (Base | null)[] {
  const { counts, bases } = shares;
  return percents.map(({ at, value }) => {
    const fit = bases.find(({ files }) => counts.some((count) => isShare(value, count, files)));
    const base = bases[0];
    const count = counts[0];
    const right =
      base && count !== undefined ? percentText(roundedPercent(count, base.files, value.decimals)) : null;
    if (tooMuch(value)) complain(at, 'impossible', right ?? 'at most 100%', tooMuchText(value));
    else if (!fit && right !== null && base && count !== undefined) {
      complain(at, 'percentage', right, explain(value, { ...shares, count, base, right }));
    }
    return fit ?? null;
  });
}

function explain(
  value: Decimal,
  { count, base, right, bases, parent }: Shares & { count: number; base: Base; right: string },
): string {
  const printed = percentText(value);
  const others = bases
    .slice(1)
    .map(({ files, name }) => `${percentText(roundedPercent(count, files, value.decimals))} of ${name}`);
  const parts = [`${count} of ${base.name} is ${right}, not ${printed}.`];
  if (others.length > 0) parts.push(`It would be ${inWords(others, 'and')}.`);
  const cutOff = bases.find(({ files }) => cutOffPercent(count, files, value.decimals).units === value.units);
  if (cutOff) parts.push(cutOffText(count, cutOff.files, value));
  const most = Math.max(...bases.map(({ files }) => files));
  const range = basesBehind(value, count, most);
  if (range) {
    const list = range.low === range.high ? `${range.low}` : `${range.low} to ${range.high}`;
    const plan =
      parent && parent.files >= range.low && parent.files <= range.high
        ? `; ${parent.files} is ${parent.name}`
        : '';
    parts.push(`${printed} fits ${count} of ${list}${plan}.`);
  } else if (!cutOff) {
    const meant = possibleCounts(value, base.files);
    const instead = !meant
      ? ''
      : meant.low === meant.high
        ? ` Of ${base.files}, ${printed} is ${meant.low}.`
        : ` Of ${base.files}, ${printed} is ${meant.low} to ${meant.high}.`;
    parts.push(`${count} is ${printed} of no number of files up to ${most}.${instead}`);
  }
  return parts.join(' ');
}

function cutOffText(count: number, base: number, value: Decimal): string {
  const finer = percentText(cutOffPercent(count, base, value.decimals + 1));
  // The half is exact where doubling what is left over gives the whole step.
  const exactHalf = (200 * count * 10 ** value.decimals) % (2 * base) === base;
  if (!exactHalf) return `${finer} was cut off instead of rounded.`;
  return value.units % 2 === 0
    ? `${finer} was cut off, or rounded half to even; half is rounded up.`
    : `${finer} was cut off; half is rounded up.`;
}

/** Of how many files, up to so many, a count is a printed percentage; all numbers between low and high are. */
function basesBehind(value: Decimal, count: number, most: number): { low: number; high: number } | null {
  // 0% of a count above 0 takes a base that rounds it away, which then is one of those tried already.
  if (count === 0 || value.units === 0) return null;
  const scaled = 200 * count * 10 ** value.decimals;
  const low = Math.max(count, Math.floor(scaled / (2 * value.units + 1)) + 1);
  const high = Math.min(most, Math.floor(scaled / (2 * value.units - 1)));
  return low <= high ? { low, high } : null;
}

interface TotalInput {
  complain: Complain;
  result: Reconciliation;
  all: Base[];
  /** Whether the table itself says that all files are 100%. */
  saysBase: boolean;
  sizes: (number | null)[];
  isSize: boolean;
  parent: Base | null;
}

function checkTotal(input: TotalInput, groups: Figure[], total: Figure | null): void {
  if (!total) return;
  const { complain, result, all, sizes, parent } = input;
  const printed = groups.filter(({ gap }) => gap === null);
  const range = { low: sum(printed.map(({ low }) => low)), high: sum(printed.map(({ high }) => high)) };
  const added = printed.length > 0 && range.low === range.high ? range.low : null;
  const { at, count } = total;

  if (count !== null && printed.length > 0 && (count < range.low || count > range.high)) {
    const right =
      added !== null
        ? String(added)
        : Number.isFinite(range.high)
          ? `${range.low} to ${range.high}`
          : `at least ${range.low}`;
    const fits =
      added !== null && total.percents.some(({ value }) => all.some((b) => isShare(value, added, b.files)))
        ? ' The percentage beside it is right for the sum.'
        : '';
    complain(at, 'sum', right, `The column adds up to ${right}, not ${count}.${fits}`);
  } else if (count !== null && count > 0 && groups.length > 0 && printed.length === 0) {
    result.notes.push({ ...cell(at), note: 'No group has a figure, so the total could not be checked.' });
  }
  const most = Math.max(...all.map(({ files }) => files));
  if (!input.isSize && count !== null && all.length > 0 && count > most) {
    const right = added !== null && added <= most ? String(added) : `at most ${most}`;
    complain(at, 'impossible', right, `${count} is more than all ${filesText(most)}.`);
    return;
  }

  const fewer = input.isSize ? [] : fewerFiles(groups, sizes);
  const ownBase = total.of === null ? [] : [{ files: total.of, name: filesText(total.of) }];
  const bases = [...all, ...fewer, ...ownBase];
  if (bases.length === 0) {
    total.percents
      .filter(({ value }) => tooMuch(value))
      .forEach(({ at: where, value }) => complain(where, 'impossible', 'at most 100%', tooMuchText(value)));
    return;
  }
  const counts = [...new Set([added, count])].filter((n) => n !== null);
  if (counts.length === 0) {
    checkTotalPercents(complain, total.percents, { bases, range: printed.length > 0 ? range : null });
    return;
  }
  checkPercents(complain, total.percents, { counts, bases, parent }).forEach((base, i) => {
    const percent = total.percents[i];
    const right = counts.find((n) => base && percent && isShare(percent.value, n, base.files));
    if (!base || !percent || right === undefined) return;
    const others = [...(all[0] ? [all[0]] : []), ...fewer]
      .filter(({ files }) => files !== base.files && !isShare(percent.value, right, files))
      .map(({ files, name }) => {
        const other = percentText(roundedPercent(right, files, percent.value.decimals));
        return `of ${name} it would be ${other}`;
      });
    if (fewer.length === 0 || others.length === 0) return;
    const whole = all[0];
    if (input.saysBase && whole && fewer.some(({ files }) => files === base.files)) {
      const expected = percentText(roundedPercent(right, whole.files, percent.value.decimals));
      const explanation = `${right} of ${whole.name} is ${expected}. ${percentText(percent.value)} fits ${right} of ${base.name}, but the table says that ${whole.name} are 100%.`;
      complain(percent.at, 'percentage', expected, explanation);
      return;
    }
    result.notes.push({
      ...cell(percent.at),
      note: `${percentText(percent.value)} is ${right} of ${base.name}; ${inWords(others, 'and')}.`,
    });
  });
}

const cell = ({ row, column }: Place) => ({ row, column });

/** Percentages of a total whose count is not printed and cannot be added up exactly. */
function checkTotalPercents(
  complain: Complain,
  percents: PrintedPercent[],
  { bases, range }: { bases: Base[]; range: { low: number; high: number } | null },
): void {
  const most = Math.max(...bases.map(({ files }) => files));
  for (const percent of percents) {
    const { at, value } = percent;
    const behind = bases.map(({ files }) => possibleCounts(value, files));
    if (tooMuch(value)) complain(at, 'impossible', 'at most 100%', tooMuchText(value));
    else if (behind.every((counts) => counts === null)) checkPercentAlone(complain, percent, most);
    else if (
      range &&
      !behind.some((counts) => counts && counts.low <= range.high && counts.high >= range.low)
    ) {
      const files = bases[0]?.files ?? most;
      const [low, high] = [range.low, Math.min(range.high, files)].map((count) =>
        percentText(roundedPercent(count, files, value.decimals)),
      );
      const right = low === high ? `${low}` : `${low} to ${high}`;
      const explanation = `The groups together give ${right}, not ${percentText(value)}.`;
      complain(at, 'percentage', right, explanation);
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

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

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
