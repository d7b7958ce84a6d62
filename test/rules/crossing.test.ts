import { expect, it } from 'vitest';
import { maskCrossing } from '../../rules/crossSuppression.ts';
import { maskCrossedSegments, maskSampleGroups, maskSegments } from '../../rules/disclosure.ts';
import { tellingCells } from '../support/crossedCells.ts';
import { dividedByField, madeUpAudit, SHAPES } from '../support/madeUpAudits.ts';
import { seeded } from '../support/random.ts';

const THRESHOLD = 5;
const RULE = { threshold: THRESHOLD, order: 'providers_first' as const, byFiles: new Set<string>() };

/** Shown rows, or columns. */
const shown = (many: number) => Array.from({ length: many }, () => ({ suppressed: false, nothing: false }));

/** A crossing of which every row, every column and the whole is shown. */
function crossingOf(cells: number[][][], ofFiles: boolean) {
  const none = cells.map((row) => row.map(() => false));
  const [rows, columns] = [shown(cells.length), shown(cells[0]?.length ?? 0)];
  const order = cells.map((row, r) => row.map((_, c) => 10 * r + c));
  const mask = maskCrossing(
    { cells, rows, columns, totalSuppressed: false, forced: none, ofFiles, order },
    THRESHOLD,
  );
  const suppressed = (of: readonly { suppressed: boolean }[]) => of.map((margin) => margin.suppressed);
  const seen = {
    cells,
    rows: suppressed(rows),
    columns: suppressed(columns),
    total: false,
    forced: none,
    ofFiles,
  };
  return { mask, seen };
}

it('leaves a hidden number of files of two fields at once more than two neighbours', async () => {
  const { mask, seen } = crossingOf(
    [
      [[0], [5], [10]],
      [[1], [9], [0]],
      [[0], [6], [9]],
      [[0], [8], [7]],
    ],
    true,
  );
  // With 9 and 7 shown, 0 and 6 are 6 together and 0 and 8 are 8. The first column adds up to 1, so that 6 could be 5 and 8
  // could be 7, and nothing else.
  const known = mask.map((row, r) => row.map((_, c) => r < 2 || c < 2));
  expect(await tellingCells(seen, known, THRESHOLD)).toHaveLength(2);
  expect(await tellingCells(seen, mask, THRESHOLD)).toEqual([]);
});

it('leaves none nearer than that in small tables, of files and of figures', async () => {
  const random = seeded(5);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const partly = (most: number, few: number) => upTo(upTo(2) > 0 ? most : few);
  let [tables, open] = [0, 0];
  while (tables < 400) {
    const ofFiles = tables % 2 === 0;
    const cells = Array.from({ length: 3 + upTo(1) }, () =>
      Array.from({ length: 3 }, () => (ofFiles ? [partly(13, 2)] : [partly(8, 1), partly(8, 1)])),
    );
    const isNothing = (line: (number[] | undefined)[]) => line.flat().every((count) => count === 0);
    if (cells.some(isNothing) || [0, 1, 2].some((c) => isNothing(cells.map((row) => row[c])))) continue;
    tables += 1;
    const { mask, seen } = crossingOf(cells, ofFiles);
    expect(await tellingCells(seen, mask, THRESHOLD), JSON.stringify(cells)).toEqual([]);
    open += mask.flat().filter((hidden) => !hidden).length;
  }
  // And not everything is hidden for it.
  expect(open).toBeGreaterThan(200);
});

it.each(SHAPES)('leaves none nearer than that in made-up audits of $files files', async (shape) => {
  const random = seeded(17 + shape.files);
  let hidden = 0;
  for (let a = 0; a < 4; a += 1) {
    const made = madeUpAudit(shape, 6, random);
    for (const count of [2, 4]) {
      const { groups, values, overall, crossed } = dividedByField(made, count, random);
      const ofValues = maskSegments({ of: 'values' }, values, overall, groups, new Set(), RULE);
      const ofGroups = maskSampleGroups(groups, made.providers, overall, RULE).groups;
      const grid = maskCrossedSegments(
        { division: { of: 'values' }, units: groups, masks: ofGroups },
        { division: { of: 'values' }, units: values, masks: ofValues },
        crossed,
        new Set(),
        THRESHOLD,
      );
      const files = grid.map((row) => row.map((unit) => unit.files));
      const ofFiles = {
        cells: crossed.map((row) => row.map((unit) => [unit.files])),
        rows: groups.map(() => false),
        columns: ofValues.units.map((unit) => unit.files),
        total: false,
        forced: files.map((row) => row.map(() => false)),
        ofFiles: true,
      };
      expect(await tellingCells(ofFiles, files, THRESHOLD), `files, audit ${a}, ${count} values`).toEqual([]);
      for (const c of overall.checks.keys()) {
        const mask = grid.map((row) => row.map((unit) => unit.checks[c] ?? false));
        hidden += mask.flat().filter(Boolean).length;
        const isTotalSuppressed = ofGroups.overall.checks[c] ?? false;
        const figures = {
          cells: crossed.map((row) => row.map(({ checks }) => [checks[c]?.yes ?? 0, checks[c]?.no ?? 0])),
          rows: ofGroups.units.map((unit) => unit.checks[c] ?? false),
          columns: ofValues.units.map((unit) => unit.checks[c] ?? false),
          total: isTotalSuppressed,
          forced: files,
          ofFiles: false,
        };
        expect(
          await tellingCells(figures, mask, THRESHOLD),
          `check ${c}, audit ${a}, ${count} values`,
        ).toEqual([]);
      }
    }
  }
  expect(hidden).toBeGreaterThan(50);
});
