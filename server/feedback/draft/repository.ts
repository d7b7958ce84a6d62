import { createCommentStore } from '../../fieldwork/caseFiles/comments.ts';
import { firstReadings } from '../../fieldwork/caseFiles/queries.ts';
import type { Database } from '../../platform/db/database.ts';
import { fingerprintOf } from '../store/fingerprint.ts';

export type FeedbackRepository = ReturnType<typeof createFeedbackRepository>;

export function createFeedbackRepository(database: Database) {
  const caseFiles = createCommentStore(database);

  /** What the lead has said of the comment on each answer that was corrected; of several corrections the last decides. */
  async function leftOutOf(groupIds: number[]): Promise<ReadonlyMap<string, string | null>> {
    const corrections: { review_id: number; item_id: string; comment_left_out: string | null }[] =
      await firstReadings(database)
        .whereIn('case_files.group_id', groupIds)
        .join('answer_corrections', 'answer_corrections.review_id', 'reviews.id')
        .orderBy('answer_corrections.id')
        .select('review_id', 'item_id', 'comment_left_out');
    return new Map(
      corrections.map((row) => [`${row.review_id} ${row.item_id}`, row.comment_left_out] as const),
    );
  }

  return {
    /**
     * Every comment on the files of these groups that is meant for this provider; what stands under no item is about
     * the whole file. A comment on an answer that was corrected since is not in it, unless the lead kept it.
     */
    async comments(groupIds: number[], providerId: number): Promise<{ item: string | null; text: string }[]> {
      const leftOut = await leftOutOf(groupIds);
      const comments = await caseFiles.comments(groupIds, providerId);
      return comments.flatMap(({ readingId, item, text }) =>
        item !== null && leftOut.get(`${readingId} ${item}`) === fingerprintOf(item, text)
          ? []
          : [{ item, text }],
      );
    },
    /** By group id, of how many files the auditors read this provider's notes, and of how many they could not. */
    notes: caseFiles.notes,
  };
}
