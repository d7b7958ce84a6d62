import { setupMayChange, spreadFiles, takesAnswers } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import { listOf } from '../../formats/english.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { KeptFromFiles } from '../interests/kept.ts';
import { filesToReadNext } from '../recording/filesToReadNext.ts';
import type { FilesOfAudit } from '../recording/filesToReadNext.ts';
import type { RecordingService } from '../recording/service.ts';
import type { SampledFile, SampleRepository } from '../sampling/repository.ts';
import { assignmentsIn } from './assignments.ts';
import type { Assignee } from './assignments.ts';
import type { AssignedFileRepository, FileToAssign } from './repository.ts';

/** A file as it can be given to somebody. */
export interface AssignableFile {
  /** What a form calls it. @example 'drawn-12' */
  key: string;
  file: FileToAssign;
  /** The case file that it is begun as. */
  fileId: number | null;
  groupId: number;
  reference: string;
  state: 'toDo' | 'begun' | 'complete';
  /** Who has begun it. */
  readBy: number | null;
  assignee: Assignee | null;
}

/** What one person has to read in one audit. */
export interface OwnFiles {
  audit: Audit;
  files: AssignableFile[];
  /** What to go on with; null when all are complete. */
  next: AssignableFile | null;
}

export type AssigningService = ReturnType<typeof createAssigningService>;

/** Files given to the auditors of a panel. It says who is to read what; whom it keeps from a file is said by what they declared alone. */
export function createAssigningService(parts: {
  database: Database;
  audits: AuditRepository;
  samples: SampleRepository;
  recording: RecordingService;
  assigned: AssignedFileRepository;
  keptFrom: Pick<KeptFromFiles, 'lookUp'>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, samples, recording, assigned, keptFrom, activity, tools, now } = parts;

  /** The files of an audit as a person has them, without those they are kept from, and who is to read which. */
  async function filesOf(audit: Audit, viewerId: number | null): Promise<FilesOfAudit> {
    // One after the other: within a transaction there is one connection.
    const lines = await recording.lines(audit.id, tools.of(audit), viewerId);
    const drawn = await samples.drawnFiles(audit.id);
    const drawnIn = new Map<number, number>();
    for (const { groupId, status } of drawn) {
      if (status === 'drawn') drawnIn.set(groupId, (drawnIn.get(groupId) ?? 0) + 1);
    }
    const rows = await assigned.of([audit.id]);
    const assignments = assignmentsIn(rows, drawn);
    if (viewerId === null) return { lines, drawn, drawnIn, assignments };
    const kept = await keptFrom.lookUp(audit.id);
    const shown = lines.filter((line) => !kept({ ...line, fileId: line.id }).has(viewerId));
    const shownDrawn = drawn.filter(
      (file) => !kept({ ...file, fileId: file.caseFileId, sampledId: file.id }).has(viewerId),
    );
    const waits = (files: SampledFile[]) => files.filter(({ caseFileId }) => caseFileId === null).length;
    const keptBack = lines.length - shown.length + waits(drawn) - waits(shownDrawn);
    return { lines: shown, drawn: shownDrawn, drawnIn, assignments, keptBack };
  }

  /** Holds an audit whose panel still reads, until the end of the transaction. */
  async function forAssigning(auditId: number): Promise<Audit> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    if (!setupMayChange(audit.state)) {
      throw new StateError(`The audit is closed, so no ${audit.words.file} is left to be shared out.`);
    }
    return audit;
  }

  const mayRead = (audit: Audit, userId: number) =>
    ['lead', 'auditor'].includes(audit.panel.get(userId) ?? '');

  async function note(actorId: number, auditId: number, files: number, people: number): Promise<void> {
    if (files === 0) return;
    await activity.add({ userId: actorId, action: 'files.assigned', auditId, detail: { files, people } });
  }

  return {
    filesOf,

    /** All files for the lead's page, and the keys of those whose person is kept from them, as after a change of groups. */
    async overview(
      audit: Audit,
    ): Promise<{ groups: SampleGroup[]; files: AssignableFile[]; misplaced: ReadonlySet<string> }> {
      const groups = await audits.groups(audit.id);
      const files = assignableIn(await filesOf(audit, null), groups);
      const kept = await keptFrom.lookUp(audit.id);
      const isMisplaced = (file: AssignableFile) =>
        file.assignee !== null && kept(placeOf(file)).has(file.assignee.userId);
      return { groups, files, misplaced: new Set(files.filter(isMisplaced).map(({ key }) => key)) };
    },

    /**
     * Shares all files that are not begun and not given to anybody evenly among these people.
     *
     * @returns how many were given
     * @throws InputError where somebody does not read for this audit
     */
    async spread(actorId: number, auditId: number, userIds: readonly number[]): Promise<number> {
      return database.write(async () => {
        const audit = await forAssigning(auditId);
        if (userIds.length === 0 || userIds.some((id) => !mayRead(audit, id))) {
          throw new InputError([{ field: 'readers', text: 'Tick at least one person of the panel.' }]);
        }
        const files = assignableIn(await filesOf(audit, null), await audits.groups(auditId));
        const has = (id: number) =>
          files.filter(({ assignee, readBy }) => (assignee?.userId ?? readBy) === id).length;
        const open = files.filter(({ state, assignee }) => state === 'toDo' && assignee === null);
        const readers = [...new Set(userIds)].map((id) => ({ id, load: has(id) }));
        const kept = await keptFrom.lookUp(auditId);
        const given = spreadFiles(
          open.map((file) => ({ ...file, not: kept(placeOf(file)) })),
          readers,
        );
        for (const { key, file } of open) {
          const userId = given.get(key);
          if (userId !== undefined) await assigned.assign(auditId, file, userId, now().toISOString());
        }
        await note(actorId, auditId, given.size, readers.length);
        return given.size;
      });
    },

    /**
     * Gives single files to a person, or to nobody.
     *
     * @returns how many were given
     */
    async give(
      actorId: number,
      auditId: number,
      keys: readonly string[],
      userId: number | null,
    ): Promise<number> {
      return database.write(async () => {
        const audit = await forAssigning(auditId);
        if (userId !== null && !mayRead(audit, userId)) {
          throw new InputError([{ field: 'userId', text: 'Choose somebody of the panel from the list.' }]);
        }
        const files = assignableIn(await filesOf(audit, null), await audits.groups(auditId));
        const chosen = files.filter(({ key, state }) => keys.includes(key) && state !== 'complete');
        if (chosen.length === 0) {
          throw new InputError([{ field: 'files', text: `Tick at least one ${audit.words.file}.` }]);
        }
        const kept = userId === null ? null : await keptFrom.lookUp(auditId);
        const refused = chosen.filter((file) => userId !== null && kept?.(placeOf(file)).has(userId));
        if (refused.length > 0) {
          const which = listOf(refused.map(({ reference }) => reference));
          const text = `This person has declared an interest in ${which}. Choose somebody else.`;
          throw new InputError([{ field: 'userId', text }]);
        }
        for (const { file } of chosen) {
          if (userId === null) await assigned.unassign(file);
          else await assigned.assign(auditId, file, userId, now().toISOString());
        }
        await note(actorId, auditId, chosen.length, userId === null ? 0 : 1);
        return chosen.length;
      });
    },

    /** What a person has to read in those of these audits that are open, where anything is assigned to them. */
    async ownFiles(user: User, all: readonly Audit[]): Promise<OwnFiles[]> {
      const open = all.filter((audit) => takesAnswers(audit.state) && mayRead(audit, user.id));
      const rows = open.length === 0 ? [] : await assigned.of(open.map(({ id }) => id));
      const own: OwnFiles[] = [];
      for (const audit of open) {
        if (!rows.some(({ auditId, userId }) => auditId === audit.id && userId === user.id)) continue;
        own.push(ownFilesIn(audit, await filesOf(audit, user.id), await audits.groups(audit.id), user.id));
      }
      return own;
    },
  };
}

const placeOf = ({ groupId, reference, fileId, file }: AssignableFile) => ({
  groupId,
  reference,
  fileId,
  sampledId: file.sampledId,
});

/** What one person has to read, of the files of an audit as they have them. */
export function ownFilesIn(
  audit: Audit,
  all: FilesOfAudit,
  groups: readonly SampleGroup[],
  userId: number,
): OwnFiles {
  const files = assignableIn(all, groups).filter(({ assignee }) => assignee?.userId === userId);
  const groupId = files.find(({ state }) => state === 'begun')?.groupId ?? files[0]?.groupId ?? 0;
  const mine = new Map(
    files.map((file) => [file.fileId === null ? `s${file.file.sampledId}` : `f${file.fileId}`, file]),
  );
  const next = filesToReadNext({ ...all, groups, groupId, fileId: 0, userId }).flatMap((file) => {
    const own = mine.get(file.fileId === undefined ? `s${file.sampledId}` : `f${file.fileId}`);
    return own ?? [];
  });
  // What is open on the desk goes before what is still in the cabinet.
  const first = next.find(({ state }) => state === 'begun') ?? next[0] ?? null;
  return { audit, files, next: first };
}

/** The files of an audit as they can be given to somebody, group by group. */
function assignableIn(
  { lines, drawn, assignments }: FilesOfAudit,
  groups: readonly SampleGroup[],
): AssignableFile[] {
  const drawnAs = new Map(drawn.map((file) => [file.caseFileId, file.id]));
  const begun = lines.map((line): AssignableFile => {
    const sampledId = drawnAs.get(line.id);
    const isBegun = sampledId !== undefined || line.version > 1;
    return {
      ...(sampledId === undefined
        ? { key: `file-${line.id}`, file: { sampledId: null, caseFileId: line.id } }
        : { key: `drawn-${sampledId}`, file: { sampledId, caseFileId: null } }),
      fileId: line.id,
      groupId: line.groupId,
      reference: line.reference,
      state: line.completedAt !== null ? 'complete' : isBegun ? 'begun' : 'toDo',
      readBy: isBegun ? line.updatedBy : null,
      assignee: assignments.ofFile.get(line.id) ?? null,
    };
  });
  const waiting = drawn
    .filter(({ status, caseFileId }) => status === 'drawn' && caseFileId === null)
    .map(({ id, groupId, reference }): AssignableFile => ({
      key: `drawn-${id}`,
      file: { sampledId: id, caseFileId: null },
      fileId: null,
      groupId,
      reference,
      state: 'toDo',
      readBy: null,
      assignee: assignments.ofDrawn.get(id) ?? null,
    }));
  const all = [...begun, ...waiting];
  return groups.flatMap((group) => all.filter(({ groupId }) => groupId === group.id));
}
