import { describe, expect, it } from 'vitest';
import {
  countValues,
  instrumentItemsOf,
  ranksOf,
  readAnswer,
  scoreRanges,
  scoreRecord,
  tallyCriteria,
  tallyItems,
} from '../../../rules/index.ts';
import { definition, instrumentOf, record } from './support.ts';

const tool = instrumentOf(definition());

/** Four services; every figure below is worked out from them by hand. */
const RECORDS = [
  record({
    a: 'excellent',
    b: 'fair',
    c: 'weak',
    d: 'good',
    plan: 'yes',
    unscored: 'yes',
    region: 'north',
    drugs: 'heroin crack',
    weeks: '1.1',
    day: '2026-01-05',
    remarks: 'Yes.',
  }),
  record({
    a: 'weak',
    b: 'fair',
    c: 'na',
    d: 'good',
    plan: 'no',
    region: 'north',
    drugs: 'crack',
    weeks: '2.2',
  }),
  record({ a: 'good', b: 'na', c: 'weak', d: 'weak', plan: 'na', region: 'south', weeks: 'na' }),
  record({ b: 'weak', c: 'na', d: 'na', plan: 'yes' }),
];

describe('the tally of an item', () => {
  const tallies = new Map(tallyItems(tool, countValues(RECORDS), 4).map((tally) => [tally.id, tally]));

  it('of a scale counts every answer, and adds up what they count for', () => {
    expect(tallies.get('a')).toEqual({
      id: 'a',
      kind: 'scale',
      counts: { weak: 1, fair: 0, good: 1, excellent: 1 },
      notApplicable: 0,
      notRecorded: 1,
      answered: 3,
      sum: 8,
      mean: 8 / 3,
    });
    expect(tallies.get('c')).toMatchObject({
      counts: { weak: 2 },
      notApplicable: 2,
      notRecorded: 0,
      sum: 2,
      mean: 1,
    });
  });

  it('of a check is that of a scale of two', () => {
    expect(tallies.get('plan')).toMatchObject({
      counts: { yes: 2, no: 1 },
      notApplicable: 1,
      answered: 3,
      sum: 2,
    });
  });

  it('of answers that count for nothing has no sum', () => {
    expect(tallies.get('unscored')).toMatchObject({
      counts: { yes: 1, no: 0 },
      notRecorded: 3,
      sum: null,
      mean: null,
    });
    expect(tallies.get('region')).toMatchObject({ counts: { north: 2, south: 1 }, sum: null, mean: null });
  });

  it('of several answers counts a record once, and each of its answers', () => {
    expect(tallies.get('drugs')).toMatchObject({
      counts: { heroin: 1, crack: 2, alcohol: 0 },
      answered: 2,
      notRecorded: 2,
    });
  });

  it('of numbers adds them up without the errors of binary fractions', () => {
    expect(tallies.get('weeks')).toMatchObject({
      counts: {},
      notApplicable: 1,
      notRecorded: 1,
      answered: 2,
      sum: 3.3,
    });
  });

  it('of dates and texts says how many there are', () => {
    expect(tallies.get('day')).toMatchObject({ counts: {}, answered: 1, notRecorded: 3, sum: null });
    expect(tallies.get('remarks')).toMatchObject({ counts: {}, answered: 1, notRecorded: 3, sum: null });
  });

  it('of texts takes "na" for what was written', () => {
    const remarks = tallyItems(tool, countValues([record({ remarks: 'na' })]), 1).at(-1);
    expect(remarks).toMatchObject({ id: 'remarks', answered: 1, notApplicable: 0, notRecorded: 0 });
  });

  it('takes no value for an answer that the item does not have', () => {
    const odd = countValues([record({ a: 'brilliant', b: 'excellent', drugs: 'tea' })]);
    const [a, b] = tallyItems(tool, odd, 1);
    expect([a?.answered, a?.notRecorded, b?.answered]).toEqual([0, 1, 0]);
  });
});

describe('the score of a record', () => {
  const scoresOf = (index: number) =>
    Object.fromEntries(
      scoreRecord(tool, RECORDS[index] ?? new Map()).map(({ id, score, band }) => [id, [score, band]]),
    );

  it('is made of its answers by mean and band, median and sum', () => {
    // (4 + 2) / 2 = 3: good. Of 4, 1 and 3 the middle one is 3. Together 6.
    expect(scoresOf(0)).toEqual({ first: [3, 'good'], second: [3, null], overall: [6, 'high'] });
    // (1 + 2) / 2 = 1.5: weak. Between 1 and 3, since c does not apply.
    expect(scoresOf(1)).toEqual({ first: [1, 'weak'], second: [2, null], overall: [3, 'low'] });
    // b does not apply: 3 alone is good. Of 3, 1 and 1 the middle one is 1.
    expect(scoresOf(2)).toEqual({ first: [3, 'good'], second: [1, null], overall: [4, 'low'] });
  });

  it('is not told where an answer is missing, nor is anything that it is part of, and says which', () => {
    const scores = scoreRecord(tool, RECORDS[3] ?? new Map());
    expect(scores.map(({ id, score, missing }) => [id, score, missing])).toEqual([
      ['first', null, ['a']],
      ['second', null, ['a']],
      ['overall', null, ['first', 'second']],
    ]);
  });

  it('leaves out what nothing of applies, and all of it where all does not', () => {
    const scores = scoreRecord(tool, record({ a: 'na', b: 'na', c: 'weak', d: 'na' }));
    expect(scores.map(({ id, score, notApplicable }) => [id, score, notApplicable])).toEqual([
      ['first', null, true],
      ['second', 1, false],
      ['overall', 1, false],
    ]);
    const none = scoreRecord(tool, record({ a: 'na', b: 'na', c: 'na', d: 'na' }));
    expect(none.at(-1)).toMatchObject({ id: 'overall', score: null, notApplicable: true, missing: [] });
  });

  it('leaves out an item that is left out of the audit', () => {
    const [first] = scoreRecord(tool, record({ a: 'good' }), new Set(['b']));
    expect(first).toMatchObject({ value: 3, band: 'good', parts: [{ id: 'a', score: 3, weight: 1 }] });
  });

  it.each([
    [1.5, 'weak'],
    [1.75, 'fair'],
    [2.5, 'good'],
    [3.25, 'excellent'],
  ])('a mean of %f, on the cut or below it, is %s', (mean, band) => {
    const answers =
      {
        1.5: ['weak', 'fair'],
        1.75: ['weak', 'fair', 'fair', 'fair'],
        2.5: ['fair', 'good'],
        3.25: ['good', 'good', 'good', 'excellent'],
      }[mean] ?? [];
    const four = ['a', 'c', 'd', 'b'].slice(0, answers.length);
    const items = definition().sections[0]?.items.map((one) =>
      one.id === 'b' ? { ...one, highest: undefined } : one,
    );
    const criteria = [{ ...criterionOf('first'), of: four }];
    const own = instrumentOf(
      definition({ sections: [{ id: 's', title: 'S', items }], criteria, rankBy: undefined }),
    );
    const [score] = scoreRecord(own, record(Object.fromEntries(four.map((id, i) => [id, answers[i] ?? '']))));
    expect([score?.value, score?.band]).toEqual([mean, band]);
  });

  const criterionOf = (id: string) => {
    const { of } = definition().criteria[0] ?? { of: [] };
    return of.find((one) => one.id === id);
  };
  const scoredBy = (criterion: Record<string, unknown>, answers: Record<string, string>) => {
    const criteria = [{ id: 'x', title: 'X', of: ['a', 'c', 'd'], ...criterion }];
    return scoreRecord(instrumentOf(definition({ criteria, rankBy: undefined })), record(answers)).at(-1);
  };
  const ANSWERS = { a: 'excellent', c: 'weak', d: 'fair' };

  it.each([
    ['sum', {}, 7],
    ['least', {}, 1],
    ['most', {}, 4],
    ['median', {}, 2],
    ['mean', {}, 7 / 3],
    // (4 × 2 + 1 + 2) / 4 and 4 × 2 + 1 + 2
    ['mean', { weights: { a: 2 } }, 11 / 4],
    ['sum', { weights: { a: 2 } }, 11],
  ])('by %s %j', (aggregate, more, score) => {
    expect(scoredBy({ aggregate, ...more }, ANSWERS)?.score).toBe(score);
  });

  it('comes no higher than the answer to one question lets it, and says so', () => {
    const limits = [{ item: 'c', answers: ['weak', 'fair'], atMost: 2 }];
    const { bands } = criterionOf('first') ?? {};
    expect(scoredBy({ aggregate: 'mean', limits }, ANSWERS)).toMatchObject({
      value: 7 / 3,
      score: 2,
      limitedBy: [{ item: 'c', atMost: 2 }],
    });
    expect(
      scoredBy(
        { aggregate: 'mean', bands, scoredBy: 'band', limits },
        { a: 'excellent', c: 'weak', d: 'excellent' },
      ),
    ).toMatchObject({ value: 3, score: 2, band: 'fair' });
    // Already below it, or answered otherwise: nothing limits.
    expect(scoredBy({ aggregate: 'least', limits }, ANSWERS)).toMatchObject({ score: 1, limitedBy: [] });
    expect(scoredBy({ aggregate: 'sum', limits }, { ...ANSWERS, c: 'good' })).toMatchObject({
      score: 9,
      limitedBy: [],
    });
  });

  it('may be a judgement, chosen with the items in view', () => {
    const judged = { aggregate: 'judgement', scale: 'four' };
    expect(scoredBy(judged, { ...ANSWERS, x: 'good' })).toMatchObject({
      score: 3,
      band: 'good',
      missing: [],
    });
    expect(scoredBy(judged, ANSWERS)).toMatchObject({ score: null, band: null, missing: ['x'] });
    expect(scoredBy(judged, { x: 'na' })).toMatchObject({ score: null, notApplicable: true, missing: [] });
  });

  it('lies between the least and the most that the answers allow', () => {
    // b is capped at fair: (1+1)/2 to (4+2)/2, which is good; the median from 1 to 4.
    expect(Object.fromEntries(scoreRanges(tool))).toEqual({
      first: { least: 1, most: 3 },
      second: { least: 1, most: 4 },
      overall: { least: 2, most: 7 },
    });
  });
});

describe('the tally of criteria', () => {
  const scores = RECORDS.map((answers) => scoreRecord(tool, answers));

  it('counts records with a score, and those in each band', () => {
    expect(tallyCriteria(tool, scores)).toEqual([
      {
        id: 'first',
        scored: 3,
        unscored: 1,
        sum: 7,
        mean: 7 / 3,
        least: 1,
        most: 3,
        bands: { weak: 1, fair: 0, good: 2, excellent: 0 },
      },
      { id: 'second', scored: 3, unscored: 1, sum: 6, mean: 2, least: 1, most: 3, bands: {} },
      {
        id: 'overall',
        scored: 3,
        unscored: 1,
        sum: 13,
        mean: 13 / 3,
        least: 3,
        most: 6,
        bands: { low: 2, high: 1 },
      },
    ]);
    expect(tallyCriteria(tool, [])[0]).toMatchObject({ scored: 0, mean: null, least: null, most: null });
  });

  it('ranks by the first criterion, then by the next, equal records equal, and not what has no score', () => {
    // First 3, 1, 3 and none; overall 6, 3, 4.
    expect(ranksOf(tool, scores)).toEqual([1, 3, 2, null]);
    expect(ranksOf(tool, [scores[0] ?? [], scores[0] ?? [], scores[1] ?? []])).toEqual([1, 1, 3]);
    expect(ranksOf({}, scores)).toEqual([null, null, null, null]);
  });
});

describe('an answer as it is entered', () => {
  const read = (id: string, entered: string) => {
    const item = instrumentItemsOf(tool).find((one) => one.id === id);
    if (!item) throw new Error(`There is no item ${id}`);
    return readAnswer(tool, item, entered);
  };

  it.each([
    ['a', ' Good ', 'good'],
    ['a', '3', 'good'],
    ['a', 'N/A', 'na'],
    ['a', '', null],
    ['a', 'not recorded', null],
    ['plan', 'Y', 'yes'],
    ['plan', '0', 'no'],
    ['region', 'SOUTH', 'south'],
    ['drugs', 'Rocks; heroin', 'heroin crack'],
    ['weeks', '12.5', '12.5'],
    ['weeks', 'na', 'na'],
    ['day', '5/1/2026', '2026-01-05'],
    ['remarks', 'na', 'na'],
  ])('%s: "%s"', (id, entered, value) => {
    expect(read(id, entered)).toEqual({ value });
  });

  it.each([
    ['b', '3', 'must be one of Weak, Fair, not applicable'],
    ['b', 'excellent', 'must be one of Weak, Fair, not applicable'],
    ['unscored', 'na', 'cannot be not applicable'],
    ['region', 'west', 'must be one of North, South'],
    ['drugs', 'heroin; tea', 'must be one of Heroin, Crack, Alcohol'],
    ['weeks', '0x10', 'must be a number from 0 to 100'],
    ['weeks', '101', 'must be a number from 0 to 100'],
    ['day', '30/02/2026', 'must be a date such as 28/02/2012 or 2012-02-28'],
    ['remarks', 'x'.repeat(201), 'must be at most 200 characters'],
  ])('%s: "%s" is refused', (id, entered, problem) => {
    expect(read(id, entered)).toEqual({ problem });
  });
});

describe('the second format, like the first', () => {
  const read = (id: string, entered: string) => {
    const item = instrumentItemsOf(tool).find((one) => one.id === id);
    if (!item) throw new Error(`There is no item ${id}`);
    return readAnswer(tool, item, entered);
  };

  it.each([
    ['a', 'n.a.', 'na'],
    ['a', 'not appl.', 'na'],
    ['a', '-', null],
    ['a', 'n/r', null],
    ['region', 'missing', null],
    ['weeks', 'not rec.', null],
  ])('%s understands "%s"', (id, entered, value) => {
    expect(read(id, entered)).toEqual({ value });
  });

  it('hands on nothing where the value lies below the lowest band', () => {
    const bands = [
      { id: 'some', label: 'Some', from: 2, score: 1 },
      { id: 'much', label: 'Much', from: 3, score: 2 },
    ];
    const criteria = [{ id: 'x', title: 'X', of: ['a'], aggregate: 'mean', scoredBy: 'band', bands }];
    const own = instrumentOf(definition({ criteria, rankBy: undefined }));
    expect(scoreRecord(own, record({ a: 'weak' })).at(-1)).toMatchObject({
      value: 1,
      score: null,
      band: null,
    });
    expect(scoreRecord(own, record({ a: 'good' })).at(-1)).toMatchObject({
      value: 3,
      score: 2,
      band: 'much',
    });
  });
});
