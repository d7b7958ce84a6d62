import type { Database } from '../../platform/db/database.ts';
import { textsOf } from './answers.ts';
import type { AnswerContent } from './answers.ts';
import { countingValue, joinSettlements } from './countingAnswer.ts';
import { firstReadings, joinReading, SECOND_READING } from './queries.ts';
import type { Reading } from './reading.ts';
import { settledComments } from './settledComments.ts';

/** A case file as it counts, for an export. */
export type CountedCaseFile = Pick<
  Reading,
  | 'id'
  | 'fileId'
  | 'groupId'
  | 'reference'
  | 'version'
  | 'answers'
  | 'comments'
  | 'places'
  | 'entryDates'
  | 'comment'
  | 'completedAt'
  | 'updatedAt'
>;

interface CountedCaseFileRow {
  id: number;
  file_id: number;
  group_id: number;
  reference: string;
  version: number;
  comment: string;
  completed_at: string | null;
  updated_at: string;
}

/** So many files are in memory at a time; of more, others would wait for all that the database has sent of them. */
const BATCH = 100;

/** Case files as they count, whole, for an export. */
export function createCountedCaseFileStore(database: Database) {
  return {
    /**
     * The items of which any file of an audit may have a comment that counts, or where its answer was seen: of a first
     * reading, or of a second one where something was settled.
     */
    async itemsWith(
      auditId: number,
      what: Exclude<keyof AnswerContent, 'value'>,
    ): Promise<ReadonlySet<string>> {
      const rows: { item_id: string }[] = await firstReadings(database)
        .join('answers', 'answers.review_id', 'reviews.id')
        .where('case_files.audit_id', auditId)
        .whereNotNull(`answers.${what}`)
        .distinct('answers.item_id');
      const settled: { item_id: string }[] = await firstReadings(database)
        .join('settlements', 'settlements.review_id', 'reviews.id')
        .modify(joinReading, SECOND_READING, 'seconds')
        .join('answers', (join) =>
          join.on('answers.review_id', 'seconds.id').andOn('answers.item_id', 'settlements.item_id'),
        )
        .where('case_files.audit_id', auditId)
        .whereNotNull(`answers.${what}`)
        .distinct('answers.item_id');
      return new Set([...rows, ...settled].map((row) => row.item_id));
    },

    /**
     * The case files of an audit with the answers that count and their comments, in the order in which they were
     * begun; some hundred are in memory at a time. To be read within one `database.read`.
     */
    async *all(auditId: number): AsyncGenerator<CountedCaseFile> {
      for (let after = 0; ;) {
        const rows: CountedCaseFileRow[] = await firstReadings(database)
          .where('case_files.audit_id', auditId)
          .where('case_files.id', '>', after)
          .orderBy('case_files.id')
          .limit(BATCH)
          .select(
            'reviews.id',
            'case_files.id as file_id',
            'case_files.group_id',
            'case_files.reference',
            'reviews.version',
            'reviews.comment',
            'reviews.completed_at',
            'reviews.updated_at',
          );
        const ids = rows.map((row) => row.id);
        const settled = await settledComments(database, ids);
        const answers: (AnswerContent & { review_id: number; item_id: string })[] = await joinSettlements(
          database.query('answers'),
        )
          .whereIn('answers.review_id', ids)
          .select(
            'answers.review_id',
            'answers.item_id',
            database.query.raw(`${countingValue()} as value`),
            'answers.comment',
            'answers.place',
            'answers.entry_on',
          );
        const answersOf = new Map<number, typeof answers>();
        for (const answer of answers) {
          const counting = settled.get(answer.review_id)?.get(answer.item_id);
          if (counting !== undefined) Object.assign(answer, counting);
          const own = answersOf.get(answer.review_id);
          if (own) own.push(answer);
          else answersOf.set(answer.review_id, [answer]);
        }
        for (const row of rows) {
          const own = answersOf.get(row.id) ?? [];
          yield {
            id: row.id,
            fileId: row.file_id,
            groupId: row.group_id,
            reference: row.reference,
            version: row.version,
            ...textsOf(own),
            comment: row.comment,
            completedAt: row.completed_at,
            updatedAt: row.updated_at,
          };
          after = row.file_id;
        }
        if (rows.length < BATCH) return;
      }
    },
  };
}
