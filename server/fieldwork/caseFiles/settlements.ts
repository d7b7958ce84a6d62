import type { Database } from '../../platform/db/database.ts';

/** What the lead has settled in the place of answers, by the id of the first reading. */
export function createSettlementStore(database: Database) {
  return {
    /** Puts an answer in the place of the first reading's. */
    async settle(
      readingId: number,
      itemId: string,
      settlement: { value: string | null; reason: string },
      userId: number,
      at: string,
    ): Promise<void> {
      const key = { review_id: readingId, item_id: itemId };
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
    async unsettle(readingId: number, itemIds: string[]): Promise<void> {
      await database
        .query('settlements')
        .where({ review_id: readingId })
        .whereIn('item_id', itemIds)
        .delete();
      await database
        .query('answers')
        .where({ review_id: readingId })
        .whereIn('item_id', itemIds)
        .whereNull('value')
        .whereNull('comment')
        .delete();
    },
  };
}
