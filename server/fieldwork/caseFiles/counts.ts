import type { CaseFileCounts } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { FIRST_READING, firstReadings, joinReading } from './queries.ts';

/** What the set-up of an audit asks of its case files. */
export function createCaseFileCounts(database: Database): CaseFileCounts {
  return {
    async filesByGroup(groupIds) {
      // By the groups and not by their audits, so that the database counts in its index and reads no file.
      const rows = await database
        .query('case_files')
        .whereIn('group_id', groupIds)
        .groupBy('group_id')
        .select<{ group_id: number; files: number | string }[]>(
          'group_id',
          database.query.raw('count(*) as files'),
        );
      // Of erased ones their number alone is kept.
      const erased = await database
        .query('erased_groups')
        .whereIn('group_id', groupIds)
        .select<{ group_id: number; files: number }[]>('group_id', 'files');
      return new Map([...rows, ...erased].map((row) => [row.group_id, Number(row.files)]));
    },

    async unfinishedFiles(auditIds) {
      const rows: { audit_id: number; unfinished: number | string }[] = await firstReadings(database)
        .whereIn('case_files.audit_id', [...auditIds])
        .whereNull('reviews.completed_at')
        .groupBy('case_files.audit_id')
        .select('case_files.audit_id', database.query.raw('count(*) as unfinished'));
      return new Map(rows.map((row) => [row.audit_id, Number(row.unfinished)]));
    },

    async firstReadersOfUnread(auditIds: number[]): Promise<Map<number, Map<number, Set<number>>>> {
      const rows: { audit_id: number; id: number; user_id: number | null }[] = await database
        .query('second_readings')
        .join('reviews as seconds', 'seconds.id', 'second_readings.review_id')
        .join('case_files', 'case_files.id', 'seconds.case_file_id')
        .modify(joinReading, FIRST_READING, 'firsts')
        .leftJoin('review_readers', 'review_readers.review_id', 'firsts.id')
        .whereIn('case_files.audit_id', auditIds)
        .whereNull('seconds.completed_at')
        .select('case_files.audit_id', 'case_files.id', 'review_readers.user_id');
      const audits = new Map<number, Map<number, Set<number>>>();
      for (const row of rows) {
        const files = audits.get(row.audit_id) ?? new Map<number, Set<number>>();
        const readers = files.get(row.id) ?? new Set<number>();
        if (row.user_id !== null) readers.add(row.user_id);
        audits.set(row.audit_id, files.set(row.id, readers));
      }
      return audits;
    },
  };
}
