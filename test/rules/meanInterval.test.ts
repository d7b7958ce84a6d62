import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../rules/index.ts';

describe('the interval of a mean', () => {
  it('is Student’s, worked out by hand', () => {
    // Mean 5, sum of squares 32, t(7) 2.364624: 5 ± 2.364624 · √(32 / 7 / 8) = 5 ± 1.787487.
    const found = meanInterval([
      [2, 1],
      [4, 3],
      [5, 2],
      [7, 1],
      [9, 1],
    ]);
    expect(found?.low).toBeCloseTo(3.212513, 5);
    expect(found?.high).toBeCloseTo(6.787487, 5);
  });

  it('is none where the values do not say how far they scatter', () => {
    expect(meanInterval([])).toBeNull();
    expect(meanInterval([[3, 1]])).toBeNull();
    expect(meanInterval([[3, 3]])).toBeNull();
  });
});
