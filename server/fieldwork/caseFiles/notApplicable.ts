import type { Knex } from 'knex';
import type { Database } from '../../platform/db/database.ts';
import { holdingNothing } from './answers.ts';
import { joinReadings } from './queries.ts';

const BATCH = 300;

/** The files of a group, or one of them. */
type Scope = { groupId: number } | { fileId: number };

/** What stands as not applicable in the files of a group because the group is not asked it. */
export function createNotApplicableStore(database: Database) {
  /** Every reading of these files beside its answer to an item, if it has one. */
  const answersIn = (scope: Scope, itemId: string): Knex.QueryBuilder =>
    database
      .query('case_files')
      .modify(joinReadings)
      .leftJoin('answers', (join) =>
        join.on('answers.review_id', 'reviews.id').andOnVal('answers.item_id', itemId),
      )
      .where(
        'groupId' in scope ? { 'case_files.group_id': scope.groupId } : { 'case_files.id': scope.fileId },
      );

  /** Says that readings were changed, so that a form that is open meanwhile does not undo it unseen. */
  const raiseVersions = (readings: readonly { id: number }[], userId: number, at: string) =>
    database
      .query('reviews')
      .whereIn('id', idsOf(readings))
      .update({ updated_by: userId, updated_at: at, last_change: null })
      .increment('version', 1);

  return {
    /**
     * Answers checks as not applicable in every reading of these files where nothing was recorded for them.
     *
     * @returns how many answers were filled in
     */
    fillNotApplicable: async (
      scope: Scope,
      checkIds: readonly string[],
      userId: number,
      at: string,
    ): Promise<number> => {
      let filled = 0;
      for (const checkId of checkIds) {
        const open: { id: number; comment: string | null }[] = await answersIn(scope, checkId)
          .whereNull('answers.value')
          .select('reviews.id', 'answers.comment');
        for (const batch of batches(open)) {
          await database
            .query('answers')
            .insert(
              batch.map(({ id, comment }) => ({ review_id: id, item_id: checkId, value: 'na', comment })),
            )
            .onConflict(['review_id', 'item_id'])
            .merge();
          await raiseVersions(batch, userId, at);
        }
        filled += open.length;
      }
      return filled;
    },

    /**
     * Takes "not applicable" back from items in every reading of these files, and what was settled so; comments stay.
     *
     * @returns how many answers were cleared
     */
    clearNotApplicable: async (
      scope: Scope,
      itemIds: readonly string[],
      userId: number,
      at: string,
    ): Promise<number> => {
      let cleared = 0;
      for (const itemId of itemIds) {
        const settled: { id: number }[] = await answersIn(scope, itemId)
          .join('settlements', (join) =>
            join
              .on('settlements.review_id', 'reviews.id')
              .andOnVal('settlements.item_id', itemId)
              .andOnVal('settlements.value', 'na'),
          )
          .select('reviews.id');
        for (const batch of batches(settled)) {
          await database
            .query('settlements')
            .where({ item_id: itemId })
            .whereIn('review_id', idsOf(batch))
            .delete();
        }
        const given: { id: number }[] = await answersIn(scope, itemId)
          .where('answers.value', 'na')
          .select('reviews.id');
        for (const batch of batches(given)) {
          const own = () =>
            database.query('answers').where({ item_id: itemId }).whereIn('review_id', idsOf(batch));
          await own().update({ value: null });
          // A row that holds nothing is not kept, unless something is settled in its place.
          await own()
            .modify(holdingNothing)
            .whereNotIn(
              'review_id',
              database.query('settlements').where({ item_id: itemId }).select('review_id'),
            )
            .delete();
          await raiseVersions(batch, userId, at);
        }
        cleared += given.length;
      }
      return cleared;
    },
  };
}

const idsOf = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id);

const batches = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, i) => rows.slice(i * BATCH, (i + 1) * BATCH));
