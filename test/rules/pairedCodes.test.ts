import { describe, expect, it } from 'vitest';
import { agreementOfPairs } from '../../rules/index.ts';

const CODES = ['clear', 'detox_staying_off', 'detox', 'vague'];

/** So many pairs of two codes. */
const times = (n: number, first: string, second: string) =>
  Array.from({ length: n }, () => [first, second] as const);

describe('two people who put texts under codes', () => {
  it('agree beyond chance by as much as the worked example of Cohen says', () => {
    // Cohen 1960, as the other agreements of the program are held against it: 13, 20 and 56 of 100 alike.
    const pairs = [
      ...times(13, 'clear', 'clear'),
      ...times(20, 'detox', 'detox'),
      ...times(7, 'detox', 'vague'),
      ...times(4, 'vague', 'detox'),
      ...times(56, 'vague', 'vague'),
    ];
    const found = agreementOfPairs(CODES, pairs);
    expect([found.compared, found.agreed]).toEqual([100, 89]);
    expect(found.agreement?.value).toBe(0.89);
    expect(found.kappa?.value).toBeCloseTo(0.796, 3);
  });

  it('worked by hand: 6 of 8 alike where chance gives half is a kappa of a half', () => {
    const pairs = [
      ...times(3, 'clear', 'clear'),
      ...times(3, 'vague', 'vague'),
      ...times(1, 'clear', 'vague'),
      ...times(1, 'vague', 'clear'),
    ];
    expect(agreementOfPairs(CODES, pairs).kappa?.value).toBeCloseTo(0.5, 10);
  });

  it('have no kappa before anything is coded twice, nor where all is under one code', () => {
    expect(agreementOfPairs(CODES, [])).toEqual({
      compared: 0,
      agreed: 0,
      agreement: null,
      kappa: null,
      ac1: null,
    });
    const alike = agreementOfPairs(CODES, times(5, 'vague', 'vague'));
    expect(alike.kappa).toBeNull();
    expect(alike.ac1?.value).toBe(1);
  });
});
