import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createAnswerCorrections } from '../../../server/fieldwork/caseFiles/corrections.ts';
import type { AnswerCorrections } from '../../../server/fieldwork/caseFiles/corrections.ts';
import { onBothEngines } from '../../support/app.ts';
import {
  drawStored,
  EVENING,
  MORNING,
  newStoredAudit,
  newStoredFile,
  startStore,
} from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of corrected answers', (engine) => {
  let test: StoreTest;
  let answers: AnswerCorrections;
  let auditId: number;
  let ash: number;
  let joint: number;
  beforeAll(async () => {
    test = await startStore(engine);
    answers = createAnswerCorrections(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, ash, joint } = await newStoredAudit(test));
  });

  const begin = (groupId: number, reference: string, values: Record<string, string>, comment?: string) =>
    newStoredFile(test, auditId, {
      groupId,
      reference,
      answers: values,
      comments: comment === undefined ? {} : { smart: comment },
      completedAt: MORNING,
    });
  const one = async (item: string, reference: string) => {
    const found = (await answers.of(auditId, test.providers.bridge, item)).find(
      (answer) => answer.reference === reference,
    );
    if (!found) throw new Error(`there is no file ${reference}`);
    return found;
  };
  const correct = async (item: string, reference: string, value: string | null) =>
    answers.correct(await one(item, reference), item, value, 'Found.', test.people.lena, EVENING);

  it('gives the answers of a provider’s files by group and reference', async () => {
    const { bridge, dip } = test.providers;
    const b = await begin(joint, 'B', { smart: 'no' }, 'Hm.');
    await begin(ash, 'C', {});
    await begin(ash, 'A', { smart: 'yes', balance: 'no' });
    const list = await answers.of(auditId, bridge, 'smart');
    expect(list.map(({ group, reference, value }) => `${group} ${reference} ${value}`)).toEqual([
      'Ash A yes',
      'Ash C null',
      'Joint B no',
    ]);
    expect(await answers.of(auditId, dip, 'smart')).toEqual([
      {
        fileId: b.fileId,
        readingId: b.readingId,
        reference: 'B',
        groupId: joint,
        group: 'Joint',
        value: 'no',
        comment: 'Hm.',
        isReadTwice: false,
      },
    ]);
  });

  it('puts an answer right where it stands, so that a form that is open meanwhile is told', async () => {
    const { fileId, readingId } = await begin(ash, 'A', { smart: 'no', balance: 'no' }, 'Kept.');
    await correct('smart', 'A', 'yes');
    expect(await one('smart', 'A')).toMatchObject({ value: 'yes', comment: 'Kept.' });
    await correct('referrals', 'A', 'na');
    await correct('balance', 'A', null);
    expect(await test.caseFiles.byFile(auditId, fileId, null)).toMatchObject({
      version: 4,
      updatedByName: 'Lena',
      updatedAt: EVENING,
      answers: new Map([
        ['smart', 'yes'],
        ['referrals', 'na'],
      ]),
    });
    const items = await test.database.query('answers').where({ review_id: readingId }).pluck('item_id');
    expect(new Set(items)).toEqual(new Set(['referrals', 'smart']));
  });

  it('settles anew what two have read, and leaves both readings as they were given', async () => {
    const { fileId, readingId } = await begin(ash, 'T', { smart: 'no' }, 'First.');
    await drawStored(test, auditId, fileId);
    const before = await test.caseFiles.byFile(auditId, fileId, test.people.amir);
    expect(await one('smart', 'T')).toMatchObject({ isReadTwice: true, comment: null, value: 'no' });
    await correct('smart', 'T', 'yes');
    await correct('smart', 'T', 'na');
    await correct('balance', 'T', 'yes');
    expect(await one('smart', 'T')).toMatchObject({ value: 'na' });
    expect(await one('balance', 'T')).toMatchObject({ value: 'yes' });
    expect(await test.caseFiles.byFile(auditId, fileId, test.people.amir)).toEqual({
      ...before,
      updatedAt: EVENING,
    });
    const kept = await test.database
      .query('settlements')
      .where({ review_id: readingId })
      .orderBy('item_id')
      .select('item_id', 'value', 'reason', 'settled_by', 'settled_at');
    const by = { reason: 'Found.', settled_by: test.people.lena, settled_at: EVENING };
    expect(kept).toEqual([
      { ...by, item_id: 'balance', value: 'yes' },
      { ...by, item_id: 'smart', value: 'na' },
    ]);
  });
});
