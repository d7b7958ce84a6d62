import type { ErrorRequestHandler, RequestHandler } from 'express';
import { storageFault } from '../platform/db/faults.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import { TokenError, TooManyRequestsError } from './bearer.ts';
import { tellRefusal } from './refusal.ts';
import type { OnRefusal } from './refusal.ts';

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authorised',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Service unavailable',
};

/** What is under the interface's address and is no route of it. */
export const noSuchProblem: RequestHandler = (req, res) => {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.set('Allow', 'GET, HEAD');
    throw new AppError(405, 'The interface can only be read.');
  }
  throw new AppError(404, 'There is nothing at this address.');
};

/** Turns every failure into a problem (RFC 9457). Only faults of the program are logged as errors. */
export function createProblemHandler(log: Logger, refused: OnRefusal): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    if (res.headersSent) {
      log.error({ err: error, method: req.method }, 'failed while answering');
      next(error);
      return;
    }
    const { status, detail } = explain(error);
    if (status >= 500) log.error({ err: error, method: req.method }, 'request failed');
    else log.info({ status, method: req.method }, 'request refused');
    await tellRefusal({ refused, log }, req, error);
    if (error instanceof TokenError) res.set('WWW-Authenticate', 'Bearer');
    if (error instanceof TooManyRequestsError) res.set('Retry-After', String(error.retryAfter));
    res
      .status(status)
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title: TITLES[status] ?? 'Problem', status, detail }));
  };
}

function explain(error: unknown): { status: number; detail: string } {
  if (error instanceof AppError) return { status: error.status, detail: error.message };
  if (storageFault(error) !== null) {
    return { status: 503, detail: 'The database cannot be read at the moment. Try again in a minute.' };
  }
  // What Express itself refuses, such as an address that cannot be decoded.
  const status = error && typeof error === 'object' && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 500
    ? { status: 400, detail: 'The request could not be read.' }
    : { status: 500, detail: 'Something went wrong on our side.' };
}
