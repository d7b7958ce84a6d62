import type { Database } from '../../platform/db/database.ts';

export type BandsRepository = ReturnType<typeof createBandsRepository>;

/** Where audits divide numbers into bands other than their tool does. */
export function createBandsRepository(database: Database) {
  return {
    /** Where the bands of an audit begin but the first, by item. */
    async of(auditId: number): Promise<Map<string, number[]>> {
      const rows = await database
        .query('audit_bands')
        .where({ audit_id: auditId })
        .select<{ item_id: string; begins: string }[]>('item_id', 'begins');
      return new Map(rows.map((row) => [row.item_id, JSON.parse(row.begins) as number[]]));
    },
    async set(auditId: number, itemId: string, begins: readonly number[]): Promise<void> {
      await database
        .query('audit_bands')
        .insert({ audit_id: auditId, item_id: itemId, begins: JSON.stringify(begins) })
        .onConflict(['audit_id', 'item_id'])
        .merge();
    },
  };
}
