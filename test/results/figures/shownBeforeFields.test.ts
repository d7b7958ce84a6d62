import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCsv } from '../../../server/formats/csv.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';

/** Of each drug as many files with a plan as without one. */
const FILES = { heroin: 2, crack: 3, cannabis: 3, alcohol: 7 };

onOneEngine('figures by a field that were shown before they changed', (engine) => {
  let app: TestApp;
  let auditId = 0;
  let added = 0;

  const record = async (drug: string, each: number) => {
    const rows = ['yes', 'no'].flatMap((plan) =>
      Array.from({ length: each }, () => `F-${(added += 1)},Ash,${plan},${drug}`),
    );
    const text = ['reference,group,recovery_plan,primary_drug', ...rows].join('\n');
    const sheet = readCsv(Readable.from([Buffer.from(text)]));
    await app.deps.importer.importCaseFiles(app.ids.lena, auditId, sheet, { complete: true });
  };
  /** How the plan stands by drug, as the commissioner sees it: yes of applicable, or that it is suppressed. */
  const seen = async () => {
    const carl = await app.deps.accounts.get(app.ids.carl);
    const { table } = await app.deps.results.shown(auditId, { by: 'fields', fields: ['primary_drug'] }, carl);
    const told = ({ checks }: (typeof table)['units'][number]) => {
      const figure = checks.find(({ id }) => id === 'recovery_plan');
      return figure?.kind === 'figure' ? `${figure.yes} of ${figure.applicable}` : figure?.kind;
    };
    const units = table.units.map((unit) => [unit.name.toLowerCase(), told(unit)] as const);
    return Object.fromEntries([...units, ['all', told(table.overall)] as const]);
  };
  const step = (name: 'close' | 'reopen') => app.deps.steps.changeState(app.ids.lena, auditId, name);

  beforeAll(async () => {
    app = await startApp(engine);
    ({ auditId } = await newAudit(app, { groups: [{ name: 'Ash' }] }));
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.carl, 'commissioner');
    await app.deps.database.pool('audits').where({ id: auditId }).update({ small_number_threshold: 3 });
    for (const [drug, each] of Object.entries(FILES)) await record(drug, each);
    await step('close');
  });
  afterAll(() => app.close());

  it('hide more than they would by themselves, so that nothing follows from both', async () => {
    // Of heroin few have a plan, and alcohol is hidden with it: without it heroin would be what is left of all.
    expect(await seen()).toMatchObject({
      heroin: 'suppressed',
      'crack cocaine': '3 of 6',
      cannabis: '3 of 6',
      alcohol: 'suppressed',
      all: '15 of 30',
    });
    await step('reopen');
    // By itself this state would hide crack with heroin and show alcohol, of which nothing has changed: with what was shown
    // before heroin would be what is left.
    await record('crack', 3);
    await step('close');
    expect(await seen()).toMatchObject({ heroin: 'suppressed', alcohol: 'suppressed', all: '18 of 36' });
  });

  it('keep what they showed once, and hide nothing more where nothing changed', async () => {
    const now = await seen();
    await step('reopen');
    await step('close');
    await step('reopen');
    expect(await app.deps.database.pool('shown_releases').where({ audit_id: auditId })).toHaveLength(2);
    await step('close');
    expect(await seen()).toEqual(now);
  });
});
