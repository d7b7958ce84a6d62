import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCsv } from '../../../server/formats/csv.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { takeAlong } from '../../support/exports.ts';
import { formsOf, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';

const GROUPS = { Ash: 2, Birch: 3, Cedar: 4, Dogwood: 5 };

onOneEngine('an audit that is opened again after its figures were shown', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let carl: Visitor;
  let auditId = 0;

  const record = async (rows: string[]) => {
    const sheet = readCsv(
      Readable.from([Buffer.from(['reference,group,recovery_plan', ...rows].join('\n'))]),
    );
    await app.deps.importer.importCaseFiles(app.ids.lena, auditId, sheet, { complete: true });
  };
  /** How the plan stands by group, as the commissioner sees it. */
  const seen = async () => {
    const rows = tablesOf((await carl.get(urls.results(auditId))).text)[0]?.rows.slice(1) ?? [];
    return Object.fromEntries(rows.map(([name = '', , plan = '']) => [name, plan]));
  };
  const step = (name: string, more: Record<string, string> = {}) =>
    lena.post(urls.auditState(auditId), { step: name, ...more });

  beforeAll(async () => {
    app = await startApp(engine);
    [lena, carl] = [await app.as('lena'), await app.as('carl')];
    const groups = Object.keys(GROUPS).map((name) => ({ name, providers: [name] }));
    ({ auditId } = await newAudit(app, { groups }));
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.carl, 'commissioner');
    await app.deps.database.pool('audits').where({ id: auditId }).update({ small_number_threshold: 3 });
    await record(
      Object.entries(GROUPS).flatMap(([name, files]) =>
        Array.from({ length: files }, (_, i) => `${name}-${i},${name},${i === 0 ? 'no' : 'yes'}`),
      ),
    );
    await step('close');
  });
  afterAll(() => app.close());

  it('hides more than it would by itself, and asks the lead about what that cannot help', async () => {
    // Of Ash two files are too few, and Birch is hidden with it: without it Ash would be what is left of all.
    expect(await seen()).toEqual({
      Ash: '[c]',
      Birch: '[c]',
      Cedar: '3 of 4 75%',
      Dogwood: '4 of 5 80%',
      'All files': '10 of 14 71%',
    });
    await step('reopen');
    // With two more Birch is large. By itself this state would show it and hide Cedar, which was shown before: and with
    // both Ash would be known.
    await record(['Birch-3,Birch,yes', 'Birch-4,Birch,no']);
    const page = (await lena.get(urls.audit(auditId))).text;
    // In words, without a number of files or of answers.
    expect(wordsOf(page)).toContain(
      'Whoever has those, too, can work out by the difference how a few files were answered',
    );
    expect(wordsOf(page)).toMatch(/Is there a recovery plan on file\? \(Birch\)/);
    const refused = await step('close');
    expect(refused.status).toBe(409);
    const form = formsOf(page).find(({ fields }) => fields['knows'] === 'yes');
    expect(form).toBeDefined();
    await step('close', { knows: 'yes' });
    const after = await seen();
    expect(after['All files']).toBe('11 of 16 69%');
    // Two of these three would be enough to work out the third.
    expect([after['Ash'], after['Birch']]).toEqual(['[c]', '[c]']);
    const { csv } = await takeAlong(carl, auditId, {});
    const plan = csv.filter((row) => row[2] === 'recovery_plan').map((row) => [row[0], row[4]]);
    expect(Object.fromEntries(plan)).toMatchObject({ Ash: '[c]', Birch: '[c]', 'All files': '11' });
    // The panel sees everything as before.
    const lead = tablesOf((await lena.get(urls.results(auditId))).text)[0]?.rows ?? [];
    expect(lead.find(([name]) => name === 'Birch')?.[2]).toBe('3 of 5 60%');
  });

  it('does not ask about the same twice, and keeps it once', async () => {
    await step('reopen');
    expect((await step('close')).status).toBe(303);
    const kept = () => app.deps.database.pool('shown_releases').where({ audit_id: auditId });
    expect(await kept()).toHaveLength(2);
    await step('reopen');
    // Nothing changed, so there is nothing more to keep.
    expect(await kept()).toHaveLength(2);
  });
});
