import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from '../db/database.ts';
import { readCsv } from '../formats/csv.ts';
import type { PlanTransfer } from '../plans/transfer.ts';
import type { Importer } from '../reviews/importer.ts';
import type { ProviderService } from './providers.ts';
import type { AuditService } from './service.ts';

const BRIDGE = 'The Bridge';
const NEW_ROAD = 'New Road Centre';
const DIP = 'Drug Intervention Programme';

/** The nine sample groups of the audit of 2012, in the order of its table. */
const GROUPS: { name: string; files: number; providers: string[]; exclusions?: string[] }[] = [
  { name: 'Bridge', files: 12, providers: [BRIDGE], exclusions: ['top_missing'] },
  { name: 'NR/Bridge', files: 9, providers: [NEW_ROAD, BRIDGE] },
  { name: 'Complex', files: 5, providers: [NEW_ROAD] },
  { name: 'Women', files: 5, providers: [NEW_ROAD] },
  { name: 'nr/dip', files: 2, providers: [NEW_ROAD, DIP] },
  { name: 'step down', files: 5, providers: [NEW_ROAD] },
  { name: 'Step up', files: 4, providers: [NEW_ROAD] },
  { name: 'DIP', files: 2, providers: [DIP] },
  { name: 'DRR', files: 8, providers: [DIP] },
];

export interface ExampleLoader {
  /** Makes the example audit, led by this person, with its 52 case files; all of it or nothing. Returns its id. */
  load(leadId: number): Promise<number>;
}

/** Loads the example through the ordinary services and importer, so that it shows what any audit would. */
export function createExampleLoader(parts: {
  database: Database;
  audits: AuditService;
  providers: ProviderService;
  importer: Importer;
  plans: PlanTransfer;
  /** The audits folder of the program. */
  folder: string;
}): ExampleLoader {
  const { database, audits, providers, importer, plans, folder } = parts;

  async function providerId(leadId: number, name: string): Promise<number> {
    return (await providers.byName(name))?.id ?? (await providers.create(leadId, name));
  }

  return {
    load: (leadId) =>
      database.write(async () => {
        const auditId = await audits.create(leadId, {
          title: 'Example: Southampton 2012',
          partnership: 'Southampton Drug Action Team',
          toolId: 'rodt',
          toolVersion: 1,
          fieldworkStart: '2012-02-28',
          fieldworkEnd: '2012-02-28',
        });
        for (const group of GROUPS) {
          const providerIds: number[] = [];
          for (const name of group.providers) providerIds.push(await providerId(leadId, name));
          await audits.createGroup(leadId, auditId, {
            name: group.name,
            plannedFiles: group.files,
            providerIds,
            exclusions: group.exclusions ?? [],
          });
        }
        await audits.take(leadId, auditId, 'open');
        const example = path.join(folder, 'examples/southampton-2012');
        const sheet = createReadStream(path.join(example, 'case-files.csv'));
        await importer.importCaseFiles(leadId, auditId, readCsv(sheet), { complete: true });
        await plans.import(leadId, auditId, await readFile(path.join(example, 'plans.json'), 'utf8'));
        return auditId;
      }),
  };
}
