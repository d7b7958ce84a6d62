import { judgedOf, reasonProblem, takesAnswers } from '../../../rules/index.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { Tools } from '../../audits/tools.ts';
import { unsavedFiles } from '../caseFiles/unsavedFiles.ts';
import { isUntouched } from '../caseFiles/untouched.ts';
import type { AssignedFileRepository } from '../assigning/repository.ts';
import type { AssigningService } from '../assigning/service.ts';
import type { KeptFromFiles } from '../interests/kept.ts';
import type { InterestStore } from '../interests/store.ts';
import type { RecoveryPlanRepository } from '../recoveryPlans/repository.ts';
import type { SafeguardingStore } from '../safeguarding/store.ts';
import type { SampledFile, SampleRepository } from '../sampling/repository.ts';
import { filesToReadNext } from './filesToReadNext.ts';
import type { RecordingService } from './service.ts';

export type FromSample = ReturnType<typeof createFromSample>;

/** What becomes of a drawn file: it is begun as a case file, read after another one, or cannot be found. */
export function createFromSample(parts: {
  database: Database;
  audits: AuditRepository;
  samples: SampleRepository;
  recording: RecordingService;
  plans: RecoveryPlanRepository;
  assigning: AssigningService;
  assigned: AssignedFileRepository;
  keptFrom: Pick<KeptFromFiles, 'lookUp'>;
  interests: Pick<InterestStore, 'noteTakenBack'>;
  alerts: Pick<SafeguardingStore, 'ofFile'>;
  activity: ActivityRepository;
  tools: Pick<Tools, 'of'>;
  now: () => Date;
}) {
  const { database, audits, samples, recording, plans, assigning, assigned, alerts, activity, now } = parts;
  const { keptFrom, interests, tools } = parts;
  const at = () => now().toISOString();

  /** Holds an audit until the end of the transaction, and refuses one that takes no answers. */
  async function open(auditId: number): Promise<Audit> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    if (takesAnswers(audit.state)) return audit;
    throw new StateError(
      audit.state === 'draft'
        ? `The audit is not open yet, so no ${audit.words.one} can be recorded. Its lead opens it.`
        : 'The audit is closed, so nothing can be changed. Its lead can reopen it.',
    );
  }

  /** The drawn file, held until the end of the transaction, in an audit that is open. */
  async function forRecording(auditId: number, sampledId: number): Promise<SampledFile> {
    await open(auditId);
    const file = await samples.drawnFile(auditId, sampledId);
    if (!file) throw new NotFoundError();
    if (file.status === 'not_found') {
      throw new StateError(`${file.reference} has been marked as not found.`);
    }
    return file;
  }

  /** Whether nothing is recorded of a drawn file that was begun, as when it was opened before the papers were looked for. */
  async function isOnlyBegun(viewerId: number, auditId: number, file: SampledFile): Promise<boolean> {
    if (file.caseFileId === null) return false;
    const reading = await recording.get(auditId, file.caseFileId, viewerId);
    const group = (await audits.groups(auditId)).find(({ id }) => id === file.groupId);
    const listed = await samples.fieldsOf(auditId, file.reference);
    if (reading.number !== 1 || reading.version !== 1 || !isUntouched(reading, group, listed)) return false;
    // A plan is kept beside the answers, with a version of its own; whoever raised an alert has read the file.
    return (
      (await plans.ofReading(reading.id)) === null && (await alerts.ofFile(file.caseFileId)).length === 0
    );
  }

  /** The drawn files of an audit that were opened, and of which nothing is recorded. */
  async function onlyOpened(viewerId: number, audit: Audit): Promise<SampledFile[]> {
    const unsaved = await unsavedFiles(
      database,
      audit.id,
      judgedOf(tools.of(audit)).map(({ id }) => id),
    );
    if (unsaved.size === 0) return [];
    const drawn = (await samples.drawnFiles(audit.id)).filter(
      ({ caseFileId }) => caseFileId !== null && unsaved.has(caseFileId),
    );
    const found: SampledFile[] = [];
    for (const file of drawn) if (await isOnlyBegun(viewerId, audit.id, file)) found.push(file);
    return found;
  }

  /**
   * Begins a drawn file as a case file, or finds the one that somebody has begun already.
   *
   * @returns the id of the case file
   */
  async function begin(actorId: number, auditId: number, sampledId: number): Promise<number> {
    return database.write(async () => {
      const file = await forRecording(auditId, sampledId);
      if (file.caseFileId !== null) return file.caseFileId;
      return recording.create(actorId, auditId, { reference: file.reference, groupId: file.groupId });
    });
  }

  /** Gives the file that takes the place of another one to whoever had that; to nobody where they are kept from it. */
  async function handOn(auditId: number, fromId: number, { id, ...place }: SampledFile): Promise<void> {
    const holder = (await assigned.of([auditId])).find(({ sampledId }) => sampledId === fromId);
    if (!holder) return;
    const kept = await keptFrom.lookUp(auditId);
    if (!kept({ ...place, sampledId: id }).has(holder.userId)) {
      await assigned.handOn(fromId, id);
      return;
    }
    await assigned.unassign({ sampledId: fromId, caseFileId: null });
    const { userId } = holder;
    await interests.noteTakenBack(auditId, [{ userId, sampledId: id, caseFileId: null }], at());
  }

  return {
    /** Whether a drawn file can still be marked as not found: not once something is recorded of it. */
    mayBeMissing: async (viewerId: number, auditId: number, file: SampledFile): Promise<boolean> =>
      file.status === 'drawn' && (file.caseFileId === null || (await isOnlyBegun(viewerId, auditId, file))),

    begin,

    onlyOpened: (viewerId: number, audit: Audit): Promise<SampledFile[]> =>
      database.read(() => onlyOpened(viewerId, audit)),

    /**
     * Puts the drawn files of which nothing is recorded back on the list: they were opened and not read, and would count as
     * read otherwise. To be called in an audit that is held and open.
     *
     * @returns how many
     */
    async putBack(actorId: number, audit: Audit): Promise<number> {
      const files = await onlyOpened(actorId, audit);
      for (const { caseFileId } of files) {
        if (caseFileId !== null) await recording.remove(actorId, audit.id, caseFileId);
      }
      return files.length;
    },

    /**
     * What this person reads after a case file: one that is assigned to them, or another of its group, begun here where it
     * was only drawn, so that two who ask at the same time are not sent to the same papers.
     *
     * @param beginsNone - whether nothing new is begun in its group that this person was not given
     * @returns the case file, and whether it is of the same group; null when none is left to read
     */
    async openNextFile(
      actorId: number,
      auditId: number,
      { fileId, beginsNone }: { fileId: number; beginsNone: boolean },
    ): Promise<{ fileId: number; isOfGroup: boolean } | null> {
      return database.write(async () => {
        const audit = await open(auditId);
        const { groupId } = await recording.get(auditId, fileId, actorId);
        const files = await assigning.filesOf(audit, actorId);
        const groups = await audits.groups(auditId);
        const [next] = filesToReadNext({ ...files, groups, groupId, fileId, userId: actorId, beginsNone });
        if (!next) return null;
        return {
          fileId: next.fileId ?? (await begin(actorId, auditId, next.sampledId)),
          isOfGroup: next.groupId === groupId,
        };
      });
    },

    /**
     * Marks a drawn file as not found and takes the next of the reserve.
     *
     * @returns the reference of that one, or null when the reserve is used up
     */
    async notFound(
      actorId: number,
      auditId: number,
      sampledId: number,
      reason: string,
    ): Promise<{ file: SampledFile; next: string | null }> {
      return database.write(async () => {
        const { words } = await open(auditId);
        const problem = reasonProblem(reason, words);
        if (problem !== null) throw new InputError([{ field: 'reason', text: problem }]);
        const file = await forRecording(auditId, sampledId);
        if (file.caseFileId !== null) {
          if (!(await isOnlyBegun(actorId, auditId, file))) {
            throw new StateError(`${file.reference} is recorded already, so it was found.`);
          }
          await recording.remove(actorId, auditId, file.caseFileId);
        }
        const next = await samples.replace(file, reason.trim());
        const replacement = (await samples.drawnFiles(auditId)).find(({ reference }) => reference === next);
        if (replacement) await handOn(auditId, file.id, replacement);
        await samples.lock(auditId, at());
        await activity.add({
          userId: actorId,
          action: 'sample.notFound',
          auditId,
          subject: `drawn file ${sampledId}`,
          detail: { replaced: next !== null },
        });
        return { file, next };
      });
    },
  };
}
