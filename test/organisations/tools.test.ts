import { afterAll, beforeAll, expect, it } from 'vitest';
import { InputError } from '../../server/platform/errors.ts';
import type { OrganisationScope } from '../../server/platform/db/organisationScope.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { addSecondOrganisation } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';
import { shelter } from '../support/toolDrafts.ts';

onBothEngines('tools of two organisations', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  const first: OrganisationScope = { home: 1, all: [1], isOnly: false };

  beforeAll(async () => {
    app = await startApp(engine);
    second = await addSecondOrganisation(app.deps);
  });
  afterAll(() => app.close());

  const inFirst = <T>(work: () => Promise<T>) => app.deps.database.within(first, work);
  const inSecond = <T>(work: () => Promise<T>) => app.deps.database.within(second.scope, work);
  const draftOf = (definition: unknown, by: number) => app.deps.drafts.createDraft(by, definition);
  const errorsOf = async (work: Promise<unknown>) =>
    work.then(
      () => [],
      (error: unknown) => {
        if (!(error instanceof InputError)) throw error;
        return error.errors;
      },
    );

  it('refuse an id that another has taken, at its field, while it is a draft and when it is published', async () => {
    const { drafts } = app.deps;
    const id = await inFirst(() => draftOf(shelter(), app.ids.lena));
    const taken = [
      { field: 'toolId', text: 'This id is taken in this installation. Give your tool an id of its own.' },
    ];
    expect(await errorsOf(inSecond(() => draftOf(shelter(), second.ids.lead)))).toEqual(taken);
    await inFirst(() => drafts.publish(app.ids.lena, id, 1, new Map()));
    expect(await errorsOf(inSecond(() => draftOf(shelter(), second.ids.lead)))).toEqual(taken);
    const own = await inSecond(() => draftOf(shelter({ id: 'their_shelter' }), second.ids.lead));
    const renamed = inSecond(() =>
      drafts.edit(second.ids.lead, own, {
        revision: 1,
        part: null,
        what: 'another id',
        change: (draft) => ({ ...draft, id: 'night_shelter' }),
      }),
    );
    expect(await errorsOf(renamed)).toEqual([{ ...taken[0], field: 'id' }]);
  });

  it('let each be at a new version of a tool of the program, under numbers of their own', async () => {
    const { drafts, tools } = app.deps;
    const before = await inFirst(() => tools.newest('rodt'));
    const next = (before?.version ?? 0) + 1;
    const of = { toolId: 'rodt', version: before?.version ?? 0 };
    const [one, two] = [
      await inFirst(() => drafts.createDraft(app.ids.lena, shelter({ id: 'rodt' }), of)),
      await inSecond(() => drafts.createDraft(second.ids.lead, shelter({ id: 'rodt' }), of)),
    ];
    expect(await errorsOf(inSecond(() => draftOf(shelter({ id: 'rodt' }), second.ids.lead)))).toMatchObject([
      { field: 'toolId' },
    ]);
    const published = [];
    for (const [within, by, id] of [
      [inFirst, app.ids.lena, one],
      [inSecond, second.ids.lead, two],
    ] as const) {
      published.push(
        await within(async () => {
          const { changes } = await drafts.publication(id);
          return drafts.publish(by, id, 1, new Map(changes.map((change) => [change.id, 'no' as const])));
        }),
      );
    }
    expect(published.map(({ version }) => version)).toEqual([next, next + 1]);
    expect((await inFirst(() => tools.newest('rodt')))?.version).toBe(next);
    expect((await inSecond(() => tools.newest('rodt')))?.version).toBe(next + 1);
    expect(await inSecond(() => tools.published('rodt', next))).toBeUndefined();
  });

  it('are learned of for all, whoever loads an audit first', async () => {
    const { tools, drafts } = app.deps;
    // The second asks for a version before the first, who made it, has.
    const id = await inFirst(() => draftOf(shelter({ id: 'asked_late' }), app.ids.lena));
    await inFirst(() => drafts.publish(app.ids.lena, id, 1, new Map()));
    const of = [{ toolId: 'asked_late', version: 1 }];
    await inSecond(() => tools.know(of));
    expect(await inSecond(async () => tools.find('asked_late', 1))).toBeUndefined();
    await inFirst(() => tools.know(of));
    expect(await inFirst(async () => tools.find('asked_late', 1)?.title)).toBe('Night shelter notes');
  });
});
