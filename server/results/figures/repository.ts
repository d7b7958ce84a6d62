import { checksOf, GROUP_FIELD } from '../../../rules/index.ts';
import type { Counts, SegmentField, Tool } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { createCounting } from './counting.ts';
import { countingValue, joinSettlements } from '../../fieldwork/caseFiles/countingAnswer.ts';
import type { Dimension, SegmentCounts } from './segments.ts';

const FIRST_READING = 1;

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
  const counting = createCounting(database);

  /** What was taken over from a published table; nothing for an audit that has case files. */
  async function baselineCounts(auditId: number): Promise<Counts['answers']> {
    const rows: { name: string; item_id: string; answer: string; files: number }[] = await database
      .query('baseline_counts')
      .join('sample_groups', 'sample_groups.id', 'baseline_counts.group_id')
      .where('sample_groups.audit_id', auditId)
      .select('sample_groups.name', 'item_id', 'answer', 'files');
    return rows.map(({ name, item_id: check, answer, files }) => ({ group: name, check, answer, files }));
  }

  return {
    /** What the tally of an audit is made of. To be called within one read, so that the counts fit each other. */
    async counts(auditId: number, tool: Tool, groups: SampleGroup[]): Promise<Counts> {
      const taken = await baselineCounts(auditId);
      if (taken.length > 0) {
        return { groups: groups.map(({ name, files }) => ({ name, files })), answers: taken, pairs: [] };
      }
      const { answers, pairs } = await counting.ofAudit(
        auditId,
        tool,
        new Map(groups.map((group) => [group.id, group.name])),
      );
      return { groups: groups.map(({ name, files }) => ({ name, files })), answers, pairs };
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
