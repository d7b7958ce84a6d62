import { allUnits, percentText } from './printed.ts';
import type { Decimal, Place } from './printed.ts';
import type { ColumnFigures } from './reconcileBases.ts';
import { complain } from './reconcileFigures.ts';
import type { Work } from './reconcileFigures.ts';
import type { Layout, Row } from './tableLayout.ts';
import { place } from './tableColumn.ts';

// Changes in points between two rounds that stand side by side.

/** A change as printed, with its sign: hundredths of a point and the like are its last decimal place. */
interface Change {
  value: number;
  decimals: number;
}

const CHANGE =
  /^(?<sign>[+-]?) ?(?<number>\d{1,3}(?:[.,]\d{1,4})?) ?(?:%|pp|pts?|(?:percentage )?points?)?$/i;

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
 * percentages, or that of the files behind them, rounded once. Columns beside no two rounds are named as not checked.
 */
export function checkChanges(work: Work, layout: Layout, columns: readonly Sized[]): void {
  let from = 0;
  for (const { index, heading } of layout.changes) {
    const columnsBefore = columns.filter(({ column }) => place(column) < index && place(column) >= from);
    from = index + 1;
    const rounds = columnsBefore.filter(({ groups, total }) =>
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
    const pairs = own.flatMap(({ row, r, change }): Pair[] => {
      const [before, after] = [first, second].map((round) => roundOf(round, r));
      return change && before && after ? [{ at: placeOf(row, index, heading), change, before, after }] : [];
    });
    checkPairs(work, heading, pairs);
  }
}

/** A change with what it is the change of. */
interface Pair {
  at: Place;
  change: Change;
  before: Round;
  after: Round;
}

/** A percentage, with what it is exactly where the files are known. */
interface Round {
  printed: Decimal;
  exact: number | null;
}

function roundOf({ groups, total, sizes }: Sized, r: number): Round | null {
  const figure = groups[r] ?? total;
  const printed = figure?.percents[0]?.value;
  if (!figure || !printed || printed.bound) return null;
  const files = figure.of ?? sizes[r] ?? null;
  const isKnown = figure.count !== null && files !== null && files > 0;
  return { printed, exact: isKnown ? (100 * (figure.count ?? 0)) / files : null };
}

const points = ({ units, decimals }: Decimal) => (100 * units) / allUnits(decimals);

/** Whether a change is right in points; turned where the later round stands first. */
function fits({ change, before, after }: Pair, turned: boolean): boolean {
  const half = 10 ** -change.decimals / 2;
  const near = (value: number, by: number) => Math.abs(change.value - (turned ? -value : value)) <= by + 1e-9;
  const printed = points(after.printed) - points(before.printed);
  if (near(printed, half)) return true;
  if (before.exact !== null && after.exact !== null) return near(after.exact - before.exact, half);
  const coarse = (10 ** -before.printed.decimals + 10 ** -after.printed.decimals) / 2;
  return near(printed, coarse + half);
}

/** Reports those that are wrong where most are right; a column that is hardly ever right is a change of another kind. */
function checkPairs(work: Work, heading: string, pairs: readonly Pair[]): void {
  const right = [false, true].map((turned) => pairs.filter((pair) => fits(pair, turned)).length);
  const [plain = 0, reversed = 0] = right;
  const turned = reversed > plain;
  if (pairs.length === 0 || Math.max(plain, reversed) * 2 < pairs.length) {
    const why = 'Most of it is no change in points of the percentages beside it, so it was not checked.';
    work.result.notRead.push({ where: heading, why });
    return;
  }
  for (const pair of pairs) {
    if (fits(pair, turned)) continue;
    const { before, after, at } = pair;
    const by = (points(after.printed) - points(before.printed)) * (turned ? -1 : 1);
    const expected = withSign(by, Math.max(before.printed.decimals, after.printed.decimals, 0));
    const text = `From ${percentText(before.printed)} to ${percentText(after.printed)} is ${expected}, not ${at.printed}.`;
    complain(work, at, 'percentage', expected, text);
  }
}

const placeOf = (row: Row, index: number, column: string): Place => ({
  row: row.label,
  column,
  printed: row.cells[index] ?? '',
  cell: { line: row.number, from: index, to: index },
});

function withSign(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return Number(text) === 0 ? text : `${value > 0 ? '+' : '-'}${text}`;
}
