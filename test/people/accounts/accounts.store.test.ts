import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccountRepository } from '../../../server/people/accounts/repository.ts';
import type { AccountRepository } from '../../../server/people/accounts/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of people', (engine) => {
  let test: StoreTest;
  let accounts: AccountRepository;
  beforeAll(async () => {
    test = await startStore(engine);
    accounts = createAccountRepository(test.database);
  });
  afterAll(() => test.close());

  const paula = () => ({
    email: 'paula@example.org',
    name: 'Paula',
    roles: ['provider' as const],
    providerId: test.providers.bridge,
  });

  it('keeps a person with roles and provider, and counts and lists by name', async () => {
    expect(await accounts.count()).toBe(3);
    const id = await accounts.create({ ...paula(), passwordHash: 'hash', at: MORNING });
    expect(await accounts.byId(id)).toEqual({
      ...paula(),
      id,
      providerName: 'The Bridge',
      organisationId: 1,
      organisations: [1],
      organisationName: null,
      hasPassword: true,
      disabled: false,
      sessionEpoch: 0,
      secondFactor: 'off',
    });
    expect(await accounts.passwordHash(id)).toBe('hash');
    expect(await accounts.count()).toBe(4);
    expect((await accounts.list()).map(({ name }) => name)).toEqual(['Amir', 'Beth', 'Lena', 'Paula']);
    expect((await accounts.byEmail('paula@example.org'))?.id).toBe(id);
    // Whoever signs in is looked for by small letters, which the service sees to.
    expect(await accounts.byEmail('Paula@example.org')).toBeNull();
    expect(await accounts.byId(9999)).toBeNull();
    expect(await accounts.passwordHash(9999)).toBeNull();
  });

  it('refuses an address that is taken', async () => {
    await expect(accounts.create({ ...paula(), passwordHash: null, at: MORNING })).rejects.toThrow(/unique/i);
  });

  it('changes a person, and gives roles in their order, not in that of writing', async () => {
    const { amir } = test.people;
    const changed = {
      email: 'amir@example.net',
      name: 'Amir A.',
      roles: ['commissioner', 'lead'] as const,
      providerId: null,
    };
    await accounts.update(amir, { ...changed, roles: [...changed.roles] });
    expect(await accounts.byId(amir)).toMatchObject({
      email: 'amir@example.net',
      name: 'Amir A.',
      roles: ['lead', 'commissioner'],
      hasPassword: false,
    });
    expect((await accounts.list()).find(({ id }) => id === amir)?.roles).toEqual(['lead', 'commissioner']);
  });

  it('ends all sessions of a person by a password, by disabling and by enabling', async () => {
    const { beth } = test.people;
    await accounts.setPassword(beth, 'another');
    expect(await accounts.byId(beth)).toMatchObject({ hasPassword: true, sessionEpoch: 1 });
    await accounts.setDisabled(beth, EVENING);
    expect(await accounts.byId(beth)).toMatchObject({ disabled: true, sessionEpoch: 2 });
    await accounts.setDisabled(beth, null);
    expect(await accounts.byId(beth)).toMatchObject({ disabled: false, sessionEpoch: 3 });
  });

  it('knows which providers there are', async () => {
    expect(await accounts.providerExists(test.providers.dip)).toBe(true);
    expect(await accounts.providerExists(9999)).toBe(false);
  });

  it('makes the key of a device once, whoever asks first', async () => {
    const { lena, amir } = test.people;
    const keys = await Promise.all(
      ['one', 'two', 'three'].map((key) => accounts.deviceKey(lena, () => key, MORNING)),
    );
    expect(new Set(keys).size).toBe(1);
    expect(await accounts.deviceKey(lena, () => 'later', EVENING)).toBe(keys[0]);
    expect(await accounts.deviceKey(amir, () => 'his', EVENING)).toBe('his');
  });

  it('keeps a one-time link for its purpose, and lets one of several take it', async () => {
    const { amir } = test.people;
    await accounts.addLink({ tokenHash: 'a', purpose: 'password', userId: amir, expiresAt: EVENING });
    expect(await accounts.link('a', 'password')).toEqual({ userId: amir, expiresAt: EVENING });
    expect(await accounts.link('a', 'setup')).toBeNull();
    const taken = await Promise.all([1, 2, 3].map(() => accounts.takeLink('a')));
    expect(taken.filter(Boolean)).toEqual([true]);
    expect(await accounts.link('a', 'password')).toBeNull();
  });

  it('removes the links of a purpose and a person, or of nobody', async () => {
    const { amir, beth } = test.people;
    const links = [
      { tokenHash: 'b', purpose: 'password', userId: amir },
      { tokenHash: 'c', purpose: 'password', userId: beth },
      { tokenHash: 'd', purpose: 'setup', userId: null },
    ] as const;
    for (const link of links) await accounts.addLink({ ...link, expiresAt: EVENING });
    await accounts.removeLinks({ purpose: 'password', userId: amir });
    expect(await accounts.link('b', 'password')).toBeNull();
    expect(await accounts.link('c', 'password')).not.toBeNull();
    expect(await accounts.link('d', 'setup')).toEqual({ userId: null, expiresAt: EVENING });
    await accounts.removeLinks({ purpose: 'setup', userId: null });
    expect(await accounts.link('d', 'setup')).toBeNull();
  });
});
