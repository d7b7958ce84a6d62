import type { Database } from '../../platform/db/database.ts';

/** A token as it is listed; the token itself is kept by nobody but its holder. */
export interface ApiToken {
  id: number;
  name: string;
  userId: number;
  userName: string;
  createdAt: string;
  /** The last day on which it can be used, YYYY-MM-DD. */
  expiresOn: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

interface Row {
  id: number;
  name: string;
  user_id: number;
  user_name: string;
  created_at: string;
  expires_on: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

export type TokenRepository = ReturnType<typeof createTokenRepository>;

export function createTokenRepository(database: Database) {
  const all = () =>
    database
      .query('api_tokens')
      .join('users', 'users.id', 'api_tokens.user_id')
      .select<Row[]>('api_tokens.*', 'users.name as user_name');
  const toToken = (row: Row): ApiToken => ({
    id: row.id,
    name: row.name,
    userId: row.user_id,
    userName: row.user_name,
    createdAt: row.created_at,
    expiresOn: row.expires_on,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  });
  return {
    async list(): Promise<ApiToken[]> {
      return (await all().orderBy('api_tokens.id', 'desc')).map(toToken);
    },
    async byHash(tokenHash: string): Promise<ApiToken | null> {
      const [row] = await all().where('token_hash', tokenHash);
      return row ? toToken(row) : null;
    },
    async create(
      token: { tokenHash: string; name: string; userId: number; expiresOn: string },
      at: string,
    ): Promise<number> {
      const [row] = await database
        .query('api_tokens')
        .insert({
          token_hash: token.tokenHash,
          name: token.name,
          user_id: token.userId,
          expires_on: token.expiresOn,
          created_at: at,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new token');
      return row.id;
    },
    async used(id: number, at: string): Promise<void> {
      await database.query('api_tokens').where({ id }).update({ last_used_at: at });
    },
    /** Whether there was such a token that was not revoked yet. */
    async revoke(id: number, at: string): Promise<boolean> {
      const changed = await database
        .query('api_tokens')
        .where({ id })
        .whereNull('revoked_at')
        .update({ revoked_at: at });
      return changed > 0;
    },
    async revokeAllOf(userId: number, at: string): Promise<void> {
      await database
        .query('api_tokens')
        .where({ user_id: userId })
        .whereNull('revoked_at')
        .update({ revoked_at: at });
    },
  };
}
