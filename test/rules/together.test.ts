import { describe, expect, it } from 'vitest';
import { maskTogether } from '../../rules/index.ts';
import type { UnitMask } from '../../rules/index.ts';

/** A mask of one check; "c" for what is suppressed. */
const unit = (check: 'c' | '.', among: 'c' | '.' | null = '.'): UnitMask => ({
  files: false,
  checks: [check === 'c'],
  ...(among && { among: [among === 'c'] }),
});
const table = (groups: ('c' | '.')[], overall: 'c' | '.' = '.') => ({
  units: groups.map((check) => unit(check)),
  overall: unit(overall),
});
const isShown = (groups: ('c' | '.')[], together: number[], overall: 'c' | '.' = '.') =>
  !maskTogether(table(groups, overall), new Set(together)).checks[0];

describe('groups taken together', () => {
  it('are the sum of what is shown', () => {
    expect(isShown(['.', '.', 'c', 'c'], [0, 1])).toBe(true);
    expect(isShown(['.', '.', 'c', 'c'], [0, 1], 'c')).toBe(true);
  });

  it('are what is left of all files where all others are shown', () => {
    expect(isShown(['.', '.', 'c', 'c'], [2, 3])).toBe(true);
    expect(isShown(['.', '.', 'c', 'c'], [1, 2, 3])).toBe(true);
  });

  it('stay suppressed where a part of them, or of the others, or all files are', () => {
    expect(isShown(['.', 'c', 'c', 'c'], [1, 2])).toBe(false);
    expect(isShown(['.', 'c', 'c', '.'], [0, 1])).toBe(false);
    expect(isShown(['.', '.', 'c', 'c'], [2, 3], 'c')).toBe(false);
  });

  it('tell of files with a plan only what can be worked out, where the figures of all files can', () => {
    const among = (first: 'c' | '.', other: 'c' | '.', whole: 'c' | '.' | null) =>
      maskTogether(
        { units: [unit('.', first), unit('.', '.'), unit('.', other)], overall: unit('.', whole) },
        new Set([0, 1]),
      ).among;
    expect(among('.', 'c', 'c')).toEqual([false]);
    expect(among('c', '.', '.')).toEqual([false]);
    expect(among('c', 'c', '.')).toEqual([true]);
    // Not there is not shown.
    expect(among('c', '.', null)).toEqual([true]);
  });
});
