import type { Database } from '../../platform/db/database.ts';

/** More saves than anybody makes of one reading between a backup and its restore. */
const VERSIONS_APART = 1000;

/**
 * Takes readings that were begun far away from the versions that were given out after the backup: a device that still
 * holds answers of then is told that somebody else has saved, and shown both, instead of writing over what it never saw.
 */
export async function setReadingsApart({ query }: Database): Promise<void> {
  await query('reviews')
    .where('version', '>', 1)
    .whereNotNull('updated_by')
    .increment('version', VERSIONS_APART);
}
