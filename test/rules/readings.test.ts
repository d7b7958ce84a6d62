import { describe, expect, it } from 'vitest';
import {
  commentThatCounts,
  compareReadings,
  differencesBetween,
  drawSecondReadings,
  readingFor,
} from '../../rules/index.ts';
import type { Answers } from '../../rules/index.ts';
import { randomFrom, shuffled } from '../../rules/random.ts';
import { check, parsed } from '../support/feedbackInput.ts';

describe('the row of random numbers of a seed', () => {
  it('never changes, so that a kept seed draws the same for good', () => {
    const row = (seed: number) => {
      const random = randomFrom(seed);
      return [random(), random(), random()].map((value) => value.toFixed(9));
    };
    expect(row(1)).toEqual(['0.627073941', '0.002735721', '0.527447040']);
    expect(row(2_147_483_647)).toEqual(row(2_147_483_647));
    expect(row(2)).not.toEqual(row(1));
  });

  it('is even: each tenth gets its share of 100,000', () => {
    const random = randomFrom(20_261_122);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 100_000; i += 1) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // Chi-square with 9 degrees of freedom exceeds 27.9 once in a thousand.
    const chiSquare = tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.9);
  });

  it('puts things into every order alike', () => {
    const random = randomFrom(7);
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i += 1) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].toSorted()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

describe('a draw of files to be read again', () => {
  const frame = (...sizes: number[]) =>
    sizes.flatMap((size, group) =>
      Array.from({ length: size }, (_, i) => ({ file: group * 1000 + i, group })),
    );

  it.each([
    // files, percent, how many: rounded up.
    [52, 5, 3],
    [40, 5, 2],
    [41, 5, 3],
    [1, 1, 1],
    [10, 100, 10],
    [0, 5, 0],
  ])('takes of %d files %d%%: %d', (files, percent, drawn) => {
    const got = drawSecondReadings(frame(files), { percent, oneAGroup: false, seed: 1 });
    expect(got).toHaveLength(drawn);
    expect(new Set(got).size).toBe(drawn);
  });

  it('takes one of every group at least, where it is wanted', () => {
    const sizes = [12, 9, 5, 5, 2, 5, 4, 2, 8];
    for (let seed = 1; seed <= 50; seed += 1) {
      const drawn = drawSecondReadings(frame(...sizes), { percent: 5, oneAGroup: true, seed });
      expect(drawn.map((file) => Math.floor(file / 1000)).toSorted((a, b) => a - b)).toEqual([
        0, 1, 2, 3, 4, 5, 6, 7, 8,
      ]);
      const more = drawSecondReadings(frame(...sizes), { percent: 50, oneAGroup: true, seed });
      expect(more).toHaveLength(26);
      expect(new Set(more.map((file) => Math.floor(file / 1000))).size).toBe(9);
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const draw = (seed: number) => drawSecondReadings(frame(60, 40), { percent: 10, oneAGroup: true, seed });
    expect(draw(5)).toEqual(draw(5));
    expect(draw(6)).not.toEqual(draw(5));
    expect(draw(1)).toEqual([7, 1020, 20, 1014, 1038, 1005, 1036, 1022, 1037, 1009]);
  });

  it('gives every file the same chance', () => {
    const times = new Map<number, number>();
    for (let seed = 1; seed <= 4000; seed += 1) {
      for (const file of drawSecondReadings(frame(20), { percent: 25, oneAGroup: false, seed })) {
        times.set(file, (times.get(file) ?? 0) + 1);
      }
    }
    expect(times.size).toBe(20);
    for (const count of times.values()) expect(Math.abs(count - 1000)).toBeLessThan(110);
  });

  it.each([0, 101, 2.5, Number.NaN])('cannot be of %d%%', (percent) => {
    expect(() => drawSecondReadings(frame(3), { percent, oneAGroup: false, seed: 1 })).toThrow(RangeError);
  });
});

describe('whose reading is whose', () => {
  it('gives the second one to whoever did not make the first, of a file that is read twice', () => {
    expect([
      readingFor(false, false),
      readingFor(false, true),
      readingFor(true, true),
      readingFor(true, false),
    ]).toEqual([1, 1, 1, 2]);
  });
});

const one = parsed({
  id: 'one',
  version: 1,
  title: 'One',
  description: 'For tests.',
  source: 'None.',
  sections: [{ id: 'all', title: 'All', items: [check('plan', 'Is there a plan?', 'Plan')] }],
});

/** Pairs of answers to the one check, by a table of the first reader's by the second's yes, no and na. */
function pairsOf(matrix: number[][]): { first: Answers; second: Answers }[] {
  const answers = ['yes', 'no', 'na'];
  return matrix.flatMap((line, i) =>
    line.flatMap((files, j) =>
      Array.from({ length: files }, () => ({
        first: new Map([['plan', answers[i] ?? '']]),
        second: new Map([['plan', answers[j] ?? '']]),
      })),
    ),
  );
}

const compared = (pairs: { first: Answers; second: Answers }[]) => {
  const [found] = compareReadings(one, pairs);
  if (!found) throw new Error('nothing was compared');
  return found;
};

describe('two readings held against each other', () => {
  it('agree as in the published examples', () => {
    const three = compared(
      pairsOf([
        [13, 0, 0],
        [0, 20, 7],
        [0, 4, 56],
      ]),
    );
    expect(three).toMatchObject({ files: 100, compared: 100, agreed: 89, verdict: 'alike' });
    expect(three.kappa?.value).toBeCloseTo(0.796, 3);
    expect(three.ac1?.value).toBeCloseTo(0.849, 3);

    // Nobody used "not applicable", so it is no category here.
    const two = compared(
      pairsOf([
        [118, 5],
        [2, 0],
      ]),
    );
    expect(two.agreement?.value).toBeCloseTo(0.944, 3);
    expect(two.kappa?.value).toBeCloseTo(-0.0234, 4);
    expect(two.ac1?.value).toBeCloseTo(0.9408, 4);
    // Nearly all answers are alike, which makes kappa low: it is AC1 that says whether readers are.
    expect(two.verdict).toBe('alike');
  });

  it('leave out what one of them did not record, and say of how many', () => {
    const pairs = [
      ...pairsOf([
        [3, 1],
        [0, 2],
      ]),
      { first: new Map([['plan', 'yes']]), second: new Map<string, string>() },
      { first: new Map<string, string>(), second: new Map<string, string>() },
    ];
    expect(compared(pairs)).toMatchObject({ files: 8, compared: 6, agreed: 5 });
  });

  it('pass at 95% or an AC1 of 0.75, and only where there are ten files', () => {
    const verdict = (matrix: number[][]) => compared(pairsOf(matrix)).verdict;
    expect(
      verdict([
        [0, 0],
        [0, 0],
      ]),
    ).toBe('none');
    expect(
      verdict([
        [4, 5],
        [0, 0],
      ]),
    ).toBe('few');
    expect(
      verdict([
        [5, 0],
        [0, 4],
      ]),
    ).toBe('few');
    expect(
      verdict([
        [5, 0],
        [0, 5],
      ]),
    ).toBe('alike');
    // 19 of 20 is 95%.
    expect(
      verdict([
        [19, 1],
        [0, 0],
      ]),
    ).toBe('alike');
    // 18 of 19 is less, with a kappa of 0, and passes by an AC1 of 0.94. So does 85% with a kappa of 0.32 and an AC1 of 0.81.
    expect(
      verdict([
        [18, 1],
        [0, 0],
      ]),
    ).toBe('alike');
    expect(
      verdict([
        [80, 10],
        [5, 5],
      ]),
    ).toBe('alike');
    // 90%, but an AC1 of 0.8; 85% and 0.7.
    expect(
      verdict([
        [9, 1],
        [1, 9],
      ]),
    ).toBe('alike');
    expect(
      verdict([
        [8, 2],
        [1, 9],
      ]),
    ).toBe('unlike');
    // All answers one and the same: no kappa, but full agreement.
    const same = compared(
      pairsOf([
        [12, 0],
        [0, 0],
      ]),
    );
    expect(same).toMatchObject({ kappa: null, verdict: 'alike' });
    expect(same.ac1?.value).toBe(1);
  });

  it('differ where one has no answer, and not where neither has', () => {
    const ids = (first: [string, string][], second: [string, string][]) =>
      differencesBetween(one, new Map(first), new Map(second)).map((item) => item.id);
    expect(ids([['plan', 'yes']], [['plan', 'yes']])).toEqual([]);
    expect(ids([], [])).toEqual([]);
    expect(ids([['plan', 'yes']], [])).toEqual(['plan']);
    expect(ids([], [['plan', 'na']])).toEqual(['plan']);
    expect(ids([['plan', 'yes']], [['plan', 'no']])).toEqual(['plan']);
  });

  it('do not differ over a field that one of them left empty, and over one that both filled in', () => {
    const words = (id: string) => ({ id, label: id, shortLabel: id, guidance: 'Read.' });
    const field = parsed({
      id: 'fields',
      version: 1,
      title: 'Fields',
      description: 'A field beside a rating.',
      source: 'For tests.',
      sections: [
        {
          id: 'all',
          title: 'All',
          items: [
            check('plan', 'Is there a plan?', 'Plan'),
            { kind: 'field', type: 'number', ...words('months'), minimum: 0, maximum: 600 },
            { kind: 'rating', ...words('quality') },
          ],
        },
      ],
    });
    const ids = (first: [string, string][], second: [string, string][]) =>
      differencesBetween(field, new Map(first), new Map(second)).map((item) => item.id);
    expect(ids([['months', '3']], [])).toEqual([]);
    expect(ids([], [['months', '3']])).toEqual([]);
    expect(ids([['months', '3']], [['months', '4']])).toEqual(['months']);
    // A rating is read in the notes, as a check is.
    expect(ids([['quality', '3']], [])).toEqual(['quality']);
  });
});

describe('the comment that goes with the answer that counts', () => {
  const first = { value: 'no', comment: 'No dates.' };
  const second = { value: 'yes', comment: 'Dates on page 3.' };
  it.each([
    [null, 'No dates.'],
    [{ value: 'no' }, 'No dates.'],
    [{ value: 'yes' }, 'Dates on page 3.'],
    [{ value: 'na' }, null],
    [{ value: null }, null],
  ])('is, where %j is settled, %j', (settled, expected) => {
    expect(commentThatCounts(first, second, settled)).toBe(expected);
  });
  it('is that of the reader who recorded nothing, where that is settled', () => {
    expect(commentThatCounts({ ...first, value: null }, second, { value: null })).toBe('No dates.');
  });
});
