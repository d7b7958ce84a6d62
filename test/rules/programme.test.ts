import { describe, expect, it } from 'vitest';
import { duesUntil, nextDue, programmeState } from '../../rules/index.ts';

describe('when a line of the programme is due', () => {
  const quarterly = { dueOn: '2026-11-30', everyMonths: 3 as const, begunFor: null };

  it('is due on its day until it is begun, and then so many months on', () => {
    expect(nextDue(quarterly)).toBe('2026-11-30');
    expect(nextDue({ ...quarterly, begunFor: '2026-11-30' })).toBe('2027-02-28');
    // Counted from the first day and not from the last round, so that a short month does not shift what follows.
    expect(nextDue({ ...quarterly, begunFor: '2027-02-28' })).toBe('2027-05-30');
  });

  it('has nothing more once what is planned once is begun, unless a later day is set', () => {
    expect(nextDue({ dueOn: '2027-01-05', everyMonths: 0, begunFor: '2027-01-05' })).toBeNull();
    expect(nextDue({ dueOn: '2028-01-05', everyMonths: 0, begunFor: '2027-01-05' })).toBe('2028-01-05');
  });

  it('names all rounds up to a day', () => {
    expect(duesUntil({ ...quarterly, begunFor: '2026-11-30' }, '2027-08-30')).toEqual([
      '2027-02-28',
      '2027-05-30',
      '2027-08-30',
    ]);
    expect(duesUntil({ dueOn: '2027-01-05', everyMonths: 0, begunFor: null }, '2026-12-31')).toEqual([]);
  });

  it('puts what is to be begun before what is under way', () => {
    const today = '2026-11-30';
    expect(programmeState('2026-11-29', today, true)).toBe('overdue');
    expect(programmeState('2026-11-30', today, false)).toBe('due');
    expect(programmeState('2026-12-28', today, true)).toBe('due');
    expect(programmeState('2026-12-29', today, true)).toBe('underWay');
    expect(programmeState('2026-12-29', today, false)).toBe('later');
    expect(programmeState(null, today, true)).toBe('underWay');
    expect(programmeState(null, today, false)).toBe('done');
  });
});
