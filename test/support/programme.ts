import type { NewProgrammeLine } from '../../server/improvement/programme/service.ts';
import type { TestApp } from './app.ts';

/** A line of the audit programme, of Lena's; unless told otherwise once, of Southampton, on the first day of 2026. */
export async function addProgrammeLine(
  { deps, ids }: TestApp,
  details: Partial<NewProgrammeLine> = {},
): Promise<number> {
  return deps.programme.add(await deps.accounts.get(ids.lena), {
    title: 'Recovery plans',
    partnership: 'Southampton',
    toolId: 'rodt',
    dueOn: '2026-01-01',
    everyMonths: 0,
    fieldworkDays: 3,
    plannedFiles: 20,
    leadId: ids.lena,
    providerIds: [],
    lastRoundId: null,
    ...details,
  });
}
