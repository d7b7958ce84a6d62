import { afterAll, beforeAll, expect, it } from 'vitest';
import { sealOf } from '../../server/platform/db/activitySeal.ts';
import type { SealedLine } from '../../server/platform/db/activitySeal.ts';
import { createWaitingFiles } from '../../server/platform/waitingFiles.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { addSecondOrganisation } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';

onBothEngines('what is of the whole installation', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  const first = { home: 1, all: [1], isOnly: false };

  beforeAll(async () => {
    app = await startApp(engine);
    second = await addSecondOrganisation(app.deps);
  });
  afterAll(() => app.close());

  it('is the check of the activity, though one organisation’s administrator asks for it', async () => {
    const { activityChain, database } = app.deps;
    const all = await database.everywhere(() => database.query('activity').pluck('id'));
    await database.within(first, () => activityChain.seal('last'));
    expect(await database.query('activity_seals').pluck('seq')).toHaveLength(all.length);
    const adam = await app.as('adam');
    await database.within(first, () => activityChain.seal());
    expect((await adam.post(urls.activityCheck())).status).toBe(303);
    expect((await adam.get(urls.activityCheck())).text).toContain('Every line is as it was written.');
    expect(await activityChain.lastCheck()).toMatchObject({ problems: [], further: 0 });
  });

  it('is sealing, of what was skipped as well', async () => {
    const { activity, activityChain, database } = app.deps;
    await activityChain.seal();
    expect(await activityChain.seal()).toBe(0);
    for (const scope of [second.scope, first]) {
      await database.within(scope, () => activity.add({ userId: app.ids.adam, action: 'tool.drafted' }));
    }
    // As by a program that saw the lines of the first alone.
    await database.everywhere(async () => {
      const line = (await database
        .query('activity')
        .where({ organisation_id: 1 })
        .orderBy('id', 'desc')
        .first('*')) as SealedLine;
      const last = (await database.query('activity_seals').orderBy('seq', 'desc').first('*')) as {
        seq: number;
        hash: string;
      };
      const seq = last.seq + 1;
      const hash = sealOf(last.hash, seq, line);
      await database.query('activity_seals').insert({ seq, activity_id: line.id, hash, sealed_at: line.at });
    });
    expect(await activityChain.seal()).toBe(1);
    expect(await activityChain.check()).toMatchObject({ waiting: 0, problems: [], further: 0 });
  });

  it('is the room for files that wait', async () => {
    const { database, leases, now } = app.deps;
    const files = createWaitingFiles({ database, leases, now, room: { ofOne: 3000, ofAll: 3000 } });
    const keep = (userId: number) =>
      files.keep({ purpose: 'tool', auditId: null, userId, owner: `session ${userId}` }, null, {
        text: 'x'.repeat(2000),
      });
    await database.within(second.scope, () => keep(second.ids.lead));
    await expect(database.within(first, () => keep(app.ids.lena))).rejects.toThrow(
      /Files of other people wait/,
    );
  });
});
