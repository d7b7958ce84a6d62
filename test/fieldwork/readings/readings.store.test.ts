import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createReadingRepository } from '../../../server/fieldwork/readings/repository.ts';
import type { ReadingRepository } from '../../../server/fieldwork/readings/repository.ts';
import { onBothEngines } from '../../support/app.ts';
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

onBothEngines('the store of second readings', (engine) => {
  let test: StoreTest;
  let readings: ReadingRepository;
  let auditId: number;
  let ash: number;
  let joint: number;
  beforeAll(async () => {
    test = await startStore(engine);
    readings = createReadingRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, ash, joint } = await newStoredAudit(test));
  });

  const complete = (reference: string, groupId = ash, answers: Record<string, string> = {}) =>
    newStoredFile(test, auditId, { groupId, reference, answers, completedAt: MORNING });

  it('takes for candidates what is complete and not read twice, with who has read it', async () => {
    const { amir, beth } = test.people;
    const [one, two, three] = [await complete('C-1'), await complete('C-2', joint), await complete('C-3')];
    await newStoredFile(test, auditId, { groupId: ash, reference: 'C-4' });
    await saveStored(test, auditId, two.fileId, beth, {});
    await drawStored(test, auditId, three.fileId);
    const candidates = await readings.candidates(auditId);
    expect(candidates.map((candidate) => ({ ...candidate, readers: new Set(candidate.readers) }))).toEqual([
      { file: one.fileId, group: ash, reference: 'C-1', version: 1, readers: new Set([amir]) },
      { file: two.fileId, group: joint, reference: 'C-2', version: 2, readers: new Set([amir, beth]) },
    ]);
  });

  it('keeps every draw with what it was drawn from', async () => {
    const { lena } = test.people;
    const one = { seed: 2 ** 31 - 1, percent: 10, oneAGroup: true, drawn: 1, drawnAt: MORNING };
    const two = { seed: 5, percent: 100, oneAGroup: false, drawn: 2, drawnAt: NOON };
    const frame = [
      { file: 3, group: 1 },
      { file: 2, group: 1 },
    ];
    const ids = [
      await readings.addDraw(auditId, { ...one, frame }, lena),
      await readings.addDraw(auditId, { ...two, frame: [] }, lena),
    ];
    expect(await readings.draws(auditId)).toEqual([
      { ...one, id: ids[0], frame, drawnByName: 'Lena' },
      { ...two, id: ids[1], frame: [], drawnByName: 'Lena' },
    ]);
  });

  it('begins second readings in batches, with what does not apply', async () => {
    const files = Array.from({ length: 350 }, (_, i) => ({
      groupId: ash,
      reference: `B-${i}`,
      answers: new Map<string, string>(),
      completedAt: MORNING,
    }));
    const ids = await test.caseFiles.create(auditId, files, test.people.amir, MORNING);
    const draw = { seed: 1, percent: 100, oneAGroup: false, frame: [], drawn: 350, drawnAt: MORNING };
    const drawId = await readings.addDraw(auditId, draw, test.people.lena);
    const answers = new Map([
      ['top_missing', 'na'],
      ['smart', 'na'],
    ]);
    await readings.addSecondReadings(
      drawId,
      ids.map((file, i) => ({ file, startVersion: i + 2, answers })),
      NOON,
    );
    const pairs = await readings.pairs(auditId);
    expect(pairs.map(({ fileId }) => fileId)).toEqual(ids);
    expect(pairs[349]?.second).toMatchObject({ version: 351, completedAt: null, readers: [] });
    expect(pairs[349]?.second.answers).toEqual(
      new Map([
        ['smart', 'na'],
        ['top_missing', 'na'],
      ]),
    );
    expect(await readings.candidates(auditId)).toEqual([]);
    expect(await readings.removeIncomplete(auditId)).toBe(350);
    expect(await readings.pairs(auditId)).toEqual([]);
    expect(await readings.candidates(auditId)).toHaveLength(350);
  });

  it('holds both readings beside each other with their readers and what was settled', async () => {
    const { amir, beth, lena } = test.people;
    const { fileId, readingId } = await complete('P-1', joint, { smart: 'yes', balance: 'no' });
    const other = await complete('P-2');
    await complete('P-3');
    await saveStored(test, auditId, fileId, lena, { comments: new Map([['smart', 'First.']]) });
    for (const id of [fileId, other.fileId]) await drawStored(test, auditId, id);
    await saveStored(test, auditId, fileId, beth, {
      answers: new Map([['smart', 'no']]),
      comments: new Map([['balance', 'Second.']]),
      completedAt: NOON,
    });
    await readings.settle(readingId, 'smart', { value: 'no', reason: 'Seen.' }, lena, NOON);
    await readings.settle(readingId, 'smart', { value: 'na', reason: 'Seen again.' }, amir, EVENING);
    // Neither has answered it.
    await readings.settle(readingId, 'referrals', { value: null, reason: 'Cannot be told.' }, lena, NOON);
    const [pair, second] = await readings.pairs(auditId);
    expect(pair).toMatchObject({ fileId, groupId: joint, reference: 'P-1' });
    expect(pair?.first).toMatchObject({
      readingId,
      version: 2,
      completedAt: MORNING,
      readers: ['Amir', 'Lena'],
    });
    expect(pair?.first.answers).toEqual(
      new Map([
        ['smart', 'yes'],
        ['balance', 'no'],
      ]),
    );
    expect(pair?.first.comments).toEqual(new Map([['smart', 'First.']]));
    expect(pair?.second).toMatchObject({ version: 10, completedAt: NOON, readers: ['Beth'] });
    expect(pair?.second.comments).toEqual(new Map([['balance', 'Second.']]));
    expect(pair?.settlements).toEqual(
      new Map([
        ['smart', { value: 'na', reason: 'Seen again.', settledAt: EVENING, settledByName: 'Amir' }],
        ['referrals', { value: null, reason: 'Cannot be told.', settledAt: NOON, settledByName: 'Lena' }],
      ]),
    );
    expect(second?.fileId).toBe(other.fileId);
    expect(await readings.pairs(auditId, fileId)).toEqual([pair]);
    expect(await readings.pairs(auditId, 9999)).toEqual([]);

    await readings.unsettle(readingId, ['smart', 'referrals']);
    const [after] = await readings.pairs(auditId, fileId);
    expect(after?.settlements).toEqual(new Map());
    expect(after?.first.answers).toEqual(pair?.first.answers);
    const items = await test.database.query('answers').where({ review_id: readingId }).pluck('item_id');
    expect(new Set(items)).toEqual(new Set(['balance', 'smart']));
  });

  it('makes a reading incomplete again, and removes one, or all that are not complete', async () => {
    const { beth } = test.people;
    const [one, two] = [await complete('O-1'), await complete('O-2')];
    for (const { fileId } of [one, two]) await drawStored(test, auditId, fileId);
    await saveStored(test, auditId, one.fileId, beth, { completedAt: NOON });
    expect(await readings.removeIncomplete(auditId)).toBe(1);
    const [pair] = await readings.pairs(auditId);
    if (!pair) throw new Error('the complete reading is gone');
    await readings.reopen(pair.second, EVENING);
    const [opened] = await readings.pairs(auditId);
    expect(opened?.second).toMatchObject({ completedAt: null, version: 11 });
    await readings.remove(pair.second.readingId);
    expect(await readings.pairs(auditId)).toEqual([]);
    expect(await readings.removeIncomplete(auditId)).toBe(0);
  });
});
