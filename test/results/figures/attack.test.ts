import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hideFigures } from '../../../rules/leastHiding.ts';
import { isSmall, suppressionRuleOf } from '../../../rules/index.ts';
import type { ShownUnit, SmallNumberRule } from '../../../rules/index.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { leaksOf } from '../../support/attack/attack.ts';
import { putAudit, shapeOf, toolsFolder } from '../../support/attack/audits.ts';
import type { Attacked } from '../../support/attack/audits.ts';
import { managersOf } from '../../support/attack/manager.ts';
import { Reader } from '../../support/attack/reader.ts';
import { seenBy } from '../../support/attack/seen.ts';
import type { Seen } from '../../support/attack/seen.ts';
import { Kinds } from '../../support/attack/worlds.ts';
import { viewsOf } from '../../support/disclosure.ts';
import type { MadeFile, View } from '../../support/disclosure.ts';
import { madeUpAudit } from '../../support/madeUpAudits.ts';
import { seeded } from '../../support/random.ts';

// What somebody finds out who puts together all that may be seen of an audit at once. `npm run test:attack` tries ten
// times as many audits.
const AUDITS = Number(process.env['ATTACKED_AUDITS'] ?? 20);
const MOST_TIME = 60_000 + AUDITS * 30_000;
/**
 * Files of which the same would be shown are looked for in so many audits of each rule: that takes long, and where none are
 * found in larger ones it does not prove that there are none.
 */
const WITH_RULE = 2;
const RULES = ['by_item', 'by_counts'] as const;

onOneEngine('what a reader of an audit finds out who puts together all that they may see', (engine) => {
  let app: TestApp;
  let carl: Visitor;
  const tools = toolsFolder();

  beforeAll(async () => {
    app = await startApp(engine, { toolsFolder: tools.folder });
    carl = await app.as('carl');
  });
  afterAll(async () => {
    await app.close();
    tools.remove();
  });

  /** An audit as it stands in the database, with what is needed to look for others like it. */
  async function attackedAudit(a: number, rule: SmallNumberRule) {
    const random = seeded(52_000 + a * 7 + (rule === 'by_item' ? 0 : 3));
    const attacked = await putAudit(app, a, rule, random);
    const kinds = new Kinds(shapeOf(attacked.audit));
    return { attacked, random, kinds, readerOf: () => readerOf(attacked, kinds) };
  }

  it.each(RULES)(
    'is of a commissioner no hidden count, nor one within 1 by the figures, with small numbers told %s',
    async (rule) => {
      let hidden = 0;
      let shown = 0;
      for (let a = 0; a < AUDITS / 2; a += 1) {
        const { attacked, random, kinds, readerOf: newReader } = await attackedAudit(a, rule);
        const seen = await seenBy(carl, attacked, random);
        const reader = newReader();
        readAll(reader, seen, attacked);
        const { audit } = attacked;
        // What other files would show is worked out by what the pages are made from; it has to be what they show.
        const shownOf = (files: MadeFile[]) => JSON.stringify(shownFrom(attacked, files));
        const own = shownOf(audit.files);
        expect(countsIn(seen.views), `audit ${a}`).toEqual(countsIn(shownFrom(attacked, audit.files)));
        const byFigures = await leaksOf(audit, kinds, reader.reading, { apart: 2, isSame: null, random });
        expect(byFigures, `audit ${a}, by its figures`).toEqual([]);
        hidden += reader.reading.hidden.length;
        shown += reader.reading.figures.length;
        if (a >= WITH_RULE) continue;
        const isSame = (files: MadeFile[]) => shownOf(files) === own;
        const byRule = await leaksOf(audit, kinds, reader.reading, { apart: 1, isSame, random });
        expect(byRule, `audit ${a}, the rule known`).toEqual([]);
      }
      expect(hidden).toBeGreaterThan(AUDITS * 20);
      expect(shown).toBeGreaterThan(AUDITS * 20);
    },
    MOST_TIME,
  );

  it.each(RULES)(
    'is of a manager who knows all of their own nothing within 1 of the others, the rule known, with small numbers told %s',
    async (rule) => {
      let hidden = 0;
      for (let a = 0; a < AUDITS; a += 1) {
        const { attacked, random, kinds, readerOf: newReader } = await attackedAudit(a, rule);
        const { audit } = attacked;
        for (const manager of await managersOf(app, attacked)) {
          const reader = newReader();
          reader.readReport(manager);
          const own = manager.shown(audit.files);
          const isSame = (files: MadeFile[]) => manager.shown(files) === own;
          const found = await leaksOf(audit, kinds, reader.reading, { apart: 2, isSame, random });
          expect(found, `audit ${a}, ${manager.name}`).toEqual([]);
          hidden += reader.reading.hidden.length;
        }
      }
      expect(hidden).toBeGreaterThan(AUDITS / 4);
    },
    MOST_TIME,
  );

  describe('would be more', () => {
    /** How many counts would be found out of some audits by somebody who sees something else. */
    async function foundIn(
      rule: SmallNumberRule,
      audits: number[],
      see: (seen: Seen, of: { attacked: Attacked; truth: View[] }) => Seen,
    ): Promise<number> {
      let found = 0;
      for (const a of audits) {
        const { attacked, random, kinds, readerOf: newReader } = await attackedAudit(a, rule);
        const truth = viewsOf(attacked.audit, null);
        const reader = newReader();
        readAll(reader, see(await seenBy(carl, attacked, random), { attacked, truth }), attacked);
        const leaks = await leaksOf(attacked.audit, kinds, reader.reading, {
          apart: 2,
          isSame: null,
          random,
        });
        found += leaks.length;
      }
      return found;
    }
    const inTruth = (truth: View[], { cut }: View, unit: ShownUnit) => {
      const { table } = truth.find((other) => JSON.stringify(other.cut) === JSON.stringify(cut)) ?? {};
      return [...(table?.units ?? []), ...(table ? [table.overall] : [])].find(({ key }) => key === unit.key);
    };
    const withUnits = (seen: Seen, change: (unit: ShownUnit, view: View) => ShownUnit): Seen => ({
      ...seen,
      views: seen.views.map((view) => ({
        ...view,
        table: { ...view.table, units: view.table.units.map((unit) => change(unit, view)) },
      })),
    });

    it('if one hidden figure more were shown of each table', async () => {
      const found = await foundIn('by_counts', [0, 1], (seen, { truth }) => {
        const changed = new Set<View>();
        return withUnits(seen, (unit, view) => ({
          ...unit,
          checks: unit.checks.map((figure, c) => {
            const real = inTruth(truth, view, unit)?.checks[c];
            if (figure.kind !== 'suppressed' || !real || unit.files === null || changed.has(view))
              return figure;
            changed.add(view);
            return real;
          }),
        }));
      });
      expect(found).toBeGreaterThan(3);
    }, 120_000);

    it('if the figures of the whole stood beside those of a provider', async () => {
      let found = 0;
      for (let a = 0; a < 12; a += 1) {
        const { attacked, random, kinds, readerOf: newReader } = await attackedAudit(a, 'by_counts');
        const [, overall] = viewsOf(attacked.audit, null).map(({ table }) => table.overall);
        for (const manager of await managersOf(app, attacked)) {
          const reader = newReader();
          reader.readReport(manager);
          reader.read([
            {
              cut: { by: 'group' },
              table: { units: [], overall: overall ?? NOBODY, notRecorded: undefined },
            },
          ]);
          const leaks = await leaksOf(attacked.audit, kinds, reader.reading, {
            apart: 2,
            isSame: null,
            random,
          });
          found += leaks.length;
        }
      }
      expect(found).toBeGreaterThan(0);
    }, 120_000);

    it('if the smallest were hidden next, to somebody who knows that', async () => {
      let found = 0;
      for (let a = 0; a < 12; a += 1) {
        const { attacked, random, kinds, readerOf: newReader } = await attackedAudit(a, 'by_counts');
        const { audit, threshold } = attacked;
        const carelessly = (files: MadeFile[]): View[] => {
          const [byGroup] = viewsOf({ ...audit, files }, null);
          return byGroup ? [smallestNext(byGroup, threshold)] : [];
        };
        const reader = newReader();
        reader.read(carelessly(audit.files));
        const own = JSON.stringify(carelessly(audit.files));
        const isSame = (files: MadeFile[]) => JSON.stringify(carelessly(files)) === own;
        found += (await leaksOf(audit, kinds, reader.reading, { apart: 2, isSame, random })).length;
      }
      expect(found).toBeGreaterThan(0);
    }, 120_000);
  });
});

const NOBODY: ShownUnit = { key: 'all', name: '', files: 0, checks: [] };

function readerOf({ audit, threshold, rule, order }: Attacked, kinds: Kinds): Reader {
  const setUp = { smallNumberThreshold: threshold, smallNumberRule: rule, smallNumberOrder: order };
  const truth = kinds.worldOf(audit);
  return new Reader(audit, suppressionRuleOf(audit.tool, setUp), (count) => kinds.valueIn(truth, count));
}

/** Everything that is seen at once. What is hidden of groups taken together is no figure that anybody else would hide. */
function readAll(reader: Reader, seen: Seen, { caseloads }: Attacked): void {
  reader.read(seen.views);
  const { length } = reader.reading.hidden;
  reader.read(seen.together);
  reader.reading.hidden.splice(length);
  if (seen.weighted && caseloads) reader.readWeighted(seen.weighted, caseloads);
}

/** The views that would be shown of other files. */
const shownFrom = ({ audit, threshold, rule, order }: Attacked, files: MadeFile[]): View[] =>
  viewsOf({ ...audit, files }, threshold, rule, order).filter(
    ({ cut }) => cut.by !== 'fields' || cut.fields.join() !== 'group',
  );

/** The counts of views, without what is worked out from them. */
const countsIn = (views: View[]) =>
  views.map(({ table }) => [
    table.notRecorded ?? null,
    ...[...table.units, table.overall].map(({ key, files, checks }) => [
      key,
      files,
      ...checks.map((figure) => {
        if (figure.kind !== 'figure') return figure.kind;
        const countsOf = (of: { yes: number; no: number; notApplicable: number; notRecorded: number }) =>
          [of.yes, of.no, of.notApplicable, of.notRecorded].join(' ');
        const { among } = figure;
        return [countsOf(figure), among?.kind === 'figure' ? countsOf(among) : (among?.kind ?? '')].join();
      }),
    ]),
  ]);

/** A table by group that hides small figures by their counts, and of one that is alone the smallest of the others. */
function smallestNext({ cut, table }: View, threshold: number): View {
  const yesOf = (unit: ShownUnit, c: number) => {
    const figure = unit.checks[c];
    return figure?.kind === 'figure' ? figure.yes : Infinity;
  };
  const hidden = table.overall.checks.map((_, c) => {
    const small = table.units.filter((unit) => {
      const figure = unit.checks[c];
      return figure?.kind === 'figure' && isSmall(figure, threshold);
    });
    const others = table.units.filter((unit) => !small.includes(unit));
    const next = others.toSorted((a, b) => yesOf(a, c) - yesOf(b, c)).slice(0, small.length === 1 ? 1 : 0);
    return new Set([...small, ...next]);
  });
  const units = table.units.map((unit) => ({
    ...unit,
    checks: unit.checks.map((figure, c) =>
      hidden[c]?.has(unit) ? ({ kind: 'suppressed', id: figure.id } as const) : figure,
    ),
  }));
  return { cut, table: { ...table, units } };
}

describe('to somebody who knows the rule, by group and provider', () => {
  it(
    'every hidden yes could be another one with the same figures hidden',
    () => {
      const random = seeded(1203);
      let hidden = 0;
      for (let a = 0; a < AUDITS; a += 1) {
        const shape = [
          { files: 70, groups: 6, providers: 2 },
          { files: 120, groups: 5, providers: 3 },
          { files: 150, groups: 7, providers: 3 },
        ][a % 3] ?? { files: 120, groups: 5, providers: 3 };
        const { files, providers, checks } = madeUpAudit(shape, 3, random);
        for (const cells of checks) {
          const figures = { cells, providers, files };
          const near = othersOf(figures, 5);
          const isFound = near.every(({ least, most, alone }) => most - least >= Math.min(1, alone));
          // Other tables that show the same may lie many answers away where those between show another.
          const found = isFound ? near : allOthersOf(figures, 5);
          hidden += found.length;
          for (const { group, least, most, alone } of found) {
            const line = `${JSON.stringify(cells)} ${JSON.stringify(providers)}: ${group}`;
            expect(most - least, line).toBeGreaterThanOrEqual(Math.min(1, alone));
          }
        }
      }
      expect(hidden).toBeGreaterThan(AUDITS * 4);
    },
    MOST_TIME,
  );
});

/** States of a table are gone through up to this many. */
const MOST_STATES = 1500;

/**
 * The least and the most yes of each hidden group over tables that show the same, found by turning over answers in up to
 * four groups at a time, so many in each; and how many numbers it could be if only the figure of all were shown, whatever the rule.
 */
function othersOf(figures: Parameters<typeof hideFigures>[0], threshold: number) {
  const masksOf = (yes: readonly number[]) => {
    const cells = figures.cells.map(([was = 0, no = 0], g) => [yes[g] ?? 0, was + no - (yes[g] ?? 0)]);
    return JSON.stringify(hideFigures({ ...figures, cells }, { threshold, order: 'providers_first' }));
  };
  const sizes = figures.cells.map(([yes = 0, no = 0]) => yes + no);
  const truth = figures.cells.map(([yes = 0]) => yes);
  const mask = masksOf(truth);
  const { groups, providers } = JSON.parse(mask) as { groups: boolean[]; providers: boolean[] };
  const all = truth.reduce((sum, yes) => sum + yes, 0);
  const none = sizes.reduce((sum, of) => sum + of, 0) - all;
  if (Math.min(all, none) < threshold) return [];
  const lines = [
    truth.map(() => 1),
    ...figures.providers.flatMap((own, p) =>
      providers[p] ? [] : [truth.map((_, g) => Number(own.includes(g)))],
    ),
  ];
  const steps = truth
    .reduce<number[][]>(
      (vectors, _, g) =>
        vectors.flatMap((vector) => (groups[g] ? [-1, 0, 1] : [0]).map((by) => [...vector, by])),
      [[]],
    )
    .filter(
      (step) =>
        step.some((by) => by !== 0) &&
        step.filter((by) => by !== 0).length <= 4 &&
        lines.every((line) => line.reduce((sum, on, g) => sum + on * (step[g] ?? 0), 0) === 0),
    );
  const seen = new Map([[truth.join(), truth]]);
  for (const state of seen.values()) {
    if (seen.size > MOST_STATES) break;
    for (const step of steps) {
      const next = state.map((yes, g) => yes + (step[g] ?? 0));
      if (seen.has(next.join()) || next.some((yes, g) => yes < 0 || yes > (sizes[g] ?? 0))) continue;
      if (masksOf(next) === mask) seen.set(next.join(), next);
    }
  }
  return truth.flatMap((_, group) => {
    if (!groups[group]) return [];
    const values = [...seen.values()].map((state) => state[group] ?? 0);
    const of = sizes[group] ?? 0;
    const alone = Math.min(of, all) - Math.max(0, of - none);
    return [{ group, least: Math.min(...values), most: Math.max(...values), alone }];
  });
}

/** The same over all tables that leave what is shown as it is, until each hidden group was another number or none is left. */
function allOthersOf(figures: Parameters<typeof hideFigures>[0], threshold: number) {
  const sizes = figures.cells.map(([yes = 0, no = 0]) => yes + no);
  const truth = figures.cells.map(([yes = 0]) => yes);
  const shownOf = (yes: readonly number[]) => {
    const cells = yes.map((count, g) => [count, (sizes[g] ?? 0) - count]);
    return hideFigures({ ...figures, cells }, { threshold, order: 'providers_first' });
  };
  const shown = shownOf(truth);
  const mask = JSON.stringify(shown);
  const sumOf = (yes: readonly number[], own: readonly number[]) =>
    own.reduce((sum, g) => sum + (yes[g] ?? 0), 0);
  const told = figures.providers.filter((_, p) => shown.providers[p] !== true);
  const all = truth.reduce((sum, yes) => sum + yes, 0);
  const none = sizes.reduce((sum, of) => sum + of, 0) - all;
  const found = truth.map((yes) => ({ least: yes, most: yes }));
  const isOpen = () => found.some(({ least, most }, g) => shown.groups[g] === true && least === most);
  const go = (yes: readonly number[], left: number): void => {
    const g = yes.length;
    if (!isOpen()) return;
    if (g === truth.length) {
      if (left > 0 || told.some((own) => sumOf(yes, own) !== sumOf(truth, own))) return;
      if (JSON.stringify(shownOf(yes)) !== mask) return;
      for (const [at, range] of found.entries()) {
        range.least = Math.min(range.least, yes[at] ?? 0);
        range.most = Math.max(range.most, yes[at] ?? 0);
      }
      return;
    }
    const own = truth[g] ?? 0;
    const [least, most] = shown.groups[g] === true ? [0, Math.min(left, sizes[g] ?? 0)] : [own, own];
    for (let count = least; count <= most && count <= left; count += 1) go([...yes, count], left - count);
  };
  go([], all);
  return found.flatMap((range, group) => {
    const of = sizes[group] ?? 0;
    const alone = Math.min(of, all) - Math.max(0, of - none);
    return shown.groups[group] === true ? [{ group, ...range, alone }] : [];
  });
}
