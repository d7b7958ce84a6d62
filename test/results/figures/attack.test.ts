import { describe, expect, it } from 'vitest';
import { hideFigures } from '../../../rules/leastHiding.ts';
import { boundsOf } from '../../support/bounds.ts';
import { seeded, toldBy, viewsOf } from '../../support/disclosure.ts';
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
        if (found.length) process.stderr.write(`FOUND ${rule} ${a} of ${all.length} ${JSON.stringify(found)}\n`);
      }
      expect(hidden).toBeGreaterThan(AUDITS * 5);
    },
    MOST_TIME,
  );
});
