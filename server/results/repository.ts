import type { Knex } from 'knex';
import type { Counts, SegmentField, Tool } from '../../rules/index.ts';
import { checksOf, GROUP_FIELD } from '../../rules/index.ts';
import type { SampleGroup } from '../audits/repository.ts';
import type { Database } from '../db/database.ts';
import type { Dimension, SegmentCounts } from './segments.ts';

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

/** The key of the value that a recorded text falls under, or its position among the values. */
function keyIn({ reading }: SegmentField, value: string): string {
  const cases = (number: string, begins: readonly number[]) =>
    `case when ${value} is null then null ${begins
      .map((begin, i) => `when ${number} < ${begin} then ${i}`)
      .join(' ')} else ${begins.length} end`;
  switch (reading.as) {
    case 'text':
      return value;
    case 'band':
      return cases(`cast(${value} as double precision)`, reading.from.slice(1));
    case 'year': {
      const years = Array.from({ length: reading.last - reading.first + 2 }, (_, i) => reading.first + i);
      return cases(`cast(substr(${value}, 1, 4) as integer)`, years);
    }
  }
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

    /**
     * Files and answers to checks by the values of fields. To be called within one read, so that the counts fit each
     * other.
     */
    async segments(auditId: number, tool: Tool, dimensions: readonly Dimension[]): Promise<SegmentCounts> {
      const divided = () => {
        const query = database
          .query('case_files')
          .leftJoin('reviews', (join) =>
            join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', FIRST_READING),
          )
          .where('case_files.audit_id', auditId);
        dimensions.forEach((dimension, d) => {
          if (dimension === GROUP_FIELD) return;
          const [of, settled] = [`segment_${d}`, `segment_settled_${d}`];
          void query.leftJoin(`answers as ${of}`, (join) =>
            join.on(`${of}.review_id`, 'reviews.id').andOnVal(`${of}.item_id`, dimension.item.id),
          );
          void joinSettlements(query, of, settled);
        });
        return query;
      };
      const keys = dimensions.map((dimension, d) =>
        database.query.raw(
          `${dimension === GROUP_FIELD ? 'case_files.group_id' : keyIn(dimension, countingValue(`segment_${d}`, `segment_settled_${d}`))} as key_${d}`,
        ),
      );
      type Row = Record<`key_${number}`, string | number | null> & { files: number | string };
      const keysOf = (row: Row) =>
        dimensions.map((dimension, d) => {
          const key = row[`key_${d}`] ?? null;
          if (key === null || dimension === GROUP_FIELD) return key === null ? null : String(key);
          return dimension.reading.as === 'text' ? String(key) : (dimension.values[Number(key)]?.key ?? null);
        });
      // By position, because an expression with values in it is another one each time for PostgreSQL.
      const positions = (more: number) =>
        Array.from({ length: dimensions.length + more }, (_, i) => i + 1).join(', ');

      const files: Row[] = await divided()
        .groupByRaw(positions(0))
        .select(...keys, database.query.raw('count(*) as files'));
      const value = countingValue();
      const answers: (Row & { item_id: string; value: string })[] = await joinSettlements(
        divided().join('answers', 'answers.review_id', 'reviews.id'),
      )
        .whereRaw(`(${value}) is not null`)
        .whereIn(
          'answers.item_id',
          checksOf(tool).map((check) => check.id),
        )
        .groupByRaw(positions(2))
        .select(
          ...keys,
          'answers.item_id',
          database.query.raw(`${value} as value`),
          database.query.raw('count(*) as files'),
        );
      return {
        files: files.map((row) => ({ keys: keysOf(row), files: Number(row.files) })),
        answers: answers.map((row) => ({
          keys: keysOf(row),
          check: row.item_id,
          answer: row.value,
          files: Number(row.files),
        })),
      };
    },

    /** The case files of an audit in the order in which they were begun, with the answers that count to these items. */
    async files(
      auditId: number,
      itemIds: string[],
    ): Promise<{ reference: string; group: string; complete: boolean; values: Map<string, string> }[]> {
      const rows = await database
        .query('case_files')
        .join('sample_groups', 'sample_groups.id', 'case_files.group_id')
        .leftJoin('reviews', (join) =>
          join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', FIRST_READING),
        )
        .where('case_files.audit_id', auditId)
        .orderBy('case_files.id')
        .select<{ id: number; reference: string; name: string; completed_at: string | null }[]>(
          'case_files.id',
          'case_files.reference',
          'sample_groups.name',
          'reviews.completed_at',
        );
      const value = countingValue();
      const answers = (await joinSettlements(
        database
          .query('case_files')
          .join('reviews', (join) =>
            join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', FIRST_READING),
          )
          .join('answers', 'answers.review_id', 'reviews.id'),
      )
        .where('case_files.audit_id', auditId)
        .whereRaw(`(${value}) is not null`)
        .whereIn('answers.item_id', itemIds)
        .select('case_files.id', 'answers.item_id', database.query.raw(`${value} as value`))) as {
        id: number;
        item_id: string;
        value: string;
      }[];
      const byFile = new Map(rows.map(({ id }) => [id, new Map<string, string>()]));
      for (const { id, item_id: item, value: answer } of answers) byFile.get(id)?.set(item, answer);
      return rows.map((row) => ({
        reference: row.reference,
        group: row.name,
        complete: row.completed_at !== null,
        values: byFile.get(row.id) ?? new Map<string, string>(),
      }));
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
