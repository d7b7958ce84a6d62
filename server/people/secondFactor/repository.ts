import { ROLES } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import type { Database } from '../../platform/db/database.ts';

/** What an authenticator app shares with the program. */
export interface SharedSecret {
  /** Base32. */
  secret: string;
  /** The step of time of the last code that was taken. */
  lastStep: number;
  /** ISO 8601, UTC. */
  setUpAt: string;
}

export interface RecoveryCodesLeft {
  left: number;
  of: number;
}

export type SecondFactorRepository = ReturnType<typeof createSecondFactorRepository>;

export function createSecondFactorRepository(database: Database) {
  return {
    async of(userId: number): Promise<SharedSecret | null> {
      const row = await database
        .query('second_factors')
        .where({ user_id: userId })
        .select<{ secret: string; last_step: number; set_up_at: string }[]>('*')
        .first();
      return row ? { secret: row.secret, lastStep: row.last_step, setUpAt: row.set_up_at } : null;
    },
    /** False where the person has one. */
    async add(userId: number, { secret, lastStep, setUpAt }: SharedSecret): Promise<boolean> {
      const added = await database
        .query('second_factors')
        .insert({ user_id: userId, secret, last_step: lastStep, set_up_at: setUpAt })
        .onConflict('user_id')
        .ignore()
        .returning<{ user_id: number }[]>('user_id');
      return added.length === 1;
    },
    /** Takes a step of time; false where it or a later one was taken before. */
    async take(userId: number, step: number): Promise<boolean> {
      const taken = await database
        .query('second_factors')
        .where({ user_id: userId })
        .where('last_step', '<', step)
        .update({ last_step: step });
      return taken === 1;
    },
    /** Removes it with its recovery codes; false where there was none. */
    async remove(userId: number): Promise<boolean> {
      await database.query('recovery_codes').where({ user_id: userId }).delete();
      return (await database.query('second_factors').where({ user_id: userId }).delete()) === 1;
    },

    /** Puts recovery codes in the place of all that there were. */
    async replaceCodes(userId: number, hashes: readonly string[], at: string): Promise<void> {
      await database.query('recovery_codes').where({ user_id: userId }).delete();
      await database
        .query('recovery_codes')
        .insert(hashes.map((hash) => ({ user_id: userId, code_hash: hash, made_at: at })));
    },
    /** Uses a recovery code up; false where there is none like it, or it was used. */
    async useCode(userId: number, hash: string, at: string): Promise<boolean> {
      const used = await database
        .query('recovery_codes')
        .where({ user_id: userId, code_hash: hash })
        .whereNull('used_at')
        .update({ used_at: at });
      return used === 1;
    },
    async codesLeft(userId: number): Promise<RecoveryCodesLeft> {
      const row = await database
        .query('recovery_codes')
        .where({ user_id: userId })
        .select<{ all: number | string; used: number | string }[]>(
          database.query.raw('count(*) as "all", count(used_at) as used'),
        )
        .first();
      const of = Number(row?.all ?? 0);
      return { left: of - Number(row?.used ?? 0), of };
    },

    /** The roles whose people need one. */
    async rolesThatNeedIt(): Promise<Role[]> {
      const rows = await database.query('second_factor_roles').select<{ role: string }[]>('role');
      return ROLES.filter((role) => rows.some((row) => row.role === role));
    },
    async setRolesThatNeedIt(roles: readonly Role[]): Promise<void> {
      await database.query('second_factor_roles').delete();
      if (roles.length > 0) {
        await database.query('second_factor_roles').insert(roles.map((role) => ({ role })));
      }
    },
  };
}
