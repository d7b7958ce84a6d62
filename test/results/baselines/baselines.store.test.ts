import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBaselineRepository } from '../../../server/results/baselines/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { DETAILS, MORNING, newStoredAudit, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of baselines', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  it('makes an audit a baseline with its counts, and removes it with all of them, but no other audit', async () => {
    const baselines = createBaselineRepository(test.database);
    const { audits } = test;
    const { auditId, ash } = await newStoredAudit(test);
    const plain = await newStoredAudit(test);
    const baseline = {
      source: 'A report of 2011',
      base: 'applicable' as const,
      lines: [
        ['group', 'n', 'Ä'],
        ['Ash', '8', ''],
      ],
    };
    const counts = Array.from({ length: 650 }, (_, i) => ({
      groupId: ash,
      check: `check_${i}`,
      answer: 'yes',
      files: i,
    }));
    expect(await baselines.byAudit(auditId)).toBeNull();
    const printed = Array.from({ length: 350 }, (_, i) => ({
      groupId: ash,
      item: `item_${i}`,
      answered: 8,
      percents: { weak: { text: '25%', share: 0.25, least: 2, most: 2 } },
      mean: null,
    }));
    await baselines.create(auditId, baseline, counts, printed);
    expect(await baselines.byAudit(auditId)).toEqual({
      ...baseline,
      hasChecks: true,
      items: printed.map(({ item }) => item).toSorted(),
    });
    expect(await audits.byId(auditId)).toMatchObject({ isBaseline: true, state: 'closed' });
    const kept = () =>
      test.database.query('baseline_counts').where({ group_id: ash }).pluck<number[]>('files');
    expect((await kept()).toSorted((a, b) => a - b)).toEqual(counts.map(({ files }) => files));
    const distributions = () =>
      test.database
        .query('baseline_items')
        .where({ group_id: ash })
        .orderBy('item_id')
        .select<{ item_id: string; figures: string }[]>('item_id', 'figures');
    const { groupId: _, item: first, ...figures } = printed[0] ?? { item: '' };
    expect(await distributions()).toHaveLength(350);
    expect(
      JSON.parse((await distributions()).find(({ item_id }) => item_id === first)?.figures ?? ''),
    ).toEqual(figures);

    expect(await baselines.isPredecessor(auditId)).toBe(false);
    const again = await audits.create(DETAILS, MORNING);
    await audits.setPredecessor(again, auditId);
    expect(await baselines.isPredecessor(auditId)).toBe(true);
    await test.database.query('re_audits').delete();

    await baselines.remove(plain.auditId);
    expect(await audits.byId(plain.auditId)).not.toBeNull();
    await baselines.remove(auditId);
    expect([await audits.byId(auditId), await baselines.byAudit(auditId)]).toEqual([null, null]);
    expect(await kept()).toEqual([]);
    expect(await distributions()).toEqual([]);
  });
});
