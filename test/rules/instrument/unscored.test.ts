import { describe, expect, it } from 'vitest';
import {
  countValues,
  hiddenCriteria,
  lackingIn,
  scoreRecord,
  tallyCriteria,
  tallyItems,
  whyUnscored,
} from '../../../rules/index.ts';
import { definition, instrumentOf, item, record } from './support.ts';

const tool = instrumentOf(definition());

describe('why records have no score', () => {
  const RECORDS = [
    // Scored on everything.
    record({ a: 'good', b: 'fair', c: 'weak', d: 'good' }),
    // Lacks b, and so first and overall.
    record({ a: 'good', c: 'weak', d: 'good' }),
    // Lacks a and b, c and d do not apply.
    record({ c: 'na', d: 'na' }),
    // Nothing of first applies; second is scored.
    record({ a: 'na', b: 'na', c: 'weak', d: 'weak' }),
    // Nothing applies at all.
    record({ a: 'na', b: 'na', c: 'na', d: 'na' }),
  ];
  const scores = RECORDS.map((answers) => scoreRecord(tool, answers));
  const why = whyUnscored(tool, scores);

  it('is told criterion by criterion, and adds up to those without a score', () => {
    expect(why.get('first')).toEqual({
      missing: 2,
      notApplicable: 2,
      belowBands: 0,
      lacking: [
        { id: 'a', records: 1 },
        { id: 'b', records: 2 },
      ],
    });
    expect(why.get('second')).toEqual({
      missing: 1,
      notApplicable: 1,
      belowBands: 0,
      lacking: [{ id: 'a', records: 1 }],
    });
    for (const { id, unscored } of tallyCriteria(tool, scores)) {
      const { missing = 0, notApplicable = 0, belowBands = 0 } = why.get(id) ?? {};
      expect([id, missing + notApplicable + belowBands]).toEqual([id, unscored]);
    }
  });

  it('names the items themselves, whatever criteria lie between', () => {
    expect(lackingIn(scores[1] ?? [], 'overall')).toEqual(['b']);
    expect(lackingIn(scores[2] ?? [], 'overall')).toEqual(['a', 'b']);
    expect(lackingIn(scores[0] ?? [], 'overall')).toEqual([]);
    expect(why.get('overall')?.lacking).toEqual([
      { id: 'a', records: 1 },
      { id: 'b', records: 2 },
    ]);
  });

  it('names a judgement that nobody has made', () => {
    const judged = instrumentOf(
      definition({
        rankBy: undefined,
        criteria: [
          {
            id: 'whole',
            title: 'Whole',
            aggregate: 'sum',
            of: ['a', { id: 'view', title: 'View', aggregate: 'judgement', scale: 'four', of: ['c', 'd'] }],
          },
        ],
      }),
    );
    const own = scoreRecord(judged, record({ a: 'good', c: 'good' }));
    expect(lackingIn(own, 'whole')).toEqual(['view']);
    expect(whyUnscored(judged, [own]).get('whole')).toMatchObject({
      missing: 1,
      lacking: [{ id: 'view', records: 1 }],
    });
  });

  it('may be that it lies below the lowest band', () => {
    const low = instrumentOf(
      definition({
        rankBy: undefined,
        criteria: [
          {
            id: 'whole',
            title: 'Whole',
            aggregate: 'mean',
            scoredBy: 'band',
            of: ['a'],
            bands: [
              { id: 'enough', label: 'Enough', from: 2, score: 1 },
              { id: 'much', label: 'Much', from: 3, score: 2 },
            ],
          },
        ],
      }),
    );
    const own = [scoreRecord(low, record({ a: 'weak' }))];
    expect(whyUnscored(low, own).get('whole')).toEqual({
      missing: 0,
      notApplicable: 0,
      belowBands: 1,
      lacking: [],
    });
  });
});

describe('what of criteria is hidden outside the panel', () => {
  const figures = (records: readonly ReadonlyMap<string, string>[]) => ({
    items: tallyItems(tool, countValues(records), records.length),
    criteria: tallyCriteria(
      tool,
      records.map((answers) => scoreRecord(tool, answers)),
    ),
  });
  const many = (n: number, answers: Record<string, string>) =>
    Array.from({ length: n }, () => record(answers));
  const full = { a: 'good', b: 'fair', c: 'weak', d: 'good' };
  const rule = { threshold: 5, byCounts: false };

  it('is what rests on few records, and all that it is part of', () => {
    const groups = [
      figures(many(6, full)),
      figures([...many(4, full), ...many(2, { c: 'weak', d: 'good' })]),
    ];
    expect([...hiddenCriteria(tool, groups, rule)]).toEqual(['first', 'second', 'overall']);
    expect([...hiddenCriteria(tool, [figures(many(5, full))], rule)]).toEqual([]);
    expect([...hiddenCriteria(tool, [figures([])], rule)]).toEqual([]);
  });

  it('is what an item would be hidden for, though the criterion rests on enough', () => {
    const records = [...many(5, { ...full, b: 'na' }), ...many(4, full)];
    // b applies to four of nine.
    expect([...hiddenCriteria(tool, [figures(records)], rule)]).toEqual(['first', 'overall']);
  });

  it('is judged by counts where an item says who somebody is, or by the stricter rule', () => {
    const about = instrumentOf(
      definition({
        sections: [
          {
            id: 'all',
            title: 'All',
            items: [
              item('a', 'scale', { scale: 'yes_no' }),
              item('b', 'scale', { scale: 'yes_no', about: 'person' }),
            ],
          },
        ],
        criteria: [
          { id: 'mine', title: 'Mine', aggregate: 'sum', of: ['b'] },
          { id: 'ours', title: 'Ours', aggregate: 'sum', of: ['a'] },
        ],
        rankBy: undefined,
      }),
    );
    const records = [...many(8, { a: 'yes', b: 'yes' }), ...many(2, { a: 'no', b: 'no' })];
    const own = {
      items: tallyItems(about, countValues(records), records.length),
      criteria: tallyCriteria(
        about,
        records.map((answers) => scoreRecord(about, answers)),
      ),
    };
    expect([...hiddenCriteria(about, [own], rule)]).toEqual(['mine']);
    expect([...hiddenCriteria(about, [own], { ...rule, byCounts: true })]).toEqual(['mine', 'ours']);
  });
});
