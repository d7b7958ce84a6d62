import { describe, expect, it } from 'vitest';
import { newcombe, wilson } from '../../rules/index.ts';
import {
  differenceIntervalText,
  intervalText,
  numberIntervalText,
  outwards,
  pointsText,
} from '../../server/formats/english.ts';

const ends = ({ low, high }: { low: number; high: number }): [number, number] => [low, high];

describe('the interval of a mean', () => {
  it('has two decimal places at either end, rounded outwards', () => {
    expect(numberIntervalText([2.8123, 2.9961])).toBe('2.81 to 3.00');
    expect(numberIntervalText([1, 2.5])).toBe('1.00 to 2.50');
    expect(numberIntervalText([0.1 + 0.2, 2.001])).toBe('0.30 to 2.01');
    expect(numberIntervalText([-0.0000000000001, 1])).toBe('0.00 to 1.00');
  });
});

describe('outwards', () => {
  it('rounds the lower end down and the upper one up', () => {
    expect(outwards([0.3906, 0.8611])).toEqual([39, 87]);
    expect(outwards([0.3999, 0.8601])).toEqual([39, 87]);
    expect(outwards([-0.136, 0.164])).toEqual([-14, 17]);
    expect(outwards([0.39062, 0.86107], 1)).toEqual([39, 86.2]);
  });
  it('leaves whole ends as they are, whatever a product of fractions makes of them', () => {
    for (let whole = 0; whole <= 100; whole += 1) {
      expect(outwards([whole / 100, whole / 100])).toEqual([whole, whole]);
      expect(outwards([-whole / 100, -whole / 100])).toEqual([0 - whole, 0 - whole]);
    }
    expect(outwards([0, 1])).toEqual([0, 100]);
  });
  it('is never narrower than the interval, of any share of up to 60 files', () => {
    for (let n = 1; n <= 60; n += 1) {
      for (let yes = 0; yes <= n; yes += 1) {
        const found = wilson(yes, n);
        if (!found) throw new Error('there is an interval');
        const [low, high] = outwards(ends(found));
        expect(low / 100).toBeLessThanOrEqual(found.low + 1e-9);
        expect(high / 100).toBeGreaterThanOrEqual(found.high - 1e-9);
        expect([low >= 0, high <= 100]).toEqual([true, true]);
      }
    }
  });
});

describe('intervals in words', () => {
  it('are those of the printed oracles, rounded outwards', () => {
    // Wilson, 95%: 81 of 263 is 0.2553 to 0.3662, none of 20 is 0 to 0.1611.
    expect(intervalText(ends(wilson(81, 263) ?? { low: 0, high: 0 }))).toBe('25% to 37%');
    expect(intervalText(ends(wilson(0, 20) ?? { low: 0, high: 0 }))).toBe('0% to 17%');
    // Newcombe, method 10: 56 of 70 against 48 of 80 is 0.0524 to 0.3339.
    expect(differenceIntervalText(ends(newcombe(56, 70, 48, 80) ?? { low: 0, high: 0 }))).toBe('+5 to +34');
  });
  it('have a sign where they are points, and one point is one point', () => {
    expect([pointsText(-15), pointsText(1), pointsText(-1), pointsText(0)]).toEqual([
      '−15 points',
      '+1 point',
      '−1 point',
      '0 points',
    ]);
    expect(differenceIntervalText([-0.136, 0.164])).toBe('−14 to +17');
  });
  it('do not turn the end of a clear interval into zero', () => {
    expect(differenceIntervalText([0.0016, 0.33])).toBe('+0.1 to +33');
    expect(differenceIntervalText([-0.33, -0.0049])).toBe('−33 to −0.4');
    expect(differenceIntervalText([0.0004, 0.33])).toBe('+0.04 to +33');
    expect(differenceIntervalText([0, 0.33])).toBe('0 to +33');
    expect(differenceIntervalText([-0.33, 0])).toBe('−33 to 0');
    expect(differenceIntervalText([-0.001, 0.001])).toBe('−1 to +1');
  });
});
