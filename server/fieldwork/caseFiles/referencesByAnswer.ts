import type { Database } from '../../platform/db/database.ts';
import { countingValue, joinSettlements } from './countingAnswer.ts';
import { firstReadings } from './queries.ts';

/** A file of a group with an answer that counts. */
export interface AnsweredFile {
  groupId: number;
  itemId: string;
  answer: string;
  reference: string;
  /** Whether the auditors said that they read this provider's notes in it. */
  ownNotesRead: boolean;
}

/** Which files have an answer, by their references. */
export const createReferencesByAnswer = (database: Database) => ({
  /** The answers to some items in the files of some groups, in the order of the references. */
  async of(groupIds: number[], itemIds: string[], providerId: number): Promise<AnsweredFile[]> {
    if (groupIds.length === 0 || itemIds.length === 0) return [];
    const rows = (await joinSettlements(
      firstReadings(database).join('answers', 'answers.review_id', 'reviews.id'),
    )
      .leftJoin('review_notes', (join) =>
        join
          .on('review_notes.review_id', 'reviews.id')
          .andOnVal('review_notes.provider_id', providerId)
          .andOnVal('review_notes.state', 'read'),
      )
      .whereIn('case_files.group_id', groupIds)
      .whereIn('answers.item_id', itemIds)
      .whereRaw(`(${countingValue()}) is not null`)
      .select(
        'case_files.group_id',
        'answers.item_id',
        'case_files.reference',
        'review_notes.provider_id as read_of',
        database.query.raw(`${countingValue()} as value`),
      )) as { group_id: number; item_id: string; reference: string; read_of: number | null; value: string }[];
    return rows
      .map((row) => ({
        groupId: row.group_id,
        itemId: row.item_id,
        answer: row.value,
        reference: row.reference,
        ownNotesRead: row.read_of !== null,
      }))
      .toSorted((a, b) => BY_REFERENCE.compare(a.reference, b.reference));
  },
});

/** BR-2 before BR-10. */
const BY_REFERENCE = new Intl.Collator('en-GB', { numeric: true });
