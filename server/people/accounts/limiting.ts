import type { Response } from 'express';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { countOf } from '../../formats/english.ts';
import { AppError } from '../../platform/errors.ts';
import type { Limiter } from '../../platform/limits.ts';

/** Counts an attempt; the milliseconds to wait when there were too many, otherwise 0. */
export async function waitBeforeNext(limiter: Limiter, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refusal) {
    // The limiter refuses by throwing its state; anything else is a fault.
    if (refusal instanceof RateLimiterRes) return Math.max(refusal.msBeforeNext, 1);
    throw refusal;
  }
}

/** Somebody has to wait; says how long, in milliseconds. */
export class TooManyAttemptsError extends AppError {
  readonly wait: number;
  constructor(wait: number, what = 'wrong attempts') {
    super(
      429,
      `There were too many ${what}. Wait ${countOf(Math.ceil(wait / 60_000), 'minute')} and try again.`,
    );
    this.wait = wait;
  }
}

/** Where there were too many attempts, says to programs too how long to wait. */
export async function sayingHowLong(res: Response, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof TooManyAttemptsError) res.set('Retry-After', String(Math.ceil(error.wait / 1000)));
    throw error;
  }
}
