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

/** How far a stop has come: it has begun, and later nothing new is taken on. */
interface Shutdown {
  hasBegun: boolean;
  refuses: boolean;
}

/** When somebody who was refused may try again: another program, or this one started anew. */
const AGAIN_SECONDS = 5;

/**
 * While the program stops, connections are not kept for another request; and once nothing new is taken on, what still comes
 * on one that was open already is refused, so that nobody waits for an answer that is cut off.
 */
export function whileStopping(shutdown: Shutdown): RequestHandler {
  return (_req, res, next) => {
    if (shutdown.hasBegun) res.set('Connection', 'close');
    if (!shutdown.refuses) {
      next();
      return;
    }
    res
      .status(503)
      .set({ 'Retry-After': String(AGAIN_SECONDS), 'Cache-Control': 'no-store' })
      .type('text/plain')
      .send('The program is stopping, and nothing was saved. Try again in a few seconds.\n');
  };
}

/** For whatever sends requests here: 200 while they can be answered, 503 otherwise, and as soon as the program is to stop. */
export function ready(database: Database, shutdown: Shutdown): RequestHandler {
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
