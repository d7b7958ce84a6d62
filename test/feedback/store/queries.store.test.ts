import { afterAll, beforeAll, expect, it } from 'vitest';
import { createQueryRepository } from '../../../server/feedback/store/queries.ts';
import { createReportRepository } from '../../../server/feedback/store/reports.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, newStoredAudit, newStoredFile, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';
import { addReport } from '../../support/storedReport.ts';

onBothEngines('the store of queries', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  it('keeps queries with their answers, and what was put right under them', async () => {
    const queries = createQueryRepository(test.database);
    const reports = createReportRepository(test.database);
    const { amir, lena } = test.people;
    const { bridge, dip } = test.providers;
    const { auditId, ash } = await newStoredAudit(test);
    const { fileId, readingId } = await newStoredFile(test, auditId, { groupId: ash, reference: 'Q-1' });
    const report = (providerId: number) => addReport(reports, { auditId, providerId, issuedBy: lena });
    const [ofBridge, ofDip] = [await report(bridge), await report(dip)];
    const raise = (reportId: number, itemId: string | null, findingId: number | null = null) =>
      queries.add({ reportId, itemId, findingId, text: 'Why?' }, amir, MORNING);
    const [one, two, three] = [
      await raise(ofBridge, 'smart'),
      await raise(ofDip, null, 12),
      await raise(ofBridge, null),
    ];
    const correct = (itemId: string, more: { after: string | null; commentLeftOut: string | null }) =>
      queries.addCorrection(
        { queryId: one, readingId, itemId, before: 'no', reason: 'Found.', ...more },
        lena,
        NOON,
      );
    await correct('smart', { after: 'yes', commentLeftOut: 'mark' });
    await correct('balance', { after: null, commentLeftOut: null });
    await queries.answer(one, 'It was there.', lena, EVENING);

    const correction = { fileId, reference: 'Q-1', before: 'no', reason: 'Found.', correctedAt: NOON };
    const first = {
      id: one,
      reportId: ofBridge,
      auditId,
      providerId: bridge,
      version: 1,
      itemId: 'smart',
      findingId: null,
      text: 'Why?',
      raisedAt: MORNING,
      raisedByName: 'Amir',
      answer: 'It was there.',
      answeredAt: EVENING,
      answeredByName: 'Lena',
      corrections: [
        { ...correction, itemId: 'smart', after: 'yes', commentLeftOut: true },
        { ...correction, itemId: 'balance', after: null, commentLeftOut: false },
      ],
    };
    expect(await queries.byId(one)).toEqual(first);
    expect((await queries.of(auditId)).map(({ id }) => id)).toEqual([one, two, three]);
    const ofOne = await queries.of(auditId, bridge);
    expect(ofOne.map(({ id }) => id)).toEqual([one, three]);
    expect(ofOne[0]).toEqual(first);
    expect(ofOne[1]).toMatchObject({ answer: null, answeredByName: null, corrections: [] });
    expect((await queries.of(auditId, dip))[0]).toMatchObject({ findingId: 12, itemId: null });
    expect(await queries.byId(9999)).toBeNull();
    expect(await queries.of(9999)).toEqual([]);
  });
});
