import type { Database } from '../../platform/db/database.ts';
import { holdingNothing } from './answers.ts';
import { countingValue, joinSettlements } from './countingAnswer.ts';
import { firstReadings, joinReadingIfAny, SECOND_READING } from './queries.ts';
import { createSettlementStore } from './settlements.ts';

/** A case file of a provider, with the answer to one item that counts. */
export interface CountingAnswer {
  fileId: number;
  groupId: number;
  readingId: number;
  reference: string;
  group: string;
  /** Null where the answer is not recorded. */
  value: string | null;
  /** What the auditor wrote on it; null where nothing, and where two have read the file: there it goes by the settlement. */
  comment: string | null;
  /** Read by two: then the lead's settlement counts, and both readings stay as they are. */
  isReadTwice: boolean;
}

export type AnswerCorrections = ReturnType<typeof createAnswerCorrections>;

/** Reads and puts right the answers that count, after an audit was closed. */
export function createAnswerCorrections(database: Database) {
  const settlements = createSettlementStore(database);
  return {
    /** The answers of a provider's files to one item, by group and reference. */
    async of(auditId: number, providerId: number, itemId: string): Promise<CountingAnswer[]> {
      const rows: {
        file_id: number;
        group_id: number;
        review_id: number;
        reference: string;
        group_name: string;
        value: string | null;
        comment: string | null;
        second_id: number | null;
        settled_id: number | null;
      }[] = await joinSettlements(
        firstReadings(database)
          .join('sample_groups', 'sample_groups.id', 'case_files.group_id')
          .join('sample_group_providers as own', (join) =>
            join.on('own.group_id', 'sample_groups.id').andOnVal('own.provider_id', providerId),
          )
          .modify(joinReadingIfAny, SECOND_READING, 'seconds')
          .leftJoin('answers', (join) =>
            join.on('answers.review_id', 'reviews.id').andOnVal('answers.item_id', itemId),
          ),
      )
        .where('case_files.audit_id', auditId)
        .orderBy('sample_groups.position')
        .orderBy('case_files.reference')
        .select(
          'case_files.id as file_id',
          'case_files.group_id',
          'reviews.id as review_id',
          'case_files.reference',
          'sample_groups.name as group_name',
          database.query.raw(`${countingValue()} as value`),
          'answers.comment',
          'seconds.id as second_id',
          'settlements.review_id as settled_id',
        );
      return rows.map((row) => {
        const isReadTwice = row.second_id !== null || row.settled_id !== null;
        return {
          fileId: row.file_id,
          groupId: row.group_id,
          readingId: row.review_id,
          reference: row.reference,
          group: row.group_name,
          value: row.value,
          comment: isReadTwice ? null : row.comment,
          isReadTwice,
        };
      });
    },

    /**
     * Puts an answer right. Of a file that was read once the answer itself is changed, and its version rises; where
     * two have read it, what counts is settled anew and both readings stay as they were given.
     */
    async correct(
      answer: CountingAnswer,
      itemId: string,
      value: string | null,
      reason: string,
      userId: number,
      at: string,
    ): Promise<void> {
      if (answer.isReadTwice) {
        await database.query('reviews').where({ id: answer.readingId }).update({ updated_at: at });
        await settlements.settle(answer.readingId, itemId, { value, reason }, userId, at);
        return;
      }
      const key = { review_id: answer.readingId, item_id: itemId };
      const change = { updated_by: userId, updated_at: at, last_change: null };
      await database
        .query('answers')
        .insert({ ...key, value, comment: null })
        .onConflict(['review_id', 'item_id'])
        .ignore();
      await database.query('reviews').where({ id: answer.readingId }).update(change).increment('version', 1);
      await database.query('answers').where(key).update({ value });
      // A row that holds nothing is not kept.
      await database.query('answers').where(key).modify(holdingNothing).delete();
    },
  };
}
