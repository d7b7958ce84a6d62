import type { Database } from '../../platform/db/database.ts';
import { caseFilesOf } from './queries.ts';

/** The codes of an audit that texts must not have. */
export interface KnownCodes {
  /** Of all case files, those on the caseload list too. */
  references: string[];
  /** Of the workers on the caseload list. */
  workers: string[];
}

/** The codes of an audit that whatever people write in it is looked through for. */
export async function knownCodes(database: Database, auditId: number): Promise<KnownCodes> {
  const recorded: { reference: string }[] = await caseFilesOf(database, auditId).select('reference');
  const listed = await database
    .query('sampled_files')
    .where({ audit_id: auditId })
    .select<{ reference: string; worker: string | null }[]>('reference', 'worker');
  return {
    references: [...recorded, ...listed].map((row) => row.reference),
    workers: [...new Set(listed.flatMap(({ worker }) => worker ?? []))],
  };
}
