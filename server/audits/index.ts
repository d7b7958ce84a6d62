import path from 'node:path';
import type { People } from '../people/index.ts';
import type { Platform } from '../platform/index.ts';
import type { Routes } from '../web/route.ts';
import type { SetupFieldwork } from './fieldwork.ts';
import { leftOutRoutes } from './leftOut/routes.ts';
import { createLeftOutService } from './leftOut/service.ts';
import { createLeftOutStore } from './leftOut/store.ts';
import { standardRoutes } from './standards/routes.ts';
import { createStandardService } from './standards/service.ts';
import { createStandardStore } from './standards/store.ts';
import { createSetupCopier } from './copy.ts';
import { createAuditRepository } from './repository.ts';
import type { CaseFileCounts, Extracts, InterestsIn } from './repository.ts';
import { auditRoutes } from './routes.ts';
import { createAuditService } from './service.ts';
import { createToolVersionRepository } from './drafts/repository.ts';
import { draftRoutes } from './drafts/routes.ts';
import { exchangeRoutes } from './exchange/routes.ts';
import { createDraftService } from './drafts/service.ts';
import { createTools, loadTools, traitsOf } from './tools.ts';
import type { ShippedTools } from './tools.ts';
import { createTrainingSets, loadTrainingSets } from './trainingSets.ts';
import { loadGuardWords, loadSmartWords } from './wordLists.ts';

export type Audits = Awaited<ReturnType<typeof createAudits>>;

/**
 * Setting audits up: tools, word lists, groups, panel.
 *
 * @param parts - caseFileCounts, extracts, interestsIn, setupFieldwork: what the fieldwork, which comes later, tells the set-up
 */
export async function createAudits(
  parts: Platform &
    People & {
      caseFileCounts: CaseFileCounts;
      extracts: Extracts;
      interestsIn: InterestsIn;
      setupFieldwork: SetupFieldwork;
      /** The audit tools, where not those in the folder of the program. */
      shippedTools: ShippedTools | undefined;
    },
) {
  const { database, folder, accountRepository, providers, activity, now } = parts;
  const definitions = path.join(folder, 'audits');
  const shippedTools = parts.shippedTools ?? (await loadTools(definitions));
  const toolVersions = createToolVersionRepository(database);
  const tools = createTools(shippedTools, toolVersions);
  const leftOut = createLeftOutStore(database);
  const standards = createStandardStore(database);
  const auditRepository = createAuditRepository(
    database,
    parts.caseFileCounts,
    parts.extracts,
    { know: (of) => tools.know(of), traitsOf: (toolId, version) => traitsOf(tools, toolId, version) },
    leftOut,
    standards,
    parts.interestsIn,
  );
  const audits = createAuditService({
    database,
    audits: auditRepository,
    providers,
    fieldwork: parts.setupFieldwork,
    accounts: accountRepository,
    activity,
    tools,
    now,
  });
  const trainingSets = createTrainingSets(
    await loadTrainingSets(path.join(definitions, 'training'), shippedTools),
    shippedTools,
    tools,
  );
  return {
    tools,
    shippedTools,
    drafts: createDraftService({
      database,
      toolVersions,
      shipped: shippedTools,
      tools,
      trainingSets,
      activity,
      now,
    }),
    trainingSets,
    smartWords: await loadSmartWords(path.join(definitions, 'words')),
    guardWords: await loadGuardWords(path.join(definitions, 'words')),
    auditRepository,
    leftOut: createLeftOutService({ database, audits: auditRepository, leftOut, activity, tools, now }),
    standards: createStandardService({
      database,
      audits: auditRepository,
      standards,
      fieldwork: parts.setupFieldwork,
      activity,
      tools,
      now,
    }),
    audits,
    copySetup: createSetupCopier({ audits, accounts: accountRepository, standards, tools }),
  };
}

export function auditsRoutes(
  routes: Routes,
  parts: Parameters<typeof auditRoutes>[1] &
    Pick<Audits, 'leftOut' | 'standards' | 'drafts' | 'shippedTools' | 'trainingSets'> &
    Pick<Platform, 'waitingFiles'>,
): void {
  auditRoutes(routes, parts);
  leftOutRoutes(routes, parts);
  standardRoutes(routes, parts);
  draftRoutes(routes, parts);
  exchangeRoutes(routes, parts);
}
