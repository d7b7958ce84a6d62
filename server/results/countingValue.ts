import type { Knex } from 'knex';

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
