import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { cookieOf, setCookie } from '../../web/cookies.ts';

const COOKIE = 'casefile-audit-devices';
const YEAR_MILLISECONDS = 365 * 24 * 60 * 60 * 1000;
/** As many people as share a laptop. */
const PEOPLE_MAXIMUM = 6;

export type KnownDevices = ReturnType<typeof createKnownDevices>;

/**
 * Knows the browsers that somebody has signed in with before, by a cookie that says so for each person and opens
 * nothing. Attempts from there are counted apart, so that a stranger who guesses does not shut the owner out.
 *
 * @see OWASP, Slow Down Online Guessing Attacks with Device Cookies
 */
export function createKnownDevices(secret: string) {
  const markOf = (email: string, device: string) =>
    createHmac('sha256', secret).update(`device\n${email}\n${device}`).digest();
  const entriesIn = (req: Request) =>
    (cookieOf(req, COOKIE) ?? '')
      .split('~')
      .flatMap((entry) => {
        const [, device, mark] = /^([\w-]{22})\.([\w-]{43})$/.exec(entry) ?? [];
        return device === undefined || mark === undefined ? [] : [{ entry, device, mark }];
      })
      .slice(0, PEOPLE_MAXIMUM);
  const isOf = (email: string, { device, mark }: { device: string; mark: string }) =>
    timingSafeEqual(Buffer.from(mark, 'base64url'), markOf(email, device));

  return {
    /** What a device is called on which this person has signed in, or null where nobody did with this address. */
    of(req: Request, email: string): string | null {
      return entriesIn(req).find((entry) => isOf(email, entry))?.device ?? null;
    },
    /** Remembers that this person has signed in here. */
    remember(req: Request, res: Response, email: string): void {
      const device = randomBytes(16).toString('base64url');
      const others = entriesIn(req).filter((entry) => !isOf(email, entry));
      const value = [
        `${device}.${markOf(email, device).toString('base64url')}`,
        ...others.map(({ entry }) => entry),
      ]
        .slice(0, PEOPLE_MAXIMUM)
        .join('~');
      setCookie(req, res, { name: COOKIE, value, milliseconds: YEAR_MILLISECONDS });
    },
  };
}
