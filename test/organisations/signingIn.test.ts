import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrganisationScope } from '../../server/platform/db/organisationScope.ts';
import { createWaitingFiles } from '../../server/platform/waitingFiles.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { addSecondOrganisation } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';

const ISSUER = 'http://127.0.0.1:1';

onBothEngines('what one organisation cannot take from another', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  const first = { home: 1, all: [1], isOnly: false };

  beforeAll(async () => {
    app = await startApp(engine, {
      environment: {
        OIDC_ISSUER: ISSUER,
        OIDC_CLIENT_ID: 'casefile',
        OIDC_CLIENT_SECRET: 'a secret',
        OIDC_NAME: 'Example Trust',
      },
    });
    second = await addSecondOrganisation(app.deps);
  });
  afterAll(() => app.close());

  it('is the address of somebody at the provider where they sign in', async () => {
    const { deps, ids } = app;
    const { database, signOn } = deps;
    const email = 'amir.work@trust.example';
    const there = {
      issuer: ISSUER,
      subject: 'amir-there',
      verifiedEmail: email,
      hasSecondFactor: false,
      groups: null,
      isAnew: true,
    };
    const signIn = () => database.everywhere(() => signOn.authenticate(there));
    await database.within(second.scope, () =>
      signOn.link(second.ids.administrator, second.ids.auditor, { email }),
    );
    await database.within(first, () => signOn.link(ids.adam, ids.amir, { email }));
    await expect(database.within(first, () => signOn.link(ids.adam, ids.beth, { email }))).rejects.toThrow();
    // It is one of the two, and nobody can say which: their administrator links them by what the provider calls them.
    await expect(signIn()).rejects.toThrow(/no account here is linked to it.*amir-there/);
    await database.within(first, () => signOn.link(ids.adam, ids.amir, { subject: 'amir-there' }));
    expect((await signIn()).id).toBe(ids.amir);
    await database.within(first, () => signOn.unlink(ids.adam, ids.amir));
    const other = { ...there, subject: 'another' };
    expect((await database.everywhere(() => signOn.authenticate(other))).id).toBe(second.ids.auditor);
  });

  it('is its rule for a second factor, by people of a provider that works there as well', async () => {
    const { deps, ids } = app;
    const { database } = deps;
    const bridge = await database.within(first, () => deps.providers.byName('The Bridge'));
    const factor = () => database.everywhere(async () => (await deps.accounts.get(ids.paula)).secondFactor);
    await database.within(second.scope, () =>
      deps.secondFactor.setRolesThatNeedIt(second.ids.administrator, ['provider', 'lead']),
    );
    expect(await factor()).toBe('off');
    await database.within(first, () => deps.organisations.linkProvider(ids.adam, second.id, bridge?.id ?? 0));
    expect(await factor()).toBe('owed');
    expect(await database.everywhere(async () => (await deps.accounts.get(ids.dora)).secondFactor)).toBe(
      'off',
    );
    expect(await database.everywhere(async () => (await deps.accounts.get(ids.lena)).secondFactor)).toBe(
      'off',
    );
    await database.within(first, () => deps.organisations.setEnded(ids.adam, second.id, true));
    expect(await factor()).toBe('off');
    await database.within(first, () => deps.organisations.setEnded(ids.adam, second.id, false));
    expect(await factor()).toBe('owed');
  });

  it('is the room for files that wait', async () => {
    const { deps, ids } = app;
    const { database, leases } = deps;
    const now = () => new Date('2026-11-30T10:00:00.000Z');
    const files = createWaitingFiles({ database, leases, now, room: { ofOne: 3000, ofAll: 8000 } });
    const keep = (scope: OrganisationScope, userId: number) =>
      database.within(scope, () =>
        files.keep(
          { purpose: 'tool', auditId: null, userId, owner: `session of ${userId}` },
          null,
          'x'.repeat(1800),
        ),
      );
    await keep(second.scope, second.ids.lead);
    await keep(second.scope, second.ids.auditor);
    await expect(keep(second.scope, second.ids.administrator)).rejects.toThrow(
      /there is no room for this one/,
    );
    await keep(first, ids.lena);
    await keep(first, ids.amir);
  });
});
