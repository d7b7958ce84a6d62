import type { Database } from '../../platform/db/database.ts';
import { countingValue, joinSettlements } from './countingAnswer.ts';
import { firstReadings } from './queries.ts';

/** How many complete records of a sample group have an answer to one item; null where it is not recorded. */
export interface AnswerCount {
  groupId: number;
  value: string | null;
  records: number;
}

/** Complete records of an audit, by group and by the answer that counts to one item. */
export async function completeByAnswer(
  database: Database,
  auditId: number,
  itemId: string,
): Promise<AnswerCount[]> {
  const query = firstReadings(database).leftJoin('answers', (join) =>
    join.on('answers.review_id', 'reviews.id').andOnVal('answers.item_id', itemId),
  );
  const rows: { group_id: number; value: string | null; records: number | string }[] = await joinSettlements(
    query,
  )
    .where('case_files.audit_id', auditId)
    .whereNotNull('reviews.completed_at')
    .groupByRaw(`case_files.group_id, ${countingValue()}`)
    .select(
      'case_files.group_id',
      database.query.raw(`${countingValue()} as value`),
      database.query.raw('count(*) as records'),
    );
  return rows.map((row) => ({ groupId: row.group_id, value: row.value, records: Number(row.records) }));
}

/** The case files of an audit whose first reading has this answer to an item. */
export async function filesWithAnswer(
  database: Database,
  auditId: number,
  { item, answer }: { item: string; answer: string },
): Promise<ReadonlySet<number>> {
  const rows: { id: number }[] = await firstReadings(database)
    .join('answers', 'answers.review_id', 'reviews.id')
    .where({ 'case_files.audit_id': auditId, 'answers.item_id': item, 'answers.value': answer })
    .select('case_files.id');
  return new Set(rows.map(({ id }) => id));
}
