import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLeases } from '../../server/platform/leases.ts';
import { onBothEngines } from '../support/app.ts';
import { startStore } from '../support/store.ts';
import type { StoreTest } from '../support/store.ts';

const MINUTE = 60_000;

onBothEngines('what one program at a time does', (engine) => {
  let test: StoreTest;
  let clock: number;
  const now = () => new Date(clock);
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    clock = Date.parse('2026-11-30T09:00:00.000Z');
    await test.database.query('leases').delete();
  });
  const programs = () =>
    [0, 1, 2].map(() => createLeases({ database: test.database, now, leaseSeconds: 30 }));

  it('is had by one of many that ask at once, and by the next when it is given back', async () => {
    const all = programs();
    const got = (await Promise.all([...all, ...all].map((leases) => leases.take('import 7')))).filter(
      Boolean,
    );
    expect(got).toHaveLength(1);
    expect(await all[1]?.take('import 8')).not.toBeNull();
    await got[0]?.release();
    expect(await all[2]?.take('import 7')).not.toBeNull();
  });

  it('is taken over from a program that gives no more sign, whose work then counts for nothing', async () => {
    const [killed, other] = programs();
    const lost = await killed?.take('import 7');
    clock += (killed?.milliseconds ?? 0) - 1000;
    expect(await other?.take('import 7')).toBeNull();
    clock += 2000;
    const lease = await other?.take('import 7');
    expect(lease).not.toBeNull();
    await expect(test.database.write(() => lost?.confirm() ?? Promise.resolve())).rejects.toThrow(
      'Another program has gone on with this',
    );
    // Nor does it give back what is not its own any more.
    await lost?.release();
    expect(await killed?.take('import 7')).toBeNull();
    await test.database.write(() => lease?.confirm() ?? Promise.resolve());
  });

  it('is done once when it is due, by whichever program comes first, and again when that fails', async () => {
    const done: number[] = [];
    const look = () =>
      Promise.all(
        programs().map((leases, i) => leases.once('mail', MINUTE, () => Promise.resolve(done.push(i)))),
      );
    await look();
    expect(done).toHaveLength(1);
    clock += MINUTE - 1;
    await look();
    expect(done).toHaveLength(1);
    clock += 1;
    await look();
    expect(done).toHaveLength(2);

    clock += MINUTE;
    const [leases] = programs();
    await expect(leases?.once('mail', MINUTE, () => Promise.reject(new Error('no luck')))).rejects.toThrow(
      'no luck',
    );
    expect((await look()).filter(Boolean)).toHaveLength(1);
  });

  it("is nobody's on SQLite when its one program starts anew", async () => {
    const [killed, anew] = programs();
    await killed?.take('reports of audit 7');
    await anew?.takeBackAll();
    expect((await anew?.take('reports of audit 7')) === null).toBe(engine === 'postgres');
  });
});
