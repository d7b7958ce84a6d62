import type { Knex } from 'knex';
import type { Answers } from '../../rules/index.ts';
import type { Database } from '../db/database.ts';

/** A case file in a list, with how far its first reading is. */
export interface CaseFileLine {
  id: number;
  groupId: number;
  reference: string;
  completedAt: string | null;
  updatedAt: string;
  updatedByName: string | null;
  /** Checks with an answer. */
  checksRecorded: number;
}

/** The first reading of a case file, whole. */
export interface Review {
  id: number;
  fileId: number;
  auditId: number;
  groupId: number;
  reference: string;
  /** Rises with every save; what a form was based on. */
  version: number;
  answers: Answers;
  /** Comments by item id. */
  comments: ReadonlyMap<string, string>;
  /** The comment about the whole file. */
  comment: string;
  completedAt: string | null;
  updatedAt: string;
  updatedByName: string | null;
  /** What the device called the change that made this version, or null. */
  lastChange: string | null;
}

/** What a save sets; items that are not named keep what they have, null takes an answer or comment away. */
export interface ReviewChange {
  reference: string;
  groupId: number;
  answers: ReadonlyMap<string, string | null>;
  comments: ReadonlyMap<string, string | null>;
  comment: string;
  completedAt: string | null;
  lastChange: string | null;
}

export interface NewCaseFile {
  groupId: number;
  reference: string;
  answers: ReadonlyMap<string, string>;
  completedAt: string | null;
}

interface ReviewRow {
  id: number;
  group_id: number;
  reference: string;
  version: number;
  comment: string;
  completed_at: string | null;
  updated_at: string;
  updated_by_name: string | null;
  last_change: string | null;
}

const FIRST_READING = 1;
/** SQLite takes at most 32,766 values a statement, and long statements are slow to prepare. */
const BATCH = 300;

export type ReviewRepository = ReturnType<typeof createReviewRepository>;

export function createReviewRepository(database: Database) {
  const firstReadings = (): Knex.QueryBuilder =>
    database
      .query('case_files')
      .join('reviews', (join) =>
        join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', FIRST_READING),
      );

  return {
    /** All case files of an audit in order of their reference. */
    async lines(auditId: number, checkIds: string[]): Promise<CaseFileLine[]> {
      const recorded = database
        .query('answers')
        .whereRaw('answers.review_id = reviews.id')
        .whereNotNull('value')
        .whereIn('item_id', checkIds)
        .count('*')
        .as('checks_recorded');
      const rows: {
        id: number;
        group_id: number;
        reference: string;
        completed_at: string | null;
        updated_at: string;
        updated_by_name: string | null;
        checks_recorded: number | string;
      }[] = await firstReadings()
        .leftJoin('users', 'users.id', 'reviews.updated_by')
        .where('case_files.audit_id', auditId)
        .orderBy('case_files.id')
        .select(
          'case_files.id',
          'case_files.group_id',
          'case_files.reference',
          'reviews.completed_at',
          'reviews.updated_at',
          'users.name as updated_by_name',
          recorded,
        );
      return rows.map((row) => ({
        id: row.id,
        groupId: row.group_id,
        reference: row.reference,
        completedAt: row.completed_at,
        updatedAt: row.updated_at,
        updatedByName: row.updated_by_name,
        checksRecorded: Number(row.checks_recorded),
      }));
    },

    async byFile(auditId: number, fileId: number): Promise<Review | null> {
      const row = (await firstReadings()
        .leftJoin('users', 'users.id', 'reviews.updated_by')
        .where({ 'case_files.audit_id': auditId, 'case_files.id': fileId })
        .select(
          'reviews.id',
          'case_files.group_id',
          'case_files.reference',
          'reviews.version',
          'reviews.comment',
          'reviews.completed_at',
          'reviews.updated_at',
          'reviews.last_change',
          'users.name as updated_by_name',
        )
        .first()) as ReviewRow | undefined;
      if (!row) return null;
      const answers = await database
        .query('answers')
        .where({ review_id: row.id })
        .select<{ item_id: string; value: string | null; comment: string | null }[]>(
          'item_id',
          'value',
          'comment',
        );
      return {
        id: row.id,
        fileId,
        auditId,
        groupId: row.group_id,
        reference: row.reference,
        version: row.version,
        answers: new Map(answers.flatMap(({ item_id, value }) => (value === null ? [] : [[item_id, value]]))),
        comments: new Map(
          answers.flatMap(({ item_id, comment }) => (comment === null ? [] : [[item_id, comment]])),
        ),
        comment: row.comment,
        completedAt: row.completed_at,
        updatedAt: row.updated_at,
        updatedByName: row.updated_by_name,
        lastChange: row.last_change,
      };
    },

    async fileWithReference(auditId: number, reference: string): Promise<number | null> {
      const row = await database
        .query('case_files')
        .where({ audit_id: auditId })
        // The databases know small letters of English only, so that "É-1" would not be found by its small form.
        .whereRaw('(lower(reference) = ? or reference = ?)', [reference.toLowerCase(), reference])
        .select<{ id: number }[]>('id')
        .first();
      return row?.id ?? null;
    },

    /** Every reference of an audit, to hold an import against. */
    async references(auditId: number): Promise<string[]> {
      const rows = await database
        .query('case_files')
        .where({ audit_id: auditId })
        .select<{ reference: string }[]>('reference');
      return rows.map((row) => row.reference);
    },

    /** Begins case files with their first reading, in batches; returns their ids in the order given. */
    async create(
      auditId: number,
      files: NewCaseFile[],
      userId: number | null,
      at: string,
    ): Promise<number[]> {
      const fileIds: number[] = [];
      for (let start = 0; start < files.length; start += BATCH) {
        const batch = files.slice(start, start + BATCH);
        const created = await database
          .query('case_files')
          .insert(
            batch.map((file) => ({
              audit_id: auditId,
              group_id: file.groupId,
              reference: file.reference,
              created_at: at,
            })),
          )
          .returning<{ id: number; reference: string }[]>(['id', 'reference']);
        const idOf = new Map(created.map((row) => [row.reference, row.id]));
        const reviews = await database
          .query('reviews')
          .insert(
            batch.map((file) => ({
              case_file_id: idOf.get(file.reference),
              reading: FIRST_READING,
              version: 1,
              comment: '',
              completed_at: file.completedAt,
              updated_by: userId,
              updated_at: at,
            })),
          )
          .returning<{ id: number; case_file_id: number }[]>(['id', 'case_file_id']);
        const reviewOf = new Map(reviews.map((row) => [row.case_file_id, row.id]));
        const answers = batch.flatMap((file) =>
          [...file.answers].map(([itemId, value]) => ({
            review_id: reviewOf.get(idOf.get(file.reference) ?? 0),
            item_id: itemId,
            value,
            comment: null,
          })),
        );
        for (let from = 0; from < answers.length; from += BATCH) {
          await database.query('answers').insert(answers.slice(from, from + BATCH));
        }
        fileIds.push(...batch.map((file) => idOf.get(file.reference) ?? 0));
      }
      return fileIds;
    },

    /**
     * Saves a review that is still at the version it was read at.
     *
     * @returns false, with nothing written, when somebody else has saved since
     */
    async save(review: Review, change: ReviewChange, userId: number, at: string): Promise<boolean> {
      const updated = await database
        .query('reviews')
        .where({ id: review.id, version: review.version })
        .update({
          version: review.version + 1,
          comment: change.comment,
          completed_at: change.completedAt,
          last_change: change.lastChange,
          updated_by: userId,
          updated_at: at,
        });
      if (updated === 0) return false;
      if (change.reference !== review.reference || change.groupId !== review.groupId) {
        await database
          .query('case_files')
          .where({ id: review.fileId })
          .update({ reference: change.reference, group_id: change.groupId });
      }

      const touched = [...new Set([...change.answers.keys(), ...change.comments.keys()])];
      const rows = touched.map((itemId) => ({
        review_id: review.id,
        item_id: itemId,
        value: latest(change.answers, review.answers, itemId),
        comment: latest(change.comments, review.comments, itemId),
      }));
      const kept = rows.filter((row) => row.value !== null || row.comment !== null);
      if (kept.length > 0) {
        await database.query('answers').insert(kept).onConflict(['review_id', 'item_id']).merge();
      }
      const gone = rows.filter((row) => row.value === null && row.comment === null).map((row) => row.item_id);
      if (gone.length > 0) {
        await database.query('answers').where({ review_id: review.id }).whereIn('item_id', gone).delete();
      }
      return true;
    },

    async remove(fileId: number): Promise<void> {
      await database.query('case_files').where({ id: fileId }).delete();
    },

    /**
     * Answers checks as not applicable in every file of a group where nothing was recorded for them; the reviews'
     * versions rise, so that a form that is open meanwhile does not undo it unseen.
     *
     * @returns how many answers were filled in
     */
    async fillNotApplicable(
      groupId: number,
      checkIds: string[],
      userId: number,
      at: string,
    ): Promise<number> {
      let filled = 0;
      for (const checkId of checkIds) {
        const open: { id: number; comment: string | null }[] = await firstReadings()
          .leftJoin('answers', (join) =>
            join.on('answers.review_id', 'reviews.id').andOnVal('answers.item_id', checkId),
          )
          .where('case_files.group_id', groupId)
          .whereNull('answers.value')
          .select('reviews.id', 'answers.comment');
        for (let start = 0; start < open.length; start += BATCH) {
          const batch = open.slice(start, start + BATCH);
          await database
            .query('answers')
            .insert(
              batch.map(({ id, comment }) => ({ review_id: id, item_id: checkId, value: 'na', comment })),
            )
            .onConflict(['review_id', 'item_id'])
            .merge();
          await database
            .query('reviews')
            .whereIn(
              'id',
              batch.map(({ id }) => id),
            )
            .update({ updated_by: userId, updated_at: at, last_change: null })
            .increment('version', 1);
        }
        filled += open.length;
      }
      return filled;
    },
  };
}

function latest(
  change: ReadonlyMap<string, string | null>,
  before: ReadonlyMap<string, string>,
  itemId: string,
): string | null {
  const changed = change.get(itemId);
  return changed === undefined ? (before.get(itemId) ?? null) : changed;
}
