import type { Database } from '../../platform/db/database.ts';
import { caseFilesOf, joinReadings } from './queries.ts';

/** Where a case file is, and what it is called. */
export async function placeOfFile(
  database: Database,
  auditId: number,
  fileId: number,
): Promise<{ groupId: number; reference: string } | null> {
  const row = await caseFilesOf(database, auditId)
    .where('case_files.id', fileId)
    .select<{ group_id: number; reference: string }[]>('case_files.group_id', 'case_files.reference')
    .first();
  return row ? { groupId: row.group_id, reference: row.reference } : null;
}

/** The files of an audit of which a person has made or changed a reading. */
export async function filesReadBy(
  database: Database,
  auditId: number,
  userId: number,
): Promise<{ fileId: number; groupId: number; reference: string }[]> {
  const rows: { id: number; group_id: number; reference: string }[] = await caseFilesOf(database, auditId)
    .modify(joinReadings)
    .join('review_readers', 'review_readers.review_id', 'reviews.id')
    .where('review_readers.user_id', userId)
    .orderBy('case_files.id')
    .distinct('case_files.id', 'case_files.group_id', 'case_files.reference');
  return rows.map(({ id, group_id: groupId, reference }) => ({ fileId: id, groupId, reference }));
}

/** The case files of an audit with what they are called and where they are, by their ids. */
export async function filesById(
  database: Database,
  auditId: number,
): Promise<ReadonlyMap<number, { groupId: number; reference: string }>> {
  const rows = await caseFilesOf(database, auditId).select<
    { id: number; group_id: number; reference: string }[]
  >('id', 'group_id', 'reference');
  return new Map(rows.map(({ id, group_id: groupId, reference }) => [id, { groupId, reference }]));
}
