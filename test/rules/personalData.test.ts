import { describe, expect, it } from 'vitest';
import { personalDataProblem } from '../../rules/index.ts';

const found = (text: string) => personalDataProblem(text, '2012-02-28');

describe('what in a goal points at a person', () => {
  it.each([
    ['an NHS number', 'Ring about 943 476 5919 by 3 May 2012'],
    ['an NHS number', 'NHS 9434765919'],
    ['a phone number', 'Call 023 8000 1234 every week'],
    ['a phone number', 'Call (023) 8000 1234'],
    ['a phone number', 'Text 07700 900123 the day before'],
    ['a phone number', 'Text 07700900123'],
    ['a phone number', 'Ring +44 7700 900123'],
    ['a phone number', 'Ring +44 (0)23 8000 1234'],
    ['a phone number', 'Ring 0044 7700 900123'],
    ['a phone number', 'By 01/02/2012 ring 0800 123 4567'],
    ['an email address', 'Write to sam.smith@example.org by Friday'],
    ['a date of birth', 'Goal for SU 31/12/1980'],
    ['a date of birth', 'Goal for SU, 31.12.80'],
    ['a date of birth', 'SU (3 May 1975) to attend AA'],
    ['a date of birth', 'DOB 3/5/2009: see the school'],
    ['a date of birth', 'd.o.b. 3/5/09: see the school'],
    ['a date of birth', 'Son born 3 May 2009 to see the dentist'],
  ])('is %s in "%s"', (what, text) => {
    expect(found(text)).toBe(`holds what looks like ${what}. Take it out.`);
  });

  it.each([
    'Service user to attend two AA meetings a week until 30 March 2012',
    'Not use heroin before the review on 3 May',
    'Be seen on 01/02/2012, 15/02/2012 and 29/02/2012',
    'Attend from 01.02.2012 to 28.02.2012',
    'Cut down from 60 ml to 30 ml by 16/04/12',
    'Cut drinking from 120 to 60 units a week by week 12 of 2012',
    'Attend at 10:30 on 5 March 2012',
    'Save £1 000 000 000',
    'Stop for good, as in 1999',
    'Meet @ the clinic',
    '',
  ])('is nothing in "%s"', (text) => {
    expect(found(text)).toBeNull();
  });

  it('is told of any text, however many numbers stand side by side', () => {
    expect(found('12 '.repeat(50_000))).toBeNull();
    expect(found('0'.repeat(100_000))).toBeNull();
    expect(found(`${'12 '.repeat(5000)}and 07700 900123`)).toContain('a phone number');
  });
});
