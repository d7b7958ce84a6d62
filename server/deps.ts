import { randomBytes, randomInt } from 'node:crypto';
import path from 'node:path';
import { PASSWORD_COST } from './people/accounts/password.ts';
import type { ScryptCost } from './people/accounts/password.ts';
import { createAccountRepository } from './people/accounts/repository.ts';
import { createAccountService } from './people/accounts/service.ts';
import { createActivityRepository } from './people/activity/repository.ts';
import { createDemoAudit } from './overview/demoAudit.ts';
import { createSteps } from './overview/steps.ts';
import { createProviderService } from './people/providers.ts';
import { createAuditRepository } from './audits/repository.ts';
import { createAuditService } from './audits/service.ts';
import { createCaseFileCounts } from './fieldwork/caseFiles/counts.ts';
import { createBaselineRepository } from './results/baselines/repository.ts';
import { createBaselineService } from './results/baselines/service.ts';
import { createComparisonService } from './results/comparison/service.ts';
import { createBandsRepository } from './results/bands/repository.ts';
import { createBandsService } from './results/bands/service.ts';
import type { Config } from './platform/config.ts';
import { openDatabase } from './platform/db/database.ts';
import { readAssets } from './fieldwork/devices/assets.ts';
import { createDeviceRepository } from './fieldwork/devices/repository.ts';
import { createDeviceService } from './fieldwork/devices/service.ts';
import { createResultsExports } from './results/exports/service.ts';
import { createFeedbackRepository } from './feedback/draft/repository.ts';
import { createFeedbackService } from './feedback/draft/service.ts';
import { createDigestService } from './improvement/digest/service.ts';
import { createFollowUpService } from './improvement/followUp/service.ts';
import { createReportSource } from './improvement/plans/report.ts';
import { createImprovementRepository } from './improvement/plans/repository.ts';
import { createImprovementService } from './improvement/plans/service.ts';
import { createTextGuard } from './improvement/plans/textGuard.ts';
import { createFindingRepository } from './feedback/store/findings.ts';
import { createFindingService } from './feedback/findings/service.ts';
import { createLog } from './platform/log.ts';
import type { Logger } from './platform/log.ts';
import type { Mailer } from './platform/mail/mailer.ts';
import { createMailRepository } from './people/mail/repository.ts';
import { createMailService } from './people/mail/service.ts';
import { createSmtpMailer } from './platform/mail/smtp.ts';
import { projectFolder } from './platform/paths.ts';
import { createExampleService } from './feedback/draft/goalExamples.ts';
import { createPlanRepository } from './fieldwork/recoveryPlans/repository.ts';
import { createPlanService } from './fieldwork/recoveryPlans/service.ts';
import { createPlanTransfer } from './fieldwork/recoveryPlans/transfer.ts';
import { createProgressRepository } from './fieldwork/caseFiles/progress.ts';
import { createProgressService } from './fieldwork/progress/service.ts';
import { createPublishedService } from './results/published/service.ts';
import { createReAuditService } from './improvement/reAudits/service.ts';
import { createAnswerCorrections } from './fieldwork/caseFiles/corrections.ts';
import { createQueryRepository } from './feedback/store/queries.ts';
import { createQueryService } from './feedback/queries/service.ts';
import { createReadingRepository } from './fieldwork/readings/repository.ts';
import { createReadingService } from './fieldwork/readings/service.ts';
import { createReportJobs } from './feedback/reports/jobs.ts';
import { createReportRepository } from './feedback/store/reports.ts';
import { createReportService } from './feedback/reports/service.ts';
import { createResultsRepository } from './results/figures/repository.ts';
import { createResultsService } from './results/figures/service.ts';
import { createImporter } from './fieldwork/transfer/importer.ts';
import { createReviewRepository } from './fieldwork/caseFiles/repository.ts';
import { createFromSample } from './fieldwork/recording/fromSample.ts';
import { createReviewService } from './fieldwork/recording/service.ts';
import { createSampleRepository } from './fieldwork/sampling/repository.ts';
import { createSamplingService } from './fieldwork/sampling/service.ts';
import { createTokenRepository } from './people/accounts/tokenRepository.ts';
import { createTokenService } from './people/accounts/tokenService.ts';
import { loadTools } from './audits/tools.ts';
import { loadGuardWords, loadSmartWords } from './audits/wordLists.ts';
import { createExporter } from './fieldwork/transfer/exporter.ts';
import { createWaitingSheets } from './fieldwork/transfer/waiting.ts';

/** Everything the program is made of, wired. */
export type Deps = Awaited<ReturnType<typeof createDeps>>;

/** What a test may want otherwise. */
export interface Overrides {
  log?: Logger;
  now?: () => Date;
  mailer?: Mailer;
  /** Hashes are costly by design; a test need not pay for it at every sign-in. */
  passwordCost?: ScryptCost;
  /** Where the definitions of the audit tools are, such as with a version that is not published. */
  toolsFolder?: string;
}

/** Makes and wires all parts, and brings the database up to date. The one place where things are made. */
export async function createDeps(config: Config, overrides: Overrides = {}) {
  const log = overrides.log ?? createLog(config.logLevel);
  const now = overrides.now ?? (() => new Date());
  const passwordCost = overrides.passwordCost ?? PASSWORD_COST;
  const folder = projectFolder();

  const tools = await loadTools(overrides.toolsFolder ?? path.join(folder, 'audits'));
  const smartWords = await loadSmartWords(path.join(folder, 'audits', 'words'));
  const assets = await readAssets(path.join(folder, 'public'));
  const guardWords = await loadGuardWords(path.join(folder, 'audits', 'words'));
  const database = openDatabase(config);
  try {
    await database.migrate();

    const activity = createActivityRepository(database, now);
    const accountRepository = createAccountRepository(database);
    const auditRepository = createAuditRepository(database, createCaseFileCounts(database));
    const reviewRepository = createReviewRepository(database);
    const sampleRepository = createSampleRepository(database);
    const feedbackRepository = createFeedbackRepository(database);
    const deviceRepository = createDeviceRepository(database);
    const findingRepository = createFindingRepository(database);
    const reportRepository = createReportRepository(database);
    const queryRepository = createQueryRepository(database);
    const readingRepository = createReadingRepository(database);
    const resultsRepository = createResultsRepository(database);
    const tokenRepository = createTokenRepository(database);
    const bandsRepository = createBandsRepository(database);

    const accounts = createAccountService({
      database,
      accounts: accountRepository,
      tokens: tokenRepository,
      activity,
      now,
      passwordCost,
    });
    const providers = createProviderService({ database, activity, now });
    const reviews = createReviewService({
      database,
      audits: auditRepository,
      reviews: reviewRepository,
      samples: sampleRepository,
      activity,
      tools,
      now,
    });
    const planRepository = createPlanRepository(database);
    const plans = createPlanService({
      database,
      audits: auditRepository,
      reviews: reviewRepository,
      plans: planRepository,
      activity,
      tools,
      smartWords,
      now,
    });
    const examples = createExampleService({
      database,
      audits: auditRepository,
      plans,
      repository: planRepository,
      activity,
    });
    const planTransfer = createPlanTransfer({
      database,
      audits: auditRepository,
      plans: planRepository,
      activity,
      now,
    });
    const importer = createImporter({
      database,
      audits: auditRepository,
      reviews: reviewRepository,
      samples: sampleRepository,
      activity,
      tools,
      now,
    });
    const sampling = createSamplingService({
      database,
      audits: auditRepository,
      samples: sampleRepository,
      caseFiles: reviewRepository,
      activity,
      tools,
      now,
    });
    const fromSample = createFromSample({
      database,
      audits: auditRepository,
      samples: sampleRepository,
      reviews,
      plans: planRepository,
      activity,
      now,
    });
    const progress = createProgressService({
      database,
      audits: auditRepository,
      accounts: accountRepository,
      progress: createProgressRepository(database),
      tools,
      now,
    });
    const exporter = createExporter({
      database,
      audits: auditRepository,
      reviews: reviewRepository,
      activity,
      tools,
    });
    const devices = createDeviceService({
      database,
      audits: auditRepository,
      devices: deviceRepository,
      reviews,
      caseFiles: reviewRepository,
      samples: sampleRepository,
      activity,
      now,
    });
    const waitingSheets = createWaitingSheets();
    const readings = createReadingService({
      database,
      audits: auditRepository,
      readings: readingRepository,
      activity,
      tools,
      now,
      newSeed: () => randomInt(1, 2 ** 31),
    });
    const results = createResultsService({
      database,
      audits: auditRepository,
      results: resultsRepository,
      bands: bandsRepository,
      plans,
      tools,
    });
    const comparison = createComparisonService({
      database,
      audits: auditRepository,
      results,
      activity,
      tools,
    });
    const bands = createBandsService({
      database,
      audits: auditRepository,
      bands: bandsRepository,
      activity,
    });
    const resultsExports = createResultsExports({
      database,
      results,
      counts: resultsRepository,
      activity,
    });
    const feedback = createFeedbackService({
      database,
      audits: auditRepository,
      results,
      plans,
      examples,
      feedback: feedbackRepository,
      findings: findingRepository,
      reports: reportRepository,
      readings: readingRepository,
      sampling,
    });
    const findings = createFindingService({
      database,
      audits: auditRepository,
      providers,
      findings: findingRepository,
      feedback,
      activity,
      tools,
      guardWords,
      now,
    });
    const tokens = createTokenService({
      database,
      tokens: tokenRepository,
      accounts: accountRepository,
      activity,
      now,
    });
    const published = createPublishedService({ tools });
    const baselines = createBaselineService({
      database,
      audits: auditRepository,
      baselines: createBaselineRepository(database),
      activity,
      now,
    });
    const reports = createReportService({
      database,
      audits: auditRepository,
      feedback,
      findings,
      findingRepository,
      reports: reportRepository,
      queries: queryRepository,
      activity,
      log,
      now,
    });
    const audits = createAuditService({
      database,
      audits: auditRepository,
      providers,
      fieldwork: {
        hasListedFiles: (groupId) => sampleRepository.hasGroup(groupId),
        answerNotApplicable: (groupId, checkIds, actorId, at) =>
          reviewRepository.fillNotApplicable(groupId, checkIds, actorId, at),
        forgetDevices: (auditId, userId) => deviceRepository.remove(auditId, userId),
      },
      accounts: accountRepository,
      activity,
      tools,
      now,
    });
    const steps = createSteps({
      database,
      audits: auditRepository,
      auditService: audits,
      readings: readingRepository,
      samples: sampleRepository,
      devices: deviceRepository,
      reports: reportRepository,
      drafts: reports,
      queries: queryRepository,
      now,
    });
    const queries = createQueryService({
      database,
      audits: auditRepository,
      reports,
      queries: queryRepository,
      answers: createAnswerCorrections(database),
      activity,
      tools,
      now,
    });
    const reportJobs = createReportJobs();
    await reports.freezeReleases();
    const reportSource = createReportSource({
      audits: auditRepository,
      results,
      reports: reportRepository,
    });
    const improvementRepository = createImprovementRepository(database);
    const followUp = createFollowUpService({
      database,
      audits: auditRepository,
      reports: reportSource,
      plans: improvementRepository,
      queries: queryRepository,
      activity,
      tools,
      now,
    });
    const mail = createMailService({
      database,
      mail: createMailRepository(database),
      accounts: accountRepository,
      mailer:
        overrides.mailer ??
        (config.smtpUrl === null ? null : createSmtpMailer(config.smtpUrl, config.mailFrom)),
      publicUrl: config.publicUrl,
      log,
      now,
    });
    const digests = createDigestService({
      accounts: accountRepository,
      followUp,
      mail,
      publicUrl: config.publicUrl,
    });
    const improvement = createImprovementService({
      database,
      reports: reportSource,
      plans: improvementRepository,
      accounts: accountRepository,
      mail,
      textGuard: createTextGuard({ contextOf: findings.guardOf, activity }),
      activity,
      now,
    });
    const reAudits = createReAuditService({
      database,
      audits: auditRepository,
      auditService: audits,
      accounts: accountRepository,
      improvement,
      activity,
      tools,
    });
    const demoAudit = createDemoAudit({
      database,
      audits,
      steps,
      providers,
      importer,
      repository: auditRepository,
      plans: planTransfer,
      folder: path.join(folder, 'audits'),
    });
    const sessionSecret = await database.remember('session-secret', () =>
      randomBytes(32).toString('base64url'),
    );

    return {
      config,
      folder,
      smartWords,
      log,
      database,
      tools,
      activity,
      accounts,
      providers,
      audits,
      steps,
      reviews,
      plans,
      examples,
      planTransfer,
      importer,
      sampling,
      fromSample,
      exporter,
      devices,
      assets,
      waitingSheets,
      progress,
      readings,
      results,
      comparison,
      bands,
      resultsExports,
      feedback,
      published,
      baselines,
      tokens,
      improvement,
      markedChecks: improvement.marks,
      reAudits,
      followUp,
      mail,
      digests,
      findings,
      reports,
      queries,
      reportJobs,
      demoAudit,
      now,
      sessionSecret,
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
