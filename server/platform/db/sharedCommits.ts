/** So many are not kept waiting for each other's statements. */
const AT_ONCE = 100;

/** A piece of work that waits for its turn. */
interface Piece {
  /** Does it, inside the transaction, and keeps what came of it. */
  run: () => Promise<void>;
  /** Tells whoever waits what came of it, or why the transaction itself failed. */
  tell: (failure?: Error) => void;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/**
 * Lets short pieces of work that wait at the same time share one transaction: on SQLite one is written after the other
 * anyway, and most of the time of each is the wait for the disk at its end. Each is told only after the commit. One that
 * throws is taken back to its savepoint, and the others go on.
 *
 * @param write - runs work in a transaction, in turn with everybody else who writes
 * @param execute - runs one statement in the transaction under way
 */
export function createSharedCommits(
  write: (work: () => Promise<void>) => Promise<void>,
  execute: (statement: string) => PromiseLike<unknown>,
): <T>(work: () => Promise<T>) => Promise<T> {
  let waiting: Piece[] = [];
  let isAskedFor = false;

  /** Where there is no savepoint to go back to, SQLite has undone everybody's: what that was for is told to all. */
  const takeBack = async (error: Error): Promise<void> => {
    try {
      await execute('rollback to piece');
    } catch {
      throw error;
    }
  };

  /** Asks for a turn, in which all who wait by then are written. */
  async function askForTurn(): Promise<void> {
    if (isAskedFor) return;
    isAskedFor = true;
    let taken: Piece[] = [];
    try {
      await write(async () => {
        isAskedFor = false;
        taken = waiting.slice(0, AT_ONCE);
        waiting = waiting.slice(AT_ONCE);
        for (const { run } of taken) await run();
      });
    } catch (error) {
      if (isAskedFor && taken.length === 0) {
        // The turn did not come, for none of them.
        isAskedFor = false;
        taken = waiting;
        waiting = [];
      }
      for (const { tell } of taken) tell(asError(error));
      taken = [];
    }
    for (const { tell } of taken) tell();
    // Not from within the transaction, which would be joined.
    if (waiting.length > 0) void askForTurn();
  }

  return <T>(work: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      let done = (): void => undefined;
      const run = async () => {
        await execute('savepoint piece');
        try {
          const result = await work();
          done = () => resolve(result);
        } catch (error) {
          await takeBack(asError(error));
          done = () => reject(asError(error));
        }
        await execute('release piece');
      };
      waiting.push({ run, tell: (failure) => (failure ? reject(failure) : done()) });
      void askForTurn();
    });
}
