import { describe, expect, it } from 'vitest';
import { correctedEstimate, correctedOver, weightedShare } from '../../../rules/index.ts';
import { randomFrom } from '../../../rules/random.ts';
import { MISREAD, readWithErrors } from '../../support/misreading.ts';

const known = (yes: [number, number], no: [number, number]) => ({
  settledYes: { read: yes[0], files: yes[1] },
  settledNo: { read: no[0], files: no[1] },
});

describe('a corrected share of several groups', () => {
  it('is Rogan and Gladen’s of one group, with their example', () => {
    const one = { weight: 1, fraction: 0, read: 100, applicable: 100, yes: 70, twice: 40 };
    const quality = known([19, 20], [17, 20]);
    const found = correctedOver([{ ...one, quality }]);
    expect(found?.value).toBeCloseTo(0.6875, 10);
    // A sample of 100 is worth 99 files by its own variance; 40 of them are among those that were read twice.
    const within = { yes: 0.4, no: 0.4 };
    expect(found).toEqual(correctedEstimate(0.7, 99, quality, { within }));
  });

  it('weighs what was read, and how well it was read, by the lists of the groups', () => {
    // Lists of 200, 60 and 40; 18, 12 and 8 of 20 are read as a yes: 77.33% of the lists. Five of each were read twice.
    const group = (listed: number, yes: number, quality: ReturnType<typeof known>) => ({
      weight: listed / 20,
      fraction: 20 / listed,
      read: 20,
      applicable: 20,
      yes,
      twice: 5,
      quality,
    });
    const found = correctedOver([
      group(200, 18, known([4, 4], [1, 1])),
      group(60, 12, known([2, 3], [2, 2])),
      group(40, 8, known([2, 2], [2, 3])),
    ]);
    // Each of the five stands for 40, 12 and 8 files: sensitivity (160 + 24 + 16) / 212, specificity (40 + 24 + 16) / 88.
    const [sensitivity, specificity] = [200 / 212, 80 / 88];
    const share = 232 / 300;
    expect(found?.value).toBeCloseTo((share + specificity - 1) / (sensitivity + specificity - 1), 10);
  });

  it('weighs how well each reader read by what that reader read', () => {
    // Of 50 files one read 40 and one 10; five of each were read twice, so each of these stands for 8 and for 2.
    const much = { read: 40, twice: 5, quality: known([3, 3], [1, 2]) };
    const little = { read: 10, twice: 5, quality: known([2, 4], [1, 1]) };
    const group = { weight: 1, fraction: 0, read: 50, applicable: 50, yes: 30 };
    const both = { twice: 10, quality: known([5, 7], [2, 3]) };
    const found = correctedOver([{ ...group, ...both, readers: [much, little] }]);
    const [sensitivity, specificity] = [28 / 32, 10 / 18];
    expect(found?.value).toBeCloseTo((0.6 + specificity - 1) / (sensitivity + specificity - 1), 10);
    // Of another two were read twice, which is too few: what is known of the others is taken to hold.
    const hardly = { read: 20, twice: 2, quality: known([1, 1], [0, 1]) };
    const three = {
      ...group,
      read: 70,
      applicable: 70,
      yes: 42,
      twice: 12,
      quality: known([6, 8], [2, 4]),
    };
    const withThird = correctedOver([{ ...three, readers: [much, little, hardly] }]);
    expect(withThird?.value).toBeCloseTo((0.6 + specificity - 1) / (sensitivity + specificity - 1), 10);
    // With a fourth they are four of 30 files, each of which stands for 7.5.
    const fourth = { read: 10, twice: 2, quality: known([1, 1], [1, 1]) };
    const withFourth = correctedOver([
      {
        ...three,
        read: 80,
        applicable: 80,
        yes: 48,
        twice: 14,
        quality: known([7, 9], [3, 5]),
        readers: [much, little, hardly, fourth],
      },
    ]);
    const [yes, no] = [(28 + 15) / (32 + 15), (10 + 7.5) / (18 + 15)];
    expect(withFourth?.value).toBeCloseTo((0.6 + no - 1) / (yes + no - 1), 10);
    // Where nothing is known by reader, all files of the group are alike.
    expect(correctedOver([{ ...group, ...both, readers: [hardly] }])).toEqual(
      correctedOver([{ ...group, ...both }]),
    );
  });

  it('is about as sure as the weighted share where readers are known not to err', () => {
    const groups = [
      { listed: 200, read: 20, yes: 18, no: 2 },
      { listed: 60, read: 20, yes: 12, no: 8 },
      { listed: 40, read: 20, yes: 8, no: 12 },
    ];
    const sure = known([100_000, 100_000], [100_000, 100_000]);
    const found = correctedOver(
      groups.map(({ listed, read, yes }) => ({
        weight: listed / read,
        fraction: read / listed,
        read,
        applicable: read,
        yes,
        twice: read,
        quality: sure,
      })),
    );
    // Published: worth 74.79 files, 66.65 to 85.35 by Wilson; this interval has the same middle and adds z² files too.
    const [low, high] = weightedShare(groups)?.interval ?? [];
    expect(low).toBeCloseTo(0.6665, 4);
    expect(found?.low).toBeCloseTo(low ?? 0, 2);
    expect(found?.high).toBeCloseTo(high ?? 0, 2);
  });

  it('takes a list that was read whole as it is, but for how it was read', () => {
    const whole = { weight: 1, fraction: 1, read: 60, applicable: 60, yes: 36, twice: 20 };
    const part = { ...whole, fraction: 0 };
    const quality = known([11, 12], [7, 8]);
    const width = (of: typeof whole) => {
      const found = correctedOver([{ ...of, quality }]);
      return (found?.high ?? 0) - (found?.low ?? 0);
    };
    expect(width(whole)).toBeLessThan(width(part));
    expect(width(whole)).toBeGreaterThan(0.1);
    const all = correctedOver([{ ...whole, twice: 60, quality: known([36, 36], [24, 24]) }]);
    expect(all?.value).toBeCloseTo(0.6, 10);
    expect((all?.high ?? 1) - (all?.low ?? 0)).toBeLessThan(0.1);
  });

  it('is none where the check applies to no file, or nothing is known of a yes or a no', () => {
    const one = { weight: 1, fraction: 0, read: 10, applicable: 10, yes: 5, twice: 4 };
    expect(correctedOver([{ ...one, applicable: 0, yes: 0, quality: known([0, 0], [0, 0]) }])).toBeNull();
    expect(correctedOver([{ ...one, quality: known([2, 4], [0, 0]) }])).toBeNull();
    // All alike: never surer than the files that there are.
    const alike = correctedOver([{ ...one, yes: 10, quality: known([3, 3], [1, 1]) }]);
    expect(alike).toMatchObject({ value: 1, high: 1 });
    expect(alike?.low).toBeLessThan(0.8);
  });
});

describe('its interval where errors are planted, at rates that differ', () => {
  it.each(Object.entries(MISREAD))('holds at least 94 times in 100: %s', (_, groups) => {
    const { told, held, width } = readWithErrors(groups, 600, randomFrom(18));
    expect(told).toBeGreaterThan(500);
    expect(held).toBeGreaterThanOrEqual(0.94);
    expect(width).toBeLessThan(0.7);
  });
});
