import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { ScryptOptions } from 'node:crypto';

export const PASSWORD_MINIMUM_LENGTH = 12;

// OWASP Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1. It needs 128 MiB for the moment that it runs.
export const PASSWORD_COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

/** What a hash costs to make, and so to guess. */
export interface ScryptCost {
  N: number;
  r: number;
  p: number;
}

/** Hashes a password with scrypt and a salt of its own; the cost is kept beside it so that it can be raised later. */
export async function hashPassword(password: string, cost: ScryptCost = PASSWORD_COST): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/**
 * Whether a password is the one that was hashed. Without a hash (no such account, or none set yet) it takes as long
 * and says no, so that the time tells nothing about who has an account.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = (hash ?? '').split('$');
  if (scheme !== 'scrypt' || !salt || !key) {
    await derive(password, Buffer.alloc(16), PASSWORD_COST);
    return false;
  }
  const expected = Buffer.from(key, 'base64url');
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return timingSafeEqual(actual, expected);
}

// One hash at a time: many sign-ins at once would otherwise take 128 MiB each.
let queue: Promise<unknown> = Promise.resolve();

function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r };
  const run = () =>
    new Promise<Buffer>((resolve, reject) => {
      scrypt(password.normalize('NFKC'), salt, 32, options, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  const result = queue.then(run, run);
  queue = result.catch(() => undefined);
  return result;
}
