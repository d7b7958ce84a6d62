import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createReportRepository, DEFAULT_SETTINGS } from '../../../server/feedback/store/reports.ts';
import type { ReportRepository } from '../../../server/feedback/store/reports.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, newStoredAudit, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';
import { addReport } from '../../support/storedReport.ts';

onBothEngines('the store of reports', (engine) => {
  let test: StoreTest;
  let reports: ReportRepository;
  let auditId: number;
  beforeAll(async () => {
    test = await startStore(engine);
    reports = createReportRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId } = await newStoredAudit(test));
  });

  const issue = (version: number, providerId = test.providers.bridge, issuedAt = MORNING, into = auditId) =>
    addReport(reports, { auditId: into, providerId, issuedBy: test.people.lena, version, issuedAt });

  it('keeps a report whole: its bytes, its words and its figures', async () => {
    const id = await issue(1);
    expect(await reports.byId(id)).toEqual({
      id,
      auditId,
      providerId: test.providers.bridge,
      version: 1,
      issuedAt: MORNING,
      issuedBy: test.people.lena,
      queriesUntil: '2026-12-06',
      planDue: '2026-12-20',
      toolId: 'rodt',
      toolVersion: 1,
      sha256: 'a'.repeat(64),
      acknowledgedAt: null,
      acknowledgedByName: null,
      withdrawnAt: null,
    });
    expect(Buffer.from((await reports.pdf(id)) ?? '').equals(Buffer.from([0, 255, 128, 10]))).toBe(true);
    const frozen = await reports.frozen(id);
    expect(frozen?.content).toEqual({ heading: `As of ${NOON}` });
    expect(frozen?.figures).toMatchObject({ files: 3, allFiles: 5 });
    expect(frozen?.data?.particulars.provider).toBe('The Bridge');
    expect((await reports.kept(id))?.figures).toEqual(frozen?.figures);
    expect([await reports.byId(9999), await reports.pdf(9999)]).toEqual([null, null]);
    expect([await reports.frozen(9999), await reports.kept(9999)]).toEqual([null, null]);
  });

  it('shows no words of a form that this program does not know', async () => {
    const id = await issue(1);
    await test.database.query('reports').where({ id }).update({ content_format: 1 });
    expect(await reports.frozen(id)).toMatchObject({ content: null, figures: { files: 3 } });
  });

  it('takes a version of a provider’s report once', async () => {
    await issue(1);
    await expect(issue(1)).rejects.toThrow(/unique/i);
  });

  it('gives the versions newest first, of a provider, of an audit, and what a provider can read of all', async () => {
    const { bridge, dip } = test.providers;
    const other = await newStoredAudit(test);
    const [one, two] = [await issue(1), await issue(2, bridge, NOON)];
    const [ofDip, elsewhere] = [await issue(1, dip), await issue(1, bridge, EVENING, other.auditId)];
    const ids = (list: { id: number }[]) => list.map(({ id }) => id);
    expect(ids(await reports.versions(auditId, bridge))).toEqual([two, one]);
    const all = await reports.ofAudit(auditId);
    expect(ids(all).toSorted((a, b) => a - b)).toEqual([one, two, ofDip]);
    expect(ids(all)[0]).toBe(two);
    expect(ids(await reports.ofProvider(bridge)).slice(0, 3)).toEqual([elsewhere, two, one]);
    expect(await reports.withdraw(auditId, bridge, test.people.lena, EVENING)).toBe(2);
    expect(await reports.withdraw(auditId, bridge, test.people.lena, EVENING)).toBe(0);
    expect(ids(await reports.ofProvider(bridge))[0]).toBe(elsewhere);
    expect(ids(await reports.ofProvider(bridge))).not.toContain(two);
    expect((await reports.byId(two))?.withdrawnAt).toBe(EVENING);
  });

  it('keeps who acknowledged a report first', async () => {
    const id = await issue(1);
    const { amir, beth } = test.people;
    const taken = await Promise.all([
      reports.acknowledge(id, amir, NOON),
      reports.acknowledge(id, amir, NOON),
    ]);
    expect(taken.filter(Boolean)).toEqual([true]);
    expect(await reports.acknowledge(id, beth, EVENING)).toBe(false);
    expect(await reports.byId(id)).toMatchObject({ acknowledgedAt: NOON, acknowledgedByName: 'Amir' });
  });

  it('keeps the days of an audit in place of those before', async () => {
    expect(await reports.settings(auditId)).toBeNull();
    await reports.setSettings(auditId, DEFAULT_SETTINGS);
    const contact = { name: 'Ada', email: 'ada@example.org', phone: '023' };
    const settings = { queryDays: 7, planDays: 21, changeDays: 60, nation: 'scotland' as const, contact };
    await reports.setSettings(auditId, settings);
    expect(await reports.settings(auditId)).toEqual(settings);
  });

  it('knows what was given out before reports were kept, the oldest first', async () => {
    const { bridge, dip } = test.providers;
    const release = (providerId: number, at: string) =>
      test.database.query('feedback_releases').insert({
        audit_id: auditId,
        provider_id: providerId,
        released_at: at,
        released_by: test.people.lena,
      });
    await release(bridge, NOON);
    await release(dip, MORNING);
    const told = { auditId, releasedBy: test.people.lena };
    expect(await reports.unfrozenReleases()).toEqual([
      { ...told, providerId: dip, releasedAt: MORNING },
      { ...told, providerId: bridge, releasedAt: NOON },
    ]);
    await reports.forgetRelease(auditId, dip);
    expect((await reports.unfrozenReleases()).map(({ providerId }) => providerId)).toEqual([bridge]);
  });
});
