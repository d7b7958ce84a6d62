import { describe, expect, it } from 'vitest';
import { spreadFiles } from '../../rules/index.ts';

const files = (groupId: number, n: number) =>
  Array.from({ length: n }, (_, i) => ({ key: `${groupId}-${i + 1}`, groupId }));
const none = (...ids: number[]) => ids.map((id) => ({ id, load: 0 }));
/** How many files of each group a reader was given. */
const share = (given: ReadonlyMap<string, number>, id: number) => {
  const keys = [...given].filter(([, reader]) => reader === id).map(([key]) => key.split('-')[0]);
  return [1, 2].map((group) => keys.filter((key) => key === String(group)).length);
};

describe('files dealt out', () => {
  it('give everybody as many, and as many of each group', () => {
    // By hand: 5 and 4 files among three: three each, and of no group two more than another reader.
    const given = spreadFiles([...files(1, 5), ...files(2, 4)], none(7, 8, 9));
    expect(given.size).toBe(9);
    expect([7, 8, 9].map((id) => share(given, id))).toEqual([
      [2, 1],
      [2, 1],
      [1, 2],
    ]);
  });

  it('go first to whoever has fewer already', () => {
    const given = spreadFiles(files(1, 5), [
      { id: 7, load: 4 },
      { id: 8, load: 1 },
    ]);
    // 4 and 1 with five more are five each.
    expect([7, 8].map((id) => share(given, id)[0])).toEqual([1, 4]);
  });

  it('go the same way every time, and nowhere without a reader', () => {
    expect(spreadFiles(files(1, 3), none(8, 7))).toEqual(
      new Map([
        ['1-1', 8],
        ['1-2', 7],
        ['1-3', 8],
      ]),
    );
    expect(spreadFiles(files(1, 3), [])).toEqual(new Map());
    expect(spreadFiles([], none(7))).toEqual(new Map());
  });
});
