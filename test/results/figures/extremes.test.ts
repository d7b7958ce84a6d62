import { describe, expect, it } from 'vitest';
import { extremesOf } from '../../../server/results/figures/extremes.ts';

const mean = (name: string, value: number, half?: number) => ({
  name,
  text: value.toFixed(2),
  value,
  ends: half === undefined ? null : ([value - half, value + half] as const),
});

describe('which mean is the highest and which the lowest', () => {
  it('is told where no interval reaches them', () => {
    const means = [mean('Kind', 3.7, 0.1), mean('Clear', 3, 0.1), mean('Quick', 2, 0.1)];
    expect(extremesOf(means)).toMatchObject({ highest: [{ name: 'Kind' }], lowest: [{ name: 'Quick' }] });
  });

  it('is not told where all intervals overlap, however far the means are apart', () => {
    expect(
      extremesOf([mean('Kind', 1.04, 0.3), mean('Quick', 0.75, 0.3)], {
        one: 'which criterion',
        possible: ', where 0 to 2 is possible',
      }),
    ).toEqual({
      told: 'which criterion is highest or lowest is not said: the means go from 0.75 to 1.04, where 0 to 2 is possible, and are not tested against each other',
    });
  });

  it('is told at one end alone, the other named in the order given', () => {
    const means = [mean('Quick', 2, 0.2), mean('Kind', 3.7, 0.1), mean('Calm', 1.9, 0.2)];
    expect(extremesOf(means)).toEqual({
      told: 'the highest mean is that of “Kind” (3.70), among the lowest those of “Quick” (2.00) and “Calm” (1.90); which of them is lowest is not said: means are not tested against each other',
    });
  });

  it('names few of many that cannot be told apart', () => {
    const low = ['A', 'B', 'C', 'D', 'E'].map((name, i) => mean(name, 1 + i / 100, 0.2));
    const { told } = extremesOf([mean('Kind', 3.7, 0.1), ...low]) as { told: string };
    expect(told).toContain('those of “A” (1.00), “B” (1.01), “C” (1.02) and 2 more');
  });
});
