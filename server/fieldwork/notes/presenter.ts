import { GUARD_REASONS, takesAnswers } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { timeInWords } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { FileNote, PlacedNote } from './repository.ts';
import type { NoteThread, NoteWarning } from './service.ts';

const KINDS: Record<FileNote['kind'], string> = {
  note: 'wrote',
  sent_back: 'sent it back',
  settled: 'settled it',
};

/** What was typed, with what is pointed at in it. */
export interface TypedNote {
  reading: number;
  what: 'note' | 'sendBack';
  text: string;
  warning: NoteWarning | null;
}

/** What lead and auditor write to each other about a file. */
export function presentNotes(parts: {
  audit: Audit;
  fileId: number;
  reference: string;
  threads: NoteThread[];
  user: User;
  typed: TypedNote | null;
}) {
  const { audit, fileId, reference, threads, user, typed } = parts;
  const isLead = can(user, 'caseFile.sendBack', { audit });
  const isOpenAudit = takesAnswers(audit.state);
  const isCompared = threads.length > 1 && threads.every(({ reading }) => reading.completedAt !== null);
  return {
    header: presentHeader(audit, user),
    back: urls.file(audit.id, fileId),
    reference,
    action: urls.fileNotes(audit.id, fileId),
    sendBackAction: urls.fileSendBack(audit.id, fileId),
    reader: isLead ? 'whoever reads it' : 'the panel lead',
    threads: threads.map(({ reading, notes, isOpen }) => {
      const own = (what: TypedNote['what']) =>
        typed?.reading === reading.number && typed.what === what ? typed : null;
      const field = (what: TypedNote['what'], id: string) => ({
        id,
        value: own(what)?.text ?? '',
        warning: warningOf(own(what)?.warning ?? null),
      });
      return {
        number: reading.number,
        title: threads.length > 1 ? (reading.number === 1 ? 'First reading' : 'Second reading') : null,
        notes: notes.map((note) => ({
          who: note.userName,
          did: KINDS[note.kind],
          at: timeInWords(note.writtenAt),
          text: note.text,
        })),
        maySettle: isOpen,
        note: field('note', `text-${reading.number}`),
        // Two readings that are compared are let be changed again on a page of their own, both at once.
        sendBack:
          isLead && isOpenAudit && reading.completedAt !== null && !isCompared
            ? field('sendBack', `reason-${reading.number}`)
            : null,
      };
    }),
    readingsHref: isLead && isOpenAudit && isCompared ? urls.readings(audit.id) : null,
  };
}

const warningOf = (warning: NoteWarning | null) =>
  warning && {
    spots: [...new Set(warning.spots.map((spot) => `“${spot.text}” ${GUARD_REASONS[spot.reason]}`))],
    keep: warning.keep,
  };

/** What the recording page says of notes: where they are, and the last one while it waits for somebody. */
export function presentNoteLink(
  audit: Audit,
  fileId: number,
  notes: FileNote[],
  complete: boolean,
  user: User,
) {
  const last = notes.at(-1);
  const waits = last && (last.kind === 'note' || (last.kind === 'sent_back' && !complete)) ? last : null;
  const written = notes.filter(({ kind }) => kind !== 'settled').length;
  const isLead = can(user, 'caseFile.sendBack', { audit });
  return {
    href: urls.fileNotes(audit.id, fileId),
    text:
      written > 0
        ? `Notes within the panel (${written})`
        : isLead
          ? 'Write to whoever reads it, or send it back'
          : 'Write to the panel lead',
    waits: waits && {
      title: waits.kind === 'sent_back' ? `Sent back by ${waits.userName}` : `Note of ${waits.userName}`,
      text: waits.text,
    },
  };
}

/** What waits for somebody, on their home page. */
export function presentWaitingNotes(notes: PlacedNote[], audits: readonly Audit[]) {
  return notes.map((note) => ({
    title:
      note.kind === 'sent_back' ? `${note.reference} was sent back to you` : `A note on ${note.reference}`,
    href:
      note.kind === 'sent_back'
        ? urls.file(note.auditId, note.fileId)
        : urls.fileNotes(note.auditId, note.fileId),
    by: note.userName,
    text: note.text,
    auditTitle: audits.find(({ id }) => id === note.auditId)?.title ?? '',
  }));
}
