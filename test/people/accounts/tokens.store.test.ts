import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTokenRepository } from '../../../server/people/accounts/tokenRepository.ts';
import type { TokenRepository } from '../../../server/people/accounts/tokenRepository.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of API tokens', (engine) => {
  let test: StoreTest;
  let tokens: TokenRepository;
  beforeAll(async () => {
    test = await startStore(engine);
    tokens = createTokenRepository(test.database);
  });
  afterAll(() => test.close());

  const issue = (tokenHash: string, userId: number) =>
    tokens.create({ tokenHash, name: `Of ${tokenHash}`, userId, expiresOn: '2026-12-31' }, MORNING);

  it('finds a token by its hash and lists the newest first', async () => {
    const [one, two] = [await issue('one', test.people.lena), await issue('two', test.people.amir)];
    expect(await tokens.byHash('one')).toEqual({
      id: one,
      name: 'Of one',
      userId: test.people.lena,
      userName: 'Lena',
      createdAt: MORNING,
      expiresOn: '2026-12-31',
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(await tokens.byHash('three')).toBeNull();
    expect((await tokens.list()).map(({ id }) => id)).toEqual([two, one]);
    await tokens.used(two, NOON);
    expect((await tokens.byHash('two'))?.lastUsedAt).toBe(NOON);
  });

  it('refuses the same token twice', async () => {
    await issue('once', test.people.lena);
    await expect(issue('once', test.people.amir)).rejects.toThrow(/unique/i);
  });

  it('revokes a token once, and all that are left of a person', async () => {
    const { beth } = test.people;
    const [four] = [await issue('four', beth), await issue('five', beth)];
    expect(await tokens.revoke(four, NOON)).toBe(true);
    expect(await tokens.revoke(four, EVENING)).toBe(false);
    expect(await tokens.revoke(9999, EVENING)).toBe(false);
    await tokens.revokeAllOf(beth, EVENING);
    expect((await tokens.byHash('four'))?.revokedAt).toBe(NOON);
    expect((await tokens.byHash('five'))?.revokedAt).toBe(EVENING);
    expect((await tokens.byHash('one'))?.revokedAt).toBeNull();
  });
});
