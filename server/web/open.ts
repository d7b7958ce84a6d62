import type { ErrorRequestHandler, RequestHandler } from 'express';
import { storageFault } from '../platform/db/faults.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import type { Pages } from './context.ts';
import { tellRefusal } from './refusal.ts';
import type { OnRefusal } from './refusal.ts';

// What goes round the pages of people without an account.

/** Too many wrong codes; says after how many seconds to come again. */
export class TooManyTriesError extends AppError {
  readonly retryAfter: number;
  constructor(retryAfter: number) {
    const minutes = Math.max(1, Math.ceil(retryAfter / 60));
    super(
      429,
      `Codes were tried too often. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`} and try again. What you have answered is kept.`,
    );
    this.retryAfter = retryAfter;
  }
}

/** Keeps an address with a code in it from caches, from search engines, and from wherever a page leads. */
export const openHeaders: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  res.set('Referrer-Policy', 'no-referrer');
  res.set('X-Robots-Tag', 'noindex, nofollow');
  next();
};

const TITLES: Record<number, string> = {
  404: 'There is no page here',
  413: 'This is too long',
  429: 'Please wait',
};

/** Turns every failure into a page for whoever has no account, with nothing of the request in the log. */
export function createOpenErrorHandler(pages: Pages, log: Logger, refused: OnRefusal): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    if (res.headersSent) {
      log.error({ err: error, method: req.method }, 'failed while answering');
      next(error);
      return;
    }
    const { status, message } = explain(error);
    if (status >= 500) log.error({ err: error, method: req.method }, 'request failed');
    else log.info({ status, method: req.method }, 'request refused');
    await tellRefusal({ refused, log }, req, error);
    if (error instanceof TooManyTriesError) res.set('Retry-After', String(error.retryAfter));
    try {
      await pages.showOpen(res, {
        template: 'open-error',
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

function explain(error: unknown): { status: number; message: string } {
  if (error instanceof AppError) return { status: error.status, message: error.message };
  const fault = storageFault(error) !== null;
  const status = error && typeof error === 'object' && 'status' in error ? Number(error.status) : 500;
  if (!fault && status === 413) {
    return { status, message: 'What you sent is too long. Go back and write less. Nothing else is lost.' };
  }
  if (!fault && status >= 400 && status < 500) {
    return { status, message: 'This could not be read. Go back and try again.' };
  }
  return {
    status: fault ? 503 : 500,
    message:
      'Something went wrong on our side, and your last answer may not be saved. Wait a minute, open the address again and go on. What you answered before is kept.',
  };
}
