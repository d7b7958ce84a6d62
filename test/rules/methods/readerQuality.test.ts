import { expect, it } from 'vitest';
import { firstReadingsOf } from '../../../rules/index.ts';

const file = (first: string | null, second: string | null, settled?: string | null) => ({
  first: new Map(first === null ? [] : [['plan', first]]),
  second: new Map(second === null ? [] : [['plan', second]]),
  settled: new Map<string, string | null>(settled === undefined ? [] : [['plan', settled]]),
});

it('counts what first readings said, against what is settled or agreed', () => {
  const readTwice = [
    file('yes', 'yes'),
    file('yes', 'yes'),
    file('no', 'no'),
    // Settled: one was right, three were not, one of them not even in that it applied.
    file('no', 'yes', 'no'),
    file('yes', 'no', 'no'),
    file('no', 'yes', 'yes'),
    file('na', 'yes', 'yes'),
    // Not settled, not applicable to either, and settled as not recorded: nothing is known of them.
    file('yes', 'no'),
    file('na', 'na'),
    file('yes', 'no', null),
  ];
  // As counted: yes, yes, no, no, no, yes, yes, yes.
  expect(firstReadingsOf('plan', readTwice, { yes: 5, applicable: 8 })).toEqual({
    quality: { settledYes: { read: 2, files: 3 }, settledNo: { read: 2, files: 3 } },
    files: 6,
    // As first read: yes, yes, no, no, yes, no, yes, yes.
    read: { yes: 5, applicable: 8 },
  });
});

it('knows nothing where no file was read twice', () => {
  expect(firstReadingsOf('plan', [], { yes: 3, applicable: 4 })).toMatchObject({
    files: 0,
    read: { yes: 3, applicable: 4 },
  });
});
