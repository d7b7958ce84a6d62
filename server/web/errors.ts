import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { storageFault } from '../platform/db/faults.ts';
import type { StorageFault } from '../platform/db/faults.ts';
import { AppError, NotFoundError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import type { Pages } from './context.ts';
import { urls } from './urls.ts';
import { formBody, keptForm, textOf } from './form.ts';
import { signedOutForScript, wantsJson } from './json.ts';
import { tellRefusal } from './refusal.ts';
import type { OnRefusal } from './refusal.ts';
import { currentUser, isCsrfError } from './session.ts';

export const notFound: RequestHandler = () => {
  throw new NotFoundError();
};

const TITLES: Record<number, string> = {
  400: 'This could not be read',
  403: 'You cannot do this',
  404: 'Page not found',
  409: 'This is not possible now',
  413: 'This is too large',
  429: 'Too many attempts',
  503: 'Nothing was saved',
};

const GO_BACK =
  'Nothing was saved, not even in part. What you typed is still in the form: go back to it, and keep the page open.';

/** What to say where the database itself fails; never a part of its own message, which may hold an answer. */
const STORAGE: Record<StorageFault, string> = {
  full: `${GO_BACK} There is no room left where the records are kept. Tell your administrator, who has to make room before anything can be saved.`,
  readOnly: `${GO_BACK} The records can be read at the moment, but not changed. Tell your administrator, who has to see to the database.`,
  broken: `${GO_BACK} The records could not be read or written. Tell your administrator at once, who has to see to the disk and the database.`,
  busy: `${GO_BACK} Others were saving for longer than the program waits. Try again in a minute.`,
  away: `${GO_BACK} The database does not answer. Try again in a minute. If it goes on, tell your administrator.`,
};

/** Turns every failure into a page: what happened and what to do. Only faults of the program are logged as errors. */
export function createErrorHandler(pages: Pages, log: Logger, refused: OnRefusal): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    if (res.headersSent) {
      // The page was under way: all that is left is to break it off, so that half of it is not taken for the whole.
      log.error({ err: error, method: req.method }, 'failed while answering');
      next(error);
      return;
    }
    const { status, message } = explain(error);
    if (status >= 500) log.error({ err: error, method: req.method }, 'request failed');
    else log.info({ status, method: req.method }, 'request refused');
    await tellRefusal({ refused, log }, req, error);
    if (wantsJson(req)) {
      if (isCsrfError(error) && !currentUser(req)) signedOutForScript(res);
      else res.status(status).json({ code: isCsrfError(error) ? 'token' : 'refused', message });
      return;
    }
    try {
      if (isCsrfError(error) && (await offerAgain(pages, req, res))) return;
      await pages.show(req, res, currentUser(req), {
        template: 'error',
        title: TITLES[status] ?? 'Something went wrong',
        status,
        view: { message },
      });
    } catch (failure) {
      log.error({ err: failure }, 'the error page failed');
      res.status(status).type('text').send(`${message}\n`);
    }
  };
}

/**
 * A form that comes from a page of ours, but from before a sign-out or sign-in, is not thrown away: after signing in
 * the person is asked whether to send it now. False when it comes from elsewhere.
 */
async function offerAgain(pages: Pages, req: Request, res: Response): Promise<boolean> {
  const origin = req.get('origin');
  if (origin === undefined || origin !== `${req.protocol}://${req.get('host')}`) return false;
  const user = currentUser(req);
  if (
    !user &&
    [urls.signIn(), urls.signInCode(), urls.signInByPasskey(), urls.signInOutside(), urls.signOut()].includes(
      req.path,
    )
  ) {
    // Nothing is lost here: signing in is what comes next anyway.
    const body = formBody(req);
    const isSignIn = req.path !== urls.signOut();
    await pages.show(req, res, null, {
      template: 'people/accounts/sign-in',
      title: 'Sign in',
      status: 403,
      errors: isSignIn ? [{ field: 'password', text: 'This page was open for too long. Try again.' }] : [],
      view: { email: textOf(body, 'email'), next: textOf(body, 'next'), again: textOf(body, 'again') },
    });
    return true;
  }
  const kept = keptForm(req);
  if (!kept || req.path === urls.signOut()) return false;
  if (user) {
    await pages.show(req, res, user, {
      template: 'people/accounts/send-again',
      title: 'Your entries are still here',
      status: 403,
      view: kept,
    });
  } else {
    await pages.show(req, res, null, {
      template: 'people/accounts/sign-in',
      title: 'Sign in again',
      status: 401,
      view: { email: '', next: '', again: JSON.stringify(kept) },
    });
  }
  return true;
}

/** The status and the words for an error, whatever it is. */
export function explain(error: unknown): { status: number; message: string } {
  if (error instanceof AppError) return { status: error.status, message: error.message };
  if (isCsrfError(error)) {
    return {
      status: 403,
      message:
        'This page was open for too long, or you have signed out or in since. Nothing was saved. Go back, copy what you typed if need be, reload the page and try again.',
    };
  }
  const fault = storageFault(error);
  if (fault !== null) return { status: 503, message: STORAGE[fault] };
  const status = error && typeof error === 'object' && 'status' in error ? Number(error.status) : 500;
  if (status === 413) return { status, message: 'What you sent is too large. Nothing was saved.' };
  if (status >= 400 && status < 500)
    return { status, message: 'The request could not be read. Go back and try again.' };
  return {
    status: 500,
    message:
      'Something went wrong on our side, and what you were saving may not have been saved. Go back, check, and try again. If it happens again, tell your administrator the time.',
  };
}
