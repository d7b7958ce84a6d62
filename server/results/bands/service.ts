import { isClosed, usualBands } from '../../../rules/index.ts';
import type { Field } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { ShownBeforeStore } from '../figures/shownBefore.ts';
import type { BandsRepository } from './repository.ts';

type NumberField = Field & { type: 'number' };

export type BandsService = ReturnType<typeof createBandsService>;

export function createBandsService(parts: {
  database: Database;
  audits: AuditRepository;
  bands: BandsRepository;
  shownBefore: Pick<ShownBeforeStore, 'of'>;
  activity: ActivityRepository;
}) {
  const { database, audits, bands, shownBefore, activity } = parts;

  /** Where the bands of numbers begin in an audit, as it has set them or as its tool does. */
  async function of(auditId: number, items: readonly NumberField[]): Promise<Map<string, number[]>> {
    const kept = await bands.of(auditId);
    return new Map(items.map((item) => [item.id, kept.get(item.id) ?? usualBands(item)]));
  }

  return {
    of,

    /** The fields of which figures could be seen outside the panel, in the bands of that time. */
    seenOutside: async (auditId: number): Promise<ReadonlySet<string>> =>
      new Set((await shownBefore.of(auditId)).flatMap(({ fields = {} }) => Object.keys(fields))),

    /**
     * Sets where bands begin. Not once results can be read outside the panel: two ways to divide the same files would
     * tell what each of them hides.
     *
     * @throws StateError when the audit is closed
     */
    async set(
      actorId: number,
      auditId: number,
      items: readonly NumberField[],
      values: ReadonlyMap<string, readonly number[]>,
    ): Promise<void> {
      await database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (isClosed(audit.state)) {
          throw new StateError(
            'The audit is closed. Reopen it to change its bands: results divided in two ways would tell what is suppressed.',
          );
        }
        const before = await of(auditId, items);
        for (const { id } of items) {
          const begins = values.get(id);
          if (!begins || begins.join() === before.get(id)?.join()) continue;
          await bands.set(auditId, id, begins);
          await activity.add({
            userId: actorId,
            action: 'bands.changed',
            auditId,
            subject: `item ${id}`,
            detail: { bands: begins.length + 1 },
          });
        }
      });
    },
  };
}
