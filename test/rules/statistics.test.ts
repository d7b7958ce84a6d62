import { describe, expect, it } from 'vitest';
import {
  chanceOfMidPBelow,
  fisherMidP,
  funnelLimits,
  newcombe,
  sampleSize,
  wilson,
} from '../../rules/index.ts';
import { chanceLimits } from '../../rules/methods/series.ts';

describe('wilson', () => {
  it('has the published intervals', () => {
    // Newcombe 1998, table I.
    expect(wilson(81, 263)?.low).toBeCloseTo(0.2553, 4);
    expect(wilson(81, 263)?.high).toBeCloseTo(0.3662, 4);
    expect(wilson(15, 148)?.low).toBeCloseTo(0.0624, 4);
    expect(wilson(15, 148)?.high).toBeCloseTo(0.1605, 4);
    expect(wilson(0, 20)).toEqual({ low: 0, high: expect.closeTo(0.1611, 4) as number });
    expect(wilson(1, 29)?.low).toBeCloseTo(0.0061, 4);
    expect(wilson(1, 29)?.high).toBeCloseTo(0.1718, 4);
  });
  it('is as wide as two files deserve, and reaches 1 exactly', () => {
    expect(wilson(2, 2)).toEqual({ low: expect.closeTo(0.342, 3) as number, high: 1 });
  });
  it('is null of none, and refuses what cannot be', () => {
    expect(wilson(0, 0)).toBeNull();
    expect(() => wilson(3, 2)).toThrow(RangeError);
    expect(() => wilson(-1, 2)).toThrow(RangeError);
    expect(() => wilson(0.5, 2)).toThrow(RangeError);
    expect(() => wilson(Number.NaN, 2)).toThrow(RangeError);
    expect(() => wilson(1, 2, 95)).toThrow(RangeError);
  });
  it('refuses a confidence that a number of the machine rounds to 1 or 0, as everything with a confidence does', () => {
    for (const confidence of [1 - 2 ** -53, 1 - 2 ** -52 / 2, 2 ** -60, 1, 0, Number.NaN]) {
      expect(() => wilson(1, 2, confidence), String(confidence)).toThrow(RangeError);
      expect(() => newcombe(1, 2, 1, 3, confidence), String(confidence)).toThrow(RangeError);
      expect(() => funnelLimits(0.5, 9, confidence), String(confidence)).toThrow(RangeError);
      const size = { population: 9, expected: 0.5, precision: 0.05, confidence };
      expect(() => sampleSize(size), String(confidence)).toThrow(RangeError);
    }
    // The last that can be told from 1 still has an interval.
    expect(wilson(1, 2, 1 - 2 ** -51)?.high).toBeLessThan(1);
  });
});

describe('newcombe', () => {
  it('has the published intervals', () => {
    // Newcombe 1998, table II, method 10.
    expect(newcombe(56, 70, 48, 80)).toEqual({
      difference: expect.closeTo(0.2, 10) as number,
      low: expect.closeTo(0.0524, 4) as number,
      high: expect.closeTo(0.3339, 4) as number,
    });
    expect(newcombe(10, 10, 0, 20)).toEqual({
      difference: 1,
      low: expect.closeTo(0.6791, 4) as number,
      high: 1,
    });
    expect(newcombe(9, 10, 3, 10)?.low).toBeCloseTo(0.1705, 4);
    expect(newcombe(9, 10, 3, 10)?.high).toBeCloseTo(0.809, 4);
  });
  it('turns round when the two are swapped', () => {
    const there = newcombe(5, 12, 2, 9);
    const back = newcombe(2, 9, 5, 12);
    expect(back?.low).toBeCloseTo(-(there?.high ?? 0), 12);
    expect(back?.high).toBeCloseTo(-(there?.low ?? 0), 12);
  });
  it('is null where one is of none', () => {
    expect(newcombe(0, 0, 1, 2)).toBeNull();
    expect(newcombe(1, 2, 0, 0)).toBeNull();
  });
});

describe('fisherMidP', () => {
  it('is what the textbook tables come to by hand', () => {
    // The lady tasting tea: 16 of 70 tables are as likely and count by half, 2 are less likely; three of four.
    expect(
      fisherMidP([
        [3, 1],
        [1, 3],
      ]),
    ).toBeCloseTo((2 + 32 / 2) / 70, 12);
    // All of four: both ends are as likely.
    expect(
      fisherMidP([
        [4, 0],
        [0, 4],
      ]),
    ).toBeCloseTo(1 / 70, 12);
    // The exact 0.002759456 less half of the observed and half of 9 of 10, which is as likely: each is
    // C(10,1)·C(14,11)/C(24,12) = 3640/2704156.
    expect(
      fisherMidP([
        [1, 9],
        [11, 3],
      ]),
    ).toBeCloseTo(0.002759456 - 3640 / 2704156, 8);
  });
  it('has the published value where another table is as likely as the observed', () => {
    // Worked in the tests of the R package contingencytables, which goes with the book: 2 of 38 beside 8 of 38.
    const published = 0.04998656;
    expect(
      fisherMidP([
        [2, 36],
        [8, 30],
      ]),
    ).toBeCloseTo(published, 8);
    expect(
      fisherMidP([
        [8, 30],
        [2, 36],
      ]),
    ).toBeCloseTo(published, 8);
  });
  it('gives a difference of 7 of 12 to 11 of 40 a probability above 0.05', () => {
    // Fisher's exact test says 0.0819; of that C(12,7)·C(40,11)/C(52,18) by half.
    const observed = (792 * 2_311_801_440) / 42_671_977_361_650;
    expect(
      fisherMidP([
        [7, 5],
        [11, 29],
      ]),
    ).toBeCloseTo(0.08188435 - observed / 2, 7);
  });
  it('is a half where only one table is possible, and null without files', () => {
    expect(
      fisherMidP([
        [0, 0],
        [3, 4],
      ]),
    ).toBeCloseTo(0.5, 12);
    expect(
      fisherMidP([
        [5, 0],
        [8, 0],
      ]),
    ).toBeCloseTo(0.5, 12);
    expect(
      fisherMidP([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
  });
  it('does not depend on the order of rows or columns', () => {
    const all = [
      [
        [2, 7],
        [8, 2],
      ],
      [
        [8, 2],
        [2, 7],
      ],
      [
        [7, 2],
        [2, 8],
      ],
      [
        [2, 8],
        [7, 2],
      ],
    ].map((table) => fisherMidP(table) ?? 0);
    for (const p of all) expect(p).toBeCloseTo(all[0] ?? 0, 12);
  });
  it('refuses what is no table of two by two counts', () => {
    expect(() => fisherMidP([[1, 2]])).toThrow(RangeError);
    expect(() =>
      fisherMidP([
        [1, -2],
        [3, 4],
      ]),
    ).toThrow(RangeError);
    expect(() =>
      fisherMidP([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    ).toThrow(RangeError);
  });
});

describe('chanceOfMidPBelow', () => {
  it('adds up the tables that would come out', () => {
    // Of 4 and 4 with four yes: 1, 16, 36, 16 and 1 of 70 tables, with mid-p 1/70, 18/70 and so on.
    const table = [
      [2, 2],
      [2, 2],
    ];
    expect(chanceOfMidPBelow(0.05, table)).toBeCloseTo(2 / 70, 12);
    expect(chanceOfMidPBelow(0.014, table)).toBe(0);
    expect(chanceOfMidPBelow(0.3, table)).toBeCloseTo(34 / 70, 12);
    expect(chanceOfMidPBelow(1, table)).toBeCloseTo(1, 12);
  });
  it('is what trying every table with the same margins comes to', () => {
    for (const [own, other, yes] of [
      [12, 40, 18],
      [5, 47, 33],
      [30, 30, 20],
      [9, 3, 7],
    ] as const) {
      const tables = Array.from({ length: yes + 1 }, (_, a) => [
        [a, own - a],
        [yes - a, other - yes + a],
      ]).filter((table) => table.flat().every((count) => count >= 0));
      const ways = tables.map(([[a = 0] = [], [c = 0] = []]) => choose(own, a) * choose(other, c));
      const all = ways.reduce((sum, one) => sum + one, 0);
      for (const level of [0.05, 0.05 / 14, 0.05 / 151]) {
        const expected = tables.reduce(
          (sum, table, i) => sum + ((fisherMidP(table) ?? 1) < level ? (ways[i] ?? 0) / all : 0),
          0,
        );
        expect(chanceOfMidPBelow(level, tables[0] ?? [])).toBeCloseTo(expected, 10);
      }
    }
  });
  it('is none without files', () => {
    expect(
      chanceOfMidPBelow(0.05, [
        [0, 0],
        [0, 0],
      ]),
    ).toBe(0);
  });
});

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i += 1) ways = (ways * (n - k + i)) / i;
  return Math.round(ways);
}

describe('funnelLimits', () => {
  it('are the shares of exact counts, null of none, and refuse what is no share', () => {
    // Of 30 around 90%: 23 and more are inside 95%, 21 and more inside 99.8%.
    expect(funnelLimits(0.9, 30, 0.95)).toEqual({ low: 23 / 30, high: 1 });
    expect(funnelLimits(0.9, 30, 0.998)).toEqual({ low: 0.7, high: 1 });
    expect(funnelLimits(0.05, 4, 0.998)?.low).toBe(0);
    expect(funnelLimits(0.1, 11, 0.998)?.high).toBe(5 / 11);
    expect(funnelLimits(0.5, 0, 0.95)).toBeNull();
    expect(() => funnelLimits(1.2, 5, 0.95)).toThrow(RangeError);
    expect(() => funnelLimits(0.5, 5, 1)).toThrow(RangeError);
  });
  it('have a line inside that lies on them', () => {
    const outside: string[] = [];
    let held = 0;
    for (let n = 5; n <= 60; n += 1) {
      for (let percent = 0; percent <= 100; percent += 1) {
        for (const level of [0.95, 0.998]) {
          const { least, greatest } = chanceLimits(percent / 100, n, level);
          const limits = funnelLimits(percent / 100, n, level) ?? { low: 1, high: 0 };
          held += 1;
          if (least / n < limits.low || greatest / n > limits.high) outside.push(`${percent}% of ${n}`);
          // The next count is outside.
          if ((least - 1) / n >= limits.low || (greatest + 1) / n <= limits.high) outside.push(`${n} beyond`);
        }
      }
    }
    expect(outside).toEqual([]);
    expect(held).toBe(56 * 101 * 2);
  });
});

describe('sampleSize', () => {
  it('is that of the formula, rounded up', () => {
    expect(sampleSize({ population: 400, expected: 0.7, precision: 0.05, confidence: 0.95 })).toBe(179);
    // Without a limit of the population 1.96² · 0.25 / 0.05² = 384.1; a very large one comes to it.
    expect(sampleSize({ population: 100_000_000, expected: 0.5, precision: 0.05, confidence: 0.95 })).toBe(
      385,
    );
  });
  it('is never more than there are', () => {
    expect(sampleSize({ population: 12, expected: 0.5, precision: 0.01, confidence: 0.99 })).toBe(12);
    expect(sampleSize({ population: 1, expected: 0.5, precision: 0.05, confidence: 0.95 })).toBe(1);
  });
  it('refuses percentages where shares are meant', () => {
    const usual = { population: 400, expected: 0.7, precision: 0.05, confidence: 0.95 };
    expect(() => sampleSize({ ...usual, expected: 70 })).toThrow(RangeError);
    expect(() => sampleSize({ ...usual, precision: 0 })).toThrow(RangeError);
    expect(() => sampleSize({ ...usual, confidence: 95 })).toThrow(RangeError);
    expect(() => sampleSize({ ...usual, population: -1 })).toThrow(RangeError);
  });
  it('refuses a population of none, from which nothing can be read', () => {
    const none = { population: 0, expected: 0.5, precision: 0.05, confidence: 0.95 };
    expect(() => sampleSize(none)).toThrow(RangeError);
  });
});
