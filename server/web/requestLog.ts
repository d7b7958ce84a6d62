import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../platform/log.ts';
import { currentUser } from './session.ts';

/**
 * One line a request: method, route, status, time and the person's id. The route is the pattern and not the
 * address, because links to choose a password are secrets.
 */
export function requestLog(log: Logger): RequestHandler {
  return (req, res, next) => {
    const started = process.hrtime.bigint();
    const requestId = randomUUID();
    res.on('close', () => {
      const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
      const { route } = req as { route?: { path?: unknown } };
      log.info(
        {
          requestId,
          method: req.method,
          route: typeof route?.path === 'string' ? route.path : null,
          status: res.statusCode,
          complete: res.writableFinished,
          milliseconds: Math.round(milliseconds * 10) / 10,
          userId: currentUser(req)?.id ?? null,
        },
        'request',
      );
    });
    next();
  };
}
