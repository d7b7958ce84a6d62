import { describe, expect, it } from 'vitest';
import {
  hasResult,
  parseInstrument,
  ranksOf,
  scoreRanges,
  scoreRecord,
  tallyCriteria,
  whyUnscored,
} from '../../../rules/index.ts';
import { instrumentOf, record } from './support.ts';

const evidence = { none: 'None', some: 'Some', strong: 'Strong' };
const scaleOf = (options: Record<string, string>) => ({
  options: Object.entries(options).map(([id, label]) => ({ id, label })),
});
const item = (id: string, more: object = {}) => ({
  kind: 'scale',
  id,
  label: `What of ${id}?`,
  shortLabel: id,
  scale: 'evidence',
  guidance: 'Look at it.',
  ...more,
});
const definition = (more: object = {}) => ({
  format: 2,
  id: 'visit',
  version: 1,
  title: 'Visit',
  description: 'A visit.',
  source: 'Our own.',
  subject: { id: 'service', one: 'service', many: 'services', personal: false },
  scales: { evidence: scaleOf(evidence), rating: scaleOf({ poor: 'Poor', fair: 'Fair', fine: 'Fine' }) },
  sections: [{ id: 's', title: 'S', items: [item('a'), item('b')] }],
  criteria: [{ id: 'safe', title: 'Safe', aggregate: 'judgement', scale: 'rating', of: ['a', 'b'] }],
  ...more,
});
const problemsOf = (data: object) => {
  const parsed = parseInstrument(data);
  return 'problems' in parsed ? parsed.problems.map(({ at, problem }) => `${at}: ${problem}`) : [];
};

describe('a judgement on a scale without scores', () => {
  const tool = instrumentOf(definition());
  const visits = [
    record({ a: 'strong', b: 'some', safe: 'fine' }),
    record({ a: 'none', b: 'na', safe: 'poor' }),
    record({ a: 'none', b: 'none', safe: 'na' }),
    record({ a: 'strong', b: 'strong' }),
  ].map((answers) => scoreRecord(tool, answers));

  it('may look at what has no score, and has none itself', () => {
    expect(visits.map(([own]) => [own?.score, own?.band, own?.notApplicable, own?.missing])).toEqual([
      [null, 'fine', false, []],
      [null, 'poor', false, []],
      [null, null, true, []],
      [null, null, false, ['safe']],
    ]);
    expect(visits.map(([own]) => own && hasResult(own))).toEqual([true, true, false, false]);
    expect(scoreRanges(tool).size).toBe(0);
  });

  it('is counted by what was judged, and nothing is added up', () => {
    expect(tallyCriteria(tool, visits)).toEqual([
      {
        id: 'safe',
        scored: 2,
        unscored: 2,
        sum: 0,
        mean: null,
        least: null,
        most: null,
        bands: { poor: 1, fair: 0, fine: 1 },
      },
    ]);
    expect(whyUnscored(tool, visits).get('safe')).toEqual({
      missing: 1,
      notApplicable: 1,
      belowBands: 0,
      lacking: [{ id: 'safe', records: 1 }],
    });
    expect(ranksOf(tool, visits)).toEqual([null, null, null, null]);
  });

  it('cannot be part of what is counted, nor rank', () => {
    const [safe] = definition().criteria;
    const overall = (aggregate: string) =>
      definition({
        criteria: [{ id: 'overall', title: 'Overall', aggregate, scale: 'rating', of: [safe] }],
      });
    expect(problemsOf(overall('judgement'))).toEqual([]);
    expect(problemsOf(overall('mean'))).toContain('criteria[0].of[0]: "safe" has no score');
    expect(problemsOf(definition({ rankBy: ['safe'] }))).toEqual(['rankBy[0]: "safe" has no score']);
  });
});

describe('what a tool says of standards and of itself', () => {
  const withItem = (more: object) =>
    definition({ criteria: [], sections: [{ id: 's', title: 'S', items: [item('a', more)] }] });

  it('is either a standard or why there is none', () => {
    const noStandard = 'No source prints one.';
    const target = { of: ['strong'], atLeast: 90 };
    expect(problemsOf(withItem({ noStandard }))).toEqual([]);
    expect(problemsOf(withItem({ target }))).toEqual([]);
    expect(problemsOf(withItem({ noStandard, target }))).toEqual([
      'sections[0].items[0].noStandard: has a target, so there is a standard',
    ]);
  });

  it('names a group of the list that there is', () => {
    const catalogue = { group: 'services', who: 'the service itself', basis: 'Our own, 2026' };
    expect(problemsOf(definition({ catalogue }))).toEqual([]);
    expect(problemsOf(definition({ catalogue: { ...catalogue, group: 'shops' } })).join()).toMatch(
      /^catalogue\.group: /,
    );
  });
});
