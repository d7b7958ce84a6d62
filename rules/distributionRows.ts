import { isOfAll } from './distributionBlocks.ts';
import { shareIn, sizeIn } from './distributionLayout.ts';
import type { DistributionLayout } from './distributionLayout.ts';
import type { Reconciliation } from './printed.ts';
import type { PrintedTable } from './tableGrid.ts';
import { foldName } from './tool.ts';

// Rows of a printed distribution beside each other: one that stands twice, and one that is all the others together.

/** Names rows that stand twice under the same labels, and whether their figures are the same. */
export function checkTwice(
  { problems }: Reconciliation,
  { rows }: PrintedTable,
  { labels, heading }: DistributionLayout,
  names: readonly string[],
): void {
  const first = new Map<string, number>();
  rows.forEach(({ cells, number }, i) => {
    const key = labels.map((column) => foldName(cells[column] ?? '')).join('\n');
    const before = first.get(key);
    if (key.trim() === '') return;
    if (before === undefined) {
      first.set(key, i);
      return;
    }
    const other = rows[before];
    const isSame = heading.every((_, c) => (other?.cells[c] ?? '') === (cells[c] ?? ''));
    const last = labels.at(-1) ?? 0;
    problems.push({
      row: names[i] ?? '',
      column: heading[last] ?? '',
      printed: cells[last] ?? '',
      cell: { line: number, from: labels[0] ?? 0, to: last },
      expected: 'one row',
      kind: 'contradiction',
      explanation: `This row stands twice, in line ${other?.number ?? 0} and in line ${number}, with ${isSame ? 'the same' : 'other'} figures.`,
    });
  });
}

/** Checks a row that is all the others of its table together, by its name and by what it is of, answer by answer. */
export function checkTogether(
  { problems }: Reconciliation,
  { rows, heading }: PrintedTable,
  layout: DistributionLayout,
  names: readonly string[],
): void {
  const at = rows.findIndex(({ cells }) => isOfAll(cells[layout.labels[0] ?? 0] ?? ''));
  const whole = rows[at];
  const parts = rows.filter((_, i) => i !== at);
  const ofAll = whole && sizeIn(whole.cells, layout);
  const sizes = parts.map(({ cells }) => sizeIn(cells, layout) ?? Number.NaN);
  if (!whole || parts.length < 2 || ofAll !== sizes.reduce((sum, n) => sum + n, 0)) return;
  for (const category of layout.categories) {
    const counts = [whole, ...parts].map(({ cells }) => {
      const read = shareIn(cells, category);
      return read.kind === 'figure'
        ? (read.count ?? Number.NaN)
        : read.kind === 'gap' && read.why === 'empty'
          ? 0
          : Number.NaN;
    });
    const [printed = 0, ...others] = counts;
    const sum = others.reduce((all, n) => all + n, 0);
    if (Number.isNaN(printed) || Number.isNaN(sum) || printed === sum) continue;
    const index = category.beside < 0 ? category.index : category.beside;
    problems.push({
      row: names[at] ?? '',
      column: heading[index] ?? '',
      printed: whole.cells[index] ?? '',
      cell: { line: whole.number, from: index, to: index },
      expected: String(sum),
      kind: 'sum',
      explanation: `The rows above and below it add up to ${sum}, and ${printed} is printed.`,
    });
  }
}
