import { afterAll, beforeAll, expect, it } from 'vitest';
import { createResultsRepository } from '../../../server/results/figures/repository.ts';
import type { ResultsWithPlans } from '../../../server/results/figures/service.ts';
import { LEAD, makeLargeAudit } from '../../bench/largeAudit.ts';
import { onBothEngines, startDeps } from '../../support/app.ts';

const FILES = 520;

onBothEngines('the figures of a large audit', (engine) => {
  let test: Awaited<ReturnType<typeof startDeps>>;
  let auditId: number;
  beforeAll(async () => {
    test = await startDeps(engine);
    auditId = await makeLargeAudit(test.deps, FILES);
  });
  afterAll(() => test.close());

  const figures = async () => {
    const { deps } = test;
    const user = (await deps.accounts.list()).find(({ email }) => email === LEAD);
    if (!user) throw new Error('the lead is not there');
    const { results, shown } = await deps.results.both(auditId, user);
    // In which order answers to other items were counted says nothing.
    const itemCounts = results.itemCounts
      ?.map(({ group, item, value, records }) => JSON.stringify([group, item, value, records]))
      .toSorted();
    return { results: { ...results, itemCounts: null }, itemCounts, shown };
  };
  /** Every answer counted, by nothing that is kept. */
  const countedAnew = async ({ audit, tool, groups }: ResultsWithPlans) =>
    test.deps.database.read(() =>
      createResultsRepository(test.deps.database).counts(audit, tool, groups, [], { anew: true }),
    );
  const kept = async () =>
    (
      await test.deps.database
        .pool('kept_counts')
        .where({ audit_id: auditId })
        .first<{ counts: string | null } | undefined>('counts')
    )?.counts;

  it('are the same from kept counts as from every answer', async () => {
    const before = await figures();
    await test.deps.keptCounts.idle();
    expect(await kept()).toEqual(expect.any(String));
    expect(await figures()).toEqual(before);
  });

  it('follow what is saved', async () => {
    const { pool } = test.deps.database;
    const reading = (await pool('reviews').orderBy('id').first('id')) as { id: number };
    const own = { review_id: reading.id, item_id: 'recovery_plan' };
    const before = (await figures()).results;
    const { value } = (await pool('answers').where(own).first('value')) as { value: string };
    await pool('answers')
      .where(own)
      .update({ value: value === 'yes' ? 'no' : 'yes' });
    const { results } = await figures();
    const yes = (of: ResultsWithPlans) =>
      of.tally.overall.checks.find(({ id }) => id === 'recovery_plan')?.yes ?? Number.NaN;
    expect(yes(results) - yes(before)).toBe(value === 'yes' ? -1 : 1);
    const counted = (await countedAnew(results)).answers
      .filter(({ check, answer }) => check === 'recovery_plan' && answer === 'yes')
      .reduce((sum, { files }) => sum + files, 0);
    expect(yes(results)).toBe(counted);
  });

  it('are put right by the command', async () => {
    const { deps } = test;
    const right = (await figures()).itemCounts;
    const recounted = async () => (await deps.results.recount()).map(({ wereRight }) => wereRight);
    expect(await recounted()).toEqual([true]);
    const counts = JSON.parse((await kept()) ?? '') as [string, number][];
    const wrong = counts.map(([of, files]) => [of, of.startsWith('i') ? files - 1 : files]);
    await deps.database
      .pool('kept_counts')
      .where({ audit_id: auditId })
      .update({ counts: JSON.stringify(wrong) });
    expect((await figures()).itemCounts).not.toEqual(right);
    expect(await recounted()).toEqual([false]);
    expect((await figures()).itemCounts).toEqual(right);
    expect(await recounted()).toEqual([true]);
  });
});
