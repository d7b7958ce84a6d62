import type { OwnStandard } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';

export type StandardStore = ReturnType<typeof createStandardStore>;

/** The standards that audits have in the place of those of their tools. */
export function createStandardStore(database: Database) {
  return {
    /** By audit id, in the order in which they were set; an audit that goes by its tool has no entry. */
    async ofAudits(auditIds: number[]): Promise<ReadonlyMap<number, OwnStandard[]>> {
      const rows: { audit_id: number; item_id: string; at_least: number }[] = await database
        .query('audit_standards')
        .whereIn('audit_id', auditIds)
        .orderBy('id')
        .select('audit_id', 'item_id', 'at_least');
      const found = new Map<number, OwnStandard[]>();
      for (const { audit_id: auditId, item_id: itemId, at_least: atLeast } of rows) {
        found.set(auditId, [...(found.get(auditId) ?? []), { itemId, atLeast }]);
      }
      return found;
    },

    /** Puts standards in the place of those that were set before. */
    async set(auditId: number, own: readonly OwnStandard[]): Promise<void> {
      await database.query('audit_standards').where({ audit_id: auditId }).delete();
      if (own.length === 0) return;
      await database
        .query('audit_standards')
        .insert(
          own.map(({ itemId, atLeast }) => ({ audit_id: auditId, item_id: itemId, at_least: atLeast })),
        );
    },
  };
}
