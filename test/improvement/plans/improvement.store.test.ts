import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createImprovementRepository } from '../../../server/improvement/plans/repository.ts';
import type { ImprovementRepository } from '../../../server/improvement/plans/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, newStoredAudit, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of improvement plans', (engine) => {
  let test: StoreTest;
  let plans: ImprovementRepository;
  let auditId: number;
  beforeAll(async () => {
    test = await startStore(engine);
    plans = createImprovementRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId } = await newStoredAudit(test));
  });

  const lock = (providerId = test.providers.bridge, into = auditId) =>
    test.database.write(() => plans.lockPlan(into, providerId, MORNING));
  const action = (due: string, checkId: string | null = 'smart') => ({
    checkId,
    action: 'Do it',
    ownerRole: 'Manager',
    due,
    measure: 'It is seen',
  });

  it('makes one plan for a provider of an audit, whoever asks first', async () => {
    const { bridge } = test.providers;
    expect(await plans.plan(auditId, bridge)).toBeNull();
    const made = await Promise.all([lock(), lock(), lock()]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made[0]).toEqual({
      id: made[0].id,
      auditId,
      providerId: bridge,
      state: 'draft',
      version: 1,
      comment: '',
      nothing: '',
      sentAt: null,
      decidedAt: null,
    });
    const change = {
      state: 'sent',
      version: 2,
      comment: 'Said.',
      nothing: '',
      sentAt: NOON,
      decidedAt: null,
    } as const;
    await plans.setPlan(made[0].id, change);
    expect(await plans.plan(auditId, bridge)).toMatchObject(change);
    expect(await lock()).toMatchObject(change);
  });

  it('raises the version of a plan one after the other, however many hold it at once', async () => {
    await lock();
    await Promise.all(
      [1, 2, 3, 4, 5].map(() =>
        test.database.write(async () => {
          const plan = await plans.lockPlan(auditId, test.providers.bridge, NOON);
          await plans.setPlan(plan.id, { ...plan, version: plan.version + 1 });
        }),
      ),
    );
    expect((await plans.plan(auditId, test.providers.bridge))?.version).toBe(6);
  });

  it('lists the plans of audits, of one provider if it is named', async () => {
    const { bridge, dip } = test.providers;
    const other = await newStoredAudit(test);
    const [one, two] = [await lock(), await lock(dip)];
    const three = await lock(bridge, other.auditId);
    const ids = async (filter: Parameters<ImprovementRepository['plans']>[0]) =>
      (await plans.plans(filter)).map(({ id }) => id);
    expect(await ids({ auditIds: [other.auditId, auditId] })).toEqual([one.id, two.id, three.id]);
    expect(await ids({ auditIds: [other.auditId, auditId], providerId: bridge })).toEqual([one.id, three.id]);
    expect(await ids({ auditIds: [] })).toEqual([]);
  });

  it('keeps the checks that the lead wants answered, in place of those before', async () => {
    const { bridge, dip } = test.providers;
    const mark = (providerId: number, items: string[]) =>
      plans.setMarks(auditId, providerId, items, { userId: test.people.lena, at: NOON });
    await mark(bridge, ['smart', 'balance']);
    await mark(dip, ['referrals']);
    await mark(bridge, ['smart', 'all_needs']);
    expect(await plans.marks(auditId)).toEqual(
      new Map([
        [bridge, new Set(['smart', 'all_needs'])],
        [dip, new Set(['referrals'])],
      ]),
    );
    await mark(bridge, []);
    expect([...(await plans.marks(auditId)).keys()]).toEqual([dip]);
  });

  it('keeps why there is no action, and takes it away', async () => {
    const { id } = await lock();
    await plans.setReason(id, 'smart', 'Because.');
    await plans.setReason(id, 'balance', 'So.');
    await plans.setReason(id, 'smart', 'Because of this.');
    await plans.setReason(id, 'balance', '');
    expect(await plans.reasons(id)).toEqual(new Map([['smart', 'Because of this.']]));
  });

  it('keeps actions by the day on which they are due, and changes one that is still of its version', async () => {
    const { id } = await lock();
    const other = await lock(test.providers.dip);
    const [late, soon] = [
      await plans.addAction(id, action('2027-03-01'), NOON),
      await plans.addAction(id, action('2027-01-01', null), NOON),
    ];
    const elsewhere = await plans.addAction(other.id, action('2027-01-01'), NOON);
    expect((await plans.actions([id, other.id])).map((one) => one.id)).toEqual([soon, elsewhere, late]);
    expect(await plans.action(id, late)).toEqual({
      ...action('2027-03-01'),
      id: late,
      planId: id,
      version: 1,
      progress: 'notStarted',
      doneAt: null,
      confirmedAt: null,
    });
    expect(await plans.action(other.id, late)).toBeNull();
    const changed = await Promise.all(
      ['2026-12-01', '2026-12-02'].map((due) => plans.changeAction(late, 1, action(due, null))),
    );
    expect(changed.filter(Boolean)).toEqual([true]);
    expect(await plans.action(id, late)).toMatchObject({ version: 2, checkId: null });
    await plans.setProgress(late, { progress: 'done', doneAt: EVENING, confirmedAt: null });
    expect(await plans.action(id, late)).toMatchObject({ progress: 'done', doneAt: EVENING, version: 2 });
    await plans.removeAction(late);
    expect((await plans.actions([id])).map((one) => one.id)).toEqual([soon]);
    expect(await plans.actions([])).toEqual([]);
  });

  it('finds the plans that have an action which is not done and due by a day, each once', async () => {
    const { bridge, dip } = test.providers;
    const found = async (day: string) =>
      (await plans.withActionsDueBy(day)).filter((plan) => plan.auditId === auditId);
    const [one, two] = [await lock(), await lock(dip)];
    await plans.addAction(one.id, action('2027-02-01'), NOON);
    await plans.addAction(one.id, action('2027-02-02'), NOON);
    const started = await plans.addAction(two.id, action('2027-02-01'), NOON);
    await plans.setProgress(started, { progress: 'started', doneAt: null, confirmedAt: null });
    expect(await found('2027-01-31')).toEqual([]);
    const both = [
      { auditId, providerId: bridge, state: 'draft' },
      { auditId, providerId: dip, state: 'draft' },
    ];
    expect((await found('2027-02-02')).toSorted((a, b) => a.providerId - b.providerId)).toEqual(both);
    await plans.setProgress(started, { progress: 'done', doneAt: NOON, confirmedAt: null });
    expect(await found('2027-02-02')).toEqual([both[0]]);
  });

  it('keeps notes with their files, byte for byte, and counts them', async () => {
    const { amir, beth } = test.people;
    const { id } = await lock();
    const [one, two] = [
      await plans.addAction(id, action('2027-01-01'), NOON),
      await plans.addAction(id, action('2027-01-01'), NOON),
    ];
    const note = (userId: number, text: string, actionId = one) =>
      plans.addNote({ actionId, at: NOON, userId, kind: 'evidence', text });
    const [first, second] = [await note(amir, 'First'), await note(beth, '')];
    const file = { name: 'a.pdf', sha256: 'b'.repeat(64), content: Buffer.from([0, 255, 37, 10, 13]) };
    await plans.addFile(second, file);
    expect(await plans.notes(one)).toEqual([
      { id: first, at: NOON, author: 'Amir', kind: 'evidence', text: 'First', file: null },
      { id: second, at: NOON, author: 'Beth', kind: 'evidence', text: '', file: { name: 'a.pdf', bytes: 5 } },
    ]);
    const kept = await plans.file(one, second);
    expect(kept).toEqual(file);
    expect([await plans.file(two, second), await plans.file(one, first)]).toEqual([null, null]);
    expect(await plans.noteCount(one)).toEqual({ notes: 2, files: 1 });
    expect(await plans.noteCount(two)).toEqual({ notes: 0, files: 0 });
    expect(await plans.noteCounts([one, two])).toEqual(new Map([[one, 2]]));
    expect(await plans.noteCounts([])).toEqual(new Map());
  });
});
