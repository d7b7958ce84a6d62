import { describe, expect, it } from 'vitest';
import { maskSegments } from '../../rules/disclosure.ts';

type Answers = [yes: number, no: number, notApplicable: number, notRecorded: number];
const counted = ([yes, no, notApplicable, notRecorded]: Answers) => ({
  files: yes + no + notApplicable + notRecorded,
  checks: [{ id: 'health', yes, no, notApplicable, notRecorded }],
});
const sum = (all: readonly Answers[]): Answers => [
  all.reduce((s, [yes]) => s + yes, 0),
  all.reduce((s, [, no]) => s + no, 0),
  all.reduce((s, [, , notApplicable]) => s + notApplicable, 0),
  all.reduce((s, [, , , notRecorded]) => s + notRecorded, 0),
];

/** Which figures of one check are hidden by a field of which both groups have files of each value. */
function hiddenOf(groups: readonly (readonly Answers[])[], byFiles: readonly string[] = []): boolean[] {
  const values = (groups[0] ?? []).map((_, v) =>
    counted(sum(groups.map((group) => group[v] ?? [0, 0, 0, 0]))),
  );
  const table = maskSegments(
    { of: 'values' },
    [...values, counted([0, 0, 0, 0])],
    counted(sum(groups.flat())),
    groups.map((group) => counted(sum(group))),
    new Set(),
    { threshold: 3, byFiles: new Set(byFiles), order: 'groups_first' },
  );
  return table.units.slice(0, -1).map(({ checks }) => checks[0] ?? false);
}

const HIDDEN = [true, true, true];
const SHOWN = [false, false, false];

describe('a figure by a field does not say how many files of a group have a value', () => {
  // Of the third value 17 are not applicable, and one at most of the first group: 16 or 17 are of the second.
  it('where none of a group is applicable, whatever is not recorded of the other', () => {
    const rest = (notRecorded: number): Answers => [4, 14, 1, notRecorded];
    const second: Answers[] = [
      [0, 0, 9, 0],
      [0, 0, 8, 0],
      [0, 0, 16, 0],
    ];
    const of = (notRecorded: number) =>
      hiddenOf([[[13, 13, 0, 0], [13, 13, 0, 0], rest(notRecorded)], second]);
    for (const notRecorded of [0, 2, 20]) expect(of(notRecorded), `${notRecorded}`).toEqual(HIDDEN);
  });

  it('where all of a group have a yes that is shown, and hardly any of the other', () => {
    const first: Answers[] = [
      [0, 13, 0, 0],
      [0, 13, 0, 0],
      [1, 14, 0, 0],
    ];
    const second: Answers[] = [
      [9, 0, 0, 0],
      [8, 0, 0, 0],
      [16, 0, 0, 0],
    ];
    expect(hiddenOf([first, second], ['health'])).toEqual(HIDDEN);
    // By counts neither group is shown.
    expect(hiddenOf([first, second])).toEqual(SHOWN);
  });

  it('and is shown where enough of the other have the same', () => {
    const first: Answers[] = [
      [13, 13, 5, 0],
      [13, 13, 5, 0],
      [4, 14, 5, 0],
    ];
    const second: Answers[] = [
      [0, 0, 9, 0],
      [0, 0, 8, 0],
      [0, 0, 16, 0],
    ];
    expect(hiddenOf([first, second])).toEqual(SHOWN);
  });
});
