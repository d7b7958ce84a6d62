import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import {
  instrumentItemsOf,
  optionsOf,
  percent,
  ranksOf,
  scoreRanges,
  scoreRecord,
} from '../../rules/index.ts';
import { figuresOf, fileOf, recordsOf, roughEdgesOf, toolOf } from './instruments.ts';

const tool = toolOf('service_review_2007');
const REMOVED = new Set(['q4_2']);
const questions = instrumentItemsOf(tool).filter(({ kind }) => kind === 'scale');
const returns = recordsOf(tool, 'examples/service-review-2007/returns.csv');
const { items, criteria } = figuresOf(tool, returns, REMOVED);
const scores = returns.map(({ answers }) => scoreRecord(tool, answers, REMOVED));
const scoreOf = (record: number, id: string) => scores[record]?.find((one) => one.id === id)?.score ?? null;

const FOUR = ['weak', 'fair', 'good', 'excellent'] as const;
type Level = (typeof FOUR)[number];

/** All questions answered so, or as high as they can be scored. */
const answeredAll = (level: Level) =>
  new Map(
    questions.map((item) => [
      item.id,
      optionsOf(tool, item).at(Math.min(FOUR.indexOf(level), optionsOf(tool, item).length - 1))?.id ?? '',
    ]),
  );
/** The overall score and band of a partnership whose criteria come to so much, in their order. */
function overallOf(levels: readonly number[]) {
  const answers = new Map<string, string>();
  levels.forEach((level, c) => {
    for (const [id, value] of answeredAll(FOUR[level - 1] ?? 'weak')) {
      if (id.startsWith(`q${c + 1}_`)) answers.set(id, value);
    }
  });
  const overall = scoreRecord(tool, answers, REMOVED).at(-1);
  return [overall?.score, overall?.band];
}

describe('the service review of 2007', () => {
  it('asks 45 questions in ten criteria, of which 44 are scored', () => {
    expect(questions).toHaveLength(45);
    const perCriterion = scores[0]
      ?.filter(({ id }) => /^c\d+$/.test(id))
      .map(({ id, parts }) => [id, parts.length]);
    expect(perCriterion).toEqual([
      ['c1', 3],
      ['c2', 3],
      ['c3', 5],
      ['c4', 3],
      ['c5', 6],
      ['c6', 3],
      ['c7', 6],
      ['c8', 6],
      ['c9', 4],
      ['c10', 5],
    ]);
    expect(perCriterion?.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(44);
    expect(scoreRecord(tool, new Map()).find(({ id }) => id === 'c4')?.missing).toContain('q4_2');
  });

  it('caps five questions, where the print has no higher score', () => {
    const caps = questions.flatMap((item) =>
      item.kind === 'scale' && item.highest ? [[item.id, item.highest]] : [],
    );
    expect(caps).toEqual([
      ['q2_1', 'fair'],
      ['q3_3', 'good'],
      ['q4_4', 'good'],
      ['q8_2', 'good'],
      ['q9_4', 'good'],
    ]);
  });

  it('says of every item how to decide and where it comes from', () => {
    expect(roughEdgesOf(tool)).toEqual([]);
  });

  it('reaches 24 and 16 in its themes and 40 overall, and no less than 10', () => {
    const ranges = scoreRanges(tool, REMOVED);
    expect(ranges.get('commissioning')).toEqual({ least: 6, most: 24 });
    expect(ranges.get('harm_reduction')).toEqual({ least: 4, most: 16 });
    expect(ranges.get('overall')).toEqual({ least: 10, most: 40 });
    for (let c = 1; c <= 10; c += 1) expect(ranges.get(`c${c}`)).toEqual({ least: 1, most: 4 });
  });

  it.each([
    [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 10, 'weak'],
    [[2, 2, 2, 2, 1, 1, 1, 1, 1, 1], 14, 'weak'],
    [[2, 2, 2, 2, 2, 1, 1, 1, 1, 1], 15, 'fair'],
    [[3, 3, 3, 3, 2, 2, 2, 2, 2, 2], 24, 'fair'],
    [[3, 3, 3, 3, 3, 2, 2, 2, 2, 2], 25, 'good'],
    [[3, 3, 3, 3, 3, 3, 3, 3, 3, 3], 30, 'good'],
    [[4, 3, 3, 3, 3, 3, 3, 3, 3, 3], 31, 'excellent'],
    [[4, 4, 4, 4, 4, 4, 4, 4, 4, 4], 40, 'excellent'],
  ])('criteria of %j make %i: %s', (levels, total, band) => {
    expect(overallOf(levels)).toEqual([total, band]);
  });

  it.each([
    // Four questions: 6, 7, 9, 10, 12 and 13 of 16.
    [['weak', 'weak', 'fair', 'fair'], 'weak'],
    [['weak', 'fair', 'fair', 'fair'], 'fair'],
    [['fair', 'fair', 'fair', 'good'], 'fair'],
    [['fair', 'fair', 'good', 'good'], 'good'],
    [['good', 'good', 'good', 'good'], 'good'],
    [['good', 'excellent', 'good', 'good'], 'excellent'],
  ])('questions of %j make a criterion that is %s', (answers, band) => {
    const given = new Map(answers.map((answer, q) => [`q9_${q + 1}`, answer]));
    expect(scoreRecord(tool, given).find(({ id }) => id === 'c9')?.band).toBe(band);
  });
});

describe('the made-up returns of 149 partnerships', () => {
  const printed: Record<string, string>[] = parse(fileOf('examples/service-review-2007/questions.csv'), {
    columns: true,
  });
  const scored = printed.filter((row) => row.weak_pct !== '');
  const shares = (counts: Record<string, number>) => FOUR.map((id) => percent(counts[id] ?? 0, 149));

  it('are of partnerships that are none, each named once', () => {
    expect(returns).toHaveLength(149);
    expect(new Set(returns.map(({ reference }) => reference)).size).toBe(149);
    expect(returns.filter(({ reference }) => !/^Partnership \d{3}$/.test(reference))).toEqual([]);
  });

  it('answer 44 questions, and not the one that was removed', () => {
    expect(scored).toHaveLength(44);
    expect(items.get('q4_2')).toMatchObject({ answered: 0, notRecorded: 149 });
    expect(questions.filter(({ id }) => items.get(id)?.answered === 149)).toHaveLength(44);
  });

  it.each(scored.map((row) => [`q${row.criterion}_${row.question}`, row] as const))(
    '%s has the printed percentages and the printed mean',
    (id, row) => {
      const tally = items.get(id);
      expect(shares(tally?.counts ?? {})).toEqual(
        [row.weak_pct, row.fair_pct, row.good_pct, row.excellent_pct].map(Number),
      );
      expect((tally?.mean ?? 0).toFixed(1)).toBe(Number(row.mean).toFixed(1));
    },
  );

  it.each([
    ['c1', { good: 44, excellent: 35 }],
    ['c2', { weak: 23, excellent: 0 }],
    ['c4', { weak: 2, good: 31, excellent: 27 }],
    ['c5', { weak: 0, fair: 1, excellent: 86 }],
    ['c9', { good: 18, excellent: 61 }],
    ['c10', { good: 50, excellent: 20 }],
  ])('%s comes out as printed: %j', (id, wanted) => {
    const counts = criteria.get(id)?.bands ?? {};
    const found = Object.keys(wanted).map((band) => [band, percent(counts[band] ?? 0, 149)]);
    expect(Object.fromEntries(found)).toEqual(wanted);
  });

  it.each([
    ['c7', 33],
    ['c8', 51],
  ])('%s is weak or fair in %i%%, as printed', (id, share) => {
    const { weak = 0, fair = 0 } = criteria.get(id)?.bands ?? {};
    expect(percent(weak + fair, 149)).toBe(share);
  });

  it('come to 0 weak, 31 fair, 67 good and 51 excellent, a mean rating of 3.13', () => {
    const { bands = {}, scored: rated } = criteria.get('overall') ?? {};
    expect([rated, bands]).toEqual([149, { weak: 0, fair: 31, good: 67, excellent: 51 }]);
    expect(FOUR.reduce((sum, id, s) => sum + (s + 1) * (bands[id] ?? 0), 0)).toBe(467);
    expect((467 / 149).toFixed(2)).toBe('3.13');
  });

  it('rank partnerships by their total, those with the same total alike', () => {
    const ranks = ranksOf(tool, scores);
    const totals = returns.map((_, r) => scoreOf(r, 'overall') ?? 0);
    const best = Math.max(...totals);
    const first = totals.filter((total) => total === best).length;
    expect(ranks.filter((rank) => rank === 1)).toHaveLength(first);
    expect(ranks.filter((rank) => rank !== null && rank > 1 && rank <= first)).toEqual([]);
    totals.forEach((total, r) => expect(ranks[r]).toBe(1 + totals.filter((other) => other > total).length));
  });

  it('lie in the printed regions, with the printed mean ratings', () => {
    const regionOf = (r: number) => returns[r]?.answers.get('region') ?? '';
    const ofRegions = (regions: readonly string[], of: (r: number) => number) => {
      const own = returns.flatMap((_, r) => (regions.includes(regionOf(r)) ? [of(r)] : []));
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    };
    const rating = (r: number) => 1 + FOUR.findIndex((band) => band === scores[r]?.at(-1)?.band);
    expect(items.get('region')?.counts).toEqual({
      north_west: 22,
      north_east: 12,
      yorkshire_and_the_humber: 15,
      east_of_england: 10,
      west_midlands: 14,
      east_midlands: 9,
      south_west: 15,
      south_east: 19,
      london: 33,
    });
    const regions = Object.keys(items.get('region')?.counts ?? {});
    const means = regions.map((region) => ofRegions([region], rating));
    expect([Math.min(...means).toFixed(1), Math.max(...means).toFixed(1)]).toEqual(['2.8', '3.5']);
    const north = ['north_west', 'north_east', 'yorkshire_and_the_humber'];
    const south = ['london', 'south_east', 'south_west', 'east_of_england'];
    expect(ofRegions(north, rating).toFixed(1)).toBe('3.3');
    expect(ofRegions(['east_midlands', 'west_midlands'], rating).toFixed(1)).toBe('2.9');
    // Printed as a whole number: with one decimal place no ratings could give all three means and that of all.
    expect(ofRegions(south, rating).toFixed(0)).toBe('3');
    for (const theme of ['commissioning', 'harm_reduction']) {
      const order = regions
        .map((region) => ({ region, mean: ofRegions([region], (r) => scoreOf(r, theme) ?? 0) }))
        .toSorted((a, b) => b.mean - a.mean)
        .map(({ region }) => region);
      expect([order[0], order.at(-1)]).toEqual(['north_west', 'south_east']);
      expect(order.slice(0, 4).toSorted()).toEqual([...north, 'london'].toSorted());
    }
  });
});
