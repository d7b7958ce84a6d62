import type { RequestHandler } from 'express';
import type { Database } from '../platform/db/database.ts';

/** For a monitor: 200 while the database answers, 503 otherwise. */
export function health(database: Database): RequestHandler {
  return async (_req, res) => {
    try {
      await database.pool.raw('select 1');
      res.json({ status: 'ok' });
    } catch {
      res.status(503).json({ status: 'the database does not answer' });
    }
  };
}
