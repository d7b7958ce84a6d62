import type { Database } from '../../platform/db/database.ts';

/** A passkey of a person; its secret is with its device alone. */
export interface Passkey {
  id: number;
  userId: number;
  /** As its authenticator names it, base64url. */
  credentialId: string;
  /** COSE, base64url. */
  publicKey: string;
  /** How often its authenticator says that it was used; 0 of those that do not count. */
  counter: number;
  name: string;
  /** ISO 8601, UTC. */
  addedAt: string;
  usedAt: string | null;
}

interface Row {
  id: number;
  user_id: number;
  credential_id: string;
  public_key: string;
  counter: number | string;
  name: string;
  added_at: string;
  used_at: string | null;
}

export type PasskeyRepository = ReturnType<typeof createPasskeyRepository>;

export function createPasskeyRepository(database: Database) {
  const toPasskey = (row: Row): Passkey => ({
    id: row.id,
    userId: row.user_id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: Number(row.counter),
    name: row.name,
    addedAt: row.added_at,
    usedAt: row.used_at,
  });
  return {
    async of(userId: number): Promise<Passkey[]> {
      const rows = await database
        .query('passkeys')
        .where({ user_id: userId })
        .orderBy('id')
        .select<Row[]>('*');
      return rows.map(toPasskey);
    },
    async byCredential(credentialId: string): Promise<Passkey | null> {
      const row = await database
        .query('passkeys')
        .where({ credential_id: credentialId })
        .select<Row[]>('*')
        .first();
      return row ? toPasskey(row) : null;
    },
    /** False where there is one of this authenticator already, whoever's. */
    async add(passkey: Omit<Passkey, 'id' | 'usedAt'>): Promise<boolean> {
      const added = await database
        .query('passkeys')
        .insert({
          user_id: passkey.userId,
          credential_id: passkey.credentialId,
          public_key: passkey.publicKey,
          counter: passkey.counter,
          name: passkey.name,
          added_at: passkey.addedAt,
        })
        .onConflict('credential_id')
        .ignore()
        .returning<{ id: number }[]>('id');
      return added.length === 1;
    },
    async used(id: number, counter: number, at: string): Promise<void> {
      await database.query('passkeys').where({ id }).update({ counter, used_at: at });
    },
    /** Removes one of a person's; false where there is none of theirs. */
    async remove(userId: number, id: number): Promise<boolean> {
      return (await database.query('passkeys').where({ user_id: userId, id }).delete()) === 1;
    },
    /** Removes all of a person's; how many there were. */
    removeAll: (userId: number): Promise<number> =>
      database.query('passkeys').where({ user_id: userId }).delete(),
  };
}
