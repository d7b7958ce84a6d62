import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createRecoveryPlanRepository } from '../../../server/fieldwork/recoveryPlans/repository.ts';
import type { RecoveryPlanRepository } from '../../../server/fieldwork/recoveryPlans/repository.ts';
import { createReadingRepository } from '../../../server/fieldwork/readings/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { aPlan } from '../../support/plans.ts';
import {
  drawStored,
  EVENING,
  MORNING,
  newStoredAudit,
  newStoredFile,
  NOON,
  saveStored,
  startStore,
} from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of recovery plans', (engine) => {
  let test: StoreTest;
  let plans: RecoveryPlanRepository;
  let auditId: number;
  let ash: number;
  beforeAll(async () => {
    test = await startStore(engine);
    plans = createRecoveryPlanRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, ash } = await newStoredAudit(test));
  });

  const begin = (reference: string, more: Partial<Parameters<typeof newStoredFile>[2]> = {}) =>
    newStoredFile(test, auditId, { groupId: ash, reference, ...more });

  it('keeps a plan with its version, and notes who has read the file', async () => {
    const { amir, beth } = test.people;
    const { readingId } = await begin('R-1', { by: beth });
    expect(await plans.ofReading(readingId)).toBeNull();
    expect(await plans.save(readingId, 0, aPlan(), amir, NOON)).toBe(true);
    expect(await plans.ofReading(readingId)).toEqual({
      version: 1,
      entry: aPlan(),
      updatedAt: NOON,
      updatedByName: 'Amir',
    });
    expect(await plans.save(readingId, 1, aPlan({ agreed: false }), amir, EVENING)).toBe(true);
    expect(await plans.ofReading(readingId)).toMatchObject({ version: 2, entry: { agreed: false } });
    const readers = await test.database
      .query('review_readers')
      .where({ review_id: readingId })
      .pluck('user_id');
    expect(new Set(readers)).toEqual(new Set([amir, beth]));
  });

  it('lets one of several save who began with the same version', async () => {
    const { amir, beth } = test.people;
    const { readingId } = await begin('R-1');
    for (const version of [0, 1]) {
      const saved = await Promise.all(
        [amir, beth, amir].map((who) => plans.save(readingId, version, aPlan(), who, NOON)),
      );
      expect(saved.filter(Boolean)).toEqual([true]);
    }
    expect((await plans.ofReading(readingId))?.version).toBe(2);
  });

  it('gives the plans of first readings, with the answers that count', async () => {
    const { amir, beth, lena } = test.people;
    const one = await begin('A-1', { answers: { smart: 'yes', balance: 'no' }, completedAt: MORNING });
    await begin('A-2', { answers: { smart: 'yes' } });
    await drawStored(test, auditId, one.fileId);
    expect(await plans.ofAudit(auditId)).toEqual([]);
    expect(await plans.lastChange(auditId)).toBeNull();
    await plans.save(one.readingId, 0, aPlan(), amir, NOON);
    const second = await test.caseFiles.byFile(auditId, one.fileId, beth);
    await plans.save(second?.id ?? 0, 0, aPlan({ agreed: false }), beth, EVENING);
    const settlement = { value: 'no', reason: 'Seen.' };
    await createReadingRepository(test.database).settle(one.readingId, 'smart', settlement, lena, NOON);
    expect(await plans.ofAudit(auditId)).toEqual([
      {
        readingId: one.readingId,
        fileId: one.fileId,
        groupId: ash,
        reference: 'A-1',
        version: 1,
        entry: aPlan(),
        answers: new Map([
          ['smart', 'no'],
          ['balance', 'no'],
        ]),
      },
    ]);
    // Of whichever reading.
    expect(await plans.lastChange(auditId)).toBe(EVENING);
  });

  it('says which files a plan can be brought in for, by the reference in small letters', async () => {
    const { beth } = test.people;
    const [bare, planned, done] = [
      await begin('T-1'),
      await begin('T-2'),
      await begin('T-3', { completedAt: MORNING }),
    ];
    await plans.save(planned.readingId, 0, aPlan(), beth, NOON);
    await drawStored(test, auditId, done.fileId);
    const frozen = async () => (await plans.targets(auditId)).get('t-3')?.frozen;
    expect(await frozen()).toBe(false);
    await saveStored(test, auditId, done.fileId, beth, { completedAt: NOON });
    expect(await plans.targets(auditId)).toEqual(
      new Map([
        ['t-1', { readingId: bare.readingId, hasPlan: false, frozen: false }],
        ['t-2', { readingId: planned.readingId, hasPlan: true, frozen: false }],
        ['t-3', { readingId: done.readingId, hasPlan: false, frozen: true }],
      ]),
    );
  });

  it('keeps the goals that are shown to a provider in their order, in place of those before', async () => {
    const { bridge, dip } = test.providers;
    const { readingId } = await begin('G-1');
    const example = (goal: string) => ({ readingId, goal, shown: `Shown ${goal}`, better: '' });
    await plans.setExamples(auditId, bridge, [example('b'), example('a')]);
    await plans.setExamples(auditId, dip, [example('c')]);
    await plans.setExamples(auditId, bridge, [example('d'), example('a'), example('b')]);
    expect(await plans.examples(auditId, bridge)).toEqual([example('d'), example('a'), example('b')]);
    await plans.setExamples(auditId, bridge, []);
    expect(await plans.examples(auditId, bridge)).toEqual([]);
    expect(await plans.examples(auditId, dip)).toEqual([example('c')]);
  });
});
