import { describe, expect, it } from 'vitest';
import {
  checksOf,
  combine,
  Counter,
  maskSampleGroups,
  suppressionRuleOf,
  tally,
  withAmongOfGroups,
  withAmongOfProviders,
} from '../../rules/index.ts';
import type { SmallNumberRule, SuppressedTable, Tally } from '../../rules/index.ts';
import { seeded } from '../support/random.ts';
import { check, parsed } from '../support/feedbackInput.ts';

const toolWith = (more: Record<string, unknown>) =>
  parsed({
    id: 'sample',
    version: 1,
    title: 'Sample',
    description: 'For tests.',
    source: 'None.',
    sections: [
      {
        id: 'the_plan',
        title: 'The plan',
        items: [
          check('plan', 'Is there a plan?', 'Plan', more),
          check('smart', 'Are its goals SMART?', 'Goals', { dependsOn: { item: 'plan', answer: 'yes' } }),
        ],
      },
    ],
  });
const tool = toolWith({});
const SMART = 1;

/** By group, files with a plan and SMART goals, with a plan and without, without a plan, and with a contradiction. */
type Group = [smart: number, vague: number, none: number, contradicting: number];

function counted(groups: Group[], of = tool): Tally {
  const counter = new Counter(of);
  groups.forEach((counts, g) =>
    counts.forEach((files, kind) => {
      const answers = new Map([
        ['plan', kind < 2 ? 'yes' : 'no'],
        ['smart', kind === 0 || kind === 3 ? 'yes' : 'no'],
      ]);
      for (let i = 0; i < files; i += 1) counter.add(`Group ${g}`, answers);
    }),
  );
  return tally(of, counter.counts());
}

interface Masked {
  figures: Tally;
  groups: SuppressedTable;
  providers: SuppressedTable;
}

function masked(
  groups: Group[],
  providers: number[][] = [],
  smallNumberRule: SmallNumberRule = 'by_item',
  of = tool,
): Masked {
  const figures = counted(groups, of);
  const checks = checksOf(of);
  const rule = suppressionRuleOf(of, { smallNumberThreshold: 5, smallNumberRule });
  const own = figures.groups;
  const masks = maskSampleGroups(own, providers, figures.overall, rule);
  const byGroup = withAmongOfGroups(masks.groups, own, figures.overall, checks, rule);
  const byProvider = withAmongOfProviders(masks.providers, byGroup, own, providers, checks, rule);
  return { figures, groups: byGroup, providers: byProvider };
}

const hiddenIn = (table: SuppressedTable) => ({
  units: table.units.map(({ among }) => among?.[SMART] ?? true),
  overall: table.overall.among?.[SMART] ?? true,
});

describe('what stands among files with a plan, outside the panel', () => {
  it('is shown where those with a plan and those without are five files or more', () => {
    const { groups } = masked([
      [15, 9, 6, 0],
      [10, 4, 7, 0],
    ]);
    expect(hiddenIn(groups)).toEqual({ units: [false, false], overall: false });
  });

  it('is suppressed where the figure of all files would give that of fewer than five without a plan', () => {
    // 12 of 20 beside 12 of 17 give 0 of 3; and the first would give the second by subtraction from all.
    const { groups } = masked([
      [15, 9, 6, 0],
      [12, 5, 3, 0],
      [10, 4, 9, 0],
    ]);
    expect(hiddenIn(groups)).toEqual({ units: [false, true, true], overall: false });
  });

  it('is shown where every file has a plan, as the figure of all is', () => {
    const { groups } = masked([
      [6, 3, 0, 0],
      [8, 4, 0, 0],
    ]);
    expect(hiddenIn(groups)).toEqual({ units: [false, false], overall: false });
  });

  it('is suppressed by counts: none without a plan has SMART goals, and none is small', () => {
    const { groups } = masked(
      [
        [15, 9, 6, 0],
        [10, 8, 7, 0],
      ],
      [[0], [1]],
      'by_counts',
    );
    expect(hiddenIn(groups)).toEqual({ units: [true, true], overall: true });
  });

  it('is suppressed where what it hangs on is a fact about the person, or divides the files', () => {
    for (const more of [{ about: 'person' }, { segment: true, about: 'practice' }]) {
      const { groups } = masked(
        [
          [15, 9, 16, 0],
          [10, 8, 17, 0],
        ],
        [[0], [1]],
        'by_item',
        toolWith(more),
      );
      expect(hiddenIn(groups)).toEqual({ units: [true, true], overall: true });
    }
  });

  it('is judged with that of providers: one is hidden where it would give a few files of a group', () => {
    // The providers share the middle group; of it three files are without a plan.
    const { groups, providers } = masked(
      [
        [9, 9, 9, 0],
        [9, 9, 3, 0],
        [9, 9, 2, 0],
      ],
      [
        [0, 1],
        [1, 2],
      ],
    );
    expect(hiddenIn(groups)).toEqual({ units: [false, true, true], overall: false });
    // With what is shown of the first group, that of the first provider would give the second group: 0 of 3.
    expect(hiddenIn(providers)).toEqual({ units: [true, false], overall: false });
  });
});

/**
 * What a reader can work out: every sum of parts (files of a group with a plan, or without) that follows from all that is
 * shown by linear equations, gone through one by one.
 */
function fewThatFollow({ figures, groups, providers }: Masked, of: number[][]): string[] {
  const n = figures.groups.length;
  const unit = (own: number[], among: boolean) =>
    Array.from({ length: 2 * n }, (_, i) => (own.includes(i % n) && (!among || i < n) ? 1 : 0));
  const all = figures.groups.map((_, g) => g);
  const told: number[][] = [];
  const tell = (mask: SuppressedTable['overall'] | undefined, own: number[]) => {
    if (mask?.checks[SMART] === false) told.push(unit(own, false));
    if (mask?.among?.[SMART] === false) told.push(unit(own, true));
  };
  tell(groups.overall, all);
  all.forEach((g) => tell(groups.units[g], [g]));
  of.forEach((own, p) => tell(providers.units[p], own));
  const sizes = [0, 1].flatMap((part) =>
    figures.groups.map(({ checks }) => {
      const { applicable = 0, among } = checks[SMART] ?? {};
      return part === 0 ? (among?.applicable ?? 0) : applicable - (among?.applicable ?? 0);
    }),
  );
  const basis = reduced(told);
  const found: string[] = [];
  for (let choice = 1; choice < 2 ** (2 * n); choice += 1) {
    const sum = sizes.map((_, i) => (choice >> i) & 1);
    const files = sum.reduce((total, taken, i) => total + taken * (sizes[i] ?? 0), 0);
    if (files > 0 && files < 5 && follows(basis, sum)) found.push(sum.join(''));
  }
  return found;
}

type Row = { pivot: number; row: number[] };

function reduced(rows: number[][]): Row[] {
  const basis: Row[] = [];
  for (const row of rows) {
    const rest = without(basis, row);
    const pivot = rest.findIndex((value) => Math.abs(value) > 1e-9);
    if (pivot !== -1) basis.push({ pivot, row: rest.map((value) => value / (rest[pivot] ?? 1)) });
  }
  return basis;
}

const without = (basis: Row[], row: number[]): number[] =>
  basis.reduce((rest, { pivot, row: by }) => {
    const times = rest[pivot] ?? 0;
    return rest.map((value, i) => value - times * (by[i] ?? 0));
  }, row);

const follows = (basis: Row[], row: number[]): boolean =>
  without(basis, row).every((value) => Math.abs(value) < 1e-9);

describe('a reader of all three denominators', () => {
  it('can work out no figure that rests on fewer than five files, of groups and providers that share groups', () => {
    const random = seeded(25);
    const upTo = (most: number) => Math.floor(random() * (most + 1));
    const seen = { shown: 0, hidden: 0, providers: 0 };
    for (let audit = 0; audit < 600; audit += 1) {
      const made = Array.from({ length: 2 + upTo(3) }, (): Group => [
        upTo(9),
        upTo(6),
        upTo(10),
        random() < 0.2 ? upTo(3) : 0,
      ]);
      const own = Array.from({ length: 1 + upTo(2) }, () =>
        made.flatMap((_, g) => (random() < 0.5 ? [g] : [])),
      ).filter(({ length }) => length > 0);
      const found = masked(made, own);
      expect(fewThatFollow(found, own), JSON.stringify({ made, own })).toEqual([]);
      for (const hidden of hiddenIn(found.groups).units) seen[hidden ? 'hidden' : 'shown'] += 1;
      seen.providers += hiddenIn(found.providers).units.filter((hidden) => !hidden).length;
    }
    expect(seen.shown).toBeGreaterThan(300);
    expect(seen.providers).toBeGreaterThan(150);
    expect(seen.hidden).toBeGreaterThan(300);
  });

  it('is told nothing by a figure whose own or whose plan is hidden', () => {
    const random = seeded(7);
    const upTo = (most: number) => Math.floor(random() * (most + 1));
    for (let audit = 0; audit < 300; audit += 1) {
      const made = Array.from({ length: 4 }, (): Group => [upTo(6), upTo(3), upTo(6), 0]);
      const { groups, providers } = masked(made, [
        [0, 1],
        [1, 2, 3],
      ]);
      for (const { checks, among } of [...groups.units, groups.overall, ...providers.units]) {
        if (among?.[SMART] === false) expect(checks).toEqual([false, false]);
      }
    }
  });

  it('sees figures of a provider added up from counts', () => {
    const { figures } = masked([
      [15, 9, 6, 0],
      [10, 4, 7, 0],
    ]);
    expect(combine(tool, figures.groups).checks[SMART]?.among).toMatchObject({ yes: 25, applicable: 38 });
  });
});
