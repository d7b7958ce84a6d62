import { can } from '../../access/policy.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { ForbiddenError, NotFoundError } from '../../platform/errors.ts';
import { fileName } from './fileName.ts';
import type { FeedbackService } from '../draft/service.ts';
import { countOf } from '../../formats/english.ts';
import type { JobControl, JobWork, PackedReport } from './jobs.ts';
import type { ReportService } from './service.ts';
import { ReportWarning } from './suspects.ts';

/**
 * Issues the reports to all providers of an audit, or only says which are issued, to be packed as one archive.
 *
 * Each report is issued in a transaction of its own, so that others can go on working meanwhile: called off or killed
 * in between, some providers have theirs, whole, and the others have none. That it was issued is written down in the
 * same transaction, so that whoever goes on issues none twice.
 */
export function createIssueAll(parts: {
  database: Database;
  audits: Pick<AuditRepository, 'byId'>;
  accounts: Pick<AccountRepository, 'byId'>;
  feedback: FeedbackService;
  reports: Pick<ReportService, 'issue'>;
}): JobWork {
  const { database, audits, accounts, feedback, reports } = parts;

  /** @throws ForbiddenError where whoever began may not issue reports of the audit any more, as a route would say */
  async function mustStill({ auditId, actorId }: { auditId: number; actorId: number }): Promise<void> {
    const audit = await audits.byId(auditId);
    const actor = await accounts.byId(actorId);
    if (audit && actor && !actor.disabled && can(actor, 'feedback.manage', { audit })) return;
    throw new ForbiddenError(
      'Whoever began this may not issue reports of the audit any more. The others were not issued. A lead of the audit can issue them.',
    );
  }

  async function issue(
    job: { auditId: number; actorId: number },
    provider: { id: number; name: string },
    { outcome }: JobControl,
  ): Promise<void> {
    const about = { providerId: provider.id, provider: provider.name };
    try {
      await database.write(async () => {
        await mustStill(job);
        const { isNew } = await reports.issue(job.actorId, job.auditId, provider.id);
        await outcome({ ...about, outcome: isNew ? 'issued' : 'unchanged', why: null });
      });
    } catch (error) {
      if (!(error instanceof ReportWarning)) throw error;
      const why = `${countOf(error.suspects.length, 'text')} may tell who somebody is. Look at its report and issue it there.`;
      await outcome({ ...about, outcome: 'held', why });
    }
  }

  return async (job, control) => {
    const audit = await audits.byId(job.auditId);
    if (!audit) throw new NotFoundError();
    const entries = await feedback.of(audit.id);
    if (job.kind === 'issue') {
      for (const [done, { provider }] of entries.entries()) {
        if (job.outcomes.some(({ providerId }) => providerId === provider.id)) continue;
        await control.progress(done, entries.length, `issuing the report to ${provider.name}`);
        await issue(job, provider, control);
      }
    }
    const files: PackedReport[] = [];
    for (const { provider, issued } of await feedback.of(audit.id)) {
      if (!issued) continue;
      const name = fileName(audit.title, provider.name, issued.version);
      const isTaken = files.some((file) => file.name === name);
      files.push({
        id: issued.id,
        sha256: issued.sha256,
        // Two providers whose names differ in signs only.
        name: isTaken ? name.replace(/\.pdf$/, `-${provider.id}.pdf`) : name,
        at: issued.issuedAt,
      });
    }
    return files;
  };
}
