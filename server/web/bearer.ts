import type { Request } from 'express';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { User } from '../access/person.ts';
import { AppError } from '../platform/errors.ts';
import type { Limiter, Limits } from '../platform/limits.ts';
import { clientOf } from './address.ts';
import { rememberUser } from './session.ts';

/** No token, or none that opens anything. */
export class TokenError extends AppError {
  constructor() {
    super(401, 'Send a token that is in use as "Authorization: Bearer TOKEN".');
  }
}

/** Too many requests; says after how many seconds to come again. */
export class TooManyRequestsError extends AppError {
  readonly retryAfter: number;
  constructor(retryAfter: number) {
    super(429, `Too many requests. Come again in ${retryAfter} seconds.`);
    this.retryAfter = retryAfter;
  }
}

const MINUTE = 60;

/** How often a token may be used, and how often a wrong one be tried from one address. */
export const TOKEN_REQUESTS_A_MINUTE = 120;
export const WRONG_TOKENS_A_MINUTE = 60;

/** Who knows whose token it is; null where it opens nothing. */
export interface TokenOwners {
  authenticate: (token: string) => Promise<{ tokenId: number; user: User } | null>;
}

/** Finds the person of the token in the header of a request; nowhere else is one looked for. */
export function createBearer(owners: TokenOwners, limits: Limits): (req: Request) => Promise<User> {
  const ofToken = limits('token', { points: TOKEN_REQUESTS_A_MINUTE, duration: MINUTE });
  const wrongFromAddress = limits('wrong-token', { points: WRONG_TOKENS_A_MINUTE, duration: MINUTE });

  async function consume(limiter: Limiter, key: string): Promise<void> {
    try {
      await limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new TooManyRequestsError(Math.ceil(error.msBeforeNext / 1000));
    }
  }

  return async (req) => {
    const token = /^Bearer ([\w-]{1,200})$/i.exec(req.get('authorization') ?? '')?.[1];
    const found = token === undefined ? null : await owners.authenticate(token);
    if (!found) {
      await consume(wrongFromAddress, clientOf(req));
      throw new TokenError();
    }
    await consume(ofToken, String(found.tokenId));
    rememberUser(req, found.user);
    return found.user;
  };
}
