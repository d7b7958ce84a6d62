import { describe, expect, it } from 'vitest';
import { compareShares } from '../../../rules/index.ts';
import { exactText, verdictText } from '../../../server/results/comparison/verdicts.ts';

const against = 'in the other files';
const sentence = (own: [number, number], other: [number, number]) =>
  verdictText(
    compareShares({ yes: own[0], applicable: own[1] }, { yes: other[0], applicable: other[1] }),
    against,
  );

describe('what a difference says', () => {
  it('is clear, or is not, in a plain sentence', () => {
    expect(sentence([56, 70], [48, 80])).toBe('Clearly higher than in the other files.');
    expect(sentence([48, 80], [56, 70])).toBe('Clearly lower than in the other files.');
    expect(sentence([35, 60], [22, 52])).toBe('Seems higher; no clear difference, the files are too few.');
    expect(sentence([48, 60], [41, 52])).toBe('No clear difference, the files are too few to rule one out.');
    expect(sentence([0, 0], [41, 52])).toBe('Cannot be told: there are not two figures.');
  });
  it('says so where the exact test does not bear an interval out', () => {
    expect(sentence([3, 4], [0, 4])).toBe(
      'No clear difference: the exact test for small counts does not bear it out.',
    );
  });
  it('says how far apart two shares of many files can be at the most', () => {
    // 50% of 2000 each: 3.1 points either way.
    expect(sentence([1000, 2000], [1000, 2000])).toBe('No clear difference: 4 points at the most.');
  });
});

describe('figures in words', () => {
  it('have enough digits of a probability to be held against 0.05', () => {
    expect([exactText(0.00009), exactText(0.0277), exactText(0.1429), exactText(1)]).toEqual([
      'p\u00A0<\u00A00.001',
      'p\u00A0=\u00A00.028',
      'p\u00A0=\u00A00.14',
      'p\u00A0=\u00A01.00',
    ]);
  });
});
