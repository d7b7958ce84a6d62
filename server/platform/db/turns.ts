import { AsyncResource } from 'node:async_hooks';
import PQueue from 'p-queue';

/** Whoever has not had a turn by then is told so; a page would not be waited for longer either. */
const WAIT_MILLISECONDS = 30_000;

/** Others wrote for longer than anybody should wait; by its code a fault of the storage. */
class WaitedTooLongError extends Error {
  readonly code = 'SQLITE_BUSY';
  constructor() {
    super('others were writing for too long');
  }
}

/**
 * Lets those who write to SQLite do so one after the other, in the order in which they came. SQLite itself has one
 * writer at a time, too, but lets the others ask again and again, and who is unlucky fails; while they ask, each holds
 * a connection that readers need.
 *
 * @throws WaitedTooLongError where the turn does not come
 */
export function createTurns(waitMilliseconds = WAIT_MILLISECONDS): <T>(work: () => Promise<T>) => Promise<T> {
  const queue = new PQueue({ concurrency: 1 });
  return (work) => {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(new WaitedTooLongError()), waitMilliseconds);
    // Once it is its turn nothing breaks it off any more. The queue begins it from whoever was before it, in whose
    // organisation it would write.
    const begin = AsyncResource.bind(() => {
      clearTimeout(timer);
      return work();
    });
    return queue.add(begin, { signal: waiting.signal }).finally(() => clearTimeout(timer));
  };
}
