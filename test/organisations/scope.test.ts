import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../server/platform/db/database.ts';
import type { OrganisationScope } from '../../server/platform/db/organisationScope.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { addSecondOrganisation } from '../support/organisations.ts';

onBothEngines('what somebody keeps to', (engine) => {
  let app: TestApp;
  let database: Database;
  let scopes: OrganisationScope[];

  beforeAll(async () => {
    app = await startApp(engine);
    ({ database } = app.deps);
    const second = await addSecondOrganisation(app.deps);
    const third = await app.deps.organisations.add(null, {
      name: 'Third Partnership',
      person: 'Tina Third',
      email: 'tina@third.example.org',
    });
    scopes = [1, second.id, third.id].map((home) => ({ home, all: [home], isOnly: false }));
  });
  afterAll(() => app.close());

  const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const add = (name: string) =>
    database.query('providers').insert({ name, created_at: '2026-01-01T00:00:00.000Z' });
  const owners = (names: string) =>
    database.everywhere(() =>
      database
        .query('providers')
        .where('name', 'like', `${names} %`)
        .select<{ name: string; organisation_id: number }[]>('name', 'organisation_id'),
    );

  it.each([
    ['a transaction', 'write', 'as a statement', (name: string) => add(name)],
    ['a transaction', 'write', 'in several steps', async (name: string) => (await wait(1), await add(name))],
    ['a shared one', 'writeBriefly', 'as a statement', (name: string) => add(name)],
    [
      'a shared one',
      'writeBriefly',
      'in several steps',
      async (name: string) => (await wait(1), await add(name)),
    ],
  ] as const)('holds in %s (%s), %s, whoever writes at the same time', async (_what, how, steps, work) => {
    const names = `${how} ${steps}`;
    await Promise.all(
      Array.from({ length: 24 }, (_, i) => {
        const scope = scopes[i % scopes.length] as OrganisationScope;
        return database.within(scope, async () => {
          await wait(i % 5);
          await database[how](async () => await work(`${names} ${scope.home} ${i}`));
          const mine = await database.query('providers').where('name', 'like', `${names} %`).pluck('name');
          expect(mine.every((name: string) => name.startsWith(`${names} ${scope.home} `))).toBe(true);
        });
      }),
    );
    const made = await owners(names);
    expect(made).toHaveLength(24);
    expect(made.filter(({ name, organisation_id: owner }) => !name.startsWith(`${names} ${owner} `))).toEqual(
      [],
    );
  });

  it('holds for a statement that is given in the place of its result', async () => {
    const [first, second] = scopes as [OrganisationScope, OrganisationScope];
    const ids = (of: number[]) => [...new Set(of)].toSorted((a, b) => a - b);
    const all = () => database.query('users').pluck<number[]>('organisation_id');
    expect(ids(await database.within(second, all))).toEqual([second.home]);
    await database.within(first, async () => {
      expect(ids(await database.everywhere(all))).toEqual(scopes.map(({ home }) => home));
      expect(ids(await database.within(second, all))).toEqual([second.home]);
      await database.write(async () => {
        const [a, b, c] = await Promise.all([
          database.within(second, all),
          database.everywhere(all),
          database.query('users').pluck<number[]>('organisation_id'),
        ]);
        expect([a, b, c].map(ids)).toEqual([[second.home], scopes.map(({ home }) => home), [first.home]]);
      });
    });
    await database.within(second, () => database.writeBriefly(() => add('Given alone 2') as never));
    expect(await owners('Given alone')).toEqual([{ name: 'Given alone 2', organisation_id: second.home }]);
  });

  it('is nothing where it was told to nobody, not everything', async () => {
    await expect((async () => database.query('users').select('*'))()).rejects.toThrow(/neither of which/);
    await expect((async () => database.query('answers').select('*'))()).rejects.toThrow(/on answers/);
    await expect((async () => database.query('audits').update({ title: 'Taken' }))()).rejects.toThrow();
    await expect((async () => add('Of nobody'))()).rejects.toThrow();
    await expect(database.writeBriefly(async () => add('Of nobody'))).rejects.toThrow();
    await expect(
      (async () =>
        database.query('sessions as s').join('users as u', 'u.id', 's.user_id').select('u.name'))(),
    ).rejects.toThrow(/on users/);
    // What is of the installation is nobody's.
    expect(await database.query('organisations').pluck('id')).toHaveLength(3);
    expect(await owners('Of')).toEqual([]);
  });
});

it('needs no word in an installation with one organisation', async () => {
  const app = await startApp('sqlite');
  try {
    expect((await app.deps.database.query('users').pluck('id')).length).toBeGreaterThan(3);
  } finally {
    await app.close();
  }
});
