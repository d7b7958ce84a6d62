import { describe, expect, it } from 'vitest';
import { criticalValue, studentValue } from '../../rules/quantiles.ts';

describe('how far a two-sided interval reaches', () => {
  it('is that of the tables of the normal distribution', () => {
    expect(criticalValue(0.9)).toBeCloseTo(1.6448536, 7);
    expect(criticalValue(0.95)).toBeCloseTo(1.959964, 6);
    expect(criticalValue(0.99)).toBeCloseTo(2.5758293, 7);
    expect(criticalValue(0.998)).toBeCloseTo(3.0902323, 7);
  });

  it.each([
    // Degrees of freedom; then 90%, 95% and 99%, as the usual tables print them.
    [1, 6.314, 12.706, 63.657],
    [2, 2.92, 4.303, 9.925],
    [3, 2.353, 3.182, 5.841],
    [4, 2.132, 2.776, 4.604],
    [5, 2.015, 2.571, 4.032],
    [9, 1.833, 2.262, 3.25],
    [10, 1.812, 2.228, 3.169],
    [29, 1.699, 2.045, 2.756],
    [30, 1.697, 2.042, 2.75],
    [60, 1.671, 2.0, 2.66],
    [100, 1.66, 1.984, 2.626],
    [120, 1.658, 1.98, 2.617],
    [1000, 1.646, 1.962, 2.581],
  ])('is that of the tables of Student’s t with %d degrees', (degrees, ...printed) => {
    const worked = [0.9, 0.95, 0.99].map((confidence) => studentValue(confidence, degrees));
    expect(worked.map((value) => Math.round(1000 * value) / 1000)).toEqual(printed);
  });

  it('has more digits than any page shows', () => {
    // For one and two degrees there are formulas: tan(0.95 · 90°) and √(2 · 0.95² / (1 - 0.95²)).
    expect(studentValue(0.95, 1)).toBeCloseTo(Math.tan((0.95 * Math.PI) / 2), 10);
    expect(studentValue(0.95, 2)).toBeCloseTo(Math.sqrt((2 * 0.95 ** 2) / (1 - 0.95 ** 2)), 10);
    expect(studentValue(0.95, 11)).toBeCloseTo(2.200985160091639, 11);
  });

  it('comes down to the normal distribution as files grow many', () => {
    const many = studentValue(0.95, 200_000);
    expect(many).toBeGreaterThan(criticalValue(0.95));
    expect(many).toBeCloseTo(criticalValue(0.95), 4);
  });

  it('refuses what is no confidence, or rounds to one that is none, and what is no number of degrees', () => {
    for (const confidence of [0, 1, 95, -0.5, Number.NaN, 1 - 2 ** -53, 2 ** -60]) {
      expect(() => criticalValue(confidence), String(confidence)).toThrow(RangeError);
      expect(() => studentValue(confidence, 5), String(confidence)).toThrow(RangeError);
    }
    for (const degrees of [0, -1, 1.5, Number.NaN]) {
      expect(() => studentValue(0.95, degrees)).toThrow(RangeError);
    }
  });
});
