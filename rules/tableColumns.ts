import type { NotRead, TableNote } from './printed.ts';
import { isShare } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import type { Bare } from './printedCell.ts';
import { attachPercents } from './tablePercents.ts';
import { countColumn, countedName, countIn, isAlike, leafOf, place } from './tableColumn.ts';
import type { Column, Sorted } from './tableColumn.ts';
import { isOfSpans, profileOf, SPANS_NOT_CHECKED } from './tableProfile.ts';
import type { PrintedTable } from './tableGrid.ts';
import { answerOf, headsOf, isAnswerNo, isTotalName, sizeRank } from './tableHeads.ts';
import type { TableRows } from './tableRows.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import { bookOfNames, perhapsText } from './itemNames.ts';
import type { Check, Tool } from './tool.ts';

/** What the columns of a table are. */
export interface Columns {
  /** The first of those that give the number of files of each row. */
  size: Column | null;
  sizes: Column[];
  columns: Column[];
  /** Those of changes between rounds, by their places. */
  changes: { index: number; heading: string }[];
  notRead: NotRead[];
  notes: TableNote[];
}

/** Tells sizes, counts, percentages, standards and what cannot be read from each other, by headings and cells. */
export function columnsOf(table: PrintedTable, rows: TableRows, tool: Tool | null): Columns {
  const { heading, spans } = table;
  const { labelIndex, groups, sizeRow } = rows;
  const shown = rows.total ? [...groups, rows.total] : groups;
  const sorted = headsOf(heading, spans).map((head, index): Sorted => ({
    index,
    head,
    profile: profileOf(shown, index, head.bare ?? 'count'),
  }));
  const named = checksByName(
    tool,
    sorted.map(({ head }, index) => [foldName(heading[index] ?? ''), head.name]),
  );
  const { checkOf } = named;
  const firstFigure = sorted.findIndex(({ index, profile }) => index !== labelIndex && profile.figures > 0);
  const result: Columns = {
    size: null,
    sizes: [],
    columns: [],
    changes: [],
    notRead: [],
    notes: named.notes,
  };
  const percents: Sorted[] = [];
  const counts: Column[] = [];
  for (const column of sorted) {
    const { index, head, profile } = column;
    const name = heading[index] ?? '';
    if (index === labelIndex || name === '' || index >= heading.length) continue;
    const isSize = sizeRank(leafOf(name, spans[index])) === 2 && head.bare === null;
    const check = checkOf(foldName(name), head.name);
    const left = isSize || check ? null : leftOut(column, index < firstFigure);
    if (left === 'label') continue;
    if (left === 'change') {
      result.changes.push({ index, heading: name });
      continue;
    }
    if (left?.standard) result.notes.push({ row: '', column: name, note: left.why });
    else if (left) result.notRead.push({ where: name, why: left.why });
    else if (profile.both === 0 && profile.counts === 0 && head.percentsOf !== null) percents.push(column);
    else if (profile.both === 0 && profile.counts === 0 && profile.alone > 0) {
      const percentsOf = name === heading[index - 1] ? '' : head.name;
      percents.push({ ...column, head: { ...head, percentsOf } });
    } else counts.push(countColumn(column, name, check, sizeRow?.cells[index]));
  }
  result.notes.push(...attachPercents(counts, percents, { heading, spans, checkOf, rows }));
  settleSizes(result, counts, rows, { heading, spans });
  result.columns = counts.filter((column) => !result.sizes.includes(column));
  result.columns.forEach((column) => settleShareOf(column, counts));
  result.columns.forEach((column) => settleOrder(column, groups));
  return result;
}

/** Which check a column is by its names; what may be short for one is taken for it where checks beside it hang on that. */
function checksByName(tool: Tool | null, columns: readonly (readonly string[])[]) {
  const checks = tool ? checksOf(tool) : [];
  const byName = new Map(checks.flatMap((check) => namesOf(check).map((name) => [name, check] as const)));
  const others = bookOfNames(checks);
  const spelled = (...names: string[]) =>
    names.map((name) => byName.get(name) ?? byName.get(countedName(name))).find(Boolean) ??
    names.map((name) => others.find(name) ?? others.find(countedName(name))).find(Boolean);
  const sure = columns.flatMap((names) => spelled(...names) ?? []);
  const missing = new Set(sure.flatMap(({ dependsOn }) => dependsOn?.item ?? []));
  for (const { id } of sure) missing.delete(id);
  const short = columns.flatMap((names) => {
    const name = names.map(countedName).find((one) => missing.has(others.perhaps(one)?.id ?? ''));
    const check = name === undefined ? undefined : others.perhaps(name);
    return name !== undefined && check ? [{ name, check }] : [];
  });
  const [first] = short;
  const isTaken = first !== undefined && short.every(({ name }) => name === first.name);
  const notes = short
    .filter(({ name }, i) => short.findIndex((one) => one.name === name) === i)
    .map(({ name, check }): TableNote => {
      const told = isTaken
        ? `This was read as “${check.label}”, since columns beside it hang on that. If it is something else, write it out.`
        : `This ${perhapsText(check)}, and so may another column, so neither was held against what hangs on it. Write it out.`;
      return { row: '', column: name.toUpperCase(), note: told };
    });
  const checkOf = (...names: string[]): Check | undefined =>
    spelled(...names) ??
    (isTaken && names.some((name) => countedName(name) === first.name) ? first.check : undefined);
  return { checkOf, notes };
}

const isChange = (name: string) => /\b(?:change|difference|diff|variance|points?)\b/.test(name);

/** Why a column is left out; 'label' for one that only names its rows or remarks on them, 'change' for changes. */
function leftOut(
  { head, profile }: Sorted,
  isBefore: boolean,
): 'label' | 'change' | { why: string; standard: boolean } | null {
  const { figures, filled, both, words } = profile;
  const notRead = (why: string) => ({ why, standard: false });
  if (filled > 0 && figures === 0) {
    if (head.role === 'interval') return notRead('Intervals are not checked.');
    if (isChange(head.name) && words < filled) return 'change';
    if (words === filled && (isBefore || head.role === 'remark')) return 'label';
    return profile.gaps === filled ? null : notRead('No cell under it could be read as a figure.');
  }
  if (both > 0 || filled === 0) return null;
  if (head.role === 'interval') return notRead('Intervals are not checked.');
  if (isOfSpans(head.name, profile)) return notRead(SPANS_NOT_CHECKED);
  if (isChange(head.name)) return 'change';
  if (head.role === 'change') return notRead('Ranks, odds and p values are not checked.');
  if (head.role === 'standard') {
    return { why: 'This is a standard and no share of the files, so it was not checked.', standard: true };
  }
  return null;
}

/** Finds the columns that give the number of files, and which of them each other column is of. */
function settleSizes(
  result: Columns,
  columns: Column[],
  rows: TableRows,
  { heading, spans }: { heading: string[]; spans: string[] },
): void {
  const folded = heading.map(foldName);
  const rank = (column: Column) =>
    column.check ||
    column.index < 0 ||
    column.head.bare !== null ||
    isAnswerNo(foldName(column.heading), folded)
      ? 0
      : sizeRank(leafOf(column.heading, spans[column.index]));
  const sure = columns.filter((column) => rank(column) === 2 && column.fixed === null);
  // Beside a column of sizes, an n with its percentage under one heading is a count.
  const bare = sure.filter((column) => spans[column.index] === '' || column.percentIndex < 0);
  result.sizes = bare.length > 0 ? bare : sure;
  const isFixed = columns.every((column) => column.fixed !== null || rank(column) > 0);
  if (result.sizes.length === 0 && !(isFixed && columns.some(({ fixed }) => fixed !== null))) {
    const perhaps = columns.find((column) => rank(column) === 1);
    const size = perhaps && isMost(perhaps, columns, rows) ? perhaps : sizeByFit(columns, rows);
    if (size && rank(size) === 0) {
      const note =
        'No heading names the number of files; this column was taken for it, since the percentages fit.';
      result.notes.push({ row: '', column: size.heading, note });
    }
    if (size) result.sizes = [size];
  }
  result.size = result.sizes[0] ?? null;
  for (const column of columns) {
    if (result.sizes.includes(column)) continue;
    const same = result.sizes.filter((size) => size.head.round === column.head.round);
    const shared = result.sizes.filter((size) => size.head.round === '');
    const near = same.length > 0 ? same : shared.length > 0 ? shared : result.sizes;
    column.size = near.findLast((size) => size.index < place(column)) ?? near[0] ?? null;
  }
}

/** Whether no other count of any row is more, and the column is not the sum of a breakdown into other things. */
function isMost(column: Column, columns: Column[], { groups }: TableRows): boolean {
  return groups.every(({ cells }) => {
    const own = countIn(readPrinted(cells[column.index] ?? '', 'count'));
    return columns.every(({ index, bare, fixed }) => {
      const other = index < 0 || fixed !== null ? null : countIn(readPrinted(cells[index] ?? '', bare));
      return own === null || other === null || other <= own;
    });
  });
}

/** The column of whole numbers that most printed percentages are of, where no heading names the number of files. */
function sizeByFit(columns: Column[], { groups }: TableRows): Column | null {
  const isPlain = (column: Column) =>
    column.index >= 0 &&
    column.percentIndex < 0 &&
    groups.every(({ cells }) => {
      const cell = readPrinted(cells[column.index] ?? '', 'count');
      return cell.kind === 'figure' && cell.count !== null && cell.percent === null && cell.of === null;
    });
  const tried = columns.filter(isPlain).map((column) => {
    let [fits, all] = [0, 0];
    for (const other of columns) {
      if (other === column || other.index < 0) continue;
      for (const { cells } of groups) {
        const base = countIn(readPrinted(cells[column.index] ?? '', 'count')) ?? 0;
        const own = readPrinted(cells[other.index] ?? '', other.bare);
        const beside =
          other.percentIndex < 0 ? own : readPrinted(cells[other.percentIndex] ?? '', other.percentBare);
        const percent = beside.kind === 'figure' ? beside.percent : null;
        const count = countIn(own);
        if (percent === null || count === null) continue;
        all += 1;
        if (isShare(percent, count, base)) fits += 1;
      }
    }
    return { column, fits, all };
  });
  const best = tried.toSorted((a, b) => b.fits - a.fits)[0];
  return best && best.fits >= 2 && best.fits * 3 >= best.all * 2 ? best.column : null;
}

const WHOLE =
  /^(?:all|total|the total|n|files|all (?:the )?(?:files|cases|case files)|files|cases|case files|the group|group|sample|the sample|service)$/;
const wordsOf = (name: string) =>
  name
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2 && !/^(?:the|those|with|files|cases|that|had|who|have|all)$/.test(word))
    .map((word) => word.replace(/(?<=..)s$/, ''));

/** Finds the column that percentages are said to be of. */
function settleShareOf(column: Column, columns: Column[]): void {
  if (!column.shareOf) return;
  const name = foldName(column.shareOf.name);
  if (WHOLE.test(name)) {
    column.shareOf = null;
    return;
  }
  const words = wordsOf(name);
  const meant = columns.filter(
    (other) =>
      other !== column &&
      other.index >= 0 &&
      isAlike(other.head, column.head) &&
      answerOf(other.head.name) !== 'na' &&
      wordsOf(other.head.name).some((word) => words.includes(word)),
  );
  column.shareOf.column = meant.findLast((other) => other.index < place(column)) ?? meant[0] ?? null;
}

/** Whether a column of two bare numbers has its percentages first, where its heading does not say it: by what fits. */
function settleOrder(column: Column, groups: TableRows['groups']): void {
  if (column.index < 0 || column.head.percentsOf === null) return;
  const fits = (bare: Bare) =>
    groups.filter(({ cells }) => {
      const cell = readPrinted(cells[column.index] ?? '', bare);
      const size =
        column.fixed ?? (column.size ? countIn(readPrinted(cells[column.size.index] ?? '', 'count')) : null);
      return (
        cell.kind === 'figure' &&
        cell.count !== null &&
        cell.percent &&
        isShare(cell.percent, cell.count, size ?? 0)
      );
    }).length;
  column.bare = fits('percent') > fits('count') ? 'percent' : 'count';
}

/** Whether a column holds the sums of the others in its row, by its name. */
export const isAcross = (column: Column): boolean =>
  isTotalName(column.head.name || column.heading) && answerOf(column.heading) === null;
