import { describe, expect, it } from 'vitest';
import { bankHolidays, openDay } from '../../rules/index.ts';
import type { Nation } from '../../rules/index.ts';

/** As the government listed them at www.gov.uk/bank-holidays: the weekdays alone. */
const LISTED: [year: number, nation: Nation, days: string][] = [
  [2012, 'england_wales', '01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26'],
  [2020, 'scotland', '01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28'],
  [2021, 'northern_ireland', '01-01 03-17 04-02 04-05 05-03 05-31 07-12 08-30 12-27 12-28'],
  [2022, 'england_wales', '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27'],
  [2022, 'scotland', '01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27'],
  [2023, 'northern_ireland', '01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26'],
  [2023, 'scotland', '01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26'],
  [2024, 'scotland', '01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26'],
  [2025, 'england_wales', '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26'],
  [2026, 'england_wales', '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
  [2026, 'scotland', '01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28'],
  [2026, 'northern_ireland', '01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28'],
  [2027, 'england_wales', '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
];

describe('bank holidays', () => {
  it.each(LISTED)('of %i in %s are those that the government listed', (year, nation, listed) => {
    const weekdays = bankHolidays(year, nation).filter(
      (day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()),
    );
    expect(weekdays.map((day) => day.slice(5)).join(' ')).toBe(listed);
  });

  it('move a day on to the next that is none, and no Sunday', () => {
    // Good Friday, 3 April 2026; Easter Monday is one in England and none in Scotland.
    expect(openDay('2026-04-02', 'england_wales')).toBe('2026-04-02');
    expect(openDay('2026-04-03', 'england_wales')).toBe('2026-04-04');
    expect(openDay('2026-04-05', 'england_wales')).toBe('2026-04-07');
    expect(openDay('2026-04-05', 'scotland')).toBe('2026-04-06');
    expect(openDay('2026-12-25', 'northern_ireland')).toBe('2026-12-29');
    // Christmas Day on a Saturday is asked of nobody either.
    expect(openDay('2027-12-25', 'england_wales')).toBe('2027-12-29');
    expect(openDay('2027-12-31', 'scotland')).toBe('2027-12-31');
    expect(openDay('2028-01-01', 'scotland')).toBe('2028-01-05');
  });
});
