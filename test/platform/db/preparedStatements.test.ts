import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../../server/platform/config.ts';
import { openDatabase } from '../../../server/platform/db/database.ts';
import type { Database } from '../../../server/platform/db/database.ts';
import { emptyDatabase } from '../../support/emptyDatabase.ts';

let database: Database;
let remove: () => Promise<void>;
beforeAll(async () => {
  const made = await emptyDatabase('sqlite');
  ({ remove } = made);
  database = openDatabase(readConfig(made.environment));
  await database.pool.raw('create table things (id integer primary key autoincrement, name text unique)');
});
afterAll(() => remove());

const names = async (id: number) => (await database.query('things').where({ id }).pluck('name')) as string[];
const add = (name: string) => database.query('things').insert({ name }).returning<{ id: number }[]>('id');

it('gives each who asks the same at the same time their own answer', async () => {
  const ids = await database.write(async () =>
    (await Promise.all(['Ash', 'Elm', 'Oak'].map((name) => add(name)))).map(([row]) => row?.id ?? 0),
  );
  const found = await database.read(() => Promise.all([...ids, ...ids].map((id) => names(id))));
  expect(found).toEqual(['Ash', 'Elm', 'Oak', 'Ash', 'Elm', 'Oak'].map((name) => [name]));
  const changed = await database.write(() =>
    Promise.all(
      [ids, [ids[0] ?? 0], []].map((own) =>
        database
          .query('things')
          .whereIn('id', own)
          .update({ name: database.query.raw('name') }),
      ),
    ),
  );
  expect(changed).toEqual([3, 1, 0]);
});

it('goes on after what the database refuses', async () => {
  await add('Fir');
  await expect(add('Fir')).rejects.toThrow(/UNIQUE/);
  expect(await add('Yew')).toHaveLength(1);
  const failed = database.write(async () => {
    await add('Box');
    await add('Fir');
  });
  await expect(failed).rejects.toThrow(/UNIQUE/);
  expect(await add('Box')).toHaveLength(1);
});

it('says what is wrong with a statement each time, also to several', async () => {
  const wrong = () => database.query('things').where({ nothing: 1 }).select('id');
  const told = await Promise.allSettled([wrong(), wrong(), wrong()]);
  expect(told.map((one) => (one.status === 'rejected' ? String(one.reason) : ''))).toEqual(
    Array.from({ length: 3 }, () => expect.stringContaining('no such column: nothing') as string),
  );
});

it('sees a table as it was changed meanwhile', async () => {
  const first = () => database.query('things').orderBy('id').first<Record<string, unknown>>('*');
  expect(Object.keys(await first())).toEqual(['id', 'name']);
  await database.pool.raw('alter table things add column height integer');
  expect(Object.keys(await first())).toEqual(['id', 'name', 'height']);
});

it('keeps no more than it should, and can be closed with them', async () => {
  // Which of those that were added together came first is not said.
  const [{ id } = { id: 0 }] = await database
    .query('things')
    .where({ name: 'Ash' })
    .select<{ id: number }[]>('id');
  for (let i = 0; i < 400; i += 1) {
    expect(await database.query.raw(`select ${i} as n from things limit 1`)).toEqual([{ n: i }]);
  }
  expect(await names(id)).toEqual(['Ash']);
  await database.close();
  await expect(names(id)).rejects.toThrow();
});
