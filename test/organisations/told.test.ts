import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { wordsOf } from '../support/form.ts';
import { sheetOf } from '../support/measures.ts';
import { addSecondOrganisation, foreignAddress } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';

onBothEngines('what one organisation is told of another', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  let bridge: number;
  let lena: Visitor;
  const first = { home: 1, all: [1], isOnly: false };

  beforeAll(async () => {
    app = await startApp(engine);
    const { deps, ids } = app;
    bridge = (await deps.providers.byName('The Bridge'))?.id ?? 0;
    second = await addSecondOrganisation(deps);
    await deps.database.within(second.scope, async () => {
      const old = await deps.providers.create(second.ids.lead, 'Secret Clinic');
      const kept = await deps.providers.create(second.ids.lead, 'Undisclosed Successor');
      await deps.providerJoin.join(second.ids.administrator, old, kept);
    });
    await deps.organisations.linkProvider(ids.adam, second.id, bridge);
    lena = await app.as('lena');
  });
  afterAll(() => app.close());

  it('is no name of its providers, whatever one of ours that works there is called', async () => {
    const { deps } = app;
    for (const name of ['secret clinic', 'Undisclosed successor', 'Second provider']) {
      const renamed = await lena.post(urls.provider(bridge), { name });
      expect([name, renamed.status]).toEqual([name, 303]);
    }
    // There two of one name are told apart, and the name alone means their own.
    await deps.database.within(second.scope, async () => {
      const names = (await deps.providers.list()).map((one) => one.name);
      expect(names).toContain('Second Provider');
      expect(names).toContain('Second provider (of another organisation)');
      expect((await deps.providers.byName('SECOND PROVIDER'))?.id).toBe(second.providerId);
    });
    const ours = wordsOf((await lena.get(urls.providers())).text);
    expect(ours).toContain('Second provider');
    expect(ours).not.toContain('of another organisation');
    expect((await lena.post(urls.provider(bridge), { name: 'The Bridge' })).status).toBe(303);
    const taken = await lena.post(urls.provider(bridge), { name: 'drug intervention programme' });
    expect(wordsOf(taken.text)).toContain('There is a provider called Drug Intervention Programme already.');
  });

  it('is not what a provider that works for both reports there of a delivery plan', async () => {
    const { deps, ids } = app;
    const { planId, lineId } = await deps.database.within(second.scope, async () => {
      const plan = await deps.delivery.loadExample(second.ids.lead, 'treatment-plan-2010-11');
      await deps.delivery.takeOver(
        second.ids.lead,
        plan,
        sheetOf([
          ['heading', 'action', 'owner', 'role', 'due'],
          ['Exits', 'Write to everybody', 'The Bridge', 'Manager', '31/12/2099'],
        ]),
      );
      const { lines } = await deps.delivery.shown(await deps.accounts.get(second.ids.lead), plan);
      return { planId: plan, lineId: lines.at(-1)?.id ?? 0 };
    });
    const paula = await app.as('paula');
    const reported = { report: 'done', text: 'All of them.' };
    expect((await paula.post(urls.deliveryLineForm(planId, lineId, 'progress'), reported)).status).toBe(303);
    const lines = await deps.database.everywhere(() =>
      deps.database
        .query('activity')
        .where({ user_id: ids.paula })
        .where('action', 'like', 'deliveryLine.%')
        .pluck('organisation_id'),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(new Set(lines)).toEqual(new Set([second.id]));
    // Whoever sees nothing of that organisation is refused by the policy itself, with nothing confined.
    const { plan } = await deps.database.everywhere(async () =>
      deps.delivery.shown(await deps.accounts.get(second.ids.lead), planId),
    );
    expect(plan.organisationId).toBe(second.id);
    expect((await (await app.as('carl')).get(urls.deliveryPlan(planId))).status).toBe(404);
  });

  it('are no rows below what it sees, read to be left out afterwards', async () => {
    const { deps, ids } = app;
    const { database } = deps;
    await database.within(first, async () => {
      const own = (await deps.providers.list()).find(({ id }) => id !== bridge);
      await deps.providers.setContact(ids.lena, own?.id ?? 0, {
        contactName: 'Connie Contact',
        contactEmail: 'connie@first.example',
        contactPhone: '01632 960001',
      });
      const plan = await deps.delivery.loadExample(ids.lena, 'treatment-plan-2010-11');
      await database.query('delivery_followers').insert({ plan_id: plan, user_id: ids.lena });
    });
    const read: string[] = [];
    const keep = (rows: unknown) => void read.push(JSON.stringify(rows) ?? '');
    database.pool.on('query-response', keep);
    const lead = await app.asAddress(foreignAddress('lead'));
    for (const url of [urls.providers(), urls.deliveryPlans(), urls.meetings(), urls.home()])
      expect((await lead.get(url)).status).toBe(200);
    database.pool.removeListener('query-response', keep);
    expect(read.length).toBeGreaterThan(10);
    expect(read.filter((rows) => rows.includes('connie@first.example'))).toEqual([]);
    const follower = JSON.stringify({ user_id: ids.lena }).slice(1);
    expect(read.filter((rows) => rows.includes(follower) && rows.includes('plan_id'))).toEqual([]);
  });
});
