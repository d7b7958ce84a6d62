import { RateLimiterRes } from 'rate-limiter-flexible';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLimits } from '../../server/platform/limits.ts';
import { onBothEngines } from '../support/app.ts';
import { startStore } from '../support/store.ts';
import type { StoreTest } from '../support/store.ts';

onBothEngines('limits', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  const limiter = () => createLimits(test.database, 'a secret')('wrong', { points: 3, duration: 60 });

  it('refuse what is too much, give back, and forget', async () => {
    const wrong = limiter();
    for (let i = 0; i < 3; i += 1) await wrong.consume('amir@example.org');
    await expect(wrong.consume('amir@example.org')).rejects.toBeInstanceOf(RateLimiterRes);
    await wrong.consume('beth@example.org');
    await wrong.reward('amir@example.org', 2);
    await expect(wrong.get('amir@example.org')).resolves.toMatchObject({ consumedPoints: 2 });
    await wrong.consume('amir@example.org');
    await expect(wrong.consume('amir@example.org')).rejects.toBeInstanceOf(RateLimiterRes);
    await wrong.delete('amir@example.org');
    await expect(wrong.get('amir@example.org')).resolves.toBeNull();
  });

  it('are one for all programs on a PostgreSQL database, and each program has its own on SQLite', async () => {
    const [here, there] = [limiter(), limiter()];
    const outcomes = await Promise.allSettled(
      [here, there, here, there, here, there].map((one) => one.consume('carl@example.org')),
    );
    const taken = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(taken).toHaveLength(engine === 'postgres' ? 3 : 6);
  });

  it('name nobody in the database', async () => {
    await limiter().consume('dora@example.org');
    const keys = await test.database.pool('rate_limits').pluck<string[]>('key');
    expect(keys.length > 0).toBe(engine === 'postgres');
    for (const key of keys) expect(key).toMatch(/^wrong:[\w-]{43}$/);
  });
});
