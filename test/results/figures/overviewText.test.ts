import { describe, expect, it } from 'vitest';
import type { SubjectWords } from '../../../rules/index.ts';
import { overviewText } from '../../../server/results/figures/overview.ts';

const words = { files: 'case files' } as SubjectWords;
type Checks = Parameters<typeof overviewText>[0];
const check = (label: string, yes: number | null, polarity = 'yes_is_good') =>
  ({
    label,
    polarity,
    standard: null,
    overall: null,
    missing: '[c]',
    figure: yes === null ? { kind: 'suppressed' } : { kind: 'figure', yes, applicable: 20, interval: null },
  }) as unknown as Checks[number];

describe('what the picture of all checks shows', () => {
  it('is said of one check only where no other can be good or bad', () => {
    expect(overviewText([check('Plan', 15), check('Home', 3, 'neither')], words)).toBe(
      'One check can be good or bad. As it should be in all case files together: “Plan” (15 of 20, 75%).',
    );
    expect(overviewText([check('Plan', 15), check('Goals', null), check('Review', null)], words)).toBe(
      'Of 3 checks that can be good or bad, one has a figure that can be shown. As it should be in all case files together: “Plan” (15 of 20, 75%).',
    );
  });

  it('does not say that no figure can be shown where no check is good or bad', () => {
    expect(overviewText([check('Carer', 8, 'neither'), check('Other', 39, 'neither')], words)).toBe(
      'No check here is good or bad: each bar is the share with a yes.',
    );
  });

  it('says of how many it is where some have no figure that can be shown', () => {
    expect(overviewText([check('Plan', 15), check('Goals', 5), check('Review', null)], words)).toBe(
      'Of 3 checks that can be good or bad, 2 have a figure that can be shown. Least often as it should be in all case files: “Goals” (5 of 20, 25%); most often: “Plan” (15 of 20, 75%).',
    );
    expect(overviewText([check('Plan', 5), check('Goals', 5), check('Review', null)], words)).toBe(
      'Of 3 checks that can be good or bad, 2 have a figure that can be shown. As it should be in all case files: “Plan” (5 of 20, 25%) and “Goals” (5 of 20, 25%).',
    );
    expect(overviewText([check('Plan', 15), check('Goals', 5)], words)).toBe(
      'Of 2 checks that can be good or bad, least often as it should be in all case files: “Goals” (5 of 20, 25%); most often: “Plan” (15 of 20, 75%).',
    );
  });

  it('names none as lowest or highest where intervals overlap', () => {
    const sure = (label: string, yes: number, interval: [number, number]) => {
      const one = check(label, yes);
      return { ...one, figure: { ...one.figure, interval } } as Checks[number];
    };
    expect(overviewText([sure('Plan', 9, [0.26, 0.66]), sure('Goals', 7, [0.18, 0.57])], words)).toBe(
      'Of 2 checks that can be good or bad, as they should be in 35% to 45% of all case files. Which is lowest or highest is not said: checks are not tested against each other.',
    );
  });
});
