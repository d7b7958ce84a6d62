import type { Database } from '../../platform/db/database.ts';

export type LinkRequestRepository = ReturnType<typeof createLinkRequestRepository>;

/** Addresses for which a link to choose a password was asked, until it is looked whether they have an account. */
export function createLinkRequestRepository(database: Database) {
  return {
    async add(email: string, at: string): Promise<void> {
      await database
        .query('link_requests')
        .insert({ email, requested_at: at })
        .onConflict('email')
        .merge(['requested_at']);
    },
    /** Takes all that there are; nobody else gets the same ones. To be called within a transaction. */
    async take(): Promise<string[]> {
      const rows = await database
        .query('link_requests')
        .orderBy('requested_at')
        .forUpdate()
        .select<{ email: string }[]>('email');
      const emails = rows.map(({ email }) => email);
      await database.query('link_requests').whereIn('email', emails).delete();
      return emails;
    },
  };
}
