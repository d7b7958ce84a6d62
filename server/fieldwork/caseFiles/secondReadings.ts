import type { Database } from '../../platform/db/database.ts';
import { groupBy } from '../../platform/groupBy.ts';
import { caseFilesOf, firstReadings, joinReadingIfAny, joinReadingNamed, SECOND_READING } from './queries.ts';
import { createReadingPairs } from './readingPairs.ts';
import type { PairedReading } from './readingPairs.ts';
import { createSettlementStore } from './settlements.ts';

/** A file that could be drawn. */
export interface DrawCandidate {
  file: number;
  group: number;
  reference: string;
  /** Of the first reading. */
  version: number;
  /** Who made or changed the first reading. */
  readers: number[];
}

const BATCH = 300;

/** Second readings: how they are begun, opened again and taken away; with both readings, and what was settled between them. */
export function createSecondReadingStore(database: Database) {
  return {
    ...createReadingPairs(database),
    ...createSettlementStore(database),

    /** The files whose first reading is complete and that are not read twice yet, in the order they were begun in. */
    async candidates(auditId: number): Promise<DrawCandidate[]> {
      const rows: { id: number; group_id: number; reference: string; version: number; review_id: number }[] =
        await firstReadings(database)
          .modify(joinReadingIfAny, SECOND_READING, 'seconds')
          .where('case_files.audit_id', auditId)
          .whereNotNull('reviews.completed_at')
          .whereNull('seconds.id')
          .orderBy('case_files.id')
          .select(
            'case_files.id',
            'case_files.group_id',
            'case_files.reference',
            'reviews.version',
            'reviews.id as review_id',
          );
      const readers: { review_id: number; user_id: number }[] = await joinReadingNamed(
        database.query('review_readers'),
        'review_readers.review_id',
      )
        .where('case_files.audit_id', auditId)
        .select('review_readers.review_id', 'review_readers.user_id');
      const readersOf = groupBy(readers, (row) => row.review_id);
      return rows.map((row) => ({
        file: row.id,
        group: row.group_id,
        reference: row.reference,
        version: row.version,
        readers: (readersOf.get(row.review_id) ?? []).map((reader) => reader.user_id),
      }));
    },

    /**
     * Begins the second readings of files.
     *
     * @param files - with what stands in the reading before anybody has begun it, by item id
     */
    async addSecondReadings(
      drawId: number,
      files: { file: number; startVersion: number; answers: ReadonlyMap<string, string> }[],
      at: string,
    ): Promise<void> {
      for (let start = 0; start < files.length; start += BATCH) {
        const batch = files.slice(start, start + BATCH);
        const readings = await database
          .query('reviews')
          .insert(
            batch.map(({ file, startVersion }) => ({
              case_file_id: file,
              reading: SECOND_READING,
              version: startVersion,
              comment: '',
              completed_at: null,
              updated_by: null,
              updated_at: at,
            })),
          )
          .returning<{ id: number; case_file_id: number }[]>(['id', 'case_file_id']);
        const readingOf = new Map(readings.map((row) => [row.case_file_id, row.id]));
        await database.query('second_readings').insert(
          batch.map(({ file, startVersion }) => ({
            review_id: readingOf.get(file),
            draw_id: drawId,
            start_version: startVersion,
          })),
        );
        const answers = batch.flatMap(({ file, answers: given }) =>
          [...given].map(([itemId, value]) => ({
            review_id: readingOf.get(file),
            item_id: itemId,
            value,
            comment: null,
          })),
        );
        for (let from = 0; from < answers.length; from += BATCH) {
          await database.query('answers').insert(answers.slice(from, from + BATCH));
        }
      }
    },

    /** Makes a reading incomplete again, so that it can be changed. */
    async reopen(reading: PairedReading, at: string): Promise<void> {
      await database
        .query('reviews')
        .where({ id: reading.readingId })
        .update({ completed_at: null, version: reading.version + 1, updated_at: at });
    },

    async remove(readingId: number): Promise<void> {
      await database.query('reviews').where({ id: readingId }).delete();
    },

    /**
     * Removes every second reading of an audit that is not complete, with all that is recorded in it.
     *
     * @returns how many there were
     */
    removeIncomplete: (auditId: number): Promise<number> =>
      database
        .query('reviews')
        .where({ reading: SECOND_READING, completed_at: null })
        .whereIn('case_file_id', caseFilesOf(database, auditId).select('id'))
        .delete(),
  };
}
