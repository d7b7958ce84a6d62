import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onOneEngine, PASSWORD, PEOPLE, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { formErrors } from '../../support/formErrors.ts';

onOneEngine('people', (engine) => {
  let app: TestApp;
  let adam: Visitor;
  let bridge: number;
  beforeAll(async () => {
    app = await startApp(engine);
    adam = await app.as('adam');
    bridge = (await app.deps.providers.byName('The Bridge'))?.id ?? 0;
  });
  afterAll(() => app.close());

  const accountCount = async () => (await app.deps.accounts.list()).length;

  it.each([
    ['provider', 'auditor'],
    ['provider', 'lead'],
    ['provider', 'administrator'],
    ['provider', 'commissioner'],
    ['commissioner', 'auditor'],
    ['commissioner', 'lead'],
    ['commissioner', 'administrator'],
  ])('cannot be %s and %s in one', async (one, other) => {
    const before = await accountCount();
    const fields = { name: 'Two Hats', email: 'two@example.org', providerId: String(bridge) };
    const made = await adam.post(urls.people(), { ...fields, roles: [one, other] });
    expect(made.status).toBe(422);
    expect(formErrors(made.text)['roles']).toMatch(
      /The role (provider|commissioner) cannot be combined with another one\./,
    );
    const changed = await adam.post(urls.person(app.ids.stan), { ...fields, roles: [one, other] });
    expect(changed.status).toBe(422);
    expect(await accountCount()).toBe(before);
    expect((await app.deps.accounts.get(app.ids.stan)).roles).toEqual(PEOPLE.stan.roles);
  });

  it('have a provider with the role provider, and only with it', async () => {
    const person = { name: 'Pat Provider', email: 'pat@example.org' };
    const text = 'Choose a provider for somebody with the role provider, and none for anybody else.';
    const without = await adam.post(urls.people(), { ...person, roles: 'provider', providerId: '' });
    expect([without.status, formErrors(without.text)]).toEqual([422, { providerId: text }]);
    const lead = await adam.post(urls.people(), { ...person, roles: 'lead', providerId: String(bridge) });
    expect([lead.status, formErrors(lead.text)]).toEqual([422, { providerId: text }]);
    for (const providerId of ['99999', '999999999']) {
      const unknown = await adam.post(urls.people(), { ...person, roles: 'provider', providerId });
      expect([unknown.status, formErrors(unknown.text)]).toEqual([
        422,
        { providerId: 'Choose a provider from the list.' },
      ]);
    }
    for (const providerId of ['99999999999999999999', '-1', 'x']) {
      const odd = await adam.post(urls.people(), { ...person, roles: 'provider', providerId });
      expect([odd.status, formErrors(odd.text)]).toEqual([422, { providerId: text }]);
    }
    const right = await adam.post(urls.people(), {
      ...person,
      roles: 'provider',
      providerId: String(bridge),
    });
    expect(right.status).toBe(200);
  });

  it('need a name, an address nobody else has, and a role that there is', async () => {
    const before = await accountCount();
    const empty = await adam.post(urls.people(), {});
    expect(empty.status).toBe(422);
    expect(Object.keys(formErrors(empty.text))).toEqual(['email', 'name']);
    const taken = await adam.post(urls.people(), {
      name: 'Another',
      email: emailOf('lena').toUpperCase(),
      roles: 'lead',
    });
    expect([taken.status, formErrors(taken.text)]).toEqual([
      422,
      { email: 'There is an account with this email address already.' },
    ]);
    for (const roles of ['', 'owner', 'Administrator']) {
      const response = await adam.post(urls.people(), { name: 'Another', email: 'a@example.org', roles });
      expect([response.status, formErrors(response.text)]).toEqual([
        422,
        { roles: 'Choose at least one role.' },
      ]);
    }
    expect(await accountCount()).toBe(before);
  });

  it('are out at once when they are disabled, and are not in again by being enabled', async () => {
    const amir = await app.as('amir');
    expect((await amir.get(urls.account())).text).toContain(emailOf('amir'));
    expect((await adam.post(urls.personDisable(app.ids.amir))).status).toBe(303);
    const page = await amir.get(urls.account());
    expect(page.text).toContain('Sign in</h1>');
    expect(page.text).not.toContain(emailOf('amir'));
    expect((await amir.post(urls.account(), {})).status).toBe(401);
    const fields = { email: emailOf('amir'), password: PASSWORD };
    expect((await app.anonymous().post(urls.signIn(), fields)).status).toBe(422);

    expect((await adam.post(urls.personEnable(app.ids.amir))).status).toBe(303);
    expect((await amir.get(urls.account())).text).toContain('Sign in</h1>');
    expect((await app.anonymous().post(urls.signIn(), fields)).status).toBe(303);
  });

  it('cannot disable themselves or give up administration, so that somebody is left to do it', async () => {
    const { deps, ids } = app;
    expect((await adam.post(urls.personDisable(ids.adam))).status).toBe(409);
    expect((await deps.accounts.get(ids.adam)).disabled).toBe(false);
    const page = await adam.get(urls.person(ids.adam));
    expect(page.text).not.toContain(urls.personDisable(ids.adam));
    const fields = { name: PEOPLE.adam.name, email: emailOf('adam'), roles: 'lead' };
    const response = await adam.post(urls.person(ids.adam), fields);
    expect(response.status).toBe(422);
    expect(formErrors(response.text)['roles']).toContain(
      'You cannot take the role administrator from yourself',
    );
    expect((await deps.accounts.get(ids.adam)).roles).toEqual(['administrator']);
    expect((await adam.get(urls.people())).status).toBe(200);
  });

  it('keep their password and their session when an administrator changes their name', async () => {
    const beth = await app.as('beth');
    const fields = { name: 'Beth <b>Renamed</b>', email: emailOf('beth'), roles: ['auditor', 'lead'] };
    expect((await adam.post(urls.person(app.ids.beth), fields)).status).toBe(303);
    const page = await beth.get(urls.account());
    expect(page.text).toContain('Beth &lt;b&gt;Renamed&lt;/b&gt;');
    // The new role is there at once.
    expect((await beth.get(urls.newAudit())).status).toBe(200);
    await app.as('beth');
  });

  it('leave a line of activity for every write, of ids and roles and not of names', async () => {
    const { deps, ids } = app;
    const before = (await deps.activity.list({ limit: 1 }))[0]?.id ?? 0;
    await adam.post(urls.people(), { name: 'Zoe Zebra', email: 'zoe@example.org', roles: 'auditor' });
    const zoe = (await deps.accounts.list()).find((p) => p.email === 'zoe@example.org')?.id ?? 0;
    await adam.post(urls.person(zoe), { name: 'Zoe Yak', email: 'yak@example.org', roles: 'lead' });
    await adam.post(urls.personLink(zoe));
    await adam.post(urls.personDisable(zoe));
    await adam.post(urls.personEnable(zoe));
    const lines = (await deps.activity.list({ limit: 10 })).filter((line) => line.id > before);
    expect(lines.map((line) => line.action)).toEqual([
      'person.enabled',
      'person.disabled',
      'person.linkMade',
      'person.changed',
      'person.created',
    ]);
    for (const line of lines) expect(line).toMatchObject({ userId: ids.adam, subject: `person ${zoe}` });
    const kept = JSON.stringify(await deps.database.pool('activity').select('subject', 'detail'));
    expect(kept).not.toMatch(/zoe|yak|zebra/i);
  });
});
