import { afterAll, beforeAll, expect, it } from 'vitest';
import { InputError } from '../../server/platform/errors.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { beside } from '../support/beside.ts';
import { addSecondOrganisation } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';
import { shelter } from '../support/toolDrafts.ts';

onBothEngines('organisations that two change at the same moment', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  let bridge: number;
  beforeAll(async () => {
    app = await startApp(engine);
    bridge = (await app.deps.providers.byName('The Bridge'))?.id ?? 0;
    second = await addSecondOrganisation(app.deps);
  });
  afterAll(() => app.close());
  const told = (work: () => Promise<void>) => (): Promise<void> => app.deps.database.everywhere(work);
  const inSecond = <T>(work: () => Promise<T>) => app.deps.database.within(second.scope, work);
  const add = (name: string, email: string) =>
    app.deps.organisations.add(null, { name, person: 'First', email });

  it(
    'have each name once',
    told(async () => {
      const { organisations } = app.deps;
      const added = await beside(
        app,
        () => add('Third', 'third@example.org'),
        () => add('third', 'other-third@example.org'),
      );
      expect(added).toMatchObject({ errors: [{ field: 'name' }] });
      const renamed = await beside(
        app,
        () => organisations.rename(app.ids.adam, second.id, 'Fourth'),
        () => add('fourth', 'fourth@example.org'),
      );
      expect(renamed).toMatchObject({ errors: [{ field: 'name' }] });
    }),
  );

  it(
    'link a provider once, and keep one that a group is made with meanwhile',
    told(async () => {
      const { organisations, audits, database } = app.deps;
      const link = () => organisations.linkProvider(app.ids.adam, second.id, bridge);
      expect(await beside(app, link, link)).toMatchObject({ errors: [{ field: 'providerId' }] });
      const auditId = await inSecond(() =>
        audits.create(second.ids.lead, {
          title: 'Audit of the second',
          partnership: 'Secondshire',
          toolId: 'rodt',
          toolVersion: 1,
          fieldworkStart: '2026-09-01',
          fieldworkEnd: '2026-09-04',
        }),
      );
      const group = { name: 'Shared', plannedFiles: 1, providerIds: [bridge], exclusions: [] };
      const unlinked = await beside(
        app,
        () => inSecond(() => audits.createGroup(second.ids.lead, auditId, group)),
        () => organisations.unlinkProvider(app.ids.adam, second.id, bridge),
      );
      expect(String(unlinked)).toContain('so it stays');
      const links = database.pool('provider_organisations').where({ organisation_id: second.id });
      expect(await links.pluck('provider_id')).toEqual([bridge]);
    }),
  );

  it(
    'give each version of a tool a number of its own, and each id to one of them',
    told(async () => {
      const { database, drafts, tools } = app.deps;
      const inFirst = <T>(work: () => Promise<T>) =>
        database.within({ home: 1, all: [1], isOnly: false }, work);
      const newest = (await inFirst(() => tools.newest('rodt')))?.version ?? 0;
      const of = { toolId: 'rodt', version: newest };
      const begin = (by: number) => drafts.createDraft(by, shelter({ id: 'rodt' }), of);
      const publish = async (by: number, id: number) => {
        const { changes } = await drafts.publication(id);
        return drafts.publish(by, id, 1, new Map(changes.map((change) => [change.id, 'no' as const])));
      };
      const own = await inFirst(() => begin(app.ids.lena));
      const theirs = await inSecond(() => begin(second.ids.lead));
      const published = await beside(
        app,
        () => inFirst(() => publish(app.ids.lena, own)),
        () => inSecond(() => publish(second.ids.lead, theirs)),
      );
      expect(published).toEqual({ toolId: 'rodt', version: newest + 2 });
      const taken = await beside(
        app,
        () => inFirst(() => drafts.createDraft(app.ids.lena, shelter())),
        () => inSecond(() => drafts.createDraft(second.ids.lead, shelter())),
      );
      expect(taken).toMatchObject({ errors: [{ field: 'toolId' }] });
      const begun = await beside(
        app,
        () => inFirst(() => begin(app.ids.lena)),
        () => inFirst(() => begin(app.ids.lena)),
      );
      expect(begun).toBeInstanceOf(InputError);
    }),
  );

  it(
    'open nothing of one that is ended meanwhile',
    told(async () => {
      const { organisations, tokens, database } = app.deps;
      const expiresOn = new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10);
      const issued = await beside(
        app,
        () => organisations.setEnded(app.ids.adam, second.id, true),
        () =>
          inSecond(() =>
            tokens.issue(second.ids.administrator, { userId: second.ids.lead, name: 'Late', expiresOn }),
          ),
      );
      expect(issued).toBeInstanceOf(InputError);
      expect(await database.pool('api_tokens').where({ user_id: second.ids.lead })).toEqual([]);
    }),
  );
});
