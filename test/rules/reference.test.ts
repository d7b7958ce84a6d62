import { describe, expect, it } from 'vitest';
import {
  CASE_FILES,
  looksLikeDateOfBirth,
  looksLikeNhsNumber,
  referenceProblem,
  sheetReferenceProblem,
  subjectWords,
  tidyReference,
} from '../../rules/index.ts';

describe('referenceProblem', () => {
  it.each([
    'BR-01',
    'NR/B-12',
    'A1234',
    '2012-001',
    'DRR 8',
    '1052377',
    'step-up/4',
    'nr/dip 2',
    '12-345',
    '2012/13-07',
    'W-0001-2012',
    '31/02/1980',
    '32-12-1980',
    '12 Marchers',
    'CASE_0000012345678',
    'Grüße-7',
    '7',
    'x'.repeat(40),
  ])('lets the pseudonym %j pass', (reference) => {
    expect(referenceProblem(reference, CASE_FILES)).toBeNull();
  });

  it.each(['', '   ', '\t\n'])('wants a reference: %j', (reference) => {
    expect(referenceProblem(reference, CASE_FILES)).toBe(
      'is missing: enter the pseudonymous reference of the case file',
    );
  });

  it('wants one that can be kept', () => {
    expect(referenceProblem('x'.repeat(41), CASE_FILES)).toBe('must be at most 40 characters');
    expect(referenceProblem(` ${'x'.repeat(40)} `, CASE_FILES)).toBeNull();
  });

  it('takes any name of what is about no person', () => {
    const calls = subjectWords({ id: 'call', one: 'call', many: 'calls', personal: false });
    expect(referenceProblem('', calls)).toBe('is missing: enter the name or reference of the call');
    expect(referenceProblem('28/02/1980', calls)).toBeNull();
    expect(referenceProblem('x'.repeat(121), calls)).toBe('must be at most 120 characters');
    expect(referenceProblem('x'.repeat(120), calls)).toBeNull();
  });

  it('gives the reason for a refusal', () => {
    expect(referenceProblem('943 476 5919', CASE_FILES)).toMatch(
      /^looks like an NHS number\. Use a pseudonymous/,
    );
    expect(referenceProblem('28/02/1980', CASE_FILES)).toMatch(
      /^looks like a date of birth\. Use a pseudonymous/,
    );
  });
});

describe('looksLikeNhsNumber', () => {
  // The numbers are of the range 999 and others that are printed as examples, with a valid check digit each.
  it.each([
    '9434765919',
    '943 476 5919',
    '943-476-5919',
    '943.476.5919',
    '943/476/5919',
    '943_476_5919',
    '943 – 476 – 5919',
    '943  476  5919',
    '9 4 3 4 7 6 5 9 1 9',
    '4010232137',
    '999 000 0018',
    ' 9434765919 ',
    'NHS9434765919',
    'BR 943 476 5919',
    'BR-01 943 476 5919',
    'BR-01-9434765919',
    '943 476 5919 / 2',
    '9434765919x',
  ])('sees one in %j', (text) => {
    expect(looksLikeNhsNumber(text)).toBe(true);
  });

  it.each([
    '9434765918',
    '943 476 5910',
    '943 476 591',
    '94347659199',
    '19434765919',
    '9434x765919',
    '1234567890',
    // The check digit of these nine would be 10, so no number is given out with them.
    '1000000010',
    '',
  ])('sees none in %j', (text) => {
    expect(looksLikeNhsNumber(text)).toBe(false);
  });

  it('takes one in eleven of all numbers of ten digits, and no more', () => {
    let seen = 0;
    for (let n = 0; n < 11_000; n += 1) if (looksLikeNhsNumber(String(4_000_000_000 + n * 7919))) seen += 1;
    expect(seen).toBeGreaterThan(800);
    expect(seen).toBeLessThan(1200);
  });
});

describe('looksLikeDateOfBirth', () => {
  it.each([
    '28/02/1980',
    '28/2/80',
    '28-02-1980',
    '28.02.1980',
    '28 02 1980',
    '28/2 1980',
    '1/1/1900',
    '1980-02-28',
    '1980/2/28',
    '1980 02 28',
    '28021980',
    '19800228',
    '28 Feb 1980',
    '28-FEB-80',
    '28feb1980',
    '28th February 1980',
    '1st Jan 1970',
    '3 march, 1971',
    'Feb 28 1980',
    'February 28th, 1980',
    '1980-Feb-28',
    '1980 28 Feb 80',
    '29/02/1976',
    '29/02/76',
    'dob 28/02/1980',
    'BR28021980',
    'BR-28/02/1980-x',
    '7 31/12/1980',
    '12-31-12-1980',
    '2 01.01.1970',
  ])('sees one in %j', (text) => {
    expect(looksLikeDateOfBirth(text)).toBe(true);
  });

  it.each([
    '30/02/1980',
    '29/02/1981',
    '31/04/80',
    '00/01/1980',
    '28/13/1980',
    '28/02/1880',
    '28/02/2100',
    '1980-02-30',
    '99999999',
    '12345678',
    '280219801',
    '28 Foo 1980',
    'Foo 28 1980',
    'March 2012',
    'MAR-12-13',
    'Bridgemar 28 1980',
    '2012-001',
    '12/2012',
    '1052377',
    'A-1-2',
    '',
  ])('sees none in %j', (text) => {
    expect(looksLikeDateOfBirth(text)).toBe(false);
  });
});

describe('a reference that comes from a spreadsheet', () => {
  it.each(['5-Mar', '05-Mar', 'Mar-05', 'Mar-2005', 'Sept-12', '1.2E+11', '1.23457E+15', '#####', '#REF!'])(
    '%s is refused, with what to do there',
    (reference) => {
      expect(sheetReferenceProblem(reference, CASE_FILES)).toMatch(/spreadsheet/);
      // Typed by somebody who sees the file it may be right.
      expect(referenceProblem(reference, CASE_FILES)).toBeNull();
    },
  );

  it.each([
    'Total',
    'TOTAL:',
    'Totals',
    'Grand total',
    'Sub-total',
    'Total (52)',
    'Total files',
    'Sum',
    'All',
    'All files',
    'Average',
    'Mean',
    'Overall',
    '%',
    '% yes',
    'Total no.',
  ])('%s is a row of totals', (reference) => {
    expect(sheetReferenceProblem(reference, CASE_FILES)).toBe('this looks like a row of totals: delete it');
    expect(referenceProblem(reference, CASE_FILES)).toBeNull();
  });

  it.each(['Total-01', 'TOT-3', 'ALL-7', 'Allen', 'SUM01', 'N', 'Mean-1', 'Averil'])(
    '%s is no row of totals',
    (reference) => {
      expect(sheetReferenceProblem(reference, CASE_FILES)).toBeNull();
    },
  );

  it.each(['MAR-05', 'BR-01', '12E5', '1E5', 'March', '5-Marsh', '007'])('%s is taken', (reference) => {
    expect(sheetReferenceProblem(reference, CASE_FILES)).toBeNull();
  });

  it.each([
    ['T–23', 'T-23'],
    ['T\u221223', 'T-23'],
    ['U\u00A0 2', 'U 2'],
    ['\u200BU 2\uFEFF', 'U 2'],
    ['O’1', "O'1"],
  ])('%s is kept as %s', (reference, kept) => {
    expect(tidyReference(reference)).toBe(kept);
  });
});
