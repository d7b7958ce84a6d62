import { describe, expect, it } from 'vitest';
import { filesFor, powerOf } from '../../rules/index.ts';

const ALONE = { before: 0.6, after: 0.8, comparisons: 1 };

describe('what two rounds of an audit can show', () => {
  it('worked by hand: of four files a round only none and all differ clearly', () => {
    // 0 of 4 beside 4 of 4 has a mid-p of 1/70; 0 of 4 beside 3 of 4 has 4/56, which is too much.
    expect(powerOf({ before: 0.25, after: 0.75, files: 4, comparisons: 1 })).toBeCloseTo(0.75 ** 8, 12);
    // 1/70 is above 0.05 / 4, so that among four comparisons nothing is clear.
    expect(powerOf({ before: 0.25, after: 0.75, files: 4, comparisons: 4 })).toBe(0);
  });

  it('finds a rise from 60% to 80% in 20 files a round one time in four, and four times in five from 82', () => {
    expect(powerOf({ ...ALONE, files: 20 })).toBeCloseTo(0.2647, 4);
    expect(powerOf({ ...ALONE, files: 81 })).toBeCloseTo(0.7984, 4);
    expect(powerOf({ ...ALONE, files: 82 })).toBeCloseTo(0.8016, 4);
    expect(filesFor(ALONE, 0.8)).toBe(82);
  });

  it('agrees with the number that the usual formula gives without a correction for continuity', () => {
    // Fleiss, Statistical Methods for Rates and Proportions, chapter 4: (1.96 √(2·0.7·0.3) + 0.8416 √(0.24 + 0.16))² / 0.2².
    const spread = 1.959964 * Math.sqrt(2 * 0.7 * 0.3) + 0.841621 * Math.sqrt(0.6 * 0.4 + 0.8 * 0.2);
    expect(Math.ceil((spread / 0.2) ** 2)).toBe(82);
  });

  it('would be 19% by the usual form of Fisher’s test, which the program does not use for what is clear', () => {
    expect(powerByFisher(0.6, 0.8, 20)).toBeCloseTo(0.1922, 4);
    expect(powerByFisher(0.6, 0.8, 82)).toBeLessThan(0.8);
  });

  it('is the same for a fall, and for the other answer', () => {
    const rise = powerOf({ ...ALONE, files: 20 });
    expect(powerOf({ before: 0.4, after: 0.2, files: 20, comparisons: 1 })).toBeCloseTo(rise, 12);
  });

  it('asks for more where more is compared at once', () => {
    const beside = powerOf({ ...ALONE, files: 82, comparisons: 12 });
    expect(beside).toBeLessThan(powerOf({ ...ALONE, files: 82 }));
    expect(beside).toBeGreaterThan(0.3);
  });

  it('says where no number would do that anybody reads', () => {
    expect(filesFor({ before: 0.6, after: 0.61, comparisons: 1 }, 0.8)).toBeNull();
    expect(() => powerOf({ ...ALONE, files: 0 })).toThrow(RangeError);
    expect(() => powerOf({ ...ALONE, before: 60, files: 20 })).toThrow(RangeError);
  });
});

/** Two-sided, each table counted whole: the test from which the published 19% come. */
function powerByFisher(before: number, after: number, n: number): number {
  const logs = [0];
  for (let i = 1; i <= 2 * n; i += 1) logs.push((logs[i - 1] ?? 0) + Math.log(i));
  const choose = (of: number, k: number) => (logs[of] ?? 0) - (logs[k] ?? 0) - (logs[of - k] ?? 0);
  const chance = (share: number, k: number) =>
    Math.exp(choose(n, k) + k * Math.log(share) + (n - k) * Math.log(1 - share));
  const p = (a: number, b: number) => {
    const tables = Array.from({ length: n + 1 }, (_, k) => k).filter((k) => a + b - k >= 0 && a + b - k <= n);
    const of = (k: number) => Math.exp(choose(n, k) + choose(n, a + b - k) - choose(2 * n, a + b));
    return tables.filter((k) => of(k) <= of(a) * (1 + 1e-7)).reduce((sum, k) => sum + of(k), 0);
  };
  let power = 0;
  for (let a = 0; a <= n; a += 1) {
    for (let b = 0; b <= n; b += 1) if (p(a, b) < 0.05) power += chance(before, a) * chance(after, b);
  }
  return power;
}
