import { describe, expect, it } from 'vitest';
import { lotRisks, stopWhenSure } from '../../../rules/index.ts';
import type { FileSays } from '../../../rules/index.ts';
import { chanceAcross, waysAcross } from '../../../rules/methods/crossings.ts';
import { leastYes, stoppingBounds } from '../../../rules/methods/stoppingBounds.ts';
import { crossings, plainBounds } from '../../support/plainBounds.ts';

describe('how likely bounds are crossed', () => {
  it('gives back the exact risks of a fixed plan, read with no more than it takes', () => {
    // LQAS of 8 of 25 files, of which one may fail; it is said as soon as nothing can change it any more.
    const plan = {
      met: Int32Array.from({ length: 9 }, (_, read) => (read === 8 ? 7 : Math.min(7, read + 1))),
      notMet: Int32Array.from({ length: 9 }, (_, read) => read - 2),
    };
    const good = crossings(plan, { files: 25, yes: 23 });
    const bad = crossings(plan, { files: 25, yes: 15 });
    expect(good.notMet).toBeCloseTo(0.0933, 4);
    expect(bad.met).toBeCloseTo(0.0654, 4);
    const risks = lotRisks({ read: 8, mayFail: 1 }, { caseload: 25, good: 2, bad: 10 });
    expect([good.notMet, bad.met]).toEqual([
      expect.closeTo(risks.missesGood, 10),
      expect.closeTo(risks.passesBad, 10),
    ]);
    // Two of the first two fail in 10 · 9 of 25 · 24 orders.
    const two = { met: Int32Array.of(9, 9, 9), notMet: Int32Array.of(-1, -1, 0) };
    expect(crossings(two, { files: 25, yes: 15 })).toEqual({
      met: 0,
      notMet: expect.closeTo(90 / 600, 12) as number,
      read: expect.closeTo(2 + 23 * (1 - 90 / 600), 10) as number,
    });
  });
});

describe('the ways across a bound', () => {
  it.each([
    { caseload: 30, standard: 80, error: 0.1 },
    { caseload: 90, standard: 95, error: 0.05 },
    { caseload: 800, standard: 60, error: 0.05 },
  ])('come to the same chance as going through all rows, in every caseload: %j', ({ caseload, ...rule }) => {
    const bounds = stoppingBounds(caseload, rule);
    for (let files = 1; files <= caseload; files += caseload > 100 ? 37 : 1) {
      for (const share of [0, 0.3, 0.6, 0.8, 0.97, 1]) {
        const of = { files, yes: Math.round(share * files) };
        const all = crossings(bounds, of);
        for (const side of ['met', 'notMet'] as const) {
          const chance = chanceAcross(waysAcross(bounds, side, rule.standard / 100), of);
          expect(chance, JSON.stringify({ ...of, side })).toBeCloseTo(all[side], 10);
        }
      }
    }
  });

  it('come to it where a bound jumps, too', () => {
    const jumps = {
      met: Int32Array.of(9, 9, 2, 9, 1, 9, 4),
      notMet: Int32Array.of(-1, -1, -1, 0, -1, 3, -1),
    };
    for (let yes = 0; yes <= 12; yes += 1) {
      const all = crossings(jumps, { files: 12, yes });
      for (const side of ['met', 'notMet'] as const) {
        const chance = chanceAcross(waysAcross(jumps, side, 0.4), { files: 12, yes });
        expect(chance, `${side} ${yes}`).toBeCloseTo(all[side], 10);
      }
    }
  });
});

describe('bounds between which one reads on', () => {
  it.each(
    [1, 12, 57, 301, 400, 2000].flatMap((caseload) =>
      [1, 20, 73, 80, 95].map((standard, i) => ({
        caseload,
        standard,
        error: [0.1, 0.05, 0.01][i % 3] ?? 0.1,
      })),
    ),
  )('are those that going through every place and every price comes to: %j', ({ caseload, ...rule }) => {
    expect(stoppingBounds(caseload, rule)).toEqual(plainBounds(caseload, rule));
  });

  it('take an error that comes to just what is accepted for one that is accepted', () => {
    // One of 100 has a no, which is what 99% leaves: that it comes first has a chance of just 1 in 100.
    const { notMet } = stoppingBounds(100, { standard: 99, error: 0.01 });
    expect(notMet[1]).toBe(0);
    const two = crossings(stoppingBounds(100, { standard: 99, error: 0.01 }), { files: 100, yes: 99 });
    expect(two.notMet).toBeCloseTo(0.01, 12);
  });

  it.each([
    { caseload: 1, standard: 50, error: 0.1 },
    { caseload: 12, standard: 90, error: 0.05 },
    { caseload: 40, standard: 80, error: 0.1 },
    { caseload: 57, standard: 73, error: 0.05 },
    { caseload: 100, standard: 95, error: 0.01 },
    { caseload: 180, standard: 20, error: 0.1 },
  ])('are wrong no oftener than accepted, to however many files the check applies: %j', (given) => {
    const { caseload, ...rule } = given;
    const bounds = stoppingBounds(caseload, rule);
    const over = Array.from({ length: caseload }, (_, i) => i + 1).filter((files) => {
      const least = leastYes(files, rule.standard);
      return (
        crossings(bounds, { files, yes: least - 1 }).met > rule.error ||
        crossings(bounds, { files, yes: least }).notMet > rule.error
      );
    });
    expect(over).toEqual([]);
  });

  it('use most of the error that is accepted, where a list is long', () => {
    const bounds = stoppingBounds(1500, { standard: 80, error: 0.1 });
    expect(crossings(bounds, { files: 1500, yes: 1199 }).met).toBeGreaterThan(0.09);
    expect(crossings(bounds, { files: 1500, yes: 1200 }).notMet).toBeGreaterThan(0.09);
  });

  it('read less than bets did, and less than a fixed plan with the same risks', () => {
    // What the bets read is from 10,000 caseloads each, as the decision on small samples had it.
    const bounds = stoppingBounds(100, { standard: 80, error: 0.1 });
    const above = crossings(bounds, { files: 100, yes: 95 }).read;
    const below = crossings(bounds, { files: 100, yes: 65 }).read;
    expect(above).toBeLessThan(21.4);
    expect(below).toBeLessThan(27.1);
    expect(above).toBeLessThan(22);
    expect(below).toBeLessThan(0.6 * 39);
    // No rule within these errors reads fewer than 15.2 and 19.8 (test/bench/leastReading.ts).
    expect(above).toBeGreaterThan(15.2);
    expect(below).toBeGreaterThan(19.8);
  });

  it('come together at the end: what can be counted is said at once', () => {
    const says = (yes: number, no: number): FileSays[] => [
      ...Array.from<FileSays>({ length: no }).fill('no'),
      ...Array.from<FileSays>({ length: yes }).fill('yes'),
    ];
    // Of 10 files at least 8: three no are one too many.
    const rule = { standard: 80, error: 0.001 };
    expect(stopWhenSure({ caseload: 10, says: says(0, 3) }, rule)).toMatchObject({
      state: 'not met',
      since: 3,
    });
    expect(stopWhenSure({ caseload: 10, says: says(8, 0) }, rule)).toMatchObject({ state: 'met', since: 8 });
    expect(stopWhenSure({ caseload: 10, says: says(7, 2) }, rule)).toMatchObject({
      state: 'read on',
      atLeast: { met: 1, 'not met': 1 },
      atMost: 1,
    });
  });
});
