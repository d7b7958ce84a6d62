import { buffer } from 'node:stream/consumers';
import { dayAfter, openDay } from '../../../rules/index.ts';
import type { Audit } from '../../audits/repository.ts';
import { dayOf } from '../../formats/english.ts';
import { changesBetween, reportFigures } from '../draft/figures.ts';
import type { FeedbackInput, Issue } from '../draft/input.ts';
import { feedbackPdf } from '../draft/pdf.ts';
import { presentFeedback } from '../draft/presenter.ts';
import type { QueryRepository } from '../store/queries.ts';
import type { IssuedReport, ReportRepository } from '../store/reports.ts';
import { reportDataOf } from './draftData.ts';
import { sha256 } from './sha256.ts';

export type Freeze = ReturnType<typeof createFreeze>;

/** Makes reports of drafts, which stay as they are. */
export function createFreeze(parts: {
  reports: ReportRepository;
  queries: QueryRepository;
  at: () => string;
}) {
  const { reports, queries, at } = parts;

  /** What an issue adds to a draft. */
  async function issueOf(
    auditId: number,
    providerId: number,
    input: FeedbackInput,
    issuedAt: string,
    before: IssuedReport | undefined,
  ): Promise<Issue> {
    const today = dayOf(at());
    const issue = {
      version: (before?.version ?? 0) + 1,
      at: issuedAt,
      queriesUntil: openDay(dayAfter(today, input.days.queryDays), input.days.nation),
      planDue: openDay(dayAfter(today, input.days.planDays), input.days.nation),
      changesDue:
        input.days.changeDays === null
          ? null
          : openDay(dayAfter(today, input.days.changeDays), input.days.nation),
    };
    const earlier = before && (await reports.frozen(before.id));
    if (!before || !earlier) return { ...issue, changes: null };
    const answered = (await queries.of(auditId, providerId)).filter(
      (query) => query.answeredAt !== null && query.answeredAt >= before.issuedAt,
    );
    return {
      ...issue,
      changes: {
        since: before.version,
        queries: answered.length,
        corrections: answered.reduce((sum, query) => sum + query.corrections.length, 0),
        changed: changesBetween(earlier.figures, reportFigures(input)),
      },
    };
  }

  /** Makes a report of a draft and keeps it; to be called within a write that has locked the audit. */
  return async function freeze(
    actorId: number,
    audit: Audit,
    providerId: number,
    input: FeedbackInput,
    issuedAt: string,
  ): Promise<IssuedReport> {
    const [before] = await reports.versions(audit.id, providerId);
    const issue = await issueOf(audit.id, providerId, input, issuedAt, before);
    const content = presentFeedback({ ...input, issue });
    const pdf = await buffer(feedbackPdf(content));
    const id = await reports.add({
      auditId: audit.id,
      providerId,
      version: issue.version,
      issuedAt,
      issuedBy: actorId,
      queriesUntil: issue.queriesUntil,
      planDue: issue.planDue,
      toolId: input.tool.id,
      toolVersion: input.tool.version,
      sha256: sha256(pdf),
      pdf,
      content,
      figures: reportFigures(input),
      data: reportDataOf(input),
    });
    const made = await reports.byId(id);
    if (!made) throw new Error('the new report is not there');
    return made;
  };
}
