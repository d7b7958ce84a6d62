import { expect, it } from 'vitest';
import { movedOf, rareEvents, seriesOf } from '../../rules/index.ts';
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

const isoOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);
/** Months from January 2010 on. */
const monthAt = (i: number) => ({ start: isoOf(Date.UTC(2010, i, 1)), end: isoOf(Date.UTC(2010, i + 1, 0)) });

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
  expect(rareEvents(deaths, series)).toEqual({
    periods: 5,
    of: 52,
    mean: 9,
    least: 0,
    greatest: 62,
    isLatestOnly: false,
    outside: 0,
    since: 11,
    moved: null,
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
  expect(rareEvents(deaths, seriesFor(monthly(every(2, 10))))).toBeNull();
  expect(rareEvents(deaths, seriesFor(monthly([3, 0, 0, 5, 0, 0, 4, 0, 0, 2, 0, 0])))).toBeNull();
  expect(rareEvents(deaths, seriesFor(monthly(every(10, 3))))).toBeNull();
  expect(rareEvents(deaths, seriesFor(monthly([1, 0.5, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1])))).toBeNull();
  const share = { ...deaths, unit: 'percent' };
  expect(seriesChart(share, 'Westport', seriesFor(monthly(every(10, 5)))).summary).not.toContain(
    'It is rare',
  );
});

const nothingFor = (months: number) => Array.from<number>({ length: months }).fill(0);

it('says of what is rare that it moved by what lies between one and the next alone, as its page does', () => {
  const said = (values: readonly (number | null)[], of = deaths) => {
    const series = seriesFor(monthly(values));
    const moved = movedOf(of, series);
    expect(rareEvents(of, series)).not.toBeNull();
    return { moved, summary: seriesChart(of, 'Westport', series).summary };
  };
  // Seven and more without any, and two at once: both are signals of a chart of counts, which is none of this.
  for (const values of [
    [...every(10, 5), 0, 0],
    [...every(10, 4), 2],
  ]) {
    expect(seriesFor(monthly(values)).points.at(-1)?.signals).not.toEqual([]);
    expect(said(values)).toEqual({
      moved: null,
      summary: expect.stringContaining('All that differs here can be chance.') as string,
    });
  }
  const since = [...every(10, 5), ...nothingFor(60)];
  expect(said(since)).toMatchObject({
    moved: { verdict: 'better', rare: { moved: { to: 'rarer', gap: 69, isSince: true } } },
    summary: expect.stringContaining('it has become rarer') as string,
  });
  expect(said(since, { ...deaths, better: 'higher' }).moved?.verdict).toBe('worse');
  expect(said(since, { ...deaths, better: 'neither' }).moved?.verdict).toBe('changed');
  // 82 between the latest two, where chance alone leaves 42 at most; after one more it is no news.
  const between = [...every(3, 20), ...nothingFor(80), 1];
  expect(said(between)).toMatchObject({
    moved: { verdict: 'better', rare: { moved: { to: 'rarer', gap: 82, isSince: false } } },
    summary: expect.stringContaining(
      'Between the latest two there were 82 without it, which is more than chance: it has become rarer.',
    ) as string,
  });
  // Two in a row, where one in a thousand is usual.
  expect(said([...every(1000, 5), 1, 1])).toMatchObject({
    moved: { verdict: 'worse', rare: { moved: { to: 'more often', gap: 0, isSince: false } } },
    summary: expect.stringContaining('it comes more often') as string,
  });
  expect(said([...between, 0, 0, 1])).toEqual({
    moved: null,
    summary: expect.stringContaining('1 stretch was shorter or longer than that') as string,
  });
});

it('ends the row at a period that is missing, and says that it counts the latest ones', () => {
  const full = monthly([...every(10, 3), ...nothingFor(9), ...every(10, 5)]);
  const whole = rareEvents(deaths, seriesFor(full));
  expect(whole).toMatchObject({ of: 89, isLatestOnly: false });
  // April 2012 was never entered: whether there was one nobody knows.
  const missing = full.filter((_, i) => i !== 27);
  const series = seriesFor(missing);
  expect(series.points).toHaveLength(88);
  expect(rareEvents(deaths, series)).toMatchObject({ periods: 5, of: 61, isLatestOnly: true });
  expect(seriesChart(deaths, 'Westport', series).summary).toContain(
    'It is rare: 5 of the latest 61 periods had any',
  );
  // The same where it was entered without a figure.
  const unknown = full.map((one, i) => (i === 27 ? { ...one, value: null } : one));
  expect(rareEvents(deaths, seriesFor(unknown))).toMatchObject({ of: 61, isLatestOnly: true });
  expect(rareEvents(deaths, seriesFor(full.slice(1)))).toMatchObject({ isLatestOnly: false });
});
