import { describe, expect, it } from 'vitest';
import {
  areApartBy,
  chanceOfAnyClear,
  compareFigures,
  compareTables,
  compareToOthers,
  fisherMidP,
  holdShares,
  judgeUnits,
  judgeView,
  percent,
} from '../../rules/index.ts';
import { randomFrom } from '../../rules/random.ts';
import type { Share, ShareDifference, ShownFigure, ShownTable, ShownUnit } from '../../rules/index.ts';

const figure = (id: string, yes: number, applicable: number): ShownFigure => ({
  kind: 'figure',
  id,
  yes,
  no: applicable - yes,
  notApplicable: 0,
  notRecorded: 0,
  applicable,
  percentOfApplicable: percent(yes, applicable),
  percentOfFiles: percent(yes, applicable),
  interval: [0, 1],
});
const suppressed = (id: string): ShownFigure => ({ kind: 'suppressed', id });
const none = (id: string): ShownFigure => ({ kind: 'none', id, reason: 'not applicable' });
const unit = (name: string, ...checks: ShownFigure[]): ShownUnit => ({ key: name, name, files: 20, checks });
const table = (overall: ShownFigure, ...units: ShownUnit[]): ShownTable => ({
  units,
  overall: unit('All', overall),
  notRecorded: undefined,
});

const share = (yes: number, applicable: number): Share => ({ yes, applicable });
/** Two shares held against each other in a view that has nothing else. */
const alone = (own: Share, other: Share): ShareDifference => {
  const [found] = judgeView([holdShares(own, other)]);
  if (!found) throw new Error('nothing was judged');
  return found;
};

describe('one share held against another', () => {
  it('is clear where the interval leaves zero out and the exact test bears it out', () => {
    // The interval is Newcombe's own example (1998, table II, method 10).
    const found = alone(share(56, 70), share(48, 80));
    const midP = fisherMidP([
      [56, 14],
      [48, 32],
    ]);
    expect(found).toEqual({
      verdict: 'clearly higher',
      unknown: null,
      other: { yes: 48, applicable: 80, percentOfApplicable: 60 },
      difference: expect.closeTo(0.2, 10) as number,
      points: 20,
      interval: [expect.closeTo(0.0524, 4), expect.closeTo(0.3339, 4)],
      midP,
      holm: midP,
      benjaminiHochberg: midP,
    });
    expect(alone(share(48, 80), share(56, 70))).toMatchObject({ verdict: 'clearly lower', points: -20 });
  });

  it('is none that these files can show where the interval holds zero, however far apart the percentages are', () => {
    // Worked by hand: 58.3% against 42.3%; Wilson 45.7 to 69.9 and 29.9 to 55.8.
    const found = alone(share(35, 60), share(22, 52));
    expect(found).toMatchObject({ verdict: 'no difference that these files can show', points: 16 });
    expect(found.interval?.[0]).toBeCloseTo(-0.0244, 4);
    expect(found.interval?.[1]).toBeCloseTo(0.3304, 4);
  });

  it('asks the exact test at any count: 7 of 12 against 11 of 40 is not clear', () => {
    // No count is below 5, the interval leaves zero out, and Fisher's exact test gives 0.08, as mid-p 0.06.
    const found = alone(share(7, 12), share(11, 40));
    expect(found.interval?.[0]).toBeGreaterThan(0);
    expect(found.midP).toBeCloseTo(0.0604, 4);
    expect(found.verdict).toBe('no difference that these files can show');
  });

  it('asks the interval where the exact test alone would call it clear', () => {
    let onlyTheTest = 0;
    for (let a = 0; a <= 14; a += 1) {
      for (let c = 0; c <= 60; c += 1) {
        const found = alone(share(a, 14), share(c, 60));
        const [low = 0, high = 0] = found.interval ?? [];
        const byInterval = low > 0 || high < 0;
        const byTest = (found.midP ?? 1) < 0.05;
        if (byTest && !byInterval) onlyTheTest += 1;
        expect(found.verdict !== 'no difference that these files can show').toBe(byInterval && byTest);
      }
    }
    expect(onlyTheTest).toBeGreaterThan(0);
  });

  it('says nothing where nothing is applicable', () => {
    expect(alone(share(0, 0), share(1, 4))).toMatchObject({
      verdict: 'cannot be told',
      unknown: 'no figure',
      difference: null,
      points: null,
      interval: null,
      midP: null,
      holm: null,
    });
  });

  it('rounds points from the counts', () => {
    // 5 of 8 less 2 of 8 is 37.5.
    expect(holdShares(share(5, 8), share(2, 8)).points).toBe(38);
    expect(holdShares(share(2, 8), share(5, 8)).points).toBe(-38);
    expect(holdShares(share(4, 8), share(4, 8)).points).toBe(0);
  });

  it('refuses what cannot be a count', () => {
    expect(() => holdShares(share(3, 2), share(1, 4))).toThrow(RangeError);
  });
});

describe('shares that are ten points apart', () => {
  it('are told by their counts, not by what is printed', () => {
    // 13 of 23 against 7 of 15: 100 × (13 × 15 − 7 × 23) = 3400 of 345, 9.86 points, printed as 10.
    const [own, other] = [share(13, 23), share(7, 15)];
    expect(holdShares(own, other).points).toBe(10);
    expect(areApartBy(10, own, other)).toBe(false);
    // 6 of 10 against 5 of 10 is just that, either way round.
    expect(areApartBy(10, share(6, 10), share(5, 10))).toBe(true);
    expect(areApartBy(10, share(5, 10), share(6, 10))).toBe(true);
    expect(areApartBy(10, share(0, 0), share(6, 10))).toBe(false);
  });
});

describe('a view', () => {
  // Mid-p 0.0063, and far above.
  const strong = holdShares(share(38, 60), share(19, 52));
  const alike = holdShares(share(20, 40), share(20, 40));
  const untold = holdShares(share(0, 0), share(3, 9));
  const words = (held: Parameters<typeof judgeView>[0]) => judgeView(held).map(({ verdict }) => verdict);

  it('makes what is clear by itself unclear among many, and leaves the interval as it is', () => {
    expect(words([strong])).toEqual(['clearly higher']);
    // 0.0063 times 7 is below 0.05, times 8 above.
    expect(words([strong, ...Array.from({ length: 6 }, () => alike)])[0]).toBe('clearly higher');
    const [found] = judgeView([strong, ...Array.from({ length: 7 }, () => alike)]);
    expect(found).toMatchObject({
      verdict: 'no difference that these files can show',
      interval: strong.interval,
    });
    expect(found?.midP).toBe(strong.midP);
    expect(found?.holm).toBeCloseTo(8 * (strong.midP ?? 0), 12);
  });

  it('says perhaps where only the correction of Benjamini and Hochberg leaves it below 0.05', () => {
    // Two alike among ten: by Holm 10 times 0.0063, by the other 10 / 2 times.
    const found = judgeView([strong, strong, ...Array.from({ length: 8 }, () => alike)]);
    expect(found.slice(0, 3).map(({ verdict }) => verdict)).toEqual([
      'perhaps higher',
      'perhaps higher',
      'no difference that these files can show',
    ]);
    expect(found[0]?.holm).toBeCloseTo(10 * (strong.midP ?? 0), 12);
    expect(found[0]?.benjaminiHochberg).toBeCloseTo(5 * (strong.midP ?? 0), 12);
  });

  it('has none of what is suppressed, or has no figure, in its family', () => {
    const hidden = compareFigures(figure('a', 8, 10), suppressed('a'));
    const many = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? hidden : untold));
    const found = judgeView([...many, strong, ...many]);
    expect(found[40]).toMatchObject({ verdict: 'clearly higher', holm: strong.midP });
    expect(found[0]).toMatchObject({ verdict: 'cannot be told', unknown: 'suppressed', holm: null });
    expect(found).toHaveLength(81);
  });

  it('calls something clear of nothing no more often than it says', () => {
    // 14 comparisons of 12 files with the other 40, as of groups of an audit, where nothing differs.
    const random = randomFrom(20_261_129);
    const drawn = (n: number, p: number) => Array.from({ length: n }, random).filter((x) => x < p).length;
    const views = 2000;
    let [any, said] = [0, 0];
    for (let view = 0; view < views; view += 1) {
      const pairs = Array.from({ length: 14 }, (_, i) => {
        const p = 0.2 + 0.05 * i;
        return [share(drawn(12, p), 12), share(drawn(40, p), 40)] as const;
      });
      const judged = judgeView(pairs.map(([own, other]) => holdShares(own, other)));
      if (judged.some(({ verdict }) => verdict.startsWith('clearly'))) any += 1;
      said += chanceOfAnyClear(pairs);
    }
    // Without a correction some 51 of 100 views would have one.
    const threeErrors = 3 * Math.sqrt((0.04 * 0.96) / views);
    expect(any / views).toBeGreaterThan(0.01);
    expect(any / views).toBeLessThan(said / views + threeErrors);
    expect(said / views).toBeLessThan(0.05);
  });

  it('has a chance of one that is clear which can be worked out by hand', () => {
    // Four and four with four yes: mid-p 1/70 at either end, 2 of 70 tables; twice as much for two such pairs, of
    // which each has to be below 0.025; and none for four, below 0.0125.
    const pair = [share(2, 4), share(2, 4)] as const;
    expect(chanceOfAnyClear([pair])).toBeCloseTo(2 / 70, 12);
    expect(chanceOfAnyClear([pair, pair])).toBeCloseTo(4 / 70, 12);
    expect(chanceOfAnyClear([pair, pair, pair, pair])).toBe(0);
    expect(chanceOfAnyClear([])).toBe(0);
  });
});

describe('compareFigures', () => {
  it('says nothing of what is suppressed or not there', () => {
    expect(compareFigures(figure('a', 8, 10), suppressed('a'))).toMatchObject({
      unknown: 'suppressed',
      other: null,
    });
    expect(compareFigures(suppressed('a'), figure('a', 8, 10))).toMatchObject({ unknown: 'suppressed' });
    expect(compareFigures(none('a'), suppressed('a')).unknown).toBe('suppressed');
    expect(compareFigures(figure('a', 8, 10), none('a')).unknown).toBe('no figure');
    expect(compareFigures(figure('a', 8, 10), undefined).unknown).toBe('no figure');
  });
});

const byCounts = { threshold: 5, byFiles: new Set<string>() };

describe('compareToOthers', () => {
  it('takes the files of the unit out of the total first', () => {
    expect(compareToOthers(figure('a', 8, 12), figure('a', 41, 52), null)).toEqual(
      holdShares(share(8, 12), share(33, 40)),
    );
  });
  it('says so where there are no other files', () => {
    expect(compareToOthers(figure('a', 8, 12), figure('a', 8, 12), null).unknown).toBe('nobody else');
  });
  it('holds back a rest that is a small number, from whom small numbers are kept', () => {
    expect(compareToOthers(figure('a', 30, 40), figure('a', 33, 52), byCounts).unknown).toBe('suppressed');
    expect(compareToOthers(figure('a', 30, 40), figure('a', 33, 52), null).unknown).toBeNull();
    expect(compareToOthers(figure('a', 30, 40), figure('a', 36, 52), byCounts).unknown).toBeNull();
    // 3 of 12 are few with a yes, but not few files; 1 of 4 are.
    const byFiles = { threshold: 5, byFiles: new Set(['a']) };
    expect(compareToOthers(figure('a', 30, 40), figure('a', 33, 52), byFiles).unknown).toBeNull();
    expect(compareToOthers(figure('a', 30, 40), figure('a', 31, 44), byFiles).unknown).toBe('suppressed');
  });
});

describe('compareTables', () => {
  const before = {
    rule: null,
    table: table(figure('a', 20, 40), unit('Ash', figure('a', 5, 20)), unit('Birch', figure('a', 15, 20))),
  };
  const after = {
    rule: null,
    table: table(figure('a', 33, 45), unit('Birch', figure('a', 14, 20)), unit('Ash', figure('a', 19, 25))),
  };
  const told = (compared: ReturnType<typeof compareTables>) =>
    judgeUnits(compared).map(({ unit: { name }, audit, against, differences: [first] }) =>
      [name, audit, against, first?.verdict, first?.unknown ?? first?.points].join(' '),
    );

  it('holds the units of one audit against its other files, in the order of the audit', () => {
    expect(told(compareTables([before], 0, ['a'], 'units'))).toEqual([
      'Ash 0 others clearly lower -50',
      'Birch 0 others clearly higher 50',
    ]);
  });
  it('holds the units of several audits against themselves in the audit before', () => {
    expect(told(compareTables([before, after], 1, ['a'], 'units'))).toEqual([
      'Birch 0 before cannot be told first',
      'Birch 1 before no difference that these files can show -5',
      'Ash 0 before cannot be told first',
      'Ash 1 before clearly higher 51',
    ]);
  });
  it('holds whole audits against the one before', () => {
    // 50% (Wilson 35.2 to 64.8) and 73.3% (59.0 to 84.0): 23.3 - √(14.3² + 14.8²) leaves 2.7.
    expect(told(compareTables([before, after], 1, ['a'], 'wholes'))).toEqual([
      'All 0 before cannot be told first',
      'All 1 before clearly higher 23',
    ]);
  });
  it('keeps units that only one of the audits has, and checks that only one asks for', () => {
    const other = { rule: null, table: table(figure('b', 1, 9), unit('Cedar', figure('b', 1, 9))) };
    expect(told(compareTables([before, other], 0, ['b'], 'units'))).toEqual([
      'Ash 0 before cannot be told first',
      'Birch 0 before cannot be told first',
      'Cedar 1 before cannot be told no figure',
    ]);
  });
});
