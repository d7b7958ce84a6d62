import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActivityRepository } from '../../../server/people/activity/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of the activity', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  it('gives the newest lines first, of one audit or of everything, and those before a line', async () => {
    const activity = createActivityRepository(test.database, () => new Date(NOON), 'a key of the tests');
    const { lena } = test.people;
    await activity.add({ userId: null, action: 'person.signInFailed' });
    await activity.add({ userId: lena, action: 'audit.opened', auditId: 7, detail: { files: 3, all: true } });
    await activity.add({ userId: lena, action: 'caseFile.saved', auditId: 7, subject: 'case file 12' });
    await activity.add({ userId: lena, action: 'audit.opened', auditId: 8, detail: { groups: ['a'] } });

    const ofAudit = await activity.list({ auditId: 7, limit: 10 });
    expect(ofAudit).toEqual([
      {
        id: expect.any(Number) as number,
        at: NOON,
        userId: lena,
        userName: 'Lena',
        action: 'caseFile.saved',
        auditId: 7,
        subject: 'case file 12',
        detail: {},
      },
      {
        id: expect.any(Number) as number,
        at: NOON,
        userId: lena,
        userName: 'Lena',
        action: 'audit.opened',
        auditId: 7,
        detail: { files: 3, all: true },
      },
    ]);
    const all = await activity.list({ limit: 4 });
    expect(all.map(({ action }) => action)).toEqual([
      'audit.opened',
      'caseFile.saved',
      'audit.opened',
      'person.signInFailed',
    ]);
    expect(all[0]?.detail).toEqual({ groups: ['a'] });
    expect(all[3]).toMatchObject({ userId: null, userName: null });
    const before = await activity.list({ before: all[1]?.id ?? 0, limit: 1 });
    expect(before).toEqual([all[2]]);
    expect(await activity.list({ auditId: 7, before: ofAudit[1]?.id ?? 0, limit: 5 })).toEqual([]);
  });
});
