import type { Database } from '../../platform/db/database.ts';

export type NoteKind = 'note' | 'evidence' | 'started' | 'done' | 'notDone' | 'confirmed';

/** A line under an action: what was reported of it, by whom, perhaps with a file. */
export interface ActionNote {
  id: number;
  at: string;
  author: string;
  kind: NoteKind;
  text: string;
  file: { name: string; bytes: number } | null;
}

export interface ActionFile {
  name: string;
  sha256: string;
  content: Buffer;
}

/** The two tables that hold what is reported of the actions of one kind of plan. */
type NoteTables =
  { notes: 'plan_notes'; files: 'plan_files' } | { notes: 'delivery_notes'; files: 'delivery_files' };

/** What was reported of actions, with the files that came with it; every kind of plan keeps it alike. */
export function createActionNotes(database: Database, tables: NoteTables) {
  return {
    /** What was reported of an action, oldest first. */
    async notes(actionId: number): Promise<ActionNote[]> {
      interface Row {
        id: number;
        at: string;
        author: string;
        kind: NoteKind;
        text: string;
        name: string | null;
        bytes: number | null;
      }
      const rows = await database
        .query(tables.notes)
        .join('users', 'users.id', `${tables.notes}.user_id`)
        .leftJoin(tables.files, `${tables.files}.note_id`, `${tables.notes}.id`)
        .where(`${tables.notes}.action_id`, actionId)
        .orderBy(`${tables.notes}.id`)
        .select<Row[]>(
          `${tables.notes}.id`,
          `${tables.notes}.at`,
          'users.name as author',
          `${tables.notes}.kind`,
          `${tables.notes}.text`,
          `${tables.files}.name`,
          `${tables.files}.bytes`,
        );
      return rows.map(({ name, bytes, ...note }) => ({
        ...note,
        file: name === null ? null : { name, bytes: bytes ?? 0 },
      }));
    },
    async addNote(note: {
      actionId: number;
      at: string;
      userId: number;
      kind: NoteKind;
      text: string;
    }): Promise<number> {
      const [row] = await database
        .query(tables.notes)
        .insert({
          action_id: note.actionId,
          at: note.at,
          user_id: note.userId,
          kind: note.kind,
          text: note.text,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new note');
      return row.id;
    },
    async addFile(noteId: number, file: ActionFile): Promise<void> {
      await database.query(tables.files).insert({
        note_id: noteId,
        name: file.name,
        bytes: file.content.length,
        sha256: file.sha256,
        content: file.content,
      });
    },
    /** A file under an action, with its bytes. */
    async file(actionId: number, noteId: number): Promise<ActionFile | null> {
      const row = await database
        .query(tables.files)
        .join(tables.notes, `${tables.notes}.id`, `${tables.files}.note_id`)
        .where({ [`${tables.notes}.action_id`]: actionId, [`${tables.notes}.id`]: noteId })
        .select<ActionFile[]>(`${tables.files}.name`, `${tables.files}.sha256`, `${tables.files}.content`)
        .first();
      return row ? { ...row, content: Buffer.from(row.content) } : null;
    },
    /** How many notes an action has, and how many of them bring a file. */
    async noteCount(actionId: number): Promise<{ notes: number; files: number }> {
      const row = await database
        .query(tables.notes)
        .leftJoin(tables.files, `${tables.files}.note_id`, `${tables.notes}.id`)
        .where(`${tables.notes}.action_id`, actionId)
        .select<{ notes: number | string; files: number | string }[]>(
          database.query.raw('count(*) as notes'),
          database.query.raw(`count(${tables.files}.note_id) as files`),
        )
        .first();
      return { notes: Number(row?.notes ?? 0), files: Number(row?.files ?? 0) };
    },
    /** How many notes each action has. */
    async noteCounts(actionIds: number[]): Promise<ReadonlyMap<number, number>> {
      const rows = await database
        .query(tables.notes)
        .whereIn('action_id', actionIds)
        .groupBy('action_id')
        .select<{ action_id: number; notes: number | string }[]>(
          'action_id',
          database.query.raw('count(*) as notes'),
        );
      return new Map(rows.map((row) => [row.action_id, Number(row.notes)]));
    },
  };
}
