import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../server/platform/log.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { wordsOf } from '../support/form.ts';
import { addSecondOrganisation, foreignAddress } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';

onBothEngines('accounts that are erased beside another organisation', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  const logged: string[] = [];
  beforeAll(async () => {
    app = await startApp(engine, {
      log: createLog('error', { write: (line: string) => void logged.push(line) }),
    });
    second = await addSecondOrganisation(app.deps);
  });
  afterAll(() => app.close());

  const users = () => app.deps.database.pool('users');
  const everywhere = <T>(work: () => PromiseLike<T>) => app.deps.database.everywhere(work);

  it('cannot be kept by whoever takes the address that stands for who has left', async () => {
    const { deps, ids } = app;
    const taken = `left-${ids.amir}@erased.invalid`;
    const administrator = await app.asAddress(foreignAddress('administrator'));
    const refused = await administrator.post(urls.people(), {
      name: 'Squatter',
      email: taken.toUpperCase(),
      roles: 'auditor',
      providerId: '',
    });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain(
      'those that end in @erased.invalid stand for people who have left',
    );

    // One that was added before it was refused.
    await deps.database.within(second.scope, () =>
      deps.accounts.createWithPassword(
        { name: 'Squatter', email: taken, roles: ['auditor'], providerId: null },
        'a wholly new long phrase',
      ),
    );
    const adam = await app.as('adam');
    await adam.post(urls.personDisable(ids.amir));
    expect((await adam.post(urls.personErase(ids.amir))).status).toBe(303);
    const erased = () => users().where({ id: ids.amir }).whereNotNull('erased_at').pluck<string[]>('email');
    expect(await everywhere(erased)).toEqual([expect.stringContaining('@erased.invalid')]);
  });

  it('are erased in every organisation where one of them cannot be, which is written down', async () => {
    const { deps, ids } = app;
    const { database } = deps;
    const scopes = [{ home: 1, all: [1], isOnly: false }, second.scope];
    for (const scope of scopes) await database.within(scope, () => deps.accountErasure.choose(ids.adam, 1));
    const disabled = [ids.beth, ids.stan, second.ids.commissioner];
    await everywhere(() =>
      users().whereIn('id', disabled).update({ disabled_at: '2020-01-01T00:00:00.000Z' }),
    );
    await (engine === 'sqlite'
      ? database.pool.raw(
          `create trigger kept before update on users when old.id = ${ids.beth} begin select raise(abort, 'kept here'); end`,
        )
      : database.pool.raw(
          `create function kept() returns trigger language plpgsql as $$ begin raise exception 'kept here'; end $$;
           create trigger kept before update on users for each row when (old.id = ${ids.beth}) execute function kept()`,
        ));
    expect(await everywhere(() => deps.accountErasure.eraseDue())).toBe(2);
    const erased = await everywhere(() =>
      users().whereIn('id', disabled).whereNotNull('erased_at').orderBy('id').pluck('id'),
    );
    expect(erased).toEqual([ids.stan, second.ids.commissioner].toSorted((a, b) => a - b));
    const line = logged.find((one) => one.includes('not erased')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ organisation: 1, person: ids.beth });
    expect(line).toContain('kept here');
  });
});
