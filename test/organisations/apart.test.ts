import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role } from '../../server/access/policy.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, PEOPLE, startApp, withExample } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { addSecondOrganisation, FOREIGN_ROLES, foreignAddress } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';
import { addProgrammeLine } from '../support/programme.ts';

onBothEngines('two organisations', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  let example: number;
  let bridge: number;
  /** What only the first organisation knows. */
  let secrets: string[];

  beforeAll(async () => {
    app = await startApp(engine);
    const { deps, ids } = app;
    example = await withExample(app);
    await deps.database.pool('audits').where({ id: example }).update({
      title: 'Audit of the first alone',
      partnership: 'Firstshire',
    });
    await deps.steps.changeState(ids.lena, example, 'close');
    bridge = (await deps.providers.byName('The Bridge'))?.id ?? 0;
    await addProgrammeLine(app, { title: 'Programme of the first alone' });
    await deps.database.pool('delivery_plans').insert({
      title: 'Plan of the first alone',
      partnership: 'Firstshire',
      first_day: '2026-04-01',
      last_day: '2027-03-31',
      created_at: '2026-01-01T00:00:00.000Z',
    });
    await deps.database.pool('measures').insert({
      code: 'first_alone',
      label: 'Measure of the first alone',
      unit: '',
      better: 'higher',
      numerator: '',
      denominator: '',
      created_at: '2026-01-01',
    });
    await deps.database
      .pool('providers')
      .insert({ name: 'Provider of the first alone', created_at: '2026-01-01T00:00:00.000Z' });
    second = await addSecondOrganisation(deps);
    secrets = [
      'of the first alone',
      'Firstshire',
      'The Bridge',
      ...Object.values(PEOPLE).map(({ name }) => name),
      '@example.org',
    ];
  });
  afterAll(() => app.close());

  const as = (role: Role) => app.asAddress(foreignAddress(role));

  /** Every page that a link leads to from the first one, once. */
  async function crawl(visitor: Visitor): Promise<Map<string, string>> {
    const seen = new Map<string, string>();
    const waiting = ['/'];
    while (waiting.length > 0) {
      const url = waiting.shift() ?? '';
      if (seen.has(url)) continue;
      const response = await visitor.get(url);
      expect(response.status, url).toBeLessThan(500);
      const page = response.type === 'text/html' || response.type === 'text/csv' ? response.text : '';
      seen.set(url, page);
      for (const [, to = ''] of page.matchAll(/href="(\/[^"#?]*)/g)) {
        if (!/\.(?:css|svg|js)$/.test(to) && !to.startsWith('/tools/')) waiting.push(to);
      }
    }
    return seen;
  }

  it.each(FOREIGN_ROLES)(
    'show a person of the second with the role %s nothing of the first',
    async (role) => {
      const visitor = await as(role);
      const pages = await crawl(visitor);
      expect(pages.size).toBeGreaterThan(3);
      const told = [...pages].flatMap(([url, page]) =>
        secrets.filter((secret) => page.includes(secret)).map((secret) => `${url}: ${secret}`),
      );
      expect(told).toEqual([]);
      // Pages that no link leads to by now.
      for (const url of [
        urls.audit(example),
        urls.results(example),
        urls.provider(bridge),
        urls.person(app.ids.lena),
      ]) {
        expect([403, 404], url).toContain((await visitor.get(url)).status);
      }
    },
  );

  it('let each administrator see their own people, activity and mail, and the host alone all organisations', async () => {
    const [adam, other] = [await app.as('adam'), await as('administrator')];
    const people = [(await adam.get(urls.people())).text, (await other.get(urls.people())).text];
    expect(people[0]).toContain('Lena Lead');
    expect(people[0]).not.toContain('Second lead');
    expect(people[1]).toContain('Second lead');
    const activity = [(await adam.get(urls.allActivity())).text, (await other.get(urls.allActivity())).text];
    expect(activity[0]).not.toContain('Second Provider');
    expect(activity[1]).toContain('Second Provider');
    expect(activity[1]).not.toContain('Audit of the first alone');
    expect((await adam.get(urls.organisations())).text).toContain('Second Partnership');
    for (const url of [urls.organisations(), urls.backups(), urls.activityCheck()]) {
      expect((await adam.get(url)).status).toBe(200);
      expect((await other.get(url)).status).toBe(403);
    }
    // Both see whose pages they are on.
    expect((await adam.get('/')).text).toContain('This organisation');
    expect((await other.get('/')).text).toContain('Second Partnership');
  });

  it('write down in one’s own activity that a foreign audit was asked for', async () => {
    const lead = await as('lead');
    expect((await lead.get(urls.audit(example))).status).toBe(404);
    const { database } = app.deps;
    const [line] = await database.everywhere(() =>
      database.query('activity').where({ user_id: second.ids.lead }).orderBy('id', 'desc').limit(1),
    );
    expect(line).toMatchObject({ action: 'access.refused', organisation_id: second.id });
    await app.deps.activityChain.seal('last');
    const { sealed, problems } = await app.deps.activityChain.check();
    expect(problems).toEqual([]);
    expect(sealed).toBeGreaterThan(0);
  });

  it('keep roles that need a second factor, periods and names of providers apart', async () => {
    const { deps, ids } = app;
    const { database } = deps;
    await database.within(second.scope, async () => {
      await deps.secondFactor.setRolesThatNeedIt(second.ids.administrator, ['commissioner']);
      await deps.accountErasure.choose(second.ids.administrator, 6);
      await deps.providers.create(second.ids.lead, 'The Bridge');
      expect(await deps.accountErasure.months()).toBe(6);
    });
    const first = { home: 1, all: [1], isOnly: false };
    expect(await database.within(first, () => deps.accountErasure.months())).toBe(null);
    await database.within(first, () => deps.accountErasure.choose(ids.adam, 24));
    expect(await database.within(second.scope, () => deps.accountErasure.months())).toBe(6);
    const factorOf = async (id: number) =>
      (await database.everywhere(() => deps.accounts.get(id))).secondFactor;
    expect(await factorOf(ids.carl)).toBe('off');
    expect(await factorOf(second.ids.commissioner)).toBe('owed');
    await database.within(second.scope, () =>
      deps.secondFactor.setRolesThatNeedIt(second.ids.administrator, []),
    );
    const own = await database.within(second.scope, () => deps.providers.byName('The Bridge'));
    await database.within(second.scope, () =>
      deps.providers.rename(second.ids.lead, own?.id ?? 0, 'Another Bridge'),
    );
  });

  it('let a provider that works for both see both, and nothing else of either', async () => {
    const { deps, ids } = app;
    await deps.organisations.linkProvider(ids.adam, second.id, bridge);
    const inSecond = await deps.database.within(second.scope, async () => {
      const lead = second.ids.lead;
      const auditId = await deps.audits.create(lead, {
        title: 'Audit of the second',
        partnership: 'Secondshire',
        toolId: 'rodt',
        toolVersion: 1,
        fieldworkStart: '2026-09-01',
        fieldworkEnd: '2026-09-04',
      });
      const groupId = await deps.audits.createGroup(lead, auditId, {
        name: 'Both',
        plannedFiles: 1,
        providerIds: [bridge],
        exclusions: [],
      });
      await deps.steps.changeState(lead, auditId, 'open');
      await deps.recording.create(lead, auditId, { reference: 'S-1', groupId });
      await deps.steps.changeState(lead, auditId, 'close');
      await deps.reports.issue(lead, auditId, bridge);
      return auditId;
    });
    const lead = await as('lead');
    expect((await lead.get(urls.audit(inSecond))).text).toContain('The Bridge');
    // Chosen there, and kept by the first.
    expect((await lead.get(urls.providers())).text).toContain('The Bridge');
    expect((await lead.get(urls.provider(bridge))).status).toBe(404);
    const paula = await app.as('paula');
    expect((await paula.get('/')).text).toContain('Audit of the second');
    expect((await paula.get(urls.feedbackPdf(inSecond, bridge))).status).toBe(200);
    expect((await (await as('provider')).get('/')).text).not.toContain('Audit of the second');
    expect((await (await as('provider')).get(urls.feedbackPdf(inSecond, bridge))).status).toBe(404);
    // What she does there is written down there.
    const [fetched] = await deps.database.everywhere(() =>
      deps.database
        .query('activity')
        .where({ user_id: ids.paula, audit_id: inSecond })
        .orderBy('id', 'desc')
        .limit(1),
    );
    expect(fetched).toMatchObject({ organisation_id: second.id });
    expect((await (await app.as('lena')).get(urls.audit(inSecond))).status).toBe(404);
    await expect(deps.organisations.unlinkProvider(ids.adam, second.id, bridge)).rejects.toThrow(
      /so it stays/,
    );
  });

  it('sign nobody of an ended one in, and everybody when it is reopened', async () => {
    const { deps, ids } = app;
    const lead = await as('lead');
    const setEnded = (id: number, isEnded: boolean) =>
      deps.database.everywhere(() => deps.organisations.setEnded(ids.adam, id, isEnded));
    await setEnded(second.id, true);
    expect((await lead.get(urls.account())).text).toContain('Sign in');
    await expect(as('lead')).rejects.toThrow(/could not sign in/);
    await setEnded(second.id, false);
    expect((await (await as('lead')).get(urls.account())).status).toBe(200);
    await expect(setEnded(1, true)).rejects.toThrow(/cannot be ended/);
  });
});
