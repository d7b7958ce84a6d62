import { describe, expect, it } from 'vitest';
import { hideFigures } from '../../rules/leastHiding.ts';
import { maskSegments } from '../../rules/disclosure.ts';
import { fieldShownNow, maskFieldOverReleases } from '../../rules/fieldsOverReleases.ts';
import { hideOverReleases } from '../../rules/overReleases.ts';
import type { Release } from '../../rules/overReleases.ts';
import { seeded } from '../support/random.ts';

const THRESHOLD = 5;

/** A release as it would be shown if it were the only one. */
function released(
  cells: Record<string, readonly [yes: number, no: number]>,
  providers: string[][],
  byFiles: boolean,
): Release {
  const keys = Object.keys(cells);
  const counted = keys.map((key) => {
    const [yes, no] = cells[key] ?? [0, 0];
    return byFiles ? [yes + no] : [yes, no];
  });
  const hidden = hideFigures(
    {
      cells: counted,
      providers: providers.map((own) => own.map((key) => keys.indexOf(key))),
      files: counted.map((cell) => cell.reduce((sum, part) => sum + part, 0)),
    },
    { threshold: THRESHOLD, order: 'providers_first' },
  );
  return {
    groups: keys.map((key, g) => ({ key, cell: cells[key] ?? [], hidden: hidden.groups[g] ?? false })),
    providers: providers.map((groups, p) => ({ groups, hidden: hidden.providers[p] ?? false })),
    allHidden: false,
  };
}

/**
 * Somebody who has all releases: solves for every group by elimination, knowing which groups are the same in several of
 * them, and says of which hidden groups the figure comes out. Shares nothing with the rule.
 */
function attack(releases: readonly Release[]): { key: string; cell: readonly number[] }[] {
  const names: string[] = [];
  const unknownOf = (key: string, cell: readonly number[]) => {
    const name = `${key}: ${cell.join(' ')}`;
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
  const equations = releases.flatMap(({ groups, providers, allHidden }) => {
    const sums = [
      ...(allHidden ? [] : [groups]),
      ...groups.filter(({ hidden }) => !hidden).map((group) => [group]),
      ...providers
        .filter(({ hidden }) => !hidden)
        .map((provider) => groups.filter(({ key }) => provider.groups.includes(key))),
    ];
    return sums.map((sum) => sum.map(({ key, cell }) => unknownOf(key, cell)));
  });
  const rows = equations.map((of) => names.map((_, n) => Number(of.includes(n))));
  let rank = 0;
  names.forEach((_, column) => {
    const at = rows.findIndex((row, r) => r >= rank && Math.abs(row[column] ?? 0) > 1e-9);
    if (at === -1) return;
    const [pivot = []] = rows.splice(at, 1);
    const scaled = pivot.map((value) => value / (pivot[column] ?? 1));
    rows.forEach((row, r) => {
      const times = row[column] ?? 0;
      rows[r] = row.map((value, c) => value - times * (scaled[c] ?? 0));
    });
    rows.splice(rank, 0, scaled);
    rank += 1;
  });
  const solved = new Set(
    rows
      .map((row) => row.flatMap((value, c) => (Math.abs(value) > 1e-9 ? [c] : [])))
      .flatMap((of) => (of.length === 1 ? of : [])),
  );
  // Of what is small, for whatever reason it comes out.
  return releases.flatMap(({ groups }) =>
    groups
      .filter(({ hidden, cell }) => hidden && cell.some((part) => part > 0))
      .filter(({ key, cell }) => solved.has(unknownOf(key, cell)))
      .map(({ key, cell }) => ({ key, cell })),
  );
}

describe('figures that were shown of an audit before', () => {
  it('hide more where a group that was hidden beside a small one would be shown after a correction', () => {
    // Of Ash four files apply, so that Birch, the smallest of the others, is hidden with it. Once Cedar is the smallest,
    // Cedar is hidden and Birch is shown, which was the same before: and Ash is what is left of all.
    const first = released({ ash: [2, 2], birch: [6, 4], cedar: [9, 7], dogwood: [9, 9] }, [], true);
    const second = released({ ash: [2, 2], birch: [6, 4], cedar: [4, 2], dogwood: [9, 9] }, [], true);
    expect([first, second].map(({ groups }) => groups.filter((g) => g.hidden).map((g) => g.key))).toEqual([
      ['ash', 'birch'],
      ['ash', 'cedar'],
    ]);
    const namesIn = (of: Release[]) => [...new Set(attack(of).map(({ key }) => key))];
    expect(namesIn([first, second])).toContain('ash');
    const { newest, told } = hideOverReleases(second, [first], { threshold: THRESHOLD, byFiles: true });
    expect(told).toEqual([]);
    expect(newest.groups.filter((group) => group.hidden).map(({ key }) => key)).toEqual([
      'ash',
      'birch',
      'cedar',
    ]);
    // Of Cedar six apply, which is not small: that it was hidden was for Ash alone.
    expect(namesIn([first, newest])).toEqual(['cedar']);
  });

  it('ask where one file was added, whose answer is the difference of all files', () => {
    const first = released({ ash: [6, 6], birch: [8, 8] }, [], false);
    const second = released({ ash: [7, 6], birch: [8, 8] }, [], false);
    const { newest, told } = hideOverReleases(second, [first], { threshold: THRESHOLD, byFiles: false });
    expect(told).toEqual([{ groups: ['ash'] }]);
    // Nothing of groups can help, so nothing of them is hidden in vain.
    expect(newest).toEqual(second);
    // Whoever was asked once is not asked again about the same.
    expect(hideOverReleases(second, [first, second], { threshold: THRESHOLD, byFiles: false }).told).toEqual(
      [],
    );
  });

  it('hide nothing more where nothing changed, and where a whole round was added', () => {
    const first = released({ ash: [2, 2], birch: [6, 4], cedar: [9, 7] }, [['ash', 'birch']], true);
    const rule = { threshold: THRESHOLD, byFiles: true };
    expect(hideOverReleases(first, [first, first], rule)).toEqual({ newest: first, told: [] });
    const more = released({ ash: [12, 2], birch: [16, 4], cedar: [19, 7] }, [['ash', 'birch']], true);
    expect(hideOverReleases(more, [first], rule)).toEqual({ newest: more, told: [] });
  });

  it.each([true, false])(
    'tell no hidden group by differences over three releases (by files: %s)',
    (byFiles) => {
      const rule = { threshold: THRESHOLD, byFiles };
      let leaksBefore = 0;
      let moreHidden = 0;
      for (let seed = 1; seed <= 150; seed += 1) {
        const random = seeded(seed);
        const next = (below: number) => Math.floor(random() * below);
        const keys = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, 4 + next(3));
        const providers = [keys.filter(() => next(2) === 0), keys.filter(() => next(3) === 0)].filter(
          (own) => own.length > 1,
        );
        let cells = Object.fromEntries(keys.map((key) => [key, [next(12), next(12)] as const]));
        const alone: Release[] = [];
        const kept: Release[] = [];
        const told = new Set<string>();
        for (let round = 0; round < 3; round += 1) {
          const own = released(cells, providers, byFiles);
          alone.push(own);
          const found = hideOverReleases(own, kept, rule);
          found.told.forEach(({ groups }) => groups.forEach((key) => told.add(key)));
          kept.push(found.newest);
          // A correction of two groups, the others as they were.
          const changed = [keys[next(keys.length)], keys[next(keys.length)]];
          cells = Object.fromEntries(
            keys.map((key) => [
              key,
              changed.includes(key) ? ([next(12), next(12)] as const) : (cells[key] ?? [0, 0]),
            ]),
          );
        }
        const smallIn = (of: Release[]) =>
          attack(of)
            .filter(({ key, cell }) => !told.has(key) && isSmall(cell, byFiles))
            .map(({ key, cell }) => `${key}: ${cell.join(' ')}`);
        if (smallIn(alone).length > 0) leaksBefore += 1;
        const hiddenIn = (of: Release[]) => of.flatMap(({ groups }) => groups.filter((g) => g.hidden)).length;
        if (hiddenIn(kept) > hiddenIn(alone)) moreHidden += 1;
        expect(smallIn(kept), `seed ${seed}`).toEqual([]);
      }
      // The attack finds what is planted, and what helps is hiding.
      expect(leaksBefore).toBeGreaterThan(10);
      expect(moreHidden).toBeGreaterThan(10);
    },
  );

  function isSmall(cell: readonly number[], byFiles: boolean): boolean {
    const files = cell.reduce((sum, count) => sum + count, 0);
    return files > 0 && (byFiles ? files < THRESHOLD : cell.some((part) => part < THRESHOLD));
  }
});

describe('numbers of files by the values of a field that were shown before', () => {
  const VALUES = { of: 'values' } as const;
  const RULE = { threshold: THRESHOLD, byFiles: new Set<string>(), order: 'providers_first' } as const;
  /** Of every value as many files as are said, half of them with a yes. */
  const unitsOf = (files: Record<string, number>) =>
    Object.entries(files).map(([key, count]) => {
      const yes = Math.floor(count / 2);
      const check = { id: 'plan', yes, no: count - yes, notApplicable: 0, notRecorded: 0 };
      return { key, files: count, checks: [check] };
    });
  const masked = (files: Record<string, number>) => {
    const units = unitsOf(files);
    const [overall] = unitsOf({ all: units.reduce((sum, unit) => sum + unit.files, 0) });
    if (!overall) throw new Error('no files');
    return { units, masks: maskSegments(VALUES, units, overall, [overall], new Set(), RULE) };
  };
  const hiddenIn = (masks: ReturnType<typeof masked>['masks'], units: { key: string }[]) =>
    units.flatMap(({ key }, u) => (masks.units[u]?.files ? [key] : []));

  it('hide more where a value that was small has grown, so that what it had does not follow', () => {
    const first = masked({ a: 20, b: 3, c: 6, '': 0 });
    const second = masked({ a: 20, b: 7, c: 6, '': 0 });
    expect(hiddenIn(first.masks, first.units)).toEqual(['b', 'c']);
    // By itself it shows both: of 29 files 9 were hidden, and with 6 of the one the other had 3.
    expect(hiddenIn(second.masks, second.units)).toEqual([]);
    const before = fieldShownNow(VALUES, first.masks, first.units);
    const held = maskFieldOverReleases(VALUES, second.masks, second.units, [before], RULE);
    expect(hiddenIn(held, second.units)).toEqual(['b', 'c']);
    // Where the number of files is hidden, so are figures of them, which would say it.
    expect(held.units.map(({ checks }) => checks[0])).toEqual([expect.any(Boolean), true, true, false]);
    // Kept as it is shown, and the same again hides nothing more.
    const again = fieldShownNow(VALUES, held, second.units);
    const third = maskFieldOverReleases(VALUES, second.masks, second.units, [before, again], RULE);
    expect(third).toEqual(held);
  });

  it('are not held against states that were kept before they were, nor of answers to a check', () => {
    const first = masked({ a: 20, b: 3, c: 6, '': 0 });
    const second = masked({ a: 20, b: 7, c: 6, '': 0 });
    const { files, ...old } = fieldShownNow(VALUES, first.masks, first.units);
    expect(files).toBeDefined();
    const held = maskFieldOverReleases(VALUES, second.masks, second.units, [old], RULE);
    expect(hiddenIn(held, second.units)).toEqual([]);
    const ofAnswers = { of: 'checkAnswers', check: 0 } as const;
    expect(fieldShownNow(ofAnswers, first.masks, first.units).files).toBeUndefined();
  });
});
