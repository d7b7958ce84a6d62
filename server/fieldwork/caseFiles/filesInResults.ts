import type { Database } from '../../platform/db/database.ts';
import { countingValue, joinSettlements } from './countingAnswer.ts';
import { caseFilesOf, FIRST_READING, firstReadings, joinReadingIfAny } from './queries.ts';

/** Case files as they stand in results: with the answers that count, and how many of them are complete. */
export function createFilesInResults(database: Database) {
  return {
    /** The case files of an audit in the order in which they were begun, with the answers that count to these items. */
    of: async (
      auditId: number,
      itemIds: string[],
    ): Promise<{ reference: string; group: string; complete: boolean; values: Map<string, string> }[]> => {
      const rows: { id: number; reference: string; name: string; completed_at: string | null }[] =
        await joinReadingIfAny(caseFilesOf(database, auditId), FIRST_READING)
          .join('sample_groups', 'sample_groups.id', 'case_files.group_id')
          .orderBy('case_files.id')
          .select('case_files.id', 'case_files.reference', 'sample_groups.name', 'reviews.completed_at');
      const value = countingValue();
      const answers = (await joinSettlements(
        firstReadings(database).join('answers', 'answers.review_id', 'reviews.id'),
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

    /** What files are called, without regard to capitals: by this the same file is known in another audit. */
    references: async (auditId: number): Promise<Set<string>> => {
      const rows: { reference: string }[] = await caseFilesOf(database, auditId).select(
        'case_files.reference',
      );
      return new Set(rows.map(({ reference }) => reference.toLowerCase()));
    },

    /** Files whose first reading is complete, and when anything was last recorded; null where nothing was. */
    progress: async (auditId: number): Promise<{ complete: number; lastChange: string | null }> => {
      const row = await firstReadings(database)
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
