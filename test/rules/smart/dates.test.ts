import { describe, expect, it } from 'vitest';
import { addMonths, dayOfIso, easter, isoOf, weekdayOf } from '../../../rules/smart/calendar.ts';
import { findTimes, resolve } from '../../../rules/smart/dates.ts';
import { partsOf, tokenise } from '../../../rules/smart/tokens.ts';
import { lexiconOf } from '../../../rules/smart/words.ts';
import { smartWords } from '../../support/smartWords.ts';

const lexicon = lexiconOf(smartWords);
/** A Monday. */
const PLAN = dayOfIso('2012-01-16');

/** The ends that a text tells, counted from 16 January 2012: dates, "impossible", or what is missing. */
function endsOf(text: string, plan = PLAN, review: number | null = null): string[] {
  return partsOf(tokenise(text), () => false)
    .flatMap((part) => findTimes(part, lexicon))
    .filter(({ role }) => role === 'end')
    .map(({ when }) => {
      const resolved = resolve(when, plan, review);
      if ('impossible' in resolved) return 'impossible';
      return 'missing' in resolved ? `needs ${resolved.missing}` : isoOf(resolved.day);
    });
}

describe('the calendar', () => {
  it('knows Easter, month ends and weekdays', () => {
    expect([2011, 2012, 2016, 2038].map((year) => isoOf(easter(year)))).toEqual([
      '2011-04-24',
      '2012-04-08',
      '2016-03-27',
      '2038-04-25',
    ]);
    expect(isoOf(addMonths(dayOfIso('2012-01-31') ?? 0, 1))).toBe('2012-02-29');
    expect(isoOf(addMonths(dayOfIso('2011-11-30') ?? 0, 3))).toBe('2012-02-29');
    expect(isoOf(addMonths(dayOfIso('2011-12-15') ?? 0, 1))).toBe('2012-01-15');
    expect(weekdayOf(PLAN ?? 0)).toBe(1);
    expect(weekdayOf(dayOfIso('1969-12-28') ?? 0)).toBe(0);
    expect(dayOfIso('2011-02-29')).toBeNull();
    expect(dayOfIso('2011-2-9')).toBeNull();
  });
});

describe('British dates', () => {
  it.each([
    ['by 3/5/12', '2012-05-03'],
    ['by 03.05.2012', '2012-05-03'],
    ['by 3-5-2012', '2012-05-03'],
    ['2012-05-03', '2012-05-03'],
    ['by 3rd May', '2012-05-03'],
    ['by the 3rd of May 2012', '2012-05-03'],
    ['on May 3rd', '2012-05-03'],
    ['by May 3, 2012', '2012-05-03'],
    ["by 5 Mar '12", '2012-03-05'],
    ['by 5 Mar 12', '2012-03-05'],
    ['by 1/2', '2012-02-01'],
    ['by the 14th', '2012-02-14'],
    ['by the 17th', '2012-01-17'],
    ['by the 31st', '2012-01-31'],
    ['by the twenty-fourth of February', '2012-02-24'],
    ['in March', '2012-03-31'],
    ['by the end of February', '2012-02-29'],
    ['by July 2012', '2012-07-31'],
    ['by 9 January', '2013-01-09'],
    ['by 16 January', '2013-01-16'],
    ['by 29 February', '2012-02-29'],
  ])('%s is %s', (text, iso) => {
    expect(endsOf(text)).toEqual([iso]);
  });

  it.each([
    'by 31 February 2012',
    'by 30 Feb',
    'by 31/04/2012',
    'by 29/02/2011',
    'by 3/13/12',
    'by 0/1/12',
    'by the 32nd',
  ])('%s is no day', (text) => {
    expect(endsOf(text)).toEqual(['impossible']);
  });

  it.each([
    '24/7',
    'Drink 1/2 what I do',
    'at 10.30',
    '2 of 3',
    'on 0300 555 0100',
    'may attend',
    'march on',
    '12 step',
  ])('%s is no date', (text) => {
    expect(endsOf(text)).toEqual([]);
  });
});

describe('weekdays', () => {
  it.each([
    ['by Friday', ['2012-01-20']],
    ['by Monday', ['2012-01-23']],
    ['Thursday 2pm', ['2012-01-19']],
    ['Friday 27 January', ['2012-01-27']],
    ['every Friday', []],
    ['on Fridays', []],
    ['Monday to Friday', []],
    ['Mondays, Tuesdays and Wednesdays', []],
    ['Friday mornings', []],
  ])('%s', (text, ends) => {
    expect(endsOf(text)).toEqual(ends);
  });
});

describe('durations from the plan’s date', () => {
  it.each([
    ['for six weeks', ['2012-02-27']],
    ['within 6 weeks', ['2012-02-27']],
    ['in 6/52', ['2012-02-27']],
    ['for 3/12', ['2012-04-16']],
    ['for the next 28 days', ['2012-02-13']],
    ['over the next 3 months', ['2012-04-16']],
    ['for a fortnight', ['2012-01-30']],
    ['within a month', ['2012-02-16']],
    ['for a year', ['2013-01-16']],
    ['within 48 hours', ['2012-01-18']],
    ['two weeks from today', ['2012-01-30']],
    ["in six weeks' time", ['2012-02-27']],
    ['for 30 minutes', []],
    ['for a few weeks', []],
    ['the 12 week programme', []],
    ['for 3 days a week', []],
    ['within two weeks of release', []],
    ['over two sessions', []],
  ])('%s', (text, ends) => {
    expect(endsOf(text)).toEqual(ends);
  });

  it('has no end beyond all reason', () => {
    expect(endsOf('for 99999999999 weeks')).toEqual(['9999-12-31']);
  });

  it('needs the plan’s date', () => {
    expect(['for six weeks', 'by Friday', 'by 3 May'].flatMap((text) => endsOf(text, null))).toEqual([
      'needs plan',
      'needs plan',
      'needs plan',
    ]);
    expect(endsOf('by 3 May 2012', null)).toEqual(['2012-05-03']);
  });
});

describe('other ends', () => {
  it.each([
    ['tomorrow', ['2012-01-17']],
    ['today', ['2012-01-16']],
    ['this week', ['2012-01-22']],
    ['next week', ['2012-01-29']],
    ['next month', ['2012-02-29']],
    ['by the end of this month', ['2012-01-31']],
    ['by the end of the year', ['2012-12-31']],
    ['by Easter', ['2012-04-08']],
    ['by Christmas', ['2012-12-25']],
    ['by the New Year', ['2013-01-01']],
    ['by the next review', ['needs review']],
    ['to review the plan', []],
    ['soon, ongoing, one day, in the spring', []],
  ])('%s', (text, ends) => {
    expect(endsOf(text)).toEqual(ends);
  });

  it.each([
    ['from 1 February until 1 December 2012', ['2012-12-01']],
    ['23/01/12 - 02/03/12', ['2012-03-02']],
    ['between now and 9 April', ['2012-04-09']],
    ['from 6 February', []],
    ['starting on 6 February', []],
    ['since 3 January 2012', []],
    ['has not used for 3 weeks', []],
    ['on 60ml since 3 January 2012, will drop by 26 March', ['2012-03-26']],
  ])('%s: the end of a span counts', (text, ends) => {
    expect(endsOf(text)).toEqual(ends);
  });
});
