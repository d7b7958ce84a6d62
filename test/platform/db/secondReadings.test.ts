import { afterAll, beforeAll, expect, it } from 'vitest';
import * as migration from '../../../server/platform/db/migrations/0004-second-readings.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { saveReading } from '../../support/readings.ts';

onBothEngines('a database from before there were second readings', (engine) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startApp(engine);
  });
  afterAll(() => test.close());

  it('knows afterwards who has made or changed each reading', async () => {
    const { deps, ids } = test;
    const { auditId, groupIds } = await newAudit(test);
    const groupId = groupIds[0] ?? 0;
    const both = await deps.recording.create(ids.amir, auditId, { reference: 'BOTH', groupId });
    await saveReading(test, 'beth', auditId, both);
    await deps.recording.create(ids.beth, auditId, { reference: 'ONE', groupId });
    const knex = deps.database.pool;
    const readers = () =>
      knex('review_readers').orderBy('review_id').orderBy('user_id').select('review_id', 'user_id');
    const before = await readers();
    expect(before).toHaveLength(3);
    await migration.down(knex);
    await migration.up(knex);
    expect(await readers()).toEqual(before);
  });
});
