import { describe, expect, it } from 'vitest';
import {
  changeOf,
  checkRate,
  conflictsIn,
  conflictText,
  indicatorRows,
  isReached,
  parsePeriod,
  penetrationInterval,
  periodBefore,
  periodLabel,
  periodsOf,
  placeRows,
  printContradictionsIn,
  ranksOfValues,
  readFigure,
  recomputed,
  canSignal,
  countedIn,
  seriesOf,
  WORKED_OUT,
  travelOf,
  xmrChart,
} from '../../../rules/index.ts';
import type { Measure, Observation, ObservationKind } from '../../../rules/index.ts';
import { exampleMeasures } from './examples.ts';

const share: Measure = {
  id: 'share',
  label: 'A share',
  unit: 'percent',
  better: 'higher',
  numerator: 'some',
  denominator: 'all',
  partOf: null,
};
const people: Measure = {
  ...share,
  id: 'people',
  label: 'People',
  unit: 'people',
  numerator: '',
  denominator: '',
};
const period = (text: string) => parsePeriod(text) ?? { start: '', end: '' };
const observed = (
  of: Measure,
  when: string,
  text: string,
  kind: ObservationKind = 'actual',
  place = 'Ash',
): Observation => {
  const { figure, problem } = readFigure(text, of);
  if (!figure) throw new Error(problem);
  return { ...figure, measure: of.id, place, period: period(when), kind, source: '' };
};

describe('a period', () => {
  it.each([
    ['2011/12', '2011-04-01', '2012-03-31', '2011/12'],
    ['2011/2012', '2011-04-01', '2012-03-31', '2011/12'],
    ['1999/00', '1999-04-01', '2000-03-31', '1999/00'],
    ['Q4 2011/12', '2012-01-01', '2012-03-31', 'Q4 2011/12'],
    ['2011/12 Q1', '2011-04-01', '2011-06-30', 'Q1 2011/12'],
    ['Sept 2012', '2012-09-01', '2012-09-30', 'September 2012'],
    ['february 2012', '2012-02-01', '2012-02-29', 'February 2012'],
    ['2012', '2012-01-01', '2012-12-31', '2012'],
    ['1/4/2011 to 31/3/2012', '2011-04-01', '2012-03-31', '2011/12'],
    ['28/02/2012', '2012-02-28', '2012-02-28', '28/2/2012'],
    ['2012-02-28 to 2012-03-02', '2012-02-28', '2012-03-02', '28/2/2012 to 2/3/2012'],
  ])('is read from %s and called by one name', (text, start, end, label) => {
    expect(parsePeriod(text)).toEqual({ start, end });
    expect(periodLabel({ start, end })).toBe(label);
    expect(parsePeriod(label)).toEqual({ start, end });
  });

  it.each([
    '2011-12',
    '2011/13',
    'Q5 2011/12',
    'Smarch 2012',
    '31/2/2012',
    '2/3/2012 to 1/3/2012',
    '',
    'soon',
  ])('is not guessed from "%s"', (text) => expect(parsePeriod(text)).toBeNull());
});

describe('a figure', () => {
  it.each([
    ['74.66%', { value: 74.66 }],
    ['1,986', { value: 1986 }],
    ['-11%', { value: -11 }],
    ['755 of 1,321', { numerator: 755, denominator: 1321 }],
    ['57% (755 of 1,321)', { value: 57, numerator: 755, denominator: 1321 }],
    ['10 to 15%', { low: 10, high: 15 }],
    // Printed from worse to better: the ends are told by their size.
    ['13 to 9%', { low: 9, high: 13 }],
    ['1,321 (1,039–1,600)', { value: 1321, low: 1039, high: 1600 }],
  ])('is read from %s and kept as printed', (text, expected) => {
    const { figure } = readFigure(text, share);
    const none = { value: null, low: null, high: null, numerator: null, denominator: null };
    expect(figure).toEqual({ ...none, ...expected, asPrinted: text });
  });

  it.each([
    ['about 1 in 10', share, '"about 1 in 10" is no figure. Write it like 57%'],
    ['3 of 0', share, '"3 of 0" has a denominator of 0, of which there is no rate.'],
    ['12%', people, '"12%" is a percentage, and the measure counts people.'],
    ['-3 of 7', share, 'counts less than nothing'],
    ['1,32', people, '"1,32" is no figure'],
  ])('is not guessed from "%s"', (text, of, problem) => {
    expect(readFigure(text, of).problem).toContain(problem);
  });

  it('has a printed rate beside the one that its numbers make, at the decimals of print', () => {
    const rate = (text: string) => checkRate(observed(share, '2011/12', text), share);
    expect(rate('74.66% (1,986 of 2,660)')).toMatchObject({ agrees: true, difference: 0 });
    expect(rate('53.32% (762 of 1,429)')).toMatchObject({ agrees: true });
    // 87.5 is rounded half up.
    expect(rate('88% (28 of 32)')).toMatchObject({ agrees: true });
    expect(rate('87% (28 of 32)')).toMatchObject({ agrees: false, difference: -1, recomputed: 87.5 });
    expect(rate('57%')).toBeNull();
    expect(recomputed(observed(people, '2011/12', '9 of 4'), people)).toBe(2.25);
  });
});

describe('change, what was wanted, and rank', () => {
  it('are those of the plan of Oxfordshire: 3%, 4%, 5% and +21.4%, fifth; all ten changes', () => {
    const { measures, observations } = exampleMeasures('oxfordshire-2008-09');
    const treated = measures.find(({ id }) => id === 'drug_users_treated') ?? people;
    const rows = placeRows(treated, period('2008/09'), measures, observations);
    const ten = rows.toSorted((a, b) => (a.changeRank ?? 0) - (b.changeRank ?? 0));
    expect(ten.map(({ place, change, changeRank }) => [place, change?.toFixed(1), changeRank])).toEqual([
      ['Suffolk', '28.0', 1],
      ['Redcar and Cleveland', '27.7', 2],
      ['Hackney', '22.1', 3],
      ['Barnsley', '21.5', 4],
      ['Oxfordshire', '21.4', 5],
      ['Cambridgeshire', '20.5', 6],
      ['Bexley', '19.5', 7],
      ['Poole', '17.4', 8],
      ['Enfield', '17.2', 9],
      ['Swindon', '17.1', 10],
    ]);
    const wanted = ['2008/09', '2009/10', '2010/11'].map((year) => {
      const own = placeRows(treated, period(year), measures, observations).find(
        ({ place }) => place === 'Oxfordshire',
      );
      return [own?.wanted?.toFixed(0), own?.reached];
    });
    expect(wanted).toEqual([
      ['3', true],
      ['4', null],
      ['5', null],
    ]);
  });

  it('judge by polarity, and a range by its worse end whatever its order in print', () => {
    expect(isReached(10, { value: null, low: 10, high: 15 }, 'higher')).toBe(true);
    expect(isReached(9.9, { value: null, low: 10, high: 15 }, 'higher')).toBe(false);
    expect(isReached(13, { value: null, low: 9, high: 13 }, 'lower')).toBe(true);
    expect(isReached(22, { value: null, low: 9, high: 13 }, 'lower')).toBe(false);
    expect(isReached(3, { value: 3, low: null, high: null }, 'lower')).toBe(true);
    expect(isReached(3, { value: 1, low: null, high: null }, 'neither')).toBeNull();
    expect(travelOf(2.4, 2.3, 'neither')).toEqual({ by: 0.1, verdict: 'changed' });
    expect(ranksOfValues([5, 7, null, 7, 1], 'higher')).toEqual([3, 1, null, 1, 4]);
    expect(ranksOfValues([5, 7, null, 7, 1], 'lower')).toEqual([2, 3, null, 3, 1]);
  });

  it('have no percentage of a baseline of 0, and none without a baseline', () => {
    expect(changeOf(5, 0)).toBeNull();
    const target = [observed(people, '2011/12', '9'), observed(people, '2011/12', '8', 'target')];
    const [row] = placeRows(people, period('2011/12'), [people], target);
    expect(row).toMatchObject({ wanted: null, change: null, reached: true });
    expect(printContradictionsIn([people], target)).toEqual([
      expect.objectContaining({ at: 1, kind: 'baseline', explained: false }),
    ]);
  });
});

describe('penetration', () => {
  it('is as printed beside what recomputes: ten of nineteen differ by up to 0.06, and estimates that are not whole explain each', () => {
    const { measures, observations } = exampleMeasures('oxfordshire-2008-09');
    const penetration = measures.find(({ id }) => id === 'penetration') ?? share;
    const rows = placeRows(penetration, period('2008/09'), measures, observations);
    expect(rows.map(({ rank }) => rank)).toEqual(Array.from({ length: 19 }, (_, i) => i + 1));
    expect([rows[0]?.place, rows[0]?.value, rows[9]?.place, rows[9]?.value]).toEqual([
      'Oxfordshire',
      74.66,
      'Southampton',
      53.32,
    ]);
    const different = rows.filter(({ rate }) => rate && !rate.agrees);
    // Surrey's 40.7268 was printed as 40.72: cut off, not rounded. The other ten are no rate of the printed numbers.
    expect(different.filter(({ rate }) => rate?.cut).map(({ place }) => place)).toEqual(['Surrey']);
    expect(different).toHaveLength(11);
    expect(Math.max(...different.map(({ rate }) => Math.abs(rate?.difference ?? 0)))).toBeCloseTo(0.06, 9);
    expect(different.every(({ rate }) => rate?.byRounding)).toBe(true);
  });

  it('has the interval of the estimate: 755 of 1,039 to 1,600', () => {
    const { measures, observations } = exampleMeasures('southampton-2011-12');
    const penetration = measures.find(({ id }) => id === 'opiate_penetration') ?? share;
    const [row] = placeRows(penetration, period('2011/12'), measures, observations);
    expect(row?.interval?.map((end) => end.toFixed(1))).toEqual(['47.2', '72.7']);
    expect(penetrationInterval(10, { low: 0, high: 5 })).toBeNull();
    expect(penetrationInterval(10, { low: null, high: null })).toBeNull();
  });
});

describe('the indicator sheet of Southampton', () => {
  it('has the travel of every row, judged by polarity', () => {
    const { measures, observations } = exampleMeasures('southampton-2011-12');
    const rows = indicatorRows(measures, observations, period('Q4 2011/12'));
    const travelled = rows.flatMap(({ measure: { id }, travel }) =>
      travel ? [[id, travel.by, travel.verdict]] : [],
    );
    expect(travelled).toEqual([
      ['done_all', 1, 'better'],
      ['back_all', -1, 'better'],
      ['done_criminal_justice', 2, 'better'],
      ['back_criminal_justice', -1, 'better'],
      ['years_1_2', -2, 'changed'],
      ['years_2_4', -1, 'changed'],
      ['years_4_6', 0, 'same'],
      ['years_6', 1, 'changed'],
      ['years_mean', 0.1, 'changed'],
      ['years_mean_criminal_justice', 0, 'same'],
      ['criminal_justice_share', 1, 'changed'],
      ['growth_all', -3, 'worse'],
      ['six_months_opiate', -1, 'worse'],
      ['six_months_crack', 12, 'better'],
      ['six_months_crack_non_opiate', 0, 'same'],
      ['six_months_cocaine', 30, 'better'],
      ['no_longer_injecting', -15, 'worse'],
      ['no_housing_need', -10, 'worse'],
      ['working_opiate', -1, 'worse'],
      ['working_non_opiate', -2, 'worse'],
      ['waiting_3', -1, 'better'],
      ['waiting_6', 0, 'same'],
      ['hepatitis_b', 5, 'better'],
      ['hepatitis_c', 2, 'better'],
      ['dip_referrals', 28, 'changed'],
      ['dip_known', 10, 'changed'],
      ['dip_new', 18, 'changed'],
    ]);
    const opiate = rows.filter(({ measure: { id } }) => ['done_opiate', 'back_opiate'].includes(id));
    expect(
      opiate.map(({ topQuartile, inTopQuartile, againstNational }) => [
        topQuartile?.low,
        topQuartile?.high,
        inTopQuartile,
        againstNational,
      ]),
    ).toEqual([
      [10, 15, false, 'worse'],
      [9, 13, false, 'worse'],
    ]);
  });

  it('holds no count of people against that of the country', () => {
    const { measures, observations } = exampleMeasures('southampton-2011-12');
    const row = indicatorRows(measures, observations, period('Q4 2011/12')).find(
      ({ measure }) => measure.id === 'waiting_6',
    );
    expect([row?.national?.value, row?.againstNational]).toEqual([140, null]);
  });

  it('contradicts itself where arithmetic can find it', () => {
    const { measures, observations } = exampleMeasures('southampton-2011-12');
    const found = printContradictionsIn(measures, observations);
    expect(found.map(({ at, text }) => [observations[at]?.measure, text])).toEqual([
      ['opiate_users', '202 + 559 + 592 is 1,353, and printed is 1,354.'],
      ['opiate_share', 'Printed is 79%, but 755 of 866 is 87%.'],
      ['completed', 'Printed is 12%, but 118 of 866 is 14%.'],
      ['picked_up', 'Printed is 87%, but 28 of 32 is 88%. It was cut off instead of rounded.'],
      ['prescribing_exits', '175 + 213 is 388, and printed is 391.'],
      ['day_exits', '48 + 42 is 90, and printed is 94.'],
      ['back_months', 'Printed is 4, but 44 for 17 is 3.'],
    ]);
    const lincolnshire = exampleMeasures('north-east-lincolnshire-2009-10');
    expect(printContradictionsIn(lincolnshire.measures, lincolnshire.observations)).toEqual([]);
  });
});

describe('the period before', () => {
  it.each([
    ['Q1 2012/13', 'Q4 2011/12'],
    ['2011/12', '2010/11'],
    ['January 2012', 'December 2011'],
    ['2012', '2011'],
  ])('%s comes after %s', (later, earlier) => {
    expect(periodBefore(period(later))).toEqual(period(earlier));
  });

  it('is none of days that are no whole months', () => {
    expect(periodBefore({ start: '2012-01-02', end: '2012-02-01' })).toBeNull();
  });
});

describe('observations that cannot both be kept', () => {
  it('are of one period, or of periods that share days; a quarter in its year is none', () => {
    const all = [
      observed(people, '2011/12', '10'),
      observed(people, 'Q1 2011/12', '3'),
      observed(people, '2011/12', '11', 'target'),
      observed(people, '2011/12', '12', 'actual', 'Birch'),
      observed(people, '2011', '13'),
      observed(people, '1/4/2011 to 31/3/2012', '14'),
    ];
    expect(conflictsIn(all)).toEqual([
      { at: 4, other: 0, why: 'overlap' },
      { at: 5, other: 0, why: 'twice' },
    ]);
    expect(conflictText({ why: 'overlap' }, observed(people, '2011/12', '10'))).toContain(
      'shares days with 2011/12',
    );
  });

  it('are found among 100,000', () => {
    const places = Array.from({ length: 1000 }, (_, i) => `Place ${i}`);
    const all = places.flatMap((place) =>
      Array.from({ length: 100 }, (_, i) => ({
        ...observed(people, `${1910 + i}`, '10', 'actual', place),
      })),
    );
    all.push(observed(people, '1950/51', '10', 'actual', 'Place 7'));
    expect(conflictsIn(all)).toEqual([{ at: 100_000, other: expect.any(Number), why: 'overlap' }]);
  });
});

describe('a series', () => {
  it('has no limits and no signals with fewer single figures than could ever lie outside them', () => {
    const of = (values: string[]) =>
      seriesOf(
        people,
        'Oak',
        values.map((value, i) => observed(people, `${2001 + i}`, value, 'actual', 'Oak')),
      );
    expect(of(['1', '2', '1', '99']).points.map(({ limits }) => limits)).toEqual([null, null, null, null]);
    expect(of(['1', '2', '1', '2', '1']).points[0]?.limits).not.toBeNull();
  });

  it('has the limits of the worked example of the NIST handbook: 45.82 to 55.80 about 50.81', () => {
    const { mean, meanRange, limits, points } = xmrChart([
      49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1,
    ]);
    expect(mean).toBeCloseTo(50.81, 9);
    expect(meanRange).toBeCloseTo(1.8778, 4);
    expect(limits?.[0]).toBeCloseTo(45.8159, 3);
    expect(limits?.[1]).toBeCloseTo(55.8041, 3);
    expect(points.every((point) => point?.signals.length === 0)).toBe(true);
  });

  it('names what is no chance, and a gap breaks a row', () => {
    const said = (values: (number | null)[]) =>
      xmrChart(values).points.map((point) => point?.signals.join() ?? null);
    expect(said([5, 6, 5, 6, 5, 6, 12, 5, 6, 5, 6])).toEqual([
      '',
      '',
      '',
      '',
      '',
      '',
      'outside',
      '',
      '',
      '',
      '',
    ]);
    expect(said([1, 2, 3, 4, 5, 6, 7]).every((signals) => signals?.includes('trend'))).toBe(true);
    expect(said([1, 2, 3, null, 4, 5, 6, 7]).join('')).not.toContain('trend');
    expect(xmrChart([]).mean).toBeNull();
    expect(xmrChart([4, null, 5]).limits).toBeNull();
  });

  it('has no row over a period that was never entered, whatever it is a chart of', () => {
    const years = [2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008];
    const saidOf = (missing: number | null) => {
      const entered = years.filter((year) => year !== missing);
      const single = seriesOf(
        people,
        'Oak',
        entered.map((year, i) => observed(people, String(year), String(i + 1), 'actual', 'Oak')),
      );
      const shares = seriesOf(
        share,
        'Ash',
        entered.map((year, i) => observed(share, String(year), `${10 + i} of 100`)),
      );
      expect([single.method, shares.method]).toEqual(['xmr', 'p']);
      return [single, shares].map(({ points }) => points.some(({ signals }) => signals.includes('trend')));
    };
    expect(saidOf(null)).toEqual([true, true]);
    // Seven figures that go up are left of eight, and nobody knows how the year between them was.
    expect(saidOf(2004)).toEqual([false, false]);
  });

  it('is a p-chart of shares with their numbers, XmR of all else, of one length of period', () => {
    const quarters = ['Q1', 'Q2', 'Q3'].map((q, i) => observed(share, `${q} 2011/12`, `${i + 4} of 10`));
    const { method, mean, points } = seriesOf(share, 'Ash', [
      observed(share, '2010/11', '1 of 10'),
      ...quarters,
    ]);
    expect([method, mean?.toFixed(1), points.length]).toEqual(['p', '50.0', 3]);
    const bare = seriesOf(share, 'Ash', [...quarters, observed(share, 'Q4 2011/12', '70%')]);
    expect([bare.method, bare.points.map(({ value }) => value)]).toEqual(['xmr', [40, 50, 60, 70]]);
    // One that was worked out has no numbers: it is shown, and changes neither the chart nor its mean.
    const workedOut = { ...observed(share, 'Q4 2010/11', '90%'), source: `${WORKED_OUT}, somehow` };
    const mixed = seriesOf(share, 'Ash', [...quarters, workedOut]);
    expect([mixed.method, mixed.mean?.toFixed(1), mixed.points[0]?.value]).toEqual(['p', '50.0', 90]);
    expect(mixed.points.map(({ limits }) => limits !== null)).toEqual([false, true, true, true]);
    expect(mixed.points.map(({ isLeftOut }) => isLeftOut)).toEqual([true, false, false, false]);
    expect([canSignal(mixed), countedIn(mixed)]).toEqual([true, 3]);
    expect(canSignal(seriesOf(share, 'Ash', [...quarters.slice(0, 1), workedOut]))).toBe(false);
    // Among figures that have no numbers either it is one of them.
    expect(seriesOf(share, 'Ash', [workedOut, observed(share, 'Q4 2011/12', '70%')]).method).toBe('xmr');
    expect(periodsOf(quarters).map(periodLabel)).toEqual(['Q3 2011/12', 'Q2 2011/12', 'Q1 2011/12']);
  });
});
