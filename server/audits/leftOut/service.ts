import { itemById, itemsMayBeLeftOut, itemsOf } from '../../../rules/index.ts';
import type { LeftOut } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { Audit, AuditRepository } from '../repository.ts';
import type { Tools } from '../tools.ts';
import type { LeftOutStore } from './store.ts';

export type LeftOutService = ReturnType<typeof createLeftOutService>;

/** Leaves items out of a whole audit, and puts them back. What was answered to them is kept all the while. */
export function createLeftOutService(parts: {
  database: Database;
  audits: AuditRepository;
  leftOut: LeftOutStore;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, leftOut, activity, tools, now } = parts;

  /** The audit, held while something is left out or put back: nobody records, closes or issues under it. */
  async function held(auditId: number): Promise<Audit> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    if (!itemsMayBeLeftOut(audit.state)) {
      throw new StateError(
        'The audit is fed back and final, so its questions stay as they are. Its lead can take it up again.',
      );
    }
    return audit;
  }

  return {
    /**
     * Leaves an item out of an audit.
     *
     * @throws InputError where the tool has no such item, it is left out already, or it is the last one left
     */
    async leaveOut(actorId: number, auditId: number, { itemId, reason }: LeftOut): Promise<void> {
      await database.write(async () => {
        const audit = await held(auditId);
        const asked = tools.of(audit);
        if (!itemById(asked, itemId)) {
          throw new InputError([{ field: 'itemId', text: 'Choose a question that is still asked.' }]);
        }
        if (itemsOf(asked).length === 1) {
          throw new InputError([
            { field: 'itemId', text: 'This is the last question of the audit, so it has to stay.' },
          ]);
        }
        const at = now().toISOString();
        await leftOut.add(auditId, { itemId, reason }, actorId, at);
        await audits.touch(auditId, at);
        await activity.add({ userId: actorId, action: 'item.leftOut', auditId, detail: { item: itemId } });
      });
    },

    /** Asks and counts an item again, with every answer that was given to it. */
    async putBack(actorId: number, auditId: number, itemId: string): Promise<void> {
      await database.write(async () => {
        const audit = await held(auditId);
        // Pressed twice, or by two leads: it is back.
        if (!audit.leftOut.some((out) => out.itemId === itemId)) return;
        await leftOut.remove(auditId, itemId);
        await audits.touch(auditId, now().toISOString());
        await activity.add({ userId: actorId, action: 'item.putBack', auditId, detail: { item: itemId } });
      });
    },
  };
}
