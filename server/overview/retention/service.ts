import { erasureDueOn, isClosed } from '../../../rules/index.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { QueryRepository } from '../../feedback/store/queries.ts';
import type { CaseAmounts, createEraser } from '../../fieldwork/caseFiles/erasing.ts';
import { dayOf } from '../../formats/english.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { KeptBackups } from '../../platform/backup/kept.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { ResultsService } from '../../results/figures/service.ts';
import type { AskedDeletion } from '../administration/store.ts';
import type { Erasure, RetentionStore } from './store.ts';

/** An audit of which what was recorded of the cases is to be erased from a day on. */
export interface DueAudit {
  audit: Audit;
  /** YYYY-MM-DD */
  dueOn: string;
}

/** Backups from before an erasure, which still hold what was erased. */
export interface BackupsWithIt {
  files: { at: string; file: string }[];
  /** YYYY-MM-DD from which the last of those that the program made by itself is replaced; null where it makes none. */
  goneOn: string | null;
}

export type RetentionService = ReturnType<typeof createRetentionService>;

/** How long what is recorded of cases is kept, what is due, and erasing it. */
export function createRetentionService(parts: {
  database: Database;
  store: RetentionStore;
  audits: AuditRepository;
  eraser: ReturnType<typeof createEraser>;
  results: Pick<ResultsService, 'keepFigures'>;
  queries: QueryRepository;
  backups: Pick<KeptBackups, 'state'>;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, store, audits, eraser, results, queries, backups, activity, now } = parts;

  return {
    months: () => store.months('cases'),
    erasures: () => store.erasures(),
    amounts: (auditId: number): Promise<CaseAmounts> => database.read(() => eraser.amounts(auditId)),

    /** Says for how many months what is recorded of cases is kept; null for as long as nobody deletes it. */
    async choose(actorId: number, months: number | null): Promise<void> {
      await database.write(async () => {
        await store.choose('cases', months, actorId, now().toISOString());
        await activity.add({
          userId: actorId,
          action: 'retention.changed',
          detail: { months: months ?? 'none' },
        });
      });
    },

    /** The closed audits whose time is over, or will be within a year, the earliest first. */
    async due(): Promise<DueAudit[]> {
      const months = await store.months('cases');
      if (months === null) return [];
      const until = dayOf(new Date(now().getTime() + 365 * 86_400_000).toISOString());
      return (await audits.all())
        .filter(({ state, hasCases, isSelfAudit }) => isClosed(state) && hasCases && !isSelfAudit)
        .map((audit) => ({ audit, dueOn: erasureDueOn(audit.fieldworkEnd, months) }))
        .filter(({ dueOn }) => dueOn <= until)
        .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn) || a.audit.id - b.audit.id);
    },

    async certificate(auditId: number): Promise<Erasure> {
      const erasure = await store.ofAudit(auditId);
      if (!erasure) throw new NotFoundError();
      return erasure;
    },

    /** The backups that the program knows of from before a moment. */
    async backupsBefore(moment: string): Promise<BackupsWithIt> {
      const { recent, schedule } = await backups.state();
      const before = recent.filter(({ state, begunAt }) => state === 'good' && begunAt < moment);
      const last = before.find(({ reason }) => reason === 'schedule');
      const goneOn =
        schedule && last
          ? dayOf(new Date(Date.parse(last.begunAt) + schedule.keep * 86_400_000).toISOString())
          : null;
      return { files: before.map(({ begunAt, file }) => ({ at: begunAt, file: file ?? '' })), goneOn };
    },

    /**
     * Erases what was recorded of the cases of an audit, and keeps the counts of which its figures are made. To be called
     * within the write in which a second person confirms it.
     *
     * @throws StateError where a query is open, or it is erased already
     */
    async eraseCases(audit: Audit, asked: AskedDeletion, actorId: number): Promise<void> {
      if (!audit.hasCases || audit.isSelfAudit || !isClosed(audit.state)) {
        throw new StateError('There is nothing of this audit to be erased.');
      }
      if ((await queries.of(audit.id)).some(({ answer }) => answer === null)) {
        throw new StateError('A query is open, and its answer needs what was recorded. Answer it first.');
      }
      const erasedAt = now().toISOString();
      const amounts = await eraser.amounts(audit.id);
      const figuresSha256 = await results.keepFigures(audit.id);
      await eraser.erase(audit.id);
      if (audit.state !== 'final') await audits.setState(audit.id, 'final', audit.updatedAt);
      await store.add({
        auditId: audit.id,
        title: audit.title,
        partnership: audit.partnership,
        fieldworkEnd: audit.fieldworkEnd,
        reason: asked.reason,
        askedBy: asked.askedBy,
        askedAt: asked.askedAt,
        confirmedBy: actorId,
        erasedAt,
        amounts,
        figuresSha256,
      });
      await activity.add({
        userId: actorId,
        action: 'audit.casesErased',
        auditId: audit.id,
        subject: `person ${asked.askedBy}`,
        detail: { ...amounts, figures: figuresSha256 },
      });
    },
  };
}
