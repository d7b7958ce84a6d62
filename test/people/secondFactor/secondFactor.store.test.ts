import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccountRepository } from '../../../server/people/accounts/repository.ts';
import { createSecondFactorRepository } from '../../../server/people/secondFactor/repository.ts';
import type { SecondFactorRepository } from '../../../server/people/secondFactor/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of second factors', (engine) => {
  let test: StoreTest;
  let store: SecondFactorRepository;
  beforeAll(async () => {
    test = await startStore(engine);
    store = createSecondFactorRepository(test.database);
  });
  afterAll(() => test.close());

  const shared = { secret: 'SECRET', lastStep: 100, setUpAt: MORNING };

  it('keeps one secret for a person', async () => {
    const { lena, amir } = test.people;
    expect(await store.of(lena)).toBeNull();
    expect(await store.add(lena, shared)).toBe(true);
    expect(await store.add(lena, { ...shared, secret: 'OTHER' })).toBe(false);
    expect(await store.of(lena)).toEqual(shared);
    expect(await store.of(amir)).toBeNull();
  });

  it('takes a step once, of many at the same moment, and none before one that was taken', async () => {
    const { lena } = test.people;
    const taken = await Promise.all(Array.from({ length: 8 }, () => store.take(lena, 105)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect([await store.take(lena, 104), await store.take(lena, 106)]).toEqual([false, true]);
    expect((await store.of(lena))?.lastStep).toBe(106);
    expect(await store.take(test.people.amir, 106)).toBe(false);
  });

  it('uses each recovery code up once, and says how many are left', async () => {
    const { lena, amir } = test.people;
    await store.replaceCodes(lena, ['one', 'two', 'three'], MORNING);
    await store.replaceCodes(amir, ['one'], MORNING);
    const used = await Promise.all(Array.from({ length: 8 }, () => store.useCode(lena, 'one', EVENING)));
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await store.useCode(lena, 'four', EVENING)).toBe(false);
    expect(await store.codesLeft(lena)).toEqual({ left: 2, of: 3 });
    expect(await store.codesLeft(amir)).toEqual({ left: 1, of: 1 });
    await store.replaceCodes(lena, ['four', 'five'], EVENING);
    expect(await store.useCode(lena, 'two', EVENING)).toBe(false);
    expect(await store.codesLeft(lena)).toEqual({ left: 2, of: 2 });
  });

  it('tells of a person whether theirs is on, off or owed by one of their roles', async () => {
    const accounts = createAccountRepository(test.database);
    const states = async () =>
      Object.fromEntries((await accounts.list()).map(({ name, secondFactor }) => [name, secondFactor]));
    const lead = { email: 'lena@example.net', name: 'Lena', roles: ['lead' as const], providerId: null };
    await accounts.update(test.people.lena, lead);
    expect(await states()).toEqual({ Amir: 'off', Beth: 'off', Lena: 'on' });
    await store.setRolesThatNeedIt(['auditor', 'lead']);
    expect(await store.rolesThatNeedIt()).toEqual(['lead', 'auditor']);
    expect(await states()).toEqual({ Amir: 'owed', Beth: 'owed', Lena: 'on' });
    await store.remove(test.people.lena);
    expect(await states()).toEqual({ Amir: 'owed', Beth: 'owed', Lena: 'owed' });
    expect((await accounts.byId(test.people.amir))?.secondFactor).toBe('owed');
    await store.setRolesThatNeedIt(['lead']);
    expect(await states()).toEqual({ Amir: 'off', Beth: 'off', Lena: 'owed' });
    await store.setRolesThatNeedIt([]);
    expect(await store.rolesThatNeedIt()).toEqual([]);
  });

  it('removes a secret with its recovery codes, once', async () => {
    const { beth } = test.people;
    await store.add(beth, shared);
    await store.replaceCodes(beth, ['one'], MORNING);
    expect([await store.remove(beth), await store.remove(beth)]).toEqual([true, false]);
    expect(await store.of(beth)).toBeNull();
    expect(await store.codesLeft(beth)).toEqual({ left: 0, of: 0 });
  });
});
