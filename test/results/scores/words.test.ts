import { describe, expect, it } from 'vitest';
import { criteriaOf, scoreRecord } from '../../../rules/index.ts';
import { ruleInWords, valueText } from '../../../server/results/scores/words.ts';
import { toolOf } from '../../audits/instruments.ts';
import { definition, instrumentOf, record } from '../../rules/instrument/support.ts';

const review = toolOf('service_review_2007');

function told(
  instrument: typeof review,
  id: string,
  answers: Record<string, string>,
  excluded?: Set<string>,
): string {
  const criterion = criteriaOf(instrument).find((one) => one.id === id);
  const own = scoreRecord(instrument, record(answers), excluded).find((one) => one.id === id);
  if (!criterion || !own) throw new Error(`there is no criterion ${id}`);
  return ruleInWords(instrument, criterion, own);
}

describe('the rule behind a score, in words', () => {
  it('says of what it is the mean, and where the next band begins', () => {
    // 2 + 2 + 3 of 3 is 2.333…
    expect(told(review, 'c1', { q1_1: 'fair', q1_2: 'fair', q1_3: 'good' })).toBe(
      'Mean of 3 answers 2.33, good begins at 2.5, so fair, which counts 2.',
    );
  });

  it('says where the band itself begins, in the highest and at a cut', () => {
    expect(told(review, 'c1', { q1_1: 'excellent', q1_2: 'excellent', q1_3: 'good' })).toBe(
      'Mean of 3 answers 3.67, excellent begins at 3.25, so excellent, which counts 4.',
    );
    expect(told(review, 'c9', { q9_1: 'fair', q9_2: 'fair', q9_3: 'good', q9_4: 'good' })).toBe(
      'Mean of 4 answers 2.5, good begins at 2.5, so good, which counts 3.',
    );
  });

  it('leaves out what does not apply, and names what is missing', () => {
    expect(told(review, 'c1', { q1_1: 'fair', q1_2: 'na', q1_3: 'good' })).toBe(
      'Mean of 2 answers 2.5 (1 not applicable), good begins at 2.5, so good, which counts 3.',
    );
    expect(told(review, 'c1', { q1_1: 'fair', q1_3: 'good' })).toBe(
      'No score: 1 of 3 answers is missing (1.2 Users).',
    );
    expect(told(review, 'c1', { q1_1: 'na', q1_2: 'na', q1_3: 'na' })).toBe(
      'Nothing of it applies, so it has no score and leaves what it is part of.',
    );
    expect(told(review, 'commissioning', {})).toContain('No score: 6 of 6 scores are missing (Strategic');
  });

  it('tells of a sum without bands, and of weights', () => {
    const small = definition();
    const [overall] = small.criteria;
    expect(told(instrumentOf(small), 'second', { a: 'good', c: 'weak', d: 'fair' })).toBe(
      'Median of 3 answers 2.',
    );
    const weighted = instrumentOf(
      definition({
        rankBy: undefined,
        criteria: [{ ...overall, of: ['a', 'c'], aggregate: 'mean', weights: { a: 2 }, bands: undefined }],
      }),
    );
    expect(told(weighted, 'overall', { a: 'good', c: 'weak' })).toBe('Weighted mean of 2 answers 2.33.');
  });

  it('names the limit that brought a score down, with the answer that it hangs on', () => {
    const calls = toolOf('scripted_calls');
    const text = told(calls, 'accuracy', {
      substance: 'excellent',
      services: 'excellent',
      next_step: 'excellent',
      harmful: 'yes',
    });
    expect(text).toMatch(
      /^Mean of 3 answers 4, excellent begins at 3\.25, so excellent\. But “.+” is yes, and then it comes to 1 at most: 1, weak\.$/,
    );
  });

  it('says that a judgement was made, or was not', () => {
    const diversity = toolOf('diversity_review_2008');
    expect(told(diversity, 'r1', { r1: 'good' })).toBe('Judged by a person: good.');
    expect(told(diversity, 'r1', { r1: 'na' })).toBe('Judged not to apply, so it has no score.');
    expect(told(diversity, 'r1', {})).toBe('Nobody has judged it yet.');
  });
});

describe('a value beside cuts', () => {
  it('has two decimal places, and more where it would be taken for a cut', () => {
    expect(valueText(7 / 3, [1.75, 2.5])).toBe('2.33');
    expect(valueText(2.4967, [2.5])).toBe('2.497');
    expect(valueText(2.5, [2.5])).toBe('2.5');
    expect(valueText(0.1 + 0.2, [0.3])).toBe('0.3');
  });
});
