import type { Database } from '../../platform/db/database.ts';

/** Who a person is at a provider. */
export interface OutsideIdentity {
  userId: number;
  issuer: string;
  /** Null until the first sign-in of somebody who was linked by address. */
  subject: string | null;
  expectedEmail: string | null;
  /** ISO 8601, UTC. */
  linkedAt: string;
  usedAt: string | null;
}

interface Row {
  user_id: number;
  issuer: string;
  subject: string | null;
  expected_email: string | null;
  linked_at: string;
  used_at: string | null;
}

export type OutsideIdentityRepository = ReturnType<typeof createOutsideIdentityRepository>;

export function createOutsideIdentityRepository(database: Database) {
  const toIdentity = (row: Row): OutsideIdentity => ({
    userId: row.user_id,
    issuer: row.issuer,
    subject: row.subject,
    expectedEmail: row.expected_email,
    linkedAt: row.linked_at,
    usedAt: row.used_at,
  });
  const find = async (
    where: { user_id: number } | { issuer: string; subject: string },
  ): Promise<OutsideIdentity | null> => {
    const row = await database.query('outside_identities').where(where).select<Row[]>('*').first();
    return row ? toIdentity(row) : null;
  };
  /** Whether the address of one person is that of another of the same organisation. */
  async function isExpectedBeside(
    identity: Pick<OutsideIdentity, 'userId' | 'issuer' | 'expectedEmail'>,
  ): Promise<boolean> {
    const { userId, issuer, expectedEmail } = identity;
    const other: unknown = await database
      .query('outside_identities as i')
      .join('users as u', 'u.id', 'i.user_id')
      .where({ 'i.issuer': issuer, 'i.expected_email': expectedEmail })
      .whereNot('i.user_id', userId)
      .whereIn('u.organisation_id', database.query('users').where({ id: userId }).select('organisation_id'))
      .first('i.user_id');
    return other !== undefined;
  }

  return {
    of: (userId: number) => find({ user_id: userId }),
    bySubject: (issuer: string, subject: string) => find({ issuer, subject }),
    /**
     * Of somebody who was linked by this address, and has not signed in since; null where people of several organisations
     * were, of whom none is more likely to be it than the others.
     */
    async byExpectedEmail(issuer: string, email: string): Promise<OutsideIdentity | null> {
      const rows = await database
        .query('outside_identities')
        .where({ issuer, expected_email: email })
        .select<Row[]>('*');
      return rows.length === 1 && rows[0] ? toIdentity(rows[0]) : null;
    },
    async linked(issuer: string): Promise<ReadonlySet<number>> {
      const rows = await database
        .query('outside_identities')
        .where({ issuer })
        .select<{ user_id: number }[]>('user_id');
      return new Set(rows.map(({ user_id }) => user_id));
    },
    /**
     * In the place of the one before; false where it is somebody else’s. An address is somebody else’s only within one
     * organisation: what others expect is nothing to ask about, and keeps nobody from their own address.
     */
    async put(identity: Omit<OutsideIdentity, 'usedAt'>): Promise<boolean> {
      if (identity.expectedEmail !== null && (await isExpectedBeside(identity))) return false;
      await database.query('outside_identities').where({ user_id: identity.userId }).delete();
      const added = await database
        .query('outside_identities')
        .insert({
          user_id: identity.userId,
          issuer: identity.issuer,
          subject: identity.subject,
          expected_email: identity.expectedEmail,
          linked_at: identity.linkedAt,
        })
        .onConflict()
        .ignore()
        .returning<{ user_id: number }[]>('user_id');
      return added.length === 1;
    },
    /** Puts the subject in the place of the address; false where somebody was quicker. */
    async bind(userId: number, subject: string): Promise<boolean> {
      const bound = await database
        .query('outside_identities')
        .where({ user_id: userId, subject: null })
        .update({ subject, expected_email: null });
      return bound === 1;
    },
    async used(userId: number, at: string): Promise<void> {
      await database.query('outside_identities').where({ user_id: userId }).update({ used_at: at });
    },
    async remove(userId: number): Promise<boolean> {
      return (await database.query('outside_identities').where({ user_id: userId }).delete()) === 1;
    },
  };
}
