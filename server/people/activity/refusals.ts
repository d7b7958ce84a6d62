import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Limits } from '../../platform/limits.ts';
import type { OnRefusal } from '../../web/refusal.ts';
import type { ActivityEntry, ActivityRepository } from './repository.ts';

const HOUR = 3600;
/** Enough to see what somebody is after; who asks a million times does not fill the disk with it. */
const LINES_AN_HOUR = 60;
/** Of all together whom nobody knows: they may come from any number of addresses. */
export const LINES_OF_NOBODY_AN_HOUR = 300;

export type Refusals = ReturnType<typeof createRefusals>;

/**
 * Writes down what was refused, at most so many lines an hour for each who asks, and for all together whom nobody
 * knows; the last of them says so.
 */
export function createRefusals(activity: ActivityRepository, limits: Limits) {
  const lines = limits('refused', { points: LINES_AN_HOUR, duration: HOUR });
  const ofNobody = limits('refused-of-nobody', { points: LINES_OF_NOBODY_AN_HOUR, duration: HOUR });
  return async (who: string, entry: ActivityEntry): Promise<void> => {
    try {
      const { remainingPoints: own } = await lines.consume(who);
      const { remainingPoints: joint } =
        entry.userId === null ? await ofNobody.consume('all') : { remainingPoints: 1 };
      const detail =
        Math.min(own, joint) > 0 ? entry.detail : { ...entry.detail, further: 'not written for an hour' };
      await activity.add({ ...entry, ...(detail ? { detail } : {}) });
    } catch (error) {
      // The limiter refuses by throwing its state; anything else is a fault.
      if (!(error instanceof RateLimiterRes)) throw error;
    }
  };
}

/** Writes down what the web refuses: by person where one is known, else counted by the address, which is written nowhere. */
export function createRefusedLines(refusals: Refusals): OnRefusal {
  return (refusal) => {
    if (refusal.kind === 'request') {
      const { user, client, why } = refusal;
      const who = user ? `request of ${user.id}` : `request from ${client}`;
      return refusals(who, { userId: user?.id ?? null, action: 'request.refused', detail: { why } });
    }
    const { kind, user, action, subject, by } = refusal;
    return refusals(`${kind} ${by === 'token' ? 'token' : 'person'} ${user.id}`, {
      userId: user.id,
      action: kind === 'hidden' ? 'access.refused' : 'access.forbidden',
      ...(subject.audit?.id === undefined ? {} : { auditId: subject.audit.id }),
      ...(subject.feedback ? { subject: `provider ${subject.feedback.providerId}` } : {}),
      detail: { asked: action, ...(by === 'token' ? { by: 'API token' } : {}) },
    });
  };
}
