import { createHmac } from 'node:crypto';
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Database } from './db/database.ts';

/** Counts what one person, address or code does; refuses by throwing a `RateLimiterRes`. */
export type Limiter = Pick<RateLimiterAbstract, 'consume' | 'penalty' | 'reward' | 'get' | 'set' | 'delete'>;

/** Makes a limiter; the name is its own, and the duration in seconds. */
export type Limits = (name: string, limit: { points: number; duration: number }) => Limiter;

/**
 * Limits that hold over all programs that work on one database. On SQLite there is one program, so that they are kept in
 * its memory, and begin anew with it.
 *
 * @param secret - who is counted stands in the database under a hash with it, and not by name
 */
export function createLimits(database: Pick<Database, 'engine' | 'pool'>, secret: string): Limits {
  let isFirst = true;
  return (name, limit) => {
    if (database.engine === 'sqlite') return new RateLimiterMemory({ ...limit, keyPrefix: name });
    const limiter = new RateLimiterPostgres({
      ...limit,
      keyPrefix: name,
      storeClient: database.pool,
      storeType: 'knex',
      tableName: 'rate_limits',
      tableCreated: true,
      // One of them clears the table for all.
      clearExpiredByTimeout: isFirst,
    });
    isFirst = false;
    return hashed(limiter, (key) => createHmac('sha256', secret).update(String(key)).digest('base64url'));
  };
}

function hashed(limiter: RateLimiterPostgres, hash: (key: string | number) => string): Limiter {
  return {
    consume: (key, points, options) => limiter.consume(hash(key), points, options),
    penalty: (key, points, options) => limiter.penalty(hash(key), points, options),
    reward: (key, points, options) => limiter.reward(hash(key), points, options),
    get: (key, options) => limiter.get(hash(key), options),
    set: (key, points, duration, options) => limiter.set(hash(key), points, duration, options),
    delete: (key, options) => limiter.delete(hash(key), options),
  };
}
