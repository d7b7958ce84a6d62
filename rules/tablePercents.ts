import { allUnits, isShare } from './printed.ts';
import type { TableNote } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import type { Bare } from './printedCell.ts';
import { countColumn, countedName, countIn, isAlike, leafOf, place } from './tableColumn.ts';
import type { Column, Sorted } from './tableColumn.ts';
import { answerOf, sizeRank } from './tableHeads.ts';
import type { Head } from './tableHeads.ts';
import type { TableRows } from './tableRows.ts';
import { foldName } from './tool.ts';
import type { Check } from './tool.ts';

/** Gives each column of percentages to its counts: by its heading, or the one beside; the others stand alone. */
export function attachPercents(
  columns: Column[],
  percents: Sorted[],
  {
    heading,
    spans,
    checkOf,
    rows: { groups, total, sizeRow },
  }: {
    heading: string[];
    spans: string[];
    checkOf: (...names: string[]) => Check | undefined;
    rows: TableRows;
  },
): TableNote[] {
  const notes: TableNote[] = [];
  const counts = [...columns];
  for (const column of percents) {
    const { index, head, profile } = column;
    const name = heading[index] ?? '';
    const of = head.percentsOf ?? '';
    const free = counts.filter((other) => other.percentIndex < 0);
    const before = free.findLast((other) => other.index < index && isAlike(other.head, head));
    const named = of === '' ? undefined : countsOf(of, head, counts, checkOf(of));
    // A bare % behind the sizes is of the counts before them.
    const beside =
      before && sizeRank(before.head.name || before.heading) === 2
        ? (free.findLast(
            (c) => c.index < before.index && sizeRank(c.heading) === 0 && isAlike(c.head, head),
          ) ?? before)
        : before;
    const isBare =
      of === '' || head.shareOf !== null || /^(?:rate|compliance|achieved|result|score|met)$/.test(of);
    const isShown =
      beside !== undefined &&
      (mostFitBeside(beside, column, { counts, heading, groups }) ||
        mostFitUnderAnother(beside, column, { counts, groups }));
    const meant = named ?? yesFor(column, free, beside) ?? (isBare || isShown ? beside : undefined);
    // The sizes themselves have percentages where these share the files out.
    const isOfAll = meant !== undefined && sizeRank(meant.heading) === 2 && !sharesOut(column, groups);
    const common = isOfAll && meant ? commonBase(meant, column, { groups, total }) : null;
    if (common !== null && meant) {
      meant.fixed = common.files;
      const note = common.isPrinted
        ? `Its percentages are of the ${common.files} of all its rows together.`
        : `Its percentages fit ${common.files} files, a number that is printed nowhere.`;
      notes.push({ row: '', column: name, note });
    }
    const target = isOfAll && common === null ? undefined : meant;
    const bare: Bare =
      profile.looksLikeProportion && head.bare === 'percent' ? 'proportion' : (head.bare ?? 'percent');
    if (target && target.percentIndex < 0) {
      target.percentIndex = index;
      // A bare % comes many times in a heading and would not say which is meant.
      target.percentHeading =
        of === '' && head.bare === 'percent' ? `${target.heading} ${leafOf(name, spans[index])}` : name;
      target.percentBare = bare;
      if (!named && head.shareOf !== null) target.shareOf ??= { name: head.shareOf, column: null };
    } else {
      const alone = countColumn({ index, head, profile }, name, checkOf(of), sizeRow?.cells[index]);
      columns.push({ ...alone, index: -1, percentIndex: index, percentHeading: name, percentBare: bare });
    }
  }
  columns.sort((a, b) => place(a) - place(b));
  return notes;
}

/** Behind yes, no and not applicable a percentage is of the yes, unless the yes has its own. */
function yesFor(
  { index, head }: Sorted,
  free: readonly Column[],
  beside: Column | undefined,
): Column | undefined {
  const of = head.percentsOf ?? '';
  const saysYes =
    answerOf(of) === 'yes' || of === '' || /^(?:rate|compliance|applicable|of applicable|score)$/.test(of);
  const behind = beside ? answerOf(beside.head.name) : null;
  if (!saysYes || behind === null || behind === 'yes') return undefined;
  return free.findLast(
    (other) =>
      other.index >= 0 &&
      other.index < index &&
      isAlike(other.head, head) &&
      answerOf(other.head.name) === 'yes',
  );
}

/**
 * The number of files of which the counts are the percentages beside them: the printed total where most are of it,
 * otherwise a number that is printed nowhere and that all are of; null where there is none. No total is more than the
 * files that it is of.
 */
function commonBase(
  counts: Column,
  { index, head }: Sorted,
  { groups, total }: Pick<TableRows, 'groups' | 'total'>,
): { files: number; isPrinted: boolean } | null {
  let [low, high] = [1, Number.POSITIVE_INFINITY];
  let [told, ofWhole] = [0, 0];
  const whole = total ? countIn(readPrinted(total.cells[counts.index] ?? '', 'count')) : null;
  for (const { cells } of groups) {
    const count = countIn(readPrinted(cells[counts.index] ?? '', 'count'));
    const cell = readPrinted(cells[index] ?? '', head.bare ?? 'percent');
    const percent = cell.kind === 'figure' ? cell.percent : null;
    if (count === null || !percent || percent.units === 0 || percent.bound) continue;
    const scaled = 2 * allUnits(percent.decimals) * count;
    low = Math.max(low, count, Math.floor(scaled / (2 * percent.units + 1)) + 1);
    high = Math.min(high, Math.floor(scaled / (2 * percent.units - 1)));
    told += 1;
    if (whole !== null && isShare(percent, count, whole)) ofWhole += 1;
  }
  if (whole !== null && told > 1 && ofWhole * 2 > told) return { files: whole, isPrinted: true };
  const files = Math.max(low, whole ?? 0);
  return told > 1 && files <= high ? { files, isPrinted: false } : null;
}

/** Whether most percentages are those of the counts beside them, out of the sizes of the rows. */
function mostFitBeside(
  beside: Column,
  { index, head }: Sorted,
  { counts, heading, groups }: { counts: Column[]; heading: string[]; groups: TableRows['groups'] },
): boolean {
  const size = counts.find(
    (column) => sizeRank(heading[column.index] ?? '') === 2 && isAlike(column.head, head),
  );
  if (sizeRank(beside.heading) === 2 || (!size && beside.fixed === null)) return false;
  const fits = groups.filter(({ cells }) => {
    const count = countIn(readPrinted(cells[beside.index] ?? '', beside.bare));
    const files = beside.fixed ?? (size ? countIn(readPrinted(cells[size.index] ?? '', 'count')) : null);
    const cell = readPrinted(cells[index] ?? '', head.bare ?? 'percent');
    const percent = cell.kind === 'figure' ? cell.percent : null;
    return percent !== null && count !== null && isShare(percent, count, files ?? 0);
  });
  return fits.length > 0 && fits.length * 2 >= groups.length;
}

/** Whether most percentages are those of the counts beside them, out of a further column of counts: tested, of those at risk. */
function mostFitUnderAnother(
  beside: Column,
  { index, head }: Sorted,
  { counts, groups }: { counts: Column[]; groups: TableRows['groups'] },
): boolean {
  const others = counts.filter((column) => column !== beside && isAlike(column.head, head));
  return others.some((other) => {
    const telling = groups.filter(({ cells }) => {
      const count = countIn(readPrinted(cells[beside.index] ?? '', beside.bare));
      const files = countIn(readPrinted(cells[other.index] ?? '', other.bare));
      const cell = readPrinted(cells[index] ?? '', head.bare ?? 'percent');
      const percent = cell.kind === 'figure' ? cell.percent : null;
      if (percent === null || count === null || files === null || count === 0) return false;
      return count <= files && isShare(percent, count, files);
    });
    return telling.length >= 2 && telling.length * 2 > groups.length;
  });
}

/** Whether percentages come to about 100 down the column. */
function sharesOut({ index, head }: Sorted, groups: TableRows['groups']): boolean {
  const values = groups.flatMap(({ cells }) => {
    const cell = readPrinted(cells[index] ?? '', head.bare ?? 'percent');
    return cell.kind === 'figure' && cell.percent
      ? [cell.percent.units / allUnits(cell.percent.decimals)]
      : [];
  });
  const sum = values.reduce((all, value) => all + value, 0);
  return Math.abs(sum - 1) <= 0.03;
}

/** The column of counts that a column of percentages goes with: by its heading, or under another name of its check. */
function countsOf(
  of: string,
  head: Head,
  counts: readonly Column[],
  check: Check | undefined,
): Column | undefined {
  const alike = counts.filter((column) => isAlike(column.head, head));
  return (
    alike.find(({ heading }) => foldName(heading) === of) ??
    alike.find(({ head: own, heading }) =>
      [own.name, foldName(heading)].some((name) => countedName(name) === countedName(of)),
    ) ??
    (check && alike.find((column) => column.check === check))
  );
}
