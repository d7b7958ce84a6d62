import type { Request, Response } from 'express';

/**
 * What a cookie is called. Over https with the prefix that browsers take from this very host only, over https, for all
 * of its addresses: no neighbouring host, and nobody on the way, can plant one.
 *
 * @see RFC 6265bis, 4.1.3.2
 */
export const cookieName = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name);

/** The value of a cookie that a request brings, or null. */
export function cookieOf(req: Request, name: string): string | null {
  const found = (req.get('cookie') ?? '')
    .split(/; */)
    .find((pair) => pair.startsWith(`${cookieName(name, req.secure)}=`));
  return found === undefined ? null : found.slice(found.indexOf('=') + 1);
}

/** Sets a cookie that no script can read and no other site sends along. */
export function setCookie(
  req: Request,
  res: Response,
  cookie: { name: string; value: string; milliseconds: number },
): void {
  res.cookie(cookieName(cookie.name, req.secure), cookie.value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: req.secure,
    maxAge: cookie.milliseconds,
  });
}
