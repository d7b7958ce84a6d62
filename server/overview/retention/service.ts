import { erasureDueOn, isClosed, neverErased, obstacleToErasing } from '../../../rules/index.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { ReportRepository } from '../../feedback/store/reports.ts';
import type { CaseAmounts, createEraser } from '../../fieldwork/caseFiles/erasing.ts';
import { dayOf } from '../../formats/english.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
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

const DAY_MILLISECONDS = 86_400_000;

export type RetentionService = ReturnType<typeof createRetentionService>;

/** How long what is recorded of cases is kept, what is due, and erasing it. */
export function createRetentionService(parts: {
  database: Database;
  store: RetentionStore;
  audits: AuditRepository;
  eraser: ReturnType<typeof createEraser>;
  results: Pick<ResultsService, 'keepFigures'>;
  reports: Pick<ReportRepository, 'ofAudit'>;
  /** How many daily backups the program keeps; null where it makes none by itself. */
  dailyBackups: number | null;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, store, audits, eraser, results, reports, dailyBackups, activity, now } = parts;

  return {
    months: () => store.months('cases'),
    erasures: () => store.erasures(),
    amounts: (auditId: number): Promise<CaseAmounts> => database.read(() => eraser.amounts(auditId)),

    /** Says for how many months what is recorded of cases is kept; null for as long as nobody deletes it. */
    async choose(actorId: number, months: number | null): Promise<void> {
      await database.alone('directory', async () => {
        await store.choose('cases', months, actorId, now().toISOString());
        await activity.add({
          userId: actorId,
          action: 'retention.changed',
          detail: { months: months ?? 'none' },
        });
      });
    },

    /**
     * The closed and final audits whose time is over, or will be within a year, the earliest first: those that can be
     * erased, at the latest once they are final, and those that never can by their kind.
     */
    async due(): Promise<{ due: DueAudit[]; never: DueAudit[] }> {
      const months = await store.months('cases');
      if (months === null) return { due: [], never: [] };
      const until = dayOf(new Date(now().getTime() + 365 * DAY_MILLISECONDS).toISOString());
      const over = (await audits.all())
        .filter(({ state, hasCases }) => isClosed(state) && hasCases)
        .map((audit) => ({ audit, dueOn: erasureDueOn(audit.fieldworkEnd, months) }))
        .filter(({ dueOn }) => dueOn <= until)
        .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn) || a.audit.id - b.audit.id);
      return {
        due: over.filter(({ audit }) => neverErased(audit) === null),
        never: over.filter(({ audit }) => neverErased(audit) !== null),
      };
    },

    async certificate(auditId: number): Promise<Erasure> {
      const erasure = await store.ofAudit(auditId);
      if (!erasure) throw new NotFoundError();
      return erasure;
    },

    /** Who has a report that stays, by name; what is withdrawn is not among it. */
    async reportedTo(auditId: number): Promise<{ id: number; name: string }[]> {
      const readable = (await reports.ofAudit(auditId)).filter(({ withdrawnAt }) => withdrawnAt === null);
      const has = new Set(readable.map(({ providerId }) => providerId));
      const all = (await audits.groups(auditId)).flatMap(({ providers }) => providers);
      const names = new Map(all.map(({ id, name }) => [id, name]));
      return [...names]
        .filter(([id]) => has.has(id))
        .map(([id, name]) => ({ id, name }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    },

    /**
     * The day by which the last daily backup from before a moment is removed, as long as one is made every day; null where
     * the program makes none by itself. The last of them may take until the next day.
     */
    backupsGoneOn: (moment: string): string | null =>
      dailyBackups === null
        ? null
        : dayOf(new Date(Date.parse(moment) + (dailyBackups + 1) * DAY_MILLISECONDS).toISOString()),

    /**
     * Erases what was recorded of the cases of an audit, and keeps the counts of which its figures are made. To be called
     * within the write in which a second person confirms it.
     *
     * @throws StateError where it is not final, or cannot be erased by its kind
     */
    async eraseCases(audit: Audit, asked: AskedDeletion, actorId: number): Promise<void> {
      const obstacle = obstacleToErasing(audit);
      if (obstacle !== null) throw new StateError(obstacle);
      const erasedAt = now().toISOString();
      const amounts = await eraser.amounts(audit.id);
      const figuresSha256 = await results.keepFigures(audit.id);
      await eraser.erase(audit.id);
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
