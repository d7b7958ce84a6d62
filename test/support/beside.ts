import type { TestApp } from './app.ts';

/**
 * Begins the second while the first is written and not yet committed, as two people do at the same moment. On SQLite the
 * second waits for its turn.
 *
 * @returns what became of the second
 */
export async function beside<T>(
  { deps: { database } }: TestApp,
  first: () => Promise<unknown>,
  second: () => Promise<T>,
): Promise<T | Error> {
  let commit = (): void => undefined;
  const told = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let writing: Promise<void> | undefined;
  await new Promise<void>((isWritten, hasFailed) => {
    writing = database.write(async () => {
      await first();
      isWritten();
      await told;
    });
    writing.catch(hasFailed);
  });
  const other = second().catch((error: unknown) => error as Error);
  // As many answers of the database as the second needs where nothing holds it back.
  for (let i = 0; i < 40; i += 1) await database.read(() => database.query('settings').first('name'));
  commit();
  await writing;
  return other;
}
