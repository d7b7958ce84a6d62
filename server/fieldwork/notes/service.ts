import { createHash } from 'node:crypto';
import { guard, takesAnswers } from '../../../rules/index.ts';
import type { GuardSpot } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { AppError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { FileReadingStore, ReadingOfFile } from '../caseFiles/fileReadings.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import type { GuardOfTexts } from '../coding/guardOfTexts.ts';
import type { KeptFrom, KeptFromFiles } from '../interests/kept.ts';
import type { FileNote, FileNoteRepository, PlacedNote } from './repository.ts';

/** What lead and auditor wrote about one reading of a file. */
export interface NoteThread {
  reading: ReadingOfFile;
  notes: FileNote[];
  /** Whether somebody is still to answer, or to do what was asked for. */
  isOpen: boolean;
}

/** What was written may tell who somebody is, and nobody has said that it is to be kept. Nothing was saved. */
export class NoteWarning extends AppError {
  readonly spots: GuardSpot[];
  /** To be sent along when the words are kept. */
  readonly keep: string;
  constructor(spots: GuardSpot[], keep: string) {
    super(422, 'This may tell who somebody is. Reword it, or say that it is to be kept.');
    this.spots = spots;
    this.keep = keep;
  }
}

/** What is written about a reading: the first or the second of the file. */
export interface NewNote {
  reading: number;
  text: string;
  /** The fingerprint that came with a warning, where the words are kept in spite of it. */
  keep: string;
}

export type NoteService = ReturnType<typeof createNoteService>;

/**
 * Notes between lead and auditor, and files that are sent back. They are about one reading: whoever reads a file a second
 * time, blind, sees none of the first.
 */
export function createNoteService(parts: {
  database: Database;
  audits: AuditRepository;
  caseFiles: CaseFileRepository;
  readings: FileReadingStore;
  fileNotes: FileNoteRepository;
  guardOf: GuardOfTexts;
  keptFrom: Pick<KeptFromFiles, 'lookUp'>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, caseFiles, readings, fileNotes, guardOf, keptFrom, activity, tools, now } = parts;

  /** The readings of a file that somebody may write about: a lead all of them, anybody else the one that is theirs. */
  async function readingsFor(audit: Audit, fileId: number, user: User): Promise<ReadingOfFile[]> {
    const all = await readings.readingsOf(audit.id, fileId);
    if (can(user, 'caseFile.sendBack', { audit })) return all;
    const own = await caseFiles.byFile(audit.id, fileId, user.id);
    return all.filter(({ id }) => id === own?.id);
  }

  /** Holds an audit, and finds the reading in it that somebody writes about. */
  async function forWriting(user: User, auditId: number, fileId: number, number: number) {
    const audit = await audits.hold(auditId);
    if (!audit) throw new NotFoundError();
    const all = await readingsFor(audit, fileId, user);
    const reading = all.find((each) => each.number === number);
    if (!reading) throw new NotFoundError();
    return { audit, reading, all };
  }

  /** @throws NoteWarning where the words may tell who somebody is, and are not to be kept */
  async function lookThrough(audit: Audit, { text, keep }: NewNote): Promise<GuardSpot[]> {
    const context = await guardOf(audit, tools.of(audit).instrument, await audits.groups(audit.id));
    // Within the panel a file is called by its reference; that is what it is there for.
    const spots = guard(text, context).filter(({ reason }) => reason !== 'caseReference');
    const fingerprint = createHash('sha256').update(text).digest('hex');
    if (spots.length > 0 && keep !== fingerprint) throw new NoteWarning(spots, fingerprint);
    return spots;
  }

  async function write(
    user: User,
    { audit, fileId, reading }: { audit: Audit; fileId: number; reading: ReadingOfFile },
    note: Pick<FileNote, 'kind' | 'text'>,
    spots: GuardSpot[] = [],
  ): Promise<void> {
    await fileNotes.add({
      readingId: reading.id,
      userId: user.id,
      ...note,
      writtenAt: now().toISOString(),
    });
    const subject = `case file ${fileId}`;
    const action =
      note.kind === 'note'
        ? 'fileNote.added'
        : note.kind === 'settled'
          ? 'fileNote.settled'
          : 'caseFile.sentBack';
    await activity.add({ userId: user.id, action, auditId: audit.id, subject });
    if (spots.length === 0) return;
    const reasons = [...new Set(spots.map(({ reason }) => reason))];
    await activity.add({
      userId: user.id,
      action: 'text.kept',
      auditId: audit.id,
      subject,
      detail: { reasons },
    });
  }

  return {
    /** What this person may see of what was written about a file, reading by reading. */
    async threads(audit: Audit, fileId: number, user: User): Promise<NoteThread[]> {
      const all = await readingsFor(audit, fileId, user);
      const notes = await fileNotes.of(all.map(({ id }) => id));
      return all.map((reading) => {
        const own = notes.filter(({ readingId }) => readingId === reading.id);
        const last = own.at(-1);
        return {
          reading,
          notes: own,
          isOpen: last !== undefined && isOpen(last, reading.completedAt !== null),
        };
      });
    },

    /** What was written about one reading. */
    ofReading: (readingId: number): Promise<FileNote[]> => fileNotes.of([readingId]),

    /** @throws NoteWarning */
    add: (user: User, auditId: number, fileId: number, note: NewNote): Promise<void> =>
      database.write(async () => {
        const { audit, reading } = await forWriting(user, auditId, fileId, note.reading);
        const spots = await lookThrough(audit, note);
        await write(user, { audit, fileId, reading }, { kind: 'note', text: note.text }, spots);
      }),

    /** Says that nothing is left to answer. */
    settle: (user: User, auditId: number, fileId: number, number: number): Promise<void> =>
      database.write(async () => {
        const { audit, reading } = await forWriting(user, auditId, fileId, number);
        const last = (await fileNotes.of([reading.id])).at(-1);
        // Pressed twice, or by two: it is settled once.
        if (!last || last.kind === 'settled') return;
        await write(user, { audit, fileId, reading }, { kind: 'settled', text: '' });
      }),

    /**
     * Sends a complete reading back to whoever made it: it is not complete any more, and the reason stands in the file.
     *
     * @throws NoteWarning
     * @throws StateError where it is not complete, or is compared with another one
     */
    sendBack: (user: User, auditId: number, fileId: number, note: NewNote): Promise<void> =>
      database.write(async () => {
        const { audit, reading, all } = await forWriting(user, auditId, fileId, note.reading);
        const { words } = audit;
        if (!takesAnswers(audit.state)) {
          throw new StateError('The audit is not open, so nothing can be changed.');
        }
        if (reading.completedAt === null) {
          throw new StateError(`This ${words.one} is not complete, so there is nothing to send back.`);
        }
        if (all.length > 1 && all.every(({ completedAt }) => completedAt !== null)) {
          throw new StateError(
            `Both readings of this ${words.one} are complete. Under Second readings you can let both be changed again.`,
          );
        }
        const spots = await lookThrough(audit, note);
        if (!(await readings.takeUpAgain(reading))) {
          throw new StateError(`Somebody else has saved this ${words.one} just now. Look at it again.`);
        }
        await write(user, { audit, fileId, reading }, { kind: 'sent_back', text: note.text }, spots);
      }),

    /** What waits for this person in these audits: a note to be answered, or a file that was sent back to them. */
    async waitingFor(user: User, all: readonly Audit[]): Promise<PlacedNote[]> {
      const own = all.filter((audit) => can(user, 'caseFile.read', { audit }));
      if (own.length === 0) return [];
      const last = await fileNotes.last(own.map(({ id }) => id));
      const readers = await readings.readersOf(last.map(({ readingId }) => readingId));
      const kept = new Map<number, KeptFrom>();
      for (const id of new Set(last.map(({ auditId }) => auditId))) kept.set(id, await keptFrom.lookUp(id));
      return last.filter((note) => {
        const audit = own.find(({ id }) => id === note.auditId);
        if (kept.get(note.auditId)?.(note).has(user.id)) return false;
        if (!audit || note.userId === user.id || !isOpen(note, note.complete)) return false;
        const isByLead = audit.panel.get(note.userId) === 'lead';
        return isByLead
          ? readers.get(note.readingId)?.includes(user.id) === true
          : audit.panel.get(user.id) === 'lead';
      });
    },
  };
}

/** Whether something is left to do about the last note of a reading; what was sent back is done once it is handed in. */
const isOpen = ({ kind }: FileNote, complete: boolean): boolean =>
  kind === 'note' || (kind === 'sent_back' && !complete);
