import { commentThatCounts } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { ANSWER_CONTENT } from './answers.ts';
import type { AnswerContent } from './answers.ts';
import { joinReadingIfAny, SECOND_READING } from './queries.ts';

/** What stands beside an answer: its comment, and where it was seen. */
type Beside = Omit<AnswerContent, 'value'>;

/**
 * What goes with answers that were settled, by the id of the first reading and the item: the comment on it and where it
 * was seen, none of them where no reading fits. Answers that were not settled are not in it: with those goes what the
 * first reader wrote.
 */
export async function settledComments(
  database: Database,
  readingIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, Beside>>> {
  const rows: (AnswerContent & {
    review_id: number;
    item_id: string;
    settled: string | null;
    second_value: string | null;
    second_comment: string | null;
    second_place: string | null;
    second_entry_on: string | null;
  })[] = await database
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
      ...ANSWER_CONTENT.flatMap((column) => [
        `answers.${column}`,
        `second_answers.${column} as second_${column}`,
      ]),
    );
  const found = new Map<number, Map<string, Beside>>();
  for (const row of rows) {
    const { value, comment, place, entry_on } = row;
    const counting = commentThatCounts<Beside>(
      { value, comment: { comment, place, entry_on } },
      {
        value: row.second_value,
        comment: { comment: row.second_comment, place: row.second_place, entry_on: row.second_entry_on },
      },
      { value: row.settled },
    );
    const own = found.get(row.review_id) ?? new Map<string, Beside>();
    found.set(row.review_id, own.set(row.item_id, counting ?? NOTHING));
  }
  return found;
}

const NOTHING: Beside = { comment: null, place: null, entry_on: null };
