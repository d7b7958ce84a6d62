import { randomBytes, randomInt } from 'node:crypto';
import path from 'node:path';
import { PASSWORD_COST } from './accounts/password.ts';
import type { ScryptCost } from './accounts/password.ts';
import { createAccountRepository } from './accounts/repository.ts';
import { createAccountService } from './accounts/service.ts';
import { createActivityRepository } from './activity/repository.ts';
import { createExampleLoader } from './audits/example.ts';
import { createProviderService } from './audits/providers.ts';
import { createAuditRepository } from './audits/repository.ts';
import { createAuditService } from './audits/service.ts';
import { createBaselineRepository } from './baselines/repository.ts';
import { createBaselineService } from './baselines/service.ts';
import { createComparisonService } from './comparison/service.ts';
import { createBandsRepository } from './bands/repository.ts';
import { createBandsService } from './bands/service.ts';
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { readAssets } from './devices/assets.ts';
import { createDeviceRepository } from './devices/repository.ts';
import { createDeviceService } from './devices/service.ts';
import { createResultsExports } from './exports/service.ts';
import { createFeedbackRepository } from './feedback/repository.ts';
import { createFeedbackService } from './feedback/service.ts';
import { createFollowUpService } from './followUp/service.ts';
import { createReportSource } from './improvement/report.ts';
import { createImprovementRepository } from './improvement/repository.ts';
import { createImprovementService } from './improvement/service.ts';
import { createTextGuard } from './improvement/textGuard.ts';
import { createFindingRepository } from './findings/repository.ts';
import { createFindingService } from './findings/service.ts';
import { createLog } from './log.ts';
import type { Logger } from './log.ts';
import type { Mailer } from './mail/mailer.ts';
import { createMailRepository } from './mail/repository.ts';
import { createMailService } from './mail/service.ts';
import { createSmtpMailer } from './mail/smtp.ts';
import { projectFolder } from './paths.ts';
import { createExampleService } from './plans/examples.ts';
import { createPlanRepository } from './plans/repository.ts';
import { createPlanService } from './plans/service.ts';
import { createPlanTransfer } from './plans/transfer.ts';
import { createProgressRepository } from './progress/repository.ts';
import { createProgressService } from './progress/service.ts';
import { createPublishedService } from './published/service.ts';
import { createReAuditService } from './reAudits/service.ts';
import { createAnswerCorrections } from './queries/answers.ts';
import { createQueryRepository } from './queries/repository.ts';
import { createQueryService } from './queries/service.ts';
import { createReadingRepository } from './readings/repository.ts';
import { createReadingService } from './readings/service.ts';
import { createReportJobs } from './reports/jobs.ts';
import { createReportRepository } from './reports/repository.ts';
import { createReportService } from './reports/service.ts';
import { createResultsRepository } from './results/repository.ts';
import { createResultsService } from './results/service.ts';
import { createImporter } from './reviews/importer.ts';
import { createReviewRepository } from './reviews/repository.ts';
import { createReviewService } from './reviews/service.ts';
import { createSampleRepository } from './sampling/repository.ts';
import { createSamplingService } from './sampling/service.ts';
import { createTokenRepository } from './tokens/repository.ts';
import { createTokenService } from './tokens/service.ts';
import { loadTools } from './tools.ts';
import { loadGuardWords, loadSmartWords } from './words.ts';
import { createExporter } from './transfer/exporter.ts';
import { createWaitingSheets } from './transfer/waiting.ts';

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
    const auditRepository = createAuditRepository(database);
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
      reviews,
      caseFiles: reviewRepository,
      plans: planRepository,
      activity,
      tools,
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
      reviews: reviewRepository,
      readings: readingRepository,
      reports: reportRepository,
      drafts: reports,
      queries: queryRepository,
      samples: sampleRepository,
      devices: deviceRepository,
      accounts: accountRepository,
      activity,
      tools,
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
      followUp,
      mailer:
        overrides.mailer ??
        (config.smtpUrl === null ? null : createSmtpMailer(config.smtpUrl, config.mailFrom)),
      publicUrl: config.publicUrl,
      log,
      now,
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
    const example = createExampleLoader({
      database,
      audits,
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
      reviews,
      plans,
      examples,
      planTransfer,
      importer,
      sampling,
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
      reAudits,
      followUp,
      mail,
      findings,
      reports,
      queries,
      reportJobs,
      example,
      now,
      sessionSecret,
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
