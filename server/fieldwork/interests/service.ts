import { setupMayChange } from '../../../rules/index.ts';
import type { DeclaredInterest } from '../../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import type { AssignedFileRepository } from '../assigning/repository.ts';
import { filesById, filesReadBy } from '../caseFiles/places.ts';
import type { DeviceRepository } from '../devices/repository.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { KeptFromFiles } from './kept.ts';
import type { Declaration, InterestStore } from './store.ts';

/** What somebody of a panel declares: ids of services, codes of workers. */
export interface Declared {
  providerIds: readonly number[];
  workers: readonly string[];
}

/** Files by their references, with whose they were. */
export interface FilesOfPerson {
  userId: number;
  references: string[];
}

export interface InterestState {
  groups: SampleGroup[];
  workers: { worker: string; files: number }[];
  declared: Declaration[];
  /** Of each who declared something, the files of the sample that they never get. */
  kept: FilesOfPerson[];
  /** Files that were taken back from somebody when it was declared. */
  takenBack: FilesOfPerson[];
  /** Files of which they had made a reading before. */
  readBefore: FilesOfPerson[];
}

export type InterestService = ReturnType<typeof createInterestService>;

/** Services and workers that people of a panel declare, and what follows for their files. */
export function createInterestService(parts: {
  database: Database;
  audits: AuditRepository;
  interests: InterestStore;
  keptFrom: KeptFromFiles;
  samples: SampleRepository;
  assigned: AssignedFileRepository;
  devices: DeviceRepository;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, interests, keptFrom, samples, assigned, devices, activity, now } = parts;

  /** Takes back what a person has been given of files that they are kept from now. */
  async function takeBack(auditId: number, userId: number, at: string): Promise<number> {
    const kept = await keptFrom.lookUp(auditId);
    const drawn = new Map((await samples.drawnFiles(auditId)).map((file) => [file.id, file]));
    const files = await filesById(database, auditId);
    const taken = (await assigned.of([auditId])).filter(({ userId: assignee, sampledId, caseFileId }) => {
      const fileId = caseFileId ?? drawn.get(sampledId ?? 0)?.caseFileId ?? null;
      const place = files.get(fileId ?? 0) ?? drawn.get(sampledId ?? 0);
      return assignee === userId && place !== undefined && kept({ ...place, fileId, sampledId }).has(userId);
    });
    for (const { sampledId, caseFileId } of taken) {
      if (sampledId !== null) await assigned.unassign({ sampledId, caseFileId: null });
      else if (caseFileId !== null) await assigned.unassign({ sampledId: null, caseFileId });
    }
    await interests.noteTakenBack(auditId, taken, at);
    return taken.length;
  }

  /**
   * Holds this audit, and where a service is declared all that are not closed of the panels that the person is on, since it
   * counts there too. In the order of their ids, so that two who declare at once do not wait for each other.
   */
  async function holdAll(userId: number, auditId: number, { providerIds }: Declared): Promise<Audit[]> {
    const others = providerIds.length === 0 ? [] : await audits.ofMember(userId);
    const ids = others.filter(({ state }) => setupMayChange(state)).map(({ id }) => id);
    const held: Audit[] = [];
    for (const id of [...new Set([auditId, ...ids])].toSorted((a, b) => a - b)) {
      const audit = await audits.lock(id);
      if (audit && (id === auditId || setupMayChange(audit.state))) held.push(audit);
    }
    if (held.every(({ id }) => id !== auditId)) throw new NotFoundError();
    return held;
  }

  /** Whether a sample group of an audit is of one of these services. */
  async function hasGroupOf(auditId: number, of: readonly DeclaredInterest[]): Promise<boolean> {
    const ids = new Set(of.map(({ providerId }) => providerId));
    return (await audits.groups(auditId)).some(({ providers }) => providers.some(({ id }) => ids.has(id)));
  }

  return {
    async state(audit: Audit): Promise<InterestState> {
      const { id: auditId } = audit;
      const declared = await interests.declaredIn(auditId);
      const kept = await keptFrom.lookUp(auditId);
      const drawn = await samples.drawnFiles(auditId);
      const files = await filesById(database, auditId);
      const people = [...new Set(declared.map(({ userId }) => userId))];
      const drawnById = new Map(drawn.map((file) => [file.id, file]));
      const taken = await interests.takenBack(auditId);
      const readBefore: FilesOfPerson[] = [];
      for (const userId of people) {
        const read = (await filesReadBy(database, auditId, userId)).filter((file) => kept(file).has(userId));
        if (read.length > 0) readBefore.push({ userId, references: read.map((file) => file.reference) });
      }
      const named = ({ sampledId, caseFileId }: (typeof taken)[number]) =>
        drawnById.get(sampledId ?? 0)?.reference ?? files.get(caseFileId ?? 0)?.reference ?? [];
      return {
        groups: await audits.groups(auditId),
        workers: await interests.workers(auditId),
        declared,
        kept: people.map((userId) => ({
          userId,
          references: drawn
            .filter(({ id, groupId, reference, caseFileId, status }) => {
              const place = { groupId, reference, sampledId: id, fileId: caseFileId };
              return status === 'drawn' && kept(place).has(userId);
            })
            .map(({ reference }) => reference),
        })),
        takenBack: [...new Set(taken.map(({ userId }) => userId))].map((userId) => ({
          userId,
          references: taken.filter((file) => file.userId === userId).flatMap(named),
        })),
        readBefore,
      };
    },

    /**
     * Puts what a person declares in this audit in the place of what they declared before. What they had been given of it
     * is taken back, and their copies on devices end, in every audit that is not closed: of a closed one nothing is left
     * to be read, and who had what stays as it was.
     *
     * @returns how many files were taken back
     */
    declare: (userId: number, auditId: number, wish: Declared): Promise<number> =>
      database.write(async () => {
        const held = await holdAll(userId, auditId, wish);
        const groups = await audits.groups(auditId);
        const providers = new Set(groups.flatMap((group) => group.providers.map(({ id }) => id)));
        const workers = new Set((await interests.workers(auditId)).map(({ worker }) => worker));
        if (wish.providerIds.some((id) => !providers.has(id)) || wish.workers.some((w) => !workers.has(w))) {
          throw new InputError([{ field: 'providers', text: 'Choose from the lists.' }]);
        }
        const at = now().toISOString();
        const before = (await interests.declaredIn(auditId)).filter((each) => each.userId === userId);
        const has = (providerId: number | null, worker: string | null) =>
          before.some((each) => each.providerId === providerId && each.worker === worker);
        const added = [
          ...wish.providerIds.map((id) => ({ userId, providerId: id, worker: null })),
          ...wish.workers.map((worker) => ({ userId, providerId: null, worker })),
        ].filter(({ providerId, worker }) => !has(providerId, worker));
        for (const interest of added) {
          const of = interest.providerId === null ? auditId : null;
          await interests.add({ ...interest, auditId: of, declaredAt: at });
        }
        // A service of another audit is not on this page, so nothing is said of it here.
        const gone = before.filter(({ providerId, worker }) =>
          providerId === null
            ? !wish.workers.includes(worker ?? '')
            : providers.has(providerId) && !wish.providerIds.includes(providerId),
        );
        for (const interest of gone) await interests.remove(interest, auditId);
        if (added.length + gone.length === 0) return 0;
        const services = added.filter(({ providerId }) => providerId !== null).length;
        let taken = 0;
        for (const { id, state } of held) {
          const here = setupMayChange(state) ? await takeBack(id, userId, at) : 0;
          const bears = id === auditId || here > 0 || (await hasGroupOf(id, added));
          if (added.length > 0 && bears) await devices.remove(id, userId);
          if (id === auditId) taken = here;
          const detail =
            id === auditId
              ? { services: wish.providerIds.length, workers: wish.workers.length, takenBack: here }
              : { services, workers: 0, takenBack: here };
          if (bears) await activity.add({ userId, action: 'interests.declared', auditId: id, detail });
        }
        return taken;
      }),
  };
}
