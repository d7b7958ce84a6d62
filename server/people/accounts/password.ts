import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { ScryptOptions } from 'node:crypto';
import PQueue from 'p-queue';
import { AppError } from '../../platform/errors.ts';

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
 *
 * @throws BusyError when too many wait already
 */
export async function verifyPassword(
  password: string,
  hash: string | null,
  whose: Whose = 'known',
): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = (hash ?? '').split('$');
  if (scheme !== 'scrypt' || !salt || !key) {
    await derive(password, Buffer.alloc(16), PASSWORD_COST, whose);
    return false;
  }
  const expected = Buffer.from(key, 'base64url');
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost, whose);
  return timingSafeEqual(actual, expected);
}

/** Whose password it is: somebody's who was here before, on this device or by a link, or anybody's. */
export type Whose = 'known' | 'anybody';

/** So many passwords wait at a time that another one would wait too long. */
export class BusyError extends AppError {
  constructor() {
    super(
      503,
      'So many people are signing in at this moment that your password was not looked at. Wait a minute and try again.',
    );
  }
}

const PRIORITY: Record<Whose, number> = { known: 1, anybody: 0 };
/** At a third of a second each, who comes last waits some seconds. */
const WAITING_MAXIMUM: Record<Whose, number> = { known: 60, anybody: 15 };

// One hash at a time: many sign-ins at once would otherwise take 128 MiB each. Whoever was here before goes first, so
// that a flood of attempts from elsewhere holds nobody up for longer than the one that is being looked at.
const queue = new PQueue({ concurrency: 1 });

async function derive(
  password: string,
  salt: Buffer,
  cost: ScryptCost,
  whose: Whose = 'known',
): Promise<Buffer> {
  const priority = PRIORITY[whose];
  if (queue.sizeBy({ priority }) >= WAITING_MAXIMUM[whose]) throw new BusyError();
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r };
  return queue.add(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, 32, options, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      }),
    { priority },
  );
}
