import { instrumentItemsOf } from '../../rules/index.ts';
import type { Instrument } from '../../rules/index.ts';
import { createCaseFileRepository } from '../../server/fieldwork/caseFiles/repository.ts';
import type { Capacity } from '../../server/access/policy.ts';
import { recordsOf } from '../audits/instruments.ts';
import type { TestApp } from './app.ts';

/** An audit whose records are scored, led by Lena with Amir and Beth as auditors and Carl as commissioner. */
export async function scoredAudit(
  { deps, ids }: TestApp,
  instrument: Instrument,
  /** Group name to answers by reference. */
  groups: Record<string, Record<string, ReadonlyMap<string, string>>>,
  options: { exclusions?: string[]; closed?: boolean; providers?: string[] } = {},
): Promise<number> {
  const at = new Date().toISOString();
  const auditId = await deps.auditRepository.create(
    {
      title: instrument.title,
      partnership: 'England',
      toolId: instrument.id,
      toolVersion: instrument.version,
      fieldworkStart: '2007-01-08',
      fieldworkEnd: '2007-03-30',
      smallNumberThreshold: 5,
      smallNumberRule: 'by_item',
      smallNumberOrder: 'providers_first',
      headline: 'weighted',
    },
    at,
  );
  const panel: [number, Capacity][] = [
    [ids.lena, 'lead'],
    [ids.amir, 'auditor'],
    [ids.beth, 'auditor'],
    [ids.carl, 'commissioner'],
  ];
  for (const [id, capacity] of panel) await deps.auditRepository.setMember(auditId, id, capacity);
  const caseFiles = createCaseFileRepository(deps.database);
  const known = new Set(instrumentItemsOf(instrument).map(({ id }) => id));
  const exclusions = (options.exclusions ?? []).filter((id) => known.has(id));
  for (const [name, records] of Object.entries(groups)) {
    const files = Object.entries(records);
    const providerIds: number[] = [];
    for (const provider of options.providers ?? []) {
      providerIds.push(
        (await deps.providers.byName(provider))?.id ?? (await deps.providers.create(null, provider)),
      );
    }
    const groupId = await deps.auditRepository.createGroup(auditId, {
      name,
      plannedFiles: files.length,
      providerIds,
      exclusions,
    });
    await caseFiles.create(
      auditId,
      files.map(([reference, answers]) => ({
        groupId,
        reference,
        answers: new Map([...answers, ...exclusions.map((id) => [id, 'na'] as const)]),
        completedAt: at,
      })),
      ids.lena,
      at,
    );
  }
  await deps.auditRepository.setState(auditId, options.closed ? 'closed' : 'open', at);
  return auditId;
}

/** The records of an example by their references. */
export const exampleOf = (
  instrument: Instrument,
  file: string,
): Record<string, ReadonlyMap<string, string>> =>
  Object.fromEntries(recordsOf(instrument, file).map(({ reference, answers }) => [reference, answers]));
