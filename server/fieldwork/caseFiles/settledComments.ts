import { commentThatCounts } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { joinReadingIfAny, SECOND_READING } from './queries.ts';

/**
 * The comments that go with answers that were settled, by the id of the first reading and the item; null where none
 * fits. Answers that were not settled are not in it: with those goes the first reader's comment.
 */
export async function settledComments(
  database: Database,
  readingIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, string | null>>> {
  const rows: {
    review_id: number;
    item_id: string;
    settled: string | null;
    value: string | null;
    comment: string | null;
    second_value: string | null;
    second_comment: string | null;
  }[] = await database
    .query('settlements')
    .join('reviews as firsts', 'firsts.id', 'settlements.review_id')
    // A settlement hangs on the row of the answer that it replaces.
    .join('answers', (join) =>
      join.on('answers.review_id', 'settlements.review_id').andOn('answers.item_id', 'settlements.item_id'),
    )
    .modify(joinReadingIfAny, SECOND_READING, 'seconds', 'firsts.case_file_id')
    .leftJoin('answers as second_answers', (join) =>
      join
        .on('second_answers.review_id', 'seconds.id')
        .andOn('second_answers.item_id', 'settlements.item_id'),
    )
    .whereIn('settlements.review_id', [...readingIds])
    .select(
      'settlements.review_id',
      'settlements.item_id',
      'settlements.value as settled',
      'answers.value',
      'answers.comment',
      'second_answers.value as second_value',
      'second_answers.comment as second_comment',
    );
  const found = new Map<number, Map<string, string | null>>();
  for (const row of rows) {
    const comment = commentThatCounts(
      { value: row.value, comment: row.comment },
      { value: row.second_value, comment: row.second_comment },
      { value: row.settled },
    );
    const own = found.get(row.review_id) ?? new Map<string, string | null>();
    found.set(row.review_id, own.set(row.item_id, comment));
  }
  return found;
}
