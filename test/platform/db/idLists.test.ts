import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Knex } from 'knex';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';

onBothEngines('a long list of ids', (engine) => {
  let app: TestApp;
  const ids = Array.from({ length: 400 }, (_, i) => i);
  /** In the organisation of a lead, as requests ask. */
  const asked = <T>(ask: (query: (table: string) => Knex.QueryBuilder) => Promise<T>): Promise<T> => {
    const { database } = app.deps;
    return database.within({ home: 1, all: [1], isOnly: true }, () => ask((table) => database.query(table)));
  };

  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  it('finds those that are in it, and those that are not', async () => {
    const everybody = await asked((query) => query('users').pluck<number[]>('id'));
    expect(everybody.length).toBeGreaterThan(3);
    const some = everybody.slice(0, 2);
    const others = [...everybody.slice(2), ...ids.map((id) => id + 1_000_000)];
    const within = await asked((query) =>
      query('users')
        .whereIn('id', [...ids, ...others])
        .pluck<number[]>('id'),
    );
    expect(new Set(within)).toEqual(new Set(everybody));
    const without = await asked((query) => query('users').whereNotIn('id', others).pluck<number[]>('id'));
    expect(new Set(without)).toEqual(new Set(some));
  });

  it('stands beside other conditions, in statements within others and in those that write', async () => {
    const { lena } = app.ids;
    const among = [lena, ...ids.map((id) => id + 1_000_000)];
    const leads = await asked((query) =>
      query('users')
        .where('name', 'like', '%Lead%')
        .whereIn(
          'id',
          query('user_roles').whereIn('user_id', among).where({ role: 'lead' }).select('user_id'),
        )
        .orWhereIn('id', [])
        .pluck<number[]>('id'),
    );
    expect(leads).toEqual([lena]);
    const changed = await asked((query) => query('users').whereIn('id', among).update({ name: 'Lena Led' }));
    expect(changed).toBe(1);
    expect(await asked((query) => query('users').whereIn('id', among).pluck<string[]>('name'))).toEqual([
      'Lena Led',
    ]);
  });
});
