import path from 'node:path';
import type { Audits } from '../audits/index.ts';
import type { Feedback } from '../feedback/index.ts';
import { createFindingRepository } from '../feedback/store/findings.ts';
import { createEraser } from '../fieldwork/caseFiles/erasing.ts';
import { createOneCase } from '../fieldwork/caseFiles/oneCase.ts';
import type { Fieldwork } from '../fieldwork/index.ts';
import type { Improvement } from '../improvement/index.ts';
import type { Measures } from '../measures/index.ts';
import type { People } from '../people/index.ts';
import type { Platform } from '../platform/index.ts';
import type { AuditResults } from '../results/index.ts';
import type { Routes } from '../web/route.ts';
import { administrationRoutes } from './administration/routes.ts';
import { createAdministrationService } from './administration/service.ts';
import { createAdministrationStore } from './administration/store.ts';
import { activityRoutes } from './activity.ts';
import { boardRoutes } from './board/routes.ts';
import { createBoardService } from './board/service.ts';
import { activityCheckRoutes } from './activityCheck/routes.ts';
import { backupRoutes } from './backups/routes.ts';
import { createDemoAudit } from './demoAudit.ts';
import { guideRoutes } from './guide.ts';
import { homeRoutes } from './home.ts';
import { providerJoinRoutes } from './providerJoin/routes.ts';
import { createProviderJoinService } from './providerJoin/service.ts';
import { createProviderJoinStore } from './providerJoin/store.ts';
import { createQuoting } from './requests/quoting.ts';
import { requestRoutes } from './requests/routes.ts';
import { createRequestService } from './requests/service.ts';
import { retentionRoutes } from './retention/routes.ts';
import { createAccountErasure } from './retention/accounts.ts';
import { createRetentionService } from './retention/service.ts';
import { createRetentionStore } from './retention/store.ts';
import { overviewRoutes as auditRoutes } from './routes.ts';
import { setUpRoutes } from './setUp.ts';
import { createSteps } from './steps.ts';

type Earlier = Platform & People & Audits & Fieldwork & AuditResults & Measures & Feedback & Improvement;
export type Overview = ReturnType<typeof createOverview>;

/** What needs a look at all areas: the steps of an audit's life, home, and the audit to try things on. */
export function createOverview(parts: Earlier) {
  const { database, folder, now, audits, auditRepository, providers, importer, planTransfer } = parts;
  const steps = createSteps({
    database,
    audits: auditRepository,
    caseFileCounts: parts.caseFileCounts,
    auditService: audits,
    readings: parts.readingRepository,
    samples: parts.sampleRepository,
    devices: parts.deviceRepository,
    reports: parts.reportRepository,
    drafts: parts.reports,
    queries: parts.queryRepository,
    fromSample: parts.fromSample,
    training: parts.training,
    results: parts.results,
    tools: parts.tools,
    now,
  });
  const store = createRetentionStore(database);
  const retention = createRetentionService({
    database,
    store,
    audits: auditRepository,
    eraser: createEraser(database),
    results: parts.results,
    reports: parts.reportRepository,
    dailyBackups: parts.config.backups.folder === null ? null : parts.config.backups.keep,
    activity: parts.activity,
    now,
  });
  return {
    steps,
    retention,
    requests: createRequestService({
      database,
      audits,
      oneCase: createOneCase(database),
      tools: parts.tools,
      reports: parts.reportRepository,
      findings: createFindingRepository(database),
      quoting: createQuoting(database),
      samples: parts.sampleRepository,
      stopping: parts.stoppingRepository,
      activity: parts.activity,
    }),
    accountErasure: createAccountErasure({ database, store, activity: parts.activity, log: parts.log, now }),
    providerJoin: createProviderJoinService({
      database,
      store: createProviderJoinStore(database),
      providers,
      activity: parts.activity,
    }),
    board: createBoardService({
      database,
      audits: auditRepository,
      measures: parts.measures,
      delivery: parts.delivery,
      comparison: parts.comparison,
      followUp: parts.followUp,
      activity: parts.activity,
    }),
    administration: createAdministrationService({
      database,
      store: createAdministrationStore(database),
      audits: auditRepository,
      copySetup: parts.copySetup,
      reports: parts.reportRepository,
      removeFieldwork: parts.removeFieldwork,
      mail: parts.mail,
      activity: parts.activity,
      eraseCases: (...of) => retention.eraseCases(...of),
      now,
    }),
    demoAudit: createDemoAudit({
      database,
      audits,
      steps,
      providers,
      importer,
      repository: auditRepository,
      plans: planTransfer,
      folder: path.join(folder, 'audits'),
    }),
  };
}

export function overviewRoutes(routes: Routes, parts: Earlier & Overview): void {
  homeRoutes(routes, parts);
  setUpRoutes(routes, parts);
  guideRoutes(routes, parts);
  auditRoutes(routes, parts);
  administrationRoutes(routes, parts);
  boardRoutes(routes, parts);
  activityRoutes(routes, parts);
  activityCheckRoutes(routes, parts);
  backupRoutes(routes, parts);
  retentionRoutes(routes, parts);
  requestRoutes(routes, parts);
  providerJoinRoutes(routes, parts);
}
