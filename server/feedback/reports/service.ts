import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { FeedbackService } from '../draft/service.ts';
import type { FindingService } from '../findings/service.ts';
import type { FindingRepository } from '../store/findings.ts';
import type { QueryRepository } from '../store/queries.ts';
import type { FeedbackSettings, FrozenReport, IssuedReport, ReportRepository } from '../store/reports.ts';
import { createFreeze } from './freezing.ts';
import { createIssuing } from './issuing.ts';
import { createDraftReviews } from './reviews.ts';
import { sha256 } from './sha256.ts';

export type ReportService = ReturnType<typeof createReportService>;

/** Reports: issued from the draft, frozen, withdrawn, acknowledged. */
export function createReportService(parts: {
  database: Database;
  audits: AuditRepository;
  feedback: FeedbackService;
  findings: FindingService;
  findingRepository: FindingRepository;
  reports: ReportRepository;
  queries: QueryRepository;
  activity: ActivityRepository;
  log: Logger;
  now: () => Date;
}) {
  const { database, audits, reports, activity, now } = parts;
  const at = () => now().toISOString();
  const reviews = createDraftReviews(parts);
  const freeze = createFreeze({ ...parts, at });
  const issuing = createIssuing({ ...parts, reviews, freeze, at });

  async function readable(auditId: number, providerId: number): Promise<IssuedReport> {
    const versions = await reports.versions(auditId, providerId);
    const newest = versions.find((report) => report.withdrawnAt === null);
    if (!newest) throw new NotFoundError();
    return newest;
  }

  return {
    review: reviews.review,
    reviews: reviews.reviews,
    differences: reviews.differences,
    ...issuing,

    /** The newest report that the provider can read. @throws NotFoundError when there is none */
    readable,
    versions: (auditId: number, providerId: number) => reports.versions(auditId, providerId),

    /** One version of a report, withdrawn or not. */
    async version(auditId: number, providerId: number, version: number): Promise<IssuedReport> {
      const found = (await reports.versions(auditId, providerId)).find((each) => each.version === version);
      if (!found) throw new NotFoundError();
      return found;
    },

    async frozen(report: IssuedReport): Promise<FrozenReport> {
      const found = await reports.frozen(report.id);
      if (!found) throw new NotFoundError();
      return found;
    },

    /** The bytes as they were issued. @throws Error when they are not the ones that were issued */
    async pdf(report: Pick<IssuedReport, 'id' | 'sha256'>): Promise<Buffer> {
      const bytes = await reports.pdf(report.id);
      if (!bytes) throw new NotFoundError();
      if (sha256(bytes) !== report.sha256) throw new Error(`report ${report.id} is not what was issued`);
      return bytes;
    },

    /** What a provider may read: the newest report of each audit, the last issued first. */
    async readableBy(providerId: number): Promise<{ report: IssuedReport; audit: Audit }[]> {
      const all = await reports.ofProvider(providerId);
      const newestOf = new Map<number, number>();
      for (const { auditId, version } of all)
        newestOf.set(auditId, Math.max(version, newestOf.get(auditId) ?? 0));
      const auditOf = new Map((await audits.byIds([...newestOf.keys()])).map((audit) => [audit.id, audit]));
      return all.flatMap((report) => {
        const audit = auditOf.get(report.auditId);
        return audit && report.version === newestOf.get(report.auditId) ? [{ report, audit }] : [];
      });
    },

    /**
     * Says that the provider has received its report.
     *
     * @throws StateError when there is a newer version than the one that was read
     */
    acknowledge: (actorId: number, auditId: number, providerId: number, version: number): Promise<void> =>
      database.write(async () => {
        const report = await readable(auditId, providerId);
        if (report.version !== version) {
          throw new StateError(
            'There is a newer version of the report than the one that you read. Go back, reload the page and read that one.',
          );
        }
        if (!(await reports.acknowledge(report.id, actorId, at()))) return;
        await activity.add({
          userId: actorId,
          action: 'report.acknowledged',
          auditId,
          subject: `provider ${providerId}`,
          detail: { version: report.version },
        });
      }),

    /** Writes down that somebody has opened a report or a draft. */
    fetched: (actorId: number, auditId: number, providerId: number): Promise<void> =>
      activity.add({
        userId: actorId,
        action: 'feedback.fetched',
        auditId,
        subject: `provider ${providerId}`,
      }),

    packed: (actorId: number, auditId: number, files: number): Promise<void> =>
      activity.add({ userId: actorId, action: 'reports.packed', auditId, detail: { reports: files } }),

    /** How many days a provider has, which bank holidays count and whom it asks, in reports that are issued from now on. */
    setSettings: (actorId: number, auditId: number, settings: FeedbackSettings): Promise<void> =>
      database.write(async () => {
        if (!(await audits.lock(auditId))) throw new NotFoundError();
        await reports.setSettings(auditId, settings);
        const { queryDays, planDays, changeDays, nation } = settings;
        // The activity holds no names.
        await activity.add({
          userId: actorId,
          action: 'feedback.daysSet',
          auditId,
          detail: { queryDays, planDays, ...(changeDays !== null && { changeDays }), nation },
        });
      }),
  };
}
