import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from '../platform/db/database.ts';
import { readCsv } from '../formats/csv.ts';
import type { PlanTransfer } from '../fieldwork/recoveryPlans/transfer.ts';
import type { Importer } from '../fieldwork/transfer/importer.ts';
import type { ProviderService } from '../people/providers.ts';
import type { AuditRepository } from '../audits/repository.ts';
import type { AuditService } from '../audits/service.ts';
import type { Steps } from './steps.ts';

const BRIDGE = 'The Bridge';
const NEW_ROAD = 'New Road Centre';
const DIP = 'Drug Intervention Programme';

/** The nine sample groups of the audit of 2012, in the order of its table; files of it and of the made-up re-audit. */
const GROUPS: { name: string; files: [number, number]; providers: string[]; exclusions?: string[] }[] = [
  { name: 'Bridge', files: [12, 12], providers: [BRIDGE], exclusions: ['top_missing'] },
  { name: 'NR/Bridge', files: [9, 10], providers: [NEW_ROAD, BRIDGE] },
  { name: 'Complex', files: [5, 6], providers: [NEW_ROAD] },
  { name: 'Women', files: [5, 6], providers: [NEW_ROAD] },
  { name: 'nr/dip', files: [2, 3], providers: [NEW_ROAD, DIP] },
  { name: 'step down', files: [5, 6], providers: [NEW_ROAD] },
  { name: 'Step up', files: [4, 5], providers: [NEW_ROAD] },
  { name: 'DIP', files: [2, 3], providers: [DIP] },
  { name: 'DRR', files: [8, 9], providers: [DIP] },
];

export interface DemoAudit {
  /** Makes the example audit, led by this person, with its 52 case files; all of it or nothing. Returns its id. */
  load(leadId: number): Promise<number>;
  /** Makes the example audit and beside it the made-up re-audit of 60 case files; all of it or nothing. */
  loadWithReAudit(leadId: number): Promise<{ auditId: number; reAuditId: number }>;
}

/** Loads the example through the ordinary services and importer, so that it shows what any audit would. */
export function createDemoAudit(parts: {
  database: Database;
  audits: AuditService;
  steps: Steps;
  providers: ProviderService;
  importer: Importer;
  repository: AuditRepository;
  plans: PlanTransfer;
  /** The audits folder of the program. */
  folder: string;
}): DemoAudit {
  const { database, audits, steps, providers, importer, repository, plans, folder } = parts;

  async function providerId(leadId: number, name: string): Promise<number> {
    return (await providers.byName(name))?.id ?? (await providers.create(leadId, name));
  }

  async function loadAudit(
    leadId: number,
    of: { title: string; day: string; files: 0 | 1; folder: string },
  ): Promise<number> {
    const auditId = await audits.create(leadId, {
      title: of.title,
      partnership: 'Southampton Drug Action Team',
      toolId: 'rodt',
      toolVersion: 1,
      fieldworkStart: of.day,
      fieldworkEnd: of.day,
    });
    for (const group of GROUPS) {
      const providerIds: number[] = [];
      for (const name of group.providers) providerIds.push(await providerId(leadId, name));
      await audits.createGroup(leadId, auditId, {
        name: group.name,
        plannedFiles: group.files[of.files],
        providerIds,
        exclusions: group.exclusions ?? [],
      });
    }
    await steps.changeState(leadId, auditId, 'open');
    const sheet = createReadStream(path.join(folder, 'examples', of.folder, 'case-files.csv'));
    await importer.importCaseFiles(leadId, auditId, readCsv(sheet), { complete: true });
    return auditId;
  }

  async function loadFirst(leadId: number): Promise<number> {
    const auditId = await loadAudit(leadId, {
      title: 'Example: Southampton 2012',
      day: '2012-02-28',
      files: 0,
      folder: 'southampton-2012',
    });
    const sheet = path.join(folder, 'examples/southampton-2012/plans.json');
    await plans.import(leadId, auditId, await readFile(sheet, 'utf8'));
    return auditId;
  }

  return {
    load: (leadId) => database.alone('directory', () => loadFirst(leadId)),
    loadWithReAudit: (leadId) =>
      database.alone('directory', async () => {
        const auditId = await loadFirst(leadId);
        const reAuditId = await loadAudit(leadId, {
          title: 'Example: re-audit of 2014 (made up)',
          day: '2014-03-04',
          files: 1,
          folder: 'southampton-2014',
        });
        await repository.setPredecessor(reAuditId, auditId);
        return { auditId, reAuditId };
      }),
  };
}
