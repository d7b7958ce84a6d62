import { randomUUID } from 'node:crypto';
import type { Database } from '../db/database.ts';

/** The setting by which an installation knows its own backups; a restored one gets another. */
export const INSTALLATION = 'installation';

/** What this installation calls itself in its backups; none before there is a database. */
export async function ownInstallation(database: Database): Promise<string | undefined> {
  if (!(await database.pool.schema.hasTable('settings'))) return undefined;
  return database.remember(INSTALLATION, randomUUID);
}
