import type { ValueCount } from '../../../rules/index.ts';
import { countingValue, hasSettlements, joinSettlements } from '../../fieldwork/caseFiles/countingAnswer.ts';
import { firstReadings } from '../../fieldwork/caseFiles/queries.ts';
import type { Database } from '../../platform/db/database.ts';

/** Counts the answers to items that are no checks, of one audit at a time. */
export function createItemCounting(database: Database) {
  return {
    /**
     * How many first readings of each group have each value of some items; what is not recorded is not in it. To be
     * called within one read, so that the counts fit the number of files.
     *
     * @param nameOf - the names of the audit's sample groups by id
     */
    async ofAudit(
      auditId: number,
      itemIds: readonly string[],
      nameOf: ReadonlyMap<number, string>,
    ): Promise<ValueCount[]> {
      if (itemIds.length === 0) return [];
      const settled = await hasSettlements(database, auditId);
      const value = settled ? countingValue() : 'answers.value';
      const query = firstReadings(database)
        .where('case_files.audit_id', auditId)
        .join('answers', 'answers.review_id', 'reviews.id')
        .whereIn('answers.item_id', [...itemIds])
        .whereRaw(`${value} is not null`);
      const rows: { group_id: number; item_id: string; value: string; files: number | string }[] = await (
        settled ? joinSettlements(query) : query
      )
        .groupByRaw(`case_files.group_id, answers.item_id, ${value}`)
        .select(
          'case_files.group_id',
          'answers.item_id',
          database.query.raw(`${value} as value`),
          database.query.raw('count(*) as files'),
        );
      return rows.map(({ group_id, item_id: item, value: kept, files }) => ({
        group: nameOf.get(group_id) ?? '',
        item,
        value: kept,
        records: Number(files),
      }));
    },
  };
}
