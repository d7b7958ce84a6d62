import { describe, expect, it } from 'vitest';
import { controlChart } from '../../rules/index.ts';

/**
 * Cans of orange juice that do not fit, in 30 samples of 50: the worked example of the p-chart in Montgomery,
 * Introduction to Statistical Quality Control. Its mean is 347 of 1,500, 0.2313, its limits of three standard deviations
 * are 0.0524 and 0.4102, and samples 15 and 23 lie beyond them.
 */
const CANS = [
  12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
];
const of50 = (yes: number) => ({ yes, applicable: 50 });

describe('a p-chart', () => {
  it('finds what the published example finds, with exact limits of 4 and 21 of 50 where the published ones are 2.6 and 20.5', () => {
    const { mean, points } = controlChart(CANS.map(of50));
    expect(mean).toBeCloseTo(347 / 1500, 12);
    expect(points.flatMap((point, i) => (point?.signals.includes('outside') ? [i + 1] : []))).toEqual([
      15, 23,
    ]);
    // P(X ≤ 3) is 0.0013 and P(X ≤ 4) 0.0049; P(X ≥ 21) is 0.0024 and P(X ≥ 22) 0.0009.
    expect([points[0]?.low, points[0]?.high]).toEqual([4 / 50, 21 / 50]);
  });

  it('has limits that never lie beyond 0 and 100%, whatever the mean and however few the files', () => {
    for (const applicable of [1, 2, 5, 20, 400]) {
      for (let yes = 0; yes <= applicable; yes += Math.max(1, Math.floor(applicable / 7))) {
        const { mean, points } = controlChart([
          { yes, applicable },
          { yes: 1, applicable: 2 },
        ]);
        const [point] = points;
        expect(point?.low).toBeGreaterThanOrEqual(0);
        expect(point?.high).toBeLessThanOrEqual(1);
        expect(point?.low).toBeLessThanOrEqual(mean ?? 0);
        expect(point?.high).toBeGreaterThanOrEqual(mean ?? 1);
      }
    }
  });

  it('worked by hand: of ten files at one half, 0 and 10 of 10 lie beyond the limits and 1 and 9 do not', () => {
    // 1 of 1,024 is rarer than 0.00135; 11 of 1,024 are not.
    const { points } = controlChart([
      { yes: 0, applicable: 10 },
      { yes: 10, applicable: 10 },
    ]);
    expect(points[0]).toEqual({ share: 0, low: 0.1, high: 0.9, signals: ['outside'] });
    expect(points[1]?.signals).toEqual(['outside']);
  });

  it('calls seven on one side of the mean a shift, and not six; one on the mean neither counts nor breaks it', () => {
    const shiftOf = (yes: number[]) =>
      controlChart(yes.map((one) => ({ yes: one, applicable: 100 }))).points.map((point) =>
        point?.signals.includes('shift'),
      );
    // The mean is 50.
    const seven = [48, 47, 48, 49, 48, 47, 48, 52, 53, 52, 51, 52, 53, 52];
    expect(shiftOf(seven)).toEqual(seven.map(() => true));
    expect(shiftOf([48, 47, 48, 49, 48, 47, 53, 52, 51, 52, 53, 52])).not.toContain(true);
    expect(shiftOf([48, 47, 48, 50, 49, 48, 47, 48, 52, 53, 52, 51, 52, 53, 52])[0]).toBe(true);
  });

  it('calls seven that each go one way a trend, and breaks rows where a figure is missing', () => {
    const rising = [40, 42, 44, 46, 48, 50, 52].map((yes) => ({ yes, applicable: 100 }));
    expect(controlChart(rising).points.every((point) => point?.signals.includes('trend'))).toBe(true);
    expect(controlChart(rising.slice(1)).points.some((point) => point?.signals.includes('trend'))).toBe(
      false,
    );
    const broken = [...rising.slice(0, 4), null, ...rising.slice(4)];
    expect(controlChart(broken).points.some((point) => point?.signals.includes('trend'))).toBe(false);
    const level = [...rising.slice(0, 4), rising[3] ?? null, ...rising.slice(4)];
    expect(controlChart(level).points.some((point) => point?.signals.includes('trend'))).toBe(false);
  });

  it('says nothing where there is nothing, and refuses what cannot be', () => {
    expect(controlChart([null, { yes: 0, applicable: 0 }])).toEqual({ mean: null, points: [null, null] });
    expect(() => controlChart([{ yes: 3, applicable: 2 }])).toThrow(RangeError);
  });
});
