import type { Database } from '../../platform/db/database.ts';
import { holdingNothing } from './answers.ts';
import { joinReadingNamed } from './queries.ts';
import type { Settlement } from './readingPairs.ts';

/** What the lead has settled in the place of answers, by the id of the first reading. */
export function createSettlementStore(database: Database) {
  return {
    /** What is settled of a reading, by item id. */
    async settlementsOf(readingId: number): Promise<Map<string, Settlement>> {
      const rows: {
        item_id: string;
        value: string | null;
        reason: string;
        settled_at: string;
        name: string | null;
      }[] = await database
        .query('settlements')
        .leftJoin('users', 'users.id', 'settlements.settled_by')
        .where('settlements.review_id', readingId)
        .select(
          'settlements.item_id',
          'settlements.value',
          'settlements.reason',
          'settlements.settled_at',
          'users.name',
        );
      return new Map(
        rows.map((row) => [
          row.item_id,
          { value: row.value, reason: row.reason, settledAt: row.settled_at, settledByName: row.name },
        ]),
      );
    },

    /** What is settled in an audit: the item or criterion, its file and the group of that. */
    async settledIn(auditId: number): Promise<{ fileId: number; groupId: number; itemId: string }[]> {
      const rows: { file_id: number; group_id: number; item_id: string }[] = await joinReadingNamed(
        database.query('settlements'),
        'settlements.review_id',
      )
        .where('case_files.audit_id', auditId)
        .select('case_files.id as file_id', 'case_files.group_id', 'settlements.item_id');
      return rows.map((row) => ({ fileId: row.file_id, groupId: row.group_id, itemId: row.item_id }));
    },

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
        .modify(holdingNothing)
        .delete();
    },
  };
}
