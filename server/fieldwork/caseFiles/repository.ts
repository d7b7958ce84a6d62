import type { Knex } from 'knex';
import { readingFor } from '../../../rules/index.ts';
import type { Answers, Reading } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { countingValue, joinSettlements } from './countingAnswer.ts';
import { settledComments } from './settledComments.ts';

/** A case file in a list, with how far its first reading is. */
export interface CaseFileLine {
  id: number;
  groupId: number;
  reference: string;
  completedAt: string | null;
  updatedAt: string;
  updatedBy: number | null;
  updatedByName: string | null;
  /** Checks with an answer. */
  checksRecorded: number;
}

/** Whether the notes of one provider were there to be read. */
export type NotesState = 'read' | 'missing';

/** One provider's notes of a file that several have worked on; the state is null where nobody has said. */
export interface NoteSet {
  providerId: number;
  name: string;
  state: NotesState | null;
}

/** In comment sets: the comment about the whole file. No item can be called so. */
export const WHOLE_FILE = 'comment';

/** One reading of a case file, whole. */
export interface Review {
  id: number;
  reading: Reading;
  /** Both readings of the file are complete: what is compared holds still. */
  frozen: boolean;
  /** The version that a second reading began with, above those of the first; 1 for a first reading. */
  startVersion: number;
  fileId: number;
  auditId: number;
  groupId: number;
  reference: string;
  /** Rises with every save; what a form was based on. */
  version: number;
  answers: Answers;
  /** Comments by item id. */
  comments: ReadonlyMap<string, string>;
  /** The comment about the whole file. */
  comment: string;
  /** The sets of notes of the file's group; none where all is one provider's. */
  noteSets: NoteSet[];
  /** Which provider's notes a comment is about, by item id or WHOLE_FILE; those not named are about all. */
  commentSets: ReadonlyMap<string, number>;
  completedAt: string | null;
  updatedAt: string;
  updatedByName: string | null;
  /** What the device called the change that made this version, or null. */
  lastChange: string | null;
}

/** A case file as it counts, for an export. */
export type WholeFile = Pick<
  Review,
  | 'id'
  | 'fileId'
  | 'groupId'
  | 'reference'
  | 'version'
  | 'answers'
  | 'comments'
  | 'comment'
  | 'completedAt'
  | 'updatedAt'
>;

/** What a save sets; items that are not named keep what they have, null takes an answer or comment away. */
export interface ReviewChange {
  reference: string;
  groupId: number;
  answers: ReadonlyMap<string, string | null>;
  comments: ReadonlyMap<string, string | null>;
  comment: string;
  /** By provider id. */
  notes: ReadonlyMap<number, NotesState | null>;
  commentSets: ReadonlyMap<string, number | null>;
  completedAt: string | null;
  lastChange: string | null;
}

export interface NewCaseFile {
  groupId: number;
  reference: string;
  answers: ReadonlyMap<string, string>;
  /** Comments by item id. */
  comments?: ReadonlyMap<string, string>;
  /** The comment about the whole file. */
  comment?: string;
  completedAt: string | null;
}

interface ReviewRow {
  id: number;
  reading: Reading;
  start_version: number | null;
  group_id: number;
  reference: string;
  version: number;
  comment: string;
  completed_at: string | null;
  updated_at: string;
  updated_by_name: string | null;
  last_change: string | null;
}

const FIRST_READING = 1;
/** SQLite takes at most 32,766 values a statement, and long statements are slow to prepare. */
const BATCH = 300;

export type ReviewRepository = ReturnType<typeof createReviewRepository>;

export function createReviewRepository(database: Database) {
  const firstReadings = (): Knex.QueryBuilder =>
    database
      .query('case_files')
      .join('reviews', (join) =>
        join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', FIRST_READING),
      );

  async function linesOf(
    readings: Knex.QueryBuilder,
    auditId: number,
    checkIds: string[],
  ): Promise<CaseFileLine[]> {
    const recorded = database
      .query('answers')
      .whereRaw('answers.review_id = reviews.id')
      .whereNotNull('value')
      .whereIn('item_id', checkIds)
      .count('*')
      .as('checks_recorded');
    const rows: {
      id: number;
      group_id: number;
      reference: string;
      completed_at: string | null;
      updated_at: string;
      updated_by: number | null;
      updated_by_name: string | null;
      checks_recorded: number | string;
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
        recorded,
      );
    return rows.map((row) => ({
      id: row.id,
      groupId: row.group_id,
      reference: row.reference,
      completedAt: row.completed_at,
      updatedAt: row.updated_at,
      updatedBy: row.updated_by,
      updatedByName: row.updated_by_name,
      checksRecorded: Number(row.checks_recorded),
    }));
  }

  /** Notes the readers of reviews; who is one already stays one. */
  async function addReaders(reviewIds: number[], userId: number): Promise<void> {
    await database
      .query('review_readers')
      .insert(reviewIds.map((reviewId) => ({ review_id: reviewId, user_id: userId })))
      .onConflict(['review_id', 'user_id'])
      .ignore();
  }

  async function notesOf(
    review: ReviewRow,
  ): Promise<{ noteSets: NoteSet[]; commentSets: Map<string, number> }> {
    const providers: { id: number; name: string; state: NotesState | null }[] = await database
      .query('sample_group_providers')
      .join('providers', 'providers.id', 'sample_group_providers.provider_id')
      .leftJoin('review_notes', (join) =>
        join.on('review_notes.provider_id', 'providers.id').andOnVal('review_notes.review_id', review.id),
      )
      .where('sample_group_providers.group_id', review.group_id)
      .orderBy('providers.name')
      .select('providers.id', 'providers.name', 'review_notes.state');
    if (providers.length < 2) return { noteSets: [], commentSets: new Map() };
    const sets = await database
      .query('comment_sets')
      .where({ review_id: review.id })
      .select<{ item_id: string; provider_id: number }[]>('item_id', 'provider_id');
    return {
      noteSets: providers.map(({ id, name, state }) => ({ providerId: id, name, state })),
      commentSets: new Map(sets.map((set) => [set.item_id, set.provider_id])),
    };
  }

  /** Writes what is new of the sets of notes; a form names all of them every time. */
  async function saveNotes(review: Review, change: ReviewChange): Promise<void> {
    for (const [providerId, state] of change.notes) {
      const before = review.noteSets.find((set) => set.providerId === providerId)?.state ?? null;
      if (state === before) continue;
      const key = { review_id: review.id, provider_id: providerId };
      if (state === null) await database.query('review_notes').where(key).delete();
      else {
        await database
          .query('review_notes')
          .insert({ ...key, state })
          .onConflict(['review_id', 'provider_id'])
          .merge();
      }
    }
    for (const [itemId, providerId] of change.commentSets) {
      if (providerId === (review.commentSets.get(itemId) ?? null)) continue;
      const key = { review_id: review.id, item_id: itemId };
      if (providerId === null) await database.query('comment_sets').where(key).delete();
      else {
        await database
          .query('comment_sets')
          .insert({ ...key, provider_id: providerId })
          .onConflict(['review_id', 'item_id'])
          .merge();
      }
    }
  }

  return {
    /** The first readings of all case files of an audit, in the order in which they were begun. */
    lines: (auditId: number, checkIds: string[]): Promise<CaseFileLine[]> =>
      linesOf(firstReadings(), auditId, checkIds),

    /** The second readings of those files that this person may only read a second time. */
    secondLines: (auditId: number, checkIds: string[], viewerId: number): Promise<CaseFileLine[]> =>
      linesOf(
        database
          .query('case_files')
          .join('reviews', (join) =>
            join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', 2),
          )
          .whereNotExists(
            database
              .query('review_readers')
              .join('reviews as firsts', 'firsts.id', 'review_readers.review_id')
              .whereRaw('firsts.case_file_id = case_files.id')
              .where({ 'firsts.reading': FIRST_READING, 'review_readers.user_id': viewerId }),
          ),
        auditId,
        checkIds,
      ),

    /**
     * The reading of a case file that this person has. Without a person it is that of somebody who has not read the
     * file, so that a second reading stays blind whoever asks.
     */
    async byFile(auditId: number, fileId: number, viewerId: number | null): Promise<Review | null> {
      const rows: ReviewRow[] = await database
        .query('case_files')
        .join('reviews', 'reviews.case_file_id', 'case_files.id')
        .leftJoin('second_readings', 'second_readings.review_id', 'reviews.id')
        .leftJoin('users', 'users.id', 'reviews.updated_by')
        .where({ 'case_files.audit_id': auditId, 'case_files.id': fileId })
        .orderBy('reviews.reading')
        .select(
          'reviews.id',
          'reviews.reading',
          'second_readings.start_version',
          'case_files.group_id',
          'case_files.reference',
          'reviews.version',
          'reviews.comment',
          'reviews.completed_at',
          'reviews.updated_at',
          'reviews.last_change',
          'users.name as updated_by_name',
        );
      const [first] = rows;
      if (!first) return null;
      const isReadTwice = rows.length > 1;
      const isFirstReader =
        isReadTwice &&
        viewerId !== null &&
        (await database.query('review_readers').where({ review_id: first.id, user_id: viewerId }).first()) !==
          undefined;
      const reading = readingFor(isReadTwice, isFirstReader);
      const row = rows.find((each) => each.reading === reading);
      if (!row) return null;
      const answers = await database
        .query('answers')
        .where({ review_id: row.id })
        .select<{ item_id: string; value: string | null; comment: string | null }[]>(
          'item_id',
          'value',
          'comment',
        );
      return {
        id: row.id,
        reading,
        frozen: isReadTwice && rows.every((each) => each.completed_at !== null),
        startVersion: row.start_version ?? 1,
        fileId,
        auditId,
        groupId: row.group_id,
        reference: row.reference,
        version: row.version,
        ...textsOf(answers),
        comment: row.comment,
        ...(await notesOf(row)),
        completedAt: row.completed_at,
        updatedAt: row.updated_at,
        updatedByName: row.updated_by_name,
        lastChange: row.last_change,
      };
    },

    /**
     * The items on which any file of an audit may have a comment that counts: one of a first reading, or of a second
     * one where something was settled.
     */
    async commentedItems(auditId: number): Promise<Set<string>> {
      const rows: { item_id: string }[] = await firstReadings()
        .join('answers', 'answers.review_id', 'reviews.id')
        .where('case_files.audit_id', auditId)
        .whereNotNull('answers.comment')
        .distinct('answers.item_id');
      const settled: { item_id: string }[] = await firstReadings()
        .join('settlements', 'settlements.review_id', 'reviews.id')
        .join('reviews as seconds', (join) =>
          join.on('seconds.case_file_id', 'case_files.id').andOnVal('seconds.reading', 2),
        )
        .join('answers', (join) =>
          join.on('answers.review_id', 'seconds.id').andOn('answers.item_id', 'settlements.item_id'),
        )
        .where('case_files.audit_id', auditId)
        .whereNotNull('answers.comment')
        .distinct('answers.item_id');
      return new Set([...rows, ...settled].map((row) => row.item_id));
    },

    /**
     * The case files of an audit with the answers that count and their comments, in the order in which they were
     * begun; some hundred are in memory at a time. To be read within one `database.read`.
     */
    async *all(auditId: number): AsyncGenerator<WholeFile> {
      for (let after = 0; ;) {
        const rows: (Omit<ReviewRow, 'updated_by_name'> & { file_id: number })[] = await firstReadings()
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
        const answers: {
          review_id: number;
          item_id: string;
          value: string | null;
          comment: string | null;
        }[] = await joinSettlements(database.query('answers'))
          .whereIn('answers.review_id', ids)
          .select(
            'answers.review_id',
            'answers.item_id',
            database.query.raw(`${countingValue()} as value`),
            'answers.comment',
          );
        const answersOf = new Map<number, typeof answers>();
        for (const answer of answers) {
          const counting = settled.get(answer.review_id)?.get(answer.item_id);
          if (counting !== undefined) answer.comment = counting;
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
        const reviews = await database
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
            reviews.map((row) => row.id),
            userId,
          );
        }
        const reviewOf = new Map(reviews.map((row) => [row.case_file_id, row.id]));
        const answers = batch.flatMap((file) =>
          [...new Set([...file.answers.keys(), ...(file.comments?.keys() ?? [])])].map((itemId) => ({
            review_id: reviewOf.get(idOf.get(file.reference) ?? 0),
            item_id: itemId,
            value: file.answers.get(itemId) ?? null,
            comment: file.comments?.get(itemId) ?? null,
          })),
        );
        for (let from = 0; from < answers.length; from += BATCH) {
          await database.query('answers').insert(answers.slice(from, from + BATCH));
        }
        fileIds.push(...batch.map((file) => idOf.get(file.reference) ?? 0));
        written(fileIds.length);
      }
      return fileIds;
    },

    /**
     * Saves a review that is still at the version it was read at.
     *
     * @returns false, with nothing written, when somebody else has saved since
     */
    async save(review: Review, change: ReviewChange, userId: number, at: string): Promise<boolean> {
      const updated = await database
        .query('reviews')
        .where({ id: review.id, version: review.version })
        .update({
          version: review.version + 1,
          comment: change.comment,
          completed_at: change.completedAt,
          last_change: change.lastChange,
          updated_by: userId,
          updated_at: at,
        });
      if (updated === 0) return false;
      await addReaders([review.id], userId);
      await saveNotes(review, change);
      if (change.reference !== review.reference || change.groupId !== review.groupId) {
        await database
          .query('case_files')
          .where({ id: review.fileId })
          .update({ reference: change.reference, group_id: change.groupId });
      }

      const touched = [...new Set([...change.answers.keys(), ...change.comments.keys()])];
      const rows = touched.map((itemId) => ({
        review_id: review.id,
        item_id: itemId,
        value: latest(change.answers, review.answers, itemId),
        comment: latest(change.comments, review.comments, itemId),
      }));
      const kept = rows.filter((row) => row.value !== null || row.comment !== null);
      if (kept.length > 0) {
        await database.query('answers').insert(kept).onConflict(['review_id', 'item_id']).merge();
      }
      const gone = rows.filter((row) => row.value === null && row.comment === null).map((row) => row.item_id);
      if (gone.length > 0) {
        await database.query('answers').where({ review_id: review.id }).whereIn('item_id', gone).delete();
      }
      return true;
    },

    async remove(fileId: number): Promise<void> {
      await database.query('case_files').where({ id: fileId }).delete();
    },

    /**
     * Answers checks as not applicable in every reading of a group's files where nothing was recorded for them; the
     * reviews' versions rise, so that a form that is open meanwhile does not undo it unseen.
     *
     * @returns how many answers were filled in
     */
    async fillNotApplicable(
      groupId: number,
      checkIds: string[],
      userId: number,
      at: string,
    ): Promise<number> {
      let filled = 0;
      for (const checkId of checkIds) {
        const open: { id: number; comment: string | null }[] = await database
          .query('case_files')
          .join('reviews', 'reviews.case_file_id', 'case_files.id')
          .leftJoin('answers', (join) =>
            join.on('answers.review_id', 'reviews.id').andOnVal('answers.item_id', checkId),
          )
          .where('case_files.group_id', groupId)
          .whereNull('answers.value')
          .select('reviews.id', 'answers.comment');
        for (let start = 0; start < open.length; start += BATCH) {
          const batch = open.slice(start, start + BATCH);
          await database
            .query('answers')
            .insert(
              batch.map(({ id, comment }) => ({ review_id: id, item_id: checkId, value: 'na', comment })),
            )
            .onConflict(['review_id', 'item_id'])
            .merge();
          await database
            .query('reviews')
            .whereIn(
              'id',
              batch.map(({ id }) => id),
            )
            .update({ updated_by: userId, updated_at: at, last_change: null })
            .increment('version', 1);
        }
        filled += open.length;
      }
      return filled;
    },
  };
}

/** Answers and comments by item id. */
function textsOf(rows: { item_id: string; value: string | null; comment: string | null }[]) {
  return {
    answers: new Map(
      rows.flatMap(({ item_id, value }) => (value === null ? [] : [[item_id, value] as const])),
    ),
    comments: new Map(
      rows.flatMap(({ item_id, comment }) => (comment === null ? [] : [[item_id, comment] as const])),
    ),
  };
}

function latest(
  change: ReadonlyMap<string, string | null>,
  before: ReadonlyMap<string, string>,
  itemId: string,
): string | null {
  const changed = change.get(itemId);
  return changed === undefined ? (before.get(itemId) ?? null) : changed;
}
