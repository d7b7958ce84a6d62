import type { Request, Response } from 'express';

/** Whether a script of a page asks, which reads JSON; a person's browser asks for a page. */
export const wantsJson = (req: Request): boolean => req.accepts(['html', 'json']) === 'json';

/** Tells a script that nobody is signed in, so that the page can ask for the password without leaving. */
export function signedOutForScript(res: Response): void {
  res.status(401).json({ code: 'signedOut', message: 'You are signed out.' });
}
