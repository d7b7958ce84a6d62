import { describe, expect, it } from 'vitest';
import { hideFigures } from '../../../rules/leastHiding.ts';
import { boundsOf } from '../../support/bounds.ts';
import { toldBy, viewsOf } from '../../support/disclosure.ts';
import { seeded } from '../../support/random.ts';
import type { View } from '../../support/disclosure.ts';
import { applicableIn, makeAudit, makeTool, withoutFieldFigures } from '../../support/madeAudits.ts';
import { madeUpAudit } from '../../support/madeUpAudits.ts';

// What somebody finds out who puts together all that may be seen of an audit at once. `npm run test:attack` tries ten
// times as many audits.
const AUDITS = Number(process.env['ATTACKED_AUDITS'] ?? 20);
const MOST_TIME = 30_000 + AUDITS * 15_000;
/** A count is known too well where its least and its most are nearer than this. */
const APART = 2;

/** The same views with the figures of all units suppressed, by fields alone or all: what the totals alone tell. */
const totalsOf = (views: View[], rule: 'by_counts' | 'by_item'): View[] =>
  views.map((view) =>
    // About practice a figure by group or provider is a total that is shown, be it none or all.
    rule === 'by_item' || view.cut.by === 'fields'
      ? withoutFieldFigures(view)
      : { ...view, table: { ...view.table, units: view.table.units.map(withoutFigures) } },
  );

const withoutFigures = (unit: View['table']['units'][number]) => ({
  ...unit,
  checks: unit.checks.map(({ id }) => ({ kind: 'suppressed' as const, id })),
});

describe('to a commissioner who puts all views of an audit together', () => {
  it.each(['by_counts', 'by_item'] as const)(
    'no hidden count has less than two neighbours left, with small numbers told %s',
    async (rule) => {
      const tool = makeTool({ fields: [2], checks: 1, dividing: 0 });
      const random = seeded(rule === 'by_item' ? 1201 : 1202);
      let hidden = 0;
      for (let a = 0; a < AUDITS; a += 1) {
        const audit = makeAudit(tool, random, [30, 60, 120, 240][a % 4] ?? 60);
        const views = viewsOf(audit, 5, rule);
        const applicable = applicableIn(viewsOf(audit, null));
        const { told, hidden: all } = toldBy(audit, views, applicable);
        hidden += all.length;
        const near = (await boundsOf(audit, told, all)).filter(({ least, most }) => most - least < APART);
        if (near.length === 0) continue;
        const totals = toldBy(audit, totalsOf(views, rule), applicable).told;
        const names = new Set(near.map(({ what }) => what));
        const byTotals = await boundsOf(
          audit,
          totals,
          all.filter(({ what }) => names.has(what)),
        );
        const found = near.filter(({ what }) => {
          const alone = byTotals.find((one) => one.what === what);
          return alone && alone.most - alone.least >= APART;
        });
        expect(found, `audit ${a}`).toEqual([]);
      }
      expect(hidden).toBeGreaterThan(AUDITS * 5);
    },
    MOST_TIME,
  );
});

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
          // Other tables that show the same may lie two answers away where those between show another.
          const found = isFound ? near : othersOf(figures, 5, [-2, -1, 0, 1, 2]);
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
function othersOf(
  figures: Parameters<typeof hideFigures>[0],
  threshold: number,
  turned: readonly number[] = [-1, 0, 1],
) {
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
      (vectors, _, g) => vectors.flatMap((vector) => (groups[g] ? turned : [0]).map((by) => [...vector, by])),
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
