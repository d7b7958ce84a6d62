import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf } from '../../../rules/index.ts';
import type { ShownUnit } from '../../../rules/index.ts';
import type { Actor } from '../../../server/access/policy.ts';
import { PEOPLE, startApp, withExample } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { cutsOf, factorsOf, solvable, toldBy } from '../../support/disclosure.ts';
import { seeded } from '../../support/random.ts';
import type { View } from '../../support/disclosure.ts';

// The equations are many, and what is shown is the same on both engines, which the tests of the exports hold.
describe('all views of the example together', () => {
  let test: TestApp;
  let auditId: number;

  beforeAll(async () => {
    test = await startApp('sqlite');
    auditId = await withExample(test);
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
  });
  afterAll(() => test.close());

  const userOf = (person: 'lena' | 'carl'): Actor => ({
    id: test.ids[person],
    roles: [...PEOPLE[person].roles],
    providerId: null,
    organisationId: 1,
    organisations: [1],
  });

  it('hold nothing suppressed that follows from them', async () => {
    const user = userOf('carl');
    const panel = userOf('lena');
    const { tool, groups } = await test.deps.results.of(auditId);
    const fields = new Set(['group', 'gender', 'children_identified', 'primary_drug', 'months_in_treatment']);
    const cuts = cutsOf(tool).filter(
      (cut) => cut.by !== 'fields' || cut.fields.every((id) => fields.has(id)),
    );
    const [views, truth]: View[][] = [[], []];
    for (const cut of cuts) {
      views?.push({ cut, table: (await test.deps.results.shown(auditId, cut, user)).table });
      truth?.push({ cut, table: (await test.deps.results.shown(auditId, cut, panel)).table });
    }
    const applicable = (cut: View['cut'], key: string, check: string) => {
      const table = truth?.[cuts.indexOf(cut)]?.table;
      const unit = key === 'all' ? table?.overall : table?.units.find((other) => other.key === key);
      const figure = unit?.checks.find(({ id }) => id === check);
      return figure?.kind === 'figure' ? figure.applicable : 0;
    };
    // Of some checks, which keeps the equations few: those of others say nothing of these.
    const own = new Set(['recovery_plan', 'top_missing', 'children_identified']);
    const part = (views ?? []).map(({ cut, table }): View => {
      const only = (unit: ShownUnit) => ({ ...unit, checks: unit.checks.filter(({ id }) => own.has(id)) });
      return { cut, table: { ...table, units: table.units.map(only), overall: only(table.overall) } };
    });
    const told = toldBy({ tool, groups }, part, applicable);
    const checks = new Set(checksOf(tool).map(({ id }) => id));
    const factors = [...factorsOf({ tool, groups })].filter(
      ([factor]) => own.has(factor) || (fields.has(factor) && !checks.has(factor)),
    );
    expect(solvable(told, new Map(factors), seeded(2012))).toEqual([]);
    expect(told.hidden.length).toBeGreaterThan(500);
  });
});
