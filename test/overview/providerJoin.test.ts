import { afterAll, beforeAll, expect, it } from 'vitest';
import { TABLES_OF_PROVIDERS } from '../../server/overview/providerJoin/store.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { redPng } from '../support/logos.ts';
import { newAudit } from '../support/audit.ts';
import { filledIn, formsOf } from '../support/form.ts';
import { BRIDGE, closedAudit, recordFile } from '../support/improvement.ts';

onBothEngines('two entries for one provider', (engine) => {
  let app: TestApp;
  let adam: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    adam = await app.as('adam');
  });
  afterAll(() => app.close());

  const idOf = async (name: string) => (await app.deps.providers.byName(name))?.id ?? 0;

  async function press(fromId: number, intoId: number) {
    const page = (await adam.get(`${urls.providerJoin(fromId)}?into=${intoId}`)).text;
    const form = formsOf(page).find(({ fields }) => 'into' in fields && '_csrf' in fields);
    return form ? adam.post(form.action, filledIn(form)) : null;
  }

  it('are looked for in every table that names a provider', async () => {
    const { pool } = app.deps.database;
    const rows: { table_name: string }[] =
      engine === 'sqlite'
        ? await pool('sqlite_master as t')
            .joinRaw("join pragma_table_info(t.name) as c on c.name like '%provider_id'")
            .where('t.type', 'table')
            .distinct('t.name as table_name')
        : await pool('information_schema.columns')
            .where({ table_schema: 'public' })
            .where('column_name', 'like', '%provider_id')
            .distinct('table_name');
    const named = rows.map(({ table_name }) => table_name).toSorted();
    expect(named).toEqual(
      [...Object.keys(TABLES_OF_PROVIDERS), 'provider_details', 'provider_logos'].toSorted(),
    );
  });

  it('are joined with all that they have, after the page has said what that is', async () => {
    const { deps, ids } = app;
    await closedAudit(app);
    const { auditId, groupIds } = await newAudit(app, {
      title: 'Autumn audit',
      groups: [{ name: 'Own', providers: ['Bridge, The'] }],
    });
    for (let i = 0; i < 6; i += 1)
      await recordFile(app, auditId, groupIds[0] ?? 0, `B-${i}`, { recovery_plan: 'yes' });
    await deps.steps.changeState(ids.lena, auditId, 'close');
    const [twice, bridge] = [await idOf('Bridge, The'), await idOf(BRIDGE)];
    await deps.reports.issue(ids.lena, auditId, twice);
    await deps.providers.setContact(ids.adam, twice, {
      contactName: 'Records office',
      contactEmail: '',
      contactPhone: '',
    });

    await deps.providerLogos.set(ids.adam, twice, redPng());

    const paula = await app.as('paula');
    expect((await paula.get(urls.report(auditId, twice))).status).toBe(404);
    expect((await adam.get(urls.provider(twice))).text).toContain('Join it with the other');
    const page = (await adam.get(`${urls.providerJoin(twice)}?into=${bridge}`)).text;
    expect(page).toContain('Its part in 1 audit: Autumn audit.');
    expect(page).toContain('1 issued report, which keeps the name that stands on it.');
    expect(page).toContain('1 person of The Bridge will read 1 report written to Bridge, The.');

    const done = await press(twice, bridge);
    expect(done?.status).toBe(303);
    expect((await adam.get(done?.headers['location'] ?? '')).text).toContain('Records office');
    expect((await adam.get(urls.providers())).text).not.toContain('Bridge, The');
    expect((await adam.get(urls.provider(twice))).status).toBe(404);
    expect(await idOf('bridge, the')).toBe(bridge);
    expect((await deps.audits.groups(auditId))[0]?.providers).toEqual([{ id: bridge, name: BRIDGE }]);
    expect(await deps.providerLogos.of(bridge)).not.toBeNull();
    expect((await paula.get(urls.report(auditId, bridge))).text).toContain('Autumn audit');
    expect((await adam.get(urls.allActivity())).text).toContain('joined two entries for one provider');
    // The line that tells of its report was written before, and still names it.
    expect((await adam.get(`${urls.allActivity()}?q=report`)).text).toContain('provider Bridge, The');
    expect((await adam.post(urls.providerJoin(twice), { into: String(bridge) })).status).toBe(404);
  });

  it('are known by both names, of which the one that stays may take the other', async () => {
    const lena = await app.as('lena');
    const refused = await lena.post(urls.providers(), { name: 'Bridge, the' });
    expect(refused.text).toContain('Bridge, the is another name of The Bridge, to which it was joined.');
    const bridge = await idOf(BRIDGE);
    expect((await lena.post(urls.provider(bridge), { name: 'Bridge, The' })).status).toBe(303);
    expect((await app.deps.providers.get(bridge)).name).toBe('Bridge, The');
    expect(await idOf(BRIDGE)).toBe(bridge);
    await lena.post(urls.provider(bridge), { name: BRIDGE });
    expect((await app.deps.providers.get(bridge)).name).toBe(BRIDGE);
  });

  it('are not joined where one audit tells them apart, nor one with itself', async () => {
    const { deps, ids } = app;
    await newAudit(app, {
      title: 'Both in it',
      groups: [
        { name: 'A', providers: ['North Road'] },
        { name: 'B', providers: ['North Rd'] },
      ],
    });
    const [road, rd] = [await idOf('North Road'), await idOf('North Rd')];
    const page = (await adam.get(`${urls.providerJoin(rd)}?into=${road}`)).text;
    expect(page).toContain('They cannot be joined');
    expect(page).not.toContain('Yes, join them');
    const pressed = await adam.post(urls.providerJoin(rd), { into: String(road) });
    expect(pressed.status).toBe(409);
    expect(pressed.text).toContain('Both in it');
    expect((await deps.providers.get(rd)).name).toBe('North Rd');
    await expect(deps.providerJoin.join(ids.adam, rd, rd)).rejects.toThrow('Choose another provider');
    for (const into of [String(rd), 'x', '99999', '']) {
      const wrong = await adam.get(`${urls.providerJoin(rd)}?into=${into}`);
      expect(wrong.status).toBe(422);
      expect(wrong.text).toContain('Choose the provider that stays.');
    }
  });

  it('leave one line of the programme where both stood in it', async () => {
    const { deps, ids } = app;
    const [one, other] = [
      await deps.providers.create(null, 'Mill'),
      await deps.providers.create(null, 'Mills'),
    ];
    const { pool } = deps.database;
    await pool('programme_lines').insert(await aLine());
    const line = Number((await pool('programme_lines').max('id as id').first())?.['id']);
    await pool('programme_providers').insert([
      { line_id: line, provider_id: one },
      { line_id: line, provider_id: other },
    ]);
    await deps.providerJoin.join(ids.adam, other, one);
    expect(await pool('programme_providers').where({ line_id: line }).pluck('provider_id')).toEqual([one]);

    async function aLine() {
      return {
        title: 'Yearly',
        partnership: 'Southampton',
        tool_id: 'recovery_plan_audit',
        due_on: '2027-01-11',
        every_months: 12,
        fieldwork_days: 5,
        planned_files: 20,
        lead_id: ids.lena,
        version: 1,
        updated_at: '2026-11-30T09:00:00.000Z',
      };
    }
  });
});
