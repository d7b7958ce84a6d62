import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Limits } from '../../platform/limits.ts';
import type { ActivityEntry, ActivityRepository } from './repository.ts';

const HOUR = 3600;
/** Enough to see what somebody is after; who asks a million times does not fill the disk with it. */
const LINES_AN_HOUR = 60;

/** Writes down what was refused, at most so many lines an hour for each who asks; the last of them says so. */
export function createRefusals(activity: ActivityRepository, limits: Limits) {
  const lines = limits('refused', { points: LINES_AN_HOUR, duration: HOUR });
  return async (who: string, entry: ActivityEntry): Promise<void> => {
    try {
      const { remainingPoints } = await lines.consume(who);
      const detail =
        remainingPoints > 0 ? entry.detail : { ...entry.detail, further: 'not written for an hour' };
      await activity.add({ ...entry, ...(detail ? { detail } : {}) });
    } catch (error) {
      // The limiter refuses by throwing its state; anything else is a fault.
      if (!(error instanceof RateLimiterRes)) throw error;
    }
  };
}
