import type { RequestHandler } from 'express';
import type { Database } from '../platform/db/database.ts';
import { isUpToDate } from '../platform/db/upgrade.ts';

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

/** For whatever sends requests here: 200 while they can be answered, 503 otherwise, and as soon as the program is to stop. */
export function ready(database: Database, shutdown: { hasBegun: boolean }): RequestHandler {
  return async (_req, res) => {
    const problem = shutdown.hasBegun ? 'the program is stopping' : await problemOf(database);
    res
      .status(problem === null ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: problem ?? 'ready' });
  };
}

async function problemOf(database: Database): Promise<string | null> {
  try {
    return (await isUpToDate(database.pool)) ? null : 'the database is not brought up to date';
  } catch {
    return 'the database does not answer';
  }
}
