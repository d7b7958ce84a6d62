import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../rules/index.ts';

describe('the interval of a mean', () => {
  it('is Student’s, worked out by hand', () => {
    // Mean 5, sum of squares 32, t(7) 2.364624: 5 ± 2.364624 · √(32 / 7 / 8) = 5 ± 1.787487.
    const [low, high] = meanInterval([2, 4, 4, 4, 5, 5, 7, 9]) ?? [0, 0];
    expect(low).toBeCloseTo(3.212513, 5);
    expect(high).toBeCloseTo(6.787487, 5);
  });

  it('reaches no further than a score can', () => {
    expect(meanInterval([1, 1, 4], { least: 1, most: 4 })).toEqual([1, 4]);
  });

  it('is none where the values do not say how far they scatter', () => {
    expect(meanInterval([])).toBeNull();
    expect(meanInterval([3])).toBeNull();
    expect(meanInterval([3, 3, 3])).toBeNull();
  });
});
