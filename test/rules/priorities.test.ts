import { describe, expect, it } from 'vitest';
import { prioritiesOf } from '../../rules/index.ts';
import type { Check, CheckInReport } from '../../rules/index.ts';

type Of = Partial<Omit<CheckInReport, 'check'>> & { check?: Partial<Check> };

const share = (yes: number, applicable: number) => ({ yes, applicable });

function entry(id: string, own: [number, number], { check, ...more }: Of = {}): CheckInReport {
  const base: Check = {
    kind: 'check',
    id,
    label: id,
    shortLabel: id,
    guidance: '',
    aliases: [],
    segment: false,
    suggestions: [],
    polarity: 'yes_is_good',
    na: true,
    ...check,
  };
  return {
    check: base,
    own: share(...own),
    others: null,
    before: null,
    groups: [],
    strength: false,
    shortcoming: false,
    ...more,
  };
}

const ids = (list: readonly { check: Check }[]) => list.map(({ check }) => check.id);

describe('what to change first', () => {
  it('puts four files without a risk assessment before a greater share of something else', () => {
    const { change } = prioritiesOf([
      entry('goals', [2, 40]),
      entry('needs', [10, 40]),
      entry('risk', [36, 40], { check: { safety: true } }),
      entry('tidy', [39, 40]),
    ]);
    // 4 of 40 without a risk assessment; 38 and 30 without the others; 1 of 40 is nothing to begin with.
    expect(ids(change)).toEqual(['risk', 'goals', 'needs']);
    expect(change.map(({ short }) => short)).toEqual([4, 38, 30]);
  });

  it('then goes by what the panel wrote down, then by the files, then by their share, then by the tool', () => {
    const { change } = prioritiesOf([
      entry('same', [0, 6]),
      entry('share', [0, 5]),
      entry('files', [2, 8]),
      entry('panel', [19, 20], { shortcoming: true }),
    ]);
    // Six short of six and six of eight: as many files, a greater share first. Five of five come after both.
    expect(ids(change)).toEqual(['panel', 'same', 'files']);
    expect(ids(prioritiesOf([entry('a', [0, 5]), entry('b', [0, 5])]).change)).toEqual(['a', 'b']);
  });

  it('goes by the standard where there is one, and by three quarters where there is none', () => {
    const { change, keep } = prioritiesOf([
      // 78 of 100 meets no 80%, 70 of 100 meets 70%; without one 75 of 100 is enough and 74 is not.
      entry('misses', [78, 100], { check: { standard: 80 } }),
      entry('meets', [70, 100], { check: { standard: 70 } }),
      entry('enough', [75, 100]),
      entry('short', [74, 100]),
      // A yes is bad: 3 of 20 are over the 10% that may be.
      entry('over', [3, 20], { check: { polarity: 'yes_is_bad', standard: 10 } }),
    ]);
    expect(ids(change)).toEqual(['short', 'misses', 'over']);
    // Each has one verdict: what meets its standard is to keep, also below three quarters.
    expect(ids(keep)).toEqual(['enough', 'meets']);
  });

  it('goes by the rule where the panel could stop reading, and where it is not sure by three quarters', () => {
    const { change, keep, checks } = prioritiesOf([
      // 78 of 100 would miss 80%, and 90 of 100 would not.
      entry('open', [78, 100], { check: { standard: 80 }, outcome: 'read on' }),
      entry('open_low', [60, 100], { check: { standard: 80 }, outcome: 'read on' }),
      entry('lost', [90, 100], { check: { standard: 80 }, outcome: 'not met' }),
      entry('sure', [70, 100], { check: { standard: 80 }, outcome: 'met' }),
    ]);
    expect(ids(change)).toEqual(['open_low', 'lost']);
    expect(ids(keep)).toEqual(['open', 'sure']);
    expect(checks.map(({ verdict }) => verdict)).toEqual(['not sure', 'not sure', 'not met', 'met']);
  });

  it('takes in what others clearly do better, although it is mostly right, and leaves out what is neither', () => {
    const { change, checks } = prioritiesOf([
      entry('behind', [80, 100], { others: share(198, 200) }),
      entry('chance', [80, 100], { others: share(83, 100) }),
      entry('neutral', [5, 100], { check: { polarity: 'neither' }, others: share(150, 200) }),
      entry('nobody', [0, 0]),
    ]);
    expect(ids(change)).toEqual(['behind']);
    expect(checks.map(({ beside }) => [beside.sure, beside.way, beside.points])).toEqual([
      ['clear', 'worse', -19],
      ['chance', 'worse', -3],
      ['clear', 'lower', -70],
      [null, null, null],
    ]);
  });
});

describe('a cause that other checks hang on', () => {
  const on = (among: [number, number]): Of => ({
    check: { dependsOn: { item: 'plan', answer: 'yes' } },
    among: share(...among),
  });

  it('counts with what falls short for want of it, and so comes before each of these', () => {
    // 7 of 21 have no plan. Of the 13 short of dated goals 6 have one, so 7 have none, of the 12 on needs 7, so 5; the plan
    // itself and these come to 7 + 7 + 5 = 19, more than the 15 of the fourth check.
    const { change, changeNext, checks } = prioritiesOf([
      entry('plan', [14, 21]),
      entry('goals', [8, 21], on([8, 14])),
      entry('needs', [9, 21], on([7, 14])),
      entry('contact', [6, 21]),
    ]);
    expect(ids(change)).toEqual(['plan', 'contact', 'goals']);
    expect(ids(changeNext)).toEqual(['needs']);
    expect(checks.map(({ hanging }) => hanging.map(({ check, files }) => [check.id, files]))).toEqual([
      [
        ['goals', 7],
        ['needs', 5],
      ],
      [],
      [],
      [],
    ]);
  });

  it('does not come before what many more fall short in, and safety comes before it', () => {
    // 2 + 2 = 4 answers for want of a plan, 20 without them.
    const few = prioritiesOf([
      entry('plan', [19, 21], { check: { standard: 100 } }),
      entry('goals', [1, 21], on([1, 19])),
    ]);
    expect(ids(few.change)).toEqual(['goals', 'plan']);
    const safe = prioritiesOf([
      entry('plan', [7, 21]),
      entry('goals', [0, 21], on([0, 7])),
      entry('risk', [20, 21], { check: { safety: true } }),
    ]);
    expect(ids(safe.change)).toEqual(['risk', 'plan', 'goals']);
  });

  it('is none where a check hangs on the other answer, is neither good nor bad, or has none without it', () => {
    const hangingOf = (more: Of) =>
      prioritiesOf([entry('plan', [14, 21]), entry('goals', [8, 21], more)]).checks[0]?.hanging;
    const { among } = on([8, 14]);
    expect(
      hangingOf({ check: { dependsOn: { item: 'plan', answer: 'no' } }, ...(among && { among }) }),
    ).toEqual([]);
    expect(
      hangingOf({
        check: { dependsOn: { item: 'plan', answer: 'yes' }, polarity: 'neither' },
        ...(among && { among }),
      }),
    ).toEqual([]);
    expect(hangingOf({ check: { dependsOn: { item: 'plan', answer: 'yes' } } })).toEqual([]);
    // All 13 that fall short have a plan.
    expect(hangingOf(on([8, 21]))).toEqual([]);
  });
});

describe('what to keep', () => {
  it('puts the panel’s word first, then what is clearly better, then the share, then the files', () => {
    const { keep } = prioritiesOf([
      entry('small', [5, 5]),
      entry('great', [50, 50]),
      entry('ahead', [90, 100], { others: share(50, 100) }),
      entry('praised', [76, 100], { strength: true }),
    ]);
    expect(ids(keep)).toEqual(['praised', 'ahead', 'great']);
  });
});

describe('beside the others and since last time', () => {
  it('is one family: what is clear by itself need not be among many', () => {
    // 4 of 12 against 11 of 15: mid-p 0.038 alone. Twice as many comparisons, none of them different, take it away.
    const one = entry('one', [4, 12], { others: share(11, 15) });
    expect(prioritiesOf([one]).checks[0]?.beside).toEqual({ sure: 'clear', way: 'worse', points: -40 });
    const { checks } = prioritiesOf([
      { ...one, before: share(4, 12) },
      entry('two', [6, 12], { others: share(6, 12) }),
    ]);
    expect(checks[0]?.beside.sure).toBe('chance');
    expect(checks[0]?.since).toEqual({ sure: 'chance', way: null, points: 0 });
  });

  it('calls fewer of what is bad better', () => {
    const { checks } = prioritiesOf([
      entry('forms', [5, 100], { check: { polarity: 'yes_is_bad' }, before: share(60, 100) }),
    ]);
    expect(checks[0]?.since).toEqual({ sure: 'clear', very: true, way: 'better', points: -55 });
    expect(checks[0]?.beside.sure).toBeNull();
  });
});

describe('a clear difference', () => {
  it('is very clear below 1 in 100 after the correction, and not above', () => {
    // None of 4 against 4 of 5, with margins 4, 5 and 4 of 9: the tables are 5, 40, 60, 20 and 1 of 126, so mid-p is
    // (1 + 5 / 2) / 126 = 0.028. None of 5 against 5 of 5 is the least likely of 252 on either side: 1 / 252 = 0.0040,
    // which Holm makes 0.0079 of two and 0.012 of three comparisons.
    const barely = entry('barely', [0, 4], { others: share(4, 5) });
    const far = entry('far', [0, 5], { others: share(5, 5) });
    const besides = (list: CheckInReport[]) =>
      prioritiesOf(list).checks.map(({ beside: { sure, very = false } }) => [sure, very]);
    expect(besides([barely])).toEqual([['clear', false]]);
    expect(besides([far, far])).toEqual([
      ['clear', true],
      ['clear', true],
    ]);
    expect(besides([far, far, far])[0]).toEqual(['clear', false]);
  });

  it('is very clear only where it is so without joint files, too', () => {
    const own = (yes: number, applicable: number) => ({
      withoutJoint: { own: share(yes, applicable), before: null },
    });
    const { checks } = prioritiesOf([entry('one', [0, 9], { others: share(4, 5), ...own(0, 4) })]);
    expect(checks[0]?.beside).toEqual({ sure: 'clear', way: 'worse', points: -80 });
  });
});

describe('a verdict without files of joint work', () => {
  const alone = (own: [number, number], before: [number, number] | null = null) => ({
    withoutJoint: { own: share(...own), before: before && share(...before) },
  });

  it('stands beside the one with them where it is another', () => {
    // 4 of 12 against 11 of 15: mid-p 0.038. Of 3 of 6 against 11 of 15, with margins 6, 15 and 14 of 21, the tables are
    // 7, 294, 3185, 12740, 21021, 14014 and 3003 of 54264; mid-p (7 + 294 + 3185 + 3003 + 12740 / 2) / 54264 = 0.237.
    const { checks } = prioritiesOf([entry('one', [4, 12], { others: share(11, 15), ...alone([3, 6]) })]);
    expect(checks[0]?.beside).toEqual({
      sure: 'clear',
      way: 'worse',
      points: -40,
      withoutJoint: { sure: 'chance', way: 'worse', points: -23 },
    });
  });

  it('is corrected for all comparisons of its own view', () => {
    // Without joint files twice mid-p 0.038: Holm makes 0.076 of it, Benjamini and Hochberg 0.038, so perhaps. With them
    // 4 of 40 against 11 of 15 is far below 0.025.
    const one = { others: share(11, 15), ...alone([4, 12]) };
    const { checks } = prioritiesOf([entry('one', [4, 40], one), entry('two', [4, 40], one)]);
    expect(checks.map(({ beside }) => [beside.sure, beside.withoutJoint?.sure])).toEqual([
      ['clear', 'perhaps'],
      ['clear', 'perhaps'],
    ]);
    // A check in which no joint file counts is in that view, too, with the same figure.
    const mixed = prioritiesOf([
      entry('one', [4, 40], one),
      entry('two', [4, 12], { others: share(11, 15), ...alone([4, 12]) }),
    ]);
    expect(mixed.checks.map(({ beside }) => [beside.sure, beside.withoutJoint?.sure])).toEqual([
      ['clear', 'perhaps'],
      ['clear', 'perhaps'],
    ]);
  });

  it('is not said again where both agree, and is said where joint files hide a difference', () => {
    const agreed = prioritiesOf([entry('one', [4, 40], { others: share(13, 15), ...alone([4, 38]) })]);
    expect(agreed.checks[0]?.beside).toEqual({ sure: 'clear', very: true, way: 'worse', points: -77 });
    // 11 of 23 against 11 of 15 may be chance, 4 of 12 alone is clear.
    const hidden = prioritiesOf([entry('one', [11, 23], { others: share(11, 15), ...alone([4, 12]) })]);
    expect(hidden.checks[0]?.beside).toMatchObject({
      sure: 'chance',
      withoutJoint: { sure: 'clear', way: 'worse', points: -40 },
    });
    // The same way or not: what may be chance is one verdict.
    const chance = prioritiesOf([entry('one', [6, 12], { others: share(5, 12), ...alone([2, 6]) })]);
    expect(chance.checks[0]?.beside.withoutJoint).toBeUndefined();
  });

  it('is none where only joint files count, and where nothing could be told with them it is not said', () => {
    const only = prioritiesOf([entry('one', [4, 40], { others: share(13, 15), ...alone([0, 0]) })]);
    expect(only.checks[0]?.beside.withoutJoint).toEqual({ sure: null, way: null, points: null });
    const none = prioritiesOf([entry('one', [4, 40], { others: null, ...alone([0, 0]) })]);
    expect(none.checks[0]?.beside).toEqual({ sure: null, way: null, points: null });
  });

  it('holds a share against that of the audit before without its joint files', () => {
    const { checks } = prioritiesOf([
      entry('one', [30, 40], { before: share(8, 40), ...alone([8, 12], [6, 12]) }),
    ]);
    expect(checks[0]?.since).toMatchObject({
      sure: 'clear',
      way: 'better',
      withoutJoint: { sure: 'chance', way: 'better', points: 17 },
    });
  });
});

describe('where it comes from', () => {
  const of = (groups: [string, number, number][], polarity: Check['polarity'] = 'yes_is_good') => {
    const own = groups.reduce<[number, number]>(([y, a], [, yes, all]) => [y + yes, a + all], [0, 0]);
    const parts = groups.map(([name, yes, applicable]) => ({ name, yes, applicable }));
    return prioritiesOf([entry('one', own, { groups: parts, check: { polarity } })]).checks[0]?.standsOut;
  };

  it('names groups of which at least twice as great a share falls short as of the rest', () => {
    // Women 4 of 5 short, the rest 4 of 15; Step up 2 of 5, the rest 6 of 15, which is no more.
    expect(
      of([
        ['Women', 1, 5],
        ['Step up', 3, 5],
        ['DRR', 8, 10],
      ]),
    ).toEqual([{ name: 'Women', short: 4, applicable: 5 }]);
  });

  it('names none for a single file, none where all are alike, and none where there is one group', () => {
    expect(of([['A', 4, 5], ['B', 5, 5]])).toEqual([]); // prettier-ignore
    expect(of([['A', 2, 5], ['B', 2, 5]])).toEqual([]); // prettier-ignore
    expect(of([['A', 0, 5]])).toEqual([]);
    expect(of([['A', 2, 5], ['B', 0, 5]], 'yes_is_bad')).toEqual([{ name: 'A', short: 2, applicable: 5 }]); // prettier-ignore
  });
});
