import { allUnits, percentText } from './printed.ts';
import type { Decimal, Place } from './printed.ts';
import type { ColumnFigures } from './reconcileBases.ts';
import { complain } from './reconcileFigures.ts';
import type { Figure, Work } from './reconcileFigures.ts';
import type { Layout, Row } from './tableLayout.ts';
import { place } from './tableColumn.ts';

// Changes in points between two rounds that stand side by side.

/** A change as printed, with its sign: hundredths of a point and the like are its last decimal place. */
interface Change {
  value: number;
  decimals: number;
}

const CHANGE = /^(?<sign>[+-]?) ?(?<number>\d{1,3}(?:[.,]\d{1,4})?) ?(?:%|pp|pts?|(?:percentage )?points?)?$/i;

/** Reads a change such as +10, −5 or 3.2 points; null for anything else. */
function readChange(printed: string): Change | null {
  const text = printed.replace(/[\u2010-\u2015\u2212]/g, '-').trim();
  const found = CHANGE.exec(text);
  if (!found) return null;
  const number = (found.groups?.['number'] ?? '').replace(',', '.');
  const decimals = number.split('.')[1]?.length ?? 0;
  return { value: Number(number) * (found.groups?.['sign'] === '-' ? -1 : 1), decimals };
}

type Sized = ColumnFigures & { sizes: (number | null)[] };

/**
 * Checks columns of changes against the two rounds before them. A change is right where it is that of the printed
 * percentages, or that of the files behind them, rounded once. Those that are beside no two rounds are named as not
 * checked.
 */
export function checkChanges(work: Work, layout: Layout, columns: readonly Sized[]): void {
  let from = 0;
  for (const { index, heading } of layout.changes) {
    const before = columns.filter(({ column }) => place(column) < index && place(column) >= from);
    from = index + 1;
    const rounds = before.filter(({ groups, total }) =>
      [...groups, ...(total ? [total] : [])].some(({ percents }) => percents.length > 0),
    );
    const [first, second] = rounds;
    const rows = [...layout.groups, ...(layout.total ? [layout.total] : [])];
    const own = rows.map((row, r) => ({ row, r, change: readChange(row.cells[index] ?? '') }));
    const isRead = own.every(({ row, change }) => change !== null || !/\d/.test(row.cells[index] ?? ''));
    if (!first || !second || rounds.length > 2 || !isRead) {
      const why = 'Changes are checked only beside the percentages of two rounds, and these were not.';
      work.result.notRead.push({ where: heading, why });
      continue;
    }
    const hasOwn = (figures: Sized, r: number) => figures.groups[r] ?? figures.total;
    for (const { row, r, change } of own) {
      const [a, b] = [hasOwn(first, r), hasOwn(second, r)];
      if (!change || !a || !b) continue;
      checkChange(work, placeOf(row, index, heading), change, [
        { figure: a, size: first.sizes[r] ?? null },
        { figure: b, size: second.sizes[r] ?? null },
      ]);
    }
  }
}

const placeOf = (row: Row, index: number, column: string): Place => ({
  row: row.label,
  column,
  printed: row.cells[index] ?? '',
  cell: { line: row.number, from: index, to: index },
});

interface Round {
  figure: Figure;
  size: number | null;
}

function checkChange(work: Work, at: Place, change: Change, rounds: [Round, Round]): void {
  const shown = rounds.map(({ figure }) => figure.percents[0]?.value);
  const [first, second] = shown;
  if (!first || !second || first.bound || second.bound) {
    const why = 'The change was not checked: one of the two rounds has no percentage.';
    work.result.notRead.push({ where: `${at.row}, ${at.column}`, why });
    return;
  }
  const points = (value: Decimal) => (100 * value.units) / allUnits(value.decimals);
  const exact = rounds.map(({ figure: { count, of }, size }) => {
    const files = of ?? size;
    return count === null || files === null || files === 0 ? null : (100 * count) / files;
  });
  const [a = null, b = null] = exact;
  const step = 10 ** -change.decimals;
  const near = (value: number, by: number) => Math.abs(change.value - value) <= by + 1e-9;
  const printed = points(second) - points(first);
  const coarse = Math.max(10 ** -first.decimals, 10 ** -second.decimals);
  const own = a !== null && b !== null ? near(b - a, step / 2) : near(printed, coarse + step / 2);
  if (own || near(printed, step / 2)) return;
  const right = withSign(printed, Math.max(first.decimals, second.decimals, 0));
  const text = `From ${percentText(first)} to ${percentText(second)} is ${right}, not ${at.printed}.`;
  complain(work, at, 'percentage', right, text);
}

function withSign(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return Number(text) === 0 ? text : `${value > 0 ? '+' : '-'}${text}`;
}
