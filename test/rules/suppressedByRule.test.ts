import { describe, expect, it } from 'vitest';
import { hidingOrder } from '../../rules/leastHiding.ts';
import { maskLine } from '../../rules/suppression.ts';
import type { Cell, LineContext } from '../../rules/suppression.ts';
import { seeded as numbers } from '../support/random.ts';

/** Whole numbers up to the one asked for, the same at every run. */
function seeded(seed: number): (most: number) => number {
  const random = numbers(seed);
  return (most) => Math.floor(random() * (most + 1));
}

const firstOf = (cell: Cell | undefined) => cell?.[0] ?? 0;

/**
 * What a reader can find out of each hidden cell who knows the sum, how many files each cell is of, and this rule: all
 * numbers with which the same cells would be hidden.
 *
 * @param sizes - how many are applicable in each cell; null for numbers of files, which have no more to them
 */
function candidates(
  cells: readonly Cell[],
  sizes: readonly number[] | null,
  threshold: number,
  context: LineContext,
): number[][] {
  const mask = maskLine(cells, threshold, context);
  const hidden = cells.flatMap((_, i) => (mask.cells[i] ? [i] : []));
  const found = hidden.map(() => new Set<number>());
  const cellOf = (i: number, value: number): Cell =>
    sizes === null ? [value] : [value, (sizes[i] ?? 0) - value];
  const current = [...cells];
  const go = (at: number, left: number): void => {
    const i = hidden[at] ?? 0;
    const most = Math.min(left, sizes?.[i] ?? left);
    if (at === hidden.length - 1) {
      if (most < left) return;
      current[i] = cellOf(i, left);
      const same = maskLine(current, threshold, context);
      if (same.total === mask.total && same.cells.every((is, c) => is === mask.cells[c])) {
        hidden.forEach((c, h) => found[h]?.add(firstOf(current[c])));
      }
      return;
    }
    for (let value = 0; value <= most; value += 1) {
      current[i] = cellOf(i, value);
      go(at + 1, left - value);
    }
  };
  if (hidden.length > 0)
    go(
      0,
      hidden.reduce((sum, i) => sum + firstOf(cells[i]), 0),
    );
  return found.map((values) => [...values]);
}

describe('what is hidden of a line, to somebody who knows the rule by which it is', () => {
  it.each([
    ['five values with one file each', 5, [9, 1, 1, 1, 1, 1, 0]],
    ['one that is small, and others that could hide it', 5, [62, 6, 6, 4, 0, 0]],
    ['two that could be nothing else below the threshold', 4, [3, 5, 3, 7, 0]],
  ])('leaves numbers of files open: %s', (_, threshold, files) => {
    const cells = files.map((count) => [count]);
    const found = candidates(cells, null, threshold, {});
    expect(found.length).toBeGreaterThan(1);
    for (const values of found) expect(values.length).toBeGreaterThan(1);
  });

  it('leaves numbers of files open, in some thousand lines', () => {
    const upTo = seeded(7);
    let tried = 0;
    for (let round = 0; round < 4000; round += 1) {
      const threshold = 3 + upTo(2);
      const cells = Array.from({ length: 2 + upTo(4) }, () => [
        upTo(3) === 0 ? 0 : upTo(3) === 0 ? 10 + upTo(20) : upTo(7),
      ]);
      const total = cells.reduce((sum, cell) => sum + firstOf(cell), 0);
      const mask = maskLine(cells, threshold);
      const sum = cells.reduce((all, cell, i) => all + (mask.cells[i] ? firstOf(cell) : 0), 0);
      // Where the total itself is small its parts are hidden as well; that it is shown is how the sample was planned.
      if (total < threshold || sum === 0 || (mask.cells.filter(Boolean).length > 4 && sum > 20)) continue;
      tried += 1;
      const found = candidates(cells, null, threshold, {});
      const line = `${threshold}: ${cells.join(' ')}`;
      for (const values of found) expect(values.length, line).toBeGreaterThan(1);
    }
    expect(tried).toBeGreaterThan(1000);
  });

  it('leaves yes and no open, in some thousand lines', () => {
    const upTo = seeded(11);
    let tried = 0;
    for (let round = 0; round < 4000; round += 1) {
      const threshold = 3 + upTo(2);
      const sizes = Array.from({ length: 2 + upTo(2) }, () => 1 + upTo(20));
      const cells = sizes.map((of): Cell => {
        const yes = upTo(of);
        return [yes, of - yes];
      });
      const sooner = hidingOrder({ cells, files: sizes }, threshold);
      const context = { order: sizes.map((_, i) => sooner.indexOf(i)), files: sizes };
      const mask = maskLine(cells, threshold, context);
      if (mask.total || !mask.cells.includes(true)) continue;
      tried += 1;
      const found = candidates(cells, sizes, threshold, context);
      const line = `${threshold}: ${cells.map((cell) => cell.join('+')).join(' ')}`;
      for (const values of found) expect(values.length, line).toBeGreaterThan(1);
    }
    expect(tried).toBeGreaterThan(2000);
  });
});
