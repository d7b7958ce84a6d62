import type { Knex } from 'knex';
import type { Counts, Tool } from '../../rules/index.ts';
import { checksOf } from '../../rules/index.ts';
import type { SampleGroup } from '../audits/repository.ts';
import type { Database } from '../db/database.ts';

const FIRST_READING = 1;

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

export type ResultsRepository = ReturnType<typeof createResultsRepository>;

export function createResultsRepository(database: Database) {
  return {
    /** What the tally of an audit is made of. To be called within one read, so that the counts fit each other. */
    async counts(auditId: number, tool: Tool, groups: SampleGroup[]): Promise<Counts> {
      const nameOf = new Map(groups.map((group) => [group.id, group.name]));

      const value = countingValue();
      const answersOf = (checkIds: string[]) =>
        joinSettlements(
          database
            .query('case_files')
            .join('reviews', (join) =>
              join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', FIRST_READING),
            )
            .join('answers', 'answers.review_id', 'reviews.id'),
        )
          .where('case_files.audit_id', auditId)
          .whereRaw(`(${value}) is not null`)
          .whereIn('answers.item_id', checkIds);

      interface CountRow {
        group_id: number;
        item_id: string;
        value: string;
        files: number | string;
      }
      const checks = checksOf(tool);
      const answers: CountRow[] = await answersOf(checks.map((check) => check.id))
        .groupByRaw(`case_files.group_id, answers.item_id, ${value}`)
        .select(
          'case_files.group_id',
          'answers.item_id',
          database.query.raw(`${value} as value`),
          database.query.raw('count(*) as files'),
        );

      const pairs: (CountRow & { parent_value: string })[] = [];
      const parents = new Set(checks.flatMap((check) => check.dependsOn?.item ?? []));
      for (const parent of parents) {
        const children = checks.filter((check) => check.dependsOn?.item === parent).map((check) => check.id);
        const parentValue = countingValue('parents', 'parents_settled');
        const paired = answersOf(children).join('answers as parents', (join) =>
          join.on('parents.review_id', 'reviews.id').andOnVal('parents.item_id', parent),
        );
        const rows: typeof pairs = await joinSettlements(paired, 'parents', 'parents_settled')
          .whereRaw(`(${parentValue}) is not null`)
          .groupByRaw(`case_files.group_id, answers.item_id, ${value}, ${parentValue}`)
          .select(
            'case_files.group_id',
            'answers.item_id',
            database.query.raw(`${value} as value`),
            database.query.raw(`${parentValue} as parent_value`),
            database.query.raw('count(*) as files'),
          );
        pairs.push(...rows);
      }

      const toCount = (row: CountRow) => ({
        group: nameOf.get(row.group_id) ?? '',
        check: row.item_id,
        answer: row.value,
        files: Number(row.files),
      });
      return {
        groups: groups.map(({ name, files }) => ({ name, files })),
        answers: answers.map(toCount),
        pairs: pairs.map((row) => ({ ...toCount(row), parentAnswer: row.parent_value })),
      };
    },

    /** Files whose first reading is complete, and when anything was last recorded; null where nothing was. */
    async progress(auditId: number): Promise<{ complete: number; lastChange: string | null }> {
      const row = await database
        .query('case_files')
        .join('reviews', (join) =>
          join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', FIRST_READING),
        )
        .where('case_files.audit_id', auditId)
        .select<{ complete: number | string; last_change: string | null }[]>(
          database.query.raw('count(reviews.completed_at) as complete'),
          database.query.raw('max(reviews.updated_at) as last_change'),
        )
        .first();
      return { complete: Number(row?.complete ?? 0), lastChange: row?.last_change ?? null };
    },
  };
}
