import type { Database } from '../../platform/db/database.ts';

export type DeviceRepository = ReturnType<typeof createDeviceRepository>;

/** The keys of what devices keep of audits: one for each person and audit. */
export function createDeviceRepository(database: Database) {
  const ofPerson = (auditId: number, userId: number) =>
    database.query('device_copies').where({ audit_id: auditId, user_id: userId });

  return {
    async key(auditId: number, userId: number): Promise<string | null> {
      const row = await ofPerson(auditId, userId).select<{ copy_key: string }[]>('copy_key').first();
      return row?.copy_key ?? null;
    },
    /** Keeps a key, unless there is one already. */
    async add(auditId: number, userId: number, key: string, at: string): Promise<void> {
      await database
        .query('device_copies')
        .insert({ audit_id: auditId, user_id: userId, copy_key: key, created_at: at })
        .onConflict(['audit_id', 'user_id'])
        .ignore();
    },
    remove: async (auditId: number, userId: number): Promise<void> => {
      await ofPerson(auditId, userId).delete();
    },
    async removeOfAudit(auditId: number): Promise<void> {
      await database.query('device_copies').where({ audit_id: auditId }).delete();
    },
    /** Destroys the keys of all audits that are not open, or whose fieldwork ended before a day (YYYY-MM-DD). */
    async removeEnded(today: string): Promise<void> {
      const ended = database
        .query('audits')
        .where((audit) => audit.whereNot('state', 'open').orWhere('fieldwork_end', '<', today))
        .select('id');
      await database.query('device_copies').whereIn('audit_id', ended).delete();
    },
  };
}
