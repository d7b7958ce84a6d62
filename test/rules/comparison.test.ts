import { describe, expect, it } from 'vitest';
import { compareFigures, compareShares, compareTables, compareToOthers, percent } from '../../rules/index.ts';
import type { ShownFigure, ShownTable, ShownUnit } from '../../rules/index.ts';

const figure = (id: string, yes: number, applicable: number): ShownFigure => ({
  kind: 'figure',
  id,
  yes,
  no: applicable - yes,
  notApplicable: 0,
  notRecorded: 0,
  applicable,
  percentOfApplicable: percent(yes, applicable),
  percentOfFiles: percent(yes, applicable),
  interval: [0, 1],
});
const suppressed = (id: string): ShownFigure => ({ kind: 'suppressed', id });
const none = (id: string): ShownFigure => ({ kind: 'none', id, reason: 'not applicable' });
const unit = (name: string, ...checks: ShownFigure[]): ShownUnit => ({ key: name, name, files: 20, checks });
const table = (overall: ShownFigure, ...units: ShownUnit[]): ShownTable => ({
  units,
  overall: unit('All', overall),
  notRecorded: undefined,
});

describe('compareShares', () => {
  it('is clear where the interval leaves zero out', () => {
    // The interval is Newcombe's own example (1998, table II, method 10).
    expect(compareShares({ yes: 56, applicable: 70 }, { yes: 48, applicable: 80 })).toEqual({
      verdict: 'clearly higher',
      unknown: null,
      other: { yes: 48, applicable: 80, percentOfApplicable: 60 },
      difference: expect.closeTo(0.2, 10) as number,
      points: 20,
      interval: [expect.closeTo(0.0524, 4), expect.closeTo(0.3339, 4)],
      exact: null,
      seems: null,
    });
    expect(compareShares({ yes: 48, applicable: 80 }, { yes: 56, applicable: 70 })).toMatchObject({
      verdict: 'clearly lower',
      points: -20,
      seems: null,
    });
  });

  it('is not clear where the interval holds zero, however far apart the percentages are', () => {
    // Worked by hand: 58.3% against 42.3%; Wilson 45.7 to 69.9 and 29.9 to 55.8.
    const found = compareShares({ yes: 35, applicable: 60 }, { yes: 22, applicable: 52 });
    expect(found).toMatchObject({ verdict: 'no clear difference', points: 16, seems: 'higher', exact: null });
    expect(found.interval?.[0]).toBeCloseTo(-0.0244, 4);
    expect(found.interval?.[1]).toBeCloseTo(0.3304, 4);
    expect(compareShares({ yes: 48, applicable: 60 }, { yes: 41, applicable: 52 })).toMatchObject({
      verdict: 'no clear difference',
      points: 1,
      seems: null,
    });
  });

  it('has the exact test beside it where a count is below 5, and is clear only where that bears it out', () => {
    // C(5,4)·C(19,4) = 19380 and C(5,5)·C(19,3) = 969 of C(24,8) = 735471 tables.
    const borne = compareShares({ yes: 4, applicable: 5 }, { yes: 4, applicable: 19 });
    expect(borne.exact).toBeCloseTo(20349 / 735471, 10);
    expect(borne.verdict).toBe('clearly higher');
    // Three of four against none of four: 4 of C(8,3) = 56 tables at either end.
    const notBorne = compareShares({ yes: 3, applicable: 4 }, { yes: 0, applicable: 4 });
    expect(notBorne.interval?.[0]).toBeCloseTo(0.0852, 4);
    expect(notBorne.exact).toBeCloseTo(8 / 56, 10);
    expect(notBorne).toMatchObject({ verdict: 'no clear difference', seems: 'higher', points: 75 });
  });

  it('says nothing where nothing is applicable', () => {
    expect(compareShares({ yes: 0, applicable: 0 }, { yes: 1, applicable: 4 })).toMatchObject({
      verdict: 'cannot be told',
      unknown: 'no figure',
      difference: null,
      points: null,
      interval: null,
    });
  });

  it('rounds points from the counts, and begins to seem at exactly ten', () => {
    // 5 of 8 less 2 of 8 is 37.5.
    expect(compareShares({ yes: 5, applicable: 8 }, { yes: 2, applicable: 8 }).points).toBe(38);
    expect(compareShares({ yes: 2, applicable: 8 }, { yes: 5, applicable: 8 }).points).toBe(-38);
    expect(compareShares({ yes: 4, applicable: 8 }, { yes: 4, applicable: 8 }).points).toBe(0);
    // 7 of 10 less 6 of 10 is 0.09999… in fractions of the machine.
    expect(compareShares({ yes: 7, applicable: 10 }, { yes: 6, applicable: 10 }).seems).toBe('higher');
    expect(compareShares({ yes: 6, applicable: 10 }, { yes: 7, applicable: 10 }).seems).toBe('lower');
    expect(compareShares({ yes: 69, applicable: 100 }, { yes: 60, applicable: 100 }).seems).toBeNull();
  });

  it('refuses what cannot be a count', () => {
    expect(() => compareShares({ yes: 3, applicable: 2 }, { yes: 1, applicable: 4 })).toThrow(RangeError);
  });
});

describe('compareFigures', () => {
  it('says nothing of what is suppressed or not there', () => {
    expect(compareFigures(figure('a', 8, 10), suppressed('a'))).toMatchObject({
      unknown: 'suppressed',
      other: null,
    });
    expect(compareFigures(suppressed('a'), figure('a', 8, 10))).toMatchObject({ unknown: 'suppressed' });
    expect(compareFigures(none('a'), suppressed('a')).unknown).toBe('suppressed');
    expect(compareFigures(figure('a', 8, 10), none('a')).unknown).toBe('no figure');
    expect(compareFigures(figure('a', 8, 10), undefined).unknown).toBe('no figure');
  });
});

const byCounts = { threshold: 5, byFiles: new Set<string>() };

describe('compareToOthers', () => {
  it('takes the files of the unit out of the total first', () => {
    expect(compareToOthers(figure('a', 8, 12), figure('a', 41, 52), null)).toEqual(
      compareShares({ yes: 8, applicable: 12 }, { yes: 33, applicable: 40 }),
    );
  });
  it('says so where there are no other files', () => {
    expect(compareToOthers(figure('a', 8, 12), figure('a', 8, 12), null).unknown).toBe('nobody else');
  });
  it('holds back a rest that is a small number, from whom small numbers are kept', () => {
    expect(compareToOthers(figure('a', 30, 40), figure('a', 33, 52), byCounts).unknown).toBe('suppressed');
    expect(compareToOthers(figure('a', 30, 40), figure('a', 33, 52), null).unknown).toBeNull();
    expect(compareToOthers(figure('a', 30, 40), figure('a', 36, 52), byCounts).unknown).toBeNull();
    // 3 of 12 are few with a yes, but not few files; 1 of 4 are.
    const byFiles = { threshold: 5, byFiles: new Set(['a']) };
    expect(compareToOthers(figure('a', 30, 40), figure('a', 33, 52), byFiles).unknown).toBeNull();
    expect(compareToOthers(figure('a', 30, 40), figure('a', 31, 44), byFiles).unknown).toBe('suppressed');
  });
});

describe('compareTables', () => {
  const before = {
    rule: null,
    table: table(figure('a', 20, 40), unit('Ash', figure('a', 5, 20)), unit('Birch', figure('a', 15, 20))),
  };
  const after = {
    rule: null,
    table: table(figure('a', 33, 45), unit('Birch', figure('a', 14, 20)), unit('Ash', figure('a', 19, 25))),
  };
  const told = (compared: ReturnType<typeof compareTables>) =>
    compared.map(({ unit: { name }, audit, against, differences: [first] }) =>
      [name, audit, against, first?.verdict, first?.unknown ?? first?.points].join(' '),
    );

  it('holds the units of one audit against its other files, in the order of the audit', () => {
    expect(told(compareTables([before], 0, ['a'], 'units'))).toEqual([
      'Ash 0 others clearly lower -50',
      'Birch 0 others clearly higher 50',
    ]);
  });
  it('holds the units of several audits against themselves in the audit before', () => {
    expect(told(compareTables([before, after], 1, ['a'], 'units'))).toEqual([
      'Birch 0 before cannot be told first',
      'Birch 1 before no clear difference -5',
      'Ash 0 before cannot be told first',
      'Ash 1 before clearly higher 51',
    ]);
  });
  it('holds whole audits against the one before', () => {
    // 50% (Wilson 35.2 to 64.8) and 73.3% (59.0 to 84.0): 23.3 - √(14.3² + 14.8²) leaves 2.7.
    expect(told(compareTables([before, after], 1, ['a'], 'wholes'))).toEqual([
      'All 0 before cannot be told first',
      'All 1 before clearly higher 23',
    ]);
  });
  it('keeps units that only one of the audits has, and checks that only one asks for', () => {
    const other = { rule: null, table: table(figure('b', 1, 9), unit('Cedar', figure('b', 1, 9))) };
    expect(told(compareTables([before, other], 0, ['b'], 'units'))).toEqual([
      'Ash 0 before cannot be told first',
      'Birch 0 before cannot be told first',
      'Cedar 1 before cannot be told no figure',
    ]);
  });
});
