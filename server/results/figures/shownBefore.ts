import { createHash } from 'node:crypto';
import type { ShownBefore } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';

export type ShownBeforeStore = ReturnType<typeof createShownBeforeStore>;

/** What was shown of audits before their figures changed. */
export function createShownBeforeStore(database: Database) {
  return {
    /** From the first to the last. */
    async of(auditId: number): Promise<ShownBefore[]> {
      const rows = await database
        .query('shown_releases')
        .where({ audit_id: auditId })
        .orderBy('id')
        .select<{ figures: string }[]>('figures');
      // Written by nobody but `keep`.
      return rows.map(({ figures }) => JSON.parse(figures) as ShownBefore);
    },
    async keep(auditId: number, shown: ShownBefore): Promise<void> {
      const { until, ...figures } = shown;
      await database
        .query('shown_releases')
        .insert({
          audit_id: auditId,
          sha256: createHash('sha256').update(JSON.stringify(figures)).digest('hex'),
          shown_until: until,
          figures: JSON.stringify(shown),
        })
        .onConflict(['audit_id', 'sha256'])
        .ignore();
    },
  };
}
