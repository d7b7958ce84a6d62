import type { LeftOut } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';

/** An item that is left out of an audit, with who left it out and when. */
export interface LeftOutOfAudit extends LeftOut {
  /** The name of who left it out; null where there is no such account any more. */
  by: string | null;
  /** ISO 8601, UTC. */
  at: string;
}

export type LeftOutStore = ReturnType<typeof createLeftOutStore>;

/** What is left out of audits as a whole. */
export function createLeftOutStore(database: Database) {
  return {
    /** By audit id what is left out of it, in the order in which it was; an audit that asks all has no entry. */
    async ofAudits(auditIds: number[]): Promise<ReadonlyMap<number, LeftOutOfAudit[]>> {
      const rows: {
        audit_id: number;
        item_id: string;
        reason: string;
        left_out_at: string;
        name: string | null;
      }[] = await database
        .query('left_out_items')
        .leftJoin('users', 'users.id', 'left_out_items.left_out_by')
        .whereIn('left_out_items.audit_id', auditIds)
        .orderBy('left_out_items.id')
        .select(
          'left_out_items.audit_id',
          'left_out_items.item_id',
          'left_out_items.reason',
          'left_out_items.left_out_at',
          'users.name',
        );
      const found = new Map<number, LeftOutOfAudit[]>();
      for (const { audit_id: auditId, item_id: itemId, reason, left_out_at: at, name: by } of rows) {
        found.set(auditId, [...(found.get(auditId) ?? []), { itemId, reason, by, at }]);
      }
      return found;
    },

    async add(auditId: number, { itemId, reason }: LeftOut, userId: number, at: string): Promise<void> {
      await database
        .query('left_out_items')
        .insert({ audit_id: auditId, item_id: itemId, reason, left_out_by: userId, left_out_at: at });
    },

    async remove(auditId: number, itemId: string): Promise<void> {
      await database.query('left_out_items').where({ audit_id: auditId, item_id: itemId }).delete();
    },
  };
}
