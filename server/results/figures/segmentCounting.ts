import { checksOf, GROUP_FIELD } from '../../../rules/index.ts';
import type { SegmentField, Tool } from '../../../rules/index.ts';
import { countingValue, joinSettlements } from '../../fieldwork/caseFiles/countingAnswer.ts';
import { caseFilesOf, FIRST_READING, joinReadingIfAny } from '../../fieldwork/caseFiles/queries.ts';
import type { Database } from '../../platform/db/database.ts';
import { dependencies } from './counting.ts';
import type { Dimension, SegmentCounts } from './segments.ts';

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

/** Counts files and answers by the values of fields, of one audit at a time. */
export function createSegmentCounting(database: Database) {
  return {
    /**
     * Files and answers to checks by the values of fields, and those beside the answer that a check hangs on. To be called within one read, so that the counts fit each
     * other.
     */
    of: async (auditId: number, tool: Tool, dimensions: readonly Dimension[]): Promise<SegmentCounts> => {
      const divided = () => {
        const query = joinReadingIfAny(caseFilesOf(database, auditId), FIRST_READING);
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
      const countOf = (row: Row & { item_id: string; value: string }) => ({
        keys: keysOf(row),
        check: row.item_id,
        answer: row.value,
        files: Number(row.files),
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
      const pairs: SegmentCounts['pairs'] = [];
      for (const { item, answer: parentAnswer, children } of dependencies(checksOf(tool))) {
        const found: typeof answers = await joinSettlements(
          joinSettlements(
            divided()
              .join('answers', 'answers.review_id', 'reviews.id')
              .join('answers as parents', (join) =>
                join.on('parents.review_id', 'reviews.id').andOnVal('parents.item_id', item),
              ),
          ),
          'parents',
          'parents_settled',
        )
          .whereRaw(`(${value}) is not null`)
          .whereRaw(`(${countingValue('parents', 'parents_settled')}) = ?`, [parentAnswer])
          .whereIn('answers.item_id', [...children])
          .groupByRaw(positions(2))
          .select(
            ...keys,
            'answers.item_id',
            database.query.raw(`${value} as value`),
            database.query.raw('count(*) as files'),
          );
        for (const row of found) pairs.push({ ...countOf(row), parentAnswer });
      }
      return {
        files: files.map((row) => ({ keys: keysOf(row), files: Number(row.files) })),
        answers: answers.map(countOf),
        pairs,
      };
    },
  };
}
