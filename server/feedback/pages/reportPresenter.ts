import { isClosed, reportsMayBeIssued } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { acknowledgedText } from './list.ts';
import { presentPage } from '../draft/page.ts';
import { dayInWords, timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { textOf } from '../../web/form.ts';
import { can } from '../../access/policy.ts';
import { presentQuery } from '../queries/presenter.ts';
import type { Query } from '../store/queries.ts';
import { urls } from '../../web/urls.ts';
import type { JobState, ReportJob } from '../reports/jobs.ts';
import type { FrozenReport, IssuedReport } from '../store/reports.ts';

/** An issued report as a page, for the lead and for the provider's people. */
export function presentReport(parts: {
  audit: Audit;
  provider: { id: number; name: string };
  report: IssuedReport;
  frozen: FrozenReport;
  versions: IssuedReport[];
  queries: Query[];
  /** Whether the days for queries are not over. */
  isInTime: boolean;
  user: User;
  /** What was typed into the form of a query. */
  values: FormBody;
}) {
  const { audit, provider, report, frozen, versions, queries, isInTime, user, values } = parts;
  const subject = { audit, feedback: { providerId: provider.id, issued: report.withdrawnAt === null } };
  const responds = can(user, 'feedback.respond', subject);
  const sees = can(user, 'audit.read', subject);
  const readable = versions.filter((each) => each.withdrawnAt === null || sees);
  const newest = readable[0];
  const isNewest = newest?.id === report.id;
  return {
    header: sees ? presentHeader(audit, user) : null,
    audit: audit.title,
    provider: provider.name,
    ...backFrom(audit, sees),
    version: report.version,
    issuedAt: timeInWords(report.issuedAt),
    sha256: report.sha256,
    pdfHref: urls.reportVersionPdf(audit.id, provider.id, report.version),
    wordHref: urls.reportVersionWord(audit.id, provider.id, report.version),
    isWithdrawn: report.withdrawnAt !== null,
    newer: isNewest || !newest ? null : { version: newest.version, href: urls.report(audit.id, provider.id) },
    others: readable
      .filter((each) => each.id !== report.id)
      .map((each) => ({
        text: `Version ${each.version}, issued on ${timeInWords(each.issuedAt)}`,
        href: urls.reportVersion(audit.id, provider.id, each.version),
      })),
    acknowledged: acknowledgedText(report),
    acknowledgeAction:
      responds && isNewest && report.acknowledgedAt === null
        ? urls.reportAcknowledge(audit.id, provider.id)
        : null,
    queriesUntil: dayInWords(report.queriesUntil),
    isInTime,
    isFinal: isClosed(audit.state) && !reportsMayBeIssued(audit.state),
    planDue: dayInWords(report.planDue),
    queries: queries.map((query) => presentQuery(query, frozen.figures)),
    raise:
      responds && isNewest && isInTime && reportsMayBeIssued(audit.state)
        ? {
            action: urls.queries(audit.id, provider.id),
            about: aboutChoices(frozen, textOf(values, 'about')),
            text: textOf(values, 'text'),
          }
        : null,
    report: frozen.content && presentPage(frozen.content),
  };
}

/** Where the reader came from: the lead of an erased audit from its certificate, since there are no drafts of it. */
function backFrom(audit: Audit, sees: boolean): { back: string; backText: string } {
  if (!sees) return { back: urls.home(), backText: 'Back to your reports' };
  return audit.isErased
    ? { back: urls.auditErasure(audit.id), backText: 'Back to the certificate of erasure' }
    : { back: urls.feedback(audit.id), backText: 'Back to the feedback' };
}

/** What a query can be about: the report as a whole, a check or a finding of it. */
function aboutChoices({ figures: { checks, findings } }: FrozenReport, chosen: string) {
  const choice = (value: string, text: string) => ({ value, text, selected: chosen === value });
  return [
    choice('', 'The report as a whole'),
    ...checks.map((check) => choice(`check:${check.id}`, `Check: ${check.label}`)),
    ...findings.map((finding) =>
      choice(
        `finding:${finding.id}`,
        `Finding: ${finding.text.length > 80 ? `${finding.text.slice(0, 77)}…` : finding.text}`,
      ),
    ),
  ];
}

/** How far a job is, for its page and the script on it. */
export function progressOf(job: JobState): { state: string; percent: number; text: string } {
  if (job.state !== 'running') return { state: job.state, percent: 100, text: '' };
  const percent = job.of === 0 ? 0 : Math.floor((100 * job.done) / job.of);
  return { state: 'running', percent, text: `${job.done} of ${job.of}: ${job.step}` };
}

/** All reports being issued or packed. */
export function presentJob(audit: Audit, job: ReportJob, user: User) {
  const { job: state } = job;
  return {
    header: presentHeader(audit, user),
    back: urls.feedback(audit.id),
    state: state.state,
    kind: job.kind,
    progress: progressOf(state),
    stateHref: urls.feedbackJobState(audit.id, job.token),
    here: urls.feedbackJob(audit.id, job.token),
    isCancelling: job.cancelled && state.state === 'running',
    zip:
      state.state === 'done' && state.files.length > 0
        ? { href: urls.feedbackJobZip(audit.id, job.token), files: state.files.length }
        : null,
    failure: state.state === 'failed' ? state.message : null,
    issued: job.outcomes.filter((each) => each.outcome === 'issued').map((each) => each.provider),
    unchanged: job.outcomes.filter((each) => each.outcome === 'unchanged').map((each) => each.provider),
    held: job.outcomes.filter((each) => each.outcome === 'held'),
  };
}
