import { RateLimiterRes } from 'rate-limiter-flexible';
import { describe, expect, it } from 'vitest';
import { createAttempts } from '../../../server/people/accounts/attempts.ts';
import type { Limiter, Limits } from '../../../server/platform/limits.ts';

const QUARTER = 15 * 60;

/** Limits over a clock that is moved by hand. */
function limitsOver(clock: { seconds: number }): Limits {
  return (_name, { points, duration }) => {
    const used = new Map<string | number, { count: number; until: number }>();
    const of = (key: string | number) => {
      const known = used.get(key);
      if (known && known.until > clock.seconds) return known;
      const begun = { count: 0, until: clock.seconds + duration };
      used.set(key, begun);
      return begun;
    };
    const told = (key: string | number) =>
      new RateLimiterRes(
        points - of(key).count,
        (of(key).until - clock.seconds) * 1000,
        of(key).count,
        false,
      );
    const limiter: Pick<Limiter, 'consume' | 'delete' | 'get' | 'reward'> = {
      consume: async (key) => {
        of(key).count += 1;
        if (of(key).count > points) throw told(key);
        return told(key);
      },
      get: async (key) => (used.has(key) ? told(key) : null),
      reward: async (key) => {
        of(key).count -= 1;
        return told(key);
      },
      delete: async (key) => used.delete(key),
    };
    return limiter as Limiter;
  };
}

describe('guessing the code of somebody whose password is known', () => {
  /** How many codes can be tried in so many days, by somebody who tries until they are refused and waits. */
  async function triedIn(days: number, device: string | null): Promise<number> {
    const clock = { seconds: 0 };
    const attempts = createAttempts(limitsOver(clock));
    let tried = 0;
    for (; clock.seconds < days * 24 * 60 * 60; clock.seconds += QUARTER) {
      for (let isLet = true; isLet;) {
        isLet = await attempts.beginCode(7, device).then(
          () => true,
          () => false,
        );
        if (isLet) tried += 1;
      }
    }
    return tried;
  }

  it('is as slow on a device that the person has used as in a session of theirs, and slower elsewhere', async () => {
    expect(await triedIn(10, null)).toBeLessThanOrEqual(200);
    expect(await triedIn(10, 'a shared laptop')).toBeLessThanOrEqual(300);
  });
});
