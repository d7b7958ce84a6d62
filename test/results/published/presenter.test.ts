import { afterEach, describe, expect, it, vi } from 'vitest';
import { reconcile, readTable } from '../../../rules/reconcile.ts';
import { presentFindings } from '../../../server/results/published/presenter.ts';

describe('a printed table with its problems', () => {
  afterEach(() => vi.restoreAllMocks());

  const SIDE = 30;
  const wrong = '5 (49%)';
  const lines = [
    ['Group', 'Files', ...Array.from({ length: SIDE }, (_, i) => `Check ${i + 1}`)],
    ...Array.from({ length: SIDE }, (_, i) => [`Team ${i + 1}`, '10', ...Array<string>(SIDE).fill(wrong)]),
  ];
  const table = readTable(lines);
  const result = reconcile(lines, null);
  if ('unreadable' in table || 'unreadable' in result) throw new Error('the table cannot be read');

  it('has the problems of each cell in it, and those of several cells in each of them', () => {
    const first = result.problems[0];
    if (!first) throw new Error('nothing is wrong');
    const wide = { ...first, kind: 'sum' as const, cell: { line: 2, from: 2, to: 4 } };
    const { rows, problems } = presentFindings({ ...result, table, problems: [...result.problems, wide] });
    expect(problems).toHaveLength(SIDE * SIDE + 1);
    expect(rows[0]?.cells.map(({ marks }) => marks.length)).toEqual([
      0,
      0,
      2,
      2,
      2,
      ...Array<number>(SIDE - 3).fill(1),
    ]);
    expect(rows[1]?.cells[2]?.marks).toEqual([problems[SIDE]]);
  });

  it('does not go through all problems for each cell', () => {
    const spies = (['filter', 'find', 'findIndex', 'some', 'flatMap'] as const).map((name) =>
      vi.spyOn(Array.prototype, name),
    );
    presentFindings({ ...result, table });
    const looked = spies.flatMap(({ mock }) => mock.contexts as unknown[][]).map(({ length }) => length);
    vi.restoreAllMocks();
    const cells = SIDE * SIDE;
    expect(looked.reduce((sum, length) => sum + length, 0)).toBeLessThan(10 * cells);
  });
});
