import type { Place } from './printed.ts';
import { complain } from './reconcileFigures.ts';
import type { Figure, Work } from './reconcileFigures.ts';
import type { ColumnFigures } from './reconcileBases.ts';
import { isRoundedSum } from './reconcileTotals.ts';
import { isAcross } from './tableColumns.ts';
import { answerOf, isTotalName } from './tableHeads.ts';

// Sums that go along a row: columns that make up a total, and answers that share the files out.

/** A row of figures: those of its columns, in the same order as these. */
interface AcrossRow {
  parts: Figure[];
  whole: Figure;
}

/**
 * Checks columns of totals against the columns that they add up. Only a column that is the sum of the others in most
 * of the rows is taken for one.
 */
export function checkAcross(
  work: Work,
  columns: readonly ColumnFigures[],
  sizes: readonly ColumnFigures[],
): void {
  for (const whole of [...columns, ...sizes]) {
    const isSize = sizes.includes(whole);
    if (!(isSize ? isTotalName(whole.column.heading) : isAcross(whole.column))) continue;
    const parts = columns.filter(
      ({ column }) =>
        column !== whole.column &&
        column.index >= 0 &&
        !isAcross(column) &&
        (column.head.round === whole.column.head.round || whole.column.head.round === ''),
    );
    if (parts.length < 2 || parts.some(({ column }) => answerOf(column.head.name) === 'yes')) continue;
    const rows = rowsOf(parts, whole);
    const agree = new Set(rows.filter(({ parts: own, whole: all }) => fits(own, all)));
    // The number of files may happen to be the sum of some checks, the sum of all but seldom is another.
    if (isSize ? agree.size + 1 < rows.length || agree.size < 2 : agree.size * 2 < rows.length) continue;
    for (const row of rows) {
      work.result.checked.sums.printed += 1;
      work.result.checked.sums.checked += 1;
      const [low, high] = rangeOf(row.parts);
      const count = row.whole.count ?? 0;
      if (agree.has(row) || isRoundedSum(work, Math.max(low - count, count - high), parts.length)) continue;
      const right = low === high ? String(low) : `${low} to ${high}`;
      const names = `${parts[0]?.column.heading ?? ''} to ${parts.at(-1)?.column.heading ?? ''}`;
      complain(work, row.whole.at, 'sum', right, `${names} add up to ${right}, not ${count}.`);
    }
  }
}

function rowsOf(parts: readonly ColumnFigures[], whole: ColumnFigures): AcrossRow[] {
  const figures = (column: ColumnFigures) => [...column.groups, column.total];
  const all = figures(whole);
  return all.flatMap((own, r) => {
    const row = parts
      .map((part) => figures(part)[r])
      .filter((figure) => figure !== undefined && figure !== null);
    if (!own || own.count === null || row.length !== parts.length || row.every(({ gap }) => gap !== null))
      return [];
    return [{ parts: row, whole: own }];
  });
}

function rangeOf(parts: Figure[]): [number, number] {
  const printed = parts.filter(({ gap }) => gap === null);
  return [
    printed.reduce((low, part) => low + part.low, 0),
    printed.reduce((high, part) => high + part.high, 0),
  ];
}

function fits(parts: Figure[], { count }: Figure): boolean {
  const [low, high] = rangeOf(parts);
  return count !== null && count >= low && count <= high;
}

/** Checks that yes, no and not applicable come to the number of files, or to that of those that apply. */
export function checkAnswers(
  work: Work,
  columns: readonly ColumnFigures[],
  sizes: readonly ColumnFigures[],
): void {
  for (const size of sizes) {
    const answers = columns.flatMap((figures) => {
      const answer = figures.column.index < 0 ? null : answerOf(figures.column.head.name);
      return answer !== null && figures.column.size === size.column ? [{ figures, answer }] : [];
    });
    const names = answers.map(({ answer }) => answer);
    if (!names.includes('yes') || names.length < 2 || new Set(names).size < names.length) continue;
    const rows = rowsOf(
      answers.map(({ figures }) => figures),
      size,
    );
    const applicable = names.map((name) => name !== 'na' && name !== 'missing');
    const agrees = ({ parts, whole }: AcrossRow) =>
      fits(parts, whole) ||
      fits(
        parts.filter((_, i) => applicable[i]),
        whole,
      );
    const agree = new Set(rows.filter(agrees));
    for (const row of rows) {
      const [low, high] = rangeOf(row.parts);
      const files = row.whole.count ?? 0;
      work.result.checked.sums.printed += 1;
      // Fewer than all may have had no answer that is printed; where the other rows come to all, this one should.
      if (!agree.has(row) && low <= files && agree.size * 2 < rows.length) continue;
      work.result.checked.sums.checked += 1;
      if (agree.has(row) || isRoundedSum(work, Math.max(low - files, files - high), row.parts.length))
        continue;
      const sum = low === high ? String(low) : `${low} to ${high}`;
      const text = `They add up to ${sum}, and there are ${files} under ${size.column.heading}.`;
      complain(work, across(row.parts, sum), 'sum', String(files), text);
    }
  }
}

/** Several figures of a row as one place, from the first to the last. */
function across(parts: Figure[], printed: string): Place {
  const [first, last] = [parts[0]?.at, parts.at(-1)?.at];
  return {
    row: first?.row ?? '',
    column: `${first?.column ?? ''} to ${last?.column ?? ''}`,
    printed,
    cell: { line: first?.cell.line ?? 1, from: first?.cell.from ?? 0, to: last?.cell.to ?? 0 },
  };
}
