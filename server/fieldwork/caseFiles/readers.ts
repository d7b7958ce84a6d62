import type { Database } from '../../platform/db/database.ts';

/** Notes who reads a file; who is one already stays one. */
export async function addReaders(database: Database, readingIds: number[], userId: number): Promise<void> {
  await database
    .query('review_readers')
    .insert(readingIds.map((readingId) => ({ review_id: readingId, user_id: userId })))
    .onConflict(['review_id', 'user_id'])
    .ignore();
}
