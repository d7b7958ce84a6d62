import { describe, expect, it } from 'vitest';
import {
  chanceLimits,
  correctedEstimate,
  correctedShare,
  designEffect,
  tellsOfWorkers,
  finiteInterval,
  funnelLimits,
  gapChart,
  hartSizes,
  lotRisks,
  mcNemar,
  overDispersion,
  pabak,
  ratioOfTotals,
  shrinkShares,
  smallestLotPlan,
  tally,
  weightedShare,
  wilson,
  intervalAmong,
  isOverDispersed,
  intervalOf,
  withIntervals,
} from '../../../rules/index.ts';
import { randomFrom } from '../../../rules/random.ts';
import { tool } from '../../support/feedbackInput.ts';
import { binomialChances, hypergeometricChances } from '../../../rules/methods/chances.ts';

const shares = (...pairs: [number, number][]) => pairs.map(([yes, applicable]) => ({ yes, applicable }));

describe('the interval of a finite caseload', () => {
  it.each([
    [18, 20, 25, 80, 92],
    [18, 20, 40, 75, 95],
    [18, 20, 400, 69, 98.5],
  ])('of %d of %d read of %d is %d to %d%%', (yes, read, caseload, low, high) => {
    const found = finiteInterval(yes, read, caseload);
    expect(100 * (found?.low ?? 0)).toBeCloseTo(low, 1);
    expect(100 * (found?.high ?? 0)).toBeCloseTo(high, 1);
  });

  it('is none where all were read, or none, and refuses what cannot be', () => {
    expect(finiteInterval(18, 20, 20)).toBeNull();
    expect(finiteInterval(0, 0, 20)).toBeNull();
    expect(() => finiteInterval(3, 2, 5)).toThrow(RangeError);
    expect(() => finiteInterval(3, 6, 5)).toThrow(RangeError);
    expect(() => finiteInterval(1, 2, 5, 1)).toThrow(RangeError);
  });

  it('holds at least as often as it says, in every caseload of 30 of which 12 are read', () => {
    for (let yes = 0; yes <= 30; yes += 1) {
      const chances = hypergeometricChances({ drawn: 12, yes, caseload: 30 });
      const held = chances.reduce((sum, chance, found) => {
        const interval = chance > 0 ? finiteInterval(found, 12, 30) : null;
        const holds = interval && interval.low <= yes / 30 && yes / 30 <= interval.high;
        return sum + (holds ? chance : 0);
      }, 0);
      expect(held, `${yes} of 30`).toBeGreaterThanOrEqual(0.95);
    }
  });
});

describe('groups that were drawn at different rates', () => {
  it('have the weighted share, error, worth and interval worked out for 18, 12 and 8 of 20', () => {
    const found = weightedShare([
      { listed: 200, read: 20, yes: 18, no: 2 },
      { listed: 60, read: 20, yes: 12, no: 8 },
      { listed: 40, read: 20, yes: 8, no: 12 },
    ]);
    expect(found?.share).toBeCloseTo(0.7733, 4);
    expect(found?.standardError).toBeCloseTo(0.04841, 5);
    expect(found?.effective).toBeCloseTo(74.79, 2);
    expect(found?.interval?.[0]).toBeCloseTo(0.6665, 4);
    expect(found?.interval?.[1]).toBeCloseTo(0.8535, 4);
    // The same files, each counted once: 63.33%, 50.68 to 74.38.
    const plain = wilson(38, 60);
    expect(plain?.low).toBeCloseTo(0.5068, 4);
    expect(plain?.high).toBeCloseTo(0.7438, 4);
  });

  it('can go up where all files together go down', () => {
    const round = (...yes: [number, number, number, number]) =>
      weightedShare([
        { listed: 300, read: yes[1], yes: yes[0], no: yes[1] - yes[0] },
        { listed: 60, read: yes[3], yes: yes[2], no: yes[3] - yes[2] },
      ])?.share;
    expect(round(24, 30, 12, 30)).toBeCloseTo(0.7333, 4);
    expect(round(8, 10, 22, 50)).toBeCloseTo(0.74, 4);
  });

  it('have the mean that R gives for the stratified sample of Californian schools', () => {
    // Sums of api00 and of its squares in apistrat of the R package survey: elementary, middle and high schools.
    const school = (listed: number, read: number, y: number, yy: number) => ({
      listed,
      read,
      y,
      yy,
      x: read,
      xx: read,
      xy: y,
    });
    const found = ratioOfTotals([
      school(4421, 100, 67443, 47038637),
      school(1018, 50, 31830, 20940396),
      school(755, 50, 31291, 20167941),
    ]);
    expect(found?.ratio).toBeCloseTo(662.29, 2);
    expect(Math.sqrt(found?.variance ?? 0)).toBeCloseTo(9.4089, 3);
  });

  it('have the design effect of clusters, by hand', () => {
    // Share 0.5 of 20; squares (5-2.5)² twice and (0-2.5)² twice are 25; 4/3 · 25/400 over 0.25/20.
    const clusters = [5, 5, 0, 0].map((yes) => ({ yes, files: 5 }));
    expect(designEffect([clusters])).toBeCloseTo((4 / 3) * 5, 10);
    expect(designEffect([[{ yes: 1, files: 2 }]])).toBeNull();
    expect(designEffect([[2, 2].map((yes) => ({ yes, files: 2 }))])).toBeNull();
    expect(() => designEffect([[{ yes: 3, files: 2 }]])).toThrow(RangeError);
  });

  it('have it within their groups: that one group has more yes than another is no likeness of clusters', () => {
    const of = (files: number, ...yes: number[]) => yes.map((own) => ({ yes: own, files }));
    // All yes in one group and all no in the other: within them no file differs from any other.
    expect(designEffect([of(4, 4, 4), of(4, 0, 0)])).toBeNull();
    expect(designEffect([[...of(4, 4, 4), ...of(4, 0, 0)]])).toBeGreaterThan(4);
    // 3 and 1 of 4: 2/1 · (1² + 1²) = 4 over 8 · 0.25 = 2. Beside it 2 and 2 of 4: 0 over 2. Together 4/4.
    expect(designEffect([of(4, 3, 1)])).toBeCloseTo(2, 10);
    expect(designEffect([of(4, 3, 1), of(4, 2, 2)])).toBeCloseTo(1, 10);
    // Of a group with one cluster nothing can be told.
    expect(designEffect([of(4, 3, 1), of(6, 3)])).toBeCloseTo(2, 10);
  });
});

describe('a plan of fixed size', () => {
  it('has the risks that are printed for 19 and 6, and for 8 and 1 of 25', () => {
    const long = lotRisks({ read: 19, mayFail: 6 }, { caseload: null, good: 0.2, bad: 0.5 });
    expect(long.missesGood).toBeCloseTo(0.0676, 4);
    expect(long.passesBad).toBeCloseTo(0.0835, 4);
    const short = lotRisks({ read: 8, mayFail: 1 }, { caseload: 25, good: 2, bad: 10 });
    expect(short.missesGood).toBeCloseTo(0.0933, 4);
    expect(short.passesBad).toBeCloseTo(0.0654, 4);
  });

  it('is the smallest that keeps both risks', () => {
    const most = { missesGood: 0.1, passesBad: 0.1 };
    expect(smallestLotPlan({ caseload: 25, good: 2, bad: 10 }, most)).toEqual({ read: 8, mayFail: 1 });
    const plan = smallestLotPlan({ caseload: null, good: 0.2, bad: 0.5 }, most);
    expect(plan?.read).toBeLessThanOrEqual(19);
    expect(smallestLotPlan({ caseload: 5, good: 1, bad: 2 }, most)).toBeNull();
    expect(() => lotRisks({ read: 5, mayFail: 1 }, { caseload: null, good: 0.5, bad: 0.5 })).toThrow(
      RangeError,
    );
  });
});

describe('the same files read again', () => {
  it('are tested by McNemar: 10 against 2', () => {
    expect(mcNemar(10, 2)).toBeCloseTo(0.03857, 5);
    expect(mcNemar(2, 10)).toBe(mcNemar(10, 2));
    expect(mcNemar(0, 0)).toBe(1);
    expect(mcNemar(3, 3)).toBe(1);
    expect(() => mcNemar(-1, 2)).toThrow(RangeError);
  });
});

describe('a series of rounds', () => {
  it('needs 10 files to plot and 40 to signal at 90% (Hart), and has exact limits', () => {
    expect(hartSizes(0.9)).toEqual({ toPlot: 10, toSignal: 40 });
    expect(hartSizes(0.75)).toEqual({ toPlot: 4, toSignal: 16 });
    expect(() => hartSizes(1)).toThrow(RangeError);
    // Alert at 22 or fewer of 30, alarm at 20 or fewer.
    expect(chanceLimits(0.9, 30, 0.95)).toEqual({ least: 23, greatest: 30 });
    expect(chanceLimits(0.9, 30, 0.998)).toEqual({ least: 21, greatest: 30 });
    expect(chanceLimits(1, 4, 0.95)).toEqual({ least: 4, greatest: 4 });
    expect(chanceLimits(0.5, 0, 0.95)).toEqual({ least: 0, greatest: 0 });
    expect(() => chanceLimits(0.5, 3, 1)).toThrow(RangeError);
  });

  it('is over-dispersed as Spiegelhalter has it', () => {
    const found = overDispersion(shares([18, 20], [12, 20], [27, 30], [22, 30], [15, 25]));
    expect(found?.phi).toBeCloseTo(2.3007, 4);
    expect(found?.tauSquared).toBeCloseTo(0.014106, 6);
    expect(overDispersion(shares([5, 10], [5, 10]))).toEqual({ phi: 0, tauSquared: 0 });
    expect(overDispersion(shares([5, 10]))).toBeNull();
    expect(overDispersion(shares([5, 5], [9, 9]))).toBeNull();
    expect(() => overDispersion(shares([6, 5], [9, 9]))).toThrow(RangeError);
  });

  it('has wider limits of a funnel where units differ anyway, never below 0 or above 100%', () => {
    const units = shares([18, 20], [12, 20], [27, 30], [22, 30], [15, 25]);
    const found = overDispersion(units) ?? { phi: 0, tauSquared: 0 };
    // Beyond 1 + 2 √(2/5) = 2.2649 chance alone does not reach.
    expect(isOverDispersed(found, 5)).toBe(true);
    expect(isOverDispersed({ ...found, phi: 2.26 }, 5)).toBe(false);
    const exact = funnelLimits(0.9, 30, 0.95);
    expect(exact).toEqual({ low: 23 / 30, high: 1 });
    // Of 30 files at 90% chance alone has a variance of 0.003: as much again is √2 times as wide.
    const wider = funnelLimits(0.9, 30, 0.95, 0.003);
    expect(wider?.low).toBeCloseTo(0.9 - (0.9 - 23 / 30) * Math.SQRT2, 10);
    expect(wider?.high).toBe(1);
    expect(funnelLimits(0.1, 5, 0.998, 1)).toEqual({ low: 0, high: 1 });
    expect(funnelLimits(0.5, 0, 0.95)).toBeNull();
  });

  it('of gaps has exact limits of a geometric distribution', () => {
    // Mean gap 9: a gap of g or longer has the chance 0.9^g; 0.9^62 = 0.00146 and 0.9^63 = 0.00131.
    const chart = gapChart([9, 9, 9, 9]);
    expect(chart).toEqual({ mean: 9, least: 0, greatest: 62, outside: [] });
    expect(gapChart([...Array.from<number>({ length: 20 }).fill(3), 80])?.outside).toEqual([20]);
    expect(gapChart([0, 0])).toEqual({ mean: 0, least: 0, greatest: 0, outside: [] });
    expect(gapChart([])).toBeNull();
  });
});

describe('shares drawn towards that of all', () => {
  it("are Efron and Morris's batting averages of 1970", () => {
    const hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7];
    const found = shrinkShares(hits.map((yes) => ({ yes, applicable: 45 })));
    expect(found[0]?.plain).toBeCloseTo(0.4, 10);
    expect(found[0]?.shrunk).toBeCloseTo(0.2939, 4);
    expect(found.at(-1)?.plain).toBeCloseTo(0.1556, 4);
    expect(found.at(-1)?.shrunk).toBeCloseTo(0.2422, 4);
  });

  it('are drawn the more the fewer files there are, and stay where nothing can be told', () => {
    const found = shrinkShares(shares([4, 4], [40, 40], [10, 20], [5, 20], [18, 20], [0, 0]));
    const drawn = found.map(({ plain, shrunk }) => Math.abs((plain ?? 0) - (shrunk ?? 0)));
    expect(drawn[0]).toBeGreaterThan(drawn[1] ?? 1);
    expect(found[5]).toEqual({ plain: null, shrunk: null });
    expect(shrinkShares(shares([1, 2], [2, 2], [0, 2]))).toMatchObject([
      { shrunk: null },
      { shrunk: null },
      { shrunk: null },
    ]);
    expect(shrinkShares(shares([2, 2], [2, 2], [3, 3], [4, 4])).map(({ shrunk }) => shrunk)).toEqual([
      1, 1, 1, 1,
    ]);
  });
});

describe('a share that includes its readers', () => {
  it('is Rogan and Gladen’s', () => {
    expect(correctedShare(0.7, 0.95, 0.85)).toBeCloseTo(0.6875, 10);
    expect(correctedShare(0.7, 0.5, 0.5)).toBeNull();
    expect(correctedShare(0.05, 0.95, 0.85)).toBe(0);
    expect(() => correctedShare(1.2, 0.9, 0.9)).toThrow(RangeError);
  });

  it('has an interval that holds at least 94 times in 100, counted over all that can be read', () => {
    // 40 files of which 70% have a true yes; 25 and 20 settled ones, read rightly 92 and 88 times in 100.
    const truth = 0.7;
    const [sensitivity, specificity] = [0.92, 0.88];
    const asRead = truth * sensitivity + (1 - truth) * (1 - specificity);
    const [read, yes, no] = [
      binomialChances(40, asRead),
      binomialChances(25, sensitivity),
      binomialChances(20, specificity),
    ];
    let held = 0;
    read.forEach((chance, found) => {
      yes.forEach((ofYes, rightYes) => {
        no.forEach((ofNo, rightNo) => {
          const p = chance * ofYes * ofNo;
          if (p < 1e-9) return;
          const estimate = correctedEstimate(found / 40, 40, {
            settledYes: { read: rightYes, files: 25 },
            settledNo: { read: rightNo, files: 20 },
          });
          if (estimate && estimate.low <= truth && truth <= estimate.high) held += p;
        });
      });
    });
    expect(held).toBeGreaterThan(0.94);
    expect(held).toBeLessThan(0.99);
  });

  it('is wider than without the readers, and none where they were not seen to read both', () => {
    const many = { settledYes: { read: 9500, files: 10000 }, settledNo: { read: 8500, files: 10000 } };
    const few = { settledYes: { read: 19, files: 20 }, settledNo: { read: 17, files: 20 } };
    const width = (quality: typeof many) => {
      const found = correctedEstimate(0.7, 100, quality);
      expect(found?.value).toBeCloseTo(0.6875, 10);
      return (found?.high ?? 0) - (found?.low ?? 0);
    };
    expect(width(few)).toBeGreaterThan(width(many));
    expect(correctedEstimate(0.7, 100, { ...few, settledNo: { read: 0, files: 0 } })).toBeNull();
    expect(() => correctedEstimate(0.7, 0, few)).toThrow(RangeError);
  });
});

describe('agreement adjusted for prevalence', () => {
  it('is 0.70 where kappa is 0.32 and both readers agree on 85 of 100', () => {
    expect(
      pabak([
        [80, 10],
        [5, 5],
      ]),
    ).toBeCloseTo(0.7, 10);
    expect(
      pabak([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
  });
});

/** The least and the greatest end over all sizes of the list, by the rule of one size. */
function outermost(yes: number, read: number, most: number) {
  const all = Array.from({ length: most - read }, (_, i) => finiteInterval(yes, read, read + 1 + i));
  return [Math.min(...all.map((one) => one?.low ?? 1)), Math.max(...all.map((one) => one?.high ?? 0))];
}

describe('the interval of a figure', () => {
  const counted = (...groups: { name: string; files: number; unread?: number; yes: number }[]) =>
    withIntervals(
      tally(tool, {
        groups,
        answers: groups.flatMap(({ name, files, yes }) => [
          { group: name, check: 'plan', answer: 'yes', files: yes },
          { group: name, check: 'plan', answer: 'no', files: files - yes },
        ]),
        pairs: [],
      }),
    );

  it('is that of the list that files were drawn from, and none where all of it was read', () => {
    const { groups, overall } = counted(
      { name: 'Ash', files: 20, unread: 20, yes: 18 },
      { name: 'Elm', files: 10, unread: 10, yes: 5 },
    );
    expect(groups[0]?.checks[0]?.interval).toEqual([0.75, 0.95]);
    // Drawn at one rate, all together are as drawn from one list of 60.
    const whole = finiteInterval(23, 30, 60);
    expect(overall.checks[0]?.interval).toEqual([whole?.low, whole?.high]);
    const all = counted({ name: 'Ash', files: 20, unread: 0, yes: 18 });
    expect(all.groups[0]?.checks[0]).toMatchObject({ percentOfApplicable: 90, interval: null });
    expect(all.overall.checks[0]?.interval).toBeNull();
  });

  it('is Wilson’s of groups that were not drawn, and of all where rates differ', () => {
    const { groups, overall } = counted(
      { name: 'Ash', files: 20, unread: 20, yes: 18 },
      { name: 'Elm', files: 10, unread: 0, yes: 5 },
      { name: 'Oak', files: 10, yes: 5 },
    );
    const [low, high] = overall.checks[0]?.interval ?? [];
    expect({ low, high }).toEqual(wilson(28, 40));
    expect(groups[1]?.checks[0]?.interval).toBeNull();
    const [from, to] = groups[2]?.checks[0]?.interval ?? [];
    expect({ low: from, high: to }).toEqual(wilson(5, 10));
  });

  it('takes a file without an answer for one that is not read', () => {
    const one = { name: 'Ash', files: 20, unread: 4, yes: 18 };
    const counts = {
      groups: [one],
      answers: [
        { group: 'Ash', check: 'plan', answer: 'yes', files: 18 },
        { group: 'Ash', check: 'plan', answer: 'no', files: 1 },
      ],
      pairs: [],
    };
    const found = finiteInterval(18, 19, 24);
    expect(withIntervals(tally(tool, counts)).groups[0]?.checks[0]?.interval).toEqual([
      found?.low,
      found?.high,
    ]);
  });

  it('reaches as far as any number of files to which a check may apply would let it, where it did not to some', () => {
    // Of 14 files six could have a yes, 42.9%; of all 15 six as well, which is only 40%.
    expect(finiteInterval(0, 5, 14)?.high).toBeCloseTo(6 / 14, 10);
    expect(finiteInterval(0, 5, 15)?.high).toBeCloseTo(0.4, 10);
    const figures = { yes: 0, applicable: 5, notApplicable: 0, notRecorded: 0 };
    expect(intervalOf(figures, 10)).toEqual([0, 0.4]);
    expect(intervalOf({ ...figures, notApplicable: 2 }, 10)).toEqual([0, 6 / 14]);
    expect(intervalOf({ ...figures, yes: 4, notApplicable: 2 }, 6)).toEqual(outermost(4, 5, 11));
  });

  it('says nothing of a list of which a part has not been begun', () => {
    const { overall } = counted(
      { name: 'Ash', files: 20, unread: 0, yes: 18 },
      { name: 'Elm', files: 0, yes: 0 },
    );
    const { low, high } = wilson(18, 20) ?? {};
    expect(overall.checks[0]?.interval).toEqual([low, high]);
  });

  it('is Wilson’s among files with the answer a check hangs on, also where all were read and some do not say', () => {
    const { low, high } = wilson(17, 18) ?? {};
    expect(intervalAmong({ yes: 17, applicable: 18, notApplicable: 0, notRecorded: 0 })).toEqual([low, high]);
  });
});

const each = (workers: number, files = 3): number[] => Array.from({ length: workers }, () => files);

it.each([
  ['twelve workers', [each(12)], false],
  ['thirteen workers with a file each', [each(13, 1)], false],
  ['thirteen workers, one of them with two files', [[2, ...each(12, 1)]], true],
  ['two workers of each of four groups', [each(2), each(2), each(2), each(2)], false],
  ['thirteen workers of two groups, of which eleven can be held against others', [each(7), each(6)], false],
  ['fourteen workers of two groups', [each(7), each(7)], true],
  ['thirteen workers of a group each', each(13).map((files) => [files]), false],
] as [string, number[][], boolean][])(
  'how alike files of one worker are is told of %s: %s %s',
  (_, groups, isTold) => {
    expect(tellsOfWorkers(groups.map((own) => own.map((files) => ({ files }))))).toBe(isTold);
  },
);

describe('how far a design effect is off by chance', () => {
  /** How often it is within half and twice the true one, files of one worker being alike by so much. */
  function nearIn(groups: readonly number[], alike: number): number {
    const random = randomFrom(20);
    const times = 600;
    const of = groups.map((workers) => each(workers, 6));
    const truth = 1 + alike * 5;
    let near = 0;
    for (let i = 0; i < times; i += 1) {
      const drawn = of.map((own) =>
        own.map((files) => {
          // Each file says what the first of its worker does with the chance that makes two of them alike by so much.
          const same = random() < 0.7;
          const yes = Array.from({ length: files }, () =>
            random() < Math.sqrt(alike) ? same : random() < 0.7,
          ).filter(Boolean).length;
          return { yes, files };
        }),
      );
      const effect = designEffect(drawn) ?? 0;
      if (effect > truth / 2 && effect < 2 * truth) near += 1;
    }
    return near / times;
  }

  it.each([[0], [0.1], [0.3]])(
    'is seldom so where it is told, and often where it was (alike by %d)',
    (alike) => {
      for (const told of [[13], [7, 7], [4, 4, 4, 4]]) expect(nearIn(told, alike)).toBeGreaterThan(0.85);
      expect(nearIn([2, 2, 2, 2], alike)).toBeLessThan(0.75);
    },
  );
});
