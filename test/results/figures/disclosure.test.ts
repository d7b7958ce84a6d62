import { describe, expect, it } from 'vitest';
import { isSmall } from '../../../rules/index.ts';
import type { ShownUnit } from '../../../rules/index.ts';
import type { SampleGroup } from '../../../server/audits/repository.ts';
import { determined, factorsOf, solvable, toldBy, viewsOf } from '../../support/disclosure.ts';
import { seeded } from '../../support/random.ts';
import type { MadeFile, View } from '../../support/disclosure.ts';
import { applicableIn, makeAudit, makeTool, withoutFieldFigures } from '../../support/madeAudits.ts';

function countsOf(views: View[]) {
  const figures = views.flatMap(({ table }) => table.units.flatMap(({ checks }) => checks));
  return {
    shown: figures.filter(({ kind }) => kind === 'figure').length,
    suppressed: figures.filter(({ kind }) => kind === 'suppressed').length,
  };
}

describe('what is suppressed of an audit', () => {
  describe.each(['by_counts', 'by_item'] as const)('with small numbers told %s', (rule) => {
    it.each([
      ['one field', { fields: [3], checks: 2, dividing: 0 }, 5],
      ['two fields', { fields: [2, 3], checks: 1, dividing: 0 }, 5],
      ['three fields', { fields: [2, 2, 3], checks: 1, dividing: 0 }, 5],
      ['a field, and a check to divide by', { fields: [3], checks: 1, dividing: 1 }, 5],
      ['two fields, and two checks to divide by', { fields: [2, 3], checks: 1, dividing: 2 }, 5],
    ])('follows from no equations over all views together: %s', (_, shape, rounds) => {
      const tool = makeTool(shape);
      const random = seeded(20120228 + shape.fields.length * 10 + shape.dividing);
      let shown = 0;
      let suppressed = 0;
      for (let round = 0; round < rounds; round += 1) {
        const size = [24, 60, 150, 400, 1200][round % 5] ?? 60;
        const audit = makeAudit(tool, random, size);
        const views = viewsOf(audit, 5, rule);
        const counts = countsOf(views);
        shown += counts.shown;
        suppressed += counts.suppressed;
        const told = toldBy(audit, views, applicableIn(viewsOf(audit, null)));
        expect(solvable(told, factorsOf(audit), random), `${size} files, round ${round}`).toEqual([]);
      }
      expect(shown).toBeGreaterThan(30);
      expect(suppressed).toBeGreaterThan(70);
    });

    it('leaves no hidden count of a few files that could be no other whole number', () => {
      let hidden = 0;
      const tool = makeTool({ fields: [2], checks: 1, dividing: 0 });
      const random = seeded(8);
      for (let round = 0; round < 40; round += 1) {
        const audit = makeAudit(tool, random, 6 + (round % 7));
        const views = viewsOf(audit, 2, rule);
        const applicable = applicableIn(viewsOf(audit, null));
        const told = toldBy(audit, views, applicable);
        hidden += told.hidden.length;
        // Where nobody of a group or of all had a yes, and that is shown, nobody of a part of them had.
        const byTotals =
          rule === 'by_item' ? toldBy(audit, views.map(withoutFieldFigures), applicable) : null;
        const known = new Set(byTotals ? determined(audit, byTotals, random) : []);
        const found = determined(audit, told, random).filter((what) => !known.has(what));
        expect(found, `round ${round}`).toEqual([]);
      }
      expect(hidden).toBeGreaterThan(100);
    });
  });

  it('would be found out if only small numbers themselves were suppressed', () => {
    const tool = makeTool({ fields: [2, 3], checks: 1, dividing: 1 });
    const random = seeded(4);
    let found = 0;
    for (let round = 0; round < 4; round += 1) {
      const audit = makeAudit(tool, random, 150);
      const truth = viewsOf(audit, null);
      const carelessly = truth.map(({ cut, table }): View => {
        const hide = (unit: ShownUnit): ShownUnit => ({
          ...unit,
          files: cut.by === 'fields' && (unit.files ?? 0) < 5 ? null : unit.files,
          checks: unit.checks.map((figure) =>
            figure.kind === 'figure' && isSmall(figure, 5) ? { kind: 'suppressed', id: figure.id } : figure,
          ),
        });
        return { cut, table: { ...table, units: table.units.map(hide), overall: hide(table.overall) } };
      });
      const told = toldBy(audit, carelessly, applicableIn(truth));
      found += solvable(told, factorsOf(audit), random).length;
    }
    expect(found).toBeGreaterThan(20);
  });

  it('does not tell by files to which a check does not apply how many of a group have a value', () => {
    const tool = makeTool({ fields: [2], checks: 2, dividing: 0 });
    const groups = ['Bridge', 'Complex', 'Women'].map((name, i): SampleGroup => ({
      id: i + 1,
      name,
      caseload: null,
      plannedFiles: 0,
      providers: [{ id: 1, name: 'The Bridge' }],
      exclusions: [],
      files: 0,
    }));
    // 2 of the 12 files of Bridge have value_1, and 30 of the 60 others.
    const kindsByField = (asked: (group: number, i: number) => boolean) => {
      const file = (group: number, i: number, second: boolean): MadeFile => ({
        group,
        answers: new Map([
          ['field_0', second ? 'value_1' : 'value_0'],
          ['check_0', i % 2 === 0 ? 'yes' : 'no'],
          ['check_1', asked(group, i) ? (i % 2 === 0 ? 'yes' : 'no') : 'na'],
        ]),
      });
      const views = viewsOf(
        {
          tool,
          groups,
          files: [
            ...Array.from({ length: 12 }, (_, i) => file(0, i, i < 2)),
            ...Array.from({ length: 60 }, (_, i) => file(1 + (i % 2), i >> 1, i < 30)),
          ],
        },
        5,
      );
      const found = views.find(({ cut }) => cut.by === 'fields' && cut.fields.join() === 'field_0');
      return found?.table.units.map(({ checks }) => checks.map(({ kind }) => kind));
    };
    const suppressed = ['figure', 'suppressed'];
    const shown = ['figure', 'figure'];
    expect(kindsByField(() => true)).toEqual([shown, shown]);
    // It applies to nobody in Bridge: the 2 with value_1 to whom it does not apply would be of Bridge.
    expect(kindsByField((group) => group !== 0)).toEqual([suppressed, suppressed]);
    // Neither does it to 8 others of value_1: of 10 from none to 10 could be of Bridge.
    expect(kindsByField((group, i) => group !== 0 && i >= 4 && i < 27)).toEqual([shown, shown]);
  });
});
