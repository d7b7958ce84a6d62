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
import type { Headline, OverallFigure } from '../../rules/index.ts';
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
    return { table, weighted: weightedFigures(table, chosen) };
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
