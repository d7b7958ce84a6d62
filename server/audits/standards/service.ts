import { setupMayChange } from '../../../rules/index.ts';
import type { OwnStandard } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { AuditRepository } from '../repository.ts';
import type { StandardStore } from './store.ts';

export type StandardService = ReturnType<typeof createStandardService>;

/** Sets the standards of one audit, while its figures are not out. */
export function createStandardService(parts: {
  database: Database;
  audits: AuditRepository;
  standards: StandardStore;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, standards, activity, now } = parts;
  return {
    /** @throws StateError once the audit is closed: a standard that is chosen beside its figures proves nothing */
    async set(actorId: number, auditId: number, own: readonly OwnStandard[]): Promise<void> {
      await database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (!setupMayChange(audit.state)) {
          throw new StateError(
            'The audit is closed, so its standards stay as they are. Its lead can reopen it.',
          );
        }
        await standards.set(auditId, own);
        await audits.touch(auditId, now().toISOString());
        await activity.add({ userId: actorId, action: 'standards.set', auditId });
      });
    },
  };
}
