import path from 'node:path';
import type { People } from '../people/index.ts';
import type { Platform } from '../platform/index.ts';
import type { SetupFieldwork } from './fieldwork.ts';
import { createAuditRepository } from './repository.ts';
import type { CaseFileCounts, WithExtract } from './repository.ts';
import { createAuditService } from './service.ts';
import { loadTools } from './tools.ts';
import { loadGuardWords, loadSmartWords } from './wordLists.ts';

export { auditRoutes as auditsRoutes } from './routes.ts';

export type Audits = Awaited<ReturnType<typeof createAudits>>;

/**
 * Setting audits up: tools, word lists, groups, panel.
 *
 * @param parts - caseFileCounts, withExtract, setupFieldwork: what the fieldwork, which comes later, tells the set-up
 */
export async function createAudits(
  parts: Platform &
    People & {
      caseFileCounts: CaseFileCounts;
      withExtract: WithExtract;
      setupFieldwork: SetupFieldwork;
      /** Where the definitions of the audit tools are, where not in the folder of the program. */
      toolsFolder: string | undefined;
    },
) {
  const { database, folder, accountRepository, providers, activity, now } = parts;
  const definitions = path.join(folder, 'audits');
  const tools = await loadTools(parts.toolsFolder ?? definitions);
  const auditRepository = createAuditRepository(
    database,
    parts.caseFileCounts,
    parts.withExtract,
    (toolId, version) => tools.wordsOf(toolId, version),
  );
  return {
    tools,
    smartWords: await loadSmartWords(path.join(definitions, 'words')),
    guardWords: await loadGuardWords(path.join(definitions, 'words')),
    auditRepository,
    audits: createAuditService({
      database,
      audits: auditRepository,
      providers,
      fieldwork: parts.setupFieldwork,
      accounts: accountRepository,
      activity,
      tools,
      now,
    }),
  };
}
