import { describe, expect, it } from 'vitest';
import { figureOfCheck } from '../../../rules/index.ts';
import type { ShownFigure } from '../../../rules/index.ts';

const about = {
  measure: 'plans',
  place: 'Southampton',
  period: { start: '2012-02-28', end: '2012-03-02' },
  source: 'Spring audit',
};
const check = { polarity: 'yes_is_good', standard: 90 } as const;
const figure: ShownFigure = {
  kind: 'figure',
  id: 'plan',
  yes: 19,
  no: 1,
  notApplicable: 0,
  notRecorded: 0,
  applicable: 20,
  percentOfApplicable: 95,
  percentOfFiles: 95,
  interval: [0.76, 0.99],
};

describe('the figure of a check beside a measure', () => {
  it('goes by the headline of the audit, and is held against the standard unrounded', () => {
    const weighted = { kind: 'figure', share: 0.896, percent: 90, interval: [0.7, 0.97] } as const;
    const of = (share: number) =>
      figureOfCheck(about, check, figure, {
        headline: { by: 'weighted', figure: { ...weighted, share, interval: [0.7, 0.97] } },
      });
    expect(of(0.896)).toMatchObject({
      reached: false,
      observation: { value: 90, low: 70, high: 97, numerator: null, asPrinted: '90% weighted (19 of 20)' },
    });
    expect(of(0.9).reached).toBe(true);
    expect(figureOfCheck(about, check, figure)).toMatchObject({
      reached: true,
      observation: { value: 95, numerator: 19, denominator: 20, asPrinted: '95% (19 of 20)' },
    });
    const hidden = { by: 'weighted', figure: { kind: 'suppressed' } } as const;
    expect(figureOfCheck(about, check, figure, { headline: hidden })).toMatchObject({
      observation: null,
      reached: null,
    });
  });

  it.each([
    ['met', true],
    ['not met', false],
    ['read on', null],
    ['suppressed', null],
  ] as const)('goes by the rule where reading could stop: %s', (outcome, reached) => {
    expect(figureOfCheck(about, check, figure, { outcome }).reached).toBe(reached);
  });
});
