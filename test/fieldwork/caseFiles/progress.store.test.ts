import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Check } from '../../../rules/index.ts';
import { createProgressRepository } from '../../../server/fieldwork/caseFiles/progress.ts';
import type { ProgressRepository } from '../../../server/fieldwork/caseFiles/progress.ts';
import { createReadingRepository } from '../../../server/fieldwork/readings/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { drawStored, MORNING, newStoredAudit, newStoredFile, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

const check = (id: string, dependsOn?: { item: string; answer: 'yes' | 'no' }): Check => ({
  kind: 'check',
  na: true,
  id,
  label: id,
  shortLabel: id,
  polarity: 'yes_is_good',
  guidance: 'Read.',
  aliases: [],
  segment: false,
  suggestions: [],
  ...(dependsOn ? { dependsOn } : {}),
});
const ON_PLAN = { item: 'recovery_plan', answer: 'yes' } as const;
const CHECKS = [
  check('recovery_plan'),
  check('smart', ON_PLAN),
  check('balance', ON_PLAN),
  check('referrals', { item: 'keywork_by_plan', answer: 'no' }),
  check('keywork_by_plan'),
];

onBothEngines('the store of progress', (engine) => {
  let test: StoreTest;
  let progress: ProgressRepository;
  let auditId: number;
  let ash: number;
  beforeAll(async () => {
    test = await startStore(engine);
    progress = createProgressRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, ash } = await newStoredAudit(test));
  });

  const begin = (reference: string, answers: Record<string, string>, more: { completedAt?: string } = {}) =>
    newStoredFile(test, auditId, { groupId: ash, reference, answers, ...more });
  const settle = (readingId: number, item: string, value: string | null) =>
    createReadingRepository(test.database).settle(
      readingId,
      item,
      { value, reason: 'Seen.' },
      test.people.lena,
      NOON,
    );

  it('counts the answers that count of each file, and names those that there are', async () => {
    const one = await begin('P-1', { smart: 'yes', balance: 'no', gender: 'male' }, { completedAt: NOON });
    const two = await begin('P-2', {});
    await drawStored(test, auditId, one.fileId, ['smart', 'balance', 'referrals']);
    await settle(one.readingId, 'smart', null);
    await settle(two.readingId, 'recovery_plan', 'yes');
    const ids = CHECKS.map(({ id }) => id);
    expect(await progress.files(auditId, ids)).toEqual([
      {
        fileId: one.fileId,
        readingId: one.readingId,
        groupId: ash,
        reference: 'P-1',
        complete: true,
        updatedAt: MORNING,
        userId: test.people.amir,
        recorded: 1,
      },
      expect.objectContaining({ fileId: two.fileId, complete: false, recorded: 1 }),
    ]);
    expect(await progress.recordedItems([one.readingId, two.readingId], ids)).toEqual(
      new Map([
        [one.readingId, new Set(['balance'])],
        [two.readingId, new Set(['recovery_plan'])],
      ]),
    );
    expect(await progress.recordedItems([], ids)).toEqual(new Map());
  });

  it('asks for the checks of more reviews than one statement takes', async () => {
    const ids = Array.from({ length: 1100 }, (_, i) => 100_000 + i);
    const { readingId } = await begin('M-1', { smart: 'yes' });
    const recorded = await progress.recordedItems([...ids, readingId], ['smart']);
    expect(recorded.size).toBe(1101);
    expect(recorded.get(readingId)).toEqual(new Set(['smart']));
  });

  it('finds a yes beside another answer than it needs, as given and as settled', async () => {
    const pairs = async () =>
      (await progress.suspiciousPairs(auditId, CHECKS)).map(({ reference, checkId, answer, parentAnswer }) =>
        [reference, checkId, answer, parentAnswer].join(' '),
      );
    const told = await begin('S-1', {
      recovery_plan: 'no',
      smart: 'yes',
      balance: 'yes',
      keywork_by_plan: 'yes',
    });
    const fine = await begin('S-2', { recovery_plan: 'yes', smart: 'yes', balance: 'no' });
    await begin('S-3', { smart: 'yes' });
    await begin('S-4', { keywork_by_plan: 'yes', referrals: 'yes', recovery_plan: 'na' });
    expect((await pairs()).toSorted()).toEqual([
      'S-1 balance yes no',
      'S-1 smart yes no',
      'S-4 referrals yes yes',
    ]);
    await settle(told.readingId, 'balance', 'no');
    await settle(fine.readingId, 'recovery_plan', 'no');
    expect((await pairs()).toSorted()).toEqual([
      'S-1 smart yes no',
      'S-2 smart yes no',
      'S-4 referrals yes yes',
    ]);
    await settle(told.readingId, 'recovery_plan', null);
    expect(await pairs()).not.toContain('S-1 smart yes no');
  });
});
