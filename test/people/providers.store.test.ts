import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActivityRepository } from '../../server/people/activity/repository.ts';
import { createProviderService } from '../../server/people/providers.ts';
import type { ProviderService } from '../../server/people/providers.ts';
import { InputError, NotFoundError } from '../../server/platform/errors.ts';
import { onBothEngines } from '../support/app.ts';
import { NOON, startStore } from '../support/store.ts';
import type { StoreTest } from '../support/store.ts';

onBothEngines('the store of providers', (engine) => {
  let test: StoreTest;
  let providers: ProviderService;
  const now = () => new Date(NOON);
  beforeAll(async () => {
    test = await startStore(engine);
    const { database } = test;
    providers = createProviderService({
      database,
      activity: createActivityRepository(database, now, 'a key of the tests'),
      now,
    });
  });
  afterAll(() => test.close());

  it('takes one name once, in whatever capitals, however many enter it at the same moment', async () => {
    const outcomes = await Promise.allSettled(
      ['At Once', 'At Once', 'At Once', 'at once'].map((name) => providers.create(test.people.lena, name)),
    );
    const made = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(made).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(InputError);
    }
    expect((await providers.byName('AT ONCE'))?.id).toBe(made[0]);
    expect((await providers.get(made[0] ?? 0)).name.toLowerCase()).toBe('at once');
  });

  it('renames one, not to a name that is taken, and not one that is not there', async () => {
    const id = await providers.create(null, 'New Road');
    await providers.rename(test.people.lena, id, 'NEW ROAD');
    await providers.rename(test.people.lena, id, 'Old Road');
    await expect(providers.rename(test.people.lena, id, 'the bridge')).rejects.toThrow(InputError);
    await expect(providers.rename(test.people.lena, 9999, 'Nowhere')).rejects.toThrow(NotFoundError);
    await expect(providers.get(9999)).rejects.toThrow(NotFoundError);
    const names = (await providers.list()).map(({ name }) => name);
    expect(names).toContain('Old Road');
    expect(names).toContain('The Bridge');
    expect(names).not.toContain('Nowhere');
  });
});
