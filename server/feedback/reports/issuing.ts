import { reportsMayBeIssued } from '../../../rules/index.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { FeedbackService } from '../draft/service.ts';
import type { FindingService } from '../findings/service.ts';
import type { FindingRepository } from '../store/findings.ts';
import type { IssuedReport, ReportRepository } from '../store/reports.ts';
import type { Freeze } from './freezing.ts';
import type { DraftReviews } from './reviews.ts';
import { keepOf, ReportWarning } from './suspects.ts';
import type { FlaggedText } from './suspects.ts';

/** Reports given to a provider, and taken away from it. */
export function createIssuing(parts: {
  database: Database;
  audits: AuditRepository;
  feedback: FeedbackService;
  findings: FindingService;
  findingRepository: FindingRepository;
  reports: ReportRepository;
  reviews: DraftReviews;
  freeze: Freeze;
  activity: ActivityRepository;
  log: Logger;
  at: () => string;
}) {
  const {
    database,
    audits,
    feedback,
    findings,
    findingRepository,
    reports,
    reviews,
    freeze,
    activity,
    log,
    at,
  } = parts;

  /** Somebody has looked at texts that may tell who somebody is, and keeps them. */
  async function keepTexts(
    actorId: number,
    auditId: number,
    providerId: number,
    suspects: FlaggedText[],
  ): Promise<void> {
    const fingerprints = suspects.map((suspect) => suspect.fingerprint);
    await findingRepository.decide(auditId, providerId, fingerprints, 'kept', actorId, at());
    await activity.add({
      userId: actorId,
      action: 'text.kept',
      auditId,
      subject: `provider ${providerId}`,
      detail: {
        texts: suspects.length,
        reasons: [...new Set(suspects.flatMap(({ spots }) => spots.map((spot) => spot.reason)))],
      },
    });
  }

  return {
    /**
     * Issues the report to a provider: from now on its people can read it, and it stays as it is. Where the newest
     * report says the same already it is that one.
     *
     * All of it is one transaction in which no answer, finding or setting of the audit can change.
     *
     * @param keep - what the review said, where texts are kept in spite of a warning
     * @throws ReportWarning when texts may tell who somebody is and are not kept
     */
    issue: (
      actorId: number,
      auditId: number,
      providerId: number,
      keep = '',
    ): Promise<{ report: IssuedReport; isNew: boolean }> =>
      database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (!reportsMayBeIssued(audit.state)) {
          throw new StateError(
            audit.state === 'final'
              ? 'The audit is fed back and final, so no report can be issued.'
              : 'Close the audit before you issue reports, so that its figures hold still.',
          );
        }
        const input = await feedback.input(auditId, providerId);
        const [newest] = await reports.versions(auditId, providerId);
        const { isIssued } = await reviews.compareWithIssued(input, newest);
        if (newest && isIssued) return { report: newest, isNew: false };
        const suspects = await reviews.suspectsFor(audit, providerId, input, await findings.guardOf(audit));
        if (suspects.length > 0 && keep !== keepOf(suspects)) throw new ReportWarning(suspects);
        const report = await freeze(actorId, audit, providerId, input, at());
        if (suspects.length > 0) await keepTexts(actorId, auditId, providerId, suspects);
        await activity.add({
          userId: actorId,
          action: 'report.issued',
          auditId,
          subject: `provider ${providerId}`,
          detail: { version: report.version },
        });
        return { report, isNew: true };
      }),

    /** Takes the reports to a provider out of its sight. They are kept, and the next one has the next version. */
    withdraw: (actorId: number, auditId: number, providerId: number): Promise<void> =>
      database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (audit.state === 'final') {
          throw new StateError('The audit is fed back and final, so no report can be withdrawn.');
        }
        if ((await reports.withdraw(auditId, providerId, actorId, at())) === 0) return;
        await activity.add({
          userId: actorId,
          action: 'feedback.withdrawn',
          auditId,
          subject: `provider ${providerId}`,
        });
      }),

    /**
     * Freezes feedback that was released before reports were kept: as it stands now, with the day of its release.
     * What cannot be made is left for the next start, and told in the log.
     */
    async freezeReleases(): Promise<void> {
      for (const release of await reports.unfrozenReleases()) {
        const { auditId, providerId, releasedAt, releasedBy } = release;
        try {
          await database.write(async () => {
            const audit = await audits.lock(auditId);
            if (!audit) throw new NotFoundError();
            const input = await feedback.input(auditId, providerId);
            const report = await freeze(releasedBy, audit, providerId, input, releasedAt);
            await reports.forgetRelease(auditId, providerId);
            await activity.add({
              userId: null,
              action: 'report.frozen',
              auditId,
              subject: `provider ${providerId}`,
              detail: { version: report.version },
            });
          });
        } catch (error) {
          log.error({ err: error, auditId, providerId }, 'released feedback could not be frozen');
        }
      }
    },
  };
}
