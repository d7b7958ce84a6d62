import type { Knex } from 'knex';
import { commentThatCounts } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { joinSettlements } from './countingAnswer.ts';
import { firstReadings, SECOND_READING } from './queries.ts';
import { FILE_COMMENT } from './reading.ts';

/** A comment that goes with an answer that counts; about the whole file where it stands under no item. */
export interface CountingComment {
  /** The first reading of its file. */
  readingId: number;
  item: string | null;
  text: string;
}

interface ItemCommentRow {
  review_id: number;
  item_id: string;
  value: string | null;
  comment: string | null;
  provider_id: number | null;
  second_value: string | null;
  second_comment: string | null;
  second_provider_id: number | null;
  settled: number | null;
  settled_value: string | null;
}

/** Comments of the auditors, and whose notes they could read, by sample groups. */
export function createCommentStore(database: Database) {
  const readingsOf = (groupIds: number[]): Knex.QueryBuilder =>
    firstReadings(database).whereIn('case_files.group_id', groupIds);

  /** Comments on items with all that says whether they count, and whose notes they are about. */
  const onItems = (groupIds: number[]): Promise<ItemCommentRow[]> =>
    joinSettlements(readingsOf(groupIds).join('answers', 'answers.review_id', 'reviews.id'))
      .leftJoin('comment_sets as sets', (join) =>
        join.on('sets.review_id', 'answers.review_id').andOn('sets.item_id', 'answers.item_id'),
      )
      // The second reading is of no concern where nothing was settled.
      .leftJoin('reviews as seconds', (join) =>
        join
          .on('seconds.case_file_id', 'case_files.id')
          .andOn('settlements.review_id', 'reviews.id')
          .andOnVal('seconds.reading', SECOND_READING),
      )
      .leftJoin('answers as second_answers', (join) =>
        join.on('second_answers.review_id', 'seconds.id').andOn('second_answers.item_id', 'answers.item_id'),
      )
      .leftJoin('comment_sets as second_sets', (join) =>
        join.on('second_sets.review_id', 'seconds.id').andOn('second_sets.item_id', 'answers.item_id'),
      )
      .where((query) => query.whereNotNull('answers.comment').orWhereNotNull('second_answers.comment'))
      .select(
        'answers.review_id',
        'answers.item_id',
        'answers.value',
        'answers.comment',
        'sets.provider_id',
        'second_answers.value as second_value',
        'second_answers.comment as second_comment',
        'second_sets.provider_id as second_provider_id',
        'settlements.review_id as settled',
        'settlements.value as settled_value',
      );

  /** Comments about whole files, and whose notes they are about. */
  const onFiles = (
    groupIds: number[],
  ): Promise<{ id: number; comment: string; provider_id: number | null }[]> =>
    readingsOf(groupIds)
      .leftJoin('comment_sets as sets', (join) =>
        join.on('sets.review_id', 'reviews.id').andOnVal('sets.item_id', FILE_COMMENT),
      )
      .whereNot('reviews.comment', '')
      .select('reviews.id', 'reviews.comment', 'sets.provider_id');

  return {
    /**
     * Every comment on the files of these groups that is meant for this provider: about all notes of a file, or about
     * the provider's own. Of a file that was read twice it is the first reader's, but with an answer that was settled
     * for the second reader goes that one's comment.
     */
    async comments(groupIds: number[], providerId: number): Promise<CountingComment[]> {
      const isTheirs = (about: number | null) => about === null || about === providerId;
      const ofItems = (await onItems(groupIds)).flatMap((row) => {
        const found = countingCommentOf(row);
        return found !== null && found.text !== null && isTheirs(found.about)
          ? [{ readingId: row.review_id, item: row.item_id, text: found.text }]
          : [];
      });
      const ofFiles = (await onFiles(groupIds))
        .filter((row) => isTheirs(row.provider_id))
        .map((row) => ({ readingId: row.id, item: null, text: row.comment }));
      return [...ofItems, ...ofFiles];
    },

    /** By group id, of how many files the auditors read this provider's notes, and of how many they could not. */
    notes: async (
      groupIds: number[],
      providerId: number,
    ): Promise<ReadonlyMap<number, { read: number; missing: number }>> => {
      const rows: { group_id: number; state: string; files: number | string }[] = await firstReadings(
        database,
      )
        .join('review_notes', 'review_notes.review_id', 'reviews.id')
        .whereIn('case_files.group_id', groupIds)
        .where('review_notes.provider_id', providerId)
        .groupBy('case_files.group_id', 'review_notes.state')
        .select('case_files.group_id', 'review_notes.state', database.query.raw('count(*) as files'));
      const count = (groupId: number, state: string) =>
        Number(rows.find((row) => row.group_id === groupId && row.state === state)?.files ?? 0);
      return new Map(groupIds.map((id) => [id, { read: count(id, 'read'), missing: count(id, 'missing') }]));
    },
  };
}

/** The comment that goes with the answer that counts, and whose notes it is about; null where none fits. */
const countingCommentOf = (row: ItemCommentRow) =>
  commentThatCounts(
    { value: row.value, comment: { text: row.comment, about: row.provider_id } },
    { value: row.second_value, comment: { text: row.second_comment, about: row.second_provider_id } },
    row.settled === null ? null : { value: row.settled_value },
  );
