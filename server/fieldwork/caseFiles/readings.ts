import type { Knex } from 'knex';
import { readingFor } from '../../../rules/index.ts';
import type { ReadingNumber } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { ANSWER_CONTENT, textsOf, withChanges } from './answers.ts';
import type { AnswerContent } from './answers.ts';
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
  /** Whose this reading is, where it is the viewer's. */
  reader: number | null;
  item_id: string | null;
  value: string | null;
  answer_comment: string | null;
  place: string | null;
  entry_on: string | null;
}

/** One line for each provider of a sample group and each check that does not apply there. */
interface GroupRow {
  name: string;
  provider_id: number | null;
  provider_name: string | null;
  state: NotesState | null;
  item_id: string | null;
}

/** What a change says of what it does not name. */
const NOTHING: ReadonlyMap<string, string | null> = new Map();

/** No person has this id. */
const NOBODY = 0;

/** One reading of a case file: how it is had, and how it is saved. */
export function createReadingStore(database: Database) {
  /** The sample group of a reading, and what was said of its providers' notes. */
  async function groupOf({ id, group_id: groupId }: Pick<ReadingRow, 'id' | 'group_id'>) {
    const rows: GroupRow[] = await database
      .query('sample_groups')
      .leftJoin('sample_group_providers as members', 'members.group_id', 'sample_groups.id')
      .leftJoin('providers', 'providers.id', 'members.provider_id')
      .leftJoin('review_notes', (join) =>
        join.on('review_notes.provider_id', 'providers.id').andOnVal('review_notes.review_id', id),
      )
      .leftJoin('sample_group_exclusions as excluded', 'excluded.group_id', 'sample_groups.id')
      .where('sample_groups.id', groupId)
      .orderBy('providers.name')
      .select(
        'sample_groups.name',
        'providers.id as provider_id',
        'providers.name as provider_name',
        'review_notes.state',
        'excluded.item_id',
      );
    const providers = new Map(
      rows.flatMap(({ provider_id: providerId, provider_name: name, state }) =>
        providerId === null || name === null ? [] : [[providerId, { providerId, name, state }] as const],
      ),
    );
    const exclusions = new Set(rows.flatMap(({ item_id: itemId }) => itemId ?? []));
    return {
      group: {
        id: groupId,
        name: rows[0]?.name ?? '',
        providers: [...providers.values()].map(({ providerId, name }) => ({ id: providerId, name })),
        exclusions: [...exclusions],
      },
      ...(await notesOf(id, [...providers.values()])),
    };
  }

  async function notesOf(
    readingId: number,
    providers: NoteSet[],
  ): Promise<{ noteSets: NoteSet[]; commentSets: Map<string, number> }> {
    if (providers.length < 2) return { noteSets: [], commentSets: new Map() };
    const sets = await database
      .query('comment_sets')
      .where({ review_id: readingId })
      .select<{ item_id: string; provider_id: number }[]>('item_id', 'provider_id');
    return { noteSets: providers, commentSets: new Map(sets.map((set) => [set.item_id, set.provider_id])) };
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

  /**
   * The reading of a case file that this person has. Without a person it is that of somebody who has not read the
   * file, so that a second reading stays blind whoever asks.
   */
  async function byFile(auditId: number, fileId: number, viewerId: number | null): Promise<Reading | null> {
    // One line for each answer of each reading.
    const rows: ReadingRow[] = await database
      .query('case_files')
      .modify(joinReadings)
      .leftJoin('second_readings', 'second_readings.review_id', 'reviews.id')
      .leftJoin('users', 'users.id', 'reviews.updated_by')
      .leftJoin('review_readers', (join) =>
        join
          .on('review_readers.review_id', 'reviews.id')
          .andOnVal('review_readers.user_id', viewerId ?? NOBODY),
      )
      .leftJoin('answers', 'answers.review_id', 'reviews.id')
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
        'review_readers.user_id as reader',
        'answers.item_id',
        'answers.value',
        'answers.comment as answer_comment',
        'answers.place',
        'answers.entry_on',
      );
    const [first] = rows;
    if (!first) return null;
    const isReadTwice = rows.some(({ id }) => id !== first.id);
    const number = readingFor(isReadTwice, first.reader !== null);
    const own = rows.filter((each) => each.reading === number);
    const [row] = own;
    if (!row) return null;
    const given = own.flatMap(({ item_id, value, answer_comment: comment, place, entry_on }) =>
      item_id === null ? [] : [{ item_id, value, comment, place, entry_on }],
    );
    return {
      id: row.id,
      number,
      isReadTwice,
      isOfViewer: row.reader !== null,
      frozen: isReadTwice && rows.every((each) => each.completed_at !== null),
      startVersion: row.start_version ?? 1,
      fileId,
      auditId,
      groupId: row.group_id,
      reference: row.reference,
      version: row.version,
      ...textsOf(given),
      comment: row.comment,
      ...(await groupOf(row)),
      completedAt: row.completed_at,
      updatedAt: row.updated_at,
      updatedByName: row.updated_by_name,
      lastChange: row.last_change,
    };
  }

  /** The reading at the version it was read at, while the file is read as often as then and not compared yet. */
  const stillAt = (reading: Reading): Knex.QueryBuilder => {
    const found = database.query('reviews').where({ id: reading.id, version: reading.version });
    if (reading.isReadTwice && reading.completedAt === null) return found;
    const others = database
      .query('reviews as others')
      .where('others.case_file_id', reading.fileId)
      .whereNot('others.id', reading.id);
    return found.whereNotExists(reading.isReadTwice ? others.whereNotNull('others.completed_at') : others);
  };

  /** Writes the answers and comments that a change names, and where they were seen; the others stay as they are. */
  async function saveAnswers(reading: Reading, change: ReadingChange): Promise<void> {
    const { answers, comments, places = NOTHING, entryDates = NOTHING } = change;
    const touched = [...new Set([answers, comments, places, entryDates].flatMap((of) => [...of.keys()]))];
    const rows = touched.map((itemId) => ({
      review_id: reading.id,
      item_id: itemId,
      value: latest(answers, reading.answers, itemId),
      comment: latest(comments, reading.comments, itemId),
      place: latest(places, reading.places, itemId),
      entry_on: latest(entryDates, reading.entryDates, itemId),
    }));
    const isEmpty = (row: AnswerContent) => ANSWER_CONTENT.every((column) => row[column] === null);
    const kept = rows.filter((row) => !isEmpty(row));
    if (kept.length > 0) {
      await database.query('answers').insert(kept).onConflict(['review_id', 'item_id']).merge();
    }
    const gone = rows.filter(isEmpty).map((row) => row.item_id);
    if (gone.length > 0) {
      await database.query('answers').where({ review_id: reading.id }).whereIn('item_id', gone).delete();
    }
  }

  return {
    byFile,

    /**
     * Saves a reading that is still at the version it was read at, by the person it was read for.
     *
     * @returns the reading as it is then; null, with nothing written, when somebody else has saved since, or the file
     * is read a second time or compared since
     */
    async save(reading: Reading, change: ReadingChange, userId: number, at: string): Promise<Reading | null> {
      const [updated] = await stillAt(reading)
        .update({
          version: reading.version + 1,
          comment: change.comment,
          completed_at: change.completedAt,
          last_change: change.lastChange,
          updated_by: userId,
          updated_at: at,
        })
        .returning<{ name: string | null }[]>(
          database.query.raw('(select users.name from users where users.id = reviews.updated_by) as name'),
        );
      if (updated === undefined) return null;
      if (!reading.isOfViewer) await addReaders(database, [reading.id], userId);
      await saveNotes(reading, change);
      const moved = change.reference !== reading.reference || change.groupId !== reading.groupId;
      if (moved) {
        await database
          .query('case_files')
          .where({ id: reading.fileId })
          .update({ reference: change.reference, group_id: change.groupId });
      }
      await saveAnswers(reading, change);
      return moved
        ? byFile(reading.auditId, reading.fileId, userId)
        : afterChange(reading, change, { at, name: updated.name });
    },
  };
}

/** A reading as it is after a change that leaves it in its group. */
function afterChange(
  reading: Reading,
  change: ReadingChange,
  by: { at: string; name: string | null },
): Reading {
  return {
    ...reading,
    isOfViewer: true,
    version: reading.version + 1,
    answers: withChanges(reading.answers, change.answers),
    comments: withChanges(reading.comments, change.comments),
    places: withChanges(reading.places, change.places ?? NOTHING),
    entryDates: withChanges(reading.entryDates, change.entryDates ?? NOTHING),
    comment: change.comment,
    noteSets: reading.noteSets.map((set) => {
      const said = change.notes.get(set.providerId);
      return said === undefined ? set : { ...set, state: said };
    }),
    commentSets: withChanges(reading.commentSets, change.commentSets),
    completedAt: change.completedAt,
    updatedAt: by.at,
    updatedByName: by.name,
    lastChange: change.lastChange,
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
