import { describe, expect, it } from 'vitest';
import { fisherExact, funnelLimits, newcombe, sampleSize, wilson } from '../../rules/index.ts';

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

describe('fisherExact', () => {
  it('has the textbook probabilities', () => {
    // The lady tasting tea, and the studying example of the test's usual introductions.
    expect(
      fisherExact([
        [3, 1],
        [1, 3],
      ]),
    ).toBeCloseTo(0.4857, 4);
    expect(
      fisherExact([
        [1, 9],
        [11, 3],
      ]),
    ).toBeCloseTo(0.002759, 6);
    expect(
      fisherExact([
        [4, 0],
        [0, 4],
      ]),
    ).toBeCloseTo(2 / 70, 12);
  });
  it('is 1 where there is nothing to tell apart, and null without files', () => {
    expect(
      fisherExact([
        [5, 5],
        [5, 5],
      ]),
    ).toBeCloseTo(1, 12);
    expect(
      fisherExact([
        [0, 0],
        [3, 4],
      ]),
    ).toBeCloseTo(1, 12);
    expect(
      fisherExact([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
  });
  it('does not depend on the order of rows or columns', () => {
    const p =
      fisherExact([
        [2, 7],
        [8, 2],
      ]) ?? 0;
    expect(
      fisherExact([
        [8, 2],
        [2, 7],
      ]),
    ).toBeCloseTo(p, 12);
    expect(
      fisherExact([
        [7, 2],
        [2, 8],
      ]),
    ).toBeCloseTo(p, 12);
    expect(
      fisherExact([
        [2, 8],
        [7, 2],
      ]),
    ).toBeCloseTo(p, 12);
  });
  it('refuses what is no table of two by two counts', () => {
    expect(() => fisherExact([[1, 2]])).toThrow(RangeError);
    expect(() =>
      fisherExact([
        [1, -2],
        [3, 4],
      ]),
    ).toThrow(RangeError);
    expect(() =>
      fisherExact([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    ).toThrow(RangeError);
  });
});

describe('funnelLimits', () => {
  it('has the published limits', () => {
    const limits = (level: number) => funnelLimits(0.80642448, 50, level);
    expect(limits(0.95)?.low).toBeCloseTo(0.69691, 5);
    expect(limits(0.95)?.high).toBeCloseTo(0.91594, 5);
    expect(limits(0.998)?.low).toBeCloseTo(0.63376, 5);
    expect(limits(0.998)?.high).toBeCloseTo(0.97909, 5);
  });
  it('is clipped, null of none, and refuses what is no share', () => {
    expect(funnelLimits(0.95, 4, 0.998)?.high).toBe(1);
    expect(funnelLimits(0.05, 4, 0.998)?.low).toBe(0);
    expect(funnelLimits(0.5, 0, 0.95)).toBeNull();
    expect(() => funnelLimits(1.2, 5, 0.95)).toThrow(RangeError);
    expect(() => funnelLimits(0.5, 5, 1)).toThrow(RangeError);
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
