import type { Database } from '../../platform/db/database.ts';

/** A deletion that was asked for, and that somebody else has to confirm. */
export interface AskedDeletion {
  auditId: number;
  title: string;
  askedBy: number;
  askedByName: string;
  /** The whole audit, or what was recorded of its cases. */
  what: 'audit' | 'cases';
  /** ISO 8601, UTC. */
  askedAt: string;
  reason: string;
}

export type AdministrationStore = ReturnType<typeof createAdministrationStore>;

/** Which audits are archived, and which are to be deleted. */
export function createAdministrationStore(database: Database) {
  return {
    /** Those of these audits that are archived, with since when. */
    async archived(auditIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
      const rows = await database
        .query('archived_audits')
        .whereIn('audit_id', [...auditIds])
        .select<{ audit_id: number; archived_at: string }[]>('audit_id', 'archived_at');
      return new Map(rows.map((row) => [row.audit_id, row.archived_at]));
    },
    async archive(auditId: number, userId: number, at: string): Promise<void> {
      await database
        .query('archived_audits')
        .insert({ audit_id: auditId, archived_by: userId, archived_at: at })
        .onConflict('audit_id')
        .ignore();
    },
    async unarchive(auditId: number): Promise<void> {
      await database.query('archived_audits').where({ audit_id: auditId }).delete();
    },
    /** The deletions that wait for a second person, the oldest first. */
    async deletions(): Promise<AskedDeletion[]> {
      const rows = await database
        .query('audit_deletions')
        .join('audits', 'audits.id', 'audit_deletions.audit_id')
        .join('users', 'users.id', 'audit_deletions.asked_by')
        .orderBy('audit_deletions.asked_at')
        .orderBy('audit_deletions.audit_id')
        .select<
          {
            audit_id: number;
            title: string;
            asked_by: number;
            name: string;
            asked_at: string;
            reason: string;
            what: 'audit' | 'cases';
          }[]
        >('audit_deletions.*', 'audits.title', 'users.name');
      return rows.map((row) => ({
        auditId: row.audit_id,
        title: row.title,
        askedBy: row.asked_by,
        askedByName: row.name,
        askedAt: row.asked_at,
        reason: row.reason,
        what: row.what,
      }));
    },
    async askDeletion(
      auditId: number,
      {
        what,
        userId,
        at,
        reason,
      }: { what: AskedDeletion['what']; userId: number; at: string; reason: string },
    ): Promise<void> {
      await database
        .query('audit_deletions')
        .insert({ audit_id: auditId, asked_by: userId, asked_at: at, reason, what });
    },
    /** Takes a request back; false where there is none. */
    async withdrawDeletion(auditId: number): Promise<boolean> {
      return (await database.query('audit_deletions').where({ audit_id: auditId }).delete()) === 1;
    },
  };
}
