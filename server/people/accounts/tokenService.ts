import { createHash, randomBytes } from 'node:crypto';
import type { AccountRepository, User } from './repository.ts';
import type { ActivityRepository } from '../activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { storageFault } from '../../platform/db/faults.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import { capacitiesOf } from '../../access/policy.ts';
import type { ApiToken, TokenRepository } from './tokenRepository.ts';

/** So that a token that leaked is known for one wherever it turns up. */
const PREFIX = 'cfa_';
const LONGEST_DAYS = 366;
/** That a token was used is written at most so often: a reader should not wait for whoever writes. */
const USED_EVERY_MILLISECONDS = 60_000;

export type TokenService = ReturnType<typeof createTokenService>;

/** Tokens with which other programs read in the name of a person. Only their hashes are kept. */
export function createTokenService(parts: {
  database: Database;
  tokens: TokenRepository;
  accounts: AccountRepository;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, tokens, accounts, activity, now } = parts;
  const today = () => now().toISOString().slice(0, 10);
  const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

  return {
    async list(): Promise<(ApiToken & { expired: boolean })[]> {
      return (await tokens.list()).map((token) => ({ ...token, expired: token.expiresOn < today() }));
    },

    /** Whom a token can be for: everybody who can be on a panel. */
    async candidates(): Promise<User[]> {
      return (await accounts.list()).filter(
        ({ disabled, roles, organisationId }) =>
          !disabled &&
          capacitiesOf(roles).length > 0 &&
          (database.scope === null || organisationId === database.scope.home),
      );
    },

    /** Issues a token with the rights of a person and returns it; it cannot be had again. */
    async issue(
      actorId: number,
      input: { userId: number; name: string; expiresOn: string },
    ): Promise<{ token: string; user: User }> {
      const last = new Date(now().getTime() + LONGEST_DAYS * 86_400_000).toISOString().slice(0, 10);
      if (input.expiresOn < today() || input.expiresOn > last) {
        const text = 'Enter a day from today on, and not more than a year away.';
        throw new InputError([{ field: 'expiresOn', text }]);
      }
      return database.alone('directory', async () => {
        const user = (await this.candidates()).find(({ id }) => id === input.userId);
        if (!user) {
          throw new InputError([{ field: 'userId', text: 'Choose a person from the list.' }]);
        }
        const token = PREFIX + randomBytes(32).toString('base64url');
        const id = await tokens.create({ ...input, tokenHash: hashOf(token) }, now().toISOString());
        await activity.add({
          userId: actorId,
          action: 'token.issued',
          subject: `token ${id}`,
          detail: { person: user.id, expires: input.expiresOn },
        });
        return { token, user };
      });
    },

    async revoke(actorId: number, tokenId: number): Promise<void> {
      await database.write(async () => {
        if (!(await tokens.revoke(tokenId, now().toISOString()))) throw new NotFoundError();
        await activity.add({ userId: actorId, action: 'token.revoked', subject: `token ${tokenId}` });
      });
    },

    /** Whose token this is, or null when it is none, was revoked or has run out, or its person is disabled. */
    async authenticate(token: string): Promise<{ tokenId: number; user: User } | null> {
      const found = await tokens.byHash(hashOf(token));
      if (!found || found.revokedAt !== null || found.expiresOn < today()) return null;
      const user = await accounts.byId(found.userId);
      if (!user || user.disabled) return null;
      const at = now();
      const last = found.lastUsedAt === null ? 0 : Date.parse(found.lastUsedAt);
      if (at.getTime() - last >= USED_EVERY_MILLISECONDS) {
        try {
          await tokens.used(found.id, at.toISOString());
        } catch (error) {
          // Reading goes on while nothing can be written.
          if (storageFault(error) === null) throw error;
        }
      }
      return { tokenId: found.id, user };
    },
  };
}
