import { obstacleToErasing } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { Actor } from '../../access/policy.ts';
import type { CopyDetails, SetupCopier } from '../../audits/copy.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { ReportRepository } from '../../feedback/store/reports.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { MailService } from '../../people/mail/service.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { AdministrationStore, AskedDeletion } from './store.ts';

/** The request that somebody confirms, as the page that they read named it. */
export interface ReadRequest {
  what: string;
  askedAt: string;
}

/** What a deletion would take along, as counts. */
export interface SizeOfAudit {
  files: number;
  groups: number;
  reports: number;
  successors: number;
}

export type AdministrationService = ReturnType<typeof createAdministrationService>;

/** Audits as things to keep: put away, copied, thrown away. */
export function createAdministrationService(parts: {
  database: Database;
  store: AdministrationStore;
  audits: AuditRepository;
  copySetup: SetupCopier;
  reports: ReportRepository;
  removeFieldwork: (auditId: number) => Promise<void>;
  mail: Pick<MailService, 'withdraw'>;
  activity: ActivityRepository;
  /** Erases what was recorded of the cases of an audit, of which this was asked for. */
  eraseCases: (audit: Audit, asked: AskedDeletion, actorId: number) => Promise<void>;
  now: () => Date;
}) {
  const { database, store, audits, copySetup, reports, removeFieldwork, mail, activity, eraseCases, now } =
    parts;
  const at = () => now().toISOString();

  async function lock(auditId: number): Promise<Audit> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    return audit;
  }

  async function deletionOf(auditId: number): Promise<AskedDeletion | null> {
    return (await store.deletions()).find((one) => one.auditId === auditId) ?? null;
  }

  async function sizeOf(auditId: number): Promise<SizeOfAudit> {
    const groups = await audits.groups(auditId);
    return {
      files: groups.reduce((sum, group) => sum + group.files, 0),
      groups: groups.length,
      reports: (await reports.ofAudit(auditId)).length,
      successors: (await audits.successors(auditId)).length,
    };
  }

  /** Removes an audit with all that is in it; only its lines in the activity stay. */
  async function removeWhole(auditId: number): Promise<void> {
    await reports.removeOfAudit(auditId);
    await removeFieldwork(auditId);
    await mail.withdraw(urls.audit(auditId));
    await audits.remove(auditId);
  }

  return {
    archived: (auditIds: readonly number[]) => store.archived(auditIds),
    deletionOf,
    sizeOf: (auditId: number): Promise<SizeOfAudit> => database.read(() => sizeOf(auditId)),

    /** The deletions that this person is the one, or one of those, to confirm. */
    async deletionsFor(actor: Actor): Promise<AskedDeletion[]> {
      const asked = (await store.deletions()).filter(({ askedBy }) => askedBy !== actor.id);
      const all = await audits.byIds(asked.map(({ auditId }) => auditId));
      const may = new Set(
        all.filter((audit) => can(actor, 'audit.confirmDeletion', { audit })).map(({ id }) => id),
      );
      return asked.filter(({ auditId }) => may.has(auditId));
    },

    /** Puts an audit away, out of the lists; an open one is still worked on. */
    async archive(actorId: number, auditId: number): Promise<void> {
      await database.write(async () => {
        const audit = await lock(auditId);
        if (audit.state === 'open') {
          throw new StateError(
            'The audit is open, so it cannot be archived: people are still to record in it. Close it first.',
          );
        }
        await store.archive(auditId, actorId, at());
        await activity.add({ userId: actorId, action: 'audit.archived', auditId });
      });
    },

    async unarchive(actorId: number, auditId: number): Promise<void> {
      await database.write(async () => {
        await lock(auditId);
        await store.unarchive(auditId);
        await activity.add({ userId: actorId, action: 'audit.unarchived', auditId });
      });
    },

    /** Sets up a draft like an audit in any state. @returns its id */
    async copy(actorId: number, auditId: number, details: Omit<CopyDetails, 'toolVersion'>): Promise<number> {
      return database.alone('directory', async () => {
        const audit = await lock(auditId);
        const { toolVersion } = audit;
        const copyId = await copySetup(actorId, audit, await audits.groups(auditId), {
          ...details,
          toolVersion,
        });
        await activity.add({
          userId: actorId,
          action: 'audit.copied',
          auditId: copyId,
          subject: `audit ${auditId}`,
        });
        return copyId;
      });
    },

    /** Throws a draft away, in which nothing is recorded yet. */
    async discard(actorId: number, auditId: number): Promise<void> {
      await database.write(async () => {
        const audit = await lock(auditId);
        const { files } = await sizeOf(auditId);
        if (audit.state !== 'draft' || files > 0) {
          throw new StateError(
            'Only a draft can be discarded. To delete an audit that was opened, ask for it; somebody else confirms it.',
          );
        }
        await removeWhole(auditId);
        await activity.add({
          userId: actorId,
          action: 'audit.discarded',
          auditId,
          detail: { title: audit.title },
        });
      });
    },

    async askDeletion(
      actorId: number,
      auditId: number,
      reason: string,
      what: AskedDeletion['what'] = 'audit',
    ): Promise<void> {
      await database.write(async () => {
        const audit = await lock(auditId);
        const obstacle = what === 'cases' ? obstacleToErasing(audit) : null;
        if (obstacle !== null) throw new StateError(obstacle);
        if (await deletionOf(auditId)) throw new StateError('Somebody has asked for this already.');
        await store.askDeletion(auditId, { what, userId: actorId, at: at(), reason });
        await activity.add({
          userId: actorId,
          action: what === 'audit' ? 'audit.deletionAsked' : 'audit.erasureAsked',
          auditId,
        });
      });
    },

    /** Takes a request back, or refuses it. */
    async withdrawDeletion(actorId: number, auditId: number): Promise<void> {
      await database.write(async () => {
        await lock(auditId);
        if (!(await store.withdrawDeletion(auditId)))
          throw new StateError('Nobody has asked for this audit to be deleted.');
        await activity.add({ userId: actorId, action: 'audit.deletionWithdrawn', auditId });
      });
    },

    /**
     * Deletes an audit with all that is in it, or what was recorded of its cases, as it was asked: all of it or nothing. What the activity says of it stays.
     *
     * @throws StateError where nobody has asked for it, it was the same person who did, or it is not the request that was read
     */
    async confirmDeletion(actorId: number, auditId: number, read: ReadRequest): Promise<void> {
      await database.write(async () => {
        const audit = await lock(auditId);
        const asked = await deletionOf(auditId);
        if (!asked) throw new StateError('Nobody has asked for this audit to be deleted.');
        if (asked.askedBy === actorId) {
          throw new StateError(
            'You have asked for it, so somebody else has to confirm it: another lead of this audit, or an administrator.',
          );
        }
        if (asked.what !== read.what || asked.askedAt !== read.askedAt) {
          throw new StateError(
            'The request has changed since you opened this page. Nothing was erased or deleted. Open the request again, and read what is asked for.',
          );
        }
        if (asked.what === 'cases') {
          await eraseCases(audit, asked, actorId);
          await store.withdrawDeletion(auditId);
          return;
        }
        const { files, reports: issued } = await sizeOf(auditId);
        await removeWhole(auditId);
        await activity.add({
          userId: actorId,
          action: 'audit.deleted',
          auditId,
          subject: `person ${asked.askedBy}`,
          detail: { title: audit.title, state: audit.state, files, reports: issued },
        });
      });
    },
  };
}
