import { expect, it } from 'vitest';
import { parsePeriod, rareEvents, seriesOf } from '../../rules/index.ts';
import type { Measure, Observation } from '../../rules/index.ts';
import { seriesChart } from '../../server/measures/seriesChart.ts';

const deaths: Measure = {
  id: 'deaths',
  label: 'Deaths in treatment',
  unit: 'people',
  better: 'lower',
  numerator: '',
  denominator: '',
  partOf: null,
};

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
function monthAt(i: number) {
  const period = parsePeriod(`${MONTHS[i % 12] ?? ''} ${2010 + Math.floor(i / 12)}`);
  if (!period) throw new Error(`there is no month ${i}`);
  return period;
}

/** A figure a month from January 2010 on; null where a month has none. */
const monthly = (values: readonly (number | null)[]): Observation[] =>
  values.flatMap((value, i): Observation[] =>
    value === null
      ? []
      : [
          {
            measure: 'deaths',
            place: 'Westport',
            period: monthAt(i),
            kind: 'actual',
            value,
            low: null,
            high: null,
            numerator: null,
            denominator: null,
            asPrinted: String(value),
            source: '',
          },
        ],
  );
const seriesFor = (observations: Observation[]) => seriesOf(deaths, 'Westport', observations);
const every = (months: number, times: number) =>
  Array.from({ length: times }, () => [1, ...Array.from<number>({ length: months - 1 }).fill(0)]).flat();

it('tells what is rare by how long it is from one to the next, and draws no limits about its counts', () => {
  // One every tenth month: nine without it between two, as in the g-chart worked by hand.
  const series = seriesFor(monthly([...every(10, 5), 0, 0]));
  expect(rareEvents(series)).toEqual({
    periods: 5,
    of: 52,
    mean: 9,
    least: 0,
    greatest: 62,
    outside: 0,
    since: 11,
  });
  const { summary, method, rows, chart } = seriesChart(deaths, 'Westport', series);
  expect(summary).toBe(
    'It is rare: 5 of 52 periods had any, so what tells is how long it is from one to the next. On average 9 periods without it lie between two with it, and chance alone leaves 0 to 62. All that differs here can be chance.',
  );
  expect(method).toContain('g-chart');
  expect(rows.every(({ limits, signals }) => limits === '' && signals === '')).toBe(true);
  expect(chart.guides).toEqual([]);
  const rarer = seriesFor(monthly([...every(10, 5), ...Array.from<number>({ length: 60 }).fill(0)]));
  expect(seriesChart(deaths, 'Westport', rarer).summary).toContain(
    'Since the latest there were 69 without it, which is more than chance: it has become rarer.',
  );
});

it('takes nothing for rare that is not, that is a share, or that happened too seldom to tell', () => {
  expect(rareEvents(seriesFor(monthly(every(2, 10))))).toBeNull();
  expect(rareEvents(seriesFor(monthly([3, 0, 0, 5, 0, 0, 4, 0, 0, 2, 0, 0])))).toBeNull();
  expect(rareEvents(seriesFor(monthly(every(10, 3))))).toBeNull();
  expect(rareEvents(seriesFor(monthly([1, 0.5, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1])))).toBeNull();
  const share = { ...deaths, unit: 'percent' };
  expect(seriesChart(share, 'Westport', seriesFor(monthly(every(10, 5)))).summary).not.toContain(
    'It is rare',
  );
});
