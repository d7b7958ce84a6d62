import { readingFor } from '../../../rules/index.ts';
import type { ReadingNumber } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { textsOf } from './answers.ts';
import { joinReadings } from './queries.ts';
import { addReaders } from './readers.ts';
import type { NoteSet, NotesState, Reading, ReadingChange } from './reading.ts';

interface ReadingRow {
  id: number;
  reading: ReadingNumber;
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

const BATCH = 300;

/** One reading of a case file: how it is had, and how it is saved. */
export function createReadingStore(database: Database) {
  async function notesOf(
    reading: Pick<ReadingRow, 'id' | 'group_id'>,
  ): Promise<{ noteSets: NoteSet[]; commentSets: Map<string, number> }> {
    const providers: { id: number; name: string; state: NotesState | null }[] = await database
      .query('sample_group_providers')
      .join('providers', 'providers.id', 'sample_group_providers.provider_id')
      .leftJoin('review_notes', (join) =>
        join.on('review_notes.provider_id', 'providers.id').andOnVal('review_notes.review_id', reading.id),
      )
      .where('sample_group_providers.group_id', reading.group_id)
      .orderBy('providers.name')
      .select('providers.id', 'providers.name', 'review_notes.state');
    if (providers.length < 2) return { noteSets: [], commentSets: new Map() };
    const sets = await database
      .query('comment_sets')
      .where({ review_id: reading.id })
      .select<{ item_id: string; provider_id: number }[]>('item_id', 'provider_id');
    return {
      noteSets: providers.map(({ id, name, state }) => ({ providerId: id, name, state })),
      commentSets: new Map(sets.map((set) => [set.item_id, set.provider_id])),
    };
  }

  /** Writes what is new of the sets of notes; a form names all of them every time. */
  async function saveNotes(reading: Reading, change: ReadingChange): Promise<void> {
    for (const [providerId, state] of change.notes) {
      const before = reading.noteSets.find((set) => set.providerId === providerId)?.state ?? null;
      if (state === before) continue;
      const key = { review_id: reading.id, provider_id: providerId };
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
      if (providerId === (reading.commentSets.get(itemId) ?? null)) continue;
      const key = { review_id: reading.id, item_id: itemId };
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
    /**
     * The reading of a case file that this person has. Without a person it is that of somebody who has not read the
     * file, so that a second reading stays blind whoever asks.
     */
    async byFile(auditId: number, fileId: number, viewerId: number | null): Promise<Reading | null> {
      const rows: ReadingRow[] = await database
        .query('case_files')
        .modify(joinReadings)
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
      const number = readingFor(isReadTwice, isFirstReader);
      const row = rows.find((each) => each.reading === number);
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
        number,
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
     * Saves a reading that is still at the version it was read at.
     *
     * @returns false, with nothing written, when somebody else has saved since
     */
    async save(reading: Reading, change: ReadingChange, userId: number, at: string): Promise<boolean> {
      const updated = await database
        .query('reviews')
        .where({ id: reading.id, version: reading.version })
        .update({
          version: reading.version + 1,
          comment: change.comment,
          completed_at: change.completedAt,
          last_change: change.lastChange,
          updated_by: userId,
          updated_at: at,
        });
      if (updated === 0) return false;
      await addReaders(database, [reading.id], userId);
      await saveNotes(reading, change);
      if (change.reference !== reading.reference || change.groupId !== reading.groupId) {
        await database
          .query('case_files')
          .where({ id: reading.fileId })
          .update({ reference: change.reference, group_id: change.groupId });
      }

      const touched = [...new Set([...change.answers.keys(), ...change.comments.keys()])];
      const rows = touched.map((itemId) => ({
        review_id: reading.id,
        item_id: itemId,
        value: latest(change.answers, reading.answers, itemId),
        comment: latest(change.comments, reading.comments, itemId),
      }));
      const kept = rows.filter((row) => row.value !== null || row.comment !== null);
      if (kept.length > 0) {
        await database.query('answers').insert(kept).onConflict(['review_id', 'item_id']).merge();
      }
      const gone = rows.filter((row) => row.value === null && row.comment === null).map((row) => row.item_id);
      if (gone.length > 0) {
        await database.query('answers').where({ review_id: reading.id }).whereIn('item_id', gone).delete();
      }
      return true;
    },

    /**
     * Answers checks as not applicable in every reading of a group's files where nothing was recorded for them; the
     * readings' versions rise, so that a form that is open meanwhile does not undo it unseen.
     *
     * @returns how many answers were filled in
     */
    fillNotApplicable: async (
      groupId: number,
      checkIds: string[],
      userId: number,
      at: string,
    ): Promise<number> => {
      let filled = 0;
      for (const checkId of checkIds) {
        const open: { id: number; comment: string | null }[] = await database
          .query('case_files')
          .modify(joinReadings)
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

function latest(
  change: ReadonlyMap<string, string | null>,
  before: ReadonlyMap<string, string>,
  itemId: string,
): string | null {
  const changed = change.get(itemId);
  return changed === undefined ? (before.get(itemId) ?? null) : changed;
}
