import { describe, expect, it } from 'vitest';
import { maskFewFiles } from '../../rules/fewFiles.ts';
import { seeded } from '../support/random.ts';

const LEAST = 5;
const mask = (files: number[], order = files) => maskFewFiles(files, LEAST, order);

describe('maskFewFiles', () => {
  it.each([
    ['shows all that rest on enough', [5, 12, 40], [false, false, false]],
    [
      'hides what rests on too few, and one more where the rest of the total would',
      [3, 12, 40],
      [true, true, false],
    ],
    ['hides no more where what is hidden rests on enough together', [3, 2, 40], [true, true, false]],
    ['hides what is left alone', [4, 12], [true, true]],
    ['shows where nothing applies, which tells nothing', [0, 12, 40], [false, false, false]],
    ['has nothing to hide of nothing', [0, 0], [false, false]],
    ['hides all of a total that is small itself', [3, 1], [true, true]],
  ])('%s', (_, files, hidden) => {
    expect(mask(files)).toEqual(hidden);
  });
  it('hides the one more by something that every reader sees, not by the figure', () => {
    // The second group has fewer files, of which the check applies to more.
    expect(mask([3, 12, 9], [3, 14, 15])).toEqual([true, true, false]);
    expect(mask([3, 12, 9], [3, 15, 14])).toEqual([true, false, true]);
    expect(mask([3, 12, 9], [3, 15, 15])).toEqual([true, false, true]);
  });
});

describe('what is hidden of a total', () => {
  it('rests on enough files together, and no more is hidden than that takes', () => {
    const random = seeded(61);
    const upTo = (most: number) => Math.floor(random() * (most + 1));
    let [lost, least, tried] = [0, 0, 0];
    for (let audit = 0; audit < 1500; audit += 1) {
      const planned = Array.from({ length: 2 + upTo(5) }, () => 1 + upTo(14));
      const files = planned.map((of) => Math.max(0, of - (random() < 0.4 ? upTo(of) : 0)));
      const hidden = maskFewFiles(files, LEAST, planned);
      const all = files.reduce((sum, of) => sum + of, 0);
      if (all < LEAST) continue;
      const left = files.reduce((sum, of, g) => sum + (hidden[g] ? of : 0), 0);
      expect(left === 0 || left >= LEAST, files.join(' ')).toBe(true);
      tried += 1;
      lost += hidden.filter(Boolean).length;
      least += fewestHidden(files);
    }
    expect(tried).toBeGreaterThan(1000);
    expect(lost).toBe(least);
  });
});

function subsets(of: number): number[][] {
  return Array.from({ length: 2 ** of }, (_, choice) =>
    Array.from({ length: of }, (_g, g) => (choice >> g) & 1),
  );
}

/** The fewest groups of which the figures have to be hidden beside their total, found by trying all choices. */
function fewestHidden(files: number[]): number {
  return Math.min(
    ...subsets(files.length).flatMap((hidden) => {
      const left = files.reduce((sum, of, g) => sum + (hidden[g] ? of : 0), 0);
      const isAllowed =
        (left === 0 || left >= LEAST) && files.every((of, g) => of === 0 || of >= LEAST || hidden[g]);
      return isAllowed ? [hidden.filter((is, g) => is && (files[g] ?? 0) > 0).length] : [];
    }),
  );
}
