import { expect, it } from 'vitest';
import { storageFault } from '../../../server/platform/db/faults.ts';
import { startDeps } from '../../support/app.ts';

it('lets what waits at the same time share a commit, and what fails fail alone', async () => {
  const { deps, close } = await startDeps('sqlite');
  const { database } = deps;
  const put = (name: string) => database.query('settings').insert({ name, value: 'x' });
  const kept = async () =>
    (await database.pool('settings').whereLike('name', 'piece %').orderBy('name').select('name')).map(
      ({ name }: { name: string }) => name,
    );
  let begun = 0;
  database.pool.on('query', ({ sql }: { sql: string }) => {
    if (sql.startsWith('BEGIN IMMEDIATE')) begun += 1;
  });

  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  // Somebody writes for long; meanwhile five others come, one of whom fails after a first statement.
  const long = database.write(() => held);
  await expect.poll(() => begun).toBe(1);
  const pieces = [1, 2, 3, 4, 5].map((n) =>
    database.writeBriefly(async () => {
      await put(`piece ${n}`);
      if (n === 3) throw new Error('the third fails');
      if (n === 4) expect(await kept(), 'nobody else sees what is not committed').toEqual([]);
      return n;
    }),
  );
  letGo();
  await long;
  const outcomes = await Promise.allSettled(pieces);
  expect(outcomes.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)))).toEqual([
    1,
    2,
    'Error: the third fails',
    4,
    5,
  ]);
  expect(await kept()).toEqual(['piece 1', 'piece 2', 'piece 4', 'piece 5']);
  expect(begun).toBe(2);

  // More than go into one transaction: nobody is told before the commit of the one that theirs is in.
  let letThemGo = () => {};
  const longer = database.write(
    () =>
      new Promise<void>((resolve) => {
        letThemGo = resolve;
      }),
  );
  await expect.poll(() => begun).toBe(3);
  const seen: string[] = [];
  const many = Array.from({ length: 250 }, async (_, n) => {
    await database.writeBriefly(async () => {
      await put(`many ${n}`);
      if (n % 10 === 0) throw new Error('one in ten fails');
    });
    seen.push(`many ${n}`);
  });
  letThemGo();
  await longer;
  const told = await Promise.all(
    many.map(async (one, n) => {
      const isTold = await one.then(
        () => true,
        () => false,
      );
      if (!isTold) return null;
      const row = await database
        .pool('settings')
        .where({ name: `many ${n}` })
        .first('name');
      return row === undefined ? `many ${n} was told and is not there` : null;
    }),
  );
  expect(told.filter((each) => each !== null)).toEqual([]);
  expect(seen).toHaveLength(225);
  expect(await database.pool('settings').whereLike('name', 'many %')).toHaveLength(225);
  // The long one, and three for those who waited.
  expect(begun).toBe(6);

  // A write inside one joins it, and goes with it.
  const joined = database.writeBriefly(async () => {
    await database.write(() => put('piece 6'));
    await database.writeBriefly(() => put('piece 7'));
    throw new Error('both go');
  });
  await expect(joined).rejects.toThrow('both go');
  expect(await kept()).toHaveLength(4);

  // Where the commit itself fails nobody is told that anything is kept.
  await database.pool.schema.raw(
    'create table pairs (id integer primary key, of integer references pairs (id) deferrable initially deferred)',
  );
  const orphans = [
    database.writeBriefly(() => put('piece 8')),
    database.writeBriefly(async () => {
      await database.query('pairs').insert({ id: 1, of: 99 });
    }),
  ];
  const failed = await Promise.allSettled(orphans);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await kept()).toHaveLength(4);
  await database.writeBriefly(() => put('piece 9'));
  expect(await kept()).toHaveLength(5);

  // So it is where the disk is full: whoever is told that something is kept can rely on it.
  const [{ page_count: pages }] = (await database.pool.raw('pragma page_count')) as [{ page_count: number }];
  await database.pool.raw(`pragma max_page_count = ${pages + 2}`);
  const crowded = await Promise.allSettled([
    database.writeBriefly(() => put('piece 10')),
    database.writeBriefly(() =>
      database.query('settings').insert({ name: 'piece 11', value: 'x'.repeat(1_000_000) }),
    ),
    database.writeBriefly(() => put('piece 12')),
  ]);
  await database.pool.raw('pragma max_page_count = 1000000');
  const toldKept = ['piece 10', 'piece 11', 'piece 12'].filter((_, i) => crowded[i]?.status === 'fulfilled');
  expect((await kept()).filter((name) => /1\d$/.test(name))).toEqual(toldKept);
  const [, full] = crowded;
  expect(full?.status === 'rejected' && storageFault(full.reason)).toBe('full');
  await close();
});
