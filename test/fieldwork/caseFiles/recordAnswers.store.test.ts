import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRecordAnswers } from '../../../server/fieldwork/caseFiles/recordAnswers.ts';
import { createReadingRepository } from '../../../server/fieldwork/readings/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { drawStored, MORNING, newStoredAudit, newStoredFile, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the answers of whole records', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  const of = (auditId: number, ids: string[], which?: 'counting' | 'first') =>
    test.database.read(() => createRecordAnswers(test.database).of(auditId, ids, which));

  it('are those that were asked for, record by record, in the order in which they were begun', async () => {
    const { auditId, ash, joint } = await newStoredAudit(test);
    const answers = { q1: 'good', q2: 'heroin crack', n: '1.5', remarks: 'a text' };
    const first = await newStoredFile(test, auditId, { groupId: joint, reference: 'One', answers });
    const second = await newStoredFile(test, auditId, { groupId: ash, reference: 'Two', completedAt: NOON });
    const other = await newStoredAudit(test);
    await newStoredFile(test, other.auditId, { groupId: other.ash, reference: 'Three', answers });

    const found = await of(auditId, ['q1', 'q2', 'n', 'missing']);
    expect(found).toEqual([
      {
        fileId: first.fileId,
        groupId: joint,
        reference: 'One',
        completedAt: null,
        answers: new Map(Object.entries({ q1: 'good', q2: 'heroin crack', n: '1.5' })),
      },
      { fileId: second.fileId, groupId: ash, reference: 'Two', completedAt: NOON, answers: new Map() },
    ]);
    expect(await of(other.auditId + 9999, ['q1'])).toEqual([]);
  });

  it('are those that count: what was settled, and never a second reading', async () => {
    const { auditId, ash } = await newStoredAudit(test);
    const { fileId, readingId } = await newStoredFile(test, auditId, {
      groupId: ash,
      reference: 'One',
      answers: { q1: 'good', q2: 'weak', q3: 'fair' },
    });
    await drawStored(test, auditId, fileId, ['q4']);
    const readings = createReadingRepository(test.database);
    for (const [itemId, value] of [
      ['q1', 'excellent'],
      ['q2', null],
    ] as const) {
      await readings.settle(readingId, itemId, { value, reason: 'Seen again.' }, test.people.lena, MORNING);
    }
    const [record] = await of(auditId, ['q1', 'q2', 'q3', 'q4']);
    expect(record?.answers).toEqual(new Map(Object.entries({ q1: 'excellent', q3: 'fair' })));
    // Those of the first reading are still there for whoever asks for them.
    const [first] = await of(auditId, ['q1', 'q2', 'q3', 'q4'], 'first');
    expect(first?.answers).toEqual(new Map(Object.entries({ q1: 'good', q2: 'weak', q3: 'fair' })));
  });
});
