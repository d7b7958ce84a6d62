import type { Answers } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { caseFilesOf, firstReadings, joinReadingIfAny, joinReadingNamed, SECOND_READING } from './queries.ts';

/** A file that could be drawn. */
export interface DrawCandidate {
  file: number;
  group: number;
  /** Of the first reading. */
  version: number;
  /** Who made or changed the first reading. */
  readers: number[];
}

/** One reading of a file that is read twice. */
export interface PairedReading {
  reviewId: number;
  version: number;
  completedAt: string | null;
  answers: Answers;
  comments: ReadonlyMap<string, string>;
  /** The names of who made or changed it. */
  readers: string[];
}

export interface Settlement {
  /** Null where it is settled that the answer is not recorded. */
  value: string | null;
  reason: string;
  settledAt: string;
  settledByName: string | null;
}

/** A file that is read twice, with both readings and what was settled between them, by item id. */
export interface ReadingPair {
  fileId: number;
  groupId: number;
  reference: string;
  first: PairedReading;
  second: PairedReading;
  settlements: ReadonlyMap<string, Settlement>;
}

const BATCH = 300;

export type SecondReadingStore = ReturnType<typeof createSecondReadingStore>;

/** Files that are read twice: both readings, and what was settled between them. */
export function createSecondReadingStore(database: Database) {
  return {
    /** The files whose first reading is complete and that are not read twice yet, in the order they were begun in. */
    async candidates(auditId: number): Promise<DrawCandidate[]> {
      const rows: { id: number; group_id: number; version: number; review_id: number }[] =
        await firstReadings(database)
          .modify(joinReadingIfAny, SECOND_READING, 'seconds')
          .where('case_files.audit_id', auditId)
          .whereNotNull('reviews.completed_at')
          .whereNull('seconds.id')
          .orderBy('case_files.id')
          .select('case_files.id', 'case_files.group_id', 'reviews.version', 'reviews.id as review_id');
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
        version: row.version,
        readers: (readersOf.get(row.review_id) ?? []).map((reader) => reader.user_id),
      }));
    },

    /** Begins the second readings of files: without an answer, but for what does not apply to their groups. */
    async addSecondReadings(
      drawId: number,
      files: { file: number; startVersion: number; notApplicable: string[] }[],
      at: string,
    ): Promise<void> {
      for (let start = 0; start < files.length; start += BATCH) {
        const batch = files.slice(start, start + BATCH);
        const reviews = await database
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
        const reviewOf = new Map(reviews.map((row) => [row.case_file_id, row.id]));
        await database.query('second_readings').insert(
          batch.map(({ file, startVersion }) => ({
            review_id: reviewOf.get(file),
            draw_id: drawId,
            start_version: startVersion,
          })),
        );
        const answers = batch.flatMap(({ file, notApplicable }) =>
          notApplicable.map((itemId) => ({
            review_id: reviewOf.get(file),
            item_id: itemId,
            value: 'na',
            comment: null,
          })),
        );
        for (let from = 0; from < answers.length; from += BATCH) {
          await database.query('answers').insert(answers.slice(from, from + BATCH));
        }
      }
    },

    /** All files of an audit that are read twice, or the one named. */
    async pairs(auditId: number, fileId: number | null = null): Promise<ReadingPair[]> {
      const ofPairs = () =>
        database
          .query('case_files')
          .join('reviews', 'reviews.case_file_id', 'case_files.id')
          .where('case_files.audit_id', auditId)
          .whereIn(
            'case_files.id',
            database.query('reviews').where({ reading: SECOND_READING }).select('case_file_id'),
          )
          .modify((query) => {
            if (fileId !== null) void query.where('case_files.id', fileId);
          });
      const reviews: {
        file_id: number;
        group_id: number;
        reference: string;
        id: number;
        reading: number;
        version: number;
        completed_at: string | null;
      }[] = await ofPairs()
        .orderBy('case_files.id')
        .select(
          'case_files.id as file_id',
          'case_files.group_id',
          'case_files.reference',
          'reviews.id',
          'reviews.reading',
          'reviews.version',
          'reviews.completed_at',
        );
      if (reviews.length === 0) return [];
      const answers: { review_id: number; item_id: string; value: string | null; comment: string | null }[] =
        await ofPairs()
          .join('answers', 'answers.review_id', 'reviews.id')
          .select('answers.review_id', 'answers.item_id', 'answers.value', 'answers.comment');
      const settlements: {
        review_id: number;
        item_id: string;
        value: string | null;
        reason: string;
        settled_at: string;
        name: string | null;
      }[] = await ofPairs()
        .join('settlements', 'settlements.review_id', 'reviews.id')
        .leftJoin('users', 'users.id', 'settlements.settled_by')
        .select(
          'settlements.review_id',
          'settlements.item_id',
          'settlements.value',
          'settlements.reason',
          'settlements.settled_at',
          'users.name',
        );
      const readers: { review_id: number; name: string }[] = await ofPairs()
        .join('review_readers', 'review_readers.review_id', 'reviews.id')
        .join('users', 'users.id', 'review_readers.user_id')
        .orderBy('users.name')
        .select('review_readers.review_id', 'users.name');
      const answersOf = groupBy(answers, (row) => row.review_id);
      const settlementsOf = groupBy(settlements, (row) => row.review_id);
      const readersOf = groupBy(readers, (row) => row.review_id);
      const toReading = (row: (typeof reviews)[number]): PairedReading => {
        const own = answersOf.get(row.id) ?? [];
        return {
          reviewId: row.id,
          version: row.version,
          completedAt: row.completed_at,
          answers: new Map(own.flatMap(({ item_id, value }) => (value === null ? [] : [[item_id, value]]))),
          comments: new Map(
            own.flatMap(({ item_id, comment }) => (comment === null ? [] : [[item_id, comment]])),
          ),
          readers: (readersOf.get(row.id) ?? []).map((reader) => reader.name),
        };
      };
      const byFile = groupBy(reviews, (row) => row.file_id);
      return [...byFile.values()].flatMap((rows) => {
        const first = rows.find((row) => row.reading === 1);
        const second = rows.find((row) => row.reading === SECOND_READING);
        if (!first || !second) return [];
        return {
          fileId: first.file_id,
          groupId: first.group_id,
          reference: first.reference,
          first: toReading(first),
          second: toReading(second),
          settlements: new Map(
            (settlementsOf.get(first.id) ?? []).map((row) => [
              row.item_id,
              {
                value: row.value,
                reason: row.reason,
                settledAt: row.settled_at,
                settledByName: row.name,
              },
            ]),
          ),
        };
      });
    },

    /** Puts an answer in the place of the first reading's. */
    async settle(
      reviewId: number,
      itemId: string,
      settlement: { value: string | null; reason: string },
      userId: number,
      at: string,
    ): Promise<void> {
      const key = { review_id: reviewId, item_id: itemId };
      // What was not recorded has no row for the settlement to hang on.
      await database
        .query('answers')
        .insert({ ...key, value: null, comment: null })
        .onConflict(['review_id', 'item_id'])
        .ignore();
      await database
        .query('settlements')
        .insert({ ...key, ...settlement, settled_by: userId, settled_at: at })
        .onConflict(['review_id', 'item_id'])
        .merge();
    },

    /** Lets the answers of the first reading count again. */
    async unsettle(reviewId: number, itemIds: string[]): Promise<void> {
      await database.query('settlements').where({ review_id: reviewId }).whereIn('item_id', itemIds).delete();
      await database
        .query('answers')
        .where({ review_id: reviewId })
        .whereIn('item_id', itemIds)
        .whereNull('value')
        .whereNull('comment')
        .delete();
    },

    /** Makes a reading incomplete again, so that it can be changed. */
    async reopen(review: PairedReading, at: string): Promise<void> {
      await database
        .query('reviews')
        .where({ id: review.reviewId })
        .update({ completed_at: null, version: review.version + 1, updated_at: at });
    },

    async remove(reviewId: number): Promise<void> {
      await database.query('reviews').where({ id: reviewId }).delete();
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

function groupBy<T>(rows: T[], keyOf: (row: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
