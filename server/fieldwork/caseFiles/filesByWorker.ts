import type { Database } from '../../platform/db/database.ts';
import { countingValue, joinSettlements } from './countingAnswer.ts';
import { firstReadings } from './queries.ts';

/** How many files of one worker have a yes or a no to a check, and how many of them a yes; the worker is not named. */
export interface FilesOfWorker {
  check: string;
  /** Of one sample group; files of a worker in several groups are told by group. */
  groupId: number;
  yes: number;
  files: number;
}

/**
 * The answers that count to these checks, by sample group and the worker whom the caseload list names for the file; files without one are
 * left out.
 */
export async function filesByWorker(
  database: Database,
  auditId: number,
  checkIds: readonly string[],
): Promise<FilesOfWorker[]> {
  const value = countingValue();
  const rows = (await joinSettlements(
    firstReadings(database).join('answers', 'answers.review_id', 'reviews.id'),
  )
    .join('sampled_files', 'sampled_files.case_file_id', 'case_files.id')
    .where('case_files.audit_id', auditId)
    .whereNotNull('sampled_files.worker')
    .whereIn('answers.item_id', [...checkIds])
    .whereRaw(`(${value}) in ('yes', 'no')`)
    .groupBy('sampled_files.worker', 'case_files.group_id', 'answers.item_id')
    .select(
      'answers.item_id',
      'case_files.group_id',
      database.query.raw(`sum(case when (${value}) = 'yes' then 1 else 0 end) as yes`),
      database.query.raw('count(*) as files'),
    )) as { item_id: string; group_id: number; yes: number | string; files: number | string }[];
  return rows.map((row) => ({
    check: row.item_id,
    groupId: row.group_id,
    yes: Number(row.yes),
    files: Number(row.files),
  }));
}
