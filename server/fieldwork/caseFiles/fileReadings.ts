import type { ReadingNumber } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { caseFilesOf, joinReadings } from './queries.ts';

/** A reading of a case file, without what was answered in it. */
export interface ReadingOfFile {
  id: number;
  number: ReadingNumber;
  version: number;
  completedAt: string | null;
  /** Who has made or changed it. */
  readers: number[];
}

export type FileReadingStore = ReturnType<typeof createFileReadingStore>;

/** Which readings a file has, whoever made them: for the lead, who writes to their readers. */
export function createFileReadingStore(database: Database) {
  /** Who has made or changed each of these readings. */
  async function readersOf(readingIds: readonly number[]): Promise<ReadonlyMap<number, number[]>> {
    const rows = await database
      .query('review_readers')
      .whereIn('review_id', readingIds)
      .select<{ review_id: number; user_id: number }[]>('review_id', 'user_id');
    const own = (id: number) =>
      rows.filter(({ review_id }) => review_id === id).map(({ user_id }) => user_id);
    return new Map(readingIds.map((id) => [id, own(id)]));
  }

  return {
    readersOf,

    /** The readings of one file, the first of them first. */
    async readingsOf(auditId: number, fileId: number): Promise<ReadingOfFile[]> {
      const rows: { id: number; reading: ReadingNumber; version: number; completed_at: string | null }[] =
        await caseFilesOf(database, auditId)
          .where('case_files.id', fileId)
          .modify(joinReadings)
          .orderBy('reviews.reading')
          .select('reviews.id', 'reviews.reading', 'reviews.version', 'reviews.completed_at');
      const readers = await readersOf(rows.map(({ id }) => id));
      return rows.map((row) => ({
        id: row.id,
        number: row.reading,
        version: row.version,
        completedAt: row.completed_at,
        readers: readers.get(row.id) ?? [],
      }));
    },

    /**
     * Takes back that a reading is complete; who has read it, and when, stays.
     *
     * @returns false, with nothing written, when somebody else has saved it since
     */
    async takeUpAgain({ id, version }: Pick<ReadingOfFile, 'id' | 'version'>): Promise<boolean> {
      const changed = await database
        .query('reviews')
        .where({ id, version })
        .update({ completed_at: null, version: version + 1, last_change: null });
      return changed === 1;
    },
  };
}
