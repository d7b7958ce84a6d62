import { describe, expect, it } from 'vitest';
import {
  areRatesUneven,
  howChosen,
  NOTHING_SUPPRESSED,
  overallFigures,
  showUnit,
  weightedFigures,
  weightedShare,
  wilson,
} from '../../rules/index.ts';
import type { Headline, OverallFigure, Tool } from '../../rules/index.ts';
import { checkTally } from '../../rules/tally.ts';

/**
 * Members of seven learned societies, of whom some were asked and answered: women among them. Lohr, Sampling: Design and
 * Analysis, example 3.4, gives 24.65% with a standard error of 0.0071 from the rounded percentages (38, 27, 18, 19, 36, 13
 * and 26); these are the whole numbers next to them.
 */
const SOCIETIES = [
  [9100, 636, 242],
  [1950, 451, 122],
  [5500, 481, 87],
  [10850, 611, 116],
  [2100, 493, 177],
  [5500, 575, 75],
  [9000, 588, 153],
].map(([listed = 0, read = 0, yes = 0]) => ({ listed, read, yes, no: read - yes }));

describe('a share of files that were drawn at different rates', () => {
  it('is as Lohr gives it for the learned societies', () => {
    const found = weightedShare(SOCIETIES);
    expect(found?.share).toBeCloseTo(0.2465, 3);
    expect(found?.standardError).toBeCloseTo(0.0071, 4);
    const [low = 0, high = 0] = found?.interval ?? [];
    // About 1.96 standard errors to each side.
    expect(low).toBeCloseTo(0.2468 - 1.96 * 0.0071, 3);
    expect(high).toBeCloseTo(0.2468 + 1.96 * 0.0071, 3);
  });

  it('is worked out by hand: 10 of 100 with 8 yes, and 10 of 20 with 2', () => {
    // 100/120 · 0.8 + 20/120 · 0.2 = 0.7, where all read together would be 10 of 20, 50%.
    // (100/120)² · 0.9 · 0.16/9 + (20/120)² · 0.5 · 0.16/9 = 0.011111 + 0.000247 = 0.011358
    const found = weightedShare([
      { listed: 100, read: 10, yes: 8, no: 2 },
      { listed: 20, read: 10, yes: 2, no: 8 },
    ]);
    expect(found?.share).toBeCloseTo(0.7, 10);
    expect(found?.standardError).toBeCloseTo(Math.sqrt(0.01135802), 6);
    // Worth 0.21/0.011358 = 18.489 files by the error:
    // (0.7 + 1.96²/36.978 ± 1.96·√(0.21/18.489 + 1.96²/(4·18.489²)))/(1 + 1.96²/18.489)
    expect(found?.effective).toBeCloseTo(18.489, 3);
    const [low = 0, high = 0] = found?.interval ?? [];
    expect(low).toBeCloseTo(0.4724, 4);
    expect(high).toBeCloseTo(0.8588, 4);
  });

  it('is a ratio where the check does not apply to all: 4 of 5 and 1 of 10', () => {
    // (10·4 + 2·1)/(10·5 + 2·10) = 42/70.
    const found = weightedShare([
      { listed: 100, read: 10, yes: 4, no: 1 },
      { listed: 20, read: 10, yes: 1, no: 9 },
    ]);
    expect(found?.share).toBeCloseTo(0.6, 10);
    // By hand, z = yes - 0.6·applicable: in the first 4·0.4² + 0.6² - 1²/10 = 0.9, over 9 = 0.1; in the second
    // 0.4² + 9·0.6² - 5²/10 = 0.9, over 9 = 0.1; 100²·0.9/10·0.1 + 20²·0.5/10·0.1 = 90 + 2; 92/70² = 0.018776.
    expect(found?.standardError).toBeCloseTo(Math.sqrt(92 / 4900), 8);
  });

  it('is without doubt where every file of the lists was read', () => {
    const found = weightedShare([
      { listed: 8, read: 8, yes: 6, no: 2 },
      { listed: 2, read: 2, yes: 0, no: 2 },
    ]);
    expect(found).toEqual({ share: 0.6, standardError: 0, effective: null, interval: null });
  });

  it('keeps an interval where all say the same, or where groups differ and nobody within them', () => {
    const all = weightedShare([
      { listed: 50, read: 5, yes: 5, no: 0 },
      { listed: 10, read: 5, yes: 5, no: 0 },
    ]);
    expect(all).toMatchObject({ share: 1, standardError: 0 });
    expect(all?.interval?.[1]).toBe(1);
    expect(all?.interval?.[0]).toBeLessThan(wilson(10, 10)?.low ?? 0);
    const apart = weightedShare([
      { listed: 50, read: 5, yes: 5, no: 0 },
      { listed: 10, read: 5, yes: 0, no: 5 },
    ]);
    const [low = 1, high = 0] = apart?.interval ?? [];
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.95);
  });

  it('has no interval where one file alone of a longer list was read, and is none where nothing applied', () => {
    const one = weightedShare([
      { listed: 50, read: 5, yes: 3, no: 2 },
      { listed: 10, read: 1, yes: 1, no: 0 },
    ]);
    expect(one?.share).toBeCloseTo(40 / 60, 10);
    expect(one).toMatchObject({ standardError: null, interval: null });
    expect(weightedShare([{ listed: 5, read: 5, yes: 0, no: 0 }])).toBeNull();
    expect(weightedShare([])).toBeNull();
  });

  it.each([
    [{ listed: 4, read: 5, yes: 1, no: 1 }],
    [{ listed: 9, read: 5, yes: 4, no: 2 }],
    [{ listed: 9, read: 5, yes: 0.5, no: 2 }],
  ])('refuses what cannot be: %j', (stratum) => {
    expect(() => weightedShare([stratum])).toThrow(RangeError);
  });

  it('is asked for only where the rates differ', () => {
    expect(
      areRatesUneven([
        { listed: 30, read: 10 },
        { listed: 60, read: 20 },
      ]),
    ).toBe(false);
    expect(
      areRatesUneven([
        { listed: 30, read: 10 },
        { listed: 60, read: 21 },
      ]),
    ).toBe(true);
    expect(
      areRatesUneven([
        { listed: 30, read: 10 },
        { listed: 60, read: 0 },
      ]),
    ).toBe(false);
    expect(areRatesUneven([])).toBe(false);
  });
});

describe('two rounds of an audit, 300 and 60 files on the lists', () => {
  const shownOf = (groups: readonly (readonly [listed: number, read: number, yes: number])[]) => {
    const unit = (name: string, files: number, yes: number) =>
      showUnit(
        { key: name, name, files, checks: [checkTally('plan', files, yes, files - yes, 0)] },
        NOTHING_SUPPRESSED,
      );
    const sum = (i: 1 | 2) => groups.reduce((all, group) => all + group[i], 0);
    const table = {
      units: groups.map(([, read, yes], i) => unit(String(i), read, yes)),
      overall: unit('all', sum(1), sum(2)),
      notRecorded: undefined,
    };
    const chosen = howChosen(
      groups.map(([listed, read], i) => ({
        name: String(i),
        files: read,
        draw: { method: 'random' as const, listed, drawn: read, begun: read },
      })),
      { seed: 'S', printed: false },
    );
    return { table, weighted: weightedFigures(table, chosen, { sections: [] }) };
  };
  const percentOf = (figure: OverallFigure | null | undefined) =>
    figure?.figure.kind === 'figure' || figure?.figure.kind === 'share' ? figure.figure.percent : null;

  it.each([
    [
      'the first',
      [
        [300, 30, 24],
        [60, 30, 12],
      ],
      73,
      60,
    ],
    [
      'the second',
      [
        [300, 10, 8],
        [60, 50, 22],
      ],
      74,
      50,
    ],
  ] as const)('%s is headed as was decided, the other beside it', (_, groups, weighted, counted) => {
    const shown = shownOf(groups);
    const by = (headline: Headline) => {
      const found = overallFigures({ ...shown, headline }, 'plan', 'applicable');
      return [found?.headline.by, percentOf(found?.headline), percentOf(found?.beside)];
    };
    expect(by('weighted')).toEqual(['weighted', weighted, counted]);
    expect(by('unweighted')).toEqual(['unweighted', counted, weighted]);
  });

  it('have one figure and no other where both were drawn at one rate', () => {
    const shown = shownOf([
      [300, 30, 24],
      [60, 6, 3],
    ]);
    expect(shown.weighted).toBeNull();
    const found = overallFigures({ ...shown, headline: 'weighted' }, 'plan', 'applicable');
    expect([found?.headline.by, percentOf(found?.headline), found?.beside]).toEqual(['unweighted', 75, null]);
  });
});

describe('files that were opened and say nothing of a check', () => {
  /** By group: files on the list, files opened, yes, no and not applicable. */
  const shownOf = (groups: readonly (readonly [number, number, number, number, number])[]) => {
    const unit = (name: string, files: number, yes: number, no: number, na: number) =>
      showUnit(
        { key: name, name, files, checks: [checkTally('plan', files, yes, no, na)] },
        NOTHING_SUPPRESSED,
      );
    const sum = (i: 1 | 2 | 3 | 4) => groups.reduce((all, group) => all + group[i], 0);
    const chosen = howChosen(
      groups.map(([listed, files], i) => ({
        name: String(i),
        files,
        draw: { method: 'random' as const, listed, drawn: listed, begun: files },
      })),
      { seed: 'S', printed: false },
    );
    const table = {
      units: groups.map(([, ...own], i) => unit(String(i), ...own)),
      overall: unit('all', sum(1), sum(2), sum(3), sum(4)),
      notRecorded: undefined,
    };
    return weightedFigures(table, chosen, { sections: [] })?.[0];
  };

  it('stand for nobody: those that say something stand for the whole list of their group', () => {
    // Lists of 60, 40 and 25, of which 39, 8 and 10 files were opened and 38, 6 and 8 say yes or no:
    // (60·38/38 + 40·1/6 + 25·6/8)/125 = (60 + 6.667 + 18.75)/125 = 0.6833.
    const found = shownOf([
      [60, 39, 38, 0, 0],
      [40, 8, 1, 5, 0],
      [25, 10, 6, 2, 0],
    ]);
    expect(found?.applicable).toMatchObject({ kind: 'figure', percent: 68 });
    expect(found?.applicable).toHaveProperty('share', expect.closeTo(0.683333, 6));
  });

  it('are not taken for files that the check does not apply to, which keep their place', () => {
    // Of 100 on the list 10 were opened: 6 yes, 2 no, 2 not applicable. Of 20, 10: 2 yes, 3 no, 5 without an answer. So 80 and
    // 20 files are those that it applies to: (10·6 + 4·2)/(10·8 + 4·5) = 68/100.
    const found = shownOf([
      [100, 10, 6, 2, 2],
      [20, 10, 2, 3, 0],
    ]);
    expect(found?.applicable).toHaveProperty('share', expect.closeTo(0.68, 10));
    // Of all files, answered or not, as the words of that figure say: (10·6 + 2·2)/120.
    expect(found?.files).toHaveProperty('share', expect.closeTo(64 / 120, 10));
  });

  it('are not among those with a plan, of which it is not known whether they have one', () => {
    // Of 100 on the list 10 were opened: 5 with a plan (3 SMART, 1 not, 1 without an answer), 3 without, 2 that say nothing.
    // So 7 files tell of all 100: 300/7 with a plan are SMART and 100/7 are not. Of 20, all 10 tell: 4 of 8 with a plan,
    // 2 without: 8 and 8. (300/7 + 8)/(400/7 + 16) = 356/512.
    const checks = [
      { kind: 'check', id: 'plan' },
      { kind: 'check', id: 'smart', dependsOn: { item: 'plan', answer: 'yes' } },
    ];
    const tool = { sections: [{ id: 'all', title: 'All', items: checks }] } as unknown as Pick<
      Tool,
      'sections'
    >;
    const unit = (
      name: string,
      files: number,
      plan: readonly [yes: number, no: number],
      smart: readonly [yes: number, no: number, notRecorded: number],
    ) => {
      const [yes, no, none] = smart;
      const { id, ...among } = checkTally('smart', plan[0], yes, no, plan[0] - yes - no - none);
      return showUnit(
        {
          key: name,
          name,
          files,
          checks: [
            checkTally('plan', files, ...plan, 0),
            { ...checkTally(id, files, yes, no, 0), among: { ...among, files: plan[0] } },
          ],
        },
        NOTHING_SUPPRESSED,
      );
    };
    const table = {
      units: [unit('0', 10, [5, 3], [3, 1, 1]), unit('1', 10, [8, 2], [4, 4, 0])],
      overall: unit('all', 20, [13, 5], [7, 5, 1]),
      notRecorded: undefined,
    };
    const chosen = howChosen(
      [100, 20].map((listed, i) => ({
        name: String(i),
        files: 10,
        draw: { method: 'random' as const, listed, drawn: listed, begun: 10 },
      })),
      { seed: 'S', printed: false },
    );
    const parent = weightedFigures(table, chosen, tool)?.[1]?.parent;
    expect(parent).toHaveProperty('share', expect.closeTo(356 / 512, 10));
  });
});
