import { randomBytes } from 'node:crypto';
import { takesAnswers } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import { dayInWords } from '../../formats/english.ts';
import type { Reading } from '../caseFiles/reading.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import { keptText } from '../interests/kept.ts';
import type { KeptFromFiles } from '../interests/kept.ts';
import type { RecordingService } from '../recording/service.ts';
import { isUntouched } from '../caseFiles/untouched.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { DeviceRepository } from './repository.ts';

export type DeviceService = ReturnType<typeof createDeviceService>;

/** Work without a network: the keys of what devices keep, and case files that were begun on a device. */
export function createDeviceService(parts: {
  database: Database;
  audits: AuditRepository;
  devices: DeviceRepository;
  recording: RecordingService;
  caseFiles: CaseFileRepository;
  samples: SampleRepository;
  keptFrom: Pick<KeptFromFiles, 'ofFile'>;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, devices, recording, caseFiles, samples, keptFrom, activity, now } = parts;
  const today = () => now().toISOString().slice(0, 10);

  return {
    /** Why no device can hold a copy of the audit, as a sentence; null while its fieldwork goes on. */
    refusal(audit: Audit): string | null {
      if (audit.state === 'draft') return 'The audit is not open yet. Its lead opens it.';
      if (!takesAnswers(audit.state)) return 'The audit is closed, so there is nothing to record.';
      if (audit.fieldworkEnd < today()) {
        return `The last day of fieldwork was ${dayInWords(audit.fieldworkEnd)}. A device keeps a copy only until then; the lead can change the day among the details of the audit.`;
      }
      return null;
    },

    /** The key of a person's copy of an audit, made when they prepare a device for the first time. */
    async prepare(actorId: number, audit: Audit): Promise<string> {
      return database.write(async () => {
        const current = await audits.hold(audit.id);
        if (!current) throw new NotFoundError();
        const refusal = this.refusal(current);
        if (refusal !== null) throw new StateError(refusal);
        await devices.add(audit.id, actorId, randomBytes(32).toString('base64url'), now().toISOString());
        await activity.add({ userId: actorId, action: 'device.prepared', auditId: audit.id });
        const key = await devices.key(audit.id, actorId);
        if (key === null) throw new Error('the key of the copy was not kept');
        return key;
      });
    },

    /** The key of a person's copy while it may live; null when there is none, or none any more. */
    async key(actorId: number, audit: Audit): Promise<string | null> {
      if (this.refusal(audit) === null) return devices.key(audit.id, actorId);
      await this.removeEnded();
      return null;
    },

    /** Destroys the keys of all copies whose fieldwork is over; nobody can read those copies from then on. */
    removeEnded: () => devices.removeEnded(today()),

    /**
     * Begins a case file that was begun on a device. Where somebody else has begun it meanwhile, it is theirs that
     * is recorded further.
     *
     * @returns the file as this person has it, and the version on which what waits on the device is based: that of
     * the file while nothing was recorded in it, otherwise one before, so that both versions are shown
     * @throws InputError when the reference cannot be taken
     */
    async begin(
      actorId: number,
      auditId: number,
      file: { reference: string; groupId: number },
    ): Promise<{ reading: Reading; basedOn: number }> {
      return database.write(async () => {
        if (!(await audits.lock(auditId))) throw new NotFoundError();
        const known = await caseFiles.fileWithReference(auditId, file.reference);
        if (known !== null && (await keptFrom.ofFile(auditId, { fileId: known })).has(actorId)) {
          throw new InputError([{ field: 'reference', text: keptText(file.reference) }]);
        }
        const fileId = known ?? (await recording.create(actorId, auditId, file));
        const reading = await recording.get(auditId, fileId, actorId);
        const group = (await audits.groups(auditId)).find(({ id }) => id === file.groupId);
        const listed = await samples.fieldsOf(auditId, file.reference);
        if (known === null || isUntouched(reading, group, listed))
          return { reading, basedOn: reading.version };
        return { reading, basedOn: reading.number === 1 ? 0 : reading.startVersion };
      });
    },
  };
}
