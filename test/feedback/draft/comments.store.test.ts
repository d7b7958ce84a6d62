import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createFeedbackRepository } from '../../../server/feedback/draft/repository.ts';
import type { FeedbackRepository } from '../../../server/feedback/draft/repository.ts';
import { fingerprintOf } from '../../../server/feedback/store/fingerprint.ts';
import { createQueryRepository } from '../../../server/feedback/store/queries.ts';
import { createReportRepository } from '../../../server/feedback/store/reports.ts';
import { FILE_COMMENT } from '../../../server/fieldwork/caseFiles/reading.ts';
import { createReadingRepository } from '../../../server/fieldwork/readings/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import {
  drawStored,
  MORNING,
  newStoredAudit,
  newStoredFile,
  NOON,
  saveStored,
  startStore,
} from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';
import { addReport } from '../../support/storedReport.ts';

onBothEngines('the store of what auditors wrote for a provider', (engine) => {
  let test: StoreTest;
  let feedback: FeedbackRepository;
  let auditId: number;
  let ash: number;
  let joint: number;
  beforeAll(async () => {
    test = await startStore(engine);
    feedback = createFeedbackRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, ash, joint } = await newStoredAudit(test));
  });

  const told = async (providerId: number, groupIds = [ash, joint]) =>
    (await feedback.comments(groupIds, providerId)).map(({ item, text }) => `${item}: ${text}`).toSorted();

  it('gives comments about all notes and about the provider’s own', async () => {
    const { bridge, dip } = test.providers;
    await newStoredFile(test, auditId, {
      groupId: ash,
      reference: 'A',
      answers: { smart: 'no' },
      comments: { smart: 'On Ash.' },
      comment: 'Whole of Ash.',
    });
    const { fileId } = await newStoredFile(test, auditId, {
      groupId: joint,
      reference: 'J',
      comments: { smart: 'For the DIP.', balance: 'For both.' },
      comment: 'Whole, for the DIP.',
    });
    await saveStored(test, auditId, fileId, test.people.amir, {
      commentSets: new Map([
        ['smart', dip],
        [FILE_COMMENT, dip],
      ]),
    });
    expect(await told(bridge)).toEqual(['balance: For both.', 'null: Whole of Ash.', 'smart: On Ash.']);
    expect(await told(dip, [joint])).toEqual([
      'balance: For both.',
      'null: Whole, for the DIP.',
      'smart: For the DIP.',
    ]);
    expect(await told(dip, [])).toEqual([]);
  });

  it('gives the second reader’s comment with an answer that was settled for the second reader', async () => {
    const { beth, lena } = test.people;
    const { bridge, dip } = test.providers;
    const { fileId, readingId } = await newStoredFile(test, auditId, {
      groupId: joint,
      reference: 'T',
      answers: { smart: 'yes', balance: 'yes' },
      comments: { smart: 'First on smart.', balance: 'First on balance.' },
      completedAt: MORNING,
    });
    await drawStored(test, auditId, fileId);
    await saveStored(test, auditId, fileId, beth, {
      answers: new Map([
        ['smart', 'no'],
        ['balance', 'no'],
      ]),
      comments: new Map([
        ['smart', 'Second on smart.'],
        ['balance', 'Second on balance.'],
        ['referrals', 'Second alone.'],
      ]),
      commentSets: new Map([['smart', dip]]),
      completedAt: NOON,
    });
    expect(await told(dip)).toEqual(['balance: First on balance.', 'smart: First on smart.']);
    const settlement = { value: 'no', reason: 'Seen.' };
    await createReadingRepository(test.database).settle(readingId, 'smart', settlement, lena, NOON);
    expect(await told(dip)).toEqual(['balance: First on balance.', 'smart: Second on smart.']);
    expect(await told(bridge)).toEqual(['balance: First on balance.']);
  });

  it('leaves out the comment on an answer that was corrected, as the last correction says', async () => {
    const { lena } = test.people;
    const { bridge } = test.providers;
    const { readingId } = await newStoredFile(test, auditId, {
      groupId: ash,
      reference: 'C',
      answers: { smart: 'no' },
      comments: { smart: 'Gone.' },
    });
    const reportId = await addReport(createReportRepository(test.database), {
      auditId,
      providerId: bridge,
      issuedBy: lena,
    });
    const queries = createQueryRepository(test.database);
    const query = { reportId, itemId: 'smart', findingId: null, text: 'Why?' };
    const queryId = await queries.add(query, lena, NOON);
    const correct = (commentLeftOut: string | null) =>
      queries.addCorrection(
        { queryId, readingId, itemId: 'smart', before: 'no', after: 'yes', reason: 'Found.', commentLeftOut },
        lena,
        NOON,
      );
    await correct(fingerprintOf('smart', 'Gone.'));
    expect(await told(bridge)).toEqual([]);
    await correct(null);
    expect(await told(bridge)).toEqual(['smart: Gone.']);
  });

  it('counts of how many files the notes of a provider were read, and were missing', async () => {
    const { bridge, dip } = test.providers;
    for (const [reference, state] of [
      ['1', 'read'],
      ['2', 'read'],
      ['3', 'missing'],
    ] as const) {
      const { fileId } = await newStoredFile(test, auditId, { groupId: joint, reference });
      await saveStored(test, auditId, fileId, test.people.amir, {
        notes: new Map([
          [bridge, state],
          [dip, null],
        ]),
      });
    }
    expect(await feedback.notes([ash, joint], bridge)).toEqual(
      new Map([
        [ash, { read: 0, missing: 0 }],
        [joint, { read: 2, missing: 1 }],
      ]),
    );
    expect(await feedback.notes([joint], dip)).toEqual(new Map([[joint, { read: 0, missing: 0 }]]));
  });
});
