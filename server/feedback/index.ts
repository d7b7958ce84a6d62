import type { Audits } from '../audits/index.ts';
import { createAnswerCorrections } from '../fieldwork/caseFiles/corrections.ts';
import { createReferencesByAnswer } from '../fieldwork/caseFiles/referencesByAnswer.ts';
import type { Fieldwork } from '../fieldwork/index.ts';
import type { People } from '../people/index.ts';
import type { Platform } from '../platform/index.ts';
import type { AuditResults } from '../results/index.ts';
import type { Routes } from '../web/route.ts';
import { createGoalExampleService } from './draft/goalExamples.ts';
import { createFeedbackRepository } from './draft/repository.ts';
import { createFeedbackService } from './draft/service.ts';
import { findingRoutes } from './findings/routes.ts';
import { createFindingService } from './findings/service.ts';
import { feedbackRoutes as draftRoutes } from './pages/draftRoutes.ts';
import { goalExampleRoutes } from './pages/goalExampleRoutes.ts';
import type { MarkedChecks } from './store/marks.ts';
import { reportRoutes } from './pages/reportRoutes.ts';
import { queryRoutes } from './queries/routes.ts';
import { createQueryService } from './queries/service.ts';
import { createIssueAll } from './reports/all.ts';
import { createReportJobs } from './reports/jobs.ts';
import { explain } from '../web/errors.ts';
import { createReportService } from './reports/service.ts';
import { createFindingRepository } from './store/findings.ts';
import { createQueryRepository } from './store/queries.ts';
import { createReportRepository } from './store/reports.ts';

export type Feedback = ReturnType<typeof createFeedback>;

/**
 * Reports to providers: drafted, with findings, issued, queried and issued again.
 *
 * @param parts - markedChecks: what a report says of improvement plans, which come later
 */
export function createFeedback(
  parts: Platform & People & Audits & Fieldwork & AuditResults & { markedChecks: MarkedChecks },
) {
  const { database, log, now, activity, providers, tools, guardWords } = parts;
  const { plans, planRepository, readingRepository, sampling, results, scores } = parts;
  const audits = parts.auditRepository;
  const findingRepository = createFindingRepository(database);
  const reportRepository = createReportRepository(database);
  const queryRepository = createQueryRepository(database);
  const examples = createGoalExampleService({
    database,
    audits,
    plans,
    repository: planRepository,
    activity,
  });
  const feedback = createFeedbackService({
    database,
    audits,
    results,
    scores,
    plans,
    examples,
    feedback: createFeedbackRepository(database),
    findings: findingRepository,
    reports: reportRepository,
    readings: readingRepository,
    sampling,
    training: parts.training,
    selfAudits: parts.selfAudits,
    accounts: parts.accountRepository,
    answeredFiles: createReferencesByAnswer(database),
    providers,
    providerLogos: parts.providerLogos,
    markedChecks: parts.markedChecks,
    publicUrl: parts.config.publicUrl,
  });
  const findings = createFindingService({
    database,
    audits,
    providers,
    findings: findingRepository,
    feedback,
    activity,
    tools,
    guardWords,
    now,
  });
  const reports = createReportService({
    database,
    audits,
    feedback,
    findings,
    findingRepository,
    reports: reportRepository,
    queries: queryRepository,
    activity,
    log,
    now,
  });
  return {
    reportRepository,
    queryRepository,
    examples,
    feedback,
    findings,
    reports,
    queries: createQueryService({
      database,
      audits,
      reports,
      queries: queryRepository,
      answers: createAnswerCorrections(database),
      keptFrom: parts.keptFrom,
      keepShown: (auditId) => results.keepShown(auditId),
      activity,
      tools,
      now,
    }),
    reportJobs: createReportJobs({
      database,
      leases: parts.leases,
      work: createIssueAll({ database, audits, accounts: parts.accountRepository, feedback, reports }),
      explain: (error) => explain(error).message,
      log,
      now,
    }),
  };
}

/** @param parts - markedChecks: what the pages show of improvement plans, which come later */
export function feedbackRoutes(
  routes: Routes,
  parts: Platform & People & Audits & Fieldwork & AuditResults & Feedback & { markedChecks: MarkedChecks },
): void {
  draftRoutes(routes, parts);
  findingRoutes(routes, parts);
  reportRoutes(routes, parts);
  queryRoutes(routes, parts);
  goalExampleRoutes(routes, parts);
}
