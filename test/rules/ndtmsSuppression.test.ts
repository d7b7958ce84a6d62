import { describe, expect, it } from 'vitest';
import { NDTMS_MEASURES, showNdtmsUnits, sumOfNdtmsUnits } from '../../rules/index.ts';
import type { NdtmsCount, NdtmsMeasure, NdtmsUnit } from '../../rules/index.ts';
import { randomFrom } from '../../rules/random.ts';

const STAGES = ['top_start', 'top_review', 'top_exit'] as const;
const FAMILY: readonly NdtmsMeasure[] = ['top', ...STAGES];
const THRESHOLD = 5;

/** Providers of 1 to 60 clients, of whom few or many have each form due. */
function madeUnits(random: () => number): NdtmsUnit[] {
  const pick = (n: number) => Math.floor(random() * n);
  return Array.from({ length: 1 + pick(6) }, () => {
    const clients = 1 + pick(random() < 0.4 ? 12 : 60);
    const count = (): NdtmsCount => {
      const due = random() < 0.3 ? pick(Math.min(7, clients + 1)) : pick(clients + 1);
      const complete = pick(due + 1);
      return { due, complete, files: due, completeFiles: complete };
    };
    const stages = STAGES.map(count);
    const sum = (part: 'due' | 'complete') => stages.reduce((total, stage) => total + stage[part], 0);
    const files = Math.max(...stages.map((stage) => stage.files));
    const top = { due: sum('due'), complete: sum('complete'), files, completeFiles: 0 };
    return {
      clients,
      counts: { top, ...Object.fromEntries(STAGES.map((stage, i) => [stage, stages[i]])) },
    };
  });
}

/** The unknowns that follow from equations between them, each a row of coefficients that add up to something known. */
function determined(rows: number[][], unknowns: number): Set<number> {
  const left = rows.map((row) => [...row]);
  const pivots: number[] = [];
  for (let column = 0, at = 0; column < unknowns && at < left.length; column += 1) {
    const from = left.findIndex((row, i) => i >= at && Math.abs(row[column] ?? 0) > 1e-9);
    if (from === -1) continue;
    const pivot = left[from] ?? [];
    left[from] = left[at] ?? [];
    const scaled = pivot.map((value) => value / (pivot[column] ?? 1));
    left[at] = scaled;
    left.forEach((row, i) => {
      if (i === at) return;
      const factor = row[column] ?? 0;
      left[i] = row.map((value, c) => value - factor * (scaled[c] ?? 0));
    });
    pivots.push(column);
    at += 1;
  }
  return new Set(
    pivots.filter((_, i) => (left[i] ?? []).filter((value) => Math.abs(value) > 1e-9).length === 1),
  );
}

/** The figures of few files that a reader can work out of what is shown, as provider and measure. */
function workedOut(units: NdtmsUnit[]): string[] {
  const shown = showNdtmsUnits(units, { threshold: THRESHOLD, byFiles: true });
  const all = [...units, sumOfNdtmsUnits(units)];
  const kinds = [...shown.units, shown.overall];
  const isHidden = (u: number, measure: NdtmsMeasure) =>
    kinds[u]?.[NDTMS_MEASURES.indexOf(measure)]?.kind === 'suppressed';
  const unknowns = all.flatMap((_, u) =>
    FAMILY.flatMap((measure) => (isHidden(u, measure) ? [`${u} ${measure}`] : [])),
  );
  const row = (terms: [number, NdtmsMeasure, number][]) => {
    const coefficients = unknowns.map(() => 0);
    for (const [u, measure, sign] of terms) {
      const at = unknowns.indexOf(`${u} ${measure}`);
      if (at >= 0) coefficients[at] = sign;
    }
    return coefficients;
  };
  const rows = [
    // All forms are those of the stages, of each provider and over all.
    ...all.map((_, u) => row(FAMILY.map((measure) => [u, measure, measure === 'top' ? -1 : 1]))),
    // All providers together are the whole.
    ...FAMILY.map((measure) => row(all.map((_, u) => [u, measure, u === units.length ? -1 : 1]))),
  ];
  const follows = determined(rows, unknowns.length);
  return unknowns.filter((name, i) => {
    const [u = '', measure = ''] = name.split(' ');
    const files = all[Number(u)]?.counts[measure as NdtmsMeasure]?.files ?? 0;
    return follows.has(i) && files > 0 && files < THRESHOLD;
  });
}

describe('what a reader can work out of the completeness of all providers', () => {
  it('is no figure of few clients, in 500 made-up extracts', () => {
    const random = randomFrom(20_261_129);
    let hidden = 0;
    for (let n = 0; n < 500; n += 1) {
      const units = madeUnits(random);
      expect(workedOut(units), JSON.stringify(units)).toEqual([]);
      hidden += showNdtmsUnits(units, { threshold: THRESHOLD, byFiles: true }).units.filter((counts) =>
        counts.some(({ kind }) => kind === 'suppressed'),
      ).length;
    }
    expect(hidden).toBeGreaterThan(300);
  });

  it('would be one if all forms were shown beside the stages', () => {
    // Start 20 and 20, review 10 and 10, exit 2 and 9: with 32 of all the first provider, the 2 would follow.
    expect(
      determined(
        [
          [1, 1],
          [1, 0],
        ],
        2,
      ),
    ).toEqual(new Set([0, 1]));
    expect(determined([[1, 1]], 2)).toEqual(new Set());
  });
});
