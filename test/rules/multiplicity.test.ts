import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, holm } from '../../rules/multiplicity.ts';

const close = (numbers: number[]) => numbers.map((number) => expect.closeTo(number, 10) as number);

/** The fifteen probabilities of the example in Benjamini and Hochberg, 1995, section 4. */
const HEART = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];

describe('probabilities corrected for their number', () => {
  it('are by Holm what R’s p.adjust prints', () => {
    // Printed in the documentation of a package that follows it: 0.957, 0.804, 0.957, 0.957, 0.565.
    expect(holm([0.319, 0.201, 0.4, 0.374, 0.113])).toEqual(close([0.957, 0.804, 0.957, 0.957, 0.565]));
    // By hand: times 15, 14, 13 and so on, never below the one before.
    expect(holm(HEART)).toEqual(
      close([0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1]),
    );
  });

  it('are by Benjamini and Hochberg what R’s p.adjust prints', () => {
    expect(benjaminiHochberg([0.008, 0.03, 0.123, 0.6, 0.2])).toEqual(close([0.04, 0.075, 0.205, 0.6, 0.25]));
    expect(benjaminiHochberg([0.319, 0.201, 0.4, 0.374, 0.113])).toEqual(close([0.4, 0.4, 0.4, 0.4, 0.4]));
    // By hand: times 15 over the rank, never above the one after.
    expect(benjaminiHochberg(HEART)).toEqual(
      close([
        0.0015,
        0.003,
        0.0095,
        0.0095 * (15 / 4),
        0.0201 * 3,
        0.0298 * (15 / 7),
        0.0298 * (15 / 7),
        0.0344 * (15 / 8),
        0.0459 * (15 / 9),
        0.324 * 1.5,
        0.4262 * (15 / 11),
        0.5719 * (15 / 12),
        0.6528 * (15 / 13),
        0.759 * (15 / 14),
        1,
      ]),
    );
  });

  it('find in the published example what its authors find: three by Bonferroni’s kind, four by theirs', () => {
    expect(holm(HEART).filter((p) => p <= 0.05)).toHaveLength(3);
    expect(benjaminiHochberg(HEART).filter((p) => p <= 0.05)).toHaveLength(4);
  });

  it('keep the order in which they came, treat equal ones alike, and are themselves where there is one', () => {
    expect(holm([0.04, 0.01, 0.04])).toEqual(close([0.08, 0.03, 0.08]));
    expect(benjaminiHochberg([0.04, 0.01, 0.04])).toEqual(close([0.04, 0.03, 0.04]));
    expect([holm([0.03]), benjaminiHochberg([0.03])]).toEqual([[0.03], [0.03]]);
    expect([holm([]), benjaminiHochberg([])]).toEqual([[], []]);
  });

  it('refuse what is no probability', () => {
    for (const wrong of [-0.1, 1.1, Number.NaN]) {
      expect(() => holm([0.5, wrong])).toThrow(RangeError);
      expect(() => benjaminiHochberg([0.5, wrong])).toThrow(RangeError);
    }
  });
});
