import type { Database } from '../../platform/db/database.ts';
import { joinReadingNamed } from '../caseFiles/queries.ts';

type NoteKind = 'note' | 'sent_back' | 'settled';

/** What somebody of the panel wrote about one reading of a file. */
export interface FileNote {
  readingId: number;
  userId: number;
  userName: string;
  kind: NoteKind;
  /** Empty where it is settled. */
  text: string;
  writtenAt: string;
}

/** A note with the file that it is about. */
export interface PlacedNote extends FileNote {
  auditId: number;
  fileId: number;
  groupId: number;
  reference: string;
  /** Whether the reading is complete. */
  complete: boolean;
}

interface Row {
  review_id: number;
  user_id: number;
  user_name: string;
  kind: NoteKind;
  text: string;
  written_at: string;
}

const fileNote = (row: Row): FileNote => ({
  readingId: row.review_id,
  userId: row.user_id,
  userName: row.user_name,
  kind: row.kind,
  text: row.text,
  writtenAt: row.written_at,
});

export type FileNoteRepository = ReturnType<typeof createFileNoteRepository>;

/** Notes between lead and auditor. No report, export or interface for other programs reads this table. */
export function createFileNoteRepository(database: Database) {
  return {
    async add(note: Omit<FileNote, 'userName'>): Promise<void> {
      await database.query('file_notes').insert({
        review_id: note.readingId,
        user_id: note.userId,
        kind: note.kind,
        text: note.text,
        written_at: note.writtenAt,
      });
    },
    /** The notes of these readings, the oldest first. */
    async of(readingIds: readonly number[]): Promise<FileNote[]> {
      const rows = await database
        .query('file_notes')
        .join('users', 'users.id', 'file_notes.user_id')
        .whereIn('review_id', readingIds)
        .orderBy('file_notes.id')
        .select<Row[]>('file_notes.*', 'users.name as user_name');
      return rows.map(fileNote);
    },
    /** The last note of each reading of these audits. */
    async last(auditIds: readonly number[]): Promise<PlacedNote[]> {
      const rows: (Row & {
        audit_id: number;
        file_id: number;
        group_id: number;
        reference: string;
        completed_at: string | null;
      })[] = await joinReadingNamed(database.query('file_notes'), 'file_notes.review_id')
        .join('users', 'users.id', 'file_notes.user_id')
        .whereIn('case_files.audit_id', auditIds)
        .orderBy('file_notes.id')
        .select(
          'file_notes.*',
          'users.name as user_name',
          'case_files.audit_id',
          'case_files.id as file_id',
          'case_files.group_id',
          'case_files.reference',
          'reviews.completed_at',
        );
      const last = new Map(rows.map((row) => [row.review_id, row]));
      return [...last.values()].map((row) => ({
        ...fileNote(row),
        auditId: row.audit_id,
        fileId: row.file_id,
        groupId: row.group_id,
        reference: row.reference,
        complete: row.completed_at !== null,
      }));
    },
  };
}
