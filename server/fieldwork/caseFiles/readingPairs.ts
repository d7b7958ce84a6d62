import type { Knex } from 'knex';
import type { Answers } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { ANSWER_CONTENT, textsOf } from './answers.ts';
import type { AnswerContent } from './answers.ts';
import { groupBy } from '../../platform/groupBy.ts';
import { caseFilesOf, FIRST_READING, joinReading, joinReadings, SECOND_READING } from './queries.ts';

/** One reading of a file that is read twice. */
export interface PairedReading {
  readingId: number;
  version: number;
  completedAt: string | null;
  answers: Answers;
  comments: ReadonlyMap<string, string>;
  places: ReadonlyMap<string, string>;
  entryDates: ReadonlyMap<string, string>;
  /** The names of who made or changed it. */
  readers: string[];
  /** Who they are. */
  readerIds: number[];
}

export interface Settlement {
  /** Null where it is settled that the answer is not recorded. */
  value: string | null;
  reason: string;
  settledAt: string;
  settledByName: string | null;
}

/** A file that is read twice, with both readings and what was settled between them, by item id. */
export interface ReadingPair {
  fileId: number;
  groupId: number;
  reference: string;
  first: PairedReading;
  second: PairedReading;
  settlements: ReadonlyMap<string, Settlement>;
}

interface ReadingRow {
  file_id: number;
  group_id: number;
  reference: string;
  id: number;
  reading: number;
  version: number;
  completed_at: string | null;
}

interface AnswerRow extends AnswerContent {
  review_id: number;
  item_id: string;
}

interface SettlementRow {
  review_id: number;
  item_id: string;
  value: string | null;
  reason: string;
  settled_at: string;
  name: string | null;
}

interface ReaderRow {
  review_id: number;
  user_id: number;
  name: string;
}

/** Files that are read twice: both readings, and what was settled between them. */
export function createReadingPairs(database: Database) {
  /** Both readings of all files of an audit that are read twice, or of the one named. */
  const readingsOf = (auditId: number, fileId: number | null): Knex.QueryBuilder =>
    caseFilesOf(database, auditId)
      .modify(joinReadings)
      .whereIn(
        'case_files.id',
        database.query('reviews').where({ reading: SECOND_READING }).select('case_file_id'),
      )
      .modify((query) => {
        if (fileId !== null) void query.where('case_files.id', fileId);
      });

  const rowsOf = (readings: Knex.QueryBuilder): Promise<ReadingRow[]> =>
    readings
      .orderBy('case_files.id')
      .select(
        'case_files.id as file_id',
        'case_files.group_id',
        'case_files.reference',
        'reviews.id',
        'reviews.reading',
        'reviews.version',
        'reviews.completed_at',
      );

  const answersOf = (readings: Knex.QueryBuilder): Promise<AnswerRow[]> =>
    readings
      .join('answers', 'answers.review_id', 'reviews.id')
      .select('answers.review_id', 'answers.item_id', ...ANSWER_CONTENT.map((column) => `answers.${column}`));

  const settlementsOf = (readings: Knex.QueryBuilder): Promise<SettlementRow[]> =>
    readings
      .join('settlements', 'settlements.review_id', 'reviews.id')
      .leftJoin('users', 'users.id', 'settlements.settled_by')
      .select(
        'settlements.review_id',
        'settlements.item_id',
        'settlements.value',
        'settlements.reason',
        'settlements.settled_at',
        'users.name',
      );

  const readersOf = (readings: Knex.QueryBuilder): Promise<ReaderRow[]> =>
    readings
      .join('review_readers', 'review_readers.review_id', 'reviews.id')
      .join('users', 'users.id', 'review_readers.user_id')
      .orderBy('users.name')
      .select('review_readers.review_id', 'review_readers.user_id', 'users.name');

  return {
    /** How many files of each group somebody has read first alone, by who it is. */
    async firstByOne(auditId: number): Promise<{ groupId: number; readerId: number; files: number }[]> {
      const rows = (await caseFilesOf(database, auditId)
        .modify((query) => joinReading(query, FIRST_READING))
        .join('review_readers', 'review_readers.review_id', 'reviews.id')
        .groupBy('case_files.group_id', 'reviews.id')
        .havingRaw('count(*) = 1')
        .select('case_files.group_id')
        .min('review_readers.user_id as user_id')) as { group_id: number; user_id: number }[];
      return [...groupBy(rows, (row) => `${row.group_id} ${row.user_id}`).values()].flatMap((own) =>
        own.slice(0, 1).map((row) => ({ groupId: row.group_id, readerId: row.user_id, files: own.length })),
      );
    },

    /** All files of an audit that are read twice, or the one named. */
    async pairs(auditId: number, fileId: number | null = null): Promise<ReadingPair[]> {
      const readings = () => readingsOf(auditId, fileId);
      const rows = await rowsOf(readings());
      if (rows.length === 0) return [];
      const answers = groupBy(await answersOf(readings()), (row) => row.review_id);
      const settlements = groupBy(await settlementsOf(readings()), (row) => row.review_id);
      const readers = groupBy(await readersOf(readings()), (row) => row.review_id);
      const toReading = (row: ReadingRow): PairedReading => ({
        readingId: row.id,
        version: row.version,
        completedAt: row.completed_at,
        ...textsOf(answers.get(row.id) ?? []),
        readers: (readers.get(row.id) ?? []).map((reader) => reader.name),
        readerIds: (readers.get(row.id) ?? []).map((reader) => reader.user_id),
      });
      return [...groupBy(rows, (row) => row.file_id).values()].flatMap((both) => {
        const first = both.find((row) => row.reading === FIRST_READING);
        const second = both.find((row) => row.reading === SECOND_READING);
        if (!first || !second) return [];
        return {
          fileId: first.file_id,
          groupId: first.group_id,
          reference: first.reference,
          first: toReading(first),
          second: toReading(second),
          settlements: new Map(
            (settlements.get(first.id) ?? []).map((row) => [row.item_id, toSettlement(row)]),
          ),
        };
      });
    },
  };
}

const toSettlement = (row: SettlementRow): Settlement => ({
  value: row.value,
  reason: row.reason,
  settledAt: row.settled_at,
  settledByName: row.name,
});
