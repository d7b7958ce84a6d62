import type { Request } from 'express';
import type { FieldError } from '../platform/errors.ts';
import type { Page } from './context.ts';
import { keptForm } from './form.ts';
import { OWN_PATH } from './ownPath.ts';
import { urls } from './urls.ts';

/** Where somebody was, as their browser says; their first page where it does not. */
function pageBefore(req: Request): string {
  const from = URL.parse(req.get('referer') ?? '');
  const path = from?.host === req.get('host') ? `${from?.pathname}${from?.search}` : '';
  return OWN_PATH.test(path) ? path : urls.home();
}

/**
 * The page that asks somebody who is signed in to show again that it is them, before what opens an account is changed.
 * What they sent is kept on it, but for passwords and files.
 */
export function confirmPage(req: Request, hasPassword: boolean): Page {
  const kept = req.method === 'POST' ? keptForm(req) : null;
  return confirmPageFor({
    next: req.method === 'GET' ? req.originalUrl : pageBefore(req),
    again: kept ? JSON.stringify(kept) : '',
    isLost: req.method === 'POST' && kept === null,
    hasPassword,
    status: req.method === 'GET' ? 200 : 403,
  });
}

/** The same page with what it was opened with, once something typed into it was wrong. */
export function confirmPageFor(asked: {
  next: string;
  again: string;
  isLost: boolean;
  hasPassword: boolean;
  status: number;
  errors?: FieldError[];
}): Page {
  const { status, errors = [], ...rest } = asked;
  return {
    template: 'people/accounts/confirm',
    title: 'Confirm that it is you',
    status,
    errors,
    view: { action: urls.confirm(), ...rest, passkeyHref: urls.signInByPasskey(rest.next) },
  };
}
