import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { instrumentItemsOf, percent, ranksOf, scoreRanges, scoreRecord } from '../../rules/index.ts';
import { figuresOf, fileOf, recordsOf, roughEdgesOf, toolOf } from './instruments.ts';

const tool = toolOf('diversity_review_2008');
const returns = recordsOf(tool, 'examples/diversity-2008/returns.csv');
const { items } = figuresOf(tool, returns);
const scores = returns.map(({ answers }) => scoreRecord(tool, answers));
const scoreOf = (record: number, id: string) => scores[record]?.find((one) => one.id === id)?.score ?? 0;
const FOUR = ['weak', 'fair', 'good', 'excellent'] as const;

describe('the diversity review of 2008', () => {
  it('asks 17 questions in six criteria, and has five judgements beside them', () => {
    expect(instrumentItemsOf(tool)).toHaveLength(17);
    const sizes = scores[0]?.flatMap(({ id, parts }) => (/^c\d$/.test(id) ? [parts.length] : []));
    expect(sizes).toEqual([3, 2, 4, 2, 3, 3]);
    expect(scores[0]?.filter(({ id }) => /^r\d$/.test(id))).toHaveLength(5);
    expect(roughEdgesOf(tool)).toEqual([]);
  });

  it('caps eight questions at good, where the print has no higher score', () => {
    const caps = instrumentItemsOf(tool).filter((item) => item.kind === 'scale' && item.highest === 'good');
    expect(caps.map(({ id }) => id)).toEqual([
      'q2_2',
      'q3_1',
      'q3_2',
      'q4_2',
      'q5_1',
      'q5_2',
      'q5_3',
      'q6_2',
    ]);
  });

  it('reaches 23 on diversity and 43 in all, since all of criterion 5 stops at good', () => {
    const ranges = scoreRanges(tool);
    expect(ranges.get('c5')).toEqual({ least: 1, most: 3 });
    expect(ranges.get('diversity')).toEqual({ least: 6, most: 23 });
    expect(ranges.get('total')).toEqual({ least: 11, most: 43 });
  });

  it('has no total for want of a judgement', () => {
    const answers = new Map(returns[0]?.answers);
    answers.delete('r3');
    const own = scoreRecord(tool, answers);
    expect(own.find(({ id }) => id === 'diversity')?.score).toBe(scoreOf(0, 'diversity'));
    expect(own.at(-1)).toMatchObject({ id: 'total', score: null, missing: ['residential'] });
  });
});

describe('the made-up returns of the diversity review', () => {
  const printed: Record<string, string>[] = parse(fileOf('examples/diversity-2008/questions.csv'), {
    columns: true,
  });

  it.each(printed.map((row) => [`q${row.criterion}_${row.question}`, row] as const))(
    '%s has the printed percentages, within a point where 149 cannot give them',
    (id, row) => {
      const counts = items.get(id)?.counts ?? {};
      const found = FOUR.map((band) => percent(counts[band] ?? 0, 149) ?? 0);
      const wanted = [row.weak_pct, row.fair_pct, row.good_pct, row.excellent_pct].map(Number);
      const differs = found.flatMap((share, s) =>
        share === wanted[s] ? [] : [Math.abs(share - (wanted[s] ?? 0))],
      );
      expect(differs).toEqual(id === 'q4_2' ? [1] : []);
      expect(items.get(id)?.answered).toBe(149);
    },
  );

  it('give the shortlist of 16 by rank: 20 and more, then 19 with a total of 36', () => {
    const diversity = returns.map((_, r) => scoreOf(r, 'diversity'));
    expect(Math.max(...diversity)).toBe(21);
    expect(diversity.filter((score) => score >= 20)).toHaveLength(9);
    expect(diversity.filter((score) => score === 19)).toHaveLength(19);
    const isListed = (r: number) =>
      (diversity[r] ?? 0) >= 20 || (diversity[r] === 19 && scoreOf(r, 'total') >= 36);
    const ranks = ranksOf(tool, scores);
    const byRank = returns.flatMap((_, r) => ((ranks[r] ?? 0) <= 16 ? [r] : []));
    expect(byRank).toHaveLength(16);
    expect(byRank).toEqual(returns.flatMap((_, r) => (isListed(r) ? [r] : [])));
  });
});
