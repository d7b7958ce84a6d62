// How other stores reach case files and readings; nobody else names their tables.

import type { Knex } from 'knex';
import type { Database } from '../../platform/db/database.ts';

export const FIRST_READING = 1;
export const SECOND_READING = 2;

/** Puts beside every case file each of its readings. */
export const joinReadings = (query: Knex.QueryBuilder): Knex.QueryBuilder =>
  query.join('reviews', 'reviews.case_file_id', 'case_files.id');

/** Puts beside every case file its first or second reading, and leaves out the files that have none. */
export const joinReading = (
  query: Knex.QueryBuilder,
  reading: typeof FIRST_READING | typeof SECOND_READING,
  as = 'reviews',
): Knex.QueryBuilder =>
  query.join(`reviews as ${as}`, (join) =>
    join.on(`${as}.case_file_id`, 'case_files.id').andOnVal(`${as}.reading`, reading),
  );

/**
 * Puts beside every case file its first or second reading, or nothing where it has none.
 *
 * @param fileId - the column that says which file it is
 */
export const joinReadingIfAny = (
  query: Knex.QueryBuilder,
  reading: typeof FIRST_READING | typeof SECOND_READING,
  as = 'reviews',
  fileId = 'case_files.id',
): Knex.QueryBuilder =>
  query.leftJoin(`reviews as ${as}`, (join) =>
    join.on(`${as}.case_file_id`, fileId).andOnVal(`${as}.reading`, reading),
  );

/** The one definition of the reading that counts: every case file with its first reading, as `reviews`. */
export const firstReadings = (database: Database): Knex.QueryBuilder =>
  joinReading(database.query('case_files'), FIRST_READING);

/** The case files of an audit. */
export const caseFilesOf = (database: Database, auditId: number): Knex.QueryBuilder =>
  database.query('case_files').where('case_files.audit_id', auditId);

/** Puts the reading and the case file beside rows that name a reading, by the column that names it. */
export const joinReadingNamed = (query: Knex.QueryBuilder, column: string): Knex.QueryBuilder =>
  query.join('reviews', 'reviews.id', column).join('case_files', 'case_files.id', 'reviews.case_file_id');
