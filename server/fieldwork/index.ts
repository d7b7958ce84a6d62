import { randomInt } from 'node:crypto';
import path from 'node:path';
import { createGroupStore } from '../audits/groups.ts';
import type { Audits } from '../audits/index.ts';
import type { People } from '../people/index.ts';
import type { Database } from '../platform/db/database.ts';
import type { Platform } from '../platform/index.ts';
import type { Routes } from '../web/route.ts';
import { createAssignedFileRepository } from './assigning/repository.ts';
import { assigningRoutes } from './assigning/routes.ts';
import { createAssigningService } from './assigning/service.ts';
import { createCaseFileCounts } from './caseFiles/counts.ts';
import { createCodedTextStore } from './caseFiles/codedTexts.ts';
import { completeByAnswer, filesWithAnswer } from './caseFiles/handedIn.ts';
import { createProgressRepository } from './caseFiles/progress.ts';
import { createCaseFileRepository } from './caseFiles/repository.ts';
import { createFileReadingStore } from './caseFiles/fileReadings.ts';
import { createGuardOfTexts } from './coding/guardOfTexts.ts';
import { codingRoutes } from './coding/routes.ts';
import { createCodingService } from './coding/service.ts';
import { createCallPlanRepository } from './calls/repository.ts';
import { callRoutes } from './calls/routes.ts';
import { createCallService } from './calls/service.ts';
import { readAssets } from './devices/assets.ts';
import { createDeviceRepository } from './devices/repository.ts';
import { deviceRoutes } from './devices/routes.ts';
import { createDeviceService } from './devices/service.ts';
import { goalCheckerRoutes } from './goalChecker/routes.ts';
import { createKeptFrom } from './interests/kept.ts';
import { interestRoutes } from './interests/routes.ts';
import { createInterestService } from './interests/service.ts';
import { createInterestStore, interestsIn } from './interests/store.ts';
import { createFileNoteRepository } from './notes/repository.ts';
import { noteRoutes } from './notes/routes.ts';
import { createNoteService } from './notes/service.ts';
import { progressRoutes } from './progress/routes.ts';
import { createProgressService } from './progress/service.ts';
import { createQuestionnaireRepository } from './questionnaire/repository.ts';
import { respondentRoutes } from './questionnaire/respondentRoutes.ts';
import { createRespondentService } from './questionnaire/respondentService.ts';
import { questionnaireRoutes } from './questionnaire/routes.ts';
import { createQuestionnaireService } from './questionnaire/service.ts';
import { createRecordAnswers } from './caseFiles/recordAnswers.ts';
import { createReadingPairs } from './caseFiles/readingPairs.ts';
import { createReadingRepository } from './readings/repository.ts';
import { readingRoutes } from './readings/routes.ts';
import { createReadingService } from './readings/service.ts';
import { createFromSample } from './recording/fromSample.ts';
import { fromSampleRoutes } from './recording/fromSampleRoutes.ts';
import { recordingRoutes } from './recording/routes.ts';
import { createRecordingService } from './recording/service.ts';
import { createRecoveryPlanRepository } from './recoveryPlans/repository.ts';
import { recoveryPlanRoutes } from './recoveryPlans/routes.ts';
import { createRecoveryPlanService } from './recoveryPlans/service.ts';
import { createPlanTransfer } from './recoveryPlans/transfer.ts';
import { planTransferRoutes } from './recoveryPlans/transferRoutes.ts';
import { paperRoutes } from './paper/routes.ts';
import { completenessRoutes } from './sampling/completenessRoutes.ts';
import { drawnListRoutes } from './sampling/drawnListRoutes.ts';
import { createExtractRepository } from './sampling/extractRepository.ts';
import { hasBegun } from './sampling/readingOrder.ts';
import { createSampleRepository } from './sampling/repository.ts';
import { samplingRoutes } from './sampling/routes.ts';
import { createSamplingService } from './sampling/service.ts';
import { createStoppingRepository } from './sampling/stoppingStore.ts';
import { stoppingRoutes } from './stopping/routes.ts';
import { createStoppingService } from './stopping/service.ts';
import { createExporter } from './transfer/exporter.ts';
import { createImporter } from './transfer/importer.ts';
import { transferRoutes } from './transfer/routes.ts';
import { safeguardingRoutes } from './safeguarding/routes.ts';
import { createSafeguardingService } from './safeguarding/service.ts';
import { createSafeguardingStore } from './safeguarding/store.ts';
import { createSettlementStore } from './caseFiles/settlements.ts';
import { createSelfAuditAnswering } from './selfAudits/answering.ts';
import { createHolder } from './selfAudits/held.ts';
import { createSelfAuditRepository } from './selfAudits/repository.ts';
import { selfAuditRoutes } from './selfAudits/routes.ts';
import { createSelfAuditService } from './selfAudits/service.ts';
import { createValidatedCounts } from './selfAudits/validated.ts';
import { createSelfAuditValidation } from './selfAudits/validation.ts';
import { selfAuditValidationRoutes } from './selfAudits/validationRoutes.ts';
import { madeUpFirst } from './training/gate.ts';
import { trainingRoutes } from './training/routes.ts';
import { createTrainingService } from './training/service.ts';
import { createTrainingStore } from './training/store.ts';
import { createWaitingSheets } from './transfer/waiting.ts';
import { createSheetWordStore } from './transfer/wordStore.ts';

export type Fieldwork = Awaited<ReturnType<typeof createFieldwork>>;

/** What the fieldwork tells the set-up of audits, which comes before it. */
export function createFieldworkForSetup(database: Database) {
  const samples = createSampleRepository(database);
  const caseFiles = createCaseFileRepository(database);
  const devices = createDeviceRepository(database);
  const assigned = createAssignedFileRepository(database);
  const stopping = createStoppingRepository(database);
  const groupStore = createGroupStore(database, createCaseFileCounts(database));
  const keptFrom = createKeptFrom({
    database,
    interests: createInterestStore(database),
    groups: (auditId) => groupStore.groups(auditId),
  });
  return {
    caseFileCounts: createCaseFileCounts(database),
    extracts: () => database.query('ndtms_extracts'),
    interestsIn: (auditId: number) => interestsIn(database, auditId),
    setupFieldwork: {
      hasListedFiles: samples.hasGroup,
      answerNotApplicable: (groupId: number, ids: string[], userId: number, at: string) =>
        caseFiles.fillNotApplicable({ groupId }, ids, userId, at),
      clearNotApplicable: (groupId: number, ids: string[], userId: number, at: string) =>
        caseFiles.clearNotApplicable({ groupId }, ids, userId, at),
      stopsBy: async (auditId: number, groups: readonly { files: number }[]) => ({
        checkIds: [...((await stopping.of(auditId))?.standards.keys() ?? [])],
        hasBegun: hasBegun(await samples.of(auditId), groups),
      }),
      forgetStopping: stopping.remove,
      forgetDevices: devices.remove,
      keptFrom: (auditId: number, file: { fileId: number } | { sampledId: number }) =>
        keptFrom.ofFile(auditId, file),
      forgetAssigned: (auditId: number, userId: number) => assigned.forget(auditId, userId),
    },
  };
}

/** The day of a panel: samples, case files, second readings, recovery plans, devices, sheets, questionnaires, progress. */
export async function createFieldwork(parts: Platform & People & Audits) {
  const {
    database,
    folder,
    now,
    activity,
    accountRepository: accounts,
    tools,
    smartWords,
    guardWords,
  } = parts;
  const audits = parts.auditRepository;
  const samples = createSampleRepository(database);
  const extracts = createExtractRepository(database);
  const sheetWords = createSheetWordStore(database);
  const stopping = createStoppingRepository(database);
  const caseFiles = createCaseFileRepository(database);
  const plans = createRecoveryPlanRepository(database);
  const deviceRepository = createDeviceRepository(database);
  const readingRepository = createReadingRepository(database);
  const common = { database, audits, activity, tools, now };
  const questionnaires = createQuestionnaireRepository(database);
  const codedTexts = createCodedTextStore(database);
  const guardOf = createGuardOfTexts({ database, guardWords });
  const interests = createInterestStore(database);
  const keptFrom = createKeptFrom({ database, interests, groups: (auditId) => audits.groups(auditId) });
  const alerts = createSafeguardingStore(database);
  const recording = createRecordingService({ ...common, caseFiles, samples, keptFrom, alerts });
  const assigned = createAssignedFileRepository(database);
  const assigning = createAssigningService({ ...common, samples, recording, assigned, keptFrom });
  const selfAuditRepository = createSelfAuditRepository(database);
  const ofSelfAudits = {
    ...common,
    caseFiles,
    settlements: createSettlementStore(database),
    selfAudits: selfAuditRepository,
  };
  const selfAudits = createSelfAuditService(ofSelfAudits);
  const hold = createHolder({ audits, selfAudits: selfAuditRepository, reading: selfAudits });
  return {
    keptFrom,
    safeguarding: createSafeguardingService({
      ...common,
      store: alerts,
      accounts,
      guardOf,
      keptFrom,
      mail: parts.mail,
    }),
    interests: createInterestService({
      ...common,
      interests,
      keptFrom,
      samples,
      assigned,
      devices: deviceRepository,
    }),
    assigning,
    notes: createNoteService({
      ...common,
      caseFiles,
      readings: createFileReadingStore(database),
      fileNotes: createFileNoteRepository(database),
      guardOf,
      keptFrom,
    }),
    caseFileCounts: createCaseFileCounts(database),
    sampleRepository: samples,
    planRepository: plans,
    deviceRepository,
    readingRepository,
    selfAudits,
    validatedCounts: createValidatedCounts(ofSelfAudits),
    selfAuditAnswering: createSelfAuditAnswering({ ...ofSelfAudits, hold }),
    selfAuditValidation: createSelfAuditValidation({ ...ofSelfAudits, hold }),
    recording,
    fileReferences: (auditId: number) => caseFiles.referencesById(auditId),
    /** Removes all that was recorded in an audit that goes; called within its transaction. */
    removeFieldwork: async (auditId: number): Promise<void> => {
      await caseFiles.removeOfAudit(auditId);
      await readingRepository.removeDraws(auditId);
    },
    plans: createRecoveryPlanService({ ...common, caseFiles, plans, extracts, smartWords }),
    planTransfer: createPlanTransfer({ ...common, plans }),
    importer: createImporter({ ...common, caseFiles, samples, sheetWords }),
    exporter: createExporter({ ...common, caseFiles }),
    waitingSheets: createWaitingSheets(parts.waitingFiles, 'caseFiles'),
    waitingLists: createWaitingSheets(parts.waitingFiles, 'caseload'),
    calls: createCallService({
      ...common,
      samples,
      callPlans: createCallPlanRepository(database),
      caseFiles,
    }),
    sampling: createSamplingService({ ...common, samples, extracts, caseFiles, sheetWords, stopping }),
    stoppingRepository: stopping,
    stopping: createStoppingService({ ...common, samples, records: createRecordAnswers(database), stopping }),
    fromSample: createFromSample({
      ...common,
      samples,
      recording,
      plans,
      assigning,
      assigned,
      keptFrom,
      interests,
      alerts,
    }),
    progress: createProgressService({ ...common, accounts, progress: createProgressRepository(database) }),
    devices: createDeviceService({
      ...common,
      devices: deviceRepository,
      recording,
      caseFiles,
      samples,
      keptFrom,
    }),
    questionnaire: createQuestionnaireService({
      ...common,
      questionnaires,
      recordsBy: (auditId, itemId) => completeByAnswer(database, auditId, itemId),
      codedTexts,
      guardOf,
    }),
    respondents: createRespondentService({ ...common, questionnaires, caseFiles }),
    coding: createCodingService({ ...common, codedTexts, guardOf, keptFrom }),
    training: createTrainingService({
      ...common,
      accounts,
      training: createTrainingStore(database),
      sets: parts.trainingSets,
      pairs: createReadingPairs(database),
    }),
    assets: await readAssets(path.join(folder, 'public')),
    readings: createReadingService({
      ...common,
      readings: readingRepository,
      samples,
      keptFrom,
      answeredAlone: async ({ id, toolId, toolVersion }) => {
        const mode = tools.find(toolId, toolVersion)?.instrument.selfCompletion;
        return mode ? filesWithAnswer(database, id, mode) : new Set();
      },
      newSeed: () => randomInt(1, 2 ** 31),
    }),
  };
}

export function fieldworkRoutes(all: Routes, parts: Platform & People & Audits & Fieldwork): void {
  const routes = madeUpFirst(all, parts.training);
  goalCheckerRoutes(routes, parts);
  samplingRoutes(routes, parts);
  drawnListRoutes(routes, parts);
  stoppingRoutes(routes, parts);
  paperRoutes(routes, parts);
  callRoutes(routes, parts);
  completenessRoutes(routes, parts);
  assigningRoutes(routes, parts);
  fromSampleRoutes(routes, parts);
  recordingRoutes(routes, parts);
  noteRoutes(routes, parts);
  interestRoutes(routes, parts);
  safeguardingRoutes(routes, parts);
  deviceRoutes(routes, parts);
  recoveryPlanRoutes(routes, parts);
  transferRoutes(routes, parts);
  planTransferRoutes(routes, parts);
  progressRoutes(routes, parts);
  readingRoutes(routes, parts);
  trainingRoutes(routes, parts);
  selfAuditRoutes(routes, parts);
  selfAuditValidationRoutes(routes, parts);
  questionnaireRoutes(routes, parts);
  respondentRoutes(routes, parts);
  codingRoutes(routes, parts);
}
