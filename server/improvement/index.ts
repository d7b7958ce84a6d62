import type { Audits } from '../audits/index.ts';
import type { Feedback } from '../feedback/index.ts';
import type { Fieldwork } from '../fieldwork/index.ts';
import type { People } from '../people/index.ts';
import type { Platform } from '../platform/index.ts';
import type { AuditResults } from '../results/index.ts';
import type { Routes } from '../web/route.ts';
import { createDigestService } from './digest/service.ts';
import { followUpRoutes } from './followUp/routes.ts';
import { createFollowUpService } from './followUp/service.ts';
import { planActionRoutes } from './plans/actionRoutes.ts';
import { createReportSource } from './plans/report.ts';
import { createImprovementRepository } from './plans/repository.ts';
import { improvementRoutes as planRoutes } from './plans/routes.ts';
import { createImprovementService } from './plans/service.ts';
import { createTextGuard } from './plans/textGuard.ts';
import { reAuditRoutes } from './reAudits/routes.ts';
import { createReAuditService } from './reAudits/service.ts';

export type Improvement = ReturnType<typeof createImprovement>;

/** What providers do about their reports: improvement plans, their follow-up, re-audits, and what is due. */
export function createImprovement(parts: Platform & People & Audits & Fieldwork & AuditResults & Feedback) {
  const { database, config, now, activity, mail, tools, results, findings, queryRepository } = parts;
  const audits = parts.auditRepository;
  const accounts = parts.accountRepository;
  const plans = createImprovementRepository(database);
  const reports = createReportSource({ audits, results, reports: parts.reportRepository });
  const followUp = createFollowUpService({
    database,
    audits,
    reports,
    plans,
    queries: queryRepository,
    activity,
    tools,
    now,
  });
  const improvement = createImprovementService({
    database,
    reports,
    plans,
    accounts,
    mail,
    textGuard: createTextGuard({ contextOf: findings.guardOf, activity }),
    activity,
    now,
  });
  return {
    improvement,
    markedChecks: improvement.marks,
    followUp,
    digests: createDigestService({ accounts, followUp, mail, publicUrl: config.publicUrl }),
    reAudits: createReAuditService({
      database,
      audits,
      auditService: parts.audits,
      accounts,
      improvement,
      activity,
      tools,
    }),
  };
}

export function improvementRoutes(routes: Routes, parts: Platform & People & Audits & Improvement): void {
  planRoutes(routes, parts);
  planActionRoutes(routes, parts);
  reAuditRoutes(routes, parts);
  followUpRoutes(routes, parts);
}
