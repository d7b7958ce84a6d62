import type { Knex } from 'knex';
import type { Database } from '../../platform/db/database.ts';
import { FIRST_READING, firstReadings, joinReading, SECOND_READING } from './queries.ts';
import { addReaders } from './readers.ts';

/** A case file in a list, with how far its first reading is. */
export interface CaseFileLine {
  id: number;
  groupId: number;
  reference: string;
  completedAt: string | null;
  updatedAt: string;
  updatedBy: number | null;
  updatedByName: string | null;
  /** How many of the items that are counted have an answer. */
  recorded: number;
  /** The same of those by which it is told that somebody has begun to read. */
  read: number;
  /** Of the reading: it rises with every save. */
  version: number;
}

/** Ids of the items whose answers are counted, of a file and as signs that it was begun to be read. */
export interface CountedIds {
  asked: readonly string[];
  read: readonly string[];
}

export interface NewCaseFile {
  groupId: number;
  reference: string;
  answers: ReadonlyMap<string, string>;
  /** Comments by item id. */
  comments?: ReadonlyMap<string, string>;
  /** Where answers were seen, by item id. */
  places?: ReadonlyMap<string, string>;
  /** The days of the entries in which they were seen, by item id. */
  entryDates?: ReadonlyMap<string, string>;
  /** The comment about the whole file. */
  comment?: string;
  completedAt: string | null;
}

/** SQLite takes at most 32,766 values a statement, and long statements are slow to prepare. */
const BATCH = 300;

/** Case files: which there are, how far they are, and how they are begun and removed. */
export function createCaseFileStore(database: Database) {
  async function linesOf(
    readings: Knex.QueryBuilder,
    auditId: number,
    { asked, read }: CountedIds,
  ): Promise<CaseFileLine[]> {
    const countOf = (ids: readonly string[], name: string) =>
      database
        .query('answers')
        .whereRaw('answers.review_id = reviews.id')
        .whereNotNull('value')
        .whereIn('item_id', [...ids])
        .count('*')
        .as(name);
    const rows: {
      id: number;
      group_id: number;
      reference: string;
      completed_at: string | null;
      updated_at: string;
      updated_by: number | null;
      updated_by_name: string | null;
      recorded: number | string;
      read: number | string;
      version: number;
    }[] = await readings
      .leftJoin('users', 'users.id', 'reviews.updated_by')
      .where('case_files.audit_id', auditId)
      .orderBy('case_files.id')
      .select(
        'case_files.id',
        'case_files.group_id',
        'case_files.reference',
        'reviews.completed_at',
        'reviews.updated_at',
        'reviews.updated_by',
        'users.name as updated_by_name',
        'reviews.version',
        countOf(asked, 'recorded'),
        countOf(read, 'read'),
      );
    return rows.map((row) => ({
      id: row.id,
      groupId: row.group_id,
      reference: row.reference,
      completedAt: row.completed_at,
      updatedAt: row.updated_at,
      updatedBy: row.updated_by,
      updatedByName: row.updated_by_name,
      recorded: Number(row.recorded),
      read: Number(row.read),
      version: row.version,
    }));
  }

  return {
    /** The first readings of all case files of an audit, in the order in which they were begun. */
    lines: (auditId: number, counted: CountedIds): Promise<CaseFileLine[]> =>
      linesOf(firstReadings(database), auditId, counted),

    /** The second readings of those files that this person may only read a second time. */
    secondLines: (auditId: number, counted: CountedIds, viewerId: number): Promise<CaseFileLine[]> =>
      linesOf(
        joinReading(database.query('case_files'), SECOND_READING).whereNotExists(
          database
            .query('review_readers')
            .join('reviews as firsts', 'firsts.id', 'review_readers.review_id')
            .whereRaw('firsts.case_file_id = case_files.id')
            .where({ 'firsts.reading': FIRST_READING, 'review_readers.user_id': viewerId }),
        ),
        auditId,
        counted,
      ),

    async fileWithReference(auditId: number, reference: string): Promise<number | null> {
      const row = await database
        .query('case_files')
        .where({ audit_id: auditId })
        // The databases know small letters of English only, so that "É-1" would not be found by its small form.
        .whereRaw('(lower(reference) = ? or reference = ?)', [reference.toLowerCase(), reference])
        .select<{ id: number }[]>('id')
        .first();
      return row?.id ?? null;
    },

    /** Every reference of an audit, to hold an import against. */
    /** The references of an audit's files, by their ids. */
    async referencesById(auditId: number): Promise<ReadonlyMap<number, string>> {
      const rows = await database
        .query('case_files')
        .where({ audit_id: auditId })
        .select<{ id: number; reference: string }[]>('id', 'reference');
      return new Map(rows.map(({ id, reference }) => [id, reference]));
    },

    async references(auditId: number): Promise<string[]> {
      const rows = await database
        .query('case_files')
        .where({ audit_id: auditId })
        .select<{ reference: string }[]>('reference');
      return rows.map((row) => row.reference);
    },

    /**
     * Begins case files with their first reading, in batches; returns their ids in the order given.
     *
     * @param written - told after every batch how many files there are by then
     */
    async create(
      auditId: number,
      files: NewCaseFile[],
      userId: number | null,
      at: string,
      written: (files: number) => void = () => undefined,
    ): Promise<number[]> {
      const fileIds: number[] = [];
      for (let start = 0; start < files.length; start += BATCH) {
        const batch = files.slice(start, start + BATCH);
        const created = await database
          .query('case_files')
          .insert(
            batch.map((file) => ({
              audit_id: auditId,
              group_id: file.groupId,
              reference: file.reference,
              created_at: at,
            })),
          )
          .returning<{ id: number; reference: string }[]>(['id', 'reference']);
        const idOf = new Map(created.map((row) => [row.reference, row.id]));
        const readings = await database
          .query('reviews')
          .insert(
            batch.map((file) => ({
              case_file_id: idOf.get(file.reference),
              reading: FIRST_READING,
              version: 1,
              comment: file.comment ?? '',
              completed_at: file.completedAt,
              updated_by: userId,
              updated_at: at,
            })),
          )
          .returning<{ id: number; case_file_id: number }[]>(['id', 'case_file_id']);
        if (userId !== null) {
          await addReaders(
            database,
            readings.map((row) => row.id),
            userId,
          );
        }
        const readingOf = new Map(readings.map((row) => [row.case_file_id, row.id]));
        const answers = batch.flatMap((file) => {
          const { answers: given, comments, places, entryDates } = file;
          const named = [given, comments, places, entryDates].flatMap((of) => [...(of?.keys() ?? [])]);
          return [...new Set(named)].map((itemId) => ({
            review_id: readingOf.get(idOf.get(file.reference) ?? 0),
            item_id: itemId,
            value: given.get(itemId) ?? null,
            comment: comments?.get(itemId) ?? null,
            place: places?.get(itemId) ?? null,
            entry_on: entryDates?.get(itemId) ?? null,
          }));
        });
        for (let from = 0; from < answers.length; from += BATCH) {
          await database.query('answers').insert(answers.slice(from, from + BATCH));
        }
        fileIds.push(...batch.map((file) => idOf.get(file.reference) ?? 0));
        written(fileIds.length);
      }
      return fileIds;
    },

    async remove(fileId: number): Promise<void> {
      await database.query('case_files').where({ id: fileId }).delete();
    },

    /** Removes every case file of an audit with all that was recorded in it. */
    async removeOfAudit(auditId: number): Promise<void> {
      await database.query('case_files').where({ audit_id: auditId }).delete();
    },
  };
}
