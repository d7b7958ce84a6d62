import { labelOf, setupMayChange } from '../../../rules/index.ts';
import type { OwnStandard } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { SetupFieldwork } from '../fieldwork.ts';
import type { Audit, AuditRepository } from '../repository.ts';
import type { Tools } from '../tools.ts';
import type { StandardStore } from './store.ts';

export type StandardService = ReturnType<typeof createStandardService>;

/** Sets the standards of one audit, while its figures are not out. */
export function createStandardService(parts: {
  database: Database;
  audits: AuditRepository;
  standards: StandardStore;
  fieldwork: Pick<SetupFieldwork, 'stopsBy' | 'forgetStopping'>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, standards, fieldwork, activity, tools, now } = parts;

  /**
   * Sees to it that a panel that may stop when it is sure goes by the standards of its audit.
   *
   * @returns whether what was set up for stopping was given up
   * @throws StateError once anything is recorded: whoever has seen answers could choose by them
   */
  async function changeStopping(audit: Audit, own: readonly OwnStandard[]): Promise<boolean> {
    const by = await fieldwork.stopsBy(audit.id, await audits.groups(audit.id));
    const of = (all: readonly OwnStandard[], id: string) => all.find(({ itemId }) => itemId === id)?.atLeast;
    const changed = by.checkIds.filter((id) => of(audit.standards, id) !== of(own, id));
    if (changed.length === 0) return false;
    if (by.hasBegun) {
      const tool = tools.of(audit);
      const named = changed.map((id) => `“${labelOf(tool, id) ?? id}”`);
      throw new StateError(
        `Recording has begun, and the panel stops reading by the standard of ${named.join('; ')}. That stays as it is, so nothing was changed.`,
      );
    }
    await fieldwork.forgetStopping(audit.id);
    return true;
  }

  return {
    /**
     * Sets the standards of all questions that the audit asks; those of questions that are left out of it are kept.
     *
     * @returns whether stopping has to be set up anew, since it went by a standard that is another now
     * @throws StateError once the audit is closed: a standard that is chosen beside its figures proves nothing
     */
    async set(actorId: number, auditId: number, asked: readonly OwnStandard[]): Promise<boolean> {
      return database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (!setupMayChange(audit.state)) {
          throw new StateError(
            'The audit is closed, so its standards stay as they are. Its lead can reopen it.',
          );
        }
        const isLeftOut = (id: string) => audit.leftOut.some(({ itemId }) => itemId === id);
        const own = [...asked, ...audit.standards.filter(({ itemId }) => isLeftOut(itemId))];
        const isStoppingGivenUp = await changeStopping(audit, own);
        await standards.set(auditId, own);
        await audits.touch(auditId, now().toISOString());
        await activity.add({ userId: actorId, action: 'standards.set', auditId });
        return isStoppingGivenUp;
      });
    },
  };
}
