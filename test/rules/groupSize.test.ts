import { describe, expect, it } from 'vitest';
import {
  areAllDrawn,
  checkTally,
  groupSize,
  howChosen,
  isNonePicked,
  NOTHING_SUPPRESSED,
  overallFigures,
  showUnit,
  unreadOf,
  weightedFigures,
} from '../../rules/index.ts';
import type { HowChosen } from '../../rules/index.ts';

const of = (groups: Parameters<typeof howChosen>[0]): HowChosen =>
  howChosen(groups, { seed: null, printed: false });
const entered = (files: number, isDrawn: boolean, listed: number | null = null) => ({
  listed,
  entered: { files, isDrawn },
});
const ash = { name: 'Ash', files: 20, draw: null };

describe('how many files a group has', () => {
  it('is what is on its list, else what was entered', () => {
    expect(groupSize({ listed: 190, entered: { files: 200, isDrawn: true } })).toBe(190);
    expect(groupSize({ listed: null, entered: { files: 200, isDrawn: false } })).toBe(200);
    expect(groupSize({ listed: null, entered: null })).toBeNull();
  });

  it('makes a draw of files only by the word of the lead', () => {
    const drawn = of([{ ...ash, size: entered(200, true) }]);
    expect(drawn).toEqual({
      way: 'elsewhere',
      seed: null,
      groups: [
        { name: 'Ash', files: 20, way: 'elsewhere', listed: 200, outside: 0, notFound: 0, entered: 200 },
      ],
      stopped: null,
    });
    expect([unreadOf(drawn, 'Ash'), isNonePicked(drawn)]).toEqual([180, true]);
    const picked = of([{ ...ash, size: entered(200, false) }]);
    expect(picked.groups).toEqual([
      { name: 'Ash', files: 20, way: 'beforehand', listed: null, outside: 0, notFound: 0, entered: 200 },
    ]);
    expect([unreadOf(picked, 'Ash'), isNonePicked(picked), areAllDrawn(picked)]).toEqual([
      null,
      false,
      false,
    ]);
  });

  it('leaves nothing to estimate where all of them were read, however they were chosen', () => {
    for (const isDrawn of [true, false]) {
      const whole = of([{ ...ash, size: entered(20, isDrawn) }]);
      expect(whole.way).toBe('whole');
      expect(unreadOf(whole, 'Ash')).toBe(0);
    }
  });

  it('is that of the list where there is one, drawn in the program or not', () => {
    const draw = { method: 'random' as const, listed: 190, drawn: 20, begun: 20 };
    expect(of([{ ...ash, draw, size: entered(200, true, 190) }]).groups[0]).toMatchObject({
      way: 'random',
      listed: 190,
      entered: 200,
    });
    expect(unreadOf(of([{ ...ash, size: entered(200, true, 190) }]), 'Ash')).toBe(170);
  });

  it('says nothing of the rest where more were read than there are', () => {
    const over = of([{ ...ash, files: 21, size: entered(20, true) }]);
    expect(over.groups[0]).toMatchObject({ outside: 1 });
    expect(unreadOf(over, 'Ash')).toBeNull();
  });

  it('weighs 18, 12 and 8 of 20 by 200, 60 and 40 as published formulas do', () => {
    const groups = [
      ['Ash', 200, 18],
      ['Birch', 60, 12],
      ['Cedar', 40, 8],
    ] as const;
    const unit = (name: string, files: number, yes: number) =>
      showUnit(
        { key: name, name, files, checks: [checkTally('plan', files, yes, files - yes, 0)] },
        NOTHING_SUPPRESSED,
      );
    const table = {
      units: groups.map(([name, , yes]) => unit(name, 20, yes)),
      overall: unit('all', 60, 38),
      notRecorded: undefined,
    };
    const chosen = of(groups.map(([name, files]) => ({ ...ash, name, size: entered(files, true) })));
    const weighted = weightedFigures(table, chosen, { sections: [] });
    const found = overallFigures({ table, weighted, headline: 'weighted' }, 'plan', 'applicable')?.headline;
    if (found?.by !== 'weighted' || found.figure.kind !== 'figure') throw new Error('not weighted');
    expect(found.figure.share).toBeCloseTo(0.77333, 5);
    expect(found.figure.interval?.[0]).toBeCloseTo(0.6665, 4);
    expect(found.figure.interval?.[1]).toBeCloseTo(0.8535, 4);
    // Of one group that was not drawn nothing is known, so that the whole is not weighted.
    const one = of(groups.map(([name, files]) => ({ ...ash, name, size: entered(files, name !== 'Cedar') })));
    expect(weightedFigures(table, one, { sections: [] })).toBeNull();
  });
});
