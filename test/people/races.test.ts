import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role } from '../../server/access/policy.ts';
import { InputError, NotFoundError } from '../../server/platform/errors.ts';
import { onBothEngines, PASSWORD, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { beside } from '../support/beside.ts';

onBothEngines('people and providers that two change at the same moment', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  let people = 0;
  const details = (roles: Role[] = ['auditor'], email = `race-${(people += 1)}@example.org`) => ({
    name: 'Robin Race',
    email,
    roles,
    providerId: null,
  });
  const person = async (roles: Role[] = ['auditor']): Promise<number> =>
    (await app.deps.accounts.create(app.ids.adam, details(roles))).userId;
  const table = (name: string) => app.deps.database.pool(name);
  const provider = (name: string) => app.deps.providers.create(app.ids.lena, name);
  const audit = () => newAudit(app, { title: 'Race', state: 'draft', groups: [] });
  const inAYear = new Date(Date.now() + 86_400_000 * 300).toISOString().slice(0, 10);

  it('make one account of an address, and say so to the second', async () => {
    const { accounts } = app.deps;
    const same = details(['auditor'], 'same@example.org');
    const second = await beside(
      app,
      () => accounts.create(app.ids.adam, same),
      () => accounts.create(app.ids.adam, same),
    );
    expect(second).toMatchObject({ errors: [{ field: 'email' }] });
  });

  it('give the roles that were chosen last', async () => {
    const { accounts } = app.deps;
    const id = await person();
    const second = await beside(
      app,
      () => accounts.update(app.ids.adam, id, details(['auditor', 'lead'])),
      () => accounts.update(app.ids.adam, id, details(['lead'])),
    );
    expect(second).toBeUndefined();
    expect((await accounts.get(id)).roles).toEqual(['lead']);
  });

  it.each(['disable', 'demote'] as const)(
    'leave one of two administrators who %s each other',
    async (how) => {
      const { accounts } = app.deps;
      const [a, b] = [await person(['administrator']), await person(['administrator'])];
      const takeFrom = (actorId: number, id: number) =>
        how === 'disable'
          ? accounts.setDisabled(actorId, id, true)
          : accounts.update(actorId, id, details(['auditor']));
      const second = await beside(
        app,
        () => takeFrom(a, b),
        () => takeFrom(b, a),
      );
      expect(String(second)).toContain('You are no administrator any more');
      const [first, other] = [await accounts.get(a), await accounts.get(b)];
      expect([first.disabled, first.roles]).toEqual([false, ['administrator']]);
      expect(other.disabled || !other.roles.includes('administrator')).toBe(true);
    },
  );

  it.each(['changed', 'enabled'] as const)('leave an account erased that is %s meanwhile', async (how) => {
    const { accounts, accountErasure } = app.deps;
    const id = await person();
    await accounts.setDisabled(app.ids.adam, id, true);
    const second = await beside(
      app,
      () => accountErasure.erase(app.ids.adam, id),
      () =>
        how === 'changed'
          ? accounts.update(app.ids.adam, id, details())
          : accounts.setDisabled(app.ids.adam, id, false),
    );
    expect(second).toBeInstanceOf(NotFoundError);
    const kept = await table('users').where({ id }).first<Record<string, unknown>>('name', 'disabled_at');
    expect(kept).toEqual({
      name: `Somebody who has left (${id})`,
      disabled_at: expect.any(String) as string,
    });
  });

  it('give no token to somebody, and no place on a panel, who is disabled meanwhile', async () => {
    const { accounts, tokens, audits } = app.deps;
    const { auditId } = await audit();
    const [a, b] = [await person(['lead']), await person(['lead'])];
    const token = await beside(
      app,
      () => accounts.setDisabled(app.ids.adam, a, true),
      () => tokens.issue(app.ids.adam, { userId: a, name: 'Late', expiresOn: inAYear }),
    );
    expect(token).toBeInstanceOf(InputError);
    expect(await table('api_tokens').where({ user_id: a })).toEqual([]);
    const member = await beside(
      app,
      () => accounts.setDisabled(app.ids.adam, b, true),
      () => audits.addMember(app.ids.lena, auditId, b, 'lead'),
    );
    expect(member).toBeInstanceOf(InputError);
    expect(await table('panel_members').where({ user_id: b })).toEqual([]);
  });

  it('leave the last of two links that were made for somebody', async () => {
    const { accounts } = app.deps;
    const id = await person();
    let first = '';
    const second = await beside(
      app,
      async () => {
        first = await accounts.newPasswordLink(app.ids.adam, id);
      },
      () => accounts.newPasswordLink(app.ids.adam, id),
    );
    expect(await accounts.personOfLink(first)).toBe(null);
    expect((await accounts.personOfLink(String(second)))?.id).toBe(id);
  });

  it('let a password that is the current one no more change nothing', async () => {
    const { accounts } = app.deps;
    const id = await accounts.createWithPassword(details(), PASSWORD);
    const [theirs, thiefs] = ['the phrase that its owner chose', 'the phrase that a thief chose'];
    const second = await beside(
      app,
      () => accounts.changePassword(id, PASSWORD, theirs),
      () => accounts.changePassword(id, PASSWORD, thiefs),
    );
    expect(second).toMatchObject({ errors: [{ field: 'current' }] });
    const { email } = await accounts.get(id);
    expect((await accounts.authenticate(email, theirs))?.id).toBe(id);
    expect(await accounts.authenticate(email, thiefs)).toBe(null);
  });

  it('set what was set last for the installation', async () => {
    const { secondFactor, retention, accountErasure } = app.deps;
    const { adam } = app.ids;
    const done = [
      await beside(
        app,
        () => secondFactor.setRolesThatNeedIt(adam, ['commissioner']),
        () => secondFactor.setRolesThatNeedIt(adam, ['commissioner', 'provider']),
      ),
      await beside(
        app,
        () => retention.choose(adam, 60),
        () => retention.choose(adam, 96),
      ),
      await beside(
        app,
        () => accountErasure.choose(adam, 12),
        () => accountErasure.choose(adam, 24),
      ),
    ];
    expect(done).toEqual([undefined, undefined, undefined]);
    const rules = await secondFactor.rolesThatNeedIt();
    expect([rules, await retention.months(), await accountErasure.months()]).toEqual([
      ['provider', 'commissioner'],
      96,
      24,
    ]);
    await secondFactor.setRolesThatNeedIt(adam, []);
    await accountErasure.choose(adam, null);
  });

  it('have a provider once under all its spellings', async () => {
    const { providers } = app.deps;
    const created = await beside(
      app,
      () => provider('Twin House'),
      () => provider('twin house'),
    );
    expect(created).toMatchObject({ errors: [{ field: 'name' }] });
    const [a, b] = [await provider('First Name'), await provider('Second Name')];
    const renamed = await beside(
      app,
      () => providers.rename(app.ids.lena, a, 'One Name'),
      () => providers.rename(app.ids.lena, b, 'One Name'),
    );
    expect(renamed).toMatchObject({ errors: [{ field: 'name' }] });
  });

  it('lose nothing of a provider that is retired while its contact is entered', async () => {
    const { providers } = app.deps;
    const id = await provider('Retired Beside');
    const contact = { contactName: 'Connie', contactEmail: '', contactPhone: '' };
    await beside(
      app,
      () => providers.setRetired(app.ids.lena, id, true),
      () => providers.setContact(app.ids.lena, id, contact),
    );
    const kept = await providers.detailsOf(id);
    expect(kept).toEqual({ ...contact, retiredAt: expect.any(String) as string });
  });

  it('join two providers one way, and leave one of them', async () => {
    const { providerJoin, providers } = app.deps;
    const [a, b] = [await provider('Left Bank'), await provider('Right Bank')];
    const second = await beside(
      app,
      () => providerJoin.join(app.ids.lena, a, b),
      () => providerJoin.join(app.ids.lena, b, a),
    );
    expect(second).toBeInstanceOf(NotFoundError);
    const left = (await providers.list()).filter(({ id }) => id === a || id === b);
    expect(left.map(({ id }) => id)).toEqual([b]);
  });

  it('leave nothing with a provider that is joined to another meanwhile', async () => {
    const { accounts, audits, providerJoin } = app.deps;
    const { auditId } = await audit();
    const group = (name: string, providerId: number) => () =>
      audits.createGroup(app.ids.lena, auditId, {
        name,
        plannedFiles: 1,
        providerIds: [providerId],
        exclusions: [],
      });
    const joined = async (name: string) => {
      const [from, into] = [await provider(`${name} Old`), await provider(`${name} New`)];
      return { from, into, join: () => providerJoin.join(app.ids.lena, from, into) };
    };
    const [before, after, staff] = [await joined('Before'), await joined('After'), await joined('Staff')];
    await beside(app, group('Before', before.from), before.join);
    expect(await beside(app, after.join, group('After', after.from))).toMatchObject({
      errors: [{ field: 'providerIds' }],
    });
    const employed = await beside(app, staff.join, () =>
      accounts.create(app.ids.adam, { ...details(['provider']), providerId: staff.from }),
    );
    expect(employed).toMatchObject({ errors: [{ field: 'providerId' }] });
    const gone = [before.from, after.from, staff.from];
    expect(await table('sample_group_providers').whereIn('provider_id', gone)).toEqual([]);
    expect(await table('users').whereIn('provider_id', gone)).toEqual([]);
    expect((await audits.groups(auditId)).map(({ providers }) => providers.map(({ id }) => id))).toEqual([
      [before.into],
    ]);
  });
});
