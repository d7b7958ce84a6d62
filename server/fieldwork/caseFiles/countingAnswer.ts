import type { Knex } from 'knex';
import type { Database } from '../../platform/db/database.ts';

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

const FIRST_READING = 1;

/**
 * Whether anything was settled in an audit. Most have nothing, and then the answers alone are what counts: a lookup for
 * each of them costs as much as counting them.
 */
export async function hasSettlements(database: Database, auditId: number): Promise<boolean> {
  const row: unknown = await database
    .query('case_files')
    .join('reviews', (join) =>
      join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', FIRST_READING),
    )
    .join('settlements', 'settlements.review_id', 'reviews.id')
    .where('case_files.audit_id', auditId)
    .first('settlements.review_id');
  return row !== undefined;
}
