import type { Audits } from '../audits/index.ts';
import type { Feedback } from '../feedback/index.ts';
import { createFindingRepository } from '../feedback/store/findings.ts';
import type { Fieldwork } from '../fieldwork/index.ts';
import type { People } from '../people/index.ts';
import type { Measures } from '../measures/index.ts';
import type { Platform } from '../platform/index.ts';
import type { AuditResults } from '../results/index.ts';
import type { Routes } from '../web/route.ts';
import { createAnswerChoices } from './delivery/answers.ts';
import { deliveryLineRoutes } from './delivery/lineRoutes.ts';
import { createDeliveryRepository } from './delivery/repository.ts';
import { deliveryEntryRoutes, deliveryRoutes } from './delivery/routes.ts';
import { createDeliveryService } from './delivery/service.ts';
import { createDigestService } from './digest/service.ts';
import { followUpRoutes } from './followUp/routes.ts';
import { createFollowUpService } from './followUp/service.ts';
import { planActionRoutes } from './plans/actionRoutes.ts';
import { createReportSource } from './plans/report.ts';
import { createImprovementRepository } from './plans/repository.ts';
import { improvementRoutes as planRoutes } from './plans/routes.ts';
import { createImprovementService } from './plans/service.ts';
import { createProposals } from './meetings/proposals.ts';
import { createMeetingRepository } from './meetings/repository.ts';
import { meetingRoutes } from './meetings/routes.ts';
import { createMeetingService } from './meetings/service.ts';
import { createPlanTexts } from './delivery/planTexts.ts';
import { createMeasureEvents } from './delivery/measureEvents.ts';
import { createTextGuard } from './plans/textGuard.ts';
import { createCalendarService } from './programme/calendar.ts';
import { createProgrammeRepository } from './programme/repository.ts';
import { programmeRoutes } from './programme/routes.ts';
import { createProgrammeService } from './programme/service.ts';
import { reAuditRoutes } from './reAudits/routes.ts';
import { createRecordAnswers } from '../fieldwork/caseFiles/recordAnswers.ts';
import { createReAuditService } from './reAudits/service.ts';

export type Improvement = ReturnType<typeof createImprovement>;

/** What providers do about their reports: improvement plans, their follow-up, re-audits, and what is due. */
export function createImprovement(
  parts: Platform & People & Audits & Fieldwork & AuditResults & Measures & Feedback,
) {
  const { database, config, now, activity, mail, tools, results, findings, queryRepository } = parts;
  const audits = parts.auditRepository;
  const accounts = parts.accountRepository;
  const plans = createImprovementRepository(database);
  const reports = createReportSource({ audits, results, reports: parts.reportRepository, tools });
  const store = createDeliveryRepository(database);
  const followUp = createFollowUpService({
    database,
    audits,
    reports,
    plans,
    queries: queryRepository,
    delivery: store,
    activity,
    now,
  });
  const textGuard = createTextGuard({ contextOf: findings.guardOf, activity });
  const improvement = createImprovementService({
    database,
    reports,
    plans,
    accounts,
    mail,
    textGuard,
    activity,
    now,
  });
  const reAudits = createReAuditService({
    database,
    audits,
    copySetup: parts.copySetup,
    improvement,
    activity,
    tools,
    records: createRecordAnswers(database),
  });
  const programmeRepository = createProgrammeRepository(database);
  const programme = createProgrammeService({
    database,
    programme: programmeRepository,
    audits: parts.audits,
    auditRepository: audits,
    reAudits,
    providers: parts.providers,
    accounts,
    tools,
    activity,
    now,
  });
  const delivery = createDeliveryService({
    database,
    store,
    providers: parts.providers,
    accounts,
    activity,
    folder: parts.folder,
    now,
  });
  const meetingStore = createMeetingRepository(database);
  return {
    programme,
    calendars: createCalendarService({
      database,
      feeds: programmeRepository,
      programme,
      accounts,
      activity,
      publicUrl: config.publicUrl,
      now,
    }),
    improvement,
    markedChecks: improvement.marks,
    delivery,
    measureEvents: createMeasureEvents({ database, store }),
    planTexts: createPlanTexts({ textGuard, words: parts.guardWords, providers: parts.providers, now }),
    meetings: createMeetingService({
      database,
      store: meetingStore,
      proposals: createProposals({
        followUp,
        delivery: store,
        reports,
        measures: parts.measures,
        meetings: meetingStore,
      }),
      providers: parts.providers,
      delivery,
      deliveryStore: store,
      activity,
      now,
    }),
    answerChoices: createAnswerChoices({
      audits,
      tools,
      measures: parts.measures,
      findings: createFindingRepository(database),
      queries: queryRepository,
      reports,
    }),
    followUp,
    digests: createDigestService({ database, accounts, followUp, mail, publicUrl: config.publicUrl }),
    reAudits,
  };
}

export function improvementRoutes(routes: Routes, parts: Platform & People & Audits & Improvement): void {
  planRoutes(routes, parts);
  planActionRoutes(routes, parts);
  reAuditRoutes(routes, parts);
  followUpRoutes(routes, parts);
  programmeRoutes(routes, { ...parts, publicUrl: parts.config.publicUrl });
  deliveryRoutes(routes, parts);
  deliveryEntryRoutes(routes, parts);
  deliveryLineRoutes(routes, parts);
  meetingRoutes(routes, parts);
}
