import { describe, expect, it } from 'vitest';
import { CASE_FILES, holdShares, judgeView } from '../../../rules/index.ts';
import type { Share } from '../../../rules/index.ts';
import {
  chanceText,
  probabilitiesText,
  probabilityText,
  uncorrectedText,
  verdictText,
} from '../../../server/results/comparison/verdicts.ts';

const against = 'in the other files';
const held = (own: [number, number], other: [number, number]) => {
  const share = ([yes, applicable]: [number, number]): Share => ({ yes, applicable });
  return holdShares(share(own), share(other));
};
const same = Array.from({ length: 8 }, () => held([20, 40], [20, 40]));
/** What is said of the first comparison of a view. */
const sentence = (...view: ReturnType<typeof held>[]) =>
  judgeView(view)
    .slice(0, 1)
    .map((difference) => verdictText(difference, against, CASE_FILES))
    .join('');

describe('what a difference says', () => {
  it('is clear, perhaps, or none that these files can show, in a plain sentence', () => {
    expect(sentence(held([56, 70], [48, 80]))).toBe('Clearly higher than in the other files.');
    expect(sentence(held([48, 80], [56, 70]))).toBe('Clearly lower than in the other files.');
    const [rise, fall] = [held([38, 60], [19, 52]), held([19, 52], [38, 60])];
    expect(sentence(rise, rise, ...same)).toBe('Perhaps higher than in the other files.');
    expect(sentence(fall, rise, ...same)).toBe('Perhaps lower than in the other files.');
    expect(sentence(rise, ...same)).toBe('No difference that these files can show.');
    expect(sentence(held([35, 60], [22, 52]))).toBe('No difference that these files can show.');
    expect(sentence(held([0, 0], [41, 52]))).toBe('Cannot be told: there are not two figures.');
  });
  it('is not that 7 of 12 are clearly more than 11 of 40', () => {
    expect(sentence(held([7, 12], [11, 40]))).toBe('No difference that these files can show.');
  });
});

describe('how far chance reaches', () => {
  it('is the most that the chance of at least one can be, rounded up', () => {
    expect(chanceText(14, 0.0213)).toBe(
      'If nothing differed, even one of these 14 comparisons would come out as clear at most 3 times in 100.',
    );
    expect(chanceText(1, 0.04)).toBe(
      'If nothing differed, this comparison would come out as clear at most 4 times in 100.',
    );
    expect(chanceText(2, 0.0502)).toContain('at most 6 times in 100');
    expect(chanceText(9, 0)).toContain('at most 1 time in 100');
  });
  it('is said without the correction too: of 14 comparisons 51 in 100', () => {
    // 1 - 0.95^14 = 0.5123.
    expect([uncorrectedText(2), uncorrectedText(14), uncorrectedText(151)]).toEqual([
      '10 times in 100',
      '51 times in 100',
      'more than 99 times in 100',
    ]);
  });
});

describe('figures in words', () => {
  it('have enough digits of a probability to be held against 0.05', () => {
    expect([0.00009, 0.0277, 0.04996, 0.05, 0.0502, 0.1429, 1].map(probabilityText)).toEqual([
      '<\u00A00.001',
      '0.028',
      '0.04996',
      '0.050',
      '0.050',
      '0.14',
      '1.00',
    ]);
  });
  it('name the test and both corrections, and nothing where nothing was compared', () => {
    const [found, , none] = judgeView([
      held([38, 60], [19, 52]),
      held([5, 10], [5, 10]),
      held([0, 0], [1, 2]),
    ]);
    expect(found && probabilitiesText(found)).toBe(
      'chance\u00A00.006; raised\u00A00.013; raised less\u00A00.013',
    );
    expect(none && probabilitiesText(none)).toBe('');
  });
});
