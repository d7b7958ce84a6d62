import type { Database } from '../../platform/db/database.ts';

/** What an audit has set up for stopping when it is sure. */
export interface StoppingSetUp {
  /** The error that is accepted, in thousandths. */
  errorPerMille: number;
  /** SHA-256 of the order of reading when it was set up. */
  orderHash: string;
  setAt: string;
  setByName: string;
  /** The standard of each chosen check in whole percent, by its id. */
  standards: ReadonlyMap<string, number>;
}

export type StoppingRepository = ReturnType<typeof createStoppingRepository>;

export function createStoppingRepository(database: Database) {
  const remove = async (auditId: number): Promise<void> => {
    await database.query('stopping_orders').where({ audit_id: auditId }).delete();
  };
  return {
    remove,

    async of(auditId: number): Promise<StoppingSetUp | null> {
      const row = await database
        .query('stopping_orders')
        .join('users', 'users.id', 'stopping_orders.set_by')
        .where({ audit_id: auditId })
        .select<{ error_per_mille: number; order_hash: string; set_at: string; name: string }[]>(
          'error_per_mille',
          'order_hash',
          'set_at',
          'users.name',
        )
        .first();
      if (!row) return null;
      const standards = await database
        .query('stopping_standards')
        .where({ audit_id: auditId })
        .select<{ item_id: string; standard: number }[]>('item_id', 'standard');
      return {
        errorPerMille: row.error_per_mille,
        orderHash: row.order_hash,
        setAt: row.set_at,
        setByName: row.name,
        standards: new Map(standards.map(({ item_id: id, standard }) => [id, standard])),
      };
    },

    /** Keeps what is set up to the same order with other names of files in it. */
    async keepTo(auditId: number, orderHash: string): Promise<void> {
      await database.query('stopping_orders').where({ audit_id: auditId }).update({ order_hash: orderHash });
    },

    /** Puts a set-up in the place of the one before; without a standard there is none. */
    async set(
      auditId: number,
      setUp: Pick<StoppingSetUp, 'errorPerMille' | 'orderHash' | 'setAt' | 'standards'> & { setBy: number },
    ): Promise<void> {
      await remove(auditId);
      if (setUp.standards.size === 0) return;
      await database.query('stopping_orders').insert({
        audit_id: auditId,
        error_per_mille: setUp.errorPerMille,
        order_hash: setUp.orderHash,
        set_by: setUp.setBy,
        set_at: setUp.setAt,
      });
      await database.query('stopping_standards').insert(
        [...setUp.standards].map(([itemId, standard]) => ({
          audit_id: auditId,
          item_id: itemId,
          standard,
        })),
      );
    },
  };
}
