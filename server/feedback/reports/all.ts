import type { Audit } from '../../audits/repository.ts';
import { fileName } from './fileName.ts';
import type { FeedbackService } from '../draft/service.ts';
import { countOf } from '../../formats/english.ts';
import type { ArchiveEntry, ReportJobs } from './jobs.ts';
import type { ReportService } from './service.ts';
import { ReportWarning } from './suspects.ts';

/**
 * Begins to issue the reports to all providers of an audit, or only to pack those that are issued, as one archive.
 *
 * Each report is issued in a transaction of its own, so that others can go on working meanwhile: called off or killed
 * in between, some providers have theirs, whole, and the others have none.
 */
export function issueAll(parts: {
  kind: 'issue' | 'zip';
  audit: Audit;
  actorId: number;
  owner: string;
  feedback: FeedbackService;
  reports: ReportService;
  jobs: ReportJobs;
}) {
  const { kind, audit, actorId, owner, feedback, reports, jobs } = parts;
  return jobs.begin({ auditId: audit.id, owner, kind }, async ({ progress, outcome }) => {
    const entries = await feedback.of(audit.id);
    const steps = kind === 'issue' ? entries.length * 2 : entries.length;
    let done = 0;
    if (kind === 'issue') {
      for (const { provider } of entries) {
        progress(done, steps, `issuing the report to ${provider.name}`);
        try {
          const { isNew } = await reports.issue(actorId, audit.id, provider.id);
          outcome({ provider: provider.name, outcome: isNew ? 'issued' : 'unchanged', why: null });
        } catch (error) {
          if (!(error instanceof ReportWarning)) throw error;
          const why = `${countOf(error.suspects.length, 'text')} may tell who somebody is. Look at its report and issue it there.`;
          outcome({ provider: provider.name, outcome: 'held', why });
        }
        done += 1;
      }
    }
    const files: ArchiveEntry[] = [];
    for (const { provider, issued } of await feedback.of(audit.id)) {
      progress(done, steps, `packing the report to ${provider.name}`);
      done += 1;
      if (!issued) continue;
      const name = fileName(audit.title, provider.name, issued.version);
      const times = files.filter((file) => file.name === name).length;
      files.push({
        // Two providers whose names differ in signs only.
        name: times > 0 ? name.replace(/\.pdf$/, `-${provider.id}.pdf`) : name,
        bytes: await reports.pdf(issued),
        at: issued.issuedAt,
      });
    }
    return files;
  });
}
