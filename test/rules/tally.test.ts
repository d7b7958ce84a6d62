import { describe, expect, it } from 'vitest';
import { combine, Counter, percent, tally } from '../../rules/index.ts';
import type { Counts } from '../../rules/index.ts';
import { tool } from '../support/feedbackInput.ts';

describe('percent', () => {
  it.each([
    [1, 8, 13],
    [3, 8, 38],
    [1, 200, 1],
    [1, 201, 0],
    [3, 200, 2],
    [2, 3, 67],
    [1, 3, 33],
    [41, 52, 79],
    [13, 52, 25],
    [9, 28, 32],
    [19, 52, 37],
    [8, 52, 15],
    [199, 200, 100],
    [995, 1000, 100],
    [994, 1000, 99],
    [0, 7, 0],
    [7, 7, 100],
  ])('of %i of %i is %i, rounded half up', (numerator, denominator, expected) => {
    expect(percent(numerator, denominator)).toBe(expected);
  });

  it('is none where there is nothing to divide by', () => {
    expect(percent(0, 0)).toBeNull();
  });

  it('does not drift with big numbers', () => {
    expect(percent(1_000_000_000_000, 8_000_000_000_000)).toBe(13);
    // Just below the half, where a division first would round up.
    expect(percent(124_999_999_999, 1_000_000_000_000)).toBe(12);
    expect(percent(125_000_000_000, 1_000_000_000_000)).toBe(13);
  });

  it('agrees with counting halves for every share of up to 60 files', () => {
    for (let of = 1; of <= 60; of += 1) {
      for (let yes = 0; yes <= of; yes += 1) {
        // The largest whole p with p - 0.5 <= 100 yes / of, without a division.
        let p = 0;
        while ((2 * (p + 1) - 1) * of <= 200 * yes) p += 1;
        expect(percent(yes, of), `${yes} of ${of}`).toBe(p);
      }
    }
  });
});

/** Ash: 4 files, Birch: 3, Cedar: none yet. Every figure below was worked out by hand. */
const counts: Counts = {
  groups: [
    { name: 'Ash', files: 4 },
    { name: 'Birch', files: 3 },
    { name: 'Cedar', files: 0 },
  ],
  answers: [
    { group: 'Ash', check: 'plan', answer: 'yes', files: 1 },
    { group: 'Ash', check: 'plan', answer: 'no', files: 2 },
    { group: 'Birch', check: 'plan', answer: 'yes', files: 3 },
    { group: 'Ash', check: 'smart', answer: 'yes', files: 3 },
    { group: 'Ash', check: 'smart', answer: 'no', files: 1 },
    { group: 'Ash', check: 'forms', answer: 'na', files: 4 },
    { group: 'Birch', check: 'forms', answer: 'na', files: 2 },
    { group: 'Birch', check: 'housing', answer: 'yes', files: 1 },
    { group: 'Birch', check: 'housing', answer: 'na', files: 1 },
  ],
  pairs: [
    { group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'yes', files: 1 },
    { group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'no', files: 1 },
    { group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'na', files: 1 },
    { group: 'Ash', check: 'smart', answer: 'no', parentAnswer: 'no', files: 1 },
  ],
};

describe('tally', () => {
  const result = tally(tool, counts);
  const of = (group: string | null, check: string) => {
    const row = group === null ? result.overall : result.groups.find(({ name }) => name === group);
    return row?.checks.find(({ id }) => id === check);
  };

  it('names the tool, its version, and the groups in their order with their files', () => {
    expect([result.tool, result.version]).toEqual(['sample', 2]);
    expect(result.groups.map(({ name, files }) => [name, files])).toEqual([
      ['Ash', 4],
      ['Birch', 3],
      ['Cedar', 0],
    ]);
    expect(result.overall.files).toBe(7);
  });

  it('has every check of the tool in its order, in every group', () => {
    const ids = ['plan', 'smart', 'abstinence', 'forms', 'housing'];
    for (const row of [...result.groups, result.overall]) expect(row.checks.map(({ id }) => id)).toEqual(ids);
  });

  it('counts what was not recorded from the files', () => {
    expect(of('Ash', 'plan')).toEqual({
      id: 'plan',
      yes: 1,
      no: 2,
      notApplicable: 0,
      notRecorded: 1,
      applicable: 3,
      percentOfApplicable: 33,
      percentOfFiles: 25,
    });
    expect(of('Birch', 'abstinence')).toMatchObject({ yes: 0, applicable: 0, notRecorded: 3 });
  });

  it('has no percentage at all where nothing was applicable, rather than 0%', () => {
    for (const [group, check] of [
      ['Ash', 'forms'],
      ['Birch', 'forms'],
      ['Birch', 'smart'],
      ['Cedar', 'plan'],
      [null, 'forms'],
      [null, 'abstinence'],
    ] as const) {
      expect(of(group, check), `${group} ${check}`).toMatchObject({
        applicable: 0,
        percentOfApplicable: null,
        percentOfFiles: null,
      });
    }
    expect(of('Ash', 'forms')).toMatchObject({ notApplicable: 4, notRecorded: 0 });
    expect(of('Birch', 'forms')).toMatchObject({ notApplicable: 2, notRecorded: 1 });
  });

  it('adds the totals up from counts, not from percentages', () => {
    // 33% and 100% are 67% on average; 4 of 6 is 67% too, but of all 7 files it is 57%.
    expect(of(null, 'plan')).toEqual({
      id: 'plan',
      yes: 4,
      no: 2,
      notApplicable: 0,
      notRecorded: 1,
      applicable: 6,
      percentOfApplicable: 67,
      percentOfFiles: 57,
    });
    // Ash 75%, Birch nothing: the average of what there is would be 75% of files, the counts give 3 of 7.
    expect(of(null, 'smart')).toMatchObject({ percentOfApplicable: 75, percentOfFiles: 43 });
    expect(of(null, 'housing')).toMatchObject({
      yes: 1,
      no: 0,
      notApplicable: 1,
      notRecorded: 5,
      percentOfApplicable: 100,
      percentOfFiles: 14,
    });
  });

  it('counts a yes under anything but a yes as a contradiction, and nothing else', () => {
    expect(result.contradictions).toEqual([{ group: 'Ash', check: 'smart', files: 2 }]);
  });

  it('tells of a yes or no to what a group leaves out, once, and of no answer that says that it does not apply', () => {
    const groups = counts.groups.map((group) => ({
      ...group,
      excluded: group.name === 'Ash' ? ['smart', 'forms'] : ['housing', 'forms'],
    }));
    const told = tally(tool, { ...counts, groups });
    expect(told.contradictions).toEqual([
      { group: 'Ash', check: 'smart', files: 4, excluded: true },
      { group: 'Birch', check: 'housing', files: 1, excluded: true },
    ]);
    // They are counted as they were given.
    expect(told.groups).toEqual(result.groups);
  });

  it('says 0% where something was applicable and nothing was a yes', () => {
    const none = tally(tool, {
      groups: [{ name: 'Ash', files: 2 }],
      answers: [{ group: 'Ash', check: 'plan', answer: 'no', files: 1 }],
      pairs: [],
    });
    expect(none.overall.checks[0]).toMatchObject({ percentOfApplicable: 0, percentOfFiles: 0 });
  });

  it('is empty without groups', () => {
    const none = tally(tool, { groups: [], answers: [], pairs: [] });
    expect(none.overall.files).toBe(0);
    expect(none.overall.checks.every((check) => check.percentOfFiles === null)).toBe(true);
  });

  it.each([
    ['more answers than files', 'Ash', 'plan', 'yes', 5, 'more answers than files for the check plan'],
    ['a group that is not there', 'Dogwood', 'plan', 'yes', 1, 'a group that is not there: Dogwood'],
    ['a check that is not there', 'Ash', 'horse', 'yes', 1, 'a check that is not there: horse'],
  ])('refuses counts that cannot be: %s', (_, group, check, answer, files, message) => {
    const wrong = () =>
      tally(tool, {
        groups: [{ name: 'Ash', files: 4 }],
        answers: [{ group, check, answer, files }],
        pairs: [],
      });
    expect(wrong).toThrow(RangeError);
    expect(wrong).toThrow(message);
  });

  it('refuses answers that only together are more than the files', () => {
    expect(() =>
      tally(tool, {
        groups: [{ name: 'Ash', files: 2 }],
        answers: [
          { group: 'Ash', check: 'plan', answer: 'yes', files: 1 },
          { group: 'Ash', check: 'plan', answer: 'no', files: 1 },
          { group: 'Ash', check: 'plan', answer: 'na', files: 1 },
        ],
        pairs: [],
      }),
    ).toThrow(RangeError);
  });
});

describe('combine', () => {
  const { groups } = tally(tool, counts);

  it('adds some of the groups up like a tally of these alone', () => {
    const [ash, birch] = groups;
    if (!ash || !birch) throw new Error('groups are missing');
    const alone = tally(tool, {
      groups: counts.groups.filter(({ name }) => name === 'Birch'),
      answers: counts.answers.filter(({ group }) => group === 'Birch'),
      pairs: [],
    });
    expect(combine(tool, [birch])).toEqual(alone.overall);
    expect(combine(tool, [birch, ash]).checks[0]).toMatchObject({ yes: 4, applicable: 6 });
    expect(combine(tool, [ash, birch, ...groups.slice(2)])).toEqual(tally(tool, counts).overall);
  });

  it('refuses figures of another tool', () => {
    const [ash] = groups;
    if (!ash) throw new Error('a group is missing');
    expect(() => combine(tool, [{ ...ash, checks: ash.checks.toReversed() }])).toThrow(RangeError);
  });
});

describe('Counter', () => {
  const files: [string, Record<string, string>][] = [
    ['Birch', { plan: 'yes', housing: 'yes', forms: 'na', started: '2012-02-28' }],
    ['Ash', { plan: 'yes', smart: 'yes', forms: 'na' }],
    ['Ash', { plan: 'no', smart: 'yes', forms: 'na' }],
    ['Birch', { plan: 'yes', housing: 'na', forms: 'na' }],
    ['Ash', { plan: 'no', smart: 'no', forms: 'na' }],
    ['Birch', { plan: 'yes' }],
    // A yes beside a plan that was not recorded is no contradiction.
    ['Ash', { smart: 'yes', forms: 'na' }],
  ];
  const counter = new Counter(tool);
  for (const [group, answers] of files) counter.add(group, new Map(Object.entries(answers)));
  const counted = counter.counts();

  it('has the groups in the order in which they came', () => {
    expect(counted.groups).toEqual([
      { name: 'Birch', files: 3 },
      { name: 'Ash', files: 4 },
    ]);
  });

  it('counts the same as by hand', () => {
    const sorted = (list: object[]) => list.map((entry) => JSON.stringify(entry)).toSorted();
    expect(sorted(counted.answers)).toEqual(sorted(counts.answers));
    expect(sorted(counted.pairs)).toEqual(
      sorted([
        { group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'yes', files: 1 },
        { group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'no', files: 1 },
        { group: 'Ash', check: 'smart', answer: 'no', parentAnswer: 'no', files: 1 },
      ]),
    );
  });

  it('gives the tally that the counts by hand give', () => {
    const byCounter = tally(tool, counted);
    const byHand = tally(tool, { ...counts, groups: counts.groups.filter(({ files: n }) => n > 0) });
    expect(byCounter.overall).toEqual(byHand.overall);
    expect(byCounter.groups.toReversed()).toEqual(byHand.groups);
    expect(byCounter.contradictions).toEqual([{ group: 'Ash', check: 'smart', files: 1 }]);
  });

  it('keeps groups apart whose names would look alike in a key', () => {
    const other = new Counter(tool);
    other.add('A plan', new Map([['plan', 'yes']]));
    other.add('A', new Map([['plan', 'no']]));
    other.add('__proto__', new Map([['plan', 'yes']]));
    expect(tally(tool, other.counts()).groups.map(({ name, checks }) => [name, checks[0]?.yes])).toEqual([
      ['A plan', 1],
      ['A', 0],
      ['__proto__', 1],
    ]);
  });
});
