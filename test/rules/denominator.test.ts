import { describe, expect, it } from 'vitest';
import {
  amongParents,
  combine,
  Counter,
  hangsOnText,
  leftOf,
  shareIn,
  showFigure,
  tally,
  withIntervals,
} from '../../rules/index.ts';
import type { Check, CheckTally, Tally } from '../../rules/index.ts';
import { tool } from '../support/feedbackInput.ts';

/** Files with these answers to the plan and to its goals. */
type Kind = [files: number, plan: string | null, smart: string | null];

function counted(groups: Record<string, Kind[]>): Tally {
  const counter = new Counter(tool);
  for (const [group, kinds] of Object.entries(groups)) {
    for (const [files, plan, smart] of kinds) {
      const answers = new Map<string, string>();
      if (plan) answers.set('plan', plan);
      if (smart) answers.set('smart', smart);
      for (let i = 0; i < files; i += 1) counter.add(group, answers);
    }
  }
  return tally(tool, counter.counts());
}

function smartOf(checks: CheckTally[] | undefined): CheckTally {
  const found = checks?.find(({ id }) => id === 'smart');
  if (!found) throw new Error('no figure');
  return found;
}

/** 30 files, 24 with a plan; 15 of these have SMART goals, and none of the others. */
const THIRTY: Kind[] = [
  [15, 'yes', 'yes'],
  [9, 'yes', 'no'],
  [6, 'no', 'no'],
];

describe('a check that hangs on another one', () => {
  it('is counted among the files with the answer it hangs on: 15 of 24 with a plan, beside 15 of 30', () => {
    const smart = smartOf(counted({ Ash: THIRTY }).overall.checks);
    expect(smart).toMatchObject({ yes: 15, applicable: 30, percentOfApplicable: 50 });
    expect(smart.among).toEqual({
      files: 24,
      yes: 15,
      no: 9,
      notApplicable: 0,
      notRecorded: 0,
      applicable: 24,
      percentOfApplicable: 63,
      percentOfFiles: 63,
    });
  });

  it('leaves out a yes that contradicts, and files of which the plan is not recorded', () => {
    const { among } = smartOf(
      counted({
        Ash: [
          [4, 'yes', 'yes'],
          [2, 'yes', 'na'],
          [3, 'yes', null],
          [5, 'no', 'yes'],
          [6, null, 'yes'],
          [1, 'na', 'no'],
        ],
      }).overall.checks,
    );
    expect(among).toMatchObject({
      files: 9,
      yes: 4,
      no: 0,
      notApplicable: 2,
      notRecorded: 3,
      applicable: 4,
      percentOfApplicable: 100,
      percentOfFiles: 44,
    });
  });

  it('is added up over groups, and taken apart again', () => {
    const both = counted({
      Ash: THIRTY,
      Birch: [
        [5, 'yes', 'no'],
        [2, 'no', 'yes'],
      ],
    });
    const whole = smartOf(both.overall.checks);
    expect(whole.among).toMatchObject({ files: 29, yes: 15, applicable: 29, percentOfApplicable: 52 });
    expect(smartOf(combine(tool, both.groups).checks)).toEqual(whole);
    const left = leftOf(whole, smartOf(both.groups[0]?.checks));
    expect(left.among).toMatchObject({ files: 5, yes: 0, no: 5, percentOfApplicable: 0 });
    expect(left).toMatchObject({ yes: 2, no: 5 });
  });

  it('has an interval of its own', () => {
    // Wilson's of 15 of 24, as R's prop.test(15, 24, correct = FALSE) gives it.
    const smart = smartOf(withIntervals(counted({ Ash: THIRTY })).overall.checks);
    const [low, high] = (smart as ReturnType<typeof withIntervals>['overall']['checks'][number]).among
      ?.interval ?? [0, 0];
    expect(low).toBeCloseTo(0.4271, 3);
    expect(high).toBeCloseTo(0.7884, 3);
  });

  it('has no such figure in a printed table, nor has a check that hangs on nothing', () => {
    const counts = { groups: [{ name: 'Ash', files: 3 }], answers: [], pairs: null };
    const figures = tally(tool, counts);
    expect(figures.overall.checks.every((check) => !('among' in check))).toBe(true);
    const own = counted({ Ash: THIRTY }).overall.checks.filter((check) => 'among' in check);
    expect(own.map(({ id }) => id)).toEqual(['smart']);
  });
});

describe('a share by its denominator', () => {
  const { overall } = counted({ Ash: THIRTY });
  const smart = showFigure(smartOf(overall.checks), { files: 30 }, false);

  it.each([
    ['applicable', { kind: 'share', yes: 15, of: 30, percent: 50 }],
    ['files', { kind: 'share', yes: 15, of: 30, percent: 50 }],
    ['parent', { kind: 'share', yes: 15, of: 24, percent: 63 }],
  ] as const)('is of %s', (denominator, expected) => {
    expect(shareIn(smart, 30, denominator)).toEqual(expected);
  });

  it('is suppressed on its own, and no figure of it is left', () => {
    const hidden = showFigure(smartOf(overall.checks), { files: 30 }, false, true);
    expect(shareIn(hidden, 30, 'parent')).toEqual({ kind: 'suppressed' });
    expect(shareIn(hidden, 30, 'applicable')).toMatchObject({ kind: 'share', yes: 15 });
    expect(JSON.stringify(hidden)).not.toContain('24');
    expect(shareIn(showFigure(smartOf(overall.checks), { files: 30 }, true), 30, 'parent')).toEqual({
      kind: 'suppressed',
    });
  });

  it('says why there is none: no file has a plan', () => {
    const none = showFigure(smartOf(counted({ Ash: [[6, 'no', 'no']] }).overall.checks), { files: 6 }, false);
    expect(shareIn(none, 6, 'parent')).toEqual({ kind: 'none', reason: 'no files' });
    expect(shareIn(none, 6, 'applicable')).toEqual({ kind: 'share', yes: 0, of: 6, percent: 0 });
  });

  it('takes the place of all others in a table to be compared', () => {
    const plan = showFigure(overall.checks[0] as CheckTally, { files: 30 }, false);
    const unit = { key: '1', name: 'Ash', files: 30, checks: [plan, smart] };
    const table = amongParents({ units: [unit], overall: unit, notRecorded: undefined });
    expect(table.units[0]?.checks[0]).toEqual(plan);
    expect(table.overall.checks[1]).toMatchObject({ kind: 'figure', id: 'smart', yes: 15, applicable: 24 });
  });

  it('is told in words', () => {
    const check = tool.sections[0]?.items.find(({ id }) => id === 'smart') as Check;
    expect(hangsOnText(tool, check)).toBe('with a yes to “Plan”');
  });
});
