import { timeInWords } from '../../formats/english.ts';
import { sizeInWords } from '../../web/evidence.ts';
import type { ActionNote, NoteKind } from './noteRepository.ts';

const NOTE_WORDS: Record<NoteKind, string> = {
  note: 'Progress note',
  evidence: 'Evidence',
  started: 'Started',
  done: 'Said to be done',
  notDone: 'Not done yet',
  confirmed: 'Confirmed as done',
};

/** What was reported of an action, with the addresses of its files. */
export const presentNotes = (notes: readonly ActionNote[], hrefOf: (noteId: number) => string) =>
  notes.map((note) => ({
    kind: NOTE_WORDS[note.kind],
    at: timeInWords(note.at),
    author: note.author,
    text: note.text,
    file: note.file && {
      name: note.file.name,
      size: sizeInWords(note.file.bytes),
      href: hrefOf(note.id),
    },
  }));
