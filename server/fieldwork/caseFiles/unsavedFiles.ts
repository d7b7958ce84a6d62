import type { Database } from '../../platform/db/database.ts';
import { firstReadings, SECOND_READING } from './queries.ts';

/**
 * The case files of an audit that were begun and never saved, without an answer to any of these items, a second reading or a
 * note to the lead. Whether something else is recorded of one, its reading says.
 */
export async function unsavedFiles(
  database: Database,
  auditId: number,
  itemIds: readonly string[],
): Promise<ReadonlySet<number>> {
  const { query } = database;
  const found: number[] = await firstReadings(database)
    .where({ 'case_files.audit_id': auditId, 'reviews.version': 1 })
    .whereNull('reviews.completed_at')
    .whereNotExists(
      query('answers')
        .whereRaw('answers.review_id = reviews.id')
        .whereIn('answers.item_id', [...itemIds])
        .whereNot('answers.value', 'na'),
    )
    .whereNotExists(query('file_notes').whereRaw('file_notes.review_id = reviews.id'))
    .whereNotExists(
      query('reviews as seconds')
        .whereRaw('seconds.case_file_id = case_files.id')
        .where('seconds.reading', SECOND_READING),
    )
    .pluck('case_files.id');
  return new Set(found);
}
