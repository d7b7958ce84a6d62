import { describe, expect, it } from 'vitest';
import { maskFewFiles, maskUnionsOfFewFiles } from '../../rules/fewFiles.ts';

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

describe('maskUnionsOfFewFiles', () => {
  it('shows the sums of groups that rest on enough files, and from which nothing smaller follows', () => {
    const files = [3, 2, 12, 20];
    const hidden = mask(files);
    expect(hidden).toEqual([true, true, false, false]);
    const unions = (of: number[][]) =>
      maskUnionsOfFewFiles(files, { cells: hidden, total: false }, of, files, LEAST);
    expect(unions([[0, 1, 2], [3]])).toEqual([false, false]);
    // Without the 20 and the 12 that are shown, 3 or 2 are left.
    expect(unions([[0, 2], [3]])).toEqual([true, false]);
    expect(unions([[0], [1]])).toEqual([true, true]);
  });
});

describe('all that can be added up and taken away', () => {
  it('rests on enough files, and no more is hidden than that takes', () => {
    const random = seeded(61);
    const upTo = (most: number) => Math.floor(random() * (most + 1));
    let [lost, least, tried] = [0, 0, 0];
    for (let audit = 0; audit < 1500; audit += 1) {
      const groups = 2 + upTo(5);
      const planned = Array.from({ length: groups }, () => 1 + upTo(14));
      const files = planned.map((of) => Math.max(0, of - (random() < 0.4 ? upTo(of) : 0)));
      const providers = Array.from({ length: 1 + upTo(3) }, () =>
        planned.flatMap((_, g) => (random() < 0.45 ? [g] : [])),
      ).filter((own) => own.length > 0);
      const cells = maskFewFiles(files, LEAST, planned);
      const all = files.reduce((sum, of) => sum + of, 0);
      const total = all > 0 && all < LEAST;
      const unions = maskUnionsOfFewFiles(files, { cells, total }, providers, planned, LEAST);
      const shown = [
        ...(total ? [] : [planned.map((_, g) => g)]),
        ...cells.flatMap((hidden, g) => (hidden ? [] : [[g]])),
        ...providers.filter((_, p) => !unions[p]),
      ].map((union) => planned.map((_, g) => (union.includes(g) ? 1 : 0)));
      // Groups in which the check applies to nothing are known to be nothing.
      const known = [...shown, ...files.flatMap((of, g) => (of === 0 ? [unit(groups, g)] : []))];
      for (const set of subsets(groups)) {
        const of = set.reduce((sum, isIn, g) => sum + isIn * (files[g] ?? 0), 0);
        if (of === 0 || of >= LEAST || !follows(known, set)) continue;
        expect.fail(`${files.join(' ')} by ${JSON.stringify(providers)}: ${set.join('')} follows`);
      }
      if (total) continue;
      tried += 1;
      lost += cells.filter(Boolean).length;
      least += fewestHidden(files);
    }
    expect(tried).toBeGreaterThan(1000);
    expect(lost).toBe(least);
  });
});

const unit = (length: number, at: number) => Array.from({ length }, (_, i) => Number(i === at));

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

/** Whether a sum follows from other sums: its rank with them is theirs. Whole numbers alone, so nothing is rounded. */
function follows(lines: number[][], set: number[]): boolean {
  return rank(lines) === rank([...lines, set]);
}

function rank(lines: number[][]): number {
  const rows = lines.map((line) => line.map(BigInt));
  let found = 0;
  for (let c = 0; c < (rows[0]?.length ?? 0); c += 1) {
    const at = rows.findIndex((row, r) => r >= found && row[c] !== 0n);
    const pivot = rows[at];
    if (!pivot) continue;
    rows.splice(at, 1);
    rows.splice(found, 0, pivot);
    for (const row of rows.slice(found + 1)) {
      const times = row[c] ?? 0n;
      if (times !== 0n)
        row.forEach((value, i) => (row[i] = value * (pivot[c] ?? 1n) - times * (pivot[i] ?? 0n)));
    }
    found += 1;
  }
  return found;
}

/** Numbers from 0 to 1 that are the same at every run (Lehmer's generator, modulus 2^31 - 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
