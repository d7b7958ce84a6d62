import { describe, expect, it } from 'vitest';
import { isSmall, isSmallFor, leastFilesToShow, suppressionRuleOf } from '../../rules/index.ts';
import type { Check } from '../../rules/index.ts';
import type { Share } from '../../rules/index.ts';
import { maskLine } from '../../rules/suppression.ts';
import { seeded } from '../support/random.ts';

const share = (yes: number, applicable: number): Share => ({ yes, applicable });
/** "-" for shown, "x" for hidden, the total last. */
const picture = ({ cells, total }: { cells: boolean[]; total: boolean }) =>
  [...cells, total].map((hidden) => (hidden ? 'x' : '-')).join('');
const cellOf = ({ yes, applicable }: Share) => [yes, applicable - yes];
const maskOf = (shares: [number, number][], threshold = 5) =>
  picture(
    maskLine(
      shares.map(([yes, of]) => cellOf(share(yes, of))),
      threshold,
    ),
  );

describe('isSmall', () => {
  it.each([
    [5, 10, false],
    [4, 10, true],
    [0, 10, true],
    [5, 9, true],
    [6, 10, true],
    [6, 11, false],
    [10, 10, true],
    [0, 1, true],
    [0, 0, false],
  ])('%i of %i below 5: %s', (yes, applicable, small) => {
    expect(isSmall(share(yes, applicable), 5)).toBe(small);
  });

  it('hides every share of fewer files than it takes to show one', () => {
    const shown = (applicable: number, threshold: number) =>
      Array.from({ length: applicable + 1 }, (_, yes) => share(yes, applicable)).some(
        (one) => !isSmall(one, threshold),
      );
    for (let threshold = 3; threshold <= 20; threshold += 1) {
      const least = leastFilesToShow(threshold);
      for (let files = 1; files < least; files += 1) expect(shown(files, threshold)).toBe(false);
      expect(shown(least, threshold)).toBe(true);
    }
  });

  it('goes by the threshold of the audit', () => {
    expect(isSmall(share(4, 10), 4)).toBe(false);
    expect(isSmall(share(3, 10), 4)).toBe(true);
    expect(isSmall(share(19, 40), 20)).toBe(true);
    expect(isSmall(share(20, 40), 20)).toBe(false);
  });
});

describe('maskLine', () => {
  it('hides no more behind a small one than that takes, where another one could hide nothing', () => {
    const cells = [
      [5, 5],
      [4, 24],
      [30, 30],
      [35, 35],
      [40, 40],
    ];
    const order = cells.map(([yes = 0, no = 0]) => yes + no);
    expect(maskLine(cells, 5, { order })).toEqual({ cells: [false, true, true, false, false], total: false });
  });

  it('shows everything where nothing is small', () => {
    expect(
      maskOf([
        [5, 10],
        [20, 30],
        [5, 11],
      ]),
    ).toBe('----');
  });

  it('hides a small share, and another so that it does not follow from the total', () => {
    expect(
      maskOf([
        [2, 20],
        [9, 30],
        [7, 30],
        [15, 30],
      ]),
    ).toBe('x--x-');
  });

  it('hides as many as it takes for what is left over not to be small itself', () => {
    // Two small ones alone leave 2 of 22 by subtraction, which is small again, or 5 of 22, which leaves hardly a choice.
    expect(
      maskOf([
        [1, 11],
        [1, 11],
        [8, 20],
        [9, 20],
      ]),
    ).toBe('xx-x-');
    expect(
      maskOf([
        [3, 11],
        [2, 11],
        [8, 20],
        [9, 20],
      ]),
    ).toBe('xx-x-');
  });

  it('counts a small no like a small yes', () => {
    expect(
      maskOf([
        [18, 20],
        [9, 30],
        [15, 30],
      ]),
    ).toBe('x-x-');
  });

  it('hides everything where the total is small', () => {
    expect(
      maskOf([
        [2, 10],
        [2, 30],
      ]),
    ).toBe('xxx');
    expect(maskOf([[10, 11]])).toBe('xx');
  });

  it('hides a single group only together with its total', () => {
    expect(maskOf([[4, 10]])).toBe('xx');
    expect(maskOf([[5, 10]])).toBe('--');
    // The only other group has nothing applicable and so cannot hide anything.
    expect(
      maskOf([
        [4, 30],
        [0, 0],
      ]),
    ).toBe('x-x');
  });

  it('stops at the threshold', () => {
    expect(
      maskOf([
        [5, 10],
        [5, 10],
      ]),
    ).toBe('---');
    expect(
      maskOf([
        [4, 10],
        [5, 10],
      ]),
    ).toBe('xx-');
    expect(
      maskOf(
        [
          [4, 10],
          [5, 10],
        ],
        4,
      ),
    ).toBe('---');
  });

  it('never hides where nothing is applicable: there is nothing to hide', () => {
    expect(
      maskOf([
        [0, 0],
        [0, 0],
      ]),
    ).toBe('---');
    expect(
      maskOf([
        [0, 0],
        [1, 2],
        [20, 40],
      ]),
    ).toBe('-xx-');
    expect(picture(maskLine([], 5))).toBe('-');
  });

  it('leaves no hidden figure that could be told, in some thousand tables', () => {
    const random = seeded(20120228);
    const upTo = (most: number) => Math.floor(random() * (most + 1));
    let allShown = 0;
    let partlyHidden = 0;
    let totalHidden = 0;
    for (let round = 0; round < 6000; round += 1) {
      const threshold = 3 + upTo(7);
      const largest = [3, 12, 60, 400][upTo(3)] ?? 12;
      const shares = Array.from({ length: 1 + upTo(8) }, () => {
        const applicable = upTo(5) === 0 ? 0 : upTo(largest);
        return share(upTo(applicable), applicable);
      });
      const table = `${threshold}: ${shares.map((s) => `${s.yes}/${s.applicable}`).join(' ')}`;
      const mask = maskLine(shares.map(cellOf), threshold);

      shares.forEach((s, i) => {
        if (isSmall(s, threshold)) expect(mask.cells[i], table).toBe(true);
        if (s.applicable === 0) expect(mask.cells[i], table).toBe(false);
      });
      const total = sum(shares);
      if (isSmall(total, threshold)) expect(mask.total, table).toBe(true);

      const hidden = shares.filter((_, i) => mask.cells[i]);
      if (mask.total) {
        // Not even a sum is known then; the total must not be given away by all of its parts.
        totalHidden += 1;
        expect(hidden.length, table).toBeGreaterThan(0);
        continue;
      }
      if (hidden.length === 0) {
        allShown += 1;
        continue;
      }
      partlyHidden += 1;
      // What a reader can work out: the sum of all hidden ones, and, let us say, how many files each has.
      const rest = sum(hidden);
      expect(hidden.length, table).toBeGreaterThan(1);
      expect(isSmall(rest, threshold), table).toBe(false);
      for (const one of hidden) {
        const others = rest.applicable - one.applicable;
        const least = Math.max(0, rest.yes - others);
        const most = Math.min(one.applicable, rest.yes);
        expect(most, `${table}: ${one.yes}/${one.applicable} follows`).toBeGreaterThan(least);
        expect(one.yes).toBeGreaterThanOrEqual(least);
        expect(one.yes).toBeLessThanOrEqual(most);
      }
    }
    // Each kind of outcome was met often enough to have been tried.
    for (const met of [allShown, partlyHidden, totalHidden]) expect(met).toBeGreaterThan(300);
  });
});

describe('isSmallFor', () => {
  const rule = { threshold: 5, byFiles: new Set(['plan_on_file']) };
  it.each([
    ['about a person, by the yes', 'gender', share(4, 20), true],
    ['about a person, by the no', 'gender', share(16, 20), true],
    ['about a person, with enough of both', 'gender', share(5, 10), false],
    ['about practice, with none of enough files', 'plan_on_file', share(0, 5), false],
    ['about practice, with all of enough files', 'plan_on_file', share(5, 5), false],
    ['about practice, of too few files', 'plan_on_file', share(2, 4), true],
    ['about practice, where nothing applies', 'plan_on_file', share(0, 0), false],
    ['the rest of 20 of 30 beside 21 of 36, about practice', 'plan_on_file', share(1, 6), false],
    ['the same about a person', 'gender', share(1, 6), true],
  ])('decides on a figure %s', (_, id, figure, small) => {
    expect(isSmallFor(rule, id, figure)).toBe(small);
  });

  it('is about practice where a check says so, or nobody divides results by it', () => {
    const named = (id: string, more: { segment: boolean; about?: 'person' | 'practice' }): Check => ({
      kind: 'check',
      na: true,
      polarity: 'yes_is_good',
      guidance: 'As it says.',
      aliases: [],
      suggestions: [],
      id,
      label: id,
      shortLabel: id,
      ...more,
    });
    const checks = [
      named('plan', { segment: false }),
      named('children', { segment: true }),
      named('blood_test', { segment: false, about: 'person' }),
      named('seen_within_a_week', { segment: true, about: 'practice' }),
    ];
    const sections = [{ id: 'all', title: 'All', items: checks }];
    const subject = { id: 'case_file', one: 'case file', many: 'case files', personal: true };
    const of = (smallNumberRule: 'by_item' | 'by_counts') =>
      suppressionRuleOf({ subject, sections }, { smallNumberThreshold: 5, smallNumberRule });
    expect([...of('by_item').byFiles]).toEqual(['plan', 'seen_within_a_week']);
    expect([...of('by_counts').byFiles]).toEqual([]);
    expect(of('by_item').threshold).toBe(5);
  });

  it('finds nothing small where records are about no person', () => {
    const subject = { id: 'partnership', one: 'partnership', many: 'partnerships', personal: false };
    const ofReviews = suppressionRuleOf(
      { subject, sections: [] },
      { smallNumberThreshold: 5, smallNumberRule: 'by_counts' },
    );
    expect(isSmallFor(ofReviews, 'any', share(1, 1))).toBe(false);
  });
});

function sum(shares: Share[]): Share {
  return shares.reduce((a, b) => share(a.yes + b.yes, a.applicable + b.applicable), share(0, 0));
}
