import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createCallPlanRepository } from '../../../server/fieldwork/calls/repository.ts';
import type { CallPlanRepository, KeptCallPlan } from '../../../server/fieldwork/calls/repository.ts';
import { createSampleRepository } from '../../../server/fieldwork/sampling/repository.ts';
import type { SampleRepository } from '../../../server/fieldwork/sampling/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { MORNING, newStoredAudit, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of plans of calls', (engine) => {
  let test: StoreTest;
  let samples: SampleRepository;
  let plans: CallPlanRepository;
  let auditId: number;
  beforeAll(async () => {
    test = await startStore(engine);
    samples = createSampleRepository(test.database);
    plans = createCallPlanRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId } = await newStoredAudit(test));
    await samples.setList(auditId, [], test.people.lena, MORNING);
  });

  const plan = (calls: number): KeptCallPlan => ({
    wishes: {
      services: [{ groupId: 1, calls }],
      callers: [
        { pseudonym: 'K1', not: [2, 3], most: null },
        { pseudonym: 'K2', not: [], most: 4 },
      ],
      scenarios: ['crack'],
      times: ['morning', 'evening'],
      weeks: 2,
    },
    weeks: new Map([
      ['C01', '2026-11-30'],
      ['C02', '2026-12-07'],
    ]),
  });

  it('gives back what was kept, and the later plan in place of the earlier', async () => {
    expect(await plans.of(auditId)).toBeNull();
    await plans.set(auditId, plan(2));
    expect(await plans.of(auditId)).toEqual(plan(2));
    await plans.set(auditId, plan(6));
    expect(await plans.of(auditId)).toEqual(plan(6));
  });

  it('forgets a plan with what the list says of files, and with the sample', async () => {
    await plans.set(auditId, plan(2));
    await samples.forgetFields(auditId);
    expect(await plans.of(auditId)).toBeNull();
    await plans.set(auditId, plan(2));
    await samples.remove(auditId);
    expect(await plans.of(auditId)).toBeNull();
  });

  it('needs a sample that it belongs to', async () => {
    await samples.remove(auditId);
    await expect(plans.set(auditId, plan(2))).rejects.toThrow();
  });
});
