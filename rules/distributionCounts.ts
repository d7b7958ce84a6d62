import type { Complain } from './distributionParts.ts';
import { shareIn } from './distributionLayout.ts';
import type { DistributionLayout } from './distributionLayout.ts';
import { decimalText, inWords, isShare, percentText, rightShare } from './printed.ts';
import type { Place, Reconciliation } from './printed.ts';
import { readDecimal } from './printedCell.ts';

// How many have each answer or are in each band, where a table prints the numbers.

interface CountRow {
  cells: readonly string[];
  number: number;
  label: string;
  layout: DistributionLayout;
  /** Of how many the row is; null where nothing says it. */
  n: number | null;
  /** The highest score that there can be, and what it is called. */
  top: { score: number; name: string };
  place: (index: number) => Place;
  complain: Complain;
}

/** Checks a row of counts: that they add up to what they are of, that their percentages are theirs, and their mean. */
export function checkCounts(result: Reconciliation, row: CountRow): void {
  const { layout, cells, place, complain, label } = row;
  const { percentages, sums } = result.checked;
  const counts: { n: number; score: number | null; index: number }[] = [];
  let isWhole = true;
  for (const category of layout.categories) {
    const read = shareIn(cells, category);
    const at = place(category.beside < 0 ? category.index : category.beside);
    if (read.kind === 'gap') isWhole = isWhole && read.why !== 'missing';
    else if (read.kind === 'figure' && read.count !== null) {
      counts.push({ n: read.count, score: category.score, index: at.cell.from });
      checkCap(row, category.score, read.count, at);
      if (read.percent) percentages.printed += 1;
      if (read.percent && row.n !== null) {
        percentages.checked += 1;
        checkShare(row, read.count, row.n, read.percent, place(category.index));
      }
    } else {
      isWhole = false;
      if (read.kind === 'other') complain(at, 'impossible', 'a whole number', 'This is not a number.');
      if (read.kind === 'figure' && read.percent) percentages.printed += 1;
    }
  }
  if (counts.length === 0) return;
  sums.printed += 1;
  const sum = counts.reduce((all, { n }) => all + n, 0);
  if (!isWhole || row.n === null) {
    const why = isWhole
      ? 'The counts were not added up: nothing says of how many they are.'
      : 'The counts were not added up: not all of them are printed.';
    result.notRead.push({ where: label, why });
    return;
  }
  sums.checked += 1;
  if (sum !== row.n) {
    const [first, last] = [counts[0], counts.at(-1)];
    complain(
      { ...place(first?.index ?? 0), printed: String(sum), cell: cellOf(row, first?.index, last?.index) },
      'sum',
      String(row.n),
      `The counts ${inWords(
        counts.map(({ n }) => String(n)),
        'and',
      )} add up to ${sum}, and they are said to be of ${row.n}.`,
    );
    return;
  }
  checkMean(row, counts, sum);
}

const cellOf = ({ number }: CountRow, from = 0, to = 0) => ({ line: number, from, to });

function checkCap({ top, complain }: CountRow, score: number | null, count: number, at: Place): void {
  if (score === null || score <= top.score || count === 0) return;
  const text = `The question can be scored up to ${top.name} at most, so nothing can stand under ${at.column}.`;
  complain(at, 'impossible', '0', text);
}

function checkShare(
  { complain }: CountRow,
  count: number,
  of: number,
  percent: Parameters<typeof isShare>[0],
  at: Place,
): void {
  if (count > of) complain(at, 'impossible', `at most ${of}`, `${count} of ${of} cannot be.`);
  else if (!isShare(percent, count, of)) {
    const right = rightShare(count, of, percent);
    complain(at, 'percentage', right, `${count} of ${of} is ${right}, not ${percentText(percent)}.`);
  }
}

function checkMean(
  { layout, cells, place, complain }: CountRow,
  counts: readonly { n: number; score: number | null }[],
  of: number,
): void {
  if (layout.mean < 0 || of === 0 || counts.some(({ score }) => score === null)) return;
  const printed = readDecimal(cells[layout.mean] ?? '');
  if (!printed) return;
  const points = counts.reduce((all, { n, score }) => all + n * (score ?? 0), 0);
  const units = Math.floor((2 * points * 10 ** printed.decimals + of) / (2 * of));
  if (units === printed.units) return;
  const right = decimalText({ units, decimals: printed.decimals });
  complain(place(layout.mean), 'unexplained', right, `The counts give a mean of ${right}.`);
}
