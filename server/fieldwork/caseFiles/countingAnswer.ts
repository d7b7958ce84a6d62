import type { Knex } from 'knex';
import type { Database } from '../../platform/db/database.ts';
import { firstReadings } from './queries.ts';

/** Ids of one statement; SQLite takes at most 32,766 values. */
const BATCH = 300;

/**
 * The one definition of the answer that counts: that of the first reading, unless the lead has settled another one
 * in its place, be it "not recorded". `answers` and `settlements` are what the two tables are called in the query;
 * see joinSettlements.
 */
export const countingValue = (answers = 'answers', settlements = 'settlements'): string =>
  `case when ${settlements}.review_id is null then ${answers}.value else ${settlements}.value end`;

/** Puts beside every answer what was settled in its place, if anything. */
export function joinSettlements(
  query: Knex.QueryBuilder,
  answers = 'answers',
  settlements = 'settlements',
): Knex.QueryBuilder {
  return query.leftJoin(`settlements as ${settlements}`, (join) =>
    join
      .on(`${settlements}.review_id`, `${answers}.review_id`)
      .andOn(`${settlements}.item_id`, `${answers}.item_id`),
  );
}

/**
 * Whether anything was settled in an audit. Most have nothing, and then the answers alone are what counts: a lookup for
 * each of them costs as much as counting them.
 */
export async function hasSettlements(database: Database, auditId: number): Promise<boolean> {
  const row: unknown = await firstReadings(database)
    .join('settlements', 'settlements.review_id', 'reviews.id')
    .where('case_files.audit_id', auditId)
    .first('settlements.review_id');
  return row !== undefined;
}

/** The answers that count in these readings, by the id of the first reading and the item; what is not recorded is not in it. */
export async function countingAnswersOf(
  database: Database,
  readingIds: readonly number[],
): Promise<Map<number, Map<string, string>>> {
  const answersOf = new Map<number, Map<string, string>>();
  for (let start = 0; start < readingIds.length; start += BATCH) {
    const answers: { review_id: number; item_id: string; value: string | null }[] = await joinSettlements(
      database.query('answers'),
    )
      .whereIn('answers.review_id', readingIds.slice(start, start + BATCH))
      .select('answers.review_id', 'answers.item_id', database.query.raw(`${countingValue()} as value`));
    for (const { review_id, item_id, value } of answers) {
      if (value === null) continue;
      const own = answersOf.get(review_id) ?? new Map<string, string>();
      answersOf.set(review_id, own.set(item_id, value));
    }
  }
  return answersOf;
}
